//! Every terminal that can be had: the whole job in each, from launch to both IDs, by keys.
//!
//! `.ci/run` installs what these tests need (tmux, GNU screen, xterm, PuTTY's pterm, an X server,
//! an SSH server, the sources of locales) and sets `GEMINIDB_TERMINALS=all`: then nothing may be
//! missing. Without that variable a test says `SKIPPED:` of each part that is not there.

mod capable;
mod far;
mod picture;
mod rows;
mod ssh;
mod window;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

use crate::support::{
    disks::skipped,
    operator::{Launch, Operator, SOON},
    pty::Exit,
};

/// Says how the program ended, then reads and repeats a line: a terminal that was not given back
/// shows neither. Ends with one more line.
const SHELL: &str = r#""$@"
printf 'status %s.\n' "$?"
read -r line
printf 'read %s.\n' "$line"
read -r line
"#;

/// Returns whether these programs are there; otherwise says that `what` is skipped.
fn have(what: &str, programs: &[&str]) -> bool {
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH").unwrap_or_default())
        .chain(["/usr/sbin".into()])
        .collect();
    let missing = programs.iter().find(|program| !folders.iter().any(|f| f.join(program).exists()));
    missing.is_none_or(|program| {
        lacks(what, &format!("{program} is not installed"));
        false
    })
}

/// Says that a part is skipped, or fails where nothing may be missing.
fn lacks(what: &str, why: &str) {
    assert!(env::var_os("GEMINIDB_TERMINALS").is_none(), "{what}: {why}");
    skipped(what, why);
}

/// A folder with the script of [`SHELL`].
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("shell"), SHELL).expect("a file");
        Self { folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A file in the folder, as an argument.
    fn name(&self, file: &str) -> String {
        self.path().join(file).to_str().expect("a readable path").to_owned()
    }

    /// Compiles a locale. `None`, with a line that says so, where that is not possible.
    fn locale(&self, language: &str, charset: &str) -> Option<String> {
        let what = format!("the locale {language}.{charset}");
        if !have(&what, &["localedef"]) {
            return None;
        }
        let (name, path) = (format!("{language}.{charset}"), self.path().join("locales"));
        fs::create_dir_all(&path).expect("a folder");
        // It warns, and says so by its status: the locale is there or not.
        let made = Command::new("localedef")
            .args(["-c", "-i", language, "-f", charset])
            .arg(path.join(&name))
            .output();
        let charmap = Command::new("locale")
            .arg("charmap")
            .env("LOCPATH", &path)
            .env("LC_ALL", &name)
            .output()
            .expect("the charset of a locale");
        let found = String::from_utf8_lossy(&charmap.stdout).trim() == charset;
        if !found {
            lacks(&what, &format!("{made:?}"));
        }
        found.then_some(name)
    }
}

/// The demo in which the job is done, and where.
fn demo() -> Launch {
    Launch::demo("smooth", 50)
}

const INSTANCE: &str = "cass-orders-01";

/// From the list of instances to both IDs, and to the end of the backup.
fn job(operator: &mut Operator, instance: &str) -> (String, String) {
    operator.back_up(instance, "terminal-check");
    let ids = operator.ids();
    operator.completed();
    ids
}

/// Leaves under [`SHELL`]: the last lines can be read, the status is 0, and a line that is typed
/// then is seen and read, so that no mode and no character is left behind.
#[track_caller]
fn leave(operator: &mut Operator, (backup, job): &(String, String)) {
    operator.pty.send_keys("q");
    operator.wait("status 0.");
    let rows = operator.rows();
    let said = rows.join("\n");
    for (label, id) in [("backup_id", backup), ("job_id", job)] {
        assert!(
            rows.windows(2).any(|two| two == [label, id]),
            "{label} is not below itself:\n{said}"
        );
    }
    assert!(!said.contains("4 WATCH"), "the last frame is still there:\n{said}");
    let after = rows.iter().position(|row| row == "status 0.").expect("the status");
    operator.pty.send_keys("one two");
    operator.pty.wait_for(SOON, |screen| {
        screen.rows(0, screen.size().1.get()).nth(after + 1).is_some_and(|r| r.trim() == "one two")
    });
    operator.press("<Enter>", "read one two.");
}

/// Waits for the end of what the program ran under.
#[track_caller]
fn assert_over(operator: &mut Operator) {
    operator.pty.send_keys("<Enter>");
    assert_eq!(operator.gone(SOON).0, Exit::Code(0));
}
