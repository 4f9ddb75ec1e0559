//! The head of an answer: the parts that an operator or a repeat can use. No header is trusted.

use http::HeaderMap;

use crate::core::base::{Head, Mask, Outside, UtcTime};

/// Reads request ID, `Date` and `Retry-After`.
pub fn read(status: u16, headers: &HeaderMap, mask: &Mask) -> Head {
    let text = |name: &str| {
        headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let id = |name: &str| Outside::bytes(headers.get(name)?.as_bytes()).request_id(mask);
    Head {
        status,
        request_id: id("x-request-id").or_else(|| id("x-iam-trace-id")),
        server_time: text("date").and_then(|raw| UtcTime::parse_http(&raw)),
        retry_after: text("retry-after").and_then(|raw| raw.trim().parse().ok()),
    }
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
        read(200, &headers, &Mask::default())
    }

    #[test]
    fn headers_are_read_leniently_and_a_request_id_looks_like_one() {
        let long = "r".repeat(300);
        assert_eq!(head(&[("x-request-id", long.as_bytes())]).request_id, None);
        assert_eq!(head(&[("x-iam-trace-id", b"token_1")]).request_id.as_deref(), Some("token_1"));
        assert_eq!(
            head(&[("x-request-id", b" 0e:a\xe2\x80\xaeb= ")]).request_id.as_deref(),
            Some("0e:ab=")
        );
        assert_eq!(head(&[("x-request-id", b"ab\xff")]).request_id, None);
        assert_eq!(head(&[("x-request-id", b" ")]).request_id, None);
        let times = head(&[("date", b"Sun, 01 Mar 2026 08:15:30 GMT"), ("retry-after", b" 7 ")]);
        assert_eq!(
            (times.server_time, times.retry_after),
            (Some(UtcTime::from_unix(1_772_352_930)), Some(7))
        );
        let odd = head(&[("date", b"yesterday"), ("retry-after", b"-1")]);
        assert_eq!((odd.server_time, odd.retry_after), (None, None));
    }
}
