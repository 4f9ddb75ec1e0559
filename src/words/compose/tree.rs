//! Words for the tree of databases and tables, and for what will be backed up.

use crate::{
    core::{
        draft::form::Draft,
        model::Model,
        scope::{
            choice::ScopeChoice,
            tree::{Listing, Mark, Progress, SystemKeyspaces, Tree},
        },
        session::current::Mode,
    },
    words::{
        base::{calls, permissions::Need},
        count, name_path,
        port::scope_counts,
        session::set_up,
    },
};

/// Stands in the tree's place while the scope is the whole instance.
pub const UNUSED: &str = "Not used: the scope is the whole instance.";
pub fn title(model: &Model) -> String {
    let tree = &model.draft.tree;
    let state = match (&tree.listing, tree.loading_all()) {
        (Listing::Loading, _) => " | reading".to_owned(),
        (_, Some(progress)) => loading(progress),
        (Listing::Failed(_), None) => " | not read to the end".to_owned(),
        (Listing::NotAsked | Listing::Complete, None) => String::new(),
    };
    format!("Databases and tables | {}{state}", scope_counts(tree.counts()))
}

/// Says what the filter has found among the tables that have been read, and into how many databases
/// the filter could not look.
pub fn found(tree: &Tree) -> Option<String> {
    let shown = || match tree.filter().matching_tables() {
        0 => count(tree.shown_databases(), "database"),
        tables => {
            format!("{}, {}", count(tree.shown_databases(), "database"), count(tables, "table"))
        }
    };
    let unread = match tree.unread_databases() {
        0 => String::new(),
        unread => format!("; {unread} not read (L)"),
    };
    let looking = if tree.is_looking() { "; looking" } else { "" };
    tree.filter().is_on().then(|| format!("{}{unread}{looking}", shown()))
}

fn loading(progress: Progress) -> String {
    let failed =
        if progress.failed > 0 { format!(", {} failed", progress.failed) } else { String::new() };
    format!(" | loading {}/{}{failed}, L stops", progress.done, progress.of)
}

/// Returns the words right of the line over the system keyspaces.
pub fn system_state(keyspaces: SystemKeyspaces) -> String {
    let folded = if keyspaces.open { "" } else { " folded away" };
    let chosen =
        if keyspaces.chosen > 0 { format!(", {} chosen", keyspaces.chosen) } else { String::new() };
    format!("{}{folded}{chosen}", keyspaces.count)
}

/// Returns the lines in the tree's place, if there is no tree to show.
pub fn instead(model: &Model) -> Option<Vec<String>> {
    let draft = &model.draft;
    let Some(target) = &draft.target else {
        return Some(vec!["Choose an instance first (Ctrl-O).".to_owned()]);
    };
    if !target.engine().has_table_scope() {
        return Some(vec![
            format!("Table scope is Cassandra only; this is {}.", target.engine().name()),
            match draft.scope_choice {
                ScopeChoice::Instance => "The whole instance will be backed up.".to_owned(),
                ScopeChoice::Tables => {
                    "Choose the whole instance under Scope, or another instance.".to_owned()
                }
            },
        ]);
    }
    if draft.tree.filter().is_on() && draft.tree.is_empty() && !draft.tree.is_looking() {
        return Some(vec![format!(
            "0 of {}; Esc clears the filter.",
            count(draft.tree.databases().len(), "database")
        )]);
    }
    if draft.tree.databases().len() > 0 {
        return None;
    }
    Some(match &draft.tree.listing {
        Listing::Loading => vec!["Reading the databases...".to_owned()],
        Listing::Failed(why) => vec![
            format!("The databases could not be read: {}.", calls::failure(why)),
            set_up::clock(model).unwrap_or_else(|| calls::remedy(why, Need::Databases)),
            "i types a database name by hand.".to_owned(),
        ],
        Listing::NotAsked | Listing::Complete if model.shared.mode == Mode::Offline => {
            vec!["Offline: i types a database name, t a table of it.".to_owned()]
        }
        Listing::NotAsked | Listing::Complete => {
            vec![
                "The service lists no databases. Back up the whole instance, or type names (i)."
                    .to_owned(),
            ]
        }
    })
}

/// Returns the words right of a database's name.
pub fn database_state(mark: Mark, known: usize, listing: &Listing) -> String {
    let known_today = || match listing {
        Listing::Complete => format!("({} today)", count(known, "table")),
        Listing::NotAsked | Listing::Loading | Listing::Failed(_) => String::new(),
    };
    match mark {
        Mark::Whole => format!("whole database {}", known_today()).trim_end().to_owned(),
        Mark::AllOneByOne(n) if *listing == Listing::Complete => format!("all {n}, one by one"),
        // All tables that are known are ticked; how many there are has not been read.
        Mark::AllOneByOne(n) => format!("{n} named, list not read"),
        Mark::Some(n) => format!("{n} of {}", count(known, "table")),
        Mark::None => match listing {
            Listing::Complete => count(known, "table"),
            Listing::Loading => "reading...".to_owned(),
            Listing::Failed(_) => "[!] not read; r reads again, t types a name".to_owned(),
            Listing::NotAsked => String::new(),
        },
    }
}

/// Returns the line under an open database that shows no table, or not all.
pub fn note(listing: &Listing) -> String {
    match listing {
        Listing::Loading => "reading the tables...".to_owned(),
        Listing::Failed(why) => calls::cut_short(why),
        Listing::NotAsked | Listing::Complete => "no tables listed; t types a name".to_owned(),
    }
}

/// Says why the list of databases ends early, if the list does.
pub fn unread(tree: &Tree) -> Option<String> {
    match &tree.listing {
        Listing::Failed(_) if tree.databases().len() == 0 => None,
        Listing::Failed(why) => Some(calls::cut_short(why)),
        Listing::NotAsked | Listing::Loading | Listing::Complete => None,
    }
}

/// Says what will be backed up, and always whether that is the whole instance.
pub fn will_back_up(draft: &Draft) -> String {
    match draft.scope_choice {
        ScopeChoice::Instance => match &draft.target {
            Some(target) => {
                format!("The WHOLE INSTANCE {}: every database and table of it.", target.name())
            }
            None => "The WHOLE INSTANCE, once one is chosen.".to_owned(),
        },
        ScopeChoice::Tables if draft.tree.counts().is_nothing() => {
            "Nothing selected. NOT the instance: nothing can be sent like this.".to_owned()
        }
        // What must never be cut off stands first.
        ScopeChoice::Tables => format!("NOT the instance. Only: {}", chosen_names(draft)),
    }
}

/// Names beyond this many characters are counted instead.
const NAMES_ROOM: usize = 400;

fn chosen_names(draft: &Draft) -> String {
    let mut text = String::new();
    let counts = draft.tree.counts();
    let mut left_out = counts.whole + counts.tables;
    // Every frame makes these words again: names without room are not looked at.
    for database in draft.tree.chosen() {
        if text.len() > NAMES_ROOM {
            break;
        }
        if database.mark() == Mark::Whole {
            push(&mut text, &format!("{} (all)", name_path(database.name(), None)));
            left_out -= 1;
        }
        for table in database.ticked_tables(NAMES_ROOM) {
            if text.len() > NAMES_ROOM {
                break;
            }
            push(&mut text, &name_path(database.name(), Some(table.name)));
            left_out -= 1;
        }
    }
    if left_out > 0 {
        push(&mut text, &format!("and {left_out} more"));
    }
    text
}

fn push(text: &mut String, part: &str) {
    if !text.is_empty() {
        text.push_str("; ");
    }
    text.push_str(part);
}
