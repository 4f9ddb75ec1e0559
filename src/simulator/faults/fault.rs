//! One fault: whether the service acts on the request, how long the reply takes, and which reply
//! goes out.

use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use super::{ApiVersion, BadBody, Spoil, Twist};
use crate::simulator::service::{Answer, Payload, answer::NOT_PUBLISHED};

#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    delay: Duration,
    reply: Reply,
    /// The answer carries the IDs of a backup that no create call made.
    names_another: bool,
    /// The only version of the backup list that the fault strikes.
    version: Option<ApiVersion>,
    once_created: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Reply {
    /// The service acts, the effect comes `later`, and the answer of the service goes out spoilt.
    Real { later: Duration, spoil: Spoil },
    /// `end` takes the place of the answer; the service acts as well if `later` is set.
    Instead { later: Option<Duration>, end: End },
}

impl Fault {
    const fn new(reply: Reply) -> Self {
        let delay = Duration::ZERO;
        Self { delay, reply, names_another: false, version: None, once_created: false }
    }

    const fn instead(end: End) -> Self {
        Self::new(Reply::Instead { later: None, end })
    }

    pub(super) const fn spoilt(spoil: Spoil) -> Self {
        Self::new(Reply::Real { later: Duration::ZERO, spoil })
    }

    pub(super) const fn canned(answer: Answer) -> Self {
        Self::instead(End::Answer(answer))
    }

    /// Answers with this status and body instead of acting; a body that begins with `<` is sent as
    /// HTML, any other as JSON.
    pub fn answer(status: u16, body: impl Into<Bytes>) -> Self {
        let payload = Payload::Bytes(body.into());
        Self::canned(Answer { status, headers: Vec::new(), payload })
    }

    /// Closes the connection without an answer, and does not act.
    pub const fn close() -> Self {
        Self::instead(End::Close)
    }

    /// Resets the connection (TCP RST) instead of answering, and does not act.
    pub const fn reset() -> Self {
        Self::instead(End::Reset)
    }

    /// Sends the beginning of a status line and closes the connection, and does not act.
    pub const fn cut_head() -> Self {
        Self::instead(End::After(Bytes::from_static(b"HTTP/1.1 20")))
    }

    /// Never answers, and does not act; the connection stays open.
    pub const fn hang() -> Self {
        Self::instead(End::Hang)
    }

    /// Acts and answers as always, but only after `delay`.
    pub fn slow(delay: Duration) -> Self {
        Self { delay, ..Self::spoilt(Spoil::Nothing) }
    }

    /// Acts, announces the whole answer, sends half of the answer and closes the connection.
    pub const fn cut() -> Self {
        Self::spoilt(Spoil::Cut)
    }

    /// Acts, and gives the body of an answer of success under another status.
    pub const fn status(status: u16) -> Self {
        Self::spoilt(Spoil::Status(status))
    }

    /// Answers with this status and with the IDs of a backup that no create call
    /// made, and does not act.
    pub fn names_another(status: u16) -> Self {
        Self { names_another: true, ..Self::canned(Answer::json(status, Value::Null)) }
    }

    /// Acts, and answers with the real status and an unusable body.
    pub const fn body(body: BadBody) -> Self {
        Self::spoilt(Spoil::Body(body))
    }

    /// Acts, and answers with the real answer, changed.
    pub const fn twist(twist: Twist) -> Self {
        Self::spoilt(Spoil::Twist(twist))
    }

    /// Answers that this version of the backup list is not published: 404 `APIGW.0101`. Requests
    /// of other versions do not use the fault up.
    pub fn not_published(version: ApiVersion) -> Self {
        let answer = Answer::service(404, "APIGW.0101", NOT_PUBLISHED);
        Self { version: Some(version), ..Self::canned(answer) }
    }

    /// Lets the service act before the reply.
    pub const fn after_acting(self) -> Self {
        self.acting_later(Duration::ZERO)
    }

    /// Lets the effect of the call come this much `later` than the request: a backup begins then
    /// and is listed from then on.
    pub const fn acting_later(mut self, later: Duration) -> Self {
        match &mut self.reply {
            Reply::Real { later: effect, .. } => *effect = later,
            Reply::Instead { later: effect, .. } => *effect = Some(later),
        }
        self
    }

    /// Lets the fault wait until a create call has arrived, so that a fault of the reads that
    /// watch a backup spares the reads before the create call.
    pub const fn once_created(mut self) -> Self {
        self.once_created = true;
        self
    }

    /// Adds a header to a fault made by [`Fault::answer`]; other faults stay as they are.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        if let Reply::Instead { end: End::Answer(answer), .. } = &mut self.reply {
            answer.headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// Fills in `another` where the answer names a backup that no create call made.
    pub(crate) fn naming(mut self, another: impl FnOnce() -> Value) -> Self {
        if self.names_another
            && let Reply::Instead { end: End::Answer(answer), .. } = &mut self.reply
        {
            answer.payload = Payload::Json(another());
        }
        self
    }

    /// Tells whether the fault strikes a request for `version` of the backup list; `created`:
    /// a create call has arrived.
    pub(super) fn strikes(&self, version: ApiVersion, created: bool) -> bool {
        self.version.is_none_or(|own| own == version) && (created || !self.once_created)
    }

    /// Returns how a request ends. `act` is the service's own way to answer a request, told how
    /// much later the effect comes.
    pub(crate) fn run(self, act: impl FnOnce(Duration) -> Answer) -> Handling {
        let end = match self.reply {
            Reply::Real { later, spoil } => End::Answer(spoil.apply(act(later))),
            Reply::Instead { later, end } => {
                // The client never sees this answer, only its effect.
                let _ = later.map(act);
                end
            }
        };
        Handling { delay: self.delay, end }
    }
}

/// What the server does with a request.
#[derive(Debug)]
pub struct Handling {
    pub delay: Duration,
    pub end: End,
}

/// What becomes of a request. All but an answer and a hang end the connection.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    Answer(Answer),
    Close,
    /// Resets the connection, so that the client meets an error instead of an end.
    Reset,
    /// Sends the beginning of an answer, and closes the connection.
    After(Bytes),
    /// The connection stays open without an answer.
    Hang,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_fault_that_does_not_act_leaves_the_service_alone() {
        let handling = Fault::answer(502, "<html>").run(|_| panic!("it acted"));
        assert!(matches!(handling.end, End::Answer(Answer { status: 502, .. })));
        let later = Fault::close().acting_later(Duration::from_secs(3)).run(|later| {
            assert_eq!(later, Duration::from_secs(3));
            Answer::json(202, json!({}))
        });
        assert!(matches!(later.end, End::Close));
    }

    #[test]
    fn another_status_is_for_answers_of_success_only() {
        let end = |status| Fault::status(200).run(|_| Answer::json(status, json!({}))).end;
        assert!(matches!(end(202), End::Answer(Answer { status: 200, .. })));
        assert!(matches!(end(403), End::Answer(Answer { status: 403, .. })));
    }
}
