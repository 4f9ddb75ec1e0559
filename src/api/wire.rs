//! JSON as the service really writes it: numbers as strings and strings as numbers, `null`, missing
//! and unknown fields (fact sheet 2: "types are loose"). Nothing here fails on a scalar of the
//! wrong type; whether a value is good enough is decided where its meaning is known.

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
pub(super) struct Loose(Option<String>);

impl fmt::Debug for Loose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Loose(..)")
    }
}

impl Loose {
    /// The text, byte for byte, if there is one.
    pub(super) fn text(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// As [`Loose::text`], owned.
    pub(super) fn into_text(self) -> Option<String> {
        self.0
    }

    /// A count; `"7"`, `7` and `7.0` are all 7, anything else is none.
    pub(super) fn count(&self) -> Option<u64> {
        let text = self.text()?.trim();
        // Above 2^53 a float is not exact, and no count of this service is that large.
        let exact = |n: &f64| n.fract() == 0.0 && (0.0..9.0e15).contains(n);
        text.parse().ok().or_else(|| text.parse::<f64>().ok().filter(exact).map(|n| n as u64))
    }

    pub(super) fn number(&self) -> Option<f64> {
        self.text()?.trim().parse().ok().filter(|n: &f64| n.is_finite())
    }
}

/// A text, or nothing if something else stands there, which is then not held either.
#[derive(Default)]
pub(super) struct Text(Option<String>);

impl Text {
    /// The text, byte for byte.
    pub(super) fn as_str(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

/// An object, or nothing if something else stands there.
#[derive(Debug, Clone)]
pub(super) struct Object<T>(pub Option<T>);

/// A list, or nothing if something else stands there, or more than [`MOST_ENTRIES`].
#[derive(Debug, Clone)]
pub(super) struct List<T>(pub Option<Vec<T>>);

/// An item of a list of the service.
pub(super) trait Item: DeserializeOwned {
    /// The row that it means.
    type Row;

    /// Bytes that the rows of one list take at most: many short texts take far more than the
    /// answer that they stood in.
    const MOST: usize = 12 << 20;

    /// What it means; `None` if it lacks what every row needs.
    fn meaning(self) -> Option<Self::Row>;

    /// Bytes that a row takes.
    fn weight(row: &Self::Row) -> usize;
}

/// The rows of one page. Each item becomes its row before the next one is read, so that what an
/// item holds beside its meaning is never held for a whole page.
#[derive(Default)]
pub(super) enum Rows<I: Item> {
    /// Something else stands there, or nothing.
    #[default]
    NoList,
    /// Not every item is a row.
    Unusable,
    /// There are more than [`MOST_ROWS`], or they take more than [`Item::MOST`].
    TooMany,
    Read(Vec<I::Row>),
}

/// Rows of a page that are read at most: a hundred times as many as are asked for.
const MOST_ROWS: usize = 10_000;
/// Words of a list that are kept: any one counts as busy.
const MOST_WORDS: usize = 16;
/// Entries of a list within a row that are read at most.
const MOST_ENTRIES: usize = 100_000;

/// Words: a list of scalars. A lone scalar counts as a list of one, an empty one as none, and an
/// entry that is no scalar as one word, because any entry means "busy" (fact sheet 2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Words(pub Vec<String>);

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

/// The scalar part of a visitor: every scalar is handed to `$scalar`, `null` is `$none`.
macro_rules! scalars {
    ($scalar:expr, $none:expr) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("any JSON value")
        }
        fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
            Ok($scalar(v.to_owned()))
        }
        fn visit_string<E>(self, v: String) -> Result<Self::Value, E> {
            Ok($scalar(v))
        }
        fn visit_bool<E>(self, v: bool) -> Result<Self::Value, E> {
            Ok($scalar(v.to_string()))
        }
        fn visit_i64<E>(self, v: i64) -> Result<Self::Value, E> {
            Ok($scalar(v.to_string()))
        }
        fn visit_u64<E>(self, v: u64) -> Result<Self::Value, E> {
            Ok($scalar(v.to_string()))
        }
        fn visit_f64<E>(self, v: f64) -> Result<Self::Value, E> {
            Ok($scalar(v.to_string()))
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($none)
        }
    };
}

fn drain_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<(), A::Error> {
    while list.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

fn drain_object<'de, A: MapAccess<'de>>(mut object: A) -> Result<(), A::Error> {
    while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(())
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Scalar;
        impl<'de> Visitor<'de> for Scalar {
            type Value = Loose;
            scalars!(|text| Loose(Some(text)), Loose(None));
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Loose, A::Error> {
                drain_list(list).map(|()| Loose(None))
            }
            fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Loose, A::Error> {
                drain_object(object).map(|()| Loose(None))
            }
        }
        deserializer.deserialize_any(Scalar)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Only;
        impl<'de> Visitor<'de> for Only {
            type Value = Text;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any JSON value")
            }
            fn visit_str<E>(self, v: &str) -> Result<Text, E> {
                Ok(Text(Some(v.to_owned())))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Text, E> {
                Ok(Text(None))
            }
            fn visit_i64<E>(self, _: i64) -> Result<Text, E> {
                Ok(Text(None))
            }
            fn visit_u64<E>(self, _: u64) -> Result<Text, E> {
                Ok(Text(None))
            }
            fn visit_f64<E>(self, _: f64) -> Result<Text, E> {
                Ok(Text(None))
            }
            fn visit_unit<E>(self) -> Result<Text, E> {
                Ok(Text(None))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Text, A::Error> {
                drain_list(list).map(|()| Text(None))
            }
            fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Text, A::Error> {
                drain_object(object).map(|()| Text(None))
            }
        }
        deserializer.deserialize_any(Only)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Only<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Only<T> {
            type Value = Object<T>;
            scalars!(|_| Object(None), Object(None));
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Object<T>, A::Error> {
                drain_list(list).map(|()| Object(None))
            }
            fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(object)).map(|value| Object(Some(value)))
            }
        }
        deserializer.deserialize_any(Only(PhantomData))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Only<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Only<T> {
            type Value = List<T>;
            scalars!(|_| List(None), List(None));
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<List<T>, A::Error> {
                let mut rows = Vec::new();
                while let Some(row) = list.next_element()? {
                    if rows.len() == MOST_ENTRIES {
                        return drain_list(list).map(|()| List(None));
                    }
                    rows.push(row);
                }
                Ok(List(Some(rows)))
            }
            fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<List<T>, A::Error> {
                drain_object(object).map(|()| List(None))
            }
        }
        deserializer.deserialize_any(Only(PhantomData))
    }
}

impl<'de, I: Item> Deserialize<'de> for Rows<I> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each<I>(PhantomData<I>);
        impl<'de, I: Item> Visitor<'de> for Each<I> {
            type Value = Rows<I>;
            scalars!(|_| Rows::NoList, Rows::NoList);
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Rows<I>, A::Error> {
                let (mut rows, mut weight) = (Vec::new(), 0);
                while let Some(item) = list.next_element::<I>()? {
                    let row = item.meaning();
                    weight += row.as_ref().map_or(0, I::weight);
                    match row {
                        Some(row) if rows.len() < MOST_ROWS && weight <= I::MOST => rows.push(row),
                        Some(_) => return drain_list(list).map(|()| Rows::TooMany),
                        None => return drain_list(list).map(|()| Rows::Unusable),
                    }
                }
                Ok(Rows::Read(rows))
            }
            fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Rows<I>, A::Error> {
                drain_object(object).map(|()| Rows::NoList)
            }
        }
        deserializer.deserialize_any(Each(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Words;
            scalars!(
                |word: String| Words(if word.trim().is_empty() { Vec::new() } else { vec![word] }),
                Words::default()
            );
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Words, A::Error> {
                let mut words = Vec::new();
                while let Some(word) = list.next_element::<Loose>()? {
                    words.push(word.into_text().unwrap_or_else(|| "?".to_owned()));
                    if words.len() == MOST_WORDS {
                        return drain_list(list).map(|()| Words(words));
                    }
                }
                Ok(Words(words))
            }
            fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Words, A::Error> {
                drain_object(object).map(|()| Words(vec!["?".to_owned()]))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Row {
        id: Loose,
        size: Loose,
        store: Object<Inner>,
        nodes: List<Object<Inner>>,
        actions: Words,
    }

    #[derive(Deserialize, Default, Debug, Clone)]
    #[serde(default)]
    struct Inner {
        kind: Loose,
    }

    fn row(json: &str) -> Row {
        serde_json::from_str(json).unwrap()
    }

    /// Reads `{"size":…}`, or `{}` for an empty text.
    fn size(json: &str) -> Loose {
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
