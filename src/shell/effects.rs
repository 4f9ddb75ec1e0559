//! Effects into work: each read a task of its own that reports back with a message. Nothing in here
//! can send: what it holds has no create call.

mod preflight;

use std::{collections::HashMap, future::Future, time::Duration};

use tokio::{sync::mpsc::UnboundedSender, task::AbortHandle};

use super::{clock, picking};
use crate::{
    api::{BackupFilter, Reads, Room, Step},
    core::{
        backup::{BackupRow, Job},
        call::{CallFailure, Obstacle, ObstacleCause, Page},
        ids::{BackupId, InstanceId, OperationId},
        latest::PageWanted,
        message::{Ask, JobAnswer, JobQuestion, Looked, Msg, Poll, Timer},
        time::UtcTime,
        whole::Whole,
    },
};

/// Lists of which only the newest question matters: a newer one ends the older.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum List {
    Instances,
    Databases,
    Instance,
    Backups,
    Last,
    Named,
    BackupPages,
    Quota,
}

/// Jobs that began up to so many seconds after now count: clocks differ.
const CLOCK_SLACK: i64 = 300;

/// Starts work and owns what has to be ended when it is no longer wanted.
pub struct Worker {
    client: Option<Reads>,
    /// What all readings together may hold, whichever client reads.
    room: Room,
    results: UnboundedSender<Msg>,
    lists: HashMap<List, AbortHandle>,
    /// Lists of names that Review reads.
    names: Vec<AbortHandle>,
    /// Where each create call went, or an earlier run's backup was first read: there it is
    /// read, whatever is configured later.
    sent: HashMap<OperationId, Reads>,
    timers: HashMap<Timer, AbortHandle>,
    /// Databases whose tables are being read, and for which question.
    tables: HashMap<(Ask, String), AbortHandle>,
}

impl Worker {
    /// A worker that reports to `results`. Without a client every call ends as not sent.
    pub fn new(client: Option<Reads>, results: UnboundedSender<Msg>) -> Self {
        let room = Room::default();
        Self {
            client: client.map(|client| client.within(&room)),
            room,
            results,
            lists: HashMap::new(),
            names: Vec::new(),
            sent: HashMap::new(),
            timers: HashMap::new(),
            tables: HashMap::new(),
        }
    }

    /// Takes another configuration; running calls keep the one they began with.
    pub fn set_client(&mut self, client: Option<Reads>) {
        self.client = client.map(|client| client.within(&self.room));
    }

    /// Notes how many bytes of rows the screens hold now.
    pub fn screens_hold(&self, bytes: usize) {
        self.room.keep(bytes);
    }

    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) -> AbortHandle {
        tokio::spawn(work).abort_handle()
    }

    fn list(&mut self, list: List, work: impl Future<Output = ()> + Send + 'static) {
        let handle = self.spawn(work);
        if let Some(older) = self.lists.insert(list, handle) {
            older.abort();
        }
    }

    pub fn list_instances(&mut self, ask: Ask) {
        let (client, results) = (self.client.clone(), self.results.clone());
        self.list(List::Instances, async move {
            let Some(client) = client else {
                let _ = results.send(Msg::Instances {
                    ask,
                    at: clock::utc(),
                    page: Err(unconfigured()),
                });
                return;
            };
            let send = |page| results.send(Msg::Instances { ask, at: clock::utc(), page }).is_ok();
            send(last(client.instances(|step| send(Ok(page(step)))).await));
        });
    }

    /// Reads the instances of exactly this ID or name.
    pub fn find_instance(&mut self, ask: Ask, named: String) {
        let (client, results) = (self.client.clone(), self.results.clone());
        self.list(List::Named, async move {
            let found = match client {
                Some(client) => picking::find(&client, &named).await,
                None => Err(unconfigured()),
            };
            let _ = results.send(Msg::InstanceFound { ask, found });
        });
    }

    /// Reads a page of backups for the list of instances.
    pub fn read_backup_page(&mut self, wanted: PageWanted) {
        let (client, results) = (self.client.clone(), self.results.clone());
        self.list(List::BackupPages, async move {
            let page = match client {
                Some(client) => {
                    client.backup_page(wanted.instance.as_ref(), wanted.kind, wanted.received).await
                }
                None => Err(unconfigured()),
            };
            let _ = results.send(Msg::BackupPage(wanted, page));
        });
    }

    /// Ends the reading of such a page.
    pub fn stop_backup_pages(&mut self) {
        if let Some(reading) = self.lists.remove(&List::BackupPages) {
            reading.abort();
        }
    }

    /// Reads all databases of an instance.
    pub fn list_databases(&mut self, ask: Ask, instance: InstanceId) {
        let (client, results) = (self.client.clone(), self.results.clone());
        self.list(List::Databases, async move {
            let Some(client) = client else {
                let _ = results.send(Msg::Databases { ask, page: Err(unconfigured()) });
                return;
            };
            let send = |page| results.send(Msg::Databases { ask, page }).is_ok();
            send(last(client.databases(&instance, |step| send(Ok(page(step)))).await));
        });
    }

    /// Reads all tables of a database.
    pub fn list_tables(&mut self, ask: Ask, instance: InstanceId, database: String) {
        let (client, results) = (self.client.clone(), self.results.clone());
        self.tables.retain(|_, reading| !reading.is_finished());
        let key = (ask, database.clone());
        let handle = self.spawn(async move {
            let Some(client) = client else {
                let _ = results.send(Msg::Tables { ask, database, page: Err(unconfigured()) });
                return;
            };
            let send =
                |page| results.send(Msg::Tables { ask, database: database.clone(), page }).is_ok();
            send(last(client.tables(&instance, &database, |step| send(Ok(page(step)))).await));
        });
        if let Some(older) = self.tables.insert(key, handle) {
            older.abort();
        }
    }

    /// Ends the reading of tables for this question.
    pub fn stop_tables(&mut self, ask: Ask) {
        self.tables.retain(|key, reading| {
            let stop = key.0 == ask;
            if stop {
                reading.abort();
            }
            !stop
        });
    }

    pub fn read_instance(&mut self, ask: Ask, instance: InstanceId) {
        let (client, results) = (self.client.clone(), self.results.clone());
        self.list(List::Instance, async move {
            let instance = match client {
                Some(client) => client.instance(&instance).await,
                None => Err(unconfigured()),
            };
            let _ = results.send(Msg::InstanceRead { ask, at: clock::utc(), instance });
        });
    }

    /// Reads the backups of an instance, both kinds.
    pub fn list_backups(&mut self, ask: Ask, instance: InstanceId) {
        self.backups_of(List::Backups, ask, instance);
    }

    pub fn list_last(&mut self, ask: Ask, instance: InstanceId) {
        self.backups_of(List::Last, ask, instance);
    }

    fn backups_of(&mut self, list: List, ask: Ask, instance: InstanceId) {
        let (client, results) = (self.client.clone(), self.results.clone());
        self.list(list, async move {
            let filter = BackupFilter { instance: Some(instance), ..BackupFilter::default() };
            let rows = backups(client.as_ref(), &filter).await;
            let _ = results.send(Msg::Backups { ask, at: clock::utc(), rows });
        });
    }

    /// The create call of this operation goes out now: its backup is read where that went.
    pub fn follows(&mut self, operation: OperationId) {
        if let Some(client) = &self.client {
            self.sent.insert(operation, client.clone());
        }
    }

    /// The client for an operation: the current one if it calls the same project at the same
    /// endpoint (its token may be fresher), otherwise the one that sent.
    fn client_of(&mut self, operation: OperationId) -> Option<Reads> {
        if let (Some(now), None) = (&self.client, self.sent.get(&operation)) {
            self.sent.insert(operation, now.clone());
        }
        let sent = self.sent.get(&operation);
        let same = |now: &&Reads| {
            sent.is_none_or(|s| s.endpoint() == now.endpoint() && s.project() == now.project())
        };
        self.client.as_ref().filter(same).or(sent).cloned()
    }

    /// Reads job and backup once.
    pub fn poll(
        &mut self,
        operation: OperationId,
        job: Option<JobQuestion>,
        backup: Option<BackupId>,
    ) {
        let (client, results) = (self.client_of(operation), self.results.clone());
        self.spawn(async move {
            let poll = match &client {
                Some(client) => read_both(client, job, backup).await,
                None => Poll { job: JobAnswer::NotAsked, row: backup.map(|_| Err(unconfigured())) },
            };
            let _ = results.send(Msg::Polled { operation, at: clock::utc(), poll });
        });
    }

    /// Reads the backups of an instance, automated ones as well, and its backup jobs since then.
    /// Conditions of time on backups are the core's: it shows what conflicts.
    pub fn look(&mut self, operation: OperationId, instance: InstanceId, since: UtcTime) {
        let (client, results) = (self.client_of(operation), self.results.clone());
        self.spawn(async move {
            let looked = look(client.as_ref(), instance, since).await;
            let _ = results.send(Msg::Looked { operation, at: clock::utc(), looked });
        });
    }

    /// Lets the next operation have its turn after a while.
    pub fn turn(&self, time: Duration) {
        let results = self.results.clone();
        self.spawn(async move {
            tokio::time::sleep(time).await;
            let _ = results.send(Msg::Turn { at: clock::utc() });
        });
    }

    /// Sends a timer's message after a while; an earlier wait for the same is given up.
    pub fn wait(&mut self, time: Duration, timer: Timer) {
        let results = self.results.clone();
        let handle = self.spawn(async move {
            tokio::time::sleep(time).await;
            let _ = results.send(Msg::Timer(timer));
        });
        if let Some(older) = self.timers.insert(timer, handle) {
            older.abort();
        }
    }
}

pub(super) fn no_configuration() -> Obstacle {
    Obstacle {
        host: String::new(),
        cause: ObstacleCause::Configuration("endpoint, project or token is missing".into()),
    }
}

fn unconfigured() -> CallFailure {
    CallFailure::NotSent(no_configuration())
}

/// A page that others follow. Rows that come once more, because the list has shifted,
/// are known by their IDs.
fn page<T>(step: Step<T>) -> Page<T> {
    Page { rows: step.rows(), last: false }
}

/// What ends a list: that all of it has come, or why not.
fn last<T>(ended: Result<(), CallFailure>) -> Result<Page<T>, CallFailure> {
    ended.map(|()| Page { rows: Vec::new(), last: true })
}

async fn backups(
    client: Option<&Reads>,
    filter: &BackupFilter,
) -> Result<Whole<BackupRow>, CallFailure> {
    match client {
        Some(client) => client.backups(filter).await,
        None => Err(unconfigured()),
    }
}

async fn look(client: Option<&Reads>, instance: InstanceId, since: UtcTime) -> Looked {
    let Some(client) = client else {
        return Looked { rows: Err(unconfigured()), jobs: Err(unconfigured()), skew: 0 };
    };
    let filter = BackupFilter { instance: Some(instance.clone()), ..BackupFilter::default() };
    let (rows, jobs) = tokio::join!(client.backups(&filter), jobs(client, &instance, since));
    Looked { rows, jobs, skew: client.clock_skew().unwrap_or(0) }
}

/// Backup jobs of an instance until now, by the service's clock.
async fn jobs(
    client: &Reads,
    instance: &InstanceId,
    since: UtcTime,
) -> Result<Whole<Job>, CallFailure> {
    let skew = client.clock_skew().unwrap_or(0);
    client.jobs_of(instance, since.plus(skew), clock::utc().plus(skew + CLOCK_SLACK)).await
}

/// Both witnesses at the same time.
async fn read_both(client: &Reads, job: Option<JobQuestion>, backup: Option<BackupId>) -> Poll {
    let job = async {
        match job {
            Some(JobQuestion::Known(id)) => JobAnswer::Known(client.job(&id).await),
            Some(JobQuestion::Find { instance, since }) => {
                JobAnswer::Found(look(Some(client), instance, since).await)
            }
            None => JobAnswer::NotAsked,
        }
    };
    let row = async {
        let id = backup?;
        let filter = BackupFilter { backup: Some(id.clone()), ..BackupFilter::default() };
        Some(
            client
                .backups(&filter)
                .await
                .map(|rows| rows.into_rows().into_iter().find(|r| r.id == id)),
        )
    };
    let (job, row) = tokio::join!(job, row);
    Poll { job, row }
}
