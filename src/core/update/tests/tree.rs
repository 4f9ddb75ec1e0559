//! The tree through the reducer: asking, stale answers, another instance.

use super::{outcomes::refusal, script::Script};
use crate::core::{
    base::Page,
    compose::state::ComposeFocus,
    port::{Cancel, Effect, Msg, Notice, Query, Reply, Screen},
    scope::{
        Changed, Counts, Listing, Scope, ScopeChoice,
        list::render,
        tree::{Mark, Progress},
    },
};

/// In the tree of the first instance, on its first database (audit).
fn in_tree() -> Script {
    let mut s = Script::live();
    s.choose(0);
    s.keys("<Tab><Tab><Space><Tab>");
    assert_eq!(s.model.compose.focus, ComposeFocus::Tree);
    s
}

fn marks(s: &Script) -> Vec<Mark> {
    s.model.draft.tree.databases().map(|d| d.mark()).collect()
}

#[test]
fn a_branch_is_read_when_it_opens_and_only_then() {
    let mut s = in_tree();
    let effects = s.keys("<Down><Down><Right>");
    assert!(
        matches!(&effects[..], [Effect::Ask { query: Query::Tables { database, .. }, .. }] if database == "orders"),
        "{effects:?}"
    );
    s.tables("orders", &["a", "b"]);
    assert_eq!(s.keys("<Left><Right>"), [], "read once");
    assert_eq!(s.keys("<Down><Space>"), []);
    assert_eq!(marks(&s), [Mark::None, Mark::None, Mark::Some(1)]);
}

#[test]
fn a_part_of_a_whole_database_narrows_it() {
    let mut s = in_tree();
    s.keys("<Right>");
    s.tables("audit", &["a", "b", "c"]);
    s.keys("<Space>");
    assert_eq!(marks(&s)[0], Mark::Whole);
    s.keys("<Down><Space>");
    assert_eq!(
        (marks(&s)[0], s.model.port.notice.clone()),
        (Mark::Some(2), Some(Notice::Narrowed))
    );
    s.keys("<Space>");
    assert_eq!(marks(&s)[0], Mark::AllOneByOne(3), "all its tables are not the whole database");
}

#[test]
fn another_instance_clears_the_tree_and_keeps_texts_and_scope_choice() {
    let mut s = Script::live();
    s.choose(0);
    s.keys("keep-me<Tab>and me<Tab><Space><Tab><Space>");
    assert_eq!(s.keys("<C-o><Down><Enter>").len(), 1, "its databases are read");
    let draft = &s.model.draft;
    assert_eq!((draft.name.value(), draft.description.value()), ("keep-me", "and me"));
    assert_eq!(
        (draft.scope_choice, draft.scope()),
        (ScopeChoice::Tables, Scope::Tables(Vec::new()))
    );
    assert_eq!(s.keys("<C-g>"), [], "nothing ticked is an error, never the whole instance");
    assert_eq!(s.model.shared.screen, Screen::Compose);
}

#[test]
fn an_engine_without_tables_does_not_turn_the_scope_into_the_instance() {
    let mut s = in_tree();
    s.keys("<C-o><Down><Down><Enter>");
    assert_eq!(s.model.draft.scope_choice, ScopeChoice::Tables);
    s.keys("some-name<Tab>why<C-g>");
    assert_eq!(
        (s.model.shared.screen, s.model.compose.errors()),
        (Screen::Compose, 2),
        "engine and empty scope"
    );
    s.keys("<C-t><Tab><Tab><Space>");
    assert_eq!(s.model.draft.scope_choice, ScopeChoice::Instance, "the operator widens, by hand");
    s.keys("<Space>");
    assert_eq!(
        (s.model.draft.scope_choice, s.model.port.notice.clone()),
        (ScopeChoice::Instance, Some(Notice::CassandraOnly))
    );
}

#[test]
fn choosing_the_same_instance_again_keeps_the_ticks() {
    let mut s = in_tree();
    s.keys("<Space>");
    assert_eq!(s.keys("<C-o><Enter>"), []);
    assert_eq!(marks(&s)[0], Mark::Whole);
}

#[test]
fn answers_to_older_questions_are_dropped() {
    let mut s = in_tree();
    let (old, old_tables) = (s.model.compose.ask, s.model.compose.tables_ask);
    s.keys("<C-o><Down><Enter>");
    let page = || Ok(Page { rows: vec!["stale".to_owned()], last: true });
    s.feed(Msg::Reply { ask: old, reply: Reply::Databases { page: page() } });
    s.databases(&["fresh"]);
    s.feed(Msg::Reply {
        ask: old_tables,
        reply: Reply::Tables { database: "fresh".to_owned(), page: page() },
    });
    let names: Vec<&str> = s.model.draft.tree.databases().map(|d| d.name()).collect();
    assert_eq!((names, s.model.draft.tree.known_tables()), (vec!["fresh"], 0));
}

#[test]
fn a_branch_that_cannot_be_read_is_asked_for_again_by_hand_and_takes_typed_names() {
    let mut s = in_tree();
    s.keys("<Right>");
    let ask = s.model.compose.tables_ask;
    s.feed(Msg::Reply {
        ask,
        reply: Reply::Tables {
            database: "audit".to_owned(),
            page: Err(refusal(403, "DBS.280032", "no")),
        },
    });
    assert!(matches!(
        s.model.draft.tree.databases().next().expect("audit").listing(),
        Listing::Failed(_)
    ));
    assert!(matches!(s.keys("r")[..], [Effect::Ask { query: Query::Tables { .. }, .. }]));
    s.keys("tby_hand<Enter>");
    assert_eq!((marks(&s)[0], s.model.draft.tree.chosen_typed_names()), (Mark::AllOneByOne(1), 1));
    s.keys("mby_hand_2<Enter>");
    let table =
        s.model.draft.tree.databases().next().and_then(|d| d.tables().next()).expect("a table");
    assert_eq!(
        (table.name, table.ticked),
        ("by_handby_hand_2", true),
        "renaming begins with the old name"
    );
    s.keys("x");
    assert_eq!(marks(&s)[0], Mark::None);
    s.keys("x");
    assert_eq!(s.model.port.notice, Some(Notice::ListedStays));
}

#[test]
fn all_and_none_work_on_what_the_filter_shows() {
    let mut s = in_tree();
    s.keys("/ord<Enter>a");
    assert_eq!(marks(&s), [Mark::None, Mark::None, Mark::Whole]);
    s.keys("<Esc>a/bill<Enter>n");
    assert_eq!(marks(&s), [Mark::Whole, Mark::None, Mark::Whole]);
    s.keys("<Esc>");
    assert_eq!((s.model.compose.filter.value(), s.model.draft.tree.shown_databases()), ("", 3));
}

fn effects_of(effects: &[Effect]) -> Vec<String> {
    let of = |effect: &Effect| match effect {
        Effect::Ask { query: Query::Tables { database, .. }, .. } => format!("list {database}"),
        Effect::Cancel(Cancel::Tables { .. }) => "stop all".to_owned(),
        other => format!("{other:?}"),
    };
    effects.iter().map(of).collect()
}

#[test]
fn a_step_of_the_scope_is_taken_back_and_done_again() {
    let mut s = in_tree();
    s.keys("a");
    let whole = |n| Counts { whole: n, partly: 0, tables: 0 };
    let all = Changed { databases: 3, tables: 0 };
    assert_eq!(
        s.model.port.notice,
        Some(Notice::Bulk { on: true, changed: all, counts: whole(3) })
    );
    s.keys("<Space>");
    assert_eq!(s.model.draft.tree.counts(), whole(2));
    s.keys("uu");
    assert_eq!(s.model.draft.tree.counts(), whole(0));
    s.keys("<C-r>");
    assert_eq!(s.model.draft.tree.counts(), whole(3));
    s.keys("ilegacy<Enter>uu");
    assert_eq!(
        (s.model.draft.tree.counts(), s.model.draft.tree.databases().len()),
        (whole(0), 3),
        "the typed name as well"
    );
    s.keys("u");
    assert_eq!(
        (s.model.draft.scope_choice, s.model.port.notice.clone()),
        (ScopeChoice::Tables, Some(Notice::UndoWidens)),
        "not by one u too many"
    );
    s.keys("<BackTab>u");
    assert_eq!(
        (s.model.draft.scope_choice, s.model.compose.focus),
        (ScopeChoice::Instance, ComposeFocus::Scope),
        "where the scope is"
    );
    s.keys("u");
    assert_eq!(s.model.port.notice, Some(Notice::NothingToUndo));
    s.keys("<C-r><C-r><C-r>");
    assert_eq!(
        (s.model.draft.scope_choice, s.model.draft.tree.databases().len()),
        (ScopeChoice::Tables, 4)
    );
    s.keys("<C-r>");
    assert_eq!(s.model.port.notice, Some(Notice::NothingToRedo));
}

#[test]
fn all_tables_are_loaded_on_request_and_the_request_can_be_taken_back() {
    let mut s = in_tree();
    assert_eq!(s.keys("/by<Enter>"), [], "a filter calls nothing");
    s.keys("<Esc>");
    assert_eq!(effects_of(&s.keys("L")), ["list audit", "list billing", "list orders"]);
    assert_eq!(s.model.port.notice, Some(Notice::LoadingAll(3)));
    assert_eq!(s.tables("audit", &["a"]), []);
    assert_eq!(s.model.draft.tree.loading_all(), Some(Progress { done: 1, of: 3, failed: 0 }));
    assert_eq!(
        effects_of(&s.keys("<Down><Right>L")),
        ["stop all", "list billing"],
        "what is open is still wanted, and read anew"
    );
    assert_eq!(
        (s.model.port.notice.clone(), s.model.draft.tree.loading_all()),
        (Some(Notice::LoadingStopped), None)
    );
    s.tables("billing", &["b"]);
    assert_eq!(effects_of(&s.keys("L")), ["list orders"]);
    s.tables("orders", &["c"]);
    assert_eq!(s.keys("L"), []);
    assert_eq!(s.model.port.notice, Some(Notice::AllLoaded));
}

#[test]
fn calls_that_nobody_waits_for_are_ended() {
    let mut s = in_tree();
    assert_eq!(effects_of(&s.keys("<Right>")), ["list audit"]);
    assert_eq!(effects_of(&s.keys("<Left>")), ["stop all"], "closed");
    assert_eq!(effects_of(&s.keys("<Right>")), ["list audit"], "and open again");
    let effects = effects_of(&s.keys("<C-o><Down><Enter>"));
    assert_eq!(effects[0], "stop all", "another instance: {effects:?}");
}

#[test]
fn three_calls_at_a_time_and_one_after_a_refusal_for_too_many() {
    let mut s = in_tree();
    s.keys("r");
    s.databases(&["a", "b", "c", "d", "e", "f"]);
    assert_eq!(s.keys("L").len(), 3);
    let ask = s.model.compose.tables_ask;
    let too_many = Err(refusal(429, "APIGW.0308", "slower"));
    assert_eq!(
        s.feed(Msg::Reply {
            ask,
            reply: Reply::Tables { database: "a".to_owned(), page: too_many }
        }),
        []
    );
    assert_eq!(s.tables("b", &["t"]), []);
    assert_eq!(effects_of(&s.tables("c", &["t"])), ["list d"]);
}

#[test]
fn system_keyspaces_unfold_and_are_ticked_one_by_one() {
    let mut s = in_tree();
    s.keys("r");
    s.databases(&["orders", "system", "system_schema"]);
    assert_eq!(s.model.draft.tree.len(), 2);
    s.keys("<End><Space>");
    assert_eq!(
        (s.model.port.notice.clone(), s.model.draft.tree.counts().whole),
        (Some(Notice::SystemLine), 0)
    );
    s.keys("<Right><Down><Space>");
    assert_eq!((s.model.draft.tree.len(), s.model.draft.tree.counts().whole), (4, 1));
    s.keys("<Up><Left>");
    assert_eq!(s.model.draft.tree.len(), 2);
    s.keys("<Enter><Enter>*");
    assert_eq!(effects_of(&s.keys("L")), ["list orders"], "nobody asked for the others");
}

#[test]
fn whoever_looks_at_another_instance_and_comes_back_finds_what_was_chosen() {
    let mut s = in_tree();
    s.keys("<Down><Space><Down><Right>");
    s.tables("orders", &["by_day", "by_id"]);
    s.keys("<Down><Space>");
    let (chosen, edits) = (render(&s.model.draft.tree.scope()), s.model.draft.tree.edits());
    assert_eq!(chosen, "billing.*\norders.by_day\n");
    s.keys("<C-o><Down><Enter>");
    s.databases(&["events"]);
    assert!(s.model.draft.tree.counts().is_nothing(), "another instance has other databases");
    assert_eq!(
        s.model.draft.scope_choice,
        ScopeChoice::Tables,
        "and never becomes a whole one by that"
    );
    s.keys("<C-o><Up><Enter>");
    assert_eq!(render(&s.model.draft.tree.scope()), chosen);
    assert!(s.model.draft.tree.edits() > edits, "no state of two trees is taken for the same");
    s.keys("<Tab><Tab><Tab>u");
    assert_eq!(render(&s.model.draft.tree.scope()), "billing.*\n", "with the way back");
}
