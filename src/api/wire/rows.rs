//! The answers of the lists and of the create call (the SDK models ListInstancesResult and Backup),
//! and their meaning. Texts for display are cleaned here; names of databases and tables stay byte
//! for byte.

use serde::Deserialize;

use super::job_rows::JobItem;
use super::json::{Item, List, Object, Rows, Scalar, Text, Words};
use crate::core::{
    base::{
        ids::{BackupId, InstanceId, JobId},
        instance::{Billing, Engine, Instance},
        text::{clean_line, visible_name},
        time::UtcTime,
        whole::Row as _,
    },
    operation::backup::{BackupKind, BackupRow, BackupState, Particulars},
    scope::choice::{self, DatabaseScope},
};

/// The longest name or reason that is kept for display, in characters.
pub const LONGEST_TEXT: usize = 512;
/// The longest text that counts as a name of a database or table, in bytes; the engine takes 48.
const LONGEST_NAME: usize = 1024;

/// The answer of `GET /v3/{project_id}/instances`.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Instances {
    pub instances: Rows<Object<InstanceItem>>,
}

/// The answer of `GET …/instances/{instance_id}/databases`.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Databases {
    pub database_names: Rows<Scalar>,
}

/// The answer of `GET …/instances/{instance_id}/tables`.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Tables {
    pub table_names: Rows<Scalar>,
}

/// The answer of the three backup lists.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Backups {
    pub backups: Rows<Object<BackupItem>>,
}

/// The answer of `GET /v3/{project_id}/jobs`.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Jobs {
    pub jobs: Rows<Object<JobItem>>,
}

/// The answer of the create call.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct CreatedIds {
    job_id: Text,
    backup_id: Text,
}

impl CreatedIds {
    pub fn job(&self) -> Option<JobId> {
        as_id(&self.job_id).and_then(JobId::received)
    }

    pub fn backup(&self) -> Option<BackupId> {
        as_id(&self.backup_id).and_then(BackupId::received)
    }
}

/// The shortest text that counts as an ID in the answer of the create call, where an ID decides
/// whether a backup was made; the IDs of the service have 36 characters.
const SHORTEST_ID: usize = 8;

/// Returns a text that counts as an ID: `true`, 0 and `"none"` do not.
fn as_id(value: &Text) -> Option<&str> {
    value.as_str().filter(|text| is_long_enough(text))
}

/// Returns whether a text is long enough for an ID that decides whether a backup was made.
pub fn is_long_enough(text: &str) -> bool {
    text.trim().len() >= SHORTEST_ID
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct InstanceItem {
    id: Text,
    name: Scalar,
    status: Scalar,
    region: Scalar,
    datastore: Object<Datastore>,
    created: Scalar,
    backup_strategy: Object<Strategy>,
    groups: List<Object<Group>>,
    actions: Words,
    enterprise_project_id: Scalar,
    backup_space_usage: Object<SpaceUsage>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct SpaceUsage {
    backup_usage: Scalar,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Datastore {
    #[serde(rename = "type")]
    engine: Scalar,
    version: Scalar,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Strategy {
    start_time: Scalar,
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
    used: Scalar,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct BackupItem {
    id: Text,
    name: Scalar,
    instance_id: Text,
    instance_name: Scalar,
    #[serde(rename = "type")]
    made: Scalar,
    size: Scalar,
    status: Scalar,
    begin_time: Scalar,
    end_time: Scalar,
    description: Scalar,
    datastore: Object<Datastore>,
    database_tables: Rows<Object<DatabaseItem>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct DatabaseItem {
    database_name: Scalar,
    table_names: Option<List<Scalar>>,
}

impl Item for InstanceItem {
    type Row = Instance;

    fn meaning(self) -> Option<Instance> {
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
            version: display_text(&datastore.version),
            status: display_text(&self.status),
            actions: self.actions.0.iter().map(|word| shortened(word)).collect(),
            nodes: u32::try_from(nodes).unwrap_or(u32::MAX),
            used_gb: (!used.is_empty()).then(|| used.iter().sum()),
            backup_window: self.backup_strategy.0.and_then(|s| non_empty(&s.start_time)),
            region: non_empty(&self.region),
            created: time(&self.created),
            billing: Box::new(Billing {
                enterprise_project_id: non_empty(&self.enterprise_project_id),
                backup_space_usage: self
                    .backup_space_usage
                    .0
                    .and_then(|usage| non_empty(&usage.backup_usage)),
            }),
        })
    }

    fn weight(row: &Instance) -> usize {
        row.weight()
    }
}

/// The name of a database or table, byte for byte, because requests send the name back.
impl Item for Scalar {
    type Row = String;

    const NEEDED: &'static str = "usable names";

    fn meaning(self) -> Option<String> {
        self.into_text().filter(|name| name.len() <= LONGEST_NAME)
    }

    fn weight(row: &String) -> usize {
        row.weight()
    }
}

/// A database of a backup's scope, and its tables.
impl Item for DatabaseItem {
    type Row = DatabaseScope;
    // A page holds many scopes, and `normalised` holds one of them twice.
    const MOST: usize = 4 << 20;

    fn meaning(self) -> Option<DatabaseScope> {
        let DatabaseItem { database_name, table_names } = self;
        let name = |name: Scalar| name.into_text();
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

impl Item for BackupItem {
    type Row = BackupRow;

    fn weight(row: &BackupRow) -> usize {
        row.weight()
    }

    /// Returns the row; `None` without an ID. The tables that an item names tell its kind; for an
    /// item without tables the list that was asked for tells the kind.
    fn meaning(self) -> Option<BackupRow> {
        let state = BackupState::parse(self.status.text().unwrap_or(""));
        // A scope of which a part cannot be read counts as unknown as a whole.
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
            particulars: self.datastore.0.and_then(|datastore| {
                let engine = Engine::from_datastore_type(datastore.engine.text()?);
                let description = display_text(&self.description);
                Some(Box::new(Particulars { description, engine }))
            }),
            state,
        })
    }
}

/// Reads `Manual` or one of the automated kinds. Any text may follow the word, since the
/// page of ShowAllInstancesBackups shows one.
fn is_manual(text: &str) -> Option<bool> {
    let word = text.trim().to_ascii_lowercase();
    let automated =
        ["auto", "incremental", "differential"].iter().any(|kind| word.starts_with(kind));
    if word.starts_with("manual") { Some(true) } else { automated.then_some(false) }
}

pub fn time(text: &Scalar) -> Option<UtcTime> {
    UtcTime::parse(text.text()?)
}

pub fn display_text(text: &Scalar) -> String {
    shortened(text.text().unwrap_or(""))
}

/// Returns a name with every odd character made visible: a person tells instances and
/// backups apart by their names.
fn name_of(text: &Scalar) -> String {
    visible_name(text.text().unwrap_or("")).chars().take(LONGEST_TEXT).collect()
}

fn non_empty(text: &Scalar) -> Option<String> {
    let text = display_text(text);
    (!text.trim().is_empty()).then_some(text)
}

fn shortened(text: &str) -> String {
    clean_line(text).chars().take(LONGEST_TEXT).collect()
}

#[cfg(test)]
mod tests;
