//! A pin: what an operation's file held at one moment, in a form that a ticket can keep.
//!
//! A file of the journal is only appended to. So a pin that is kept elsewhere proves that nothing
//! before the pin was edited, dropped, reordered or cut. A pin proves nothing about who wrote the
//! file, nor about lines behind the pin.

use std::{fmt, str::FromStr};

use crate::core::base::signature::payload_hash;

/// Length and SHA-256 of the first bytes of an operation's file, up to the end of a line. Written
/// as `LENGTH:SHA256`, the length in bytes and the digest in 64 hex digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    length: usize,
    /// In 64 hex digits, small letters.
    digest: String,
}

/// Whether a pin holds for the file as it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinCheck {
    /// Nothing before the pin has changed. This many bytes follow.
    Holds { appended: usize },
    /// The file is shorter than the pin says.
    Cut { found: usize },
    /// The file is long enough, and its first bytes are not those of the pin.
    Changed,
}

impl Pin {
    /// Makes the pin of a file's whole lines; `None` if the file holds none.
    pub fn of(file: &[u8]) -> Option<Self> {
        let length = file.iter().rposition(|byte| *byte == b'\n')? + 1;
        Some(Self { length, digest: payload_hash(&file[..length]) })
    }

    /// Compares the pin with the file.
    pub fn check(&self, file: &[u8]) -> PinCheck {
        match file.split_at_checked(self.length) {
            None => PinCheck::Cut { found: file.len() },
            Some((pinned, behind)) if payload_hash(pinned) == self.digest => {
                PinCheck::Holds { appended: behind.len() }
            }
            Some(_) => PinCheck::Changed,
        }
    }

    /// Returns the number of bytes that the pin covers.
    pub const fn length(&self) -> usize {
        self.length
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.length, self.digest)
    }
}

impl FromStr for Pin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "a pin is a length, a colon and 64 hex digits".to_owned();
        let (length, digest) = text.trim().split_once(':').ok_or_else(wrong)?;
        let is_number = length.bytes().all(|b| b.is_ascii_digit());
        let is_digest = digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit());
        let length = length.parse().ok().filter(|length| is_number && is_digest && *length > 0);
        Ok(Self { length: length.ok_or_else(wrong)?, digest: digest.to_ascii_lowercase() })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FILE: &[u8] =
        b"{\"event\":\"intended\"}\n{\"event\":\"sent\"}\n{\"event\":\"completed\"}\n";

    #[test]
    fn a_pin_ends_where_the_last_whole_line_ends() {
        let whole = Pin::of(FILE).expect("lines");
        assert_eq!(
            Pin::of(&[FILE, b"{\"ev"].concat()),
            Some(whole.clone()),
            "a torn line is not pinned"
        );
        assert_eq!(whole.length(), FILE.len());
        assert_eq!(Pin::of(b""), None);
        assert_eq!(Pin::of(b"{\"ev"), None);
    }

    #[test]
    fn a_pin_is_read_as_written_and_nothing_else_is() {
        let pin = Pin::of(b"a\n").expect("a line");
        let text = "2:87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7";
        assert_eq!(pin.to_string(), text, "as `printf 'a\\n' | sha256sum` says");
        assert_eq!(text.parse(), Ok(pin.clone()));
        assert_eq!(text.to_uppercase().parse(), Ok(pin));
        for wrong in [
            "",
            "2",
            "2:",
            "0:87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7",
            "+2:87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7",
            "2:87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25",
            "2:+7428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7",
            "2:é7428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c",
            "99999999999999999999:87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7",
        ] {
            assert!(wrong.parse::<Pin>().is_err(), "{wrong}");
        }
    }

    /// A change of a file before its pin.
    #[derive(Debug, Clone, Copy)]
    enum Edit {
        Replace(u8),
        Delete,
        Insert(u8),
        /// Swaps the byte with the one so far behind.
        Swap(usize),
        Cut,
    }

    fn edited(file: &[u8], at: usize, edit: Edit) -> Vec<u8> {
        let mut bytes = file.to_vec();
        match edit {
            Edit::Replace(byte) => bytes[at] = byte,
            Edit::Delete => drop(bytes.remove(at)),
            Edit::Insert(byte) => bytes.insert(at, byte),
            Edit::Swap(other) => bytes.swap(at, (at + other) % file.len()),
            Edit::Cut => bytes.truncate(at),
        }
        bytes
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 100_000, failure_persistence: None, ..ProptestConfig::default()
        })]

        #[test]
        fn every_change_before_a_pin_is_found_and_what_is_appended_is_none(
            at in 0..FILE.len(),
            edit in prop_oneof![
                any::<u8>().prop_map(Edit::Replace),
                Just(Edit::Delete),
                any::<u8>().prop_map(Edit::Insert),
                (1..FILE.len()).prop_map(Edit::Swap),
                Just(Edit::Cut),
            ],
            behind in proptest::collection::vec(any::<u8>(), 0..40),
        ) {
            let pin = Pin::of(FILE).expect("lines");
            let appended = [FILE, &behind].concat();
            prop_assert_eq!(pin.check(&appended), PinCheck::Holds { appended: behind.len() });
            let changed = [edited(FILE, at, edit), behind].concat();
            let same = changed.starts_with(FILE);
            prop_assert_eq!(matches!(pin.check(&changed), PinCheck::Holds { .. }), same);
        }
    }
}
