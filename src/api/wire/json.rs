//! JSON as the service really writes it: numbers as strings and strings as numbers, `null`, missing
//! and unknown fields. Every JSON value can be read into each of these types; whether the value is
//! good enough is decided where its meaning is known.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeOwned, IgnoredAny, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer,
    },
};

/// A scalar as text: a string as it is, a number or truth value in its JSON form. `null`, missing,
/// lists and objects are no text.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Scalar(Option<String>);

impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scalar(..)")
    }
}

impl Scalar {
    /// Returns the text, byte for byte, if there is one.
    pub fn text(&self) -> Option<&str> {
        self.0.as_deref()
    }

    pub fn into_text(self) -> Option<String> {
        self.0
    }

    /// Returns a count; `"7"`, `7` and `7.0` are all 7, anything else is no count.
    pub fn count(&self) -> Option<u64> {
        let text = self.text()?.trim();
        // Above 2^53 a float is not exact, and no count of this service is that large.
        let exact = |n: &f64| n.fract() == 0.0 && (0.0..9.0e15).contains(n);
        text.parse().ok().or_else(|| text.parse::<f64>().ok().filter(exact).map(|n| n as u64))
    }

    pub fn number(&self) -> Option<f64> {
        self.text()?.trim().parse().ok().filter(|n: &f64| n.is_finite())
    }
}

/// A JSON string; any other value is dropped.
#[derive(Default)]
pub struct Text(Option<String>);

impl Text {
    /// Returns the text, byte for byte.
    pub fn as_str(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

/// An object; any other value is dropped.
#[derive(Debug, Clone)]
pub struct Object<T>(pub Option<T>);

/// A list of at most [`MOST_ENTRIES`]; a longer one and any other value are dropped.
#[derive(Debug, Clone)]
pub struct List<T>(pub Option<Vec<T>>);

/// An item of a list of the service.
pub trait Item: DeserializeOwned {
    /// The row that the item means.
    type Row;

    /// The bytes that the rows of one list take at most: many short texts take far more memory than
    /// the answer that brought them.
    const MOST: usize = 12 << 20;

    /// What an item must have, in the words of an error.
    const NEEDED: &'static str = "id";

    /// Returns the row; `None` if the item lacks what every row needs.
    fn meaning(self) -> Option<Self::Row>;

    /// Returns the bytes that a row takes.
    fn weight(row: &Self::Row) -> usize;
}

impl<I: Item> Item for Object<I> {
    type Row = I::Row;

    const MOST: usize = I::MOST;
    const NEEDED: &'static str = I::NEEDED;

    fn meaning(self) -> Option<I::Row> {
        self.0?.meaning()
    }

    fn weight(row: &I::Row) -> usize {
        I::weight(row)
    }
}

/// The rows of one page. Each item becomes its row before the next item is read, so that the fields
/// of an item without a place in the row are never held for a whole page.
#[derive(Default)]
pub enum Rows<I: Item> {
    /// The answer holds no list.
    #[default]
    NoList,
    /// An item of the list is no row.
    Unusable,
    /// The list has more rows than [`MOST_ROWS`], or the rows take more than [`Item::MOST`].
    TooMany,
    Read(Vec<I::Row>),
}

/// The rows of a page that are read at most: a hundred times as many as a call asks for.
const MOST_ROWS: usize = 10_000;
/// The words of a list that are kept: one word is enough to count as busy.
const MOST_WORDS: usize = 16;
/// The entries of a list within a row that are read at most.
const MOST_ENTRIES: usize = 100_000;

/// A list of scalars. A lone scalar counts as a list of one, an empty scalar as no
/// word, and an entry that is no scalar as one word, because any entry of an
/// instance's `actions` means "busy" (ListInstances).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(pub Vec<String>);

impl<T> Default for Object<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(None)
    }
}

/// How a type takes each kind of JSON value. Without a method of its own for a kind, the type drops
/// such a value and becomes its default, and reading goes on behind the value.
trait Lenient<'de>: Default {
    fn string(_: &str) -> Self {
        Self::default()
    }

    /// Takes a number or a truth value.
    fn scalar(_: impl fmt::Display) -> Self {
        Self::default()
    }

    fn list<A: SeqAccess<'de>>(list: A) -> Result<Self, A::Error> {
        IgnoredAny.visit_seq(list).map(|_| Self::default())
    }

    fn object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        IgnoredAny.visit_map(object).map(|_| Self::default())
    }
}

fn read<'de, T: Lenient<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(AnyValue(PhantomData))
}

struct AnyValue<T>(PhantomData<T>);

impl<'de, T: Lenient<'de>> Visitor<'de> for AnyValue<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(T::string(text))
    }

    fn visit_bool<E>(self, value: bool) -> Result<T, E> {
        Ok(T::scalar(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<T, E> {
        Ok(T::scalar(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<T, E> {
        Ok(T::scalar(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<T, E> {
        Ok(T::scalar(number))
    }

    fn visit_unit<E>(self) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<T, A::Error> {
        T::list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<T, A::Error> {
        T::object(object)
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}

impl<'de> Lenient<'de> for Scalar {
    fn string(text: &str) -> Self {
        Self(Some(text.to_owned()))
    }

    fn scalar(value: impl fmt::Display) -> Self {
        Self(Some(value.to_string()))
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}

impl<'de> Lenient<'de> for Text {
    fn string(text: &str) -> Self {
        Self(Some(text.to_owned()))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}

impl<'de, T: Deserialize<'de>> Lenient<'de> for Object<T> {
    fn object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        T::deserialize(MapAccessDeserializer::new(object)).map(|value| Self(Some(value)))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}

impl<'de, T: Deserialize<'de>> Lenient<'de> for List<T> {
    fn list<A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = list.next_element()? {
            if entries.len() == MOST_ENTRIES {
                return IgnoredAny.visit_seq(list).map(|_| Self(None));
            }
            entries.push(entry);
        }
        Ok(Self(Some(entries)))
    }
}

impl<'de, I: Item> Deserialize<'de> for Rows<I> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}

impl<'de, I: Item> Lenient<'de> for Rows<I> {
    fn list<A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        let (mut rows, mut weight) = (Vec::new(), 0);
        while let Some(item) = list.next_element::<I>()? {
            let row = item.meaning();
            weight += row.as_ref().map_or(0, I::weight);
            match row {
                Some(row) if rows.len() < MOST_ROWS && weight <= I::MOST => rows.push(row),
                Some(_) => return IgnoredAny.visit_seq(list).map(|_| Self::TooMany),
                None => return IgnoredAny.visit_seq(list).map(|_| Self::Unusable),
            }
        }
        Ok(Self::Read(rows))
    }
}

/// The word for an entry that is no scalar.
const UNNAMED: &str = "?";

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}

impl<'de> Lenient<'de> for Words {
    fn string(word: &str) -> Self {
        if word.trim().is_empty() { Self::default() } else { Self(vec![word.to_owned()]) }
    }

    fn scalar(value: impl fmt::Display) -> Self {
        Self(vec![value.to_string()])
    }

    fn list<A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        let mut words = Vec::new();
        while let Some(word) = list.next_element::<Scalar>()? {
            words.push(word.into_text().unwrap_or_else(|| UNNAMED.to_owned()));
            if words.len() == MOST_WORDS {
                return IgnoredAny.visit_seq(list).map(|_| Self(words));
            }
        }
        Ok(Self(words))
    }

    fn object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        IgnoredAny.visit_map(object).map(|_| Self(vec![UNNAMED.to_owned()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Row {
        id: Scalar,
        size: Scalar,
        store: Object<Inner>,
        nodes: List<Object<Inner>>,
        actions: Words,
    }

    #[derive(Deserialize, Default, Debug, Clone)]
    #[serde(default)]
    struct Inner {
        kind: Scalar,
    }

    fn row(json: &str) -> Row {
        serde_json::from_str(json).unwrap()
    }

    /// Reads `{"size":…}`, or `{}` for an empty text.
    fn size(json: &str) -> Scalar {
        row(&if json.is_empty() { "{}".to_owned() } else { format!(r#"{{"size":{json}}}"#) }).size
    }

    #[test]
    fn scalars_of_the_wrong_type_are_texts() {
        for (json, want) in [
            ("\"113.42\"", "113.42"),
            ("500", "500"),
            ("500.0", "500"),
            ("3.11", "3.11"),
            ("-3", "-3"),
            ("true", "true"),
        ] {
            assert_eq!(size(json).text(), Some(want), "{json}");
        }
        for json in ["", "null", "[1,[2]]", r#"{"a":{"b":1}}"#] {
            assert_eq!(size(json).text(), None, "{json}");
        }
    }

    #[test]
    fn counts_and_numbers_are_read_by_their_meaning() {
        for (json, want) in [
            ("500", 500),
            ("\"500\"", 500),
            ("\" 500 \"", 500),
            ("500.0", 500),
            ("18446744073709551615", u64::MAX),
        ] {
            assert_eq!(size(json).count(), Some(want), "{json}");
        }
        for (json, want) in [("500", 500.0), ("\"113.42\"", 113.42), ("-3", -3.0), ("1e300", 1e300)]
        {
            assert_eq!(size(json).number(), Some(want), "{json}");
        }
        for json in ["", "null", "true", "\"NaN\"", "\"inf\"", "\"many\"", "\"\"", "[]"] {
            assert_eq!((size(json).count(), size(json).number()), (None, None), "{json}");
        }
        for json in ["-3", "1.5", "1e300"] {
            assert_eq!(size(json).count(), None, "{json}");
        }
    }

    #[test]
    fn other_shapes_are_passed_over_and_what_follows_is_still_read() {
        for odd in ["null", "7", "\"x\"", "true", "[]", "[{\"kind\":1}]"] {
            let read = row(&format!(r#"{{"store":{odd},"id":"a"}}"#));
            assert!(read.store.0.is_none() && read.id.text() == Some("a"), "{odd}");
        }
        for odd in ["null", "7", "\"x\"", "true", "{\"a\":[1]}"] {
            let read = row(&format!(r#"{{"nodes":{odd},"id":"a"}}"#));
            assert!(read.nodes.0.is_none() && read.id.text() == Some("a"), "{odd}");
        }
        let read = row(r#"{"unknown":{"deep":[{}]},"nodes":[{"kind":5},null,[1]]}"#);
        let nodes = read.nodes.0.unwrap();
        let kinds: Vec<_> =
            nodes.iter().map(|n| n.0.as_ref().and_then(|i| i.kind.text())).collect();
        assert_eq!(kinds, [Some("5"), None, None]);
    }

    #[test]
    fn any_entry_of_actions_is_a_word() {
        let rows: &[(&str, &[&str])] = &[
            (r#"["BACKUP"]"#, &["BACKUP"]),
            ("[]", &[]),
            ("null", &[]),
            (r#""""#, &[]),
            (r#""REBOOT""#, &["REBOOT"]),
            (r#"[{"action":"X"},null,3]"#, &["?", "?", "3"]),
            (r#"{"x":1}"#, &["?"]),
        ];
        for (json, want) in rows {
            assert_eq!(row(&format!(r#"{{"actions":{json}}}"#)).actions.0, *want, "{json}");
        }
    }
}
