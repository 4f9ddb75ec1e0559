//! After the send: following, looking, and never sending again.

use super::{
    answers::place,
    outcomes::{BACKUP, JOB, accepted, answered, job, lost, refusal, refused, row},
    records::{backed_up, file},
    script::Script,
};
use crate::core::{
    base::{
        CallFailure, CreateEnd, ExitCode, Head, Incomplete, InstanceId, OperationId, ProjectId,
        Refusal, Whole,
        ids::{self},
    },
    operation::{
        Event, Intent, Stage,
        backup::{BackupKind, BackupRow, BackupState, JobState},
        created::Created,
        journal_file::DiskContents,
        readings::{JobQuestion, Looked},
    },
    port::{Effect, Msg, Notice, Terminal, Timer},
    session::Mode,
};

/// A backup that was accepted and is being followed.
fn following() -> Script {
    let mut s = Script::live();
    s.send();
    s.ended(accepted());
    s
}

/// A create call that got no answer: the backup is looked for.
fn looking() -> Script {
    let mut s = Script::live();
    s.send();
    s.ended(lost());
    s
}

fn stage(s: &Script) -> Stage {
    s.model.current().expect("an operation").stage
}

fn building(s: &Script) -> BackupRow {
    row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, s)
}

/// The seconds until the next reading.
fn wait(effects: &[Effect]) -> u64 {
    match effects {
        [Effect::Wait { seconds, .. }] => *seconds,
        other => panic!("not one wait: {other:?}"),
    }
}

#[test]
fn readings_come_every_10_then_30_then_60_seconds() {
    let mut s = following();
    let begin = s.now;
    for (second, gap) in [(2, 10), (119, 10), (120, 30), (599, 30), (600, 60), (90_000, 60)] {
        s.now = begin + second * 1_000;
        let row = building(&s);
        assert_eq!(
            wait(&s.polled(Ok(Some(job(JobState::Running, Some(5)))), Ok(Some(row)))),
            gap,
            "after {second} s"
        );
    }
}

#[test]
fn more_backups_at_once_are_read_less_often_each() {
    let mut s = following();
    s.keys("n<Enter>another-one<Tab>why<C-g>");
    s.backups(Ok(Vec::new()));
    s.keys("<Tab><Enter>");
    s.ended(accepted());
    assert_eq!(wait(&s.polled(Ok(None), Ok(None))), 20);
}

#[test]
fn retry_after_is_honoured_and_a_failed_reading_is_no_end() {
    let mut s = following();
    let head = Head { status: 429, retry_after: Some(75), ..Head::default() };
    let busy = CallFailure::Refused(Refusal { head, code: None, words: "".into() });
    assert_eq!(wait(&s.polled(Err(busy.clone()), Ok(None))), 75);
    assert_eq!(
        wait(&s.polled(Err(busy.clone()), Err(refusal(500, "", "")))),
        75,
        "the longer of the two"
    );
    assert_eq!(stage(&s), Stage::Following);
    assert!(s.model.current().expect("an operation").trouble.is_some());
    assert_eq!(wait(&s.polled(Ok(None), Ok(None))), 10);
    assert!(s.model.current().expect("an operation").trouble.is_none());
}

#[test]
fn the_same_trouble_twice_is_one_line() {
    let mut s = following();
    for _ in 0..3 {
        s.polled(Err(refusal(500, "", "")), Ok(None));
    }
    let lines = &s.model.current().expect("an operation").lines;
    assert_eq!(lines.iter().filter(|l| matches!(l.event, Event::ReadFailed { .. })).count(), 1);
}

#[test]
fn a_job_that_the_service_does_not_know_is_no_alarm() {
    let mut s = following();
    let row = building(&s);
    s.polled(Ok(None), Ok(Some(row)));
    let operation = s.model.current().expect("an operation");
    assert_eq!((operation.stage, operation.trouble.is_none()), (Stage::Following, true));
}

#[test]
fn only_the_row_says_completed() {
    let mut s = following();
    let row = building(&s);
    s.polled(Ok(Some(job(JobState::Completed, None))), Ok(Some(row.clone())));
    assert_eq!(
        (stage(&s), s.model.current().expect("an operation").is_finishing()),
        (Stage::Following, true)
    );
    s.polled(Ok(Some(job(JobState::Failed, None))), Ok(Some(row.clone())));
    assert_eq!(stage(&s), Stage::Following, "nor does a job alone say failed");
    assert_eq!(
        s.polled(Ok(None), Ok(Some(BackupRow { state: BackupState::Completed, ..row }))),
        [],
        "no further wait"
    );
    assert_eq!(stage(&s), Stage::Completed);
}

#[test]
fn an_end_is_an_end() {
    for state in [BackupState::Completed, BackupState::Failed] {
        let mut s = following();
        let id = s.latest();
        let end = BackupRow { state, ..building(&s) };
        s.polled(Ok(None), Ok(Some(end)));
        let before = (stage(&s), s.model.current().expect("an operation").lines.len());
        let row = building(&s);
        assert_eq!(s.polled(Ok(Some(job(JobState::Running, None))), Ok(Some(row.clone()))), []);
        assert_eq!(s.looked(Ok(vec![row])), []);
        assert_eq!(s.ended(lost()), []);
        assert_eq!(s.feed(Msg::Timer(Timer::Poll(id))), []);
        assert_eq!(s.feed(Msg::Timer(Timer::Look(id))), []);
        assert_eq!((stage(&s), s.model.current().expect("an operation").lines.len()), before);
    }
}

#[test]
fn a_failed_row_carries_the_reason_of_the_job() {
    let mut s = following();
    let mut failed = job(JobState::Failed, None);
    failed.fail_reason = "disk full on node 3".into();
    let end = BackupRow { state: BackupState::Failed, ..building(&s) };
    s.polled(Ok(Some(failed)), Ok(Some(end)));
    let operation = s.model.current().expect("an operation");
    assert_eq!((operation.stage, operation.created), (Stage::Failed, Some(Created::Yes)));
    assert_eq!(
        operation.lines.last().map(|l| l.event.clone()),
        Some(Event::Failed { reason: "disk full on node 3".to_owned() })
    );
}

#[test]
fn an_unknown_outcome_leads_to_looks_with_growing_gaps_and_never_to_another_send() {
    let mut s = Script::live();
    s.send();
    let mut effects = s.ended(lost());
    for gap in [2, 5, 10, 20, 40, 60, 60, 60] {
        let id = s.latest();
        assert_eq!(effects, [Effect::Wait { seconds: gap, timer: Timer::Look(id) }]);
        let look = s.feed(Msg::Timer(Timer::Look(id)));
        assert!(matches!(&look[..], [Effect::Look { .. }]), "{look:?}");
        effects = s.looked(Ok(Vec::new()));
    }
    let operation = s.model.current().expect("an operation");
    assert_eq!((operation.created, s.created().len()), (Some(Created::Unknown), 1));
}

#[test]
fn an_unreadable_list_keeps_looking() {
    let mut s = looking();
    assert_eq!(wait(&s.looked(Err(refusal(403, "DBS.280032", "no")))), 5);
    assert_eq!(stage(&s), Stage::Looking { looks: 1 });
}

#[test]
fn exactly_one_fitting_row_is_adopted() {
    let mut s = looking();
    let fits = building(&s);
    let other =
        |row: BackupRow| BackupRow { id: ids::BackupId::received("other").expect("an ID"), ..row };
    let strangers = [
        BackupRow { name: "another".to_owned(), ..other(fits.clone()) },
        BackupRow { name: "PRE-mig-CHG0042311".to_owned(), ..other(fits.clone()) },
        BackupRow {
            instance: InstanceId::received("5d3f0c9a7be84216a1c0f2d4b6e8a013in06"),
            ..other(fits.clone())
        },
        BackupRow { manual: Some(false), ..other(fits.clone()) },
    ];
    for stranger in &strangers {
        assert_eq!(s.looked(Ok(vec![stranger.clone()])).len(), 1, "{stranger:?}");
        assert!(matches!(stage(&s), Stage::Looking { .. }), "{stranger:?}");
    }
    s.looked(Ok(vec![fits.clone(), other(fits.clone())]));
    assert!(matches!(stage(&s), Stage::Looking { .. }), "two that fit are none");
    let effects = s.looked(Ok(strangers.into_iter().chain([fits]).collect()));
    assert!(
        matches!(&effects[..], [Effect::Poll { backup: Some(id), job: Some(JobQuestion::Find { .. }), .. }] if id.as_str() == BACKUP),
        "{effects:?}"
    );
    let operation = s.model.current().expect("an operation");
    assert_eq!((operation.stage, operation.created), (Stage::Following, Some(Created::Yes)));
}

/// Another endpoint or project hands out IDs of its own: the same ID there is another backup.
#[test]
fn what_was_made_at_another_endpoint_or_in_another_project_hides_no_row() {
    let here: fn(&mut Intent) = |_| {};
    let other_endpoint =
        |intent: &mut Intent| intent.site.endpoint = "https://other.example".to_owned();
    let other_project = |intent: &mut Intent| {
        intent.site.project = ProjectId::typed(&"b".repeat(32)).expect("an ID")
    };
    let read: fn(&mut Script) = |s| {
        let row = building(s);
        s.looked(Ok(vec![row]));
    };
    let stated: fn(&mut Script) = |s| drop(s.keys(&format!("<Down><Enter>{BACKUP}<Enter>")));
    for (change, taken) in [(here, false), (other_endpoint, true), (other_project, true)] {
        let of = |state| vec![file(&backed_up(state), 1, 7_300, change)];
        let open = DiskContents { open: of(BackupState::Building), ..DiskContents::default() };
        let closed = DiskContents {
            closed: of(BackupState::Completed),
            closed_total: 1,
            ..DiskContents::default()
        };
        let cases = [
            ("open, read", &open, read),
            ("open, stated", &open, stated),
            ("closed, read", &closed, read),
            ("closed, stated", &closed, stated),
        ];
        for (case, found, way) in cases {
            let mut s = Script::with_journal(Mode::Live, place(), 80, 24, found.clone());
            s.send();
            s.ended(lost());
            way(&mut s);
            assert_eq!(stage(&s) == Stage::Following, taken, "{case}");
        }
    }
}

/// A row of that name that began long before, or is of the other kind, is somebody else's:
/// it is shown, not taken.
#[test]
fn a_conflicting_row_is_said_and_never_adopted() {
    for conflict in [
        |row: BackupRow, s: &Script| BackupRow { begun: Some(s.utc().plus(-3_000)), ..row },
        |row: BackupRow, _: &Script| BackupRow { kind: Some(BackupKind::DatabaseTable), ..row },
    ] {
        let mut s = looking();
        let row = conflict(building(&s), &s);
        s.looked(Ok(vec![row]));
        let operation = s.model.current().expect("an operation");
        assert_eq!(operation.stage, Stage::Looking { looks: 1 });
        assert_eq!(
            operation.lines.last().map(|l| l.event.clone()),
            Some(Event::Looked { fitting: 0, conflicting: 1, jobs: 0 })
        );
    }
}

#[test]
fn not_there_is_never_said_of_lists_that_are_not_whole() {
    let mut s = looking();
    s.now += 601_000;
    for why in [Incomplete::TooLong(9), Incomplete::Changing(3)] {
        s.looked(Err(CallFailure::Incomplete(why)));
        let operation = s.model.current().expect("an operation");
        assert!(operation.not_there.is_none() && !operation.may_be_repeated(), "{why:?}");
        s.keys("r");
    }
    s.looked(Ok(Vec::new()));
    assert!(s.model.current().is_some_and(|operation| operation.not_there.is_some()));
}

/// The service's clock is an hour ahead, or behind: its rows are read by its clock.
#[test]
fn a_measured_difference_of_the_clocks_is_taken_into_account() {
    for skew in [3_600, -3_600] {
        let mut s = Script::live();
        s.feed(Msg::ServiceClock { ahead: skew });
        s.send();
        s.ended(lost());
        let ours = BackupRow { begun: Some(s.utc().plus(skew)), ..building(&s) };
        let older = BackupRow { begun: Some(s.utc().plus(skew - 400)), ..building(&s) };
        let (operation, at) = (s.latest(), s.utc());
        s.feed(Msg::Looked {
            operation,
            at,
            looked: Looked {
                rows: Ok(Whole::of(vec![older])),
                jobs: Ok(Whole::of(Vec::new())),
                skew: Some(skew),
            },
        });
        assert_eq!(stage(&s), Stage::Looking { looks: 1 }, "{skew}");
        s.feed(Msg::Looked {
            operation,
            at,
            looked: Looked {
                rows: Ok(Whole::of(vec![ours])),
                jobs: Ok(Whole::of(Vec::new())),
                skew: Some(skew),
            },
        });
        assert_eq!(stage(&s), Stage::Following, "{skew}");
    }
}

#[test]
fn a_job_alone_ends_nothing_but_its_quarrel_with_the_row_is_said_after_five_minutes() {
    for state in [JobState::Completed, JobState::Failed] {
        let mut s = following();
        let quarrel = |s: &Script| s.model.current().expect("an operation").disagreement(s.utc());
        let building = building(&s);
        s.polled(Ok(Some(job(state.clone(), None))), Ok(Some(building.clone())));
        s.now += 299_000;
        s.polled(Ok(Some(job(state.clone(), None))), Ok(Some(building.clone())));
        assert_eq!((stage(&s), quarrel(&s)), (Stage::Following, None), "{state:?}");
        s.now += 1_000;
        s.polled(Ok(Some(job(state.clone(), None))), Ok(Some(building.clone())));
        assert_eq!((stage(&s), quarrel(&s)), (Stage::Following, Some(300)), "{state:?}");
        let code = if state == JobState::Failed { ExitCode::Failed } else { ExitCode::Running };
        assert_eq!(s.model.exit_code(), code, "{state:?}");
        let end = BackupRow { state: BackupState::Completed, ..building };
        s.polled(Ok(Some(job(state.clone(), None))), Ok(Some(end)));
        assert_eq!(stage(&s), Stage::Completed, "the row has the last word");
    }
}

#[test]
fn impatience_asks_once_at_a_time() {
    let mut s = following();
    assert_eq!(s.keys("rrrr").len(), 1);
    s.polled(Ok(Some(job(JobState::Running, Some(3)))), Ok(Some(building(&s))));
    assert_eq!(s.keys("r").len(), 1);
}

#[test]
fn a_service_that_asks_for_a_year_of_patience_is_asked_again() {
    let mut s = following();
    let mut busy = refusal(429, "APIGW.0308", "slow down");
    if let CallFailure::Refused(refusal) = &mut busy {
        refusal.head.retry_after = Some(31_536_000);
    }
    assert_eq!(wait(&s.polled(Err(busy), Ok(None))), 600);
}

#[test]
fn an_accepted_request_without_ids_is_looked_for_and_stays_created() {
    let mut s = Script::live();
    s.send();
    assert_eq!(wait(&s.ended(CreateEnd::Answered(answered(202, None, "")))), 2);
    s.looked(Ok(Vec::new()));
    assert_eq!(s.model.current().expect("an operation").created, Some(Created::Yes));
}

#[test]
fn r_reads_now_and_c_copies_both_ids() {
    let mut s = Script::live();
    s.send();
    s.ended(refused());
    assert_eq!(s.keys("c"), []);
    assert_eq!(s.model.port.notice, Some(Notice::NothingToCopy));
    let mut s = looking();
    assert!(matches!(s.keys("r")[..], [Effect::Look { .. }]));
    let mut s = following();
    assert!(matches!(s.keys("r")[..], [Effect::Poll { .. }]));
    let text = format!("backup_id {BACKUP}\njob_id {}", JOB);
    assert_eq!(s.keys("c"), [Effect::Terminal(Terminal::Copy(text))]);
}

#[test]
fn a_timer_that_is_no_longer_wanted_does_nothing() {
    let mut s = following();
    let id = s.latest();
    assert_eq!(s.feed(Msg::Timer(Timer::Look(id))), []);
    assert!(matches!(s.feed(Msg::Timer(Timer::Poll(id)))[..], [Effect::Poll { .. }]));
    let unknown = OperationId::from_bits(7);
    assert_eq!(s.feed(Msg::Timer(Timer::Poll(unknown))), []);
}
