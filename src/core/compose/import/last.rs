//! The last table-level backup of an instance, whose scope can be compared and taken again.

use crate::core::{
    base::UtcTime,
    operation::backup::{BackupKind, BackupRow, BackupState},
    scope::DatabaseScope,
};

/// A backup whose scope is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Last {
    pub name: String,
    /// When the backup began, if the service tells.
    pub begun: Option<UtcTime>,
    pub scope: Vec<DatabaseScope>,
}

/// Returns the newest table-level backup of the rows that is complete and tells its scope. The
/// list of API v3 (ShowAllInstancesBackups) tells no scope.
pub fn last_table_level(rows: &[BackupRow]) -> Option<Last> {
    let usable = |row: &&BackupRow| {
        row.kind == Some(BackupKind::DatabaseTable)
            && row.state == BackupState::Completed
            && row.scope.is_some()
    };
    let row = rows.iter().filter(usable).max_by_key(|row| row.begun)?;
    let scope = row.scope.clone().filter(|scope| !scope.is_empty())?;
    Some(Last { name: row.name.clone(), begun: row.begun, scope })
}
