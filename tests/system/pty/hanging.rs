//! A disk that does not answer: the program goes on, says so, sends nothing on its account, and
//! ends in time.
//!
//! A write that waits for a frozen file system cannot be interrupted by anybody, as on a network
//! file system whose server is away. Its process is not quite gone before the disk answers; its
//! terminal and its words are free.

use std::time::Duration;

use geminidb_backup::{
    core::operation::{Stage, created::Created},
    simulator::{Call, Fault, Scenario},
};
use tempfile::TempDir;

use crate::{
    pty::kept::{State, open, said},
    support::{
        disks::{Mount, root},
        operator::{A_LOOK, AT_ONCE, Operator, SOON},
        pty::{Exit, until},
        service::Service,
    },
};

/// A program at a filled-in form, and its folder on a disk that can hang.
struct Desk {
    operator: Operator,
    service: Service,
    state: State,
    disk: Mount,
    _around: TempDir,
}

impl Desk {
    /// `None`, with a line that says so, where no disk can be made to hang.
    fn new(name: &str) -> Option<Self> {
        if !root("a disk that hangs") {
            return None;
        }
        let around = tempfile::tempdir().expect("a folder");
        let at = around.path().join("disk");
        std::fs::create_dir(&at).expect("a folder");
        let disk = Mount::that_can_hang(&at, &around.path().join("image"))?;
        let (service, state) = (Service::of(Scenario::Smooth), State::at(at.join("state")));
        let mut operator = state.begin(&service);
        operator.choose("cass-docs-01");
        operator.fill(name, "before the change");
        Some(Self { operator, service, state, disk, _around: around })
    }

    /// The last key that sends, and then the disk answers again: what came of it all.
    #[track_caller]
    fn send_at_last(mut self) {
        self.operator.press("r", "journal works: this review is written and synced");
        self.operator.wait_gone("[...]");
        self.operator.wait("> [ Create backup ]");
        self.operator.look_and_press();
        let ids = self.operator.ids();
        self.operator.completed();
        assert_eq!(self.operator.leave().0, Exit::Code(0));
        assert_eq!(self.service.creates_received(), 1);
        let mut journals = self.state.journals();
        journals.retain(|journal| journal.events().contains(&"sent".to_owned()));
        assert_eq!(journals.len(), 1);
        journals[0].assert_whole();
        assert_eq!((journals[0].operation().stage, journals[0].ids()), (Stage::Completed, ids));
    }
}

#[test]
fn a_review_on_a_disk_that_hangs_waits_and_then_says_so() {
    let Some(mut desk) = Desk::new("waits-for-the-review") else { return };
    desk.disk.freeze();
    desk.operator.press("<C-g>", "3 REVIEW");
    desk.operator.wait("writing this review to the journal");
    desk.operator.focus_button();
    desk.operator.pty.wait_quiet(A_LOOK);
    desk.operator.press("<Enter>", "Not sent: the checks are still being read.");
    said(
        &desk.operator,
        &format!(
            "[ERR] nothing is sent without a journal: {} did not answer within 10 s",
            desk.state.path.display()
        ),
    );
    assert_eq!(desk.service.creates_received(), 0);
    desk.disk.thaw();
    desk.send_at_last();
}

#[test]
fn an_intent_on_a_disk_that_hangs_is_not_sent_and_is_taken_back_when_the_disk_answers() {
    let Some(mut desk) = Desk::new("waits-for-the-intent") else { return };
    desk.operator.review();
    desk.operator.focus_button();
    desk.operator.pty.wait_quiet(A_LOOK);
    desk.disk.freeze();
    desk.operator.press("<Enter>", "Saving the request, then sending.");
    desk.operator.pty.send_keys("<Esc>");
    desk.operator.wait("Not sent: the journal could not be written. r tries again.");
    said(&desk.operator, "did not answer within 10 s");
    desk.disk.thaw();
    desk.state.wait_record("ended");
    let journal = desk.state.only();
    let events = journal.events().join(" ");
    // A draft that hangs before the intent keeps the intent from the disk; nobody waits for that
    // intent any more when the disk answers, so it is not written then.
    assert!(["reviewed intended ended", "reviewed ended"].contains(&&*events), "{events}");
    assert_eq!(journal.operation().created, Some(Created::NotSent));
    assert_eq!(desk.service.creates_received(), 0);
    desk.send_at_last();
}

#[test]
fn an_outcome_on_a_disk_that_hangs_is_shown_and_in_the_last_lines_within_two_seconds() {
    let Some(mut desk) = Desk::new("waits-for-the-outcome") else { return };
    desk.service.inject(Fault::slow(Duration::from_secs(2)), Call::Create, 1);
    desk.operator.review();
    desk.operator.confirm();
    desk.state.wait_record("sent");
    desk.disk.freeze();
    let ids = desk.operator.ids();
    desk.operator.press("<C-c>", "Leave?");
    desk.operator.pty.send_keys("<C-c>");
    desk.operator.pty.wait_for(AT_ONCE, |screen| {
        let lines = screen.contents();
        !screen.alternate_screen()
            && [&ids.0, &ids.1].iter().all(|id| lines.lines().any(|line| line == **id))
    });
    desk.operator.assert_restored();
    desk.disk.thaw();
    assert_eq!(desk.operator.gone(SOON).0, Exit::Code(4));
    let id = desk.state.only().id;
    let mut again = desk.state.launch(&desk.service).start();
    open(&mut again, id);
    again.completed();
    assert_eq!(again.ids(), ids);
    assert_eq!(again.leave().0, Exit::Code(0));
    until(SOON, "the end of the operation", || desk.state.only().closed);
    assert_eq!(desk.service.creates_received(), 1);
}
