//! How a call ended, in words.

use super::count;
use crate::core::{
    call::{BodyTrouble, CallFailure, Obstacle, ObstacleCause, Silence, TlsKind, TlsTrouble},
    whole::Incomplete,
};

/// What stood in the way.
pub fn obstacle(obstacle: &Obstacle) -> String {
    let host = &obstacle.host;
    match &obstacle.cause {
        ObstacleCause::Lookup => format!("no address found for {host}"),
        ObstacleCause::ConnectionRefused => format!("{host} refused the connection"),
        ObstacleCause::ConnectTimeout(seconds) => format!("no connection to {host} within {seconds} s"),
        ObstacleCause::Tls(trouble) => format!("TLS to {host}: {}", tls(trouble)),
        ObstacleCause::Proxy(Some(407)) => format!("the proxy wants credentials before it connects to {host} (407)"),
        ObstacleCause::Proxy(Some(status)) => format!("the proxy did not connect to {host} (status {status})"),
        ObstacleCause::Proxy(None) => format!("the proxy did not connect to {host}"),
        ObstacleCause::Configuration(why) => why.to_string(),
        ObstacleCause::HeldBack => "held back before anything was sent".to_owned(),
        ObstacleCause::Other(why) => format!("no connection to {host}: {why}"),
    }
}

fn tls(trouble: &TlsTrouble) -> String {
    let what = match &trouble.kind {
        TlsKind::UnknownIssuer => "the certificate's issuer is not known".to_owned(),
        TlsKind::Expired => "the certificate has expired".to_owned(),
        TlsKind::NotYetValid => "the certificate is not valid yet".to_owned(),
        TlsKind::WrongHost => "the certificate is for another host".to_owned(),
        TlsKind::Other(why) => why.to_string(),
    };
    match &trouble.issuer {
        Some(issuer) => format!("{what}; issued by {issuer}"),
        None => what,
    }
}

/// Why no answer is there.
pub fn silence(silence: &Silence) -> String {
    match silence {
        Silence::Timeout(seconds) => format!("no answer within {seconds} s"),
        Silence::Dropped => "the connection was closed before an answer".to_owned(),
        Silence::CutHead => "an answer began and cannot be read".to_owned(),
        Silence::Other(why) => format!("no answer: {why}"),
    }
}

/// What is wrong with a body.
pub fn body(trouble: &BodyTrouble) -> String {
    match trouble {
        BodyTrouble::Empty => "the answer is empty".to_owned(),
        BodyTrouble::Cut => "the answer was cut short".to_owned(),
        BodyTrouble::TooLarge(limit) => format!("the answer is larger than {} MiB", limit / 1024 / 1024),
        BodyTrouble::NotJson(start) => format!("the answer is not JSON: {start}"),
        BodyTrouble::Missing(field) => format!("the answer has no {field}"),
    }
}

/// Why a read has no answer, in one sentence without its end mark.
pub fn failure(failure: &CallFailure) -> String {
    match failure {
        CallFailure::NotSent(why) => obstacle(why),
        CallFailure::NoAnswer(why) => silence(why),
        CallFailure::Refused(refusal) => {
            let status = refusal.head.status;
            // The code of IAM is the status once more.
            let code = refusal.code.as_deref().filter(|code| *code != status.to_string());
            let code = code.map(|code| format!(" {code}")).unwrap_or_default();
            // The sentence around it brings its own full stop.
            let said = refusal.words.trim_end_matches('.');
            let words = if said.is_empty() { String::new() } else { format!(": {said}") };
            format!("HTTP {status}{code}{words}")
        }
        CallFailure::Unreadable(head, trouble) => format!("HTTP {}, but {}", head.status, body(trouble)),
        CallFailure::Incomplete(why) => incomplete(*why),
    }
}

/// Why a list is not whole.
fn incomplete(why: Incomplete) -> String {
    match why {
        Incomplete::TooLong(rows) => format!("too long a list: {} read, the rest left out", count(rows, "row")),
        Incomplete::Changing(readings) => format!("the list changed each time while it was read, {}", count(readings, "time")),
    }
}

/// A list that ends early: why, and what can be done about it.
pub fn cut_short(why: &CallFailure) -> String {
    match why {
        // Reading it again would end in the same place.
        CallFailure::Incomplete(Incomplete::TooLong(_)) => format!("[!] {}", failure(why)),
        CallFailure::NotSent(_)
        | CallFailure::NoAnswer(_)
        | CallFailure::Refused(_)
        | CallFailure::Unreadable(..)
        | CallFailure::Incomplete(Incomplete::Changing(_)) => format!("[!] {}; r reads again", failure(why)),
    }
}

/// A list that was not read for a check; `permission` is what reading it needs.
pub fn not_read(what: &str, permission: &str, why: &CallFailure) -> String {
    match why {
        CallFailure::Incomplete(why) => format!("{what} could not be read to the end: {}", incomplete(*why)),
        CallFailure::NotSent(_) | CallFailure::NoAnswer(_) | CallFailure::Refused(_) | CallFailure::Unreadable(..) => {
            format!("{what} not read ({permission}): {}", failure(why))
        }
    }
}

/// What the operator can do about a read that failed.
pub fn remedy(failure: &CallFailure, permission: &str) -> String {
    match failure {
        CallFailure::Refused(refusal) => match refusal.head.status {
            401 => "The credentials are refused or expired: Esc to Start, sign in anew.".to_owned(),
            403 => format!("A permission is missing: {permission}."),
            404 => "Check region, project and instance.".to_owned(),
            429 => "Too many requests: wait a little, then r.".to_owned(),
            _ => "r reads again.".to_owned(),
        },
        CallFailure::Incomplete(Incomplete::TooLong(_)) => "What is left out can be typed by hand.".to_owned(),
        CallFailure::NotSent(_)
        | CallFailure::NoAnswer(_)
        | CallFailure::Unreadable(..)
        | CallFailure::Incomplete(Incomplete::Changing(_)) => "r reads again.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::call::{Head, Refusal};

    #[test]
    fn a_code_that_is_the_status_is_said_once() {
        let said = |status, code: &str| {
            let head = Head { status, ..Head::default() };
            failure(&CallFailure::Refused(Refusal { head, code: Some(code.to_owned()), words: "No.".into() }))
        };
        assert_eq!(said(401, "401"), "HTTP 401: No");
        assert_eq!(said(403, "401"), "HTTP 403 401: No");
        assert_eq!(said(401, "APIGW.0301"), "HTTP 401 APIGW.0301: No");
    }
}
