//! The settings of variables and of configuration files: each is told with where it comes from.

use std::{os::unix::fs::chown, process::Command};

use crate::{
    doctor::{host::Host, sources::PROJECT},
    support::disks::root,
};

const CONFIG: &str = ".config/geminidb-backup/config.toml";
const TWO: &str = "[profiles.a]\ntoken_file = \"t\"\n[profiles.b]\ntoken_file = \"t\"\n";

fn host(config: &str) -> Host {
    Host::new().file(CONFIG, config).file(".config/geminidb-backup/t", "MII")
}

#[test]
fn a_variable_gives_region_profile_config_and_state_folder() {
    let host = Host::new()
        .file("other.toml", TWO)
        .file("t", "MII")
        .set("GEMINIDB_BACKUP_REGION", "eu-west-101")
        .set("GEMINIDB_BACKUP_PROFILE", "b");
    let (config, state) = (host.path("other.toml"), host.path("state"));
    let host = host.set("GEMINIDB_BACKUP_CONFIG", &config).set("GEMINIDB_BACKUP_STATE_DIR", &state);
    let said = host.doctor(&["--project-id", PROJECT]);
    assert_eq!(said.status, Some(0), "{}", said.all());
    said.says("[OK]", "region", &["eu-west-101, from GEMINIDB_BACKUP_REGION"]);
    said.says("[OK]", "config.toml", &[&config, "by GEMINIDB_BACKUP_CONFIG"]);
    said.says("[OK]", "credentials", &["which GEMINIDB_BACKUP_PROFILE names"]);
    said.says("[OK]", "journal", &[&state, "by GEMINIDB_BACKUP_STATE_DIR"]);
}

#[test]
fn a_misspelt_variable_is_named_beside_those_that_are_known() {
    let said = Host::new().set("GEMINIDB_BACKUP_REGOIN", "eu-west-101").doctor(&[]);
    let known = "GEMINIDB_BACKUP_REGION, GEMINIDB_BACKUP_CONFIG";
    said.says("[off]", "variables", &["ignored: GEMINIDB_BACKUP_REGOIN", known]);
    let said = Host::new().set("GEMINIDB_BACKUP_REGION", "eu-west-101").doctor(&[]);
    assert!(!said.all().contains("so ignored"), "{}", said.all());
}

#[test]
fn a_region_that_is_not_known_is_refused_with_what_named_it() {
    let said = Host::new().set("GEMINIDB_BACKUP_REGION", "eu-west-1").doctor(&[]);
    assert_eq!(said.status, Some(2));
    assert!(
        said.errors.contains("GEMINIDB_BACKUP_REGION: no region \"eu-west-1\""),
        "{}",
        said.errors
    );
    let said = host("region = \"eu-west-1\"\n").doctor(&["--project-id", PROJECT]);
    said.says("[trouble]", "config.toml", &["region in config.toml: no region \"eu-west-1\""]);
}

#[test]
fn the_region_of_the_file_counts_where_nothing_else_names_one() {
    let config = "region = \"eu-west-101\"\n[profiles.a]\ntoken_file = \"t\"\n";
    let said = host(config).doctor(&["--project-id", PROJECT]);
    said.says("[OK]", "region", &["eu-west-101, from config.toml"]);
    said.says("[OK]", "config.toml", &["region"]);
    let said = host(config).doctor(&["--project-id", PROJECT, "--region", "ap-southeast-1"]);
    said.says("[OK]", "region", &["ap-southeast-1, from the command line"]);
    let said =
        host(&format!("{config}region = \"ap-southeast-1\"\n")).doctor(&["--project-id", PROJECT]);
    said.says("[OK]", "region", &["ap-southeast-1, from region of"]);
    let said = host(&format!("{config}endpoint = \"https://db.example\"\n"))
        .doctor(&["--project-id", PROJECT]);
    said.says("[OK]", "region", &["not needed"]);
}

#[test]
fn whatever_keeps_a_run_from_sending_is_named() {
    let said = host("read_only = true\n").doctor(&[]);
    said.says("[off]", "sending", &["nothing is sent: read_only of", CONFIG]);
    let said = host("[profiles.a]\nread_only = true\ntoken_file = \"t\"\n").doctor(&[]);
    said.says("[off]", "sending", &["nothing is sent: read_only of profile a"]);
    assert!(!host(TWO).doctor(&[]).all().contains("sending"), "otherwise this says nothing");
}

#[test]
fn a_profile_that_is_read_only_holds_also_where_its_credentials_are_not_taken() {
    let held = |config: &str, args: &[&str]| {
        host(config).doctor(args).says("[off]", "sending", &["read_only of profile a"]);
    };
    held("[profiles.a]\nread_only = true\ndomain = \"acme\"\n", &[]);
    held("[profiles.a]\nread_only = true\ntoken_file = \"missing\"\n", &[]);
    let several = format!("profile = \"a\"\n{TWO}");
    let several = several.replacen("token_file", "read_only = true\ntoken_file", 1);
    let token = host(&several);
    let args = ["--token-file", &token.path(".config/geminidb-backup/t")];
    token.doctor(&args).says("[OK]", "credentials", &["token, 3 characters"]);
    token.doctor(&args).says("[off]", "sending", &["read_only of profile a"]);
    let other = host(&several).doctor(&["--profile", "b"]).all();
    assert!(!other.contains("sending"), "another profile: {other}");
}

#[test]
fn a_read_only_profile_holds_beside_a_token_and_beside_other_credentials() {
    const ONLY: &str = "[profiles.a]\nread_only = true\ntoken_file = \"t\"\n";
    const LACKING: &str = "[profiles.a]\nread_only = true\ndomain = \"acme\"\n";
    let two = TWO.replacen("token_file", "read_only = true\ntoken_file", 1);
    let named = |host: Host| host.set("GEMINIDB_BACKUP_PROFILE", "a");
    let keys = |host: Host| host.set("HUAWEICLOUD_SDK_AK", "AK").set("HUAWEICLOUD_SDK_SK", "sk");
    for (name, host, with_token, holds) in [
        ("the only profile beside a token", host(ONLY), true, true),
        ("the profile of the variable beside a token", named(host(&two)), true, true),
        ("the only profile, which lacks something, beside keys", keys(host(LACKING)), false, true),
        ("the only profile beside keys", keys(host(ONLY)), false, true),
        ("two profiles and none named", host(&two), true, false),
    ] {
        let token = host.path(".config/geminidb-backup/t");
        let args = ["--token-file", &token];
        let said = host.doctor(if with_token { &args } else { &[] });
        assert_eq!(said.all().contains("read_only of profile a"), holds, "{name}: {}", said.all());
    }
}

#[test]
fn doctor_tells_every_setting_that_no_command_starts_with_and_calls_nothing_then() {
    for (config, why) in [
        ("name_template = \"{nope}\"\n", "{nope} means nothing"),
        ("name_template = \"\"\n", "it is empty"),
        ("production = [\"\"]\n", "production in config.toml"),
        ("region = \"eu-west-1\"\n", "no region \"eu-west-1\""),
        ("read_only = maybe\n", "line 1, column 13"),
    ] {
        let endpoint = ["--online", "--endpoint", "http://127.0.0.1:9", "--project-id", PROJECT];
        let said = host(config).doctor(&endpoint);
        assert_eq!(said.status, Some(1), "{}", said.all());
        said.says("[trouble]", "config.toml", &[why, "no command"]);
        said.says("[off]", "online", &["not tried", "config.toml"]);
        said.is_silent_about("service TCP");
        let mut other = Command::new(env!("CARGO_BIN_EXE_geminidb-backup"));
        let host = host(config);
        let other = other.arg("instances").env_clear().env("HOME", host.home()).output();
        assert_eq!(other.expect("it runs").status.code(), Some(2), "as {config} says");
    }
}

#[test]
fn a_file_that_cannot_be_read_may_hold_whatever_is_missing() {
    let said = host("read_only = maybe\n").doctor(&["--profile", "a"]);
    said.says("[missing]", "credentials", &["none taken: config.toml may hold"]);
    said.says("[off]", "region", &["config.toml may name it"]);
}

#[test]
fn the_certificates_of_the_file_are_trusted_and_a_bad_file_is_named() {
    let said = host("ca_bundle = \"none.pem\"\n").doctor(&[]);
    said.says("[trouble]", "CA bundle", &["ca_bundle in config.toml", "none.pem"]);
    let said = host("ca_bundle = \"ca.pem\"\n")
        .file_with_mode(".config/geminidb-backup/ca.pem", "", 0o666)
        .doctor(&[]);
    said.says("[trouble]", "CA bundle", &["ca.pem", "others could change it"]);
}

#[test]
fn certificates_are_a_plain_file_and_those_of_a_setting_belong_to_nobody_else() {
    let piped = host("ca_bundle = \"pipe\"\n");
    let pipe = piped.path(".config/geminidb-backup/pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()));
    piped.doctor(&[]).says("[trouble]", "CA bundle", &["not a plain file"]);
    piped.doctor(&["--ca-bundle", &pipe]).says("[trouble]", "CA bundle", &["not a plain file"]);
    piped.doctor(&["--ca-bundle", "/dev/zero"]).says("[trouble]", "CA bundle", &["not a plain"]);
    if root("certificates of another user") {
        let other = host("ca_bundle = \"ca.pem\"\n").file(".config/geminidb-backup/ca.pem", "");
        let path = other.path(".config/geminidb-backup/ca.pem");
        chown(&path, Some(65_534), None).expect("root can");
        other.doctor(&[]).says("[trouble]", "CA bundle", &["belongs to another user"]);
        let option = other.doctor(&["--ca-bundle", &path]);
        option.says("[trouble]", "CA bundle", &["holds no certificate"]);
    }
}
