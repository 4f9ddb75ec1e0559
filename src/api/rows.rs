//! The answers' shapes (fact sheet 1-5; SDK models ListInstancesResult, JobDetail, Backup) and their
//! meaning. Texts for display are cleaned here; database and table names stay byte for byte.

use serde::Deserialize;
use serde_json::Value;

use super::wire::{Item, List, Loose, Object, Rows, Words};
use crate::core::{
    backup::{BackupKind, BackupRow, BackupState, Job, JobState},
    ids::{BackupId, InstanceId, JobId},
    instance::{Billing, Engine, Instance},
    mask::Mask,
    outside::{Outside, Quoted},
    request::{self, DatabaseScope},
    text::{clean_line, visible_name},
    time::UtcTime,
};

/// Longest name or reason that is kept for display, in characters.
const LONGEST_TEXT: usize = 512;
/// Longest name of a database or table that is one, in bytes; the engine takes 48.
const LONGEST_NAME: usize = 1024;
/// Running actions that are kept: any one counts as busy.
const MOST_ACTIONS: usize = 16;

/// Answer of `GET /v3/{project_id}/instances`.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Instances {
    pub instances: Rows<Object<InstanceItem>>,
}

/// Answer of `GET …/instances/{instance_id}/databases`.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Databases {
    pub database_names: Rows<Loose>,
}

/// Answer of `GET …/instances/{instance_id}/tables`.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Tables {
    pub table_names: Rows<Loose>,
}

/// Answer of the three backup lists.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Backups {
    pub backups: Rows<Object<BackupItem>>,
}

/// Answer of `GET /v3/{project_id}/jobs`.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Jobs {
    pub jobs: Rows<Object<JobItem>>,
}

/// Answer of the create call.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct CreatedIds {
    job_id: Value,
    backup_id: Value,
}

impl CreatedIds {
    /// The job's ID, if one stands there.
    pub(super) fn job(&self) -> Option<JobId> {
        told(&self.job_id).and_then(JobId::received)
    }

    /// The backup's ID, if one stands there.
    pub(super) fn backup(&self) -> Option<BackupId> {
        told(&self.backup_id).and_then(BackupId::received)
    }
}

/// Shortest text that counts as an ID which decides whether a backup was made; those of the service have 36 characters.
const SHORTEST_TOLD: usize = 8;

/// A text as an ID: `true`, 0 and `"none"` are none.
fn told(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| is_told(text))
}

/// Whether a text is long enough for such an ID.
pub(super) fn is_told(text: &str) -> bool {
    text.trim().len() >= SHORTEST_TOLD
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct InstanceItem {
    id: Value,
    name: Loose,
    status: Loose,
    region: Loose,
    datastore: Object<Datastore>,
    created: Loose,
    backup_strategy: Object<Strategy>,
    groups: List<Object<Group>>,
    actions: Words,
    enterprise_project_id: Loose,
    backup_space_usage: Object<SpaceUsage>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct SpaceUsage {
    backup_usage: Loose,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Datastore {
    #[serde(rename = "type")]
    engine: Loose,
    version: Loose,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Strategy {
    start_time: Loose,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Group {
    volume: Object<Volume>,
    nodes: List<serde::de::IgnoredAny>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Volume {
    used: Loose,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct BackupItem {
    id: Value,
    name: Loose,
    instance_id: Value,
    instance_name: Loose,
    #[serde(rename = "type")]
    made: Loose,
    size: Loose,
    status: Loose,
    begin_time: Loose,
    end_time: Loose,
    database_tables: List<Object<DatabaseItem>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct DatabaseItem {
    database_name: Loose,
    table_names: Value,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct JobItem {
    id: Value,
    name: Loose,
    status: Loose,
    start_time: Loose,
    end_time: Loose,
    progress: Loose,
    instance: Object<JobInstance>,
    fail_reason: Loose,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct JobInstance {
    id: Value,
}

impl InstanceItem {
    /// The instance; `None` without an ID.
    pub(super) fn meaning(self) -> Option<Instance> {
        let datastore = self.datastore.0.unwrap_or_default();
        let groups: Vec<Group> = self.groups.0.unwrap_or_default().into_iter().filter_map(|g| g.0).collect();
        let nodes: usize = groups.iter().map(|g| g.nodes.0.as_ref().map_or(0, Vec::len)).sum();
        let used: Vec<f64> = groups.iter().filter_map(|g| g.volume.0.as_ref()?.used.number()).collect();
        Some(Instance {
            id: InstanceId::received(self.id.as_str()?)?,
            name: name_of(&self.name),
            engine: Engine::from_datastore_type(datastore.engine.text().unwrap_or("")),
            version: shown(&datastore.version),
            status: shown(&self.status),
            actions: self.actions.0.iter().take(MOST_ACTIONS).map(|word| cut(word)).collect(),
            nodes: u32::try_from(nodes).unwrap_or(u32::MAX),
            used_gb: (!used.is_empty()).then(|| used.iter().sum()),
            backup_window: self.backup_strategy.0.and_then(|s| filled(&s.start_time)),
            region: filled(&self.region),
            created: time(&self.created),
            billing: Box::new(Billing {
                enterprise_project_id: filled(&self.enterprise_project_id),
                backup_space_usage: self.backup_space_usage.0.and_then(|usage| filled(&usage.backup_usage)),
            }),
        })
    }
}

impl Item for Object<InstanceItem> {
    type Row = Instance;

    fn meaning(self) -> Option<Instance> {
        self.0?.meaning()
    }
}

impl Item for Object<BackupItem> {
    type Row = BackupRow;

    fn meaning(self) -> Option<BackupRow> {
        self.0?.meaning()
    }
}

impl Item for Object<JobItem> {
    type Row = ToldJob;

    fn meaning(self) -> Option<ToldJob> {
        self.0?.meaning()
    }
}

/// A job whose reason has not passed the mask: pages are read where the secrets are not at hand.
pub(super) struct ToldJob {
    job: Job,
    reason: Loose,
}

impl ToldJob {
    /// Returns the job with the reason in it that a person may read.
    pub(super) fn quoted(self, mask: &Mask) -> Job {
        Job { fail_reason: Outside::text(self.reason.text().unwrap_or("")).quoted(mask, LONGEST_TEXT), ..self.job }
    }
}

/// The name of a database or table, byte for byte: it goes back to the service.
impl Item for Loose {
    type Row = String;

    fn meaning(self) -> Option<String> {
        self.into_text().filter(|name| name.len() <= LONGEST_NAME)
    }
}

impl BackupItem {
    /// The row; `None` without an ID. A row that names no tables is of the kind of the list that it was found in,
    /// which a list of whole instances is taken for here.
    pub(super) fn meaning(self) -> Option<BackupRow> {
        let state = BackupState::parse(self.status.text().unwrap_or(""));
        let databases = self.database_tables.0.unwrap_or_default();
        // A list that ignores the filter still tells a table-level backup by its tables.
        let kind = if databases.is_empty() { BackupKind::Instance } else { BackupKind::DatabaseTable };
        Some(BackupRow {
            id: BackupId::received(self.id.as_str()?)?,
            name: name_of(&self.name),
            instance: self.instance_id.as_str().and_then(InstanceId::received),
            instance_name: Some(name_of(&self.instance_name)).filter(|name| !name.is_empty()),
            kind,
            scope: scope(databases),
            manual: self.made.text().and_then(is_manual),
            size_kb: self.size.number(),
            begun: time(&self.begin_time),
            ended: time(&self.end_time).filter(|_| matches!(state, BackupState::Completed | BackupState::Failed)),
            state,
        })
    }
}

impl JobItem {
    /// The job; `None` without an ID.
    pub(super) fn meaning(self) -> Option<ToldJob> {
        let state = JobState::parse(self.status.text().unwrap_or(""));
        let is_final = matches!(state, JobState::Completed | JobState::Failed);
        let job = Job {
            id: JobId::received(self.id.as_str()?)?,
            name: shown(&self.name),
            percent: self.progress.text().filter(|_| !is_final).and_then(percent),
            begun: time(&self.start_time),
            ended: time(&self.end_time).filter(|_| is_final),
            instance: self.instance.0.and_then(|i| InstanceId::received(i.id.as_str()?)),
            fail_reason: Quoted::default(),
            state,
        };
        Some(ToldJob { job, reason: self.fail_reason })
    }
}

/// What `database_tables` tells, in the form for comparing; `None` if it tells nothing, or something in it cannot be
/// read: a scope that is known in part is not known.
fn scope(databases: Vec<Object<DatabaseItem>>) -> Option<Vec<DatabaseScope>> {
    let read: Option<Vec<DatabaseScope>> = databases.into_iter().map(|item| item.0.and_then(database)).collect();
    read.filter(|scope| !scope.is_empty()).map(|scope| request::normalised(&scope))
}

fn database(item: DatabaseItem) -> Option<DatabaseScope> {
    let table_names = match item.table_names {
        Value::Null => None,
        Value::Array(names) => Some(names.into_iter().map(name).collect::<Option<_>>()?),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => return None,
    };
    Some(DatabaseScope { database_name: item.database_name.into_text()?, table_names })
}

/// A name byte for byte; loose types write one of digits as a number.
fn name(value: Value) -> Option<String> {
    match value {
        Value::String(name) => Some(name),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// `Manual` or one of the automated kinds, whatever follows the word (the v3 page adds a gloss).
fn is_manual(text: &str) -> Option<bool> {
    let word = text.trim().to_ascii_lowercase();
    let automated = ["auto", "incremental", "differential"].iter().any(|kind| word.starts_with(kind));
    if word.starts_with("manual") { Some(true) } else { automated.then_some(false) }
}

/// `"60%"`, `"60"` or 60 (fact sheet 4), rounded down, 0 to 100.
fn percent(text: &str) -> Option<u8> {
    let number: f64 = text.trim().trim_end_matches('%').trim_end().parse().ok()?;
    // In range by the check, so the conversion only drops the fraction.
    (0.0..=100.0).contains(&number).then_some(number as u8)
}

fn time(text: &Loose) -> Option<UtcTime> {
    UtcTime::parse(text.text()?)
}

fn shown(text: &Loose) -> String {
    cut(text.text().unwrap_or(""))
}

/// A name by which a person tells one from another: nothing of it is dropped.
fn name_of(text: &Loose) -> String {
    visible_name(text.text().unwrap_or("")).chars().take(LONGEST_TEXT).collect()
}

fn filled(text: &Loose) -> Option<String> {
    let text = shown(text);
    (!text.trim().is_empty()).then_some(text)
}

fn cut(text: &str) -> String {
    clean_line(text).chars().take(LONGEST_TEXT).collect()
}

#[cfg(test)]
mod tests;
