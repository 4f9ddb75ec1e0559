//! The one way for a create call to leave the program. Only a run with screens that may send has a
//! sender: `watch` and `--read-only` have none.

use tokio::sync::mpsc::UnboundedSender;

use super::worker::no_configuration;
use crate::{
    api::Client,
    core::{
        base::{call::CreateEnd, ids::OperationId},
        draft::request::ReviewedRequest,
        port::message::Msg,
    },
    shell::clock,
};

pub struct CreateSender {
    client: Option<Client>,
    results: UnboundedSender<Msg>,
}

impl CreateSender {
    /// Makes a sender that reports to `results`. Without a client every call ends as not sent.
    pub const fn new(client: Option<Client>, results: UnboundedSender<Msg>) -> Self {
        Self { client, results }
    }

    /// Replaces the client. A call under way keeps the client that it began with.
    pub fn set_client(&mut self, client: Option<Client>) {
        self.client = client;
    }

    /// Sends the reviewed request once. Nothing aborts the task but the end of the program.
    pub fn create(&self, operation: OperationId, request: ReviewedRequest) {
        let (client, results) = (self.client.clone(), self.results.clone());
        tokio::spawn(async move {
            let end = match client {
                Some(client) => client.create_backup(&request).await,
                None => CreateEnd::NotSent(no_configuration()),
            };
            let _ = results.send(Msg::CreateEnded { operation, at: clock::utc(), end });
        });
    }
}
