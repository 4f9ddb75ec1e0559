//! The answers' shapes (fact sheet 1-5; SDK models ListInstancesResult, JobDetail, Backup) and their
//! meaning. Texts for display are cleaned here; database and table names stay byte for byte.

use serde::Deserialize;
use serde_json::Value;

use super::wire::{Item, List, Loose, Object, Rows, Words};
use crate::core::{
    backup::{BackupKind, BackupRow, BackupState, Job, JobState},
    ids::{BackupId, InstanceId, JobId},
    instance::{Engine, Instance},
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
    value.as_str().filter(|text| text.trim().len() >= SHORTEST_TOLD)
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
    type Row = Job;

    fn meaning(self) -> Option<Job> {
        self.0?.meaning()
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
    /// The row; `None` without an ID. Its kind is told by the tables that it names; the lists tell it of other rows.
    pub(super) fn meaning(self) -> Option<BackupRow> {
        let state = BackupState::parse(self.status.text().unwrap_or(""));
        let databases = self.database_tables.0.unwrap_or_default();
        let kind = (!databases.is_empty()).then_some(BackupKind::DatabaseTable);
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
    pub(super) fn meaning(self) -> Option<Job> {
        let state = JobState::parse(self.status.text().unwrap_or(""));
        let is_final = matches!(state, JobState::Completed | JobState::Failed);
        Some(Job {
            id: JobId::received(self.id.as_str()?)?,
            name: shown(&self.name),
            percent: self.progress.text().filter(|_| !is_final).and_then(percent),
            begun: time(&self.start_time),
            ended: time(&self.end_time).filter(|_| is_final),
            instance: self.instance.0.and_then(|i| InstanceId::received(i.id.as_str()?)),
            fail_reason: shown(&self.fail_reason),
            state,
        })
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
mod tests {
    use super::*;

    fn instance(json: &str) -> Option<Instance> {
        serde_json::from_str::<InstanceItem>(json).unwrap().meaning()
    }

    /// The fact sheet's own example (section 2), shortened.
    const EXAMPLE: &str = r#"{"id":"5d3f0c9a7be84216a1c0f2d4b6e8a013in06","name":"orders-prod","status":"normal","port":"8635",
        "region":"eu-west-101","datastore":{"type":"cassandra","version":"3.11","patch_available":false},
        "created":"2025-11-04T09:12:33","backup_strategy":{"start_time":"01:00-02:00","keep_days":7},"pay_mode":"0",
        "groups":[{"id":"g","volume":{"size":"500","used":"113.42"},"nodes":[{"id":"n1"},{"id":"n2"}]},
                  {"volume":{"size":500,"used":0.58},"nodes":[{"id":"n3"}]}],"actions":[]}"#;

    #[test]
    fn the_example_of_the_fact_sheet_is_read_in_full() {
        let read = instance(EXAMPLE).unwrap();
        assert_eq!((read.name.as_str(), &read.engine, read.version.as_str()), ("orders-prod", &Engine::Cassandra, "3.11"));
        assert_eq!((read.nodes, read.used_gb.map(|gb| gb.round()), read.is_idle()), (3, Some(114.0), true));
        assert_eq!((read.backup_window.as_deref(), read.region.as_deref()), (Some("01:00-02:00"), Some("eu-west-101")));
        assert_eq!(read.created.unwrap().iso(), "2025-11-04T09:12:33Z");
    }

    #[test]
    fn an_instance_needs_its_id_and_nothing_else() {
        assert_eq!(instance(r#"{"name":"x"}"#), None);
        for none in [r#"" ""#, "null", "true", "7", r#"["a"]"#, r#""a b""#, r#""\u001b[2J""#, r#""编号""#] {
            assert_eq!(instance(&format!(r#"{{"id":{none}}}"#)), None, "{none}");
        }
        assert_eq!(instance(&format!(r#"{{"id":"{}"}}"#, "x".repeat(5_000))), None);
        let bare = instance(r#"{"id":"a","datastore":"cassandra","groups":7,"name":12,"status":null,"actions":"BACKUP"}"#).unwrap();
        assert_eq!((bare.name.as_str(), &bare.engine, bare.used_gb), ("12", &Engine::Other(String::new()), None));
        assert!(!bare.is_idle() && bare.actions == ["BACKUP"]);
    }

    #[test]
    fn display_text_is_clean_and_bounded() {
        let read = instance(&format!(r#"{{"id":"a","name":"\u202e\u001b]0;x\u0007{}"}}"#, "y".repeat(9_000))).unwrap();
        assert_eq!(read.name.chars().count(), LONGEST_TEXT);
        assert!(!read.name.contains(|c: char| c.is_control() || c == '\u{202e}'));
    }

    #[test]
    fn a_job_tells_its_percentage_while_running_and_its_end_when_final() {
        let job = |json: &str| serde_json::from_str::<JobItem>(json).unwrap().meaning().unwrap();
        let rows: &[(&str, Option<u8>)] = &[
            (r#""60%""#, Some(60)),
            (r#""60""#, Some(60)),
            ("60", Some(60)),
            (r#"" 99.9 % ""#, Some(99)),
            (r#""""#, None),
            (r#""140%""#, None),
            (r#""-1%""#, None),
            ("null", None),
            (r#""NaN%""#, None),
        ];
        for (progress, want) in rows {
            let json = format!(r#"{{"id":"j","status":"Running","progress":{progress},"end_time":"2026-03-01T08:15:30+0000"}}"#);
            assert_eq!((job(&json).percent, job(&json).ended), (*want, None), "{progress}");
        }
        let done = job(r#"{"id":"j","status":"Completed","progress":"100%","end_time":"2026-03-01T08:15:30+0000","instance":{"id":"i"}}"#);
        assert_eq!((done.percent, done.ended.is_some(), done.instance.is_some()), (None, true, true));
        assert_eq!(job(r#"{"id":"j","status":"Queued"}"#).state, JobState::Other("Queued".into()));
    }

    #[test]
    fn a_backup_row_tells_its_kind_and_who_made_it() {
        let row = |json: &str| serde_json::from_str::<BackupItem>(json).unwrap().meaning().unwrap();
        let building = row(r#"{"id":"b","type":"Manual","size":0,"status":"BUILDING","begin_time":"2026-03-01 08:15:30","end_time":""}"#);
        assert_eq!((building.manual, building.size_kb, building.ended, building.kind), (Some(true), Some(0.0), None, None));
        let tables = row(r#"{"id":"b","type":"Auto","size":"12.5","status":"COMPLETED","end_time":"2026-03-01T08:15:30+0000",
            "database_tables":[{"database_name":"d","table_names":null}]}"#);
        assert_eq!((tables.manual, tables.size_kb, tables.kind), (Some(false), Some(12.5), Some(BackupKind::DatabaseTable)));
        assert!(tables.ended.is_some());
        assert_eq!(row(r#"{"id":"b","type":"Snapshot"}"#).manual, None);
    }

    #[test]
    fn a_backup_row_tells_its_scope_in_the_form_for_comparing() {
        let row = |tables: &str| {
            let json = format!(r#"{{"id":"b","instance_name":"a\u001bb","database_tables":{tables}}}"#);
            serde_json::from_str::<BackupItem>(&json).unwrap().meaning().unwrap()
        };
        let scope = |tables: &str| row(tables).scope.map(|scope| serde_json::to_string(&scope).unwrap());
        for (tables, want) in [
            (r#"[{"database_name":"d","table_names":null}]"#, r#"[{"database_name":"d","table_names":null}]"#),
            (r#"[{"database_name":"d","table_names":[]}]"#, r#"[{"database_name":"d","table_names":null}]"#),
            (r#"[{"database_name":"d"}]"#, r#"[{"database_name":"d","table_names":null}]"#),
            (r#"[{"database_name":"d","table_names":["u","t","u"]}]"#, r#"[{"database_name":"d","table_names":["t","u"]}]"#),
            (
                r#"[{"database_name":"e"},{"database_name":"d","table_names":["t"]},{"database_name":"e","table_names":["t"]}]"#,
                r#"[{"database_name":"d","table_names":["t"]},{"database_name":"e","table_names":null}]"#,
            ),
            (r#"[{"database_name":7,"table_names":[8]}]"#, r#"[{"database_name":"7","table_names":["8"]}]"#),
            (r#"[{"database_name":" d\u001b"}]"#, r#"[{"database_name":" d\u001b","table_names":null}]"#),
        ] {
            assert_eq!((scope(tables).as_deref(), row(tables).kind), (Some(want), Some(BackupKind::DatabaseTable)), "{tables}");
        }
        for silent in ["null", "[]", "{}", "7"] {
            assert_eq!((scope(silent), row(silent).kind), (None, None), "{silent}");
        }
        for odd in [r#"["d"]"#, "[{}]", r#"[{"database_name":"d","table_names":"t"}]"#, r#"[{"database_name":"d","table_names":[[]]}]"#] {
            assert_eq!((scope(odd), row(odd).kind), (None, Some(BackupKind::DatabaseTable)), "{odd}");
        }
        assert_eq!(row("null").instance_name.as_deref(), Some("a\\u{1b}b"));
    }
}
