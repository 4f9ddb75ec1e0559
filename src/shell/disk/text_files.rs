//! Files with lists of names: read from and written to any path that the operator
//! gives, outside the state folder.

use crate::core::base::ask::Ask;
use std::path::{Path, PathBuf};

use tokio::sync::mpsc::UnboundedSender;

use super::whole_file::{Existing, Readers, read_whole, write_whole_for};
use crate::core::{
    base::disk_error::StateTrouble, compose::import::LONGEST_TEXT, port::message::Msg,
};

/// Reads a list. A file that is larger than the longest paste is not read.
pub fn read(ask: Ask, path: String, results: UnboundedSender<Msg>) {
    tokio::task::spawn_blocking(move || {
        let _ = results.send(Msg::TextRead { ask, result: read_now(&path) });
    });
}

/// Reads a list at once. Errors: As [`read_whole`].
pub fn read_now(path: &str) -> Result<String, StateTrouble> {
    read_whole(&at_home(path), LONGEST_TEXT as u64).map(|bytes| decoded(&bytes))
}

pub fn save(
    ask: Ask,
    path: String,
    text: String,
    (replace, readers): (bool, Readers),
    results: UnboundedSender<Msg>,
) {
    tokio::task::spawn_blocking(move || {
        let existing = if replace { Existing::Replace } else { Existing::Keep };
        let result = write_whole_for(&at_home(&path), &text, existing, readers);
        let _ = results.send(Msg::TextSaved { ask, result });
    });
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
}
