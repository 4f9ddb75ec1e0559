//! The engine behind the screens and behind a watch in lines. Every message goes to the reducer,
//! every effect becomes work. The engine knows no terminal: it hands out wishes for things that
//! only a terminal can do.

use crate::{
    core::{
        base::{Ask, Clock, Millis, Size},
        launch::Opening,
        model::Model,
        operation::record::Record,
        port::{Access, Disk, Effect, Msg, REST_MS, Sending, Terminal, Timer},
        update::{begin, update},
        watch::follow::{Follow, Subject},
    },
    shell::{
        calls::{create_sender::CreateSender, worker::Worker},
        clock::{self, Monotonic},
        disk::{Readers, Recorder, text_files},
        local_time::ZONE,
        reports::{Reports, Results},
        session::{Configuration, secret::Secrets, who},
        task::Task,
        terminal::deadline,
    },
    words::operation::{exit, ticket},
};

use std::time::Duration;

use tokio::time::Instant;

/// Longest wait for the answer of a draft that is on disk: the answer only
/// has to cross the program.
const ANSWER: Duration = Duration::from_millis(100);

/// Longest wait for the records that the end prints: without an answer, memory tells. Together with
/// the wait for the last records, this stays below [`deadline`]'s.
const REPORT: Duration = Duration::from_millis(150);

/// Seconds by which the model's clock may differ before it is set again; both clocks are rounded.
const CLOCK_DRIFT: u64 = 2;

/// A task that only a terminal can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Copy a text to the terminal's clipboard.
    Copy(String),
    Repaint,
    Bell,
    /// Give the terminal back and stop the process.
    Suspend,
}

pub struct Engine {
    pub model: Model,
    pub recorder: Recorder,
    /// The texts of masked fields.
    pub secrets: Secrets,
    /// Whether the seconds of a wait are shown: lines show none.
    pub shows_seconds: bool,
    minute: Instant,
    second: Option<Instant>,
    /// Tasks for the terminal, in order.
    pub wishes: Vec<Wish>,
    /// The model has work left for a moment when nothing else waits.
    pub more: bool,
    pub leaving: bool,
    /// The error of the last reading of the token's file.
    pub token_trouble: Option<String>,
    pub configuration: Configuration,
    pub(super) worker: Worker,
    /// `None` for a watch and with `--read-only`: such a run has no way to send.
    pub(super) create_sender: Option<CreateSender>,
    /// Signs in beside the screens, until the outcome is there.
    pub(super) sign_in_flow: Option<Task>,
    /// Hears of renewals and refusals of the access in use.
    pub(super) access_watch: Option<Task>,
    pub(super) reports: Reports,
    clock: Monotonic,
}

fn next_minute() -> Instant {
    Instant::now() + Duration::from_secs(clock::utc().to_next_minute())
}

fn next_second() -> Instant {
    Instant::now() + Duration::from_secs(1)
}

impl Engine {
    /// Makes the engine of a run with screens. With `--read-only` the engine has no way to send.
    pub fn guide(configuration: Configuration, opening: Opening, size: Size) -> (Self, Results) {
        let (reports, results) = Reports::channel();
        let (clock, journal) = (Monotonic::start(), configuration.journal);
        let read_only = opening.read_only || configuration.place().read_only;
        let create_sender = (!read_only).then(|| CreateSender::new(reports.clone()));
        let mut model =
            Model::new(configuration.mode, configuration.place(), size, now(clock)).open(opening);
        model.shared.journal_on = journal;
        model.drafts.passing = configuration.is_passing();
        let recorder = Recorder::new(configuration.state_folder(), journal, reports.clone());
        (Self::with(model, (recorder, reports), configuration, clock, create_sender), results)
    }

    /// Makes the engine of a watch, which has no way to send. All messages go
    /// the way of the recorder's.
    pub fn watch(
        configuration: Configuration,
        recorder: (Recorder, Reports),
        (watch, subject): (Follow, Subject),
        size: Size,
    ) -> Self {
        let clock = Monotonic::start();
        let model = Model::watching(watch, subject, configuration.place(), size, now(clock));
        Self::with(model, recorder, configuration, clock, None)
    }

    fn with(
        mut model: Model,
        (recorder, reports): (Recorder, Reports),
        configuration: Configuration,
        clock: Monotonic,
        create_sender: Option<CreateSender>,
    ) -> Self {
        model.shared.who = who::who();
        model.sign_in = configuration.signing();
        model.shared.bell = configuration.bell;
        model.shared.zone = ZONE.clone();
        let mut engine = Self {
            model,
            recorder,
            secrets: Secrets::default(),
            shows_seconds: false,
            minute: next_minute(),
            second: None,
            wishes: Vec::new(),
            more: false,
            leaving: false,
            token_trouble: None,
            configuration,
            worker: Worker::new(reports.clone()),
            create_sender,
            sign_in_flow: None,
            access_watch: None,
            reports,
            clock,
        };
        engine.connect();
        engine
    }

    /// Opens the draft of `--draft`, once the first frame is out.
    pub fn open_given_draft(&mut self) {
        if let Some((draft, file)) = self.configuration.draft.take() {
            self.take(Msg::DraftGiven(draft, file));
        }
    }

    /// Performs the first effects of a run.
    pub fn begin(&mut self) {
        let effects = begin(&mut self.model);
        deadline::note(self.model.exit_code());
        self.perform(effects);
    }

    /// Takes a message and performs its effects.
    pub fn take(&mut self, msg: Msg) {
        self.check_clock();
        if matches!(msg, Msg::SignedIn { result: Ok(_), .. }) {
            self.connect();
            // Given up while the answer was on its way: calls go by it all the same, so the screens
            // show it.
            if self.model.sign_in.under_way.is_none() {
                let place = self.configuration.place();
                return self.take(Msg::Configured(place));
            }
        }
        let effects = update(&mut self.model, msg);
        self.worker.screens_hold(self.model.held());
        // Before the effects are performed, because a request is in doubt from its beginning.
        deadline::note(self.model.exit_code());
        self.perform(effects);
        if !(self.shows_seconds && self.model.seconds().is_some()) {
            self.second = None;
        } else if self.second.is_none() {
            // The model's clock may be a minute old, and the first number has to be right.
            self.second = Some(next_second());
            self.tell_time();
        }
    }

    /// Returns when the model hears of the time again: at each minute, and each second while the
    /// seconds of a wait show.
    pub fn next_tick(&self) -> Instant {
        self.second.map_or(self.minute, |second| second.min(self.minute))
    }

    /// Tells the model that the wall clock was set, before the model decides by the clock.
    fn check_clock(&mut self) {
        let (utc, at) = (clock::utc(), self.clock.now());
        if self.model.shared.clock.jump(utc, at).unsigned_abs() > CLOCK_DRIFT {
            let effects = update(&mut self.model, Msg::Clock { utc, at });
            self.perform(effects);
        }
    }

    /// Does the next slice of the model's own work, when nothing else waits.
    pub fn go_on(&mut self) {
        if std::mem::take(&mut self.more) {
            self.take(Msg::GoOn);
        }
    }

    /// Tells the model the time, at each tick and after a stop of the process.
    pub fn tick(&mut self) {
        self.minute = next_minute();
        self.second = self.second.map(|_| next_second());
        self.tell_time();
    }

    fn tell_time(&mut self) {
        self.take(Msg::Clock { utc: clock::utc(), at: self.clock.now() });
    }

    /// Returns a moment on this run's clock.
    pub fn at(&self, moment: std::time::Instant) -> Millis {
        self.clock.at(moment)
    }

    /// Tells the model that the terminal has a frame of the current state.
    pub fn drawn(&mut self, last_scroll: usize) {
        let effects = update(&mut self.model, Msg::Drawn { at: self.clock.now(), last_scroll });
        debug_assert!(effects.is_empty(), "a frame must not cause anything");
    }

    /// Writes the last records. An answer that comes meanwhile is part of the
    /// lines that the end prints.
    pub async fn last_records(&mut self, results: &mut Results) {
        self.take(Msg::Leaving { at: clock::utc() });
        loop {
            let mut news = false;
            while let Ok(msg) = results.try_recv() {
                self.take(msg);
                news = true;
            }
            if !self.recorder.before_end().await {
                return;
            }
            // The answer to a draft that is on disk is on its way: the last words tell of it.
            let saving = self.model.drafts.is_saving();
            if saving && let Ok(Some(msg)) = tokio::time::timeout(ANSWER, results.recv()).await {
                self.take(msg);
            } else if !news {
                return;
            }
        }
    }

    /// Returns the records that the end prints, each with the pin of this moment.
    pub async fn last_reports(&self) -> Vec<Record> {
        let (mut records, until) = (Vec::new(), Instant::now() + REPORT);
        for operation in exit::in_full(&self.model) {
            let known = Some(Box::new(operation.clone()));
            let within = until.saturating_duration_since(Instant::now());
            records.push(self.recorder.read_record(operation.id, known, within).await);
        }
        records
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Ask { ask, query } => self.worker.ask(ask, query),
                Effect::Cancel(cancel) => self.worker.cancel(cancel),
                Effect::Poll { operation, job, backup } => {
                    self.renew_token(operation);
                    self.worker.poll(operation, job, backup);
                }
                Effect::Look { operation, instance, since } => {
                    self.renew_token(operation);
                    self.worker.look(operation, instance, since);
                }
                Effect::Sending(sending) => self.send(sending),
                Effect::Access(access) => self.access(access),
                Effect::Disk(disk) => self.write(disk),
                Effect::Terminal(terminal) => self.wish(terminal),
                Effect::Wait { seconds, timer } => {
                    self.worker.wait(Duration::from_secs(seconds), timer)
                }
                Effect::Turn { seconds } => self.worker.turn(Duration::from_secs(seconds)),
                Effect::Rest => self.worker.wait(Duration::from_millis(REST_MS), Timer::Rest),
                Effect::GoOn => self.more = true,
            }
        }
    }

    fn send(&mut self, sending: Sending) {
        match sending {
            Sending::Keep { ask, operation, entry, site, instance } => {
                self.recorder.keep_review(ask, operation, *entry, site, instance)
            }
            Sending::Intend { operation, entry, site, instance, known } => {
                self.recorder.intend(operation, *entry, site, instance, known)
            }
            Sending::Create { operation, request } => {
                if let Some(create_sender) = &self.create_sender {
                    self.worker.follows(operation);
                    create_sender.create(operation, request);
                }
            }
        }
    }

    fn access(&mut self, access: Access) {
        match access {
            Access::Configure(setting) => self.configure(setting),
            Access::ForgetSecret => self.secrets.forget(),
            Access::SignIn { ask } => self.sign_in(ask),
            Access::Stop => self.stop_signing_in(),
            // The one attempt is shared by all calls, and the header hears the outcome.
            Access::Renew => {
                if let Some(access) = self.configuration.session().access().cloned() {
                    tokio::spawn(async move { drop(access.renew().await) });
                }
            }
        }
    }

    fn write(&mut self, disk: Disk) {
        match disk {
            Disk::ReadJournal => self.recorder.read(),
            Disk::ReadHistory { ask, from } => self.recorder.read_history(ask, from),
            Disk::ReadOperation { ask, operation } => self.recorder.read_operation(ask, operation),
            Disk::Write { operation, entries, close } => {
                self.recorder.write(operation, entries, close)
            }
            Disk::SaveDraft { key, draft, replaces } => {
                self.recorder.save_draft(key, *draft, replaces)
            }
            Disk::DropDraft { key } => self.recorder.drop_draft(key),
            Disk::SaveFile { ask, path, draft, replace } => {
                self.recorder.save_file(ask, path, *draft, replace)
            }
            Disk::ReadText { ask, path } => self
                .reports
                .blocking(move || Msg::TextRead { ask, result: text_files::read(&path) }),
            Disk::ListFolder { ask, folder } => self
                .reports
                .blocking(move || Msg::FolderRead { ask, result: text_files::list(&folder) }),
            Disk::SaveText { ask, path, text, replace } => {
                self.save_text(ask, path, text, (replace, Readers::All))
            }
            Disk::ReadRecord { ask, operation, known } => {
                self.recorder.tell_record(ask, operation, known)
            }
            Disk::SaveRecord { ask, path, record, form, replace } => {
                let text = ticket::of_file(&record, form);
                self.save_text(ask, path, text, (replace, Readers::Owner))
            }
            Disk::SaveProfile(filled) => self.save_profile(filled),
        }
    }

    fn save_text(&self, ask: Ask, path: String, text: String, (replace, readers): (bool, Readers)) {
        self.reports.blocking(move || {
            let result = text_files::save(&path, &text, replace, readers);
            Msg::TextSaved { ask, result }
        });
    }

    fn wish(&mut self, terminal: Terminal) {
        match terminal {
            Terminal::Copy(text) => self.wishes.push(Wish::Copy(text)),
            Terminal::CopyRecord(record, form) => {
                self.wishes.push(Wish::Copy(ticket::lines(&record, form).join("\n")));
            }
            Terminal::Repaint => self.wishes.push(Wish::Repaint),
            Terminal::Bell => self.wishes.push(Wish::Bell),
            Terminal::Suspend => self.wishes.push(Wish::Suspend),
            Terminal::Quit => self.leaving = true,
        }
    }
}

fn now(clock: Monotonic) -> Clock {
    Clock { utc: clock::utc(), at: clock.now() }
}

#[cfg(test)]
mod tests;
