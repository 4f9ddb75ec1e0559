//! Set-up: user and place of the calls, the ways to sign in, the forms, the result of signing in.

use super::{credentials, sign_in};
use crate::{
    core::{
        base::{
            ProjectId, Region, UtcTime,
            regions::{self},
            remote::Remote,
            text::clean_excerpt,
        },
        model::Model,
        port::Commands,
        session::{
            Condition, EntryFailure, FieldName, FormKind, FormProblem, Found, Method, Mode,
            Project, SecretField, Session, SignIn, SignInState, signing::Way,
        },
    },
    words::{
        base::{calls, labels, permissions::Need, tags},
        count, if_told, join, port, say,
    },
};
use unicode_width::UnicodeWidthStr;

/// Titles the list of ways to sign in.
pub const WAYS: &str = "How to sign in";
/// Titles the list of projects.
pub const PROJECTS: &str = "IAM knows several projects of that name: choose one";
pub const SIGNING_IN: &str = "Signing in";

/// Returns region, account, user and project, with names as short as `room` columns need, or
/// without names; the end of the project's ID is never cut.
pub fn session(session: &Session, room: usize) -> String {
    // So many characters of a name, and of the region (or the endpoint); none of a name leaves all
    // of them out.
    const LENGTHS: [(usize, usize); 10] = [
        (64, 64),
        (20, 64),
        (14, 64),
        (10, 40),
        (7, 24),
        (4, 24),
        (0, 40),
        (0, 24),
        (0, 14),
        (0, 8),
    ];
    let fitting = LENGTHS
        .iter()
        .map(|(names, region)| session_within(session, *names, *region))
        .find(|text| text.width() <= room);
    fitting.unwrap_or_else(|| project_within(session, 0))
}

/// Returns whether so much room shows the region, if there is one.
pub fn has_room_for_region(session: &Session, room: usize) -> bool {
    known_region(session).is_none() || session_within(session, 0, 0).width() <= room
}

/// Returns the region, which is left out but never cut; an endpoint in its
/// place can have any length.
fn known_region(session: &Session) -> Option<&str> {
    session.region.as_deref().filter(|region| regions::find(region).is_some())
}

fn session_within(session: &Session, longest: usize, longest_region: usize) -> String {
    // Of an endpoint the host says enough; the scheme is all but always the same.
    let host = || {
        session.endpoint.as_deref().map(|url| url.split_once("://").map_or(url, |(_, host)| host))
    };
    let region = match known_region(session) {
        // Two regions can begin alike.
        Some(whole) => whole.to_owned(),
        None => {
            let place = session.region.as_deref().or_else(host);
            shortened(place.unwrap_or("no region"), longest_region)
        }
    };
    let who = if_told("", caller(session, longest).filter(|_| longest > 0), " / ");
    format!("{region} | {who}{}", project_within(session, longest))
}

/// Returns account and user, as far as the service tells them, each at most so long.
fn caller(session: &Session, longest: usize) -> Option<String> {
    let names = [&session.account, &session.user].into_iter().flatten();
    let names: Vec<String> = names.map(|name| shortened(name, longest)).collect();
    (!names.is_empty()).then(|| names.join(":"))
}

fn project_within(session: &Session, longest: usize) -> String {
    match (&session.project, session.project_name.as_deref().map(|name| shortened(name, longest))) {
        (Some(id), _) if longest == 0 => format!("..{}", id.tail(6)),
        (Some(id), Some(name)) => format!("{name} ..{}", id.tail(6)),
        (Some(id), None) => format!("project ..{}", id.tail(6)),
        (None, Some(name)) => format!("project {name}"),
        (None, None) => "no project".to_owned(),
    }
}

/// Returns the project in full, with name, user and account, as far as the service tells them.
pub fn project(id: &ProjectId, session: &Session) -> String {
    let name = if_told("   ", session.project_name.as_ref(), "");
    let who = if_told("   as ", caller(session, usize::MAX), "");
    format!("{id}{name}{who}")
}

fn shortened(name: &str, longest: usize) -> String {
    if name.chars().count() <= longest {
        return name.to_owned();
    }
    let kept: String = name.chars().take(longest.saturating_sub(2)).collect();
    format!("{kept}..")
}

/// Says for the header by which proof calls are made, and for how long.
pub fn access(session: &Session, now: UtcTime) -> String {
    let Some(sign_in) = &session.sign_in else { return "no credentials".to_owned() };
    let what = method(sign_in.method);
    match sign_in.state {
        SignInState::Needed => "not signed in".to_owned(),
        // The service refused the password, even if the token before may still be good.
        SignInState::Refused if matches!(sign_in.method, Method::Password { .. }) => {
            "password REFUSED".to_owned()
        }
        SignInState::Refused => format!("{what} REFUSED"),
        SignInState::Unasked | SignInState::Accepted => format!("{what}{}", ends(sign_in, now)),
    }
}

/// Returns the same facts in fewer columns.
pub fn access_short(session: &Session, now: UtcTime) -> String {
    match &session.sign_in {
        Some(s) if matches!(s.state, SignInState::Unasked | SignInState::Accepted) => {
            let left = s.expires.map(|end| left(end, now));
            method(s.method).to_owned() + &if_told(" ", left, "")
        }
        Some(_) | None => access(session, now),
    }
}

const fn method(method: Method) -> &'static str {
    match method {
        Method::Token | Method::Password { .. } => "token",
        Method::Keys { .. } => "key",
        Method::Agency => "agency",
    }
}

fn ends(sign_in: &SignIn, now: UtcTime) -> String {
    match (sign_in.expires, sign_in.method) {
        (Some(end), _) => format!(" {}", left(end, now)),
        // A permanent key has no end.
        (None, Method::Keys { temporary: false }) => String::new(),
        (
            None,
            Method::Token
            | Method::Password { .. }
            | Method::Keys { temporary: true }
            | Method::Agency,
        ) => ", expiry unknown".to_owned(),
    }
}

/// Returns the remaining time like `7h12m` or `45m`, or `EXPIRED`.
pub fn left(end: UtcTime, now: UtcTime) -> String {
    let minutes = end.since(now) / 60;
    match (end <= now, minutes / 60, minutes % 60) {
        (true, ..) => "EXPIRED".to_owned(),
        (false, 0, minutes) => format!("{minutes}m"),
        (false, hours, minutes) => format!("{hours}h{minutes:02}m"),
    }
}

/// Returns the credentials in use, for the checklist.
pub fn sign_in_line(sign_in: &SignIn, now: UtcTime) -> String {
    let what = match (sign_in.method, sign_in.length) {
        (Method::Token, Some(length)) => format!("token, {}", count(length, "character")),
        (Method::Token, None) => "token".to_owned(),
        (Method::Password { .. }, _) => "user and password".to_owned(),
        (Method::Keys { temporary: false }, _) => "access key".to_owned(),
        (Method::Keys { temporary: true }, _) => "temporary access key".to_owned(),
        (Method::Agency, _) => "temporary keys".to_owned(),
    };
    // The state stands first, since the path at the end may be cut.
    let state = match (sign_in.state, sign_in.expires) {
        (SignInState::Refused, _) => " REFUSED by the service".to_owned(),
        (_, Some(end)) => format!(", ends {} ({})", end.hm(), left(end, now)),
        (_, None) => String::new(),
    };
    format!("{what}{state}, from {}", credentials::origin(&sign_in.origin))
}

/// What calls go by: each label, its value, and how a value that is missing can be given.
pub fn settings(model: &Model) -> [(&'static str, Option<String>, String); 4] {
    let (place, signing) = (&model.shared.session, &model.sign_in);
    let [region_label, endpoint, project, access, _] = labels::SETTINGS;
    // A given endpoint needs no region.
    let not_needed = place.endpoint.as_ref().map(|_| NOT_NEEDED.to_owned());
    let region = place.region.clone().or(not_needed);
    let sign_in = place.sign_in.as_ref().map(|it| sign_in_line(it, model.shared.clock.utc));
    let complete = signing.sources.iter().filter(|s| s.automatic && s.method().is_some()).count();
    let unsettled = signing.unsettled && model.shared.mode == Mode::Live && complete > 1;
    let sign_in_hint = match unsettled {
        true => format!("{complete} complete sources: choose one below"),
        false => "a source below, --profile NAME, --token-file FILE (0600)".to_owned(),
    };
    [
        (region_label, region, "--region REGION, or choose below".to_owned()),
        (endpoint, place.endpoint.clone(), endpoint_hint(place.region.as_deref())),
        (project, place.project.as_ref().map(ToString::to_string), PROJECT_HINT.to_owned()),
        (access, sign_in, sign_in_hint),
    ]
}

/// Returns the row of a way to sign in.
pub fn way(model: &Model, way: Way) -> String {
    let typed = match way {
        Way::Source(n) => return model.sign_in.sources.get(n).map(source).unwrap_or_default(),
        Way::Token => "Type or paste a token (masked)",
        Way::Password => "User and password (masked), for a token from IAM",
        Way::Keys => "Access key and secret key (masked), which sign each request",
    };
    typed.to_owned()
}

/// Returns a source in a line: its place, and its state in a word.
fn source(found: &Found) -> String {
    let state = match &found.condition {
        Condition::Complete(way) => credentials::method(*way),
        Condition::Incomplete(_) => "INCOMPLETE",
        Condition::Unusable(_) => "NOT USABLE",
    };
    format!("{state}: {}", credentials::origin(&found.origin))
}

/// Says of a way that is a source what the source holds, or why the source cannot be used.
pub fn detail(model: &Model, way: Way) -> Option<String> {
    let Way::Source(n) = way else { return None };
    let found = model.sign_in.sources.get(n)?;
    let told = join(found.told.iter().map(credentials::told), ", ");
    let told = Some(told).filter(|told| !told.is_empty());
    Some(credentials::condition(&found.condition) + &if_told(": ", told, ""))
}

/// Says below the credentials on Start what was wrong with the last sign-in, or which
/// facts it could not find.
pub fn last_sign_in(model: &Model) -> Option<(&'static str, String)> {
    let why = match (&model.sign_in.failure, &model.sign_in.untold) {
        (Some(why), _) => {
            failure(why, model.shared.session.sign_in.as_ref().map(|s| s.method)).first().cloned()
        }
        (None, Some(why)) => {
            Some(format!("as configured: IAM did not tell who this is ({})", calls::failure(why)))
        }
        (None, None) => None,
    };
    why.map(|why| (tags::WARN, why))
}

/// Returns the regions with their city, as far as known, and the host of their endpoint.
pub fn regions(ids: &[String]) -> Vec<String> {
    let row = |region: &Region| {
        let host = region.geminidb.trim_start_matches("https://");
        format!("{:<15} {:<15} {host}", region.id, region.city)
    };
    ids.iter().filter_map(|id| regions::find(id)).map(row).collect()
}

/// Stands in place of the region when an endpoint was given.
pub const NOT_NEEDED: &str = "not needed";
pub const PROJECT_HINT: &str = "--project-id ID (32 letters and digits), or looked up";

/// Says how a missing endpoint can be given: the endpoint follows only from a built-in region.
pub fn endpoint_hint(region: Option<&str>) -> String {
    match region.filter(|region| regions::find(region).is_none()) {
        Some(region) => {
            format!("--endpoint URL (no region {} is built in)", clean_excerpt(region, 32))
        }
        None => "follows from the region, or --endpoint URL".to_owned(),
    }
}

/// Returns the label of a field, and the sentence on the field while it has the focus.
const fn field(name: FieldName) -> (&'static str, &'static str) {
    const MASKED: &str = "Never shown, stored or logged; only its length is.";
    match name {
        FieldName::Account => (
            "Account *",
            "The account's name, as on the console's sign-in page (the user's domain).",
        ),
        FieldName::User => (
            "User *",
            "The IAM user's name. A HUAWEI ID or federated user cannot sign in this way.",
        ),
        FieldName::Secret(SecretField::Token) => ("Token *", MASKED),
        FieldName::Secret(SecretField::Password) => ("Password *", MASKED),
        FieldName::Secret(SecretField::Passcode) => {
            ("MFA code", "Only with MFA: enter the current MFA code.")
        }
        FieldName::Secret(SecretField::SecretKey) => ("Secret key *", MASKED),
        FieldName::Secret(SecretField::SecurityToken) => {
            ("Security token", "Only with a temporary key.")
        }
        FieldName::Project => {
            ("Project", "By name; empty: the project that has the region's name.")
        }
        FieldName::Keep => (
            "Keep password",
            "<Space: keep it|yes: it is kept> in memory, to renew the token before it ends. \
                <Off|no>: it is forgotten at once.",
        ),
        FieldName::AccessKey => ("Access key *", "The access key ID (AK). It is no secret."),
        FieldName::Profile => (
            "Profile name *",
            "Letters, digits, - and _. It goes into config.toml, without any secret.",
        ),
        FieldName::SecretFile => {
            ("Secret file", "The secret goes into this new file, mode 0600, and nowhere else.")
        }
    }
}

pub const fn label(name: FieldName) -> &'static str {
    field(name).0
}

/// Returns the sentence on the field that has the focus.
pub fn field_hint(by: Commands, name: FieldName) -> String {
    say(by, field(name).1)
}

pub const fn form_title(kind: FormKind) -> &'static str {
    match kind {
        FormKind::Password => "Sign in with user and password",
        FormKind::Keys => "Sign requests with an access key",
        FormKind::Profile => "Save this set-up as a profile",
    }
}

/// Says why a form was refused.
pub fn form_problem(problem: &FormProblem) -> String {
    match problem {
        FormProblem::Empty(name) => format!("{} is missing.", label(*name).trim_end_matches(" *")),
        FormProblem::Setup(problem) => port::setup_problem(problem),
        FormProblem::NotSaved(why) => format!("Not saved: {why}."),
    }
}

/// Returns the lines on the screen during and after signing in.
pub fn signing_in(model: &Model) -> Vec<String> {
    let (by, place) = (model.shared.commands, &model.shared.session);
    if model.sign_in.under_way.is_some() {
        let iam = place.iam_endpoint.as_ref().or(place.endpoint.as_ref());
        let iam = iam.map_or("the service", String::as_str);
        return vec![format!("Asking {iam} ..."), say(by, "<Esc stops waiting.|>")];
    }
    if let Some(why) = &model.sign_in.failure {
        let mut lines = failure(why, place.sign_in.as_ref().map(|sign_in| sign_in.method));
        if let Some(clock) = clock(model) {
            lines.truncate(1);
            lines.push(clock);
        }
        let next = match why.is_refusal() {
            true => {
                "Not retried by itself. Enter shows the other ways to sign in; <Esc|back> goes \
                    back."
            }
            false => "Enter tries again; <Esc|back> goes back.",
        };
        lines.push(say(by, next));
        return lines;
    }
    let mut lines = vec![format!("Signed in: {}.", session(place, 200))];
    if let Some(why) = &model.sign_in.untold {
        lines.push(format!(
            "IAM did not tell who this is ({}): what is shown is as configured, the expiry is \
                unknown.",
            calls::failure(why)
        ));
    }
    lines.push(match &model.choose.instances.reading {
        Remote::NotAsked => "The instances were not read.".to_owned(),
        Remote::Asked(_) => "Reading the instances ...".to_owned(),
        Remote::Here { .. } => {
            format!(
                "{} can be listed.",
                count(model.choose.instances.instances().len(), "instance")
            )
        }
        Remote::Failed { why, .. } => {
            let clock = clock(model).unwrap_or_default();
            format!(
                "The instances cannot be listed: {}. {} {clock}",
                calls::failure(why),
                calls::remedy(why, Need::Instances)
            )
        }
    });
    lines.push("Enter closes this.".to_owned());
    lines
}

/// Returns the row of a project: the ID in full, before a name that may be long.
pub fn project_row(project: &Project) -> String {
    format!("{}  {}", project.id, project.name)
}

/// Names a wrong clock, where that caused a refusal.
pub fn clock(model: &Model) -> Option<String> {
    let signs = matches!(
        model.shared.session.sign_in.as_ref()?.method,
        Method::Keys { .. } | Method::Agency
    );
    let skew = model.sign_in.skew.filter(|skew| signs && skew.breaks_signatures())?;
    let minutes = skew.0.unsigned_abs() / 60;
    let which = if skew.0 > 0 { "behind" } else { "ahead of" };
    Some(format!(
        "The cause is this machine's clock: it is {minutes} min {which} the service's, and \
            signatures are refused beyond 15 min. Set it."
    ))
}

/// Says why signing in failed, and what to do.
pub fn failure(why: &EntryFailure, method: Option<Method>) -> Vec<String> {
    let (what, next) = match why {
        EntryFailure::SignIn(why) => {
            (format!("Not signed in: {}.", sign_in::failure(why)), sign_in::remedy(why, method))
        }
        EntryFailure::Projects(why) => (
            format!("The projects could not be read: {}.", calls::failure(why)),
            "Give the project ID: --project-id, or on Start.",
        ),
        EntryFailure::NoEndpoint => (
            "The service's endpoint is not known.".to_owned(),
            "Choose the region, or give --endpoint URL.",
        ),
        EntryFailure::NoCredentials => return vec!["There are no credentials yet.".to_owned()],
    };
    vec![what, next.to_owned()]
}

/// Why a profile of that name is not saved.
pub const PROFILE_NAME: &str =
    "a profile name has letters, digits, - and _, and is not one that doctor gives another source";
pub const NO_CONFIG_FOLDER: &str =
    "there is no configuration folder: HOME is not set; give --config FILE";
/// Why a profile without credentials, or with temporary ones, is not saved.
pub const NOTHING_TO_SAVE: &str = "nothing of these credentials can be saved: temporary ones end \
    before they are used again, a password that was not kept is gone, and a user given by ID is \
    no name";
/// Why a profile without a file for its secret is not saved.
pub const SECRET_FILE_NEEDED: &str =
    "name a file for the secret: a profile cannot sign in without one";

/// Says that the configuration file exists and is not valid TOML.
pub fn config_broken(path: &str) -> String {
    format!("{path} cannot be understood: fix it first")
}

/// Says that a profile of that name exists and is not overwritten.
pub fn profile_exists(name: &str) -> String {
    format!("there is a profile {name} already; choose another name")
}
