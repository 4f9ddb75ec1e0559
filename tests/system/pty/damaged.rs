//! Files in the state folder that cannot be relied on: the program starts, shows what it can, and
//! hides no other.

use std::{
    fs,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use geminidb_backup::{
    core::{
        base::{ids::OperationId, time::UtcTime},
        operation::Stage,
    },
    simulator::Scenario,
};

use crate::{
    pty::kept::{Journal, State, open, said},
    support::{
        disks::set_mode,
        operator::{Operator, SOON, each},
        pty::{Exit, until},
        service::Service,
    },
};

/// What is done to a file of the journal, given one that is good.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Damage {
    Torn,
    Damaged,
    Empty,
    Huge,
    Newer,
    Folder,
    Dangling,
    Exposed,
    Unnamed,
}

const DAMAGES: [(&str, Damage); 9] = [
    ("torn", Damage::Torn),
    ("damaged", Damage::Damaged),
    ("empty", Damage::Empty),
    ("huge", Damage::Huge),
    ("of a newer version", Damage::Newer),
    ("a folder", Damage::Folder),
    ("a dangling link", Damage::Dangling),
    ("open to others", Damage::Exposed),
    ("of a foreign name", Damage::Unnamed),
];

impl Damage {
    /// Puts such a file beside the good one.
    fn put(self, state: &State, good: &Journal, id: OperationId) -> PathBuf {
        let text =
            fs::read_to_string(&good.path).expect("a file").replace(good.id.as_str(), id.as_str());
        let cut = text.len() - 20;
        // Before the good one: what cannot be read comes first.
        let name = format!("{}-{id}.jsonl", UtcTime::from_unix(0).stamp());
        let path =
            state.open().join(if self == Self::Unnamed { "copy of it.jsonl" } else { &name });
        match self {
            Self::Torn => write(&path, &text[..cut]),
            Self::Damaged => write(&path, &text.replace("\"sent\"", "\"se\0t\0")),
            Self::Empty => write(&path, ""),
            // More than a journal ever is.
            Self::Huge => {
                write(&path, &text);
                fs::OpenOptions::new()
                    .write(true)
                    .open(&path)
                    .and_then(|file| file.set_len(300 << 20))
                    .expect("a long file");
            }
            Self::Newer => write(
                &path,
                &text.replace("\"v\":1", "\"v\":2").replace("\"intended\"", "\"foreseen\""),
            ),
            Self::Folder => fs::create_dir(&path).expect("a folder"),
            Self::Dangling => std::os::unix::fs::symlink("nowhere", &path).expect("a link"),
            Self::Exposed => {
                write(&path, &text);
                set_mode(&path, 0o644);
            }
            Self::Unnamed => write(&path, &text),
        }
        path
    }

    /// The operation in it can be known.
    const fn is_readable(self) -> bool {
        match self {
            Self::Torn | Self::Damaged | Self::Exposed => true,
            Self::Empty
            | Self::Huge
            | Self::Newer
            | Self::Folder
            | Self::Dangling
            | Self::Unnamed => false,
        }
    }
}

fn write(path: &Path, text: &str) {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options
        .open(path)
        .and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()))
        .expect("a file");
}

#[test]
fn a_file_that_cannot_be_relied_on_hides_no_other() {
    each(&DAMAGES, |damage| {
        let (service, state, id) =
            (Service::of(Scenario::Smooth), State::new(), OperationId::from_bits(77));
        let good = state.in_doubt(&service);
        let bad = damage.put(&state, &good, id);
        let was = fs::read(&bad).unwrap_or_default();
        let mut again = state.launch(&service).start();
        if damage.is_readable() {
            // Both could have made the one backup there is, so the operator is asked which.
            open(&mut again, id);
            again.wait("Was it created?  UNKNOWN");
            again.press("<Esc>", "New backup");
            open(&mut again, good.id);
            again.wait("Was it created?  UNKNOWN");
            assert_eq!(again.leave().0, Exit::Code(3));
            return;
        }
        open(&mut again, good.id);
        again.read_until("now: COMPLETED");
        again.wait_below("Backup ID", |row| row == service.backups_made()[0].backup_id.as_str());
        assert_eq!(again.leave().0, Exit::Code(0));
        assert_eq!(fs::read(&bad).unwrap_or_default(), was, "nobody writes into it");
        let found =
            state.journals().into_iter().find(|journal| journal.id == good.id).expect("its file");
        assert_eq!((found.closed, found.operation().stage), (true, Stage::Completed));
    });
}

/// Review of another backup of the same instance.
#[track_caller]
fn another_review(operator: &mut Operator) {
    operator.wait("New backup");
    operator.press("n", "1 INSTANCE");
    operator.choose("cass-docs-01");
    operator.fill("another", "before the change");
    operator.review();
}

#[test]
fn an_operation_in_doubt_asks_for_the_name_however_its_file_is_damaged() {
    let readable: Vec<(&str, Damage)> =
        DAMAGES.into_iter().filter(|(_, damage)| damage.is_readable()).collect();
    each(&readable, |damage| {
        let (service, state, id) =
            (Service::of(Scenario::Smooth), State::new(), OperationId::from_bits(77));
        // It runs before the damage is done, so what it knows is what Review reads.
        let mut operator = state.launch(&service).start();
        operator.wait("New backup");
        let good = state.in_doubt(&service);
        damage.put(&state, &good, id);
        fs::remove_file(&good.path).expect("the good one goes");
        another_review(&mut operator);
        said(&operator, &format!("[WARN] in-doubt ({id}, "));
        operator.wait("type the instance's name");
        assert_eq!(service.creates_received(), 1);
    });
}

#[test]
fn what_is_added_to_a_torn_file_stands_on_lines_of_its_own() {
    let (service, state) = (Service::of(Scenario::Smooth), State::new());
    let good = state.in_doubt(&service);
    let text = fs::read(&good.path).expect("a file");
    fs::OpenOptions::new()
        .write(true)
        .open(&good.path)
        .and_then(|file| file.set_len(text.len() as u64 - 20))
        .expect("it is cut");
    assert!(state.only().read.torn);
    let mut again = state.launch(&service).start();
    open(&mut again, good.id);
    again.completed();
    let ids = again.ids();
    assert_eq!(again.leave().0, Exit::Code(0));
    until(SOON, "the end of the operation", || state.only().closed);
    let journal = state.only();
    assert_eq!((journal.read.torn, journal.read.damaged.len(), journal.ids()), (false, 1, ids));
}
