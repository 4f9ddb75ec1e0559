//! A client with the token that may turn up in no output.

use geminidb_backup::{
    api::{Client, Endpoint, NetworkOptions, Settings, Token},
    core::base::ids::ProjectId,
};

use crate::support::basics::{PROJECT, SECRET};

pub fn client(endpoint: &str, network: NetworkOptions, settings: Settings) -> Client {
    let project = ProjectId::typed(PROJECT).unwrap();
    Client::with_settings(
        Endpoint::parse(endpoint).unwrap(),
        project,
        Token::new(SECRET).unwrap(),
        network,
        settings,
    )
}
