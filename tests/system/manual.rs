//! The manual pages of `packaging/`, read by the two formatters that operators have.

use std::{fs, process::Command};

use crate::support::disks::skipped;

fn pages() -> Vec<String> {
    let folder = format!("{}/packaging/man", env!("CARGO_MANIFEST_DIR"));
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let pages: Vec<String> = entries.map(|entry| entry.path().display().to_string()).collect();
    assert!(pages.len() > 8, "a page for the program, each command and the files: {pages:?}");
    pages
}

/// What a formatter says about each page; `None` where it is missing.
fn said(formatter: &str, arguments: &[&str]) -> Option<String> {
    let mut all = String::new();
    for page in pages() {
        let mut command = Command::new(formatter);
        command.args(arguments).arg(&page).env("LC_ALL", "C.UTF-8");
        let Ok(output) = command.output() else {
            skipped("manual pages", &format!("there is no {formatter} here"));
            return None;
        };
        let texts =
            [output.stdout, output.stderr].map(|text| String::from_utf8(text).expect("text"));
        assert!(output.status.success(), "{page}: {texts:?}");
        all.push_str(&texts.concat());
    }
    Some(all)
}

#[test]
fn mandoc_finds_no_fault() {
    if let Some(said) = said("mandoc", &["-Tlint"]) {
        assert_eq!(said, "");
    }
}

#[test]
fn man_warns_of_nothing_and_shows_each_page() {
    let Some(warnings) = said("man", &["--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z"]) else {
        return;
    };
    assert!(!warnings.contains("warning"), "{warnings}");
    let shown = said("man", &["-P", "cat", "-l"]).expect("it was there");
    for heading in ["KEYS", "EXIT STATUS", "ENVIRONMENT", "FILES", "SETTINGS OF A TEAM"] {
        assert!(shown.contains(heading), "{heading}");
    }
}
