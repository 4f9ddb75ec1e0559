//! What the variables of each convention mean beyond the plain case, and what surrounds them.

use std::{ffi::OsString, os::unix::ffi::OsStringExt, path::PathBuf};

use geminidb_backup::{
    api::{Login, Named, Token},
    core::session::credentials::{Method, Unusable, choice::Choice},
    shell::session::credentials::{Surroundings, gather},
    words,
};

use crate::credentials::host::{Host, NOW, secret_key, unusable};

fn is_token(login: &Login, text: &str) -> bool {
    matches!(login, Login::Token(token) if token.is_same(&Token::new(text).expect("a token")))
}

#[test]
fn of_several_ways_in_one_source_a_token_comes_first_then_keys_then_the_password() {
    let mut host = Host::new();
    host.set("HW_USER_NAME", "u").set("HW_USER_PASSWORD", " p ").set("HW_DOMAIN_NAME", "d");
    let Login::Password(login) = host.bundle("terraform-env").login else { panic!("password") };
    assert_eq!(
        (login.user, login.domain, login.passcode),
        (Named::Name("u".into()), Some(Named::Name("d".into())), false)
    );
    assert_eq!(
        secrecy::ExposeSecret::expose_secret(&login.password),
        " p ",
        "a password is taken as it stands"
    );
    host.set("HW_ACCESS_KEY", "AK").set("HW_SECRET_KEY", " SK \n");
    assert_eq!(secret_key(&host.bundle("terraform-env")), "SK");
    host.set("HW_AUTH_TOKEN", "MIItoken");
    assert!(is_token(&host.bundle("terraform-env").login, "MIItoken"));
    let told: Vec<String> = host
        .source("terraform-env")
        .found
        .told
        .iter()
        .map(words::session::credentials::told)
        .collect();
    assert!(told.contains(&"token from HW_AUTH_TOKEN: 8 characters".to_owned()), "{told:?}");
}

#[test]
fn a_token_in_the_variable_of_earlier_versions_is_a_source_of_its_own() {
    let mut host = Host::new();
    host.set("OS_AUTH_TOKEN", "MIItoken");
    assert!(
        host.refusal("openstack-env").contains("lacks OS_AUTH_URL"),
        "whose cloud it is only its IAM tells"
    );
    host.set("OS_AUTH_URL", "https://iam.example/v3");
    let (choice, sentence, _) = host.choice(None);
    assert_eq!(choice, Choice::Use(0), "{sentence}");
    assert!(is_token(&host.bundle("openstack-env").login, "MIItoken"));
    host.set("OS_AUTH_TOKEN", "with space");
    assert!(
        host.refusal("openstack-env")
            .contains("OS_AUTH_TOKEN: character 5 of the token cannot be sent")
    );
}

#[test]
fn what_is_missing_is_named_for_the_way_that_has_begun_or_for_every_way() {
    let mut host = Host::new();
    host.set("OS_REGION_NAME", "eu-west-101");
    let every = "lacks OS_AUTH_TOKEN and OS_AUTH_URL, or OS_ACCESS_KEY, OS_SECRET_KEY and \
        OS_AUTH_URL, or OS_USERNAME, OS_PASSWORD, \
        OS_USER_DOMAIN_NAME and OS_AUTH_URL;";
    assert!(host.refusal("openstack-env").contains(every), "{}", host.refusal("openstack-env"));
    host.set("OS_USERNAME", "u")
        .set("OS_DOMAIN_ID", "d")
        .set("OS_PROJECT_NAME", "p")
        .set("OS_AUTH_URL", "https://i");
    assert!(host.refusal("openstack-env").contains("lacks OS_PASSWORD;"));
    host.set("HUAWEICLOUD_SDK_PROJECT_ID", "0a1b2c3d4e5f60718293a4b5c6d7e8f9");
    assert!(host.refusal("sdk-env").contains("lacks HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK;"));
}

#[test]
fn a_wish_not_to_verify_certificates_is_refused_in_every_form() {
    for (name, value, refused) in [
        ("HW_INSECURE", "true", true),
        ("HW_INSECURE", "1", true),
        ("HW_INSECURE", "Yes", true),
        ("HW_INSECURE", "whatever", true),
        ("HW_INSECURE", "false", false),
        ("HW_INSECURE", "0", false),
        ("HW_INSECURE", "", false),
        ("OS_INSECURE", "T", true),
        ("OS_INSECURE", "off", false),
        ("OS_VERIFY", "False", true),
        ("OS_VERIFY", "true", false),
    ] {
        let mut host = Host::new();
        host.set("HW_AUTH_TOKEN", "MII1")
            .set("OS_AUTH_TOKEN", "MII2")
            .set("OS_AUTH_URL", "https://i")
            .set(name, value);
        let handle = if name.starts_with("HW") { "terraform-env" } else { "openstack-env" };
        let source = host.source(handle);
        assert_eq!(source.bundle.is_none(), refused, "{name}={value}");
        if refused {
            assert_eq!(unusable(&source.found), &Unusable::Insecure { place: name.to_owned() });
            let said = words::session::credentials::line(&source.found);
            assert!(said.contains("never does") && said.contains("--ca-bundle"), "{said}");
        }
    }
    let mut host = Host::new();
    host.set("HW_INSECURE", "true");
    assert_eq!(host.gather().sources.len(), 1, "alone it is no source");
}

#[test]
fn another_cloud_has_endpoints_of_its_own_and_needs_the_region_for_them() {
    let mut host = Host::new();
    host.set("HW_AUTH_TOKEN", "MII").set("HW_CLOUD", "cloud.example").set("HW_REGION_NAME", "xy-1");
    let bundle = host.bundle("terraform-env");
    let text =
        |e: Option<geminidb_backup::api::Endpoint>| e.map(|e| e.to_string()).unwrap_or_default();
    assert_eq!(text(bundle.endpoint), "https://gaussdb-nosql.xy-1.cloud.example");
    assert_eq!(text(bundle.iam_endpoint), "https://iam.xy-1.cloud.example");
    host.set("HW_REGION_NAME", "");
    assert!(host.refusal("terraform-env").contains("lacks HW_REGION_NAME"));
    host.set("HW_CLOUD", "MyHuaweiCloud.com");
    assert_eq!(
        host.bundle("terraform-env").endpoint,
        None,
        "the built-in list has the usual cloud's"
    );
    for wrong in ["cloud.example/x", "u@cloud.example", "cloud example", "cloud", "a..b"] {
        host.set("HW_CLOUD", wrong);
        assert!(
            host.refusal("terraform-env").contains("HW_CLOUD: it should be a domain"),
            "{wrong}"
        );
    }
    host.set("HW_CLOUD", "cloud.example").set("HW_REGION_NAME", "x/../@evil.example#");
    assert!(host.source("terraform-env").bundle.is_none());
}

#[test]
fn the_sdks_endpoint_of_a_region_is_the_first_of_its_variable() {
    let mut host = Host::new();
    host.set(
        "HUAWEICLOUD_SDK_REGION_GAUSSDBFORNOSQL_EU_WEST_101",
        " https://one.example/p , https://two.example",
    );
    host.set("HUAWEICLOUD_SDK_REGION_GAUSSDBFORNOSQL_X_1", "http://far.example");
    let around = host.around();
    assert_eq!(
        around.sdk_endpoint("eu-west-101").expect("set").1.expect("an endpoint").to_string(),
        "https://one.example/p"
    );
    assert!(around.sdk_endpoint("eu-west-102").is_none());
    let why = around.sdk_endpoint("x-1").expect("set").1.expect_err("plain");
    assert!(
        words::session::credentials::unusable(&why)
            .starts_with("HUAWEICLOUD_SDK_REGION_GAUSSDBFORNOSQL_X_1: plain http")
    );
    assert_eq!(host.gather().sources.len(), 1, "it is no source");
}

/// Keys of the SDK in variables and in its file, and a token of each of the others.
fn everything() -> Host {
    let mut host = Host::new();
    host.file("home/.huaweicloud/credentials", "[basic]\nak = F\nsk = S\n")
        .set("HUAWEICLOUD_SDK_AK", "A")
        .set("HUAWEICLOUD_SDK_SK", "S");
    host.set("HW_AUTH_TOKEN", "M").set("OS_AUTH_TOKEN", "M").set("OS_AUTH_URL", "https://i");
    host
}

#[test]
fn ways_that_this_program_cannot_go_are_named() {
    const SESSION: &[(&str, &str)] = &[
        ("HUAWEICLOUD_OIDC_PROVIDER_URN", "p"),
        ("HUAWEICLOUD_OIDC_AGENCY_URN", "a"),
        ("HUAWEICLOUD_OIDC_ID_TOKEN", "t"),
    ];
    const FILE: &[(&str, &str)] = &[
        ("HUAWEICLOUD_OIDC_PROVIDER_URN", "p"),
        ("HUAWEICLOUD_OIDC_AGENCY_URN", "a"),
        ("HUAWEICLOUD_OIDC_TOKEN_FILE", "/t"),
    ];
    const FEDERATED: &[(&str, &str)] =
        &[("HUAWEICLOUD_SDK_IDP_ID", "idp"), ("HUAWEICLOUD_SDK_ID_TOKEN_FILE", "/t")];
    type Row<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str], &'a str);
    let rows: &[Row<'_>] = &[
        (
            SESSION,
            &["sdk-env", "sdk-file:basic"],
            "a session for an OIDC provider's token (HUAWEICLOUD_OIDC_*)",
        ),
        (
            FILE,
            &["sdk-env", "sdk-file:basic"],
            "a session for an OIDC provider's token (HUAWEICLOUD_OIDC_*)",
        ),
        (
            FEDERATED,
            &["sdk-env", "sdk-file:basic"],
            "an identity provider (HUAWEICLOUD_SDK_IDP_ID)",
        ),
        (
            &[("HW_ASSUME_ROLE_AGENCY_NAME", "a")],
            &["terraform-env"],
            "an agency of another account (HW_ASSUME_ROLE_AGENCY_NAME)",
        ),
        (
            &[("HW_ASSUME_ROLE_IDP_ID", "a")],
            &["terraform-env"],
            "an agency of another account (HW_ASSUME_ROLE_IDP_ID)",
        ),
        (
            &[("HW_SIGNING_ALGORITHM", "HmacSM3")],
            &["terraform-env"],
            "another signature (HW_SIGNING_ALGORITHM) than HmacSHA256",
        ),
        (
            &[("OS_AUTH_TYPE", "v3oidcpassword")],
            &["openstack-env"],
            "OS_AUTH_TYPE names, v3oidcpassword",
        ),
        (
            &[("OS_AUTH_TYPE", "what ever")],
            &["openstack-env"],
            "another way to sign in (OS_AUTH_TYPE)",
        ),
        (
            &[("OS_APPLICATION_CREDENTIAL_ID", "a")],
            &["openstack-env"],
            "an application credential (OS_APPLICATION_CREDENTIAL_ID)",
        ),
    ];
    for (variables, handles, part) in rows {
        let mut host = everything();
        for (name, value) in *variables {
            host.set(name, *value);
        }
        for handle in *handles {
            assert!(host.refusal(handle).contains(part), "{}", host.refusal(handle));
        }
    }
}

#[test]
fn half_of_a_way_is_none_as_for_the_vendors_own_tools() {
    for (name, handle) in [
        ("HUAWEICLOUD_SDK_IDP_ID", "sdk-env"),
        ("HUAWEICLOUD_SDK_ID_TOKEN_FILE", "sdk-env"),
        ("HUAWEICLOUD_OIDC_PROVIDER_URN", "sdk-env"),
        ("HUAWEICLOUD_OIDC_SESSION_NAME", "sdk-file:basic"),
        ("HC_CONTAINER_CREDENTIALS_FULL_URI", "sdk-env"),
        ("HW_ASSUME_ROLE_DURATION", "terraform-env"),
    ] {
        let mut host = everything();
        assert!(host.set(name, "x").source(handle).bundle.is_some(), "{name}");
    }
    let mut host = everything();
    assert!(
        host.set("HW_SIGNING_ALGORITHM", "HmacSHA256").source("terraform-env").bundle.is_some()
    );
}

#[test]
fn a_pod_without_keys_is_told_why_it_is_not_signed_in() {
    let mut host = Host::new();
    host.set("HC_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials");
    assert!(
        host.choice(None).1.contains("the identity of a pod (HC_CONTAINER_CREDENTIALS_FULL_URI)"),
        "{}",
        host.choice(None).1
    );
}

#[test]
fn an_openstack_way_that_is_named_is_the_only_one() {
    let mut host = Host::new();
    host.set("OS_AUTH_TOKEN", "MII")
        .set("OS_USERNAME", "u")
        .set("OS_PASSWORD", "p")
        .set("OS_USER_DOMAIN_ID", "d");
    host.set("OS_AUTH_URL", "https://i");
    let method = |host: &mut Host, kind: &str| {
        host.set("OS_AUTH_TYPE", kind).source("openstack-env").found.method()
    };
    assert_eq!(method(&mut host, "password"), Some(Method::Password { passcode: false }));
    assert_eq!(method(&mut host, "v3totp"), Some(Method::Password { passcode: true }));
    assert_eq!(method(&mut host, "token"), Some(Method::Token));
    assert_eq!(method(&mut host, "aksk"), None);
    host.set("OS_AUTH_METHODS", "v3password,v3totp");
    assert_eq!(method(&mut host, "v3multifactor"), Some(Method::Password { passcode: true }));
}

#[test]
fn a_ca_bundle_of_a_source_is_told_and_not_taken() {
    let mut host = Host::new();
    host.set("OS_AUTH_TOKEN", "MII").set("OS_CACERT", "/ca.pem");
    let told = host.source("openstack-env").found.told;
    assert!(
        told.iter().any(|told| told.from == "OS_CACERT" && told.shown.contains("--ca-bundle")),
        "{told:?}"
    );
}

#[test]
fn a_value_that_is_no_text_or_no_such_value_is_refused_with_its_name() {
    let no_text = OsString::from_vec(vec![b'a', 0xFF]);
    let rows: [(&str, OsString, &str, &str); 6] = [
        (
            "HUAWEICLOUD_SDK_SK",
            no_text.clone(),
            "sdk-env",
            "HUAWEICLOUD_SDK_SK: it is not UTF-8 text",
        ),
        (
            "HUAWEICLOUD_SDK_AK",
            "A,B".into(),
            "sdk-env",
            "HUAWEICLOUD_SDK_AK: an access key is printable",
        ),
        (
            "HUAWEICLOUD_SDK_PROJECT_ID",
            "short".into(),
            "sdk-env",
            "HUAWEICLOUD_SDK_PROJECT_ID: a project ID is 32",
        ),
        (
            "HUAWEICLOUD_SDK_DOMAIN_ID",
            "a\u{1b}[2J".into(),
            "sdk-env",
            "HUAWEICLOUD_SDK_DOMAIN_ID: it holds a control character",
        ),
        (
            "HUAWEICLOUD_SDK_DOMAIN_ID",
            "a".repeat(257).into(),
            "sdk-env",
            "HUAWEICLOUD_SDK_DOMAIN_ID: it is too long",
        ),
        (
            "HUAWEICLOUD_SDK_SK",
            "a\u{1b}b".into(),
            "sdk-env",
            "HUAWEICLOUD_SDK_SK: it holds a control character",
        ),
    ];
    for (name, value, handle, part) in rows {
        let mut host = Host::new();
        host.set("HUAWEICLOUD_SDK_AK", "A").set("HUAWEICLOUD_SDK_SK", "S").set(name, value);
        assert!(host.refusal(handle).contains(part), "{}", host.refusal(handle));
    }
}

#[test]
fn without_a_home_and_with_relative_folders_nothing_panics_and_the_rest_is_found() {
    let bare = || Surroundings::new(PathBuf::new(), NOW).with_variable("OS_AUTH_TOKEN", "MII");
    for around in [
        bare(),
        bare().with_variable("HOME", "").with_variable("XDG_CONFIG_HOME", "relative"),
        bare()
            .with_variable("HOME", "relative")
            .with_variable("XDG_CONFIG_HOME", OsString::from_vec(vec![0xFF])),
    ] {
        assert!(!around.has_home());
        assert_eq!(gather(&around).sources.len(), 2, "the variable and the agency");
    }
    assert!(words::session::credentials::NO_HOME.contains("HOME"));
}
