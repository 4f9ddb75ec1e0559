//! The query of a request: decoded pairs, paging limits, times.

use reqwest::Url;

use super::Answer;
use crate::core::base::UtcTime;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads the part behind the `?`. A `+` is a space, as in forms: a plus must come as `%2B`.
    pub fn parse(raw: &str) -> Self {
        let url = Url::parse("http://localhost").map(|mut url| {
            url.set_query(Some(raw));
            url
        });
        Self(url.iter().flat_map(|url| url.query_pairs().into_owned()).collect())
    }

    /// Returns the first value of a parameter; an empty value counts as absent.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|pair| pair.0 == name)
            .map(|pair| pair.1.as_str())
            .filter(|value| !value.is_empty())
    }

    /// Tells whether the parameter is there, with a value or without.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|pair| pair.0 == name)
    }

    /// Tells whether the parameter is absent or names exactly `value`.
    pub fn allows(&self, name: &str, value: &str) -> bool {
        self.get(name).is_none_or(|wanted| wanted == value)
    }

    /// Tells whether the parameter is absent, equals `value`, or is a `*` before a part of `value`.
    pub fn matches(&self, name: &str, value: &str) -> bool {
        self.get(name).is_none_or(|wanted| {
            wanted.strip_prefix('*').map_or(wanted == value, |part| value.contains(part))
        })
    }

    /// Refuses a value outside a documented set.
    pub fn one_of(&self, name: &str, allowed: &[&str]) -> Result<(), Answer> {
        match self.get(name) {
            Some(value) if !allowed.contains(&value) => {
                Err(Answer::service(400, "DBS.280001", &format!("The value of {name} is invalid.")))
            }
            _ => Ok(()),
        }
    }

    /// Reads `limit` of a list, 1 to 100, default 100.
    pub fn limit(&self) -> Result<usize, Answer> {
        self.number("limit", 100).filter(|limit| (1..=100).contains(limit)).ok_or_else(bad_limit)
    }

    /// Reads `limit` of the job list: one of 10, 20 and 50, default 50.
    pub fn job_limit(&self) -> Result<usize, Answer> {
        self.number("limit", 50).filter(|limit| [10, 20, 50].contains(limit)).ok_or_else(bad_limit)
    }

    /// Reads `offset` as a record index from 0.
    pub fn offset(&self) -> Result<usize, Answer> {
        self.number("offset", 0).ok_or_else(bad_offset)
    }

    /// Reads the paging of the backup list v3: both parameters are mandatory, and `offset` is a
    /// page number from 1. Returns the record index and the limit.
    pub fn page(&self) -> Result<(usize, usize), Answer> {
        if self.get("limit").is_none() {
            return Err(bad_limit());
        }
        let limit = self.limit()?;
        let page = self.number("offset", 0).filter(|page| *page >= 1).ok_or_else(bad_offset)?;
        Ok(((page - 1).saturating_mul(limit), limit))
    }

    /// Reads a time; `code` is the error for a time that cannot be read.
    pub fn time(&self, name: &str, code: &str) -> Result<Option<UtcTime>, Answer> {
        let Some(text) = self.get(name) else { return Ok(None) };
        UtcTime::parse(text)
            .map(Some)
            .ok_or_else(|| Answer::service(400, code, &format!("{name} is invalid.")))
    }

    fn number(&self, name: &str, default: usize) -> Option<usize> {
        self.get(name).map_or(Some(default), |text| text.parse().ok())
    }
}

fn bad_limit() -> Answer {
    Answer::service(400, "DBS.280439", "The limit parameter is invalid.")
}

fn bad_offset() -> Answer {
    Answer::service(400, "DBS.280440", "The offset parameter is invalid.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_decoded_and_an_empty_value_is_absent() {
        let query = Query::parse(
            "name=%2Aord&database_name=caf%C3%A9+1&type=&start_time=2026-03-01T08:15:30%2B0000",
        );
        assert_eq!(query.get("database_name"), Some("café 1"));
        assert_eq!(query.get("type"), None);
        assert!(query.matches("name", "cass-orders-01") && !query.matches("name", "mongo"));
        assert!(query.time("start_time", "X").unwrap().is_some());
        let unescaped_plus = Query::parse("start_time=2026-03-01T08:15:30+0000");
        assert!(unescaped_plus.time("start_time", "DBS.280067").is_err());
    }

    #[test]
    fn paging_is_held_to_its_documented_range() {
        for bad in ["limit=0", "limit=101", "limit=-1", "limit=ten"] {
            assert!(Query::parse(bad).limit().is_err(), "{bad}");
        }
        assert!(Query::parse("offset=-1").offset().is_err());
        assert_eq!(Query::parse("").limit(), Ok(100));
        assert_eq!(Query::parse("limit=20").job_limit(), Ok(20));
        assert!(Query::parse("limit=30").job_limit().is_err());
        assert_eq!(Query::parse("offset=3&limit=10").page(), Ok((20, 10)));
        for bad in ["offset=0&limit=10", "limit=10", "offset=1"] {
            assert!(Query::parse(bad).page().is_err(), "{bad}");
        }
    }
}
