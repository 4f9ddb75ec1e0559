//! Lists on their way into the tree: looked at first, taken by a key, and never wider than they
//! say.

mod files;

use super::{outcomes::refusal, script::Script};
use crate::core::{
    base::{Millis, StateTrouble, call},
    compose::{
        import::{Import, Judged, READ_AT_ONCE, Row, Section},
        state::ComposeFocus,
    },
    model::Model,
    port::{Effect, Msg, Notice, Overlay, PromptKind, PromptProblem, Query, Reply, Timer},
    scope::{
        Counts, DatabaseScope, Listing, NameOrigin, ScopeChoice, Take, Tree,
        list::{parse, render},
    },
    session::{Mode, Session},
};

/// In the tree of the first instance: audit, billing and orders, of which nothing is read.
pub(super) fn in_tree() -> Script {
    let mut s = Script::live();
    s.choose(0);
    s.keys("<Tab><Tab><Space><Tab>");
    assert_eq!(s.model.compose.focus, ComposeFocus::Tree);
    s
}

pub(super) fn paste(s: &mut Script, text: &str, marked: bool) -> Vec<Effect> {
    let at = Millis(s.now);
    s.feed(Msg::Paste { text: text.to_owned(), marked, at })
}

/// The list that is looked at, which lies on top.
pub(super) fn import(model: &Model) -> &Import {
    assert!(matches!(model.dialog.overlays.last(), Some(Overlay::Import)));
    model.compose.import.as_ref().expect("the list on top")
}

fn judged(s: &Script) -> &Judged {
    import(&s.model).read.as_ref().expect("it is read")
}

/// The sections and how much is in them.
fn heads(s: &Script) -> Vec<(Section, usize)> {
    let heads = judged(s).rows().iter().filter_map(|row| match row {
        Row::Head(Section::Lines, _) => None,
        Row::Head(section, n) => Some((*section, *n)),
        _ => None,
    });
    heads.collect()
}

pub(super) fn scope(s: &Script) -> String {
    render(&s.model.draft.tree.scope())
}

#[test]
fn a_paste_changes_nothing_until_a_key_takes_it() {
    let mut s = in_tree();
    s.keys("<Space>");
    let before = (scope(&s), s.model.draft.tree.edits());
    paste(&mut s, "orders.items\nbilling\n", true);
    assert_eq!((scope(&s), s.model.draft.tree.edits()), before);
    for key in ["<Enter>", "<Space>", "x", "y", "n", "<Tab>", "<Down>", "<C-g>", "<C-x>"] {
        s.keys(key);
        assert_eq!((scope(&s), s.model.draft.tree.edits()), before, "{key}");
        import(&s.model);
    }
    s.keys("<Esc>");
    assert_eq!(
        (scope(&s), s.model.draft.tree.edits(), s.model.port.notice.clone()),
        (before.0, before.1, Some(Notice::ListDropped))
    );
    assert!(s.model.dialog.overlays.is_empty());
}

#[test]
fn a_list_is_added_to_what_is_chosen_or_takes_its_place() {
    for (key, want) in [
        ("a", "audit.*\nbilling.*\norders.by_day\norders.items\n"),
        ("r", "billing.*\norders.by_day\norders.items\n"),
    ] {
        let mut s = in_tree();
        s.keys("<Space>");
        let edits = s.model.draft.tree.edits();
        paste(&mut s, "orders.items\nbilling.*\norders.by_day\n", true);
        let how = if key == "a" { Take::Add } else { Take::Replace };
        let then = judged(&s).then(s.model.draft.tree.counts(), how);
        s.keys(key);
        assert_eq!(scope(&s), want);
        let counts = s.model.draft.tree.counts();
        assert_eq!(
            (counts, s.model.port.notice.clone()),
            (then, Some(Notice::Counted(then))),
            "as the preview said"
        );
        assert_eq!(s.model.draft.tree.edits(), edits + 1, "one change, for one undo");
        assert!(s.model.dialog.overlays.is_empty());
    }
}

/// In the preview `a` adds a list, in the tree it ticks everything: pressed once too often, however
/// late, it only says so.
#[test]
fn the_key_that_took_a_list_ticks_nothing_when_it_comes_again() {
    let mut s = in_tree();
    paste(&mut s, "orders.by_day", true);
    s.keys("a");
    let taken = scope(&s);
    s.now += 10_000;
    s.keys("a");
    assert_eq!(
        (s.model.port.notice.clone(), scope(&s)),
        (Some(Notice::ListJustTaken { on: true }), taken.clone())
    );
    s.keys("a");
    assert!(
        matches!(s.model.port.notice, Some(Notice::Bulk { on: true, .. })) && scope(&s) != taken,
        "it was meant"
    );
}

#[test]
fn what_is_said_of_a_list_is_said_of_the_tree_that_it_would_go_into() {
    let mut s = in_tree();
    s.keys("<Down><Down><Space>");
    paste(&mut s, "orders.*\nbilling.a\n", true);
    assert_eq!(
        judged(&s).then(s.model.draft.tree.counts(), Take::Add),
        Counts { whole: 1, partly: 1, tables: 1 }
    );
    // Another place has other instances, and another tree.
    s.keys("<F1>");
    let elsewhere = Session {
        region: Some("cn-north-4".to_owned()),
        endpoint: Some("https://elsewhere.example".to_owned()),
        ..s.model.shared.session.clone()
    };
    s.feed(Msg::Configured(elsewhere));
    s.keys("<Esc>");
    assert_eq!(s.model.draft.tree.counts(), Counts::default());
    assert_eq!(
        judged(&s).then(s.model.draft.tree.counts(), Take::Add),
        Counts { whole: 1, partly: 1, tables: 1 }
    );
}

#[test]
fn what_is_in_a_list_is_said_before_it_is_taken() {
    let mut s = in_tree();
    s.keys("<Down><Down><Right>");
    s.tables("orders", &["by_day", "by_id", "items"]);
    s.keys("<Down><Space><Down><Space>");
    paste(
        &mut s,
        "orders.items\norders.items\norders.gone\nlegacy.t\nplease back \
            up\nbilling.*\naudit.*\naudit.log\nORDERS.items\nlater\n",
        true,
    );
    assert_eq!(
        heads(&s),
        [
            (Section::NotTaken, 1),
            (Section::Refused, 1),
            (Section::Whole, 2),
            (Section::NotListed, 2),
            (Section::Covered, 1),
            (Section::Twice, 1),
            (Section::Listed, 1)
        ]
    );
    s.keys("a");
    assert_eq!(
        scope(&s),
        "audit.*\nbilling.*\nlegacy.t\norders.by_day\norders.by_id\norders.gone\norders.items\n"
    );
    let origin = |d: &str, t: usize| {
        s.model
            .draft
            .tree
            .database(s.model.draft.tree.find(d).unwrap())
            .unwrap()
            .tables()
            .nth(t)
            .unwrap()
            .origin
    };
    assert_eq!((origin("legacy", 0), origin("orders", 2)), (NameOrigin::Typed, NameOrigin::Typed));
    assert_eq!(
        s.model.draft.tree.chosen_typed_names(),
        3,
        "a database and two tables are not verified"
    );
}

#[test]
fn a_database_that_stands_alone_is_taken_by_a_key_of_its_own_and_by_no_other() {
    for key in ["a", "r"] {
        let mut s = in_tree();
        s.keys("<Space>");
        paste(&mut s, "billing\norders\n", true);
        assert_eq!(heads(&s), [(Section::Alone, 2)]);
        s.keys(key);
        assert_eq!(
            (scope(&s).as_str(), s.model.port.notice.clone()),
            ("audit.*\n", Some(Notice::OnlyAlone)),
            "{key}"
        );
    }
    let mut s = in_tree();
    s.keys("<Down><Down><Right>");
    s.tables("orders", &["by_day", "by_id"]);
    s.keys("<Down><Space>");
    paste(&mut s, "audit.log\nbilling\norders\n", true);
    let then = judged(&s).then_with_alone(&s.model.draft.tree);
    s.keys("w");
    assert_eq!(
        (scope(&s).as_str(), s.model.draft.tree.counts()),
        ("audit.log\nbilling.*\norders.*\n", then),
        "as the preview said"
    );
    s.keys("u");
    assert_eq!(scope(&s), "orders.by_day\n", "one step back");
    paste(&mut s, "orders.by_id\n", true);
    s.keys("w");
    assert_eq!(
        (scope(&s).as_str(), s.model.port.notice.clone()),
        ("orders.by_day\n", Some(Notice::ListEmpty)),
        "there is none"
    );
}

#[test]
fn words_are_decided_once_the_service_has_listed_their_database() {
    let mut s = in_tree();
    let effects = paste(&mut s, "Please back up these tables of orders:\nitems\nby_day\n", true);
    assert!(
        matches!(&effects[..], [Effect::Ask { query: Query::Tables { database, .. }, .. }] if database == "orders"),
        "{effects:?}"
    );
    assert_eq!(heads(&s), [(Section::NotTaken, 3), (Section::Alone, 1)]);
    s.tables("orders", &["by_id", "items"]);
    assert_eq!(heads(&s), [(Section::NotTaken, 1), (Section::Listed, 1)], "by_day is none of them");
    s.now += 1;
    s.burst("a");
    assert_eq!(
        (scope(&s).as_str(), s.model.port.notice.clone()),
        ("", Some(Notice::LookAtList)),
        "it was not on screen yet"
    );
    s.keys("a");
    assert_eq!(scope(&s), "orders.items\n");

    // A long text is read again once nothing more is under way, whichever database comes last.
    let mut s = in_tree();
    paste(
        &mut s,
        &format!("billing.x\naudit:\nlog\n{}", "orders.y\n".repeat(READ_AT_ONCE / 8)),
        true,
    );
    s.tables("audit", &["log"]);
    s.tables("billing", &["x"]);
    s.tables("orders", &["y"]);
    assert!(
        judged(&s).scope(false).iter().any(|row| row.database_name == "audit"),
        "{:?}",
        heads(&s)
    );

    let mut s = in_tree();
    (s.model.shared.mode, s.model.draft.tree) = (Mode::Offline, Tree::default());
    paste(&mut s, "orders:\nitems\nbilling\norders.a\n", true);
    assert_eq!(
        heads(&s),
        [(Section::NotTaken, 3), (Section::Unread, 1)],
        "nothing is listed offline"
    );
    s.keys("a");
    assert_eq!(scope(&s), "orders.a\n");
}

#[test]
fn nothing_is_widened_or_narrowed_without_being_said() {
    let mut s = in_tree();
    s.keys("<Down><Down><Right>");
    s.tables("orders", &["by_day", "by_id"]);
    s.keys("<Down><Space>");
    paste(
        &mut s,
        r#"[{"database_name":"orders","table_names":[]},{"database_name":"billing","table_names":null}]"#,
        true,
    );
    assert_eq!(heads(&s), [(Section::Widened, 1), (Section::Whole, 2)]);
    s.keys("a");
    assert_eq!(scope(&s), "billing.*\norders.*\n");
    // A part of a whole database is in it already.
    paste(&mut s, "orders.by_day\n", true);
    assert_eq!(heads(&s), [(Section::Covered, 1), (Section::Listed, 1)]);
    s.keys("a");
    assert_eq!(scope(&s), "billing.*\norders.*\n");
    paste(&mut s, "orders.by_day\n", true);
    s.keys("r");
    assert_eq!(scope(&s), "orders.by_day\n");
}

#[test]
fn a_body_for_the_whole_instance_chooses_nothing() {
    for text in [
        r#"{"name":"a","description":"b"}"#,
        r#"{"database_tables":[]}"#,
        "null",
        "[]",
        "",
        "\n\n",
        "back it up",
    ] {
        let mut s = in_tree();
        s.keys("<Space>");
        paste(&mut s, text, true);
        for key in ["a", "r"] {
            s.keys(key);
            assert_eq!(
                (scope(&s), s.model.port.notice.clone()),
                ("audit.*\n".to_owned(), Some(Notice::ListEmpty)),
                "{text}"
            );
        }
        assert_eq!(s.model.draft.scope_choice, ScopeChoice::Tables);
    }
}

#[test]
fn names_that_cannot_be_sent_are_shown_and_not_taken() {
    let mut s = in_tree();
    let text = r#"[{"database_name":"billing","table_names":["ok","a\u202eb"," x"]},{"database_name":"b\u0007","table_names":null},
        {"database_name":"orders","table_names":["y\u0000"]}]"#;
    paste(&mut s, text, true);
    assert!(heads(&s).contains(&(Section::Refused, 4)), "{:?}", heads(&s));
    s.keys("r");
    assert_eq!(
        scope(&s),
        "billing.ok\n",
        "orders does not become whole because its only table was refused"
    );
}

#[test]
fn the_tables_of_the_named_databases_are_looked_up_one_database_at_a_time_while_the_list_is_shown()
{
    let mut s = in_tree();
    let asked = |effects: &[Effect]| match effects {
        [Effect::Ask { query: Query::Tables { database, .. }, .. }] => database.clone(),
        [] => String::new(),
        other => panic!("{other:?}"),
    };
    let effects = paste(&mut s, "audit.a\nbilling.*\norders.x\norders.y\nnot_there.z\n", true);
    assert_eq!(asked(&effects), "audit");
    assert_eq!(heads(&s), [(Section::Whole, 1), (Section::NotListed, 1), (Section::Unread, 3)]);
    let ask = s.model.compose.tables_ask;
    let why = refusal(403, "DBS.280032", "no");
    let effects = s.feed(Msg::Reply {
        ask,
        reply: Reply::Tables { database: "audit".to_owned(), page: Err(why) },
    });
    assert_eq!(asked(&effects), "orders", "a branch that fails keeps no other waiting");
    s.tables("orders", &["x"]);
    assert_eq!(
        heads(&s),
        [(Section::Whole, 1), (Section::NotListed, 2), (Section::Unread, 1), (Section::Listed, 1)]
    );

    let mut s = in_tree();
    paste(&mut s, "audit.a\norders.x\n", true);
    s.keys("<Esc>");
    let page = Ok(call::Page { rows: vec!["a".to_owned()], last: true });
    let ask = s.model.compose.tables_ask;
    assert_eq!(
        s.feed(Msg::Reply { ask, reply: Reply::Tables { database: "audit".to_owned(), page } }),
        [],
        "nobody looks any more"
    );
    assert_eq!(
        s.model.draft.tree.database(2).map(|d| d.listing().clone()),
        Some(Listing::NotAsked)
    );
}

#[test]
fn pieces_of_a_paste_without_marks_become_one_list_and_no_piece_is_a_key() {
    let mut s = in_tree();
    paste(&mut s, "orders.items\norders.by", false);
    s.now += 20;
    paste(&mut s, "_day\nbilling.l", false);
    // What is left over in the last read is too short for a paste: these would add, replace and
    // close.
    s.now += 20;
    s.burst("ar<Enter>a.r<Tab>q");
    assert_eq!(import(&s.model).lines, 4);
    let text = "orders.items\norders.by_day\nbilling.lar\na.r\tq";
    assert_eq!(judged(&s).parsed, parse(text, &s.model.draft.tree));
    s.now += 299;
    s.burst("x");
    assert_eq!(
        judged(&s).parsed,
        parse(&format!("{text}x"), &s.model.draft.tree),
        "still the paste"
    );
    s.now += 301;
    s.burst("ra");
    assert_eq!(s.model.port.notice, Some(Notice::LookAtList), "a late piece of it, perhaps");
    s.keys("a");
    assert!(s.model.dialog.overlays.is_empty(), "by itself it is a key");
    assert_eq!(s.model.draft.tree.counts().tables, 3);
}

#[test]
fn the_end_of_a_marked_paste_is_known_and_the_next_key_is_a_key() {
    let mut s = in_tree();
    paste(&mut s, "orders.items", true);
    s.now += 1;
    s.burst("a");
    assert_eq!(
        (scope(&s).as_str(), s.model.port.notice.clone()),
        ("", Some(Notice::LookAtList)),
        "nobody has seen it yet"
    );
    s.keys("a");
    assert_eq!(scope(&s), "orders.items\n");
    paste(&mut s, "orders.a", true);
    paste(&mut s, "orders.b", true);
    s.keys("r");
    assert_eq!(scope(&s), "orders.b\n", "another paste is another list");
}

#[test]
fn the_pieces_of_a_paste_without_an_end_are_one_list_and_that_is_said() {
    let mut s = in_tree();
    paste(&mut s, "orders.items\norders.by", false);
    s.feed(Msg::PasteUnended);
    assert_eq!(s.model.port.notice, Some(Notice::PasteUnended));
    s.now += 3_000;
    paste(&mut s, "_day\n", false);
    s.now += 3_000;
    s.keys("r");
    assert_eq!(scope(&s), "orders.by_day\norders.items\n");
    s.keys("<BackTab>");
    paste(&mut s, "x", false);
    s.feed(Msg::PasteUnended);
    assert_eq!(s.model.port.notice, Some(Notice::PasteIgnored), "nothing is kept here");
}

#[test]
fn a_locale_that_is_not_utf_8_is_said_where_nothing_else_is() {
    let mut s = in_tree();
    s.feed(Msg::NotUtf8);
    assert_eq!(s.model.port.notice, Some(Notice::NotUtf8));
    s.keys("<BackTab>");
    paste(&mut s, "\u{4e2d}", true);
    s.feed(Msg::NotUtf8);
    assert_eq!(s.model.port.notice, Some(Notice::PasteIgnored));
}

#[test]
fn a_long_paste_without_marks_is_read_once_it_has_come_to_rest() {
    let mut s = in_tree();
    let line = "orders.a_table_with_a_longer_name\n";
    let lines = READ_AT_ONCE / line.len() + 1;
    let piece = line.repeat(lines / 2 + 1);
    paste(&mut s, &piece, false);
    assert!(import(&s.model).read.is_some());
    let effects = paste(&mut s, &piece, false);
    assert_eq!(effects, [Effect::Wait { seconds: 1, timer: Timer::Paste }]);
    assert!(import(&s.model).read.is_none());
    s.keys("a");
    assert_eq!(
        (s.model.port.notice.clone(), scope(&s)),
        (Some(Notice::ListReading), String::new())
    );
    s.feed(Msg::Timer(Timer::Paste));
    assert_eq!(judged(&s).parsed.duplicates.count, 2 * (lines / 2 + 1) - 1, "every line arrived");
    s.now += 5_000;
    assert_eq!(s.feed(Msg::Timer(Timer::Paste)), [], "it is read already");
}

#[test]
fn text_fields_take_their_pastes_as_text() {
    let mut s = in_tree();
    s.keys("/");
    paste(&mut s, "orders", true);
    assert_eq!((s.model.compose.filter.value(), s.model.dialog.overlays.len()), ("orders", 0));
    paste(&mut s, "orders.a\norders.b\n", true);
    assert_eq!(
        (s.model.compose.filter.value(), import(&s.model).lines),
        ("orders", 2),
        "no filter has lines"
    );
    s.keys("<Esc><Esc><BackTab><BackTab>");
    assert_eq!(s.model.compose.focus, ComposeFocus::Description);
    paste(&mut s, "two\nlines", true);
    assert_eq!(
        (s.model.draft.description.value(), s.model.dialog.overlays.len()),
        ("two lines", 0)
    );
    s.keys("<Tab>");
    paste(&mut s, "orders.a\n", true);
    assert_eq!(
        (s.model.port.notice.clone(), s.model.dialog.overlays.len()),
        (Some(Notice::PasteIgnored), 0)
    );
}
