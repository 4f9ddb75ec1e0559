//! The create call: `POST /v3/{project_id}/instances/{instance_id}/backups` ("Creating a Manual
//! Backup"), sent once.
//!
//! # Why no layer sends it twice
//!
//! The service has no idempotency key, so a second request is a second backup. Read in the sources
//! of reqwest 0.13.5 and hyper-util 0.1.21, outermost layer first:
//!
//! - This module calls `Transport::exchange` once, which calls `execute` once; neither has a loop,
//!   and `net::retry` serves the reads only.
//! - The token or the keys are taken as they are (`Access::lease_as_it_is`): nothing is renewed
//!   before the call, and a 401 ends the call. The refusal is noted, so that the next read renews
//!   first.
//! - reqwest puts a redirect layer around everything; with `redirect::Policy::none` a 3xx is handed
//!   out as it came.
//! - reqwest's `tower::retry` layer asks the policy's classifier. `retry::never()` sets the
//!   classifier `Never`, for which every result is final. Its default would resend after HTTP/2
//!   `REFUSED_STREAM` and `GOAWAY`; HTTP/2 is also neither compiled in nor offered (`http1_only`,
//!   ALPN).
//! - hyper-util's legacy client loops in `send_request`, but only over `TrySendError::Retryable`,
//!   and only if `retry_canceled_requests` (its default, which reqwest leaves on) *and* the
//!   connection was reused. With `pool_max_idle_per_host(0)` the pool does not exist
//!   (`Pool::is_enabled`), `one_connection_for` always connects anew, and `is_reused` is false; "a
//!   fresh connection means we definitely can't retry". The other loop there, `connection_for`,
//!   repeats a pool checkout, which never happens without a pool, and comes before any request.
//! - TCP may try several addresses of a name, before a connection exists. TLS sends no early data
//!   (rustls' default), so nothing of the request precedes the handshake.
//!
//! # Where "not sent" ends
//!
//! `reqwest::Error::is_connect` is true exactly for hyper-util's `ErrorKind::Connect`, which is
//! made in one place that can be reached here: when the connector fails. reqwest's connector is one
//! future that resolves the name, opens TCP, sends CONNECT to a proxy and reads its answer, and
//! does the TLS handshake; `connect_timeout` wraps that whole future and its expiry is a connector
//! failure too. The request is handed to the connection only after that future is done, so
//! `is_connect` means that no byte of it left. Everything later, including a connection that dies
//! between "ready" and the first byte, counts as no answer.
//!
//! The limit of the whole call is ours (`timeout_at` in `exchange`) and polls the call before its
//! clock; a connection attempt that ran out of time is therefore always seen as such, even when the
//! process was stopped meanwhile and both limits have passed.
//!
//! When the future is dropped (the program ends, the screen is left) the connection task ends with
//! it or completes the one write that it has; there is no queue that could send again.

use std::borrow::Cow;

use super::{Client, Shared};
use crate::{
    api::{
        auth::{Lease, Unproved, access::refuses_access},
        net::SendError,
        wire::{
            Exchange, Json,
            body::{self, Body, OTHER_LIMIT},
            error_body::ErrorBody,
        },
    },
    core::{
        base::{
            BackupId, BodyTrouble, CallFailure, CreateAnswer, CreateEnd, Head, JobId, Mask,
            Obstacle, Quoted, Refusal,
        },
        draft::ReviewedRequest,
    },
};

/// The shortest text that counts as an ID where an ID decides whether a backup was made: `true`, 0
/// and `"none"` do not. The IDs of the service have 36 characters.
const SHORTEST_ID: usize = 8;
/// The longest excerpt of the raw body that is kept as the server's words, in characters.
const LONGEST_RAW: usize = 2_000;

impl Client {
    /// Sends the reviewed request, once, on a connection of its own.
    pub async fn create_backup(&self, request: &ReviewedRequest) -> CreateEnd {
        let shared = &*self.shared;
        let (call, lease) = match shared.prepare(request).await {
            Ok(prepared) => prepared,
            Err(obstacle) => return CreateEnd::NotSent(obstacle),
        };
        let limits = shared.transport.limits;
        let whole = limits.connect.saturating_add(limits.create);
        let observed = shared.transport.observe();
        match shared.transport.exchange(call, OTHER_LIMIT, whole, &observed).await {
            Ok(Exchange { head, body, held, .. }) => {
                shared.note_time(head.server_time);
                let answer = answer(head, body, &held.mask());
                if let Some(refusal) = refusal_of_access(&answer) {
                    shared.access.note_refusal(&lease, &refusal);
                }
                CreateEnd::Answered(answer)
            }
            Err(SendError::NotSent(obstacle)) => CreateEnd::NotSent(obstacle),
            Err(SendError::NoAnswer(silence)) => CreateEnd::NoAnswer(silence),
        }
    }
}

impl Shared {
    /// Prepares everything before the network: URL, headers, client, and the exact reviewed bytes.
    async fn prepare(
        &self,
        request: &ReviewedRequest,
    ) -> Result<(reqwest::RequestBuilder, Lease), Obstacle> {
        if *request.project() != self.project {
            return Err(self.transport.misconfigured(
                "the reviewed request belongs to another project than this session",
            ));
        }
        let segments =
            ["v3", request.project().as_str(), "instances", request.instance().as_str(), "backups"];
        let mut url = self.transport.url(&segments, &[])?;
        let refused = |_| {
            self.transport
                .misconfigured("the service refused these credentials before; sign in again first")
        };
        let lease = self.access.lease_as_it_is().map_err(refused)?;
        let client = self.transport.one_shot().await?;
        let body = request.body().bytes();
        let call = Unproved {
            method: "POST",
            url: &mut url,
            project: Some(&self.project),
            content_type: Some("application/json"),
            body,
        };
        let headers = self.transport.prove(&lease.auth, call)?;
        Ok((client.post(url).headers(headers).body(body.to_vec()), lease))
    }
}

/// Returns the refusal, if the service does not take token or signature.
fn refusal_of_access(answer: &CreateAnswer) -> Option<CallFailure> {
    let refusal = Refusal {
        head: answer.head.clone(),
        code: answer.code.clone(),
        words: answer.words.clone(),
    };
    Some(CallFailure::Refused(refusal))
        .filter(|_| !(200..300).contains(&answer.head.status))
        .filter(refuses_access)
}

/// Reads the answer. IDs and an error code may stand under every status, even if the
/// body is cut behind them.
fn answer(mut head: Head, body: Body, mask: &Mask) -> CreateAnswer {
    let error = ErrorBody::read(&body.bytes, mask);
    head.request_id = head.request_id.or(error.request_id.clone());
    let is_success = (200..300).contains(&head.status);
    let text = String::from_utf8_lossy(&body.bytes);
    let json = Json::of(&text).ok();
    let not_json = json.is_none().then(|| body::not_json(&body.bytes, mask));
    let id = |key| json?.part(key).string().filter(|text| is_long_enough(text));
    let mut job = id("job_id").and_then(|id| JobId::received(&id));
    let mut backup = id("backup_id").and_then(|id| BackupId::received(&id));
    if !is_success {
        job = job.or_else(|| texts_of(&text, "job_id").find_map(JobId::received));
        backup = backup.or_else(|| texts_of(&text, "backup_id").find_map(BackupId::received));
    }
    let missing = || missing(job.as_ref(), backup.as_ref()).filter(|_| is_success);
    CreateAnswer {
        body: body.trouble.or(not_json).or_else(missing),
        words: words(is_success, &error, &body.bytes, mask),
        code: error.code,
        head,
        job,
        backup,
    }
}

fn words(is_success: bool, error: &ErrorBody, bytes: &[u8], mask: &Mask) -> Quoted {
    if is_success && error.message.is_none() {
        body::excerpt(bytes, LONGEST_RAW, mask)
    } else {
        error.words(bytes, mask)
    }
}

/// Finds the texts under a key in a body of any shape: deep in the body, twice, or before the end
/// is cut off. A refusal that names an ID anywhere does not prove that no backup was made.
fn texts_of<'a>(body: &'a str, key: &'static str) -> impl Iterator<Item = &'a str> {
    let values = body.match_indices(key).filter(|(at, _)| body[..*at].ends_with('"')).filter_map(
        move |(at, _)| {
            let value = body[at + key.len()..]
                .strip_prefix('"')?
                .trim_start()
                .strip_prefix(':')?
                .trim_start();
            value.strip_prefix('"')?.split_once('"').map(|(text, _)| text)
        },
    );
    // No ID needs an escape.
    values.filter(|text| is_long_enough(text) && !text.contains('\\'))
}

fn is_long_enough(text: &str) -> bool {
    text.trim().len() >= SHORTEST_ID
}

/// Names the first of the two IDs that is not there.
const fn missing(job: Option<&JobId>, backup: Option<&BackupId>) -> Option<BodyTrouble> {
    match (job, backup) {
        (Some(_), Some(_)) => None,
        (None, _) => Some(BodyTrouble::Missing(Cow::Borrowed("job_id"))),
        (Some(_), None) => Some(BodyTrouble::Missing(Cow::Borrowed("backup_id"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, bytes: &[u8], trouble: Option<BodyTrouble>) -> CreateAnswer {
        answer(
            Head { status, ..Head::default() },
            Body { bytes: bytes.to_vec(), trouble },
            &Mask::default(),
        )
    }

    #[test]
    fn both_ids_are_read_whatever_else_the_body_holds() {
        let both = br#"{"job_id":"8061ceaf-b319","backup_id":"646d88d0br06","new":{"x":1}}"#;
        let done = read(202, both, None);
        assert_eq!(
            (done.job.unwrap().as_str(), done.backup.unwrap().as_str(), done.body),
            ("8061ceaf-b319", "646d88d0br06", None)
        );
        let cut = read(202, both, Some(BodyTrouble::Cut));
        assert!(cut.job.is_some() && cut.backup.is_some() && cut.body == Some(BodyTrouble::Cut));
    }

    #[test]
    fn an_id_is_a_text_of_printable_characters_and_of_a_length_that_an_id_can_have() {
        let ids = |value: &str| {
            let read =
                read(400, format!(r#"{{"job_id":{value},"backup_id":{value}}}"#).as_bytes(), None);
            (read.job.is_some(), read.backup.is_some())
        };
        let long = |n: usize| format!(r#""{}""#, "a".repeat(n));
        for id in [
            r#""646d88d0b03f4fd2ae944ae2a33bcb6ain06""#,
            r#""8061ceaf-b319-4315-9338-7f3de8e26f05""#,
            &long(8),
            &long(128),
        ] {
            assert_eq!(ids(id), (true, true), "{id}");
        }
        let none = [
            "true",
            "false",
            "null",
            "0",
            "12345678901",
            "1e9",
            "{}",
            r#"["646d88d0br06"]"#,
            r#""""#,
            r#""        ""#,
        ];
        let texts = [
            r#""true""#,
            r#""null""#,
            r#""646d88d0 br06""#,
            r#""646d88d0\u001bbr06""#,
            r#""646d88d0\u202ebr06""#,
            r#""编号编号编号""#,
        ];
        for odd in none.into_iter().chain(texts).chain([long(7).as_str(), &long(129), &long(5_000)])
        {
            assert_eq!(ids(odd), (false, false), "{odd}");
        }
    }

    #[test]
    fn a_refusal_names_an_id_wherever_it_stands() {
        let id = r#""backup_id" : "646d88d0br06""#;
        for body in [
            format!(r#"{{"error_code":"DBS.280001","data":{{{id}}}}}"#),
            format!(r#"{{"error_code":"DBS.280001","errors":[{{"x":1}},{{{id}}}]}}"#),
            format!(r#"{{"error_code":"DBS.280001",{id},"backup_id":"746d88d0br06"}}"#),
            format!(r#"{{"backup_id":true,"more":{{{id}}},"error_code":"DBS.280001"}}"#),
            format!(r#"{{{id},"error_code":"DBS.28"#),
        ] {
            let named = read(400, body.as_bytes(), None);
            assert_eq!(named.backup.as_ref().map(BackupId::as_str), Some("646d88d0br06"), "{body}");
            assert!(
                named.names_ids() && read(202, body.as_bytes(), None).backup.is_none(),
                "{body}"
            );
        }
        // A description that the answer repeats is no key of the answer.
        let echoed = concat!(
            r#"{"error_code":"DBS.280127","error_msg":"bad: {\"description\":"#,
            r#"\"\\\"backup_id\\\":\\\"646d88d0br06\\\"\"}"}"#
        );
        assert!(!read(400, echoed.as_bytes(), None).names_ids());
    }

    #[test]
    fn what_is_wrong_with_a_body_is_said() {
        let rows: &[(u16, &[u8], Option<BodyTrouble>)] = &[
            (202, br#"{"backup_id":"646d88d0br06"}"#, Some(BodyTrouble::Missing("job_id".into()))),
            (202, br#"{"job_id":"8061ceaf-b319"}"#, Some(BodyTrouble::Missing("backup_id".into()))),
            (
                202,
                br#"{"job_id":null,"backup_id":["x"]}"#,
                Some(BodyTrouble::Missing("job_id".into())),
            ),
            (202, b"[]", Some(BodyTrouble::Missing("job_id".into()))),
            (202, b"<html>", Some(BodyTrouble::NotJson("<html>".into()))),
            (
                202,
                br#"{"job_id":"j","backup_"#,
                Some(BodyTrouble::NotJson(r#"{"job_id":"j","backup_"#.into())),
            ),
            (400, br#"{"error_code":"DBS.201201","error_msg":"m"}"#, None),
        ];
        for (status, bytes, want) in rows {
            assert_eq!(read(*status, bytes, None).body, *want);
        }
    }

    #[test]
    fn a_refusal_keeps_code_words_and_the_gateways_request_id() {
        let refused = read(
            429,
            br#"{"error_code":"APIGW.0308","error_msg":"slow down","request_id":"r1"}"#,
            None,
        );
        assert_eq!(
            (refused.code.as_deref(), refused.words.as_str()),
            (Some("APIGW.0308"), "slow down")
        );
        assert_eq!(refused.head.request_id.as_deref(), Some("r1"));
    }
}
