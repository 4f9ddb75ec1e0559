//! Faults by name, as the command line orders them: `CALL=FAULT[xTIMES]`.
//!
//! Two kinds share the form. A fault at the door strikes so many requests of a call ([`super::Fault`]); a standing
//! one changes what the lists tell of every backup that is created. The tables below are all there is: the listing
//! in `--help` and in an error comes from them.

use std::{fmt, fmt::Write as _, str::FromStr, time::Duration};

use super::{
    answers::service_body,
    faults::{BadBody, Call, Fault, Twist},
};

/// One thing that goes wrong, read from its name.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedFault {
    text: String,
    order: Order,
}

#[derive(Debug, Clone, PartialEq)]
enum Order {
    AtTheDoor(&'static [Call], Fault, u32),
    Standing(Standing),
}

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
    /// The row says FAILED.
    RowFails,
}

/// A name, a line that describes it, and what it makes.
type Row<T> = (&'static str, &'static str, T);

const CALLS: [(&str, &[Call]); 9] = [
    ("create", &[Call::Create]),
    ("instances", &[Call::Instances]),
    ("databases", &[Call::Databases]),
    ("tables", &[Call::Tables]),
    ("jobs", &[Call::Jobs]),
    ("backups", &[Call::Backups]),
    ("token", &[Call::Token]),
    ("projects", &[Call::Projects]),
    (WATCH, &[Call::Jobs, Call::Backups]),
];

/// The reads of jobs and backups from the first create call on.
const WATCH: &str = "watch";

/// No answer. On the create call also `created-then-…`.
const SILENT: [Row<fn() -> Fault>; 4] = [
    ("close", "the connection is closed", Fault::close),
    ("reset", "the connection is reset (TCP RST)", Fault::reset),
    ("cut-head", "the connection is closed within the status line", Fault::cut_head),
    ("silence", "nothing comes, and the connection stays open", Fault::hang),
];

/// Another answer. On the create call also `…-created`.
const ANSWERS: [Row<fn() -> Fault>; 14] = [
    ("400-201201", "the backup already exists", || answer(400, "DBS.201201", "The backup already exists.")),
    ("401", "the token must be renewed", || answer(401, "APIGW.0307", "The token must be updated.")),
    ("403-200019", "another operation is running on the instance", || {
        answer(403, "DBS.200019", "Another operation is being performed on the instance, or the instance is faulty.")
    }),
    ("403-280032", "the permission is missing", permission_missing),
    ("404", "the API is not published", || answer(404, "APIGW.0101", "The API does not exist or has not been published.")),
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

/// An answer of success that cannot be used; the service has acted. `202-…` on the create call, `200-…` on the others.
const BODIES: [Row<fn() -> Fault>; 8] = [
    ("cut", "the body ends in its middle", Fault::cut),
    ("empty", "the body is empty", || Fault::body(BadBody::Empty)),
    ("not-json", "the body is no JSON", || Fault::body(BadBody::NotJson)),
    ("page", "the body is an HTML page", || Fault::body(BadBody::Html)),
    ("not-utf8", "the body is no UTF-8", || Fault::body(BadBody::NotUtf8)),
    ("no-ids", "the body is {}", || Fault::body(BadBody::WithoutIds)),
    ("no-job-id", "the backup ID alone", || Fault::twist(Twist::WithoutJobId)),
    ("no-backup-id", "the job ID alone", || Fault::twist(Twist::WithoutBackupId)),
];

/// A standing fault: the call that shows it, its name there, a line that describes it, and what it makes of a time.
struct StandingRow {
    call: &'static str,
    name: &'static str,
    line: &'static str,
    /// `-Ns` may follow the name; without it, it is for ever.
    timed: bool,
    make: fn(Duration) -> Standing,
}

/// What the lists tell of a created backup.
const STANDING: [StandingRow; 5] = [
    StandingRow {
        call: "jobs",
        name: "unknown",
        line: "the job is not listed, for ever or N seconds",
        timed: true,
        make: Standing::JobUnknown,
    },
    StandingRow { call: "jobs", name: "failed", line: "the job ends as Failed, with a reason", timed: false, make: |_| Standing::JobFails },
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
    StandingRow { call: "backups", name: "failed", line: "the backup ends as FAILED", timed: false, make: |_| Standing::RowFails },
];

/// 429 of the gateway, which tells how long to wait.
pub(super) fn throttled_by_gateway() -> Fault {
    let words = "The throttling threshold has been reached: policy user over ratelimit,limit:200,time:5 minute";
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

fn answer(status: u16, code: &str, words: &str) -> Fault {
    Fault::answer(status, service_body(code, words))
}

fn page(status: u16, words: &str) -> Fault {
    Fault::answer(status, format!("<html><head><title>{status} {words}</title></head><body><h1>{status} {words}</h1></body></html>"))
}

impl NamedFault {
    /// The fault at the door, with the calls that it strikes and how often each.
    pub(super) fn at_the_door(&self) -> Option<(&'static [Call], Fault, u32)> {
        match &self.order {
            Order::AtTheDoor(calls, fault, times) => Some((calls, fault.clone(), *times)),
            Order::Standing(_) => None,
        }
    }

    /// The standing fault.
    pub(super) const fn standing(&self) -> Option<Standing> {
        match self.order {
            Order::AtTheDoor(..) => None,
            Order::Standing(standing) => Some(standing),
        }
    }

    /// All names, for `--help` and for whoever wrote one wrong.
    pub fn listing() -> String {
        let mut text = String::from("CALL: ");
        let calls: Vec<&str> = CALLS.iter().map(|row| row.0).collect();
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{};", calls.join(", "));
        let _ = writeln!(text, "{WATCH} is jobs and backups from the first create call on, each.");
        let _ = writeln!(text, "xTIMES: so many requests instead of one. Seconds are real ones, at any speed.");
        let mut rows = |head: &str, rows: &mut dyn Iterator<Item = (String, &str)>| {
            let _ = writeln!(text, "{head}");
            for (name, line) in rows {
                let _ = writeln!(text, "  {name:<21} {line}");
            }
        };
        rows("No answer; create=created-then-FAULT makes the backup first:", &mut SILENT.iter().map(|r| (r.0.to_owned(), r.1)));
        rows("Another answer; create=FAULT-created makes the backup first:", &mut ANSWERS.iter().map(|r| (r.0.to_owned(), r.1)));
        rows("As always but for its body (on create, which has made the backup, 202- instead of 200-):", &mut {
            BODIES.iter().map(|r| (format!("200-{}", r.0), r.1))
        });
        let others = [
            ("slow-Ns", "any call: the answer comes N seconds late"),
            ("200", "create: 200 instead of 202"),
            ("late-Ns", "create: 202, but the backup begins N seconds later"),
            ("late-Ns", "backups: another word for unknown-Ns"),
        ];
        rows("Others:", &mut others.iter().map(|r| (r.0.to_owned(), r.1)));
        let standing = |row: &StandingRow| (format!("{}={}{}", row.call, row.name, if row.timed { "[-Ns]" } else { "" }), row.line);
        rows("Of every created backup (never with xTIMES):", &mut STANDING.iter().map(standing));
        text
    }
}

impl FromStr for NamedFault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let order = read(text).ok_or_else(|| UnknownFault(text.to_owned()))?;
        Ok(Self { text: text.to_owned(), order })
    }
}

impl fmt::Display for NamedFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The text names no fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no fault {0:?}; write CALL=FAULT[xTIMES]\n{listing}", listing = NamedFault::listing())]
pub struct UnknownFault(pub String);

fn read(text: &str) -> Option<Order> {
    let (call, rest) = text.split_once('=')?;
    let &(call, calls) = CALLS.iter().find(|row| row.0 == call)?;
    let (name, times) = times(rest)?;
    if let Some(standing) = standing(call, name) {
        return times.is_none().then_some(Order::Standing(standing));
    }
    let fault = if call == "create" { of_create(name) } else { of_read(name) }?;
    let fault = if call == WATCH { fault.once_created() } else { fault };
    Some(Order::AtTheDoor(calls, fault, times.unwrap_or(1)))
}

/// Takes `xTIMES` off the end; a number that is none or too large spoils the whole.
fn times(text: &str) -> Option<(&str, Option<u32>)> {
    match text.rsplit_once('x') {
        Some((name, digits)) if digits.starts_with(|c: char| c.is_ascii_digit()) => {
            Some((name, Some(digits.parse().ok().filter(|n| *n > 0)?)))
        }
        Some(_) | None => Some((text, None)),
    }
}

/// Takes `-Ns` off the end.
fn timed(name: &str) -> Option<(&str, Duration)> {
    let (name, time) = name.rsplit_once('-')?;
    let seconds: f64 = time.strip_suffix('s')?.parse().ok()?;
    Some((name, Duration::try_from_secs_f64(seconds).ok()?))
}

fn standing(call: &str, name: &str) -> Option<Standing> {
    let find = |name: &str| STANDING.iter().find(|row| row.call == call && row.name == name);
    if let Some(row) = find(name) {
        return Some((row.make)(Duration::MAX));
    }
    let (name, time) = timed(name)?;
    if (call, name) == ("backups", "late") {
        return Some(Standing::RowUnknown(time));
    }
    find(name).filter(|row| row.timed).map(|row| (row.make)(time))
}

fn made<const N: usize>(rows: &[Row<fn() -> Fault>; N], name: &str) -> Option<Fault> {
    rows.iter().find(|row| row.0 == name).map(|row| row.2())
}

fn of_any(name: &str) -> Option<Fault> {
    made(&SILENT, name).or_else(|| made(&ANSWERS, name)).or_else(|| match timed(name)? {
        ("slow", time) => Some(Fault::slow(time)),
        _ => None,
    })
}

fn of_read(name: &str) -> Option<Fault> {
    of_any(name).or_else(|| made(&BODIES, name.strip_prefix("200-")?))
}

fn of_create(name: &str) -> Option<Fault> {
    if let Some(silent) = name.strip_prefix("created-then-") {
        return made(&SILENT, silent).map(Fault::after_acting);
    }
    if let Some(answer) = name.strip_suffix("-created") {
        return made(&ANSWERS, answer).map(Fault::after_acting);
    }
    if name == "200" {
        return Some(Fault::status(200));
    }
    if let Some(("late", time)) = timed(name) {
        return Some(Fault::slow(Duration::ZERO).acting_later(time));
    }
    of_any(name).or_else(|| made(&BODIES, name.strip_prefix("202-")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn door(text: &str) -> (&'static [Call], Fault, u32) {
        text.parse::<NamedFault>().unwrap().at_the_door().unwrap()
    }

    fn standing(text: &str) -> Standing {
        text.parse::<NamedFault>().unwrap().standing().unwrap()
    }

    #[test]
    fn names_are_read_as_the_faults_that_they_describe() {
        let seconds = Duration::from_secs;
        assert_eq!(door("create=created-then-reset"), (&[Call::Create][..], Fault::reset().after_acting(), 1));
        assert_eq!(door("create=created-then-silencex3"), (&[Call::Create][..], Fault::hang().after_acting(), 3));
        assert_eq!(door("create=408").1, Fault::answer(408, ""));
        assert_eq!(door("create=408-created").1, Fault::answer(408, "").after_acting());
        assert_eq!(door("create=429-retry-after-created").1, throttled_by_gateway().after_acting());
        assert_eq!(door("create=500-280005-created").1, answer(500, "DBS.280005", "Server error.").after_acting());
        assert_eq!(door("create=502-page-created").1, page(502, "Bad Gateway").after_acting());
        assert_eq!(door("create=202-empty").1, Fault::body(BadBody::Empty));
        assert_eq!(door("create=202-no-backup-id").1, Fault::twist(Twist::WithoutBackupId));
        assert_eq!(door("create=200").1, Fault::status(200));
        assert_eq!(door("create=late-2.5s").1, Fault::slow(Duration::ZERO).acting_later(Duration::from_millis(2500)));
        assert_eq!(door("instances=200-page").1, Fault::body(BadBody::Html));
        assert_eq!(door("databases=slow-2sx2"), (&[Call::Databases][..], Fault::slow(seconds(2)), 2));
        assert_eq!(
            door("watch=401x2"),
            (&[Call::Jobs, Call::Backups][..], answer(401, "APIGW.0307", "The token must be updated.").once_created(), 2)
        );
        assert_eq!(standing("jobs=unknown"), Standing::JobUnknown(Duration::MAX));
        assert_eq!(standing("jobs=unknown-3s"), Standing::JobUnknown(seconds(3)));
        assert_eq!(standing("backups=late-3s"), Standing::RowUnknown(seconds(3)));
        assert_eq!(standing("backups=lags-0.5s"), Standing::RowLags(Duration::from_millis(500)));
        assert_eq!((standing("jobs=failed"), standing("backups=failed")), (Standing::JobFails, Standing::RowFails));
    }

    #[test]
    fn every_name_of_the_listing_is_read_and_shown_as_it_was_written() {
        let listing = NamedFault::listing();
        let create = SILENT.iter().flat_map(|row| [row.0.to_owned(), format!("created-then-{}", row.0)]);
        let create = create.chain(ANSWERS.iter().flat_map(|row| [row.0.to_owned(), format!("{}-created", row.0)]));
        let create = create.chain(BODIES.iter().map(|row| format!("202-{}", row.0)));
        let reads = SILENT.iter().chain(&ANSWERS).map(|row| row.0.to_owned()).chain(BODIES.iter().map(|row| format!("200-{}", row.0)));
        let texts = create.map(|name| format!("create={name}")).chain(reads.map(|name| format!("jobs={name}x2")));
        for text in texts.chain(STANDING.iter().map(|row| format!("{}={}", row.call, row.name))) {
            assert_eq!(text.parse::<NamedFault>().map(|fault| fault.to_string()), Ok(text.clone()));
        }
        for name in CALLS.iter().map(|row| row.0).chain(SILENT.iter().chain(&ANSWERS).chain(&BODIES).map(|row| row.0)) {
            assert!(listing.contains(name), "{name}");
        }
    }

    #[test]
    fn what_is_no_fault_is_answered_with_those_there_are() {
        for bad in [
            "",
            "create",
            "create=",
            "=408",
            "Create=408",
            "create=409",
            "create=408x0",
            "create=408x-1",
            "create=408x99999999999",
            "create=200-empty",
            "jobs=202-empty",
            "jobs=408-created",
            "jobs=created-then-reset",
            "create=created-then-408",
            "create=202-empty-created",
            "jobs=unknownx2",
            "jobs=unknown-s",
            "jobs=unknown--3s",
            "jobs=failed-3s",
            "jobs=late-3s",
            "backups=late",
            "create=slow",
            "watch=unknown",
        ] {
            let error = bad.parse::<NamedFault>().unwrap_err().to_string();
            assert!(error.contains(&format!("{bad:?}")) && error.contains("429-retry-after"), "{bad}: {error}");
        }
    }
}
