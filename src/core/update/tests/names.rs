//! Names from a template, forms that the command line fills in, and the line that opens a form
//! again.

use super::{answers::place, script::Script};
use crate::core::{
    base::{Clock, Millis, Size, UtcTime},
    choose::instance_lookup::InstanceLookup,
    draft::{Field, Template},
    launch::{FilledIn, Opening},
    model::Model,
    operation::journal_file::DiskContents,
    port::{Disk, Effect, Msg, Notice, Overlay, Query, Reply, Screen, Terminal, TextPage},
    scope::{
        choice,
        list::{read_path, render},
    },
    session::Mode,
};

fn opened(opening: Opening) -> Script {
    let utc = UtcTime::parse("2025-10-17T01:58:00Z").unwrap();
    let model = Model::new(
        Mode::Live,
        place(),
        Size { columns: 80, rows: 24 },
        Clock { utc, at: Millis(0) },
    );
    Script::begun(model.open(opening), DiskContents::default())
}

fn with_template(text: &str) -> Script {
    let mut s = opened(Opening { template: Template::parse(text).ok(), ..Opening::default() });
    s.choose(0);
    s
}

#[test]
fn the_number_of_the_change_is_asked_for_once() {
    let mut s = with_template("pre-{change}-{instance}-{utc}");
    s.keys("<C-n>CHG0042311<Enter>");
    assert_eq!(s.model.draft.name.value(), "pre-CHG0042311-cass-orders-01-20251017T0158Z");
    assert_eq!(s.model.port.notice, Some(Notice::NameFilled));
    s.keys("<C-u><C-n>");
    assert_eq!(
        (s.model.draft.name.value(), s.model.dialog.overlays.len()),
        ("pre-CHG0042311-cass-orders-01-20251017T0158Z", 0)
    );
    s.keys("<C-n>");
    assert_eq!(
        s.model.dialog.overlays.len(),
        1,
        "on a name that is filled in already it is asked for again"
    );
    s.keys("<C-u>CHG7<Enter>");
    assert_eq!(s.model.draft.name.value(), "pre-CHG7-cass-orders-01-20251017T0158Z");
    assert!(!s.model.compose.violations.iter().any(|v| v.field == Field::Name));
}

#[test]
fn what_was_typed_is_replaced_only_when_the_key_comes_again() {
    let mut s = with_template("pre-{instance}");
    s.keys("mine<C-n>");
    assert_eq!(
        (s.model.draft.name.value(), s.model.port.notice.clone()),
        ("mine", Some(Notice::NameStands))
    );
    s.keys("x<C-n>");
    assert_eq!(
        (s.model.draft.name.value(), s.model.port.notice.clone()),
        ("minex", Some(Notice::NameStands)),
        "another key came between"
    );
    s.keys("<C-n>");
    assert_eq!(s.model.draft.name.value(), "pre-cass-orders-01");
    s.keys("-2<C-n>");
    assert_eq!(s.model.port.notice, Some(Notice::NameStands));
}

#[test]
fn without_a_template_or_an_instance_the_key_says_so() {
    let mut s = Script::live();
    s.choose(0);
    s.keys("<C-n>");
    assert_eq!(
        (s.model.draft.name.value(), s.model.port.notice.clone()),
        ("", Some(Notice::NoTemplate))
    );
    // A demo has not looked whether there is one.
    let mut s = Script::new(Mode::Demo, place(), 80, 24);
    s.instances();
    s.keys("<Enter><C-n>");
    assert_eq!(s.model.port.notice, Some(Notice::NoConfiguration));
}

#[test]
fn a_name_from_a_template_is_checked_like_any_other() {
    let mut s = with_template("{user}: {change}");
    s.keys("<C-n>CHG 1<Enter>");
    assert!(s.model.compose.errors() > 0);
    s.keys("<C-x>");
    assert!(
        !s.model.compose.violations.iter().any(|v| v.field == Field::Name),
        "{:?}",
        s.model.compose.violations
    );
}

fn filled() -> FilledIn {
    let scope =
        ["billing", "orders.by_day", "\"My.Db\".\"a b\""].map(|text| read_path(text).unwrap());
    FilledIn {
        name: Some("pre-mig-CHG0042311".to_owned()),
        description: Some("it's \"before\" $HOME".to_owned()),
        scope: choice::normalised(&scope),
    }
}

#[test]
fn the_command_line_fills_the_form_in_and_nothing_is_sent_by_it() {
    let named = InstanceLookup::typed("cass-orders-01");
    let mut s = opened(Opening { instance: named, filled: filled(), ..Opening::default() });
    let [Effect::Ask { ask, query: Query::Named { .. } }] = s.effects[..] else {
        panic!("{:?}", s.effects)
    };
    s.feed(Msg::Reply {
        ask,
        reply: Reply::Named { found: Ok(super::answers::fleet().into_iter().take(1).collect()) },
    });
    assert_eq!(s.model.shared.screen, Screen::Compose);
    let draft = &s.model.draft;
    assert_eq!(
        (draft.name.value(), draft.description.value()),
        ("pre-mig-CHG0042311", "it's \"before\" $HOME")
    );
    assert_eq!(render(&draft.tree.scope()), "\"My.Db\".\"a b\"\nbilling.*\norders.by_day\n");
    assert_eq!(draft.tree.chosen_typed_names(), 5, "nothing is verified yet");
    s.databases(&["billing", "orders"]);
    assert_eq!(s.model.draft.tree.chosen_typed_names(), 3, "two databases are; no table is");
    assert!(
        s.model.compose.shown_violations(Field::Description).next().is_some(),
        "what is wrong with it shows from the beginning"
    );
    assert!(
        s.journal.iter().all(|effect| matches!(effect, Effect::Disk(Disk::ReadJournal))),
        "the line is at hand: no draft is saved of it"
    );
    s.keys("<C-g>");
    assert_eq!(
        (s.model.shared.screen, s.model.compose.errors() > 0),
        (Screen::Compose, true),
        "and it is checked"
    );
    // Another instance has other databases.
    s.keys("<C-o>");
    s.instances();
    s.keys("<Down><Enter>");
    assert_eq!(render(&s.model.draft.tree.scope()), "");
}

#[test]
fn review_copies_the_line_that_opens_this_form_again() {
    let options = vec!["--state-dir".to_owned(), "/var/my state".to_owned()];
    let mut s = opened(Opening { options, ..Opening::default() });
    s.choose(0);
    s.keys("pre-mig-CHG0042311<Tab>it#s before<Tab><Space><Tab><Space><C-g>");
    s.backups(Ok(Vec::new()));
    let effects = s.keys("c");
    let [Effect::Terminal(Terminal::Copy(line))] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(
        line,
        "geminidb-backup --region ap-southeast-1 --project-id 054e292c9880d4992f02c0196d3ea468 --token-file t --state-dir \
         '/var/my state' --instance a4d8ea2584e047439a667703c0684119in06 --name pre-mig-CHG0042311 --description 'it#s before' \
         --database audit"
    );
    assert!(matches!(
        s.model.dialog.overlays[..],
        [Overlay::Page { page: TextPage::RunLine(_), .. }]
    ));
    s.keys("<Esc>");
    assert_eq!((s.model.shared.screen, s.model.dialog.overlays.len()), (Screen::Review, 0));
}
