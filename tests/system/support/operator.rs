//! An operator at the program: launches it, goes through the screens as a person would, and reads
//! them.
//!
//! Every step waits for what a person would wait for: the screen that shows its effect.

use std::{
    fs,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::support::{
    piped::Piped,
    pty::{Exit, Pty},
    service::Service,
};

/// Long enough for a busy machine; nothing that works takes that long.
pub const SOON: Duration = Duration::from_secs(20);
/// The two seconds within which a program that is told to end is gone, and what a machine that is
/// busy with other tests may hold it up. What hangs, hangs for longer.
pub const AT_ONCE: Duration = Duration::from_secs(6);
/// Longer than the 300 ms that the send key has to wait, by what a busy machine may need to draw.
pub const A_LOOK: Duration = Duration::from_millis(600);
/// The usual terminal.
pub const USUAL: (u16, u16) = (80, 24);

/// How the program is started: the command line, the environment, the terminal.
pub struct Launch {
    args: Vec<String>,
    env: Vec<(String, String)>,
    size: (u16, u16),
    controlling: bool,
    home: TempDir,
    /// For files that are given to the program; what it writes itself goes to `home`.
    given: TempDir,
    /// What is given in the home folder all the same, because that is where the program looks.
    found_at_home: Vec<PathBuf>,
}

impl Launch {
    /// With nothing but a home of its own and a UTF-8 locale: no token, no proxy.
    pub fn bare() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let mut env = Vec::new();
        for name in [
            "HOME",
            "XDG_STATE_HOME",
            "XDG_CONFIG_HOME",
            "XDG_CACHE_HOME",
            "XDG_DATA_HOME",
            "XDG_RUNTIME_DIR",
        ] {
            env.push((name.to_owned(), home.path().to_str().expect("a readable path").to_owned()));
        }
        // An empty variable counts as one that is not set.
        for name in [
            "HW_AUTH_TOKEN",
            "LC_ALL",
            "LC_CTYPE",
            "HTTPS_PROXY",
            "https_proxy",
            "HTTP_PROXY",
            "http_proxy",
            "TMUX",
            "STY",
        ] {
            env.push((name.to_owned(), String::new()));
        }
        env.push(("LANG".to_owned(), "C.UTF-8".to_owned()));
        let given = tempfile::tempdir().expect("a folder");
        Self {
            args: Vec::new(),
            env,
            size: USUAL,
            controlling: true,
            home,
            given,
            found_at_home: Vec::new(),
        }
    }

    /// The demo of a scenario, so many times faster than usual.
    pub fn demo(scenario: &str, speed: u32) -> Self {
        Self::bare().args(&[&format!("--demo={scenario}"), "--demo-speed", &speed.to_string()])
    }

    /// Against a service, with everything given but the token.
    pub fn without_token(service: &Service) -> Self {
        Self::at(&service.endpoint(), &service.iam_endpoint(), &service.project_id())
    }

    /// Against a service, its token in a private file.
    pub fn live(service: &Service) -> Self {
        Self::without_token(service).token_file(&service.token(), 0o600)
    }

    /// Against any endpoints and project, without a token.
    pub fn at(endpoint: &str, iam_endpoint: &str, project: &str) -> Self {
        Self::bare().args(&[
            "--endpoint",
            endpoint,
            "--iam-endpoint",
            iam_endpoint,
            "--project-id",
            project,
        ])
    }

    /// More arguments.
    pub fn args(mut self, args: &[&str]) -> Self {
        self.args.extend(args.iter().map(|a| (*a).to_owned()));
        self
    }

    /// One more variable of the environment.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A token in a file of this mode.
    pub fn token_file(self, token: &str, mode: u32) -> Self {
        let path = self.given.path().join("token");
        fs::write(&path, format!("{token}\n")).expect("a file");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a mode");
        self.args(&["--token-file", path.to_str().expect("a readable path")])
    }

    /// A file in the home folder, which is the configuration folder as well, for its owner only.
    pub fn at_home(mut self, path: &str, content: &str) -> Self {
        let path = self.home.path().join(path);
        let mut folders = fs::DirBuilder::new();
        folders
            .recursive(true)
            .mode(0o700)
            .create(path.parent().expect("a folder"))
            .expect("folders");
        fs::write(&path, content).expect("a file");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a mode");
        self.found_at_home.push(path);
        self
    }

    /// A terminal of another size: columns, rows.
    pub fn size(mut self, size: (u16, u16)) -> Self {
        self.size = size;
        self
    }

    /// A terminal that does not control the program: no HUP when it goes.
    pub fn detached(mut self) -> Self {
        self.controlling = false;
        self
    }

    /// With a log of its calls at home.
    pub fn logged(self) -> Self {
        let path = self.home.path().join("calls.jsonl");
        self.args(&["--log", path.to_str().expect("a readable path")])
    }

    /// Starts the program.
    pub fn start(self) -> Operator {
        self.start_command(env!("CARGO_BIN_EXE_geminidb-backup"))
    }

    /// Starts another program, which gets this command line as its last words.
    pub fn start_under(mut self, words: &[&str]) -> Operator {
        let program = env!("CARGO_BIN_EXE_geminidb-backup").to_owned();
        let before = words[1..].iter().map(|word| (*word).to_owned()).chain([program]);
        self.args.splice(..0, before);
        self.start_command(words[0])
    }

    /// The variables that are set, as words for `env`, where the environment is not handed on.
    pub fn variables(&self) -> Vec<String> {
        let set = self.env.iter().filter(|(_, value)| !value.is_empty());
        set.map(|(name, value)| format!("{name}={value}")).collect()
    }

    /// Starts an interactive shell instead. In it, `eval "$START"` starts the program as a job.
    pub fn start_shell(mut self, prompt: &str) -> Operator {
        let quoted = |word: &str| format!(" '{}'", word.replace('\'', r"'\''"));
        let words = [env!("CARGO_BIN_EXE_geminidb-backup")]
            .into_iter()
            .chain(self.args.iter().map(String::as_str));
        let start = format!(
            "sh -c 'echo \"process $$.\"; exec \"$@\"' sh{}",
            words.map(quoted).collect::<String>()
        );
        // A shell with line editing has modes of its own.
        self.args = ["+o", "emacs", "-i"].map(str::to_owned).to_vec();
        self.env("PS1", prompt).env("START", &start).env("ENV", "").start_command("sh")
    }

    fn start_command(self, command: &str) -> Operator {
        let args: Vec<&str> = self.args.iter().map(String::as_str).collect();
        let env: Vec<(&str, &str)> =
            self.env.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let spawn = if self.controlling { Pty::spawn } else { Pty::spawn_detached };
        let pty = spawn(command, &args, &env, self.size);
        Operator { pty, home: self.home, _given: self.given, found_at_home: self.found_at_home }
    }
}

/// A running program and the person at it.
pub struct Operator {
    /// The terminal.
    pub pty: Pty,
    home: TempDir,
    _given: TempDir,
    found_at_home: Vec<PathBuf>,
}

impl Operator {
    /// Presses keys (one write) and waits until the screen shows `text`.
    #[track_caller]
    pub fn press(&mut self, keys: &str, text: &str) {
        self.pty.send_keys(keys);
        self.pty.wait_for_text(text, SOON);
    }

    /// Waits until the screen shows `text`.
    #[track_caller]
    pub fn wait(&self, text: &str) {
        self.pty.wait_for_text(text, SOON);
    }

    /// Waits until the screen does not show `text` (any more).
    #[track_caller]
    pub fn wait_gone(&self, text: &str) {
        self.pty.wait_for(SOON, |screen| !screen.contents().contains(text));
    }

    /// Presses Esc and waits until `text`, of what lies over the screen, has gone.
    #[track_caller]
    pub fn close(&mut self, text: &str) {
        self.pty.send_keys("<Esc>");
        self.wait_gone(text);
    }

    /// Presses a key and waits until it has moved the cursor.
    #[track_caller]
    pub fn move_on(&mut self, key: &str) {
        let before = self.pty.look(vt100::Screen::cursor_position);
        self.pty.send_keys(key);
        self.pty.wait_for(SOON, |screen| screen.cursor_position() != before);
    }

    /// Until the screen says `words`, over however many rows.
    #[track_caller]
    pub fn wait_said(&self, words: &str) {
        let joined = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = joined(words);
        self.pty.wait_for(SOON, |screen| joined(&screen.contents()).contains(&words));
    }

    /// From Start to the list of instances.
    #[track_caller]
    pub fn begin(&mut self) {
        self.wait("> New backup");
        self.press("<Enter>", "1 INSTANCE");
    }

    /// From Start, where credentials are missing: to the masked prompt for a token.
    #[track_caller]
    pub fn open_token_prompt(&mut self) {
        self.press("n", "[missing] sign-in");
        self.press("<Enter>", "Type or paste a token");
        self.press("<Enter>", "Never shown, stored or logged");
    }

    /// Moves to an instance of the list and chooses it.
    #[track_caller]
    pub fn choose(&mut self, instance: &str) {
        self.wait(instance);
        self.wait("| read ");
        let here = |screen: &vt100::Screen| {
            screen
                .rows(0, screen.size().1.get())
                .any(|row| row.starts_with(&format!(" > {instance}")))
        };
        while !self.pty.look(here) {
            self.move_on("<Down>");
        }
        self.press("<Enter>", "2 COMPOSE");
    }

    /// Types name and description, beginning in the name field; ends in the description.
    #[track_caller]
    pub fn fill(&mut self, name: &str, description: &str) {
        self.pty.send(name.as_bytes());
        self.wait(name);
        self.move_on("<Tab>");
        self.pty.send(description.as_bytes());
        self.wait(description);
    }

    /// From the description to the tree, with "databases and tables" chosen; waits for `database`.
    #[track_caller]
    pub fn choose_tables(&mut self, database: &str) {
        self.move_on("<Tab>");
        self.press("<Space>", "(*) databases and tables");
        self.move_on("<Tab>");
        self.wait(database);
    }

    /// To Review, until the checks have been read. Returns the digest that it shows (on a narrow
    /// screen its first row).
    #[track_caller]
    pub fn review(&mut self) -> String {
        self.press("<C-g>", "3 REVIEW");
        self.wait_gone("[...]");
        // On a small screen the digest is further down.
        while !self.pty.screen().contains("sha256 ") {
            let before = self.pty.screen();
            self.pty.send_keys("<Down>");
            self.pty.wait_for(SOON, |screen| screen.contents() != before);
        }
        let screen = self.pty.screen();
        let (_, rest) = screen.split_once("sha256 ").expect("a digest on Review");
        let digest = rest.chars().take_while(char::is_ascii_hexdigit).collect();
        if !screen.contains("You are about to create") {
            self.press("<Home>", "You are about to create");
        }
        digest
    }

    /// From an open Review: to the button. A check that comes late may take the focus off it: then
    /// once more.
    #[track_caller]
    pub fn focus_button(&mut self) {
        let focused = |screen: &vt100::Screen| {
            let screen = screen.contents();
            screen.contains("> [ Create backup ]") || screen.contains("> Blocked: ")
        };
        for _ in 0..3 {
            self.pty.send_keys("<Tab>");
            if self.pty.sees(Duration::from_secs(5), focused) {
                return;
            }
        }
        self.wait("> [ Create backup ]");
    }

    /// From an open Review: to the button, a look, and Enter alone.
    #[track_caller]
    pub fn confirm(&mut self) {
        self.focus_button();
        self.look_and_press();
    }

    /// The same where warnings ask for words first.
    #[track_caller]
    pub fn confirm_typing(&mut self, words: &str) {
        self.wait(": type the ");
        self.pty.send_keys("<Tab>");
        self.wait_gone("Tab, then type it here");
        self.pty.send(words.as_bytes());
        self.wait("Enter sends once");
        self.look_and_press();
    }

    /// On the button: a look, then Enter alone. This is what sends.
    #[track_caller]
    pub fn look_and_press(&mut self) {
        self.pty.wait_quiet(A_LOOK);
        self.press("<Enter>", "4 WATCH");
    }

    /// The whole way from the instance list to Watch, whole instance. Returns the reviewed digest.
    #[track_caller]
    pub fn back_up(&mut self, instance: &str, name: &str) -> String {
        self.choose(instance);
        self.fill(name, "before the change");
        let digest = self.review();
        self.confirm();
        digest
    }

    /// The rows of the screen without the blanks at their ends.
    pub fn rows(&self) -> Vec<String> {
        self.pty.look(|screen| {
            screen.rows(0, screen.size().1.get()).map(|row| row.trim().to_owned()).collect()
        })
    }

    /// Waits until the row below the one with a label only is as wanted, and returns it.
    #[track_caller]
    pub fn wait_below(&self, label: &str, wanted: impl Fn(&str) -> bool) -> String {
        let below = |screen: &vt100::Screen| {
            let mut rows =
                screen.rows(0, screen.size().1.get()).skip_while(|row| row.trim() != label);
            rows.nth(1).map(|row| row.trim().to_owned())
        };
        self.pty.wait_for(SOON, |screen| below(screen).is_some_and(|row| wanted(&row)));
        self.pty.look(below).unwrap_or_default()
    }

    /// Backup ID and job ID, once Watch shows them, each in full and alone on its row.
    #[track_caller]
    pub fn ids(&self) -> (String, String) {
        (self.wait_below("Backup ID", is_backup_id), self.wait_below("Job ID", is_job_id))
    }

    /// Has job and backup read again and again, as an impatient operator does, until the screen
    /// shows `text`.
    #[track_caller]
    pub fn read_until(&mut self, text: &str) {
        let began = Instant::now();
        while !self.pty.sees(Duration::from_millis(250), |screen| screen.contents().contains(text))
        {
            assert!(
                began.elapsed() < SOON,
                "{text:?} never came; the screen was:\n{}",
                self.pty.screen()
            );
            self.pty.send_keys("r");
        }
    }

    /// Until the backup is said to be completed.
    #[track_caller]
    pub fn completed(&mut self) {
        self.read_until("now: COMPLETED");
    }

    /// Leaves with Ctrl-C, twice where the program asks; returns the exit and what was printed.
    #[track_caller]
    pub fn leave(&mut self) -> (Exit, String) {
        self.pty.send_keys("<C-c>");
        if self.pty.sees(SOON, |screen| screen.contents().contains("Leave?")) {
            self.pty.send_keys("<C-c>");
        }
        self.gone(SOON)
    }

    /// The end of the program: its exit, and what stands on the screen after it.
    #[track_caller]
    pub fn gone(&mut self, within: Duration) -> (Exit, String) {
        let exit = self.pty.wait_exit(within);
        let exit = exit.unwrap_or_else(|| {
            panic!("it did not end within {within:?}; the screen was:\n{}", self.pty.screen())
        });
        self.pty.wait_closed(SOON);
        (exit, self.pty.printed())
    }

    /// Fails unless every mode of the terminal is as it was before the program.
    #[track_caller]
    pub fn assert_restored(&self) {
        use rustix::termios::LocalModes as L;
        let modes = self.pty.look(|s| {
            (s.alternate_screen(), s.bracketed_paste(), s.hide_cursor(), s.application_cursor())
        });
        assert_eq!(
            modes,
            (false, false, false, false),
            "alternate screen, bracketed paste, hidden cursor, cursor keys"
        );
        assert_eq!(
            self.pty.look(vt100::Screen::mouse_protocol_mode),
            vt100::MouseProtocolMode::None
        );
        let line = self.pty.line_modes();
        assert!(line.contains(L::ICANON | L::ECHO | L::ISIG | L::IEXTEN), "{line:?}");
    }

    /// What `log` prints of its journal, in this format.
    pub fn log(&self, format: &str) -> String {
        let state = self.home.path().join("geminidb-backup");
        let state = state.to_str().expect("a readable path");
        let (status, lines, errors) =
            Piped::start(&["log", "--state-dir", state, "--format", format]).end();
        assert_eq!((status, errors.as_str()), (Some(0), ""), "{format}");
        lines.join("\n")
    }

    /// Everything the program has written to its folders.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        collect(self.home.path(), &mut found);
        found.retain(|(path, _)| !self.found_at_home.contains(path));
        found
    }
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, found);
        } else {
            let bytes = fs::read(&path).expect("a file");
            found.push((path, bytes));
        }
    }
}

/// 32 hex digits, two letters, two digits.
pub fn is_backup_id(text: &str) -> bool {
    let (Some(hex), Some(tail)) = (text.get(..32), text.get(32..)) else { return false };
    hex.bytes().all(|b| b.is_ascii_hexdigit())
        && tail.len() == 4
        && tail[..2].bytes().all(|b| b.is_ascii_lowercase())
        && tail[2..].bytes().all(|b| b.is_ascii_digit())
}

/// A UUID.
pub fn is_job_id(text: &str) -> bool {
    text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

/// Tries all cases at the same time: they mostly wait. Fails with the names of those that fail.
#[track_caller]
pub fn each<T: Sync>(cases: &[(&str, T)], check: impl Fn(&T) + Sync) {
    let check = &check;
    let failed: Vec<&str> = thread::scope(|scope| {
        let started: Vec<_> =
            cases.iter().map(|(name, case)| (*name, scope.spawn(move || check(case)))).collect();
        started
            .into_iter()
            .filter_map(|(name, thread)| thread.join().is_err().then_some(name))
            .collect()
    });
    assert!(failed.is_empty(), "failed: {failed:?}");
}
