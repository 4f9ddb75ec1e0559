//! Offline, in the place of Review: the body, and the file as the only way out.

use crate::{
    core::{
        model::Model,
        review::export::{Export, FileState},
    },
    words::base::disk_error,
};

/// What is not checked without a service.
pub const UNCHECKED: &str =
    "whether the instance is idle and the name is free is read when it is opened to be sent";

pub fn body_title(bytes: usize) -> String {
    format!("Body, exactly as it will be sent: {bytes} bytes")
}

/// Says where the body goes; without a project its path is not known.
pub fn path(model: &Model, export: &Export) -> String {
    match &model.shared.session.project {
        Some(project) => format!("POST /v3/{project}/instances/{}/backups", export.target.id()),
        None => "the project is that of whoever sends it".to_owned(),
    }
}

pub fn file(state: &FileState) -> String {
    match state {
        FileState::None => {
            "Enter saves it as a file that another operator can open: --draft FILE".to_owned()
        }
        FileState::Writing { path, .. } => format!("writing {path}"),
        FileState::Saved(path) => {
            format!("Saved as {path}. It is opened with: geminidb-backup --draft {path}")
        }
        FileState::Failed(why) => format!("NOT saved: {}", disk_error::file_trouble(why)),
    }
}
