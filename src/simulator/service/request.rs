//! One request, and the record of requests that tests read.

use std::collections::VecDeque;

use bytes::Bytes;
use http::HeaderMap;

use crate::{core::base::UtcTime, simulator::world::Moment};

/// The most requests that the record keeps.
const RECORDED: usize = 1000;

/// The most bytes of a create call's body that the record keeps.
const RECORDED_BODY: usize = 64 * 1024;

/// The most bytes that the gateway takes in one header.
const HEADER_LIMIT: usize = 32 * 1024;

/// The most bytes that the gateway takes in all headers together.
const HEADERS_LIMIT: usize = 128 * 1024;

/// One request that has arrived in full.
#[derive(Clone)]
pub struct Request {
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
    /// Returns a header as text; `None` if the header is absent or no visible ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Tells whether one header, or all together, are larger than the gateway takes.
    pub fn has_too_large_headers(&self) -> bool {
        let sizes = || self.headers.iter().map(|(name, value)| name.as_str().len() + value.len());
        sizes().any(|size| size > HEADER_LIMIT) || sizes().sum::<usize>() > HEADERS_LIMIT
    }
}

/// One request that arrived, for tests. Headers are not kept: they carry secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRequest {
    pub method: String,
    /// Percent-encoded, without the query.
    pub path: String,
    /// Percent-encoded, without the `?`; empty if there was none.
    pub query: String,
    /// When the request had arrived in full.
    pub at: UtcTime,
    /// Exact body of a create call of at most 64 KiB; empty for every other request.
    pub body: Bytes,
}

/// The latest requests, and the number of all create calls.
#[derive(Debug, Default)]
pub struct RequestRecord {
    /// Whether the request is a create call, and the request.
    kept: VecDeque<(bool, RecordedRequest)>,
    creates: usize,
}

impl RequestRecord {
    /// Notes a request. When the record is full, the oldest read makes room: polling must not
    /// push a create call out.
    pub fn note(&mut self, request: &Request, is_create: bool) {
        self.creates += usize::from(is_create);
        if self.kept.len() == RECORDED {
            let oldest_read = self.kept.iter().position(|(is_create, _)| !is_create).unwrap_or(0);
            self.kept.remove(oldest_read);
        }
        let body = if is_create && request.body.len() <= RECORDED_BODY {
            request.body.clone()
        } else {
            Bytes::new()
        };
        let recorded = RecordedRequest {
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            at: request.at.utc(),
            body,
        };
        self.kept.push_back((is_create, recorded));
    }

    /// Returns the requests kept, oldest first.
    pub fn kept(&self) -> Vec<RecordedRequest> {
        self.kept.iter().map(|(_, request)| request.clone()).collect()
    }

    /// Returns how many create calls arrived, whatever the answers were.
    pub const fn creates(&self) -> usize {
        self.creates
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    #[test]
    fn headers_may_have_32_kb_each_and_128_kb_together() {
        let with = |sizes: &[usize]| {
            let header = |(at, size): (usize, &usize)| {
                let name = format!("x-{at}");
                let value = "v".repeat(size - name.len());
                (name.parse().unwrap(), value.parse().unwrap())
            };
            let headers: HeaderMap = sizes.iter().enumerate().map(header).collect();
            let (id, method, path, query) =
                (String::new(), "GET".to_owned(), "/".to_owned(), String::new());
            Request { id, method, path, query, headers, body: Bytes::new(), at: Moment(0) }
                .has_too_large_headers()
        };
        assert!(!with(&[HEADER_LIMIT]) && with(&[HEADER_LIMIT + 1]));
        assert!(
            !with(&[HEADER_LIMIT; 4])
                && with(&[HEADER_LIMIT, HEADER_LIMIT, HEADER_LIMIT, HEADER_LIMIT, 10])
        );
    }

    #[test]
    fn polling_does_not_push_a_create_call_out_of_the_record() {
        let request = |method: &str, body: &'static str| Request {
            id: String::new(),
            method: method.to_owned(),
            path: "/".to_owned(),
            query: String::new(),
            headers: HeaderMap::new(),
            body: Bytes::from_static(body.as_bytes()),
            at: Moment(0),
        };
        let mut record = RequestRecord::default();
        record.note(&request("POST", "{}"), true);
        for _ in 0..2 * RECORDED {
            record.note(&request("GET", "secret"), false);
        }
        let kept = record.kept();
        assert_eq!((kept.len(), record.creates()), (RECORDED, 1));
        assert_eq!((kept[0].method.as_str(), &kept[0].body[..]), ("POST", &b"{}"[..]));
        assert!(kept[1].body.is_empty(), "only bodies of create calls are kept");
    }
}
