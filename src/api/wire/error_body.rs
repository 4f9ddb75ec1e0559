//! Error bodies: each shape in which the service, its gateway and IAM answer becomes a code, the
//! server's words and a request ID.

use super::{Fields, Json, body::excerpt};
use crate::core::base::{Mask, Outside, Quoted};

/// The longest message that is kept, in characters.
const LONGEST_WORDS: usize = 500;
/// The longest excerpt of a body without a message, in characters.
const LONGEST_EXCERPT: usize = 300;

/// The content of an error body.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ErrorBody {
    /// The error code; an IAM number as text.
    pub code: Option<String>,
    /// The server's message.
    pub message: Option<Quoted>,
    /// The `request_id` in a gateway's body, for answers without the header.
    pub request_id: Option<String>,
}

/// The keys of a code in all shapes, and of a message; the first that tells something counts.
const CODES: [&str; 4] = ["error_code", "errCode", "errorCode", "code"];
const MESSAGES: [&str; 5] = ["error_msg", "externalMessage", "errorMsg", "message", "title"];

fn words(message: Json<'_>, mask: &Mask) -> Option<Quoted> {
    let text = Outside::text(&message.text()?).quoted(mask, LONGEST_WORDS);
    (!text.is_empty()).then_some(text)
}

impl ErrorBody {
    /// Reads a body of any kind; one of an unknown shape gives neither code nor message.
    pub fn read(bytes: &[u8], mask: &Mask) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let Some(body) = Json::of(&text).ok().and_then(Json::fields) else {
            return Self::default();
        };
        let outer = Self::of(&body, mask);
        let error = body.part("error");
        match error.fields() {
            _ if outer.code.is_some() || outer.message.is_some() => outer,
            // The shape of IAM, `{"error":{…}}`.
            Some(error) => Self::of(&error, mask),
            None => Self { message: words(error, mask), ..outer },
        }
    }

    fn of(body: &Fields<'_>, mask: &Mask) -> Self {
        let request_id = body.part("request_id").text();
        Self {
            code: CODES.iter().find_map(|key| Outside::text(&body.part(key).text()?).code(mask)),
            message: MESSAGES.iter().find_map(|key| words(body.part(key), mask)),
            request_id: request_id.and_then(|id| Outside::text(&id).request_id(mask)),
        }
    }

    /// Returns the message, or else the title of an HTML page, or else an excerpt of the body.
    pub fn words(&self, bytes: &[u8], mask: &Mask) -> Quoted {
        self.message
            .clone()
            .or_else(|| html_title(bytes, mask))
            .unwrap_or_else(|| excerpt(bytes, LONGEST_EXCERPT, mask))
    }
}

/// Returns the title of an HTML page: a proxy's `502 Bad Gateway` says more than the markup.
fn html_title(bytes: &[u8], mask: &Mask) -> Option<Quoted> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    // Lower-casing ASCII only keeps every byte position.
    let lower = start.to_ascii_lowercase();
    if !lower.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']).starts_with('<') {
        return None;
    }
    let opened = lower.find("<title")?;
    let from = opened + lower[opened..].find('>')? + 1;
    let to = from + lower[from..].find("</title")?;
    let title = Outside::text(&start[from..to]).quoted(mask, LONGEST_EXCERPT);
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_shape_gives_code_and_words() {
        // (body, code, words)
        let rows: &[(&str, Option<&str>, &str)] = &[
            (
                r#"{"error_code":"DBS.200001","error_msg":"Invalid parameter."}"#,
                Some("DBS.200001"),
                "Invalid parameter.",
            ),
            (r#"{"errCode":"DBS.200019","externalMessage":"Busy."}"#, Some("DBS.200019"), "Busy."),
            (r#"{"errorCode":"DBS.1","errorMsg":"m"}"#, Some("DBS.1"), "m"),
            (r#"{"code":"DBS.2","message":"m"}"#, Some("DBS.2"), "m"),
            (r#"{"code":400,"message":"m"}"#, Some("400"), "m"),
            (
                r#"{"error_msg":"Incorrect IAM authentication information: decrypt token fail",
                    "error_code":"APIGW.0301","request_id":"d0e1"}"#,
                Some("APIGW.0301"),
                "Incorrect IAM authentication information: decrypt token fail",
            ),
            (
                r#"{"error":{"code":401,"message":"The username or password is wrong.",
                    "title":"Unauthorized"}}"#,
                Some("401"),
                "The username or password is wrong.",
            ),
            (
                r#"{"error":{"code":"401","message":null,"title":"Unauthorized"}}"#,
                Some("401"),
                "Unauthorized",
            ),
            (r#"{"error":{"error_code":"IAM.0062","error_msg":"m"}}"#, Some("IAM.0062"), "m"),
            (r#"{"error_code":"IAM.0001","error_msg":"m"}"#, Some("IAM.0001"), "m"),
            (
                r#"{"error_code":"PAP5.0001","error_msg":"denied",
                    "encoded_authorization_message":"AAAA"}"#,
                Some("PAP5.0001"),
                "denied",
            ),
            (r#"{"error":"invalid_request"}"#, None, "invalid_request"),
            (
                r#"{"error_code":"","errCode":"DBS.3","error_msg":null,"message":"m"}"#,
                Some("DBS.3"),
                "m",
            ),
            (r#"{"error_code":"DBS.4"}"#, Some("DBS.4"), r#"{"error_code":"DBS.4"}"#),
            // What nobody reads must not hide what the answer says.
            (r#"{"error_code":"DBS.5","error_msg":"m","x":"\ud800"}"#, Some("DBS.5"), "m"),
            (r#"{"error_code":"DBS.5","error_msg":"m","x":1e999}"#, Some("DBS.5"), "m"),
            (
                r#"{"error":{"code":"DBS.5","message":"m","x":[1e999]},"y":"\ud800"}"#,
                Some("DBS.5"),
                "m",
            ),
            (
                r#"{"error_code":["DBS.4"],"error_msg":{"a":1}}"#,
                None,
                r#"{"error_code":["DBS.4"],"error_msg":{"a":1}}"#,
            ),
            (
                "<html>\r\n<head><title>502 Bad Gateway</title></head><body>…",
                None,
                "502 Bad Gateway",
            ),
            ("<html><body>no title</body></html>", None, "<html><body>no title</body></html>"),
            ("<TITLE>Zugriff\u{1b}[31m verweigert</TITLE>", None, "Zugriff[31m verweigert"),
            ("upstream connect error", None, "upstream connect error"),
            ("[1,2]", None, "[1,2]"),
            ("null", None, "null"),
            ("", None, ""),
        ];
        for (body, code, words) in rows {
            let read = ErrorBody::read(body.as_bytes(), &Mask::default());
            let said = read.words(body.as_bytes(), &Mask::default());
            assert_eq!((read.code.as_deref(), said.as_str()), (*code, *words), "{body}");
        }
    }

    #[test]
    fn the_gateway_tells_its_request_id_in_the_body() {
        let body = br#"{"error_code":"APIGW.0308","error_msg":"m","request_id":"0123\u001babcd"}"#;
        let read = ErrorBody::read(body, &Mask::default());
        assert_eq!(read.request_id.as_deref(), Some("0123abcd"));
    }

    #[test]
    fn hostile_bodies_stay_clean_and_short() {
        let body = format!(
            r#"{{"error_code":"{}\u202e","error_msg":"\u001b]0;own\u0007{}"}}"#,
            "D".repeat(500),
            "m".repeat(5_000)
        );
        let read = ErrorBody::read(body.as_bytes(), &Mask::default());
        assert_eq!(read.code, None, "no service has such a code");
        let words = read.message.unwrap();
        assert!(words.starts_with("]0;ownm") && words.chars().count() == LONGEST_WORDS + 1);
        let raw = b"\xff\xfe\x1b[2J";
        let said = ErrorBody::read(raw, &Mask::default()).words(raw, &Mask::default());
        assert_eq!(said.as_str(), "\u{fffd}\u{fffd}[2J");
    }
}
