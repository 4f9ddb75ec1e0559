//! Answers, and the three shapes of errors: of GeminiDB ("Error Codes"), of the API
//! gateway ("API Request Signing Guide") and of IAM.

use bytes::Bytes;
use http::StatusCode;
use serde_json::{Value, json};

/// What the gateway says of a path that leads nowhere.
pub const NOT_PUBLISHED: &str =
    "The API does not exist or has not been published in the environment.";

/// What the gateway says of too many requests.
pub const THROTTLED: &str = "The throttling threshold has been reached: policy user over \
    ratelimit,limit:200,time:5 minute";

/// What GeminiDB says of an instance on which another operation runs.
pub const INSTANCE_BUSY: &str =
    "Another operation is being performed on the instance, or the instance is faulty.";

/// One answer, before it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub status: u16,
    /// Headers beyond Content-Type, Content-Length, X-Request-Id and Date.
    pub headers: Vec<(String, String)>,
    pub payload: Payload,
}

/// The body of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Payload {
    /// JSON, not yet written out.
    Json(Value),
    Bytes(Bytes),
    /// Bytes announced in full, of which the first half is sent before the connection closes.
    Cut(Bytes),
}

impl Answer {
    pub const fn json(status: u16, value: Value) -> Self {
        Self { status, headers: Vec::new(), payload: Payload::Json(value) }
    }

    /// Returns an error in the shape of GeminiDB: `error_code` and `error_msg`.
    pub fn service(status: u16, code: &str, message: &str) -> Self {
        Self::json(status, json!({"error_code": code, "error_msg": message}))
    }

    /// Returns an error in the shape of the gateway in front of the service: like that
    /// of the service, with `request_id`.
    pub fn gateway(status: u16, code: &str, message: &str, request_id: &str) -> Self {
        Self::json(
            status,
            json!({"error_msg": message, "error_code": code, "request_id": request_id}),
        )
    }

    /// Returns an error in the shape of IAM, where `code` is a number.
    pub fn iam(status: u16, message: &str) -> Self {
        let title = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
        Self::json(status, json!({"error": {"code": status, "message": message, "title": title}}))
    }

    /// Returns plain text, as the metadata service of a machine answers.
    pub fn text(status: u16, words: &str) -> Self {
        let payload = Payload::Bytes(Bytes::copy_from_slice(words.as_bytes()));
        Self { status, headers: Vec::new(), payload }.with_header("Content-Type", "text/plain")
    }

    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

impl Payload {
    /// Returns the bytes that go out.
    pub fn written(&self) -> Bytes {
        match self {
            Self::Json(value) => Bytes::from(value.to_string()),
            Self::Bytes(bytes) | Self::Cut(bytes) => bytes.clone(),
        }
    }
}
