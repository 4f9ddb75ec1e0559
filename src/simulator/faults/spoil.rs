//! How the answer of the service is spoilt on the way to the client.

use bytes::Bytes;
use serde_json::{Number, Value};

use crate::simulator::service::{Answer, Payload};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoil {
    Nothing,
    /// Another status, if the answer is one of success.
    Status(u16),
    Body(BadBody),
    Twist(Twist),
    /// The first half of the body, then the end of the connection.
    Cut,
}

/// A body that a client cannot use, under the status of the real answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadBody {
    Empty,
    NotJson,
    /// The page of some proxy.
    Html,
    NotUtf8,
    /// `{}`
    WithoutIds,
    /// White space of this many bytes.
    Huge(usize),
}

/// A change to the real JSON answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twist {
    /// Numbers become strings, and strings that look like numbers become numbers.
    LooseTypes,
    /// Every `status` is a word that nobody documented.
    UnknownStatus,
    /// Names, descriptions and reasons carry escape sequences, a bell and a bidirectional override.
    EscapeSequences,
    /// The answer to the create call lacks `job_id`.
    WithoutJobId,
    /// The answer to the create call lacks `backup_id`.
    WithoutBackupId,
    /// The answer to a sign-in lacks the header that carries the token.
    WithoutToken,
}

impl Spoil {
    pub fn apply(self, mut answer: Answer) -> Answer {
        match self {
            Self::Nothing => {}
            Self::Status(status) => {
                if (200..300).contains(&answer.status) {
                    answer.status = status;
                }
            }
            Self::Body(body) => answer.payload = body.payload(),
            Self::Twist(twist) => twist.apply(&mut answer),
            Self::Cut => answer.payload = Payload::Cut(answer.payload.written()),
        }
        answer
    }
}

impl BadBody {
    fn payload(self) -> Payload {
        let bytes: &[u8] = match self {
            Self::Empty => b"",
            Self::NotJson => b"accepted, more or less",
            Self::Html => {
                b"<html><head><title>Welcome</title></head><body>Please sign in.</body></html>"
            }
            Self::NotUtf8 => b"{\"job_id\":\"\xff\xfe\",\"backup_id\":\"\xc3\x28\"}",
            Self::WithoutIds => b"{}",
            Self::Huge(length) => return Payload::Bytes(vec![b' '; length].into()),
        };
        Payload::Bytes(Bytes::from_static(bytes))
    }
}

impl Twist {
    fn apply(self, answer: &mut Answer) {
        let Payload::Json(value) = &mut answer.payload else { return };
        let field = match self {
            Self::LooseTypes | Self::UnknownStatus | Self::EscapeSequences => {
                return self.walk("", value);
            }
            Self::WithoutToken => {
                return answer.headers.retain(|header| header.0 != "X-Subject-Token");
            }
            Self::WithoutJobId => "job_id",
            Self::WithoutBackupId => "backup_id",
        };
        value.as_object_mut().and_then(|fields| fields.remove(field));
    }

    /// Changes every value below `value`, which stands under `key`.
    fn walk(self, key: &str, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.walk(key, item)),
            Value::Object(fields) => {
                fields.iter_mut().for_each(|(key, value)| self.walk(key, value))
            }
            leaf => {
                if let Some(changed) = self.leaf(key, leaf) {
                    *leaf = changed;
                }
            }
        }
    }

    fn leaf(self, key: &str, leaf: &Value) -> Option<Value> {
        match (self, leaf) {
            (Self::LooseTypes, Value::Number(number)) => Some(number.to_string().into()),
            (Self::LooseTypes, Value::String(text)) => {
                // No number of JSON is infinite or NaN; `from_f64` refuses both.
                text.parse().ok().and_then(Number::from_f64).map(Value::Number)
            }
            (Self::UnknownStatus, Value::String(_)) if key == "status" => Some("WARMING_UP".into()),
            (Self::EscapeSequences, Value::String(text)) if FREE_TEXT.contains(&key) => {
                Some(format!("{text}\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}\r\n\u{9b}31m").into())
            }
            _ => None,
        }
    }
}

/// The fields whose text people chose.
const FREE_TEXT: [&str; 8] = [
    "name",
    "description",
    "instance_name",
    "database_names",
    "table_names",
    "database_name",
    "fail_reason",
    "error_msg",
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn loose_types_swap_numbers_and_strings() {
        let answer = Spoil::Twist(Twist::LooseTypes)
            .apply(Answer::json(200, json!({"total_count": 3, "size": "500", "name": "a"})));
        assert_eq!(
            answer.payload,
            Payload::Json(json!({"total_count": "3", "size": 500.0, "name": "a"}))
        );
    }
}
