//! The regions that the vendor's SDK knows, with their endpoints.

#[derive(Debug, PartialEq, Eq)]
pub struct Region {
    /// Its ID, as `eu-west-101`.
    pub id: &'static str,
    pub geminidb: &'static str,
    pub iam: &'static str,
}

const fn region(id: &'static str, geminidb: &'static str, iam: &'static str) -> Region {
    Region { id, geminidb, iam }
}

/// All regions, in the order of their IDs.
pub static ALL: [Region; 27] = [
    region(
        "af-south-1",
        "https://gaussdb-nosql.af-south-1.myhuaweicloud.com",
        "https://iam.af-south-1.myhuaweicloud.com",
    ),
    region(
        "ap-southeast-1",
        "https://gaussdb-nosql.ap-southeast-1.myhuaweicloud.com",
        "https://iam.ap-southeast-1.myhuaweicloud.com",
    ),
    region(
        "ap-southeast-2",
        "https://gaussdb-nosql.ap-southeast-2.myhuaweicloud.com",
        "https://iam.ap-southeast-2.myhuaweicloud.com",
    ),
    region(
        "ap-southeast-3",
        "https://gaussdb-nosql.ap-southeast-3.myhuaweicloud.com",
        "https://iam.ap-southeast-3.myhuaweicloud.com",
    ),
    region(
        "ap-southeast-4",
        "https://gaussdb-nosql.ap-southeast-4.myhuaweicloud.com",
        "https://iam.ap-southeast-4.myhuaweicloud.com",
    ),
    region(
        "ap-southeast-5",
        "https://gaussdb-nosql.ap-southeast-5.myhuaweicloud.com",
        "https://iam.myhuaweicloud.com",
    ),
    region(
        "cn-east-2",
        "https://gaussdb-nosql.cn-east-2.myhuaweicloud.com",
        "https://iam.cn-east-2.myhuaweicloud.com",
    ),
    region(
        "cn-east-3",
        "https://gaussdb-nosql.cn-east-3.myhuaweicloud.com",
        "https://iam.cn-east-3.myhuaweicloud.com",
    ),
    region(
        "cn-east-4",
        "https://gaussdb-nosql.cn-east-4.myhuaweicloud.com",
        "https://iam.cn-east-4.myhuaweicloud.com",
    ),
    region(
        "cn-north-1",
        "https://gaussdb-nosql.cn-north-1.myhuaweicloud.com",
        "https://iam.cn-north-1.myhuaweicloud.com",
    ),
    region(
        "cn-north-11",
        "https://gaussdb-nosql.cn-north-11.myhuaweicloud.com",
        "https://iam.myhuaweicloud.com",
    ),
    region(
        "cn-north-2",
        "https://gaussdb-nosql.cn-north-2.myhuaweicloud.com",
        "https://iam.cn-north-2.myhuaweicloud.com",
    ),
    region(
        "cn-north-4",
        "https://gaussdb-nosql.cn-north-4.myhuaweicloud.com",
        "https://iam.cn-north-4.myhuaweicloud.com",
    ),
    region(
        "cn-north-9",
        "https://gaussdb-nosql.cn-north-9.myhuaweicloud.com",
        "https://iam.cn-north-9.myhuaweicloud.com",
    ),
    region(
        "cn-south-1",
        "https://gaussdb-nosql.cn-south-1.myhuaweicloud.com",
        "https://iam.cn-south-1.myhuaweicloud.com",
    ),
    region(
        "cn-south-2",
        "https://gaussdb-nosql.cn-south-2.myhuaweicloud.com",
        "https://iam.cn-south-2.myhuaweicloud.com",
    ),
    region(
        "cn-south-4",
        "https://gaussdb-nosql.cn-south-4.myhuaweicloud.com",
        "https://iam.myhuaweicloud.com",
    ),
    region(
        "cn-southwest-2",
        "https://gaussdb-nosql.cn-southwest-2.myhuaweicloud.com",
        "https://iam.cn-southwest-2.myhuaweicloud.com",
    ),
    region(
        "cn-southwest-3",
        "https://gaussdb-nosql.cn-southwest-3.myhuaweicloud.com",
        "https://iam.myhuaweicloud.com",
    ),
    region(
        "eu-west-101",
        "https://gaussdb-nosql.eu-west-101.myhuaweicloud.eu",
        "https://iam.eu-west-101.myhuaweicloud.eu",
    ),
    region(
        "la-north-2",
        "https://gaussdb-nosql.la-north-2.myhuaweicloud.com",
        "https://iam.la-north-2.myhuaweicloud.com",
    ),
    region(
        "la-south-2",
        "https://gaussdb-nosql.la-south-2.myhuaweicloud.com",
        "https://iam.la-south-2.myhuaweicloud.com",
    ),
    region(
        "me-east-1",
        "https://gaussdb-nosql.me-east-1.myhuaweicloud.com",
        "https://iam.me-east-1.myhuaweicloud.com",
    ),
    region(
        "ru-moscow-1",
        "https://gaussdb-nosql.ru-moscow-1.myhuaweicloud.com",
        "https://iam.ru-moscow-1.myhuaweicloud.com",
    ),
    region(
        "ru-northwest-2",
        "https://gaussdb-nosql.ru-northwest-2.myhuaweicloud.com",
        "https://iam.myhuaweicloud.com",
    ),
    region(
        "sa-brazil-1",
        "https://gaussdb-nosql.sa-brazil-1.myhuaweicloud.com",
        "https://iam.sa-brazil-1.myhuaweicloud.com",
    ),
    region(
        "tr-west-1",
        "https://gaussdb-nosql.tr-west-1.myhuaweicloud.com",
        "https://iam.tr-west-1.myhuaweicloud.com",
    ),
];

/// The region of this ID, case ignored.
pub fn find(id: &str) -> Option<&'static Region> {
    ALL.iter().find(|region| region.id.eq_ignore_ascii_case(id))
}

impl Region {
    /// True if IAM at `host` is the vendor's and of the region's own cloud: a token of the .com
    /// cloud is none of the .eu cloud's. The vendor runs one IAM for each region and one for all
    /// (`iam.` and the cloud's domain).
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

/// The IDs that contain `text`, case ignored.
pub fn matching(text: &str) -> Vec<String> {
    let text = text.trim().to_lowercase();
    ALL.iter().map(|region| region.id).filter(|id| id.contains(&text)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_list_is_whole_in_order_and_https() {
        assert!(ALL.is_sorted_by(|a, b| a.id < b.id));
        for Region { id, geminidb, iam } in &ALL {
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
    }
}
