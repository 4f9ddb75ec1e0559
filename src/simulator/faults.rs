//! Faults, one call at a time: what a test or a scenario lets happen instead of, after or around
//! the real answer.

use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;
use serde_json::Value;

use super::answers::{Answer, Payload};

/// The calls of the service that faults are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Call {
    /// `POST /v3/{project}/instances/{instance}/backups`
    Create,
    /// `GET /v3/{project}/instances`
    Instances,
    /// `GET /v3/{project}/instances/{instance}/databases`
    Databases,
    /// `GET /v3/{project}/instances/{instance}/tables`
    Tables,
    /// `GET /v3/{project}/jobs`
    Jobs,
    /// `GET /{version}/{project}/backups`
    Backups,
    /// `GET /v3/{project}/quotas`
    Quotas,
    /// `POST /v3/auth/tokens`
    SignIn,
    /// `GET /v3/auth/tokens`
    Who,
    /// `GET /v3/projects`
    Projects,
    /// `PUT /meta-data/latest/api/token`
    MetadataToken,
    /// `GET /openstack/latest/securitykey`
    MetadataKeys,
}

/// The versions of the backup list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ApiVersion {
    /// `/v3`: page numbers, times without a zone.
    V3,
    /// `/v3.1`
    V31,
    /// `/v4`
    V4,
}

/// One fault: whether the service acts, after which delay it replies, and with what.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    acts: Acts,
    delay: Duration,
    reply: Reply,
    version: Option<ApiVersion>,
    once_created: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Acts {
    No,
    Now,
    Later(Duration),
}

#[derive(Debug, Clone, PartialEq)]
enum Reply {
    Real,
    Canned { status: u16, headers: Vec<(String, String)>, body: Bytes },
    Status(u16),
    NamesAnother(u16),
    Body(BadBody),
    Twisted(Twist),
    Cut,
    Leave(Farewell),
    Hang,
}

/// A body that a client cannot use, under the status of the real answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadBody {
    Empty,
    /// Text that is no JSON.
    NotJson,
    /// The page of some proxy.
    Html,
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// `{}`
    WithoutIds,
    /// JSON white space, so many bytes; made while it is sent, never held.
    Huge(u64),
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

impl Fault {
    const fn new(acts: Acts, reply: Reply) -> Self {
        Self { acts, delay: Duration::ZERO, reply, version: None, once_created: false }
    }

    /// Answers with this status and body instead of acting; a body that begins with `<` is sent as
    /// HTML, any other as JSON.
    pub fn answer(status: u16, body: impl Into<Bytes>) -> Self {
        Self::new(Acts::No, Reply::Canned { status, headers: Vec::new(), body: body.into() })
    }

    /// Closes the connection without an answer, and does not act.
    pub const fn close() -> Self {
        Self::new(Acts::No, Reply::Leave(Farewell::Close))
    }

    /// Resets the connection (TCP RST) instead of answering, and does not act.
    pub const fn reset() -> Self {
        Self::new(Acts::No, Reply::Leave(Farewell::Reset))
    }

    /// Sends the beginning of a status line and closes the connection, and does not act.
    pub const fn cut_head() -> Self {
        Self::new(Acts::No, Reply::Leave(Farewell::CutHead))
    }

    /// Never answers, and does not act; the connection stays open.
    pub const fn hang() -> Self {
        Self::new(Acts::No, Reply::Hang)
    }

    /// Acts and answers as always, but only after `delay`.
    pub const fn slow(delay: Duration) -> Self {
        let mut fault = Self::new(Acts::Now, Reply::Real);
        fault.delay = delay;
        fault
    }

    /// Acts, announces the whole answer, sends half of it and closes the connection.
    pub const fn cut() -> Self {
        Self::new(Acts::Now, Reply::Cut)
    }

    /// Acts, and gives the body of an answer of success under another status.
    pub const fn status(status: u16) -> Self {
        Self::new(Acts::Now, Reply::Status(status))
    }

    /// Answers with this status and with the IDs of a backup that no create call
    /// made, and does not act.
    pub const fn names_another(status: u16) -> Self {
        Self::new(Acts::No, Reply::NamesAnother(status))
    }

    /// Acts, and answers with the real status and an unusable body.
    pub const fn body(body: BadBody) -> Self {
        Self::new(Acts::Now, Reply::Body(body))
    }

    /// Acts, and answers with the real answer, changed.
    pub const fn twist(twist: Twist) -> Self {
        Self::new(Acts::Now, Reply::Twisted(twist))
    }

    /// This version of the backup list is not published: 404 `APIGW.0101`. Other versions do
    /// not use the fault up.
    pub fn not_published(version: ApiVersion) -> Self {
        let body = super::answers::service_body(
            "APIGW.0101",
            "The API does not exist or has not been published in the environment.",
        );
        Self { version: Some(version), ..Self::answer(404, body) }
    }

    /// The same fault, but the service acts first.
    pub const fn after_acting(mut self) -> Self {
        self.acts = Acts::Now;
        self
    }

    /// The same fault, but the effect of the call comes `later` (a backup begins then and
    /// is listed from then on).
    pub const fn acting_later(mut self, later: Duration) -> Self {
        self.acts = Acts::Later(later);
        self
    }

    /// The same fault, but it waits until a create call has arrived: what strikes the reads of a
    /// running backup leaves alone those that come before it.
    pub const fn once_created(mut self) -> Self {
        self.once_created = true;
        self
    }

    /// One more header, for a fault made by [`Fault::answer`]; elsewhere it has no effect.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        if let Reply::Canned { headers, .. } = &mut self.reply {
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// The same fault, with `another` as its body where it names somebody else's backup.
    pub(super) fn naming(self, another: impl FnOnce() -> Value) -> Self {
        match self.reply {
            Reply::NamesAnother(status) => Self {
                reply: Reply::Canned {
                    status,
                    headers: Vec::new(),
                    body: another().to_string().into(),
                },
                ..self
            },
            Reply::Real
            | Reply::Canned { .. }
            | Reply::Status(_)
            | Reply::Body(_)
            | Reply::Twisted(_)
            | Reply::Cut
            | Reply::Leave(_)
            | Reply::Hang => self,
        }
    }

    /// Lets it happen: `act` is the service's own way to answer, told by how
    /// much later its effect comes.
    pub(super) fn run(self, act: impl FnOnce(Duration) -> Answer) -> Handling {
        let real = match self.acts {
            Acts::No => None,
            Acts::Now => Some(act(Duration::ZERO)),
            Acts::Later(later) => Some(act(later)),
        };
        let end = match self.reply {
            Reply::Leave(farewell) => End::Leave(farewell),
            Reply::Hang => End::Hang,
            Reply::Canned { status, headers, body } => {
                End::Answer(Answer { status, headers, payload: Payload::Bytes(body) })
            }
            // Nobody was asked for a body.
            Reply::NamesAnother(status) => End::Answer(Answer::json(status, Value::Null)),
            // The remaining replies are made with Acts::Now, and no modifier takes that back.
            Reply::Real => real.map_or(NOTHING, End::Answer),
            Reply::Status(status) => {
                real.map_or(NOTHING, |answer| End::Answer(answer.with_success(status)))
            }
            Reply::Body(body) => {
                real.map_or(NOTHING, |answer| End::Answer(answer.with_payload(body.payload())))
            }
            Reply::Twisted(twist) => {
                real.map_or(NOTHING, |answer| End::Answer(twist.apply(answer)))
            }
            Reply::Cut => real.map_or(NOTHING, |answer| End::Answer(answer.cut())),
        };
        Handling { delay: self.delay, end }
    }
}

impl BadBody {
    fn payload(self) -> Payload {
        match self {
            Self::Empty => Payload::Bytes(Bytes::new()),
            Self::NotJson => Payload::Bytes(Bytes::from_static(b"accepted, more or less")),
            Self::Html => Payload::Bytes(Bytes::from_static(
                b"<html><head><title>Welcome</title></head><body>Please sign in.</body></html>",
            )),
            Self::NotUtf8 => Payload::Bytes(Bytes::from_static(
                b"{\"job_id\":\"\xff\xfe\",\"backup_id\":\"\xc3\x28\"}",
            )),
            Self::WithoutIds => Payload::Bytes(Bytes::from_static(b"{}")),
            Self::Huge(length) => Payload::Filler(length),
        }
    }
}

impl Twist {
    fn apply(self, mut answer: Answer) -> Answer {
        if let Payload::Json(value) = &mut answer.payload {
            match self {
                Self::LooseTypes | Self::UnknownStatus | Self::EscapeSequences => {
                    self.walk("", value)
                }
                Self::WithoutJobId => without(value, "job_id"),
                Self::WithoutBackupId => without(value, "backup_id"),
                Self::WithoutToken => answer.headers.retain(|header| header.0 != "X-Subject-Token"),
            }
        }
        answer
    }

    fn walk(self, key: &str, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.walk(key, item)),
            Value::Object(fields) => {
                fields.iter_mut().for_each(|(key, value)| self.walk(key, value))
            }
            leaf => self.leaf(key, leaf),
        }
    }

    fn leaf(self, key: &str, leaf: &mut Value) {
        match (self, &*leaf) {
            (Self::LooseTypes, Value::Number(number)) => *leaf = Value::String(number.to_string()),
            (Self::LooseTypes, Value::String(text)) => {
                if let Some(number) = text
                    .parse::<f64>()
                    .ok()
                    .filter(|number| number.is_finite())
                    .and_then(serde_json::Number::from_f64)
                {
                    *leaf = Value::Number(number);
                }
            }
            (Self::UnknownStatus, Value::String(_)) if key == "status" => {
                *leaf = Value::from("WARMING_UP")
            }
            (Self::EscapeSequences, Value::String(text)) if is_free_text(key) => {
                *leaf = Value::String(format!(
                    "{text}\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}\r\n\u{9b}31m"
                ));
            }
            _ => {}
        }
    }
}

fn without(value: &mut Value, field: &str) {
    if let Value::Object(fields) = value {
        fields.remove(field);
    }
}

/// The fields whose text people chose.
fn is_free_text(key: &str) -> bool {
    matches!(
        key,
        "name"
            | "description"
            | "instance_name"
            | "database_names"
            | "table_names"
            | "database_name"
            | "fail_reason"
            | "error_msg"
    )
}

/// What the server does with a request.
#[derive(Debug)]
pub(super) struct Handling {
    pub delay: Duration,
    pub end: End,
}

#[derive(Debug)]
pub(super) enum End {
    Answer(Answer),
    Leave(Farewell),
    Hang,
}

/// What the server does to a connection instead of answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Farewell {
    Close,
    /// Resets it, so that the client meets an error and no end.
    Reset,
    /// Sends the beginning of a status line, and closes it.
    CutHead,
}

/// The end for a reply that needs the real answer and has none.
const NOTHING: End = End::Leave(Farewell::Close);

/// The faults that wait, first in, first out for each call.
#[derive(Debug, Default)]
pub(super) struct Waiting(VecDeque<(Call, Fault, u32)>);

impl Waiting {
    /// Adds a fault for the next `times` matching calls; [`u32::MAX`] means every one.
    pub fn add(&mut self, call: Call, fault: Fault, times: u32) {
        if times > 0 {
            self.0.push_back((call, fault, times));
        }
    }

    /// The fault that strikes this call, if one waits; `created`: a create call has arrived.
    pub fn take(
        &mut self,
        call: Call,
        version: Option<ApiVersion>,
        created: bool,
    ) -> Option<Fault> {
        let strikes = |entry: &(Call, Fault, u32)| {
            entry.0 == call
                && (entry.1.version.is_none() || entry.1.version == version)
                && (created || !entry.1.once_created)
        };
        let at = self.0.iter().position(strikes)?;
        let (_, fault, times) = self.0.get_mut(at)?;
        let fault = fault.clone();
        if *times != u32::MAX {
            *times -= 1;
        }
        if *times == 0 {
            self.0.remove(at);
        }
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_fault_strikes_its_call_as_often_as_told_and_in_order() {
        let mut waiting = Waiting::default();
        waiting.add(Call::Jobs, Fault::close(), 2);
        waiting.add(Call::Jobs, Fault::hang(), 1);
        assert_eq!(waiting.take(Call::Create, None, false), None);
        assert_eq!(waiting.take(Call::Jobs, None, false), Some(Fault::close()));
        assert_eq!(waiting.take(Call::Jobs, None, false), Some(Fault::close()));
        assert_eq!(waiting.take(Call::Jobs, None, false), Some(Fault::hang()));
        assert_eq!(waiting.take(Call::Jobs, None, false), None);
    }

    #[test]
    fn an_unpublished_version_leaves_the_others_alone() {
        let mut waiting = Waiting::default();
        waiting.add(Call::Backups, Fault::not_published(ApiVersion::V4), u32::MAX);
        assert_eq!(waiting.take(Call::Backups, Some(ApiVersion::V31), false), None);
        assert!(waiting.take(Call::Backups, Some(ApiVersion::V4), false).is_some());
        assert!(waiting.take(Call::Backups, Some(ApiVersion::V4), false).is_some());
    }

    #[test]
    fn a_fault_that_does_not_act_leaves_the_service_alone() {
        let handling = Fault::answer(502, "<html>").run(|_| panic!("it acted"));
        assert!(matches!(handling.end, End::Answer(Answer { status: 502, .. })));
        let later = Fault::close().acting_later(Duration::from_secs(3)).run(|later| {
            assert_eq!(later, Duration::from_secs(3));
            Answer::json(202, json!({}))
        });
        assert!(matches!(later.end, End::Leave(Farewell::Close)));
    }

    #[test]
    fn loose_types_swap_numbers_and_strings() {
        let answer = Twist::LooseTypes
            .apply(Answer::json(200, json!({"total_count": 3, "size": "500", "name": "a"})));
        assert_eq!(
            answer.payload,
            Payload::Json(json!({"total_count": "3", "size": 500.0, "name": "a"}))
        );
    }

    #[test]
    fn a_fault_of_the_watch_waits_for_the_create_call() {
        let mut waiting = Waiting::default();
        waiting.add(Call::Backups, Fault::close().once_created(), 1);
        assert_eq!(waiting.take(Call::Backups, None, false), None);
        assert!(waiting.take(Call::Backups, None, true).is_some());
        assert_eq!(waiting.take(Call::Backups, None, true), None);
    }

    #[test]
    fn another_status_is_for_answers_of_success_only() {
        let end = |status| Fault::status(200).run(|_| Answer::json(status, json!({}))).end;
        assert!(matches!(end(202), End::Answer(Answer { status: 200, .. })));
        assert!(matches!(end(403), End::Answer(Answer { status: 403, .. })));
    }
}
