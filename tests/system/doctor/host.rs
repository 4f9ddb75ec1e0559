//! A machine of a test's own, and one run of `doctor` on it.

use std::{
    fs::{self, Permissions},
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use geminidb_backup::core::base::text::printable;
use serde_json::Value;
use tempfile::TempDir;

/// A home folder and variables; nothing else of this machine is seen.
pub struct Host {
    home: TempDir,
    variables: Vec<(String, String)>,
}

/// What a run said, and how it ended.
pub struct Said {
    pub lines: Vec<String>,
    pub errors: String,
    pub status: Option<i32>,
}

impl Host {
    pub fn new() -> Self {
        Self { home: tempfile::tempdir().expect("a folder"), variables: Vec::new() }
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A file below the home folder that nobody else can read.
    pub fn file(self, path: &str, text: &str) -> Self {
        self.file_with_mode(path, text, 0o600)
    }

    pub fn file_with_mode(self, path: &str, text: &str, mode: u32) -> Self {
        let path = self.home().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(&path, text).expect("a file");
        fs::set_permissions(&path, Permissions::from_mode(mode)).expect("a mode");
        self
    }

    /// The path of something below the home folder, as an argument.
    pub fn path(&self, path: &str) -> String {
        self.home().join(path).display().to_string()
    }

    /// Runs `doctor` to its end.
    pub fn doctor(&self, args: &[&str]) -> Said {
        self.run(Command::new(env!("CARGO_BIN_EXE_geminidb-backup")).current_dir(self.home()), args)
    }

    /// Runs `doctor --json` to its end, and returns the lines as those for a person.
    pub fn doctor_in_json(&self, args: &[&str]) -> Vec<String> {
        let schema = include_str!("../../../assets/doctor.schema.json");
        let schema = serde_json::from_str(schema).expect("JSON");
        let schema = jsonschema::validator_for(&schema).expect("a schema");
        let line = |json: &str| {
            let line: Value = serde_json::from_str(json).expect("JSON");
            assert!(schema.is_valid(&line), "{line}");
            let word = |key: &str| line[key].as_str().expect("a text").to_owned();
            let mark = format!("[{}]", word("mark").replace("ok", "OK"));
            let line = format!("{mark:<9}  {:<14} {}", word("label"), word("text"));
            printable(&line).into_owned()
        };
        let mut command = Command::new(env!("CARGO_BIN_EXE_geminidb-backup"));
        command.args(["doctor", "--json"]).args(args).stdin(Stdio::null());
        command.current_dir(self.home()).env_clear().env("HOME", self.home());
        let variables = self.variables.iter().map(|(name, value)| (name, value));
        let output = command.envs(variables).output().expect("it runs");
        let text = String::from_utf8(output.stdout).expect("text");
        text.lines().map(line).collect()
    }

    /// The same as another user, which only root can.
    pub fn doctor_as(&self, uid: u32, args: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_geminidb-backup"));
        self.run(command.uid(uid).gid(uid).current_dir("/"), args)
    }

    fn run(&self, command: &mut Command, args: &[&str]) -> Said {
        command.arg("doctor").args(args).stdin(Stdio::null()).env_clear().env("HOME", self.home());
        let variables = self.variables.iter().map(|(name, value)| (name, value));
        let output = command.envs(variables).output().expect("it runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        let lines = text(output.stdout).lines().map(str::to_owned).collect();
        let said = Said { lines, errors: text(output.stderr), status: output.status.code() };
        said.assert_plain();
        said
    }

    /// Everything below the home folder.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.home().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                found.push(path.clone());
                folders.extend(path.is_dir().then_some(path));
            }
        }
        found.sort();
        found
    }
}

impl Said {
    /// Each line begins with its mark, and nothing colours it or moves a cursor. The status says
    /// what the marks say.
    #[track_caller]
    fn assert_plain(&self) {
        let marks = ["[OK] ", "[missing] ", "[trouble] ", "[off] "];
        for line in &self.lines {
            assert!(marks.iter().any(|mark| line.starts_with(mark)), "{line}");
            assert!(!line.chars().any(char::is_control), "{line:?}");
        }
        let bad = self
            .lines
            .iter()
            .any(|line| line.starts_with("[missing]") || line.starts_with("[trouble]"));
        if self.status != Some(2) {
            assert_eq!(
                (self.status, self.errors.as_str()),
                (Some(i32::from(bad)), ""),
                "{}",
                self.all()
            );
        }
    }

    pub fn all(&self) -> String {
        self.lines.join("\n")
    }

    /// The lines about `label`: mark and text.
    fn about(&self, label: &str) -> Vec<(&str, &str)> {
        let parts = |line| -> Option<(&str, &str)> {
            let (mark, rest) = str::split_once(line, ' ')?;
            let text = rest.trim_start().strip_prefix(label)?;
            text.starts_with(' ').then(|| (mark, text.trim_start()))
        };
        self.lines.iter().filter_map(|line| parts(line)).collect()
    }

    /// The mark and the text of the only line about `label`.
    #[track_caller]
    pub fn line(&self, label: &str) -> (&str, &str) {
        let lines = self.about(label);
        assert_eq!(lines.len(), 1, "{label}: {}", self.all());
        lines[0]
    }

    /// The only line about `label` has this mark, and all of these words.
    #[track_caller]
    pub fn says(&self, mark: &str, label: &str, words: &[&str]) {
        let (found, text) = self.line(label);
        assert_eq!(found, mark, "{label} {text}");
        assert!(words.iter().all(|word| text.contains(word)), "{words:?}: {text}");
    }

    /// The mark of the line about the source that is called so.
    #[track_caller]
    pub fn source(&self, name: &str) -> &str {
        let lines: Vec<_> =
            self.about("source").into_iter().filter(|(_, text)| text.starts_with(name)).collect();
        assert_eq!(lines.len(), 1, "{name}: {}", self.all());
        lines[0].0
    }

    /// The texts of all sources, in their order.
    pub fn sources(&self) -> Vec<&str> {
        self.about("source").into_iter().map(|(_, text)| text).collect()
    }

    /// There is no line about it.
    #[track_caller]
    pub fn is_silent_about(&self, label: &str) {
        assert_eq!(self.about(label).len(), 0, "{}", self.all());
    }
}
