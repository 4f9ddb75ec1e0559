//! A client with the token that may turn up in no output.

use geminidb_backup::{
    api::{Client, ClientSettings, Endpoint, NetworkOptions, Token},
    core::base::ids::ProjectId,
};

use crate::support::basics::{PROJECT, SECRET};

pub fn client(endpoint: &str, network: NetworkOptions, settings: ClientSettings) -> Client {
    let project = ProjectId::typed(PROJECT).unwrap();
    Client::new(
        Endpoint::parse(endpoint).unwrap(),
        project,
        Token::new(SECRET).unwrap(),
        network,
        settings,
    )
}
