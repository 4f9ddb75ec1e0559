//! How long a backup may take, on Review and on Watch.

use crate::{
    core::operation::backup::{BackupRow, BackupState, JobState},
    tests::{
        screens::{Script, marked, shot},
        support::{
            answers::CASSANDRA,
            outcomes::{BACKUP, accepted, job, row},
        },
    },
};

#[test]
fn review_and_watch_with_earlier_backups_to_go_by() {
    let mut s = marked();
    s.keys("<C-g>");
    s.backups(Ok(earlier_runs(&s, &[64])));
    shot("review_estimate_one_run", &s);
    s.keys("r");
    s.backups(Ok(earlier_runs(&s, &[64, 58, 70])));
    s.keys("<Tab><Enter>");
    s.ended(accepted());
    let building = row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, &s);
    for (minutes, percent) in [(20, 25), (19, 62)] {
        s.now += minutes * 60_000;
        s.polled(Ok(Some(job(JobState::Running, Some(percent)))), Ok(Some(building.clone())));
    }
    shot("watch_remaining", &s);
    s.now += 60 * 60_000;
    s.polled(Ok(Some(job(JobState::Running, Some(97)))), Ok(Some(building)));
    shot("watch_later_than_expected", &s);
}

/// Finished whole-instance backups of the first instance, 780 GB each, of so many minutes, one
/// a day, the newest first.
pub(super) fn earlier_runs(s: &Script, minutes: &[i64]) -> Vec<BackupRow> {
    let run = |(day, minutes): (usize, &i64)| {
        let begun = s.utc().plus(-86_400 * (day as i64 + 1));
        let (begun, ended) = (Some(begun), Some(begun.plus(minutes * 60)));
        BackupRow {
            begun,
            ended,
            size_kb: Some(780.0 * 1_048_576.0),
            ..row("b1in06", "nightly", BackupState::Completed, s)
        }
    };
    minutes.iter().enumerate().map(run).collect()
}

#[test]
fn review_of_an_instance_of_which_nothing_is_known() {
    let mut s = Script::live();
    s.instances();
    s.keys(&format!(
        "ni{CASSANDRA}<Tab><Enter>pre-mig-CHG0042311<Tab>Before schema migration<C-g>"
    ));
    s.backups(Ok(Vec::new()));
    shot("review_estimate_none", &s);
}
