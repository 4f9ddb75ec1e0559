//! The documents: links lead somewhere, commands and names exist, and the tables of
//! `docs/reference.md` agree with the program.

mod completions;
mod manual;
mod reference;

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::{Path, PathBuf},
};

use clap::{Arg, Command, CommandFactory};
use geminidb_backup::{cli::Cli, simulator::Scenario, words::base::permissions::Need};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text_of(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Returns the files below `folder` whose names end in `ending`, as paths from the root.
fn files_below(folder: &str, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path.strip_prefix(root()).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    found
}

fn documents() -> Vec<String> {
    let top = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "ARCHITECTURE.md"];
    let mut all: Vec<String> =
        top.iter().filter(|p| root().join(p).exists()).map(ToString::to_string).collect();
    all.extend(files_below("docs", ".md"));
    all.extend(files_below("benches", ".md"));
    all
}

/// The lines of a document, each with its number and whether a fenced block holds the line.
fn lines(text: &str) -> Vec<(usize, bool, &str)> {
    let mut fenced = false;
    let mut lines = Vec::new();
    for (n, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else {
            lines.push((n + 1, fenced, line));
        }
    }
    lines
}

/// Returns the text between backticks on a line of prose.
fn spans(line: &str) -> Vec<&str> {
    line.split('`').skip(1).step_by(2).collect()
}

/// Returns the anchor that a heading gets on the web.
fn slug(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

fn anchors(text: &str) -> BTreeSet<String> {
    let mut times: HashMap<String, usize> = HashMap::new();
    let mut all = BTreeSet::new();
    for (_, fenced, line) in lines(text) {
        let heading = line.trim_start_matches('#');
        if fenced || heading.len() == line.len() || !heading.starts_with(' ') {
            continue;
        }
        let slug = slug(heading);
        let before = times.entry(slug.clone()).or_insert(0);
        all.insert(if *before == 0 { slug } else { format!("{slug}-{before}") });
        *before += 1;
    }
    all
}

/// Returns the targets of the links and pictures on a line.
fn targets(line: &str) -> Vec<&str> {
    line.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect()
}

#[test]
fn every_link_leads_to_a_file_and_every_anchor_to_a_heading() {
    let mut broken = Vec::new();
    for document in documents() {
        let text = text_of(&document);
        for (n, fenced, line) in lines(&text) {
            for target in targets(line).into_iter().filter(|t| !fenced && !t.contains("://")) {
                let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
                let folder = Path::new(&document).parent().unwrap();
                let path =
                    if file.is_empty() { document.clone().into() } else { folder.join(file) };
                let there = match fs::read(root().join(&path)) {
                    Err(_) => false,
                    Ok(_) if anchor.is_empty() => true,
                    Ok(bytes) => anchors(&String::from_utf8_lossy(&bytes)).contains(anchor),
                };
                if !there {
                    broken.push(format!("{document}:{n}: {target}"));
                }
            }
        }
    }
    assert_eq!(broken, [""; 0]);
}

#[test]
fn every_page_can_be_reached_from_the_readme_and_says_first_when_to_read_it() {
    let readme = text_of("README.md");
    for page in files_below("docs", ".md") {
        assert!(readme.contains(&format!("]({page})")), "README.md has no link to {page}");
        let text = text_of(&page);
        let first = text.split("\n\n").nth(1).unwrap_or_default();
        assert!(first.starts_with("Read this page"), "{page} begins with {first:?}");
    }
}

#[test]
fn the_readme_is_an_introduction_and_its_picture_is_small() {
    assert!(text_of("README.md").lines().count() <= 200);
    assert!(fs::metadata(root().join("assets/screens.svg")).unwrap().len() <= 80 * 1024);
}

/// Returns what a name given to `cargo test` can match: each test with the file that holds it.
fn tests() -> Vec<String> {
    let sources = files_below("tests", ".rs").into_iter().chain(files_below("src", ".rs"));
    let mut all = Vec::new();
    for path in sources {
        let text = text_of(&path);
        let module = path.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::");
        let names = text.split("fn ").skip(1).filter_map(|rest| rest.split(['(', '<']).next());
        all.extend(names.map(|name| format!("{module}::{name}")));
    }
    all
}

/// Returns the names that a `cargo test` command gives: filters, and programs after `--test`.
fn named(command: &str) -> (Vec<&str>, Vec<&str>) {
    let (mut filters, mut programs) = (Vec::new(), Vec::new());
    let mut words = command.split(" #").next().unwrap_or_default().split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "--test" => programs.extend(words.next()),
            word if word.starts_with('-') => {}
            word => filters.push(word),
        }
    }
    (filters, programs)
}

#[test]
fn every_test_that_a_document_names_exists() {
    let tests = tests();
    let mut wrong = Vec::new();
    for document in documents() {
        let text = text_of(&document);
        for (n, fenced, line) in lines(&text) {
            let spans = if fenced { vec![line] } else { spans(line) };
            for (_, arguments) in spans.iter().filter_map(|span| span.split_once("cargo test")) {
                let (filters, programs) = named(arguments);
                let program = |name: &&&str| {
                    !root().join(format!("tests/{name}.rs")).exists()
                        && !root().join(format!("tests/{name}/main.rs")).exists()
                };
                let missing = filters.iter().filter(|f| !tests.iter().any(|t| t.contains(**f)));
                for name in missing.chain(programs.iter().filter(program)) {
                    wrong.push(format!("{document}:{n}: {name}"));
                }
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn every_file_example_and_variable_that_a_document_names_exists() {
    const FOLDERS: [&str; 8] =
        ["src/", "tests/", "docs/", "benches/", "examples/", "assets/", "fuzz/", ".ci/"];
    let tests = [files_below("tests", ".rs"), files_below("src/tests", ".rs")].concat();
    let sources: String = tests.iter().map(|path| text_of(path)).collect();
    let mut wrong = Vec::new();
    for document in documents() {
        let text = text_of(&document);
        for (n, fenced, line) in lines(&text) {
            let files = spans(line).into_iter().filter(|span| {
                !fenced && FOLDERS.iter().any(|f| span.starts_with(f)) && !span.contains(' ')
            });
            wrong.extend(
                files
                    .filter(|file| !root().join(file).exists())
                    .map(|file| format!("{document}:{n}: {file}")),
            );
            let example = line.split("--example ").nth(1).and_then(|r| r.split(' ').next());
            let example = example.map(|name| format!("examples/{name}.rs"));
            wrong.extend(
                example
                    .filter(|file| !root().join(file).exists())
                    .map(|file| format!("{document}:{n}: {file}")),
            );
            let variables =
                line.split([' ', '`', '=', '"']).filter(|word| word.starts_with("GEMINIDB_"));
            wrong.extend(
                variables
                    .filter(|variable| !sources.contains(&format!("{variable}\"")))
                    .map(|variable| format!("{document}:{n}: {variable}")),
            );
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// Returns the program's command line with everything put together.
fn command_line() -> Command {
    let mut command = Cli::command();
    command.build();
    command
}

#[test]
fn every_option_that_a_document_names_exists() {
    let command = command_line();
    let commands = std::iter::once(&command).chain(command.get_subcommands());
    let known: BTreeSet<&str> =
        commands.flat_map(Command::get_arguments).filter_map(Arg::get_long).collect();
    let mut wrong = Vec::new();
    for document in documents().into_iter().filter(|d| d == "README.md" || d.starts_with("docs/")) {
        let text = text_of(&document);
        for (n, fenced, line) in lines(&text) {
            let spans = if fenced { vec![line] } else { spans(line) };
            let ours = spans.into_iter().filter(|span| {
                span.starts_with("--") || span.contains("geminidb-backup") && !span.contains('/')
            });
            for word in ours.flat_map(str::split_whitespace) {
                let option = word.trim_start_matches('(').split(['=', '[', ',', ':']).next();
                if let Some(long) = option.unwrap_or_default().strip_prefix("--")
                    && !long.is_empty()
                    && !known.contains(long)
                {
                    wrong.push(format!("{document}:{n}: --{long}"));
                }
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn the_simulators_page_lists_every_scenario() {
    let page = text_of("docs/simulator.md");
    for name in Scenario::names() {
        assert!(page.contains(&format!("| `{name}` |")), "{name}");
    }
}

#[test]
fn the_sign_in_page_lists_every_permission_and_its_policies_hold_them() {
    let page = text_of("docs/sign-in.md");
    let needs = [
        Need::Create,
        Need::Instances,
        Need::Databases,
        Need::Tables,
        Need::Backups,
        Need::Jobs,
        Need::Following,
        Need::Quotas,
    ];
    for need in needs {
        let actions = need.both();
        for action in actions.split([' ', ',', '(', ')']).filter(|word| word.contains(':')) {
            assert!(page.contains(&format!("`{action}`")), "{action} is in no table");
            assert!(page.contains(&format!("\"{action}\"")), "{action} is in no policy");
        }
    }
}
