//! The names of what can go wrong at the service itself: calls, and the faults of each kind (fact
//! sheet 7).

use std::time::Duration;

use serde_json::json;

use super::{
    answers::service_body,
    faults::{BadBody, Call, Fault, Twist},
};

/// A name, a line that describes it, and what it makes.
pub(super) type Row<T> = (&'static str, &'static str, T);

pub(super) const CALLS: [(&str, &[Call]); 13] = [
    ("create", &[Call::Create]),
    ("instances", &[Call::Instances]),
    ("databases", &[Call::Databases]),
    ("tables", &[Call::Tables]),
    ("jobs", &[Call::Jobs]),
    ("backups", &[Call::Backups]),
    ("quotas", &[Call::Quotas]),
    ("sign-in", &[Call::SignIn]),
    ("who", &[Call::Who]),
    ("projects", &[Call::Projects]),
    ("metadata-token", &[Call::MetadataToken]),
    ("metadata", &[Call::MetadataKeys]),
    (WATCH, &[Call::Jobs, Call::Backups]),
];

/// The reads of jobs and backups from the first create call on.
pub(super) const WATCH: &str = "watch";

/// No answer. On the create call also `created-then-…`.
pub(super) const SILENT: [Row<fn() -> Fault>; 4] = [
    ("close", "the connection is closed", Fault::close),
    ("reset", "the connection is reset (TCP RST)", Fault::reset),
    ("cut-head", "the connection is closed within the status line", Fault::cut_head),
    ("silence", "nothing comes, and the connection stays open", Fault::hang),
];

/// Another answer. On the create call also `…-created`.
pub(super) const ANSWERS: [Row<fn() -> Fault>; 28] = [
    ("400-bare", "no body", || Fault::answer(400, "")),
    ("400-999999", "a code that nobody documents", || {
        answer(400, "DBS.999999", "Something is wrong.")
    }),
    ("400-280277", "the name is invalid", || {
        answer(400, "DBS.280277", "The backup name is invalid.")
    }),
    ("400-201201", "the backup already exists", || {
        answer(400, "DBS.201201", "The backup already exists.")
    }),
    ("401", "the token must be renewed", || {
        answer(401, "APIGW.0307", "The token must be updated.")
    }),
    ("403-200019", "another operation is running on the instance", || {
        answer(
            403,
            "DBS.200019",
            "Another operation is being performed on the instance, or the instance is faulty.",
        )
    }),
    ("403-280032", "the permission is missing", permission_missing),
    ("403-html", "the HTML page of a proxy", || page(403, "Forbidden")),
    ("403-0310", "the gateway: the project is unavailable", || {
        answer(403, "APIGW.0310", "The project is unavailable.")
    }),
    ("403-0305", "the gateway: an access control list", || {
        answer(403, "APIGW.0305", "API access denied: acl deny ip 10.1.2.3")
    }),
    ("403-0308", "the gateway throttles with this status", || {
        answer(
            403,
            "APIGW.0308",
            "The throttling threshold has been reached: policy user over \
                ratelimit,limit:200,time:5 minute",
        )
    }),
    ("403-200010", "the instance is another tenant's", || {
        answer(403, "DBS.200010", "The instance does not belong to the tenant.")
    }),
    ("403-arrears", "no documented code; the words tell of arrears", || {
        answer(403, "403", "The account is in arrears.")
    }),
    ("404", "the API is not published", || {
        answer(404, "APIGW.0101", "The API does not exist or has not been published.")
    }),
    ("404-empty", "no body", || Fault::answer(404, "")),
    ("409-empty-object", "the body is {}", || Fault::answer(409, "{}")),
    ("418-bare", "no body", || Fault::answer(418, "")),
    ("421-bare", "no body", || Fault::answer(421, "")),
    ("499-bare", "no body", || Fault::answer(499, "")),
    ("408", "the service stopped waiting for the request", || Fault::answer(408, "")),
    ("429", "too many requests", throttled_by_service),
    ("429-retry-after", "too many requests, with Retry-After: 2", throttled_by_gateway),
    ("500-280005", "server error", || answer(500, "DBS.280005", "Server error.")),
    ("500-200998", "system busy", || answer(500, "DBS.200998", "The system is busy.")),
    ("500-111205", "service time-out", || answer(500, "DBS.111205", "The service timed out.")),
    ("502-page", "the HTML page of a gateway", || page(502, "Bad Gateway")),
    ("503-page", "the HTML page of a gateway", || page(503, "Service Unavailable")),
    ("504-page", "the HTML page of a gateway", || page(504, "Gateway Time-out")),
];

/// An answer of success that cannot be used; the service has acted. `202-…` on the create
/// call, `200-…` on the others.
pub(super) const BODIES: [Row<fn() -> Fault>; 8] = [
    ("cut", "the body ends in its middle", Fault::cut),
    ("empty", "the body is empty", || Fault::body(BadBody::Empty)),
    ("not-json", "the body is no JSON", || Fault::body(BadBody::NotJson)),
    ("page", "the body is an HTML page", || Fault::body(BadBody::Html)),
    ("not-utf8", "the body is no UTF-8", || Fault::body(BadBody::NotUtf8)),
    ("no-ids", "the body is {}", || Fault::body(BadBody::WithoutIds)),
    ("no-job-id", "the backup ID alone", || Fault::twist(Twist::WithoutJobId)),
    ("no-backup-id", "the job ID alone", || Fault::twist(Twist::WithoutBackupId)),
];

/// What the lists tell of every created backup; [`Duration::MAX`]: for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// The job list does not have the job for so long.
    JobUnknown(Duration),
    /// The job says Failed, with a reason.
    JobFails,
    /// The backup list does not have the row for so long.
    RowUnknown(Duration),
    /// The row still says BUILDING so long after its end.
    RowLags(Duration),
    RowFails,
    /// Neither list has the backup any more from so long after its begin.
    Gone(Duration),
    /// The same, for as long again.
    Away(Duration),
}

/// A standing fault: the call that shows it, its name there, a line that describes it, and what
/// it makes of a time.
pub(super) struct StandingRow {
    pub call: &'static str,
    pub name: &'static str,
    pub line: &'static str,
    /// `-Ns` may follow the name; without it, it is for ever.
    pub timed: bool,
    pub make: fn(Duration) -> Standing,
}

/// What the lists tell of a created backup.
pub(super) const STANDING: [StandingRow; 7] = [
    StandingRow {
        call: "jobs",
        name: "unknown",
        line: "the job is not listed, for ever or N seconds",
        timed: true,
        make: Standing::JobUnknown,
    },
    StandingRow {
        call: "jobs",
        name: "failed",
        line: "the job ends as Failed, with a reason",
        timed: false,
        make: |_| Standing::JobFails,
    },
    StandingRow {
        call: "backups",
        name: "unknown",
        line: "the backup is not listed, for ever or N seconds",
        timed: true,
        make: Standing::RowUnknown,
    },
    StandingRow {
        call: "backups",
        name: "lags",
        line: "it stays BUILDING after its end, for ever or N seconds",
        timed: true,
        make: Standing::RowLags,
    },
    StandingRow {
        call: "backups",
        name: "failed",
        line: "the backup ends as FAILED",
        timed: false,
        make: |_| Standing::RowFails,
    },
    StandingRow {
        call: WATCH,
        name: "gone",
        line: "job and backup are listed nowhere, ever or from N seconds after the begin on",
        timed: true,
        make: |after| Standing::Gone(if after == Duration::MAX { Duration::ZERO } else { after }),
    },
    StandingRow {
        call: WATCH,
        name: "away",
        line: "the same from N seconds after the begin, and listed again N seconds later",
        timed: true,
        make: |time| Standing::Away(if time == Duration::MAX { Duration::ZERO } else { time }),
    },
];

/// 429 of the gateway, which tells how long to wait.
pub(super) fn throttled_by_gateway() -> Fault {
    let words = "The throttling threshold has been reached: policy user over \
        ratelimit,limit:200,time:5 minute";
    answer(429, "APIGW.0308", words).with_header("Retry-After", "2")
}

/// 429 of the service itself, which does not.
pub(super) fn throttled_by_service() -> Fault {
    answer(429, "DBS.280443", "Too many requests.")
}

/// 403 for want of a permission.
pub(super) fn permission_missing() -> Fault {
    answer(403, "DBS.280032", "The permission for this operation is missing.")
}

pub(super) fn answer(status: u16, code: &str, words: &str) -> Fault {
    Fault::answer(status, service_body(code, words))
}

pub(super) fn page(status: u16, words: &str) -> Fault {
    Fault::answer(
        status,
        format!(
            "<html><head><title>{status} {words}</title></head><body><h1>{status} \
                {words}</h1></body></html>"
        ),
    )
}

/// Makes a fault that depends on the call.
pub(super) type OfCall = fn(Call) -> Fault;

/// 403 or 400 for want of a permission that the answer names: the action that the call needs (fact
/// sheets 1 to 5 and 7.2).
pub(super) const NAMED_PERMISSIONS: [Row<OfCall>; 3] = [
    ("403", "the permission is missing, and named", |call| {
        answer(
            403,
            "DBS.280032",
            &format!("Policy doesn't allow {} to be performed.", role_action(call)),
        )
    }),
    ("403-policy", "the same by an identity policy, with encoded_authorization_message", |call| {
        let words = format!(
            "User is not authorized to perform: {0} because no identity-based policy allows the \
                {0} action",
            policy_action(call)
        );
        let body = json!({"error_code": "DBS.280032", "error_msg": words, "encoded_authorization_message": "bm90IGFsbG93ZWQ="});
        Fault::answer(403, body.to_string())
    }),
    ("400-280063", "the permission is missing, as 400, and named", |call| {
        answer(400, "DBS.280063", &format!("The permission {} is required.", role_action(call)))
    }),
];

/// The action of a role or policy that a call needs.
const fn role_action(call: Call) -> &'static str {
    match call {
        Call::Create => "nosql:backup:create",
        Call::Instances | Call::Quotas => "nosql:instance:list",
        Call::Databases => "nosql:database:list",
        Call::Jobs => "nosql:task:list",
        Call::Tables | Call::Backups => "nosql:backup:list",
        // Calls of others than the service; they have no such fault.
        Call::SignIn | Call::Who | Call::Projects | Call::MetadataToken | Call::MetadataKeys => "",
    }
}

/// The action of an identity policy that a call needs; where none is published, the one of a role.
const fn policy_action(call: Call) -> &'static str {
    match call {
        Call::Create => "gaussdbfornosql:instance:createBackup",
        Call::Instances => "gaussdbfornosql:instance:list",
        Call::Databases => "gaussdbfornosql:instance:listDatabase",
        Call::Tables | Call::Backups => "gaussdbfornosql:backup:list",
        Call::Quotas => "gaussdbfornosql::listResourceQuota",
        Call::Jobs
        | Call::SignIn
        | Call::Who
        | Call::Projects
        | Call::MetadataToken
        | Call::MetadataKeys => role_action(call),
    }
}
