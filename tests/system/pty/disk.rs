//! Disks that take no records: full, read-only, somebody else's, open to others, hanging, gone.
//! Nothing is sent without a journal, nothing that was sent is lost, and the screen says why in one
//! sentence.

use std::{
    fs,
    os::unix::fs::{MetadataExt, chown},
    time::{Duration, Instant},
};

use geminidb_backup::{
    core::operation::Stage,
    simulator::{Call, Fault, Scenario},
};
use tempfile::TempDir;

use crate::{
    pty::kept::{State, open, said},
    support::{
        disks::{Mount, fill, fill_page, make_room, root, set_mode, skipped},
        operator::{A_LOOK, Launch, Operator, SOON, each},
        pty::Exit,
        service::Service,
    },
};

const NAME: &str = "sent-or-not";
const NOT_SENT: &str = "Not sent: the journal could not be written. r tries again.";
const BEHIND: &str = "Journal not written: note what is shown. r tries again.";
const WORKS: &str = "journal works: this review is written and synced";
/// Nobody of this number is on any machine.
const STRANGER: u32 = 4_711;

/// What happens to the folder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trouble {
    Full,
    ReadOnly,
    Foreign,
    Exposed,
    Closed,
}

const TROUBLES: [(&str, Trouble); 5] = [
    ("full", Trouble::Full),
    ("read-only", Trouble::ReadOnly),
    ("another user's", Trouble::Foreign),
    ("open to others", Trouble::Exposed),
    ("closed", Trouble::Closed),
];

/// A state folder on a disk that can be brought into trouble and out of it.
struct Disk {
    trouble: Trouble,
    mount: Option<Mount>,
    state: State,
    around: TempDir,
}

impl Disk {
    /// `None`, with a line that says so, where the trouble cannot be made.
    fn new(trouble: Trouble) -> Option<Self> {
        let around = tempfile::tempdir().expect("a folder");
        let small =
            |what| if root(what) { Mount::small(around.path(), "256k").map(Some) } else { None };
        let mount = match trouble {
            Trouble::Full => small("a full disk")?,
            Trouble::ReadOnly => small("a read-only disk")?,
            Trouble::Foreign if !root("a folder of another user") => return None,
            Trouble::Closed if rustix::process::geteuid().is_root() => {
                skipped("a folder without permission to write", "root needs no permission");
                return None;
            }
            Trouble::Foreign | Trouble::Exposed | Trouble::Closed => None,
        };
        Some(Self { trouble, mount, state: State::at(around.path().join("state")), around })
    }

    fn strike(&self) {
        match (self.trouble, &self.mount) {
            (Trouble::Full, _) => {
                // The next record does not find room for all of itself.
                self.state.journals().iter().for_each(|journal| fill_page(&journal.path, 100));
                fill(self.around.path());
            }
            (Trouble::ReadOnly, Some(mount)) => mount.make_read_only(),
            (Trouble::ReadOnly, None) => unreachable!("made on a disk of its own"),
            (Trouble::Foreign, _) => {
                chown(&self.state.path, Some(STRANGER), None).expect("root gives it away")
            }
            (Trouble::Exposed, _) => set_mode(&self.state.path, 0o755),
            (Trouble::Closed, _) => set_mode(&self.state.open(), 0o500),
        }
    }

    fn mend(&self) {
        match (self.trouble, &self.mount) {
            (Trouble::Full, _) => make_room(self.around.path()),
            (Trouble::ReadOnly, Some(mount)) => mount.make_writable(),
            (Trouble::ReadOnly, None) => unreachable!("made on a disk of its own"),
            (Trouble::Foreign, _) => {
                let me = fs::metadata(self.around.path()).expect("the folder around").uid();
                chown(&self.state.path, Some(me), None).expect("root takes it back");
            }
            (Trouble::Exposed, _) => set_mode(&self.state.path, 0o700),
            (Trouble::Closed, _) => set_mode(&self.state.open(), 0o700),
        }
    }

    /// The screen says what it is, and where.
    #[track_caller]
    fn assert_said(&self, operator: &Operator) {
        let path = self.state.path.display();
        let error = "[ERR] nothing is sent without a journal: ";
        match self.trouble {
            Trouble::Full => {
                said(operator, &format!("{error} no space is left for {path}/operations/"))
            }
            Trouble::ReadOnly => {
                said(
                    operator,
                    &format!(
                        "{error} {path} is on a read-only file system; give another folder with \
                            --state-dir DIR"
                    ),
                );
            }
            Trouble::Foreign => said(
                operator,
                &format!(
                    "{error} {path} belongs to user number {STRANGER}, and this program runs as \
                        root"
                ),
            ),
            Trouble::Exposed => said(
                operator,
                &format!(
                    "{error} others may read or write {path} (mode 0755); fix it with: chmod \
                        700 {path}"
                ),
            ),
            Trouble::Closed => said(
                operator,
                &format!("{error} the system does not let you use {path}/operations"),
            ),
        }
    }

    /// The screen says that what has happened is not on disk. (A file that is there already is
    /// written to wherever the folder belongs.)
    #[track_caller]
    fn assert_behind(&self, operator: &Operator) {
        if matches!(self.trouble, Trouble::Full | Trouble::ReadOnly) {
            operator.wait(BEHIND);
        }
    }

    /// How many lines may have been cut short.
    const fn cut(&self) -> usize {
        match self.trouble {
            Trouble::Full => 1,
            Trouble::ReadOnly | Trouble::Foreign | Trouble::Exposed | Trouble::Closed => 0,
        }
    }
}

/// A folder that is another user's when the program starts.
#[track_caller]
fn assert_refused(launch: Launch) {
    let (exit, printed) = launch.start().gone(SOON);
    let words = format!(
        "belongs to user number {STRANGER}, and this program runs as root: nothing was touched \
            there"
    );
    assert_eq!(exit, Exit::Code(2), "{printed}");
    assert!(printed.split_whitespace().collect::<Vec<_>>().join(" ").contains(&words), "{printed}");
}

/// A form that can be reviewed.
fn filled_in(state: &State, service: &Service) -> Operator {
    let mut operator = state.begin(service);
    operator.choose("cass-docs-01");
    operator.fill(NAME, "before the change");
    operator
}

/// On the button, after a look: Enter alone, which sends nothing.
#[track_caller]
fn press_in_vain(operator: &mut Operator, service: &Service, notice: &str) {
    operator.pty.wait_quiet(A_LOOK);
    operator.press("<Enter>", notice);
    operator.wait("3 REVIEW");
    assert_eq!(service.creates_received(), 0);
}

/// The trouble is over: Review is written again, and then everything goes as always.
#[track_caller]
fn goes_on(operator: &mut Operator, service: &Service, state: &State, cut: usize) {
    operator.press("r", WORKS);
    operator.wait_gone("[...]");
    operator.wait("> [ Create backup ]");
    operator.look_and_press();
    let ids = operator.ids();
    operator.completed();
    assert_eq!(operator.leave().0, Exit::Code(0));
    assert_eq!(service.creates_received(), 1);
    assert_closed(state, &ids, cut);
}

/// The only operation is closed as completed and knows both IDs.
#[track_caller]
fn assert_closed(state: &State, ids: &(String, String), cut: usize) {
    let journal = state.only();
    assert!(journal.closed);
    assert_eq!((journal.operation().stage, &journal.ids()), (Stage::Completed, ids));
    let read = &journal.read;
    assert!(!read.torn && read.newer == 0 && read.damaged.len() <= cut, "{:?}", read.damaged);
}

/// A program that is started again shows the operation with both IDs.
#[track_caller]
fn assert_known_again(state: &State, service: &Service, ids: &(String, String)) {
    let id = state.only().id;
    let mut again = state.launch(service).start();
    open(&mut again, id);
    assert_eq!(&again.ids(), ids);
    assert_eq!(again.leave().0, Exit::Code(0));
    assert_eq!(service.creates_received(), 1);
}

#[test]
fn a_folder_that_takes_no_review_is_named_and_nothing_can_be_sent() {
    each(&TROUBLES, |trouble| {
        let Some(disk) = Disk::new(*trouble) else { return };
        let service = Service::of(Scenario::Smooth);
        let mut operator = filled_in(&disk.state, &service);
        disk.strike();
        operator.review();
        disk.assert_said(&operator);
        operator.focus_button();
        press_in_vain(&mut operator, &service, "Not sent: a check forbids it.");
        let left: Vec<_> = disk.state.journals().into_iter().map(|journal| journal.path).collect();
        assert!(left.is_empty(), "{left:?}");
        disk.mend();
        goes_on(&mut operator, &service, &disk.state, 0);
    });
}

#[test]
fn a_folder_that_takes_no_intent_keeps_the_request_from_being_sent() {
    each(&TROUBLES, |trouble| {
        let Some(disk) = Disk::new(*trouble) else { return };
        let service = Service::of(Scenario::Smooth);
        let mut operator = filled_in(&disk.state, &service);
        operator.review();
        operator.wait(WORKS);
        operator.focus_button();
        disk.strike();
        press_in_vain(&mut operator, &service, NOT_SENT);
        disk.assert_said(&operator);
        press_in_vain(&mut operator, &service, "Not sent: a check forbids it.");
        disk.mend();
        goes_on(&mut operator, &service, &disk.state, disk.cut());
    });
}

/// Confirmed, and in trouble before the answer comes.
#[track_caller]
fn struck_while_sending(disk: &Disk, service: &Service) -> (Operator, (String, String)) {
    service.inject(Fault::slow(Duration::from_secs(2)), Call::Create, 1);
    let mut operator = filled_in(&disk.state, service);
    operator.review();
    operator.confirm();
    disk.state.wait_record("sent");
    disk.strike();
    assert!(
        !disk.state.only().events().contains(&"ended".to_owned()),
        "this machine was too slow to try it"
    );
    let ids = operator.ids();
    disk.assert_behind(&operator);
    (operator, ids)
}

#[test]
fn what_a_folder_did_not_take_after_the_send_is_written_when_it_takes_records_again() {
    each(&TROUBLES, |trouble| {
        let Some(disk) = Disk::new(*trouble) else { return };
        let service = Service::of(Scenario::Smooth);
        let (mut operator, ids) = struck_while_sending(&disk, &service);
        operator.completed();
        disk.mend();
        let (began, closed) =
            (Instant::now(), || disk.state.journals().iter().any(|journal| journal.closed));
        while !closed() {
            operator.pty.send_keys("r");
            operator.pty.sees(Duration::from_millis(250), |_| closed());
            assert!(began.elapsed() < SOON, "{}", operator.pty.screen());
        }
        operator.wait_gone(BEHIND);
        assert_eq!(operator.leave().0, Exit::Code(0));
        assert_closed(&disk.state, &ids, 0);
        assert_known_again(&disk.state, &service, &ids);
    });
}

#[test]
fn what_a_folder_never_took_is_in_the_last_lines_and_found_again_at_the_service() {
    each(&TROUBLES, |trouble| {
        let Some(disk) = Disk::new(*trouble) else { return };
        let service = Service::of(Scenario::Smooth);
        let (mut operator, ids) = struck_while_sending(&disk, &service);
        let (exit, printed) = operator.leave();
        assert!(matches!(exit, Exit::Code(0 | 4)), "{exit:?}");
        assert!(
            [&ids.0, &ids.1].iter().all(|id| printed.lines().any(|line| line == **id)),
            "{printed}"
        );
        // Still in trouble: what it knew before, it finds the rest with.
        let id = disk.state.only().id;
        if *trouble == Trouble::Foreign {
            assert_refused(disk.state.launch(&service));
            disk.mend();
        }
        let mut again = disk.state.launch(&service).start();
        open(&mut again, id);
        again.completed();
        assert_eq!(again.ids(), ids);
        // What failed has come back by then.
        again.pty.wait_quiet(A_LOOK);
        disk.mend();
        assert_eq!(again.leave().0, Exit::Code(0));
        assert_closed(&disk.state, &ids, disk.cut());
        assert_known_again(&disk.state, &service, &ids);
    });
}

#[test]
fn a_folder_that_is_removed_before_the_send_is_made_again_with_the_review_and_that_is_said() {
    let service = Service::of(Scenario::Smooth);
    let state = State::new();
    let mut operator = filled_in(&state, &service);
    operator.review();
    operator.wait(WORKS);
    operator.focus_button();
    fs::remove_dir_all(&state.path).expect("it can be removed");
    operator.look_and_press();
    operator.wait("The journal file was missing; all of it was written again.");
    let ids = operator.ids();
    operator.completed();
    assert_eq!(operator.leave().0, Exit::Code(0));
    let journal = state.only();
    assert_eq!(journal.events()[..4], ["anew", "reviewed", "intended", "sent"]);
    journal.assert_whole();
    assert_closed(&state, &ids, 0);
}

#[test]
fn a_folder_that_is_removed_after_the_send_is_made_again_with_everything_and_that_is_said() {
    // Two readings at least, the first after 2 s and the second 10 s later, so something follows in
    // any case.
    let service = Service::at_speed(Scenario::Smooth, 5.0);
    let state = State::new();
    let mut operator = filled_in(&state, &service);
    operator.review();
    operator.confirm();
    let ids = operator.ids();
    state.wait_record("ended");
    let before = state.only();
    fs::remove_dir_all(&state.path).expect("it can be removed");
    operator.wait("The journal file was missing; all of it was written again.");
    operator.completed();
    assert_eq!(operator.leave().0, Exit::Code(0));
    let journal = state.only();
    let events = journal.events();
    assert_eq!(events[0], "anew");
    assert!(events[1..].starts_with(&before.events()), "{events:?}");
    journal.assert_whole();
    assert_closed(&state, &ids, 0);
    assert_known_again(&state, &service, &ids);
}

/// Places where no folder can be.
fn nowhere(service: &Service, given: &TempDir) -> [(Launch, String); 2] {
    let file = given.path().join("a-file");
    fs::write(&file, "not a folder").expect("a file");
    let homeless = Launch::live(service).env("HOME", "").env("XDG_STATE_HOME", "");
    let sentence = "no folder for the journal: neither XDG_STATE_HOME nor HOME names one; give \
        one with --state-dir DIR";
    let in_place = format!(
        "{} is not a folder; move it away, or give another folder with --state-dir DIR",
        file.display()
    );
    let on_file =
        Launch::live(service).args(&["--state-dir", file.to_str().expect("a readable path")]);
    [(homeless, sentence.to_owned()), (on_file, in_place)]
}

#[test]
fn without_a_place_for_a_folder_nothing_is_sent_and_that_is_said() {
    let (service, given) = (Service::of(Scenario::Smooth), tempfile::tempdir().expect("a folder"));
    for (launch, sentence) in nowhere(&service, &given) {
        let mut operator = launch.start();
        operator.begin();
        operator.choose("cass-docs-01");
        operator.fill(NAME, "before the change");
        operator.review();
        said(&operator, &format!("[ERR] nothing is sent without a journal: {sentence}"));
        operator.focus_button();
        press_in_vain(&mut operator, &service, "Not sent: a check forbids it.");
    }
}

/// The whole way with `--no-journal`, which asks for the instance's name.
#[track_caller]
fn goes_without(launch: Launch, service: &Service) {
    let mut operator = launch.args(&["--no-journal"]).start();
    operator.begin();
    operator.choose("cass-docs-01");
    operator.fill(NAME, "before the change");
    operator.review();
    said(
        &operator,
        "[WARN] --no-journal: if this program ends, only the service knows of the backup",
    );
    operator.confirm_typing("cass-docs-01");
    let ids = operator.ids();
    operator.completed();
    let (exit, printed) = operator.leave();
    assert_eq!((exit, service.creates_received()), (Exit::Code(0), 1));
    assert!(
        [&ids.0, &ids.1].iter().all(|id| printed.lines().any(|line| line == **id)),
        "{printed}"
    );
}

#[test]
fn who_does_without_a_journal_types_the_name_and_leaves_no_file() {
    each(&TROUBLES, |trouble| {
        let Some(disk) = Disk::new(*trouble) else { return };
        let service = Service::of(Scenario::Smooth);
        fs::create_dir_all(disk.state.done()).expect("folders");
        disk.strike();
        if *trouble == Trouble::Foreign {
            // Drafts would go there as well.
            return assert_refused(disk.state.launch(&service).args(&["--no-journal"]));
        }
        goes_without(disk.state.launch(&service), &service);
        assert!(disk.state.journals().is_empty());
        disk.mend();
    });
    each(&[("no home", 0), ("a file in its place", 1)], |which| {
        let (service, given) =
            (Service::of(Scenario::Smooth), tempfile::tempdir().expect("a folder"));
        let [homeless, on_file] = nowhere(&service, &given);
        goes_without(if *which == 0 { homeless.0 } else { on_file.0 }, &service);
        assert_eq!(fs::read(given.path().join("a-file")).expect("the file"), b"not a folder");
    });
}

/// What the journal knows is gone on with there, whatever is done without it now.
#[test]
fn who_does_without_a_journal_still_writes_on_in_the_records_of_earlier_runs() {
    let (service, state) = (Service::of(Scenario::Smooth), State::new());
    let id = state.in_doubt(&service).id;
    let mut without = state.launch(&service).args(&["--no-journal"]).start();
    open(&mut without, id);
    without.completed();
    let ids = without.ids();
    assert_eq!((without.leave().0, service.creates_received()), (Exit::Code(0), 1));
    let journal = state.only();
    assert_eq!(
        (journal.id, journal.closed, journal.operation().stage),
        (id, true, Stage::Completed)
    );
    assert_eq!(journal.ids(), ids);
    journal.assert_whole();
}
