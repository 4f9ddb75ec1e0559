//! The operation files as somebody else reads them: complete lines only, by the contract and not by
//! the program's code.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use sha2::{Digest, Sha256};

/// The folder of open operations below a state folder.
fn open_folder(state: &Path) -> PathBuf {
    state.join("operations")
}

/// The folder of closed ones.
fn done_folder(state: &Path) -> PathBuf {
    open_folder(state).join("done")
}

/// Every complete record of the operations in `folder`, file by file, oldest first.
fn records_in(folder: &Path) -> Vec<Value> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> =
        entries.map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "jsonl")).collect();
    files.sort();
    files.iter().flat_map(|file| complete(&fs::read(file).unwrap_or_default())).collect()
}

/// The lines that end in a line feed; one that is no JSON is a record that nobody can read.
fn complete(bytes: &[u8]) -> Vec<Value> {
    let lines = bytes.split_inclusive(|b| *b == b'\n').filter(|line| line.ends_with(b"\n"));
    lines.map(|line| serde_json::from_slice(line).unwrap_or(Value::Null)).collect()
}

/// All complete records, those of closed operations first.
pub fn records(state: &Path) -> Vec<Value> {
    [records_in(&done_folder(state)), records_in(&open_folder(state))].concat()
}

/// The `event` of each complete record.
pub fn events(state: &Path) -> Vec<String> {
    let event = |record: Value| record["event"].as_str().unwrap_or("(unreadable)").to_owned();
    records(state).into_iter().map(event).collect()
}

/// Whether an `intended` record on disk carries the digest of exactly this body.
pub fn intends(state: &Path, body: &[u8]) -> bool {
    let digest: String = Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect();
    records(state).iter().any(|record| record["event"] == "intended" && holds(record, &digest))
}

fn holds(value: &Value, text: &str) -> bool {
    match value {
        Value::String(own) => own == text,
        Value::Array(items) => items.iter().any(|item| holds(item, text)),
        Value::Object(fields) => fields.values().any(|field| holds(field, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
