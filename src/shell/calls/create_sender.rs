//! The one way for a create call to leave the program. Only a run with screens that may send has a
//! sender: `watch` and `--read-only` have none.

use super::worker::no_configuration;
use crate::{
    api::Client,
    core::{
        base::{CreateEnd, OperationId},
        draft::ReviewedRequest,
        port::Msg,
    },
    shell::{clock, reports::Reports},
};

pub struct CreateSender {
    client: Option<Client>,
    reports: Reports,
}

impl CreateSender {
    /// Makes a sender. Without a client every call ends as not sent.
    pub const fn new(reports: Reports) -> Self {
        Self { client: None, reports }
    }

    /// Replaces the client. A call under way keeps the client that it began with.
    pub fn set_client(&mut self, client: Option<Client>) {
        self.client = client;
    }

    /// Sends the reviewed request once. Nothing aborts the task but the end of the program.
    pub fn create(&self, operation: OperationId, request: ReviewedRequest) {
        let client = self.client.clone();
        self.reports.later(async move {
            let end = match client {
                Some(client) => client.create_backup(&request).await,
                None => CreateEnd::NotSent(no_configuration()),
            };
            Msg::CreateEnded { operation, at: clock::utc(), end }
        });
    }
}
