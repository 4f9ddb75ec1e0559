//! Answers, and the documented shapes of errors (fact sheet 7).

use bytes::Bytes;
use serde_json::{Value, json};

/// One answer, before it is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    pub status: u16,
    /// Headers beyond Content-Type, Content-Length, X-Request-Id and Date.
    pub headers: Vec<(String, String)>,
    pub payload: Payload,
}

/// The body of an answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Payload {
    /// JSON, not yet written out.
    Json(Value),
    Bytes(Bytes),
    /// Bytes announced in full, of which the first half is sent before the connection closes.
    Cut(Bytes),
    /// So many bytes of white space.
    Filler(u64),
}

impl Answer {
    pub const fn json(status: u16, value: Value) -> Self {
        Self { status, headers: Vec::new(), payload: Payload::Json(value) }
    }

    /// An error of the service itself: `error_code` and `error_msg`.
    pub fn service(status: u16, code: &str, message: &str) -> Self {
        Self::json(status, json!({"error_code": code, "error_msg": message}))
    }

    /// An error of the gateway in front of it: the same, with `request_id`.
    pub fn gateway(status: u16, code: &str, message: &str, request_id: &str) -> Self {
        Self::json(
            status,
            json!({"error_msg": message, "error_code": code, "request_id": request_id}),
        )
    }

    /// An error of IAM: `code` is a number.
    pub fn iam(status: u16, title: &str, message: &str) -> Self {
        Self::json(status, iam_error(status, title, message))
    }

    /// The same answer with one more header.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same status and headers over another body.
    pub fn with_payload(self, payload: Payload) -> Self {
        Self { payload, ..self }
    }

    /// The same answer under another status, if it is one of success.
    pub fn with_success(self, status: u16) -> Self {
        let is_success = (200..300).contains(&self.status);
        Self { status: if is_success { status } else { self.status }, ..self }
    }

    /// The same answer, cut in its middle.
    pub fn cut(self) -> Self {
        let payload = Payload::Cut(self.payload.written());
        self.with_payload(payload)
    }
}

impl Payload {
    /// The bytes that go out; empty for a filler, which is made while it is sent.
    pub fn written(&self) -> Bytes {
        match self {
            Self::Json(value) => Bytes::from(value.to_string()),
            Self::Bytes(bytes) | Self::Cut(bytes) => bytes.clone(),
            Self::Filler(_) => Bytes::new(),
        }
    }
}

/// The body of an error of the service, for faults.
pub(super) fn service_body(code: &str, message: &str) -> String {
    json!({"error_code": code, "error_msg": message}).to_string()
}

/// The body of an error of IAM, for faults.
pub(super) fn iam_body(status: u16, title: &str, message: &str) -> String {
    iam_error(status, title, message).to_string()
}

fn iam_error(status: u16, title: &str, message: &str) -> Value {
    json!({"error": {"code": status, "message": message, "title": title}})
}
