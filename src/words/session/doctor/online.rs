//! `doctor --online`: the result of each step, and what to do about a step that failed.

use super::{Line, remedy};
use crate::{
    core::{
        base::{CallFailure, Obstacle, UtcTime, time::elapsed},
        session::{
            EntryFailure, Identity, Method, Project, Reached, SignInState, Skew, TlsFacts,
            doctor::Mark,
        },
    },
    words::{
        base::{calls, permissions::Need},
        count, if_told, join,
        session::{credentials, set_up, sign_in},
    },
};

/// A host, by the labels of the steps on the way to it.
#[derive(Debug, Clone, Copy)]
pub struct Host {
    name: &'static str,
    tcp: &'static str,
    tls: &'static str,
    clock: &'static str,
    /// Why no step is tried where the host is not known.
    unknown: NotTried,
}

pub const SERVICE: Host = Host {
    name: "service DNS",
    tcp: "service TCP",
    tls: "service TLS",
    clock: "service clock",
    unknown: NotTried::NoEndpoint,
};
pub const IAM: Host = Host {
    name: "IAM DNS",
    tcp: "IAM TCP",
    tls: "IAM TLS",
    clock: "IAM clock",
    unknown: NotTried::NoIamEndpoint,
};

/// A read that a backup needs, and the permission for it.
#[derive(Debug, Clone, Copy)]
pub struct Read {
    pub label: &'static str,
    need: Need,
}

pub const INSTANCES: Read = Read { label: "instances", need: Need::Instances };
pub const BACKUPS: Read = Read { label: "backups", need: Need::Backups };
pub const JOBS: Read = Read { label: "jobs", need: Need::Jobs };

pub const SIGN_IN: &str = "sign-in";
const AGENCY: &str = "agency";
pub const WHO: &str = "who";
pub const PROJECT: &str = "project";
const ENDPOINT: &str = "endpoint";

pub fn offline() -> Line {
    Line::off("online", "not tried: nothing was sent; --online tries each step")
}

/// Says that no step is tried, because an unusable proxy is never bypassed.
pub fn no_proxy() -> Line {
    Line::off(
        "online",
        "not tried: the proxy that the environment names cannot be used, and nothing goes past it",
    )
}

/// Says that no step is tried, because a configuration file may forbid the calls.
pub fn no_settings() -> Line {
    Line::off("online", "not tried: no call is made until the trouble with config.toml is fixed")
}

/// Returns the steps to a host that were tried so far. `plain`: without TLS.
pub fn way(host: Host, reached: &Reached, plain: bool) -> Vec<Line> {
    let via = if reached.proxy.is_some() { " (the proxy)" } else { "" };
    let to = reached.proxy.as_ref().unwrap_or(&reached.host);
    let stopped =
        |label, why: &Obstacle| failed(label, &calls::obstacle(why), remedy::obstacle(why));
    let name = match &reached.addresses {
        Ok(addresses) => Line::good(host.name, format!("{to}{via}: {}", addresses.join(", "))),
        Err(why) => stopped(host.name, why),
    };
    let tcp = reached.connection.as_ref().map(|connection| match connection {
        Ok(()) => Line::good(host.tcp, format!("connected to {to}{via}")),
        Err(why) => stopped(host.tcp, why),
    });
    let tls = match (&reached.connection, &reached.tls) {
        (_, Some(Ok(facts))) => Some(Line::good(host.tls, agreed(facts))),
        (_, Some(Err(why))) => Some(stopped(host.tls, why)),
        (Some(Ok(())), None) if plain => {
            Some(Line::off(host.tls, "none: plain http on this machine"))
        }
        (Some(Ok(())), None) if reached.proxy.is_some() => {
            Some(Line::off(host.tls, "begins behind the proxy, with the next step"))
        }
        (_, None) => None,
    };
    std::iter::once(name).chain(tcp).chain(tls).collect()
}

fn agreed(facts: &TlsFacts) -> String {
    let issuer = if_told(", certificate issued by ", facts.issuer.as_ref(), "");
    let until = if_told(", good until ", facts.until.map(UtcTime::iso), "");
    format!("{}{issuer}{until}", facts.version)
}

/// Says how far the host's clock and this machine's clock are apart, if the host tells its time.
pub fn clock(host: Host, read: &Result<Option<Skew>, CallFailure>) -> Line {
    let label = host.clock;
    let skew = match read {
        Ok(Some(skew)) => *skew,
        Ok(None) => return Line::off(label, "the answer does not give the time"),
        Err(why) => return failed(label, &calls::failure(why), &remedy::call(why, None)),
    };
    let apart = format!(
        "{} {} this machine's clock",
        elapsed(skew.0.unsigned_abs()),
        if skew.0 < 0 { "behind" } else { "ahead of" }
    );
    match (skew.breaks_signatures(), skew.is_notable()) {
        (true, _) => {
            let why =
                format!("{apart}: beyond 15 minutes every signature with an access key is refused");
            failed(label, &why, "Set this machine's clock (NTP).")
        }
        (false, true) => {
            Line::good(label, format!("{apart}; signatures are taken up to 15 minutes"))
        }
        (false, false) => Line::good(label, "agrees with this machine's"),
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
            "not tried: it needs an MFA code; sign in on the screens, which ask for it"
        }
    }
}

/// Says that the way to a host was not tried.
pub fn no_way(host: Host) -> Line {
    not_tried(host.name, host.unknown)
}

/// Says why a step was not tried, by the label of the step.
pub fn not_tried(label: &'static str, why: NotTried) -> Line {
    // Only the passcode needs an action of its own; the step before tells the other reasons.
    let mark =
        if label == SIGN_IN && why == NotTried::Passcode { Mark::Missing } else { Mark::Off };
    Line::new(mark, label, because(why))
}

/// Says that signing in worked, or that calls can be made. `untold`: why IAM
/// does not tell the user.
pub fn signed_in(method: Method, state: SignInState, untold: Option<&CallFailure>) -> Line {
    let what = credentials::method(method);
    match (method, state, untold) {
        (Method::Agency, _, _) => Line::good(AGENCY, "the metadata service has given keys"),
        (_, SignInState::Accepted, _) => Line::good(SIGN_IN, format!("IAM accepts {what}")),
        (_, _, Some(why)) => Line::off(
            SIGN_IN,
            format!("{what}, used as it is; IAM says no more: {}", calls::failure(why)),
        ),
        (_, _, None) => Line::off(SIGN_IN, format!("{what}, used as it is; IAM was not asked")),
    }
}

/// Says why signing in failed. Where IAM accepts the credentials and another thing is missing, the
/// line is about that thing.
pub fn entry_failed(method: Method, why: &EntryFailure) -> Line {
    let label = if method == Method::Agency { AGENCY } else { SIGN_IN };
    match why {
        EntryFailure::SignIn(why) => {
            failed(label, &sign_in::failure(why), remedy::sign_in(why, method))
        }
        EntryFailure::Projects(why) => failed(
            PROJECT,
            &format!("the list of projects cannot be read: {}", calls::failure(why)),
            "Give its ID: --project-id ID.",
        ),
        EntryFailure::NoEndpoint => Line::missing(
            ENDPOINT,
            "the token's catalogue does not list the service there: name it with --endpoint URL",
        ),
        EntryFailure::NoCredentials => not_tried(SIGN_IN, NotTried::NoCredentials),
    }
}

/// Names user and account as the service tells them, and the end of the access.
pub fn who(identity: &Identity, now: UtcTime) -> Line {
    const NOT_TOLD: &str = "not given";
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
        (Some(project), _, _) => Line::good(PROJECT, one(project)),
        (None, Some([]) | None, None) => Line::missing(
            PROJECT,
            "IAM lists none of that name for this user. Give its ID: --project-id ID.",
        ),
        (None, Some(several), None) => {
            let all = join(several.iter().map(one), "; ");
            Line::missing(
                PROJECT,
                format!("IAM lists several: {all}. Choose one: --project-id ID."),
            )
        }
        (None, _, Some(id)) => {
            Line::good(PROJECT, format!("{id} as configured, its name not given"))
        }
    }
}

/// Names the endpoint that the token's catalogue holds.
pub fn endpoint(url: &str) -> Line {
    Line::good(ENDPOINT, format!("{url}, from the token's catalogue"))
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
    Line::good(read.label, text)
}

pub fn may_not_read(read: Read, why: &CallFailure) -> Line {
    failed(read.label, &calls::failure(why), &remedy::call(why, Some(read.need)))
}

fn failed(label: &'static str, why: &str, remedy: &str) -> Line {
    Line::trouble(label, format!("{why}. {remedy}"))
}
