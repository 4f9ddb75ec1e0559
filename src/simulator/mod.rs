//! The built-in service: a real HTTP server on loopback that behaves as the fact sheet says.
//!
//! The demo runs against it, and so do the tests; neither has a path of its own around HTTP. What
//! it shows follows from a pure `world` and the time of the request, so nothing ticks and an idle
//! simulator costs nothing.
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
//! From the socket inwards: `server` reads a request, `service` finds its `routes`, lets the
//! `faults` have their way, checks the caller (`auth`, `access_keys`) and lets the `world` act or
//! the `lists` show; `answers` and `body` carry the result back. Beside the service stand IAM
//! (`iam`, `proofs`, `users`, `totp`) and the metadata service of a machine (`metadata`), each as
//! its `settings` say. On the command line faults and settings have names (`named_faults`,
//! `fault_tables`, `iam_faults`), what nobody knows of the live service has switches (`unknowns`),
//! and the record can be a file (`record_file`). `handover` tells what opens it all, `attempts` how
//! often that was tried, and `oracle` what a test may ask of the service's own record.

mod access_keys;
mod answers;
mod attempts;
mod auth;
mod backups;
mod body;
mod catalogue;
mod clock;
mod create;
mod fault_tables;
mod faults;
mod fleet;
mod handover;
mod iam;
mod iam_faults;
mod ids;
mod lists;
mod metadata;
mod named_faults;
mod numbered_fleet;
mod options;
mod oracle;
mod paging;
mod proofs;
mod query;
mod record_file;
mod request;
mod routes;
mod scenario;
mod server;
mod service;
mod settings;
mod standalone;
mod totp;
mod unknowns;
mod users;
mod world;

use std::{io, sync::Arc};

use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

pub use self::{
    attempts::{Attempts, Tried},
    backups::TableScope,
    faults::{ApiVersion, BadBody, Call, Fault, Twist},
    handover::{Account, Identified, TemporaryKeys},
    named_faults::{NamedFault, UnknownFault},
    options::{Options, StartError},
    oracle::Recorded,
    request::RecordedRequest,
    scenario::{Scenario, UnknownScenario},
    standalone::standalone,
    unknowns::{UnknownSwitch, Unknowns},
    users::DEMO_PASSWORD,
};
use self::{
    auth::{Proven, Scope},
    clock::Clock,
    record_file::RecordFile,
    server::Shared,
    service::Service,
};
use crate::core::base::ids::{BackupId, InstanceId, JobId};

/// Binds to loopback and serves from a task of the current tokio runtime.
///
/// # Errors
/// An address that is not loopback or cannot be taken, a speed that is no positive number, or a
/// record that cannot be kept.
pub async fn start(options: Options) -> Result<Simulator, StartError> {
    options.check()?;
    let refused = |error| StartError::Listen(options.listen, error);
    let listener = TcpListener::bind(options.listen).await.map_err(refused)?;
    let endpoint = format!("http://{}", listener.local_addr().map_err(refused)?);
    let clock = Clock::new(options.settings().clock_shift);
    let (record_file, record_lost) =
        RecordFile::open(options.record.as_deref()).map_err(StartError::Record)?;
    let mut service = Service::new(&options, record_file, endpoint.clone(), clock.now())?;
    let (project_id, key) =
        (service.project_id().to_owned(), service.keys.access.permanent().clone());
    let (ak, sk) = (key.ak, key.sk);
    let token = service
        .keys
        .issue(Proven::by_password(0), Scope::Project(project_id.clone()), clock.now())
        .value;
    let shared = Arc::new(Shared::new(clock, service));
    let task = tokio::spawn(server::accept(listener, Arc::clone(&shared)));
    Ok(Simulator { endpoint, project_id, token, ak, sk, shared, task, record_lost })
}

/// A running service. It ends, and its connections with it, when this value is dropped.
pub struct Simulator {
    endpoint: String,
    project_id: String,
    token: String,
    ak: String,
    sk: String,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
    record_lost: oneshot::Receiver<io::Error>,
}

/// A backup that a create call made, whatever became of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeBackup {
    pub backup_id: BackupId,
    pub job_id: JobId,
    pub instance_id: InstanceId,
    pub name: String,
    pub description: String,
    /// Databases and tables; empty for an instance-level backup.
    pub database_tables: Vec<TableScope>,
}

/// An instance of the fleet, for tests and for a demo that has to name one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FleetInstance {
    pub id: InstanceId,
    pub name: String,
    /// `datastore.type`, e.g. `cassandra`.
    pub datastore: String,
}

impl Simulator {
    /// `http://127.0.0.1:PORT`
    pub fn endpoint(&self) -> String {
        self.endpoint.clone()
    }

    /// Where IAM answers: the same server.
    pub fn iam_endpoint(&self) -> String {
        self.endpoint.clone()
    }

    /// The project that holds the fleet.
    pub fn project_id(&self) -> String {
        self.project_id.clone()
    }

    /// A token for that project, good for 24 hours unless a scenario or a setting says otherwise.
    pub fn token(&self) -> String {
        self.token.clone()
    }

    /// Issues one more such token, as an operator would who fetches a fresh one.
    pub fn renew_token(&self) -> String {
        let scope = Scope::Project(self.project_id.clone());
        self.shared.lock().keys.issue(Proven::by_password(0), scope, self.shared.clock.now()).value
    }

    pub fn ak(&self) -> String {
        self.ak.clone()
    }

    pub fn sk(&self) -> String {
        self.sk.clone()
    }

    /// Lets `fault` strike the next `times` requests of one call; [`u32::MAX`]: every
    /// one. Earlier faults strike first.
    pub fn inject(&self, fault: Fault, on: Call, times: u32) {
        self.shared.lock().faults.add(on, fault, times);
    }

    /// The fleet, newest instance first.
    pub fn instances(&self) -> Vec<FleetInstance> {
        let service = self.shared.lock();
        let row = |instance: &fleet::Instance| {
            let id = InstanceId::received(&instance.id)?;
            Some(FleetInstance {
                id,
                name: instance.name.clone(),
                datastore: instance.datastore.clone(),
            })
        };
        service.world.instances().iter().filter_map(row).collect()
    }

    /// Create calls that arrived in full, whatever became of them.
    pub fn creates_received(&self) -> usize {
        self.shared.lock().record.creates()
    }

    /// The backups that create calls made, in the order of the calls, late ones included.
    pub fn backups_made(&self) -> Vec<MadeBackup> {
        self.shared.lock().ordered()
    }

    /// The latest 1,000 requests, oldest first; create calls outlast the others.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.lock().record.kept()
    }

    /// Waits until the file of the record cannot be written any more; for ever
    /// if that does not happen.
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
    /// Shows the endpoint only: the rest would open it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Simulator").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // The connections are tasks of this task, and end with it.
        self.task.abort();
    }
}
