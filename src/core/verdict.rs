//! Was it created? One table, no default row.

use serde::{Deserialize, Serialize};

use super::call::{CreateAnswer, CreateEnd};

/// The answer that every operation ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Created {
    /// The service refused; nothing was made.
    No,
    /// The service accepted; the IDs may still be missing.
    Yes,
    /// A backup may exist: look, do not send again.
    Unknown,
    /// No byte of the request left this machine.
    NotSent,
}

/// Codes that the fact sheet (7.2) marks as "unknown outcome", whatever the status:
/// server error, system busy, and the time-out after which the vendor's provider assumes acceptance.
const UNKNOWN_CODES: [&str; 3] = ["DBS.280005", "DBS.200998", "DBS.111205"];

/// Codes that are refusals even under a 5xx status. The enterprise-project quota is documented
/// with 500; the busy and state codes are documented with 403 or 400, but the vendor's provider
/// meets them under 500 as well (fact sheet 7.1: code first, status second).
const REFUSAL_CODES: [&str; 12] = [
    "DBS.200165",
    "DBS.200166",
    "DBS.200167",
    "DBS.200019",
    "DBS.201015",
    "DBS.200011",
    "DBS.200018",
    "DBS.200076",
    "DBS.201000",
    "DBS.201014",
    "DBS.200047",
    "DBS.201202",
];

/// Codes that say that the instance is busy or not ready: waiting may mend it (fact sheet 7.2).
const BUSY_CODES: [&str; 9] =
    ["DBS.200019", "DBS.201015", "DBS.200011", "DBS.200018", "DBS.200076", "DBS.201000", "DBS.201014", "DBS.200047", "DBS.201202"];

/// The service refused because the instance is busy or not ready.
pub fn is_busy(answer: &CreateAnswer) -> bool {
    of_answer(answer) == Created::No && answer.code.as_deref().is_some_and(|code| BUSY_CODES.contains(&code))
}

/// Decides from how the create call ended.
pub fn created(end: &CreateEnd) -> Created {
    match end {
        CreateEnd::NotSent(_) => Created::NotSent,
        CreateEnd::NoAnswer(_) => Created::Unknown,
        CreateEnd::Answered(answer) => of_answer(answer),
    }
}

fn of_answer(answer: &CreateAnswer) -> Created {
    let code = answer.code.as_deref().unwrap_or("");
    match answer.head.status {
        200..=299 => Created::Yes,
        // 408: the service stopped waiting for a request that it may have read in full.
        408 => Created::Unknown,
        400..=499 if UNKNOWN_CODES.contains(&code) => Created::Unknown,
        400..=499 => Created::No,
        500..=599 if REFUSAL_CODES.contains(&code) => Created::No,
        500..=599 => Created::Unknown,
        // Neither an answer to this request nor a refusal: informational, redirects (never followed), and numbers HTTP does not define.
        0..=199 | 300..=399 | 600..=u16::MAX => Created::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::super::call::{Head, Obstacle, ObstacleCause, Silence};
    use super::*;

    fn answered(status: u16, code: &str) -> Created {
        let head = Head { status, ..Head::default() };
        let code = (!code.is_empty()).then(|| code.to_owned());
        created(&CreateEnd::Answered(CreateAnswer { head, code, job: None, backup: None, words: "".into(), body: None }))
    }

    #[test]
    fn the_table() {
        use Created::*;
        let rows: &[(u16, &str, Created)] = &[
            (200, "", Yes),
            (201, "", Yes),
            (202, "", Yes),
            (204, "", Yes),
            (301, "", Unknown),
            (302, "", Unknown),
            (307, "", Unknown),
            (101, "", Unknown),
            (400, "", No),
            (401, "", No),
            (403, "", No),
            (404, "", No),
            (407, "", No),
            (409, "", No),
            (413, "", No),
            (429, "", No),
            (494, "", No),
            (408, "", Unknown),
            (408, "DBS.200019", Unknown),
            (400, "DBS.201201", No),
            (403, "DBS.200019", No),
            (429, "APIGW.0308", No),
            (401, "APIGW.0301", No),
            (400, "DBS.111205", Unknown),
            (403, "DBS.280005", Unknown),
            (500, "", Unknown),
            (502, "", Unknown),
            (503, "", Unknown),
            (504, "", Unknown),
            (502, "APIGW.0201", Unknown),
            (500, "APIGW.0601", Unknown),
            (500, "DBS.280005", Unknown),
            (500, "DBS.200998", Unknown),
            (500, "DBS.111205", Unknown),
            (500, "DBS.999999", Unknown),
            (500, "DBS.200165", No),
            (500, "DBS.200166", No),
            (500, "DBS.200167", No),
            (500, "DBS.200019", No),
            (202, "DBS.280005", Yes),
            (600, "", Unknown),
            (0, "", Unknown),
        ];
        for &(status, code, want) in rows {
            assert_eq!(answered(status, code), want, "{status} {code}");
        }
    }

    #[test]
    fn every_4xx_but_408_without_an_unknown_code_is_no() {
        for status in (400..500).filter(|s| *s != 408) {
            assert_eq!(answered(status, ""), Created::No, "{status}");
        }
    }

    #[test]
    fn before_the_connection_is_not_sent_and_after_it_is_unknown() {
        let obstacle = Obstacle { host: "h".into(), cause: ObstacleCause::Lookup };
        assert_eq!(created(&CreateEnd::NotSent(obstacle)), Created::NotSent);
        for silence in [Silence::Timeout(60), Silence::Dropped, Silence::CutHead, Silence::Other("x".into())] {
            assert_eq!(created(&CreateEnd::NoAnswer(silence)), Created::Unknown);
        }
    }
}
