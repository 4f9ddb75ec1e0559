//! IDs and names in journal lines that this program does not understand: by them a person finds the
//! backup.

use crate::core::base::{BackupId, InstanceId, JobId, OperationId, text::clean_line};

/// Different values of a kind that are told of a file at most.
const MOST: usize = 3;
/// A value longer than this is neither an ID nor a name, in bytes.
const LONGEST: usize = 256;

/// IDs and names of a file, each once, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Salvaged {
    /// Operations that its lines name.
    pub operations: Vec<OperationId>,
    pub backups: Vec<BackupId>,
    pub jobs: Vec<JobId>,
    pub instances: Vec<InstanceId>,
    /// Names of backups and instances, cleaned.
    pub names: Vec<String>,
}

impl Salvaged {
    /// Finds IDs and names in bytes that need not be JSON or UTF-8. A value counts only with its
    /// closing quote: half an ID is none.
    pub fn of(bytes: &[u8]) -> Self {
        let mut held = Self::default();
        held.add(bytes);
        held
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds the IDs and names of further bytes.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        note(&mut self.operations, values(bytes, b"\"op\":\""), OperationId::parse);
        for key in [&b"\"backup\":\""[..], b"\"row\":{\"id\":\""] {
            note(&mut self.backups, values(bytes, key), BackupId::received);
        }
        for key in [&b"\"job\":\""[..], b"\"job\":{\"id\":\""] {
            note(&mut self.jobs, values(bytes, key), JobId::received);
        }
        note(&mut self.instances, values(bytes, b"\"instance\":\""), InstanceId::received);
        for key in [&b"\"name\":\""[..], b"\"instance_name\":\""] {
            note(&mut self.names, values(bytes, key), |text| {
                Some(clean_line(text)).filter(|name| !name.is_empty())
            });
        }
    }
}

fn note<T: PartialEq>(
    list: &mut Vec<T>,
    found: impl Iterator<Item = String>,
    read: impl Fn(&str) -> Option<T>,
) {
    for value in found.filter_map(|text| read(&text)) {
        if list.len() < MOST && !list.contains(&value) {
            list.push(value);
        }
    }
}

/// Returns the texts behind a key (with its colon and opening quote) that end with
/// a quote and are UTF-8.
fn values(bytes: &[u8], key: &'static [u8]) -> impl Iterator<Item = String> {
    let starts = bytes.windows(key.len()).enumerate().filter(move |(_, window)| *window == key);
    starts.filter_map(move |(at, _)| quoted(&bytes[at + key.len()..]))
}

fn quoted(rest: &[u8]) -> Option<String> {
    let rest = &rest[..rest.len().min(LONGEST)];
    let escaped =
        |at: usize| rest[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1;
    let end = (0..rest.len()).find(|at| rest[*at] == b'"' && !escaped(*at))?;
    let text = std::str::from_utf8(&rest[..end]).ok()?;
    // An escape that is none (half a surrogate pair) leaves the text as it is written.
    Some(serde_json::from_str(&format!("\"{text}\"")).unwrap_or_else(|_| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts<T: ToString>(list: &[T]) -> Vec<String> {
        list.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn whole_values_are_found_in_any_bytes_and_halves_are_not() {
        let bytes = b"\0\xff{\"op\":\"7F3K9Q\",\"backup\":\"b-1\",\"job\":\"j-1\"}\xfe\n\
                \"row\":{\"id\":\"b-2\",\"name\":\"a\\\"b\\u001b[2J\",\
            \"instance\":\"i-1\",\"instance_name\":\"cass\"},\"job\":{\"id\":\"j-2\"}, \
                \"backup\":\"b-1\", \"backup\":\"cut o";
        let held = Salvaged::of(bytes);
        assert_eq!(texts(&held.operations), ["7F3K9Q"]);
        assert_eq!(
            (texts(&held.backups), texts(&held.jobs)),
            (vec!["b-1".to_owned(), "b-2".into()], vec!["j-1".to_owned(), "j-2".into()])
        );
        assert_eq!(
            (texts(&held.instances), texts(&held.names)),
            (vec!["i-1".to_owned()], vec!["a\"b[2J".to_owned(), "cass".into()])
        );
    }

    #[test]
    fn what_no_id_can_be_is_none() {
        let long = format!("\"backup\":\"{}\"", "x".repeat(LONGEST));
        for bytes in [
            long.as_bytes(),
            b"\"backup\":\"\"",
            b"\"backup\":\"\\u0007\"",
            b"\"backup\":\"b\xff1\"",
            b"\"backup\":true",
            b"",
        ] {
            assert!(Salvaged::of(bytes).is_empty(), "{:?}", String::from_utf8_lossy(bytes));
        }
        // A body that was sent stands in a text of its own: what is in there is none of the file's.
        assert!(Salvaged::of(br#""body":"{\"backup\":{\"name\":\"pre\"}}""#).is_empty());
    }

    #[test]
    fn a_file_that_repeats_itself_is_told_in_few_words() {
        let many: String =
            (0..1000).map(|n| format!("\"backup\":\"b-{n}\",\"backup\":\"b-0\"")).collect();
        assert_eq!(Salvaged::of(many.as_bytes()).backups.len(), MOST);
    }
}
