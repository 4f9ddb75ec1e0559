//! How long one backup took is the same wherever it is said.

use crate::{
    core::{
        operation::{
            Lasted, Operation,
            backup::{BackupRow, BackupState, JobState},
        },
        start::rows::StartRow,
    },
    tests::{
        screens::Script,
        support::outcomes::{BACKUP, accepted, job, row},
    },
    words::{self, start::Row},
};

/// Confirmed at 0, begun by the service's clock `begun` seconds later, and
/// read as COMPLETED at 600.
fn completed(begun: Option<i64>, ended: Option<i64>) -> Script {
    let mut s = Script::live();
    s.send();
    let confirmed = s.utc();
    s.ended(accepted());
    s.now += 600_000;
    let at = |seconds: Option<i64>| seconds.map(|seconds| confirmed.plus(seconds));
    let end = BackupRow {
        begun: at(begun),
        ended: at(ended),
        ..row(BACKUP, "pre-mig-CHG0042311", BackupState::Completed, &s)
    };
    s.polled(Ok(Some(job(JobState::Completed, None))), Ok(Some(end)));
    s
}

fn operation(s: &Script) -> &Operation {
    s.model.current().expect("an operation")
}

/// On Watch, and in its row on Start.
fn said(s: &Script) -> (String, String) {
    let witnesses = words::operation::outcome::witnesses(operation(s), s.utc());
    let Row::Columns(columns) = words::start::row(&s.model, StartRow::Ended(s.latest())) else {
        panic!("no row")
    };
    (
        witnesses.split("   ").find(|part| part.starts_with("took")).unwrap_or_default().to_owned(),
        columns.what,
    )
}

#[test]
fn the_services_own_times_go_before_ours_and_ours_are_called_ours() {
    let rows = [
        (Some(2), Some(577), Lasted::Took(575), "took 9m35s", "9m35s 211 GB"),
        // Its clock is an hour ahead: the difference of two of its times is right all the same.
        (Some(3_602), Some(4_177), Lasted::Took(575), "took 9m35s", "9m35s 211 GB"),
        (Some(2), None, Lasted::Observed(600), "took 10m00s by our clock", "10m00s 211 GB"),
        (None, Some(577), Lasted::Observed(600), "took 10m00s by our clock", "10m00s 211 GB"),
        (Some(577), Some(2), Lasted::Observed(600), "took 10m00s by our clock", "10m00s 211 GB"),
    ];
    for (begun, ended, lasted, watch, start) in rows {
        let mut s = completed(begun, ended);
        assert_eq!(operation(&s).lasted(s.utc()), Some(lasted), "{begun:?} {ended:?}");
        s.now += 86_400_000;
        assert_eq!(operation(&s).lasted(s.utc()), Some(lasted), "it does not grow");
        assert_eq!(said(&s), (watch.to_owned(), start.to_owned()), "{begun:?} {ended:?}");
    }
}

#[test]
fn one_that_runs_is_counted_from_the_confirmation_or_from_what_the_service_tells() {
    let mut s = Script::live();
    s.send();
    s.ended(accepted());
    s.now += 90_000;
    let building = BackupRow {
        begun: Some(s.utc().plus(3_600)),
        ..row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, &s)
    };
    s.polled(Ok(None), Ok(Some(building)));
    assert_eq!(operation(&s).lasted(s.utc()), Some(Lasted::SoFar(90)), "by our clock alone");
    let mut s = Script::screen_for_an_id();
    assert_eq!(operation(&s).lasted(s.utc()), None, "nobody knows since when");
    let begun = s.utc().plus(-95);
    let building =
        BackupRow { begun: Some(begun), ..row(BACKUP, "nightly", BackupState::Building, &s) };
    s.polled(Ok(None), Ok(Some(building)));
    assert_eq!(operation(&s).lasted(s.utc()), Some(Lasted::SoFar(95)));
}
