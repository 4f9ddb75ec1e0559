//! `geminidb-backup watch`: its screen, and its lines.

use crate::{
    core::{
        base::{CreateEnd, ExitCode, Millis, UtcTime, Whole},
        model::Model,
        operation::{
            Event,
            backup::{BackupRow, BackupState, Job, JobState},
            journal_file,
            readings::{JobAnswer, Looked, Poll},
        },
        port::Msg,
        watch::follow::{Follow, Subject},
    },
    tests::{
        screens::{Script, shot, text_shot},
        support::{
            answers::place,
            outcomes::{BACKUP, accepted, answered, job, lost, refusal, row},
            shots::last_lines,
            watcher,
        },
    },
    words::watch::lines::{self, Line, Teller},
};

fn building(s: &Script) -> BackupRow {
    let begun = Some(s.utc().plus(-95));
    BackupRow {
        begun,
        instance_name: Some("cass-orders-01".to_owned()),
        ..row(BACKUP, "nightly-check", BackupState::Building, s)
    }
}

fn its_job(s: &Script, state: JobState, percent: Option<u8>) -> Job {
    Job { begun: building(s).begun, ..job(state, percent) }
}

/// Job and row were read, the job by its instance.
fn found(s: &mut Script, job: Job, row: BackupRow) {
    let (operation, at) = (s.latest(), s.utc());
    s.feed(Msg::Polled {
        operation,
        at,
        poll: Poll {
            job: JobAnswer::Found(Looked {
                rows: Ok(Whole::of(Vec::new())),
                jobs: Ok(Whole::of(vec![job])),
                skew: Some(0),
            }),
            row: Some(Ok(Some(row))),
        },
    });
}

/// A backup that was made elsewhere, and its job.
pub(super) fn followed() -> Script {
    let mut s = Script::screen_for_an_id();
    let row = building(&s);
    s.polled(Ok(None), Ok(None));
    s.polled(Ok(None), Ok(Some(row.clone())));
    let its = its_job(&s, JobState::Running, Some(62));
    found(&mut s, its, row);
    s
}

#[test]
fn help_beside_a_backup_that_was_made_elsewhere() {
    let mut s = Script::screen_for_an_id();
    s.polled(Ok(None), Ok(None));
    shot("watch_only_not_listed", &s);
    let mut s = followed();
    s.keys("?");
    shot("help_watch_only", &s);
}

#[test]
fn job_and_backup_that_disagree() {
    let mut s = Script::screen_for_an_id();
    let row = building(&s);
    s.polled(Ok(None), Ok(Some(row.clone())));
    let its = its_job(&s, JobState::Completed, None);
    found(&mut s, its, row.clone());
    s.now += 300_000;
    s.polled(Ok(Some(job(JobState::Completed, None))), Ok(Some(row)));
    shot("watch_only_disagreement", &s);
}

/// Accepted and seen once, and then in so many readings neither job nor row.
pub(super) fn gone(readings: u64) -> Script {
    let mut s = Script::live();
    s.send();
    s.ended(accepted());
    s.now += 20_000;
    let row = row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, &s);
    s.polled(Ok(Some(job(JobState::Running, Some(50)))), Ok(Some(row)));
    for _ in 0..readings {
        s.now += 20_000;
        s.polled(Ok(None), Ok(None));
    }
    s
}

#[test]
fn a_backup_that_is_listed_no_more() {
    shot("watch_missed_once", &gone(1));
    let mut s = gone(3);
    s.looked(Ok(Vec::new()));
    let other = BackupRow {
        ended: Some(s.utc()),
        ..row(
            "b7c6d5e4f3a2918070605040302010ffbr06",
            "pre-mig-CHG0042311",
            BackupState::Completed,
            &s,
        )
    };
    s.looked(Ok(vec![other]));
    shot("watch_not_listed_candidate", &s);
    s.keys("q");
    shot("leave_not_listed", &s);
    text_shot("exit_lines_not_listed", &last_lines(&s).join("\n"));
}

#[test]
fn the_lines_of_a_backup_that_is_listed_no_more_and_then_again() {
    let left = gone(0);
    let (mut s, mut lines) = for_operation(&left);
    let named = |id: &str, s: &Script| row(id, "pre-mig-CHG0042311", BackupState::Building, s);
    let other = named("b7c6d5e4f3a2918070605040302010ffbr06", &left);
    for _ in 0..4 {
        s.now += 10_000;
        s.polled(Ok(None), Ok(None));
        lines.news(&s.model, s.utc());
        s.looked(Ok(vec![other.clone()]));
        lines.news(&s.model, s.utc());
    }
    let own = named(BACKUP, &left);
    for (job_now, row) in [
        (Some(job(JobState::Running, Some(70))), Some(own)),
        (None, None),
        (None, None),
        (None, None),
    ] {
        s.now += 10_000;
        s.polled(Ok(job_now), Ok(row));
        lines.news(&s.model, s.utc());
    }
    text_shot("lines_not_listed", &lines.end(&s));
}

/// Everything that a run in lines tells, a blank line between two readings.
struct Told {
    teller: Teller,
    text: String,
}

/// A run in lines has begun.
fn begun(subject: Subject) -> (Script, Told) {
    let model = watcher::model(Follow::new(true, true), subject, place());
    let teller = Teller::new(&model);
    let mut told = Told { text: shown(&teller.heads(&model)), teller };
    let s = Script::begun(model, journal_file::DiskContents::default());
    told.news(&s.model, s.utc());
    (s, told)
}

/// For a backup ID that no journal knows.
fn for_an_id() -> (Script, Told) {
    begun(watcher::find(BACKUP, Vec::new()).expect("a subject"))
}

/// For the operation that another program has left.
fn for_operation(left: &Script) -> (Script, Told) {
    begun(watcher::find(left.latest().as_str(), vec![watcher::file(left)]).expect("a subject"))
}

fn shown(lines: &[Line]) -> String {
    lines.iter().map(Line::to_string).collect::<Vec<_>>().join("\n")
}

impl Told {
    fn news(&mut self, model: &Model, now: UtcTime) {
        self.text += &format!("\n\n{}", shown(&self.teller.news(model, now)));
    }

    fn end(mut self, s: &Script) -> String {
        self.news(&s.model, s.utc());
        let end = self.teller.end(&s.model, s.utc());
        format!(
            "{}\n\n{}\n{:?}\n",
            self.text,
            end.map_or("-".to_owned(), |line| line.to_string()),
            s.model.exit_code()
        )
    }
}

#[test]
fn the_lines_of_a_backup_that_was_made_elsewhere() {
    let (mut s, mut lines) = for_an_id();
    let row = building(&s);
    for (job, read) in [
        (Ok(None), Ok(None)),
        (Ok(None), Ok(Some(row.clone()))),
        (Ok(Some(its_job(&s, JobState::Running, Some(62)))), Ok(Some(row.clone()))),
        (
            Err(refusal(401, "APIGW.0307", "The token must be updated.")),
            Err(refusal(401, "APIGW.0307", "The token must be updated.")),
        ),
        (Ok(Some(its_job(&s, JobState::Running, Some(62)))), Ok(Some(row.clone()))),
        (Ok(Some(its_job(&s, JobState::Completed, None))), Ok(Some(row.clone()))),
        (Ok(None), Ok(Some(BackupRow { state: BackupState::Completed, ..row }))),
    ] {
        s.now += 10_000;
        s.polled(job, read);
        lines.news(&s.model, s.utc());
    }
    text_shot("lines_elsewhere", &lines.end(&s));
}

#[test]
fn the_lines_of_an_operation_that_is_unknown_and_of_one_that_has_ended() {
    let mut left = Script::live();
    left.send();
    left.ended(lost());
    let (mut s, mut lines) = for_operation(&left);
    s.looked(Ok(Vec::new()));
    lines.news(&s.model, s.utc());
    let vain = lines.end(&s);
    let mut left = Script::live();
    left.send();
    left.ended(accepted());
    let (s, lines) = for_operation(&left);
    let running = lines.end(&s);
    let end = row(BACKUP, "pre-mig-CHG0042311", BackupState::Completed, &left);
    left.polled(Ok(None), Ok(Some(end)));
    let (s, lines) = for_operation(&left);
    text_shot("lines_operation", &format!("{vain}\n----\n\n{running}\n----\n\n{}", lines.end(&s)));
}

#[test]
fn an_outcome_in_json_waits_for_a_reading_or_for_an_end_that_the_journal_holds() {
    let told = |s: &Script, end| -> [serde_json::Value; 3] {
        let text = lines::json(&lines::line(s.utc(), "x"), &s.model, end);
        let read: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        ["outcome", "backup_state", "read_at"].map(|key| read[key].clone())
    };
    let untold = [(); 3].map(|()| serde_json::Value::Null);
    let mut left = Script::live();
    left.send();
    left.ended(CreateEnd::Answered(answered(202, None, "")));
    let (mut s, _) = for_operation(&left);
    assert_eq!(told(&s, None), untold, "created, and its ID is not known");
    s.looked(Ok(Vec::new()));
    assert_eq!(told(&s, Some(ExitCode::Unknown)), untold, "a look that finds nothing reads none");
    let mut left = Script::live();
    left.send();
    left.ended(lost());
    let unknown = told(&for_operation(&left).0, Some(ExitCode::Unknown));
    assert_eq!(unknown, ["UNKNOWN".into(), untold[0].clone(), untold[0].clone()]);
    let mut left = Script::live();
    left.send();
    left.ended(accepted());
    let (mut s, _) = for_operation(&left);
    s.polled(Ok(None), Ok(None));
    assert_eq!(told(&s, None), untold, "a list without the backup");
    let row = |state, s: &Script| row(BACKUP, "pre-mig-CHG0042311", state, s);
    let building = row(BackupState::Building, &s);
    s.now += 10_000;
    s.polled(Ok(None), Ok(Some(building)));
    let at = serde_json::json!(s.utc());
    let running = ["RUNNING".into(), "BUILDING".into(), at];
    assert_eq!(told(&s, None), running);
    s.now += 10_000;
    s.polled(Ok(None), Ok(None));
    assert_eq!(told(&s, None), running, "read then, not now");
    assert!(told(&s, Some(ExitCode::Unknown))[0].is_null(), "3: it may have ended");
    let completed = row(BackupState::Completed, &left);
    left.polled(Ok(None), Ok(Some(completed)));
    assert_eq!(told(&for_operation(&left).0, Some(ExitCode::Done))[0], "COMPLETED");
}

#[test]
fn job_and_backup_that_disagree_are_told_once() {
    let (mut s, mut lines) = for_an_id();
    let row = building(&s);
    s.polled(Ok(None), Ok(Some(row.clone())));
    let its = its_job(&s, JobState::Failed, None);
    found(&mut s, its, row.clone());
    for _ in 0..3 {
        s.now += 300_000;
        s.polled(Ok(Some(job(JobState::Failed, None))), Ok(Some(row.clone())));
        lines.news(&s.model, s.utc());
    }
    assert_eq!(lines.text.matches("have disagreed for").count(), 1, "{}", lines.text);
}

/// A journal that somebody has tampered with, a service that sends rubbish: no line
/// holds more than it should.
#[test]
fn no_line_carries_what_could_draw() {
    let mut left = Script::live();
    left.send();
    left.ended(accepted());
    let mut file = watcher::file(&left);
    for entry in &mut file.read.as_mut().expect("lines").entries {
        if let Event::Intended(intent) = &mut entry.event {
            intent.name = "a\u{1b}[2Jb\u{202e}\n".to_owned();
            intent.instance_name = "\u{9b}31m".to_owned();
        }
    }
    let subject = watcher::find(left.latest().as_str(), vec![file]).expect("a subject");
    let (s, lines) = begun(subject);
    let lines = lines.end(&s);
    assert!(
        lines.contains("a\\u{1b}[2Jb")
            && !lines.contains(|c: char| c != '\n' && c.is_control())
            && !lines.contains('\u{202e}'),
        "{lines:?}"
    );
}

#[test]
fn the_seconds_that_the_create_call_is_awaited_move() {
    let mut s = Script::live();
    s.send();
    s.now += 23_000;
    let (utc, at) = (s.utc(), Millis(s.now));
    s.feed(Msg::Clock { utc, at });
    shot("watch_waiting", &s);
}
