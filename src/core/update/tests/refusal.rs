//! What a refusal is worth: a NO, or a NO only once looking has shown nothing, or no answer at all;
//! and what the IDs in one are worth before their row has been seen.

mod others;

use super::{
    answers::place,
    outcomes::{BACKUP, JOB, answered, contested, job, refusal, refused, row},
    records::{file, sent},
    script::Script,
};
use crate::core::{
    base::{
        BackupId, CallFailure, CreateAnswer, CreateEnd, ExitCode, InstanceId, JobId, Silence,
        UtcTime, Whole,
        time::{self},
    },
    operation::{
        Entry, Event, Operation, Replayed, Stage,
        backup::{BackupKind, BackupRow, BackupState, Job, JobState},
        created::Created,
        journal_file::{self, DiskContents},
        readings::Looked,
        recovery::Choice,
    },
    port::{Context, Disk, Effect, Msg, Notice, Screen, Timer},
    session::Mode,
};

const NAME: &str = "pre-mig-CHG0042311";
/// A backup that somebody else made.
const ANOTHER: &str = "2f6d88d0b03f4fd2ae944ae2a33bcb6ain06";

fn answer(status: u16, code: &str) -> CreateEnd {
    CreateEnd::Answered(answered(status, Some(code).filter(|code| !code.is_empty()), "words"))
}

/// The same from a service that tells its time.
fn dated(status: u16, code: &str) -> CreateEnd {
    let mut dated = answered(status, Some(code), "words");
    dated.head.server_time = UtcTime::parse("2025-10-17T01:58:18Z");
    CreateEnd::Answered(dated)
}

/// An answer that names a backup and a job.
fn naming(status: u16, code: &str, backup: &str) -> CreateEnd {
    let code = Some(code).filter(|code| !code.is_empty());
    let (job, backup) = (JobId::received(JOB), BackupId::received(backup));
    CreateEnd::Answered(CreateAnswer { job, backup, ..answered(status, code, "words") })
}

fn operation(s: &Script) -> &Operation {
    s.model.current().expect("an operation")
}

fn created(s: &Script) -> Option<Created> {
    operation(s).created
}

/// The row of a backup that this request made.
fn ours(s: &Script) -> BackupRow {
    row(BACKUP, NAME, BackupState::Building, s)
}

fn rows(rows: Vec<BackupRow>) -> Looked {
    Looked { rows: Ok(Whole::of(rows)), jobs: Ok(Whole::of(Vec::new())), skew: Some(0) }
}

fn nothing() -> Looked {
    rows(Vec::new())
}

/// Looks in the usual rhythm, past the minute, each answered so.
fn look_past_the_minute(s: &mut Script, looked: impl Fn(&Script) -> Looked) {
    for seconds in [2, 5, 10, 20, 23, 60, 60] {
        if !matches!(operation(s).stage, Stage::Looking { .. }) {
            return;
        }
        s.now += seconds * 1_000;
        let looked = looked(s);
        s.look_after(0, looked);
    }
}

/// What the table of answers says of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Yes,
    No,
    NoAfterLooking,
    Unknown,
}

fn table() -> Vec<(CreateEnd, Row)> {
    let lost = |silence| (CreateEnd::NoAnswer(silence), Row::Unknown);
    let all = |rows: &[(u16, &str)], row| {
        rows.iter().map(|(status, code)| (answer(*status, code), row)).collect::<Vec<_>>()
    };
    [
        all(&[(200, ""), (202, ""), (202, "DBS.200019")], Row::Yes),
        all(
            &[
                (401, ""),
                (401, "APIGW.0301"),
                (403, "APIGW.0310"),
                (403, "APIG.0305"),
                (404, "APIGW.0101"),
            ],
            Row::No,
        ),
        all(
            &[(413, "APIGW.0201"), (414, "APIGW.0201"), (429, "APIGW.0308"), (494, "APIG.0201")],
            Row::No,
        ),
        all(
            &[
                (400, "DBS.280277"),
                (400, "DBS.280127"),
                (400, "DBS.280001"),
                (403, "DBS.280032"),
                (400, "DBS.216029"),
            ],
            Row::No,
        ),
        all(&[(404, "DBS.200002"), (400, "DBS.200823"), (500, "DBS.200165")], Row::No),
        all(
            &[(400, "DBS.201201"), (409, "DBS.201209"), (403, "DBS.200011"), (403, "DBS.200018")],
            Row::NoAfterLooking,
        ),
        all(
            &[(403, "DBS.200019"), (403, "DBS.201015"), (500, "DBS.200019"), (429, "DBS.280443")],
            Row::NoAfterLooking,
        ),
        all(
            &[
                (408, ""),
                (408, "DBS.200019"),
                (500, "DBS.280005"),
                (500, "DBS.111205"),
                (400, "DBS.111205"),
            ],
            Row::Unknown,
        ),
        all(
            &[(502, ""), (503, ""), (504, "APIGW.0201"), (301, ""), (500, "DBS.201201")],
            Row::Unknown,
        ),
        all(
            &[
                (400, ""),
                (403, ""),
                (404, ""),
                (407, ""),
                (409, ""),
                (418, ""),
                (421, ""),
                (425, ""),
                (499, ""),
            ],
            Row::Unknown,
        ),
        all(
            &[(400, "DBS.999999"), (403, "X.1"), (429, ""), (413, ""), (400, "APIGW.0201")],
            Row::Unknown,
        ),
        [lost(Silence::Timeout(60)), lost(Silence::Dropped), lost(Silence::CutHead)].to_vec(),
        [401, 403, 409, 429, 500]
            .map(|status| (naming(status, "APIGW.0301", ANOTHER), Row::Unknown))
            .to_vec(),
        ["DBS.280032", "DBS.200019", "DBS.201201"]
            .map(|code| (naming(400, code, ANOTHER), Row::Unknown))
            .to_vec(),
    ]
    .concat()
}

/// Nothing was made: the word at once, after two minutes of looking, and the
/// status that a script reads.
#[test]
fn every_row_of_the_table_where_nothing_was_made() {
    for (end, want) in table() {
        let mut s = sent(end.clone());
        let first = match want {
            Row::Yes => Created::Yes,
            Row::No => Created::No,
            Row::NoAfterLooking | Row::Unknown => Created::Unknown,
        };
        assert_eq!(created(&s), Some(first), "{end:?}");
        look_past_the_minute(&mut s, |_| nothing());
        let (last, code) = match want {
            Row::Yes => (Created::Yes, ExitCode::Running),
            Row::No | Row::NoAfterLooking => (Created::No, ExitCode::NothingCreated),
            Row::Unknown => (Created::Unknown, ExitCode::Unknown),
        };
        assert_eq!((created(&s), s.model.exit_code()), (Some(last), code), "{end:?}");
    }
}

/// It was made all the same: never NO. What the program takes over by itself is what
/// nobody else can have made.
#[test]
fn every_row_of_the_table_where_the_backup_was_made() {
    for (end, want) in table().into_iter().filter(|(_, want)| *want != Row::No) {
        for listed_after in [2, 40, 60] {
            let mut s = sent(end.clone());
            let begun = s.now;
            look_past_the_minute(&mut s, |s| {
                assert_ne!(created(s), Some(Created::No), "{end:?}");
                rows(if s.now >= begun + listed_after * 1_000 { vec![ours(s)] } else { Vec::new() })
            });
            let contested = operation(&s).contest().is_some();
            let taken = operation(&s).backup_id.as_ref().map(BackupId::as_str);
            if contested && want != Row::Yes {
                assert_eq!((created(&s), taken), (Some(Created::Unknown), None), "{end:?}");
                assert!(s.model.choices().contains(&Choice::TakeOver(ours(&s).id)), "{end:?}");
            } else {
                assert_eq!((created(&s), taken), (Some(Created::Yes), Some(BACKUP)), "{end:?}");
            }
        }
    }
}

#[test]
fn a_refusal_is_settled_a_minute_after_it_came_and_not_before() {
    let mut s = sent(contested());
    let id = s.latest();
    for (seconds, next) in [(2, 5), (5, 10), (10, 20), (20, 23)] {
        let effects = s.look_after(seconds, nothing());
        assert_eq!(effects, [Effect::Wait { seconds: next, timer: Timer::Look(id) }]);
        assert_eq!((created(&s), s.model.context()), (Some(Created::Unknown), Context::Unknown));
    }
    assert_eq!(s.look_after(23, nothing()), []);
    assert_eq!((created(&s), s.model.context()), (Some(Created::No), Context::Watch));
    assert!(
        matches!(s.journal.last(), Some(Effect::Disk(Disk::Write { entries, close: true, .. })) if entries[0].event == Event::RefusalStands)
    );
}

/// A list that was asked for within the minute and came after it shows what was there
/// when it was asked for.
#[test]
fn a_slow_answer_counts_from_when_it_was_asked_for() {
    let mut s = sent(contested());
    let operation = s.latest();
    s.now += 30_000;
    s.keys("r");
    s.now += 60_000;
    let at = s.utc();
    s.feed(Msg::Looked { operation, at, looked: nothing() });
    assert_eq!(created(&s), Some(Created::Unknown));
    s.keys("r");
    s.feed(Msg::Looked { operation, at, looked: nothing() });
    assert_eq!(created(&s), Some(Created::No));
}

#[test]
fn what_cannot_be_read_settles_nothing_and_what_can_be_read_later_does() {
    let no = || refusal(403, "DBS.280032", "no permission");
    let unread: [fn(CallFailure) -> Looked; 2] = [
        |why| Looked { rows: Err(why), jobs: Ok(Whole::of(Vec::new())), skew: Some(0) },
        |why| Looked { rows: Ok(Whole::of(Vec::new())), jobs: Err(why), skew: Some(0) },
    ];
    for unread in unread {
        let mut s = sent(contested());
        look_past_the_minute(&mut s, |_| unread(no()));
        assert_eq!((created(&s), s.model.exit_code()), (Some(Created::Unknown), ExitCode::Unknown));
        let told = operation(&s)
            .lines
            .iter()
            .filter(|line| matches!(line.event, Event::ReadFailed { .. }))
            .count();
        assert_eq!(told, 1);
        s.look_after(60, nothing());
        assert_eq!(created(&s), Some(Created::No));
    }
}

/// Each kind of row of this name, and what it does to the refusal.
#[test]
fn only_a_row_that_certainly_began_before_leaves_the_refusal_a_no() {
    type Change = fn(BackupRow, &Script) -> BackupRow;
    let cases: [(&str, Change, Created); 8] = [
        (
            "an hour before",
            |r, s| BackupRow { begun: Some(s.utc().plus(-3_600)), ..r },
            Created::No,
        ),
        (
            "another name",
            |r, _| BackupRow { name: "another".to_owned(), state: BackupState::Completed, ..r },
            Created::No,
        ),
        (
            "another instance",
            |r, _| BackupRow {
                instance: InstanceId::received("5d3f0c9a7be84216a1c0f2d4b6e8a013in06"),
                ..r
            },
            Created::No,
        ),
        ("just now", |r, _| r, Created::Unknown),
        (
            "a minute before, clocks may differ",
            |r, s| BackupRow { begun: Some(s.utc().plus(-120)), ..r },
            Created::Unknown,
        ),
        ("no begin", |r, _| BackupRow { begun: None, ..r }, Created::Unknown),
        (
            "the other kind",
            |r, _| BackupRow { kind: Some(BackupKind::DatabaseTable), ..r },
            Created::Unknown,
        ),
        ("no instance told", |r, _| BackupRow { instance: None, ..r }, Created::Unknown),
    ];
    for (case, change, want) in cases {
        for (status, code) in [(403, "DBS.200019"), (400, "DBS.201201")] {
            let mut s = sent(dated(status, code));
            look_past_the_minute(&mut s, |s| rows(vec![change(ours(s), s)]));
            assert_eq!(created(&s), Some(want), "{case}");
            assert_eq!(operation(&s).backup_id, None, "{case}");
        }
    }
    let mut s = sent(answer(400, "DBS.201201"));
    look_past_the_minute(&mut s, |s| {
        rows(vec![BackupRow { begun: Some(s.utc().plus(-3_600)), ..ours(s) }])
    });
    assert_eq!(created(&s), Some(Created::Unknown), "nobody knows the service's clock");
}

/// A service that queues may have accepted an earlier delivery, to begin when the other backup
/// of the instance has ended.
#[test]
fn a_taken_name_is_no_refusal_while_the_backup_may_wait_for_its_turn() {
    let other = |state, ended, s: &Script| BackupRow {
        state,
        ended,
        name: "another".to_owned(),
        ..row(ANOTHER, "auto-0717", BackupState::Building, s)
    };
    for (code, waits) in [("DBS.201201", true), ("DBS.200019", false)] {
        let mut s = sent(dated(400, code));
        look_past_the_minute(&mut s, |s| rows(vec![other(BackupState::Building, None, s)]));
        assert_eq!(created(&s), Some(if waits { Created::Unknown } else { Created::No }), "{code}");
        if waits {
            let ended = s.utc().plus(30);
            s.look_after(60, rows(vec![other(BackupState::Completed, Some(ended), &s)]));
            assert_eq!(created(&s), Some(Created::Unknown), "its row may be late");
            s.look_after(30, rows(vec![other(BackupState::Completed, Some(ended), &s)]));
            assert_eq!(created(&s), Some(Created::No));
        }
    }
}

/// Seen once is seen: a list that loses the row again does not make a NO of it.
#[test]
fn a_backup_that_was_found_and_is_listed_no_more_stays_unknown() {
    let mut s = sent(contested());
    let found = rows(vec![ours(&s)]);
    s.look_after(2, found);
    look_past_the_minute(&mut s, |_| nothing());
    assert_eq!(created(&s), Some(Created::Unknown));
}

/// The job of a backup whose row is late is not taken for that of the backup
/// which made the instance busy.
#[test]
fn a_job_that_belongs_to_no_listed_row_keeps_the_refusal_open() {
    fn begun(s: &Script, ago: i64) -> Option<UtcTime> {
        Some(operation(s).confirmed_at.plus(-ago))
    }
    fn automated(s: &Script) -> BackupRow {
        BackupRow {
            manual: Some(false),
            begun: begun(s, 90),
            ..row(ANOTHER, "auto-0717", BackupState::Building, s)
        }
    }
    fn its_job(s: &Script) -> Job {
        Job {
            id: JobId::received("its-job").expect("an ID"),
            begun: begun(s, 85),
            ..job(JobState::Running, None)
        }
    }
    fn our_job(s: &Script) -> Job {
        Job { begun: begun(s, 0), ..job(JobState::Completed, None) }
    }
    fn old_job(s: &Script) -> Job {
        Job { begun: begun(s, 7_200), ..job(JobState::Running, None) }
    }
    for (jobs, listed, want) in [
        (&[its_job as fn(&Script) -> Job][..], true, Created::No),
        (&[our_job], false, Created::Unknown),
        (&[its_job, our_job], true, Created::Unknown),
        (&[its_job], false, Created::Unknown),
        (&[old_job], false, Created::No),
    ] {
        let mut s = sent(contested());
        look_past_the_minute(&mut s, |s| {
            let rows = if listed { vec![automated(s)] } else { Vec::new() };
            Looked {
                rows: Ok(Whole::of(rows)),
                jobs: Ok(Whole::of(jobs.iter().map(|job| job(s)).collect())),
                skew: Some(0),
            }
        });
        assert_eq!(created(&s), Some(want), "{} jobs, listed: {listed}", jobs.len());
    }
}

/// A refusal may name the job and the backup of somebody else.
#[test]
fn an_id_in_a_refusal_is_taken_over_only_by_a_row_that_shows_all_of_the_request() {
    type Change = fn(BackupRow, &Script) -> BackupRow;
    let strangers: [(&str, Change); 8] = [
        ("another name", |r, _| BackupRow { name: "another".to_owned(), ..r }),
        ("another instance", |r, _| BackupRow {
            instance: InstanceId::received("5d3f0c9a7be84216a1c0f2d4b6e8a013in06"),
            ..r
        }),
        ("no instance told", |r, _| BackupRow { instance: None, ..r }),
        ("the other kind", |r, _| BackupRow { kind: Some(BackupKind::DatabaseTable), ..r }),
        ("an hour before", |r, s| BackupRow {
            begun: Some(operation(s).confirmed_at.plus(-3_600)),
            ..r
        }),
        ("ten seconds before", |r, s| BackupRow {
            begun: Some(operation(s).confirmed_at.plus(-10)),
            ..r
        }),
        ("no begin", |r, _| BackupRow { begun: None, ..r }),
        ("automated", |r, _| BackupRow { manual: Some(false), ..r }),
    ];
    for status in [400, 401, 403, 409, 500] {
        let mut s = sent(naming(status, "X.1", BACKUP));
        assert_eq!((&operation(&s).backup_id, &operation(&s).job_id), (&None, &None));
        look_past_the_minute(&mut s, |_| nothing());
        for (case, change) in strangers {
            let stranger = change(ours(&s), &s);
            s.looked(Ok(vec![stranger]));
            assert_eq!(
                (created(&s), &operation(&s).job_id),
                (Some(Created::Unknown), &None),
                "{status} {case}"
            );
        }
        let own = ours(&s);
        s.looked(Ok(vec![own]));
        let job = operation(&s).job_id.as_ref().map(JobId::as_str);
        assert_eq!(
            (created(&s), operation(&s).stage, job),
            (Some(Created::Yes), Stage::Following, Some(JOB)),
            "{status}"
        );
    }
    // The name or the instance was taken by somebody: the operator says whose backup it is.
    for code in ["DBS.201201", "DBS.200019"] {
        let mut s = sent(naming(400, code, BACKUP));
        look_past_the_minute(&mut s, |s| rows(vec![ours(s)]));
        assert_eq!(
            (created(&s), &operation(&s).backup_id),
            (Some(Created::Unknown), &None),
            "{code}"
        );
    }
}

/// What the operator takes over because a refusal named it is held against what was
/// sent, as every other is.
#[test]
fn an_id_in_a_refusal_that_the_operator_states_is_let_go_if_its_row_is_anothers() {
    let mut s = sent(naming(409, "X.1", BACKUP));
    let at = s.utc();
    s.model
        .operations
        .list
        .last_mut()
        .expect("an operation")
        .state_id(at, BackupId::received(BACKUP).expect("an ID"));
    assert_eq!(operation(&s).stage, Stage::Following);
    let another = row(BACKUP, "another", BackupState::Completed, &s);
    s.polled(Ok(None), Ok(Some(another)));
    assert_eq!(
        (created(&s), &operation(&s).backup_id, &operation(&s).job_id),
        (Some(Created::Unknown), &None, &None)
    );
}

#[test]
fn the_operator_takes_over_what_was_found_behind_a_refusal() {
    let mut s = sent(contested());
    let found = rows(vec![ours(&s)]);
    s.look_after(2, found);
    let effects = s.keys("<Down><Enter><Enter>");
    assert!(
        matches!(&effects[..], [Effect::Poll { backup: Some(id), .. }] if id.as_str() == BACKUP),
        "{effects:?}"
    );
    assert_eq!((created(&s), operation(&s).stage), (Some(Created::Yes), Stage::Following));
}

/// Somebody sets this machine's clock, or the machine sleeps, while a refusal is looked behind: the
/// minute has to pass all the same, and no longer than that.
#[test]
fn a_clock_that_is_set_makes_the_minute_neither_shorter_nor_longer() {
    for jump in [-86_400_i64, -90, 90, 7_200] {
        for reading in [false, true] {
            let mut s = sent(contested());
            let (operation, begun) = (s.latest(), s.now);
            s.now += if reading { 2_000 } else { 0 };
            if reading {
                s.keys("r");
            }
            let (utc, at) = (s.utc().plus(jump), time::Millis(s.now));
            s.feed(Msg::Clock { utc, at });
            let told = Looked { skew: Some(-jump), ..nothing() };
            let mut effects = vec![Effect::Wait { seconds: 2, timer: Timer::Look(operation) }];
            if reading {
                let at = s.utc();
                effects = s.feed(Msg::Looked { operation, at, looked: told.clone() });
            }
            while let [Effect::Wait { seconds, .. }] = effects[..] {
                assert_eq!(created(&s), Some(Created::Unknown), "{jump}");
                effects = s.look_after(seconds, told.clone());
            }
            // Times are told in whole seconds.
            let (last, took) = (created(&s), (s.now - begun) / 1_000);
            assert!(
                last == Some(Created::No) && (59..=61).contains(&took),
                "{jump}: {last:?} after {took} s"
            );
        }
    }
}

/// What is listed is held against the service's own time of the answer, so a clock that was set
/// back makes no row an older one, and one that was set forward makes no older row fit.
#[test]
fn a_clock_that_is_set_moves_no_begin() {
    for jump in [-3_600, 3_600] {
        for (ago, want) in [(0, Created::Unknown), (1_800, Created::No)] {
            let mut s = Script::live();
            s.send();
            let mut end = answered(400, Some("DBS.201201"), "words");
            end.head.server_time = Some(s.utc());
            s.ended(CreateEnd::Answered(end));
            let row = BackupRow { begun: Some(s.utc().plus(-ago)), ..ours(&s) };
            let (utc, at) = (s.utc().plus(jump), time::Millis(s.now));
            s.feed(Msg::Clock { utc, at });
            look_past_the_minute(&mut s, |_| Looked {
                skew: Some(-jump),
                ..rows(vec![row.clone()])
            });
            assert_eq!(created(&s), Some(want), "{jump} {ago}");
        }
    }
}

/// Killed within the minute and started again: looked for at once, and settled by the
/// clock of the first program.
#[test]
fn a_restarted_program_goes_on_with_the_minute() {
    for (ago, then) in [(20, Created::Unknown), (59, Created::Unknown), (7_200, Created::No)] {
        let found = DiskContents {
            open: vec![file(&sent(contested()), 1, ago, |_| {})],
            ..DiskContents::default()
        };
        let mut s = Script::with_journal(Mode::Live, place(), 80, 24, found);
        assert!(matches!(&s.effects[..], [Effect::Look { .. }]), "{:?}", s.effects);
        s.keys("<Enter>");
        assert_eq!((created(&s), s.model.exit_code()), (Some(Created::Unknown), ExitCode::Unknown));
        s.looked(Ok(Vec::new()));
        assert_eq!(created(&s), Some(then), "{ago}");
        look_past_the_minute(&mut s, |_| nothing());
        assert_eq!(created(&s), Some(Created::No), "{ago}");
    }
}

/// An earlier version wrote NO under answers that are UNKNOWN now: what it
/// said was said, and stays.
#[test]
fn an_earlier_versions_no_stays_what_it_was() {
    for end in
        [contested(), answer(400, ""), answer(418, ""), naming(403, "X.1", ANOTHER), refused()]
    {
        let s = sent(end.clone());
        let entries = operation(&s).lines.iter().map(|line| match &line.event {
            Event::Ended { end, .. } => Entry {
                at: line.at,
                event: Event::Ended { created: Created::No, end: end.clone() },
            },
            event => Entry { at: line.at, event: event.clone() },
        });
        let file: String =
            entries.map(|entry| journal_file::line(s.latest(), &entry) + "\n").collect();
        let Replayed::Operation(read) =
            Operation::replay(s.latest(), journal_file::read(file.as_bytes()).entries)
        else {
            panic!()
        };
        assert_eq!(
            (read.stage, read.created, &read.backup_id),
            (Stage::NotCreated, Some(Created::No), &None),
            "{end:?}"
        );
    }
}
