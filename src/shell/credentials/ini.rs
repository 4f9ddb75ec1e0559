//! INI text as the SDK's file has it: sections in brackets, then `key = value` or `key: value`, a line each; `#` and `;`
//! begin a comment line. It copies nothing, so that there is nothing to wipe but the text itself.

/// A section with its keys, in the order of the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Section<'a> {
    pub(super) name: &'a str,
    pub(super) pairs: Vec<(&'a str, &'a str)>,
}

/// Reads the sections.
///
/// # Errors
/// The first line, from 1, that is none of these, continues the one before it, or names a section or key again.
pub(super) fn sections(text: &str) -> Result<Vec<Section<'_>>, usize> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        let taken = match trimmed.strip_prefix('[') {
            Some(rest) => rest.strip_suffix(']').and_then(|name| begin(&mut sections, name.trim())),
            // What is indented continues a value, which no key of this file needs.
            None if line.starts_with([' ', '\t']) => None,
            None => sections.last_mut().and_then(|section| section.take(trimmed)),
        };
        taken.ok_or(n + 1)?;
    }
    Ok(sections)
}

fn begin<'a>(sections: &mut Vec<Section<'a>>, name: &'a str) -> Option<()> {
    let fresh = !name.is_empty() && sections.iter().all(|section| section.name != name);
    fresh.then(|| sections.push(Section { name, pairs: Vec::new() }))
}

impl<'a> Section<'a> {
    fn take(&mut self, line: &'a str) -> Option<()> {
        let (key, value) = line.split_once(['=', ':'])?;
        let (key, value) = (key.trim(), unquoted(value.trim()));
        let fresh = !key.is_empty() && self.get(key).is_none();
        fresh.then(|| self.pairs.push((key, value)))
    }

    /// The value of a key; its case does not count.
    pub(super) fn get(&self, key: &str) -> Option<&'a str> {
        self.pairs.iter().find(|(known, _)| known.eq_ignore_ascii_case(key)).map(|(_, value)| *value)
    }
}

/// Some of the vendor's readers drop quotes around a value; no value has them itself.
fn unquoted(value: &str) -> &str {
    let inside = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    inside('"').or_else(|| inside('\'')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_keys_and_comments_are_told_apart() {
        let text = "# c\r\n[basic]\r\nAK = a=b:c#d\r\nsk:'s'\r\n\r\n; c\n[ other ]\nak=\"\n";
        let sections = sections(text).unwrap();
        assert_eq!(sections[0], Section { name: "basic", pairs: vec![("AK", "a=b:c#d"), ("sk", "s")] });
        assert_eq!((sections[1].name, sections[1].get("AK"), sections[0].get("x")), ("other", Some("\""), None));
    }

    #[test]
    fn the_line_that_cannot_be_understood_is_named() {
        for (text, line) in [
            ("ak = 1", 1),
            ("[basic]\nak", 2),
            ("[basic]\nak = 1\n  2", 3),
            ("[basic]\nak = 1\nAK = 2", 3),
            ("[a]\n\n[a]", 3),
            ("[a", 1),
            ("[]", 1),
            ("[a]\n= 1", 2),
        ] {
            assert_eq!(sections(text), Err(line), "{text:?}");
        }
        assert_eq!(sections(""), Ok(Vec::new()));
    }
}
