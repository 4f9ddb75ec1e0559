//! The calls by name, and the faults that can strike a call of GeminiDB, of IAM or of the metadata
//! service of a machine. Answers with a fixed body stand in `assets/demo-faults.json`. Statuses and
//! codes are those of the page "Error Codes" and, where a code begins with `APIGW`, of the error
//! codes of the "API Request Signing Guide".

use serde::Deserialize;
use serde_json::json;

use super::{BadBody, Call, Fault, Twist};
use crate::simulator::service::{Answer, answer::THROTTLED};

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

/// An answer of `assets/demo-faults.json`, which takes the place of the service's own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FixedAnswer {
    of: &'static str,
    name: &'static str,
    line: &'static str,
    status: u16,
    form: Form,
    #[serde(default)]
    code: &'static str,
    #[serde(default)]
    words: &'static str,
    retry_after: Option<&'static str>,
}

/// Who shapes the body of an answer.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Form {
    Service,
    Throttled,
    Iam,
    Text,
    Html,
    Bare,
}

impl FixedAnswer {
    fn fault(&self) -> Fault {
        let Self { status, code, words, .. } = *self;
        let fault = match self.form {
            Form::Service => answer(status, code, words),
            Form::Throttled => answer(status, code, THROTTLED),
            Form::Iam => Fault::canned(Answer::iam(status, words)),
            Form::Text => Fault::canned(Answer::text(status, words)),
            Form::Html => page(status, words),
            Form::Bare => Fault::answer(status, words),
        };
        match self.retry_after {
            Some(seconds) => fault.with_header("Retry-After", seconds),
            None => fault,
        }
    }
}

fn fixed(of: &[&str]) -> Vec<FaultRow> {
    let rows: Vec<FixedAnswer> =
        serde_json::from_str(include_str!("../../../assets/demo-faults.json"))
            .expect("every test of a named fault reads the file");
    rows.into_iter()
        .filter(|row| of.contains(&row.of))
        .map(|row| (row.name, row.line, row.fault()))
        .collect()
}

/// Returns the answers that take the place of the service's own; on the create call they also end
/// in `-created`, and the backup is made.
pub fn answers() -> Vec<FaultRow> {
    fixed(&["service", "gateway"])
}

/// Returns the answers that take the place of IAM's own. IAM has an error shape of its own; the
/// gateway in front of IAM throttles in the shape of the service.
pub fn iam_answers() -> Vec<FaultRow> {
    fixed(&["iam", "gateway"])
}

/// Returns the spoilt answers that only a sign-in can have.
pub fn sign_in_bodies() -> Vec<FaultRow> {
    let no_token = Fault::twist(Twist::WithoutToken);
    vec![("no-token", "the header with the token is missing", no_token)]
}

/// Returns the answers that take the place of the metadata service's own.
pub fn metadata_answers() -> Vec<FaultRow> {
    let no_keys = ("no-keys", "the answer is {}", Fault::body(BadBody::WithoutIds));
    [fixed(&["metadata"]), vec![no_keys]].concat()
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
pub(super) fn answer(status: u16, code: &str, words: &str) -> Fault {
    Fault::canned(Answer::service(status, code, words))
}

pub(super) fn page(status: u16, words: &str) -> Fault {
    let title = format!("{status} {words}");
    let html =
        format!("<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>");
    Fault::answer(status, html)
}
