//! The loop of the screens: every outside event becomes a message, and each batch
//! of messages costs one frame.

use std::io;

use ratatui::Terminal;
use rustix::process::Signal;
use tokio::{sync::mpsc::UnboundedReceiver, time::Instant};

use super::{Engine, Results, Wish, pacer::Pacer};
use crate::{
    core::{
        base::{ExitCode, Key, KeyCode, Millis, Press, Size},
        port::Msg,
    },
    shell::terminal::{
        Hangup, Heard, InputBatch, InputEvent, Signals,
        backend::{ThinBackend, mend},
        clipboard, deadline, input,
        screen::{self, Screen},
        suspend,
        tty::TtyWriter,
    },
    ui::{Theme, view},
    words,
};

/// The character that rings a terminal's bell.
const BELL: &str = "\u{7}";

/// How the screens are to look.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    pub theme: Theme,
    pub alternate: bool,
}

#[derive(Debug)]
pub struct RunEnd {
    pub code: ExitCode,
    /// The lines to print below the screens.
    pub lines: Vec<String>,
    /// The error of the terminal, if that error ended the run.
    pub trouble: Option<io::Error>,
}

/// Runs the screens until the operator leaves, a signal comes, or the terminal vanishes.
/// Errors: When the terminal cannot be used.
pub async fn run((engine, mut results): (Engine, Results), look: Look) -> io::Result<RunEnd> {
    let mut signals = Signals::listen()?;
    let (mut sizes, mut continued) = (Heard::listen(Signal::WINCH)?, Heard::listen(Signal::CONT)?);
    let (mut stop, mut read) = Heard::stops()?;
    let mut screen = Screen::enter(look.alternate)?;
    let mut app = App::new(engine, look)?;
    app.draw()?;
    // Certificates, the network and the watch on the terminal wait until the first frame is out.
    let hangup = Hangup::watch_stdout()?;
    let mut input = input::spawn()?;
    app.engine.begin();
    // The warning comes before the first character beyond ASCII.
    app.not_utf8(true);
    app.engine.open_given_draft();
    app.wishes();
    app.draw()?;
    let mut trouble = None;
    while !app.engine.leaving {
        let outbox = &app.terminal.backend().outbox;
        tokio::select! {
            biased;
            _ = signals.next() => break,
            () = hangup.gone() => break,
            () = continued.next() => app.continued = true,
            () = stop.next() => app.suspending = true,
            () = read.next() => app.suspending = true,
            () = sizes.next() => app.resized(),
            Some(msg) = results.recv() => app.take(msg),
            batch = input.recv() => match batch {
                Some(batch) => app.input(batch),
                None => break,
            },
            () = outbox.writer.room(), if outbox.is_behind() => {}
            () = tokio::time::sleep_until(app.engine.next_tick()) => app.engine.tick(),
            () = tokio::time::sleep_until(app.pacer.next()), if app.late => {}
            // Between two frames, and behind every key.
            () = tokio::task::yield_now(), if app.engine.more => app.engine.go_on(),
        }
        app.drain(&mut results, &mut input);
        // Records are on disk before a frame tells of them and before a stop, also records
        // that come during the wait.
        while app.engine.recorder.before_frame().await {
            app.drain(&mut results, &mut input);
        }
        if app.suspending {
            screen.leave();
            // Keys that were typed behind Ctrl-Z were meant for the shell.
            while input.try_recv().is_ok() {}
            if !suspend::stop(&mut signals, &mut continued).await {
                break;
            }
            (app.suspending, app.continued) = (false, true);
        }
        if app.continued {
            // Stops from before a continuation are over.
            (stop, read) = Heard::stops()?;
        }
        if let Err(error) = app.resume(&mut screen).and_then(|()| app.draw_in_time()) {
            trouble = Some(error);
            break;
        }
    }
    deadline::arm(ExitCode::Done as u8);
    app.engine.last_records(&mut results).await;
    let records = app.engine.last_reports().await;
    drop(screen);
    let model = &app.engine.model;
    let lines = words::operation::exit::lines(model, &records);
    Ok(RunEnd { code: model.exit_code(), lines, trouble })
}

struct App {
    engine: Engine,
    look: Look,
    terminal: Terminal<ThinBackend<TtyWriter>>,
    suspending: bool,
    /// The process continues after a stop.
    continued: bool,
    pacer: Pacer,
    late: bool,
    /// The last key differs from the one before: its frame does not wait.
    at_once: bool,
    last_key: Option<Key>,
}

/// Returns the terminal's size for the model.
pub fn size() -> Size {
    let size = screen::size();
    Size { columns: size.width, rows: size.height }
}

impl App {
    fn new(mut engine: Engine, look: Look) -> io::Result<Self> {
        engine.shows_seconds = true;
        let terminal = Terminal::new(ThinBackend::new(TtyWriter::stdout()?.unwaiting(), None))?;
        Ok(Self {
            engine,
            look,
            terminal,
            suspending: false,
            continued: false,
            pacer: Pacer::new(Instant::now()),
            late: false,
            at_once: false,
            last_key: None,
        })
    }

    /// Draws a frame if the pacer allows one now.
    fn draw_in_time(&mut self) -> io::Result<()> {
        let now = Instant::now();
        if std::mem::take(&mut self.at_once) {
            self.pacer.drawn(now);
            self.late = false;
        } else {
            self.late = !self.pacer.may_draw(now);
        }
        if self.late { self.terminal.backend_mut().outbox.catch_up() } else { self.draw() }
    }

    /// Draws one frame in one write, or nothing if nothing changed. A terminal that has not taken
    /// the last frame yet gets none: a later call draws the newer state.
    fn draw(&mut self) -> io::Result<()> {
        self.terminal.backend_mut().outbox.catch_up()?;
        if self.terminal.backend().outbox.is_behind() {
            return Ok(());
        }
        let (model, theme) = (&self.engine.model, self.look.theme);
        let mut last_scroll = 0;
        self.terminal.draw(|frame| {
            last_scroll = view(model, theme, frame);
            mend(frame.buffer_mut());
        })?;
        if self.terminal.backend().outbox.is_behind() {
            return Ok(());
        }
        self.engine.drawn(last_scroll);
        Ok(())
    }

    fn take(&mut self, msg: Msg) {
        self.engine.take(msg);
        self.wishes();
    }

    /// Fulfils the wishes of the engine.
    fn wishes(&mut self) {
        for wish in std::mem::take(&mut self.engine.wishes) {
            match wish {
                Wish::Copy(text) => self.copy(&text),
                Wish::Repaint => self.repaint(),
                Wish::Bell => self.say(BELL),
                Wish::Suspend => self.suspending = true,
            }
        }
    }

    /// Takes all waiting messages and keys, so that together they cost one frame.
    fn drain(
        &mut self,
        results: &mut UnboundedReceiver<Msg>,
        input: &mut UnboundedReceiver<InputBatch>,
    ) {
        while !self.suspending {
            if let Ok(msg) = results.try_recv() {
                self.take(msg);
            } else if let Ok(batch) = input.try_recv() {
                self.input(batch);
            } else {
                return;
            }
        }
    }

    fn input(&mut self, batch: InputBatch) {
        let at = self.engine.at(batch.at);
        let alone = batch.alone && batch.events.len() == 1;
        let nothing_left = batch.events.is_empty();
        for event in batch.events {
            if self.suspending {
                return;
            }
            self.at_once |= match event {
                // Keys of a masked field are not remembered.
                InputEvent::Key(_) if self.engine.model.secret_field().is_some() => true,
                InputEvent::Key(key) => self.last_key.replace(key) != Some(key),
                InputEvent::Paste(_) | InputEvent::Piece(_) | InputEvent::Unended => {
                    self.last_key.take().is_some()
                }
            };
            match event {
                // Characters of a secret stay in the shell; the model hears
                // only how many there are.
                InputEvent::Key(key) => match self.engine.model.secret_field() {
                    Some(field) if self.engine.model.is_secret_key(key) => {
                        let length = self.engine.secrets.input(field).key(key);
                        self.take(Msg::SecretEdited { length });
                    }
                    Some(_) | None => {
                        self.take(Msg::Key(Press { key, at, alone }));
                        self.not_utf8(matches!(key.code, KeyCode::Char(c) if !c.is_ascii()));
                    }
                },
                InputEvent::Paste(text) => self.paste(text, true, at),
                InputEvent::Piece(text) => self.paste(text, false, at),
                InputEvent::Unended => self.take(Msg::PasteUnended),
            }
        }
        if nothing_left {
            self.take(Msg::Stray { at });
        }
    }

    /// Warns that the locale is not UTF-8, if a text holds characters beyond ASCII.
    fn not_utf8(&mut self, beyond_ascii: bool) {
        if beyond_ascii && self.look.theme.escapes {
            self.take(Msg::NotUtf8);
        }
    }

    fn paste(&mut self, text: String, marked: bool, at: Millis) {
        let beyond_ascii = !text.is_ascii();
        match self.engine.model.secret_field() {
            Some(field) => {
                let input = self.engine.secrets.input(field);
                let length = if marked { input.paste(&text) } else { input.piece(&text) };
                self.take(Msg::SecretEdited { length });
            }
            None => self.take(Msg::Paste { text, marked, at }),
        }
        self.not_utf8(beyond_ascii);
    }

    fn resized(&mut self) {
        self.take(Msg::Resized(size()));
    }

    /// Takes the terminal over again after a stop. The shell may have changed the terminal's modes
    /// and size, and time has passed.
    fn resume(&mut self, screen: &mut Screen) -> io::Result<()> {
        if !std::mem::take(&mut self.continued) {
            return Ok(());
        }
        let sequences = screen.take_over()?;
        self.terminal.backend_mut().begin_anew(&sequences)?;
        self.engine.tick();
        self.resized();
        self.take(Msg::Resumed);
        self.repaint();
        Ok(())
    }

    fn copy(&mut self, text: &str) {
        // A terminal that cannot copy shows nothing. The IDs are on the screen as well.
        self.say(&clipboard::sequence(text, std::env::var_os("TMUX").is_some()));
    }

    fn say(&mut self, sequence: &str) {
        // The next frame shows a failure.
        let _ = self.terminal.backend_mut().say(sequence);
    }

    fn repaint(&mut self) {
        // The next frame shows a failure.
        let _ = self.terminal.clear();
    }
}
