//! The one way for a create call to leave the program. The screens have a courier; `watch` has
//! none.

use tokio::sync::mpsc::UnboundedSender;

use super::{clock, effects::no_configuration};
use crate::{
    api::Client,
    core::{
        base::{call::CreateEnd, ids::OperationId},
        draft::request::ReviewedRequest,
        port::message::Msg,
    },
};

pub struct Courier {
    client: Option<Client>,
    results: UnboundedSender<Msg>,
}

impl Courier {
    /// One that reports to `results`. Without a client every call ends as not sent.
    pub const fn new(client: Option<Client>, results: UnboundedSender<Msg>) -> Self {
        Self { client, results }
    }

    /// Takes another configuration; a call under way keeps the one that it began with.
    pub fn set_client(&mut self, client: Option<Client>) {
        self.client = client;
    }

    /// Sends the reviewed request, once. Nothing ends this task but its own end or the program's.
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
