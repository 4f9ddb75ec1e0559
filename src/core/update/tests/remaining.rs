//! From the backups that Review reads to the time at which a running one may be finished.

use super::{
    outcomes::{BACKUP, accepted, job, row},
    script::Script,
    watcher,
};
use crate::core::{
    base::{
        CallFailure, UtcTime,
        call::{self},
    },
    operation::{
        Event, Finish, Intent, Operation,
        backup::{BackupKind, BackupRow, BackupState, JobState},
        estimate::{Basis, Estimate},
    },
    port::{Effect, Sending},
};

/// A finished whole-instance backup of the first instance, of no known size.
fn finished(s: &Script, days_ago: i64, minutes: i64) -> BackupRow {
    let begun = s.utc().plus(-days_ago * 86_400);
    let row = row("b1in06", "nightly", BackupState::Completed, s);
    BackupRow { begun: Some(begun), ended: Some(begun.plus(minutes * 60)), size_kb: None, ..row }
}

/// Three runs of an hour each, and what comes of them: six minutes less or more,
/// together a twelfth either way.
fn three(s: &Script) -> Vec<BackupRow> {
    [1, 2, 3].map(|day| finished(s, day, 60)).to_vec()
}

fn estimate(s: &Script) -> Option<Estimate> {
    s.model.review.open.as_ref().expect("Review").estimate.clone()
}

/// On Review, before anything was read.
fn reviewing() -> Script {
    let mut s = Script::live();
    s.fill();
    s.keys("<C-g>");
    s
}

/// Accepted at once; the backups before it took an hour each.
fn following() -> Script {
    let mut s = reviewing();
    s.backups(Ok(three(&s)));
    s.keys("<Tab><Enter>");
    s.ended(accepted());
    s
}

/// Read after so many seconds: the job runs, at this percentage.
fn percent(s: &mut Script, seconds: u64, percent: u8) {
    s.now += seconds * 1_000;
    let building = row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, s);
    s.polled(Ok(Some(job(JobState::Running, Some(percent)))), Ok(Some(building)));
}

/// Seconds from the last reading, by the percentage.
fn left(s: &Script) -> Option<(i64, i64)> {
    let operation = s.model.current().expect("an operation");
    let Finish { from, until } = operation.finish_by_percent()?;
    let read = operation.read_at.expect("a reading").unix();
    Some((from.unix() - read, until.unix() - read))
}

#[test]
fn review_has_an_estimate_once_the_backups_are_read_and_a_new_one_with_every_reading() {
    let mut s = reviewing();
    assert_eq!(estimate(&s), None);
    s.backups(Ok(Vec::new()));
    assert!(matches!(
        estimate(&s),
        Some(Estimate { basis: Basis::Size { nodes: 6, .. }, of_whole: false, .. })
    ));
    s.keys("r");
    let review = s.model.review.open.as_ref().expect("Review");
    assert!(review.preflight.backups.awaits(review.ask));
    s.backups(Ok(three(&s)));
    let basis = Basis::Own { runs: 3, kind: BackupKind::Instance, last: 3_600, scaled_gb: None };
    assert_eq!(estimate(&s), Some(Estimate { low: 3_300, high: 3_900, basis, of_whole: false }));
    s.keys("r");
    s.backups(Err(CallFailure::NoAnswer(call::Silence::Dropped)));
    assert!(
        matches!(estimate(&s), Some(Estimate { basis: Basis::Size { .. }, .. })),
        "what could not be read counts no more"
    );
}

#[test]
fn for_databases_and_tables_it_is_the_whole_instances() {
    let mut s = Script::live();
    s.fill();
    s.keys("<Tab><Space><Tab><Space><C-g>");
    s.backups(Ok(three(&s)));
    let review = s.model.review.open.as_ref().expect("Review");
    assert!(review.tables.is_some());
    assert_eq!(review.estimate.as_ref().map(|e| (e.high, e.of_whole)), Some((3_900, true)));
}

#[test]
fn the_estimate_goes_to_the_journal_with_the_intent_and_comes_back_from_it() {
    let s = following();
    let kept = s.journal.iter().find_map(|effect| match effect {
        Effect::Sending(Sending::Intend { entry, .. }) => Some(entry.event.clone()),
        _ => None,
    });
    let Some(Event::Intended(intent)) = kept else { panic!("no intent") };
    assert_eq!(intent.estimate.as_ref().map(|e| (e.low, e.high)), Some((3_300, 3_900)));
    let text = serde_json::to_string(&intent).expect("text");
    assert_eq!(serde_json::from_str::<Intent>(&text).expect("an intent"), *intent);
    // As an older program wrote it.
    let mut old: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert!(old.as_object_mut().expect("an object").remove("estimate").is_some());
    let old: Intent = serde_json::from_value(old).expect("an intent");
    assert_eq!(old, Intent { estimate: None, ..*intent });
    assert!(!serde_json::to_string(&old).expect("text").contains("estimate"));
}

#[test]
fn a_restarted_program_says_the_same_as_the_first_one() {
    let mut s = following();
    percent(&mut s, 300, 10);
    percent(&mut s, 300, 16);
    let first = s.model.current().expect("an operation");
    let file = watcher::file(&s);
    let entries = file.read.expect("a file").entries;
    let crate::core::operation::Replayed::Operation(again) = Operation::replay(first.id, entries)
    else {
        panic!("no operation")
    };
    assert!(first.finish_by_percent().is_some() && first.finish_by_estimate().is_some());
    assert_eq!(again.finish_by_percent(), first.finish_by_percent());
    assert_eq!(again.finish_by_estimate(), first.finish_by_estimate());
}

#[test]
fn what_remains_by_percentage_is_as_wide_as_the_speeds_differ() {
    let mut s = following();
    percent(&mut s, 20, 1);
    assert_eq!(left(&s), None, "too early");
    percent(&mut s, 20, 2);
    assert!(left(&s).is_some());
    let mut s = following();
    percent(&mut s, 600, 0);
    assert_eq!(left(&s), None, "nothing done, no speed");
    percent(&mut s, 600, 20);
    // 20 % in 20 minutes: 80 minutes for the rest. But in the last ten minutes 20 %: 40 for the
    // rest.
    assert_eq!(left(&s), Some((2_160, 5_280)));
    // Ten more at the same speed: now 40 % in 30 minutes, 45 and 30 for the rest.
    percent(&mut s, 600, 40);
    assert_eq!(left(&s), Some((1_620, 2_970)));
}

#[test]
fn a_percentage_that_stands_still_puts_the_end_off() {
    let mut s = following();
    percent(&mut s, 600, 50);
    assert_eq!(left(&s), Some((540, 660)));
    percent(&mut s, 1_200, 50);
    // By the speed that it had it would be done long ago: not before now. By the speed since its
    // begin in half an hour.
    assert_eq!(left(&s), Some((0, 1_980)));
}

#[test]
fn a_percentage_that_falls_has_no_speed_of_its_own() {
    let mut s = following();
    percent(&mut s, 600, 50);
    percent(&mut s, 600, 25);
    assert_eq!(left(&s), Some((3_240, 3_960)), "by the time since its begin alone");
}

#[test]
fn once_the_job_is_at_its_end_nothing_remains() {
    for (state, told) in
        [(JobState::Completed, None), (JobState::Failed, None), (JobState::Running, Some(100))]
    {
        let mut s = following();
        percent(&mut s, 600, 50);
        s.now += 600_000;
        let building = row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, &s);
        s.polled(Ok(Some(job(state.clone(), told))), Ok(Some(building)));
        assert_eq!(left(&s), None, "{state:?}");
        let expected = s.model.current().and_then(Operation::finish_by_estimate);
        assert_eq!(expected.is_some(), state == JobState::Running, "{state:?}");
    }
}

#[test]
fn by_the_estimate_it_is_counted_from_the_confirmation() {
    let mut s = following();
    let confirmed = s.model.current().expect("an operation").confirmed_at;
    percent(&mut s, 600, 50);
    let (finish, estimate) =
        s.model.current().and_then(Operation::finish_by_estimate).expect("an estimate");
    assert_eq!(finish, Finish { from: confirmed.plus(3_300), until: confirmed.plus(3_900) });
    assert_eq!(estimate.high, 3_900);
}

#[test]
fn a_backup_that_was_made_elsewhere_has_what_its_percentage_tells() {
    let mut s = Script::screen_for_an_id();
    let begun = Some(s.utc().plus(-600));
    let building = BackupRow { begun, ..row(BACKUP, "nightly", BackupState::Building, &s) };
    s.polled(Ok(None), Ok(Some(building.clone())));
    assert_eq!(left(&s), None);
    s.polled(Ok(Some(job(JobState::Running, Some(50)))), Ok(Some(building)));
    assert_eq!(left(&s), Some((540, 660)));
    assert_eq!(s.model.current().and_then(Operation::finish_by_estimate), None);
}

#[test]
fn a_begin_that_no_calendar_holds_tells_no_speed() {
    let mut s = Script::screen_for_an_id();
    for begun in [i64::MIN, i64::MAX].map(UtcTime::from_unix) {
        let building =
            BackupRow { begun: Some(begun), ..row(BACKUP, "nightly", BackupState::Building, &s) };
        s.polled(Ok(Some(job(JobState::Running, Some(1)))), Ok(Some(building)));
        assert_eq!(left(&s), None);
    }
}
