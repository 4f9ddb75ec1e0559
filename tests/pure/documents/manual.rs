//! The manual pages below `packaging/`, made from the command line, the keymap and the exit codes.
//!
//! ```sh
//! UPDATE_DOCS=1 cargo test the_manual   # writes them anew
//! ```

use std::{env, fs, mem};

use clap::{Arg, Command};
use clap_mangen::{
    Man,
    roff::{Inline, Roff, bold, italic, roman},
};
use geminidb_backup::{core::base::regions, shell::session::credentials::SETTINGS};

use super::{
    command_line, completions,
    reference::{
        about_keys, contexts, excluded, files_of, keys_of, status_rows, statuses_of, title, written,
    },
    root, text_of,
};

pub const NAME: &str = "geminidb-backup";

/// When the pages were last gone through.
const DATE: &str = "2026-11-29";

/// What the program reads from the environment.
const VARIABLES: [(&str, &str); 10] = [
    (
        "GEMINIDB_BACKUP_PROFILE",
        "Stands in place of --profile, where no --token-file is given. A demo takes nothing from \
            this variable, nor from the next three.",
    ),
    (
        "GEMINIDB_BACKUP_REGION",
        "The region where neither --region, --endpoint nor the credentials in use say where the \
            service is. Goes before the region of the configuration file.",
    ),
    ("GEMINIDB_BACKUP_CONFIG", "Stands in place of --config."),
    ("GEMINIDB_BACKUP_STATE_DIR", "Stands in place of --state-dir."),
    ("XDG_CONFIG_HOME, XDG_STATE_HOME, HOME", "Folders of the configuration and of the journal."),
    ("HTTPS_PROXY, ALL_PROXY, NO_PROXY", "The proxy for https, and the hosts without one."),
    ("SSL_CERT_FILE, SSL_CERT_DIR", "Certificates in place of the system's."),
    ("NO_COLOR", "No colours: reverse, bold and underlined remain."),
    ("ACCESSIBLE", "Plain mode, unless the value is 0."),
    ("TERM, LANG, LC_ALL, LC_CTYPE, TZ", "The terminal, the locale and the local time."),
];

/// Where the variables of credentials are named.
const CREDENTIALS: &str = "Credentials come from HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK with the \
    other variables of the vendor's SDKs, from those of Terraform (HW_...) and of OpenStack \
    (OS_...): docs/sign-in.md, which packages install below share/doc/geminidb-backup, names each.";

type Part = fn(&Man, &mut dyn std::io::Write) -> std::io::Result<()>;

/// Writes the sections that clap knows, and then `further`.
fn rendered(command: &Command, name: &str, further: &Roff) -> String {
    let man = Man::new(told(command));
    let render = |parts: &[Part]| {
        let mut out = Vec::new();
        parts.iter().for_each(|part| part(&man, &mut out).expect("memory takes all"));
        String::from_utf8(out).expect("text")
    };
    let head = render(&[|man, out| man.render_title(out), |man, out| man.render_name_section(out)]);
    let options = render(&[
        |man, out| man.render_description_section(out),
        |man, out| man.render_options_section(out),
    ]);
    const QUOTES: &str = ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n";
    let text = head + &synopsis(command).render() + &with_tables(&options) + &further.render();
    let text = text.replace(QUOTES, "").replace(".br\n\n.br\n", ".sp\n");
    let version = command_line().get_version().unwrap_or_default().to_owned();
    let head =
        format!(".TH {} 1 {DATE} \"{NAME} {version}\" \"GeminiDB backup\"\n", name.to_uppercase());
    let mut is_tag = false;
    let line = |line: &str| {
        // The formatter takes one line as the tag.
        let is_tag = mem::replace(&mut is_tag, line.starts_with(".TP"));
        match () {
            () if line.starts_with(".TH ") => head.clone(),
            () if is_tag => format!("{line}\n"),
            () => folded(line.trim_end()),
        }
    };
    format!("{QUOTES}{}", text.lines().map(line).collect::<String>())
}

/// Says at each option which others cannot stand beside it.
fn told(command: &Command) -> Command {
    let beside = |arg: &Arg| excluded(command, arg).join(", ").replace('`', "");
    let all: Vec<_> =
        command.get_arguments().map(|arg| (arg.get_id().clone(), beside(arg))).collect();
    command.clone().mut_args(|arg| {
        let found = all.iter().find(|(id, others)| id == arg.get_id() && !others.is_empty());
        match (found, arg.get_help().map(ToString::to_string)) {
            (Some((_, others)), Some(help)) => {
                arg.help(format!("{help}; not together with {others}"))
            }
            _ => arg,
        }
    })
}

fn synopsis(command: &Command) -> Roff {
    let mut page = Roff::new();
    page.control("SH", ["SYNOPSIS"]);
    let name = command.get_bin_name().unwrap_or(NAME);
    let mut line = vec![bold(name)];
    for arg in command.get_arguments() {
        let is_needed = arg.is_required_set();
        line.push(roman(if is_needed { " " } else { " [" }));
        let text = written(arg);
        let (option, value) = match text.find(['=', '[', ' ']) {
            _ if arg.is_positional() => ("", text.as_str()),
            Some(at) if arg.get_action().takes_values() => text.split_at(at),
            Some(_) | None => (text.as_str(), ""),
        };
        line.extend((!option.is_empty()).then(|| bold(option.replace(", ", "|"))));
        line.extend(value.starts_with(' ').then(|| roman(" ")));
        line.extend((!value.is_empty()).then(|| italic(value.trim_start())));
        line.extend((!is_needed).then(|| roman("]")));
    }
    page.text(line);
    if command.has_subcommands() {
        page.control("br", []).text([bold(name), roman(" "), italic("COMMAND"), roman(" ...")]);
    }
    page
}

/// Makes the tables in the long help of an option, whose rows are indented, into lists.
fn with_tables(text: &str) -> String {
    let (mut page, mut in_table, mut after_row) = (String::new(), false, false);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let row = line.strip_prefix("  ").and_then(|row| row.split_once("  "));
        if in_table && line.starts_with('.') {
            page.push_str(if after_row { ".PD\n.RE\n" } else { ".RE\n" });
            (in_table, after_row) = (false, false);
        }
        match row {
            Some((name, meaning)) if in_table => {
                let head = if after_row { "" } else { ".PD 0\n" };
                page.push_str(&format!("{head}.TP 24\n\\fB{name}\\fR\n{}\n", meaning.trim_start()));
                after_row = true;
            }
            _ if line.is_empty() && lines.peek().is_some_and(|next| !next.starts_with('.')) => {
                page.push_str(".RS\n.sp\n");
                in_table = true;
            }
            _ if in_table && line.is_empty() => {}
            _ if after_row => {
                page.push_str(&format!(".PD\n.PP\n{line}\n"));
                after_row = false;
            }
            _ if in_table => page.push_str(&format!("{line}\n.br\n")),
            _ => page.push_str(&format!("{line}\n")),
        }
    }
    page
}

/// Folds a line of text, which a formatter fills anew, at 80 bytes.
fn folded(line: &str) -> String {
    let mut rows = vec![String::new()];
    for word in line.split(' ') {
        let row = rows.last_mut().expect("one row");
        let acts = word.starts_with(['.', '\'']);
        if row.is_empty() || line.starts_with('.') || acts || row.len() + word.len() < 80 {
            row.push_str(if row.is_empty() { "" } else { " " });
            row.push_str(word);
        } else {
            rows.push(word.to_owned());
        }
    }
    rows.join("\n") + "\n"
}

fn tagged(page: &mut Roff, tag: Vec<Inline>, text: &str) {
    page.control("TP", []).text(tag).text([roman(text)]);
}

fn keys(page: &mut Roff) {
    page.control("SH", ["KEYS"]);
    for (n, part) in about_keys().iter().enumerate() {
        match part.strip_prefix("- ") {
            Some(item) => page.control("IP", ["\\(bu", "2"]).text([roman(item)]),
            None if n == 0 => page.text([roman(part)]),
            None => page.control("PP", []).text([roman(part)]),
        };
    }
    for context in contexts() {
        page.control("SS", [title(context).replace('`', "").as_str()]);
        let mut rows: Vec<(Vec<String>, &'static str)> = Vec::new();
        for (key, _, meaning) in keys_of(context) {
            match rows.iter_mut().find(|(_, known)| *known == meaning) {
                Some((keys, _)) => keys.push(key),
                None => rows.push((vec![key], meaning)),
            }
        }
        for (keys, meaning) in rows {
            tagged(page, vec![bold(keys.join(" "))], meaning);
        }
    }
}

/// What the main page tells beside the options.
fn main_sections(command: &Command) -> Roff {
    let mut page = Roff::new();
    page.control("SH", ["COMMANDS"]);
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
        tagged(&mut page, vec![bold(format!("{NAME}-{}", sub.get_name())), roman("(1)")], &about);
    }
    keys(&mut page);
    exit_status(&mut page, &status_rows());
    page.control("PP", []).text([roman("The page of each command tells those of the command.")]);
    page.control("SH", ["ENVIRONMENT"]);
    for (names, meaning) in VARIABLES {
        tagged(&mut page, vec![bold(names)], meaning);
    }
    page.control("PP", []).text([roman(CREDENTIALS)]);
    page.control("SH", ["FILES"]);
    for (file, holds, mode) in files_of() {
        tagged(&mut page, vec![bold(file)], &format!("{holds}. Mode: {mode}."));
    }
    page.control("SH", ["REGIONS"]);
    let regions: Vec<_> = regions::ALL.iter().map(|region| region.id).collect();
    page.text([roman(regions.join(", ") + ".")]);
    see_also(&mut page, command, NAME);
    page
}

fn exit_status(page: &mut Roff, rows: &[(u8, String)]) {
    page.control("SH", ["EXIT STATUS"]);
    for (status, meaning) in rows {
        tagged(page, vec![bold(status.to_string())], &format!("{meaning}."));
    }
}

fn see_also(page: &mut Roff, command: &Command, own: &str) {
    page.control("SH", ["SEE ALSO"]);
    let pages = command.get_subcommands().filter(|sub| sub.get_name() != "help");
    let mut names: Vec<_> = pages.map(|sub| format!("{NAME}-{}(1)", sub.get_name())).collect();
    names.extend([format!("{NAME}(1)"), format!("{NAME}(5)")]);
    names.retain(|name| *name != format!("{own}(1)"));
    names.sort();
    page.text([roman(names.join(", "))]);
}

/// Returns each file below `packaging/` with its text.
fn all() -> Vec<(String, String)> {
    let command = command_line();
    let mut files =
        vec![(format!("man/{NAME}.1"), rendered(&command, NAME, &main_sections(&command)))];
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let name = format!("{NAME}-{}", sub.get_name());
        let mut further = Roff::new();
        let (statuses, more) = statuses_of(sub);
        exit_status(&mut further, &statuses);
        if !more.is_empty() {
            further.control("PP", []).text([roman(more)]);
        }
        see_also(&mut further, &command, &name);
        files.push((format!("man/{name}.1"), rendered(sub, &name, &further)));
    }
    files.extend(completions::all());
    files
}

#[test]
fn the_manual_and_the_completions_agree_with_the_program() {
    for (file, fresh) in all() {
        let path = root().join("packaging").join(&file);
        if env::var_os("UPDATE_DOCS").is_some() {
            fs::write(path, fresh).unwrap();
            continue;
        }
        let old = fs::read_to_string(path).unwrap_or_default();
        let stale = old.lines().zip(fresh.lines()).find(|(old, new)| old != new);
        assert!(
            old == fresh,
            "packaging/{file} is stale, first at {stale:?}; write it anew with \
                UPDATE_DOCS=1 cargo test the_manual"
        );
    }
}

/// Returns a page as a reader sees it, without what only the formatter reads.
fn plain(file: &str) -> String {
    let text = text_of(&format!("packaging/man/{file}"));
    ["\\fB", "\\fI", "\\fR", "\\&"]
        .iter()
        .fold(text, |text, mark| text.replace(mark, ""))
        .replace("\\-", "-")
        .replace("\\*(Aq", "'")
        .replace("\\\\", "\\")
}

/// Returns the part of a page below a heading.
fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    let begin = page.find(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("no {heading}"));
    let rest = &page[begin + heading.len() + 1..];
    let end = if heading.starts_with(".SS") { "\n.S" } else { "\n.SH" };
    rest.find(end).map_or(rest, |end| &rest[..end])
}

/// Returns the entries of a list: the tag, and the text behind it on one line.
fn entries(part: &str) -> Vec<(String, String)> {
    let items = part.split("\n.TP").skip(1).filter_map(|item| item.split_once('\n'));
    let entry = |item: &str| {
        let (tag, rest) = item.split_once('\n')?;
        let text: Vec<&str> = rest.lines().take_while(|line| !line.starts_with('.')).collect();
        Some((tag.to_owned(), text.join(" ")))
    };
    items.filter_map(|(_, item)| entry(item)).collect()
}

/// Chooses a line of names by the line before.
type LineBefore = fn(&str) -> bool;

/// Returns the bold words of the lines that `is_wanted` chooses by the line before.
fn names(part: &str, is_wanted: LineBefore) -> Vec<String> {
    let lines: Vec<&str> = part.lines().collect();
    let bold = lines.windows(2).filter(|two| is_wanted(two[0]) && two[1].starts_with(".B"));
    bold.flat_map(|two| two[1].split(|c: char| !(c.is_alphanumeric() || c == '_')))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_option_and_status_of_a_command_stands_in_its_page() {
    let command = command_line();
    let mut missing = Vec::new();
    let subs = command.get_subcommands().filter(|sub| sub.get_name() != "help");
    for command in subs.chain([&command]) {
        let is_main = command.get_name() == NAME;
        let page = match is_main {
            true => plain(&format!("{NAME}.1")),
            false => plain(&format!("{NAME}-{}.1", command.get_name())),
        };
        let listed = entries(&page);
        let has = |option: &str| {
            let mut words = listed.iter().flat_map(|(tag, _)| tag.split([' ', ',', '=', '[']));
            words.any(|word| word == option)
        };
        let options = command.get_arguments().filter_map(Arg::get_long).map(|it| format!("--{it}"));
        let synopsis = section(&page, ".SH SYNOPSIS").replace('\n', " ");
        for option in options.filter(|it| !has(it) || !synopsis.contains(it.as_str())) {
            missing.push(format!("{}: {option}", command.get_name()));
        }
        let told = entries(section(&page, ".SH \"EXIT STATUS\""));
        let known = if is_main { status_rows() } else { statuses_of(command).0 };
        assert!(known.len() > 1, "{}: {known:?}", command.get_name());
        for (status, meaning) in known {
            if !told.contains(&(status.to_string(), format!("{meaning}."))) {
                missing.push(format!("{}: status {status}", command.get_name()));
            }
        }
    }
    assert_eq!(missing, [""; 0]);
}

#[test]
fn every_key_file_and_setting_stands_in_a_manual_page() {
    let (main, settings) = (plain("geminidb-backup.1"), plain("geminidb-backup.5"));
    let mut missing = Vec::new();
    for context in contexts() {
        let heading = title(context).replace('`', "");
        let quoted = if heading.contains(' ') { format!("\"{heading}\"") } else { heading };
        let listed = entries(section(&main, &format!(".SS {quoted}")));
        for (key, _, meaning) in keys_of(context) {
            let is_it = |(tag, text): &&(String, String)| {
                tag.split(' ').any(|one| one == key) && text == meaning
            };
            if listed.iter().find(is_it).is_none() {
                missing.push(format!("{quoted}: {key}: {meaning}"));
            }
        }
    }
    let of_fields = section(&main, ".SH KEYS").replace('\n', " ");
    for key in ["Ctrl-A", "Ctrl-E", "Ctrl-W", "Ctrl-U", "Ctrl-K", "Alt-b"] {
        assert!(of_fields.contains(key), "{key}");
    }
    for (file, _, _) in files_of() {
        let tag = |page: &str| {
            let listed = entries(section(page, ".SH FILES"));
            listed.iter().any(|(tag, _)| tag.trim_start_matches(".B ") == file)
        };
        if !(tag(&main) && tag(&settings)) {
            missing.push(format!("file {file}"));
        }
    }
    let is_tag = |line: &str| line == ".TP";
    let headings: [(&str, LineBefore); 3] = [
        (".SH SETTINGS", is_tag),
        (".SH SETTINGS OF A PROFILE", is_tag),
        // A sentence names these, and the first section says what they do.
        (".SH SETTINGS OF A TEAM", |_| true),
    ];
    for ((heading, is_wanted), known) in headings.into_iter().zip(SETTINGS) {
        let listed = names(section(&settings, heading), is_wanted);
        let unlisted = known.iter().filter(|name| !listed.iter().any(|one| one == *name));
        missing.extend(unlisted.map(|name| format!("{heading}: {name}")));
    }
    assert_eq!(missing, [""; 0]);
}
