//! The digest of a list of names that is too long for a ticket.

use sha2::{Digest as _, Sha256};

use super::choice::{DatabaseScope, names};
use crate::core::base::signature::hex;

/// Returns the SHA-256, in hex, of one line for each table: database, tab, table; behind a whole
/// database the table is missing. Tabs, line ends and backslashes in names are escaped as jq's
/// `@tsv` does, so that each list has one text.
pub fn digest(databases: &[DatabaseScope]) -> String {
    let escaped = |name: &str| {
        name.replace('\\', r"\\").replace('\t', r"\t").replace('\n', r"\n").replace('\r', r"\r")
    };
    let mut hash = Sha256::new();
    for (database, table) in names(databases) {
        let table = table.map(escaped).unwrap_or_default();
        hash.update(format!("{}\t{table}\n", escaped(database)));
    }
    hex(&hash.finalize())
}
