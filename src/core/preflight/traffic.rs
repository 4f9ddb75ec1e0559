//! What only Review asks the service, and what comes back.

use super::{
    super::{call::CallFailure, ids::InstanceId, message::Ask, time::UtcTime, whole::Whole},
    Quota,
};

/// What is to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// A whole list of names, all its pages.
    Names {
        ask: Ask,
        instance: InstanceId,
        /// The tables of this database; the databases if `None`.
        database: Option<String>,
    },
    /// End all reading of names: nobody waits for it any more.
    StopNames,
    /// The quotas of the project.
    Quota { ask: Ask },
}

#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// A whole list of names.
    Names {
        ask: Ask,
        at: UtcTime,
        /// The tables of this database; the databases if `None`.
        database: Option<String>,
        /// The names, byte for byte.
        names: Result<Whole<String>, CallFailure>,
    },
    Quota {
        ask: Ask,
        at: UtcTime,
        quota: Result<Quota, CallFailure>,
    },
}
