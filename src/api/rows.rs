//! The answers' shapes (fact sheet 1-5; SDK models ListInstancesResult, JobDetail, Backup) and
//! their meaning. Texts for display are cleaned here; database and table names stay byte for byte.

use serde::Deserialize;

use super::{
    job_rows::JobItem,
    wire::{Item, List, Loose, Object, Rows, Text, Words},
};
use crate::core::{
    base::{
        ids::{BackupId, InstanceId, JobId},
        instance::{Billing, Engine, Instance},
        text::{clean_line, visible_name},
        time::UtcTime,
        whole::Row as _,
    },
    operation::backup::{BackupKind, BackupRow, BackupState},
    scope::choice::{self, DatabaseScope},
};

/// Longest name or reason that is kept for display, in characters.
pub(super) const LONGEST_TEXT: usize = 512;
/// Longest name of a database or table that is one, in bytes; the engine takes 48.
const LONGEST_NAME: usize = 1024;

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
    job_id: Text,
    backup_id: Text,
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

/// Shortest text that counts as an ID which decides whether a backup was made; those of
/// the service have 36 characters.
const SHORTEST_TOLD: usize = 8;

/// A text as an ID: `true`, 0 and `"none"` are none.
fn told(value: &Text) -> Option<&str> {
    value.as_str().filter(|text| is_told(text))
}

/// Whether a text is long enough for such an ID.
pub(super) fn is_told(text: &str) -> bool {
    text.trim().len() >= SHORTEST_TOLD
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct InstanceItem {
    id: Text,
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
    id: Text,
    name: Loose,
    instance_id: Text,
    instance_name: Loose,
    #[serde(rename = "type")]
    made: Loose,
    size: Loose,
    status: Loose,
    begin_time: Loose,
    end_time: Loose,
    database_tables: Rows<Object<DatabaseItem>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct DatabaseItem {
    database_name: Loose,
    table_names: Option<List<Loose>>,
}

impl InstanceItem {
    /// The instance; `None` without an ID.
    pub(super) fn meaning(self) -> Option<Instance> {
        let datastore = self.datastore.0.unwrap_or_default();
        let groups: Vec<Group> =
            self.groups.0.unwrap_or_default().into_iter().filter_map(|g| g.0).collect();
        let nodes: usize = groups.iter().map(|g| g.nodes.0.as_ref().map_or(0, Vec::len)).sum();
        let used: Vec<f64> =
            groups.iter().filter_map(|g| g.volume.0.as_ref()?.used.number()).collect();
        Some(Instance {
            id: InstanceId::received(self.id.as_str()?)?,
            name: name_of(&self.name),
            engine: Engine::from_datastore_type(datastore.engine.text().unwrap_or("")),
            version: shown(&datastore.version),
            status: shown(&self.status),
            actions: self.actions.0.iter().map(|word| cut(word)).collect(),
            nodes: u32::try_from(nodes).unwrap_or(u32::MAX),
            used_gb: (!used.is_empty()).then(|| used.iter().sum()),
            backup_window: self.backup_strategy.0.and_then(|s| filled(&s.start_time)),
            region: filled(&self.region),
            created: time(&self.created),
            billing: Box::new(Billing {
                enterprise_project_id: filled(&self.enterprise_project_id),
                backup_space_usage: self
                    .backup_space_usage
                    .0
                    .and_then(|usage| filled(&usage.backup_usage)),
            }),
        })
    }
}

impl Item for Object<InstanceItem> {
    type Row = Instance;

    fn meaning(self) -> Option<Instance> {
        self.0?.meaning()
    }

    fn weight(row: &Instance) -> usize {
        row.weight()
    }
}

impl Item for Object<BackupItem> {
    type Row = BackupRow;

    fn meaning(self) -> Option<BackupRow> {
        self.0?.meaning()
    }

    fn weight(row: &BackupRow) -> usize {
        row.weight()
    }
}

/// The name of a database or table, byte for byte: it goes back to the service.
impl Item for Loose {
    type Row = String;

    fn meaning(self) -> Option<String> {
        self.into_text().filter(|name| name.len() <= LONGEST_NAME)
    }

    fn weight(row: &String) -> usize {
        row.weight()
    }
}

/// A database of a backup's scope, and its tables.
impl Item for Object<DatabaseItem> {
    type Row = DatabaseScope;
    // A page holds many scopes, and one of them is held twice while it is put in order.
    const MOST: usize = 4 << 20;

    fn meaning(self) -> Option<DatabaseScope> {
        let DatabaseItem { database_name, table_names } = self.0?;
        let name = |name: Loose| name.into_text();
        let table_names = match table_names {
            None => None,
            Some(names) => Some(names.0?.into_iter().map(name).collect::<Option<_>>()?),
        };
        Some(DatabaseScope { database_name: database_name.into_text()?, table_names })
    }

    fn weight(row: &DatabaseScope) -> usize {
        row.weight()
    }
}

impl BackupItem {
    /// The row; `None` without an ID. Its kind is told by the tables that it names; the lists
    /// tell it of other rows.
    pub(super) fn meaning(self) -> Option<BackupRow> {
        let state = BackupState::parse(self.status.text().unwrap_or(""));
        // A scope that is known in part, or is longer than any, is not known.
        let (kind, scope) = match self.database_tables {
            Rows::NoList => (None, None),
            Rows::Read(databases) if databases.is_empty() => (None, None),
            Rows::Read(databases) => {
                (Some(BackupKind::DatabaseTable), Some(choice::normalised(&databases)))
            }
            Rows::Unusable | Rows::TooMany => (Some(BackupKind::DatabaseTable), None),
        };
        Some(BackupRow {
            id: BackupId::received(self.id.as_str()?)?,
            name: name_of(&self.name),
            instance: self.instance_id.as_str().and_then(InstanceId::received),
            instance_name: Some(name_of(&self.instance_name)).filter(|name| !name.is_empty()),
            kind,
            scope,
            manual: self.made.text().and_then(is_manual),
            size_kb: self.size.number(),
            begun: time(&self.begin_time),
            ended: time(&self.end_time)
                .filter(|_| matches!(state, BackupState::Completed | BackupState::Failed)),
            state,
        })
    }
}

/// `Manual` or one of the automated kinds, whatever follows the word (the v3 page adds a gloss).
fn is_manual(text: &str) -> Option<bool> {
    let word = text.trim().to_ascii_lowercase();
    let automated =
        ["auto", "incremental", "differential"].iter().any(|kind| word.starts_with(kind));
    if word.starts_with("manual") { Some(true) } else { automated.then_some(false) }
}

pub(super) fn time(text: &Loose) -> Option<UtcTime> {
    UtcTime::parse(text.text()?)
}

pub(super) fn shown(text: &Loose) -> String {
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
