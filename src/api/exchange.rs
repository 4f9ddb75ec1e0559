//! One request and its answer, head and body, each under its limit of time. Sorts nothing out but
//! what went wrong.

use std::time::Duration;

use http::HeaderMap;
use reqwest::RequestBuilder;
use tokio::time::{Instant, timeout_at};
use zeroize::Zeroizing;

use super::{
    body::{self, Body, OTHER_LIMIT},
    error_body::ErrorBody,
    failure::{self, Lost},
    head,
    held::Held,
    transport::Transport,
};
use crate::core::base::call::{CallFailure, Head, Refusal, Silence};

/// An answer whose head arrived.
pub(super) struct Exchange {
    pub head: Head,
    pub headers: HeaderMap,
    pub body: Body,
    /// What may not come back in it.
    pub held: Held,
}

impl Transport {
    /// Sends a request and reads what comes back: a body of at most `limit` bytes under
    /// a status of 2xx, of at most [`OTHER_LIMIT`] under any other. `whole` is the
    /// limit of everything, connecting included.
    pub(super) async fn exchange(
        &self,
        request: RequestBuilder,
        limit: u64,
        whole: Duration,
    ) -> Result<Exchange, Lost> {
        let deadline = Instant::now() + whole;
        let mut response = match timeout_at(deadline, request.send()).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => {
                return Err(failure::of_send(
                    &error,
                    &self.route(),
                    self.limits.connect,
                    &self.network.held.mask(),
                ));
            }
            Err(_) => return Err(Lost::After(Silence::Timeout(failure::whole_seconds(whole)))),
        };
        let head = head::of(&response, &self.network.held.mask());
        let headers = response.headers().clone();
        let limit = if (200..300).contains(&head.status) { limit } else { OTHER_LIMIT };
        let body = body::read(&mut response, limit, deadline).await;
        Ok(Exchange { head, headers, body, held: self.network.held.clone() })
    }
}

impl Exchange {
    /// Head and body of a 2xx answer; the bytes are wiped when they are dropped,
    /// for some hold a secret.
    ///
    /// # Errors
    /// A refusal, or a body that is not whole.
    pub(super) fn accept(self) -> Result<(Head, Zeroizing<Vec<u8>>), CallFailure> {
        let Self { mut head, body, held, .. } = self;
        if !(200..300).contains(&head.status) {
            let mask = held.mask();
            let error = ErrorBody::read(&body.bytes, &mask);
            let words = error.words(&body.bytes, &mask);
            head.request_id = head.request_id.or(error.request_id);
            return Err(CallFailure::Refused(Refusal { head, code: error.code, words }));
        }
        match body.trouble {
            Some(trouble) => Err(CallFailure::Unreadable(head, trouble)),
            None => Ok((head, Zeroizing::new(body.bytes))),
        }
    }
}
