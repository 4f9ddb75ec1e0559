//! The SDK's file and hcloud's, and what may stand in a file's place.

use std::{fs, os::unix::fs as unix_fs, process::Command};

use geminidb_backup::core::session::credentials::{self, Method, Unusable, choice::Choice};

use crate::credentials::host::{Host, found, same_kind, secret_key, unusable};

const SDK: &str = "home/.huaweicloud/credentials";
const HCLOUD: &str = "home/.hcloud/config.json";

#[test]
fn only_the_section_basic_is_used_by_itself_and_others_by_name() {
    let mut host = Host::new();
    host.file(
        SDK,
        "\u{feff}; c\r\n[global]\r\nak=GA\r\nsk=GS\r\n[basic]\r\nAK = BA\r\nsk : \
            BS\r\n[ops]\r\nak=OA\r\nsk=OS\r\nsecurity_token=T\r\n",
    );
    let (choice, _, gathered) = host.choice(None);
    let Choice::Use(n) = choice else { panic!("{choice:?}") };
    assert_eq!(secret_key(gathered.sources[n].bundle.as_ref().expect("complete")), "BS");
    assert_eq!(secret_key(&host.bundle("sdk-file:global")), "GS");
    assert_eq!(host.source("sdk-file:ops").found.method(), Some(Method::Keys { temporary: true }));
    assert!(matches!(host.choice(Some("ops")).0, Choice::Use(_)));
}

#[test]
fn a_variable_moves_the_sdks_file_and_a_wrong_one_is_said() {
    let mut host = Host::new();
    host.file(SDK, "[basic]\nak=A\nsk=usual\n").file("work/c.ini", "[basic]\nak=A\nsk=moved\n");
    host.set("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "c.ini");
    assert_eq!(secret_key(&host.bundle("sdk-file:basic")), "moved");
    host.set("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "~/.huaweicloud/credentials");
    assert_eq!(secret_key(&host.bundle("sdk-file:basic")), "usual");
    host.set("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/no/such/file");
    let (choice, sentence, _) = host.choice(Some("sdk-file:basic"));
    assert!(
        matches!(choice, Choice::Refused(_))
            && sentence.contains("/no/such/file cannot be read: there is no such file"),
        "{sentence}"
    );
}

#[test]
fn an_identity_provider_in_a_section_is_refused() {
    let mut host = Host::new();
    host.file(SDK, "[basic]\nak=A\nsk=S\nidp_id=x\nid_token_file=/t\n");
    assert!(host.refusal("sdk-file:basic").contains("an identity provider (idp_id)"));
}

#[test]
fn what_stands_in_a_files_place_is_said_and_hangs_nothing() {
    let said = |make: &dyn Fn(&Host)| {
        let mut host = Host::new();
        host.folder("home/.huaweicloud");
        make(&host);
        host.choice(None).1
    };
    let path = |host: &Host| host.path(SDK);
    assert!(said(&|host| fs::create_dir(path(host)).expect("a folder")).contains("it is a folder"));
    assert!(
        said(&|host| unix_fs::symlink("nowhere", path(host)).expect("a link"))
            .contains("there is no such file")
    );
    assert!(
        said(&|host| unix_fs::symlink("credentials", path(host)).expect("a link"))
            .contains("its links lead in a circle")
    );
    let pipe = |host: &Host| {
        assert!(Command::new("mkfifo").arg(path(host)).status().expect("mkfifo").success())
    };
    assert!(said(&pipe).contains("it is not a plain file"));
    let large = |host: &Host| {
        fs::File::create(path(host)).and_then(|file| file.set_len(1024 * 1024 + 1)).expect("a file")
    };
    assert!(said(&large).contains("it is larger than 1024 KiB"));
    let mut host = Host::new();
    host.file("home/.huaweicloud", "a file where a folder should be");
    assert!(
        host.choice(None).1.contains("credentials cannot be read: "),
        "{}",
        host.choice(None).1
    );
}

#[test]
fn a_file_of_another_user_is_refused() {
    let mut host = Host::new();
    host.file(SDK, "[basic]\nak=A\nsk=S\n");
    // Only root can give a file away; anybody else owns what a test makes.
    if unix_fs::chown(host.path(SDK), Some(12_345), None).is_ok() {
        assert!(
            host.choice(None).1.contains("it belongs to another user (number 12345)"),
            "{}",
            host.choice(None).1
        );
    } else {
        assert_eq!(secret_key(&host.bundle("sdk-file:basic")), "S");
    }
}

fn hcloud(current: &str, encrypted: &str, profiles: &str) -> String {
    format!(r#"{{"current":"{current}",{encrypted}"profiles":[{profiles}],"offline":"false"}}"#)
}

const PLAIN: &str = r#""authEncrypt":"false","#;
const TWO: &str = r#"{"name":"a","mode":"AKSK","accessKeyId":"AKA","secretAccessKey":"SA"},
    {"name":"b","accessKeyId":"AKB","secretAccessKey":"SB"}"#;

#[test]
fn the_current_profile_is_used_by_itself_or_the_one_that_a_variable_names() {
    let mut host = Host::new();
    host.file(HCLOUD, hcloud("b", PLAIN, TWO));
    let chosen = |host: &Host| {
        let (choice, sentence, gathered) = host.choice(None);
        let Choice::Use(n) = choice else { panic!("{sentence}") };
        secret_key(gathered.sources[n].bundle.as_ref().expect("complete"))
    };
    assert_eq!(chosen(&host), "SB");
    host.set("HW_PROFILE", "a");
    assert_eq!(chosen(&host), "SA");
    assert_eq!(
        host.gather().sources.len(),
        3,
        "two variables that name file and profile are no source of Terraform's"
    );
    host.set("HW_PROFILE", "c");
    assert!(
        host.choice(None).1.contains("HW_PROFILE: the current profile is not among its profiles"),
        "{}",
        host.choice(None).1
    );
    assert_eq!(secret_key(&host.bundle("hcloud:b")), "SB");
    host.file("work/shared.json", hcloud("z", PLAIN, &TWO.replace("\"b\"", "\"z\"")))
        .set("HW_SHARED_CONFIG_FILE", "shared.json")
        .set("HW_PROFILE", "");
    assert_eq!(chosen(&host), "SB");
}

#[test]
fn encrypted_secrets_are_recognised_and_explained() {
    let cipher = r#"{"name":"a","mode":"AKSK",
        "accessKeyId":"3045022100c4+/b3045022100c4b3045022100c4b3045022100c4b==",
        "secretAccessKey":"x=="}"#;
    for (mark, profiles) in
        [(r#""authEncrypt":"true","#, TWO), (r#""authEncrypt":true,"#, TWO), ("", cipher)]
    {
        let mut host = Host::new();
        host.file(HCLOUD, hcloud("a", mark, profiles));
        assert!(
            matches!(unusable(&host.source("hcloud:a").found), Unusable::Encrypted { .. }),
            "{mark}"
        );
        assert!(
            host.refusal("hcloud:a")
                .contains("hcloud configure set --cli-auth-encrypt=false, or use another source")
        );
    }
    let mut host = Host::new();
    host.file(HCLOUD, hcloud("a", "", TWO));
    assert_eq!(secret_key(&host.bundle("hcloud:a")), "SA");
}

#[test]
fn each_mode_of_hcloud_is_taken_or_named() {
    let sso = |end: &str| {
        format!(
            r#"{{"name":"s","mode":"SSO","ssoAuth":{{"stsToken":{{"accessKeyId":"AK",
                "secretAccessKey":"SK","securityToken":"T","expiration":"{end}"}}}}}}"#
        )
    };
    let mut host = Host::new();
    host.file(HCLOUD, hcloud("s", PLAIN, &sso("2026-03-01T09:00:00Z")));
    let source = host.source("hcloud:s");
    assert_eq!(source.found.method(), Some(Method::Keys { temporary: true }));
    assert!(
        matches!(source.bundle.expect("complete").login, geminidb_backup::api::Login::Keys(keys)
            if keys.expires.is_some())
    );
    host.file(HCLOUD, hcloud("s", PLAIN, &sso("X").replace("\"X\"", "1772352931000")));
    assert!(host.source("hcloud:s").bundle.is_some(), "a number of milliseconds");
    host.file(HCLOUD, hcloud("s", PLAIN, &sso("2026-03-01T08:15:30Z")));
    assert!(host.refusal("hcloud:s").contains("expired at 2026-03-01T08:15:30Z"));
    for (profile, part) in [
        (r#"{"name":"s","mode":"SSO"}"#, "lacks accessKeyId and secretAccessKey"),
        (r#"{"name":"s","mode":"AssumeRole"}"#, "hcloud's mode assumerole"),
        (
            r#"{"name":"s","mode":"AKSK","accessKeyId":"A","secretAccessKey":"S",
                "agencyName":"x"}"#,
            "an agency of another account (agencyName)",
        ),
        (
            r#"{"name":"s","accessKeyId":"A","secretAccessKey":"S","skipSecureVerify":"true"}"#,
            "skipSecureVerify asks for certificates",
        ),
    ] {
        host.file(HCLOUD, hcloud("s", PLAIN, profile));
        assert!(host.refusal("hcloud:s").contains(part), "{}", host.refusal("hcloud:s"));
    }
    host.file(
        HCLOUD,
        hcloud(
            "s",
            "",
            r#"{"name":"s","mode":"ecsAgency","region":"r-1","accessKeyId":"left",
            "secretAccessKey":"over"}"#,
        ),
    );
    assert_eq!(host.source("hcloud:s").found.method(), Some(Method::Agency));
    assert_eq!(
        host.choice(None).0,
        Choice::Nothing,
        "the metadata service is asked only when somebody chooses it"
    );
}

#[test]
fn a_file_without_profiles_is_no_source() {
    for content in ["{}", r#"{"current":"x","profiles":[]}"#] {
        let mut host = Host::new();
        host.file(HCLOUD, content);
        let found = found(&host.gather());
        assert!(found.len() == 1 && same_kind(&found[0].origin, &credentials::Origin::Agency));
    }
}
