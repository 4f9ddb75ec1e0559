//! The reads of the service: each question, and its answer.

use crate::core::{
    base::{CallFailure, Instance, InstanceId, Page, Quota, UtcTime, Whole},
    operation::backup::{BackupPage, BackupRow, PageWanted},
};

/// A question to the service. A list is answered page by page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// All instances, page by page.
    Instances,
    /// The instances of exactly this ID or name.
    Named { named: String },
    /// A page of backups for the list of instances; one at a time.
    BackupPage(PageWanted),
    /// All databases of an instance, page by page.
    Databases { instance: InstanceId },
    /// All tables of a database, page by page.
    Tables { instance: InstanceId, database: String },
    /// The backups of an instance, both kinds.
    Backups { instance: InstanceId },
    /// The backups of an instance, both kinds, to find the last table-level one.
    LastBackups { instance: InstanceId },
    /// One instance again.
    Instance { instance: InstanceId },
    /// A whole list of names: the tables of a database; the databases if `None`.
    Names { instance: InstanceId, database: Option<String> },
    /// The quotas of the project.
    Quota,
}

/// The answer to a [`Query`], or one page of the answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    Instances {
        at: UtcTime,
        page: Result<Page<Instance>, CallFailure>,
    },
    Named {
        found: Result<Vec<Instance>, CallFailure>,
    },
    BackupPage(PageWanted, Result<BackupPage, CallFailure>),
    Databases {
        page: Result<Page<String>, CallFailure>,
    },
    Tables {
        database: String,
        page: Result<Page<String>, CallFailure>,
    },
    /// To [`Query::Backups`] and [`Query::LastBackups`].
    Backups {
        at: UtcTime,
        rows: Result<Whole<BackupRow>, CallFailure>,
    },
    /// The instance; `None` if the service no longer lists it.
    Instance {
        at: UtcTime,
        instance: Result<Option<Instance>, CallFailure>,
    },
    /// The names, byte for byte.
    Names {
        at: UtcTime,
        database: Option<String>,
        names: Result<Whole<String>, CallFailure>,
    },
    Quota {
        at: UtcTime,
        quota: Result<Quota, CallFailure>,
    },
}
