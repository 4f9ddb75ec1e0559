//! The built-in service: a real HTTP server on loopback that behaves as the pages of the GeminiDB
//! API say.
//!
//! The demo and the tests run against the simulator; neither has a path of its own around HTTP.
//! Every answer follows from a pure `world` and the time of the request, so nothing ticks and an
//! idle simulator costs nothing.
//!
//! ```no_run
//! # async fn demo() -> Result<(), geminidb_backup::simulator::StartError> {
//! use geminidb_backup::simulator::{Call, Fault, Options, start};
//!
//! let simulator = start(Options::default()).await?;
//! // The next create call is accepted, and its answer lost.
//! simulator.inject(Fault::close().after_acting(), Call::Create, 1);
//! let endpoint = simulator.endpoint();
//! # Ok(()) }
//! ```
//!
//! Four rooms: `service` reads requests and answers them, `world` holds instances, backups and
//! jobs, `iam` knows who may call, and `faults` knows what can go wrong. Beside the rooms stand
//! `options`, `standalone` for the program, `account` with the secrets that let a client in, and
//! `colleagues` for tests with somebody else at the service.

mod account;
mod colleagues;
mod faults;
mod iam;
mod options;
mod service;
mod standalone;
#[cfg(test)]
pub mod tests;
mod world;

use std::{io, sync::Arc};

use serde::Serialize;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

pub use self::{
    account::{Account, Identified, TemporaryKeys},
    faults::{ApiVersion, BadBody, Call, Fault, NamedFault, Scenario, Twist, UnknownFault},
    iam::{Attempts, DEMO_PASSWORD, Tried},
    options::{ABOUT, MOST_INSTANCES, Options, StartError, scale},
    service::RecordedRequest,
    standalone::standalone,
    world::{TableScope, Unknowns},
};
use self::{
    iam::{Proven, TokenScope},
    service::{
        RecordFile, Service,
        server::{self, Shared},
    },
    world::{Clock, Instance},
};
use crate::core::base::{BackupId, InstanceId, JobId};

/// Binds to loopback and serves from a task of the current tokio runtime.
/// Errors: An address that is not loopback or cannot be taken, a speed that is no positive number,
/// or a record that cannot be kept.
pub async fn start(options: Options) -> Result<Simulator, StartError> {
    options.check()?;
    let refused = |error| StartError::Listen(options.listen, error);
    let listener = TcpListener::bind(options.listen).await.map_err(refused)?;
    let endpoint = format!("http://{}", listener.local_addr().map_err(refused)?);
    let clock = Clock::new(options.settings().clock_shift);
    let (record_file, record_lost) =
        RecordFile::open(options.record.as_deref()).map_err(StartError::Record)?;
    let mut service = Service::new(&options, record_file, endpoint.clone(), clock.now());
    let scope = TokenScope::Project(service.project_id().to_owned());
    let token = service.keys.issue(Proven::by_password(0), scope, clock.now()).value;
    let shared = Arc::new(Shared::new(clock, service));
    let task = tokio::spawn(server::accept(listener, Arc::clone(&shared)));
    Ok(Simulator { endpoint, token, shared, task, record_lost })
}

/// A running service. The service and its connections end when this value is dropped.
pub struct Simulator {
    endpoint: String,
    token: String,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
    record_lost: oneshot::Receiver<io::Error>,
}

/// A backup that a create call made, whatever the answer was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MadeBackup {
    pub backup_id: BackupId,
    pub job_id: JobId,
    pub instance_id: InstanceId,
    pub name: String,
    #[serde(skip)]
    pub description: String,
    /// Databases and tables; empty for an instance-level backup.
    #[serde(skip)]
    pub database_tables: Vec<TableScope>,
}

/// An instance of the simulator, for tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedInstance {
    pub id: InstanceId,
    pub name: String,
    /// `datastore.type`, e.g. `cassandra`.
    pub datastore: String,
}

impl Simulator {
    /// Returns `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> String {
        self.endpoint.clone()
    }

    /// Returns where IAM answers: the same server.
    pub fn iam_endpoint(&self) -> String {
        self.endpoint.clone()
    }

    /// Returns the ID of the project that holds the instances.
    pub fn project_id(&self) -> String {
        self.shared.lock().project_id().to_owned()
    }

    /// Returns a token for the project that holds the instances, good for 24 hours unless a
    /// scenario or a named fault says otherwise.
    pub fn token(&self) -> String {
        self.token.clone()
    }

    /// Issues one more token for the project that holds the instances, as when an
    /// operator fetches a fresh one.
    pub fn renew_token(&self) -> String {
        let scope = TokenScope::Project(self.project_id());
        self.shared.lock().keys.issue(Proven::by_password(0), scope, self.shared.clock.now()).value
    }

    pub fn ak(&self) -> String {
        self.shared.lock().keys.access.permanent().ak.clone()
    }

    pub fn sk(&self) -> String {
        self.shared.lock().keys.access.permanent().sk.clone()
    }

    /// Lets `fault` strike the next `times` requests of one call; [`u32::MAX`] means every
    /// one. Earlier faults strike first.
    pub fn inject(&self, fault: Fault, on: Call, times: u32) {
        self.shared.lock().faults.add(on, fault, times);
    }

    /// Returns the instances, newest first.
    pub fn instances(&self) -> Vec<SimulatedInstance> {
        let row = |instance: &Instance| {
            Some(SimulatedInstance {
                id: InstanceId::received(&instance.id)?,
                name: instance.name.clone(),
                datastore: instance.datastore.clone(),
            })
        };
        self.shared.lock().world.instances().iter().filter_map(row).collect()
    }

    /// Returns how many create calls arrived in full, whatever the answers were.
    pub fn creates_received(&self) -> usize {
        self.shared.lock().record.creates()
    }

    /// Returns the backups that create calls made, in the order of the calls, also
    /// those that have not begun.
    pub fn backups_made(&self) -> Vec<MadeBackup> {
        self.shared.lock().backups_made()
    }

    /// Returns the latest 1,000 requests, oldest first; create calls outlast the others.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.lock().record.kept()
    }

    /// Waits until the file of the record cannot be written any more; for ever while the file can.
    pub(crate) async fn record_lost(&mut self) -> io::Error {
        match (&mut self.record_lost).await {
            Ok(error) => error,
            Err(_) => std::future::pending().await,
        }
    }

    /// Ends the service and its connections, as dropping does.
    pub fn shutdown(self) {}
}

impl std::fmt::Debug for Simulator {
    /// Shows the endpoint only: everything else is secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Simulator").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // The connections are tasks of this task, and end with this task.
        self.task.abort();
    }
}
