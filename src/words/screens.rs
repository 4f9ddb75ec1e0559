//! Titles, labels and sentences of the screens.

use super::{
    base::{calls, permissions::Need},
    choose, count, journal,
    operation::outcome,
    session::set_up,
    watch::lost,
};
use crate::core::{
    base::{
        call::CallFailure,
        instance::{Engine, Instance},
        regions,
        remote::Remote,
        size::Size,
        text::clean_excerpt,
    },
    model::Model,
    operation::{Operation, Stage, created::Created},
    port::{overlay::PromptKind, shared::Screen},
    scope::tree::NamePlace,
    session::{
        credentials::Method,
        current::{Mode, Session},
    },
};

/// LIVE, DEMO, or OFFLINE while something is missing without which nothing can be called.
pub fn mode(mode: Mode, place: &Session) -> &'static str {
    match mode {
        Mode::Demo => "DEMO",
        Mode::Live if place.is_ready() => "LIVE",
        Mode::Live | Mode::Offline => "OFFLINE",
    }
}

/// Behind the mode in a run that cannot send.
pub const READ_ONLY: &str = " READ ONLY";

/// The steps, the current one in capitals.
pub fn steps(model: &Model) -> &'static str {
    let looking = |created: bool| {
        model.current().is_some_and(|o| {
            matches!(o.stage, Stage::Looking { .. }) && (o.created == Some(Created::Yes)) == created
        })
    };
    match model.shared.screen {
        Screen::Watch if model.watch.follow.is_some() => WATCH_ONLY,
        Screen::Instance if model.shared.mode == Mode::Offline => "1 INSTANCE > 2 Compose > 3 Save",
        Screen::Compose if model.shared.mode == Mode::Offline => "1 Instance > 2 COMPOSE > 3 Save",
        Screen::Export => "1 Instance > 2 Compose > 3 SAVE",
        Screen::Start => "START",
        Screen::Instance => "1 INSTANCE > 2 Compose > 3 Review > 4 Watch",
        Screen::Compose => "1 Instance > 2 COMPOSE > 3 Review > 4 Watch",
        Screen::Review => "1 Instance > 2 Compose > 3 REVIEW > 4 Watch",
        Screen::Watch if looking(true) => {
            "1 Instance > 2 Compose > 3 Review > 4 WATCH: IDS MISSING"
        }
        Screen::Watch if looking(false) => "1 Instance > 2 Compose > 3 Review > 4 WATCH: UNKNOWN",
        Screen::Watch => "1 Instance > 2 Compose > 3 Review > 4 WATCH",
    }
}

/// In the steps' place where there is only one.
pub const WATCH_ONLY: &str = "WATCH, read only";
/// The current step alone, where there is no room for all.
pub fn step(model: &Model) -> &'static str {
    match model.shared.screen {
        Screen::Start => "START",
        Screen::Instance => "1 INSTANCE",
        Screen::Compose => "2 COMPOSE",
        Screen::Review => "3 REVIEW",
        Screen::Export => "3 SAVE",
        Screen::Watch => steps(model).rsplit(" > ").next().unwrap_or_default(),
    }
}

const NOTHING_IS_SENT: &str = "NOTHING IS SENT";

/// What stands at the right of the steps.
pub fn standing(model: &Model) -> String {
    match model.shared.screen {
        Screen::Review if model.shared.read_only => NOTHING_IS_SENT.to_owned(),
        Screen::Review => "NOT SENT YET".to_owned(),
        Screen::Export => NOTHING_IS_SENT.to_owned(),
        Screen::Start | Screen::Instance | Screen::Compose | Screen::Watch => {
            let open = || model.operations.list.iter().filter(|o| o.is_open() && !o.is_unseen());
            let doubtful = open().filter(|o| o.is_unresolved()).count();
            let running = open().filter(|o| o.is_seen_running()).count();
            // Those whose backup exists, and is not seen now.
            let unseen = open().count() - doubtful - running;
            let said = [(doubtful, "UNKNOWN"), (running, "running"), (unseen, "not seen")];
            let said: Vec<String> = said
                .iter()
                .filter(|(n, _)| *n > 0)
                .map(|(n, word)| format!("{n} {word}"))
                .collect();
            if said.is_empty() { journal::standing(model) } else { said.join(", ") }
        }
    }
}

/// The one line for a terminal that is too small.
pub fn too_small(size: Size) -> String {
    format!("{}x{} is too small; 60x16 is needed. Nothing is lost.", size.columns, size.rows)
}

/// An error, a warning, fine.
pub const ERR: &str = "[ERR]";
pub const WARN: &str = "[WARN]";
pub const OK: &str = "[OK]";
/// Cannot be known, and asks for nothing.
pub const NOTE: &str = "[--]";
pub const WAIT: &str = "[...]";
pub const MISSING: &str = "[missing]";

/// How each missing part of the configuration can be given.
pub const REGION_HINT: &str = "--region REGION, or choose below";
/// Endpoint. It does not follow from a region that the built-in list does not have.
pub fn endpoint_hint(region: Option<&str>) -> String {
    match region.filter(|region| regions::find(region).is_none()) {
        Some(region) => {
            format!("--endpoint URL (no region {} is built in)", clean_excerpt(region, 32))
        }
        None => "follows from the region, or --endpoint URL".to_owned(),
    }
}
pub const PROJECT_HINT: &str = "--project-id ID (32 letters and digits), or looked up";
pub const SIGN_IN_HINT: &str = "a source below, --profile NAME, --token-file FILE (0600)";

/// What the network is used for.
pub const fn network(mode: Mode, place: &Session) -> &'static str {
    match place.endpoint {
        _ if matches!(mode, Mode::Offline) => {
            "None, whatever you do: this program was started with --offline."
        }
        Some(_) if place.iam_endpoint.is_some() => match &place.sign_in {
            Some(sign_in) if matches!(sign_in.method, Method::Agency) => {
                "Called are this endpoint, IAM's and the metadata service, for what needs you \
                    and once you begin."
            }
            Some(_) | None => {
                "Called are this endpoint and IAM's: for what needs you, and once you begin."
            }
        },
        Some(_) => "Only the endpoint above is called: for what needs you, and once you begin.",
        None => "None until an endpoint is set. Then only that endpoint.",
    }
}

/// An instance in a line.
pub fn instance_line(instance: &Instance) -> String {
    format!("{} {}   {}", instance.engine.name(), instance.version, instance.status)
}

/// The second line of an instance.
pub fn instance_detail(instance: &Instance) -> String {
    let action =
        if instance.actions.is_empty() { "none".to_owned() } else { instance.actions.join(", ") };
    let used = instance.used_gb.map_or(String::new(), |gb| format!(", {gb:.0} GB used"));
    let window = instance.backup_window.as_deref().unwrap_or(NOT_TOLD);
    format!(
        "{}{used}, action {action}, auto window {window}",
        count(instance.nodes as usize, "node")
    )
}

/// A target that could not be listed.
pub fn typed_target(engine: &Engine) -> String {
    format!("{} as stated   not verified", engine.name())
}

/// How far the instance list is.
pub fn instances_title(model: &Model) -> String {
    let fleet = &model.choose.instances;
    let shown = fleet.len();
    let all = fleet.instances().len();
    let n = if shown == all { format!("{all}") } else { format!("{shown} of {all}") };
    match (&fleet.reading, fleet.read_at) {
        (Remote::Asked(_), _) => format!("Instances {n} | reading"),
        (Remote::Failed { .. }, _) => format!("Instances {n} | not read to the end"),
        (Remote::Here { .. } | Remote::NotAsked, Some(at)) => {
            format!("Instances {n} | {}", choose::age(at, model.shared.clock.utc))
        }
        (Remote::Here { .. } | Remote::NotAsked, None) => "Instances".to_owned(),
    }
}

/// What stands in an instance list without rows.
pub fn no_instances(model: &Model) -> Vec<String> {
    match &model.choose.instances.reading {
        _ if model.shared.mode == Mode::Offline => {
            vec![
                "Offline: no instance is listed. i types an instance ID and states its engine."
                    .to_owned(),
            ]
        }
        Remote::NotAsked | Remote::Asked(_) if model.choose.lookup.is_some() => {
            model.choose.lookup.iter().map(|named| choose::looking_for(&named.text)).collect()
        }
        Remote::Asked(_) => vec!["Reading the instances of this project...".to_owned()],
        Remote::Failed { why, .. } => vec![
            format!("The list could not be read: {}.", calls::failure(why)),
            set_up::clock(model).unwrap_or_else(|| calls::remedy(why, Need::Instances)),
            "i types an instance ID by hand.".to_owned(),
        ],
        Remote::NotAsked if model.choose.instances.instances().is_empty() => {
            vec![
                "The instances have not been read yet: r reads them.".to_owned(),
                "i types an instance ID by hand.".to_owned(),
            ]
        }
        Remote::Here { .. } if model.choose.instances.instances().is_empty() => vec![
            format!("0 instances returned for {}.", set_up::place(&model.shared.session, 200)),
            "Another region or project? Esc to Start. A missing permission hides instances, too."
                .to_owned(),
            "i types an instance ID by hand.".to_owned(),
        ],
        Remote::Here { .. } | Remote::NotAsked => {
            vec![format!(
                "0 of {}; Esc clears the filter.",
                model.choose.instances.instances().len()
            )]
        }
    }
}

/// Above rows of which a newer reading failed.
pub fn list_not_fresh(why: &CallFailure) -> String {
    calls::cut_short(why)
}

/// Rows that do not show.
pub fn more_rows(above: usize, below: usize) -> String {
    match (above, below) {
        (0, below) => format!("{below} more below"),
        (above, 0) => format!("{above} more above"),
        (above, below) => format!("{above} above, {below} below"),
    }
}

pub const NO_OPERATIONS: &str = "Nothing sent yet. Each operation will stand here with its IDs.";
/// In the place of checks on an untouched form.
pub const FILL_IN: &str = "Fill in the fields; Tab goes on.";
pub const ALL_WELL: &str = "   no rule is broken; Ctrl-G reviews";

/// The title of a prompt; that for a token says why it came up, for it may lie over what does.
pub fn prompt_title(model: &Model, kind: &PromptKind) -> &'static str {
    match kind {
        PromptKind::Token if model.current().is_some_and(Operation::wants_token) => {
            "Token: the one in use is refused (HTTP 401)"
        }
        PromptKind::Region => "Region (or an endpoint URL)",
        PromptKind::Project => "Project ID",
        PromptKind::Token => "Token",
        PromptKind::Passcode => "Passcode: IAM wants one beside the password",
        PromptKind::InstanceId => "Instance ID",
        PromptKind::SavePath => "Save the draft as",
        PromptKind::ListFile => "Open a list: type its file, or paste the list",
        PromptKind::TextPath => "Save the text as",
        PromptKind::Change => "Change number, for the template of names",
        PromptKind::TreeName(NamePlace::NewDatabase) => "Database name",
        PromptKind::TreeName(NamePlace::NewTable(_)) => "Table name",
        PromptKind::TreeName(NamePlace::Rename(_)) => "New name",
        PromptKind::Statement(_, statement) => lost::prompt_title(*statement),
    }
}

/// What a prompt says below its field.
pub const fn prompt_hint(mode: Mode, kind: &PromptKind) -> &'static str {
    match kind {
        PromptKind::Token if matches!(mode, Mode::Demo) => {
            "Demo: leave it empty, and Enter fetches a fresh one."
        }
        PromptKind::Region => "Up/Down choose; type to filter, or type https://...",
        PromptKind::Project => "32 letters and digits, from the console's My Credentials.",
        PromptKind::Token => "Never shown, stored or logged; only its length is.",
        PromptKind::Passcode => "The code of the moment, from the MFA device of this user.",
        PromptKind::SavePath => {
            "Others may read it (as far as your umask lets them). No secret is in it."
        }
        PromptKind::ListFile => {
            "Lines of db.table or db, CSV, CQL, or database_tables. A preview comes first."
        }
        PromptKind::TextPath => {
            "Others may read it (as far as your umask lets them). Edit it, then v reads it."
        }
        PromptKind::Change => "Asked once in this run; Ctrl-N on a filled name asks again.",
        PromptKind::InstanceId => "State its engine with Up/Down. Neither is verified.",
        PromptKind::TreeName(_) => "Case matters. Not verified: the service may not know it.",
        PromptKind::Statement(_, statement) => lost::prompt_hint(*statement),
    }
}

/// Why leaving is asked about.
pub fn leave(model: &Model) -> Vec<String> {
    let mut lines: Vec<String> =
        model.operations.open().map(|a| format!("{}: {}.", a.name(), outcome::state(a))).collect();
    let doubtful = || model.operations.open().filter(|o| o.is_unresolved());
    let lost = |o: &Operation| {
        o.intent.as_ref().is_none_or(|intent| intent.no_journal) || o.unrecorded.is_some()
    };
    let running = !lines.is_empty();
    lines.extend(journal::left_behind(model));
    if !running && !model.has_reason_to_stay() {
        lines.push("Nothing is running any more, and nothing is in doubt.".to_owned());
    } else if !running {
        lines.push("What is not on disk will be gone.".to_owned());
    } else if doubtful().any(lost) {
        lines.push(
            "Its outcome is UNKNOWN and NOT in the journal: note what is printed, and do \
            not repeat the request."
                .to_owned(),
        );
    } else if doubtful().next().is_some() {
        lines.push(
            "Its outcome is UNKNOWN. The journal keeps it, and it is looked for at the next \
                start. Do not repeat the request."
                .to_owned(),
        );
    } else {
        lines.push("Leaving stops nothing at the service.".to_owned());
    }
    if !model.operations.list.is_empty() {
        lines.push("What is known, with all IDs, is printed when you leave.".to_owned());
    }
    lines.push("Leave?".to_owned());
    lines
}

/// The title of the configuration.
pub fn start_title(model: &Model) -> &'static str {
    match (model.shared.mode, model.shared.session.is_ready()) {
        (Mode::Offline, _) => "Offline: fill in, check and save a draft; nothing is called",
        (Mode::Demo, _) => "Demo: the built-in simulator, nothing leaves this machine",
        (Mode::Live, true) => "Ready",
        (Mode::Live, false) => "Nothing can be sent yet",
    }
}

/// In the region's place when an endpoint was given.
pub const NOT_NEEDED: &str = "not needed";
pub const NONE: &str = "none";
/// The service did not tell.
pub const NOT_TOLD: &str = "not told";

/// How much has been typed into the masked prompt.
pub fn secret_length(characters: usize) -> String {
    count(characters, "character")
}

/// Lines of a page that do not show.
pub fn more_lines(n: usize) -> String {
    format!(" {n} more ")
}
