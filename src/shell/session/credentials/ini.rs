//! INI text as the vendor's SDK reads its file, which is as Python's `configparser` does. Sections
//! stand in brackets; text behind the bracket does not count. Keys are `key = value` or
//! `key: value`. `#` and `;` begin a comment at the begin of a line only. A line that is indented
//! deeper than its key continues the value. `[DEFAULT]` holds values that other sections leave out.
//! The reader copies no text, so that only the text itself has to be wiped.

/// The section whose keys count in all other sections.
const DEFAULT: &str = "DEFAULT";

/// A section with its keys in the order of the file; keys from `[DEFAULT]` come last.
#[derive(Debug, PartialEq, Eq)]
pub struct Section<'a> {
    pub name: &'a str,
    pub pairs: Vec<(&'a str, &'a str)>,
}

/// Reads the sections. A value of several lines holds the line breaks. Errors: Returns the number,
/// from 1, of the first line that has another form, or repeats a section or key.
pub fn sections(text: &str) -> Result<Vec<Section<'_>>, usize> {
    let mut reader = Reader {
        text,
        sections: vec![Section { name: DEFAULT, pairs: Vec::new() }],
        current: None,
        indent: 0,
        value: None,
    };
    let mut at = 0;
    for (n, line) in text.split_inclusive('\n').enumerate() {
        reader.take(line, at).ok_or(n + 1)?;
        at += line.len();
    }
    let mut sections = reader.sections;
    let defaults = sections.remove(0).pairs;
    for section in &mut sections {
        let missing: Vec<_> =
            defaults.iter().filter(|(key, _)| section.get(key).is_none()).copied().collect();
        section.pairs.extend(missing);
    }
    Ok(sections)
}

struct Reader<'a> {
    text: &'a str,
    /// The first is `[DEFAULT]`, also if the file has none.
    sections: Vec<Section<'a>>,
    current: Option<usize>,
    /// The indent of the last line that began a section or a key.
    indent: usize,
    /// Where the value of the last key begins; `None` below the name of a section.
    value: Option<usize>,
}

impl<'a> Reader<'a> {
    /// Takes the line that begins at the byte `at`. Returns `None` if the line has no known form.
    fn take(&mut self, line: &'a str, at: usize) -> Option<()> {
        let content = line.trim();
        if content.is_empty() || content.starts_with(['#', ';']) {
            return Some(());
        }
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        let end = at + line.trim_end().len();
        if let Some(begin) = self.value.filter(|_| indent > self.indent) {
            let (_, value) = self.sections.get_mut(self.current?)?.pairs.last_mut()?;
            *value = &self.text[begin..end];
            return Some(());
        }
        self.indent = indent;
        if let Some(name) = header(content) {
            self.value = None;
            let known = self.sections.iter().position(|section| section.name == name);
            if known.is_none() {
                self.sections.push(Section { name, pairs: Vec::new() });
            }
            self.current = known.or(Some(self.sections.len() - 1));
            return known.is_none_or(|n| n == 0).then_some(());
        }
        let section = self.sections.get_mut(self.current?)?;
        let (key, value) = content.split_once(['=', ':'])?;
        let (key, value) = (key.trim(), value.trim());
        if key.is_empty() || section.get(key).is_some() {
            return None;
        }
        section.pairs.push((key, value));
        self.value = Some(end - value.len());
        Some(())
    }
}

/// Returns the name between the first bracket and the last.
fn header(content: &str) -> Option<&str> {
    let rest = content.strip_prefix('[')?;
    rest.rfind(']').map(|end| &rest[..end]).filter(|name| !name.is_empty())
}

impl<'a> Section<'a> {
    /// Returns the value of a key, in whatever case the key is written.
    pub fn get(&self, key: &str) -> Option<&'a str> {
        self.pairs
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(key))
            .map(|(_, value)| unquoted(value))
    }
}

/// Drops quotes around a value, as some of the vendor's readers do. No real value has quotes.
fn unquoted(value: &str) -> &str {
    let inside = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    inside('"').or_else(|| inside('\'')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_keys_and_comments_are_told_apart() {
        let text = "# c\r\n[basic] # main\r\n  AK = a=b:c#d\r\n  sk:'s'\r\n\r\n  ; c\n[ other \
            ]\nak=\"\n\t2\n   # c\n 3 \nx =\n";
        let sections = sections(text).expect("sections");
        assert_eq!(
            sections[0],
            Section { name: "basic", pairs: vec![("AK", "a=b:c#d"), ("sk", "'s'")] }
        );
        assert_eq!((sections[0].get("SK"), sections[0].get("x")), (Some("s"), None));
        assert_eq!(
            (sections[1].name, sections[1].get("AK")),
            (" other ", Some("\"\n\t2\n   # c\n 3"))
        );
        assert_eq!(sections[1].get("x"), Some(""));
    }

    #[test]
    fn what_a_section_leaves_out_stands_in_default() {
        let sections = sections("[DEFAULT]\nak = D\nsk = S\n[basic]\nAK = A\n[DEFAULT]\nx = 1\n")
            .expect("sections");
        assert_eq!(
            sections,
            [Section { name: "basic", pairs: vec![("AK", "A"), ("sk", "S"), ("x", "1")] }]
        );
    }

    #[test]
    fn the_line_that_cannot_be_understood_is_named() {
        for (text, line) in [
            ("ak = 1", 1),
            ("[basic]\nak", 2),
            ("[basic]\n  ak = 1\n2", 3),
            ("[basic]\nak = 1\nAK = 2", 3),
            ("[DEFAULT]\nak = 1\n[DEFAULT]\nak = 2", 4),
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
