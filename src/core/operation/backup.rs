//! A backup row and a job as the service reports them: the two witnesses of one backup.

use serde::{Deserialize, Serialize};

use crate::core::{
    base::{
        Ask, BackupId, Engine, InstanceId, JobId, Quoted, UtcTime,
        text::{self, printable_of_file},
        whole::{self, Row},
    },
    scope::DatabaseScope,
};

/// State of a backup row (operation `ListBackups`; an open set).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackupState {
    Building,
    Completed,
    Failed,
    /// A state this program does not know, cleaned; treated as still running.
    Other(#[serde(deserialize_with = "printable_of_file")] String),
}

impl BackupState {
    /// Reads `status`.
    pub fn parse(text: &str) -> Self {
        match text.trim().to_ascii_uppercase().as_str() {
            "BUILDING" => Self::Building,
            "COMPLETED" => Self::Completed,
            "FAILED" => Self::Failed,
            _ => Self::Other(text::clean_excerpt(text, 24)),
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

/// Whether a list of backups shows instance-level or table-level ones: the `type`
/// filter hides the other kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackupKind {
    /// `type=Instance`, the service's default.
    Instance,
    /// `type=DatabaseTable`.
    DatabaseTable,
}

/// Returns the word for a manual backup, or for an automated one.
pub const fn made(manual: bool) -> &'static str {
    if manual { "manual" } else { "automated" }
}

impl BackupKind {
    /// Both kinds; a question about backups asks for each.
    pub const BOTH: [Self; 2] = [Self::Instance, Self::DatabaseTable];

    /// Returns the place of the kind in [`BackupKind::BOTH`].
    pub const fn place(self) -> usize {
        self as usize
    }

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
    pub id: BackupId,
    #[serde(deserialize_with = "printable_of_file")]
    pub name: String,
    /// Instance of the backup, if the service tells.
    pub instance: Option<InstanceId>,
    /// Name of the instance when the backup was made, cleaned, if the service tells.
    #[serde(default, deserialize_with = "printable_of_file")]
    pub instance_name: Option<String>,
    /// Whether the backup is of the whole instance or of tables, by the tables that the
    /// row names or by the list that shows the row; `None` if the row names no tables and
    /// both lists show the row.
    #[serde(default)]
    pub kind: Option<BackupKind>,
    /// The databases and tables in the backup, as
    /// [`crate::core::scope::choice::normalised`]; `None` if the row does not tell: the
    /// oldest list never does, and an empty or unreadable field tells nothing.
    pub scope: Option<Vec<DatabaseScope>>,
    /// Whether the backup is manual or automated, if the service tells.
    pub manual: Option<bool>,
    pub state: BackupState,
    /// Size in KB (the unit of the API), 0 while building.
    pub size_kb: Option<f64>,
    pub begun: Option<UtcTime>,
    /// When the backup ended, if the service tells and the state is final.
    pub ended: Option<UtcTime>,
    /// What the service tells beside; the journal has that in the intent.
    #[serde(skip)]
    pub particulars: Option<Box<Particulars>>,
}

/// What a new form takes from a backup of somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Particulars {
    /// Cleaned, and empty if the service tells none.
    pub description: String,
    pub engine: Engine,
}

/// Returns how long a backup took in seconds, if the service tells both times
/// and they can be right.
pub fn took(begun: Option<UtcTime>, ended: Option<UtcTime>) -> Option<u64> {
    begun
        .zip(ended)
        .filter(|(begun, ended)| begun <= ended)
        .map(|(begun, ended)| ended.since(begun))
}

/// Returns the backup of this name, or else one whose name differs by the case of letters alone.
pub fn namesake<'a>(rows: &'a [BackupRow], name: &str) -> Option<&'a BackupRow> {
    let exact = rows.iter().find(|row| row.name == name);
    exact.or_else(|| rows.iter().find(|row| row.name.eq_ignore_ascii_case(name)))
}

impl BackupRow {
    /// Returns true until it has come to an end.
    pub const fn goes_on(&self) -> bool {
        matches!(self.state, BackupState::Building | BackupState::Other(_))
    }
}

impl Row for BackupRow {
    fn key(&self) -> &str {
        self.id.as_str()
    }

    fn weight(&self) -> usize {
        let instance = self.instance.as_ref().map_or(0, |id| whole::text(id.as_str()));
        let texts = whole::text(self.id.as_str())
            + whole::text(&self.name)
            + instance
            + self.instance_name.as_deref().map_or(0, whole::text)
            + self
                .particulars
                .as_ref()
                .map_or(0, |told| size_of::<Particulars>() + whole::text(&told.description));
        size_of::<Self>()
            + texts
            + self.scope.iter().flatten().map(DatabaseScope::weight).sum::<usize>()
    }
}

/// State of a job ("Querying Tasks"; an open set).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    Running,
    /// Completed; the backup row has the last word.
    Completed,
    Failed,
    /// A state this program does not know, cleaned.
    Other(#[serde(deserialize_with = "printable_of_file")] String),
}

impl JobState {
    /// Reads `status`.
    pub fn parse(text: &str) -> Self {
        match text.trim().to_ascii_lowercase().as_str() {
            "running" => Self::Running,
            "completed" => Self::Completed,
            "failed" => Self::Failed,
            _ => Self::Other(text::clean_excerpt(text, 24)),
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
    pub id: JobId,
    /// Operation name, e.g. `BackupInstance`; an open set.
    #[serde(deserialize_with = "printable_of_file")]
    pub name: String,
    pub state: JobState,
    /// 0 to 100 while the job runs, if the service tells.
    pub percent: Option<u8>,
    pub begun: Option<UtcTime>,
    /// When the job ended; only meaningful in a final state ("Querying Tasks").
    pub ended: Option<UtcTime>,
    pub instance: Option<InstanceId>,
    /// The service's reason; empty unless failed.
    pub fail_reason: Quoted,
}

impl Job {
    /// Returns true until it has come to an end.
    pub const fn goes_on(&self) -> bool {
        matches!(self.state, JobState::Running | JobState::Other(_))
    }
}

impl Row for Job {
    fn key(&self) -> &str {
        self.id.as_str()
    }

    fn weight(&self) -> usize {
        let instance = self.instance.as_ref().map_or(0, |id| whole::text(id.as_str()));
        size_of::<Self>()
            + whole::text(self.id.as_str())
            + whole::text(&self.name)
            + instance
            + whole::text(&self.fail_reason)
    }
}

/// A page of backups to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageWanted {
    pub ask: Ask,
    /// Only backups of this instance; of all if `None`.
    pub instance: Option<InstanceId>,
    pub kind: BackupKind,
    /// Number of rows on the pages before.
    pub received: u64,
}

/// A page of backups from the service.
#[derive(Debug, Clone, PartialEq)]
pub struct BackupPage {
    /// The rows, newest first.
    pub rows: Vec<BackupRow>,
    /// How many rows the service sent: more than stand in `rows` where some were not asked for. A
    /// page of no rows ends the list.
    pub received: u64,
}

/// How far back a list has been read whose rows come newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Reached {
    End,
    Begin(UtcTime),
    #[default]
    Nothing,
}

impl Reached {
    /// Returns how far back the list has been read with one more page.
    pub fn with(self, page: &BackupPage) -> Self {
        let oldest = page.rows.iter().filter_map(|row| row.begun).min();
        match (page.received == 0, oldest, self) {
            (true, ..) => Self::End,
            (false, Some(oldest), Self::Begin(before)) => Self::Begin(oldest.min(before)),
            (false, Some(oldest), Self::Nothing) => Self::Begin(oldest),
            (false, _, before) => before,
        }
    }

    /// Returns whether all rows newer than this begin have been read; `None` is older than all.
    pub fn is_past(self, begun: Option<UtcTime>) -> bool {
        match (self, begun) {
            (Self::End, _) => true,
            (Self::Begin(reached), Some(begun)) => reached <= begun,
            (Self::Begin(_), None) | (Self::Nothing, _) => false,
        }
    }
}
