//! Arguments in messages. A secret that stands in the place of a path or name is not repeated.

use std::path::Path;

use crate::{
    core::base::{UtcTime, text::visible},
    words,
};

/// A longer run of letters and digits may be a secret.
const UNBROKEN: usize = 16;

/// A longer part of a path may be a secret.
const LONGEST: usize = 100;

/// Returns a path for a message. Characters that no cell shows are written as escapes, because
/// without them the path would name another file. The part of the path that does not exist is left
/// out if it may be a secret.
pub fn path(path: &Path) -> String {
    let text = visible(&path.to_string_lossy()).into_owned();
    // Only a path that may hold a secret is looked for on the disk.
    if !may_be_secret(&text) {
        return text;
    }
    // A token may begin with a slash.
    let mut folders = path.ancestors().filter(|folder| !["", "/"].map(Path::new).contains(folder));
    let there = folders.find(|folder| folder.symlink_metadata().is_ok());
    let rest =
        there.and_then(|there| path.strip_prefix(there).ok()).unwrap_or(path).to_string_lossy();
    match there {
        _ if !may_be_secret(&rest) => text,
        Some(there) => format!(
            "{}/{}",
            visible(&there.to_string_lossy()),
            words::not_a_path(rest.chars().count())
        ),
        None => words::not_a_path(rest.chars().count()),
    }
}

/// Returns an argument for a message, or its length if the argument may be a secret.
pub fn word(text: &str) -> String {
    if may_be_secret(text) { words::not_repeated(text.chars().count()) } else { text.to_owned() }
}

/// Returns clap's message with the arguments as [`word`] returns them. Characters that no cell
/// shows are written as escapes, because a line break in an argument could fake a line.
pub fn scrubbed(message: &str, arguments: impl IntoIterator<Item = String>) -> String {
    let values = arguments.into_iter().flat_map(|argument| {
        let value = argument.split_once('=').map(|(_, value)| value.to_owned());
        [Some(argument), value]
    });
    // Longest first, so that no part of a long value is left over.
    let mut values: Vec<(String, String)> =
        values.flatten().map(|value| (visible(&word(&value)).into_owned(), value)).collect();
    values.retain(|(said, value)| said != value);
    values.sort_by_key(|(_, value)| std::cmp::Reverse(value.len()));
    values
        .iter()
        .fold(message.to_owned(), |message, (said, value)| message.replace(value.as_str(), said))
}

/// Returns whether a text looks like a token or key: long, with letters and digits in one run.
fn may_be_secret(text: &str) -> bool {
    let is_solid = |run: &str| {
        let kinds: [fn(&u8) -> bool; 3] =
            [u8::is_ascii_lowercase, u8::is_ascii_uppercase, u8::is_ascii_digit];
        // A time begins the names of this program's own files.
        run.len() >= UNBROKEN
            && UtcTime::parse_stamp(run).is_none()
            && kinds.into_iter().filter(|kind| run.bytes().any(|b| kind(&b))).count() >= 2
    };
    let mut runs = text.split(|c: char| !c.is_ascii_alphanumeric() && !"+=_".contains(c));
    text.split('/').any(|part| part.len() > LONGEST) || runs.any(is_solid)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "MIIEtokenTOKEN0123456789/abcdefghijklmnop-qrst";

    #[test]
    fn paths_and_names_are_repeated_and_secrets_are_not() {
        for name in [
            "token",
            "/home/op/CHG0042311-token.txt",
            "~/.huaweicloud/credentials",
            "eu-west-101",
            "../certs/corp-bundle-2026.pem",
            "/etc/ssl/certs/ca-certificates.crt",
            "hcloud:production",
            "/state/operations/20261129T090825Z-ABC123.jsonl",
        ] {
            assert_eq!(word(name), name);
            assert_eq!(path(Path::new(name)), name);
        }
        let hex = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
        let dashed = "ab-".repeat(40);
        for secret in [
            TOKEN,
            hex,
            "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
            "wJalrXUtnFEMIKMDENGbPxRfiCYEXAMPLEKEY",
            &dashed,
        ] {
            let said = word(secret);
            assert!(
                said.contains(&format!("{} characters", secret.chars().count()))
                    && !said.contains(&secret[..8]),
                "{said}"
            );
        }
    }

    #[test]
    fn a_path_that_is_there_is_repeated_whatever_it_looks_like() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("0a1b2c3d4e5f60718293a4b5c6d7e8f9");
        let said = path(&file);
        assert!(
            said.starts_with(&folder.path().display().to_string()) && !said.contains("0a1b2c3d"),
            "{said}"
        );
        std::fs::write(&file, "x").expect("a file");
        for file in [file.join("open/1.jsonl"), file] {
            assert_eq!(path(&file), file.display().to_string());
        }
    }

    #[test]
    fn a_message_about_an_argument_loses_its_value() {
        let message = format!("unexpected argument '{TOKEN}' found; 'watch' is not");
        let said = scrubbed(&message, ["watch".to_owned(), format!("--demo={TOKEN}")]);
        assert!(
            said.starts_with("unexpected argument '(") && said.ends_with("' found; 'watch' is not"),
            "{said}"
        );
        assert!(!said.contains("MIIE"), "{said}");
        let said = scrubbed("error: 'a\n[OK] b\u{a0}' found", ["a\n[OK] b\u{a0}".to_owned()]);
        assert_eq!(said, r"error: 'a\u{a}[OK] b\u{a0}' found");
    }
}
