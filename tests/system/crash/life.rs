//! One run with its kill: a first life up to the kill, a second one that has to know what became of
//! the first.

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{
    crash::{
        hands,
        killer::{Killer, Times},
        plan::{Course, Kill},
        record::{Made, Record},
    },
    support::{
        journal,
        operator::{Launch, Operator, SOON},
        pty::Exit,
        restart::{self, Owed},
        service::ServiceProcess,
        tap::Tap,
    },
};

/// So fast that a backup takes half a second.
const SPEED: &str = "50";

/// Everything that both lives have in common: the service, the wire to it, the state folder.
struct Scene {
    folder: TempDir,
    service: ServiceProcess,
    tap: Tap,
    killer: Arc<Killer>,
}

impl Scene {
    fn set(kill: Option<Kill>, times: Times) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let record = folder.path().join("record");
        let service = ServiceProcess::start_with(&[
            "--speed",
            SPEED,
            "--record",
            record.to_str().expect("a readable path"),
        ]);
        let killer = Killer::new(kill, times, folder.path().join("state"));
        let watcher = Arc::clone(&killer);
        let tap =
            Tap::to(service.said("endpoint"), move |step, exchange| watcher.watch(step, exchange));
        Self { folder, service, tap, killer }
    }

    fn state_dir(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    fn launch(&self) -> Operator {
        let endpoint = format!("http://{}", self.tap.address());
        let state = self.state_dir();
        let launch = Launch::at(&endpoint, &endpoint, self.service.said("project_id"));
        launch
            .args(&["--state-dir", state.to_str().expect("a readable path")])
            .token_file(self.service.said("token"), 0o600)
            .start()
    }

    fn record(&self) -> Record {
        Record::read(&self.folder.path().join("record"))
    }

    /// Once nothing is under way any more: at most one create call, at most one backup, its intent
    /// on disk before.
    #[track_caller]
    fn assert_once(&self) -> Record {
        self.tap.wait_idle();
        let record = self.record();
        assert!(self.tap.creates() <= 1, "{} create calls left the program", self.tap.creates());
        assert!(
            record.creates <= self.tap.creates(),
            "{} create calls reached the service",
            record.creates
        );
        assert!(record.made.len() <= 1, "several backups for one confirmation: {:?}", record.made);
        assert_eq!(
            self.killer.unannounced(),
            0,
            "a create call came while its intent was not on disk"
        );
        record
    }
}

/// An undisturbed run: what it has, and how long it takes.
pub fn undisturbed() -> (Course, Times) {
    let scene = Scene::set(None, Times { whole: Duration::ZERO, confirmed: Duration::ZERO });
    let begun = Instant::now();
    let mut operator = scene.launch();
    hands::back_up(&mut operator, &scene.killer).expect("nobody kills it");
    let times = Times { whole: begun.elapsed(), confirmed: scene.killer.since_confirmed() };
    let ids = operator.ids();
    let (exit, printed) = operator.leave();
    assert_eq!(exit, Exit::Code(0));
    scene.killer.release();
    let made = scene.assert_once().made;
    assert_eq!((made.len(), &made[0].backup, &made[0].job), (1, &ids.0, &ids.1));
    assert!(printed.contains(&ids.0) && printed.contains(&ids.1), "{printed}");
    let create = scene.killer.create_number().expect("a create call");
    (
        Course {
            records: journal::records(&scene.state_dir()).len(),
            requests: scene.tap.exchanges(),
            create,
        },
        times,
    )
}

/// What a kill came to.
#[derive(Debug)]
pub struct Story {
    /// Whether the place was there in this run; otherwise it went through undisturbed.
    pub struck: bool,
    /// The records on disk when the program was gone.
    pub left: Vec<String>,
    /// What the service has made.
    pub made: Option<Made>,
    /// What the second life showed.
    pub then: String,
}

/// Runs the program, kills it, starts it again and holds it to what it owes. Fails where it owes
/// something still.
pub fn live_twice(kill: Kill, times: Times) -> Story {
    let scene = Scene::set(Some(kill), times);
    let struck = first_life(&scene);
    let record = scene.assert_once();
    let left = journal::events(&scene.state_dir());
    let made = record.made.into_iter().next();
    let then = second_life(&scene, made.as_ref(), &left);
    Story { struck, left, made, then }
}

/// Up to the kill, or to the end if its place does not come. Says which.
fn first_life(scene: &Scene) -> bool {
    let mut operator = scene.launch();
    let aiming = scene.killer.aim(operator.pty.pid(), Instant::now());
    if hands::back_up(&mut operator, &scene.killer).is_ok() {
        scene.killer.wait_struck();
    }
    let gone = operator.pty.wait_exit(Duration::ZERO).is_some() || scene.killer.has_struck();
    let exit = if gone { operator.pty.wait_exit(SOON) } else { None };
    let struck = scene.killer.release();
    aiming.join().expect("the killer's thread does not panic");
    match exit {
        Some(exit) => assert_eq!((struck, exit), (true, Exit::Signal("Killed".to_owned()))),
        None => assert_eq!((struck, operator.leave().0), (false, Exit::Code(0))),
    }
    struck
}

fn second_life(scene: &Scene, made: Option<&Made>, left: &[String]) -> String {
    let owed = match made {
        Some(made) if left.iter().any(|event| event == "completed") => {
            Owed::Ended { backup: &made.backup, job: &made.job }
        }
        Some(made) => Owed::Backup { backup: &made.backup, job: Some(&made.job), fails: false },
        None if left.iter().any(|event| event == "intended") => Owed::Doubt,
        None => Owed::Nothing,
    };
    let mut operator = scene.launch();
    let before = scene.tap.creates();
    let paid = restart::pay(&mut operator, owed);
    drop(operator);
    let record = scene.assert_once();
    assert_eq!(scene.tap.creates(), before, "the restarted program sent a create call");
    assert_eq!(record.made.first(), made, "what was made did not change");
    match owed {
        Owed::Backup { .. } | Owed::Ended { .. } => format!("{}, both IDs", paid.word),
        Owed::Nothing | Owed::Closed { .. } => "nothing needs attention".to_owned(),
        Owed::Doubt | Owed::NoAfterLooking => format!("{}, not there", paid.word),
        Owed::Candidate { .. } => format!("{}, offered", paid.word),
    }
}
