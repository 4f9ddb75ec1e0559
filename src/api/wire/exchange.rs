//! One request and its answer, head and body, each under its limit of time.

use std::time::Duration;

use http::HeaderMap;
use reqwest::{RequestBuilder, Response};
use tokio::time::{Instant, timeout_at};
use zeroize::Zeroizing;

use super::{
    Json,
    body::{self, Body, OTHER_LIMIT},
    error_body::ErrorBody,
    head,
};
use crate::{
    api::net::{Held, Observed, SendError, Transport, TryEnd, observed, send_error},
    core::base::{BodyTrouble, CallFailure, Head, Refusal, Silence},
};

/// An answer whose head arrived.
pub struct Exchange {
    pub head: Head,
    pub headers: HeaderMap,
    pub body: Body,
    /// The secrets that may not come back in the answer.
    pub held: Held,
}

impl Transport {
    /// Sends a request and reads the answer: a body of at most `limit` bytes under a
    /// status of 2xx, of at most [`OTHER_LIMIT`] under any other. `whole` is the limit of
    /// time of everything, connecting included. The exchange is one try of the `observed` call.
    pub async fn exchange(
        &self,
        request: RequestBuilder,
        limit: u64,
        whole: Duration,
        observed: &Observed,
    ) -> Result<Exchange, SendError> {
        let (client, request) = request.build_split();
        request.iter().for_each(|request| observed.begin(request, &self.network.held));
        let sent = async { client.execute(request?).await };
        let answer = self.answer(sent, limit, whole).await;
        observed.end(try_end(&answer));
        answer
    }

    async fn answer(
        &self,
        sent: impl Future<Output = reqwest::Result<Response>>,
        limit: u64,
        whole: Duration,
    ) -> Result<Exchange, SendError> {
        let deadline = Instant::now() + whole;
        let mut response = match timeout_at(deadline, sent).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => {
                return Err(send_error::classify(
                    &error,
                    &self.route(),
                    self.limits.connect,
                    &self.network.held.mask(),
                ));
            }
            Err(_) => {
                return Err(SendError::NoAnswer(Silence::Timeout(send_error::whole_seconds(
                    whole,
                ))));
            }
        };
        let headers = response.headers().clone();
        let head = head::read(response.status().as_u16(), &headers, &self.network.held.mask());
        let limit = if (200..300).contains(&head.status) { limit } else { OTHER_LIMIT };
        let body = body::read(&mut response, limit, deadline).await;
        Ok(Exchange { head, headers, body, held: self.network.held.clone() })
    }
}

fn try_end(answer: &Result<Exchange, SendError>) -> TryEnd {
    let Exchange { head, body, .. } = match answer {
        Ok(exchange) => exchange,
        Err(error) => {
            return TryEnd { failure: Some(observed::failure(error)), ..TryEnd::default() };
        }
    };
    let failure = match body.trouble {
        Some(BodyTrouble::Cut) => Some("cut_body"),
        Some(BodyTrouble::TooLarge(_)) => Some("too_large"),
        Some(BodyTrouble::Empty | BodyTrouble::NotJson(_) | BodyTrouble::Missing(_)) | None => None,
    };
    let request_id = head.request_id.clone();
    TryEnd { status: Some(head.status), request_id, bytes: body.bytes.len(), failure }
}

impl Exchange {
    /// Returns head and body of a 2xx answer. The bytes are wiped when they are dropped,
    /// because some hold a secret.
    /// Errors: A refusal, or a body that is not whole.
    pub fn accept(self) -> Result<(Head, Zeroizing<Vec<u8>>), CallFailure> {
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

    /// Returns the meaning of the JSON in a 2xx answer.
    /// Errors: As [`Exchange::accept`], a body that is not JSON, or one without `needed`.
    pub fn meaning<T>(
        self,
        needed: &'static str,
        meaning: impl FnOnce(Json<'_>) -> Option<T>,
    ) -> Result<T, CallFailure> {
        let held = self.held.clone();
        let (head, bytes) = self.accept()?;
        let read = body::json(&bytes, &held.mask())
            .and_then(|json| meaning(json).ok_or(BodyTrouble::Missing(needed.into())));
        read.map_err(|trouble| CallFailure::Unreadable(head, trouble))
    }
}
