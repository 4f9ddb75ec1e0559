//! Values that hold more than their writer meant: taken as they were meant, or refused by name
//! before any call.

use std::path::Path;

use geminidb_backup::{api::Login, core::session::credentials::Method, words};
use secrecy::ExposeSecret;

use crate::credentials::host::{Host, secret_key};

const SDK: &str = "home/.huaweicloud/credentials";
const SK: &str = "secretsecretsecretsecretsecretsecret1234";

fn data(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/files").join(name);
    std::fs::read_to_string(path).expect("a file of the tests")
}

/// A machine whose variables were read from an env file by something that is no shell: all behind
/// `=` is the value.
fn with_env_file(name: &str) -> Host {
    let mut host = Host::new();
    for line in data(name).split_terminator('\n') {
        let (name, value) = line.split_once('=').expect("a variable");
        host.set(name, value);
    }
    host
}

fn told(host: &Host, handle: &str) -> Vec<String> {
    host.source(handle).found.told.iter().map(words::session::credentials::told).collect()
}

#[test]
fn each_variable_that_ends_in_a_carriage_return_is_refused_by_name() {
    let refusal = with_env_file("crlf_password.env").refusal("terraform-env");
    let names = "HW_DOMAIN_NAME, HW_REGION_NAME, HW_USER_NAME and HW_USER_PASSWORD: a carriage \
        return stands at the end";
    assert!(refusal.contains(names), "{refusal}");
    for (name, handle) in [
        ("HUAWEICLOUD_SDK_SK", "sdk-env"),
        ("OS_PASSWORD", "openstack-env"),
        ("HW_AUTH_TOKEN", "terraform-env"),
    ] {
        let mut host = Host::new();
        host.set(name, "value\r");
        assert!(host.refusal(handle).contains(&format!("{name}: a carriage return")), "{name}");
    }
}

#[test]
fn each_variable_with_quotes_around_it_is_refused_by_name() {
    let host = with_env_file("quotes_kept.env");
    let (sdk, openstack) = (host.refusal("sdk-env"), host.refusal("openstack-env"));
    assert!(
        sdk.contains("HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK: quotes stand around the value"),
        "{sdk}"
    );
    assert!(
        openstack.contains(
            "OS_PASSWORD, OS_PROJECT_NAME and OS_USERNAME: quotes stand around the value"
        ),
        "{openstack}"
    );
    assert_eq!(
        host.gather().sources.iter().filter(|source| source.bundle.is_some()).count(),
        1,
        "the agency alone"
    );
}

#[test]
fn a_variable_that_names_a_file_is_refused_like_any_other() {
    let mut host = Host::new();
    host.file(SDK, "[basic]\nak=A\nsk=S\n")
        .set("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "'~/.huaweicloud/credentials'");
    assert!(
        host.choice(None).1.contains("(HUAWEICLOUD_SDK_CREDENTIALS_FILE: quotes stand around"),
        "{}",
        host.choice(None).1
    );
    let mut host = Host::new();
    host.set("HW_SHARED_CONFIG_FILE", "c.json\r")
        .set("OS_CLIENT_CONFIG_FILE", "clouds.yaml\r")
        .set("OS_CLOUD", "c");
    let said = host.choice(None).1;
    assert!(said.contains("HW_SHARED_CONFIG_FILE: a carriage return"), "{said}");
    assert!(said.contains("OS_CLIENT_CONFIG_FILE: a carriage return"), "{said}");
}

#[test]
fn a_byte_order_mark_is_dropped_from_variables_and_from_files_with_a_secret() {
    let mut host = Host::new();
    host.set("HUAWEICLOUD_SDK_AK", "\u{feff}AKEXAMPLE1234567890A")
        .set("HUAWEICLOUD_SDK_SK", format!("\u{feff}{SK}"));
    assert_eq!(secret_key(&host.bundle("sdk-env")), SK);
    host.file(
        "home/.config/geminidb-backup/config.toml",
        "\u{feff}[profiles.own]\ntoken_file = \"token\"\n",
    );
    host.file("home/.config/geminidb-backup/token", data("token_bom.txt"));
    assert_eq!(told(&host, "own"), ["token from token_file: 15 characters"]);
    assert_eq!(host.source("own").found.method(), Some(Method::Token));
}

#[test]
fn white_space_around_a_password_counts_and_is_named() {
    let mut host = Host::new();
    host.set("HW_USER_NAME", "ops")
        .set("HW_DOMAIN_NAME", "acme")
        .set("HW_USER_PASSWORD", "demo-password ");
    let Login::Password(login) = host.bundle("terraform-env").login else { panic!("a password") };
    assert_eq!(login.password.expose_secret(), "demo-password ");
    let remark = "of which white space at its beginning or end is a part";
    assert!(
        told(&host, "terraform-env")
            .contains(&format!("password from HW_USER_PASSWORD: 14 characters, {remark}"))
    );
    host.file(
        "home/.config/geminidb-backup/config.toml",
        "[profiles.own]\nuser = \"u\"\ndomain = \"d\"\npassword_file = \"p\"\n",
    );
    host.file("home/.config/geminidb-backup/p", "\tsecret\n");
    assert!(
        host.refusal("own")
            .contains("password_file: it holds a control character, such as a line break"),
        "a tab"
    );
    host.file("home/.config/geminidb-backup/p", " secret\n");
    assert!(
        told(&host, "own")
            .contains(&format!("password from password_file: 7 characters, {remark}"))
    );
    host.file("home/.config/geminidb-backup/p", "\"secret\"\r\n");
    assert!(
        told(&host, "own").contains(
            &"password from password_file: 8 characters, of which quotes around it are a part"
                .to_owned()
        )
    );
    host.file("home/.config/geminidb-backup/p", "secret\n\n");
    assert!(host.refusal("own").contains("such as a line break"));
}

#[test]
fn a_character_that_nobody_sees_is_refused_in_a_password() {
    for hidden in ["demo-password\u{200b}", "demo-password\u{feff}", "\u{202e}demo-password"] {
        let mut host = Host::new();
        host.set("HW_USER_NAME", "ops")
            .set("HW_DOMAIN_NAME", "acme")
            .set("HW_USER_PASSWORD", hidden);
        let said = host.refusal("terraform-env");
        assert!(said.contains("HW_USER_PASSWORD: it holds a control character"), "{said}");
    }
}

#[test]
fn white_space_around_a_key_is_not_sent_and_a_key_with_blanks_or_quotes_inside_is_refused() {
    let mut host = Host::new();
    host.set("HUAWEICLOUD_SDK_AK", " AKEXAMPLE1234567890A")
        .set("HUAWEICLOUD_SDK_SK", format!("{SK} \n"));
    assert_eq!(secret_key(&host.bundle("sdk-env")), SK);
    let remark = "without the white space around it, which is not sent";
    assert!(
        told(&host, "sdk-env")
            .contains(&format!("secret key from HUAWEICLOUD_SDK_SK: 40 characters, {remark}"))
    );
    for spoilt in ["secret key", "secret\u{a0}key", "secret\"key", "\u{201c}key", "secret\nkey"] {
        host.set("HUAWEICLOUD_SDK_SK", spoilt);
        assert!(host.refusal("sdk-env").contains("HUAWEICLOUD_SDK_SK: "), "{spoilt:?}");
        host.set("HUAWEICLOUD_SDK_SK", SK).set("HUAWEICLOUD_SDK_SECURITY_TOKEN", spoilt);
        assert!(host.refusal("sdk-env").contains("HUAWEICLOUD_SDK_SECURITY_TOKEN: "), "{spoilt:?}");
        host.set("HUAWEICLOUD_SDK_SECURITY_TOKEN", "");
    }
    host.file(SDK, data("comment_in_value_credentials"));
    let refusal = host.refusal("sdk-file:basic");
    assert!(
        refusal.contains("sk: a key has no blanks")
            && refusal.contains("a comment behind a value is part of it"),
        "{refusal}"
    );
}

#[test]
fn the_sdks_file_is_read_as_the_sdk_reads_it() {
    let mut host = Host::new();
    host.file(SDK, data("indented_credentials"));
    let source = host.source("sdk-file:basic");
    assert!(source.found.automatic && secret_key(source.bundle.as_ref().expect("complete")) == SK);
    host.file(
        SDK,
        format!(
            "[DEFAULT]\nsk = {SK}\nproject_id = \
        0a1b2c3d4e5f60718293a4b5c6d7e8f9\n[basic]\nak = A\n[ops]\nak = B\n"
        ),
    );
    let bundle = host.bundle("sdk-file:basic");
    assert_eq!((secret_key(&bundle), bundle.project.is_some()), (SK.to_owned(), true));
    assert_eq!(secret_key(&host.bundle("sdk-file:ops")), SK);
    host.file(SDK, "[ basic ]\nak = A\nsk = S\n");
    assert!(!host.source("sdk-file:basic").found.automatic, "the SDK looks for another name");
    for (text, part) in [
        (
            "[basic]\nkey = S\nak = A\nsk = %(key)s\n",
            "sk: it holds %, which the SDK reads as a placeholder",
        ),
        ("[DEFAULT]\nsk = 100%\n[basic]\nak = A\n", "sk: it holds %"),
        (
            "[basic]\nak = A\nsk = S\n  more\n",
            "sk: the next line is indented and so belongs to the value",
        ),
        ("[basic]\nak = A\n  sk = S\n", "ak: the next line is indented"),
        ("[basic]\nak = A\n\tsk = S\n", "ak: the next line is indented"),
    ] {
        host.file(SDK, text);
        assert!(
            host.refusal("sdk-file:basic").contains(part),
            "{}",
            host.refusal("sdk-file:basic")
        );
    }
    host.file(SDK, format!("[basic]\nak = A\nsk = {SK}\nnote = 50%\n  of it\n"));
    assert_eq!(secret_key(&host.bundle("sdk-file:basic")), SK, "other keys are nobody's business");
}

#[test]
fn the_case_of_a_built_in_region_is_folded_and_another_clouds_region_stays_as_it_is() {
    let mut host = Host::new();
    host.set("HW_AUTH_TOKEN", "MII").set("HW_REGION_NAME", "AP-Southeast-1");
    assert_eq!(host.bundle("terraform-env").region.as_deref(), Some("ap-southeast-1"));
    host.set("HW_REGION_NAME", "RegionOne");
    assert_eq!(host.bundle("terraform-env").region.as_deref(), Some("RegionOne"));
}
