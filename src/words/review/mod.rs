//! Review: target, effects, the button. What the checks say stands in [`checks`].

pub mod checks;
pub mod export;

use super::{
    base::{
        labels,
        role::Role,
        tags::{ERR, NOTE, OK, WAIT, WARN},
    },
    choose, count, name_path,
    operation::estimate,
    port::scope_counts,
    session::set_up,
};
use crate::core::{
    base::{
        Engine, Level,
        text::{clean_excerpt, visible},
    },
    draft::Target,
    model::Model,
    review::{
        check::{Check, Fact},
        page::Review,
    },
    scope::{Counts, Scope, choice::names},
};

/// Names the instance: the ID in full, then the name.
pub fn instance(target: &Target) -> String {
    match target {
        Target::Listed(instance) => format!("{}   {}", instance.id, instance.name),
        Target::Typed { id, engine } => format!("{id}   {} as stated", engine.name()),
    }
}

pub fn scope(tables: Option<Counts>) -> String {
    match tables {
        None => "WHOLE INSTANCE: every database and table".to_owned(),
        // What must never be cut off stands first.
        Some(counts) => format!("NOT the instance. DATABASE/TABLE level: {}", scope_counts(counts)),
    }
}

/// Counts the chosen names that there is no room for, and names the key that lists all.
fn and_more(names: usize) -> String {
    format!("; and {names} more (e: all)")
}

/// A label and its text.
pub type Facts = Vec<(&'static str, String)>;

/// Returns the facts of Review: those that must not be missed, the rest of the request, how long
/// and at which cost, and what stands behind the body. `room`: the characters for chosen names.
pub fn facts(model: &Model, review: &Review, room: usize) -> [Facts; 4] {
    let session = &model.shared.session;
    let description = visible(review.request.description()).into_owned();
    let chosen = chosen(review.request.scope(), room).map(|names| (labels::CHOSEN, names));
    let target = [
        ("Desc", description),
        (labels::INSTANCE, instance(&review.target)),
        (labels::PROJECT, set_up::project(review.reviewed.project(), session)),
    ];
    let tail = [
        ("Based on", estimate::rests_on(review)),
        ("Billing", review.target.billing().and_then(choose::billing)),
        (labels::ENDPOINT, Some(session.endpoint.clone().unwrap_or_default())),
    ];
    [
        vec![
            (labels::SCOPE, scope(review.tables)),
            (labels::REVIEWED_NAME, review.request.name().to_owned()),
        ],
        chosen.into_iter().chain(target).collect(),
        vec![("Estimate", estimate::line(review)), ("Effects", effects(review.target.engine()))],
        tail.into_iter().filter_map(|(label, text)| Some((label, text?))).collect(),
    ]
}

pub const fn title(review: &Review) -> &'static str {
    match review.is_read_only() {
        true => "Read only: this would create ONE manual backup",
        false => "You are about to create ONE manual backup",
    }
}

/// Returns the checks, the gravest first.
pub fn gravest_first(review: &Review) -> Vec<Check> {
    let mut checks = review.checks();
    checks.sort_by_key(|check| std::cmp::Reverse(check.level));
    checks
}

/// Lists as many chosen names as fit into `room` characters, and counts the others.
pub fn chosen(scope: &Scope, room: usize) -> Option<String> {
    let chosen = scope.databases()?;
    let mut left = names(chosen).count();
    let names = names(chosen).map(|(database, table)| match table {
        None => format!("{} (all)", name_path(database, None)),
        Some(_) => name_path(database, table),
    });
    let mut text = String::new();
    for name in names {
        let mark = if text.is_empty() { "" } else { "; " };
        let needed = text.chars().count() + mark.len() + name.chars().count();
        let behind = if left > 1 { and_more(left - 1).len() } else { 0 };
        if needed + behind > room {
            let more = and_more(left);
            return Some(format!("{text}{}", if text.is_empty() { &more[2..] } else { &more }));
        }
        text = format!("{text}{mark}{name}");
        left -= 1;
    }
    Some(text)
}

pub fn effects(engine: &Engine) -> String {
    let cold = if *engine == Engine::Influx { " Cold-storage data is LEFT OUT." } else { "" };
    format!("node CPU +5-15 % while uploading; billed; kept until deleted.{cold}")
}

/// Says why something must be typed, and what; or that nothing can be sent.
pub fn confirm_title(review: &Review) -> String {
    if let Some(blocked) = blocked(review) {
        return blocked;
    }
    let what = match &review.target {
        Target::Listed(instance) if !instance.name.is_empty() => "the instance's name",
        Target::Listed(_) | Target::Typed { .. } => "the end of the ID",
    };
    format!("{}: type {what}", reason(review))
}

/// Returns the gravest reason for the typed confirmation.
fn reason(review: &Review) -> String {
    let facts: Vec<Fact> =
        review.checks().into_iter().filter(|c| c.level == Level::Warn).map(|c| c.fact).collect();
    let grave = facts.iter().find_map(|fact| match fact {
        Fact::Replaces(id) => Some(format!("Replaces {id}")),
        Fact::Unresolved(rival) => {
            Some(format!("{} {}", rival.operation, if rival.made { "was made" } else { "UNKNOWN" }))
        }
        Fact::NoJournal => Some("No journal".to_owned()),
        Fact::Production(pattern) => Some(format!("Production {}", clean_excerpt(pattern, 20))),
        _ => None,
    });
    grave.unwrap_or_else(|| count(facts.len().max(1), "warning"))
}

/// Says why nothing can be sent, in place of the button; `None` where no check forbids a send.
pub fn blocked(review: &Review) -> Option<String> {
    let check = review.checks().into_iter().find(|check| check.level == Level::Error)?;
    Some(match check.fact {
        Fact::NameTaken(_) => "Blocked: name taken".to_owned(),
        Fact::BodyTooLarge { .. } => "Blocked: the body is too large".to_owned(),
        Fact::JournalFailed(_) => "Blocked: the journal cannot be written".to_owned(),
        other => format!("Blocked: {}", checks::fact(&other)),
    })
}

pub fn digest(hex: &str) -> String {
    format!("sha256 {hex}")
}

/// Returns the tag of a level, and its role.
pub const fn level(level: Level) -> (&'static str, Role) {
    match level {
        Level::Ok => (OK, Role::Good),
        Level::Note => (NOTE, Role::Plain),
        Level::Wait => (WAIT, Role::Plain),
        Level::Warn => (WARN, Role::Warn),
        Level::Error => (ERR, Role::Bad),
    }
}

/// Returns the button, and beside it how to send. A reason why nothing can be sent stands in place
/// of the button, or beside it while a check is still being read. `on`: the button has the keys.
pub fn button(review: &Review, on: bool) -> (String, String) {
    if let Some(reason) = blocked(review) {
        return (reason, "Esc goes back to the form; r refreshes".to_owned());
    }
    let waits = review.checks().into_iter().find(|check| check.level == Level::Wait);
    let first = if on { "Check" } else { "Press Tab, check" };
    let hint = waits.map_or_else(
        || format!("{first}, then Enter: sent once, never repeated"),
        |check| format!("Blocked: {}", checks::fact(&check.fact)),
    );
    ("[ Create backup ]".to_owned(), hint)
}

/// Stands in place of the button in a run that only reads.
pub const READ_ONLY: &str =
    "Read only: nothing can be sent (--read-only, or a file that doctor names).";

/// Titles the body while the form is filled in, and offline.
pub fn body_title(bytes: usize) -> String {
    format!("Body, exactly as it would be sent: {bytes} bytes")
}

/// Titles the body on Review.
pub fn exact_title(bytes: usize) -> String {
    format!("Exactly as sent: POST, {bytes} bytes")
}
