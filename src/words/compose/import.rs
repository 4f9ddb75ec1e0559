//! Words for a list before it is taken, and for the scope as text.

use crate::{
    core::{
        base::UtcTime,
        compose::import::{Import, Judged, Last, Row, Section, Source, problem},
        model::Model,
        scope::{
            NotTaken, Take, WholeSaid,
            list::{Line, Why},
            tree::{Known, Mark},
        },
        session::Mode,
    },
    words::{base::role::Role, count, counts, if_any, if_told, name_path, port::scope_counts, say},
};

pub const SCOPE_TEXT: &str = "The scope as text: edit it, then paste it back";
/// Titles the same on Review, where the text is only read.
pub const CHOSEN_TEXT: &str = "Every name of the scope";
/// Stands in the place of the scope's text while nothing is chosen.
pub const NOTHING_CHOSEN: &str =
    "Nothing is chosen. <Paste a list here, or press v to load|list loads> one from a file.";
pub const RUN_LINE: &str = "This command opens this form again, to be reviewed";
/// Stands below a command that most shells refuse.
pub const LONG_LINE: &str = "Too long for most shells (over 120 KB): save the scope as text \
    instead, with e and s in the tree.";
/// A command of more bytes than this is too long for one argument list.
pub const LONGEST_LINE: usize = 120 * 1024;

pub fn title(import: &Import) -> String {
    match &import.from {
        Source::Paste => "Preview of the paste: nothing is changed yet".to_owned(),
        Source::File(path) => format!("Preview of {path}: nothing is changed yet"),
        Source::Last(_) => "The last table-level backup: nothing is changed yet".to_owned(),
    }
}

/// Says what the last table-level backup holds.
fn of_last(last: &Last, names: &str) -> String {
    let begun = if_told(" of ", last.begun.map(UtcTime::month_to_minute), "");
    format!("{}{begun} holds {names}.", last.name)
}

/// Returns the lines above the sections: what was read, and what each key would choose.
pub fn summary(model: &Model, import: &Import) -> Vec<String> {
    let Some(judged) = &import.read else {
        return vec!["Reading the paste: more is arriving.".to_owned()];
    };
    let parsed = &judged.parsed;
    let whole = parsed.databases.iter().filter(|d| d.whole.is_some()).count();
    let names = match counts([(whole, "whole database"), (parsed.tables(), "table")]) {
        none if none.is_empty() => "no names".to_owned(),
        names => names,
    };
    let read = match &import.from {
        Source::Last(last) => of_last(last, &names),
        Source::Paste | Source::File(_) => read(import, &names),
    };
    let mut lines = vec![read];
    if matches!(import.from, Source::Last(_)) {
        lines.push(new_since(judged, model));
    }
    let now = model.draft.tree.counts();
    let then = |how| scope_counts(judged.then(now, how));
    lines.push(format!("Chosen now: {}.", scope_counts(now)));
    let by = model.shared.commands;
    let (add, replace) = (say(by, "<a adds|add>"), say(by, "<r replaces|replace>"));
    let (added, replaced) = (then(Take::Add), then(Take::Replace));
    lines.push(format!("{add}, making {added}; {replace}, making {replaced}."));
    if judged.alone().len() > 0 {
        let databases = count(judged.alone().len(), "database");
        let then = scope_counts(judged.then_with_alone(&model.draft.tree));
        let also = say(by, "<w also adds|whole: add, and also>");
        lines.push(format!("{also} {databases} as a WHOLE, making {then}."));
    }
    lines
}

fn read(import: &Import, names: &str) -> String {
    let not_taken = import.read.as_ref().map_or(0, |judged| judged.parsed.not_taken.count);
    let not_taken = if_any(" NOT TAKEN: ", not_taken, ".");
    let read = format!(
        "Read: {names} in {} ({}).{not_taken}",
        count(import.lines, "line"),
        count(import.bytes, "byte")
    );
    if import.cut { format!("{read} CUT at 16 MiB: the rest is missing.") } else { read }
}

/// Says how many tables the service lists now that the backup does not hold.
fn new_since(judged: &Judged, model: &Model) -> String {
    let (new, unread) = (judged.new_tables(), judged.unread().count());
    let so_far = match unread {
        0 => String::new(),
        n if judged.is_looked_up(&model.draft.tree) => {
            format!(" ({} could not be read)", count(n, "database"))
        }
        n => format!(" so far ({} still to be read)", count(n, "database")),
    };
    let (them, key) = (if new == 1 { "it" } else { "them" }, say(model.shared.commands, "<n|new>"));
    match (new, judged.takes_new()) {
        (0, _) => format!("No table is new in its databases{so_far}."),
        (n, false) => format!(
            "{} new since, or left out then{so_far}: {key} takes {them} too.",
            count(n, "table")
        ),
        (n, true) => {
            format!("{} new since{so_far}: TAKEN TOO; {key} leaves {them} out.", count(n, "table"))
        }
    }
}

fn head(section: Section, n: usize, model: &Model, from: &Source) -> String {
    match section {
        Section::NotTaken => format!("NOT TAKEN, each with the reason: {n}"),
        Section::Refused => {
            format!("NOT TAKEN, these names cannot be sent or are listed otherwise: {n}")
        }
        Section::Alone => {
            let whole = say(model.shared.commands, "only <w|whole> takes it, as a WHOLE");
            format!("The bare name of a database; {whole}: {n}")
        }
        Section::Lines => format!("Line by line: {n}"),
        Section::Widened => format!("WIDENED to the whole database, chosen in part now: {n}"),
        Section::Whole => format!("WHOLE database, with every table of it: {n}"),
        Section::NotListed if matches!(from, Source::Last(_)) => {
            format!("GONE SINCE: not in the service's list now, so not verified: {n}")
        }
        Section::NotListed => format!("Not in the service's list, so typed and not verified: {n}"),
        Section::Unread if model.shared.mode == Mode::Offline => {
            format!("Not verified, nothing is listed offline: {}", count(n, "table"))
        }
        Section::Unread => {
            format!("Not looked up yet, their databases are being read: {}", count(n, "table"))
        }
        Section::Covered => {
            format!("Covered by a whole database, nothing to add: {}", count(n, "table"))
        }
        Section::Twice => format!("Named twice, taken once: {n}"),
        Section::New => {
            format!("NEW SINCE that backup, or left out of it then: {}", count(n, "table"))
        }
        Section::Listed => format!("Found in the service's list: {}", count(n, "table")),
    }
}

/// Returns the words of a row, and their role: the head of a section stands out.
pub fn row(model: &Model, import: &Import, judged: &Judged, row: Row) -> (String, Role) {
    let at = |line: Line, text: &str| match import.from {
        Source::Paste | Source::File(_) => at(line, text),
        Source::Last(_) => text.to_owned(),
    };
    let name = |d: u32| judged.database(d).map_or_else(String::new, |d| name_path(&d.name, None));
    let text = match row {
        Row::Head(section, n) => {
            let role = if is_warning(section) { Role::Warn } else { Role::Strong };
            return (head(section, n, model, &import.from), role);
        }
        Row::Whole(d) => {
            let Some(whole) = judged.database(d).and_then(|d| d.whole) else {
                return (String::new(), Role::Plain);
            };
            let said = match import.from {
                Source::Paste | Source::File(_) => said(whole.said),
                Source::Last(_) => "it holds all of it",
            };
            at(whole.line, &format!("{}: {said}{}", name(d), known(judged.known(d), model)))
        }
        Row::Widened(d, tables) => {
            format!(
                "{}: {} chosen now; add or replace makes it the whole database",
                name(d),
                count(tables, "table")
            )
        }
        Row::Tables(section, d, tables) => {
            let known = if section == Section::Unread { known(judged.known(d), model) } else { "" };
            format!("{}: {}{known}", name(d), count(tables, "table"))
        }
        Row::Name(section, d, t) => {
            let Some(database) = judged.database(d) else { return (String::new(), Role::Plain) };
            let table = t.and_then(|t| database.tables.get(t as usize));
            let line = table.map(|(_, line)| *line).or(database.whole.map(|whole| whole.line));
            let line = line.or(database.tables.first().map(|(_, line)| *line)).unwrap_or(0);
            let name = table.map_or(&*database.name, |(name, _)| &**name);
            let more = match (section, t) {
                (Section::NotListed, None) => " (whole)",
                (Section::Refused, _) if problem(name).is_none() => {
                    ": the service lists it in another case"
                }
                _ => "",
            };
            at(
                line,
                &format!("{}{more}", name_path(&database.name, table.map(|(name, _)| &**name))),
            )
        }
        Row::NotTaken(n) => {
            judged.parsed.not_taken.kept.get(n as usize).map_or_else(String::new, not_taken)
        }
        Row::WithoutNames(n) => {
            judged.parsed.without_names.kept.get(n as usize).map_or_else(String::new, not_taken)
        }
        Row::Alone(n) => {
            judged.parsed.alone.get(n as usize).map_or_else(String::new, |(name, line)| {
                let chosen = model
                    .draft
                    .tree
                    .find(name)
                    .and_then(|d| model.draft.tree.database(d))
                    .map(|d| d.mark());
                let now = match chosen {
                    Some(Mark::Some(n) | Mark::AllOneByOne(n)) => {
                        let widens = say(model.shared.commands, "<w|whole> WIDENS that");
                        format!(": {} chosen now; {widens}", count(n, "table"))
                    }
                    Some(Mark::Whole) => ": chosen as a whole already".to_owned(),
                    Some(Mark::None) | None => String::new(),
                };
                at(*line, &format!("{}{now}", name_path(name, None)))
            })
        }
        Row::Table(d, t) => judged
            .database(d)
            .and_then(|database| Some((database, database.tables.get(t as usize)?)))
            .map_or_else(String::new, |(database, (table, line))| {
                let left = if judged.is_refused(d, t) { ": NOT TAKEN, see above" } else { "" };
                at(*line, &format!("{}{left}", name_path(&database.name, Some(table))))
            }),
        Row::Twice(n) => {
            judged.parsed.duplicates.kept.get(n as usize).map_or_else(String::new, |twice| {
                at(
                    twice.line,
                    &format!(
                        "{} (first in line {})",
                        name_path(&twice.database, twice.table.as_deref()),
                        twice.first
                    ),
                )
            })
        }
        Row::New(d, n) => judged
            .database(d)
            .map_or_else(String::new, |database| name_path(&database.name, judged.new_table(d, n))),
        Row::More(n) => format!("and {n} more"),
    };
    (text, Role::Plain)
}

/// Returns whether the operator should look at a section before the list is taken.
const fn is_warning(section: Section) -> bool {
    !matches!(
        section,
        Section::Lines | Section::Unread | Section::Covered | Section::Twice | Section::Listed
    )
}

fn at(line: Line, text: &str) -> String {
    format!("line {line}  {text}")
}

const fn said(said: WholeSaid) -> &'static str {
    match said {
        WholeSaid::Star => "says .*",
        WholeSaid::Null => "says null",
        WholeSaid::EmptyList => "says [], which the service takes for all",
        WholeSaid::Missing => "says no table_names",
    }
}

const fn known(known: Option<Known>, model: &Model) -> &'static str {
    match known {
        Some(Known::Listed) | None => "",
        Some(Known::Typed | Known::NotListed) => "; not in the list",
        Some(Known::Unread) if matches!(model.shared.mode, Mode::Offline) => "; not verified",
        Some(Known::Unread) => "; the list is not read to its end",
    }
}

fn not_taken(lines: &NotTaken) -> String {
    let NotTaken { line, through, why, excerpt } = lines;
    let lines =
        if line == through { format!("line {line}") } else { format!("lines {line}-{through}") };
    format!("{lines}  {}: {excerpt}", self::why(*why))
}

/// Says why lines or names are not taken.
pub const fn why(why: Why) -> &'static str {
    match why {
        Why::NoForm => "not a list of names",
        Why::OtherStatement => "a statement that chooses no table",
        Why::Keyspace => "about a whole keyspace, not taken (tick it instead)",
        Why::NoDatabase => "no database is named for it (db.table, db.*)",
        Why::NoTable => "no table (db.* is a whole database)",
        Why::Columns => "more cells than the header",
        Why::TooManyParts => "more than db.table",
        Why::EmptyName => "an empty name",
        Why::BadCharacter => "hidden or broken characters",
        Why::TooLong => "the name is too long",
        Why::NotClosed => "a quote, bracket or comment not closed",
        Why::Json => "not the API's JSON",
        Why::WholeInstance => "means the WHOLE INSTANCE: that is chosen under Scope only",
        Why::NoListing => "not decided, the service's list is not read (db.table)",
        Why::Unread => "not decided, its database's tables are not read",
        Why::NotListed => "not decided, the service does not list it",
        Why::Several => "not decided, a table of several databases named here",
        Why::Both => "not decided, both a database and a table",
        Why::Case => "not decided, listed in another case",
        Why::Except => "left out, near \"not\" or the like",
        Why::Comment => "left out, a comment",
        Why::System => "left out, the service's own keyspace (tick it instead)",
        Why::Alone => "not decided, db.* among other words",
        Why::Heading => "a heading, or a database alone",
        Why::NoName => "no listed name",
    }
}
