//! Without `--online`: each value with where it comes from, each source with its condition, and
//! which one is used.

use crate::doctor::{
    host::Host,
    sources::{KINDS, PROJECT, assert_clean},
};

const REGION: [&str; 4] = ["--region", "eu-west-101", "--project-id", PROJECT];

#[test]
fn with_nothing_each_missing_part_is_told_with_what_gives_it() {
    let said = Host::new().doctor(&[]);
    assert_eq!(said.status, Some(1));
    said.says("[OK]", "program", &["geminidb-backup ", env!("CARGO_PKG_VERSION")]);
    said.says("[off]", "mode", &["OFFLINE"]);
    said.says("[missing]", "region", &["--region REGION"]);
    said.says("[missing]", "endpoint", &["follows from the region, or --endpoint URL"]);
    said.says("[off]", "IAM endpoint", &["--iam-endpoint URL"]);
    said.says("[missing]", "project", &["--project-id ID"]);
    said.says("[missing]", "credentials", &["no credentials were found", "--token-file FILE"]);
    assert_eq!(said.source("this server's ECS agency"), "[off]");
    said.says("[off]", "proxy", &["none"]);
    said.says("[off]", "CA bundle", &["the system's"]);
    said.says("[off]", "online", &["nothing was sent"]);
}

#[test]
fn each_kind_of_source_is_told_with_its_values_and_without_its_secrets() {
    for kind in KINDS {
        let host = (kind.put)(Host::new());
        let said = host.doctor(&REGION);
        assert_eq!(
            (said.status, said.source(kind.name)),
            (Some(0), "[OK]"),
            "{}: {}",
            kind.name,
            said.all()
        );
        // The clock goes on between two runs.
        let still = |line: &String| !line.starts_with("[OK]       clock ");
        let mut json = host.doctor_in_json(&REGION);
        json.retain(still);
        assert_eq!(json, said.lines.iter().filter(|l| still(l)).cloned().collect::<Vec<_>>());
        let values = said.all();
        assert!(values.contains(kind.value), "{}: {values}", kind.name);
        said.says("[OK]", "credentials", &["signing in with", kind.name, "the only complete one"]);
        said.says("[OK]", "mode", &["LIVE"]);
        assert_clean(&format!("{values}{}", said.errors));
    }
}

#[test]
fn every_value_is_told_with_where_it_comes_from() {
    let host = Host::new().file("token", "MIItoken");
    let token = host.path("token");
    let given = [
        "--token-file",
        &token,
        "--endpoint",
        "https://db.example/p",
        "--iam-endpoint",
        "https://iam.example",
        "--project-id",
        PROJECT,
    ];
    let said = host.doctor(&given);
    said.says("[OK]", "region", &["not needed"]);
    said.says("[OK]", "endpoint", &["https://db.example/p, from the command line"]);
    said.says("[OK]", "IAM endpoint", &["https://iam.example, from the command line"]);
    said.says("[OK]", "project", &[PROJECT, "from the command line"]);
    said.says("[OK]", "credentials", &["token, 8 characters, from --token-file", &token]);

    let said = (KINDS[1].put)(Host::new()).doctor(&[]);
    said.says("[OK]", "region", &["eu-west-101, from HW_REGION_NAME of Terraform's variables"]);
    said.says(
        "[OK]",
        "endpoint",
        &["https://gaussdb-nosql.eu-west-101.myhuaweicloud.eu, from the built-in list of regions"],
    );
    said.says(
        "[OK]",
        "IAM endpoint",
        &["https://iam.eu-west-101.myhuaweicloud.eu, from the built-in list of regions"],
    );
    said.says("[OK]", "project", &[PROJECT, "from HW_PROJECT_ID of Terraform's variables"]);
    assert_eq!(said.status, Some(0));

    let sdk = |value: &str| {
        (KINDS[0].put)(Host::new()).set("HUAWEICLOUD_SDK_REGION_GAUSSDBFORNOSQL_EU_WEST_101", value)
    };
    let said = sdk("https://mine.example").doctor(&REGION);
    said.says(
        "[OK]",
        "endpoint",
        &["https://mine.example, from HUAWEICLOUD_SDK_REGION_GAUSSDBFORNOSQL_EU_WEST_101"],
    );
    let said = sdk("http://mine.example").doctor(&REGION);
    assert!(
        said.all().contains(
            "[trouble]  endpoint       not taken: \
            HUAWEICLOUD_SDK_REGION_GAUSSDBFORNOSQL_EU_WEST_101"
        ),
        "{}",
        said.all()
    );
}

#[test]
fn what_signing_in_brings_is_said_to_come_and_is_not_missing() {
    let said = (KINDS[2].put)(Host::new()).doctor(&[]);
    said.says("[OK]", "project", &["the one named eu-west-101, as the region; IAM tells its ID"]);
    assert_eq!(said.status, Some(0));
    let elsewhere = (KINDS[2].put)(Host::new())
        .set("OS_REGION_NAME", "eu-de")
        .set("OS_PROJECT_NAME", "eu-de_ops");
    let said = elsewhere.doctor(&[]);
    said.says("[OK]", "endpoint", &["from the token's catalogue, once signed in"]);
    said.says("[OK]", "project", &["eu-de_ops, by name, from OS_PROJECT_NAME"]);
    assert_eq!(said.status, Some(0));
}

#[test]
fn sources_are_told_in_their_documented_order_and_of_several_complete_ones_none_is_taken() {
    let all = KINDS.iter().fold(Host::new(), |host, kind| (kind.put)(host));
    // OS_CLOUD with OS_PASSWORD beside it is a mix that OpenStack's own clients read otherwise; it
    // is not the matter here.
    let said = all.doctor(&REGION);
    let names: Vec<&str> = said.sources();
    let places: Vec<usize> = KINDS
        .iter()
        .map(|kind| {
            names
                .iter()
                .position(|text| text.starts_with(kind.name))
                .unwrap_or_else(|| panic!("{}", said.all()))
        })
        .collect();
    assert!(
        places.is_sorted()
            && names.last().is_some_and(|last| last.starts_with("this server's ECS agency")),
        "{places:?} {}",
        said.all()
    );
    said.says(
        "[missing]",
        "credentials",
        &[
            "several sources of credentials are complete",
            "(--profile sdk-env)",
            "(--profile hcloud:cli)",
        ],
    );
    assert_clean(&said.all());
    for kind in &KINDS {
        let Some(handle) = kind.handle else { continue };
        let said = all.doctor(&[&REGION[..], &["--profile", handle]].concat());
        said.says("[OK]", "credentials", &["signing in with", kind.name, "which --profile names"]);
        let used: Vec<&str> = KINDS
            .iter()
            .filter(|other| said.source(other.name) == "[OK]")
            .map(|other| other.name)
            .collect();
        assert_eq!((used, said.status), (vec![kind.name], Some(0)), "{}", said.all());
        assert_clean(&said.all());
    }
}

#[test]
fn a_named_source_that_cannot_be_used_is_one_trouble_and_none_takes_its_place() {
    let host = (KINDS[0].put)(Host::new()).file_with_mode(
        ".huaweicloud/credentials",
        "[basic]\nak = A\nsk = B\n",
        0o644,
    );
    let said = host.doctor(&[&REGION[..], &["--profile", "sdk-file:basic"]].concat());
    said.says("[trouble]", "credentials", &["chmod 600", "no other source takes its place"]);
    said.says("[OK]", "endpoint", &["built-in list"]);
    assert_eq!((said.status, said.source("the SDK's variables")), (Some(1), "[off]"));
    let said = host.doctor(&[&REGION[..], &["--profile", "nobody"]].concat());
    said.says("[trouble]", "credentials", &["no profile is called nobody: there is only sdk-env"]);
    // Not named, it is in nobody's way.
    let said = host.doctor(&REGION);
    said.says("[OK]", "credentials", &["the SDK's variables"]);
    assert!(said.all().contains("chmod 600") && said.status == Some(0), "{}", said.all());

    let by_file = (KINDS[0].put)(Host::new())
        .file(".config/geminidb-backup/config.toml", "profile = \"gone\"\n");
    by_file.doctor(&REGION).says("[trouble]", "credentials", &["gone", "(config.toml names it)"]);
}

#[test]
fn a_broken_file_of_its_own_is_one_trouble_and_nothing_is_used_that_it_may_not_have_named() {
    let broken =
        |text: &str| (KINDS[0].put)(Host::new()).file(".config/geminidb-backup/config.toml", text);
    for text in ["profile = [", "unknown = 1\n", "[profiles.a]\npassword = \"Zq7Vx9Kw3Jh5Yg1U\"\n"]
    {
        let host = broken(text);
        let said = host.doctor(&REGION);
        said.says("[trouble]", "config.toml", &["config.toml: "]);
        said.says("[missing]", "credentials", &["none taken"]);
        said.says("[OK]", "region", &["eu-west-101"]);
        assert_eq!(
            (said.status, said.source("the SDK's variables")),
            (Some(1), "[OK]"),
            "{}",
            said.all()
        );
        assert_clean(&said.all());
        let said = host.doctor(&[&REGION[..], &["--profile", "sdk-env"]].concat());
        said.says("[OK]", "credentials", &["the SDK's variables"]);
    }
    let said = broken("production = [\"a\\u0007\"]\n").doctor(&REGION);
    said.says("[trouble]", "config.toml", &[]);
}

#[test]
fn a_region_is_found_whatever_its_case_and_one_that_is_not_in_the_list_says_so() {
    let said = Host::new().doctor(&["--region", "EU-West-101"]);
    said.says("[OK]", "region", &["eu-west-101, from the command line"]);
    said.says("[OK]", "endpoint", &["https://gaussdb-nosql.eu-west-101.myhuaweicloud.eu"]);
    let keys = Host::new()
        .set("HW_ACCESS_KEY", "AKEXAMPLE1234567890A")
        .set("HW_SECRET_KEY", "S")
        .set("HW_REGION_NAME", "eu-wst-101");
    let said = keys.doctor(&["--project-id", PROJECT]);
    said.says("[OK]", "region", &["eu-wst-101, from HW_REGION_NAME", "not in the built-in list"]);
    said.says("[missing]", "endpoint", &["--endpoint URL (no region eu-wst-101 is built in)"]);
}

#[test]
fn an_endpoint_with_version_and_project_is_wrong_usage_and_in_a_source_it_is_refused() {
    let url = format!("https://db.example/v3/{PROJECT}");
    let said = Host::new().doctor(&["--endpoint", &url]);
    assert!(
        said.status == Some(2) && said.errors.contains("--endpoint: an endpoint ends before /v3"),
        "{}",
        said.errors
    );
    let name = "HUAWEICLOUD_SDK_REGION_GAUSSDBFORNOSQL_EU_WEST_101";
    let said = (KINDS[0].put)(Host::new()).set(name, &url).doctor(&REGION);
    assert!(said.all().contains(&format!("{name}: an endpoint ends before /v3")), "{}", said.all());
    assert_eq!(said.status, Some(1));
}

#[test]
fn a_token_file_with_a_byte_order_mark_is_read_as_if_it_were_not_there() {
    let host = Host::new().file("token", include_str!("../../data/files/token_bom.txt"));
    host.doctor(&[&REGION[..], &["--token-file", &host.path("token")]].concat()).says(
        "[OK]",
        "credentials",
        &["token, 15 characters"],
    );
}

#[test]
fn a_token_file_that_cannot_be_used_is_told_with_what_mends_it() {
    let host = Host::new().file_with_mode("token", "MIItoken", 0o644).file("empty", "\n");
    for (name, words) in
        [("token", "chmod 600"), ("empty", "the token is empty"), ("gone", "No such file")]
    {
        let path = host.path(name);
        let said = host.doctor(&[&REGION[..], &["--token-file", &path]].concat());
        said.says("[trouble]", "credentials", &[words, "no source takes its place"]);
        assert_eq!(said.status, Some(1));
    }
}

#[test]
fn what_cannot_be_meant_is_wrong_usage() {
    for args in [
        &["--region", "nowhere"][..],
        &["--endpoint", "http://far.example"],
        &["--project-id", "7"],
        &["--no-such-option"],
        &["word"],
    ] {
        let said = Host::new().doctor(args);
        assert_eq!((said.status, said.lines.len()), (Some(2), 0), "{args:?}");
        assert!(!said.errors.is_empty());
    }
}
