//! The values of one source under their common names. Every text counts as a secret until its part
//! is known to be public.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::surroundings::Surroundings;
use crate::{
    core::session::{Part, Unusable},
    words,
};

/// A text that `Debug` hides and that is wiped on drop.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "String")]
pub struct Text(SecretString);

impl Text {
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Returns the text without the white space around it.
    pub fn trimmed(&self) -> &str {
        self.expose().trim()
    }

    pub fn is_blank(&self) -> bool {
        self.trimmed().is_empty()
    }

    pub fn into_secret(self) -> SecretString {
        self.0
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(SecretString::from(text))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(SecretString::from(text))
    }
}

#[derive(Debug, Clone)]
pub struct Entry {
    pub from: String,
    pub text: Text,
}

#[derive(Debug, Clone, Default)]
pub struct Values(BTreeMap<Part, Entry>);

impl Values {
    /// Takes a value. A blank value does not count, nor does a second one for the same part.
    pub fn put(&mut self, part: Part, from: impl Into<String>, text: impl Into<Option<Text>>) {
        let Some(text) = text.into() else { return };
        // A password may consist of blanks.
        let blank = if part == Part::Password { text.expose().is_empty() } else { text.is_blank() };
        if !blank {
            self.0.entry(part).or_insert_with(|| Entry { from: from.into(), text });
        }
    }

    /// Takes a value in the place of an earlier one.
    pub fn replace(&mut self, part: Part, from: String, text: Text) {
        self.0.insert(part, Entry { from, text });
    }

    /// Reads variables. Of several for one part the first that is set counts.
    pub fn of_variables(around: &Surroundings, table: &[(Part, &str)]) -> Result<Self, Unusable> {
        let mut values = Self::default();
        for (part, name) in table {
            if let Some(text) = around.text(name) {
                values.put(*part, *name, Text::from(text?));
            }
        }
        Ok(values)
    }

    pub fn get(&self, part: Part) -> Option<&Entry> {
        self.0.get(&part)
    }

    pub fn has(&self, part: Part) -> bool {
        self.0.contains_key(&part)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn entries(&self) -> impl Iterator<Item = (Part, &Entry)> {
        self.0.iter().map(|(part, entry)| (*part, entry))
    }
}

/// Reads a yes or no as people write them; any other text counts as `otherwise`.
pub fn is_yes(text: &str, otherwise: bool) -> bool {
    match text.trim().to_ascii_lowercase().as_str() {
        "1" | "t" | "true" | "y" | "yes" | "on" => true,
        "0" | "f" | "false" | "n" | "no" | "off" | "" => false,
        _ => otherwise,
    }
}

/// Returns a short word of plain characters, which an error message may repeat; anything
/// else may be a secret.
pub fn plain_word(text: &str) -> Option<&str> {
    let text = text.trim();
    let plain = |b: u8| b.is_ascii_alphabetic() || b.is_ascii_digit() || b == b'_' || b == b'-';
    ((1..=24).contains(&text.len()) && text.bytes().all(plain)).then_some(text)
}

/// Returns a function that names a part: by the first name in the table,
/// otherwise the part's common name.
pub fn name_in(table: &[(Part, &'static str)]) -> impl Fn(Part) -> String {
    move |part| {
        let named = table.iter().find(|(known, _)| *known == part);
        named.map_or_else(|| words::session::credentials::part(part), |(_, name)| name).to_owned()
    }
}
