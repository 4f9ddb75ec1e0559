//! What can go wrong at the service, and the names under which a run orders that.
//!
//! A [`fault::Fault`] strikes single requests of a [`Call`]; `spoil` changes the answer of the
//! service, and `fault_queue` keeps the faults until their requests come. Conditions hold from the
//! start on (`conditions`). Both have names on the command line: `named` reads the names, `listing`
//! shows all of them, and the rows of `service_rows` and `conditions` say what each
//! name does. A `scenario` is a list of such names and a course of backups.

pub mod conditions;
pub mod fault;
pub mod fault_queue;
mod listing;
pub mod named;
pub mod scenario;
pub mod service_rows;
pub mod spoil;

pub use self::{
    fault::{End, Fault, Handling},
    named::{NamedFault, UnknownFault},
    scenario::Scenario,
    service_rows::{CallRow, FaultRow},
    spoil::{BadBody, Spoil, Twist},
};

/// The calls that faults are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Call {
    /// `POST /v3/{project}/instances/{instance}/backups`
    Create,
    /// `GET /v3/{project}/instances`
    Instances,
    /// `GET /v3/{project}/instances/{instance}/databases`
    Databases,
    /// `GET /v3/{project}/instances/{instance}/tables`
    Tables,
    /// `GET /v3/{project}/jobs`
    Jobs,
    /// `GET /{version}/{project}/backups`
    Backups,
    /// `GET /v3/{project}/quotas`
    Quotas,
    /// `POST /v3/auth/tokens`
    SignIn,
    /// `GET /v3/auth/tokens`
    Who,
    /// `GET /v3/projects`
    Projects,
    /// `PUT /meta-data/latest/api/token`
    MetadataToken,
    /// `GET /openstack/latest/securitykey`
    MetadataKeys,
}

/// The versions of the backup list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ApiVersion {
    /// Counts `offset` in pages, and writes times without a zone.
    V3,
    V31,
    V4,
}
