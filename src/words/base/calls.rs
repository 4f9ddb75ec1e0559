//! How a call ended, in words.

use super::permissions::Need;
use crate::{
    core::base::{
        BodyTrouble, CallFailure, Incomplete, Obstacle, ObstacleCause, Reason, Silence, TlsKind,
        TlsTrouble,
    },
    words::{count, if_told},
};

/// Says what kept a request from being sent.
pub fn obstacle(obstacle: &Obstacle) -> String {
    let host = &obstacle.host;
    match &obstacle.cause {
        ObstacleCause::Lookup => format!("no address found for {host}"),
        ObstacleCause::ConnectionRefused => format!("{host} refused the connection"),
        ObstacleCause::ConnectTimeout(seconds) => {
            format!("no connection to {host} within {seconds} s")
        }
        ObstacleCause::Tls(trouble) => format!("TLS to {host}: {}", tls(trouble)),
        ObstacleCause::Proxy(Some(407)) => {
            format!("the proxy wants credentials before it connects to {host} (407)")
        }
        ObstacleCause::Proxy(Some(status)) => {
            format!("the proxy did not connect to {host} (status {status})")
        }
        ObstacleCause::Proxy(None) => format!("the proxy did not connect to {host}"),
        ObstacleCause::Configuration(why) => why.to_string(),
        ObstacleCause::HeldBack => "held back before anything was sent".to_owned(),
        ObstacleCause::Other(why) => format!("no connection to {host}: {why}"),
    }
}

fn tls(trouble: &TlsTrouble) -> String {
    let what = match &trouble.kind {
        TlsKind::UnknownIssuer => "the certificate's issuer is not known",
        TlsKind::Expired => "the certificate has expired",
        TlsKind::NotYetValid => "the certificate is not valid yet",
        TlsKind::WrongHost => "the certificate is for another host",
        TlsKind::Other(why) => why,
    };
    what.to_owned() + &if_told("; issued by ", trouble.issuer.as_ref(), "")
}

/// Says why a request that was sent has no answer.
pub fn silence(silence: &Silence) -> String {
    match silence {
        Silence::Timeout(seconds) => format!("no answer within {seconds} s"),
        Silence::Dropped => "the connection was closed before an answer".to_owned(),
        Silence::CutHead => "the answer began but cannot be read".to_owned(),
        Silence::Other(why) => format!("no answer: {why}"),
    }
}

/// Says what is wrong with the body of an answer.
pub fn body(trouble: &BodyTrouble) -> String {
    match trouble {
        BodyTrouble::Empty => "the answer is empty".to_owned(),
        BodyTrouble::Cut => "the answer was cut short".to_owned(),
        BodyTrouble::TooLarge(limit) => {
            format!("the answer is larger than {} MiB", limit / 1024 / 1024)
        }
        BodyTrouble::NotJson(start) => format!("the answer is not JSON: {start}"),
        BodyTrouble::Missing(field) => format!("the answer has no {field}"),
    }
}

/// Says why a read has no answer, in one sentence without its end mark.
pub fn failure(failure: &CallFailure) -> String {
    match failure {
        CallFailure::NotSent(why) => obstacle(why),
        CallFailure::NoAnswer(why) => silence(why),
        CallFailure::Refused(refusal) => {
            let status = refusal.head.status;
            // The error code of IAM is often the HTTP status once more.
            let code = refusal.code.as_deref().filter(|code| *code != status.to_string());
            let code = if_told(" ", code, "");
            // The sentence around the service's words brings its own full stop.
            let said = refusal.words.trim_end_matches('.');
            let words = if said.is_empty() { String::new() } else { format!(": {said}") };
            format!("HTTP {status}{code}{words}")
        }
        CallFailure::Unreadable(head, trouble) => {
            format!("HTTP {}, but {}", head.status, body(trouble))
        }
        CallFailure::Incomplete(why) => incomplete(*why),
    }
}

/// Says why a list was not read to its end.
fn incomplete(why: Incomplete) -> String {
    match why {
        Incomplete::TooLong(rows) => {
            format!("the list is too long: {} read, the rest left out", count(rows, "row"))
        }
        Incomplete::Changing(readings) => {
            format!("the list kept changing while it was read ({})", count(readings, "time"))
        }
    }
}

/// Says why a list ends early and, unless another read would end in the same place, that
/// the list can be read again.
pub fn cut_short(why: &CallFailure) -> String {
    let ends_there = matches!(why, CallFailure::Incomplete(Incomplete::TooLong(_)));
    format!("[!] {}{}", failure(why), if ends_there { "" } else { "; refresh to try again" })
}

/// Says what a refusal means that neither new credentials, nor a permission, nor waiting mends;
/// `None` for any other refusal.
pub const fn own_words(reason: Reason) -> Option<&'static str> {
    match reason {
        Reason::AccessControl => Some(
            "The gateway's access control blocks this caller: check whether address, user and \
                region are on its lists.",
        ),
        Reason::ProjectUnavailable => Some(
            "The project is unavailable: check the project, the region and whether the account \
                is in arrears.",
        ),
        Reason::Arrears => Some("The account is in arrears or frozen: settle that first."),
        Reason::OtherTenant => Some(
            "That belongs to another account or project: check project ID, region and instance.",
        ),
        Reason::Credentials
        | Reason::Permission
        | Reason::Throttled
        | Reason::Unsaid
        | Reason::Other => None,
    }
}

/// Says what the operator can do about a read that failed.
pub fn remedy(failure: &CallFailure, need: Need) -> String {
    let again = "Refresh to try again.";
    if let CallFailure::Incomplete(Incomplete::TooLong(_)) = failure {
        return "What is left out can be typed by hand.".to_owned();
    }
    let Some(refusal) = failure.refusal() else { return again.to_owned() };
    let step = match refusal.reason() {
        Reason::Credentials => "The credentials are refused or expired: sign in again on Start.",
        Reason::Permission => return format!("A permission is missing: {}.", need.short()),
        Reason::Throttled => "Too many requests: wait a moment, then refresh.",
        Reason::Unsaid => {
            return format!("The service gives no other reason; the call needs {}.", need.short());
        }
        Reason::Other if refusal.head.status == 404 => "Check region, project and instance.",
        reason => own_words(reason).unwrap_or(again),
    };
    step.to_owned()
}

/// Says that `what` could not be read and why, in one sentence without its end mark. The sentence
/// names the permission where that is missing, or may be missing.
pub fn not_read(what: &str, failure: &CallFailure, need: Need) -> String {
    if let CallFailure::Incomplete(why) = failure {
        return format!("{what} could not be read to the end: {}", incomplete(*why));
    }
    let why = self::failure(failure);
    match failure.reason() {
        Some(Reason::Permission) => format!("{what} not read ({}): {why}", need.short()),
        Some(Reason::Unsaid) => format!("{what} not read: {why}; the call needs {}", need.short()),
        reason => match reason.and_then(own_words) {
            Some(words) => format!("{what} not read: {why}. {}", words.trim_end_matches('.')),
            None => format!("{what} not read: {why}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::base::{
        call::{Head, Refusal},
        outside::Quoted,
    };

    #[test]
    fn a_code_that_is_the_status_is_said_once() {
        let said = |status, code: &str| {
            let head = Head { status, ..Head::default() };
            failure(&CallFailure::Refused(Refusal {
                head,
                code: Some(code.to_owned()),
                words: "No.".into(),
            }))
        };
        assert_eq!(said(401, "401"), "HTTP 401: No");
        assert_eq!(said(403, "401"), "HTTP 403 401: No");
        assert_eq!(said(401, "APIGW.0301"), "HTTP 401 APIGW.0301: No");
    }

    /// Answers to a read, and what each of the sentences about it has to say; none calls
    /// a permission missing but one.
    #[test]
    fn a_403_is_a_missing_permission_only_where_code_or_words_say_so() {
        let rows: &[(&str, &str, &str)] = &[
            (
                "APIGW.0310",
                "The project is unavailable.",
                "check the project, the region and whether the account is in arrears",
            ),
            (
                "APIGW.0305",
                "API access denied: acl deny ip 10.1.2.3",
                "access control blocks this caller",
            ),
            ("APIG.0305", "", "access control blocks this caller"),
            ("DBS.200010", "no permission", "belongs to another account or project"),
            ("", "The account is in arrears.", "in arrears or frozen"),
            ("", "", "the call needs nosql:backup:list"),
            ("", "<html>Forbidden</html>", "the call needs nosql:backup:list"),
            ("DBS.280032", "", "nosql:backup:list"),
            (
                "IAM.0001",
                "Policy doesn't allow nosql:backup:list to be performed.",
                "nosql:backup:list",
            ),
        ];
        for (code, words, want) in rows {
            let head = Head { status: 403, ..Head::default() };
            let code = (!code.is_empty()).then(|| (*code).to_owned());
            let refusal = Refusal { head, code: code.clone(), words: Quoted::from(*words) };
            let missing = refusal.reason() == Reason::Permission;
            let failure = CallFailure::Refused(refusal);
            let (remedy, unread) =
                (remedy(&failure, Need::Backups), not_read("backups", &failure, Need::Backups));
            assert!(remedy.contains(want) && unread.contains(want), "{remedy} | {unread}");
            assert_eq!(remedy.contains("permission is missing"), missing, "{code:?} {remedy}");
            assert_eq!(
                unread.contains("not read (nosql:backup:list)"),
                missing,
                "{code:?} {unread}"
            );
        }
    }

    #[test]
    fn listing_instances_may_need_either_of_two_permissions() {
        let head = Head { status: 403, ..Head::default() };
        let failure = CallFailure::Refused(Refusal {
            head,
            code: Some("DBS.280032".to_owned()),
            words: "".into(),
        });
        assert_eq!(
            remedy(&failure, Need::Instances),
            "A permission is missing: nosql:instance:list or nosql:backup:list."
        );
    }
}
