//! Reads of the service, each in a task of its own that reports with a message. Nothing here can
//! send: the client has no create call.

use super::instance_lookup;
use crate::{
    api::{BackupFilter, Reads, RowMemory, Step},
    core::{
        base::{
            ask::Ask,
            call::{CallFailure, Obstacle, ObstacleCause, Page},
            ids::{BackupId, InstanceId, OperationId},
            time::UtcTime,
            whole::Whole,
        },
        operation::{
            backup::{Job, PageWanted},
            readings::{JobAnswer, JobQuestion, Looked, Poll},
        },
        port::{
            effect::Cancel,
            message::Msg,
            query::{Query, Reply},
            timer::Timer,
        },
    },
    shell::clock,
};
use std::{collections::HashMap, future::Future, time::Duration};

use tokio::{sync::mpsc::UnboundedSender, task::AbortHandle};

/// A reading that a newer one of the same kind ends.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Slot {
    Instances,
    Named,
    BackupPage,
    Databases,
    Tables(Ask, String),
    Backups,
    LastBackups,
    Instance,
    Names(Ask, Option<String>),
    Quota,
}

impl Slot {
    fn of(ask: Ask, query: &Query) -> Self {
        match query {
            Query::Instances => Self::Instances,
            Query::Named { .. } => Self::Named,
            Query::BackupPage(_) => Self::BackupPage,
            Query::Databases { .. } => Self::Databases,
            Query::Tables { database, .. } => Self::Tables(ask, database.clone()),
            Query::Backups { .. } => Self::Backups,
            Query::LastBackups { .. } => Self::LastBackups,
            Query::Instance { .. } => Self::Instance,
            Query::Names { database, .. } => Self::Names(ask, database.clone()),
            Query::Quota => Self::Quota,
        }
    }

    fn is_ended_by(&self, cancel: Cancel) -> bool {
        match (cancel, self) {
            (Cancel::BackupPages, Self::BackupPage) | (Cancel::Names, Self::Names(..)) => true,
            (Cancel::Tables { ask }, Self::Tables(of, _)) => ask == *of,
            (Cancel::BackupPages | Cancel::Names | Cancel::Tables { .. }, _) => false,
        }
    }
}

/// Jobs that began up to so many seconds after now count: clocks differ.
const CLOCK_SLACK: i64 = 300;

/// Starts tasks, and ends those whose answers nobody wants any more.
pub struct Worker {
    client: Option<Reads>,
    /// Most bytes of rows that all reads together may hold.
    room: RowMemory,
    results: UnboundedSender<Msg>,
    readings: HashMap<Slot, AbortHandle>,
    /// Where each create call went, or an earlier run's backup was first read: there it is
    /// read, whatever is configured later.
    sent: HashMap<OperationId, Reads>,
    timers: HashMap<Timer, AbortHandle>,
}

impl Worker {
    /// Makes a worker that reports to `results`. Without a client every call ends as not sent.
    pub fn new(client: Option<Reads>, results: UnboundedSender<Msg>) -> Self {
        let room = RowMemory::default();
        Self {
            client: client.map(|client| client.within(&room)),
            room,
            results,
            readings: HashMap::new(),
            sent: HashMap::new(),
            timers: HashMap::new(),
        }
    }

    /// Replaces the client. Calls under way keep the client that they began with.
    pub fn set_client(&mut self, client: Option<Reads>) {
        self.client = client.map(|client| client.within(&self.room));
    }

    /// Notes how many bytes of rows the screens hold.
    pub fn screens_hold(&self, bytes: usize) {
        self.room.keep(bytes);
    }

    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) -> AbortHandle {
        tokio::spawn(work).abort_handle()
    }

    /// Asks the service in a task of its own. What comes of the question is reported with `ask`.
    pub fn ask(&mut self, ask: Ask, query: Query) {
        let (client, results) = (self.client.clone(), self.results.clone());
        self.readings.retain(|_, reading| !reading.is_finished());
        let slot = Slot::of(ask, &query);
        let handle = self.spawn(async move {
            let tell = |reply| results.send(Msg::Reply { ask, reply }).is_ok();
            match client {
                Some(client) => answer(&client, query, tell).await,
                None => drop(tell(unanswered(query))),
            }
        });
        if let Some(older) = self.readings.insert(slot, handle) {
            older.abort();
        }
    }

    /// Ends readings that nobody waits for any more.
    pub fn cancel(&mut self, cancel: Cancel) {
        self.readings.retain(|slot, reading| {
            let ended = slot.is_ended_by(cancel);
            if ended {
                reading.abort();
            }
            !ended
        });
    }

    /// Notes that the create call of this operation goes out with the current client.
    pub fn follows(&mut self, operation: OperationId) {
        if let Some(client) = &self.client {
            self.sent.insert(operation, client.clone());
        }
    }

    /// Returns the client for an operation: the current one if endpoint and project are the same,
    /// because its token may be fresher; otherwise the client that the operation was sent with.
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

    /// Reads all backups of an instance, automated ones too, and the backup jobs since a time. The
    /// core selects backups by time.
    pub fn look(&mut self, operation: OperationId, instance: InstanceId, since: UtcTime) {
        let (client, results) = (self.client_of(operation), self.results.clone());
        self.spawn(async move {
            let looked = look(client.as_ref(), instance, since).await;
            let _ = results.send(Msg::Looked { operation, at: clock::utc(), looked });
        });
    }

    /// Sends the message that gives the next operation its turn after `time`.
    pub fn turn(&self, time: Duration) {
        let results = self.results.clone();
        self.spawn(async move {
            tokio::time::sleep(time).await;
            let _ = results.send(Msg::Turn { at: clock::utc() });
        });
    }

    /// Sends a timer's message after `time`. An earlier wait for the same timer ends.
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

/// Reads what is asked for, and tells it, page by page where the list has pages.
async fn answer(client: &Reads, query: Query, tell: impl Fn(Reply) -> bool) {
    let at = clock::utc;
    let last_reply = match query {
        Query::Instances => {
            let page = |page| Reply::Instances { at: at(), page };
            page(last(client.instances(|step| tell(page(Ok(rows(step))))).await))
        }
        Query::Databases { instance } => {
            let page = |page| Reply::Databases { page };
            page(last(client.databases(&instance, |step| tell(page(Ok(rows(step))))).await))
        }
        Query::Tables { instance, database } => {
            let page = |page| Reply::Tables { database: database.clone(), page };
            page(last(client.tables(&instance, &database, |step| tell(page(Ok(rows(step))))).await))
        }
        Query::Named { named } => {
            Reply::Named { found: instance_lookup::find(client, &named).await }
        }
        Query::BackupPage(wanted) => {
            let PageWanted { instance, kind, received, .. } = &wanted;
            let page = client.backup_page(instance.as_ref(), *kind, *received).await;
            Reply::BackupPage(wanted, page)
        }
        Query::Backups { instance } | Query::LastBackups { instance } => {
            let filter = BackupFilter { instance: Some(instance), ..BackupFilter::default() };
            let rows = client.backups(&filter).await;
            Reply::Backups { at: at(), rows }
        }
        Query::Instance { instance } => {
            let instance = client.instance(&instance).await;
            Reply::Instance { at: at(), instance }
        }
        Query::Names { instance, database } => {
            let names = match &database {
                Some(database) => client.all_tables(&instance, database).await,
                None => client.all_databases(&instance).await,
            };
            Reply::Names { at: at(), database, names }
        }
        Query::Quota => {
            let quota = client.quota().await;
            Reply::Quota { at: at(), quota }
        }
    };
    tell(last_reply);
}

/// What is told of a question for which nothing is configured.
fn unanswered(query: Query) -> Reply {
    let (at, why) = (clock::utc(), unconfigured());
    match query {
        Query::Instances => Reply::Instances { at, page: Err(why) },
        Query::Named { .. } => Reply::Named { found: Err(why) },
        Query::BackupPage(wanted) => Reply::BackupPage(wanted, Err(why)),
        Query::Databases { .. } => Reply::Databases { page: Err(why) },
        Query::Tables { database, .. } => Reply::Tables { database, page: Err(why) },
        Query::Backups { .. } | Query::LastBackups { .. } => Reply::Backups { at, rows: Err(why) },
        Query::Instance { .. } => Reply::Instance { at, instance: Err(why) },
        Query::Names { database, .. } => Reply::Names { at, database, names: Err(why) },
        Query::Quota => Reply::Quota { at, quota: Err(why) },
    }
}

/// A page that others follow. Rows that come once more, because the list has shifted,
/// are known by their IDs.
fn rows<T>(step: Step<T>) -> Page<T> {
    Page { rows: step.rows(), last: false }
}

/// Makes the last page of a list, which holds no rows, or the reason why the list is not whole.
fn last<T>(ended: Result<(), CallFailure>) -> Result<Page<T>, CallFailure> {
    ended.map(|()| Page { rows: Vec::new(), last: true })
}

async fn look(client: Option<&Reads>, instance: InstanceId, since: UtcTime) -> Looked {
    let Some(client) = client else {
        return Looked { rows: Err(unconfigured()), jobs: Err(unconfigured()), skew: 0 };
    };
    let filter = BackupFilter { instance: Some(instance.clone()), ..BackupFilter::default() };
    let (rows, jobs) = tokio::join!(client.backups(&filter), jobs(client, &instance, since));
    Looked { rows, jobs, skew: client.clock_skew().unwrap_or(0) }
}

/// Reads the backup jobs of an instance until now by the service's clock.
async fn jobs(
    client: &Reads,
    instance: &InstanceId,
    since: UtcTime,
) -> Result<Whole<Job>, CallFailure> {
    let skew = client.clock_skew().unwrap_or(0);
    client.jobs_of(instance, since.plus(skew), clock::utc().plus(skew + CLOCK_SLACK)).await
}

/// Reads job and backup at the same time.
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
