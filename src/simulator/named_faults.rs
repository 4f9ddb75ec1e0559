//! Faults by name, as the command line orders them: `CALL=FAULT[xTIMES]`.
//!
//! Three kinds share the form. A fault at the door strikes so many requests of a call
//! ([`crate::simulator::faults::Fault`]); a standing one changes what the lists tell of every backup that is created;
//! a setting is how IAM, the metadata service or the clock are. The tables (`fault_tables`,
//! `iam_faults`) are all there is: the listing in `--help` and in an error comes from them.

use std::{fmt, fmt::Write as _, str::FromStr, time::Duration};

use super::{
    fault_tables::{
        ANSWERS, BODIES, CALLS, NAMED_PERMISSIONS, Row, SILENT, STANDING, Standing, StandingRow,
        WATCH,
    },
    faults::{Call, Fault},
    iam_faults::{IAM_ANSWERS, METADATA_ANSWERS, Make, SETTINGS, SIGN_IN_BODIES, SettingRow},
    settings::Setting,
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
    Setting(Setting),
}

impl NamedFault {
    /// The fault at the door, with the calls that it strikes and how often each.
    pub(super) fn at_the_door(&self) -> Option<(&'static [Call], Fault, u32)> {
        match &self.order {
            Order::AtTheDoor(calls, fault, times) => Some((calls, fault.clone(), *times)),
            Order::Standing(_) | Order::Setting(_) => None,
        }
    }

    pub(super) const fn standing(&self) -> Option<Standing> {
        match self.order {
            Order::AtTheDoor(..) | Order::Setting(_) => None,
            Order::Standing(standing) => Some(standing),
        }
    }

    pub(super) const fn setting(&self) -> Option<Setting> {
        match self.order {
            Order::AtTheDoor(..) | Order::Standing(_) => None,
            Order::Setting(setting) => Some(setting),
        }
    }

    /// All names, for `--help` and for whoever wrote one wrong.
    pub fn listing() -> String {
        let mut text = String::from("CALL: ");
        let calls: Vec<&str> = CALLS.iter().map(|row| row.0).collect();
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{};", calls.join(", "));
        let _ = writeln!(text, "{WATCH} is jobs and backups from the first create call on, each.");
        let _ = writeln!(
            text,
            "xTIMES: so many requests instead of one. Seconds are real ones, at any speed."
        );
        let mut rows = |head: &str, rows: &mut dyn Iterator<Item = (String, &str)>| {
            let _ = writeln!(text, "{head}");
            for (name, line) in rows {
                let _ = writeln!(text, "  {name:<21} {line}");
            }
        };
        let named = |table: &'static [Row<fn() -> Fault>]| {
            table.iter().map(|row| (row.0.to_owned(), row.1))
        };
        rows("No answer; create=created-then-FAULT makes the backup first:", &mut named(&SILENT));
        rows("Another answer; create=FAULT-created makes the backup first:", &mut named(&ANSWERS));
        rows(
            "Another answer of the service:",
            &mut NAMED_PERMISSIONS.iter().map(|row| (row.0.to_owned(), row.1)),
        );
        rows(
            "As always but for its body (on create, which has made the backup, 202-, and on \
                sign-in 201- instead of 200-):",
            &mut { BODIES.iter().map(|r| (format!("200-{}", r.0), r.1)) },
        );
        let others = [
            ("slow-Ns", "any call: the answer comes N seconds late"),
            ("200", "create: 200 instead of 202"),
            ("400-ids-created", "create: the backup is made, and its IDs come under 400"),
            (
                "403-ids-of-another",
                "create: the IDs of a backup that somebody else made; also with -created",
            ),
            ("late-Ns", "create: 202, but the backup begins N seconds later"),
            ("late-Ns", "backups: another word for unknown-Ns"),
        ];
        rows("Others:", &mut others.iter().map(|r| (r.0.to_owned(), r.1)));
        rows(
            "Of sign-in, who and projects instead of the above answers:",
            &mut named(&IAM_ANSWERS),
        );
        rows(
            "Of sign-in alone:",
            &mut SIGN_IN_BODIES.iter().map(|r| (format!("201-{}", r.0), r.1)),
        );
        rows(
            "Of metadata-token and metadata instead of the above answers:",
            &mut named(&METADATA_ANSWERS),
        );
        let standing = |row: &StandingRow| {
            (format!("{}={}{}", row.call, row.name, if row.timed { "[-Ns]" } else { "" }), row.line)
        };
        rows("Of every created backup (never with xTIMES):", &mut STANDING.iter().map(standing));
        rows(
            "From the start on (never with xTIMES):",
            &mut SETTINGS.iter().map(|row| (setting_form(row), row.line)),
        );
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
#[error("there is no fault {0:?}; write \
    CALL=FAULT[xTIMES]\n{listing}", listing = NamedFault::listing())]
pub struct UnknownFault(pub String);

/// How a setting is written.
fn setting_form(row: &SettingRow) -> String {
    let time = match row.make {
        Make::Plain(_) => "",
        Make::Timed(_) => "-Ns",
    };
    format!("{}={}{time}", row.of, row.name)
}

fn read(text: &str) -> Option<Order> {
    let (call, rest) = text.split_once('=')?;
    if let Some(setting) = setting(call, rest) {
        return Some(Order::Setting(setting));
    }
    let &(call, calls) = CALLS.iter().find(|row| row.0 == call)?;
    let (name, times) = times(rest)?;
    if let Some(standing) = standing(call, name) {
        return times.is_none().then_some(Order::Standing(standing));
    }
    let fault = match calls.first()? {
        Call::Create => of_create(name),
        Call::SignIn => {
            of_iam(name, "201-").or_else(|| made(&SIGN_IN_BODIES, name.strip_prefix("201-")?))
        }
        Call::Who | Call::Projects => of_iam(name, "200-"),
        Call::MetadataToken | Call::MetadataKeys => of_metadata(name),
        call @ (Call::Instances
        | Call::Databases
        | Call::Tables
        | Call::Jobs
        | Call::Backups
        | Call::Quotas) => of_read(*call, name),
    }?;
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

fn setting(of: &str, name: &str) -> Option<Setting> {
    SETTINGS.iter().filter(|row| row.of == of).find_map(|row| match row.make {
        Make::Plain(setting) => (row.name == name).then_some(setting),
        Make::Timed(make) => {
            timed(name).filter(|(bare, _)| *bare == row.name).map(|(_, time)| make(time))
        }
    })
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

/// What can happen to every call.
fn of_any(name: &str) -> Option<Fault> {
    made(&SILENT, name).or_else(|| match timed(name)? {
        ("slow", time) => Some(Fault::slow(time)),
        _ => None,
    })
}

fn of_service(call: Call, name: &str) -> Option<Fault> {
    let named = || NAMED_PERMISSIONS.iter().find(|row| row.0 == name).map(|row| row.2(call));
    of_any(name).or_else(|| made(&ANSWERS, name)).or_else(named)
}

fn of_read(call: Call, name: &str) -> Option<Fault> {
    of_service(call, name).or_else(|| made(&BODIES, name.strip_prefix("200-")?))
}

fn of_iam(name: &str, success: &str) -> Option<Fault> {
    of_any(name)
        .or_else(|| made(&IAM_ANSWERS, name))
        .or_else(|| made(&BODIES, name.strip_prefix(success)?))
}

fn of_metadata(name: &str) -> Option<Fault> {
    of_any(name)
        .or_else(|| made(&METADATA_ANSWERS, name))
        .or_else(|| made(&BODIES, name.strip_prefix("200-")?))
}

fn of_create(name: &str) -> Option<Fault> {
    if let Some(silent) = name.strip_prefix("created-then-") {
        return made(&SILENT, silent).map(Fault::after_acting);
    }
    match name {
        "400-ids-created" => return Some(Fault::status(400)),
        "403-ids-of-another" => return Some(Fault::names_another(403)),
        "403-ids-of-another-created" => return Some(Fault::names_another(403).after_acting()),
        _ => {}
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
    of_service(Call::Create, name).or_else(|| made(&BODIES, name.strip_prefix("202-")?))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{
        super::{
            fault_tables::{answer, page, throttled_by_gateway},
            faults::{BadBody, Twist},
        },
        *,
    };

    fn door(text: &str) -> (&'static [Call], Fault, u32) {
        text.parse::<NamedFault>().unwrap().at_the_door().unwrap()
    }

    fn standing(text: &str) -> Standing {
        text.parse::<NamedFault>().unwrap().standing().unwrap()
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
        assert_eq!(door("create=429-retry-after-created").1, throttled_by_gateway().after_acting());
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
        assert_eq!(standing("jobs=unknown"), Standing::JobUnknown(Duration::MAX));
        assert_eq!(standing("jobs=unknown-3s"), Standing::JobUnknown(seconds(3)));
        assert_eq!(standing("backups=late-3s"), Standing::RowUnknown(seconds(3)));
        assert_eq!(standing("backups=lags-0.5s"), Standing::RowLags(Duration::from_millis(500)));
        let words = |text| format!("{:?}", door(text).1);
        assert!(
            words("instances=403").contains("nosql:instance:list")
                && words("create=403").contains("nosql:backup:create")
        );
        assert!(words("jobs=400-280063").contains("nosql:task:list"));
        assert!(words("databases=403-policy").contains("encoded_authorization_message"));
        assert_eq!(
            (standing("watch=gone"), standing("watch=gone-3s")),
            (Standing::Gone(Duration::ZERO), Standing::Gone(seconds(3)))
        );
        assert_eq!(standing("watch=away-3s"), Standing::Away(seconds(3)));
        assert_eq!(
            (standing("jobs=failed"), standing("backups=failed")),
            (Standing::JobFails, Standing::RowFails)
        );
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
        let setting = |text: &str| text.parse::<NamedFault>().unwrap().setting().unwrap();
        assert_eq!(setting("iam=expires-5s"), Setting::TokenLife(Duration::from_secs(5)));
        assert_eq!(setting("projects=none"), Setting::NoProjects);
        assert_eq!(setting("metadata=no-agency"), Setting::NoAgency);
        assert_eq!(setting("clock=behind-1200s"), Setting::ClockBehind(Duration::from_secs(1200)));
    }

    #[test]
    fn every_name_of_the_listing_is_read_and_shown_as_it_was_written() {
        let listing = NamedFault::listing();
        let create =
            SILENT.iter().flat_map(|row| [row.0.to_owned(), format!("created-then-{}", row.0)]);
        let create = create
            .chain(ANSWERS.iter().flat_map(|row| [row.0.to_owned(), format!("{}-created", row.0)]));
        let create = create.chain(BODIES.iter().map(|row| format!("202-{}", row.0)));
        let reads = SILENT
            .iter()
            .chain(&ANSWERS)
            .map(|row| row.0.to_owned())
            .chain(BODIES.iter().map(|row| format!("200-{}", row.0)));
        let texts = create
            .map(|name| format!("create={name}"))
            .chain(reads.map(|name| format!("jobs={name}x2")));
        let iam = IAM_ANSWERS
            .iter()
            .flat_map(|row| ["sign-in", "who", "projects"].map(|call| format!("{call}={}", row.0)));
        let metadata = METADATA_ANSWERS
            .iter()
            .flat_map(|row| ["metadata-token", "metadata"].map(|call| format!("{call}={}", row.0)));
        let named = NAMED_PERMISSIONS
            .iter()
            .flat_map(|row| ["create", "tables", "watch"].map(|call| format!("{call}={}", row.0)));
        let settings = SETTINGS.iter().map(|row| setting_form(row).replace("-Ns", "-7s"));
        let texts = texts.chain(iam).chain(metadata).chain(named).chain(settings);
        for text in texts.chain(STANDING.iter().map(|row| format!("{}={}", row.call, row.name))) {
            assert_eq!(text.parse::<NamedFault>().map(|fault| fault.to_string()), Ok(text.clone()));
        }
        assert!(SETTINGS.iter().all(|row| listing.contains(&setting_form(row))), "{listing}");
        let tables = IAM_ANSWERS.iter().chain(&METADATA_ANSWERS).chain(&SIGN_IN_BODIES);
        assert!(
            tables.clone().all(|row| listing.contains(row.0) && listing.contains(row.1)),
            "{listing}"
        );
        for name in CALLS
            .iter()
            .map(|row| row.0)
            .chain(SILENT.iter().chain(&ANSWERS).chain(&BODIES).map(|row| row.0))
        {
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
