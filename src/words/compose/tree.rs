//! Words for the tree of databases and tables, and for what will be backed up.

use crate::{
    core::{
        draft::Draft,
        model::Model,
        port::Commands,
        scope::{
            Listing, NameOrigin, RowId, ScopeChoice, SystemKeyspaces, Tree,
            tree::{Mark, Progress},
        },
        session::Mode,
    },
    words::{
        base::{
            calls,
            labels::{self, ESC_CLEARS},
            permissions::Need,
        },
        count, if_any, name_path,
        port::scope_counts,
        say,
        session::set_up,
    },
};

/// Stands in the tree's place while the scope is the whole instance.
pub const UNUSED: &str = "Not used: the scope is the whole instance.";
pub fn title(model: &Model) -> String {
    let tree = &model.draft.tree;
    let state = match (&tree.listing, tree.loading_all()) {
        (Listing::Loading, _) => " | reading".to_owned(),
        (_, Some(progress)) => loading(model.shared.commands, progress),
        (Listing::Failed(_), None) => " | not all read".to_owned(),
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
    let unread = if_any("; ", tree.unread_databases(), " not read (L)");
    let looking = if tree.is_looking() { "; looking" } else { "" };
    tree.filter().is_on().then(|| format!("{}{unread}{looking}", shown()))
}

fn loading(by: Commands, progress: Progress) -> String {
    let failed = if_any(", ", progress.failed, " failed");
    let stops = say(by, "<L|load> stops");
    format!(" | loading {}/{}{failed}, {stops}", progress.done, progress.of)
}

/// A row of the tree. A row without a tick is a note, or the line over the system keyspaces.
pub struct Row<'t> {
    pub database: &'t str,
    pub table: Option<&'t str>,
    pub tick: &'static str,
    pub is_open: bool,
    /// Says of a name that the service does not list, or has not listed yet.
    pub star: &'static str,
    pub state: String,
}

impl Row<'_> {
    pub fn is_chosen(&self) -> bool {
        self.tick != NO_TICK
    }
}

const NO_TICK: &str = "[ ]";

/// Returns a row of the tree, if the name is still there.
pub fn row(tree: &Tree, by: Commands, row: RowId) -> Option<Row<'_>> {
    if row == RowId::System {
        let keyspaces = tree.system_keyspaces();
        let (is_open, state) = (keyspaces.open, system_state(keyspaces));
        let database = labels::SYSTEM;
        return Some(Row { database, table: None, tick: "   ", is_open, star: "", state });
    }
    let it = tree.database(row.database()?)?;
    let (mark, listing) = (it.mark(), it.listing());
    let database = Row {
        database: it.name(),
        table: None,
        tick: tick(mark, listing),
        is_open: it.is_open(),
        star: star(it.origin(), it.is_not_listed()),
        state: database_state(by, mark, it.table_count(), listing),
    };
    Some(match row {
        RowId::System | RowId::Database(_) => database,
        RowId::Table(_, t) => {
            let table = it.table(t)?;
            let (whole, name) = (mark == Mark::Whole, Some(table.name));
            let tick = if whole || table.ticked { "[x]" } else { NO_TICK };
            let star = star(table.origin, it.is_table_not_listed(table));
            let state = if whole { "  with the whole database" } else { "" }.to_owned();
            Row { table: name, tick, star, state, ..database }
        }
        RowId::Note(_) => Row { tick: "", star: "", state: note(by, listing), ..database },
    })
}

fn tick(mark: Mark, listing: &Listing) -> &'static str {
    match mark {
        Mark::None => NO_TICK,
        Mark::AllOneByOne(_) if *listing == Listing::Complete => "[+]",
        Mark::Some(_) | Mark::AllOneByOne(_) => "[-]",
        Mark::Whole => "[x]",
    }
}

const fn star(origin: NameOrigin, not_listed: bool) -> &'static str {
    match origin {
        NameOrigin::Restored if not_listed => " *not listed now",
        NameOrigin::Typed | NameOrigin::Restored => " *not verified",
        NameOrigin::Listed => "",
    }
}

/// Returns the words right of the line over the system keyspaces.
fn system_state(keyspaces: SystemKeyspaces) -> String {
    let folded = if keyspaces.open { "" } else { " folded away" };
    let chosen = if_any(", ", keyspaces.chosen, " chosen");
    format!("{}{folded}{chosen}", keyspaces.count)
}

/// Returns the lines in the tree's place, if there is no tree to show.
pub fn instead(model: &Model) -> Option<Vec<String>> {
    let (draft, by) = (&model.draft, model.shared.commands);
    let Some(target) = &draft.target else {
        return Some(vec![say(by, "Choose an instance first (<Ctrl-O|instance>).")]);
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
        let all = count(draft.tree.databases().len(), "database");
        return Some(vec![format!("0 of {all}; {}", say(by, ESC_CLEARS))]);
    }
    if draft.tree.databases().len() > 0 {
        return None;
    }
    Some(match &draft.tree.listing {
        Listing::Loading => vec!["Reading the databases...".to_owned()],
        Listing::Failed(why) => vec![
            format!("The databases could not be read: {}.", calls::failure(why)),
            set_up::clock(model).unwrap_or_else(|| calls::remedy(why, Need::Databases)),
            say(by, "<i|type> types a database name by hand."),
        ],
        Listing::NotAsked | Listing::Complete if model.shared.mode == Mode::Offline => {
            vec![say(by, "Offline: <i|type> types a database name, <t|table> a table of it.")]
        }
        Listing::NotAsked | Listing::Complete => {
            vec![say(
                by,
                "The service lists no databases. Back up the whole instance, or type names \
                    (<i|type>).",
            )]
        }
    })
}

/// Returns the words right of a database's name.
fn database_state(by: Commands, mark: Mark, known: usize, listing: &Listing) -> String {
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
            Listing::Failed(_) => {
                say(by, "[!] not read; <r|read> refreshes, <t|table> types a name")
            }
            Listing::NotAsked => String::new(),
        },
    }
}

/// Returns the line under an open database that shows no table, or not all.
fn note(by: Commands, listing: &Listing) -> String {
    match listing {
        Listing::Loading => "reading the tables...".to_owned(),
        Listing::Failed(why) => calls::cut_short(why),
        Listing::NotAsked | Listing::Complete => {
            say(by, "no tables listed; <t|table> types a name")
        }
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
