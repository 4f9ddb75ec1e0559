//! The file of `doctor --report`: plain text for whoever looks into a fault.

use super::Line;
use crate::{
    core::{
        base::{StateTrouble, UtcTime},
        session::doctor::Mark,
    },
    words::{base::disk_error, join},
};

/// Returns the text: the lines that `doctor` has said, and the texts of operations.
pub fn text(
    at: UtcTime,
    system: [&str; 2],
    said: &[String],
    operations: Result<Vec<Vec<String>>, StateTrouble>,
) -> String {
    let head = format!(
        "geminidb-backup doctor, {}, on {}\n\
        The program puts no token, key or password here. Names, descriptions and IDs of backups,\n\
        instances, projects, accounts, users and machines stand here: read them before you send \
        the file.",
        at.iso(),
        system.join(" ")
    );
    let operations = match operations {
        Ok(texts) if texts.is_empty() => vec!["none".to_owned()],
        Ok(texts) => texts.into_iter().map(|lines| lines.join("\n")).collect(),
        Err(why) => vec![disk_error::trouble(&why)],
    };
    let parts = [head, said.join("\n"), "The last operations, the newest first:".to_owned()];
    join(parts.into_iter().chain(operations), "\n\n") + "\n"
}

/// Says whether the file was written.
pub fn line(path: &str, written: Result<(), StateTrouble>) -> Line {
    let (mark, text) = match written {
        Ok(()) => (Mark::Good, format!("{path}: read it before you send it")),
        Err(why) => (Mark::Trouble, disk_error::file_trouble(&why)),
    };
    Line::new(mark, "report", text)
}
