//! `docs/reference.md`: the tables are made from the command line, the keymap and the exit codes.
//!
//! ```sh
//! UPDATE_DOCS=1 cargo test the_reference_page   # writes the tables anew
//! ```

use std::{env, fs};

use clap::{Arg, Command};
use geminidb_backup::{
    core::{
        base::{exit::ExitCode, regions},
        port::keymap::{Action, Binding, Context, KEYMAP, bindings},
    },
    words,
};

use super::{command_line, files_below, root, text_of};

/// Makes a cell of a table: no bar of its own.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// Joins names with commas, five on a line: five long ones fit 100 columns.
fn listed(names: &[String]) -> String {
    let rows: Vec<String> = names.chunks(5).map(|row| row.join(", ")).collect();
    rows.join(",\n")
}

/// Returns how an argument is written on the command line.
pub fn written(argument: &Arg) -> String {
    let values: Vec<&str> =
        argument.get_value_names().unwrap_or_default().iter().map(|name| name.as_str()).collect();
    let takes = argument.get_action().takes_values();
    let several = argument.get_num_args().is_some_and(|number| number.max_values() > 1);
    let value = match values.first() {
        Some(value) if takes && several => format!("{value}..."),
        Some(value) if takes => (*value).to_owned(),
        Some(_) | None => String::new(),
    };
    let optional = argument.get_num_args().is_some_and(|number| number.min_values() == 0);
    let short = argument.get_short().map(|c| format!("-{c}, ")).unwrap_or_default();
    match argument.get_long() {
        Some(long) if value.is_empty() => format!("{short}--{long}"),
        Some(long) if optional => format!("--{long}[={value}]"),
        Some(long) => format!("--{long} {value}"),
        None => value,
    }
}

/// Returns the options that cannot stand beside this one, whichever of the two says so.
pub fn excluded(command: &Command, argument: &Arg) -> Vec<String> {
    let named = |one: &Arg, other: &Arg| {
        command.get_arg_conflicts_with(one).iter().any(|arg| arg.get_id() == other.get_id())
    };
    command
        .get_arguments()
        .filter(|other| named(argument, other) || named(other, argument))
        .filter_map(|other| Some(format!("`--{}`", other.get_long()?)))
        .collect()
}

fn row(command: &Command, argument: &Arg) -> String {
    let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let defaults = argument.get_default_values();
    let default = match defaults.first() {
        Some(value)
            if argument.get_action().takes_values()
                && !argument.is_hide_default_value_set()
                && !value.is_empty() =>
        {
            format!(" [default: {}]", value.to_string_lossy())
        }
        Some(_) | None => String::new(),
    };
    let not_with = match excluded(command, argument).join(", ") {
        options if options.is_empty() => String::new(),
        options => format!("; not together with {options}"),
    };
    format!(
        "| `{}` | {} |\n",
        cell(&written(argument)),
        cell(&format!("{help}{default}{not_with}"))
    )
}

/// Makes the table of a command's options. Those that `above` has as well are named below it.
fn options(command: &Command, above: Option<&Command>) -> String {
    let known = |argument: &Arg| {
        above.is_some_and(|above| {
            above.get_arguments().any(|other| {
                let said = |argument: &Arg| (written(argument), argument.get_help().cloned());
                other.get_id() == argument.get_id() && said(other) == said(argument)
            })
        })
    };
    let (shared, own): (Vec<&Arg>, Vec<&Arg>) = command.get_arguments().partition(|a| known(a));
    let mut page = "| option | meaning |\n|---|---|\n".to_owned();
    page.extend(own.into_iter().map(|argument| row(command, argument)));
    let shared: Vec<String> =
        shared.iter().filter_map(|a| Some(format!("`--{}`", a.get_long()?))).collect();
    if !shared.is_empty() {
        page.push_str(&format!("\nAnd, as above:\n{}.\n", listed(&shared)));
    }
    page
}

/// Returns the heading of a context's keys.
pub fn title(context: Context) -> &'static str {
    match context {
        Context::Start => "Start",
        Context::Instances => "Instances",
        Context::Field => "Form: name and description",
        Context::Scope => "Form: scope",
        Context::Tree => "Form: tree of databases and tables",
        Context::Filter => "Filter of a list",
        Context::Review => "Review",
        Context::Button => "Review, on the button",
        Context::Send => "Review, in the field for the typed name",
        Context::Sheet => "Offline, in the place of Review",
        Context::Watch => "Watch",
        Context::History => "History",
        Context::WatchOnly => "`geminidb-backup watch`",
        Context::Unknown => "Watch, while the outcome is unknown",
        Context::Prompt => "Question with a text field",
        Context::SetUpField => "Set-up: text field",
        Context::SetUpChoice => "Set-up: choice",
        Context::Pick => "List to choose from",
        Context::SigningIn => "Signing in",
        Context::Page => "Results log",
        Context::Help => "Help",
        Context::Leave => "Question whether to leave",
        Context::Discard => "Question whether to discard a draft",
        Context::Preview => "Preview of a list",
        Context::ScopeText => "Scope as text",
        Context::Ticket => "Ticket",
    }
}

/// Returns all contexts in the order in which the keymap names them first.
pub fn contexts() -> Vec<Context> {
    let mut all = Vec::new();
    for context in KEYMAP.iter().flat_map(|binding| binding.contexts) {
        if !all.contains(context) {
            all.push(*context);
        }
    }
    all
}

/// Returns the keys of a context, each with its meaning there, in the order of the keymap.
pub fn keys_of(context: Context) -> Vec<(String, Action, &'static str)> {
    let key = |binding: &'static Binding| {
        let meaning = words::dialog::action(context, binding.action);
        binding.keys().map(move |key| (key.to_string(), binding.action, meaning))
    };
    bindings(context).flat_map(key).collect()
}

/// Keys that move have one row together: six rows a context would hide the others.
const fn moves(action: Action) -> bool {
    matches!(
        action,
        Action::Up
            | Action::Down
            | Action::PageUp
            | Action::PageDown
            | Action::First
            | Action::Last
    )
}

/// Makes a table of keys: keys with the same meaning share a row.
fn key_table(keys: &[(String, Action, &'static str)]) -> String {
    let mut rows: Vec<(Vec<String>, &'static str)> = Vec::new();
    for (key, action, meaning) in keys {
        let meaning = if moves(*action) { "move" } else { *meaning };
        let key = format!("`{}`", cell(key));
        match rows.iter_mut().find(|(_, known)| *known == meaning) {
            Some((keys, _)) => keys.push(key),
            None => rows.push((vec![key], meaning)),
        }
    }
    let rows =
        rows.iter().map(|(keys, meaning)| format!("| {} | {} |\n", keys.join(" "), cell(meaning)));
    format!("| key | does |\n|---|---|\n{}", rows.collect::<String>())
}

/// Makes the tables of keys. What a key does everywhere (but where one context has another word
/// for the same key) stands in the first table alone.
fn keys() -> String {
    let contexts = contexts();
    let of_all: Vec<_> = contexts.iter().map(|context| keys_of(*context)).collect();
    let common: Vec<_> = of_all[0]
        .iter()
        .filter(|key| of_all.iter().filter(|keys| keys.contains(key)).count() + 1 >= of_all.len())
        .cloned()
        .collect();
    let mut page = format!("### Everywhere\n\n{}", key_table(&common));
    for (context, mut keys) in contexts.into_iter().zip(of_all) {
        keys.retain(|key| !common.contains(key));
        page.push_str(&format!("\n### {}\n\n{}", title(context), key_table(&keys)));
    }
    page
}

const fn meaning(status: ExitCode) -> &'static str {
    match status {
        ExitCode::Done => "done, or left by choice with nothing in doubt",
        ExitCode::NothingCreated => "failed, nothing was created",
        ExitCode::Usage => "wrong usage or configuration",
        ExitCode::Unknown => {
            "the outcome is unknown, or the backup is listed nowhere any more: look before you \
                repeat"
        }
        ExitCode::Running => "left while a backup is still running",
        ExitCode::Failed => "created, then FAILED",
    }
}

/// Returns each status of the screens with its meaning.
pub fn status_rows() -> Vec<(u8, String)> {
    let all = [
        ExitCode::Done,
        ExitCode::NothingCreated,
        ExitCode::Usage,
        ExitCode::Unknown,
        ExitCode::Running,
        ExitCode::Failed,
    ];
    all.map(|status| (status as u8, meaning(status).to_owned())).to_vec()
}

/// Returns each status of a command with its meaning, and what else its help ends with.
pub fn statuses_of(command: &Command) -> (Vec<(u8, String)>, String) {
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let (first, rest) = help.split_once('\n').unwrap_or((&help, ""));
    let told = first.strip_prefix("Exit status: ").unwrap_or_else(|| {
        panic!("the help of {} ends without the exit statuses", command.get_name())
    });
    let mut rows: Vec<(u8, String)> = Vec::new();
    for part in told.trim_end_matches('.').split(", ") {
        let digit =
            part.split_once(' ').and_then(|(digit, text)| Some((digit.parse().ok()?, text)));
        match (digit, rows.last_mut()) {
            (Some((status, text)), _) => rows.push((status, text.to_owned())),
            (None, Some((_, text))) => text.push_str(&format!(", {part}")),
            (None, None) => panic!("{told}"),
        }
    }
    (rows, rest.replace('\n', " "))
}

fn statuses() -> String {
    let row = |(status, meaning)| format!("| {status} | {meaning} |\n");
    let rows: String = status_rows().into_iter().map(row).collect();
    format!("| status | meaning |\n|---|---|\n{rows}")
}

fn statuses_of_commands(command: &Command) -> String {
    let mut page = "| command | status | meaning |\n|---|---|---|\n".to_owned();
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        for (status, meaning) in statuses_of(sub).0 {
            page.push_str(&format!("| `{}` | {status} | {} |\n", sub.get_name(), cell(&meaning)));
        }
    }
    page
}

/// Returns the rows of the page's table of files, as plain text: file, content, mode.
pub fn files_of() -> Vec<(String, String, String)> {
    let page = text_of("docs/reference.md");
    let (_, table) = page.split_once("| file | holds | mode |").expect("a table of files");
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let mut cells = row.trim_matches('|').split(" | ").map(plain);
        let mut cell = || cells.next().expect("three cells");
        (cell(), cell(), cell())
    })
    .collect()
}

/// Returns what the page says of keys before the tables: paragraphs and items, as plain text.
pub fn about_keys() -> Vec<String> {
    let page = text_of("docs/reference.md");
    let (_, rest) = page.split_once("## Keys\n\n").expect("a section of keys");
    let (prose, _) = rest.split_once("\n\n<!-- keys -->").expect("a table of keys");
    let parts = prose.replace("\n- ", "\n\n- ");
    parts
        .split("\n\n")
        .map(|part| plain(&part.split_whitespace().collect::<Vec<_>>().join(" ")))
        .collect()
}

/// Returns Markdown without its marks, and with the texts of links alone.
fn plain(text: &str) -> String {
    let mut parts = text.split("](");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once(')').expect("a link's end").1);
    let joined = rest.fold(first, |text, part| text + part);
    joined.replace(['`', '['], "").trim().to_owned()
}

fn region_list() -> String {
    let ids: Vec<String> = regions::ALL.iter().map(|region| format!("`{}`", region.id)).collect();
    format!("{}.\n", listed(&ids))
}

/// Puts each table into its place, between `<!-- NAME -->` and `<!-- end -->`.
fn filled_in(page: &str, tables: &[(&str, String)]) -> String {
    let mut page = page.to_owned();
    for (name, table) in tables {
        let mark = format!("<!-- {name} -->\n");
        let (before, rest) = page.split_once(&mark).unwrap_or_else(|| panic!("no {mark}"));
        let (_, after) =
            rest.split_once("<!-- end -->").unwrap_or_else(|| panic!("{name}: no end"));
        page = format!("{before}{mark}\n{table}\n<!-- end -->{after}");
    }
    page
}

#[test]
fn the_reference_page_agrees_with_the_program() {
    const PAGE: &str = "docs/reference.md";
    let command = command_line();
    let of = |name: &str| command.find_subcommand(name).unwrap_or_else(|| panic!("{name}"));
    let tables = [
        ("options", options(&command, None)),
        ("options of watch", options(of("watch"), Some(&command))),
        ("options of log", options(of("log"), Some(&command))),
        ("options of verify", options(of("verify"), Some(&command))),
        ("options of backups", options(of("backups"), Some(&command))),
        ("options of instances", options(of("instances"), Some(&command))),
        ("options of doctor", options(of("doctor"), Some(&command))),
        ("options of simulator", options(of("simulator"), Some(&command))),
        ("regions", region_list()),
        ("keys", keys()),
        ("statuses", statuses()),
        ("statuses of commands", statuses_of_commands(&command)),
    ];
    let page = text_of(PAGE);
    let fresh = filled_in(&page, &tables);
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(root().join(PAGE), &fresh).unwrap();
        return;
    }
    let stale = page.lines().zip(fresh.lines()).find(|(old, new)| old != new);
    assert!(
        page == fresh,
        "{PAGE} is stale, first at {stale:?}; write it anew with \
            UPDATE_DOCS=1 cargo test the_reference_page"
    );
}

#[test]
fn the_files_of_the_reference_page_are_those_of_the_program() {
    let page = text_of("docs/reference.md");
    let sources: String =
        files_below("src/shell", ".rs").iter().map(|path| text_of(path)).collect();
    for name in ["operations", "operations/done", "drafts", "config.toml", ".jsonl", ".json"] {
        assert!(page.contains(name), "the page has no {name}");
        let known =
            sources.contains(&format!("\"{name}\"")) || sources.contains(&format!("{name}\""));
        assert!(known, "the program has no {name}");
    }
}
