//! Whose home it is: in another user's folder nothing is made, looked for or tried, and the
//! sentence says what to do.

use std::{
    fs,
    os::unix::fs::{MetadataExt, chown},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use geminidb_backup::simulator::Scenario;
use tempfile::TempDir;

use crate::support::{
    disks::{root, set_mode},
    operator::{Launch, SOON},
    pty::Exit,
    service::Service,
};

/// Has an entry in no list of users.
const STRANGER: u32 = 4_711;

/// The home folder of somebody else, where root may do anything.
fn foreign_home() -> Option<TempDir> {
    let home = root("the home of another user").then(|| tempfile::tempdir().expect("a folder"))?;
    fs::create_dir_all(home.path().join(".local/state")).expect("folders");
    for below in [".local/state", ".local", ""] {
        chown(home.path().join(below), Some(STRANGER), Some(STRANGER)).expect("root gives it away");
    }
    Some(home)
}

/// Everything below a folder, with its owner, mode and time of change.
fn tree(folder: &Path) -> Vec<(PathBuf, u32, u32, i64)> {
    let mut all = vec![folder.to_owned()];
    let mut at = 0;
    while at < all.len() {
        if all[at].is_dir() {
            all.extend(
                fs::read_dir(&all[at])
                    .expect("a folder")
                    .map(|entry| entry.expect("an entry").path()),
            );
        }
        at += 1;
    }
    all.sort();
    let told = |path: PathBuf| {
        fs::symlink_metadata(&path)
            .map(|m| (path, m.uid(), m.mode(), m.mtime_nsec()))
            .expect("it is there")
    };
    all.into_iter().map(told).collect()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a readable path")
}

/// The program on a terminal, with these variables; what it printed when it ended with status 2.
#[track_caller]
fn refused(args: &[&str], env: &[(&str, &str)]) -> String {
    let launch =
        env.iter().fold(Launch::bare().args(args).size((400, 24)), |launch, (name, value)| {
            launch.env(name, value)
        });
    let (exit, printed) = launch.start().gone(SOON);
    assert_eq!(exit, Exit::Code(2), "{args:?}: {printed}");
    printed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without a terminal: status, standard output, standard error.
fn piped(args: &[&str], home: &Path) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_geminidb-backup"));
    command.args(args).env_clear().env("HOME", home).stdin(Stdio::null());
    let done = command.output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (done.status.code(), text(done.stdout), text(done.stderr))
}

#[test]
fn a_home_of_another_user_is_refused_and_nothing_in_it_is_touched() {
    let Some(home) = foreign_home() else { return };
    let (place, state) = (text(home.path()), home.path().join(".local/state"));
    let before = tree(home.path());
    let by_home = [("HOME", place), ("XDG_STATE_HOME", "")];
    let by_state = [("HOME", "/root"), ("XDG_STATE_HOME", text(&state))];
    let elsewhere = home.path().join("new/state");
    let option = ["--state-dir", text(&elsewhere)];
    for args in [&[][..], &["--offline"], &["--read-only"], &["--no-journal"]] {
        let said = refused(args, &by_home);
        let start = format!(
            "{place}/.local/state/geminidb-backup is in {place}/.local/state, which belongs to \
                user number {STRANGER}, and this program runs as root"
        );
        assert!(said.contains(&start) && said.contains("--state-dir DIR"), "{args:?}: {said}");
        assert!(
            refused(args, &by_state).contains("runs as root: nothing was touched there"),
            "{args:?}"
        );
        assert!(
            refused(&[args, &option].concat(), &[])
                .contains(&format!("is in {place}, which belongs to")),
            "{args:?}"
        );
    }
    assert!(
        refused(&[&["--demo"][..], &option].concat(), &[]).contains("nothing was touched there")
    );
    assert_eq!(tree(home.path()), before);
}

#[test]
fn the_sentence_names_the_command_that_fits_the_way_it_was_started() {
    let Some(home) = foreign_home() else { return };
    let (place, number) = (text(home.path()), STRANGER.to_string());
    let sudo =
        [("HOME", place), ("XDG_STATE_HOME", ""), ("SUDO_UID", &number), ("SUDO_USER", "ops")];
    let said = refused(&[], &sudo);
    assert!(
        said.contains("belongs to ops (user number 4711)")
            && said.contains("run it as ops, without sudo"),
        "{said}"
    );
    // Only where root has a home of its own on this machine.
    assert_eq!(said.contains("sudo -H geminidb-backup ..."), Path::new("/root").is_dir(), "{said}");
    let said = refused(&[], &[("HOME", "/root"), ("XDG_STATE_HOME", place), ("SUDO_UID", "")]);
    assert_eq!(
        said.contains("env -u XDG_STATE_HOME HOME=/root geminidb-backup ..."),
        Path::new("/root").is_dir(),
        "{said}"
    );
}

/// A run before this rule left folders of root's in the home; they make it no home of root's.
#[test]
fn what_root_left_in_a_home_is_not_used_either() {
    let Some(home) = foreign_home() else { return };
    let left = home.path().join(".local/state/geminidb-backup");
    fs::create_dir(&left).expect("a folder");
    set_mode(&left, 0o700);
    let before = tree(home.path());
    let said = refused(&[], &[("HOME", text(home.path())), ("XDG_STATE_HOME", "")]);
    assert!(said.contains(&format!("is in {}, which belongs to", home.path().display())), "{said}");
    assert_eq!(tree(home.path()), before);
}

#[test]
fn doctor_tells_it_and_a_watch_of_a_backup_does_without_a_journal() {
    let Some(home) = foreign_home() else { return };
    let before = tree(home.path());
    let (status, lines, _) = piped(&["doctor"], home.path());
    let line =
        lines.lines().find(|line| line.contains("journal")).expect("a line about the journal");
    assert!(
        status == Some(1)
            && line.starts_with("[trouble]")
            && line.contains("nothing was touched there"),
        "{lines}"
    );
    let (status, _, errors) = piped(&["watch", "7F3K9Q"], home.path());
    assert!(status == Some(2) && errors.contains("belongs to user number 4711"), "{errors}");
    // What is missing is said of the backup; the journal is not asked.
    let (status, _, errors) =
        piped(&["watch", "646d88d0b03f4fd2ae944ae2a33bcb6ain06"], home.path());
    assert!(status == Some(2) && !errors.contains("belongs to"), "{errors}");
    assert_eq!(tree(home.path()), before);
}

/// A folder that everybody shares is nobody's home, whoever made it.
#[test]
fn a_shared_folder_takes_a_state_folder() {
    let Some(home) = foreign_home() else { return };
    set_mode(home.path(), 0o1777);
    let state = home.path().join("state");
    let mut operator = Launch::bare().args(&["--offline", "--state-dir", text(&state)]).start();
    operator.wait("[OK]");
    assert_eq!(operator.leave().0, Exit::Code(0));
    let made = fs::metadata(&state).expect("it was made");
    assert_eq!((made.uid(), made.mode() & 0o7777), (0, 0o700));
}

/// The configuration may lie elsewhere than the state folder.
#[test]
fn no_profile_is_saved_in_the_home_of_another_user() {
    let Some(home) = foreign_home() else { return };
    let service = Service::of(Scenario::Smooth);
    let before = tree(home.path());
    let mut operator =
        Launch::live(&service).env("XDG_CONFIG_HOME", text(home.path())).size((200, 40)).start();
    operator.press("<End>", "Save this set-up as a profile");
    operator.press("<Enter>", "Profile name");
    operator.press("prod", "prod");
    operator.press("<Enter>", "The secret goes into this new file");
    operator.press("<Enter>", "which belongs to user number 4711");
    operator.wait("--config FILE");
    operator.close("Profile name");
    assert_eq!(operator.leave().0, Exit::Code(0));
    assert_eq!(tree(home.path()), before);
}

/// Who keeps settings in a collection of their own finds the profile there.
#[test]
fn a_profile_is_saved_where_a_linked_configuration_leads() {
    let home = tempfile::tempdir().expect("a folder");
    let [collection, own] = ["collection", "geminidb-backup"].map(|name| home.path().join(name));
    for folder in [&collection, &own] {
        fs::create_dir(folder).expect("a folder");
    }
    let (real, link) = (collection.join("backup.toml"), own.join("config.toml"));
    fs::write(&real, "bell = true\n").expect("a file");
    std::os::unix::fs::symlink("../collection/backup.toml", &link).expect("a link");
    let service = Service::of(Scenario::Smooth);
    let mut operator =
        Launch::live(&service).env("XDG_CONFIG_HOME", text(home.path())).size((200, 40)).start();
    operator.press("<End>", "Save this set-up as a profile");
    operator.press("<Enter>", "Profile name");
    operator.press("prod", "prod");
    operator.press("<Enter>", "The secret goes into this new file");
    operator.pty.send_keys("<Enter>");
    operator.wait_gone("Profile name");
    assert_eq!(operator.leave().0, Exit::Code(0));
    let saved = fs::read_to_string(&real).expect("a file");
    assert!(saved.starts_with("bell = true\n\n[profiles.prod]\n"), "{saved}");
    assert!(link.is_symlink());
}
