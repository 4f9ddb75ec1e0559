//! Names the key of a configuration file that the program does not know.

use crate::words::session::credentials::why;

/// Names that are less alike than that (1 is equal) are not offered in place of a wrong one.
const ALIKE: f64 = 0.8;
const LONGEST: usize = 24;

/// Checks the names of keys. `place` stands before a name, such as `profiles.prod.`. A name that
/// does not look like one of a setting may be a secret in the wrong place: such a name passes, and
/// the parser tells its line.
/// Errors: The first key that is not known, with the known one that is most like it.
pub(super) fn check(table: &toml::Table, place: &str, known: &[&str]) -> Result<(), String> {
    let is_strange = |key: &&String| !known.contains(&key.as_str()) && is_a_name(key);
    let stranger = table.keys().find(is_strange);
    stranger
        .map_or(Ok(()), |key| Err(why::unknown_key(&format!("{place}{key}"), nearest(key, known))))
}

fn is_a_name(key: &str) -> bool {
    key.len() <= LONGEST && key.chars().all(|c| c.is_ascii_alphabetic() || "_-".contains(c))
}

fn nearest<'a>(key: &str, known: &[&'a str]) -> Option<&'a str> {
    let key = key.to_lowercase().replace('-', "_");
    let alike = known.iter().map(|name| (strsim::jaro_winkler(&key, name), *name));
    let nearest = alike.max_by(|a, b| a.0.total_cmp(&b.0));
    nearest.filter(|(alike, _)| *alike >= ALIKE).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_key_is_named_with_the_nearest_known_one() {
        const KNOWN: &[&str] = &["region", "read_only", "production", "profiles", "profile"];
        for (wrong, meant) in [
            ("regoin", Some("region")),
            ("read-only", Some("read_only")),
            ("readonly", Some("read_only")),
            ("Production", Some("production")),
            ("profil", Some("profile")),
            ("colour", None),
            ("x", None),
        ] {
            assert_eq!(nearest(wrong, KNOWN), meant, "{wrong}");
        }
    }
}
