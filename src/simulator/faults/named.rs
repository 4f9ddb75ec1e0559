//! Faults by name, as the command line orders them: `CALL=FAULT[xTIMES]`.
//!
//! Three kinds share the form. A fault at the door strikes single requests of a call
//! ([`super::fault::Fault`]); a condition changes how every created backup runs and is listed, or
//! how IAM, the metadata service, the lists and the clock are. No names exist beside the rows of
//! the tables.

use std::{fmt, str::FromStr, time::Duration};

use super::{
    Call, CallRow, Fault, FaultRow,
    conditions::{Change, find, timed},
    fault_queue::FaultQueue,
    scenario,
    service_rows::{
        CALLS, WATCH, answers, bodies, create_answers, denials, iam_answers, metadata_answers,
        sign_in_bodies, silences,
    },
};
use crate::simulator::service::Settings;

/// One thing that goes wrong, read from its name.
#[derive(Debug, Clone)]
pub struct NamedFault {
    text: String,
    meaning: Meaning,
}

#[derive(Debug, Clone)]
enum Meaning {
    AtTheDoor(&'static [Call], Fault, u32),
    FromTheStart(Change, Duration),
}

impl NamedFault {
    pub(super) fn at_the_door(
        text: &str,
        calls: &'static [Call],
        fault: Fault,
        times: u32,
    ) -> Self {
        Self { text: text.to_owned(), meaning: Meaning::AtTheDoor(calls, fault, times) }
    }

    /// Lets a fault at the door wait for its requests.
    pub(crate) fn wait_in(&self, waiting: &mut FaultQueue) {
        if let Meaning::AtTheDoor(calls, fault, times) = &self.meaning {
            calls.iter().for_each(|call| waiting.add(*call, fault.clone(), *times));
        }
    }

    /// Changes the settings, if the fault is a condition that holds from the start on.
    pub(crate) fn change(&self, settings: &mut Settings) {
        if let Meaning::FromTheStart(change, time) = self.meaning {
            change(settings, time);
        }
    }

    /// Returns the fault as a scenario has it at `speed`.
    pub(super) fn paced(mut self, speed: f64) -> Self {
        if let Meaning::FromTheStart(_, time) = &mut self.meaning {
            *time = scenario::paced(*time, speed);
        }
        self
    }
}

/// Compares the texts: a text has one meaning only.
impl PartialEq for NamedFault {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl FromStr for NamedFault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let meaning = read(text).ok_or_else(|| UnknownFault(text.to_owned()))?;
        Ok(Self { text: text.to_owned(), meaning })
    }
}

impl fmt::Display for NamedFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The text names no fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no fault {0:?}; write \
    CALL=FAULT[xTIMES]\n{listing}", listing = NamedFault::listing())]
pub struct UnknownFault(pub String);

fn read(text: &str) -> Option<Meaning> {
    let (of, name) = text.split_once('=')?;
    if let Some((change, time)) = find(of, name) {
        return Some(Meaning::FromTheStart(change, time));
    }
    let row = CALLS.iter().find(|row| row.0 == of)?;
    let (name, times) = times(name)?;
    let fault = at_the_door(row, name)?;
    let fault = if of == WATCH { fault.once_created() } else { fault };
    Some(Meaning::AtTheDoor(row.1, fault, times))
}

/// Takes `xTIMES` off the end; a number that is none or too large spoils the whole.
fn times(text: &str) -> Option<(&str, u32)> {
    match text.rsplit_once('x') {
        Some((name, digits)) if digits.starts_with(|c: char| c.is_ascii_digit()) => {
            Some((name, digits.parse().ok().filter(|times| *times > 0)?))
        }
        Some(_) | None => Some((text, 1)),
    }
}

fn at_the_door(&(_, calls, role, policy): &CallRow, name: &str) -> Option<Fault> {
    let call = *calls.first()?;
    if call == Call::Create {
        if let Some(silence) = name.strip_prefix("created-then-") {
            return row_of(silences(), silence).map(Fault::after_acting);
        }
        if name == "403-ids-of-another-created" {
            return Some(Fault::names_another(403).after_acting());
        }
        let answer = name.strip_suffix("-created").and_then(|name| row_of(answers(), name));
        if let Some(answer) = answer {
            return Some(answer.after_acting());
        }
    }
    let of_service = || [answers(), denials(role, policy)].concat();
    let (rows, success, bodies) = match call {
        Call::Create => ([of_service(), create_answers()].concat(), "202-", bodies()),
        Call::SignIn => (iam_answers(), "201-", [bodies(), sign_in_bodies()].concat()),
        Call::Who | Call::Projects => (iam_answers(), "200-", bodies()),
        Call::MetadataToken | Call::MetadataKeys => (metadata_answers(), "200-", bodies()),
        Call::Instances
        | Call::Databases
        | Call::Tables
        | Call::Jobs
        | Call::Backups
        | Call::Quotas => (of_service(), "200-", bodies()),
    };
    let answer = row_of(silences(), name).or_else(|| row_of(rows, name));
    answer.or_else(|| row_of(bodies, name.strip_prefix(success)?)).or_else(|| {
        match (timed(name)?, call) {
            (("slow", time), _) => Some(Fault::slow(time)),
            (("late", time), Call::Create) => Some(Fault::slow(Duration::ZERO).acting_later(time)),
            _ => None,
        }
    })
}

fn row_of(rows: Vec<FaultRow>, name: &str) -> Option<Fault> {
    rows.into_iter().find(|row| row.0 == name).map(|row| row.2)
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            BadBody, Twist,
            service_rows::{answer, page},
        },
        *,
    };
    use crate::simulator::{
        faults::conditions::{OF_BACKUPS, OF_SETTINGS, form},
        service::{VisibleProjects, answer::THROTTLED},
        world::Behaviour,
    };

    fn door(text: &str) -> (&'static [Call], Fault, u32) {
        match text.parse::<NamedFault>().unwrap().meaning {
            Meaning::AtTheDoor(calls, fault, times) => (calls, fault, times),
            other => panic!("{other:?}"),
        }
    }

    fn behaviour(text: &str) -> Behaviour {
        settings(text).backups
    }

    fn settings(text: &str) -> Settings {
        let mut settings = Settings::default();
        text.parse::<NamedFault>().unwrap().change(&mut settings);
        settings
    }

    #[test]
    fn names_are_read_as_the_faults_that_they_describe() {
        let seconds = Duration::from_secs;
        assert_eq!(
            door("create=created-then-reset"),
            (&[Call::Create][..], Fault::reset().after_acting(), 1)
        );
        assert_eq!(
            door("create=created-then-silencex3"),
            (&[Call::Create][..], Fault::hang().after_acting(), 3)
        );
        assert_eq!(door("create=408").1, Fault::answer(408, ""));
        assert_eq!(door("create=408-created").1, Fault::answer(408, "").after_acting());
        assert_eq!(
            door("create=429-retry-after-created").1,
            answer(429, "APIGW.0308", THROTTLED).with_header("Retry-After", "2").after_acting()
        );
        assert_eq!(
            door("create=500-280005-created").1,
            answer(500, "DBS.280005", "Server error.").after_acting()
        );
        assert_eq!(door("create=502-page-created").1, page(502, "Bad Gateway").after_acting());
        assert_eq!(door("create=400-bare").1, Fault::answer(400, ""));
        assert_eq!(door("create=403-html-created").1, page(403, "Forbidden").after_acting());
        assert_eq!(door("create=400-ids-created").1, Fault::status(400));
        assert_eq!(door("create=403-ids-of-another").1, Fault::names_another(403));
        assert_eq!(
            door("create=403-ids-of-another-created").1,
            Fault::names_another(403).after_acting()
        );
        assert_eq!(door("create=202-empty").1, Fault::body(BadBody::Empty));
        assert_eq!(door("create=202-no-backup-id").1, Fault::twist(Twist::WithoutBackupId));
        assert_eq!(door("create=200").1, Fault::status(200));
        assert_eq!(
            door("create=late-2.5s").1,
            Fault::slow(Duration::ZERO).acting_later(Duration::from_millis(2500))
        );
        assert_eq!(door("instances=200-page").1, Fault::body(BadBody::Html));
        assert_eq!(
            door("databases=slow-2sx2"),
            (&[Call::Databases][..], Fault::slow(seconds(2)), 2)
        );
        assert_eq!(
            door("watch=401x2"),
            (
                &[Call::Jobs, Call::Backups][..],
                answer(401, "APIGW.0307", "The token must be updated.").once_created(),
                2
            )
        );
        assert_eq!(behaviour("jobs=unknown").visibility.job_hidden, Duration::MAX);
        assert_eq!(behaviour("jobs=unknown-3s").visibility.job_hidden, seconds(3));
        assert_eq!(behaviour("backups=unknown-3s").visibility.row_hidden, seconds(3));
        let lags = behaviour("backups=lags-0.5s").visibility.row_lags;
        assert_eq!(lags, Duration::from_millis(500));
        let words = |text| format!("{:?}", door(text).1);
        assert!(
            words("instances=403").contains("nosql:instance:list")
                && words("create=403").contains("nosql:backup:create")
        );
        assert!(words("jobs=400-280063").contains("nosql:task:list"));
        assert!(words("databases=403-policy").contains("encoded_authorization_message"));
        let gone = |text| behaviour(text).visibility.gone.unwrap();
        assert_eq!(
            (gone("watch=gone"), gone("watch=gone-3s")),
            ((Duration::ZERO, Duration::MAX), (seconds(3), Duration::MAX))
        );
        assert_eq!(gone("watch=away-3s"), (seconds(3), seconds(3)));
        let fails = |text| (behaviour(text).job_fails, behaviour(text).row_fails);
        assert_eq!((fails("jobs=failed"), fails("backups=failed")), ((true, false), (false, true)));
    }

    #[test]
    fn calls_of_iam_and_of_the_metadata_service_have_answers_of_their_own() {
        assert_eq!(door("sign-in=401x5").2, 5);
        assert_ne!(door("sign-in=401").1, door("instances=401").1);
        assert_ne!(door("metadata=401").1, door("who=401").1);
        assert_eq!(door("who=403").0, [Call::Who]);
        assert_eq!(door("sign-in=201-page").1, Fault::body(BadBody::Html));
        assert_eq!(door("sign-in=201-no-token").1, Fault::twist(Twist::WithoutToken));
        assert_eq!(door("projects=slow-2s").1, Fault::slow(Duration::from_secs(2)));
        assert_eq!(
            (door("metadata-token=404").0, door("metadata=no-keys").1),
            (&[Call::MetadataToken][..], Fault::body(BadBody::WithoutIds))
        );
        assert_eq!(door("metadata=silence").1, Fault::hang());
        let usual = Settings::default;
        let expires = Settings { token_life: Duration::from_secs(5), ..usual() };
        assert_eq!(settings("iam=expires-5s"), expires);
        let none = Settings { visible: VisibleProjects::Nothing, ..usual() };
        assert_eq!(settings("projects=none"), none);
        assert_eq!(settings("metadata=no-agency"), Settings { agency: false, ..usual() });
        let behind = Settings { clock_shift: -1_200_000, ..usual() };
        assert_eq!(settings("clock=behind-1200s"), behind);
    }

    #[test]
    fn every_name_of_the_listing_is_read_and_shown_as_it_was_written() {
        let listing = NamedFault::listing();
        let names = |rows: Vec<FaultRow>| rows.into_iter().map(|row| row.0).collect::<Vec<_>>();
        let of = |calls: &[&str], before: &str, rows: Vec<FaultRow>, after: &str| {
            let calls = calls.iter();
            let texts = calls.flat_map(|call| {
                names(rows.clone())
                    .into_iter()
                    .map(move |name| format!("{call}={before}{name}{after}"))
            });
            texts.collect::<Vec<String>>()
        };
        let iam = ["sign-in", "who", "projects"];
        let texts = [
            of(&["create"], "", silences(), ""),
            of(&["create"], "created-then-", silences(), ""),
            of(&["create"], "", answers(), ""),
            of(&["create"], "", answers(), "-created"),
            of(&["create"], "202-", bodies(), ""),
            of(&["jobs"], "", [silences(), answers()].concat(), "x2"),
            of(&["jobs"], "200-", bodies(), "x2"),
            of(&iam, "", iam_answers(), ""),
            of(&["metadata-token", "metadata"], "", metadata_answers(), ""),
            of(&["create", "tables", "watch"], "", denials("", ""), ""),
            OF_SETTINGS.iter().map(|row| form(row).replace("-Ns", "-7s")).collect(),
            OF_BACKUPS.iter().map(|row| format!("{}={}", row.0, row.1)).collect(),
        ];
        for text in texts.concat() {
            assert_eq!(text.parse::<NamedFault>().map(|fault| fault.to_string()), Ok(text.clone()));
        }
        assert!(OF_SETTINGS.iter().all(|row| listing.contains(&form(row))), "{listing}");
        let tables = [iam_answers(), metadata_answers(), sign_in_bodies()].concat();
        assert!(
            tables.iter().all(|row| listing.contains(row.0) && listing.contains(row.1)),
            "{listing}"
        );
        let service = names([silences(), answers(), bodies()].concat());
        for name in CALLS.iter().map(|row| row.0).chain(service) {
            assert!(listing.contains(name), "{name}");
        }
    }

    #[test]
    fn an_unknown_fault_is_answered_with_the_known_ones() {
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
            "backups=late-3s",
            "total=page",
            "create=slow",
            "watch=unknown",
            "watch=gonex2",
            "token=401",
            "sign-in=401-created",
            "sign-in=200-empty",
            "sign-in=403-280032",
            "who=201-no-token",
            "metadata=403",
            "iam=expires",
            "iam=401",
            "iam=long-tokenx2",
            "projects=nonex2",
            "clock=ahead",
            "clock=slow-2s",
        ] {
            let error = bad.parse::<NamedFault>().unwrap_err().to_string();
            assert!(
                error.contains(&format!("{bad:?}")) && error.contains("429-retry-after"),
                "{bad}: {error}"
            );
        }
    }
}
