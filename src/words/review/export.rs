//! Offline, in the place of Review: the body, and the file as the only way out.

use crate::{
    core::{
        model::Model,
        port::Commands,
        review::{
            check::Fact,
            export::{Export, FileState},
        },
    },
    words::{
        base::{disk_error, labels},
        say,
    },
};

use super::{Facts, checks, instance, scope};

/// What is not checked without a service.
pub const UNCHECKED: &str =
    "whether the instance is idle and the name is free is read when it is opened to be sent";

/// Returns the facts of the page.
pub fn facts(model: &Model, export: &Export) -> Facts {
    vec![
        (labels::SCOPE, scope(export.tables)),
        (labels::INSTANCE, instance(&export.target)),
        (labels::PROJECT, path(model, export)),
    ]
}

/// Returns what the rules warn of.
pub fn warnings(export: &Export) -> impl Iterator<Item = String> {
    let typed = (export.typed_names > 0).then_some(Fact::TypedNames(export.typed_names));
    let rules = export.warnings.iter().cloned().map(Fact::Rule);
    rules.chain(typed).map(|fact| checks::fact(&fact))
}

/// Says where the body goes; without a project its path is not known.
fn path(model: &Model, export: &Export) -> String {
    match &model.shared.session.project {
        Some(project) => format!("POST /v3/{project}/instances/{}/backups", export.target.id()),
        None => "the project is that of whoever sends it".to_owned(),
    }
}

pub fn file(by: Commands, state: &FileState) -> String {
    match state {
        FileState::None => {
            say(by, "<Enter|save> saves it as a file that another operator can open: --draft FILE")
        }
        FileState::Writing { path, .. } => format!("writing {path}"),
        FileState::Saved(path) => {
            format!("Saved as {path}. It is opened with: geminidb-backup --draft {path}")
        }
        FileState::Failed(why) => format!("NOT saved: {}", disk_error::file_trouble(why)),
    }
}
