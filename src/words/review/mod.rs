//! Review: target, effects, the button. What the checks say stands in [`checks`].

pub mod checks;
pub mod export;

use super::{
    base::tags::{ERR, NOTE, OK, WAIT, WARN},
    count, name_path,
    port::scope_counts,
};
use crate::core::{
    base::{instance::Engine, level::Level, text::clean_excerpt},
    draft::form::Target,
    review::{check::Fact, page::Review},
    scope::{choice::Scope, tree::Counts},
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

const AND_MORE: &str = "; and more";

/// Lists as many chosen names as fit into `room` characters; the body has all of them.
pub fn chosen(scope: &Scope, room: usize) -> Option<String> {
    let Scope::Tables(databases) = scope else { return None };
    let names = databases.iter().flat_map(|row| match &row.table_names {
        None => vec![format!("{} (all)", name_path(&row.database_name, None))],
        Some(tables) => {
            let shown = tables.iter().take(room);
            shown.map(|table| name_path(&row.database_name, Some(table))).collect()
        }
    });
    let mut text = String::new();
    for name in names {
        let mark = if text.is_empty() { "" } else { "; " };
        if text.chars().count() + mark.len() + name.chars().count() + AND_MORE.len() > room {
            return Some(format!("{text}{AND_MORE}"));
        }
        text = format!("{text}{mark}{name}");
    }
    Some(text)
}

pub fn effects(engine: &Engine) -> String {
    let cold = match engine {
        Engine::Influx => " Cold-storage data is LEFT OUT.",
        Engine::Cassandra
        | Engine::Mongo
        | Engine::Redis
        | Engine::Hbase
        | Engine::DynamoDb
        | Engine::Other(_) => "",
    };
    format!("node CPU +5-15 % while uploading; billed; kept until deleted.{cold}")
}

/// Says why something must be typed, and what.
pub fn confirm_title(review: &Review) -> String {
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

pub fn digest(hex: &str) -> String {
    format!("sha256 {hex}")
}

pub const fn level(level: Level) -> &'static str {
    match level {
        Level::Ok => OK,
        Level::Note => NOTE,
        Level::Wait => WAIT,
        Level::Warn => WARN,
        Level::Error => ERR,
    }
}

pub const BUTTON: &str = "[ Create backup ]";
/// Stands beside the button until the button has the focus.
pub const BUTTON_HINT: &str = "Tab, look, then Enter: sent once, never repeated";

/// Stands in place of the button in a run that only reads.
pub const READ_ONLY: &str = "Read only (--read-only): nothing can be sent from this run.";

/// Titles the body while the form is filled in.
pub fn body_title(bytes: usize) -> String {
    format!("Body, exactly as it would be sent: {bytes} bytes")
}

/// Titles the body on Review.
pub fn exact_title(bytes: usize) -> String {
    format!("Exactly as sent: POST, {bytes} bytes")
}
