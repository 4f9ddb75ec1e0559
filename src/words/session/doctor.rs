//! The report of `doctor`: a line for each thing examined, with a mark, a label and a sentence.

pub mod online;
mod remedy;
pub mod report;

use serde::Serialize;

use super::{credentials, set_up};
use crate::{
    core::{
        base::{
            Rung, Size, StateTrouble, UtcTime, regions,
            text::{clean_excerpt, escaped_json, printable},
        },
        session::{
            Choice, Condition, Found, NamedBy, SetUp, Traced, Unusable, Whence, doctor::Mark,
        },
    },
    words::{
        base::{disk_error, tags},
        header, if_told, start,
    },
};

/// A line of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    pub mark: Mark,
    pub label: &'static str,
    pub text: String,
}

impl Line {
    pub fn new(mark: Mark, label: &'static str, text: impl Into<String>) -> Self {
        Self { mark, label, text: text.into() }
    }

    fn good(label: &'static str, text: impl Into<String>) -> Self {
        Self::new(Mark::Good, label, text)
    }

    fn off(label: &'static str, text: impl Into<String>) -> Self {
        Self::new(Mark::Off, label, text)
    }

    fn missing(label: &'static str, text: impl Into<String>) -> Self {
        Self::new(Mark::Missing, label, text)
    }

    pub fn trouble(label: &'static str, text: impl Into<String>) -> Self {
        Self::new(Mark::Trouble, label, text)
    }

    /// Returns the printed line: mark, label and text, without characters that
    /// could act on a terminal.
    pub fn shown(&self) -> String {
        printable(&format!("{:<9}  {:<14} {}", tag(self.mark), self.label, self.text)).into_owned()
    }

    /// Returns the line as a JSON object on one line (`assets/doctor.schema.json`).
    pub fn json(&self) -> String {
        #[derive(Serialize)]
        struct Versioned<'a> {
            schema: &'static str,
            #[serde(flatten)]
            line: &'a Line,
        }
        let line = Versioned { schema: "geminidb-backup/doctor/1", line: self };
        // Texts alone: serde_json has no way to fail on them.
        escaped_json(serde_json::to_string(&line).unwrap_or_default())
    }
}

/// Returns the same tags that Start shows.
const fn tag(mark: Mark) -> &'static str {
    match mark {
        Mark::Good => tags::OK,
        Mark::Missing => tags::MISSING,
        Mark::Trouble => start::TROUBLE,
        Mark::Off => start::OFF,
    }
}

const IAM_ENDPOINT: &str = "IAM endpoint";
const SOURCE: &str = "source";
const CREDENTIALS: &str = "credentials";
const CONFIG_FILE: &str = "config.toml";
pub const PROXY: &str = "proxy";
const JOURNAL: &str = "journal";
const TERMINAL: &str = "terminal";
/// The longest entry of `NO_PROXY` that is shown in full.
const LONGEST_ENTRY: usize = 80;

pub fn program(version: &str) -> Line {
    Line::good("program", format!("geminidb-backup {version}"))
}

/// Says whether calls can be made.
pub fn mode(set_up: &SetUp) -> Line {
    match set_up.is_whole() {
        true => Line::good("mode", "LIVE"),
        false => Line::off("mode", "OFFLINE until what is missing below is given"),
    }
}

/// Returns region, endpoints and project, each with its origin. A value that the own file may name
/// is not missing while that file cannot be used.
pub fn set_up(set_up: &SetUp, is_read: bool) -> Vec<Line> {
    let region = match (&set_up.region, &set_up.endpoint) {
        (Some(region), _) if regions::find(&region.value).is_none() => Line::good(
            "region",
            format!(
                "{}, {}; it is not in the built-in list of regions",
                shown(&region.value),
                whence(&region.whence)
            ),
        ),
        (Some(region), _) => found("region", region),
        (None, Some(_)) => Line::good("region", set_up::NOT_NEEDED),
        (None, None) => Line::missing("region", "--region REGION"),
    };
    let judged = |line: Line| match line.mark {
        Mark::Missing if !is_read => Line::off(line.label, "not known: config.toml may name it"),
        Mark::Good | Mark::Missing | Mark::Trouble | Mark::Off => line,
    };
    [region, endpoint(set_up), iam_endpoint(set_up), project(set_up)].map(judged).into()
}

fn endpoint(set_up: &SetUp) -> Line {
    match &set_up.endpoint {
        Some(endpoint) => found("endpoint", endpoint),
        None if set_up.catalogue_tells_the_endpoint() => Line::good(
            "endpoint",
            "from the token's catalogue, once signed in (--endpoint URL overrides it)",
        ),
        None => Line::missing(
            "endpoint",
            set_up::endpoint_hint(set_up.region.as_ref().map(|region| region.value.as_str())),
        ),
    }
}

fn iam_endpoint(set_up: &SetUp) -> Line {
    match &set_up.iam_endpoint {
        Some(endpoint) => found(IAM_ENDPOINT, endpoint),
        None if set_up.needs_iam() => {
            Line::missing(IAM_ENDPOINT, "follows from the region, or --iam-endpoint URL")
        }
        None => {
            Line::off(IAM_ENDPOINT, "not known, so IAM is not asked who calls: --iam-endpoint URL")
        }
    }
}

fn project(set_up: &SetUp) -> Line {
    const LABEL: &str = "project";
    match (&set_up.project, &set_up.project_name, &set_up.region) {
        (Some(project), _, _) => found(LABEL, project),
        (None, Some(name), _) if set_up.iam_finds_the_project() => {
            let text = format!(
                "{}, by name, {}; IAM tells its ID, once signed in",
                shown(&name.value),
                whence(&name.whence)
            );
            Line::good(LABEL, text)
        }
        (None, None, Some(region)) if set_up.iam_finds_the_project() => Line::good(
            LABEL,
            format!(
                "the one named {}, as the region; IAM tells its ID, once signed in",
                shown(&region.value)
            ),
        ),
        (None, None, None) if set_up.iam_finds_the_project() => Line::good(
            LABEL,
            "the only one that IAM lists, once signed in; of several --project-id ID chooses",
        ),
        (None, _, _) => Line::missing(LABEL, set_up::PROJECT_HINT),
    }
}

fn found<T: ToString>(label: &'static str, traced: &Traced<T>) -> Line {
    Line::good(label, format!("{}, {}", shown(&traced.value.to_string()), whence(&traced.whence)))
}

fn shown(text: &str) -> String {
    credentials::shown(text)
}

/// Returns the origin of a value.
fn whence(whence: &Whence) -> String {
    let place = match whence {
        Whence::Given => "the command line",
        Whence::Source { origin, key } => {
            &(if_told("", key.as_ref(), " of ") + &credentials::origin(origin))
        }
        Whence::Variable(name) => name,
        Whence::File => CONFIG_FILE,
        Whence::BuiltIn => "the built-in list of regions",
        Whence::Catalogue => "the token's catalogue",
        Whence::Iam => "IAM",
    };
    format!("from {place}")
}

/// Says why a variable is not a valid endpoint.
pub fn spoilt_endpoint(why: &Unusable) -> Line {
    Line::trouble("endpoint", format!("not taken: {}", credentials::unusable(why)))
}

/// Says what is wrong with a configuration file.
pub fn config_trouble(why: &str) -> Line {
    Line::trouble(
        CONFIG_FILE,
        format!("{why}; no command that calls the service starts until it is fixed"),
    )
}

/// Says which settings a configuration file holds beside profiles. `named` is the option or the
/// variable that its path follows from, `None` for a team's file, which holds no profiles.
pub fn config_file(path: &str, named: Option<&str>, settings: &[String]) -> Line {
    let named = if_told(", by ", named, "");
    let holds = match settings {
        [] if named.is_empty() => "no setting".to_owned(),
        [] => "no setting but profiles".to_owned(),
        _ => credentials::and(settings),
    };
    Line::good(CONFIG_FILE, format!("{}{named}: {holds}", shown(path)))
}

pub fn no_config_file() -> Line {
    Line::off(CONFIG_FILE, "none")
}

/// Says that nothing can be sent, and what says so.
pub fn read_only(from: &[String]) -> Line {
    Line::off("sending", format!("nothing is sent: read_only of {}", credentials::and(from)))
}

pub fn no_home() -> Line {
    Line::off(SOURCE, credentials::NO_HOME)
}

/// Returns the lines on the source at place `n`. `used` is the place of the source in use, `named`
/// the place of the source that the operator named.
pub fn source(found: &Found, n: usize, used: Option<usize>, named: Option<usize>) -> Vec<Line> {
    let mark = match &found.condition {
        Condition::Complete(_)
            if used == Some(n) || (used.is_none() && named.is_none() && found.automatic) =>
        {
            Mark::Good
        }
        Condition::Complete(_) => Mark::Off,
        // Another source is in use, so a fault of this one does no harm.
        Condition::Incomplete(_) | Condition::Unusable(_) if used.is_some() && named != Some(n) => {
            Mark::Off
        }
        Condition::Incomplete(_) => Mark::Missing,
        Condition::Unusable(_) => Mark::Trouble,
    };
    let unused = found.origin.handle().filter(|_| mark == Mark::Off && found.method().is_some());
    let unused = unused.map(|handle| disk_error::quoted(&handle));
    let how = if_told("; not in use, --profile ", unused, " would use it");
    let values = if mark.is_bad() { Mark::Off } else { mark };
    let value = |told| Line::new(values, "  value", credentials::told(told));
    let head = Line::new(mark, SOURCE, format!("{}{how}", credentials::line(found)));
    std::iter::once(head).chain(found.told.iter().map(value)).collect()
}

/// Says which source is used and why, or why no source is used.
pub fn choice(choice: &Choice, by: Option<NamedBy>, found: &[Found]) -> Line {
    let sentence = credentials::choice(choice, found);
    let used = match by {
        None => ", the only complete one of those that need no --profile",
        Some(NamedBy::Option) => ", which --profile names",
        Some(NamedBy::Variable) => ", which GEMINIDB_BACKUP_PROFILE names",
        Some(NamedBy::File) => ", which config.toml names",
    };
    let (mark, more) = match choice {
        Choice::Use(_) => (Mark::Good, used),
        Choice::Nothing => (
            Mark::Missing,
            "; give --token-file FILE (mode 0600), or variables, or sign in on the screens",
        ),
        Choice::Ask(_) => (Mark::Missing, ""),
        Choice::Refused(_) | Choice::Unknown(_) | Choice::Ambiguous(_) => {
            (Mark::Trouble, if by == Some(NamedBy::File) { " (config.toml names it)" } else { "" })
        }
    };
    Line::new(mark, CREDENTIALS, format!("{sentence}{more}"))
}

/// Says that no source was chosen, because the file that may hold or name one is broken.
pub fn choice_unread() -> Line {
    Line::missing(
        CREDENTIALS,
        "none taken: config.toml may hold the ones to use, or name them; fix it first",
    )
}

/// Says where the token of `--token-file` comes from.
pub fn token(sign_in: &str) -> Line {
    Line::good(CREDENTIALS, format!("{sign_in}, which overrides every source"))
}

pub fn token_trouble(why: &str) -> Line {
    Line::trouble(CREDENTIALS, format!("{why}; no source takes its place"))
}

/// Names the proxy by its host.
pub fn proxy(host: Option<&str>) -> Line {
    match host {
        Some(host) => Line::good(
            PROXY,
            format!("{host}, for https but to this machine and the hosts that NO_PROXY names"),
        ),
        None => Line::off(PROXY, "none"),
    }
}

/// Names the entries of `NO_PROXY` that have no effect. An entry may be a URL with a password, so
/// such an entry is not shown.
pub fn unheeded(entries: &[&str]) -> Line {
    let shown = |entry: &&str| {
        if entry.contains('@') {
            "one with @".to_owned()
        } else {
            clean_excerpt(entry, LONGEST_ENTRY)
        }
    };
    let entries: Vec<String> = entries.iter().map(shown).collect();
    Line::off("NO_PROXY", format!("not understood, so ignored: {}", credentials::and(&entries)))
}

/// Names variables that no setting has, and those that are known.
pub fn misspelt_variables(strange: &[String], known: &[&str]) -> Line {
    let strange: Vec<_> = strange.iter().map(|name| clean_excerpt(name, LONGEST_ENTRY)).collect();
    let strange = credentials::and(&strange);
    Line::off("variables", format!("not known, so ignored: {strange}; known: {}", known.join(", ")))
}

/// Names the trusted certificates. `replaced` are the variables
/// that replace the system's certificates.
pub fn ca_bundle(files: &[String], replaced: &[&str]) -> Line {
    let others = match replaced {
        [] => "the system's certificates".to_owned(),
        _ => format!("those of {}, which replace the system's,", replaced.join(" and ")),
    };
    if files.is_empty() {
        return Line::off(credentials::CA_BUNDLE, format!("none: {others} are trusted"));
    }
    let text = format!("{}, beside {}", credentials::and(files), others.trim_end_matches(','));
    Line::good(credentials::CA_BUNDLE, text)
}

/// Says whether the state folder can be used. `Ok(true)`: the folder exists already. `named` is
/// the variable that names the folder.
pub fn journal(path: &str, named: Option<&str>, tried: &Result<bool, StateTrouble>) -> Line {
    let path = path.to_owned() + &if_told(", by ", named, "");
    match tried {
        Ok(true) => Line::good(JOURNAL, format!("{path}: yours alone, takes files and keeps them")),
        Ok(false) => Line::good(JOURNAL, format!("{path}: not there yet, can be made")),
        Err(why) => Line::trouble(JOURNAL, disk_error::trouble(why)),
    }
}

pub fn clock(now: UtcTime) -> Line {
    Line::good("clock", format!("{} by this machine", now.iso()))
}

/// The properties of the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terminal {
    pub size: Size,
    pub term: String,
    pub colour: bool,
    /// Lines and bars are drawn in ASCII.
    pub ascii: bool,
    /// All other text is ASCII as well, with escapes, because the locale is not UTF-8.
    pub escapes: bool,
}

/// Describes the terminal; `None` if standard output is no terminal.
pub fn terminal(terminal: Option<&Terminal>) -> Line {
    let Some(Terminal { size, term, colour, ascii, escapes }) = terminal else {
        return Line::off(
            TERMINAL,
            "no terminal: standard output goes elsewhere, and the screens need one",
        );
    };
    if size.rung() == Rung::TooSmall {
        return Line::trouble(TERMINAL, header::too_small(*size));
    }
    let term =
        if term.is_empty() { "TERM not set".to_owned() } else { format!("TERM {}", shown(term)) };
    let colour = if *colour { "colours" } else { "no colours" };
    let lines = match (ascii, escapes) {
        (_, true) => "the locale is not UTF-8: characters beyond ASCII show as escapes",
        (true, false) => "lines in ASCII",
        (false, false) => "lines in UTF-8",
    };
    Line::good(TERMINAL, format!("{}x{}, {term}, {colour}, {lines}", size.columns, size.rows))
}
