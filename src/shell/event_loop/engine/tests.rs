//! The parts of a run: a run that only reads has no way to send, also after
//! a change of its configuration.

mod late;

use clap::Parser;

use super::*;
use crate::{
    api::{Bundle, Login},
    cli::Cli,
    core::{
        port::Setting,
        session::{Condition, Found, Method, Origin},
    },
    shell::session::credentials::Source,
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

#[tokio::test]
async fn a_source_that_is_read_only_takes_the_way_to_send_away_for_the_rest_of_the_run() {
    let mut engine = demo(false).await;
    assert!(engine.create_sender.is_some(), "otherwise this test says nothing");
    let found = Found {
        origin: Origin::Agency,
        automatic: false,
        condition: Condition::Complete(Method::Agency),
        told: Vec::new(),
    };
    let bundle = Some(Bundle::of(Login::Agency(None)));
    let looks = Source { found, bundle, token_file: None, read_only: true };
    engine.configuration.session().sources = vec![looks];
    engine.configure(Setting::Source(0));
    assert!(engine.create_sender.is_none() && engine.configuration.client().is_none());
    assert!(engine.model.shared.read_only && engine.model.shared.sender.is_none());
    engine.configure(Setting::TypedToken);
    assert!(engine.create_sender.is_none() && engine.configuration.client().is_none());
    assert!(engine.model.shared.read_only, "a token typed later belongs to the same project");
}
