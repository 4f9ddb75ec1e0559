//! Reads of the service, each in a task of its own that reports with a message. Nothing here can
//! send: the client has no create call.

use crate::{
    api::{BackupFilter, Reads, RowMemory, Step},
    core::{
        base::{
            Ask, BackupId, CallFailure, Instance, InstanceId, Obstacle, ObstacleCause, OperationId,
            Page, UtcTime,
        },
        operation::{
            backup::PageWanted,
            readings::{JobAnswer, JobQuestion, Looked, Poll},
        },
        port::{Cancel, Msg, Query, Reply, Timer},
    },
    shell::{clock, reports::Reports, task::Task},
};
use std::{collections::HashMap, mem::discriminant, time::Duration};

/// A question that a task is asking.
struct Reading {
    ask: Ask,
    query: Query,
    task: Task,
}

impl Reading {
    /// Returns whether a newer question ends this one: one of the same kind does, but the names of
    /// several databases are read side by side.
    fn is_ended_by(&self, ask: Ask, newer: &Query) -> bool {
        let beside = match (&self.query, newer) {
            (Query::Tables { database, .. }, Query::Tables { database: newer, .. }) => {
                self.ask != ask || database != newer
            }
            (Query::Names { database, .. }, Query::Names { database: newer, .. }) => {
                self.ask != ask || database != newer
            }
            (_, _) => false,
        };
        discriminant(&self.query) == discriminant(newer) && !beside
    }

    fn is_cancelled_by(&self, cancel: Cancel) -> bool {
        match (cancel, &self.query) {
            (Cancel::BackupPages, Query::BackupPage(_)) | (Cancel::Names, Query::Names { .. }) => {
                true
            }
            (Cancel::Tables { ask }, Query::Tables { .. }) => ask == self.ask,
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
    reports: Reports,
    readings: Vec<Reading>,
    /// Where each create call went, or an earlier run's backup was first read: there it is
    /// read, whatever is configured later.
    sent: HashMap<OperationId, Reads>,
    timers: HashMap<Timer, Task>,
}

impl Worker {
    /// Makes a worker. Without a client every call ends as not sent.
    pub fn new(reports: Reports) -> Self {
        Self {
            client: None,
            room: RowMemory::default(),
            reports,
            readings: Vec::new(),
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

    /// Asks the service in a task of its own. What comes of the question is reported with `ask`.
    pub fn ask(&mut self, ask: Ask, query: Query) {
        let (client, reports) = (self.client.clone(), self.reports.clone());
        self.readings.retain(|older| !older.task.is_finished() && !older.is_ended_by(ask, &query));
        let asked = query.clone();
        let task = Task::spawn(async move {
            let tell = |reply| reports.send(Msg::Reply { ask, reply });
            answer(client.as_ref(), asked, tell).await;
            if let Some(ahead) = client.and_then(|client| client.clock_skew()) {
                reports.send(Msg::ServiceClock { ahead });
            }
        });
        self.readings.push(Reading { ask, query, task });
    }

    /// Ends readings that nobody waits for any more.
    pub fn cancel(&mut self, cancel: Cancel) {
        self.readings.retain(|reading| !reading.is_cancelled_by(cancel));
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
        let client = self.client_of(operation);
        self.reports.later(async move {
            let poll = match &client {
                Some(client) => read_both(client, job, backup).await,
                None => Poll { job: JobAnswer::NotAsked, row: backup.map(|_| Err(unconfigured())) },
            };
            Msg::Polled { operation, at: clock::utc(), poll }
        });
    }

    /// Reads all backups of an instance, automated ones too, and the backup jobs since a time. The
    /// core selects backups by time.
    pub fn look(&mut self, operation: OperationId, instance: InstanceId, since: UtcTime) {
        let client = self.client_of(operation);
        self.reports.later(async move {
            let looked = look(client.as_ref(), instance, since).await;
            Msg::Looked { operation, at: clock::utc(), looked }
        });
    }

    /// Sends the message that gives the next operation its turn after `time`.
    pub fn turn(&self, time: Duration) {
        self.reports.later(async move {
            tokio::time::sleep(time).await;
            Msg::Turn { at: clock::utc() }
        });
    }

    /// Sends a timer's message after `time`. An earlier wait for the same timer ends.
    pub fn wait(&mut self, time: Duration, timer: Timer) {
        let reports = self.reports.clone();
        let task = Task::spawn(async move {
            tokio::time::sleep(time).await;
            reports.send(Msg::Timer(timer));
        });
        self.timers.insert(timer, task);
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
async fn answer(client: Option<&Reads>, query: Query, tell: impl Fn(Reply) -> bool) {
    let (at, client) = (clock::utc, client.ok_or_else(unconfigured));
    let last_reply = match query {
        Query::Instances => {
            let page = |page| Reply::Instances { at: at(), page };
            let each = |step| tell(page(Ok(rows(step))));
            page(last(async { client?.instances(each).await }.await))
        }
        Query::Databases { instance } => {
            let page = |page| Reply::Databases { page };
            let each = |step| tell(page(Ok(rows(step))));
            page(last(async { client?.names(&instance, None, each).await }.await))
        }
        Query::Tables { instance, database } => {
            let page = |page| Reply::Tables { database: database.clone(), page };
            let each = |step| tell(page(Ok(rows(step))));
            page(last(async { client?.names(&instance, Some(&database), each).await }.await))
        }
        Query::Named { named } => {
            Reply::Named { found: async { find(client?, &named).await }.await }
        }
        Query::BackupPage(wanted) => {
            let PageWanted { instance, kind, received, .. } = &wanted;
            let page =
                async { client?.backup_page(instance.as_ref(), *kind, *received).await }.await;
            Reply::BackupPage(wanted, page)
        }
        Query::Backups { instance } | Query::LastBackups { instance } => {
            let filter = BackupFilter { instance: Some(instance), ..BackupFilter::default() };
            let rows = async { client?.backups(&filter).await }.await;
            Reply::Backups { at: at(), rows }
        }
        Query::Instance { instance } => {
            let instance = async { client?.instance(&instance).await }.await;
            Reply::Instance { at: at(), instance }
        }
        Query::Names { instance, database } => {
            let names = async { client?.all_names(&instance, database.as_deref()).await }.await;
            Reply::Names { at: at(), database, names }
        }
        Query::Quota => {
            let quota = async { client?.quota().await }.await;
            Reply::Quota { at: at(), quota }
        }
    };
    tell(last_reply);
}

/// Finds the instance with this ID, or else the instances with exactly this name, with a call or
/// two instead of the whole list.
async fn find(client: &Reads, named: &str) -> Result<Vec<Instance>, CallFailure> {
    if let Some(id) = InstanceId::typed(named)
        && let Some(instance) = client.instance(&id).await?
    {
        return Ok(vec![instance]);
    }
    client.instances_named(named).await
}

/// Makes a page that others follow. Rows that come once more, because the list has shifted,
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
        return Looked { rows: Err(unconfigured()), jobs: Err(unconfigured()), skew: None };
    };
    let filter = BackupFilter { instance: Some(instance.clone()), ..BackupFilter::default() };
    // Backup jobs until now by the service's clock.
    let skew = client.clock_skew().unwrap_or(0);
    let until = clock::utc().plus(skew + CLOCK_SLACK);
    let jobs = client.jobs_of(&instance, since.plus(skew), until);
    let (rows, jobs) = tokio::join!(client.backups(&filter), jobs);
    Looked { rows, jobs, skew: client.clock_skew() }
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
