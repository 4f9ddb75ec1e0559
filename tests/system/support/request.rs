//! A reviewed request, built the way the program builds it.

use geminidb_backup::core::{
    base::{ids::ProjectId, instance::Engine},
    draft::{
        form::{Draft, Target},
        request::{BackupRequest, ReviewedRequest},
    },
};
use tui_input::Input;

use crate::support::basics::{PROJECT, instance_id};

pub fn reviewed() -> ReviewedRequest {
    let draft = Draft {
        target: Some(Target::Typed { id: instance_id(), engine: Engine::Cassandra }),
        name: Input::new("nightly-2026-03-01".into()),
        description: Input::new("nightly full backup, naïve €".into()),
        ..Draft::default()
    };
    BackupRequest::build(&ProjectId::typed(PROJECT).unwrap(), &draft).unwrap().review()
}
