//! Terminal, input, hang-up and signals in a real pseudo-terminal.
//!
//! The program under test is this very test binary, started again with `PROBE` set.

use std::{
    env, fs,
    io::Write,
    process::exit,
    time::{Duration, Instant},
};

use geminidb_backup::{
    core::base::{exit::ExitCode, key::Key},
    shell::terminal::{
        backend::ThinBackend,
        deadline,
        hangup::Hangup,
        input::{self, InputBatch, InputEvent},
        screen::{self, Screen, install_panic_hook},
        signals::{Heard, Signals},
        tty::TtyWriter,
        typed,
    },
};
use ratatui::Terminal;
use rustix::{process::Signal, termios::LocalModes};

use crate::support::pty::{Exit, Pty};

const SOON: Duration = Duration::from_secs(10);
const SIZE: (u16, u16) = (80, 24);
const SENTENCE: &str = "The program ended on a defect.";

/// What the probe shows of the input.
#[derive(Default)]
struct Shown {
    last: String,
    characters: usize,
    batches: usize,
}

impl Shown {
    fn add(&mut self, batch: &InputBatch) {
        self.batches += 1;
        self.last = format!("alone {} {:?}", batch.alone, batch.events);
        for event in &batch.events {
            self.characters += match event {
                InputEvent::Key(_) => 1,
                InputEvent::Paste(text) | InputEvent::Piece(text) => text.chars().count(),
                InputEvent::Unended => 0,
            };
        }
        match batch.events[..] {
            [InputEvent::Key(key)] if key == Key::ctrl('p') => panic!("secret-token"),
            [InputEvent::Key(key)] if key == Key::ctrl('a') => abort_by_panic(),
            _ => {}
        }
    }
}

/// A panic that cannot unwind ends the process as `panic = "abort"` does: no drop runs.
extern "C" fn abort_by_panic() {
    panic!("secret-token");
}

/// What a panic does first: says so, and in one mode never comes back.
fn last_words() {
    let _ = std::io::stdout().write_all(b"<synced>").and_then(|()| std::io::stdout().flush());
    if env::var("PROBE").is_ok_and(|mode| mode == "stuck") {
        wait_for_ever();
    }
}

/// As on a disk that is away.
fn wait_for_ever() -> ! {
    loop {
        std::thread::park();
    }
}

/// Asks for a secret as plain mode does. An answer is a panic, and after a signal the end hangs.
async fn asked_for_a_secret() -> ! {
    let (mut input, mut signals) = (typed::Input::open().unwrap(), Signals::listen().unwrap());
    input.hide(true);
    println!("ready");
    tokio::select! {
        _ = signals.next() => deadline::arm(ExitCode::Unknown as u8),
        _ = input.line(true) => abort_by_panic(),
    }
    wait_for_ever();
}

async fn probe(mode: &str) -> i32 {
    install_panic_hook(SENTENCE, last_words);
    if mode == "secret" {
        asked_for_a_secret().await;
    }
    let _screen = Screen::enter(mode != "main-screen").unwrap();
    let mut terminal = Terminal::new(ThinBackend::new(TtyWriter::stdout().unwrap(), None)).unwrap();
    let hangup = Hangup::watch(std::io::stdout()).unwrap();
    let mut signals = Signals::listen().unwrap();
    let mut sizes = Heard::listen(Signal::WINCH).unwrap();
    let mut shown = Shown::default();
    terminal.draw(|frame| frame.render_widget("ready", frame.area())).unwrap();
    if mode == "watch-only" {
        hangup.gone().await;
        return 42;
    }
    let mut batches = input::spawn().unwrap();
    loop {
        tokio::select! {
            () = hangup.gone() => return 42,
            signal = signals.next(), if mode != "deaf" => {
                if mode == "stuck" {
                    deadline::note(ExitCode::Unknown);
                    deadline::arm(0);
                    wait_for_ever();
                }
                println!("\r\n{signal:?}");
                return 10;
            }
            () = sizes.next() => shown.last = format!("{:?}", screen::size()),
            Some(batch) = batches.recv() => shown.add(&batch),
        }
        let text = format!(
            "ready\n{} characters, {} batches\n{}",
            shown.characters, shown.batches, shown.last
        );
        terminal
            .draw(|frame| frame.render_widget(ratatui::widgets::Paragraph::new(text), frame.area()))
            .unwrap();
    }
}

/// Not a test of its own: the program that the others start.
#[test]
fn child() {
    if let Ok(mode) = env::var("PROBE") {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let code = runtime.block_on(probe(&mode));
        exit(code);
    }
}

fn start(mode: &str, controlling: bool) -> Pty {
    let this = env::current_exe().unwrap();
    let args = ["terminal::child", "--exact", "--nocapture"];
    let spawn = if controlling { Pty::spawn } else { Pty::spawn_detached };
    let pty = spawn(this.to_str().unwrap(), &args, &[("PROBE", mode)], SIZE);
    pty.wait_for_text("ready", SOON);
    pty
}

/// Voluntary context switches of the program's threads but the test runner's own.
fn wakeups(pty: &Pty) -> u64 {
    let tasks = fs::read_dir(format!("/proc/{}/task", pty.pid())).unwrap();
    tasks
        .filter_map(|task| fs::read_to_string(task.unwrap().path().join("status")).ok())
        .filter(|status| {
            ["terminal::child", "input"]
                .iter()
                .any(|name| status.starts_with(&format!("Name:\t{name}\n")))
        })
        .flat_map(|status| {
            status
                .lines()
                .filter_map(|l| {
                    l.strip_prefix("voluntary_ctxt_switches:")?.trim().parse::<u64>().ok()
                })
                .collect::<Vec<_>>()
        })
        .sum()
}

#[test]
fn a_vanished_terminal_is_noticed_with_and_without_a_controlling_terminal() {
    for (mode, controlling) in [("deaf", true), ("deaf", false), ("watch-only", false)] {
        let mut pty = start(mode, controlling);
        let start = Instant::now();
        pty.close_master();
        assert_eq!(pty.wait_exit(SOON), Some(Exit::Code(42)), "{mode}, controlling {controlling}");
        let took = start.elapsed();
        println!("{mode}, controlling {controlling}: gone after {took:?}");
        // At once, on a machine that may be busy with other tests.
        assert!(took < Duration::from_secs(4), "{took:?}");
    }
}

#[test]
fn keys_do_not_wake_the_watch_and_idle_is_idle() {
    let mut pty = start("watch-only", true);
    pty.wait_quiet(Duration::from_millis(200));
    let before = wakeups(&pty);
    for _ in 0..50 {
        pty.send(b"x");
    }
    pty.wait_quiet(Duration::from_millis(300));
    println!("watch: {} wake-ups for 50 keys", wakeups(&pty) - before);
    assert_eq!(wakeups(&pty), before, "keys woke the hang-up watch");

    let pty = start("all", true);
    pty.wait_quiet(Duration::from_millis(300));
    let (before, bytes) = (wakeups(&pty), pty.raw_output().len());
    pty.wait_quiet(Duration::from_millis(1500));
    println!("idle: {} wake-ups", wakeups(&pty) - before);
    assert_eq!((wakeups(&pty), pty.raw_output().len()), (before, bytes), "idle");
}

#[test]
fn a_resize_wakes_the_reader_and_repaints() {
    let mut pty = start("all", true);
    pty.send_keys("a");
    pty.wait_for_text("1 characters", SOON);
    pty.resize((100, 30));
    pty.wait_for_text("Size { width: 100, height: 30 }", SOON);
    pty.resize((70, 20));
    pty.wait_for_text("Size { width: 70, height: 20 }", SOON);
}

#[test]
fn keys_pastes_and_bursts_arrive_as_they_should() {
    let mut pty = start("all", true);
    pty.send_keys("<S-Tab>");
    pty.wait_for_text("BackTab", SOON);
    pty.send(b"\x1b[200~one\rtwo\x1b[201~");
    pty.wait_for_text("[Paste(\"one\\ntwo\")]", SOON);
    pty.send(b"burst of\rkeys");
    pty.wait_for_text("[Piece(\"burst of\\nkeys\")]", SOON);
    pty.send_keys("<C-g><Tab><Enter>");
    pty.wait_for_text(
        "alone false [Key(Key { code: Char('g'), ctrl: true }), Key(Key { code: Tab",
        SOON,
    );
    pty.send_keys("<Enter>");
    pty.wait_for_text("alone true [Key(Key { code: Enter", SOON);
    pty.send_keys("<Esc>");
    pty.wait_for_text("alone true [Key(Key { code: Esc", SOON);
}

#[test]
fn everything_is_undone_whatever_ends_the_program() {
    for (mode, end, want) in [
        ("all", Ending::Signal(Signal::TERM), "TERM"),
        ("all", Ending::Signal(Signal::HUP), "HUP"),
        ("all", Ending::Signal(Signal::INT), "INT"),
        ("all", Ending::Signal(Signal::QUIT), "QUIT"),
        ("main-screen", Ending::Signal(Signal::TERM), "TERM"),
        ("all", Ending::Key("<C-p>"), SENTENCE),
        ("all", Ending::Key("<C-a>"), SENTENCE),
    ] {
        let mut pty = start(mode, true);
        assert_eq!(
            pty.look(|s| (s.alternate_screen(), s.bracketed_paste())),
            (mode == "all", true)
        );
        match end {
            Ending::Signal(signal) => pty.signal(signal),
            Ending::Key(key) => pty.send_keys(key),
        }
        assert!(pty.wait_exit(SOON).is_some());
        pty.wait_quiet(Duration::from_millis(100));
        let modes =
            pty.look(|s| (s.alternate_screen(), s.bracketed_paste(), s.hide_cursor(), s.inverse()));
        assert_eq!(modes, (false, false, false, false), "{mode} {want}");
        let output = String::from_utf8_lossy(&pty.raw_output()).into_owned();
        assert!(output.contains(want), "{want} not in {output:?}");
        assert!(!output.contains("secret-token"), "{output:?}");
        // Without an alternate screen the last frame is erased; on the main screen the frame stays.
        let behind = output.rsplit("ready").next().unwrap_or_default();
        assert_eq!(behind.contains("\x1b[2J"), mode == "all", "{output:?}");
        let left = pty.screen_without_alternate();
        let said = want != SENTENCE || left.contains(want);
        assert!(!left.contains("ready") && said, "{left}");
        // Only outside raw mode does the terminal turn a line feed into these two.
        assert!(
            want != SENTENCE || output.contains(".rs:") && output.contains(")\r\n"),
            "{output:?}"
        );
        // What must not be lost is done before the first word about it.
        assert_eq!(
            want == SENTENCE,
            output.find("<synced>").is_some_and(|at| Some(at) < output.find(SENTENCE)),
            "{output:?}"
        );
    }
}

#[test]
fn a_terminal_that_hides_a_secret_shows_again_what_is_typed() {
    let shown = LocalModes::ICANON | LocalModes::ECHO;
    for (end, code) in
        [(Ending::Key("token<Enter>"), None), (Ending::Signal(Signal::TERM), Some(3))]
    {
        let mut pty = start("secret", true);
        assert!(!pty.line_modes().intersects(shown));
        match end {
            Ending::Signal(signal) => pty.signal(signal),
            Ending::Key(keys) => pty.send_keys(keys),
        }
        let exit = pty.wait_exit(SOON);
        assert!(
            exit.is_some() && code.is_none_or(|code| exit == Some(Exit::Code(code))),
            "{exit:?}"
        );
        assert!(pty.line_modes().contains(shown), "{code:?}");
        assert!(!String::from_utf8_lossy(&pty.raw_output()).contains("token"));
    }
}

/// Whatever the way out waits for, it comes to an end, with the status that is known or the one for
/// a panic. A busy machine may hold up one of three ends.
#[test]
fn a_way_out_that_hangs_ends_within_two_seconds() {
    for (end, status) in [
        (Ending::Signal(Signal::TERM), 3),
        (Ending::Key("<C-p>"), 101),
        (Ending::Key("<C-a>"), 101),
    ] {
        let took: Vec<Duration> = (0..3).map(|_| end_of_stuck(end, status)).collect();
        assert!(took.iter().any(|took| *took < Duration::from_secs(2)), "{took:?}");
    }
}

/// Ends a program whose way out hangs; returns how long that took.
fn end_of_stuck(end: Ending, status: u32) -> Duration {
    let mut pty = start("stuck", true);
    let began = Instant::now();
    match end {
        Ending::Signal(signal) => pty.signal(signal),
        Ending::Key(key) => pty.send_keys(key),
    }
    assert_eq!(pty.wait_exit(SOON), Some(Exit::Code(status)));
    let took = began.elapsed();
    pty.wait_closed(SOON);
    assert_eq!(
        pty.look(|s| (s.alternate_screen(), s.bracketed_paste(), s.hide_cursor())),
        (false, false, false)
    );
    assert!(pty.line_modes().contains(LocalModes::ICANON | LocalModes::ECHO));
    took
}

#[derive(Clone, Copy)]
enum Ending {
    Signal(Signal),
    Key(&'static str),
}

#[test]
fn a_long_unmarked_paste_arrives_whole() {
    let mut pty = start("all", true);
    let text: String = "0123456789".repeat(300);
    pty.send(text.as_bytes());
    pty.wait_for_text("3000 characters", Duration::from_secs(3));
}
