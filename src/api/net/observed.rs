//! A call as an observer is told of it: one value for all tries, without header, body and query.

use std::{
    sync::{Mutex, PoisonError, mpsc},
    time::Instant,
};

use reqwest::Request;
use serde::Serialize;

use super::{Held, SendError, clock::now};
use crate::core::base::{ObstacleCause, Outside, Quoted, Silence, UtcTime};

/// Longest path that is told, in characters.
const LONGEST_PATH: usize = 2_000;

/// A call that has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Call {
    /// When the first try began.
    pub time: UtcTime,
    pub method: String,
    /// The path alone: a query may hold names.
    pub path: Quoted,
    pub tries: u32,
    /// From the first try to the end of the call, pauses between tries included.
    pub milliseconds: u128,
    #[serde(flatten)]
    pub end: TryEnd,
    #[serde(skip)]
    begun: Instant,
}

/// How the last try of a call ended.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TryEnd {
    pub status: Option<u16>,
    pub request_id: Option<String>,
    /// Bytes of the answer's body.
    pub bytes: usize,
    /// Why no whole answer came, as a word of this program.
    pub failure: Option<&'static str>,
}

/// Who is told of calls; nobody by default. Telling never waits.
#[derive(Debug, Clone, Default)]
pub struct Observer(Option<mpsc::Sender<Call>>);

impl Observer {
    /// Makes an observer, and the receiver from which its calls come.
    pub fn channel() -> (Self, mpsc::Receiver<Call>) {
        let (tell, calls) = mpsc::channel();
        (Self(Some(tell)), calls)
    }

    /// Observes a call, which has not begun.
    pub(in crate::api) fn observe(&self) -> Observed {
        Observed { observer: self.clone(), call: Mutex::default() }
    }
}

/// A call under way. The observer is told when this value is dropped, so also of a call whose
/// answer nobody awaits any more, but not of a call without a try.
pub struct Observed {
    observer: Observer,
    call: Mutex<Option<Call>>,
}

impl Observed {
    /// Notes that a try begins.
    pub(in crate::api) fn begin(&self, request: &Request, held: &Held) {
        if self.observer.0.is_none() {
            return;
        }
        let mut call = self.call.lock().unwrap_or_else(PoisonError::into_inner);
        let call = call.get_or_insert_with(|| Call {
            time: now(),
            method: request.method().to_string(),
            path: Outside::text(request.url().path()).quoted(&held.mask(), LONGEST_PATH),
            tries: 0,
            milliseconds: 0,
            end: TryEnd::default(),
            begun: Instant::now(),
        });
        call.tries += 1;
        call.end = TryEnd { failure: Some("cancelled"), ..TryEnd::default() };
    }

    /// Notes how the try ended.
    pub(in crate::api) fn end(&self, end: TryEnd) {
        if let Some(call) = &mut *self.call.lock().unwrap_or_else(PoisonError::into_inner) {
            call.end = end;
        }
    }
}

impl Drop for Observed {
    fn drop(&mut self) {
        let call = self.call.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if let (Some(tell), Some(call)) = (&self.observer.0, call) {
            let milliseconds = call.begun.elapsed().as_millis();
            // An error means that nobody listens any more.
            let _ = tell.send(Call { milliseconds, ..call });
        }
    }
}

/// Returns the word for a try without an answer.
pub fn failure(error: &SendError) -> &'static str {
    match error {
        SendError::NotSent(obstacle) => match obstacle.cause {
            ObstacleCause::Lookup => "lookup",
            ObstacleCause::ConnectionRefused => "connection_refused",
            ObstacleCause::ConnectTimeout(_) => "connect_timeout",
            ObstacleCause::Tls(_) => "tls",
            ObstacleCause::Proxy(_) => "proxy",
            ObstacleCause::Configuration(_) | ObstacleCause::HeldBack | ObstacleCause::Other(_) => {
                "not_sent"
            }
        },
        SendError::NoAnswer(silence) => match silence {
            Silence::Timeout(_) => "timeout",
            Silence::Dropped => "dropped",
            Silence::CutHead => "cut_head",
            Silence::Other(_) => "no_answer",
        },
    }
}
