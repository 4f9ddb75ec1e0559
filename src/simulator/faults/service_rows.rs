//! The calls by name, and the faults that can strike a call of GeminiDB. Statuses and codes are
//! those of the page "Error Codes" and, where a code begins with `APIGW`, of the error codes of the
//! "API Request Signing Guide".

use serde_json::json;

use super::{
    Call,
    fault::Fault,
    spoil::{BadBody, Twist},
};
use crate::simulator::service::answer::{Answer, INSTANCE_BUSY, THROTTLED};

/// The name of a fault, a line that describes the fault, and the fault.
pub type FaultRow = (&'static str, &'static str, Fault);

/// The reads of jobs and backups from the first create call on.
pub const WATCH: &str = "watch";

/// A name of calls, the calls, and the actions that they need: of a role or policy, and of an
/// identity policy. Where no action of an identity policy is published, the one of a role stands.
pub type CallRow = (&'static str, &'static [Call], &'static str, &'static str);

pub const CALLS: [CallRow; 13] = [
    ("create", &[Call::Create], "nosql:backup:create", "gaussdbfornosql:instance:createBackup"),
    ("instances", &[Call::Instances], "nosql:instance:list", "gaussdbfornosql:instance:list"),
    (
        "databases",
        &[Call::Databases],
        "nosql:database:list",
        "gaussdbfornosql:instance:listDatabase",
    ),
    ("tables", &[Call::Tables], "nosql:backup:list", "gaussdbfornosql:backup:list"),
    ("jobs", &[Call::Jobs], "nosql:task:list", "nosql:task:list"),
    ("backups", &[Call::Backups], "nosql:backup:list", "gaussdbfornosql:backup:list"),
    ("quotas", &[Call::Quotas], "nosql:instance:list", "gaussdbfornosql::listResourceQuota"),
    // The calls of IAM and of the metadata service have no fault that names an action.
    ("sign-in", &[Call::SignIn], "", ""),
    ("who", &[Call::Who], "", ""),
    ("projects", &[Call::Projects], "", ""),
    ("metadata-token", &[Call::MetadataToken], "", ""),
    ("metadata", &[Call::MetadataKeys], "", ""),
    (WATCH, &[Call::Jobs, Call::Backups], "nosql:task:list", "nosql:task:list"),
];

/// Returns the ways to give no answer; on the create call they also follow `created-then-`,
/// and the backup is made.
pub fn silences() -> Vec<FaultRow> {
    vec![
        ("close", "the connection is closed", Fault::close()),
        ("reset", "the connection is reset (TCP RST)", Fault::reset()),
        ("cut-head", "the connection is closed within the status line", Fault::cut_head()),
        ("silence", "nothing comes, and the connection stays open", Fault::hang()),
    ]
}

/// Returns the answers that take the place of the service's own; on the create call they also end
/// in `-created`, and the backup is made.
pub fn answers() -> Vec<FaultRow> {
    let own = vec![
        ("400-bare", "no body", Fault::answer(400, "")),
        (
            "400-999999",
            "a code that nobody documents",
            answer(400, "DBS.999999", "Something is wrong."),
        ),
        (
            "400-280277",
            "the name is invalid",
            answer(400, "DBS.280277", "The backup name is invalid."),
        ),
        (
            "400-201201",
            "the backup already exists",
            answer(400, "DBS.201201", "The backup already exists."),
        ),
        (
            "401",
            "the token must be renewed",
            answer(401, "APIGW.0307", "The token must be updated."),
        ),
        (
            "403-200019",
            "another operation is running on the instance",
            answer(403, "DBS.200019", INSTANCE_BUSY),
        ),
        (
            "403-280032",
            "the permission is missing",
            answer(403, "DBS.280032", "The permission for this operation is missing."),
        ),
        ("403-html", "the HTML page of a proxy", page(403, "Forbidden")),
        (
            "403-0310",
            "the gateway: the project is unavailable",
            answer(403, "APIGW.0310", "The project is unavailable."),
        ),
        (
            "403-0305",
            "the gateway: an access control list",
            answer(403, "APIGW.0305", "API access denied: acl deny ip 10.1.2.3"),
        ),
        (
            "403-0308",
            "the gateway throttles with this status",
            answer(403, "APIGW.0308", THROTTLED),
        ),
        (
            "403-200010",
            "the instance is another tenant's",
            answer(403, "DBS.200010", "The instance does not belong to the tenant."),
        ),
        (
            "403-arrears",
            "no documented code; the words tell of arrears",
            answer(403, "403", "The account is in arrears."),
        ),
        (
            "404",
            "the API is not published",
            answer(404, "APIGW.0101", "The API does not exist or has not been published."),
        ),
        ("404-empty", "no body", Fault::answer(404, "")),
        ("409-empty-object", "the body is {}", Fault::answer(409, "{}")),
        ("418-bare", "no body", Fault::answer(418, "")),
        ("421-bare", "no body", Fault::answer(421, "")),
        ("499-bare", "no body", Fault::answer(499, "")),
        ("408", "the service stopped waiting for the request", Fault::answer(408, "")),
        ("429", "too many requests", answer(429, "DBS.280443", "Too many requests.")),
        (
            "429-retry-after",
            "too many requests, with Retry-After: 2",
            throttled().with_header("Retry-After", "2"),
        ),
        ("500-280005", "server error", answer(500, "DBS.280005", "Server error.")),
        ("500-200998", "system busy", answer(500, "DBS.200998", "The system is busy.")),
        ("500-111205", "service time-out", answer(500, "DBS.111205", "The service timed out.")),
    ];
    [own, gateway_pages()].concat()
}

/// Returns the pages of the gateway in front of the service and of IAM.
pub fn gateway_pages() -> Vec<FaultRow> {
    vec![
        ("502-page", "the HTML page of a gateway", page(502, "Bad Gateway")),
        ("503-page", "the HTML page of a gateway", page(503, "Service Unavailable")),
        ("504-page", "the HTML page of a gateway", page(504, "Gateway Time-out")),
    ]
}

/// Returns the refusals that name the permission that a call lacks: an action of a role, or
/// one of an identity policy.
pub fn denials(role: &str, policy: &str) -> Vec<FaultRow> {
    let by_policy = json!({
        "error_code": "DBS.280032",
        "error_msg": format!(
            "User is not authorized to perform: {policy} because no identity-based policy allows \
                the {policy} action"
        ),
        "encoded_authorization_message": "bm90IGFsbG93ZWQ=",
    });
    let not_allowed = format!("Policy doesn't allow {role} to be performed.");
    vec![
        ("403", "the permission is missing, and named", answer(403, "DBS.280032", &not_allowed)),
        (
            "403-policy",
            "the same by an identity policy, with encoded_authorization_message",
            Fault::canned(Answer::json(403, by_policy)),
        ),
        (
            "400-280063",
            "the permission is missing, as 400, and named",
            answer(400, "DBS.280063", &format!("The permission {role} is required.")),
        ),
    ]
}

/// Returns the spoilt bodies of an answer of success, after the service has acted. `202-…` on the
/// create call, `201-…` on a sign-in, `200-…` on the others.
pub fn bodies() -> Vec<FaultRow> {
    vec![
        ("cut", "the body ends in its middle", Fault::cut()),
        ("empty", "the body is empty", Fault::body(BadBody::Empty)),
        ("not-json", "the body is no JSON", Fault::body(BadBody::NotJson)),
        ("page", "the body is an HTML page", Fault::body(BadBody::Html)),
        ("not-utf8", "the body is no UTF-8", Fault::body(BadBody::NotUtf8)),
        ("no-ids", "the body is {}", Fault::body(BadBody::WithoutIds)),
        ("no-job-id", "the backup ID alone", Fault::twist(Twist::WithoutJobId)),
        ("no-backup-id", "the job ID alone", Fault::twist(Twist::WithoutBackupId)),
    ]
}

/// Returns the answers of the create call that change or replace the two IDs or the status.
pub fn create_answers() -> Vec<FaultRow> {
    vec![
        ("200", "create: 200 instead of 202", Fault::status(200)),
        (
            "400-ids-created",
            "create: the backup is made, and its IDs come under 400",
            Fault::status(400),
        ),
        (
            "403-ids-of-another",
            "create: the IDs of a backup that somebody else made; also with -created",
            Fault::names_another(403),
        ),
    ]
}

/// Returns an error in the shape of the service.
pub fn answer(status: u16, code: &str, words: &str) -> Fault {
    Fault::canned(Answer::service(status, code, words))
}

pub fn page(status: u16, words: &str) -> Fault {
    let title = format!("{status} {words}");
    let html =
        format!("<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>");
    Fault::answer(status, html)
}

/// Returns the 429 of the gateway.
pub fn throttled() -> Fault {
    answer(429, "APIGW.0308", THROTTLED)
}
