//! The identifiers of the field, each its own type, so that a job ID can never stand where a backup
//! ID belongs.
//!
//! IDs that the service hands out are opaque: each is kept as received and checked for printable
//! ASCII and a bounded length only, because the example in "Creating a Manual Backup" breaks the
//! documented pattern. Only an ID that a person types is held against that pattern.

use serde::{Deserialize, Serialize};

use super::text::clean_line;

/// The error of a text that is no identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an identifier is empty or malformed")]
pub struct NoIdentifier;

/// Longest text that can be an identifier; those of the service have 36 characters.
const LONGEST: usize = 128;

macro_rules! opaque_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// Takes an ID as the service sent it, without the blanks around. `None` if the text is
            /// too long for an ID, or holds anything but printable ASCII.
            pub fn received(raw: &str) -> Option<Self> {
                let id = raw.trim();
                let is_short = (1..=LONGEST).contains(&id.len());
                let fits = is_short && id.bytes().all(|b| b.is_ascii_graphic());
                fits.then(|| Self(id.to_owned()))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Returns the last `n` characters, for places where the full ID stands elsewhere.
            pub fn tail(&self, n: usize) -> &str {
                let skip = self.0.chars().count().saturating_sub(n);
                self.0.char_indices().nth(skip).map_or("", |(at, _)| &self.0[at..])
            }
        }

        impl TryFrom<String> for $name {
            type Error = NoIdentifier;

            /// Takes an ID out of a file, without control characters. Earlier versions took more
            /// for an ID than [`Self::received`] does, and their files are to be read.
            fn try_from(raw: String) -> Result<Self, NoIdentifier> {
                let clean = clean_line(&raw);
                let clean = clean.trim();
                if clean.is_empty() { Err(NoIdentifier) } else { Ok(Self(clean.to_owned())) }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

opaque_id!(
    /// A GeminiDB instance (`5d3f…in06`).
    InstanceId
);
opaque_id!(
    /// A backup, as the create call or the backup list reports it.
    BackupId
);
opaque_id!(
    /// An asynchronous job (a hyphenated UUID in practice).
    JobId
);
opaque_id!(
    /// A project of the account in one region.
    ProjectId
);

/// An operation: one backup from its review to its end, and the file that keeps it. Six
/// characters that can be read out over a telephone: digits and capital letters without I, L, O
/// and U (Crockford's base 32).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OperationId([u8; 6]);

impl OperationId {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// Makes an ID of random bits, of which the lower 30 count.
    pub fn from_bits(bits: u32) -> Self {
        Self(std::array::from_fn(|n| Self::LETTERS[(bits >> (5 * n)) as usize % 32]))
    }

    /// Reads the ID that a person typed or that names a file; case does not count.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 6] = text.trim().to_ascii_uppercase().as_bytes().try_into().ok()?;
        bytes.iter().all(|b| Self::LETTERS.contains(b)).then_some(Self(bytes))
    }

    pub fn as_str(&self) -> &str {
        // Both constructors put ASCII in, so the text is UTF-8.
        std::str::from_utf8(&self.0).unwrap_or("")
    }
}

impl TryFrom<String> for OperationId {
    type Error = NoIdentifier;

    fn try_from(text: String) -> Result<Self, NoIdentifier> {
        Self::parse(&text).ok_or(NoIdentifier)
    }
}

impl From<OperationId> for String {
    fn from(id: OperationId) -> Self {
        id.as_str().to_owned()
    }
}

impl std::fmt::Display for OperationId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::fmt::Debug for OperationId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OperationId({self})")
    }
}

impl InstanceId {
    /// Reads an ID that a person typed: 32 lower-case hex digits, `in`, 2 digits, as in
    /// the vendor's example of `ListInstances`.
    pub fn typed(text: &str) -> Option<Self> {
        let text = text.trim();
        let (hex, tail) = (text.get(..32)?, text.get(32..)?);
        let hex_ok = hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let tail_ok = tail.len() == 4
            && tail.starts_with("in")
            && tail[2..].bytes().all(|b| b.is_ascii_digit());
        (hex_ok && tail_ok).then(|| Self(text.to_owned()))
    }
}

impl BackupId {
    /// Reads an ID that a person typed or pasted: 8 to 64 ASCII letters, digits and hyphens. Its
    /// documented form (32 hex digits, `br`, 2 digits) is not kept to by the service's own
    /// examples, so no more is asked for.
    pub fn typed(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = (8..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        fits.then(|| Self(text.to_owned()))
    }

    /// Returns whether the text has the form of a job ID, a UUID with hyphens: on Watch a backup ID
    /// and a job ID stand side by side, so one is easily typed for the other.
    pub fn has_the_form_of_a_job(&self) -> bool {
        let lengths = self.0.split('-').map(str::len);
        lengths.eq([8, 4, 4, 4, 12]) && self.0.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
    }
}

impl ProjectId {
    /// Reads a project ID from configuration or a prompt: 32 letters or
    /// digits ("Creating a Manual Backup").
    pub fn typed(text: &str) -> Option<Self> {
        let text = text.trim();
        (text.len() == 32 && text.bytes().all(|b| b.is_ascii_alphanumeric()))
            .then(|| Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_instance_id_is_32_hex_digits_in_and_two_digits() {
        let good = "5d3f0c9a7be84216a1c0f2d4b6e8a013in06";
        assert_eq!(InstanceId::typed(good).unwrap().as_str(), good);
        assert_eq!(InstanceId::typed(&format!("  {good} ")).unwrap().tail(8), "a013in06");
        for bad in [
            "",
            "in06",
            "5D3F0c9a7be84216a1c0f2d4b6e8a013in06",
            "5d3f0c9a7be84216a1c0f2d4b6e8a013br06",
            "5d3f0c9a7be84216a1c0f2d4b6e8a013in6",
            "5d3f0c9a7be84216a1c0f2d4b6e8a01äin06",
        ] {
            assert_eq!(InstanceId::typed(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_received_id_is_opaque_printable_and_never_altered() {
        for id in ["a", "646d88d0b03f4fd2ae944ae2a33bcb6ain06", "x/[2J]:{y}", &"z".repeat(LONGEST)]
        {
            assert_eq!(BackupId::received(&format!(" {id}\n")).unwrap().as_str(), id);
        }
        for none in
            ["", " ", "x\u{1b}[2Jyin06", "x\u{202e}y", "a b", "编号", &"z".repeat(LONGEST + 1)]
        {
            assert_eq!(BackupId::received(none), None, "{none}");
        }
    }

    #[test]
    fn a_job_id_in_a_backup_ids_place_is_known_by_its_form() {
        let is_job = |text: &str| BackupId::received(text).expect("an ID").has_the_form_of_a_job();
        assert!(
            is_job("8061ceaf-b319-4315-9338-7f3de8e26f05")
                && is_job("8061CEAF-B319-4315-9338-7F3DE8E26F05")
        );
        for backup in [
            "646d88d0b03f4fd2ae944ae2a33bcb6ain06",
            "8061ceaf-b319-4315-9338-7f3de8e26f05br06",
            "8061ceaf-b319",
            "7F3K9Q",
        ] {
            assert!(!is_job(backup), "{backup}");
        }
    }

    #[test]
    fn an_id_of_an_older_file_is_read_without_control_characters() {
        let read = |raw: &str| JobId::try_from(raw.to_owned()).map(|id| id.to_string());
        assert_eq!(read("x\u{1b}[2Jy\u{202e}in06"), Ok("x[2Jyin06".to_owned()));
        assert_eq!(
            read("\u{7} a \u{7}"),
            Ok("a".to_owned()),
            "what stood behind a dropped character is trimmed too"
        );
        assert_eq!(read(" \u{7} "), Err(NoIdentifier));
        assert!(read(&"z".repeat(5_000)).is_ok(), "an earlier version had taken it");
    }

    #[test]
    fn a_typed_backup_id_is_one_word_of_letters_and_digits() {
        for good in [
            "646d88d0b03f4fd2ae944ae2a33bcb6ain06",
            " 646d88d0b03f4fd2ae944ae2a33bcb6abr06\n",
            "8061ceaf-b319",
        ] {
            assert_eq!(
                BackupId::typed(good).map(|id| id.to_string()).as_deref(),
                Some(good.trim())
            );
        }
        let long = "a".repeat(65);
        for bad in
            ["", "in06", "pre-mig_CHG", "two words", "646d88d0\u{202e}ae944", "编号编号编号", &long]
        {
            assert_eq!(BackupId::typed(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_tail_longer_than_the_id_is_the_id() {
        assert_eq!(JobId::received("ab").unwrap().tail(8), "ab");
    }

    #[test]
    fn an_operation_is_six_characters_that_read_back() {
        for bits in [0, 1, 31, 32, 12_345_678, (1 << 30) - 1, u32::MAX] {
            let id = OperationId::from_bits(bits);
            assert_eq!(OperationId::parse(&id.as_str().to_lowercase()), Some(id));
        }
        assert_ne!(OperationId::from_bits(1), OperationId::from_bits(2));
        for bad in ["", "7F3K9", "7F3K9QQ", "7F3K9I", "7F3K9Ä"] {
            assert_eq!(OperationId::parse(bad), None, "{bad}");
        }
    }
}
