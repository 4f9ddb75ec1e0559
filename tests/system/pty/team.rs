//! The real program on a machine whose `/etc` holds a team's settings.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt as _,
    process::Command,
};

use geminidb_backup::simulator::Scenario;
use tempfile::TempDir;

use crate::support::{
    disks::{root, skipped},
    operator::{Launch, Operator, SOON},
    pty::Exit,
    service::Service,
};

const INSTANCE: &str = "cass-orders-01";

/// A copy of this machine's `/etc`, seen by one program alone.
struct Etc(TempDir);

impl Etc {
    /// `None`, with a line that says so, if the system allows no such view.
    fn holding(settings: &str, mode: u32) -> Option<Self> {
        const WHAT: &str = "the settings of a team in /etc";
        let apart = || Command::new("unshare").args(["--mount", "true"]).status();
        if !root(WHAT) {
            return None;
        }
        if !apart().is_ok_and(|status| status.success()) {
            skipped(WHAT, "no view of the file system can be made here");
            return None;
        }
        let etc = tempfile::tempdir().expect("a folder");
        let copied = Command::new("cp").args(["-a", "/etc/."]).arg(etc.path()).status();
        assert!(copied.is_ok_and(|status| status.success()), "a copy of /etc");
        let folder = etc.path().join("geminidb-backup");
        fs::create_dir_all(&folder).expect("a folder");
        let file = folder.join("config.toml");
        fs::write(&file, settings).expect("a file");
        fs::set_permissions(&file, Permissions::from_mode(mode)).expect("a mode");
        fs::set_permissions(etc.path(), Permissions::from_mode(0o755)).expect("a mode");
        Some(Self(etc))
    }

    /// The words before a program that sees this folder as `/etc`.
    fn words(&self) -> [&str; 7] {
        const SCRIPT: &str = r#"mount --bind "$1" /etc && shift && exec "$@""#;
        let etc = self.0.path().to_str().expect("a readable path");
        ["unshare", "--mount", "sh", "-c", SCRIPT, "sh", etc]
    }

    fn start(&self, service: &Service) -> Operator {
        Launch::live(service).start_under(&self.words())
    }

    /// Runs `doctor --online` beside an own file with these settings.
    fn doctor(&self, own: &str) -> String {
        let home = tempfile::tempdir().expect("a folder");
        let file = home.path().join("config.toml");
        fs::write(&file, own).expect("a file");
        fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("a mode");
        let words = self.words();
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).arg(env!("CARGO_BIN_EXE_geminidb-backup"));
        command.args(["doctor", "--online", "--endpoint", "http://127.0.0.1:9", "--config"]);
        let output = command.arg(&file).env("HOME", home.path()).output().expect("it runs");
        String::from_utf8(output.stdout).expect("text")
    }
}

#[test]
fn a_machine_that_only_looks_shows_review_and_sends_nothing() {
    let Some(etc) = Etc::holding("read_only = true\n", 0o644) else { return };
    let service = Service::of(Scenario::Smooth);
    let mut operator = etc.start(&service);
    operator.press("n", INSTANCE);
    operator.wait("READ ONLY");
    operator.choose(INSTANCE);
    operator.fill("team-check", "looking");
    operator.press("<C-g>", "3 REVIEW");
    operator.wait("nothing can be sent");
    operator.press("<Tab>", "Read only");
    operator.pty.send_keys("<Enter>");
    operator.leave();
    assert_eq!(service.creates_received(), 0);
}

#[test]
fn an_instance_of_the_team_needs_its_name_typed() {
    let Some(etc) = Etc::holding("production = \"cass-orders-*\"\n", 0o644) else { return };
    let service = Service::of(Scenario::Smooth);
    let mut operator = etc.start(&service);
    operator.press("n", INSTANCE);
    operator.choose(INSTANCE);
    operator.fill("team-check", "guarded");
    operator.review();
    operator.confirm_typing(INSTANCE);
    operator.ids();
    operator.completed();
    operator.leave();
    assert_eq!(service.creates_received(), 1);
}

#[test]
fn settings_that_others_can_change_or_that_cannot_be_understood_end_every_run_with_the_reason() {
    for (settings, mode, why) in [
        ("read_only = false\n", 0o666, "config.toml is writable by others than root"),
        ("read_only = maybe\n", 0o644, "line 1, column 13 cannot be understood"),
        ("region = \"eu-west-101\"\n", 0o644, "region cannot stand here"),
    ] {
        let Some(etc) = Etc::holding(settings, mode) else { return };
        let service = Service::of(Scenario::Smooth);
        let mut operator = etc.start(&service);
        assert_eq!(operator.gone(SOON).0, Exit::Code(2), "{settings}");
        let said = operator.pty.printed().replace(['\r', '\n'], " ");
        assert!(said.contains("/etc/geminidb-backup/config.toml"), "{said}");
        assert!(said.replace("  ", " ").contains(why), "{said}");
        assert_eq!(service.requests().len(), 0, "{settings}");
    }
}

#[test]
fn doctor_tells_both_files_and_calls_nothing_while_the_teams_cannot_be_used() {
    for (settings, mode, why) in [
        ("read_only = false\n", 0o666, "is writable by others than root"),
        ("production = [\"\"]\n", 0o644, "production in /etc/geminidb-backup/config.toml"),
    ] {
        let Some(etc) = Etc::holding(settings, mode) else { return };
        let said = etc.doctor("bell = true\n");
        assert!(said.contains(why) && said.contains("--config: bell"), "{said}");
        assert!(said.contains("not tried: no call is made until"), "{said}");
        assert!(!said.contains("service TCP"), "{said}");
    }
    let Some(etc) = Etc::holding("", 0o644) else { return };
    let said = etc.doctor("bell = true\n");
    assert!(said.contains("/etc/geminidb-backup/config.toml: no setting\n"), "{said}");
}
