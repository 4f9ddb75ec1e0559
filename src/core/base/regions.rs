//! The regions that the vendor's SDK knows, with their endpoints.

#[derive(Debug, PartialEq, Eq)]
pub struct Region {
    pub id: &'static str,
    /// The city, as "Regions and Endpoints" names the region, or "Supported Regions" of Cloud
    /// Connect, or the vendor's console.
    pub city: &'static str,
    pub geminidb: &'static str,
    pub iam: &'static str,
}

/// Writes a region's row. Most regions have an IAM of their own and belong to the .com cloud.
macro_rules! region {
    ($id:literal, $city:literal) => {
        region!($id, $city, "myhuaweicloud.com")
    };
    ($id:literal, $city:literal, IAM of all regions) => {
        Region { iam: "https://iam.myhuaweicloud.com", ..region!($id, $city) }
    };
    ($id:literal, $city:literal, $cloud:literal) => {
        Region {
            id: $id,
            city: $city,
            geminidb: concat!("https://gaussdb-nosql.", $id, ".", $cloud),
            iam: concat!("https://iam.", $id, ".", $cloud),
        }
    };
}

/// All regions, in the order of their IDs.
pub static ALL: [Region; 27] = [
    region!("af-south-1", "Johannesburg"),
    region!("ap-southeast-1", "Hong Kong"),
    region!("ap-southeast-2", "Bangkok"),
    region!("ap-southeast-3", "Singapore"),
    region!("ap-southeast-4", "Jakarta"),
    region!("ap-southeast-5", "Manila", IAM of all regions),
    region!("cn-east-2", "Shanghai 2"),
    region!("cn-east-3", "Shanghai 1"),
    region!("cn-east-4", "Wuhu"),
    region!("cn-north-1", "Beijing 1"),
    region!("cn-north-11", "Ulanqab Auto 1", IAM of all regions),
    region!("cn-north-2", "Beijing 2"),
    region!("cn-north-4", "Beijing 4"),
    region!("cn-north-9", "Ulanqab 1"),
    region!("cn-south-1", "Guangzhou"),
    region!("cn-south-2", "Shenzhen"),
    region!("cn-south-4", "Guangzhou Invitation Only", IAM of all regions),
    region!("cn-southwest-2", "Guiyang 1"),
    region!("cn-southwest-3", "Guiyang Auto 2", IAM of all regions),
    region!("eu-west-101", "Dublin", "myhuaweicloud.eu"),
    region!("la-north-2", "Mexico City 2"),
    region!("la-south-2", "Santiago"),
    region!("me-east-1", "Riyadh"),
    region!("ru-moscow-1", "Moscow"),
    region!("ru-northwest-2", "St Petersburg", IAM of all regions),
    region!("sa-brazil-1", "Sao Paulo 1"),
    region!("tr-west-1", "Istanbul"),
];

/// Returns the region of this ID, case ignored.
pub fn find(id: &str) -> Option<&'static Region> {
    ALL.iter().find(|region| region.id.eq_ignore_ascii_case(id))
}

impl Region {
    /// Returns whether IAM at `host` is the vendor's and of the region's own cloud: the .eu cloud
    /// does not take a token of the .com cloud. The vendor runs one IAM for each region and one for
    /// all (`iam.` and the cloud's domain).
    pub fn trusts(&self, host: &str) -> bool {
        let Some((_, domain)) = self.geminidb.rsplit_once(self.id) else { return false };
        let Some(inner) = host
            .strip_prefix("iam.")
            .and_then(|host| host.strip_suffix(domain.trim_start_matches('.')))
        else {
            return false;
        };
        inner.is_empty()
            || inner
                .strip_suffix('.')
                .is_some_and(|id| find(id).is_some_and(|other| other.geminidb.ends_with(domain)))
    }
}

/// Returns the IDs of the regions whose ID or city contains `text`, case ignored.
pub fn matching(text: &str) -> Vec<String> {
    let text = text.trim().to_lowercase();
    let fits = |it: &&Region| it.id.contains(&text) || it.city.to_lowercase().contains(&text);
    ALL.iter().filter(fits).map(|region| region.id.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_list_is_whole_in_order_and_https() {
        assert!(ALL.is_sorted_by(|a, b| a.id < b.id));
        for Region { id, city, geminidb, iam } in &ALL {
            assert!(!city.is_empty(), "{id}");
            assert!(
                geminidb.starts_with("https://gaussdb-nosql.") && geminidb.contains(id),
                "{id}"
            );
            assert!(iam.starts_with("https://iam."), "{id}");
            assert_eq!(find(id).map(|region| region.geminidb), Some(*geminidb));
        }
        assert_eq!(
            find("eu-west-101").map(|region| region.geminidb),
            Some("https://gaussdb-nosql.eu-west-101.myhuaweicloud.eu")
        );
        let hong_kong = find("ap-southeast-1").expect("a region");
        for (host, want) in [
            ("iam.ap-southeast-1.myhuaweicloud.com", true),
            ("iam.cn-north-4.myhuaweicloud.com", true),
            ("iam.ap-southeast-5.myhuaweicloud.com", true),
            ("iam.myhuaweicloud.com", true),
            ("iam.myhuaweicloud.eu", false),
            ("iam.eu-west-101.myhuaweicloud.eu", false),
            ("iam.nowhere-1.myhuaweicloud.com", false),
            ("iam.evilmyhuaweicloud.com", false),
            ("iam.ap-southeast-1.evilmyhuaweicloud.com", false),
            ("iam.myhuaweicloud.com.other.example", false),
            ("iam.ap-southeast-1.hc.other.example", false),
            ("myhuaweicloud.com", false),
        ] {
            assert_eq!(hong_kong.trusts(host), want, "{host}");
        }
        assert!(find("eu-west-101").expect("a region").trusts("iam.eu-west-101.myhuaweicloud.eu"));
        assert_eq!(find("EU-West-101").map(|region| region.id), Some("eu-west-101"));
        assert_eq!(find("eu-west"), None);
        assert_eq!(matching("EU-west-1"), ["eu-west-101"]);
        assert_eq!(matching("hong"), ["ap-southeast-1"], "by its city");
    }
}
