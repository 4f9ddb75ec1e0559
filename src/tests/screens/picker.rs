//! The list of instances with the newest backups, the instance that the command line names, and the
//! two guards.

use crate::{
    core::{
        base::{
            Billing, CallFailure, Clock, Incomplete, Instance, Millis, Page, Pattern, Size, UtcTime,
        },
        choose::instance_lookup::InstanceLookup,
        launch::Opening,
        model::Model,
        operation::backup::{BackupKind, BackupPage, BackupRow, BackupState},
        port::{Effect, Msg, Query, Reply},
        session::Mode,
    },
    tests::support::{
        answers::{fleet, place},
        outcomes::{refusal, row},
        script::Script,
        shots::{SMALL, WIDE, resized, shot},
    },
};

pub(super) fn opened(opening: Opening) -> Script {
    let clock =
        Clock { utc: UtcTime::parse("2025-10-17T01:58:00Z").expect("a time"), at: Millis(0) };
    Script::begun(
        Model::new(Mode::Live, place(), Size { columns: 80, rows: 24 }, clock).open(opening),
        Default::default(),
    )
}

/// Answers the page of backups that was asked for last; behind it there are none.
pub(super) fn backups(
    s: &mut Script,
    page: impl Fn(&Script, BackupKind) -> Result<Vec<BackupRow>, CallFailure>,
) {
    let asked = |s: &Script| {
        let asked = s.background.iter().rev().find_map(|e| match e {
            Effect::Ask { query: Query::BackupPage(wanted), .. } => Some(wanted.clone()),
            _ => None,
        });
        asked.expect("a page was asked for")
    };
    let wanted = asked(s);
    let page = page(s, wanted.kind).map(|rows| BackupPage { received: rows.len() as u64, rows });
    s.feed(Msg::Reply { ask: wanted.ask, reply: Reply::BackupPage(wanted, page) });
    let end = asked(s);
    if end.received > 0 {
        s.feed(Msg::Reply {
            ask: end.ask,
            reply: Reply::BackupPage(end, Ok(BackupPage { rows: Vec::new(), received: 0 })),
        });
    }
}

/// One manual and one automated backup of the first instance, one that runs and
/// one that failed of others.
pub(super) fn rows(s: &Script, kind: BackupKind) -> Vec<BackupRow> {
    let of = |number: usize, manual: bool, state: BackupState, begun: &str, minutes: i64| {
        let begun = UtcTime::parse(begun).expect("a time");
        let ended = (state != BackupState::Building).then(|| begun.plus(minutes * 60));
        let (instance, kind) = (Some(fleet()[number].id.clone()), kind);
        let name = if manual { "pre-mig-CHG0042290" } else { "auto-20251016" };
        BackupRow {
            instance,
            kind: Some(kind),
            manual: Some(manual),
            begun: Some(begun),
            ended,
            ..row("b1in06", name, state, s)
        }
    };
    match kind {
        BackupKind::DatabaseTable => Vec::new(),
        BackupKind::Instance => vec![
            of(1, true, BackupState::Building, "2025-10-17T01:40:00Z", 0),
            of(0, false, BackupState::Completed, "2025-10-16T02:04:00Z", 64),
            of(4, false, BackupState::Failed, "2025-10-15T00:31:00Z", 3),
            of(0, true, BackupState::Completed, "2025-10-09T11:20:00Z", 31),
        ],
    }
}

#[test]
fn instances_with_their_newest_backups() {
    let mut s = Script::live();
    s.keys("n");
    s.instances();
    shot("picker_reading_backups", &s);
    backups(&mut s, |s, kind| Ok(rows(s, kind)));
    backups(&mut s, |s, kind| Ok(rows(s, kind)));
    shot("picker", &s);
    resized("picker_60x16", &mut s, SMALL);
    resized("picker_120x40", &mut s, WIDE);
    s.keys("<Down>");
    shot("picker_running", &s);
    s.now += 12 * 60_000;
    let (utc, at) = (s.utc(), Millis(s.now));
    s.feed(Msg::Clock { utc, at });
    s.keys("<End>");
    shot("picker_old_list_in_the_window", &s);
}

#[test]
fn backups_that_cannot_be_read_are_one_quiet_line() {
    let mut s = Script::live();
    s.keys("n");
    s.instances();
    backups(&mut s, |_, _| {
        Err(refusal(403, "DBS.280032", "Policy doesn't allow nosql:backup:list to be performed."))
    });
    shot("picker_backups_not_read", &s);
    resized("picker_backups_not_read_60x16", &mut s, SMALL);
    resized("picker_backups_not_read_120x40", &mut s, WIDE);
}

#[test]
fn a_list_without_an_end_shows_what_was_read_and_says_that_the_rest_is_left_out() {
    let mut s = Script::live();
    s.keys("n");
    let (ask, at) = (s.model.choose.instances.reading.question(), s.utc());
    s.feed(Msg::Reply {
        ask,
        reply: Reply::Instances { at, page: Ok(Page { rows: fleet(), last: false }) },
    });
    let why = CallFailure::Incomplete(Incomplete::TooLong(46_080));
    s.feed(Msg::Reply { ask, reply: Reply::Instances { at, page: Err(why.clone()) } });
    shot("picker_too_long", &s);
    resized("picker_too_long_60x16", &mut s, SMALL);
    s.keys("<Enter>");
    let ask = s.model.compose.ask;
    s.feed(Msg::Reply {
        ask,
        reply: Reply::Databases { page: Ok(Page { rows: vec!["orders".to_owned()], last: false }) },
    });
    s.feed(Msg::Reply { ask, reply: Reply::Databases { page: Err(why) } });
    s.keys("<Tab><Tab> <Tab>");
    shot("tree_too_long", &s);
}

#[test]
fn the_instance_that_the_command_line_names() {
    let mut s =
        opened(Opening { instance: InstanceLookup::typed("cass-orders-01"), ..Opening::default() });
    shot("picker_named_looking", &s);
    let ask = s.effects.iter().find_map(|e| match e {
        Effect::Ask { ask, query: Query::Named { .. } } => Some(*ask),
        _ => None,
    });
    let twin = Instance { name: "cass-orders-01".to_owned(), ..fleet().remove(1) };
    s.feed(Msg::Reply {
        ask: ask.expect("it was asked for"),
        reply: Reply::Named { found: Ok(vec![fleet().remove(0), twin]) },
    });
    s.instances();
    shot("picker_named_several", &s);
}

#[test]
fn a_run_that_only_reads() {
    let mut s = opened(Opening { read_only: true, ..Opening::default() });
    shot("read_only_start", &s);
    s.review();
    shot("read_only_review", &s);
    resized("read_only_review_60x16", &mut s, SMALL);
    resized("read_only_review_120x40", &mut s, WIDE);
    s.keys("<Tab>");
    shot("read_only_no_button", &s);
}

#[test]
fn review_of_an_instance_of_production() {
    let production = vec![Pattern::parse("cass-orders-*").expect("a pattern")];
    let mut s = opened(Opening { production, ..Opening::default() });
    s.review();
    shot("review_production", &s);
    resized("review_production_60x16", &mut s, SMALL);
}

#[test]
fn billing_where_the_service_tells_it_and_a_status_that_tells_of_a_backup() {
    let mut s = Script::live();
    s.keys("n");
    let billing = Box::new(Billing {
        enterprise_project_id: Some("7b2f4c10-93de-4f5a-8a01-5c6d7e8f9012".to_owned()),
        backup_space_usage: Some("1624.5".to_owned()),
    });
    let rows = vec![Instance { billing, status: "BACKUP".to_owned(), ..fleet().remove(0) }];
    let (ask, at) = (s.model.choose.instances.reading.question(), s.utc());
    s.feed(Msg::Reply { ask, reply: Reply::Instances { at, page: Ok(Page { rows, last: true }) } });
    shot("instance_billing", &s);
    s.keys("<Enter>pre-mig-CHG0042311<Tab>Before schema migration<C-g>");
    s.backups(Ok(Vec::new()));
    shot("review_billing", &s);
    resized("review_billing_60x16", &mut s, SMALL);
}
