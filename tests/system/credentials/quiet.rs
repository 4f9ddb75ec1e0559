//! Whatever stands in a file: no panic, and nothing of it in what is said, but what is no secret.

use std::collections::HashSet;

use geminidb_backup::{
    core::session::credentials::choice::choose, shell::session::credentials::Gathered, words,
};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::credentials::{
    host::{Host, found},
    kinds::{KINDS, Kind, State},
};

/// So many characters of a secret in a row are no accident.
const PART: usize = 8;
/// Stands where a secret does.
const SECRET: &str = "Zq7Vx9Kw3Jh5Yg1Uf8Rd6Pb4Nc2Mt0Ls";

fn parts(text: &str) -> HashSet<String> {
    let chars: Vec<char> = text.chars().collect();
    chars.windows(PART).map(|window| window.iter().collect()).collect()
}

/// A part of `text` that stands in `said`.
fn leaked(text: &str, said: &str) -> Option<String> {
    let parts = parts(text);
    let chars: Vec<char> = said.chars().collect();
    chars
        .windows(PART)
        .map(|window| window.iter().collect::<String>())
        .find(|window| parts.contains(window))
}

/// Why sources are not used, and nothing else: no names and no values.
fn reasons(gathered: &Gathered) -> String {
    let of_sources = gathered.sources.iter().map(|source| {
        let condition = &source.found.condition;
        format!("{condition:?} {}\n", words::session::credentials::condition(condition))
    });
    let of_settings = gathered
        .settings
        .as_ref()
        .err()
        .map(|why| format!("{why:?} {}\n", words::session::credentials::unusable(why)));
    of_sources.chain(of_settings).collect()
}

/// Everything that can be said or printed.
fn everything(host: &Host) -> String {
    let gathered = host.gather();
    let found = found(&gathered);
    let mut said = format!("{gathered:?} {:?}\n", host.around());
    for one in &found {
        said.push_str(&words::session::credentials::line(one));
        one.told.iter().for_each(|told| said.push_str(&words::session::credentials::told(told)));
    }
    for named in [None, Some("prod"), Some("own"), Some("cloud:x"), Some("hcloud:cli")] {
        said.push_str(&words::session::credentials::choice(&choose(&found, named), &found));
    }
    said + &reasons(&gathered)
}

const FILES: [Kind; 4] = [Kind::Cloud, Kind::SdkFile, Kind::Hcloud, Kind::Profile];

fn host_with(kind: Kind, content: &[u8]) -> Host {
    let mut host = Host::new();
    host.set("OS_CLOUD", "prod").file(kind.path().expect("a file"), content);
    for (path, text) in [("own.sk", SECRET), ("own.token", "T0ken")] {
        host.file(&format!("home/.config/geminidb-backup/{path}"), text);
    }
    host
}

/// Pieces that the formats are made of, so that more than the first line is reached.
fn soup() -> impl Strategy<Value = String> {
    let pieces = vec![
        "\n",
        "\r\n",
        " ",
        "  ",
        "      ",
        ":",
        ": ",
        " = ",
        "=",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "'",
        ",",
        "#",
        "- ",
        "|",
        ">",
        "&a ",
        "*a",
        "<<: *a",
        "\0",
        "\u{feff}",
        "\u{85}",
        "!!binary ",
        "%",
        "\\",
        "clouds:",
        "prod:",
        "auth:",
        "password",
        "sk",
        "ak",
        "[basic]",
        "[profiles.own]",
        "\"profiles\"",
        "\"name\"",
        "\"secretAccessKey\"",
        "\"current\"",
        "secret_key_file",
        "region",
        "region_name",
        "verify",
        "false",
        "12",
        "agency = true",
        "production",
        SECRET,
        SECRET,
    ];
    vec(select(pieces), 0..40).prop_map(|pieces| pieces.concat())
}

/// What can happen to a good file.
#[derive(Debug, Clone, Copy)]
enum Accident {
    CutOff,
    Changed,
    Lost,
    Added,
}

const ACCIDENTS: [Accident; 4] =
    [Accident::CutOff, Accident::Changed, Accident::Lost, Accident::Added];

fn after(accident: Accident, mut text: Vec<u8>, at: prop::sample::Index, byte: u8) -> Vec<u8> {
    let n = at.index(text.len());
    match accident {
        Accident::CutOff => text.truncate(n),
        Accident::Changed => text[n] = byte,
        Accident::Lost => drop(text.remove(n)),
        Accident::Added => text.insert(n, byte),
    }
    text
}

proptest! {
    #[test]
    fn arbitrary_bytes_in_any_file_never_panic_and_are_not_quoted(
        content in vec(any::<u8>(), 0..300), kind in select(FILES.to_vec()),
    ) {
        let host = host_with(kind, &content);
        prop_assert_eq!(leaked(&String::from_utf8_lossy(&content), &reasons(&host.gather())), None);
        prop_assert_eq!(leaked(SECRET, &everything(&host)), None);
    }

    #[test]
    fn a_soup_of_the_formats_pieces_never_panics_and_is_not_quoted(content in soup(),
        kind in select(FILES.to_vec())) {
        let host = host_with(kind, content.as_bytes());
        prop_assert_eq!(leaked(SECRET, &reasons(&host.gather())), None, "{}", content);
    }

    #[test]
    fn a_good_file_after_an_accident_keeps_its_secret(
        kind in select(FILES.to_vec()),
        accident in select(ACCIDENTS.to_vec()),
        at: prop::sample::Index,
        byte: u8,
    ) {
        let text = kind.text(false).replace("SecretKey", SECRET).replace("SecretPassword", SECRET);
        let host = host_with(kind, &after(accident, text.into_bytes(), at, byte));
        prop_assert_eq!(leaked(SECRET, &everything(&host)), None);
    }

    #[test]
    fn arbitrary_variables_never_panic_and_secrets_are_not_quoted(
        value in vec(1..=255_u8, 0..200),
    ) {
        use std::os::unix::ffi::OsStringExt;
        let mut host = Host::new();
        for name in ["HUAWEICLOUD_SDK_SK", "HW_AUTH_TOKEN", "HW_SECURITY_TOKEN", "OS_PASSWORD",
            "OS_TOKEN", "HW_CLOUD", "OS_AUTH_TYPE"] {
            host.set(name, std::ffi::OsString::from_vec(value.clone()));
        }
        host.set("HW_REGION_NAME", "r").set("HUAWEICLOUD_SDK_AK", "AK").set("OS_USERNAME", "u")
            .set("OS_USER_DOMAIN_NAME", "d");
        prop_assert_eq!(leaked(&String::from_utf8_lossy(&value), &everything(&host)), None);
    }
}

#[test]
fn with_every_source_present_no_secret_stands_in_any_text() {
    let mut host = Host::new();
    for kind in KINDS {
        kind.set(&mut host, State::Present).expect("present");
    }
    let said = everything(&host);
    for secret in ["SecretKey", "SecretPassword", "SecurityToken\n"] {
        assert!(!said.contains(secret), "{secret}: {said}");
    }
    assert!(said.contains("access key from HUAWEICLOUD_SDK_AK: .., 12 characters"), "{said}");
}

/// What a reader expects is in its own words, and so is what it found: neither may be passed on.
#[test]
fn a_secret_in_the_wrong_place_of_a_well_formed_file_is_not_quoted() {
    let rows = [
        (Kind::Hcloud, r#"{"profiles": "SECRET"}"#),
        (Kind::Hcloud, r#"{"profiles": ["SECRET"]}"#),
        (Kind::Hcloud, r#"{"profiles": [{"ssoAuth": "SECRET"}]}"#),
        (Kind::Hcloud, r#"{"profiles": [], "profiles": "SECRET"}"#),
        (Kind::Profile, "profiles = \"SECRET\""),
        (Kind::Profile, "production = {a = \"SECRET\"}"),
        (Kind::Profile, "SECRET = 1"),
        (Kind::Profile, "[profiles.own]\nagency = \"SECRET\""),
        (Kind::Profile, "[profiles.own]\nSECRET = true"),
        (Kind::Cloud, "clouds: SECRET"),
        (Kind::Cloud, "clouds: {prod: {auth: SECRET}}"),
        (Kind::Cloud, "clouds: {prod: {auth: {*SECRET : x}}}"),
        (Kind::Cloud, "clouds: {prod: {auth_type: SECRET}}"),
        (Kind::SdkFile, "[basic]\nSECRET"),
    ];
    for (kind, content) in rows {
        let content = content.replace("SECRET", SECRET);
        let gathered = host_with(kind, content.as_bytes()).gather();
        let refused = gathered.settings.is_err()
            || gathered.sources.iter().any(|source| source.bundle.is_none());
        assert!(refused, "it is refused: {content}");
        assert_eq!(leaked(SECRET, &reasons(&gathered)), None, "{content}");
    }
}
