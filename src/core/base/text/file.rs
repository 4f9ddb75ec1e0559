//! Text of the program's own files, which anybody may have edited: cleaned when read, escaped when
//! written.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};

use super::{
    characters::is_unprintable,
    line::typed_line,
    written_out::{Special, printable, written_out_as},
};

pub trait Texts {
    /// Replaces each text by the result of `change`.
    fn each(&mut self, change: fn(&str) -> String);
}

impl Texts for String {
    fn each(&mut self, change: fn(&str) -> String) {
        *self = change(self);
    }
}

impl Texts for Cow<'static, str> {
    fn each(&mut self, change: fn(&str) -> String) {
        *self = change(self).into();
    }
}

impl<T: Texts> Texts for Option<T> {
    fn each(&mut self, change: fn(&str) -> String) {
        self.iter_mut().for_each(|text| text.each(change));
    }
}

impl<T: Texts> Texts for Vec<T> {
    fn each(&mut self, change: fn(&str) -> String) {
        self.iter_mut().for_each(|text| text.each(change));
    }
}

/// Reads texts for people, for `#[serde(deserialize_with)]`: characters that may not reach
/// a cell are written out.
/// Errors: As the value's own way of being read.
pub fn printable_of_file<'de, D: Deserializer<'de>, T: Texts + Deserialize<'de>>(
    from: D,
) -> Result<T, D::Error> {
    changed(from, |text| printable(text).into_owned())
}

/// Reads the texts of text fields, for `#[serde(deserialize_with)]`: only characters
/// that can be typed stay.
/// Errors: As the value's own way of being read.
pub fn typed_of_file<'de, D: Deserializer<'de>, T: Texts + Deserialize<'de>>(
    from: D,
) -> Result<T, D::Error> {
    changed(from, typed_line)
}

fn changed<'de, D: Deserializer<'de>, T: Texts + Deserialize<'de>>(
    from: D,
    change: fn(&str) -> String,
) -> Result<T, D::Error> {
    let mut texts = T::deserialize(from)?;
    texts.each(change);
    Ok(texts)
}

/// Returns JSON that says the same, with `\u....` in place of what could act on the terminal of a
/// person who prints the file. [`printable`] changes nothing of the result, whose written-out
/// characters would not be JSON.
pub fn escaped_json(json: String) -> String {
    let acts: Special =
        |_, _, c| c != '\n' && (is_unprintable(c) || c == char::REPLACEMENT_CHARACTER);
    let escaped = written_out_as(&json, acts, |text| {
        text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()
    });
    match escaped {
        Cow::Borrowed(_) => json,
        Cow::Owned(escaped) => escaped,
    }
}
