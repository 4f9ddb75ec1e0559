//! The names of what can go wrong at IAM and at the metadata service, and of how they can be set
//! (fact sheets 7.1 and 8).

use std::time::Duration;

use super::{
    answers::iam_body,
    fault_tables::{Row, answer, page},
    faults::{BadBody, Fault, Twist},
    metadata::{NO_AGENCY, TOKEN_EXPIRED},
    settings::Setting,
    unknowns::Totals,
};

pub(super) const IAM_ANSWERS: [Row<fn() -> Fault>; 12] = [
    ("400", "the request cannot be understood", || {
        iam(400, "Bad Request", "The request body is invalid.")
    }),
    ("401", "password or token are wrong", || {
        iam(401, "Unauthorized", "The request you have made requires authentication.")
    }),
    ("401-locked", "the user is locked", || {
        iam(401, "Unauthorized", "The account is locked. Try again 15 minutes later.")
    }),
    ("403", "not allowed", || {
        iam(403, "Forbidden", "You are not authorized to perform the requested action.")
    }),
    ("404", "there is no such thing", || {
        iam(404, "Not Found", "The requested resource could not be found.")
    }),
    ("429", "too many requests", throttled),
    ("429-retry-after", "too many requests, with Retry-After: 2", || {
        throttled().with_header("Retry-After", "2")
    }),
    ("500", "server error", || {
        iam(
            500,
            "Internal Server Error",
            "An unexpected error prevented the server from fulfilling your request.",
        )
    }),
    ("503", "IAM is away", || {
        iam(503, "Service Unavailable", "The service is currently unable to handle the request.")
    }),
    ("502-page", "the HTML page of a gateway", || page(502, "Bad Gateway")),
    ("503-page", "the HTML page of a gateway", || page(503, "Service Unavailable")),
    ("504-page", "the HTML page of a gateway", || page(504, "Gateway Time-out")),
];

/// A sign-in that gave a token of which nothing can be used, beside the
/// unusable bodies of every call.
pub(super) const SIGN_IN_BODIES: [Row<fn() -> Fault>; 1] =
    [("no-token", "the header with the token is missing", || Fault::twist(Twist::WithoutToken))];

/// Another answer of the metadata service.
pub(super) const METADATA_ANSWERS: [Row<fn() -> Fault>; 7] = [
    ("401", "the token of the metadata service has expired", || text(401, TOKEN_EXPIRED)),
    ("401-no-agency", "no agency is bound to the machine", || text(401, NO_AGENCY)),
    ("404", "there is no such path", || text(404, "404 Not Found")),
    ("405", "the method is not known", || text(405, "405 Method Not Allowed")),
    ("500", "server error", || text(500, "500 Internal Server Error")),
    ("503", "not in service", || text(503, "503 Service Unavailable")),
    ("no-keys", "the answer is {}", || Fault::body(BadBody::WithoutIds)),
];

/// A setting by name: what it is of, its name there, a line that describes it, and what it makes.
pub(super) struct SettingRow {
    pub of: &'static str,
    pub name: &'static str,
    pub line: &'static str,
    pub make: Make,
}

/// Whether `-Ns` follows the name.
pub(super) enum Make {
    Plain(Setting),
    Timed(fn(Duration) -> Setting),
}

/// A setting without a time.
const fn plain(
    of: &'static str,
    name: &'static str,
    line: &'static str,
    setting: Setting,
) -> SettingRow {
    SettingRow { of, name, line, make: Make::Plain(setting) }
}

/// A setting with a time.
const fn timed(
    of: &'static str,
    name: &'static str,
    line: &'static str,
    make: fn(Duration) -> Setting,
) -> SettingRow {
    SettingRow { of, name, line, make: Make::Timed(make) }
}

pub(super) const SETTINGS: [SettingRow; 22] = [
    timed("iam", "expires", "every token lives N seconds", Setting::TokenLife),
    // One header may have 32 KB, with its name (fact sheet 8a).
    plain("iam", "long-token", "every token has 32,000 characters", Setting::TokenLength(32_000)),
    plain(
        "iam",
        "too-long-token",
        "every token is longer than the gateway takes: 494",
        Setting::TokenLength(33_000),
    ),
    plain("iam", "keystone", "IAM answers as OpenStack's Keystone", Setting::Keystone),
    plain("iam", "no-service", "the catalogue does not list the service", Setting::NoService),
    plain(
        "iam",
        "other-region",
        "the catalogue lists the service for another region only",
        Setting::OtherRegion,
    ),
    plain("projects", "none", "the caller sees no project", Setting::NoProjects),
    plain("projects", "same-name", "two projects have the region's name", Setting::SameProjects),
    plain("metadata", "no-agency", "no agency is bound to the machine: 401", Setting::NoAgency),
    plain(
        "metadata",
        "needs-token",
        "keys for the token of the metadata service only",
        Setting::TokenStep,
    ),
    timed("metadata", "expires", "temporary keys live N seconds", Setting::KeyLife),
    plain(
        "quotas",
        "backups",
        "a quota of backups is told: 50, with room for more",
        Setting::BackupQuota { full: false },
    ),
    plain(
        "quotas",
        "full",
        "a quota of backups is told, and used up",
        Setting::BackupQuota { full: true },
    ),
    plain(
        "total",
        "page",
        "total_count is the number of rows of the page",
        Setting::Totals(Totals::OfPage),
    ),
    plain("total", "0", "total_count is 0", Setting::Totals(Totals::Zero)),
    plain("total", "absent", "total_count is missing", Setting::Totals(Totals::Absent)),
    plain("total", "small", "total_count is half of all rows", Setting::Totals(Totals::Small)),
    plain("total", "large", "total_count is more than all rows", Setting::Totals(Totals::Large)),
    plain(
        "backups",
        "250",
        "each instance has 250 more: past-001 to past-250, the oldest",
        Setting::PastBackups(250),
    ),
    plain("page", "50", "pages of 50 rows at most, whatever is asked for", Setting::PageLength(50)),
    timed("clock", "ahead", "the service's clock is N seconds ahead", Setting::ClockAhead),
    timed("clock", "behind", "the service's clock is N seconds behind", Setting::ClockBehind),
];

fn iam(status: u16, title: &str, words: &str) -> Fault {
    Fault::answer(status, iam_body(status, title, words))
}

/// The metadata service answers in plain text.
fn text(status: u16, words: &'static str) -> Fault {
    Fault::answer(status, words).with_header("Content-Type", "text/plain")
}

/// The gateway in front of IAM throttles in its own shape.
fn throttled() -> Fault {
    answer(
        429,
        "APIGW.0308",
        "The throttling threshold has been reached: policy user over ratelimit,limit:200,time:5 \
            minute",
    )
}
