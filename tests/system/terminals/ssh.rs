//! A real SSH server on loopback, with a terminal and without.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    time::Duration,
};

use geminidb_backup::simulator::Scenario;
use rustix::process::Signal;

use super::{Desk, INSTANCE, assert_over, demo, have, job, lacks, leave};
use crate::support::{
    operator::{Launch, Operator, SOON},
    pty::until,
    service::Service,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_geminidb-backup");

/// An SSH server of this test alone; gone with this.
struct Server {
    desk: Desk,
    server: Child,
}

impl Server {
    /// `None`, with a line that says so, where none can be had.
    fn start() -> Option<Self> {
        let what = "a real SSH server";
        if !have(what, &["sshd", "ssh", "ssh-keygen"]) {
            return None;
        }
        let desk = Desk::new();
        for key in ["host", "user"] {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f", &desk.name(key)])
                .status();
            assert!(made.is_ok_and(|status| status.success()), "a key");
        }
        // A port that is free, and may be taken by another the moment after: then this test fails.
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|socket| socket.local_addr())
            .expect("a free port")
            .port();
        let settings = format!(
            "ListenAddress 127.0.0.1\nPort {port}\nHostKey {}\nAuthorizedKeysFile {}\n\
                PidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n\
                KbdInteractiveAuthentication no\nPermitRootLogin yes\nPrintMotd no\n\
                PrintLastLog no\n",
            desk.name("host"),
            desk.name("user.pub"),
        );
        fs::write(desk.path().join("sshd_config"), settings).expect("a file");
        let settings = format!(
            "Host *\nHostName 127.0.0.1\nPort {port}\nIdentityFile {}\nIdentitiesOnly yes\n\
                UserKnownHostsFile {}\nStrictHostKeyChecking accept-new\nLogLevel ERROR\n",
            desk.name("user"),
            desk.name("known_hosts"),
        );
        fs::write(desk.path().join("ssh_config"), settings).expect("a file");
        let tried =
            Command::new("/usr/sbin/sshd").args(["-t", "-f", &desk.name("sshd_config")]).output();
        if !tried.as_ref().is_ok_and(|out| out.status.success()) {
            lacks(what, &format!("{tried:?}"));
            return None;
        }
        let server = Command::new("/usr/sbin/sshd")
            .args(["-D", "-f", &desk.name("sshd_config"), "-E", &desk.name("log")])
            .stdin(Stdio::null())
            .spawn()
            .expect("the server starts");
        let server = Self { desk, server };
        until(SOON, "the SSH server", || TcpStream::connect(("127.0.0.1", port)).is_ok());
        Some(server)
    }

    /// The words that start a command at the server; `terminal` is `-tt` or `-T`.
    fn words(&self, terminal: &str, launch: &Launch) -> Vec<String> {
        let mut words: Vec<String> =
            ["ssh", terminal, "-F"].into_iter().map(str::to_owned).collect();
        words.extend([self.desk.name("ssh_config"), "operator-host".to_owned(), "env".to_owned()]);
        words.extend(launch.variables());
        words
    }

    /// Starts the program at the server, in a terminal, under these words.
    fn start_under(&self, launch: Launch, under: &[&str]) -> Operator {
        let mut words = self.words("-tt", &launch);
        words.extend(under.iter().map(|word| (*word).to_owned()));
        launch.start_under(&words.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Resizes the terminal at the near end until the far end has drawn for that size.
#[track_caller]
fn resize(operator: &mut Operator, (columns, rows): (u16, u16)) {
    operator.pty.resize((columns, rows));
    operator.pty.wait_for(SOON, |screen| {
        let width = |row: String| row.trim_end().chars().count();
        let widest = screen.rows(0, columns).map(width).max().unwrap_or_default();
        widest > usize::from(columns) - 4
    });
}

#[test]
fn the_job_is_done_over_ssh_while_the_window_changes() {
    let Some(server) = Server::start() else { return };
    let mut operator = server.start_under(demo(), &["sh", &server.desk.name("shell")]);
    operator.wait(INSTANCE);
    for size in [(120, 40), (80, 24)] {
        resize(&mut operator, size);
        operator.wait(INSTANCE);
    }
    let ids = job(&mut operator, INSTANCE);
    resize(&mut operator, (100, 30));
    operator.wait(&ids.0);
    leave(&mut operator, &ids);
    assert_over(&mut operator);
}

#[test]
fn without_a_terminal_a_sentence_says_what_to_do_and_nothing_acts_on_one() {
    let Some(server) = Server::start() else { return };
    let launch = demo();
    let words = server.words("-T", &launch);
    let ended = Command::new(&words[0])
        .args(&words[1..])
        .args([PROGRAM, "--demo"])
        .stdin(Stdio::null())
        .output()
        .expect("the client starts");
    let said = String::from_utf8([ended.stdout, ended.stderr].concat()).expect("text");
    assert_eq!(ended.status.code(), Some(2), "{said}");
    assert!(said.contains("terminal") && !said.contains('\x1b'), "{said:?}");
}

/// Reads the number of the program from the file that it was told to.
fn number(file: &str) -> Option<u32> {
    fs::read_to_string(file).ok()?.trim().parse().ok()
}

#[test]
fn a_client_that_is_killed_ends_the_program_and_the_backup_goes_on() {
    let Some(server) = Server::start() else { return };
    let service = Service::at_speed(Scenario::Slow, 1.0);
    let telling = server.desk.name("telling");
    let file = server.desk.name("number");
    fs::write(&telling, format!("echo $$ > {file}\nexec \"$@\"\n")).expect("a file");
    let mut operator = server.start_under(Launch::live(&service), &["sh", &telling]);
    operator.begin();
    operator.back_up("cass-docs-01", "left-behind");
    let (backup, _) = operator.ids();
    let program = number(&file).expect("the number of the program");
    assert!(is_there(program));
    operator.pty.signal(Signal::KILL);
    until(Duration::from_secs(5), "the end of the program", || !is_there(program));
    assert_eq!(service.creates_received(), 1);
    assert!(operator.log("json").contains(&backup), "the journal has the backup");
}

/// Whether a process runs: one that only waits to be asked for its status does not.
fn is_there(number: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
    let state = stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next());
    state.is_some_and(|state| !matches!(state, 'Z' | 'X'))
}
