//! What to do about a step of `doctor --online` that failed: whole sentences.

use crate::{
    core::{
        base::{CallFailure, Obstacle, ObstacleCause, Reason, TlsKind},
        session::{Method, SignInFailure},
    },
    words::{
        base::{calls, permissions::Need},
        session::sign_in,
    },
};

/// Returns the remedy where a host cannot be reached.
pub(super) const fn obstacle(why: &Obstacle) -> &'static str {
    match &why.cause {
        ObstacleCause::Lookup => {
            "Check the name, and this machine's name service; where only a proxy leads out, set \
                HTTPS_PROXY."
        }
        ObstacleCause::ConnectionRefused => {
            "Check host and port: nothing listens there, or a firewall answers for it."
        }
        ObstacleCause::ConnectTimeout(_) => {
            "Check the firewall and the route; where only a proxy leads out, set HTTPS_PROXY."
        }
        ObstacleCause::Tls(trouble) => match trouble.kind {
            TlsKind::UnknownIssuer => {
                "If that issuer is your own company's, trust its certificate with --ca-bundle \
                    FILE; if not, somebody intercepts the connection."
            }
            TlsKind::Expired | TlsKind::NotYetValid => {
                "Check this machine's clock; if it is right, the host needs a new certificate."
            }
            TlsKind::WrongHost => "Check the endpoint's name: another host answers there.",
            TlsKind::Other(_) => {
                "Check that the port speaks TLS 1.2 or 1.3, and that no middlebox interferes."
            }
        },
        ObstacleCause::Proxy(Some(407)) => {
            "Give the credentials in the variable: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT."
        }
        ObstacleCause::Proxy(_) => {
            "Ask whoever runs the proxy to let this host through, or name it in NO_PROXY."
        }
        ObstacleCause::Configuration(_) => "Fix what is named there.",
        ObstacleCause::HeldBack | ObstacleCause::Other(_) => "Check the network of this machine.",
    }
}

/// Returns the remedy for a call that failed; `need` is the permission of the call,
/// if the call needs one.
pub(super) fn call(why: &CallFailure, need: Option<Need>) -> String {
    let step = match why {
        CallFailure::NotSent(why) => obstacle(why),
        CallFailure::NoAnswer(_) => {
            "Try again; if it keeps failing, check the network between here and there."
        }
        CallFailure::Incomplete(_) => "What is missing can be typed by hand.",
        CallFailure::Unreadable(..) => "Check that the endpoint is the service's own.",
        CallFailure::Refused(refusal) => match (refusal.reason(), need) {
            (Reason::Permission, Some(need)) => {
                return format!(
                    "The permission {} is missing: ask whoever manages the account's users for it.",
                    need.both()
                );
            }
            (Reason::Unsaid, Some(need)) => {
                return format!(
                    "The service gives no other reason; the call needs {}.",
                    need.both()
                );
            }
            (Reason::Credentials, _) => {
                "The service refuses these credentials: check their project and region, or give \
                    new ones."
            }
            (Reason::Throttled, _) => "Too many requests: wait a moment, then try again.",
            (reason, _) => {
                calls::own_words(reason).unwrap_or_else(|| by_status(refusal.head.status))
            }
        },
    };
    step.to_owned()
}

/// Returns the remedy where the HTTP status alone gives the reason.
const fn by_status(status: u16) -> &'static str {
    match status {
        404 => "Check region, endpoint and project.",
        500..=599 => "The service is in trouble: try again later.",
        _ => "Read the words above; the request ID helps the vendor's support.",
    }
}

pub(super) fn sign_in(why: &SignInFailure, method: Method) -> &'static str {
    match (why, method) {
        (SignInFailure::Call(CallFailure::NotSent(why)), _) => obstacle(why),
        (SignInFailure::Call(why), Method::Token) if why.is_unauthorized() => {
            "The token has expired, or is not valid here: give a new one."
        }
        (SignInFailure::Call(why), Method::Keys { .. } | Method::Agency)
            if why.is_unauthorized() =>
        {
            "Check access key, secret key and clock. Five wrong signatures in a row usually lock \
                the key."
        }
        (why, method) => sign_in::remedy(why, Some(method)),
    }
}
