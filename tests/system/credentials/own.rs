//! The program's own `config.toml`.

use geminidb_backup::{
    api::{Login, Named, Token},
    core::session::credentials::{Method, choice::Choice},
    shell::session::credentials::FileSettings,
    words,
};
use secrecy::ExposeSecret;

use crate::credentials::host::{Host, secret_key};

const CONFIG: &str = "home/.config/geminidb-backup/config.toml";
const SECRET: &str = "home/.config/geminidb-backup/secret";

fn stopped(content: &str) -> String {
    let mut host = Host::new();
    host.file(CONFIG, content).file(SECRET, "s");
    let gathered = host.gather();
    assert_eq!(gathered.sources.len(), 1, "none of its profiles counts: {content}");
    words::session::credentials::unusable(&gathered.settings.expect_err(content))
}

#[test]
fn settings_name_the_source_and_the_instances_that_need_a_guard() {
    let mut host = Host::new();
    assert_eq!(host.gather().settings, Ok(FileSettings::default()), "without a file");
    host.file_with_mode(CONFIG, "profile = \"sdk-env\"\nproduction = \"prod-*\"\n", 0o644);
    let one = FileSettings {
        profile: Some("sdk-env".into()),
        production: vec!["prod-*".into()],
        ..FileSettings::default()
    };
    assert_eq!(host.gather().settings, Ok(one));
    host.file(
        "work/other.toml",
        "production = [\"a?\", \"b\"]\nname_template = \"pre-{change}\"\nbell = true\n\
            plain = true\nread_only = true\nregion = \"eu-west-101\"\nca_bundle = \"ca.pem\"\n",
    )
    .config("other.toml".into());
    let other = FileSettings {
        profile: None,
        production: vec!["a?".into(), "b".into()],
        name_template: Some("pre-{change}".into()),
        region: Some("eu-west-101".into()),
        ca_bundle: Some(host.path("work/ca.pem")),
        read_only: true,
        bell: true,
        plain: true,
    };
    assert_eq!(host.gather().settings, Ok(other));
    host.config("missing.toml".into());
    assert!(
        words::session::credentials::unusable(&host.gather().settings.expect_err("named"))
            .contains("missing.toml cannot be read")
    );
}

#[test]
fn a_key_that_is_not_known_is_named_with_the_nearest_known_one() {
    for (content, key, meant) in [
        ("regoin = \"eu-west-101\"", "regoin", "region is known"),
        ("read-only = true", "read-only", "read_only is known"),
        ("[profile.a]\nregion = \"x\"\n[profil]\n", "profil", "profile is known"),
        ("[profiles.a]\ntoken_fil = \"x\"", "profiles.a.token_fil", "token_file is known"),
        ("[profiles.a]\nread_onl = true", "profiles.a.read_onl", "read_only is known"),
        ("zzz = 1", "zzz", ""),
    ] {
        let said = stopped(content);
        assert!(said.contains(&format!("no setting has the name {key:?}")), "{content}: {said}");
        assert!(said.contains(meant), "{content}: {said}");
        assert_eq!(said.contains("is known"), !meant.is_empty(), "{said}");
    }
}

#[test]
fn a_profile_can_say_that_nothing_is_sent() {
    let mut host = Host::new();
    host.file(
        CONFIG,
        "[profiles.looks]\nread_only = true\ntoken_file = \"secret\"\n\
            [profiles.sends]\ntoken_file = \"secret\"\n",
    );
    host.file(SECRET, "MII");
    assert_eq!((host.source("looks").read_only, host.source("sends").read_only), (true, false));
}

#[test]
fn each_way_of_a_profile_reads_its_secret_from_a_file_of_its_own() {
    let mut host = Host::new();
    host.file(
        CONFIG,
        "[profiles.t]\nregion = \"eu-west-101\"\ntoken_file = \"secret\"\n[profiles.p]\n\
            domain = \"acme\"\nuser = \"ops\"\n\
         password_file = \"~/.config/geminidb-backup/secret\"\npasscode = true\n[profiles.k]\n\
         access_key = \"AK\"\nsecret_key_file = \"secret\"\n\
         [profiles.a]\nagency = true\nmetadata_endpoint = \"http://127.0.0.1:1\"\n",
    );
    host.file(SECRET, "MII secret".replace(' ', "-") + "\r\n");
    let token = host.source("t");
    assert_eq!(token.token_file, Some(host.path(SECRET)), "it is read again when it is refused");
    assert!(matches!(token.bundle.expect("complete").login, Login::Token(token)
            if token.is_same(&Token::new("MII-secret").unwrap())));
    let Login::Password(login) = host.bundle("p").login else { panic!("password") };
    assert_eq!(
        (login.password.expose_secret(), login.passcode, login.domain),
        ("MII-secret", true, Some(Named::Name("acme".into())))
    );
    assert_eq!(secret_key(&host.bundle("k")), "MII-secret");
    assert!(
        matches!(host.bundle("a").login, Login::Agency(Some(endpoint)) if endpoint.is_loopback())
    );
    assert_eq!(host.source("a").found.method(), Some(Method::Agency));
    assert_eq!(host.choice(None).0, Choice::Nothing, "of several none is used by itself");
    assert!(matches!(host.choice(Some("k")).0, Choice::Use(_)));
}

#[test]
fn the_only_profile_is_used_by_itself() {
    let mut host = Host::new();
    host.file(CONFIG, "[profiles.only]\ntoken_file = \"secret\"\n").file(SECRET, "MII");
    assert!(matches!(host.choice(None).0, Choice::Use(_)));
    host.file(SECRET, " \n");
    assert!(host.refusal("only").contains("secret: it is empty"), "{}", host.refusal("only"));
    host.file(SECRET, [0xFF, 0xFE]);
    assert!(host.refusal("only").contains("secret: it is not UTF-8 text"));
}

#[test]
fn an_unknown_key_a_secret_inside_and_a_name_that_is_taken_stop_everything() {
    assert!(
        stopped("[profiles.a]\nr3g10n = \"x\"\n")
            .contains("config.toml: line 2, column 1 cannot be understood")
    );
    for bell in ["\"yes\"", "1", "[true]"] {
        assert!(stopped(&format!("bell = {bell}\n")).contains("line 1, column 8"), "{bell}");
    }
    for key in ["password", "secret_key", "security_token", "token"] {
        assert!(
            stopped(&format!("[profiles.a]\n{key} = \"x\"\n"))
                .contains("a secret never stands in this file"),
            "{key}"
        );
    }
    for name in ["agency", "sdk-env", "\"cloud:x\"", "\"\"", "\" a\"", "\"a\\u001b\""] {
        assert!(
            stopped(&format!("[profiles.{name}]\nagency = true\n"))
                .contains("a profile cannot have this name"),
            "{name}"
        );
    }
}

#[test]
fn a_profile_names_one_way_and_one_project() {
    for (content, part) in [
        ("token_file = \"secret\"\nagency = true", "several ways to sign in"),
        ("user = \"u\"\naccess_key = \"AK\"", "several ways to sign in"),
        ("token_file = \"secret\"\npasscode = true", "passcode goes with user"),
        (
            "token_file = \"secret\"\nmetadata_endpoint = \"https://m\"",
            "metadata_endpoint goes with agency",
        ),
        (
            "agency = true\nmetadata_endpoint = \"ftp://m\"",
            "metadata_endpoint: an endpoint begins with",
        ),
        (
            "agency = true\nproject = \"p\"\nproject_id = \"0a1b2c3d4e5f60718293a4b5c6d7e8f9\"",
            "names the project twice",
        ),
        ("user = \"u\"\npassword_file = \"secret\"", "lacks domain"),
        ("access_key = \"AK\"", "lacks secret_key_file"),
        (
            "region = \"r\"",
            "lacks token_file, or user, password_file and domain, or access_key and \
                secret_key_file",
        ),
    ] {
        let mut host = Host::new();
        host.file(CONFIG, format!("[profiles.x]\n{content}\n")).file(SECRET, "s");
        assert!(host.refusal("x").contains(part), "{}", host.refusal("x"));
    }
}
