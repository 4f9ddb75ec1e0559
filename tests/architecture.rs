//! Which way imports run, and what no source file may hold. Read from the sources, so that a slip
//! names its line.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The modules at the root of the crate.
const MODULES: [&str; 7] = ["api", "cli", "core", "shell", "simulator", "ui", "words"];

/// A source file without its comments, line by line.
struct Source {
    /// From the root of the crate, e.g. `src/core/model.rs`.
    path: String,
    raw: String,
    lines: Vec<String>,
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    files(&root.join(folder), &mut paths);
    assert!(!paths.is_empty(), "{folder} has sources");
    let read = |path: PathBuf| {
        let raw = fs::read_to_string(&path).expect("a source file");
        let lines = raw.lines().map(|line| without_comment(line).to_owned()).collect();
        let path =
            path.strip_prefix(root).expect("inside the crate").to_string_lossy().into_owned();
        Source { path, raw, lines }
    };
    paths.into_iter().map(read).collect()
}

/// Cuts a `//` comment that begins the line or follows a space (an URL in a string does neither).
fn without_comment(line: &str) -> &str {
    let at = if line.trim_start().starts_with("//") { line.find("//") } else { line.find(" // ") };
    at.map_or(line, |at| &line[..at])
}

impl Source {
    /// `path:line: text` for each line that holds one of `words` as whole words.
    fn holding(&self, words: &[&str]) -> Vec<String> {
        let hits = self
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| words.iter().any(|w| has_word(line, w)));
        hits.map(|(n, line)| format!("{}:{}: {}", self.path, n + 1, line.trim())).collect()
    }

    /// The root modules that it names, each with its line: after `crate::`, also in a `crate::{…}`
    /// group, and after a chain of `super::` that leads out of its own.
    fn imports(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        let mut group = 0_i32;
        for (n, line) in self.lines.iter().enumerate() {
            let mut rest = line.as_str();
            if group > 0 {
                group = self.group(rest, group, n, &mut found);
                continue;
            }
            while let Some(at) = rest.find("crate::") {
                let before = rest[..at].chars().next_back();
                rest = &rest[at + "crate::".len()..];
                if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
                    continue;
                }
                match rest.strip_prefix('{') {
                    Some(inside) => {
                        group = self.group(inside, 1, n, &mut found);
                        break;
                    }
                    None => found.push((n + 1, first_word(rest))),
                }
            }
            for module in MODULES.iter().filter(|m| line.contains(&format!("super::super::{m}::")))
            {
                found.push((n + 1, (*module).to_owned()));
            }
        }
        found
    }

    /// Takes the names at the first level of an import group from one line; returns how deep the
    /// next line begins.
    fn group(&self, line: &str, mut depth: i32, n: usize, found: &mut Vec<(usize, String)>) -> i32 {
        let mut fresh = true;
        for (at, c) in line.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' => fresh = true,
                c if depth == 1 && fresh && (c.is_alphabetic() || c == '_') => {
                    found.push((n + 1, first_word(&line[at..])));
                    fresh = false;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        depth
    }

    fn is_in(&self, module: &str) -> bool {
        self.path.starts_with(&format!("src/{module}/")) || self.path == format!("src/{module}.rs")
    }
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// `word` stands in `line` with no letter, digit or `_` against either end that is itself one.
fn has_word(line: &str, word: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let (first, last) = (word.chars().next(), word.chars().next_back());
    line.match_indices(word).any(|(at, _)| {
        let (before, after) =
            (line[..at].chars().next_back(), line[at + word.len()..].chars().next());
        let (joined_before, joined_after) =
            (part(first) && part(before), part(last) && part(after));
        !joined_before && !joined_after
    })
}

fn none(offenders: Vec<String>, why: &str) {
    assert!(offenders.is_empty(), "{why}:\n{}", offenders.join("\n"));
}

/// Files of a module may name only these root modules (and their own).
fn only(module: &str, allowed: &[&str]) {
    let mut offenders = Vec::new();
    for source in sources("src").iter().filter(|s| s.is_in(module)) {
        let wrong = source.imports().into_iter().filter(|(_, name)| {
            MODULES.contains(&name.as_str()) && name != module && !allowed.contains(&name.as_str())
        });
        offenders.extend(wrong.map(|(line, name)| format!("{}:{line}: {name}", source.path)));
    }
    none(offenders, &format!("{module} may import only {allowed:?}"));
}

/// No file of a module holds any of these words.
fn free_of(module: &str, words: &[&str]) {
    let sources = sources("src");
    none(
        sources.iter().filter(|s| s.is_in(module)).flat_map(|s| s.holding(words)).collect(),
        &format!("not in {module}"),
    );
}

/// These words stand in files whose path begins with one of `places`, and nowhere else.
fn only_in(places: &[&str], words: &[&str]) {
    let sources = sources("src");
    let outside = sources.iter().filter(|s| !places.iter().any(|p| s.path.starts_with(p)));
    none(
        outside.flat_map(|s| s.holding(words)).collect(),
        &format!("{words:?} only in {places:?}"),
    );
    let inside = sources.iter().filter(|s| places.iter().any(|p| s.path.starts_with(p)));
    assert!(
        inside.flat_map(|s| s.holding(words)).next().is_some(),
        "{words:?} stands nowhere: is this test still right?"
    );
}

#[test]
fn imports_run_one_way() {
    only("core", &[]);
    only("words", &["core"]);
    only("ui", &["core", "words"]);
    only("api", &["core"]);
    only("simulator", &["core"]);
    only("shell", &["api", "core", "ui", "words", "simulator", "cli"]);
}

#[test]
fn the_core_owns_no_clock_no_file_no_socket_and_no_terminal() {
    free_of(
        "core",
        &[
            "tokio",
            "reqwest",
            "hyper",
            "crossterm",
            "ratatui",
            "rustix",
            "std::fs",
            "std::net",
            "std::env",
            "std::io",
            "std::thread",
            "std::process",
            "SystemTime",
            "Instant::now",
            "Timestamp::now",
            "Zoned::now",
        ],
    );
}

#[test]
fn screens_and_words_do_no_input_or_output() {
    for module in ["ui", "words"] {
        free_of(
            module,
            &[
                "tokio",
                "reqwest",
                "hyper",
                "crossterm",
                "rustix",
                "std::fs",
                "std::net",
                "std::env",
                "std::io",
                "std::thread",
                "std::process",
                "SystemTime",
                "Instant",
                "Timestamp",
            ],
        );
    }
    free_of("words", &["ratatui", "tui_input"]);
}

#[test]
fn neither_the_client_nor_the_service_knows_a_screen() {
    for module in ["api", "simulator"] {
        free_of(module, &["ratatui", "crossterm", "tui_input"]);
    }
}

#[test]
fn only_the_shell_touches_the_terminal() {
    only_in(
        &[
            "src/shell/terminal.rs",
            "src/shell/input",
            "src/shell/clipboard.rs",
            "src/shell/backend",
        ],
        &["crossterm"],
    );
}

#[test]
fn a_create_call_leaves_from_one_place_only() {
    let sources = sources("src");
    let mut built = Vec::new();
    for source in sources.iter().filter(|s| !s.path.contains("/tests")) {
        // Before an arrow the variant is a pattern, which takes an effect apart; anywhere else it
        // builds one.
        let lines = source.holding(&["Sending::Create"]).into_iter();
        built.extend(lines.filter(|line| {
            !line.rsplit("Sending::Create").next().is_some_and(|after| after.contains("=>"))
        }));
    }
    assert_eq!(built.len(), 1, "{built:#?}");
    assert!(built[0].starts_with("src/core/review/sending.rs:"), "{built:?}");
    only_in(&["src/api/", "src/shell/courier.rs"], &["create_backup"]);
}

/// A run that only reads, or is offline, must have nothing that leads to a create call: there is no
/// `Sender`, and nothing else builds such an effect.
#[test]
fn what_leads_to_a_create_call_is_built_by_the_sender_only() {
    let sources = sources("src");
    let program = || sources.iter().filter(|s| !s.path.contains("/tests"));
    // Before an arrow the variant is a pattern.
    let is_built = |line: &String| !line.contains("=>");
    let built: Vec<String> =
        program().flat_map(|s| s.holding(&["Effect::Sending"])).filter(is_built).collect();
    assert_eq!(built.len(), 1, "{built:#?}");
    assert!(built[0].starts_with("src/core/port/service.rs:"), "{built:?}");
    only_in(&["src/core/model.rs", "src/core/port/service.rs"], &["Sender::of"]);
    let kinds = ["Sending::Keep", "Sending::Intend", "Sending::Create"];
    let elsewhere = program().filter(|s| !s.path.starts_with("src/core/review/"));
    none(
        elsewhere.flat_map(|s| s.holding(&kinds)).filter(is_built).collect(),
        "only Review builds these",
    );
}

/// `watch` must be unable to send, whatever the reducer says: it never has a client that could.
#[test]
fn only_the_courier_holds_a_client_that_can_send_and_only_the_screens_have_a_courier() {
    only_in(
        &["src/api/", "src/shell/courier.rs", "src/shell/config.rs", "src/shell/session.rs"],
        &["Client"],
    );
    let sources = sources("src");
    let made: Vec<String> = sources.iter().flat_map(|s| s.holding(&["Courier::new"])).collect();
    assert_eq!(made.len(), 1, "{made:#?}");
    let engine = sources.iter().find(|s| s.path == "src/shell/engine.rs").expect("the engine");
    let (_, guide) = engine.raw.split_once("pub fn guide(").expect("the way of the screens");
    let (guide, watch) = guide.split_once("pub fn watch(").expect("the way of a watch");
    assert!(
        guide.contains("Courier::new") && !watch.contains("Courier::new"),
        "a watch has no courier"
    );
}

/// `--read-only` must be unable to send, whatever the reducer says: it never has a client that
/// could either.
#[test]
fn a_run_that_only_reads_never_makes_a_client_that_can_send() {
    let sources = sources("src");
    let program = sources.iter().filter(|s| !s.path.contains("/tests"));
    let calls: Vec<String> = program.flat_map(|s| s.holding(&[".client()"])).collect();
    let of = |path: &str| calls.iter().filter(|line| line.starts_with(path)).count();
    // The configuration hands on what the session makes; one place where the screens begin, in the
    // branch of a run that sends; one where whoever has a courier gets a new client.
    let places = ["src/shell/config.rs:", "src/shell/engine.rs:", "src/shell/signing.rs:"];
    assert_eq!((calls.len(), places.map(of)), (3, [1, 1, 1]), "{calls:#?}");
    let branches = [
        (
            "src/shell/engine.rs",
            "if read_only {",
            "} else {",
            "(worker, Some(Courier::new(client, sender)))",
        ),
        ("src/shell/signing.rs", "fn connect(", "Some(courier) => {", "}"),
    ];
    for (path, after, open, close) in branches {
        let source = sources.iter().find(|s| s.path == path).expect("the file");
        let (_, rest) = source.raw.split_once(after).expect("the place");
        let (before, rest) = rest.split_once(open).expect("the branch");
        let (inside, _) = rest.split_once(close).expect("its end");
        assert!(!before.contains(".client()") && inside.contains(".client()"), "{after}");
    }
}

/// Without `--online` it must be unable to send, whatever it finds: what it looks with can neither
/// wait nor call.
#[test]
fn a_look_without_the_network_has_none_at_hand() {
    let sources = sources("src");
    let places = ["src/shell/doctor/local.rs", "src/shell/config/examine.rs"];
    let looks: Vec<&Source> =
        sources.iter().filter(|s| places.contains(&s.path.as_str())).collect();
    assert_eq!(looks.len(), places.len());
    let words = [
        "async", "await", "tokio", "std::net", "reach", "Reads", "client", "reads", "entering",
        "Iam::new", "Metadata",
    ];
    none(
        looks.iter().flat_map(|s| s.holding(&words)).collect(),
        "not in a look that sends nothing",
    );
    let online: Vec<String> = sources.iter().flat_map(|s| s.holding(&["online::tell"])).collect();
    assert_eq!(online.len(), 1, "{online:#?}");
}

/// A panic's own text could carry what was just read.
#[test]
fn nothing_is_read_before_a_panic_is_made_to_say_none_of_it() {
    let sources = sources("src");
    let main = sources.iter().find(|s| s.path == "src/main.rs").expect("the file");
    let (_, body) = main.raw.split_once("fn main()").expect("the way in");
    let (before, _) = body.split_once("Cli::try_parse(").expect("where the command line is read");
    assert!(before.contains("terminal::install_panic_hook("));
}

/// What leaves has been looked through: frames cell by cell, lines as a whole. Nothing else holds a
/// way out; the others ask the terminal for its size and its modes.
#[test]
fn text_leaves_through_one_door_for_frames_and_one_for_lines() {
    only_in(&["src/shell/output.rs"], &["stderr"]);
    only_in(
        &[
            "src/shell/output.rs",
            "src/shell/tty.rs",
            "src/shell/terminal.rs",
            "src/shell/hangup.rs",
            "src/shell/input.rs",
        ],
        &["io::stdout"],
    );
    only_in(
        &[
            "src/shell/output.rs",
            "src/shell/terminal.rs",
            "src/shell/runner.rs",
            "src/shell/tty.rs",
        ],
        &["TtyWriter"],
    );
    let sources = sources("src");
    let of_clap = sources.iter().flat_map(|s| s.holding(&["Cli::parse", ".exit()"]));
    none(of_clap.collect(), "clap would print what it was given");
}

/// Words from outside pass the mask by their type; here, that it is the one that knows the secrets
/// of the process.
#[test]
fn no_answer_is_read_without_the_secrets_of_the_process() {
    let beginnings = [
        "src/api/network.rs",
        "src/api/transport.rs",
        "src/shell/config.rs",
        "src/shell/config/examine.rs",
    ];
    let mut wrong = Vec::new();
    for source in sources("src").iter().filter(|s| !s.path.contains("/tests")) {
        let tests = source
            .lines
            .iter()
            .position(|line| line.contains("#[cfg(test)]"))
            .unwrap_or(usize::MAX);
        let empty: &[&str] = &["Mask::default", "Mask::new", "Held::default"];
        let words = if beginnings.contains(&source.path.as_str()) {
            empty
        } else {
            &[empty, &["NetworkOptions::default"]].concat()
        };
        let program = source.lines.iter().take(tests).enumerate();
        let hits = program.filter(|(_, line)| words.iter().any(|word| has_word(line, word)));
        wrong.extend(hits.map(|(n, line)| format!("{}:{}: {}", source.path, n + 1, line.trim())));
    }
    none(wrong, "a list of secrets that is empty hides nothing");
    only_in(&["src/core/base/outside.rs"], &["struct Quoted"]);
}

#[test]
fn nothing_is_printed_past_the_screen() {
    let sources = sources("src");
    let wrong = sources
        .iter()
        .flat_map(|s| s.holding(&["print!", "println!", "eprint!", "eprintln!", "dbg!"]));
    none(wrong.collect(), "a closed pipe makes these panic, and they draw over the screen");
}

#[test]
fn no_lint_is_silenced_and_no_code_is_unsafe() {
    for folder in ["src", "tests", "examples"] {
        let here = format!("{}{}", "tests/", "architecture.rs");
        let sources = sources(folder);
        let others = sources.iter().filter(|s| s.path != here);
        let words = [
            "#[allow(",
            "#![allow(",
            "#[expect(",
            "#![expect(",
            "unsafe",
            "todo!",
            "unimplemented!",
        ];
        none(others.flat_map(|s| s.holding(&words)).collect(), "not in this crate");
    }
}

#[test]
fn every_file_says_what_it_is_and_stays_short() {
    let mut offenders = Vec::new();
    for source in ["src", "tests", "examples"].into_iter().flat_map(sources) {
        if !source.raw.starts_with("//! ") {
            offenders.push(format!("{}:1: no //! doc", source.path));
        }
        if source.lines.len() > 640 {
            offenders.push(format!("{}:641: {} lines", source.path, source.lines.len()));
        }
    }
    none(offenders, "each file begins with what it is for, and has at most 640 lines");
}

#[test]
fn the_scanner_sees_what_it_is_there_for() {
    let text = "use crate::{\n    core::{model::Model, time},\n    ui,\n};\nlet x = \
        crate::shell::clock::utc(); // crate::api\nuse super::super::words::keys;";
    let lines = text.lines().map(|l| without_comment(l).to_owned()).collect();
    let source = Source { path: String::new(), raw: String::new(), lines };
    let seen: Vec<(usize, String)> = source.imports();
    let seen: Vec<(usize, &str)> = seen.iter().map(|(n, m)| (*n, m.as_str())).collect();
    assert_eq!(seen, [(2, "core"), (3, "ui"), (5, "shell"), (6, "words")]);
    assert!(
        has_word("tokio::spawn", "tokio")
            && !has_word("tokio_rustls", "tokio")
            && !has_word("eprintln!()", "println!")
    );
}
