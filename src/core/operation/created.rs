//! Was it created? One table over all ends of the create call, no default row.
//!
//! A refusal is a NO only where no earlier delivery of the same request can have been accepted. A
//! gateway that loses an answer may repeat the call, and what comes back then is the answer to the
//! second delivery:
//!
//! - What is wrong with the request itself was wrong at the first delivery, too:
//!   [`Verdict::Refused`].
//! - What changes with time (the name is taken, the instance is busy, too many requests) may be so
//!   because the first delivery made the backup: [`Verdict::Contested`].
//! - What nobody documents says nothing: [`Verdict::Unknown`].

use serde::{Deserialize, Serialize};

use crate::core::base::{CreateAnswer, CreateEnd, refusal_reason::gateway_number};

/// Whether a backup was created: the answer of every operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Created {
    /// The service refused; nothing was made.
    No,
    /// The service accepted; the IDs may still be missing.
    Yes,
    /// A backup may exist: look for it, do not send again.
    Unknown,
    /// No byte of the request left this machine.
    NotSent,
}

/// What the end of a create call proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    Accepted,
    /// Nothing was made: the call never reached the service, or every delivery
    /// of it was refused alike.
    Refused,
    /// The service refused, perhaps because it had accepted an earlier delivery of the same
    /// request: NO only after looking for the backup.
    Contested(Contest),
    Unknown,
    /// No byte of the request left this machine.
    NotSent,
}

/// Why the service refused a request that it may have accepted a moment before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Contest {
    /// A backup of that name exists.
    NameTaken,
    /// The instance is busy or not ready: waiting may mend that.
    Busy,
    /// The service met too many requests.
    Throttled,
}

/// What an `error_code` means (API page "Error codes", API Request Signing Guide).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Code {
    /// A code of the gateway: under some statuses the call went no further.
    Gateway,
    /// The request is refused for what it says or for who sends it, at every delivery alike.
    Request,
    /// The quota of an enterprise project, documented with 500.
    Quota,
    /// A state that an earlier delivery may have brought about.
    State(Contest),
    /// Server error, system busy, and the time-out after which the
    /// vendor's Terraform provider assumes acceptance.
    Trouble,
    /// No code, or one that nobody documents for this call.
    Other,
}

impl Code {
    fn of(answer: &CreateAnswer) -> Self {
        let code = answer.code.as_deref().unwrap_or("").trim();
        match code {
            // The name, the description.
            "DBS.280277" | "DBS.201210" | "DBS.280127" => Self::Request,
            // Parameters, the databases among them, and IDs in the path.
            "DBS.200001" | "DBS.200095" | "DBS.201006" | "DBS.280001" | "DBS.290000"
            | "DBS.280040" | "DBS.200823" | "DBS.280404" | "DBS.280408" => Self::Request,
            // Permission and credentials.
            "DBS.280032" | "DBS.280063" | "DBS.280015" | "DBS.280056" => Self::Request,
            // The engine, or what it does not support.
            "DBS.200042" | "DBS.201020" | "DBS.280122" | "DBS.280235" | "DBS.280347"
            | "DBS.216029" | "DBS.212003" => Self::Request,
            // The instance is not found, or belongs to another tenant or project.
            "DBS.200002" | "DBS.201028" | "DBS.201501" | "DBS.201502" | "DBS.216016"
            | "DBS.280110" | "DBS.200604" | "DBS.200010" => Self::Request,
            "DBS.200165" | "DBS.200166" | "DBS.200167" => Self::Quota,
            "DBS.201201" | "DBS.201209" => Self::State(Contest::NameTaken),
            "DBS.200019" | "DBS.201015" | "DBS.200011" | "DBS.200018" | "DBS.200076"
            | "DBS.201000" | "DBS.201014" | "DBS.200047" | "DBS.201202" => {
                Self::State(Contest::Busy)
            }
            "DBS.280443" => Self::State(Contest::Throttled),
            "DBS.280005" | "DBS.200998" | "DBS.111205" => Self::Trouble,
            _ if gateway_number(code).is_some() => Self::Gateway,
            _ => Self::Other,
        }
    }
}

pub fn verdict(end: &CreateEnd) -> Verdict {
    match end {
        CreateEnd::NotSent(_) => Verdict::NotSent,
        CreateEnd::NoAnswer(_) => Verdict::Unknown,
        CreateEnd::Answered(answer) => match by_status(answer) {
            Verdict::Accepted => Verdict::Accepted,
            // A refusal that names a backup or a job contradicts itself.
            Verdict::Refused | Verdict::Contested(_) if answer.names_ids() => Verdict::Unknown,
            proved => proved,
        },
    }
}

/// Returns whether a backup was created, as far as this end tells.
pub fn created(end: &CreateEnd) -> Created {
    match verdict(end) {
        Verdict::Accepted => Created::Yes,
        Verdict::Refused => Created::No,
        Verdict::Contested(_) | Verdict::Unknown => Created::Unknown,
        Verdict::NotSent => Created::NotSent,
    }
}

/// Returns the refusal's reason, if an earlier delivery may have brought the refusal about.
pub fn contest(answer: &CreateAnswer) -> Option<Contest> {
    let Verdict::Contested(contest) = by_status(answer) else { return None };
    Some(contest)
}

/// Judges by status and code. Busy codes are documented with 403 or 400, but the vendor's Terraform
/// provider meets them under 500 as well.
fn by_status(answer: &CreateAnswer) -> Verdict {
    use Code::{Gateway, Other, Quota, Request, State, Trouble};
    let code = Code::of(answer);
    match answer.head.status {
        200..=299 => Verdict::Accepted,
        // The service stopped waiting for a request that it may have read in full.
        408 => Verdict::Unknown,
        401 => match code {
            State(contest) => Verdict::Contested(contest),
            Trouble => Verdict::Unknown,
            Gateway | Request | Quota | Other => Verdict::Refused,
        },
        403 | 404 | 413 | 414 | 429 | 494 => match code {
            State(contest) => Verdict::Contested(contest),
            Gateway | Request | Quota => Verdict::Refused,
            Trouble | Other => Verdict::Unknown,
        },
        400 | 402 | 405..=407 | 409..=412 | 415..=428 | 430..=493 | 495..=499 => match code {
            State(contest) => Verdict::Contested(contest),
            Request | Quota => Verdict::Refused,
            Gateway | Trouble | Other => Verdict::Unknown,
        },
        500..=599 => match code {
            State(contest @ Contest::Busy) => Verdict::Contested(contest),
            Quota => Verdict::Refused,
            State(Contest::NameTaken | Contest::Throttled)
            | Request
            | Gateway
            | Trouble
            | Other => Verdict::Unknown,
        },
        // Neither an answer to this request nor a refusal: informational, redirects (never
        // followed), and numbers that HTTP does not define.
        0..=199 | 300..=399 | 600..=u16::MAX => Verdict::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::{Contest::*, Verdict::*, *};
    use crate::core::base::{
        call::{Head, Obstacle, ObstacleCause, Silence},
        ids::{BackupId, JobId},
    };

    fn answer(status: u16, code: &str) -> CreateAnswer {
        let head = Head { status, ..Head::default() };
        let code = (!code.is_empty()).then(|| code.to_owned());
        CreateAnswer { head, code, job: None, backup: None, words: "".into(), body: None }
    }

    fn proved(status: u16, code: &str) -> Verdict {
        verdict(&CreateEnd::Answered(answer(status, code)))
    }

    /// Every code that the table knows, and some that it does not.
    const CODES: [&str; 52] = [
        "",
        "X.1",
        "DBS.999999",
        "DBS.280042",
        "400",
        "APIGW.",
        "APIGW.x",
        "apigw.0308",
        "APIGW.0308x",
        "IAM.0001",
        "PAP5.0001",
        "APIGW.0101",
        "APIGW.0201",
        "APIGW.0301",
        "APIGW.0308",
        "APIG.0308",
        "APIG.0101",
        "DBS.280277",
        "DBS.201210",
        "DBS.280127",
        "DBS.200001",
        "DBS.280001",
        "DBS.280040",
        "DBS.290000",
        "DBS.200823",
        "DBS.280404",
        "DBS.280032",
        "DBS.280063",
        "DBS.280015",
        "DBS.216029",
        "DBS.200042",
        "DBS.200002",
        "DBS.201028",
        "DBS.200010",
        "DBS.200165",
        "DBS.200167",
        "DBS.201201",
        "DBS.201209",
        "DBS.200019",
        "DBS.201015",
        "DBS.200011",
        "DBS.200018",
        "DBS.200076",
        "DBS.201000",
        "DBS.201014",
        "DBS.200047",
        "DBS.201202",
        "DBS.280443",
        "DBS.280005",
        "DBS.200998",
        "DBS.111205",
        "dbs.280277",
    ];

    #[test]
    fn the_table() {
        let rows: &[(&[u16], &[&str], Verdict)] = &[
            (&[200, 201, 202, 204, 299], &["", "DBS.280005", "DBS.201201", "DBS.280001"], Accepted),
            (
                &[0, 100, 101, 301, 302, 307, 308, 600, 999],
                &["", "DBS.200019", "DBS.280001", "APIGW.0308"],
                Unknown,
            ),
            // It never reached the service.
            (&[401], &["", "X.1", "APIGW.0301", "APIGW.0307", "IAM.0001", "DBS.280015"], Refused),
            (&[403], &["APIGW.0302", "APIGW.0305", "APIGW.0310", "APIG.0306"], Refused),
            (
                &[404, 413, 414, 429, 494],
                &["APIGW.0101", "APIG.0101", "APIGW.0201", "APIGW.0308", " APIGW.0308 "],
                Refused,
            ),
            // What is wrong with the request, under whatever status of the client's.
            (
                &[400, 403, 404, 409, 422],
                &[
                    "DBS.280277",
                    "DBS.201210",
                    "DBS.280127",
                    "DBS.280001",
                    "DBS.280040",
                    "DBS.200823",
                ],
                Refused,
            ),
            (
                &[400, 403, 404],
                &[
                    "DBS.280032",
                    "DBS.280063",
                    "DBS.280056",
                    "DBS.216029",
                    "DBS.212003",
                    "DBS.200042",
                ],
                Refused,
            ),
            (
                &[400, 403, 404],
                &[
                    "DBS.200002",
                    "DBS.201028",
                    "DBS.201501",
                    "DBS.216016",
                    "DBS.200604",
                    "DBS.200010",
                ],
                Refused,
            ),
            (&[400, 403, 500], &["DBS.200165", "DBS.200166", "DBS.200167"], Refused),
            // What an earlier delivery may have brought about.
            (
                &[400, 401, 403, 404, 409, 429],
                &["DBS.201201", "DBS.201209", " DBS.201201\n"],
                Contested(NameTaken),
            ),
            (
                &[400, 401, 403, 409, 429, 500, 503],
                &["DBS.200019", "DBS.201015", "DBS.200011", "DBS.200018"],
                Contested(Busy),
            ),
            (
                &[400, 403, 500],
                &["DBS.200076", "DBS.201000", "DBS.201014", "DBS.200047", "DBS.201202"],
                Contested(Busy),
            ),
            (&[429, 403], &["DBS.280443"], Contested(Throttled)),
            // What proves nothing.
            (&[408], &["", "DBS.200019", "DBS.280001", "APIGW.0308"], Unknown),
            (
                &[400, 403, 404, 407, 409, 413, 418, 421, 425, 429, 494, 499],
                &["", "X.1", "DBS.999999", "DBS.280042"],
                Unknown,
            ),
            (
                &[403, 404, 429],
                &["APIGW", "APIGW.", "apigw.0308", "APIGW.0308x", "XAPIGW.0308", "dbs.280032"],
                Unknown,
            ),
            (&[400, 405, 409, 421], &["APIGW.0201", "APIGW.0308", "APIG.0308"], Unknown),
            (&[400, 401, 403, 429, 500], &["DBS.280005", "DBS.200998", "DBS.111205"], Unknown),
            (
                &[500, 502, 503, 504, 599],
                &["", "X.1", "APIGW.0201", "APIGW.0601", "DBS.999999", "DBS.201201"],
                Unknown,
            ),
            (&[500, 502], &["DBS.280001", "DBS.280277", "DBS.280032", "DBS.280443"], Unknown),
        ];
        for (statuses, codes, want) in rows {
            for (status, code) in
                statuses.iter().flat_map(|status| codes.iter().map(move |code| (*status, *code)))
            {
                assert_eq!(proved(status, code), *want, "{status} {code}");
            }
        }
    }

    /// Whatever the status: a NO rests on a 401, a gateway's code, or a code of the service
    /// that is about the request.
    #[test]
    fn no_is_never_said_by_a_status_alone_but_401() {
        for status in (0..=699).filter(|status| *status != 401) {
            for code in ["", "X.1", "DBS.999999", "400", "IAM.0001", "APIGW.", "dbs.280277"] {
                assert_ne!(proved(status, code), Refused, "{status} {code}");
            }
        }
    }

    #[test]
    fn a_refusal_that_names_an_id_is_unknown_under_every_status_and_code() {
        let (job, backup) =
            (JobId::received("8061ceaf-b319"), BackupId::received("646d88d0b03f4fd2"));
        for (status, code) in (0..=699).flat_map(|status| CODES.map(|code| (status, code))) {
            for (job, backup) in
                [(job.clone(), None), (None, backup.clone()), (job.clone(), backup.clone())]
            {
                let named =
                    CreateEnd::Answered(CreateAnswer { job, backup, ..answer(status, code) });
                let want = if (200..300).contains(&status) { Accepted } else { Unknown };
                assert_eq!(verdict(&named), want, "{status} {code}");
            }
        }
    }

    #[test]
    fn before_the_connection_is_not_sent_and_after_it_is_unknown() {
        let obstacle = Obstacle { host: "h".into(), cause: ObstacleCause::Lookup };
        assert_eq!(created(&CreateEnd::NotSent(obstacle)), Created::NotSent);
        for silence in
            [Silence::Timeout(60), Silence::Dropped, Silence::CutHead, Silence::Other("x".into())]
        {
            assert_eq!(created(&CreateEnd::NoAnswer(silence)), Created::Unknown);
        }
    }
}
