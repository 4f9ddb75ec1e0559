//! One request as it arrived, and the record of requests that tests read.

use std::collections::VecDeque;

use bytes::Bytes;
use http::HeaderMap;

use super::clock::Moment;
use crate::core::time::UtcTime;

/// The record keeps this many requests, the latest ones.
const RECORDED: usize = 1000;

/// Bodies of create calls up to this many bytes are recorded.
const RECORDED_BODY: usize = 64 * 1024;

/// One request, its body read in full.
#[derive(Clone)]
pub(super) struct Request {
    /// `X-Request-Id` of the answer.
    pub id: String,
    pub method: String,
    /// Percent-encoded, without the query.
    pub path: String,
    /// Percent-encoded, without the `?`.
    pub query: String,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub at: Moment,
}

impl Request {
    /// A header as text; `None` if it is absent or no visible ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// One request that arrived, as tests want to see it. Headers are not kept: they carry secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRequest {
    /// Method in upper case.
    pub method: String,
    /// Path, percent-encoded, without the query.
    pub path: String,
    /// Query, percent-encoded, without the `?`; empty if there was none.
    pub query: String,
    /// When it had arrived in full.
    pub at: UtcTime,
    /// Exact body of a create call of at most 64 KiB; empty for every other request.
    pub body: Bytes,
}

/// The latest requests, and how many create calls there were in all.
#[derive(Debug, Default)]
pub(super) struct Record {
    latest: VecDeque<RecordedRequest>,
    creates: usize,
}

impl Record {
    /// Notes a request.
    pub fn note(&mut self, request: &Request, is_create: bool) {
        self.creates += usize::from(is_create);
        if self.latest.len() == RECORDED {
            self.latest.pop_front();
        }
        let body = if is_create && request.body.len() <= RECORDED_BODY { request.body.clone() } else { Bytes::new() };
        self.latest.push_back(RecordedRequest {
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            at: request.at.utc(),
            body,
        });
    }

    /// The requests kept, oldest first.
    pub fn latest(&self) -> Vec<RecordedRequest> {
        self.latest.iter().cloned().collect()
    }

    /// Create calls that arrived, whatever became of them.
    pub const fn creates(&self) -> usize {
        self.creates
    }
}
