//! Drafts: saved, offered, opened, handed over, and what has changed since.

use super::{
    base::{age::ago, calls, disk_error, permissions::Need},
    choose::actions,
    count,
    draft::rules,
    if_told, name_path, say,
};
use crate::core::{
    base::{Level, ProjectId, UtcTime},
    compose::changes::{Change, Changes},
    draft::{Discard, DraftTrouble},
    journal::autosave::Offered,
    model::Model,
    port::Screen,
    scope::NameProblem,
    session::Who,
};

/// Says why a draft cannot be opened, in one sentence without its end mark.
pub fn trouble(trouble: &DraftTrouble) -> String {
    match trouble {
        DraftTrouble::File(why) => disk_error::file_trouble(why),
        DraftTrouble::Newer(version) => format!(
            "a newer version of this program has written it (form {version}); open it with that one"
        ),
        DraftTrouble::Malformed => "it is not a draft of this program, or it is damaged".to_owned(),
        DraftTrouble::InstanceId => {
            "the instance ID in it is not 32 hex digits, 'in', 2 digits".to_owned()
        }
        DraftTrouble::Name(NameProblem::Duplicate) => {
            "a database or table is in it twice".to_owned()
        }
        DraftTrouble::Name(NameProblem::Empty) => {
            "a database or table in it has no name".to_owned()
        }
        DraftTrouble::Name(problem) => {
            format!(
                "a database or table in it has a name that is not taken: {}",
                rules::name_problem(*problem).trim_end_matches('.')
            )
        }
    }
}

/// Returns ` by op.chen`, where the environment told the user.
fn by(who: &Who) -> String {
    if_told(" by ", who.user.as_ref(), "")
}

fn named(name: &str) -> &str {
    if name.is_empty() { "without a name" } else { name }
}

pub fn row(model: &Model, offered: &Offered) -> String {
    match &offered.draft {
        Err(why) => {
            let number = offered.key.id.map(|id| id.to_string()).unwrap_or_default();
            format!("Draft {number} cannot be opened: {}", trouble(why))
        }
        Ok(draft) => {
            let reviewed = if offered.review.is_some() { "reviewed, not sent, " } else { "" };
            let when = ago(draft.saved_at, model.shared.clock.utc);
            format!(
                "Draft {}{}, {reviewed}saved {when}{}",
                named(&draft.name),
                if_told(" for ", draft.instance_name(), ""),
                by(&draft.by)
            )
        }
    }
}

pub fn form_row(model: &Model) -> String {
    let instance = if_told(" for ", model.draft.target.as_ref().map(|t| t.name()), "");
    format!("Draft {}{instance}, in the form now", named(model.draft.name.value()))
}

/// Says beside the steps, while something is filled in, whether the draft is on disk.
pub fn standing(model: &Model) -> String {
    if !matches!(model.shared.screen, Screen::Instance | Screen::Compose)
        || !model.draft.is_begun()
        || model.drafts.passing
    {
        return String::new();
    }
    match (&model.drafts.trouble, model.drafts.saved_at) {
        (Some(why), _) => format!("draft NOT saved: {}", disk_error::trouble(why)),
        (None, Some(at)) => format!("draft saved {}", at.hm()),
        (None, None) => String::new(),
    }
}

/// Says why leaving would lose a draft; `None` if it would not.
pub fn left_behind(model: &Model) -> Option<String> {
    model
        .drafts
        .any_trouble()
        .map(|why| format!("The draft is NOT saved: {}.", disk_error::trouble(why)))
}

/// Says after the program has ended where the form's draft is.
pub fn at_exit(model: &Model) -> Option<String> {
    let drafting = &model.drafts;
    if !model.draft.is_begun() || drafting.passing {
        return left_behind(model);
    }
    match (&drafting.trouble, drafting.key.id) {
        (None, Some(id)) if !drafting.is_unsaved(&model.draft) && !drafting.is_saving() => {
            Some(format!(
                "Draft {id} ({}) is saved; it is offered at the next start.",
                named(model.draft.name.value())
            ))
        }
        _ => left_behind(model),
    }
}

/// Asks whether to discard a draft.
pub fn discard(model: &Model, what: Discard) -> Vec<String> {
    let name = match what {
        Discard::Form => form_row(model),
        Discard::Draft(key) => {
            let found = model.drafts.offered.iter().find(|o| o.key.form == key.form);
            found.map(|o| row(model, o)).unwrap_or_default()
        }
        Discard::Review(operation) => {
            let found = model.journal.interrupted.iter().find(|i| i.operation == operation);
            if_told("", found.map(|i| named(&i.intent.name)), ", reviewed, not sent")
        }
    };
    vec![format!("{name}."), "It cannot be brought back. Discard it?".to_owned()]
}

/// Titles the page of changes.
pub fn title(model: &Model) -> &'static str {
    let of_past = model.compose.changes.as_ref().is_some_and(|it| it.of_past.is_some());
    match of_past {
        true => "A new form from a past backup: nothing is sent",
        false => "What has changed since this draft was saved",
    }
}

/// Says when the draft was saved; the first line above the changes.
pub fn saved(changes: &Changes, now: UtcTime) -> String {
    let from = if_told(", from ", changes.file.as_ref(), "");
    let (name, when) = (named(&changes.draft.name), ago(changes.draft.saved_at, now));
    if let Some(past) = &changes.of_past {
        return format!("{name}, prepared from {}{}", named(past), by(&changes.draft.by));
    }
    format!(
        "{name}, saved {} ({when}){}{from}",
        changes.draft.saved_at.iso(),
        by(&changes.draft.by)
    )
}

/// Returns the changes, each with its level.
pub fn changes(changes: &Changes, model: &Model) -> Vec<(Level, String)> {
    let all = changes.list(model.shared.mode, &model.shared.session, &model.draft);
    all.iter().map(|it| (it.level(), change(it, changes, model))).collect()
}

/// Says that nothing else has changed, once everything is read; the last line below the changes.
pub fn end(changes: &Changes, model: &Model) -> Option<String> {
    let all = changes.list(model.shared.mode, &model.shared.session, &model.draft);
    let same = |c: &Change| {
        matches!(c, Change::InstanceSame | Change::NameFree { .. } | Change::NamesListed)
    };
    all.iter().all(same).then(|| "Nothing has changed.".to_owned())
}

/// Says a change, or that nothing changed.
fn change(change: &Change, changes: &Changes, model: &Model) -> String {
    match change {
        Change::Offline => "offline: nothing was compared".to_owned(),
        Change::NotReady => "compared once region, project and token are set (Start)".to_owned(),
        Change::MadeElsewhere => {
            let place = |endpoint: &Option<String>, project: &Option<ProjectId>| {
                format!(
                    "project {} at {}",
                    project.as_ref().map_or("(none)", ProjectId::as_str),
                    endpoint.as_deref().unwrap_or("(no endpoint)")
                )
            };
            let (draft, session) = (&changes.draft, &model.shared.session);
            let made = place(&draft.endpoint, &draft.project);
            let here = place(&session.endpoint, &session.project);
            format!("it was made for {made}; this is {here}. Nothing was compared")
        }
        Change::NoInstance => {
            say(model.shared.commands, "no instance was chosen in it (<Ctrl-O|/instance>)")
        }
        Change::ReadingInstance => "reading the instance".to_owned(),
        Change::InstanceUnread(why) => calls::not_read("instance", why, Need::Instances),
        Change::InstanceGone => "the service does not list the instance".to_owned(),
        Change::InstanceVerified(name) => format!("the instance is listed, as {name}"),
        Change::Renamed { was, now } => format!("instance renamed: was {was}, is {now}"),
        Change::Engine { was, now } => format!("engine: was {}, is {}", was.name(), now.name()),
        Change::Status { was, now } => format!("instance status: was {was}, is {now}"),
        Change::Actions { was, now } => {
            format!("instance actions: was {}, is {}", actions(was), actions(now))
        }
        Change::InstanceSame => "instance as it was: name, engine, status, actions".to_owned(),
        Change::ReadingBackups => "reading this instance's backups, both kinds".to_owned(),
        Change::BackupsUnread(why) => calls::not_read("backups", why, Need::Backups),
        Change::NameTaken(id) => format!("name now taken by {id}"),
        Change::NameDiffersByCase(name) => {
            format!("backup {name} differs only by the case of letters")
        }
        Change::NameFree { of } => {
            format!("name unused in {} of this instance", count(*of, "backup"))
        }
        Change::NamesNotTold => {
            "nothing is selected: no database or table was told, or none is left".to_owned()
        }
        Change::ReadingNames => "reading databases and tables".to_owned(),
        Change::NamesUnread(why) => calls::not_read("databases", why, Need::Databases),
        Change::TablesUnread(database, why) => {
            calls::not_read(&format!("tables of {}", name_path(database, None)), why, Need::Tables)
        }
        Change::DatabaseNotListed(name) => {
            format!("database {} is not listed now; it stays ticked", name_path(name, None))
        }
        Change::TableNotListed(database, name) => {
            format!("table {} is not listed now; it stays ticked", name_path(database, Some(name)))
        }
        Change::MoreNotListed(n) => format!("and {}", count(*n, "more name")),
        Change::NamesListed => "every chosen database and table is listed".to_owned(),
    }
}
