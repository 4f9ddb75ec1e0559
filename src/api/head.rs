//! The head of an answer: only what an operator or a retry can use. No header is trusted.

use http::HeaderMap;

use crate::core::{call::Head, text::clean_excerpt, time::UtcTime};

/// Longest request ID that is kept, in characters (the gateway's has 32).
const LONGEST_REQUEST_ID: usize = 64;

/// Reads status, request ID, `Date` and `Retry-After`.
pub(super) fn of(response: &reqwest::Response) -> Head {
    read(response.status().as_u16(), response.headers())
}

fn read(status: u16, headers: &HeaderMap) -> Head {
    let text = |name: &str| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let id = |name: &str| text(name).and_then(|raw| request_id(&raw));
    Head {
        status,
        request_id: id("x-request-id").or_else(|| id("x-iam-trace-id")),
        server_time: text("date").and_then(|raw| UtcTime::parse_http(&raw)),
        retry_after: text("retry-after").and_then(|raw| raw.trim().parse().ok()),
    }
}

/// A request ID from a header or a gateway's error body: cleaned, at most 64 characters, `None` if empty.
pub(super) fn request_id(raw: &str) -> Option<String> {
    let id: String = clean_excerpt(raw, usize::MAX).chars().take(LONGEST_REQUEST_ID).collect();
    (!id.is_empty()).then_some(id)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn head(rows: &[(&'static str, &[u8])]) -> Head {
        let mut headers = HeaderMap::new();
        for (name, value) in rows {
            headers.insert(*name, HeaderValue::from_bytes(value).unwrap());
        }
        read(200, &headers)
    }

    #[test]
    fn headers_are_read_leniently_and_cleaned() {
        let long = "r".repeat(300);
        assert_eq!(head(&[("x-request-id", long.as_bytes())]).request_id.unwrap().len(), 64);
        assert_eq!(head(&[("x-iam-trace-id", b"token_1")]).request_id.as_deref(), Some("token_1"));
        assert_eq!(head(&[("x-request-id", b"a\xe2\x80\xaeb\xff")]).request_id.as_deref(), Some("ab\u{fffd}"));
        assert_eq!(head(&[("x-request-id", b" ")]).request_id, None);
        let times = head(&[("date", b"Sun, 01 Mar 2026 08:15:30 GMT"), ("retry-after", b" 7 ")]);
        assert_eq!((times.server_time, times.retry_after), (Some(UtcTime::from_unix(1_772_352_930)), Some(7)));
        let odd = head(&[("date", b"yesterday"), ("retry-after", b"-1")]);
        assert_eq!((odd.server_time, odd.retry_after), (None, None));
    }
}
