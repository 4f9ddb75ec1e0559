//! The service's backups and instances in rows of JSON, CSV or a table, and what is said beside.

use serde_json::Value;

use super::{
    columns::{self, cell, json_of},
    record,
};
use crate::{
    core::{
        base::{
            CallFailure, Instance, StateTrouble, UtcTime,
            text::{escaped_json, visible_name},
            time::elapsed,
        },
        operation::{
            backup::{BackupKind, made},
            history::{Covers, Row},
        },
    },
    words::{
        base::{calls, disk_error, permissions::Need},
        count, if_told, size_kb,
    },
};

/// A row of a list of the service.
pub trait Listed {
    /// The form of the JSON object; a file of `assets/` describes each.
    const SCHEMA: &'static str;
    /// The keys of the JSON object, and the headings of CSV.
    const COLUMNS: &'static [&'static str];
    /// The headings of the table.
    const HEADINGS: &'static [&'static str];

    /// Returns the values of [`Self::COLUMNS`].
    fn values(&self) -> Vec<Value>;

    /// Returns the texts under [`Self::HEADINGS`].
    fn cells(&self) -> Vec<String>;
}

/// Returns a row as a JSON object on one line.
pub fn json<T: Listed>(row: &T) -> String {
    let schema = ("schema".to_owned(), Value::from(T::SCHEMA));
    let fields = T::COLUMNS.iter().map(|column| (*column).to_owned()).zip(row.values());
    escaped_json(Value::Object([schema].into_iter().chain(fields).collect()).to_string())
}

/// Returns a row as a row of CSV.
pub fn csv<T: Listed>(row: &T) -> String {
    columns::csv(&row.values().iter().map(cell).collect::<Vec<_>>())
}

/// A listed backup beside what the journal knows.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    pub row: Row<'a>,
    /// The journal, or a part of it, does not tell whether the backup was made from here.
    pub may_be_from_here: bool,
}

impl Told<'_> {
    const fn is_from_here(self) -> Option<bool> {
        match (self.row.done(), self.may_be_from_here) {
            (Some(_), _) => Some(true),
            (None, true) => None,
            (None, false) => Some(false),
        }
    }
}

impl Listed for Told<'_> {
    const SCHEMA: &'static str = "geminidb-backup/backup/1";
    const COLUMNS: &'static [&'static str] = &[
        "backup_id",
        "name",
        "instance_id",
        "instance_name",
        "begun",
        "ended",
        "state",
        "kind",
        "level",
        "scope",
        "took_seconds",
        "size_kb",
        "from_here",
        "operation",
        "user",
        "sudo_user",
        "outcome",
    ];
    const HEADINGS: &'static [&'static str] = &[
        "BEGUN (UTC)",
        "INSTANCE",
        "NAME",
        "KIND",
        "SCOPE",
        "STATE",
        "TOOK",
        "SIZE",
        "BACKUP ID",
        "FROM HERE",
    ];

    fn values(&self) -> Vec<Value> {
        let (row, listed, done) = (self.row, self.row.listed(), self.row.done());
        let level = row.covers().map(|covers| match covers {
            Covers::Instance => "instance",
            Covers::Tables(_) => "database_table",
        });
        let scope = listed.and_then(|row| row.scope.as_ref());
        let by = done.and_then(|done| done.by.as_ref());
        vec![
            row.backup().map(|id| id.as_str()).into(),
            row.name().into(),
            row.instance().into(),
            Some(row.instance_name()).filter(|name| !name.is_empty()).into(),
            json_of(row.begun()),
            json_of(listed.and_then(|row| row.ended)),
            row.word().into(),
            row.manual().map(made).into(),
            level.into(),
            json_of(scope),
            row.took().into(),
            row.size_kb().into(),
            self.is_from_here().into(),
            done.and_then(|done| done.operation).map(|id| id.to_string()).into(),
            by.and_then(|by| by.user.as_deref()).into(),
            by.and_then(|by| by.sudo_user.as_deref()).into(),
            done.map(|done| done.outcome.word()).into(),
        ]
    }

    fn cells(&self) -> Vec<String> {
        let row = self.row;
        let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let state = match row.other_word() {
            Some(outcome) => format!("{} (journal: {})", row.word(), outcome.word()),
            None => row.word().to_owned(),
        };
        vec![
            or_dash(row.begun().map(UtcTime::iso)),
            visible_name(row.instance_name()).into_owned(),
            visible_name(row.name()).into_owned(),
            or_dash(row.manual().map(|manual| made(manual).to_owned())),
            or_dash(row.covers().map(record::covers)),
            state,
            or_dash(row.took().map(elapsed)),
            or_dash(row.size_kb().map(size_kb)),
            or_dash(row.backup().map(ToString::to_string)),
            visible_name(&from_here(*self)).into_owned(),
        ]
    }
}

/// Says by which operation and by whom a backup was made.
fn from_here(told: Told<'_>) -> String {
    let Some(done) = told.row.done() else {
        return if told.may_be_from_here { "not known" } else { "not from this journal" }
            .to_owned();
    };
    let by = done.by.as_ref();
    let parts = [
        if_told("", done.operation, ""),
        if_told(" by ", by.and_then(|by| by.user.as_ref()), ""),
        if_told(" by sudo from ", by.and_then(|by| by.sudo_user.as_ref()), ""),
    ];
    parts.concat().trim_start().to_owned()
}

impl Listed for Instance {
    const SCHEMA: &'static str = "geminidb-backup/instance/1";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "name",
        "engine",
        "version",
        "status",
        "actions",
        "nodes",
        "used_gb",
        "backup_window",
        "region",
        "created",
        "enterprise_project_id",
        "backup_space_usage",
    ];
    const HEADINGS: &'static [&'static str] =
        &["NAME", "ENGINE", "VERSION", "STATUS", "ACTIONS", "NODES", "USED GB", "ID"];

    fn values(&self) -> Vec<Value> {
        vec![
            self.id.as_str().into(),
            self.name.as_str().into(),
            self.engine.name().into(),
            Some(self.version.as_str()).filter(|version| !version.is_empty()).into(),
            self.status.as_str().into(),
            self.actions.as_slice().into(),
            self.nodes.into(),
            self.used_gb.into(),
            self.backup_window.as_deref().into(),
            self.region.as_deref().into(),
            json_of(self.created),
            self.billing.enterprise_project_id.as_deref().into(),
            self.billing.backup_space_usage.as_deref().into(),
        ]
    }

    fn cells(&self) -> Vec<String> {
        let shown = |text: &str| visible_name(text).into_owned();
        vec![
            shown(&self.name),
            shown(self.engine.name()),
            shown(&self.version),
            shown(&self.status),
            shown(&self.actions.join(" ")),
            self.nodes.to_string(),
            self.used_gb.map_or_else(|| "-".to_owned(), |gb| gb.to_string()),
            self.id.to_string(),
        ]
    }
}

/// Names the backups of one kind by their level.
pub const fn level(kind: BackupKind) -> &'static str {
    match kind {
        BackupKind::Instance => "instance-level backups",
        BackupKind::DatabaseTable => "table-level backups",
    }
}

/// Says that a list is not whole, and why.
pub fn not_whole(what: &str, why: &CallFailure) -> String {
    let need = if what == "instances" { Need::Instances } else { Need::Backups };
    format!("{}; the list is incomplete", calls::not_read(what, why, need))
}

pub fn journal_unread(why: &StateTrouble) -> String {
    let why = disk_error::trouble(why);
    format!("the journal cannot be read, so no row says whether the backup is from here: {why}")
}

pub fn files_unread(files: usize) -> String {
    format!("{} of the journal cannot be read; `log` shows which", count(files, "file"))
}

pub fn no_time_told() -> String {
    "the service told no time: --since was counted by this machine's clock".to_owned()
}

pub fn kinds_untold(rows: usize) -> String {
    format!(
        "{} told neither as manual nor as automated: printed all the same",
        count(rows, "backup")
    )
}

/// Says that no instance, or more than one, has this name.
pub fn not_one(text: &str, found: &[Instance]) -> String {
    let text = visible_name(text);
    let ids: Vec<&str> = found.iter().map(|instance| instance.id.as_str()).collect();
    match ids[..] {
        [] => format!("no instance has the ID or the name {text}"),
        _ => format!(
            "{} have the name {text}: give one of {}",
            count(ids.len(), "instance"),
            ids.join(", ")
        ),
    }
}
