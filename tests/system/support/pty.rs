//! A program in a pseudo-terminal, with an emulator that reads its screen.
//!
//! Nothing here sleeps and hopes: every wait ends when the screen shows what is waited for, or
//! fails with the screen it saw.

use std::{
    fs::File,
    io::{Read, Write},
    num::NonZeroU16,
    os::fd::AsRawFd,
    sync::{Arc, Condvar, Mutex, MutexGuard, Weak, mpsc},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use filedescriptor::{FileDescriptor, POLLIN, Pipe, pollfd};
use portable_pty::{Child, CommandBuilder, MasterPty, PtyPair, PtySize, native_pty_system};
use rustix::{
    fs::{Mode, OFlags, open},
    process::{Pid, Signal, kill_process},
    termios::{LocalModes, tcgetattr},
};

use super::keys::encode;

/// How a program ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exit {
    /// With this exit code.
    Code(u32),
    /// By this signal, by its name in words (`Killed`, `Aborted`).
    Signal(String),
}

/// What the reader has seen so far.
struct Seen {
    parser: vt100::Parser,
    raw: Vec<u8>,
    /// When the last bytes came.
    last: Instant,
    /// Nobody reads the terminal: see [`Pty::block_output`].
    paused: bool,
    /// So many bytes come through in a second: see [`Pty::slow_link`].
    rate: Option<u32>,
    /// What comes through arrives so much later: see [`Pty::far_link`].
    far: Option<(Duration, mpsc::Sender<Sent>)>,
    ended: bool,
}

/// Bytes on their way, and when they arrive.
type Sent = (Instant, Vec<u8>);

/// What takes bytes instead of the terminal's own keyboard: see [`Pty::type_through`].
type Keyboard = Box<dyn FnMut(&[u8]) + Send>;

/// The screen, and a bell that rings whenever it changes.
struct Shared {
    seen: Mutex<Seen>,
    bell: Condvar,
}

/// The master side: gone after [`Pty::close_master`].
struct Master {
    pty: Box<dyn MasterPty + Send>,
    writer: FileDescriptor,
    stop: FileDescriptor,
    reader: JoinHandle<()>,
}

/// A running program with its terminal. Dropping it kills the program.
pub struct Pty {
    shared: Arc<Shared>,
    master: Option<Master>,
    keyboard: Option<Keyboard>,
    pid: u32,
    exit: mpsc::Receiver<Exit>,
    exited: Option<Exit>,
}

/// Waits until something holds that no screen shows; fails with `what` if that takes longer.
#[track_caller]
pub fn until<F: Fn() -> bool>(timeout: Duration, what: &str, holds: F) {
    let end = Instant::now() + timeout;
    while !holds() {
        assert!(Instant::now() < end, "{what}: not within {timeout:?}");
        // Nobody rings for it: looked at again and again.
        thread::park_timeout(Duration::from_millis(2));
    }
}

fn pty_size((columns, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn nonzero(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap_or(NonZeroU16::MIN)
}

impl Pty {
    /// Starts `command` with `args`, and `env` on top of this process's environment, on a terminal
    /// of `size` (columns, rows) that controls it.
    pub fn spawn(command: &str, args: &[&str], env: &[(&str, &str)], size: (u16, u16)) -> Self {
        Self::start(command, args, env, size, true)
    }

    /// The same without a controlling terminal: no HUP when the terminal goes, no `/dev/tty`.
    pub fn spawn_detached(
        command: &str,
        args: &[&str],
        env: &[(&str, &str)],
        size: (u16, u16),
    ) -> Self {
        Self::start(command, args, env, size, false)
    }

    fn start(
        command: &str,
        args: &[&str],
        env: &[(&str, &str)],
        size: (u16, u16),
        controlling: bool,
    ) -> Self {
        let PtyPair { slave, master } = native_pty_system().openpty(pty_size(size)).expect("a pty");
        let mut builder = CommandBuilder::new(command);
        builder.args(args);
        builder.cwd(std::env::current_dir().expect("a working directory"));
        builder.env("TERM", "xterm-256color");
        for name in ["NO_COLOR", "COLUMNS", "LINES", "RUST_BACKTRACE"] {
            builder.env_remove(name);
        }
        for (name, value) in env {
            builder.env(name, value);
        }
        builder.set_controlling_tty(controlling);
        let child = slave.spawn_command(builder).expect("the program starts");
        drop(slave);
        let parser = vt100::Parser::new(nonzero(size.1), nonzero(size.0), 0);
        let seen = Seen {
            parser,
            raw: Vec::new(),
            last: Instant::now(),
            paused: false,
            rate: None,
            far: None,
            ended: false,
        };
        let shared = Arc::new(Shared { seen: Mutex::new(seen), bell: Condvar::new() });
        let pid = child.process_id().expect("a process id");
        Self {
            master: Some(Master::new(master, Arc::clone(&shared))),
            shared,
            keyboard: None,
            pid,
            exit: watch_exit(child),
            exited: None,
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.shared.seen.lock().expect("the reader did not panic")
    }

    /// Waits until the screen is as wanted; fails with the screen if that takes longer.
    #[track_caller]
    pub fn wait_for<F: Fn(&vt100::Screen) -> bool>(&self, timeout: Duration, wanted: F) {
        if let Err(screen) = self.try_wait_for(timeout, wanted) {
            panic!("not seen within {timeout:?}; the screen was:\n{screen}");
        }
    }

    /// Waits until the screen contains `text`.
    #[track_caller]
    pub fn wait_for_text(&self, text: &str, timeout: Duration) {
        if let Err(screen) = self.try_wait_for(timeout, |screen| screen.contents().contains(text)) {
            panic!("{text:?} not seen within {timeout:?}; the screen was:\n{screen}");
        }
    }

    fn try_wait_for(
        &self,
        timeout: Duration,
        wanted: impl Fn(&vt100::Screen) -> bool,
    ) -> Result<(), String> {
        let end = Instant::now() + timeout;
        let mut seen = self.seen();
        while !wanted(seen.parser.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || seen.ended {
                return Err(seen.parser.screen().contents());
            }
            seen = self.shared.bell.wait_timeout(seen, left).expect("the reader did not panic").0;
        }
        Ok(())
    }

    /// Waits until nothing has arrived for `quiet`.
    pub fn wait_quiet(&self, quiet: Duration) {
        let mut seen = self.seen();
        while !seen.ended && seen.last.elapsed() < quiet {
            let left = quiet.saturating_sub(seen.last.elapsed());
            seen = self.shared.bell.wait_timeout(seen, left).expect("the reader did not panic").0;
        }
    }

    /// Waits until the screen is as wanted, the program closes the terminal, or the time is over;
    /// says whether the screen came to be as wanted.
    pub fn sees<F: Fn(&vt100::Screen) -> bool>(&self, timeout: Duration, wanted: F) -> bool {
        self.try_wait_for(timeout, wanted).is_ok()
    }

    /// Waits until the program has closed the terminal, so that nothing more of its output can
    /// come.
    #[track_caller]
    pub fn wait_closed(&self, timeout: Duration) {
        let end = Instant::now() + timeout;
        let mut seen = self.seen();
        while !seen.ended {
            let left = end.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "the terminal is still in use; the screen was:\n{}",
                seen.parser.screen().contents()
            );
            seen = self.shared.bell.wait_timeout(seen, left).expect("the reader did not panic").0;
        }
    }

    /// Waits until the program has written more than `bytes` in all.
    #[track_caller]
    pub fn wait_written(&self, bytes: usize, timeout: Duration) {
        let end = Instant::now() + timeout;
        let mut seen = self.seen();
        while seen.raw.len() <= bytes {
            let left = end.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero() && !seen.ended,
                "nothing was written; the screen was:\n{}",
                seen.parser.screen().contents()
            );
            seen = self.shared.bell.wait_timeout(seen, left).expect("the reader did not panic").0;
        }
    }

    /// The line discipline's modes: raw mode takes the canonical mode, the echo and the signals
    /// away.
    pub fn line_modes(&self) -> LocalModes {
        let Master { writer, .. } = self.master.as_ref().expect("the master is open");
        tcgetattr(writer.as_file().expect("a third descriptor"))
            .expect("the modes of a terminal")
            .local_modes
    }

    /// Writes bytes with one write, as a fast typist or a paste would.
    pub fn send(&mut self, bytes: &[u8]) {
        if let Some(keyboard) = &mut self.keyboard {
            return keyboard(bytes);
        }
        self.master
            .as_mut()
            .expect("the master is open")
            .writer
            .write_all(bytes)
            .expect("the terminal takes keys");
    }

    /// Writes keys given as text with names in angle brackets: `<Tab>abc<Enter>`, `<C-g>`, `<lt>`.
    pub fn send_keys(&mut self, keys: &str) {
        self.send(&encode(keys));
    }

    /// The text on the screen.
    pub fn screen(&self) -> String {
        self.seen().parser.screen().contents()
    }

    /// The text of the screen as a terminal shows it that has no alternate screen.
    pub fn screen_without_alternate(&self) -> String {
        let (rows, columns) = self.look(vt100::Screen::size);
        let mut parser = vt100::Parser::new(rows, columns, 0);
        let output = String::from_utf8_lossy(&self.raw_output()).into_owned();
        parser.process(output.replace("\x1b[?1049h", "").replace("\x1b[?1049l", "").as_bytes());
        parser.screen().contents()
    }

    /// Something about the screen: a cell, the cursor, a mode.
    pub fn look<T, F: FnOnce(&vt100::Screen) -> T>(&self, at: F) -> T {
        at(self.seen().parser.screen())
    }

    /// The lines that the program left in the terminal, also those that have scrolled away.
    pub fn printed(&self) -> String {
        const NORMAL: &[u8] = b"\x1b[?1049l";
        let raw = self.raw_output();
        let left = raw.windows(NORMAL.len()).rposition(|part| part == NORMAL);
        let mut tall = vt100::Parser::new(nonzero(2_000), self.look(|screen| screen.size().1), 0);
        tall.process(&raw[left.map_or(0, |at| at + NORMAL.len())..]);
        tall.screen().contents()
    }

    /// Everything the program has written.
    pub fn raw_output(&self) -> Vec<u8> {
        self.seen().raw.clone()
    }

    /// Reads nothing more of what the program writes and lets the terminal take nothing more
    /// either, as a link that has stalled for some time.
    pub fn block_output(&self) {
        self.seen().paused = true;
        let name = self
            .master
            .as_ref()
            .and_then(|master| master.pty.tty_name())
            .expect("the terminal's name");
        let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let mut terminal = File::from(open(name, flags, Mode::empty()).expect("the terminal"));
        // The kernel moves bytes on for a while after a write, and takes a few where it would not
        // take many.
        let mut in_vain = 0_u64;
        while in_vain < 20 {
            // A NUL is nothing to a terminal.
            in_vain = if terminal.write(&[0; 4096]).or_else(|_| terminal.write(&[0])).is_ok() {
                0
            } else {
                in_vain + 1
            };
            thread::park_timeout(Duration::from_millis(in_vain));
        }
    }

    /// From now on at most so many bytes come through in a second, in pieces of a tenth of that;
    /// `None` as many as there are.
    pub fn slow_link(&self, bytes_per_second: Option<u32>) {
        self.seen().rate = bytes_per_second;
        self.shared.bell.notify_all();
    }

    /// From now on what is sent goes through `keyboard`, which hands it on to the program.
    pub fn type_through(&mut self, keyboard: Keyboard) {
        self.keyboard = Some(keyboard);
    }

    /// From now on every byte is `delay` on its way, in both directions, and as many come through
    /// in a second as [`Self::slow_link`] allows.
    pub fn far_link(&mut self, bytes_per_second: u32, delay: Duration) {
        let Master { writer, .. } = self.master.as_ref().expect("the master is open");
        let mut writer = FileDescriptor::dup(writer).expect("one more descriptor");
        let (keys, coming) = mpsc::channel::<Sent>();
        thread::spawn(move || {
            for (due, bytes) in coming {
                wait_until(due);
                writer.write_all(&bytes).expect("the terminal takes keys");
            }
        });
        self.type_through(Box::new(move |bytes| {
            keys.send((Instant::now() + delay, bytes.to_vec())).expect("the writer did not panic");
        }));
        let (output, coming) = mpsc::channel::<Sent>();
        let shared = Arc::downgrade(&self.shared);
        thread::spawn(move || {
            for (due, bytes) in coming {
                wait_until(due);
                let Some(shared) = Weak::upgrade(&shared) else { return };
                shared.take(&bytes);
            }
        });
        self.seen().far = Some((delay, output));
        self.slow_link(Some(bytes_per_second));
    }

    /// Sends bytes one by one, as a slow line hands them on.
    pub fn trickle(&mut self, bytes: &[u8], every: Duration) {
        let begun = Instant::now();
        for (byte, n) in bytes.chunks(1).zip(1..) {
            self.send(byte);
            wait_until(begun + every * n);
        }
    }

    /// Presses a key again and again, as a keyboard does while it is held.
    pub fn hold(&mut self, key: &str, every: Duration, time: Duration) {
        let (begun, key) = (Instant::now(), encode(key));
        let mut next = begun;
        while begun.elapsed() < time {
            self.send(&key);
            next += every;
            wait_until(next);
        }
    }

    /// Reads again.
    pub fn read_again(&self) {
        self.seen().paused = false;
        self.shared.bell.notify_all();
    }

    /// Changes the terminal's size: columns, rows.
    pub fn resize(&mut self, size: (u16, u16)) {
        self.seen().parser.set_size(nonzero(size.1), nonzero(size.0));
        self.master
            .as_ref()
            .expect("the master is open")
            .pty
            .resize(pty_size(size))
            .expect("the pty takes a size");
    }

    /// Closes the terminal's far end, as a dropped connection does.
    pub fn close_master(&mut self) {
        if let Some(Master { pty, writer, stop, reader }) = self.master.take() {
            drop(stop);
            self.read_again();
            let _ = reader.join();
            drop((writer, pty));
        }
    }

    /// Waits for the end of the program, and for what it wrote last; `None` if it still runs.
    pub fn wait_exit(&mut self, timeout: Duration) -> Option<Exit> {
        /// Another process may hold the terminal for longer.
        const LAST_WORDS: Duration = Duration::from_millis(500);
        if self.exited.is_none() {
            self.exited = self.exit.recv_timeout(timeout).ok();
            if self.exited.is_some() {
                let bell = &self.shared.bell;
                drop(bell.wait_timeout_while(self.seen(), LAST_WORDS, |seen| !seen.ended));
            }
        }
        self.exited.clone()
    }

    /// The program's process id.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Sends the program a signal.
    pub fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.pid).ok().and_then(Pid::from_raw);
        let _ = kill_process(pid.expect("a process id"), signal);
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        if self.wait_exit(Duration::ZERO).is_none() {
            self.signal(Signal::KILL);
        }
        self.close_master();
    }
}

impl Master {
    fn new(pty: Box<dyn MasterPty + Send>, shared: Arc<Shared>) -> Self {
        let raw = pty.as_raw_fd().expect("a descriptor");
        let writer = FileDescriptor::dup(&raw).expect("a second descriptor");
        let source = FileDescriptor::dup(&raw).expect("a third descriptor");
        let Pipe { read, write } = Pipe::new().expect("a pipe");
        let reader = thread::spawn(move || read_all(source, &read, &shared));
        Self { pty, writer, stop: write, reader }
    }
}

fn wait_until(due: Instant) {
    while let Some(left) = due.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())
    {
        thread::park_timeout(left);
    }
}

impl Shared {
    /// Feeds the emulator; no bytes are the end.
    fn take(&self, bytes: &[u8]) {
        let mut seen = self.seen.lock().expect("no other holder panics");
        seen.parser.process(bytes);
        seen.raw.extend_from_slice(bytes);
        seen.last = Instant::now();
        if bytes.is_empty() {
            seen.ended = true;
            // The thread that delivers ends with this.
            seen.far = None;
        }
        self.bell.notify_all();
    }
}

/// Feeds the emulator until the program closes the terminal or the other end of `stop` is dropped.
fn read_all(mut source: FileDescriptor, stop: &FileDescriptor, shared: &Shared) {
    let ready = |fd: &FileDescriptor| pollfd { fd: fd.as_raw_fd(), events: POLLIN, revents: 0 };
    let mut buffer = [0; 65536];
    loop {
        let mut both = [ready(&source), ready(stop)];
        let polled = filedescriptor::poll(&mut both, None);
        let seen = shared.seen.lock().expect("no other holder panics");
        if seen.paused {
            drop(shared.bell.wait_while(seen, |seen| seen.paused));
            continue;
        }
        let piece = match seen.rate {
            Some(rate) => {
                // The line is busy with the piece before.
                let rests = |seen: &mut Seen| seen.rate == Some(rate);
                drop(shared.bell.wait_timeout_while(seen, Duration::from_millis(100), rests));
                buffer.len().min(rate as usize / 10)
            }
            None => {
                drop(seen);
                buffer.len()
            }
        };
        let count = if polled.is_err() || both[1].revents != 0 {
            0
        } else {
            source.read(&mut buffer[..piece]).unwrap_or(0)
        };
        let seen = shared.seen.lock().expect("no other holder panics");
        if let Some((delay, output)) = &seen.far {
            let sent = output.send((Instant::now() + *delay, buffer[..count].to_vec()));
            sent.expect("the other end is there as long as the screen");
        } else {
            drop(seen);
            shared.take(&buffer[..count]);
        }
        if count == 0 {
            return;
        }
    }
}

fn watch_exit(mut child: Box<dyn Child + Send + Sync>) -> mpsc::Receiver<Exit> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        if let Ok(status) = child.wait() {
            let exit = status
                .signal()
                .map_or(Exit::Code(status.exit_code()), |name| Exit::Signal(name.to_owned()));
            let _ = sender.send(exit);
        }
    });
    receiver
}
