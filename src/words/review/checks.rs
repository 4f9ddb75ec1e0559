//! What the checks of Review say.

use crate::{
    core::{
        base::{CallFailure, UtcTime, Zone, text::name_excerpt},
        draft::request::BODY_MAX,
        review::{
            check::{Check, Fact},
            page::Review,
            preflight::window::WindowFact,
        },
    },
    words::{
        self,
        base::{calls, disk_error, local_time::beside, permissions::Need},
        count,
        draft::rules,
    },
};

/// Stands at the right of the checks' title.
pub const TIMES: &str = "read at, UTC";

/// Says a check; one that is not as it was shown before stands out.
pub fn line(review: &Review, check: &Check, zone: &Zone) -> String {
    let said = match &check.fact {
        Fact::Window(window) => automated_window(window, zone),
        other => fact(other),
    };
    if check.topic.is_some_and(|topic| review.changed.contains(&topic)) {
        format!("CHANGED: {said}")
    } else {
        said
    }
}

/// Says when a check was read, without the letter for UTC.
pub fn time(check: &Check) -> String {
    check.at.map_or_else(String::new, |at| at.hms().trim_end_matches('Z').to_owned())
}

/// Cuts a name to what a line has room for.
fn name(text: &str) -> String {
    name_excerpt(text, 60)
}

fn names_unread(database: Option<&str>, more: usize, why: &CallFailure) -> String {
    let (what, need) = match database {
        None => ("databases".to_owned(), Need::Databases),
        Some(database) => (format!("tables of {}", name(database)), Need::Tables),
    };
    let more =
        if more == 0 { String::new() } else { format!(", and {}", count(more, "more list")) };
    calls::not_read(&format!("{what}{more}"), why, need)
}

/// The automated window beside this backup.
fn automated_window(window: &WindowFact, zone: &Zone) -> String {
    let hm = |at: &UtcTime| beside(zone, &[*at], &at.hm());
    match window {
        WindowFact::NotTold => "automated backup: the service gives no window".to_owned(),
        WindowFact::Unreadable(text) => format!("automated window not understood: {}", name(text)),
        WindowFact::Open { until } => {
            format!("automated window open until {}: it may refuse or delay this", hm(until))
        }
        WindowFact::Within { opens } => {
            format!("automated window opens {}; this may still run then", hm(opens))
        }
        WindowFact::Unmeasured { opens } => {
            format!("automated window opens {}; no estimate of this scope", hm(opens))
        }
        WindowFact::Later { opens } => {
            format!("automated window opens {}, after this should have ended", hm(opens))
        }
    }
}

pub fn fact(fact: &Fact) -> String {
    match fact {
        Fact::InstanceIdle => "instance normal, no action running".to_owned(),
        Fact::ReadingInstance => "reading the instance again".to_owned(),
        Fact::InstanceUnread(why) => calls::not_read("instance", why, Need::Instances),
        Fact::InstanceGone => "the service no longer lists this instance".to_owned(),
        Fact::WaitingForInstance { since } => {
            format!("waiting since {} until the instance is idle", since.hm())
        }
        Fact::Window(window) => automated_window(window, &Zone::default()),
        Fact::Rule(rule) => rules::sentence(rule),
        Fact::BodyTooLarge { bytes } => {
            let limit = BODY_MAX >> 20;
            format!(
                "the body has {}: the gateway takes {limit} MB at most. Choose fewer names.",
                words::size_kb(*bytes as f64 / 1024.0)
            )
        }
        Fact::ManyNames(n) => format!("{n} names in the scope"),
        Fact::TypedNames(n) => {
            format!("{} in the scope not listed by the service: not verified", count(*n, "name"))
        }
        Fact::ReadingNames { progress: None } => "names: reading the databases".to_owned(),
        Fact::ReadingNames { progress: Some((done, of)) } => {
            format!("names: {done} of {} read", count(*of, "database"))
        }
        Fact::NamesUnread { database, more, why } => names_unread(database.as_deref(), *more, why),
        Fact::NamesNotListed { first, count: 1 } => {
            format!("{} is not in the service's list", name(first))
        }
        Fact::NamesNotListed { first, count } => {
            format!("{count} names are not in the service's lists, the first {}", name(first))
        }
        Fact::NamesListed => "every chosen name is in the service's lists".to_owned(),
        Fact::TableLevelSeen => "table level: allowed, this instance has such a backup".to_owned(),
        Fact::TableLevelUntold => {
            "table level: only sending shows whether it is enabled".to_owned()
        }
        Fact::ReadingQuota => "reading the quotas".to_owned(),
        Fact::QuotaUnread(why) | Fact::QuotaNotAllowed(why) => {
            calls::not_read("quotas", why, Need::Quotas)
        }
        Fact::QuotaNotTold => "backup quota: the service gives none".to_owned(),
        Fact::Quota { limit: 0, used } => format!("backup quota: no limit, {used} used"),
        Fact::Quota { limit, used } if used >= limit => {
            format!("backup quota is used up: {used} of {limit}")
        }
        Fact::Quota { limit, used } => format!("backup quota: {used} of {limit} used"),
        Fact::ReadingBackups => "reading this instance's backups, both kinds".to_owned(),
        Fact::BackupsUnread(why) => calls::not_read("backups", why, Need::Backups),
        Fact::NameUnused { of: 0 } => "name free: the instance has no backup yet".to_owned(),
        Fact::NameUnused { of } => {
            format!("name unused in {} of this instance, both kinds", count(*of, "backup"))
        }
        Fact::NameTaken(id) => format!("name taken by {id}"),
        Fact::NameDiffersByCase(name) => {
            format!("backup {name} differs only by the case of letters")
        }
        Fact::Building(name) => format!("backup {name} is BUILDING: the service may refuse"),
        Fact::Replaces(id) => {
            format!("takes the place of {id}, whose backup was not found: this may be a second one")
        }
        Fact::Unresolved(rival) => {
            let what = if rival.made {
                "was made meanwhile: this would be"
            } else {
                "is UNKNOWN: this may be"
            };
            format!(
                "{} ({}, {}) {what} a second backup",
                rival.name,
                rival.operation,
                rival.at.hm()
            )
        }
        Fact::JournalWriting => "writing this review to the journal".to_owned(),
        Fact::JournalWorks => "journal works: this review is written and synced".to_owned(),
        Fact::JournalFailed(why) => {
            format!("nothing is sent without a journal: {}", disk_error::trouble(why))
        }
        Fact::Production(pattern) => {
            format!("production pattern {pattern} in the configuration: the name has to be typed")
        }
        Fact::ReadOnly => "read only: nothing can be sent, and no request is recorded".to_owned(),
        Fact::NoJournal => {
            "--no-journal: if this program ends, only the service knows of the backup".to_owned()
        }
    }
}
