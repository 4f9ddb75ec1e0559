//! What is not known about the live service does not matter: neither whether a name can be given
//! twice, nor whether a second backup waits for the first, nor which of the lists shows a row.

use super::{
    outcomes::{BACKUP, JOB, job, lost, row},
    records::sent,
    script::Script,
};
use crate::core::{
    base::{JobId, Whole},
    operation::{
        Stage,
        backup::{BackupRow, BackupState, Job, JobState},
        created::Created,
        readings::{JobAnswer, Looked, Poll},
        recovery::Choice,
    },
    port::Msg,
};

const NAME: &str = "pre-mig-CHG0042311";
const ANOTHER: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0br06";

fn rows(rows: Vec<BackupRow>) -> Looked {
    Looked { rows: Ok(Whole::of(rows)), jobs: Ok(Whole::of(Vec::new())), skew: Some(0) }
}

fn ours(s: &Script, state: BackupState) -> BackupRow {
    BackupRow {
        begun: Some(s.model.current().expect("an operation").confirmed_at),
        ..row(BACKUP, NAME, state, s)
    }
}

fn stage(s: &Script) -> Stage {
    s.model.current().expect("an operation").stage
}

#[test]
fn a_namesake_that_began_between_review_and_the_request_is_the_operators_to_judge() {
    for (before, stage_then) in
        [(5, Stage::Following), (6, Stage::Looking { looks: 1 }), (30, Stage::Looking { looks: 1 })]
    {
        let mut s = sent(lost());
        let mine = ours(&s, BackupState::Building);
        let begun = mine.begun.map(|begun| begun.plus(-before));
        s.look_after(2, rows(vec![BackupRow { begun, ..mine.clone() }]));
        assert_eq!(stage(&s), stage_then, "{before} s");
        if before == 30 {
            let operation = s.model.current().expect("an operation");
            assert!(
                s.model
                    .choices()
                    .iter()
                    .any(|choice| matches!(choice, Choice::TakeOver(id) if *id == mine.id))
            );
            assert_eq!(operation.earlier_by(&operation.candidates[0]), Some(30));
        }
    }
}

#[test]
fn a_row_that_both_lists_show_without_tables_is_taken_for_either_kind() {
    let mut s = sent(lost());
    let mine = ours(&s, BackupState::Building);
    s.look_after(2, rows(vec![BackupRow { kind: None, ..mine }]));
    assert_eq!(stage(&s), Stage::Following);
}

#[test]
fn a_backup_that_is_found_at_its_end_is_not_called_running() {
    let mut s = sent(lost());
    let found = ours(&s, BackupState::Completed);
    s.look_after(2, rows(vec![found]));
    assert_eq!(stage(&s), Stage::Following);
    assert!(s.model.current().is_some_and(|found| !found.is_seen_running()));
}

/// Where a second backup waits for the first, it is listed only when that has ended.
#[test]
fn not_there_is_said_ten_minutes_after_the_last_backup_that_it_may_wait_for() {
    let mut s = sent(lost());
    let other = |s: &Script, state, ended| BackupRow {
        state,
        ended,
        manual: Some(false),
        ..row(ANOTHER, "auto-0717", BackupState::Building, s)
    };
    let not_there = |s: &Script| s.model.current().expect("an operation").not_there.is_some();
    for seconds in [2, 5, 10, 20, 40, 600] {
        let looked = rows(vec![other(&s, BackupState::Building, None)]);
        s.look_after(seconds, looked);
        assert!(!not_there(&s));
    }
    let ended = s.utc();
    assert!(
        s.model.current().is_some_and(|o| o.may_be_stated_not_there(ended)),
        "a person may know more"
    );
    let mut look = |seconds: u64| {
        let looked = rows(vec![other(&s, BackupState::Completed, Some(ended))]);
        s.look_after(seconds, looked);
        not_there(&s)
    };
    assert!(!look(540) && look(60));
}

#[test]
fn a_job_that_may_be_another_backups_is_nobodys() {
    for (others, found) in
        [(Vec::new(), true), (vec![-30], false), (vec![-600], true), (vec![-600, 60], false)]
    {
        let mut s = sent(lost());
        let mine = ours(&s, BackupState::Building);
        let begun = mine.begun.expect("a begin");
        s.look_after(2, rows(vec![mine.clone()]));
        let beside = |by: &i64| BackupRow {
            begun: Some(begun.plus(*by)),
            name: "another".to_owned(),
            ..row(ANOTHER, "", BackupState::Completed, &s)
        };
        let listed = others.iter().map(beside).chain([mine.clone()]).collect();
        let its = Job {
            id: JobId::received(JOB).expect("an ID"),
            begun: Some(begun.plus(-30)),
            ..job(JobState::Running, None)
        };
        let looked = Looked { jobs: Ok(Whole::of(vec![its])), ..rows(listed) };
        let (operation, at) = (s.latest(), s.utc());
        s.feed(Msg::Polled {
            operation,
            at,
            poll: Poll { job: JobAnswer::Found(looked), row: Some(Ok(Some(mine))) },
        });
        let operation = s.model.current().expect("an operation");
        assert_eq!(
            (operation.job_id.is_some(), operation.created),
            (found, Some(Created::Yes)),
            "{others:?}"
        );
        assert_eq!(
            (operation.job.last().is_some(), operation.job.misses()),
            (found, 0),
            "nor is it said to be listed nowhere"
        );
    }
}
