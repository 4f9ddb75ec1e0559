//! Local time beside UTC where a person decides by a time: Review, Watch, the history.

use jiff::tz::{TimeZone, offset};

use crate::{
    core::{
        base::Zone,
        operation::{
            backup::{BackupState, JobState},
            journal_file::DiskContents,
        },
        session::Mode,
    },
    tests::support::{
        answers::place,
        outcomes::{BACKUP, accepted, job, row},
        records::{backed_up, file},
        screen::{COLOUR, draw_at, rows},
        script::Script,
    },
};

/// Asserts that a screen in China says this beside UTC, and a screen without a zone does not.
#[track_caller]
fn says(s: &mut Script, said: &str) {
    for known in [false, true] {
        s.model.shared.zone = Zone(known.then(|| TimeZone::fixed(offset(8))));
        let text = rows(&draw_at(s, COLOUR, 80, 24).0).join(" ");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(text.contains(said), known, "{text}");
        assert_eq!(text.contains("here)"), known, "{text}");
    }
}

#[test]
fn a_time_that_somebody_decides_by_is_said_in_local_time_too() {
    let mut s = Script::live();
    s.review();
    says(&mut s, "automated window opens 14:00Z (22:00 here)");
    let mut s = Script::live();
    s.send();
    s.ended(accepted());
    s.now += 60_000;
    let building = row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, &s);
    s.polled(Ok(Some(job(JobState::Running, Some(40)))), Ok(Some(building)));
    says(&mut s, "Finish 02:31Z-03:53Z (10:31-11:53 here) by 812 GB");
    let made = file(&backed_up(BackupState::Completed), 1, 4_000, |_| {});
    let found = DiskContents { closed: vec![made], ..DiskContents::default() };
    let mut s = Script::with_journal(Mode::Live, place(), 80, 24, found);
    s.keys("h");
    says(&mut s, "begun 2025-10-17T01:58:18Z (09:58 here)");
}
