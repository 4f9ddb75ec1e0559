//! Review: target, effects, checks, the button.

use super::{
    calls, count,
    notices::scope_counts,
    screens::{ERR, OK, WAIT, WARN},
};
use crate::core::{
    draft::Target,
    instance::Engine,
    review::{BackupsRead, Fact, InstanceRead, Level, Review},
    text::clean_excerpt,
    tree::Counts,
};

/// The instance on Review: the ID in full, then the name.
pub fn instance(target: &Target) -> String {
    match target {
        Target::Listed(instance) => format!("{}   {}", instance.id, instance.name),
        Target::Typed { id, engine } => format!("{id}   {} as stated", engine.name()),
    }
}

/// The scope on Review.
pub fn scope(tables: Option<Counts>) -> String {
    match tables {
        None => "WHOLE INSTANCE: every database and table".to_owned(),
        // What must never be cut off stands first.
        Some(counts) => format!("NOT the instance. DATABASE/TABLE level: {}", scope_counts(counts)),
    }
}

/// What sending brings about.
pub fn effects(engine: &Engine) -> String {
    let cold = match engine {
        Engine::Influx => " Cold-storage data is LEFT OUT.",
        Engine::Cassandra | Engine::Mongo | Engine::Redis | Engine::Hbase | Engine::DynamoDb | Engine::Other(_) => "",
    };
    format!(
        "node CPU +5-15 %, some latency while it uploads; storage is billed; no download; kept until deleted by hand, even without the instance.{cold}"
    )
}

/// What a check found.
pub fn fact(fact: &Fact) -> String {
    match fact {
        Fact::InstanceIdle => "instance normal, no action running".to_owned(),
        Fact::ReadingInstance => "reading the instance again".to_owned(),
        Fact::InstanceUnread(why) => format!("instance not read again (nosql:instance:list): {}", calls::failure(why)),
        Fact::InstanceGone => "the service lists this instance no more".to_owned(),
        Fact::Rule(rule) => super::rules::sentence(rule),
        Fact::ManyNames(n) => format!("{n} names in the scope"),
        Fact::TypedNames(n) => format!("{} in the scope not listed by the service: not verified", count(*n, "name")),
        Fact::ReadingBackups => "reading this instance's backups, both kinds".to_owned(),
        Fact::BackupsUnread(why) => format!("backups not read (nosql:backup:list): {}", calls::failure(why)),
        Fact::NameUnused { of: 0 } => "name free: the instance has no backup yet".to_owned(),
        Fact::NameUnused { of } => format!("name unused in {} of this instance, both kinds", count(*of, "backup")),
        Fact::NameTaken(id) => format!("name taken by {id}"),
        Fact::NameDiffersByCase(name) => format!("backup {name} differs only by the case of letters"),
        Fact::Building(name) => format!("backup {name} is BUILDING: the service may refuse"),
        Fact::Replaces(id) => format!("takes the place of {id}, whose backup was not found: this may be a second one"),
        Fact::Unresolved(rival) => {
            let what = if rival.made { "was made meanwhile: this would be" } else { "is UNKNOWN: this may be" };
            format!("{} ({}, {}) {what} a second backup", rival.name, rival.operation, rival.at.hm())
        }
        Fact::JournalWriting => "writing this review to the journal".to_owned(),
        Fact::JournalWorks => "journal works: this review is written and synced".to_owned(),
        Fact::JournalFailed(why) => format!("nothing is sent without a journal: {}", super::state::trouble(why)),
        Fact::Production(pattern) => format!("production pattern {pattern} in the configuration: the name has to be typed"),
        Fact::ReadOnly => "read only: nothing can be sent, and nothing is written".to_owned(),
        Fact::NoJournal => "--no-journal: if this program ends, only the service knows of the backup".to_owned(),
    }
}

/// The title of the confirmation: why the name must be typed, and what.
pub fn confirm_title(review: &Review) -> String {
    let what = match &review.target {
        Target::Listed(instance) if !instance.name.is_empty() => "the instance's name",
        Target::Listed(_) | Target::Typed { .. } => "the end of the ID",
    };
    format!("{}: type {what}", reason(review))
}

/// Why it has to be typed: the gravest reason.
fn reason(review: &Review) -> String {
    let facts: Vec<Fact> = review.checks().into_iter().filter(|c| c.level == Level::Warn).map(|c| c.fact).collect();
    let grave = facts.iter().find_map(|fact| match fact {
        Fact::Replaces(id) => Some(format!("Replaces {id}")),
        Fact::Unresolved(rival) => Some(format!("{} UNKNOWN", rival.operation)),
        Fact::NoJournal => Some("No journal".to_owned()),
        Fact::Production(pattern) => Some(format!("Production {}", clean_excerpt(pattern, 20))),
        _ => None,
    });
    grave.unwrap_or_else(|| count(facts.len().max(1), "warning"))
}

/// The digest in full.
pub fn digest(hex: &str) -> String {
    format!("sha256 {hex}")
}

/// The tag of a check.
pub const fn level(level: Level) -> &'static str {
    match level {
        Level::Ok => OK,
        Level::Wait => WAIT,
        Level::Warn => WARN,
        Level::Error => ERR,
    }
}

/// The button.
pub const BUTTON: &str = "[ Create backup ]";
/// Beside the button, before it has the focus.
pub const BUTTON_HINT: &str = "Tab, look, then Enter: sent once, never repeated";

/// In the button's place in a run that only reads.
pub const READ_ONLY: &str = "Read only (--read-only): nothing can be sent from this run.";

/// The title of the body while the form is filled in.
pub fn body_title(bytes: usize) -> String {
    format!("Body, exactly as it would be sent: {bytes} bytes")
}

/// The title of the body on Review.
pub fn exact_title(bytes: usize) -> String {
    format!("Exactly as sent: POST, {bytes} bytes")
}

/// The title of the checks, with the time they were read.
pub fn checks_title(review: &Review) -> String {
    match &review.backups {
        BackupsRead::Read { .. } | BackupsRead::Failed { .. } if review.instance == InstanceRead::Reading => "Checks".to_owned(),
        BackupsRead::Reading => "Checks".to_owned(),
        BackupsRead::Read { at, .. } | BackupsRead::Failed { at, .. } => format!("Checks, read {}", at.hms()),
    }
}
