//! The values of one source under their common names. Every text is kept as a secret until it is
//! known to be none.

use std::{collections::BTreeMap, fmt};

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, de};

use super::surroundings::Surroundings;
use crate::core::session::credentials::{Unusable, part::Part};

/// A text of a file, hidden from `Debug` and wiped on drop.
#[derive(Clone, Default)]
pub(super) struct Text(SecretString);

impl Text {
    pub(super) fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    pub(super) fn into_secret(self) -> SecretString {
        self.0
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(SecretString::from(text))
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Text(..)")
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_string(TextVisitor)
    }
}

/// Takes a text, a number, a yes or no: for formats that tell them apart and writers that do not.
pub(super) fn any_text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Text>, D::Error> {
    deserializer.deserialize_any(TextVisitor).map(Some)
}

struct TextVisitor;

impl de::Visitor<'_> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<Text, E> {
        Ok(Text::from(text))
    }

    fn visit_string<E>(self, text: String) -> Result<Text, E> {
        Ok(Text(SecretString::from(text)))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Text, E> {
        Ok(Text::from(if value { "true" } else { "false" }))
    }

    fn visit_unit<E>(self) -> Result<Text, E> {
        Ok(Text::default())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Text, E> {
        Ok(Text(SecretString::from(value.to_string())))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Text, E> {
        Ok(Text(SecretString::from(value.to_string())))
    }
}

#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) from: String,
    pub(super) text: Text,
}

/// The values of one source.
#[derive(Debug, Clone, Default)]
pub(super) struct Values(BTreeMap<Part, Entry>);

impl Values {
    /// Takes a value, unless there is one of its kind, or it is blank.
    pub(super) fn put(&mut self, part: Part, from: impl Into<String>, text: Text) {
        let blank = if part == Part::Password {
            text.expose().is_empty()
        } else {
            text.expose().trim().is_empty()
        };
        if !blank {
            self.0.entry(part).or_insert_with(|| Entry { from: from.into(), text });
        }
    }

    /// Takes a value in the place of the one that is there.
    pub(super) fn replace(&mut self, part: Part, from: String, text: Text) {
        self.0.insert(part, Entry { from, text });
    }

    /// The same for one that may not be there.
    pub(super) fn put_some(&mut self, part: Part, from: impl Into<String>, text: Option<Text>) {
        if let Some(text) = text {
            self.put(part, from, text);
        }
    }

    /// Those of the environment; the first variable of a kind that is set counts.
    pub(super) fn of_variables(
        around: &Surroundings,
        table: &[(Part, &str)],
    ) -> Result<Self, Unusable> {
        let mut values = Self::default();
        for (part, name) in table {
            if let Some(text) = around.text(name) {
                values.put(*part, *name, Text::from(text?));
            }
        }
        Ok(values)
    }

    pub(super) fn get(&self, part: Part) -> Option<&Entry> {
        self.0.get(&part)
    }

    pub(super) fn has(&self, part: Part) -> bool {
        self.0.contains_key(&part)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (Part, &Entry)> {
        self.0.iter().map(|(part, entry)| (*part, entry))
    }
}

/// A yes or no as people write it; what is neither counts as `otherwise`.
pub(super) fn is_yes(text: &str, otherwise: bool) -> bool {
    match text.trim().to_ascii_lowercase().as_str() {
        "1" | "t" | "true" | "y" | "yes" | "on" => true,
        "0" | "f" | "false" | "n" | "no" | "off" | "" => false,
        _ => otherwise,
    }
}

/// A text that is a plain word: what may be said of a value that was not understood.
pub(super) fn plain_word(text: &str) -> Option<&str> {
    let text = text.trim();
    let plain = |b: u8| b.is_ascii_alphabetic() || b.is_ascii_digit() || b == b'_' || b == b'-';
    ((1..=24).contains(&text.len()) && text.bytes().all(plain)).then_some(text)
}

/// The first name that a table has for a part; `otherwise` its common name.
pub(super) fn name_in(
    table: &[(Part, &str)],
    part: Part,
    otherwise: fn(Part) -> &'static str,
) -> String {
    table
        .iter()
        .find(|(known, _)| *known == part)
        .map_or_else(|| otherwise(part).to_owned(), |(_, name)| (*name).to_owned())
}
