//! The tree of databases and tables, and in words what will be backed up.

use super::{calls, count, notices::scope_counts};
use crate::core::{
    draft::{Draft, ScopeChoice},
    model::Model,
    place::Mode,
    tree::{Listing, Mark, Tree},
};

/// In the tree's place while the scope is the whole instance.
pub const UNUSED: &str = "Not used: the scope is the whole instance.";
/// The title of the tree.
pub fn title(model: &Model) -> String {
    let tree = &model.draft.tree;
    let state = match &tree.listing {
        Listing::Loading => " | reading",
        Listing::Failed(_) => " | not read to the end",
        Listing::NotAsked | Listing::Complete => "",
    };
    // A filter sees the tables that have been read: it says how many databases it could not look into.
    let filter = match (tree.filter().is_on(), tree.unread_databases()) {
        (false, _) => String::new(),
        (true, 0) => format!(" | {} shown", tree.shown_databases()),
        (true, unread) => format!(" | {} shown, {unread} not opened yet", tree.shown_databases()),
    };
    format!("Databases and tables | {}{filter}{state}", scope_counts(tree.counts()))
}

/// What stands in the tree's place, if there is no tree to show.
pub fn instead(model: &Model) -> Option<Vec<String>> {
    let draft = &model.draft;
    let Some(target) = &draft.target else { return Some(vec!["Choose an instance first (Ctrl-O).".to_owned()]) };
    if !target.engine().has_table_scope() {
        return Some(vec![
            format!("Table scope is Cassandra only; this is {}.", target.engine().name()),
            match draft.scope_choice {
                ScopeChoice::Instance => "The whole instance will be backed up.".to_owned(),
                ScopeChoice::Tables => "Choose the whole instance under Scope, or another instance.".to_owned(),
            },
        ]);
    }
    if draft.tree.filter().is_on() && draft.tree.is_empty() {
        return Some(vec![format!("0 of {}; Esc clears the filter.", count(draft.tree.databases().len(), "database"))]);
    }
    if !draft.tree.databases().is_empty() {
        return None;
    }
    Some(match &draft.tree.listing {
        Listing::Loading => vec!["Reading the databases...".to_owned()],
        Listing::Failed(why) => vec![
            format!("The databases could not be read: {}.", calls::failure(why)),
            super::set_up::clock(model).unwrap_or_else(|| calls::remedy(why, "gaussdbfornosql:instance:listDatabase")),
            "i types a database name by hand.".to_owned(),
        ],
        Listing::NotAsked | Listing::Complete if model.mode == Mode::Offline => {
            vec!["Offline: i types a database name, t a table of it.".to_owned()]
        }
        Listing::NotAsked | Listing::Complete => {
            vec!["The service lists no databases. Back up the whole instance, or type names (i).".to_owned()]
        }
    })
}

/// What stands right of a database's name.
pub fn database_state(mark: Mark, known: usize, listing: &Listing) -> String {
    let known_today = || match listing {
        Listing::Complete => format!("({} today)", count(known, "table")),
        Listing::NotAsked | Listing::Loading | Listing::Failed(_) => String::new(),
    };
    match mark {
        Mark::Whole => format!("whole database {}", known_today()).trim_end().to_owned(),
        Mark::AllOneByOne(n) => format!("all {n}, one by one"),
        Mark::Some(n) => format!("{n} of {}", count(known, "table")),
        Mark::None => match listing {
            Listing::Complete => count(known, "table"),
            Listing::Loading => "reading...".to_owned(),
            Listing::Failed(_) => "[!] not read; r reads again, t types a name".to_owned(),
            Listing::NotAsked => String::new(),
        },
    }
}

/// The line under an open database without (all) its tables.
pub fn note(listing: &Listing) -> String {
    match listing {
        Listing::Loading => "reading the tables...".to_owned(),
        Listing::Failed(why) => format!("[!] {}; r reads again", calls::failure(why)),
        Listing::NotAsked | Listing::Complete => "no tables listed; t types a name".to_owned(),
    }
}

/// Why the list of databases ends early, if it does.
pub fn unread(tree: &Tree) -> Option<String> {
    match &tree.listing {
        Listing::Failed(_) if tree.databases().is_empty() => None,
        Listing::Failed(why) => Some(format!("[!] {}; r reads again", calls::failure(why))),
        Listing::NotAsked | Listing::Loading | Listing::Complete => None,
    }
}

/// What will be backed up, in words. Always says whether it is the instance.
pub fn will_back_up(draft: &Draft) -> String {
    match draft.scope_choice {
        ScopeChoice::Instance => match &draft.target {
            Some(target) => format!("The WHOLE INSTANCE {}: every database and table of it.", clean(target.name())),
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
    let mut left_out = 0_usize;
    for (database, mark) in draft.tree.chosen() {
        // Known without looking at the tables: this is said anew in every frame.
        let names = match mark {
            Mark::None | Mark::Whole => 1,
            Mark::Some(tables) | Mark::AllOneByOne(tables) => tables,
        };
        let mut said = 0;
        let name = clean(&database.name);
        if mark == Mark::Whole && text.len() <= NAMES_ROOM {
            push(&mut text, &format!("{name} (all)"));
            said = 1;
        }
        for table in database.tables().iter().filter(|t| t.ticked()) {
            if text.len() > NAMES_ROOM {
                break;
            }
            push(&mut text, &format!("{name}.{}", clean(&table.name)));
            said += 1;
        }
        left_out += names - said;
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

fn clean(name: &str) -> String {
    crate::core::text::clean_line(name)
}
