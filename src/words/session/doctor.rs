//! `doctor`, a line for each thing that it looks at: its mark, what it is, and what is to be said
//! of it.

pub mod online;
mod remedy;

use super::{credentials, set_up};
use crate::{
    core::{
        base::{
            disk_error::StateTrouble,
            regions,
            size::{Rung, Size},
            text::{clean_excerpt, printable},
            time::UtcTime,
        },
        session::{
            credentials::{Condition, Found, Unusable, choice::Choice},
            doctor::{Mark, NamedBy, SetUp, Traced, Whence},
        },
    },
    words::{
        base::{disk_error, tags},
        header, start,
    },
};

/// A line of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub mark: Mark,
    pub label: &'static str,
    /// What is said of it.
    pub text: String,
}

impl Line {
    pub fn new(mark: Mark, label: &'static str, text: impl Into<String>) -> Self {
        Self { mark, label, text: text.into() }
    }

    /// As it is printed: the mark, what it is about, the text; nothing in it moves a cursor.
    pub fn shown(&self) -> String {
        printable(&format!("{:<9}  {:<14} {}", tag(self.mark), self.label, self.text)).into_owned()
    }
}

/// The words of the set-up screen.
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
const PROXY: &str = "proxy";
const CA_BUNDLE: &str = "CA bundle";
const JOURNAL: &str = "journal";
const TERMINAL: &str = "terminal";
/// Longest entry of `NO_PROXY` that is shown.
const LONGEST_ENTRY: usize = 80;
const GIVE: &str = "; give --token-file FILE (mode 0600), or variables, or sign in on the screens";

pub fn program(version: &str) -> Line {
    Line::new(Mark::Good, "program", format!("geminidb-backup {version}"))
}

/// Whether calls can be made.
pub fn mode(set_up: &SetUp) -> Line {
    match set_up.is_whole() {
        true => Line::new(Mark::Good, "mode", "LIVE"),
        false => Line::new(Mark::Off, "mode", "OFFLINE until what is missing below is given"),
    }
}

/// A region that the built-in list does not have.
const NOT_LISTED: &str = "it is not in the built-in list of regions";

/// Region, endpoints and project, each with where it comes from.
pub fn set_up(set_up: &SetUp) -> Vec<Line> {
    let region = match (&set_up.region, &set_up.endpoint) {
        (Some(region), _) if regions::find(&region.value).is_none() => Line::new(
            Mark::Good,
            "region",
            format!("{}, {}; {NOT_LISTED}", shown(&region.value), whence(&region.whence)),
        ),
        (Some(region), _) => found("region", region),
        (None, Some(_)) => Line::new(Mark::Good, "region", set_up::NOT_NEEDED),
        (None, None) => Line::new(Mark::Missing, "region", "--region REGION"),
    };
    vec![region, endpoint(set_up), iam_endpoint(set_up), project(set_up)]
}

fn endpoint(set_up: &SetUp) -> Line {
    match &set_up.endpoint {
        Some(endpoint) => found("endpoint", endpoint),
        None if set_up.catalogue_tells_the_endpoint() => Line::new(
            Mark::Good,
            "endpoint",
            "from the token's catalogue, once signed in (--endpoint URL goes before it)",
        ),
        None => Line::new(
            Mark::Missing,
            "endpoint",
            set_up::endpoint_hint(set_up.region.as_ref().map(|region| region.value.as_str())),
        ),
    }
}

fn iam_endpoint(set_up: &SetUp) -> Line {
    match &set_up.iam_endpoint {
        Some(endpoint) => found(IAM_ENDPOINT, endpoint),
        None if set_up.needs_iam() => {
            Line::new(Mark::Missing, IAM_ENDPOINT, "follows from the region, or --iam-endpoint URL")
        }
        None => Line::new(
            Mark::Off,
            IAM_ENDPOINT,
            "not known, so IAM is not asked who calls: --iam-endpoint URL",
        ),
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
            Line::new(Mark::Good, LABEL, text)
        }
        (None, None, Some(region)) if set_up.iam_finds_the_project() => Line::new(
            Mark::Good,
            LABEL,
            format!(
                "the one named {}, as the region; IAM tells its ID, once signed in",
                shown(&region.value)
            ),
        ),
        (None, None, None) if set_up.iam_finds_the_project() => Line::new(
            Mark::Good,
            LABEL,
            "the only one that IAM lists, once signed in; of several --project-id ID chooses",
        ),
        (None, _, _) => Line::new(Mark::Missing, LABEL, set_up::PROJECT_HINT),
    }
}

fn found<T: ToString>(label: &'static str, traced: &Traced<T>) -> Line {
    Line::new(
        Mark::Good,
        label,
        format!("{}, {}", shown(&traced.value.to_string()), whence(&traced.whence)),
    )
}

fn shown(text: &str) -> String {
    credentials::shown(text)
}

/// Where a value comes from.
fn whence(whence: &Whence) -> String {
    match whence {
        Whence::Given => "from the command line".to_owned(),
        Whence::Source { origin, key: Some(key) } => {
            format!("from {key} of {}", credentials::origin(origin))
        }
        Whence::Source { origin, key: None } => format!("from {}", credentials::origin(origin)),
        Whence::Variable(name) => format!("from {name}"),
        Whence::BuiltIn => "from the built-in list of regions".to_owned(),
        Whence::Catalogue => "from the token's catalogue".to_owned(),
        Whence::Iam => "from IAM".to_owned(),
    }
}

/// A variable for the endpoint that cannot be one.
pub fn spoilt_endpoint(why: &Unusable) -> Line {
    Line::new(Mark::Trouble, "endpoint", format!("not taken: {}", credentials::unusable(why)))
}

/// The program's own configuration file.
pub fn config_file(why: &str) -> Line {
    Line::new(
        Mark::Trouble,
        CONFIG_FILE,
        format!("{why}; no other command begins before it is mended"),
    )
}

pub fn no_home() -> Line {
    Line::new(Mark::Off, SOURCE, credentials::NO_HOME)
}

/// A source and its values. `used` is the one in use, `named` the one that was named, by their
/// places; this one is at `n`.
pub fn source(found: &Found, n: usize, used: Option<usize>, named: Option<usize>) -> Vec<Line> {
    let mark = match &found.condition {
        Condition::Complete(_)
            if used == Some(n) || (used.is_none() && named.is_none() && found.automatic) =>
        {
            Mark::Good
        }
        Condition::Complete(_) => Mark::Off,
        // Another one is in use, and this one is in nobody's way.
        Condition::Incomplete(_) | Condition::Unusable(_) if used.is_some() && named != Some(n) => {
            Mark::Off
        }
        Condition::Incomplete(_) => Mark::Missing,
        Condition::Unusable(_) => Mark::Trouble,
    };
    let how = match (mark, found.origin.handle()) {
        (Mark::Off, Some(handle)) if found.method().is_some() => {
            format!("; not in use, --profile {} names it", disk_error::quoted(&handle))
        }
        (Mark::Off | Mark::Good | Mark::Missing | Mark::Trouble, _) => String::new(),
    };
    let values = if mark.is_bad() { Mark::Off } else { mark };
    let value = |told| Line::new(values, "  value", credentials::told(told));
    let head = Line::new(mark, SOURCE, format!("{}{how}", credentials::line(found)));
    std::iter::once(head).chain(found.told.iter().map(value)).collect()
}

/// Which source is used, and why, or why none.
pub fn choice(choice: &Choice, by: Option<NamedBy>, found: &[Found]) -> Line {
    let sentence = credentials::choice(choice, found);
    let (mark, why) = match (choice, by) {
        (Choice::Use(_), None) => {
            (Mark::Good, ", the only complete one of those that need no --profile")
        }
        (Choice::Use(_), Some(NamedBy::Option)) => (Mark::Good, ", which --profile names"),
        (Choice::Use(_), Some(NamedBy::File)) => (Mark::Good, ", which config.toml names"),
        (Choice::Nothing | Choice::Ask(_), _) => (Mark::Missing, ""),
        (Choice::Refused(_) | Choice::Unknown(_) | Choice::Ambiguous(_), Some(NamedBy::File)) => {
            (Mark::Trouble, " (config.toml names it)")
        }
        (Choice::Refused(_) | Choice::Unknown(_) | Choice::Ambiguous(_), _) => (Mark::Trouble, ""),
    };
    let hint = if *choice == Choice::Nothing { GIVE } else { "" };
    Line::new(mark, CREDENTIALS, format!("{sentence}{why}{hint}"))
}

/// None was chosen, for the file that may name one is broken.
pub fn choice_unread() -> Line {
    Line::new(
        Mark::Missing,
        CREDENTIALS,
        "none taken: config.toml may name the ones to use; mend it, or give --profile NAME",
    )
}

/// The token of `--token-file`.
pub fn token(sign_in: &str) -> Line {
    Line::new(Mark::Good, CREDENTIALS, format!("{sign_in}, which goes before every source"))
}

pub fn token_trouble(why: &str) -> Line {
    Line::new(Mark::Trouble, CREDENTIALS, format!("{why}; no source takes its place"))
}

/// The proxy by its host.
pub fn proxy(host: Option<&str>) -> Line {
    match host {
        Some(host) => Line::new(
            Mark::Good,
            PROXY,
            format!("{host}, for https but to this machine and the hosts that NO_PROXY names"),
        ),
        None => Line::new(Mark::Off, PROXY, "none"),
    }
}

pub fn proxy_trouble(why: &str) -> Line {
    Line::new(Mark::Trouble, PROXY, why)
}

/// Entries of `NO_PROXY` that nothing is done for. One may be a URL with a password.
pub fn unheeded(entries: &[&str]) -> Line {
    let shown = |entry: &&str| {
        if entry.contains('@') {
            "one with @".to_owned()
        } else {
            clean_excerpt(entry, LONGEST_ENTRY)
        }
    };
    let entries: Vec<String> = entries.iter().map(shown).collect();
    Line::new(
        Mark::Off,
        "NO_PROXY",
        format!("not understood, and so not honoured: {}", credentials::and(&entries)),
    )
}

/// The certificates that are trusted. `replaced` are the variables that name others in
/// the place of the system's.
pub fn ca_bundle(path: Option<&str>, replaced: &[&str]) -> Line {
    let names: Vec<String> = replaced.iter().map(|name| (*name).to_owned()).collect();
    let others = match replaced {
        [] => "the system's certificates".to_owned(),
        _ => {
            format!("those of {}, which take the place of the system's,", credentials::and(&names))
        }
    };
    match path {
        Some(path) => Line::new(
            Mark::Good,
            CA_BUNDLE,
            format!("{path}, beside {}", others.trim_end_matches(',')),
        ),
        None => Line::new(Mark::Off, CA_BUNDLE, format!("none: {others} are trusted")),
    }
}

pub fn ca_bundle_trouble(why: &str) -> Line {
    Line::new(Mark::Trouble, CA_BUNDLE, why)
}

/// The state folder: true if it is there already.
pub fn journal(path: &str, tried: &Result<bool, StateTrouble>) -> Line {
    match tried {
        Ok(true) => Line::new(
            Mark::Good,
            JOURNAL,
            format!("{path}: yours alone, takes files and keeps them"),
        ),
        Ok(false) => Line::new(Mark::Good, JOURNAL, format!("{path}: not there yet, can be made")),
        Err(why) => Line::new(Mark::Trouble, JOURNAL, disk_error::trouble(why)),
    }
}

pub fn clock(now: UtcTime) -> Line {
    Line::new(Mark::Good, "clock", format!("{} by this machine", now.iso()))
}

/// What a terminal is like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terminal {
    pub size: Size,
    /// `TERM`.
    pub term: String,
    pub colour: bool,
    /// Lines and bars in ASCII.
    pub ascii: bool,
    /// Everything else as well, with escapes: the locale is not UTF-8.
    pub escapes: bool,
}

/// The terminal, if standard output is one.
pub fn terminal(terminal: Option<&Terminal>) -> Line {
    let Some(Terminal { size, term, colour, ascii, escapes }) = terminal else {
        return Line::new(
            Mark::Off,
            TERMINAL,
            "no terminal: standard output goes elsewhere, and the screens need one",
        );
    };
    if size.rung() == Rung::TooSmall {
        return Line::new(Mark::Trouble, TERMINAL, header::too_small(*size));
    }
    let term =
        if term.is_empty() { "TERM not set".to_owned() } else { format!("TERM {}", shown(term)) };
    let colour = if *colour { "colours" } else { "no colours" };
    let lines = match (ascii, escapes) {
        (_, true) => "the locale is not UTF-8: other characters than ASCII show as escapes",
        (true, false) => "lines in ASCII",
        (false, false) => "lines in UTF-8",
    };
    Line::new(
        Mark::Good,
        TERMINAL,
        format!("{}x{}, {term}, {colour}, {lines}", size.columns, size.rows),
    )
}
