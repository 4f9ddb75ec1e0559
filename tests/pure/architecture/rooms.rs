//! The rooms of the core, and the rules between them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path as FilePath,
};

use super::{
    none,
    paths::{Path, module, named},
    sources::{Source, has_word, program},
};

/// The floors of the core, from the ground up: a room names its own floor's rooms only if it is one
/// of the floors below the screens, and never a room above.
const FLOORS: [&[&str]; 10] = [
    &["base"],
    &["scope"],
    &["session"],
    &["draft"],
    &["operation"],
    &["port"],
    &ROOMS,
    &["launch"],
    &["model"],
    &["update"],
];
/// The screens, and what stands beside them: none of them names another.
const ROOMS: [&str; 9] =
    ["choose", "compose", "dialog", "history", "journal", "review", "sign_in", "start", "watch"];

fn core() -> Vec<Source> {
    program()
        .into_iter()
        .filter(|s| s.path.starts_with("src/core/") && !s.path.contains("/tests"))
        .collect()
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

#[test]
fn rule_1_and_2_rooms_name_what_is_below_them_and_no_sibling() {
    let mut wrong = Vec::new();
    for source in core() {
        let here = module(&source);
        let Some(room) = here.get(1) else { continue };
        let Some(mine) = floor(room) else {
            wrong.push(format!("{}: {room} stands on no floor", source.path));
            continue;
        };
        for (line, path) in named(&source).into_iter().filter(|(_, path)| path[0] == "core") {
            let Some(other) = path.get(1).filter(|other| *other != room) else { continue };
            if floor(other).is_none_or(|other| other >= mine) {
                wrong.push(format!("{}:{line}: {}", source.path, path.join("::")));
            }
        }
    }
    none(wrong, "a room of the core names what is above it, or a sibling");
}

#[test]
fn rule_3_the_whole_model_is_changed_in_one_file() {
    let mut wrong = Vec::new();
    for source in program().iter().filter(|s| !s.path.contains("/tests")) {
        let allowed = source.path == "src/core/update.rs";
        let lines = source.lines.iter().enumerate().filter(|_| !allowed);
        let hits = lines.filter(|(_, line)| has_word(line, "mut Model"));
        wrong.extend(hits.map(|(n, line)| format!("{}:{}: {line}", source.path, n + 1)));
    }
    none(wrong, "only the reducer changes the whole model; a room changes its own state");
}

/// An operation says what it needs; `watch` makes effects of that. Rule 1 holds it; this says so.
#[test]
fn rule_4_an_operation_builds_no_effect() {
    let core = core();
    let operations = core.iter().filter(|s| s.path.starts_with("src/core/operation/"));
    none(operations.flat_map(|s| s.holding(&["Effect", "Port"])).collect(), "not in an operation");
}

#[test]
fn rule_5_words_and_screens_read_state_and_call_no_update() {
    let mut wrong = Vec::new();
    for source in program().iter().filter(|s| s.is_in("words") || s.is_in("ui")) {
        let paths = named(source).into_iter().filter(|(_, path)| path[0] == "core");
        let updates = paths.filter(|(_, path)| path.iter().any(|part| part == "update"));
        wrong.extend(updates.map(|(line, p)| format!("{}:{line}: {}", source.path, p.join("::"))));
        wrong.extend(source.holding(&["Port", "Effect", "mut Model"]));
    }
    none(wrong, "words and screens only read");
}

#[test]
fn rule_6_no_circle_of_files_in_the_core() {
    let sources = core();
    let files: BTreeSet<Path> = sources.iter().map(module).collect();
    let mut edges: BTreeMap<Path, BTreeSet<Path>> = BTreeMap::new();
    for source in &sources {
        let here = module(source);
        for (_, path) in named(source) {
            let file = (1..=path.len()).rev().map(|n| &path[..n]).find(|p| files.contains(*p));
            if let Some(file) = file.filter(|file| *file != here.as_slice()) {
                edges.entry(here.clone()).or_default().insert(file.to_vec());
            }
        }
    }
    let mut done = BTreeSet::new();
    for file in &files {
        if let Some(circle) = circle(file, &edges, &mut Vec::new(), &mut done) {
            let names: Vec<String> = circle.iter().map(|path| path.join("::")).collect();
            panic!("files of the core lead back to themselves:\n{}", names.join("\n-> "));
        }
    }
}

fn circle(
    at: &Path,
    edges: &BTreeMap<Path, BTreeSet<Path>>,
    way: &mut Vec<Path>,
    done: &mut BTreeSet<Path>,
) -> Option<Vec<Path>> {
    if let Some(first) = way.iter().position(|before| before == at) {
        return Some(way[first..].iter().chain([at]).cloned().collect());
    }
    if !done.contains(at) {
        way.push(at.clone());
        for next in edges.get(at).into_iter().flatten() {
            if let Some(circle) = circle(next, edges, way, done) {
                return Some(circle);
            }
        }
        way.pop();
        done.insert(at.clone());
    }
    None
}

/// Offline there is no `Service`, and a run that only reads has no `Sender`: what such a run may
/// not do cannot be built anywhere else.
#[test]
fn rule_7_effects_that_call_or_send_are_built_by_the_ways_out() {
    let words = [
        "Effect::Ask",
        "Effect::Poll",
        "Effect::Look",
        "Effect::Sending",
        "Access::SignIn",
        "Access::Renew",
    ];
    let mut wrong = Vec::new();
    for source in core().iter().filter(|s| s.path != "src/core/port/service.rs") {
        let end = source.lines.iter().position(|line| line.contains("#[cfg(test)]"));
        for (n, line) in source.lines[..end.unwrap_or(source.lines.len())].iter().enumerate() {
            let built = words.iter().any(|word| {
                line.match_indices(word).any(|(at, _)| {
                    // A pattern takes an effect apart: an arrow or a bar follows, or a `let` leads.
                    let (before, after) = (line[..at].trim_end(), &line[at + word.len()..]);
                    let leads = ["let", "matches!(", "|"].iter().any(|lead| before.ends_with(lead));
                    !leads && !after.contains("=>") && !after.trim_end().ends_with('|')
                })
            });
            if built {
                wrong.push(format!("{}:{}: {}", source.path, n + 1, line.trim()));
            }
        }
    }
    none(wrong, "only the ways out build what calls or sends");
    let filters = core().iter().flat_map(|s| s.holding(&["retain(|effect|"])).collect();
    none(filters, "no filter behind the reducer");
}

/// The map in ARCHITECTURE.md names each folder of the sources, and no other.
#[test]
fn the_map_is_the_one_of_the_folders() {
    let root = FilePath::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("ARCHITECTURE.md")).expect("the page");
    let mapped: BTreeSet<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("- `src/")?.split_once("/`"))
        .map(|(folder, _)| folder.to_owned())
        .collect();
    let folders: BTreeSet<String> = program()
        .iter()
        .filter_map(|s| s.path.strip_prefix("src/")?.rsplit_once('/'))
        .map(|(folder, _)| folder.split('/').take(2).collect::<Vec<_>>().join("/"))
        .filter(|folder| !folder.contains("tests"))
        .collect();
    let missing = folders.difference(&mapped).map(|f| format!("src/{f}/ is not on the map"));
    let gone = mapped.difference(&folders).map(|f| format!("src/{f}/ is on the map only"));
    none(missing.chain(gone).collect(), "the map in ARCHITECTURE.md and the folders differ");
}
