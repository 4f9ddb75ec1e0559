//! The list of instances: how old it is, the newest backups, the automated window, the one that was
//! named.

use super::{
    base::{
        calls,
        labels::{NONE, NOT_TOLD},
        permissions::Need,
    },
    count,
    draft::rules,
    session::set_up,
};
use crate::core::{
    base::{
        call::CallFailure,
        instance::{Billing, Engine, Instance},
        pattern::{LONGEST, NoPattern},
        remote::Remote,
        text::clean_excerpt,
        time::UtcTime,
        window::{Window, WindowPhase},
    },
    choose::newest_backups::{Made, Newest, Told},
    model::Model,
    operation::backup::{BackupState, took},
    port::status_line::LookupNotice,
    session::current::Mode,
};

pub const LAST_MANUAL: &str = "last manual";
pub const LAST_AUTOMATED: &str = "last automated";
pub const AUTO_WINDOW: &str = "auto window";

/// Returns a duration like `29m`, `1h29m` or `3d`.
pub fn minutes(minutes: u64) -> String {
    match minutes {
        0..=59 => format!("{minutes}m"),
        60..=1439 => format!("{}h{:02}m", minutes / 60, minutes % 60),
        _ => format!("{}d", minutes / 1440),
    }
}

/// Returns the time of a reading and its age, like `read 01:58Z, 12m ago`.
pub fn age(read_at: UtcTime, now: UtcTime) -> String {
    match now.since(read_at) / 60 {
        0 => format!("read {}", read_at.hm()),
        old => format!("read {}, {} ago", read_at.hm(), minutes(old)),
    }
}

/// Says above the details how old they are, and which key reads them again.
pub fn age_note(model: &Model) -> String {
    model.choose.instances.read_at.map_or_else(String::new, |at| {
        format!("{}, r reads again", age(at, model.shared.clock.utc))
    })
}

/// Returns begin, state and duration of a backup, like `10-16 02:04 OK 64m`.
fn newest(newest: &Newest) -> String {
    let begun = newest.begun.map_or_else(|| "no time".to_owned(), UtcTime::month_to_minute);
    // From a minute on in minutes alone, even above an hour: two runs compare at a glance.
    let took = took(newest.begun, newest.ended).map(|seconds| match seconds {
        0..=59 => format!(" {seconds}s"),
        _ => format!(" {}m", seconds / 60),
    });
    match &newest.state {
        BackupState::Completed => format!("{begun} OK{}", took.unwrap_or_default()),
        BackupState::Failed => format!("{begun} FAILED"),
        BackupState::Building => format!("{begun} running"),
        BackupState::Other(state) => format!("{begun} {state}"),
    }
}

fn told(told: Told<'_>) -> String {
    match told {
        Told::Reading => "...".to_owned(),
        Told::NotRead => "not read".to_owned(),
        Told::None => "none yet".to_owned(),
        Told::Newest(it) => newest(it),
    }
}

/// Returns the newest backup of one sort.
pub fn backup(model: &Model, instance: &Instance, made: Made) -> String {
    told(model.choose.newest.of(&instance.id, made))
}

/// Returns the newest backup of one sort with its name.
pub fn backup_named(model: &Model, instance: &Instance, made: Made) -> String {
    match model.choose.newest.of(&instance.id, made) {
        Told::Newest(it) => format!("{}   {}", newest(it), it.name),
        other => told(other),
    }
}

/// Returns the newest backup of either sort, for the column of the list.
pub fn last_backup(model: &Model, instance: &Instance) -> String {
    let (manual, automated) = (
        model.choose.newest.of(&instance.id, Made::Manual),
        model.choose.newest.of(&instance.id, Made::Automated),
    );
    told(match (manual, automated) {
        (Told::Newest(a), Told::Newest(b)) => Told::Newest(if a.begun > b.begun { a } else { b }),
        // All that is newer than a known backup has been read, so the unknown one is older.
        (newest @ Told::Newest(_), _) | (_, newest @ Told::Newest(_)) => newest,
        (Told::None, other) | (other, Told::None) => other,
        (Told::Reading, _) | (_, Told::Reading) => Told::Reading,
        (Told::NotRead, Told::NotRead) => Told::NotRead,
    })
}

/// Returns the newest manual and the newest automated backup in one line.
pub fn both_backups(model: &Model, instance: &Instance) -> String {
    format!(
        "manual {} | auto {}",
        backup(model, instance, Made::Manual),
        backup(model, instance, Made::Automated)
    )
}

/// Says why the backups of an instance were not read.
pub fn backups_not_read(why: &CallFailure) -> String {
    format!("backups not read: {}", calls::failure(why))
}

/// Returns the automated window with the time until its begin or end, for the details.
pub fn window(instance: &Instance, now: UtcTime) -> String {
    let Some(text) = instance.backup_window.as_deref() else { return NOT_TOLD.to_owned() };
    match Window::parse(text).map(|window| window.phase(now)) {
        Some(WindowPhase::OpensIn(m)) => format!("{text} UTC, in {}", minutes(m.into())),
        Some(WindowPhase::Open(m)) => format!("{text} UTC, open now, {} left", minutes(m.into())),
        None => text.to_owned(),
    }
}

/// Returns the automated window for the column of the list.
pub fn window_short(instance: &Instance, now: UtcTime) -> String {
    let Some(text) = instance.backup_window.as_deref() else { return NOT_TOLD.to_owned() };
    match Window::parse(text).map(|window| window.phase(now)) {
        Some(WindowPhase::OpensIn(m)) => format!("{text} in {}", minutes(m.into())),
        Some(WindowPhase::Open(_)) => format!("{text} now"),
        None => text.to_owned(),
    }
}

/// Returns engine, status, nodes, used storage and running actions of
/// the instance under the cursor.
pub fn facts(instance: &Instance) -> String {
    let version =
        if instance.version.is_empty() { String::new() } else { format!(" {}", instance.version) };
    let used = instance.used_gb.map_or(String::new(), |gb| format!(", {gb:.0} GB used"));
    format!(
        "{}{version}   {}   {}{used}   action {}",
        instance.engine.name(),
        instance.status,
        count(instance.nodes as usize, "node"),
        actions(instance)
    )
}

/// Returns the ID and, where the service tells it, the space that backups take.
pub fn id_and_usage(instance: &Instance) -> String {
    let usage = instance
        .billing
        .backup_space_usage
        .as_deref()
        .map(|usage| format!("   {}", backup_space(usage)));
    format!("{}{}", instance.id, usage.unwrap_or_default())
}

/// Returns the enterprise project, where the service tells it.
pub fn enterprise_project(billing: &Billing) -> Option<String> {
    billing.enterprise_project_id.as_deref().map(|id| format!("enterprise project {id}"))
}

/// Returns the backup space as told: the unit is not documented, so none is added.
fn backup_space(usage: &str) -> String {
    format!("backup space {usage} (unit not told)")
}

/// Returns enterprise project and backup space in one text, where the service tells either.
pub fn billing(billing: &Billing) -> Option<String> {
    let told: Vec<String> = enterprise_project(billing)
        .into_iter()
        .chain(billing.backup_space_usage.as_deref().map(backup_space))
        .collect();
    (!told.is_empty()).then(|| told.join("; "))
}

pub fn actions(instance: &Instance) -> String {
    if instance.actions.is_empty() { NONE.to_owned() } else { instance.actions.join(", ") }
}

/// Says that the instance named on the command line is being looked for.
pub fn looking_for(text: &str) -> String {
    format!("Looking for {text}...")
}

/// Says how the lookup of the instance named on the command line ended.
pub fn named(notice: &LookupNotice) -> String {
    match notice {
        LookupNotice::Several(text, n) => format!("{n} instances are called {text}: choose one."),
        LookupNotice::Similar { text, name } => {
            format!("No instance is called {text}; there is {name}.")
        }
        LookupNotice::Unknown(text) => {
            format!("This project has no instance of the ID or name {text}.")
        }
        LookupNotice::Unread(text) => {
            format!("{text} could not be asked for; the list is read instead.")
        }
    }
}

/// Says that a production pattern of the configuration is not valid, so the guard does not work.
pub fn not_taken(text: &str, why: NoPattern) -> String {
    format!("production in config.toml: {:?}: {}", clean_excerpt(text, 40), no_pattern(why))
}

/// Says why a text is not a valid production pattern.
pub fn no_pattern(why: NoPattern) -> String {
    match why {
        NoPattern::Empty => "a pattern needs at least one character".to_owned(),
        NoPattern::TooLong(have) => {
            format!("a pattern has at most {LONGEST} characters, this one {have}")
        }
        NoPattern::Character(c) => {
            format!(
                "{} has no place in a pattern: only * and ? stand for others, and several \
                    patterns make a list",
                rules::name_of(c)
            )
        }
    }
}

/// Returns how many instances are listed, and how old the list is.
pub fn list_title(model: &Model) -> String {
    let fleet = &model.choose.instances;
    let shown = fleet.len();
    let all = fleet.instances().len();
    let n = if shown == all { format!("{all}") } else { format!("{shown} of {all}") };
    match (&fleet.reading, fleet.read_at) {
        (Remote::Asked(_), _) => format!("Instances {n} | reading"),
        (Remote::Failed { .. }, _) => format!("Instances {n} | not read to the end"),
        (Remote::Here { .. } | Remote::NotAsked, Some(at)) => {
            format!("Instances {n} | {}", age(at, model.shared.clock.utc))
        }
        (Remote::Here { .. } | Remote::NotAsked, None) => "Instances".to_owned(),
    }
}

/// Says why the instance list has no rows, and how to go on.
pub fn no_instances(model: &Model) -> Vec<String> {
    match &model.choose.instances.reading {
        _ if model.shared.mode == Mode::Offline => {
            vec![
                "Offline: no instance is listed. i types an instance ID and states its engine."
                    .to_owned(),
            ]
        }
        Remote::NotAsked | Remote::Asked(_) if model.choose.lookup.is_some() => {
            model.choose.lookup.iter().map(|named| looking_for(&named.text)).collect()
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
            format!("0 instances returned for {}.", set_up::session(&model.shared.session, 200)),
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

/// Returns an instance's engine, version and status.
pub fn instance_line(instance: &Instance) -> String {
    format!("{} {}   {}", instance.engine.name(), instance.version, instance.status)
}

/// Returns an instance's nodes, used volume, action and automated window.
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

/// Returns the engine of an instance that was typed instead of listed.
pub fn typed_target(engine: &Engine) -> String {
    format!("{} as stated   not verified", engine.name())
}
