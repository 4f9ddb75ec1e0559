//! JSON as the service really writes it: numbers as strings and strings as numbers, `null`, missing
//! and unknown fields. A value stays as it was written until somebody reads it: a field that nobody
//! reads takes no memory and may hold anything.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

/// The entries of a list that are read at most.
pub const MOST_ENTRIES: usize = 100_000;
/// The fields of an object that are read at most.
const MOST_FIELDS: usize = 1_000;
/// The words of a list that are kept: one word is enough to count as busy.
const MOST_WORDS: usize = 16;
/// The word for an entry that is no scalar.
const UNNAMED: &str = "?";
const NULL: Json<'_> = Json("null");

/// A value as it was written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Json<'a>(&'a str);

/// The fields of an object. Of two fields with one name neither counts.
#[derive(Default)]
pub struct Fields<'a>(BTreeMap<String, Json<'a>>);

impl<'a> Fields<'a> {
    /// Returns the value of a field; a missing one counts as `null`.
    pub fn part(&self, key: &str) -> Json<'a> {
        self.0.get(key).copied().unwrap_or(NULL)
    }
}

impl<'a> Json<'a> {
    /// Returns the value that is the whole text.
    /// Errors: Where the text is not JSON. The error's own words quote the text.
    pub fn of(text: &'a str) -> serde_json::Result<Self> {
        serde_json::from_str(text).map(|raw: &RawValue| Self(raw.get()))
    }

    pub fn is_null(self) -> bool {
        self == NULL
    }

    /// Returns a string, byte for byte.
    pub fn string(self) -> Option<String> {
        serde_json::from_str(self.0).ok()
    }

    /// Returns a scalar as text: a string as it is, a number or truth value in its JSON form.
    /// `null`, missing, lists and objects are no text.
    pub fn text(self) -> Option<String> {
        match self.0.bytes().next()? {
            b'"' => self.string(),
            b'n' | b'[' | b'{' => None,
            _ if self.0.contains('.') => self.0.parse().ok().map(|number: f64| number.to_string()),
            _ => Some(self.0.to_owned()),
        }
    }

    /// Returns a count; `"7"`, `7` and `7.0` are all 7, anything else is no count.
    pub fn count(self) -> Option<u64> {
        let text = self.text()?;
        // Above 2^53 a float is not exact, and no count of this service is that large.
        let exact = |n: &f64| n.fract() == 0.0 && (0.0..9.0e15).contains(n);
        text.trim().parse().ok().or_else(|| self.number().filter(exact).map(|n| n as u64))
    }

    pub fn number(self) -> Option<f64> {
        self.text()?.trim().parse().ok().filter(|n: &f64| n.is_finite())
    }

    /// Returns the fields of an object; `None` for any other value.
    pub fn fields(self) -> Option<Fields<'a>> {
        serde_json::Deserializer::from_str(self.0).deserialize_map(FieldsAsWritten).ok()
    }

    /// Returns a field of an object; `null` for any other value.
    pub fn part(self, key: &str) -> Self {
        self.fields().map_or(NULL, |fields| fields.part(key))
    }

    /// Returns the entries of a list, of a list of more than `MOST_ENTRIES` one more than these;
    /// `None` for any other value.
    pub fn list(self) -> Option<Vec<Self>> {
        serde_json::Deserializer::from_str(self.0).deserialize_seq(EntriesAsWritten).ok()
    }

    /// Returns a list of scalars. A lone scalar counts as a list of one, an empty scalar as no
    /// word, and an entry that is no scalar as one word, because any entry of an instance's
    /// `actions` means "busy" (ListInstances).
    pub fn words(self) -> Vec<String> {
        let word = |json: Self| json.text().unwrap_or_else(|| UNNAMED.to_owned());
        match self.list() {
            Some(words) => words.into_iter().take(MOST_WORDS).map(word).collect(),
            None if self.is_null() => Vec::new(),
            None => Some(word(self)).filter(|word| !word.trim().is_empty()).into_iter().collect(),
        }
    }
}

struct FieldsAsWritten;

impl<'a> Visitor<'a> for FieldsAsWritten {
    type Value = Fields<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut object: A) -> Result<Fields<'a>, A::Error> {
        let mut fields = BTreeMap::new();
        while let Some((key, value)) = object.next_entry::<String, &RawValue>()? {
            if let Some(known) = fields.get_mut(&key) {
                *known = NULL;
            } else if fields.len() < MOST_FIELDS {
                fields.insert(key, Json(value.get()));
            }
        }
        Ok(Fields(fields))
    }
}

struct EntriesAsWritten;

impl<'a> Visitor<'a> for EntriesAsWritten {
    type Value = Vec<Json<'a>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<Vec<Json<'a>>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = list.next_element::<&RawValue>()? {
            entries.push(Json(entry.get()));
            if entries.len() > MOST_ENTRIES {
                return IgnoredAny.visit_seq(list).map(|_| entries);
            }
        }
        Ok(entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(json: &str) -> Json<'_> {
        Json::of(json).unwrap()
    }

    /// Reads `{"size":…}`, or `{}` for an empty text.
    fn with_size<T>(json: &str, read: impl Fn(Json<'_>) -> T) -> T {
        let row = if json.is_empty() { "{}".to_owned() } else { format!(r#"{{"size": {json} }}"#) };
        read(value(&row).part("size"))
    }

    #[test]
    fn scalars_of_the_wrong_type_are_texts() {
        let text = |json: &str| with_size(json, |size| size.text());
        for (json, want) in [
            ("\"113.42\"", "113.42"),
            ("500", "500"),
            ("500.0", "500"),
            ("3.11", "3.11"),
            ("-3", "-3"),
            ("true", "true"),
            (r#""a\u00fc\n""#, "aü\n"),
        ] {
            assert_eq!(text(json).as_deref(), Some(want), "{json}");
        }
        for json in ["", "null", "[1,[2]]", r#"{"a":{"b":1}}"#] {
            assert_eq!(text(json), None, "{json}");
        }
    }

    #[test]
    fn counts_and_numbers_are_read_by_their_meaning() {
        let count = |json: &str| with_size(json, |size| size.count());
        let number = |json: &str| with_size(json, |size| size.number());
        for (json, want) in [
            ("500", 500),
            ("\"500\"", 500),
            ("\" 500 \"", 500),
            ("500.0", 500),
            ("18446744073709551615", u64::MAX),
        ] {
            assert_eq!(count(json), Some(want), "{json}");
        }
        for (json, want) in [("500", 500.0), ("\"113.42\"", 113.42), ("-3", -3.0), ("1e300", 1e300)]
        {
            assert_eq!(number(json), Some(want), "{json}");
        }
        for json in ["", "null", "true", "\"NaN\"", "\"inf\"", "\"many\"", "\"\"", "[]"] {
            assert_eq!((count(json), number(json)), (None, None), "{json}");
        }
        for json in ["-3", "1.5", "1e300"] {
            assert_eq!(count(json), None, "{json}");
        }
    }

    #[test]
    fn other_shapes_are_passed_over_and_what_follows_is_still_read() {
        for odd in ["null", "7", "\"x\"", "true", "[]", "[{\"kind\":1}]", r#""\ud800""#, "1e999"] {
            let row = format!(r#"{{"store":{odd},"id":"a"}}"#);
            let row = value(&row);
            assert!(row.part("store").fields().is_none(), "{odd}");
            assert_eq!(row.part("id").text().as_deref(), Some("a"), "{odd}");
        }
        for odd in ["null", "7", "\"x\"", "true", "{\"a\":[1]}"] {
            let row = format!(r#"{{"nodes":{odd},"id":"a"}}"#);
            let row = value(&row);
            assert!(row.part("nodes").list().is_none(), "{odd}");
            assert_eq!(row.part("id").text().as_deref(), Some("a"), "{odd}");
        }
        let row = value(r#"{"unknown":{"deep":[{}]},"nodes":[{"kind":5},null,[1]]}"#);
        let nodes = row.part("nodes").list().unwrap();
        let kinds: Vec<_> = nodes.iter().map(|node| node.part("kind").text()).collect();
        assert_eq!(kinds, [Some("5".to_owned()), None, None]);
    }

    #[test]
    fn what_stands_twice_tells_nothing_and_what_has_no_end_is_left() {
        let twice = value(r#"{"id":"a","id":"b","name":"c"}"#);
        assert_eq!((twice.part("id").text(), twice.part("name").text()), (None, Some("c".into())));
        let many = "0,".repeat(MOST_ENTRIES + 5);
        let many = format!("[{many}0]");
        assert_eq!(value(&many).list().map(|list| list.len()), Some(MOST_ENTRIES + 1));
        let fields: Vec<String> = (0..=MOST_FIELDS).map(|n| format!("\"k{n}\":1")).collect();
        let fields = format!("{{{}}}", fields.join(","));
        assert_eq!(value(&fields).part("k0").count(), Some(1));
        assert_eq!(value(&fields).part(&format!("k{MOST_FIELDS}")).count(), None);
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
            assert_eq!(value(json).words(), *want, "{json}");
        }
    }
}
