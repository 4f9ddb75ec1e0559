//! The simulator's own record: what it received and what it made, written by that process and not
//! by ours.

use std::{fs, path::Path};

use serde_json::Value;

/// A backup that a create call made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    pub backup: String,
    pub job: String,
    pub name: String,
}

/// The record as far as it is written.
#[derive(Debug, Default)]
pub struct Record {
    /// Create calls that arrived in full.
    pub creates: usize,
    /// The backups made, in order.
    pub made: Vec<Made>,
}

impl Record {
    /// Reads it. Fails at a line that is no JSON: the simulator writes whole lines.
    #[track_caller]
    pub fn read(file: &Path) -> Self {
        let text = fs::read_to_string(file).expect("the simulator keeps a record");
        let mut record = Self::default();
        for line in text.lines() {
            let line: Value = serde_json::from_str(line)
                .unwrap_or_else(|why| panic!("{why} in the record: {line}"));
            record.creates += usize::from(is_create(&line));
            if let Some(made) = line.get("made") {
                let field =
                    |name: &str| made[name].as_str().expect("a field of a backup").to_owned();
                record.made.push(Made {
                    backup: field("backup_id"),
                    job: field("job_id"),
                    name: field("name"),
                });
            }
        }
        record
    }
}

fn is_create(line: &Value) -> bool {
    let path = line["path"].as_str().unwrap_or_default();
    line.get("received").is_some() && line["method"] == "POST" && path.ends_with("/backups")
}
