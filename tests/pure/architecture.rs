//! Which way imports run, and what no source file may hold. Read from the sources, so that a slip
//! names its line.

mod paths;
mod rooms;
mod sources;

use sources::{Source, has_word, program, sources};

/// The modules at the root of the crate.
pub const MODULES: [&str; 8] = ["api", "cli", "core", "plain", "shell", "simulator", "ui", "words"];
/// Where this crate has sources of any kind.
const FOLDERS: [&str; 4] = ["src", "tests", "examples", "benches"];
/// This file, which holds each forbidden word.
const HERE: &str = "tests/pure/architecture.rs";

fn none(offenders: Vec<String>, why: &str) {
    assert!(offenders.is_empty(), "{why}:\n{}", offenders.join("\n"));
}

/// Files of a module may name only these root modules (and their own).
fn only(module: &str, allowed: &[&str]) {
    let mut offenders = Vec::new();
    for source in program().iter().filter(|s| s.is_in(module)) {
        let wrong = source.imports().into_iter().filter(|(_, name)| {
            MODULES.contains(&name.as_str()) && name != module && !allowed.contains(&name.as_str())
        });
        offenders.extend(wrong.map(|(line, name)| format!("{}:{line}: {name}", source.path)));
    }
    none(offenders, &format!("{module} may import only {allowed:?}"));
}

/// No file of a module holds any of these words.
fn free_of(module: &str, words: &[&str]) {
    let sources = program();
    let of_tree = |source: &Source| {
        let named = paths::of_std(source)
            .into_iter()
            .filter(|(_, path)| words.iter().any(|word| path.join("::").starts_with(word)));
        let told = named.map(|(line, path)| format!("{}:{line}: {}", source.path, path.join("::")));
        told.collect::<Vec<_>>()
    };
    let inside = sources.iter().filter(|s| s.is_in(module));
    let offenders = inside.flat_map(|s| [s.holding(words), of_tree(s)].concat()).collect();
    none(offenders, &format!("not in {module}"));
}

/// These words stand in files whose path begins with one of `places`, and nowhere else.
fn only_in(places: &[&str], words: &[&str]) {
    let sources = program();
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
    only("plain", &["core", "words"]);
    only("ui", &["core", "words"]);
    only("api", &["core"]);
    only("simulator", &["core"]);
    only("shell", &["api", "core", "plain", "ui", "words", "simulator", "cli"]);
}

/// The rooms of the client in the order in which each may use the ones before it.
#[test]
fn the_rooms_of_the_client_run_one_way() {
    let rooms = ["net", "wire", "auth", "calls"];
    for (at, room) in rooms.iter().enumerate() {
        let later: Vec<String> = rooms[at + 1..].iter().map(|room| format!("{room}::")).collect();
        let later: Vec<&str> = later.iter().map(String::as_str).collect();
        free_of(&format!("api/{room}"), &later);
    }
    let outside: Vec<String> = program()
        .into_iter()
        .filter(|s| s.is_in("api") && s.path != "src/api/mod.rs")
        .map(|s| s.path)
        .filter(|path| !rooms.iter().any(|room| path.starts_with(&format!("src/api/{room}/"))))
        .collect();
    none(outside, "in no room of the client");
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
    for module in ["plain", "ui", "words"] {
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
    for module in ["plain", "words"] {
        free_of(module, &["ratatui", "tui_input"]);
    }
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
            "src/shell/terminal/screen.rs",
            "src/shell/terminal/input",
            "src/shell/terminal/clipboard.rs",
            "src/shell/terminal/backend",
        ],
        &["crossterm"],
    );
}

#[test]
fn a_create_call_leaves_from_one_place_only() {
    let sources = program();
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
    only_in(&["src/api/", "src/shell/calls/create_sender.rs"], &["create_backup"]);
}

/// A run that only reads, or is offline, must have nothing that leads to a create call: there is no
/// `Sender`, and nothing else builds such an effect.
#[test]
fn what_leads_to_a_create_call_is_built_by_the_sender_only() {
    let sources = program();
    let outside_tests = || sources.iter().filter(|s| !s.path.contains("/tests"));
    // Before an arrow the variant is a pattern.
    let is_built = |line: &String| !line.contains("=>");
    let built: Vec<String> =
        outside_tests().flat_map(|s| s.holding(&["Effect::Sending"])).filter(is_built).collect();
    assert_eq!(built.len(), 1, "{built:#?}");
    assert!(built[0].starts_with("src/core/port/service.rs:"), "{built:?}");
    only_in(&["src/core/model.rs", "src/core/port/service.rs"], &["Sender::of"]);
    let kinds = ["Sending::Keep", "Sending::Intend", "Sending::Create"];
    let elsewhere = outside_tests().filter(|s| !s.path.starts_with("src/core/review/"));
    none(
        elsewhere.flat_map(|s| s.holding(&kinds)).filter(is_built).collect(),
        "only Review builds these",
    );
}

/// `watch` must be unable to send, whatever the reducer says: it never has a client that could.
#[test]
fn only_the_create_sender_holds_a_client_that_can_send_and_only_the_screens_have_one() {
    only_in(
        &[
            "src/api/",
            "src/shell/calls/create_sender.rs",
            "src/shell/session/config.rs",
            "src/shell/session/mod.rs",
        ],
        &["Client"],
    );
    let sources = program();
    let made: Vec<String> =
        sources.iter().flat_map(|s| s.holding(&["CreateSender::new"])).collect();
    assert_eq!(made.len(), 1, "{made:#?}");
    let engine =
        sources.iter().find(|s| s.path == "src/shell/event_loop/engine.rs").expect("the engine");
    let (_, guide) = engine.raw.split_once("pub fn guide(").expect("the way of the screens");
    let (guide, watch) = guide.split_once("pub fn watch(").expect("the way of a watch");
    assert!(
        guide.contains("(!read_only).then(|| CreateSender::new")
            && !watch.contains("CreateSender::new"),
        "a watch and a run that only reads cannot send"
    );
}

/// `--read-only` must be unable to send, whatever the reducer says: it never has a client that
/// could either.
#[test]
fn a_run_that_only_reads_never_makes_a_client_that_can_send() {
    let sources = program();
    let program = sources.iter().filter(|s| !s.path.contains("/tests"));
    let calls: Vec<String> = program.flat_map(|s| s.holding(&[".client()"])).collect();
    let of = |path: &str| calls.iter().filter(|line| line.starts_with(path)).count();
    // The configuration hands on what the session makes; one place where a run that has a sender
    // gets a client, at its begin and after signing in.
    let connects = "src/shell/event_loop/sign_in_task.rs";
    let places = ["src/shell/session/config.rs:", connects];
    assert_eq!((calls.len(), places.map(of)), (2, [1, 1]), "{calls:#?}");
    let source = sources.iter().find(|s| s.path == connects).expect("the file");
    let (_, rest) = source.raw.split_once("fn connect(").expect("the place");
    let (before, rest) = rest.split_once("Some(create_sender) => {").expect("the branch");
    let (inside, _) = rest.split_once("}").expect("its end");
    assert!(!before.contains(".client()") && inside.contains(".client()"));
}

/// Without `--online` it must be unable to send, whatever it finds: what it looks with can neither
/// wait nor call.
#[test]
fn a_look_without_the_network_has_none_at_hand() {
    let sources = program();
    let places = [
        "src/shell/commands/doctor/local.rs",
        "src/shell/session/config/chosen.rs",
        "src/shell/session/config/examine.rs",
    ];
    let looks: Vec<&Source> =
        sources.iter().filter(|s| places.contains(&s.path.as_str())).collect();
    assert_eq!(looks.len(), places.len());
    let words = [
        "async",
        "await",
        "tokio",
        "std::net",
        "reach",
        "Reads",
        "client",
        "reads",
        "sign_in_flow",
        "Iam::new",
        "Metadata",
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
    let sources = program();
    let main = sources.iter().find(|s| s.path == "src/main.rs").expect("the file");
    let (_, body) = main.raw.split_once("fn main()").expect("the way in");
    let (before, _) = body.split_once("Cli::read(").expect("where the command line is read");
    assert!(before.contains("screen::install_panic_hook("));
}

/// What leaves has been looked through: frames cell by cell, lines as a whole. Nothing else holds a
/// way out; the others ask the terminal for its size and its modes.
#[test]
fn text_leaves_through_one_door_for_frames_and_one_for_lines() {
    only_in(&["src/shell/terminal/output.rs"], &["stderr"]);
    only_in(
        &[
            "src/shell/terminal/output.rs",
            "src/shell/terminal/tty.rs",
            "src/shell/terminal/screen.rs",
            "src/shell/terminal/hangup.rs",
            "src/shell/terminal/input.rs",
        ],
        &["io::stdout"],
    );
    only_in(
        &[
            "src/shell/terminal/output.rs",
            "src/shell/terminal/screen.rs",
            "src/shell/event_loop/screens.rs",
            "src/shell/terminal/tty.rs",
        ],
        &["TtyWriter"],
    );
    let sources = program();
    let of_clap = sources.iter().flat_map(|s| s.holding(&["Cli::parse", ".exit()"]));
    none(of_clap.collect(), "clap would print what it was given");
}

/// Words from outside pass the mask by their type; here, that it is the one that knows the secrets
/// of the process.
#[test]
fn no_answer_is_read_without_the_secrets_of_the_process() {
    let beginnings = [
        "src/api/net/network.rs",
        "src/api/net/transport.rs",
        "src/shell/session/config.rs",
        "src/shell/session/config/examine.rs",
    ];
    let mut wrong = Vec::new();
    for source in program().iter().filter(|s| !s.path.contains("/tests")) {
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
    let sources = program();
    let wrong = sources
        .iter()
        .flat_map(|s| s.holding(&["print!", "println!", "eprint!", "eprintln!", "dbg!"]));
    none(wrong.collect(), "a closed pipe makes these panic, and they draw over the screen");
}

#[test]
fn no_lint_is_silenced_and_no_code_is_unsafe() {
    for folder in FOLDERS {
        let sources = sources(folder);
        let others = sources.iter().filter(|s| s.path != HERE);
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

/// What two programs shared by path would be compiled twice, and half of it unused in each.
#[test]
fn every_file_belongs_to_one_program() {
    let all = ["src", "tests"].into_iter().flat_map(sources);
    let others = all.filter(|s| s.path != HERE);
    none(
        others.flat_map(|s| s.holding(&["#[path"])).collect(),
        "a module stands where it is named",
    );
}

#[test]
fn every_file_says_what_it_is_and_stays_short() {
    let mut offenders = Vec::new();
    for source in FOLDERS.into_iter().flat_map(sources) {
        if !source.raw.starts_with("//! ") {
            offenders.push(format!("{}:1: no //! doc", source.path));
        }
        let most = if source.path.contains("tests") { 640 } else { 500 };
        if source.lines.len() > most {
            offenders.push(format!("{}:{most}: {} lines", source.path, source.lines.len()));
        }
    }
    none(offenders, "each file begins with what it is for, and has at most 500 lines (tests 640)");
}
