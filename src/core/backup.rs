//! A backup row and a job as the service reports them: the two witnesses of one backup.

use serde::{Deserialize, Serialize};

use super::{
    ids::{BackupId, InstanceId, JobId},
    outside::Quoted,
    request::DatabaseScope,
    time::UtcTime,
};

/// State of a backup row (fact sheet 5; an open set).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackupState {
    /// Being made.
    Building,
    /// Usable.
    Completed,
    /// Created, then failed.
    Failed,
    /// A state this program does not know, cleaned; treated as still running.
    Other(String),
}

impl BackupState {
    /// Reads `status`.
    pub fn parse(text: &str) -> Self {
        match text.trim().to_ascii_uppercase().as_str() {
            "BUILDING" => Self::Building,
            "COMPLETED" => Self::Completed,
            "FAILED" => Self::Failed,
            _ => Self::Other(super::text::clean_excerpt(text, 24)),
        }
    }

    /// The word of the API.
    pub fn word(&self) -> &str {
        match self {
            Self::Building => "BUILDING",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
            Self::Other(text) => text,
        }
    }
}

/// Whether a list of backups shows instance-level or table-level ones: the `type` filter hides the other kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackupKind {
    /// `type=Instance`, the service's default.
    Instance,
    /// `type=DatabaseTable`.
    DatabaseTable,
}

impl BackupKind {
    /// Both kinds; a question about backups asks for each.
    pub const BOTH: [Self; 2] = [Self::Instance, Self::DatabaseTable];

    /// The query value.
    pub const fn query(self) -> &'static str {
        match self {
            Self::Instance => "Instance",
            Self::DatabaseTable => "DatabaseTable",
        }
    }
}

/// One row of the backup list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BackupRow {
    /// Backup ID in full.
    pub id: BackupId,
    /// Name, cleaned.
    pub name: String,
    /// Instance it belongs to, if told.
    pub instance: Option<InstanceId>,
    /// That instance's name at the time, cleaned, if told.
    pub instance_name: Option<String>,
    /// The list it was found in.
    pub kind: BackupKind,
    /// The databases and tables that it covers, as [`super::request::normalised`]; `None` if the row does not tell:
    /// the oldest list never does, and an empty or unreadable field tells nothing.
    pub scope: Option<Vec<DatabaseScope>>,
    /// Manual (true), automated (false), or not told.
    pub manual: Option<bool>,
    /// State.
    pub state: BackupState,
    /// Size in KB (the unit of the API), 0 while building.
    pub size_kb: Option<f64>,
    /// Begin, if told.
    pub begun: Option<UtcTime>,
    /// End, if told and final.
    pub ended: Option<UtcTime>,
}

/// State of a job (fact sheet 4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Running.
    Running,
    /// Completed; the backup row has the last word.
    Completed,
    /// Failed.
    Failed,
    /// A state this program does not know, cleaned.
    Other(String),
}

impl JobState {
    /// Reads `status`.
    pub fn parse(text: &str) -> Self {
        match text.trim().to_ascii_lowercase().as_str() {
            "running" => Self::Running,
            "completed" => Self::Completed,
            "failed" => Self::Failed,
            _ => Self::Other(super::text::clean_excerpt(text, 24)),
        }
    }

    /// The word of the API.
    pub fn word(&self) -> &str {
        match self {
            Self::Running => "Running",
            Self::Completed => "Completed",
            Self::Failed => "Failed",
            Self::Other(text) => text,
        }
    }
}

/// One row of the job list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Job ID in full.
    pub id: JobId,
    /// Operation name, e.g. `BackupInstance`; an open set.
    pub name: String,
    /// State.
    pub state: JobState,
    /// 0 to 100 while running, if told.
    pub percent: Option<u8>,
    /// Start, if told.
    pub begun: Option<UtcTime>,
    /// End; only meaningful in a final state (fact sheet 4).
    pub ended: Option<UtcTime>,
    /// Instance, if told.
    pub instance: Option<InstanceId>,
    /// The service's reason; empty unless failed.
    pub fail_reason: Quoted,
}
