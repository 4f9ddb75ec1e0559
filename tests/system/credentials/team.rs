//! The team's `/etc/geminidb-backup/config.toml`: what it sets, and when it stops every run.

use std::{
    fs::{self, Permissions},
    os::unix::fs::{PermissionsExt, chown, symlink},
};

use geminidb_backup::{shell::session::credentials::TeamSettings, words};

use crate::{credentials::host::Host, support::disks::root};

const CONFIG: &str = "home/.config/geminidb-backup/config.toml";
const TEAM: &str = "etc/geminidb-backup/config.toml";
const FOLDER: &str = "etc/geminidb-backup";

fn stopped(host: &Host) -> String {
    words::session::credentials::unusable(&host.gather().team.expect_err("it stops every run"))
}

#[test]
fn without_the_file_nothing_is_set() {
    assert_eq!(Host::new().gather().team, Ok(TeamSettings::default()));
}

#[test]
fn the_file_is_read_also_beside_another_config() {
    if !root("the file of a team") {
        return;
    }
    let mut host = Host::new();
    host.file_with_mode(
        TEAM,
        "production = [\"*-prod\"]\nread_only = true\nca_bundle = \"ca.pem\"\n",
        0o644,
    )
    .file_with_mode("etc/geminidb-backup/ca.pem", "", 0o644);
    let expected = TeamSettings {
        path: Some(host.path(TEAM).display().to_string()),
        production: vec!["*-prod".into()],
        read_only: true,
        ca_bundle: Some(host.path("etc/geminidb-backup/ca.pem")),
    };
    assert_eq!(host.gather().team, Ok(expected.clone()));
    host.file(CONFIG, "production = \"own\"").file("work/other.toml", "production = \"other\"");
    host.config("other.toml".into());
    assert_eq!(host.gather().team, Ok(expected));
}

#[test]
fn a_file_that_says_more_or_cannot_be_understood_stops_every_run() {
    if !root("the file of a team") {
        return;
    }
    for (content, why) in [
        ("region = \"a\"", "region cannot stand here; only production, read_only, ca_bundle can"),
        ("[profiles.a]\nregion = \"eu-west-101\"", "profiles cannot stand here"),
        ("ca_bundle = \"~/ca.pem\"", "etc/geminidb-backup/~: there is no such file"),
        ("ca_bundle = \"/var/tmp/ca.pem\"", "/var/tmp is writable by others than root"),
        ("produktion = \"*\"", "production is known"),
        ("read_only = \"yes\"", "line 1, column 13"),
        ("production = [", "line 1"),
        ("\u{0}", "line 1"),
    ] {
        let mut host = Host::new();
        host.file_with_mode(TEAM, content, 0o644);
        let said = stopped(&host);
        assert!(said.contains(why) && said.contains(TEAM), "{content}: {said}");
    }
}

#[test]
fn a_file_that_others_than_root_could_change_stops_every_run() {
    if !root("the file of a team") {
        return;
    }
    type Spoil = fn(&Host);
    const NOBODY: Option<u32> = Some(65_534);
    let cases: [(&str, Spoil, &str); 12] = [
        ("another's file", |h| chown(h.path(TEAM), NOBODY, None).expect("root can"), "chown root"),
        ("another's folder", |h| chown(h.path(FOLDER), NOBODY, None).expect("root can"), FOLDER),
        ("a file for all", |h| mode(h, TEAM, 0o666), "chmod go-w"),
        ("a file for the group", |h| mode(h, TEAM, 0o664), TEAM),
        ("a folder for all", |h| mode(h, FOLDER, 0o777), FOLDER),
        (
            "a folder in its place",
            |h| {
                fs::remove_file(h.path(TEAM)).expect("a file");
                fs::create_dir(h.path(TEAM)).expect("a folder");
            },
            "it is a folder",
        ),
        (
            "a link to nothing",
            |h| {
                fs::remove_file(h.path(TEAM)).expect("a file");
                symlink("nothing", h.path(TEAM)).expect("a link");
            },
            "nothing: there is no such file",
        ),
        (
            "a link of its folder to nothing",
            |h| {
                fs::remove_dir_all(h.path(FOLDER)).expect("a folder");
                symlink("../share", h.path(FOLDER)).expect("a link");
            },
            "share: there is no such file",
        ),
        (
            "a file in the place of its folder",
            |h| {
                fs::remove_dir_all(h.path(FOLDER)).expect("a folder");
                fs::write(h.path(FOLDER), "").expect("a file");
            },
            "a file stands in the place of its folder",
        ),
        (
            "links in a circle",
            |h| {
                fs::remove_dir_all(h.path(FOLDER)).expect("a folder");
                symlink("geminidb-backup", h.path(FOLDER)).expect("a link");
            },
            "in a circle",
        ),
        (
            "a file in another's folder",
            |h| {
                linked(h);
                chown(h.path("etc/share"), NOBODY, None).expect("root can");
            },
            "etc/share is not root's",
        ),
        (
            "a link in another's folder, to a folder of root",
            |h| {
                linked(h);
                fs::create_dir(h.path("etc/other")).expect("a folder");
                chown(h.path("etc/other"), NOBODY, None).expect("root can");
                symlink("../share", h.path("etc/other/team")).expect("a link");
                fs::remove_file(h.path(FOLDER)).expect("a link");
                symlink("other/team", h.path(FOLDER)).expect("a link");
            },
            "etc/other is not root's",
        ),
    ];
    for (name, spoil, why) in cases {
        let mut host = Host::new();
        host.file_with_mode(TEAM, "read_only = false", 0o644);
        assert!(host.gather().team.is_ok(), "{name}: otherwise this says nothing");
        spoil(&host);
        let said = stopped(&host);
        assert!(said.contains(TEAM) && said.contains(why), "{name}: {said}");
    }
}

/// Moves the folder to `etc/share`, and puts a link in its place.
fn linked(host: &Host) {
    fs::rename(host.path(FOLDER), host.path("etc/share")).expect("a folder");
    symlink("share", host.path(FOLDER)).expect("a link");
}

#[test]
fn a_link_to_settings_that_root_alone_can_change_is_followed() {
    if !root("the file of a team") {
        return;
    }
    let mut host = Host::new();
    host.file_with_mode(TEAM, "read_only = true", 0o644);
    linked(&host);
    assert!(host.gather().team.is_ok_and(|team| team.read_only));
    fs::remove_file(host.path("etc/share/config.toml")).expect("a file");
    assert_eq!(host.gather().team, Ok(TeamSettings::default()), "a folder without the file");
}

fn mode(host: &Host, path: &str, mode: u32) {
    fs::set_permissions(host.path(path), Permissions::from_mode(mode)).expect("a mode");
}
