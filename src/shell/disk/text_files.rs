//! Files with lists of names: read from and written to any path that the operator
//! gives, outside the state folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    Existing, Readers,
    private::At as _,
    whole_file::{read_whole, write_whole_for},
};
use crate::core::{base::StateTrouble, compose::import::LONGEST_TEXT};

/// So many names of a folder are looked at.
const MOST_NAMES: usize = 20_000;

/// Reads a list. A file that is larger than the longest paste is not read.
/// Errors: As [`read_whole`].
pub fn read(path: &str) -> Result<String, StateTrouble> {
    read_whole(&at_home(path), LONGEST_TEXT as u64).map(|bytes| decoded(&bytes))
}

/// Lists the names in a folder, those of folders with a slash, to complete a path: at most
/// `MOST_NAMES`. A name that is no UTF-8 cannot be typed.
pub fn list(folder: &str) -> Result<Vec<String>, StateTrouble> {
    let folder = if folder.is_empty() { PathBuf::from(".") } else { at_home(folder) };
    let entries = fs::read_dir(&folder).at(&folder)?;
    let name = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().ok()?;
        Some(if entry.path().is_dir() { name + "/" } else { name })
    };
    Ok(entries.flatten().take(MOST_NAMES).filter_map(name).collect())
}

/// Writes a text. Errors: As [`write_whole_for`].
pub fn save(path: &str, text: &str, replace: bool, readers: Readers) -> Result<(), StateTrouble> {
    let existing = if replace { Existing::Replace } else { Existing::Keep };
    write_whole_for(&at_home(path), text, existing, readers)
}

/// Resolves `~/list.csv` as a shell does.
fn at_home(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => Path::new(&home).join(rest),
        (Some(_) | None, _) => PathBuf::from(path),
    }
}

/// Decodes UTF-8, or UTF-16 with a byte-order mark, as spreadsheets save "Unicode text". Other
/// bytes become a character that no name has, so that their line is refused.
fn decoded(bytes: &[u8]) -> String {
    let units = |read: fn([u8; 2]) -> u16, rest: &[u8]| {
        let (pairs, odd) = rest.as_chunks::<2>();
        let mut text =
            String::from_utf16_lossy(&pairs.iter().map(|pair| read(*pair)).collect::<Vec<_>>());
        text.extend((!odd.is_empty()).then_some('\u{FFFD}'));
        text
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => units(u16::from_le_bytes, rest),
        [0xFE, 0xFF, rest @ ..] => units(u16::from_be_bytes, rest),
        bytes => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_spreadsheets_are_read_and_broken_ones_say_so() {
        let utf16 = |units: &dyn Fn(u16) -> [u8; 2]| {
            "\u{feff}a\tü\n".encode_utf16().flat_map(units).collect::<Vec<_>>()
        };
        assert_eq!(decoded(&utf16(&u16::to_le_bytes)), "a\tü\n");
        assert_eq!(decoded(&utf16(&u16::to_be_bytes)), "a\tü\n");
        assert_eq!(decoded("a\tü\n".as_bytes()), "a\tü\n");
        assert_eq!(decoded(b"a\xfc.b"), "a\u{fffd}.b");
        assert_eq!(decoded(b"\xff\xfea"), "\u{fffd}");
        assert_eq!(decoded(b""), "");
    }

    #[test]
    fn a_folder_lists_its_files_and_its_folders_with_a_slash() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("lists")).expect("a folder");
        fs::write(folder.path().join("a.csv"), "").expect("a file");
        let path = format!("{}/", folder.path().display());
        let mut names = list(&path).expect("names");
        names.sort();
        assert_eq!(names, ["a.csv", "lists/"]);
        assert!(list(&format!("{path}gone/")).is_err());
    }
}
