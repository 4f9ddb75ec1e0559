//! The loop: everything that happens becomes a message, every effect becomes work, one frame a batch.

use std::{io, time::Duration};

use ratatui::Terminal;
use tokio::{
    sync::mpsc::{self, UnboundedReceiver},
    time::Instant,
};

use super::{
    backend::{ThinBackend, mend},
    clipboard,
    clock::{self, Monotonic},
    config::Configuration,
    deadline,
    effects::Worker,
    hangup::Hangup,
    input::{self, InputBatch, InputEvent},
    recorder::Recorder,
    secret::SecretInput,
    signals::{Signals, SizeChanges},
    suspend::{self, Continued},
    terminal::{self, Screen, ScreenOptions},
    tty::TtyWriter,
    who,
};
use crate::{
    core::{
        exit::ExitCode,
        geometry::Size,
        key::Press,
        message::{Effect, Msg},
        model::{Clock, Model},
        update::{begin, update},
    },
    ui::{Theme, view},
    words,
};

/// How the screens are to look.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Colours and glyphs.
    pub theme: Theme,
    /// Use the alternate screen.
    pub alternate: bool,
}

/// What came out of a run.
#[derive(Debug)]
pub struct Ended {
    /// Exit status.
    pub code: ExitCode,
    /// What to print once the screen is gone.
    pub lines: Vec<String>,
    /// Why the terminal could not be drawn on any more, if that is how it ended.
    pub trouble: Option<io::Error>,
}

/// Runs the screens until the operator leaves, a signal comes, or the terminal vanishes.
///
/// # Errors
/// When the terminal cannot be used.
pub async fn run(configuration: Configuration, look: Look) -> io::Result<Ended> {
    let mut signals = Signals::listen()?;
    let mut sizes = SizeChanges::listen()?;
    let mut continued = Continued::listen()?;
    let mut screen = Screen::enter(ScreenOptions { alternate: look.alternate })?;
    let (mut app, mut results) = App::new(configuration, look)?;
    app.draw()?;
    // Everything below comes after the first frame: certificates, the network, the watch on the terminal.
    let hangup = Hangup::watch_stdout()?;
    let mut input = input::spawn()?;
    let effects = begin(&mut app.model);
    app.perform(effects);
    app.draw()?;
    let mut trouble = None;
    while !app.leaving {
        tokio::select! {
            biased;
            _ = signals.next() => break,
            () = hangup.gone() => break,
            () = continued.next() => app.continued = true,
            () = sizes.next() => app.resized(),
            Some(msg) = results.recv() => app.take(msg),
            batch = input.recv() => match batch {
                Some(batch) => app.input(batch),
                None => break,
            },
            () = app.terminal.backend().writer().room(), if app.terminal.backend().is_behind() => {}
            () = tokio::time::sleep_until(app.next_minute) => app.minute(),
        }
        app.drain(&mut results, &mut input);
        // On disk before on screen, and before a stop; what was written meanwhile belongs to this frame.
        app.recorder.before_frame().await;
        app.drain(&mut results, &mut input);
        if app.suspending {
            screen.leave();
            // What was typed behind Ctrl-Z was meant for the shell.
            while input.try_recv().is_ok() {}
            if !suspend::stop(&mut signals, &mut continued).await {
                break;
            }
            (app.suspending, app.continued) = (false, true);
        }
        if let Err(error) = app.resume(&mut screen).and_then(|()| app.draw()) {
            trouble = Some(error);
            break;
        }
    }
    deadline::arm(ExitCode::Done as u8);
    app.last_records(&mut results).await;
    drop(screen);
    Ok(Ended { code: app.model.exit_code(), lines: words::exit::lines(&app.model), trouble })
}

struct App {
    configuration: Configuration,
    look: Look,
    clock: Monotonic,
    model: Model,
    terminal: Terminal<ThinBackend<TtyWriter>>,
    worker: Worker,
    recorder: Recorder,
    secret: SecretInput,
    next_minute: Instant,
    /// Ctrl-Z was pressed.
    suspending: bool,
    /// The process was stopped and goes on.
    continued: bool,
    leaving: bool,
}

fn next_minute() -> Instant {
    Instant::now() + Duration::from_secs(clock::utc().to_next_minute())
}

impl App {
    fn new(configuration: Configuration, look: Look) -> io::Result<(Self, UnboundedReceiver<Msg>)> {
        let clock = Monotonic::start();
        let (sender, results) = mpsc::unbounded_channel();
        let size = terminal::size();
        let size = Size { columns: size.width, rows: size.height };
        let now = Clock { utc: clock::utc(), at: clock.now() };
        let mut model = Model::new(configuration.mode, configuration.place(), size, now);
        model.keeping.on = configuration.journal;
        model.keeping.who = who::who();
        let recorder = Recorder::new(configuration.state_folder(), configuration.journal, sender.clone());
        let worker = Worker::new(configuration.client(), sender);
        let terminal = Terminal::new(ThinBackend::new(TtyWriter::stdout()?.unwaiting()))?;
        let app = Self {
            configuration,
            look,
            clock,
            model,
            terminal,
            worker,
            recorder,
            secret: SecretInput::default(),
            next_minute: next_minute(),
            suspending: false,
            continued: false,
            leaving: false,
        };
        Ok((app, results))
    }

    /// One frame in one write; nothing at all if nothing changed. A terminal that has not taken the last
    /// frame yet gets no other: by then there will be a newer one.
    fn draw(&mut self) -> io::Result<()> {
        self.terminal.backend_mut().catch_up()?;
        if self.terminal.backend().is_behind() {
            return Ok(());
        }
        let (model, theme) = (&self.model, self.look.theme);
        let mut last_scroll = 0;
        self.terminal.draw(|frame| {
            last_scroll = view(model, theme, frame);
            mend(frame.buffer_mut());
        })?;
        if self.terminal.backend().is_behind() {
            return Ok(());
        }
        let at = self.clock.now();
        let effects = update(&mut self.model, Msg::Drawn { at, last_scroll });
        debug_assert!(effects.is_empty(), "a frame must not cause anything");
        Ok(())
    }

    fn take(&mut self, msg: Msg) {
        let effects = update(&mut self.model, msg);
        // Before they are carried out: a request under way is in doubt from its beginning.
        deadline::note(self.model.exit_code());
        self.perform(effects);
    }

    /// The end: what is known goes to the disk, and an answer that came meanwhile is part of the last words.
    async fn last_records(&mut self, results: &mut UnboundedReceiver<Msg>) {
        self.take(Msg::Leaving { at: clock::utc() });
        loop {
            let mut news = false;
            while let Ok(msg) = results.try_recv() {
                self.take(msg);
                news = true;
            }
            if !self.recorder.before_end().await || !news {
                return;
            }
        }
    }

    /// Takes everything that is waiting already, so that it costs one frame.
    fn drain(&mut self, results: &mut UnboundedReceiver<Msg>, input: &mut UnboundedReceiver<InputBatch>) {
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
        let at = self.clock.at(batch.at);
        let alone = batch.alone && batch.events.len() == 1;
        let nothing_left = batch.events.is_empty();
        for event in batch.events {
            if self.suspending {
                return;
            }
            match event {
                // Typed characters of a secret stay here; the model hears how many there are.
                InputEvent::Key(key) if self.model.is_secret_key(key) => {
                    let length = self.secret.key(key);
                    self.take(Msg::SecretEdited { length });
                }
                InputEvent::Paste(text) if self.model.wants_secret() => {
                    let length = self.secret.paste(&text);
                    self.take(Msg::SecretEdited { length });
                }
                InputEvent::Key(key) => self.take(Msg::Key(Press { key, at, alone })),
                InputEvent::Paste(text) => self.take(Msg::Paste { text, at }),
                InputEvent::Resize(columns, rows) => self.take(Msg::Resized(Size { columns, rows })),
            }
        }
        if nothing_left {
            self.take(Msg::Stray { at });
        }
    }

    fn resized(&mut self) {
        let size = terminal::size();
        self.take(Msg::Resized(Size { columns: size.width, rows: size.height }));
    }

    /// After a stop: the terminal is taken over again, whatever the shell has made of it, and what time it is
    /// has to be found out anew.
    fn resume(&mut self, screen: &mut Screen) -> io::Result<()> {
        if !std::mem::take(&mut self.continued) {
            return Ok(());
        }
        let sequences = screen.enter_again()?;
        self.terminal.backend_mut().begin_anew(&sequences)?;
        self.minute();
        self.resized();
        self.take(Msg::Resumed);
        self.repaint();
        Ok(())
    }

    fn minute(&mut self) {
        self.next_minute = next_minute();
        self.take(Msg::Clock { utc: clock::utc(), at: self.clock.now() });
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Configure(setting) => self.configure(setting),
                Effect::ForgetSecret => self.secret.forget(),
                Effect::ListInstances { ask } => self.worker.list_instances(ask),
                Effect::ListDatabases { ask, instance } => self.worker.list_databases(ask, instance),
                Effect::ListTables { ask, instance, database } => self.worker.list_tables(ask, instance, database),
                Effect::ReadInstance { ask, instance } => self.worker.read_instance(ask, instance),
                Effect::ListBackups { ask, instance } => self.worker.list_backups(ask, instance),
                Effect::Create { operation, request } => self.worker.create(operation, request),
                Effect::Poll { operation, job, backup } => self.worker.poll(operation, job, backup),
                Effect::Look { operation, instance, since } => self.worker.look(operation, instance, since),
                Effect::Wait { seconds, timer } => self.worker.wait(seconds, timer),
                Effect::ReadJournal => self.recorder.read(),
                Effect::KeepReview { ask, operation, entry, site, instance } => {
                    self.recorder.keep_review(ask, operation, *entry, site, instance)
                }
                Effect::Intend { operation, entry, site, instance, known } => {
                    self.recorder.intend(operation, *entry, site, instance, known)
                }
                Effect::Write { operation, entries, close } => self.recorder.write(operation, entries, close),
                Effect::Copy(text) => self.copy(&text),
                Effect::Repaint => self.repaint(),
                Effect::Suspend => self.suspending = true,
                Effect::Quit => self.leaving = true,
            }
        }
    }

    fn configure(&mut self, setting: crate::core::message::Setting) {
        match self.configuration.apply(setting, self.secret.secret()) {
            Ok(()) => {
                self.secret.forget();
                self.worker.set_client(self.configuration.client());
                let place = self.configuration.place();
                self.take(Msg::Configured(place));
            }
            Err(problem) => self.take(Msg::ConfigureRefused(problem)),
        }
    }

    fn copy(&mut self, text: &str) {
        let sequence = clipboard::sequence(text, std::env::var_os("TMUX").is_some());
        // A terminal that cannot take it shows nothing; the IDs are on the screen as well.
        let _ = self.terminal.backend_mut().say(&sequence);
    }

    fn repaint(&mut self) {
        // A failure shows at the next frame.
        let _ = self.terminal.clear();
    }
}
