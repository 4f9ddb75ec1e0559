//! `geminidb-backup watch`: what it reads, when it ends by itself, and that it can do nothing else.

use super::{
    answers::place,
    outcomes::{BACKUP, JOB, accepted, job, lost, refusal, refused, row},
    script::Script,
    watcher::{LATER, file, find},
};
use crate::core::{
    base::{
        BackupId, CallFailure, ExitCode, Head, Millis, OperationId, Refusal, Shut, Silence,
        StateTrouble, UtcTime, Whole,
    },
    operation::{
        Event, Stage,
        backup::{self, BackupRow, BackupState, JobState},
        journal_file::{File, Read},
        readings::{JobAnswer, JobQuestion, Looked, Poll},
    },
    port::{
        Access, Cancel, Disk, Effect, Msg, Notice, Query, Screen, Sending, Setting, Terminal,
        Timer, keymap::KEYMAP,
    },
    session::{Mode, Session},
    watch::follow::{Follow, GaveUp, Unwatchable, Wanted},
};

fn stage(s: &Script) -> Stage {
    s.model.operations.list[0].stage
}

fn now_is(s: &Script, state: BackupState) -> BackupRow {
    row(BACKUP, "somebody-elses", state, s)
}

/// Only the row was asked for: the instance is not known yet.
fn row_read(s: &mut Script, row: Result<Option<BackupRow>, CallFailure>) -> Vec<Effect> {
    let (operation, at) = (s.latest(), s.utc());
    s.feed(Msg::Polled { operation, at, poll: Poll { job: JobAnswer::NotAsked, row: Some(row) } })
}

/// The next reading is due.
fn due(s: &mut Script) -> Vec<Effect> {
    let id = s.latest();
    let timer =
        if matches!(stage(s), Stage::Looking { .. }) { Timer::Look(id) } else { Timer::Poll(id) };
    s.feed(Msg::Timer(timer))
}

fn quits(effects: &[Effect]) -> bool {
    effects.contains(&Effect::Terminal(Terminal::Quit))
}

/// Lines that went to the journal, by their tags.
fn written(s: &Script) -> Vec<String> {
    let entries = s.journal.iter().flat_map(|effect| match effect {
        Effect::Disk(Disk::Write { entries, .. }) => entries.clone(),
        _ => Vec::new(),
    });
    entries
        .map(|entry| {
            format!("{:?}", entry.event).split([' ', '(']).next().unwrap_or_default().to_owned()
        })
        .collect()
}

fn wait(effects: &[Effect]) -> u64 {
    match effects {
        [Effect::Wait { seconds, .. }] => *seconds,
        other => panic!("not one wait: {other:?}"),
    }
}

/// What another program left: a request whose answer was lost.
fn unknown() -> Script {
    let mut left = Script::live();
    left.send();
    left.ended(lost());
    left
}

/// What another program left: a backup that was accepted.
fn running() -> Script {
    let mut left = Script::live();
    left.send();
    left.ended(accepted());
    left
}

#[test]
fn a_backup_id_alone_leads_to_its_job_and_to_its_end_and_nothing_is_written() {
    let mut s = Script::lines_for_an_id();
    assert!(
        matches!(&s.effects[..], [Effect::Poll { job: None, backup: Some(id), .. }] if id.as_str() == BACKUP),
        "{:?}",
        s.effects
    );
    assert_eq!(s.model.exit_code(), ExitCode::Unknown, "nothing of it has been seen");
    let building = now_is(&s, BackupState::Building);
    let begun = building.begun.expect("a begin");
    row_read(&mut s, Ok(Some(building.clone())));
    assert_eq!(s.model.exit_code(), ExitCode::Running);
    let effects = due(&mut s);
    let Some(Effect::Poll { job: Some(JobQuestion::Find { since, instance }), .. }) =
        effects.first()
    else {
        panic!("{effects:?}")
    };
    assert_eq!((*since, Some(instance)), (begun.plus(-300), building.instance.as_ref()));
    let (operation, at) = (s.latest(), s.utc());
    let its = backup::Job { begun: Some(begun.plus(1)), ..job(JobState::Completed, None) };
    let poll = Poll {
        job: JobAnswer::Found(Looked {
            rows: Ok(Whole::of(Vec::new())),
            jobs: Ok(Whole::of(vec![its])),
            skew: Some(0),
        }),
        row: Some(Ok(Some(building))),
    };
    let effects = s.feed(Msg::Polled { operation, at, poll });
    assert!(!quits(&effects), "the job alone completes nothing");
    assert_eq!(
        (stage(&s), s.model.operations.list[0].job_id.as_ref().map(|id| id.as_str())),
        (Stage::Following, Some(JOB))
    );
    due(&mut s);
    let end = now_is(&s, BackupState::Completed);
    assert_eq!(s.polled(Ok(None), Ok(Some(end))), [Effect::Terminal(Terminal::Quit)]);
    assert_eq!((s.model.exit_code(), &s.journal[..]), (ExitCode::Done, &[][..]));
}

#[test]
fn an_operation_goes_on_from_its_journal_and_its_findings_go_there() {
    let mut s = Script::lines_for(&unknown());
    assert!(
        matches!(&s.effects[..], [Effect::Look { .. }]),
        "UNKNOWN is looked for, at once: {:?}",
        s.effects
    );
    assert_eq!((written(&s), s.model.exit_code()), (vec!["Resumed".to_owned()], ExitCode::Unknown));
    let row = |s: &Script, state| BackupRow {
        begun: Some(s.utc().plus(-900)),
        ..row(BACKUP, "pre-mig-CHG0042311", state, s)
    };
    let found = row(&s, BackupState::Building);
    let effects = s.looked(Ok(vec![found]));
    assert!(matches!(&effects[..], [Effect::Poll { .. }]), "{effects:?}");
    let end = row(&s, BackupState::Failed);
    let effects = s.polled(Ok(None), Ok(Some(end)));
    assert!(quits(&effects), "{effects:?}");
    assert_eq!(written(&s), ["Resumed", "Looked", "Found", "Reading", "Failed"]);
    assert!(matches!(s.journal.last(), Some(Effect::Disk(Disk::Write { close: true, .. }))));
    assert_eq!(s.model.exit_code(), ExitCode::Failed);
}

#[test]
fn an_operation_is_found_by_its_number_and_by_its_backup_and_everything_else_is_a_backup_id() {
    let left = running();
    let id = left.latest();
    for text in [id.as_str(), &id.as_str().to_lowercase(), BACKUP, &format!("  {BACKUP}\n")] {
        let subject = find(text, vec![file(&left)]).expect("a subject");
        assert_eq!(
            (subject.operation.id, subject.operation.intent.is_some(), subject.others.len()),
            (id, true, 0),
            "{text}"
        );
    }
    // "No such backup" would be untrue of an operation of another journal.
    assert_eq!(find("7F3K9Q", vec![file(&left)]), Err(Unwatchable::NotHere));
    for text in ["another", "7F3K9Q0"] {
        let subject = find(text, vec![file(&left)]).expect("a subject");
        let watched = &subject.operation;
        assert_eq!(
            (watched.backup_id.as_ref().map(BackupId::as_str), watched.intent.is_none()),
            (Some(text), true)
        );
        assert_eq!(subject.others.len(), 1);
    }
    for nothing in ["", "  ", "a\u{1b}[2Jb", "a\u{202e}b"] {
        assert_eq!(Wanted::typed(nothing), None, "{nothing:?}");
    }
}

#[test]
fn what_was_never_sent_and_what_cannot_be_relied_on_is_not_watched() {
    let mut reviewed = Script::live();
    reviewed.review();
    let number = reviewed.model.review.recorded.expect("a number");
    let draft = file(&reviewed);
    assert!(matches!(
        find(number.as_str(), vec![draft.clone()]),
        Err(Unwatchable::NeverConfirmed(_))
    ));
    let given_up = crate::core::operation::Entry { at: reviewed.utc(), event: Event::GivenUp };
    let mut file_of_it = draft.clone();
    file_of_it.read.as_mut().expect("lines").entries.push(given_up);
    assert_eq!(find(number.as_str(), vec![file_of_it]), Err(Unwatchable::GivenUp));
    let torn = File { read: Ok(Read { torn: true, ..Read::default() }), ..draft.clone() };
    assert!(matches!(find(number.as_str(), vec![torn]), Err(Unwatchable::Damaged(..))));
    let trouble = StateTrouble::Denied { path: "left.jsonl".to_owned(), shut: Shut::Unknown };
    let closed_to_us = File { read: Err(trouble.clone()), ..draft };
    assert_eq!(find(number.as_str(), vec![closed_to_us]), Err(Unwatchable::Unread(trouble)));
    let mut demo = Script::new(Mode::Demo, place(), 80, 24);
    demo.instances();
    demo.keys("<Enter>pre-mig<Tab>why<C-g>");
    demo.backups(Ok(Vec::new()));
    demo.keys("<Tab><Enter>");
    assert_eq!(find(demo.latest().as_str(), vec![file(&demo)]), Err(Unwatchable::Demo));
}

#[test]
fn what_has_ended_already_ends_at_once_with_its_status() {
    for (state, code) in
        [(BackupState::Completed, ExitCode::Done), (BackupState::Failed, ExitCode::Failed)]
    {
        let mut left = running();
        let end = row(BACKUP, "pre-mig-CHG0042311", state, &left);
        left.polled(Ok(None), Ok(Some(end)));
        let s = Script::lines_for(&left);
        assert_eq!(
            (&s.effects[..], s.model.exit_code(), written(&s).len()),
            (&[Effect::Terminal(Terminal::Quit)][..], code, 0)
        );
    }
    let mut left = Script::live();
    left.send();
    left.ended(refused());
    let s = Script::lines_for(&left);
    assert_eq!(
        (&s.effects[..], s.model.exit_code()),
        (&[Effect::Terminal(Terminal::Quit)][..], ExitCode::NothingCreated)
    );
}

#[test]
fn a_backup_that_is_not_listed_for_a_minute_is_none() {
    let mut s = Script::lines_for_an_id();
    for second in [0, 10, 20, 59] {
        s.now = second * 1_000;
        assert_eq!(wait(&row_read(&mut s, Ok(None))), 10, "after {second} s");
        due(&mut s);
    }
    let unlisted = s.model.operations.list[0]
        .lines
        .iter()
        .filter(|l| matches!(l.event, Event::Unlisted { .. }))
        .count();
    assert_eq!(unlisted, 2, "said of the first reading and of the third, not of each");
    s.now = 60_000;
    assert!(quits(&row_read(&mut s, Ok(None))));
    let watch = s.model.watch.follow.as_ref().expect("a watch");
    assert_eq!(
        (watch.gave_up.as_ref(), s.model.exit_code()),
        (Some(&GaveUp::NotListed), ExitCode::NothingCreated)
    );
}

#[test]
fn a_backup_that_appears_late_or_whose_job_runs_is_waited_for() {
    let mut s = Script::lines_for_an_id();
    for (second, listed) in [(0, false), (50, true), (100, false), (400, false), (699, false)] {
        s.now = second * 1_000;
        let row = listed.then(|| now_is(&s, BackupState::Building));
        assert!(!quits(&row_read(&mut s, Ok(row))), "after {second} s");
    }
    s.now = 700_000;
    assert!(quits(&row_read(&mut s, Ok(None))), "seen, and then gone for ten minutes");
    assert_eq!(s.model.exit_code(), ExitCode::Unknown);
    let mut s = Script::lines_for(&running());
    for second in [0, 5_000, 50_000] {
        s.now = second * 1_000;
        assert!(
            !quits(&s.polled(Ok(Some(job(JobState::Running, Some(3)))), Ok(None))),
            "its job runs"
        );
    }
}

fn status(status: u16) -> CallFailure {
    refusal(status, "X", "no")
}

#[test]
fn a_refusal_at_the_first_reading_that_will_not_mend_ends_it_and_a_later_one_does_not() {
    for code in [400, 403, 404] {
        let mut s = Script::lines_for_an_id();
        assert!(quits(&row_read(&mut s, Err(status(code)))), "{code}");
        assert_eq!(s.model.exit_code(), ExitCode::NothingCreated, "{code}");
        let mut s = Script::lines_for(&running());
        assert!(quits(&s.polled(Ok(None), Err(status(code)))), "{code}");
        assert_eq!(s.model.exit_code(), ExitCode::Running, "that it was made is known: {code}");
        let mut s = Script::lines_for_an_id();
        let building = now_is(&s, BackupState::Building);
        row_read(&mut s, Ok(Some(building)));
        for _ in 0..50 {
            s.now += 60_000;
            assert!(!quits(&row_read(&mut s, Err(status(code)))), "{code}");
        }
    }
}

#[test]
fn what_may_mend_is_waited_for_without_an_end() {
    let silence = CallFailure::NoAnswer(Silence::Timeout(30));
    for why in [status(401), status(408), status(429), status(500), status(503), silence] {
        let mut s = Script::lines_for_an_id();
        for _ in 0..200 {
            s.now += 60_000;
            assert!(!quits(&row_read(&mut s, Err(why.clone()))), "{why:?}");
            assert!(matches!(&due(&mut s)[..], [Effect::Poll { .. }]), "{why:?}");
        }
        let told = s.model.operations.list[0]
            .lines
            .iter()
            .filter(|l| matches!(l.event, Event::ReadFailed { .. }))
            .count();
        assert_eq!(told, 1, "{why:?}");
    }
}

#[test]
fn the_same_refusal_with_another_request_id_is_the_same() {
    let mut s = Script::lines_for_an_id();
    for n in 0..3 {
        let head = Head {
            status: 401,
            request_id: Some(format!("r{n}")),
            server_time: Some(s.utc().plus(n)),
            retry_after: None,
        };
        row_read(
            &mut s,
            Err(CallFailure::Refused(Refusal { head, code: None, words: "no".into() })),
        );
    }
    assert_eq!(s.model.operations.list[0].lines.len(), 1);
}

#[test]
fn a_token_that_nobody_can_renew_is_tried_for_a_minute() {
    let subject = find(BACKUP, Vec::new()).expect("a subject");
    let mut s = Script::watching(Follow::new(true, false), subject, place());
    for (second, over) in [(0, false), (59, false), (60, true)] {
        s.now = second * 1_000;
        assert_eq!(quits(&row_read(&mut s, Err(status(401)))), over, "after {second} s");
    }
}

#[test]
fn looking_ends_after_the_window_once_both_lists_were_read() {
    // The other program confirmed sixteen minutes ago.
    let mut s = Script::lines_for(&unknown());
    for _ in 0..3 {
        assert!(!quits(&s.looked(Err(status(500)))), "a look that failed says nothing");
        due(&mut s);
    }
    let its_job = job(JobState::Running, Some(1));
    let (operation, at) = (s.latest(), s.utc());
    let looked = Looked {
        rows: Ok(Whole::of(Vec::new())),
        jobs: Ok(Whole::of(vec![its_job])),
        skew: Some(0),
    };
    assert!(!quits(&s.feed(Msg::Looked { operation, at, looked })), "its backup may still come");
    due(&mut s);
    assert!(quits(&s.looked(Ok(Vec::new()))));
    assert_eq!(
        (written(&s).last().map(String::as_str), s.model.exit_code()),
        (Some("NotThere"), ExitCode::Unknown)
    );
}

#[test]
fn a_run_that_only_watches_offers_nothing_to_do() {
    let left = unknown();
    let subject = find(left.latest().as_str(), vec![file(&left)]).expect("a subject");
    let mut s = Script::watching(Follow::new(false, true), subject, place());
    s.looked(Ok(Vec::new()));
    assert!(!s.model.current().expect("an operation").choices(s.utc()).is_empty());
    assert_eq!(s.model.choices(), []);
}

#[test]
fn looking_goes_on_within_the_window() {
    let left = unknown();
    let mut subject = find(left.latest().as_str(), vec![file(&left)]).expect("a subject");
    subject.operation.confirmed_at = UtcTime::parse(LATER).expect("a time");
    subject.operation.window_there = Some(subject.operation.confirmed_at);
    let mut s = Script::watching(Follow::new(true, true), subject, place());
    for second in [0, 5, 15, 599] {
        s.now = second * 1_000;
        assert!(!quits(&s.looked(Ok(Vec::new()))), "after {second} s");
        due(&mut s);
    }
    s.now = 600_000;
    assert!(quits(&s.looked(Ok(Vec::new()))));
}

#[test]
fn what_another_operation_made_is_not_taken_for_this_ones() {
    let (lost, made) = (unknown(), running());
    let mut others = file(&made);
    others.operation = Some(OperationId::from_bits(77));
    let subject = find(lost.latest().as_str(), vec![file(&lost), others]).expect("a subject");
    let mut s = Script::watching(Follow::new(true, true), subject, place());
    let row = row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, &s);
    s.looked(Ok(vec![row]));
    assert!(matches!(stage(&s), Stage::Looking { .. }));
}

#[test]
fn a_backup_made_elsewhere_is_read_by_its_own_age() {
    for (age, gap) in [(0, 10), (119, 10), (120, 30), (599, 30), (600, 60), (90_000, 60)] {
        let mut s = Script::lines_for_an_id();
        let begun = s.utc().plus(-age);
        let row = BackupRow { begun: Some(begun), ..now_is(&s, BackupState::Building) };
        assert_eq!(wait(&row_read(&mut s, Ok(Some(row)))), gap, "begun {age} s ago");
        assert_eq!(s.model.operations.list[0].begun(), begun, "its time counts from there");
    }
    let mut s = Script::lines_for(&running());
    let old = s.polled(Ok(Some(job(JobState::Running, Some(9)))), Ok(None));
    assert_eq!(wait(&old), 60, "confirmed sixteen minutes ago");
}

/// While a laptop sleeps, the wait sleeps, too; then the clock has jumped.
#[test]
fn after_a_night_in_a_bag_the_reading_comes_with_the_end_of_the_wait() {
    let mut s = Script::lines_for_an_id();
    let building = now_is(&s, BackupState::Building);
    assert_eq!(wait(&row_read(&mut s, Ok(Some(building.clone())))), 10);
    for back_or_forth in [9 * 3_600, -7_200_i64] {
        let (utc, at) = (s.utc().plus(back_or_forth), Millis(s.now));
        s.feed(Msg::Clock { utc, at });
        assert!(matches!(&due(&mut s)[..], [Effect::Poll { .. }]));
        let gap = wait(&row_read(&mut s, Ok(Some(building.clone()))));
        assert!(matches!(gap, 10 | 30 | 60), "{gap}");
    }
    due(&mut s);
    let end = BackupRow { state: BackupState::Completed, ..building };
    assert!(quits(&row_read(&mut s, Ok(Some(end)))));
}

#[test]
fn on_a_screen_it_stays_until_the_operator_leaves_and_a_token_is_asked_for() {
    let mut s = Script::screen_for_an_id();
    row_read(&mut s, Err(status(401)));
    assert!(s.model.wants_secret());
    assert_eq!(s.keys("abc<Enter>"), [Effect::Access(Access::Configure(Setting::TypedToken))]);
    assert!(
        matches!(&s.feed(Msg::Configured(place()))[..], [Effect::Poll { .. }]),
        "a new token is tried at once"
    );
    for _ in 0..20 {
        s.now += 60_000;
        assert!(!quits(&row_read(&mut s, Ok(None))), "somebody sits there who can judge");
    }
    let end = now_is(&s, BackupState::Completed);
    row_read(&mut s, Ok(Some(end)));
    assert_eq!((stage(&s), s.model.shared.screen), (Stage::Completed, Screen::Watch));
    assert_eq!(s.keys("q"), [Effect::Terminal(Terminal::Quit)], "without a question");
    assert_eq!(s.model.exit_code(), ExitCode::Done);
}

#[test]
fn a_missing_token_is_asked_for_before_anything_is_read() {
    let mut s = Script::watching(
        Follow::new(false, false),
        find(BACKUP, Vec::new()).expect("a subject"),
        Session { sign_in: None, ..place() },
    );
    assert!(s.model.wants_secret() && !s.effects.iter().any(|e| matches!(e, Effect::Poll { .. })));
    assert_eq!(s.keys("<Esc>t<Enter>").len(), 2, "wiped and asked for again");
    s.keys("abc<Enter>");
    assert!(matches!(&s.feed(Msg::Configured(place()))[..], [Effect::Poll { .. }]));
    assert!(s.model.dialog.overlays.is_empty());
}

/// Besides what only reads there is the token, the terminal, and the end.
fn assert_reads_only(effects: &[Effect]) {
    for effect in effects {
        let harmless = match effect {
            Effect::Poll { .. }
            | Effect::Look { .. }
            | Effect::Wait { .. }
            | Effect::Turn { .. }
            | Effect::Rest => true,
            Effect::Access(Access::Configure(setting)) => *setting == Setting::TypedToken,
            Effect::Access(Access::SignIn { .. } | Access::Stop | Access::Renew) => true,
            Effect::Disk(
                Disk::SaveProfile(_) | Disk::ReadHistory { .. } | Disk::ReadOperation { .. },
            ) => false,
            Effect::Access(Access::ForgetSecret)
            | Effect::Terminal(
                Terminal::Copy(_)
                | Terminal::Repaint
                | Terminal::Bell
                | Terminal::Suspend
                | Terminal::Quit,
            ) => true,
            Effect::Disk(Disk::Write { .. }) => true,
            Effect::Sending(
                Sending::Create { .. } | Sending::Intend { .. } | Sending::Keep { .. },
            ) => false,
            Effect::Ask { query: Query::Instances, .. }
            | Effect::Ask { query: Query::Databases { .. }, .. }
            | Effect::Ask { query: Query::Tables { .. }, .. } => false,
            Effect::Ask { query: Query::Named { .. }, .. }
            | Effect::Ask { query: Query::BackupPage(_), .. }
            | Effect::Cancel(Cancel::BackupPages | Cancel::Names) => false,
            Effect::Ask { query: Query::Backups { .. }, .. }
            | Effect::Ask { query: Query::LastBackups { .. }, .. }
            | Effect::Ask { query: Query::Instance { .. }, .. }
            | Effect::Ask { query: Query::Names { .. } | Query::Quota, .. }
            | Effect::Disk(Disk::ReadJournal) => false,
            Effect::Disk(
                Disk::SaveDraft { .. } | Disk::DropDraft { .. } | Disk::SaveFile { .. },
            ) => false,
            Effect::Cancel(Cancel::Tables { .. })
            | Effect::GoOn
            | Effect::Disk(
                Disk::ReadText { .. } | Disk::ListFolder { .. } | Disk::SaveText { .. },
            ) => false,
            Effect::Terminal(Terminal::CopyRecord(..))
            | Effect::Disk(Disk::ReadRecord { .. } | Disk::SaveRecord { .. }) => true,
        };
        assert!(harmless, "{effect:?}");
    }
}

#[test]
fn no_key_leads_anywhere_from_where_something_could_be_sent() {
    let keys: Vec<_> = KEYMAP.iter().flat_map(|binding| binding.keys()).collect();
    let watch = |subject| Script::watching(Follow::new(false, true), subject, place());
    for left in [unknown(), running()] {
        let id = left.latest();
        let starts = [find(id.as_str(), vec![file(&left)]), find("another", vec![file(&left)])];
        for subject in starts.map(|subject| subject.expect("a subject")) {
            for first in &keys {
                let mut s = watch(subject.clone());
                for key in [&[*first][..], &keys].concat() {
                    s.now += 1_000;
                    s.press(key, true);
                    s.frame();
                    assert_eq!(
                        (s.model.shared.screen, s.model.review.open.is_none()),
                        (Screen::Watch, true),
                        "{first:?} {key:?}"
                    );
                }
                assert_reads_only(&s.effects);
                assert_reads_only(&s.journal);
            }
        }
    }
    let mut s = Script::screen_for_an_id();
    assert_eq!((s.keys("n"), s.keys("<Esc>")), (Vec::new(), Vec::new()));
    assert_eq!(s.model.port.notice, Some(Notice::OnlyWatching));
}
