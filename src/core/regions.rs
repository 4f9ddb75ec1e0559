//! The regions that the vendor's SDK knows, with their endpoints. Read only when
//! `--region` or the set-up screen asks.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A region's endpoints.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Region {
    /// The GeminiDB endpoint.
    pub geminidb: String,
    /// The IAM endpoint.
    pub iam: String,
}

/// All regions by ID, from `assets/regions.json`.
pub fn all() -> BTreeMap<String, Region> {
    // A broken asset would be a broken build: the test below reads it.
    serde_json::from_str(include_str!("../../assets/regions.json")).unwrap_or_default()
}

/// The IDs that contain `text`, case ignored.
pub fn matching(text: &str) -> Vec<String> {
    let text = text.trim().to_lowercase();
    all().into_keys().filter(|id| id.contains(&text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_list_is_whole_and_https() {
        let regions = all();
        assert_eq!(regions.len(), 27);
        for (id, region) in &regions {
            assert!(region.geminidb.starts_with("https://gaussdb-nosql.") && region.geminidb.contains(id), "{id}");
            assert!(region.iam.starts_with("https://iam."), "{id}");
        }
        assert_eq!(regions["eu-west-101"].geminidb, "https://gaussdb-nosql.eu-west-101.myhuaweicloud.eu");
        assert_eq!(matching("EU-west-1"), ["eu-west-101"]);
    }
}
