//! The parts of a run: a run that only reads has no way to send, also after
//! a change of its configuration.

mod late;

use clap::Parser;

use super::*;
use crate::{
    cli::Cli,
    core::port::setting::Setting,
    simulator::{self, Options},
};

async fn demo(read_only: bool) -> Engine {
    let cli = Cli::try_parse_from(["geminidb-backup", "--demo"]).unwrap();
    let simulator = simulator::start(Options::default()).await.unwrap();
    let configuration = Configuration::demo(&cli.screens, simulator).unwrap();
    let opening = Opening { read_only, ..Opening::default() };
    Engine::guide(configuration, opening, Size { columns: 80, rows: 24 }).0
}

#[tokio::test]
async fn a_run_that_only_reads_has_no_create_sender_and_gets_none_with_a_new_token() {
    let mut engine = demo(true).await;
    assert!(engine.create_sender.is_none() && engine.model.shared.read_only);
    engine.configure(Setting::TypedToken);
    assert!(engine.create_sender.is_none(), "a fresh token brings no way to send");

    let engine = demo(false).await;
    assert!(
        engine.create_sender.is_some() && !engine.model.shared.read_only,
        "otherwise this test says nothing"
    );
}
