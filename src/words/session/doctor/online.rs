//! `doctor --online`: the result of each step, and what to do about a step that failed.

use super::{Line, remedy};
use crate::{
    core::{
        base::{call::CallFailure, time::UtcTime},
        session::{
            credentials::Method,
            current::SignInState,
            doctor::Mark,
            identity::{Identity, Project},
            reachability::{Reached, Skew, TlsFacts},
            signing::EntryFailure,
        },
    },
    words::{
        base::{calls, permissions::Need},
        count,
        session::{credentials, set_up, sign_in},
    },
};

/// The host that a step is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    Service,
    Iam,
}

/// A step on the way to a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Name,
    Tcp,
    Tls,
    /// The clock of the host.
    Clock,
}

const fn label(host: Host, step: Step) -> &'static str {
    match (host, step) {
        (Host::Service, Step::Name) => "service DNS",
        (Host::Service, Step::Tcp) => "service TCP",
        (Host::Service, Step::Tls) => "service TLS",
        (Host::Service, Step::Clock) => "service clock",
        (Host::Iam, Step::Name) => "IAM DNS",
        (Host::Iam, Step::Tcp) => "IAM TCP",
        (Host::Iam, Step::Tls) => "IAM TLS",
        (Host::Iam, Step::Clock) => "IAM clock",
    }
}

/// A read that a backup needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    Instances,
    Backups,
    Jobs,
}

impl Read {
    const fn label(self) -> &'static str {
        match self {
            Self::Instances => "instances",
            Self::Backups => "backups",
            Self::Jobs => "jobs",
        }
    }

    const fn need(self) -> Need {
        match self {
            Self::Instances => Need::Instances,
            Self::Backups => Need::Backups,
            Self::Jobs => Need::Jobs,
        }
    }
}

const SIGN_IN: &str = "sign-in";
const AGENCY: &str = "agency";
const WHO: &str = "who";
const PROJECT: &str = "project";
const ENDPOINT: &str = "endpoint";

pub fn offline() -> Line {
    Line::new(Mark::Off, "online", "not tried: nothing was sent; --online tries each step")
}

/// Says that no step is tried, because an unusable proxy is never bypassed.
pub fn no_proxy() -> Line {
    Line::new(
        Mark::Off,
        "online",
        "not tried: the proxy that the environment names cannot be used, and nothing goes past it",
    )
}

/// Returns the steps to a host that were tried so far. `plain`: without TLS.
pub fn way(host: Host, reached: &Reached, plain: bool) -> Vec<Line> {
    let via = if reached.proxy.is_some() { " (the proxy)" } else { "" };
    let to = reached.proxy.as_ref().unwrap_or(&reached.host);
    let mut lines = vec![match &reached.addresses {
        Ok(addresses) => Line::new(
            Mark::Good,
            label(host, Step::Name),
            format!("{to}{via}: {}", addresses.join(", ")),
        ),
        Err(why) => failed(label(host, Step::Name), &calls::obstacle(why), remedy::obstacle(why)),
    }];
    match &reached.connection {
        Some(Ok(())) => lines.push(Line::new(
            Mark::Good,
            label(host, Step::Tcp),
            format!("connected to {to}{via}"),
        )),
        Some(Err(why)) => {
            lines.push(failed(label(host, Step::Tcp), &calls::obstacle(why), remedy::obstacle(why)))
        }
        None => return lines,
    }
    let tls = label(host, Step::Tls);
    match &reached.tls {
        Some(Ok(facts)) => lines.push(Line::new(Mark::Good, tls, agreed(facts))),
        Some(Err(why)) => lines.push(failed(tls, &calls::obstacle(why), remedy::obstacle(why))),
        None if matches!(reached.connection, Some(Ok(()))) && plain => {
            lines.push(Line::new(Mark::Off, tls, "none: plain http on this machine"));
        }
        None if matches!(reached.connection, Some(Ok(()))) && reached.proxy.is_some() => {
            lines.push(Line::new(Mark::Off, tls, "begins behind the proxy, with the next step"));
        }
        None => {}
    }
    lines
}

fn agreed(facts: &TlsFacts) -> String {
    let issuer = facts
        .issuer
        .as_ref()
        .map(|issuer| format!(", certificate issued by {issuer}"))
        .unwrap_or_default();
    let until =
        facts.until.map(|until| format!(", good until {}", until.iso())).unwrap_or_default();
    format!("{}{issuer}{until}", facts.version)
}

/// Says how far the host's clock and this machine's clock are apart, if the host tells its time.
pub fn clock(host: Host, read: &Result<Option<Skew>, CallFailure>) -> Line {
    let label = label(host, Step::Clock);
    let skew = match read {
        Ok(Some(skew)) => *skew,
        Ok(None) => return Line::new(Mark::Off, label, "the answer does not tell the time"),
        Err(why) => return failed(label, &calls::failure(why), &remedy::call(why, None)),
    };
    let apart = format!(
        "{} {} this machine's clock",
        span(skew.0.unsigned_abs()),
        if skew.0 < 0 { "behind" } else { "ahead of" }
    );
    match (skew.breaks_signatures(), skew.is_notable()) {
        (true, _) => {
            let why =
                format!("{apart}: beyond 15 minutes every signature with an access key is refused");
            failed(label, &why, "Set this machine's clock (NTP).")
        }
        (false, true) => {
            Line::new(Mark::Good, label, format!("{apart}; signatures are taken up to 15 minutes"))
        }
        (false, false) => Line::new(Mark::Good, label, "agrees with this machine's"),
    }
}

/// Returns a duration like `42 s` or `20 min 3 s`.
fn span(seconds: u64) -> String {
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

/// Why a step that depends on others was not tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTried {
    NoCredentials,
    NoWayToIam,
    NoWayToService,
    /// The service's endpoint is not known.
    NoEndpoint,
    NoIamEndpoint,
    NotSignedIn,
    NoProject,
    Refused,
    /// The clocks are too far apart for signatures.
    Clock,
    /// A passcode is needed, and `doctor` asks for none.
    Passcode,
}

const fn because(why: NotTried) -> &'static str {
    match why {
        NotTried::NoCredentials => "not tried: no credentials are in use",
        NotTried::NoWayToIam => "not tried: IAM was not reached",
        NotTried::NoWayToService => "not tried: the service was not reached",
        NotTried::NoEndpoint => "not tried: the endpoint is not known",
        NotTried::NoIamEndpoint => "not tried: IAM's endpoint is not known",
        NotTried::NotSignedIn => "not tried: not signed in",
        NotTried::NoProject => "not tried: the project is not known",
        NotTried::Refused => "not tried: the service has refused these credentials",
        NotTried::Clock => {
            "not tried: with these clocks the signature would be refused, and five refusals \
                usually lock the key"
        }
        NotTried::Passcode => {
            "not tried: it needs a passcode; sign in on the screens, which ask for it"
        }
    }
}

/// Says that the way to a host was not tried.
pub fn no_way(host: Host) -> Line {
    let why = if host == Host::Iam { NotTried::NoIamEndpoint } else { NotTried::NoEndpoint };
    Line::new(Mark::Off, label(host, Step::Name), because(why))
}

/// Says why signing in was not tried.
pub fn sign_in_not_tried(why: NotTried) -> Line {
    // Only the passcode needs an action of its own; the step before tells the other reasons.
    let mark = if why == NotTried::Passcode { Mark::Missing } else { Mark::Off };
    Line::new(mark, SIGN_IN, because(why))
}

/// Says why user and account are not known.
pub fn who_not_tried(why: NotTried) -> Line {
    Line::new(Mark::Off, WHO, because(why))
}

/// Says why the project was not looked up.
pub fn project_not_tried(why: NotTried) -> Line {
    Line::new(Mark::Off, PROJECT, because(why))
}

/// Says why a read was not tried.
pub fn read_not_tried(read: Read, why: NotTried) -> Line {
    Line::new(Mark::Off, read.label(), because(why))
}

/// Says that signing in worked, or that calls can be made. `untold`: why IAM
/// does not tell the user.
pub fn signed_in(method: Method, state: SignInState, untold: Option<&CallFailure>) -> Line {
    let what = credentials::method(method);
    match (method, state, untold) {
        (Method::Agency, _, _) => {
            Line::new(Mark::Good, AGENCY, "the metadata service has given keys")
        }
        (_, SignInState::Accepted, _) => {
            Line::new(Mark::Good, SIGN_IN, format!("IAM accepts {what}"))
        }
        (_, _, Some(why)) => Line::new(
            Mark::Off,
            SIGN_IN,
            format!("{what}, used as it is; IAM does not tell more: {}", calls::failure(why)),
        ),
        (_, _, None) => {
            Line::new(Mark::Off, SIGN_IN, format!("{what}, used as it is; IAM was not asked"))
        }
    }
}

/// Says why signing in failed. Where IAM accepts the credentials and another thing is missing, the
/// line is about that thing.
pub fn entry_failed(method: Method, why: &EntryFailure) -> Line {
    let label = if method == Method::Agency { AGENCY } else { SIGN_IN };
    match why {
        EntryFailure::SignIn(why) => {
            failed(label, &sign_in::failure(why), &remedy::sign_in(why, method))
        }
        EntryFailure::Projects(why) => failed(
            PROJECT,
            &format!("the list of projects cannot be read: {}", calls::failure(why)),
            "Give its ID: --project-id ID.",
        ),
        EntryFailure::NoEndpoint => Line::new(
            Mark::Missing,
            ENDPOINT,
            "the token's catalogue does not list the service there: name it with --endpoint URL",
        ),
        EntryFailure::NoCredentials => {
            Line::new(Mark::Off, SIGN_IN, because(NotTried::NoCredentials))
        }
    }
}

/// Names user and account as the service tells them, and the end of the access.
pub fn who(identity: &Identity, now: UtcTime) -> Line {
    const NOT_TOLD: &str = "not told";
    let or_not = |text: &Option<String>| {
        text.as_deref().map_or_else(|| NOT_TOLD.to_owned(), credentials::shown)
    };
    let until = identity.expires.map_or_else(
        || NOT_TOLD.to_owned(),
        |end| format!("{} ({})", end.iso(), set_up::left(end, now)),
    );
    let told = identity.account.is_some() || identity.user.is_some();
    let text = format!(
        "account {}, user {}, until {until}",
        or_not(&identity.account),
        or_not(&identity.user)
    );
    Line::new(if told { Mark::Good } else { Mark::Off }, WHO, text)
}

/// Names the project: by IAM's answer, by IAM's list of projects of that
/// name, or by the configuration.
pub fn project(identity: &Identity, listed: Option<&[Project]>, configured: Option<&str>) -> Line {
    let one = |project: &Project| format!("{} {}", credentials::shown(&project.name), project.id);
    match (&identity.project, listed, configured) {
        (Some(project), _, _) => Line::new(Mark::Good, PROJECT, one(project)),
        (None, Some([]) | None, None) => Line::new(
            Mark::Missing,
            PROJECT,
            "IAM lists none of that name for this user. Give its ID: --project-id ID.",
        ),
        (None, Some(several), None) => {
            let all: Vec<String> = several.iter().map(one).collect();
            Line::new(
                Mark::Missing,
                PROJECT,
                format!("IAM lists several: {}. Choose one: --project-id ID.", all.join("; ")),
            )
        }
        (None, _, Some(id)) => {
            Line::new(Mark::Good, PROJECT, format!("{id} as configured, its name not told"))
        }
    }
}

/// Names the endpoint that the token's catalogue holds.
pub fn endpoint(url: &str) -> Line {
    Line::new(Mark::Good, ENDPOINT, format!("{url}, from the token's catalogue"))
}

/// A page of this many rows may be full: a service may return fewer rows than it was asked for.
const SHORTEST_FULL: usize = 10;

/// Says that the service allows a read, and how many rows came.
pub fn may_read(read: Read, first_page: Option<usize>) -> Line {
    let text = match first_page {
        // Only the first page was read, and no total is believed.
        Some(n) if n >= SHORTEST_FULL => {
            format!("{} and perhaps more can be listed", count(n, "instance"))
        }
        Some(n) => format!("{} can be listed", count(n, "instance")),
        None => "can be listed".to_owned(),
    };
    Line::new(Mark::Good, read.label(), text)
}

pub fn may_not_read(read: Read, why: &CallFailure) -> Line {
    failed(read.label(), &calls::failure(why), &remedy::call(why, Some(read.need())))
}

fn failed(label: &'static str, why: &str, remedy: &str) -> Line {
    Line::new(Mark::Trouble, label, format!("{why}. {remedy}"))
}
