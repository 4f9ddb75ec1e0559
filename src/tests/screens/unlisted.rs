//! A backup that the lists do not show: nothing of it is said to be there now, it is searched for,
//! and never sent again.

use crate::{
    core::{
        base::{BackupId, CallFailure, ExitCode},
        operation::{
            Event, Operation, Replayed, Stage,
            backup::{BackupRow, BackupState, Job, JobState},
            journal_file::File,
            readings::{JobAnswer, Poll},
        },
        port::{Effect, Msg, Terminal, Timer},
        start::rows::StartRow,
        watch::follow::Follow,
    },
    tests::{
        screens::Script,
        support::{
            answers::place,
            outcomes::{BACKUP, accepted, job, lost, refusal, row},
            shots::last_lines,
            watcher,
        },
    },
    words::{self, start::Row},
};

const NAME: &str = "pre-mig-CHG0042311";

type JobRead = Result<Option<Job>, CallFailure>;
type RowRead = Result<Option<BackupRow>, CallFailure>;

/// Accepted, and seen once: BUILDING, 50 %.
fn seen() -> Script {
    let mut s = Script::live();
    s.send();
    s.ended(accepted());
    let row = building(&s);
    read(&mut s, running(50), Ok(Some(row)));
    s
}

/// Accepted, seen once, and then in three readings listed nowhere.
fn unlisted() -> Script {
    let mut s = seen();
    for _ in 0..3 {
        read(&mut s, Ok(None), Ok(None));
    }
    s
}

fn building(s: &Script) -> BackupRow {
    row(BACKUP, NAME, BackupState::Building, s)
}

fn running(percent: u8) -> JobRead {
    Ok(Some(job(JobState::Running, Some(percent))))
}

/// The next reading, half a minute later.
fn read(s: &mut Script, job: JobRead, row: RowRead) -> Vec<Effect> {
    s.now += 30_000;
    s.polled(job, row)
}

fn failed() -> CallFailure {
    refusal(500, "DBS.280005", "Server error.")
}

fn operation(s: &Script) -> &Operation {
    s.model.current().expect("an operation")
}

fn state(s: &Script) -> String {
    words::operation::outcome::state(operation(s))
}

fn witnesses(s: &Script) -> String {
    words::operation::outcome::states(operation(s))
}

fn notes(s: &Script) -> String {
    let notes = words::watch::notes(operation(s), s.utc()).into_iter();
    notes.map(|(_, text)| text).collect::<Vec<_>>().join("\n")
}

/// Everything that is said of what remains, and the bar.
fn expected(s: &Script) -> (Option<u8>, Vec<String>) {
    (
        operation(s).percent(),
        words::operation::estimate::remaining(operation(s), s.utc(), &s.model.shared.zone),
    )
}

/// The same operation as a restarted program finds it in its file.
fn replayed(s: &Script) -> Operation {
    let File { operation, read, .. } = watcher::file(s);
    match Operation::replay(operation.expect("a number"), read.expect("lines").entries) {
        Replayed::Operation(operation) => *operation,
        other => panic!("no operation: {other:?}"),
    }
}

#[test]
fn what_a_reading_did_not_show_is_dated_and_after_three_it_is_not_listed() {
    let mut s = seen();
    assert_eq!(
        (state(&s), witnesses(&s)),
        ("running".to_owned(), "job Running   backup BUILDING".to_owned())
    );
    let gone = "job not listed (last seen Running at 01:58Z)   backup not listed (last seen \
        BUILDING at 01:58Z)";
    for reading in 1..=2 {
        read(&mut s, Ok(None), Ok(None));
        assert_eq!(
            (state(&s), witnesses(&s)),
            ("last seen BUILDING 50 % at 01:58Z".to_owned(), gone.to_owned()),
            "{reading}"
        );
        assert_eq!(s.model.exit_code(), ExitCode::Running);
        assert!(!expected(&s).1.iter().any(|line| line.starts_with("Left")), "{:?}", expected(&s));
    }
    read(&mut s, Ok(None), Ok(None));
    let says = (
        "not listed since 01:59Z (last seen BUILDING 50 %)".to_owned(),
        "job not listed   backup not listed".to_owned(),
    );
    assert_eq!((state(&s), witnesses(&s)), says);
    assert_eq!(expected(&s), (None, Vec::new()));
    assert_eq!((s.model.exit_code(), operation(&s).stage), (ExitCode::Unknown, Stage::Following));
    for part in ["cass-orders-01", "a4d8ea2584e047439a667703c0684119in06", NAME, BACKUP] {
        assert!(notes(&s).contains(part), "{part}: {}", notes(&s));
    }
}

/// Neither the job nor the row has ever been listed.
#[test]
fn a_backup_that_was_accepted_and_never_listed_is_not_running_either() {
    let mut s = Script::live();
    s.send();
    s.ended(accepted());
    assert_eq!(state(&s), "accepted, not read yet");
    for want in [
        "not listed yet",
        "not listed yet",
        "not listed since 01:58Z (never listed)",
        "not listed since 01:58Z (never listed)",
    ] {
        read(&mut s, Ok(None), Ok(None));
        assert_eq!(state(&s), want);
    }
    assert_eq!(words::start::word(operation(&s)).0, "NOT LISTED");
    assert_eq!(words::header::standing(&s.model), "1 not seen");
}

#[test]
fn a_job_that_is_listed_speaks_for_its_backup_and_an_old_percentage_for_nothing() {
    let mut s = seen();
    for percent in [52, 54, 56, 58] {
        read(&mut s, running(percent), Ok(None));
    }
    let says = "job Running   backup not listed (last seen BUILDING at 01:58Z)";
    assert_eq!((state(&s), witnesses(&s)), ("running".to_owned(), says.to_owned()));
    assert!(operation(&s).unlisted().is_none() && expected(&s).0 == Some(58));
    // A reading that failed takes nothing back, and counts for nothing.
    read(&mut s, Err(failed()), Err(failed()));
    assert_eq!(
        (state(&s), operation(&s).unlisted()),
        ("last seen job Running 58 % at 02:00Z".to_owned(), None)
    );
    // Now the job is gone as well.
    for reading in 1..=3 {
        assert_eq!((operation(&s).unlisted(), replayed(&s).unlisted()), (None, None), "{reading}");
        read(&mut s, Ok(None), Ok(None));
    }
    assert_eq!(
        (state(&s), expected(&s)),
        ("not listed since 02:01Z (last seen job Running 58 %)".to_owned(), (None, Vec::new()))
    );
    // And there again, at the same percentage: also for a program that starts now.
    read(&mut s, running(58), Ok(None));
    assert_eq!((state(&s), replayed(&s).unlisted()), ("running".to_owned(), None));
    read(&mut s, Ok(None), Ok(None));
    assert_eq!(operation(&s).unlisted(), None, "it is counted from the beginning");

    let mut s = seen();
    for reading in 1..=4 {
        let row = building(&s);
        read(&mut s, Ok(None), Ok(Some(row)));
        assert_eq!(
            (state(&s), expected(&s).0),
            ("running".to_owned(), (reading < 3).then_some(50)),
            "{reading}"
        );
    }
    assert_eq!(witnesses(&s), "job not listed (last seen Running at 01:58Z)   backup BUILDING");
}

/// A log line tells what its reading showed, not what an earlier one did.
#[test]
fn the_log_repeats_no_backup_that_a_reading_did_not_show() {
    let mut s = seen();
    read(&mut s, running(60), Ok(None));
    let logged: Vec<String> = operation(&s)
        .lines
        .iter()
        .rev()
        .take(2)
        .map(|line| words::operation::log::event(&line.event))
        .collect();
    assert_eq!(logged, ["the backup list does not show it; its job goes on", "job Running 60 %"]);
}

#[test]
fn a_reading_that_failed_is_not_one_without_the_backup() {
    let mut s = seen();
    for _ in 0..9 {
        read(&mut s, Err(failed()), Err(failed()));
    }
    assert_eq!(
        (operation(&s).unlisted(), state(&s)),
        (None, "last seen BUILDING 50 % at 01:58Z".to_owned())
    );
    assert!(
        witnesses(&s).starts_with("job Running at 01:58Z   backup BUILDING at 01:58Z"),
        "{}",
        witnesses(&s)
    );
    // Between readings without it a failed one neither counts nor begins anew.
    let mut s = seen();
    for row in [Ok(None), Err(failed()), Ok(None), Err(failed())] {
        read(&mut s, Ok(None), row);
        assert_eq!(operation(&s).unlisted(), None);
    }
    read(&mut s, Err(failed()), Ok(None));
    assert_eq!(
        operation(&s).unlisted().map(|unseen| unseen.readings),
        Some(3),
        "that jobs cannot be read speaks for nothing"
    );
    // Half a reading: what was read has this reading's time, and the other half its own.
    let mut s = seen();
    let row = building(&s);
    s.now += 60_000;
    read(&mut s, Err(failed()), Ok(Some(row)));
    assert_eq!(
        (state(&s), witnesses(&s)),
        ("running".to_owned(), "job Running at 01:58Z   backup BUILDING".to_owned())
    );
}

#[test]
fn listed_again_it_is_as_if_it_had_never_been_away() {
    let mut s = unlisted();
    let row = building(&s);
    read(&mut s, running(70), Ok(Some(row.clone())));
    assert_eq!(
        (state(&s), notes(&s), expected(&s).0),
        ("running".to_owned(), String::new(), Some(70))
    );
    assert_eq!(replayed(&s).unlisted(), None);
    // Also where nothing about it has changed meanwhile.
    let mut s = unlisted();
    read(&mut s, running(50), Ok(Some(row.clone())));
    assert_eq!((replayed(&s).row.misses(), replayed(&s).unlisted()), (0, None));
    read(&mut s, Ok(None), Ok(None));
    assert_eq!(operation(&s).row.misses(), 1, "it is counted from the beginning");
    read(&mut s, Ok(None), Ok(Some(BackupRow { state: BackupState::Completed, ..row })));
    assert_eq!((operation(&s).stage, s.model.exit_code()), (Stage::Completed, ExitCode::Done));
}

#[test]
fn a_search_by_name_goes_beside_the_readings_and_takes_nothing_but_its_own_id() {
    let mut s = seen();
    for _ in 0..2 {
        assert_eq!(read(&mut s, Ok(None), Ok(None)).len(), 1, "no search yet");
    }
    let effects = read(&mut s, Ok(None), Ok(None));
    let id = s.latest();
    let goes_on = |effects: &[Effect]| {
        matches!(
            effects,
            [Effect::Wait { timer: Timer::Poll(_), .. }, Effect::Look { operation, .. }]
                if *operation == id
        )
    };
    assert!(goes_on(&effects), "{effects:?}");
    assert_eq!(s.looked(Ok(Vec::new())), []);
    assert!(notes(&s).contains("no backup of that name is listed"), "{}", notes(&s));
    // One of the same name, instance, scope and time, complete, and under another ID.
    let mut other = row("b7c6d5e4f3a2918070605040302010ffbr06", NAME, BackupState::Completed, &s);
    other.begun = Some(operation(&s).confirmed_at);
    let stranger = BackupRow {
        name: "another".to_owned(),
        id: BackupId::received("x1").expect("an ID"),
        ..other.clone()
    };
    assert_eq!(s.looked(Ok(vec![other.clone(), stranger])), []);
    assert_eq!(
        (operation(&s).stage, operation(&s).backup_id.as_ref().map(BackupId::as_str)),
        (Stage::Following, Some(BACKUP))
    );
    assert!(
        notes(&s).contains("1 other backup of that name") && notes(&s).contains(other.id.as_str()),
        "{}",
        notes(&s)
    );
    assert!(state(&s).starts_with("not listed since"), "{}", state(&s));
    assert_eq!(s.model.choices(), [], "it is shown, not offered");
    // A search that fails says so and changes nothing.
    s.looked(Err(refusal(403, "DBS.280032", "no")));
    assert!(notes(&s).contains("The search by its name failed"), "{}", notes(&s));
    assert!(goes_on(&read(&mut s, Ok(None), Ok(None))), "each reading is followed by one");
    // Its own ID is another matter: that is a reading of it.
    let own = BackupRow { state: BackupState::Completed, ..building(&s) };
    s.looked(Ok(vec![other, own]));
    assert_eq!((operation(&s).stage, s.model.exit_code()), (Stage::Completed, ExitCode::Done));
}

#[test]
fn a_search_leaves_the_form_alone() {
    let mut s = unlisted();
    s.keys(&format!("n<Enter>{NAME}<Tab>Before schema migration"));
    s.looked(Ok(Vec::new()));
    assert_eq!(
        (s.model.draft.name.value(), s.model.draft.description.value()),
        (NAME, "Before schema migration")
    );
}

#[test]
fn nothing_about_it_leads_to_a_send() {
    let mut s = unlisted();
    s.looked(Ok(Vec::new()));
    for keys in ["<Enter><Enter>", "<Tab><Enter>", "w", "r", "<Down><Enter>", "[", "]", "<Enter>"] {
        s.keys(keys);
        s.now += 60_000;
        s.polled(Ok(None), Ok(None));
    }
    assert_eq!(s.created().len(), 1);
    assert!(!operation(&s).may_be_repeated());
}

#[test]
fn a_restarted_program_says_the_same() {
    for readings in 1..=4 {
        let mut s = seen();
        for _ in 0..readings {
            read(&mut s, Ok(None), Ok(None));
        }
        let again = replayed(&s);
        assert_eq!(words::operation::outcome::state(&again), state(&s), "{readings}");
        assert_eq!(
            (again.unlisted().is_some(), again.percent()),
            (readings >= 3, operation(&s).percent()),
            "{readings}"
        );
    }
}

/// A line that an older program has written, or a newer one reads.
#[test]
fn the_line_in_the_journal_is_one_that_every_program_knows() {
    let event: Event =
        serde_json::from_str(r#"{"v":1,"op":"7F3K9Q","event":"unlisted"}"#).expect("an event");
    assert_eq!(event, Event::Unlisted { readings: 1 });
    let text = serde_json::to_string(&Event::Unlisted { readings: 3 }).expect("text");
    assert_eq!(text, r#"{"event":"unlisted","readings":3}"#);
}

#[test]
fn every_place_says_the_same() {
    let s = unlisted();
    let says = "not listed since 01:59Z (last seen BUILDING 50 %)";
    let id = s.latest();
    assert!(words::dialog::leave::question(&s.model).iter().any(|line| line.contains(says)));
    assert!(last_lines(&s).iter().any(|line| line.contains(says)));
    assert!(!last_lines(&s).iter().any(|line| line.contains("goes on at the service")));
    assert!(words::operation::log::one_line(operation(&s)).contains(says));
    assert!(
        words::start::detail(&s.model, StartRow::Operation(id))
            .is_some_and(|text| text.contains(says))
    );
    let Row::Columns(columns) = words::start::row(&s.model, StartRow::Operation(id)) else {
        panic!("no row")
    };
    assert_eq!((columns.word.0, columns.what.as_str()), ("NOT LISTED", "watching"));
    let all = [
        last_lines(&s),
        words::dialog::leave::question(&s.model),
        vec![notes(&s), state(&s), witnesses(&s)],
    ]
    .concat();
    assert!(!all.iter().any(|line| line.contains("running")), "{all:?}");
}

/// In lines, and without anybody there: the same, and after ten minutes an end.
#[test]
fn an_unattended_watch_searches_as_well_and_still_comes_to_its_end() {
    let subject =
        watcher::find(seen().latest().as_str(), vec![watcher::file(&seen())]).expect("a subject");
    let mut s = Script::watching(Follow::new(true, true), subject, place());
    let mut over = false;
    for minute in 0..=10 {
        s.now = minute * 60_000;
        over = s.polled(Ok(None), Ok(None)).contains(&Effect::Terminal(Terminal::Quit));
        assert_eq!(over, minute == 10, "minute {minute}");
        // What the search finds, or that it fails, neither ends the watch nor puts its end off.
        let looked =
            if minute % 2 == 0 { Ok(Vec::new()) } else { Err(refusal(403, "DBS.280032", "no")) };
        if !over {
            assert_eq!(s.looked(looked), []);
        }
    }
    assert!(over && s.model.exit_code() == ExitCode::Unknown);
}

/// A backup of which only the ID is known cannot be searched for: it has no name.
#[test]
fn an_id_that_is_listed_nowhere_asks_whether_it_is_right() {
    let mut s = Script::screen_for_an_id();
    assert_eq!(state(&s), "not read yet");
    for want in ["not listed yet", "not listed yet", "not listed since 02:14Z (never listed)"] {
        let (operation, at) = (s.latest(), s.utc());
        let effects = s.feed(Msg::Polled {
            operation,
            at,
            poll: Poll { job: JobAnswer::NotAsked, row: Some(Ok(None)) },
        });
        assert_eq!((state(&s), effects.len()), (want.to_owned(), 1));
    }
    assert!(notes(&s).contains(&format!("Check the ID {BACKUP}")), "{}", notes(&s));
}

/// What a row of the journal looks like before anything has been read in this run.
#[test]
fn what_only_the_journal_tells_is_dated_until_it_is_read() {
    let left = seen();
    let mut s = Script::lines_for(&left);
    assert_eq!(
        (state(&s), words::start::word(operation(&s)).0),
        ("last seen BUILDING 50 % at 01:58Z".to_owned(), "WAS RUNNING")
    );
    let row = building(&left);
    s.polled(running(51), Ok(Some(row)));
    assert_eq!((state(&s), words::start::word(operation(&s)).0), ("running".to_owned(), "RUNNING"));
}

/// One that was never found is no case of this: its row is looked for, and it may be found.
#[test]
fn a_backup_that_is_looked_for_is_looked_for_as_before() {
    let mut s = Script::live();
    s.send();
    s.ended(lost());
    let row = building(&s);
    assert!(matches!(&s.looked(Ok(vec![row]))[..], [Effect::Poll { .. }]));
    assert_eq!(
        (state(&s), witnesses(&s)),
        ("running".to_owned(), "job not read   backup BUILDING".to_owned())
    );
}
