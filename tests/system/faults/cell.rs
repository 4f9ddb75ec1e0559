//! One cell of the matrix: one fault, met in one way, followed to its end.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use geminidb_backup::simulator::{MadeBackup, Options, Scenario};
use rustix::process::Signal;
use tempfile::TempDir;

use crate::{
    faults::{
        rows::{End, How, Row, Word},
        truth,
        wire::{Obstacle, Wire},
    },
    support::{
        journal,
        operator::{A_LOOK, AT_ONCE, Launch, Operator, SOON},
        pty::{Exit, until},
        restart::{self, Owed},
        service::Service,
    },
};

/// So fast that a backup takes two and a half seconds: no verdict waits for it, and no cell for
/// long.
const SPEED: f64 = 10.0;
/// Longer than the create call's own patience, connecting included.
const A_MINUTE: Duration = Duration::from_secs(90);

const INSTANCE: &str = "cass-docs-01";
const NAME: &str = "through-the-fault";

/// What the operator does once the create call has ended, or while nothing is heard of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Stays.
    KeepOpen,
    /// The program is killed, and started again.
    Kill,
    /// The terminal goes, and the program is started again.
    Drop,
}

/// What a cell came to.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The words of the first line, one after the other.
    pub words: String,
    /// The exit status at the end, that of a dropped program before it.
    pub exits: String,
    /// Create calls that the service received.
    pub posts: usize,
    /// Backups that it made.
    pub made: usize,
    /// Which IDs were shown, each as the service has it.
    pub ids: &'static str,
}

/// Everything around the program.
struct Scene<'a> {
    row: &'a Row,
    service: Service,
    wire: Option<Wire>,
    folder: TempDir,
}

/// In memory where that can be: a frame waits half a second for its record and no longer, and how
/// slow a disk may be is not the question here.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.or_else(|_| tempfile::tempdir()).expect("a folder")
}

impl<'a> Scene<'a> {
    fn set(row: &'a Row) -> Self {
        let (scenario, names) = match row.how {
            How::Service(names) => (Scenario::Smooth, names),
            How::Course(scenario) => (scenario, &[][..]),
            How::Wire(_) => (Scenario::Smooth, &[][..]),
        };
        let faults =
            names.iter().map(|name| name.parse().expect("a fault of the simulator")).collect();
        let service =
            Service::with(Options { scenario, faults, speed: SPEED, ..Options::default() });
        let wire = if let How::Wire(obstacle) = row.how {
            Some(Wire::to(&service, obstacle))
        } else {
            None
        };
        Self { row, service, wire, folder: folder() }
    }

    fn state_dir(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    fn launch(&self) -> Operator {
        let launch = match &self.wire {
            Some(wire) => wire.launch(&self.service, self.folder.path()),
            None => Launch::without_token(&self.service),
        };
        let state = self.state_dir();
        // A fresh one each time: in one of the rows the first is dead by then.
        let token = self.service.renew_token();
        launch
            .args(&["--state-dir", state.to_str().expect("a readable path")])
            .token_file(&token, 0o600)
            .start()
    }

    /// From Start to the press that sends, with the obstacle put in its place at the last moment.
    fn confirm(&mut self, operator: &mut Operator) {
        operator.begin();
        if matches!(self.row.how, How::Wire(Obstacle::NoSuchName)) {
            self.fill_in_blind(operator);
        } else {
            operator.choose(INSTANCE);
            operator.fill(NAME, "before the change");
            operator.review();
            operator.focus_button();
        }
        if let Some(wire) = &mut self.wire {
            wire.obstruct();
        }
        operator.look_and_press();
    }

    /// Where nothing can be read: the instance by its ID, and the warnings answered by typing its
    /// end.
    fn fill_in_blind(&self, operator: &mut Operator) {
        let id = self.service.instance(INSTANCE);
        operator.press("i", "Choose its engine with Up/Down.");
        operator.pty.send(id.as_bytes());
        operator.wait(&id);
        operator.press("<Down>", "> Cassandra");
        operator.press("<Enter>", "2 COMPOSE");
        operator.fill(NAME, "before the change");
        operator.review();
        operator.pty.send_keys("<Tab>");
        operator.wait_gone("Tab, then type it here");
        operator.pty.send(&id.as_bytes()[28..]);
        operator.wait("Enter sends once");
        operator.pty.wait_quiet(A_LOOK);
    }

    fn clear(&mut self) {
        if let Some(wire) = &mut self.wire {
            wire.clear();
        }
    }

    fn made(&self) -> Option<MadeBackup> {
        let made = self.service.backups_made();
        assert!(made.len() <= 1, "several backups for one confirmation: {made:?}");
        made.into_iter().next()
    }
}

const fn word(word: Word) -> &'static str {
    match word {
        Word::No => "NO",
        Word::Yes => "YES",
        Word::Unknown => "UNKNOWN",
        Word::NotSent => "NOT SENT",
    }
}

/// Until the first line has the verdict that the row names. A word that comes before it fails.
#[track_caller]
fn wait_verdict(operator: &Operator, row: &Row) {
    let patience = if row.silent { A_MINUTE } else { SOON };
    let answered = |screen: &vt100::Screen| {
        restart::verdict(screen).is_some_and(|word| word != restart::NOT_KNOWN_YET)
    };
    operator.pty.wait_for(patience, answered);
    assert_eq!(
        operator.pty.look(restart::verdict).as_deref(),
        Some(word(row.word)),
        "{}",
        operator.pty.screen()
    );
}

/// Follows a row in one way to its end. Fails at the first thing that is not as it must be.
#[track_caller]
pub fn meet(row: &Row, way: Way) -> Outcome {
    let mut scene = Scene::set(row);
    let mut operator = scene.launch();
    scene.confirm(&mut operator);
    let in_flight = row.silent && way != Way::KeepOpen;
    if in_flight {
        operator.wait(restart::NOT_KNOWN_YET);
        until(SOON, "the create call", || scene.service.creates_received() == 1);
    } else {
        wait_verdict(&operator, row);
        // A word waits half a second for its record, and no longer (`pty::hanging`).
        until(AT_ONCE, "the record of the word", || {
            journal::events(&scene.state_dir()).iter().any(|event| event == "ended")
        });
    }
    scene.clear();
    let mut seen =
        vec![if in_flight { restart::NOT_KNOWN_YET.to_owned() } else { word(row.word).to_owned() }];
    let mut exits = Vec::new();
    match way {
        Way::KeepOpen => {}
        Way::Kill => {
            operator.pty.signal(Signal::KILL);
            assert_eq!(operator.pty.wait_exit(SOON), Some(Exit::Signal("Killed".to_owned())));
        }
        Way::Drop => {
            operator.pty.close_master();
            let exit = operator.pty.wait_exit(AT_ONCE).expect("gone at once");
            assert_eq!(
                exit,
                Exit::Code(dropped(row)),
                "the exit of the program whose terminal went"
            );
            exits.push(code(&exit));
        }
    }
    let (ids, last, exit) = end(&scene, &mut operator, way);
    seen.extend((seen.last() != Some(&last)).then_some(last));
    exits.push(code(&exit));
    let (posts, made) = (scene.service.creates_received(), scene.service.backups_made().len());
    assert_eq!(posts, usize::from(row.word != Word::NotSent), "create calls");
    assert_eq!(made, usize::from(row.made()), "backups");
    truth::require(&scene.state_dir(), row, &scene.service, scene.made().as_ref());
    truth::require_history(&mut scene.launch(), NAME, row);
    Outcome { words: seen.join(" > "), exits: exits.join(" > "), posts, made, ids }
}

fn code(exit: &Exit) -> String {
    match exit {
        Exit::Code(code) => code.to_string(),
        Exit::Signal(name) => name.clone(),
    }
}

/// The exit status of a program that ends while all it knows is the row's verdict.
const fn dropped(row: &Row) -> u32 {
    match row.word {
        Word::No | Word::NotSent => 1,
        Word::Unknown => 3,
        Word::Yes => 4,
    }
}

/// What the operator is owed, seen to the end in this program or in the next one.
fn end(scene: &Scene<'_>, operator: &mut Operator, way: Way) -> (&'static str, String, Exit) {
    let made = scene.made();
    let ids = made.as_ref().map(|made| (made.backup_id.as_str(), made.job_id.as_str()));
    let (backup, job) = ids.unwrap_or_default();
    let owed = match scene.row.end {
        End::Nothing => Owed::Closed { word: word(scene.row.word) },
        End::Doubt => Owed::Doubt,
        End::NoAfterLooking => Owed::NoAfterLooking,
        End::Candidate => Owed::Candidate { backup },
        End::Completed => Owed::Backup { backup, job: Some(job), fails: false },
        End::WithoutJob => Owed::Backup { backup, job: None, fails: false },
        End::Failed => Owed::Backup { backup, job: Some(job), fails: true },
    };
    let shown = match scene.row.end {
        End::Nothing | End::Doubt | End::NoAfterLooking => "-",
        End::Candidate => "offered",
        End::Completed | End::Failed => "both",
        End::WithoutJob => "backup",
    };
    let paid = if way == Way::KeepOpen {
        if !scene.row.meanwhile.is_empty() {
            operator.read_until(scene.row.meanwhile);
        }
        if matches!(scene.row.how, How::Course(Scenario::TokenExpires)) {
            give_token(operator, &scene.service.renew_token());
        }
        restart::stay(operator, owed)
    } else {
        *operator = scene.launch();
        restart::pay(operator, owed)
    };
    (shown, paid.word, paid.exit)
}

/// The token is refused, and the program asks for another: types it into the masked prompt.
fn give_token(operator: &mut Operator, token: &str) {
    operator.wait("Never shown, stored or logged");
    // A key that was meant for the watch may have met the prompt.
    operator.pty.send_keys("<C-u>");
    operator.pty.send(token.as_bytes());
    operator.wait(&format!("***  {} characters", token.len()));
    operator.pty.send_keys("<Enter>");
    operator.wait_gone("Never shown, stored or logged");
}
