//! A scanner of Rust sources that is good enough for rules: it knows lines, words and imports.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::MODULES;

/// A source file without its comments, line by line.
pub struct Source {
    /// From the root of the crate, e.g. `src/core/model.rs`.
    pub path: String,
    pub raw: String,
    pub lines: Vec<String>,
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

pub fn sources(folder: &str) -> Vec<Source> {
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

/// The sources of the program, without those that only play it (`src/tests`).
pub fn program() -> Vec<Source> {
    let of_tests = |path: &str| path == "src/tests.rs" || path.starts_with("src/tests/");
    sources("src").into_iter().filter(|source| !of_tests(&source.path)).collect()
}

/// Cuts a `//` comment that begins the line or follows a space (an URL in a string does neither).
fn without_comment(line: &str) -> &str {
    let at = if line.trim_start().starts_with("//") { line.find("//") } else { line.find(" // ") };
    at.map_or(line, |at| &line[..at])
}

impl Source {
    /// `path:line: text` for each line that holds one of `words` as whole words.
    pub fn holding(&self, words: &[&str]) -> Vec<String> {
        let hits = self
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| words.iter().any(|w| has_word(line, w)));
        hits.map(|(n, line)| format!("{}:{}: {}", self.path, n + 1, line.trim())).collect()
    }

    /// The root modules that it names, each with its line: after `crate::`, also in a `crate::{…}`
    /// group, and after a chain of `super::` that leads out of its own.
    pub fn imports(&self) -> Vec<(usize, String)> {
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

    pub fn is_in(&self, module: &str) -> bool {
        self.path.starts_with(&format!("src/{module}/")) || self.path == format!("src/{module}.rs")
    }
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// `word` stands in `line` with no letter, digit or `_` against either end that is itself one.
pub fn has_word(line: &str, word: &str) -> bool {
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
