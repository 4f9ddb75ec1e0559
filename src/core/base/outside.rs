//! Text from outside, and the one way from there to a text for people.
//!
//! A server, a gateway or a proxy may write a secret back that was sent to it, and the journal
//! keeps the answer to a create call for ever. So text from outside is an [`Outside`], which cannot
//! be shown, until the text has passed a [`Mask`]. The fields of the core that are read by people
//! are [`Quoted`], which cannot be made in any other way: a new API call cannot forget the mask.
//!
//! Values that are compared, followed or sent (IDs of the service, names, times, sizes) do not pass
//! here and are never altered.

use std::{borrow::Cow, error::Error, fmt, ops::Deref};

use serde::{Deserialize, Serialize};

use super::{
    mask::Mask,
    text::{clean_excerpt, printable, printable_of_file},
};

/// Characters that are searched behind an excerpt, so that a secret which begins before
/// the excerpt's end is found.
const BEYOND: usize = 128;

/// Longest error code, in characters (`DBS.200001` has ten).
const LONGEST_CODE: usize = 40;
/// Longest number that is taken for an error code, in digits: a passcode has six and more.
const LONGEST_NUMBER: usize = 5;
/// Longest request ID, in characters (the gateway's has 32).
const LONGEST_REQUEST_ID: usize = 64;

/// Text from outside, not yet fit to be shown, recorded or printed.
pub struct Outside<'a>(Cow<'a, str>);

/// Words from outside, cleaned and without secrets; or words of our own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quoted(#[serde(deserialize_with = "printable_of_file")] String);

impl fmt::Debug for Outside<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outside({} bytes)", self.0.len())
    }
}

impl<'a> Outside<'a> {
    pub const fn text(text: &'a str) -> Self {
        Self(Cow::Borrowed(text))
    }

    pub fn bytes(bytes: &'a [u8]) -> Self {
        Self(String::from_utf8_lossy(bytes))
    }

    /// Takes the words of a library or of the system, which may repeat what a peer has sent.
    pub fn error(error: &(impl Error + ?Sized)) -> Self {
        Self(Cow::Owned(error.to_string()))
    }

    /// Returns one clean line of at most `limit` characters without any secret.
    pub fn quoted(&self, mask: &Mask, limit: usize) -> Quoted {
        let clean = clean_excerpt(&self.0, limit.saturating_add(BEYOND));
        // Written out here as a record's reader would, so that a restarted program shows the same
        // words.
        Quoted(printable(&clean_excerpt(&mask.masked(&clean), limit)).into_owned())
    }

    /// Returns the error code, if the text has the form of one: a service's letters, a point and a
    /// number, or IAM's number. No decision rests on anything else.
    pub fn code(&self, mask: &Mask) -> Option<String> {
        let code = self.word(LONGEST_CODE, ".-_")?;
        let is_number = code.len() <= LONGEST_NUMBER && code.bytes().all(|b| b.is_ascii_digit());
        // A code is compared, so a short secret takes none away.
        ((is_number || code.contains('.')) && !mask.finds_part(&code)).then_some(code)
    }

    /// Returns the request ID, if the text has the form of one. A part of an ID would help nobody.
    pub fn request_id(&self, mask: &Mask) -> Option<String> {
        self.word(LONGEST_REQUEST_ID, ".-_:/+=@")
            .filter(|id| !mask.holds(id) && !mask.finds_part(id))
    }

    fn word(&self, longest: usize, marks: &str) -> Option<String> {
        let word = clean_excerpt(&self.0, usize::MAX);
        let is_plain = (1..=longest).contains(&word.len())
            && word.chars().all(|c| c.is_ascii_alphanumeric() || marks.contains(c));
        is_plain.then_some(word)
    }
}

impl Quoted {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Quoted {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Words of our own: they stand in the source.
impl From<&'static str> for Quoted {
    fn from(own: &'static str) -> Self {
        Self(own.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "MIIEtokenTOKEN0123456789abcdefghijklmnop";

    fn mask() -> Mask {
        let mut mask = Mask::default();
        [TOKEN, "hunter2"].into_iter().for_each(|secret| mask.hold(secret));
        mask
    }

    fn quoted(text: &str, limit: usize) -> String {
        Outside::text(text).quoted(&mask(), limit).to_string()
    }

    #[test]
    fn a_secret_is_masked_before_the_text_is_cut() {
        assert_eq!(quoted(&format!("bad token {TOKEN}!"), 500), "bad token ***!");
        assert_eq!(quoted(&format!("bad token {TOKEN}!"), 20), "bad token ***!");
        assert_eq!(quoted("user hunter2 is wrong", 8), "user ***…");
        for cut in 0..TOKEN.len() {
            let begun = quoted(&format!("{}{TOKEN}", "x".repeat(500 - cut)), 500);
            assert!(!begun.contains(&TOKEN[..12]), "{cut}: {begun}");
        }
    }

    #[test]
    fn a_secret_that_cleaning_would_put_together_is_masked() {
        for broken in [
            "MIIEtoken\u{1b}TOKEN0123456789",
            "MIIEtokenTO\u{200b}KEN01",
            "MIIEtoken\r\n\tTOKEN0123",
        ] {
            assert_eq!(quoted(&format!("<{broken}>"), 500), "<***>", "{broken:?}");
        }
    }

    #[test]
    fn what_is_quoted_reads_back_as_it_was_written() {
        for text in [
            "\u{2de0}",
            "a\u{1b}\u{301}",
            "\u{cca}x",
            "x \u{302} y",
            r"\u{302}",
            "é ไม่ 👨\u{200d}👩",
        ] {
            let said = Outside::text(text).quoted(&mask(), 500);
            let json = serde_json::to_string(&said).expect("a text");
            assert_eq!(serde_json::from_str::<Quoted>(&json).expect("a text"), said, "{text:?}");
        }
    }

    #[test]
    fn a_code_and_a_request_id_look_like_one_and_hold_no_secret() {
        let read = |text: &str| {
            (Outside::text(text).code(&mask()), Outside::text(text).request_id(&mask()))
        };
        let both = |text: &str| (Some(text.to_owned()), Some(text.to_owned()));
        for good in ["DBS.200001", "APIGW.0301", "401", "PAP5.0001", "ab.TOKEN012345"] {
            assert_eq!(read(good), both(good));
        }
        assert_eq!(read("req-7:a/b+c="), (None, Some("req-7:a/b+c=".to_owned())));
        assert_eq!(read("d0e1-hunter2"), (None, Some("d0e1-hunter2".to_owned())));
        for bad in [
            "",
            " ",
            TOKEN,
            &TOKEN[3..17],
            "hunter2",
            "say hunter2",
            "ä",
            "TUlJRXRva2VuVE9LRU4wMTIzNDU2Nzg5",
        ] {
            assert_eq!(read(bad), (None, None), "{bad}");
        }
        assert_eq!(read(&"D".repeat(65)), (None, None));
    }

    #[test]
    fn what_came_from_outside_shows_nothing_of_itself() {
        assert_eq!(
            format!("{:?} {:?}", Outside::text(TOKEN), mask()),
            "Outside(40 bytes) Mask(2 secrets)"
        );
    }
}
