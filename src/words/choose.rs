//! The list of instances: how old it is, the newest backups, the automated window, the one that was
//! named.

use super::{
    base::{
        calls,
        labels::{self, ESC_CLEARS, INSTANCE_HEADS, NONE, NOT_TOLD},
        local_time::beside,
        permissions::Need,
    },
    count,
    draft::rules,
    header::LOCAL_FROM,
    if_told, say,
    session::set_up,
};
use crate::core::{
    base::{
        Billing, CallFailure, Engine, Instance, Level, NoPattern, UtcTime, Window, WindowPhase,
        pattern::LONGEST, remote::Remote, text::clean_excerpt,
    },
    choose::{
        columns::NUMBERS,
        newest_backups::{Made, Newest, Told},
    },
    model::Model,
    operation::backup::{BackupState, took},
    port::LookupNotice,
    session::Mode,
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

/// Returns a duration in minutes alone, even above an hour: two runs compare at a glance.
pub fn whole_minutes(seconds: u64) -> String {
    if seconds < 60 { "<1m".to_owned() } else { format!("{}m", seconds / 60) }
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
    let age = model.choose.instances.read_at.map(|at| age(at, model.shared.clock.utc));
    if_told("", age, ", r refreshes")
}

/// Returns begin, state and duration of a backup, like `10-16 02:04 OK 64m`.
fn newest(newest: &Newest) -> String {
    let begun = newest.begun.map_or_else(|| "no time".to_owned(), UtcTime::month_to_minute);
    let took = if_told(" ", took(newest.begun, newest.ended).map(whole_minutes), "");
    match &newest.state {
        BackupState::Completed => format!("{begun} OK{took}"),
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

/// Returns the newest backup of one sort with its name.
pub fn backup_named(model: &Model, instance: &Instance, made: Made) -> String {
    match model.choose.newest.of(&instance.id, made) {
        Told::Newest(it) => {
            let begun = it.begun.filter(|_| model.shared.size.columns >= LOCAL_FROM);
            let said = beside(&model.shared.zone, begun.as_slice(), &newest(it));
            format!("{said}   {}", it.name)
        }
        other => told(other),
    }
}

/// Returns the newest backup of either sort, for the column of the list.
pub fn last_backup(model: &Model, instance: &Instance) -> String {
    told(model.choose.newest.of_either(&instance.id))
}

/// Returns the newest manual and the newest automated backup in one line.
pub fn both_backups(model: &Model, instance: &Instance) -> String {
    let [manual, automated] = [Made::Manual, Made::Automated]
        .map(|made| told(model.choose.newest.of(&instance.id, made)));
    format!("manual {manual} | auto {automated}")
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

/// Returns the automated window for the column of the list; with `now`, the time until its begin.
pub fn window_short(instance: &Instance, now: Option<UtcTime>) -> String {
    let Some(text) = instance.backup_window.as_deref() else { return NOT_TOLD.to_owned() };
    match Window::parse(text).zip(now).map(|(window, now)| window.phase(now)) {
        Some(WindowPhase::OpensIn(m)) => format!("{text} in {:>2}h{:02}m", m / 60, m % 60),
        Some(WindowPhase::Open(_)) => format!("{text} now"),
        None => text.to_owned(),
    }
}

/// Returns engine, status, nodes, used storage and running actions of
/// the instance under the cursor.
pub fn facts(instance: &Instance) -> String {
    let version = Some(&instance.version).filter(|version| !version.is_empty());
    let version = if_told(" ", version, "");
    let (engine, status) = (instance.engine.name(), &instance.status);
    let action = actions(&instance.actions);
    format!("{engine}{version}   {status}   {}   action {action}", nodes(instance))
}

/// Returns the ID and, where the service tells it, the space that backups take.
pub fn id_and_usage(instance: &Instance) -> String {
    let usage = instance.billing.backup_space_usage.as_deref().map(backup_space);
    instance.id.to_string() + &if_told("   ", usage, "")
}

/// Returns the enterprise project, where the service tells it.
pub fn enterprise_project(billing: &Billing) -> Option<String> {
    billing.enterprise_project_id.as_deref().map(|id| format!("enterprise project {id}"))
}

/// Returns the backup space as told: the unit is not documented, so none is added.
fn backup_space(usage: &str) -> String {
    format!("backup space {usage} (unit not given)")
}

/// Returns enterprise project and backup space in one text, where the service tells either.
pub fn billing(billing: &Billing) -> Option<String> {
    let told: Vec<String> = enterprise_project(billing)
        .into_iter()
        .chain(billing.backup_space_usage.as_deref().map(backup_space))
        .collect();
    (!told.is_empty()).then(|| told.join("; "))
}

pub fn actions(actions: &[String]) -> String {
    if actions.is_empty() { NONE.to_owned() } else { actions.join(", ") }
}

/// Says how the lookup of the instance named on the command line ended.
pub fn named(notice: &LookupNotice) -> (Level, String) {
    match notice {
        LookupNotice::Several(text, n) => {
            (Level::Warn, format!("{n} instances are named {text}: choose one."))
        }
        LookupNotice::Similar { text, name } => {
            (Level::Warn, format!("No instance is named {text}; there is {name}."))
        }
        LookupNotice::Unknown(text) => {
            (Level::Error, format!("This project has no instance with the ID or name {text}."))
        }
        LookupNotice::Unread(text) => {
            (Level::Error, format!("{text} could not be looked up; the list is read instead."))
        }
    }
}

/// Says that a production pattern of the configuration is not valid, so the guard does not work.
pub fn not_taken(file: &str, text: &str, why: NoPattern) -> String {
    format!("production in {file}: {:?}: {}", clean_excerpt(text, 40), no_pattern(why))
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
                "{} is not allowed in a pattern: only * and ? are wildcards, and several \
                    patterns make a list",
                rules::name_of(c)
            )
        }
    }
}

/// Returns how many instances are listed, and how old the list is.
pub fn list_title(model: &Model) -> String {
    let fleet = &model.choose.instances;
    let rows = [fleet.len(), fleet.instances().len()];
    let n = labels::rows(rows, fleet.order, INSTANCE_HEADS, NUMBERS);
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
    let (by, all) = (model.shared.commands, model.choose.instances.instances().len());
    let by_hand = say(by, "<i|type> types an instance ID by hand.");
    match &model.choose.instances.reading {
        _ if model.shared.mode == Mode::Offline => {
            vec![say(
                by,
                "Offline: no instance is listed. <i|type> types an instance ID and states its \
                    engine.",
            )]
        }
        Remote::NotAsked | Remote::Asked(_) if model.choose.lookup.is_some() => {
            model.choose.lookup.iter().map(|it| format!("Looking for {}...", it.text)).collect()
        }
        Remote::Asked(_) => vec!["Reading the instances of this project...".to_owned()],
        Remote::Failed { why, .. } => vec![
            format!("The list could not be read: {}.", calls::failure(why)),
            set_up::clock(model).unwrap_or_else(|| calls::remedy(why, Need::Instances)),
            by_hand,
        ],
        Remote::NotAsked if all == 0 => {
            vec![
                say(by, "The instances have not been read yet: <r reads|read lists> them."),
                by_hand,
            ]
        }
        Remote::Here { .. } if all == 0 => vec![
            format!("0 instances returned for {}.", set_up::session(&model.shared.session, 200)),
            say(
                by,
                "Another region or project? <Esc|back> to Start. A missing permission hides \
                    instances, too.",
            ),
            by_hand,
        ],
        Remote::Here { .. } | Remote::NotAsked => {
            vec![format!("0 of {all}; {}", say(by, ESC_CLEARS))]
        }
    }
}

/// Returns an instance's engine, version and status.
pub fn instance_line(instance: &Instance) -> String {
    format!("{} {}   {}", instance.engine.name(), instance.version, instance.status)
}

/// Returns an instance's nodes, used volume, action and automated window.
pub fn instance_detail(instance: &Instance) -> String {
    let action = actions(&instance.actions);
    let window = instance.backup_window.as_deref().unwrap_or(NOT_TOLD);
    format!("{}, action {action}, auto window {window}", nodes(instance))
}

/// Returns an instance's nodes, and the used volume where the service tells it.
fn nodes(instance: &Instance) -> String {
    let used = instance.used_gb.map(|gb| format!("{gb:.0}"));
    count(instance.nodes as usize, "node") + &if_told(", ", used, " GB used")
}

/// Returns the engine of an instance that was typed instead of listed.
pub fn typed_target(engine: &Engine) -> String {
    format!("{} as stated   not verified", engine.name())
}
