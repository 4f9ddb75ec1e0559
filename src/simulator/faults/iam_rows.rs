//! The faults that can strike a call of IAM or of the metadata service of a machine.

use super::{
    fault::Fault,
    service_rows::{FaultRow, gateway_pages, throttled},
    spoil::{BadBody, Twist},
};
use crate::simulator::{
    iam::{
        LOCKED, NOT_AUTHENTICATED,
        metadata::{NO_AGENCY, TOKEN_EXPIRED},
    },
    service::answer::Answer,
};

/// Returns the answers that take the place of IAM's own. IAM has an error shape of its own; the
/// gateway in front of IAM throttles in the shape of the service.
pub fn iam_answers() -> Vec<FaultRow> {
    let own = vec![
        (
            "400",
            "the request cannot be understood",
            iam(400, "Bad Request", "The request body is invalid."),
        ),
        ("401", "password or token are wrong", iam(401, "Unauthorized", NOT_AUTHENTICATED)),
        ("401-locked", "the user is locked", iam(401, "Unauthorized", LOCKED)),
        (
            "403",
            "not allowed",
            iam(403, "Forbidden", "You are not authorized to perform the requested action."),
        ),
        (
            "404",
            "there is no such thing",
            iam(404, "Not Found", "The requested resource could not be found."),
        ),
        ("429", "too many requests", throttled()),
        (
            "429-retry-after",
            "too many requests, with Retry-After: 2",
            throttled().with_header("Retry-After", "2"),
        ),
        (
            "500",
            "server error",
            iam(
                500,
                "Internal Server Error",
                "An unexpected error prevented the server from fulfilling your request.",
            ),
        ),
        (
            "503",
            "IAM is away",
            iam(
                503,
                "Service Unavailable",
                "The service is currently unable to handle the request.",
            ),
        ),
    ];
    [own, gateway_pages()].concat()
}

/// Returns the spoilt answers that only a sign-in can have.
pub fn sign_in_bodies() -> Vec<FaultRow> {
    let no_token = Fault::twist(Twist::WithoutToken);
    vec![("no-token", "the header with the token is missing", no_token)]
}

/// Returns the answers that take the place of the metadata service's own.
pub fn metadata_answers() -> Vec<FaultRow> {
    vec![
        ("401", "the token of the metadata service has expired", text(401, TOKEN_EXPIRED)),
        ("401-no-agency", "no agency is bound to the machine", text(401, NO_AGENCY)),
        ("404", "there is no such path", text(404, "404 Not Found")),
        ("405", "the method is not known", text(405, "405 Method Not Allowed")),
        ("500", "server error", text(500, "500 Internal Server Error")),
        ("503", "not in service", text(503, "503 Service Unavailable")),
        ("no-keys", "the answer is {}", Fault::body(BadBody::WithoutIds)),
    ]
}

fn iam(status: u16, title: &str, words: &str) -> Fault {
    Fault::canned(Answer::iam(status, title, words))
}

fn text(status: u16, words: &str) -> Fault {
    Fault::canned(Answer::text(status, words))
}
