//! The IAM token: sent in one header, shown nowhere.

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

/// The longest token, in characters: other services of the vendor take 1 to 100,000.
const LONGEST: usize = 100_000;

/// A project-scoped IAM token, the value of `X-Auth-Token`.
#[derive(Debug, Clone)]
pub struct Token(SecretString);

/// Why a text cannot be a token. Never carries a part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    #[error("the token is empty")]
    Empty,
    #[error("the token has {0} characters; at most 100,000 can be sent")]
    TooLong(usize),
    /// The character at this position (from 1) is not allowed in a token: a control character, a
    /// blank, a quote, or one outside ASCII.
    #[error(
        "character {0} of the token cannot be sent: a token has no blanks and quotes, and \
            nothing outside ASCII"
    )]
    Character(usize),
}

impl Token {
    /// Makes a token of a text from a file, a variable or a prompt; white space around the text
    /// is dropped. Errors: The text is empty, longer than 100,000 characters, or has a character
    /// that no header may carry.
    pub fn new(text: &str) -> Result<Self, TokenError> {
        let text = text.trim();
        let length = text.chars().count();
        if length == 0 {
            return Err(TokenError::Empty);
        }
        if length > LONGEST {
            return Err(TokenError::TooLong(length));
        }
        match text.chars().position(|c| !c.is_ascii_graphic() || matches!(c, '"' | '\'')) {
            Some(at) => Err(TokenError::Character(at + 1)),
            None => Ok(Self(SecretString::from(text))),
        }
    }

    pub fn length(&self) -> usize {
        self.0.expose_secret().chars().count()
    }

    /// Returns the text, for the file that the operator names.
    pub const fn secret(&self) -> &SecretString {
        &self.0
    }

    pub fn is_same(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }

    /// Returns the header value, which no layer prints. `None` cannot happen for
    /// a token made by [`Token::new`].
    pub(super) fn header(&self) -> Option<HeaderValue> {
        sensitive(&self.0)
    }
}

/// Returns a header value that no layer prints; `None` if no header can carry the secret.
pub(super) fn sensitive(secret: &SecretString) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(secret.expose_secret()).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_trimmed_and_hidden() {
        let token = Token::new(" MIItokentext==\n").unwrap();
        assert_eq!(token.header().unwrap().to_str().unwrap(), "MIItokentext==");
        assert!(!format!("{token:?} {:?}", token.header()).contains("MII"));
        assert!(
            token.is_same(&Token::new("MIItokentext==").unwrap())
                && !token.is_same(&Token::new("MIIother").unwrap())
        );
    }

    #[test]
    fn what_no_header_can_carry_is_refused() {
        let rows: &[(String, TokenError)] = &[
            (String::new(), TokenError::Empty),
            (" \r\n".into(), TokenError::Empty),
            ("a".repeat(100_001), TokenError::TooLong(100_001)),
            ("ab\ncd".into(), TokenError::Character(3)),
            ("ab\u{1b}".into(), TokenError::Character(3)),
            ("a b".into(), TokenError::Character(2)),
            ("aä".into(), TokenError::Character(2)),
            ("\"MII\"".into(), TokenError::Character(1)),
        ];
        for (text, want) in rows {
            assert_eq!(Token::new(text).err(), Some(*want));
        }
        assert!(Token::new(&"a".repeat(100_000)).unwrap().header().is_some());
    }
}
