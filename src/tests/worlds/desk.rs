//! The program at work without waiting: its reducer, its worker, its client, and a simulator, all
//! on one clock.
//!
//! What the reducer waits for is skipped: the clock of the simulator and that of the reducer are
//! set forward together. Worker and client go by the clock of this machine, which is behind by as
//! much as was skipped; the times that they tell and are told are moved by that.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use super::{draw::Case, ledger::Ledger};
use crate::{
    api::{
        Access, Auth, Client, ClientSettings, Endpoint, Limits, NetworkOptions, ReadPolicy,
        Renewal, Token,
    },
    core::{
        base::{Clock, Millis, ProjectId, Size, UtcTime},
        choose::instance_lookup::{InstanceLookup, Search},
        launch::{FilledIn, Opening},
        model::Model,
        operation::{journal_file::DiskContents, readings::JobQuestion},
        port::{Cancel, Effect, Msg, Query, Reply, Sending, Timer},
        session::{Mode, Origin, Session, SignIn},
    },
    shell::{
        calls::{create_sender::CreateSender, worker::Worker},
        clock,
        reports::{Reports, Results},
    },
    simulator::Simulator,
    tests::support::script::Script,
};

/// A world answers within so much of real time, or the test stands still.
const PATIENCE: Duration = Duration::from_secs(60);
/// Tokens for a program whose token is refused: each is good, and each is another.
const TOKENS: usize = 12;

/// What is asked and not answered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Asked {
    Instances,
    Named,
    Databases,
    Instance,
    Backups,
    BackupPage,
    Quota,
    Names(Option<String>),
    Create,
    Poll,
    Look,
}

/// The program.
pub struct Desk {
    pub script: Script,
    pub simulator: Simulator,
    pub ledger: Ledger,
    worker: Worker,
    create_sender: CreateSender,
    results: Results,
    asked: BTreeSet<Asked>,
    timers: HashMap<Timer, u64>,
    /// How many of the script's effects are carried out: those in front,
    /// and those in the background.
    done: (usize, usize),
    started: Instant,
    /// Milliseconds that were skipped.
    skipped: u64,
}

fn client(simulator: &Simulator, case: &Case) -> Client {
    let token = |text: String| Token::new(&text).expect("a token");
    let spare: Mutex<Vec<Token>> =
        Mutex::new((0..TOKENS).map(|_| token(simulator.renew_token())).collect());
    let reread = move || spare.lock().expect("nobody panics with it").pop().map(Auth::Token);
    let access =
        Access::new(Auth::Token(token(simulator.token())), Renewal::File(Arc::new(reread)));
    let (a_second, short) = (Duration::from_secs(1), Duration::from_millis(500));
    let reads = ReadPolicy {
        tries: case.tries,
        first_pause: Duration::from_millis(1),
        longest_pause: Duration::from_millis(2),
    };
    let settings = ClientSettings {
        limits: Limits { connect: a_second, create: short, read: a_second },
        reads,
    };
    let endpoint = Endpoint::parse(&simulator.endpoint()).expect("an endpoint");
    let project = ProjectId::typed(&simulator.project_id()).expect("a project");
    Client::new(endpoint, project, access, NetworkOptions::default(), settings)
}

impl Desk {
    /// A program that has just started in this world, on its way to the form of the instance.
    pub fn start(simulator: Simulator, case: &Case, name: &str) -> Self {
        let client = client(&simulator, case);
        let place = Session {
            endpoint: Some(simulator.endpoint()),
            project: ProjectId::typed(&simulator.project_id()),
            sign_in: Some(SignIn::token(Origin::TokenFile("t".to_owned()), 1600)),
            ..Session::default()
        };
        let filled = FilledIn {
            name: Some(name.to_owned()),
            description: Some("before the change".to_owned()),
            scope: case.scope.clone(),
        };
        let instance =
            Some(InstanceLookup { text: case.instance.to_owned(), search: Search::NotBegun });
        let opening = Opening { instance, filled, ..Opening::default() };
        let clock = Clock { utc: clock::utc(), at: Millis(0) };
        let model =
            Model::new(Mode::Live, place, Size { columns: 80, rows: 24 }, clock).open(opening);
        let (reports, results) = Reports::channel();
        let mut script = Script::begun(model, DiskContents::default());
        script.lists = false;
        let mut worker = Worker::new(reports.clone());
        worker.set_client(Some(client.reads().clone()));
        let mut create_sender = CreateSender::new(reports);
        create_sender.set_client(Some(client));
        Self {
            script,
            worker,
            create_sender,
            simulator,
            ledger: Ledger::default(),
            results,
            asked: BTreeSet::new(),
            timers: HashMap::new(),
            done: (0, 0),
            started: Instant::now(),
            skipped: 0,
        }
    }

    /// Milliseconds on the clock of the reducer.
    fn now(&self) -> u64 {
        self.skipped + u64::try_from(self.started.elapsed().as_millis()).expect("a short test")
    }

    /// Seconds that the clock of this machine is behind.
    fn behind(&self) -> i64 {
        i64::try_from(self.skipped / 1000).expect("a short test")
    }

    /// Sets both clocks forward.
    pub fn skip(&mut self, milliseconds: u64) {
        self.skipped += milliseconds;
        self.simulator.advance(Duration::from_millis(milliseconds));
        self.script.now = self.now();
        let utc = self.script.utc();
        self.script.tell(Msg::Clock { utc, at: Millis(self.script.now) });
    }

    /// Keys as an unhurried person types them, and everything that follows from them.
    pub async fn keys(&mut self, keys: &str) {
        self.script.now = self.now();
        self.script.keys(keys);
        let typing = self.script.now.saturating_sub(self.now());
        self.skip(typing);
        self.check();
        self.settle().await;
    }

    /// Until everything is answered that was asked.
    pub async fn settle(&mut self) {
        loop {
            self.perform();
            if self.asked.is_empty() {
                return;
            }
            let msg = tokio::time::timeout(PATIENCE, self.results.recv()).await;
            self.take(
                msg.unwrap_or_else(|_| panic!("no answer to {:?}", self.asked))
                    .expect("the worker is there"),
            );
        }
    }

    /// Skips what is waited for first; false if nothing is.
    pub async fn wait(&mut self) -> bool {
        let Some((timer, due)) =
            self.timers.iter().map(|(timer, due)| (*timer, *due)).min_by_key(|(_, due)| *due)
        else {
            return false;
        };
        self.timers.remove(&timer);
        self.skip(due.saturating_sub(self.now()));
        self.script.feed(Msg::Timer(timer));
        self.settle().await;
        true
    }

    fn check(&mut self) {
        self.ledger.check(&self.script, &self.simulator);
    }

    fn take(&mut self, msg: Msg) {
        if let Some(answered) = answered(&msg) {
            self.asked.remove(&answered);
        }
        self.script.now = self.now();
        let (at, behind) = (self.script.utc(), self.behind());
        self.script.feed(on_time(msg, at, behind));
        self.check();
    }

    fn perform(&mut self) {
        let effects = self.script.effects[self.done.0..].to_vec();
        let background = self.script.background[self.done.1..].to_vec();
        self.done = (self.script.effects.len(), self.script.background.len());
        effects.into_iter().chain(background).for_each(|effect| self.carry_out(effect));
    }

    fn ask(&mut self, what: Asked) {
        self.asked.insert(what);
    }

    /// What calls or waits; everything else is for a terminal or a disk.
    fn carry_out(&mut self, effect: Effect) {
        let behind = self.behind();
        match effect {
            Effect::Ask { ask, query: Query::Named { named } } => {
                self.ask(Asked::Named);
                self.worker.ask(ask, Query::Named { named });
            }
            Effect::Ask { ask, query: Query::Instances } => {
                self.ask(Asked::Instances);
                self.worker.ask(ask, Query::Instances);
            }
            Effect::Ask { ask, query: Query::Databases { instance } } => {
                self.ask(Asked::Databases);
                self.worker.ask(ask, Query::Databases { instance });
            }
            Effect::Ask { query: Query::BackupPage(wanted), .. } => {
                self.ask(Asked::BackupPage);
                self.worker.ask(wanted.ask, Query::BackupPage(wanted));
            }
            Effect::Cancel(Cancel::BackupPages) => {
                self.asked.remove(&Asked::BackupPage);
                self.worker.cancel(Cancel::BackupPages);
            }
            Effect::Ask { ask, query: Query::Instance { instance } } => {
                self.ask(Asked::Instance);
                self.worker.ask(ask, Query::Instance { instance });
            }
            Effect::Ask { ask, query: Query::Backups { instance } } => {
                self.ask(Asked::Backups);
                self.worker.ask(ask, Query::Backups { instance });
            }
            Effect::Ask { ask, query: query @ (Query::Names { .. } | Query::Quota) } => {
                self.ask(match &query {
                    Query::Names { database, .. } => Asked::Names(database.clone()),
                    _ => Asked::Quota,
                });
                self.worker.ask(ask, query);
            }
            Effect::Cancel(Cancel::Names) => {
                self.asked.retain(|asked| !matches!(asked, Asked::Names(_)));
                self.worker.cancel(Cancel::Names);
            }
            Effect::Sending(Sending::Create { operation, request }) => {
                self.ask(Asked::Create);
                self.ledger.confirmed(operation, &self.simulator);
                self.worker.follows(operation);
                self.create_sender.create(operation, request);
            }
            Effect::Poll { operation, job, backup } => {
                self.ask(Asked::Poll);
                let job = job.map(|job| match job {
                    JobQuestion::Find { instance, since } => {
                        JobQuestion::Find { instance, since: since.plus(-behind) }
                    }
                    JobQuestion::Known(id) => JobQuestion::Known(id),
                });
                self.worker.poll(operation, job, backup);
            }
            Effect::Look { operation, instance, since } => {
                self.ask(Asked::Look);
                self.worker.look(operation, instance, since.plus(-behind));
            }
            Effect::Wait { seconds, timer } => {
                self.timers.insert(timer, self.now() + seconds * 1000);
            }
            _ => {}
        }
    }
}

/// What a message is the last answer to.
fn answered(msg: &Msg) -> Option<Asked> {
    let ends = |last: Option<bool>| last.unwrap_or(true);
    Some(match msg {
        Msg::Reply { reply: Reply::Named { .. }, .. } => Asked::Named,
        Msg::Reply { reply: Reply::Instances { page, .. }, .. }
            if ends(page.as_ref().ok().map(|page| page.last)) =>
        {
            Asked::Instances
        }
        Msg::Reply { reply: Reply::Databases { page }, .. }
            if ends(page.as_ref().ok().map(|page| page.last)) =>
        {
            Asked::Databases
        }
        Msg::Reply { reply: Reply::BackupPage(..), .. } => Asked::BackupPage,
        Msg::Reply { reply: Reply::Instance { .. }, .. } => Asked::Instance,
        Msg::Reply { reply: Reply::Backups { .. }, .. } => Asked::Backups,
        Msg::Reply { reply: Reply::Names { database, .. }, .. } => Asked::Names(database.clone()),
        Msg::Reply { reply: Reply::Quota { .. }, .. } => Asked::Quota,
        Msg::CreateEnded { .. } => Asked::Create,
        Msg::Polled { .. } => Asked::Poll,
        Msg::Looked { .. } => Asked::Look,
        _ => return None,
    })
}

/// The message as a worker would have sent it whose clock is not behind.
fn on_time(msg: Msg, at: UtcTime, behind: i64) -> Msg {
    match msg {
        Msg::Reply { ask, reply: Reply::Instances { page, .. } } => {
            Msg::Reply { ask, reply: Reply::Instances { at, page } }
        }
        Msg::Reply { ask, reply: Reply::Instance { instance, .. } } => {
            Msg::Reply { ask, reply: Reply::Instance { at, instance } }
        }
        Msg::Reply { ask, reply: Reply::Backups { rows, .. } } => {
            Msg::Reply { ask, reply: Reply::Backups { at, rows } }
        }
        Msg::Reply { ask, reply: Reply::Names { database, names, .. } } => {
            Msg::Reply { ask, reply: Reply::Names { at, database, names } }
        }
        Msg::Reply { ask, reply: Reply::Quota { quota, .. } } => {
            Msg::Reply { ask, reply: Reply::Quota { at, quota } }
        }
        Msg::CreateEnded { operation, end, .. } => Msg::CreateEnded { operation, at, end },
        Msg::Polled { operation, poll, .. } => Msg::Polled { operation, at, poll },
        Msg::Looked { operation, mut looked, .. } => {
            looked.skew = looked.skew.map(|skew| skew - behind);
            Msg::Looked { operation, at, looked }
        }
        other => other,
    }
}
