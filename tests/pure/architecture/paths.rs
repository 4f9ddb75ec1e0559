//! The paths that a source file names, made absolute: what `use` trees and inline paths lead to.

use super::sources::Source;

/// A path within the crate, e.g. `core::base::time::UtcTime`, by its parts.
pub type Path = Vec<String>;

/// Returns the module of a source file: `src/core/base/time.rs` is `core::base::time`.
pub fn module(source: &Source) -> Path {
    let path = source.path.trim_start_matches("src/").trim_end_matches(".rs");
    let parts = path.split('/').map(str::to_owned);
    parts.filter(|part| part != "mod" && part != "lib").collect()
}

/// Returns each path that the program part of a file names, with its line.
pub fn named(source: &Source) -> Vec<(usize, Path)> {
    let module = module(source);
    let of_crate = trees(source, &["crate::", "super::"]);
    of_crate.into_iter().map(|(line, path)| (line, absolute(&module, path))).collect()
}

/// Returns each path into the standard library that the program part of a file names, with its
/// line, also from a tree such as `use std::{borrow::Cow, io}`.
pub fn of_std(source: &Source) -> Vec<(usize, Path)> {
    trees(source, &["std::"])
}

/// Returns the paths that begin with one of `roots`.
fn trees(source: &Source, roots: &[&str]) -> Vec<(usize, Path)> {
    let end = source.lines.iter().position(|line| line.contains("#[cfg(test)]"));
    let text = source.lines[..end.unwrap_or(source.lines.len())].join("\n");
    let mut found = Vec::new();
    for (at, _) in roots.iter().flat_map(|root| text.match_indices(root)) {
        let before = text[..at].chars().next_back();
        // The middle of a path, or a name that only ends so.
        if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | ':')) {
            continue;
        }
        let line = text[..at].matches('\n').count() + 1;
        let mut paths = Vec::new();
        tree(&mut text[at..].chars().peekable(), Vec::new(), &mut paths);
        found.extend(paths.into_iter().map(|path| (line, path)));
    }
    found
}

/// Reads one path, or a tree of paths in braces, and adds its leaves.
fn tree(text: &mut std::iter::Peekable<std::str::Chars<'_>>, mut path: Path, out: &mut Vec<Path>) {
    loop {
        let blank = |c: &char| c.is_whitespace();
        while text.next_if(blank).is_some() {}
        let mut word = String::new();
        while let Some(c) = text.next_if(|c| c.is_alphanumeric() || *c == '_') {
            word.push(c);
        }
        if !word.is_empty() {
            path.push(word);
        }
        match text.peek() {
            Some(':') => {
                text.next();
                if text.next_if_eq(&':').is_none() {
                    break;
                }
            }
            Some('{') if !path.is_empty() => {
                text.next();
                while !matches!(text.peek(), Some('}') | None) {
                    tree(text, path.clone(), out);
                    while text.next_if(|c| *c != ',' && *c != '}').is_some() {}
                    text.next_if_eq(&',');
                    while text.next_if(blank).is_some() {}
                }
                text.next();
                return;
            }
            _ => break,
        }
    }
    out.push(path);
}

fn absolute(module: &[String], path: Path) -> Path {
    let up = path.iter().take_while(|part| *part == "super").count();
    let rest = path.into_iter().filter(|part| part != "super" && part != "crate" && part != "self");
    let from = if up == 0 { &[][..] } else { &module[..module.len().saturating_sub(up)] };
    from.iter().cloned().chain(rest).collect()
}

#[test]
fn trees_of_paths_are_read_to_their_leaves() {
    let text = "use super::{a::B, c};\n\
        use crate::core::{\n    base::{time::UtcTime, ids::X as Y},\n    \
        port::Go,\n};\nlet x = crate::core::scope::tree::f();";
    let lines = text.lines().map(str::to_owned).collect();
    let source = Source { path: "src/core/start/update.rs".into(), raw: String::new(), lines };
    let mut seen: Vec<(usize, String)> =
        named(&source).into_iter().map(|(line, path)| (line, path.join("::"))).collect();
    seen.sort();
    let want = [
        (1, "core::start::a::B"),
        (1, "core::start::c"),
        (2, "core::base::ids::X"),
        (2, "core::base::time::UtcTime"),
        (2, "core::port::Go"),
        (6, "core::scope::tree::f"),
    ];
    assert_eq!(seen, want.map(|(line, path)| (line, path.to_owned())));

    let text = "use std::{borrow::Cow, io};\nlet x = std::fs::read(y); mystd::z;";
    let lines = text.lines().map(str::to_owned).collect();
    let source = Source { path: "src/words/mod.rs".into(), raw: String::new(), lines };
    let seen: Vec<String> = of_std(&source)
        .into_iter()
        .map(|(line, path)| format!("{line} {}", path.join("::")))
        .collect();
    assert_eq!(seen, ["1 std::borrow::Cow", "1 std::io", "2 std::fs::read"]);
}
