//! Each kind of source, whole, with the secrets that may turn up nowhere.

use crate::doctor::host::Host;

pub const PROJECT: &str = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

/// A secret: found wherever a part of it turns up.
const SECRET: &str = "Zq7Vx9Kw3Jh5Yg1Uf8Rd6Pb4Nc2Mt0Ls";
/// So many characters of it in a row are no accident.
const PART: usize = 8;

/// A kind of source: what it is called, what `--profile` calls it, and how it gets on a machine.
pub struct Kind {
    pub name: &'static str,
    pub handle: Option<&'static str>,
    pub put: fn(Host) -> Host,
    /// A value of it, and where it stands.
    pub value: &'static str,
}

pub const KINDS: [Kind; 7] = [
    Kind {
        name: "the SDK's variables",
        handle: Some("sdk-env"),
        put: |host| {
            host.set("HUAWEICLOUD_SDK_AK", "AKSDKVARIABLES0001").set("HUAWEICLOUD_SDK_SK", SECRET)
        },
        value: "access key from HUAWEICLOUD_SDK_AK: ..0001, 18 characters",
    },
    Kind {
        name: "Terraform's variables",
        handle: Some("terraform-env"),
        put: |host| {
            host.set("HW_AUTH_TOKEN", SECRET)
                .set("HW_REGION_NAME", "eu-west-101")
                .set("HW_PROJECT_ID", PROJECT)
        },
        value: "token from HW_AUTH_TOKEN: 32 characters",
    },
    Kind {
        name: "OpenStack's variables",
        handle: Some("openstack-env"),
        put: |host| {
            let host = host
                .set("OS_USERNAME", "ops")
                .set("OS_PASSWORD", SECRET)
                .set("OS_USER_DOMAIN_NAME", "acme");
            host.set("OS_AUTH_URL", "https://iam.example/v3").set("OS_REGION_NAME", "eu-west-101")
        },
        value: "password from OS_PASSWORD: 32 characters",
    },
    Kind {
        name: "cloud prod of",
        handle: Some("cloud:prod"),
        put: |host| {
            let text = format!(
                "clouds:\n  prod:\n    region_name: eu-west-101\n    auth:\n      auth_url: \
                    https://iam.example/v3\n      username: ops\n      \
                 user_domain_name: acme\n      password: {SECRET}\n"
            );
            host.file(".config/openstack/clouds.yaml", &text).set("OS_CLOUD", "prod")
        },
        value: "account from",
    },
    Kind {
        name: "section [basic] of",
        handle: Some("sdk-file:basic"),
        put: |host| {
            host.file(
                ".huaweicloud/credentials",
                &format!("[basic]\nak = AKSDKFILE000000002\nsk = {SECRET}\n"),
            )
        },
        value: "access key from ak: ..0002, 18 characters",
    },
    Kind {
        name: "hcloud's profile cli of",
        handle: Some("hcloud:cli"),
        put: |host| {
            let text = format!(
                r#"{{"current":"cli","authEncrypt":"false","profiles":[{{"name":"cli",
                    "mode":"AKSK","accessKeyId":"AKHCLOUD0000000003","secretAccessKey":"{SECRET}",
                    "region":"eu-west-101"}}]}}"#
            );
            host.file(".hcloud/config.json", &text)
        },
        value: "access key from accessKeyId: ..0003, 18 characters",
    },
    Kind {
        name: "profile own of",
        handle: Some("own"),
        put: |host| {
            let text = "[profiles.own]\nregion = \"eu-west-101\"\n\
                project_id = \"0a1b2c3d4e5f60718293a4b5c6d7e8f9\"\n\
                        access_key = \"AKOWN0000000000004\"\nsecret_key_file = \
                            \"own.sk\"\nsecurity_token_file = \"own.token\"\n";
            host.file(".config/geminidb-backup/config.toml", text)
                .file(".config/geminidb-backup/own.sk", SECRET)
                .file(".config/geminidb-backup/own.token", SECRET)
        },
        value: "security token from security_token_file: 32 characters",
    },
];

/// Nothing of the secret stands in a text.
#[track_caller]
pub fn assert_clean(text: &str) {
    let found = SECRET
        .as_bytes()
        .windows(PART)
        .find(|part| text.as_bytes().windows(PART).any(|window| window == *part));
    assert_eq!(found.map(String::from_utf8_lossy), None, "{text}");
}
