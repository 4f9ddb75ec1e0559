//! A scripted operator: keys in, effects out. No network, and time passes only when told to.

use std::collections::HashMap;

use crate::core::{
    base::{Clock, Key, KeyCode, Millis, OperationId, Press, Quota, Size, UtcTime, Whole},
    model::Model,
    operation::{
        history::Done,
        journal_file::DiskContents,
        record::{Doubts, Record},
    },
    port::{Access, Cancel, Disk, Effect, JournalPage, Msg, Query, Reply, Sending, Timer, Written},
    session::{Mode, SecretField, Session},
    update::{begin, update},
};

/// Between two keys of [`Script::keys`]: slow enough for the send guard.
const PAUSE: u64 = 400;

/// A model and what has come of it.
pub struct Script {
    /// The model.
    pub model: Model,
    /// Milliseconds since the start.
    pub now: u64,
    /// Every effect so far but those for the state folder and those in the background.
    pub effects: Vec<Effect>,
    /// Every effect for the state folder so far.
    pub journal: Vec<Effect>,
    /// Every effect so far that reads in the background: the newest backups for the list,
    /// names and quotas for Review.
    pub background: Vec<Effect>,
    /// The journal answers at once that all is written; otherwise the test answers.
    pub disk: bool,
    /// The service lists every chosen name and tells no quota, at once; otherwise the test answers.
    pub lists: bool,
    /// What the journal holds when it is read.
    pub found: DiskContents,
    files: u32,
    /// Every message so far, as a debug log would have it.
    pub heard: String,
    /// What stands in masked fields: it stays out of the model, as in the program.
    secrets: HashMap<SecretField, String>,
}

impl Script {
    /// A program that has just started and drawn its first frame, at 2025-10-17T01:58:00Z.
    pub fn new(mode: Mode, place: Session, columns: u16, rows: u16) -> Self {
        Self::with_journal(mode, place, columns, rows, DiskContents::default())
    }

    /// The same with a journal of earlier runs.
    pub fn with_journal(
        mode: Mode,
        place: Session,
        columns: u16,
        rows: u16,
        found: DiskContents,
    ) -> Self {
        let utc = UtcTime::parse("2025-10-17T01:58:00Z").expect("a time");
        Self::begun(
            Model::new(mode, place, Size { columns, rows }, Clock { utc, at: Millis(0) }),
            found,
        )
    }

    /// The same for any model.
    pub fn begun(model: Model, found: DiskContents) -> Self {
        let (effects, journal) = (Vec::new(), Vec::new());
        let (heard, secrets) = (String::new(), HashMap::new());
        let background = Vec::new();
        let mut script = Self {
            model,
            now: 0,
            effects,
            journal,
            background,
            disk: true,
            lists: true,
            found,
            files: 0,
            heard,
            secrets,
        };
        script.frame();
        let effects = begin(&mut script.model);
        script.done(effects);
        // As the first answer of a service does whose clock is this machine's.
        script.model.shared.service_ahead = Some(0);
        script.frame();
        script
    }

    /// The time of day.
    pub fn utc(&self) -> UtcTime {
        self.model.shared.clock.utc_at(Millis(self.now))
    }

    /// A message, without a frame.
    pub fn tell(&mut self, msg: Msg) -> Vec<Effect> {
        self.heard += &format!("{msg:?}\n");
        let effects = update(&mut self.model, msg);
        self.done(effects)
    }

    /// Notes effects; what is for the journal goes there, and comes back as an answer.
    fn done(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        if effects.contains(&Effect::Access(Access::ForgetSecret)) {
            self.secrets.clear();
        }
        let (background, effects): (Vec<_>, Vec<_>) = effects.into_iter().partition(is_background);
        let (journal, mut others): (Vec<_>, Vec<_>) =
            effects.into_iter().partition(is_for_the_journal);
        self.effects.extend(others.iter().cloned());
        let mut answers: Vec<Msg> = if self.disk {
            journal.iter().filter_map(|effect| self.answer(effect)).collect()
        } else {
            Vec::new()
        };
        if self.lists {
            answers.extend(background.iter().filter_map(|effect| self.listed(effect)));
        }
        self.background.extend(background);
        self.journal.extend(journal);
        for answer in answers {
            others.extend(self.tell(answer));
        }
        others
    }

    /// What a disk on which everything works answers.
    pub fn answer(&mut self, effect: &Effect) -> Option<Msg> {
        let at = self.utc();
        match effect {
            Effect::Disk(Disk::ReadJournal) => {
                Some(Msg::JournalRead { at, found: Ok(self.found.clone()) })
            }
            Effect::Disk(Disk::ReadHistory { ask, from }) => {
                let page = Ok(history_page(&self.found, *from));
                Some(Msg::HistoryRead { ask: *ask, page })
            }
            Effect::Disk(Disk::ReadOperation { ask, operation }) => {
                let DiskContents { open, closed, .. } = &self.found;
                let mut files = open.iter().chain(closed);
                let file = files.find(|file| file.operation == Some(*operation)).cloned();
                Some(Msg::OperationRead { ask: *ask, file: Ok(file) })
            }
            Effect::Sending(Sending::Keep { ask, operation, .. }) => {
                self.files += 1;
                Some(Msg::Reviewed {
                    ask: *ask,
                    recorded: Ok(operation.unwrap_or(OperationId::from_bits(self.files))),
                    rivals: Vec::new(),
                })
            }
            Effect::Sending(Sending::Intend { operation, .. }) => {
                Some(Msg::Intended { operation: *operation, at, result: Ok(()) })
            }
            Effect::Disk(Disk::SaveDraft { key, .. }) => {
                self.files += 1;
                let id = key.id.unwrap_or(OperationId::from_bits(self.files));
                Some(Msg::DraftSaved { form: key.form, at, result: Ok(id) })
            }
            Effect::Disk(Disk::Write { operation, .. }) => {
                Some(Msg::Written { operation: *operation, result: Ok(Written::Appended) })
            }
            _ => None,
        }
    }

    /// What a service answers that lists every chosen name and tells no quota of backups.
    pub fn listed(&self, effect: &Effect) -> Option<Msg> {
        let Effect::Ask { ask, query } = effect else { return None };
        let ask = *ask;
        let (at, scope) = (
            self.utc(),
            self.model
                .review
                .open
                .as_ref()
                .and_then(|review| review.request.scope().databases().map(<[_]>::to_vec)),
        );
        let scope = scope.unwrap_or_default();
        let reply = match query {
            Query::Quota => Reply::Quota { at, quota: Ok(Quota::default()) },
            Query::Names { database, .. } => {
                let names = match database {
                    None => scope.into_iter().map(|row| row.database_name).collect(),
                    Some(name) => scope
                        .into_iter()
                        .filter(|row| row.database_name == *name)
                        .flat_map(|row| row.table_names)
                        .flatten()
                        .collect(),
                };
                Reply::Names { at, database: database.clone(), names: Ok(Whole::of(names)) }
            }
            _ => return None,
        };
        Some(Msg::Reply { ask, reply })
    }

    /// The current state is on the terminal now.
    pub fn frame(&mut self) {
        let (at, last_scroll) = (Millis(self.now), usize::MAX);
        assert_eq!(
            self.tell(Msg::Drawn { at, last_scroll }),
            [],
            "a frame must not cause anything"
        );
    }

    /// A message and the frame after it; the operator looks on for long enough
    /// for the cursor to rest.
    pub fn feed(&mut self, msg: Msg) -> Vec<Effect> {
        let before = self.background.len();
        let mut effects = self.tell(msg);
        self.frame();
        if self.background[before..].contains(&Effect::Rest) {
            effects.extend(self.tell(Msg::Timer(Timer::Rest)));
            self.frame();
        }
        effects
    }

    /// One key now, without a frame. Characters of a masked prompt stay out of the
    /// model, as in the program.
    pub fn press(&mut self, key: Key, alone: bool) -> Vec<Effect> {
        if let Some(field) = self.model.secret_field().filter(|_| self.model.is_secret_key(key)) {
            let text = self.secrets.entry(field).or_default();
            match key.code {
                KeyCode::Char(c) if !key.ctrl => text.push(c),
                _ => text.clear(),
            }
            let length = text.chars().count();
            return self.tell(Msg::SecretEdited { length });
        }
        self.tell(Msg::Key(Press { key, at: Millis(self.now), alone }))
    }

    /// Keys as an unhurried person types them: each alone, with a frame
    /// after it. Returns their effects.
    pub fn keys(&mut self, keys: &str) -> Vec<Effect> {
        let mut effects = Vec::new();
        for key in parse(keys) {
            self.now += PAUSE;
            let before = self.background.len();
            effects.extend(self.press(key, true));
            self.frame();
            // Such a person waits for longer than the cursor takes to rest.
            if self.background[before..].contains(&Effect::Rest) {
                effects.extend(self.feed(Msg::Timer(Timer::Rest)));
            }
        }
        effects
    }

    /// Keys that arrive in one read, and one frame after them.
    pub fn burst(&mut self, keys: &str) -> Vec<Effect> {
        let effects = parse(keys).into_iter().flat_map(|key| self.press(key, false)).collect();
        self.frame();
        effects
    }

    /// The bodies of all create calls so far.
    pub fn created(&self) -> Vec<String> {
        let bodies = self.effects.iter().filter_map(|e| match e {
            Effect::Sending(Sending::Create { request, .. }) => {
                Some(request.body().text().to_owned())
            }
            _ => None,
        });
        bodies.collect()
    }
}

/// The page of a journal behind so many files.
fn history_page(found: &DiskContents, from: usize) -> JournalPage {
    let files = found.open.iter().rev().chain(&found.closed).skip(from);
    let done = |file| Done::of(&Record::of(file, None, Doubts::default()), None);
    let done: Vec<Done> = files.map(done).collect();
    JournalPage { read: from + done.len(), done, reached: None, last: true }
}

/// Returns whether an effect calls the service: offline none does.
pub const fn calls_the_service(effect: &Effect) -> bool {
    match effect {
        Effect::Ask { .. } | Effect::Poll { .. } | Effect::Look { .. } | Effect::Sending(_) => true,
        Effect::Access(access) => matches!(access, Access::SignIn { .. } | Access::Renew),
        Effect::Cancel(_)
        | Effect::Disk(_)
        | Effect::Terminal(_)
        | Effect::Wait { .. }
        | Effect::Turn { .. }
        | Effect::Rest
        | Effect::GoOn => false,
    }
}

/// What reads in the background.
const fn is_background(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Ask { query: Query::BackupPage(_), .. }
            | Effect::Cancel(Cancel::BackupPages | Cancel::Names)
            | Effect::Ask { query: Query::Names { .. } | Query::Quota, .. }
            | Effect::Rest
    )
}

/// The share of the effects that is for the state folder: the journal's and the drafts'.
const fn is_for_the_journal(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Disk(
            Disk::ReadJournal
                | Disk::ReadHistory { .. }
                | Disk::ReadOperation { .. }
                | Disk::Write { .. }
                | Disk::SaveDraft { .. }
                | Disk::DropDraft { .. }
        ) | Effect::Sending(Sending::Keep { .. } | Sending::Intend { .. })
            | Effect::Wait { timer: Timer::SaveDraft, .. }
    )
}

/// Reads `<Tab>abc<C-g>`; `<lt>` is the character `<`.
pub fn parse(keys: &str) -> Vec<Key> {
    let mut out = Vec::new();
    let mut rest = keys;
    while let Some(c) = rest.chars().next() {
        match rest.strip_prefix('<').and_then(|tail| tail.split_once('>')) {
            Some((name, tail)) => {
                out.push(named(name));
                rest = tail;
            }
            None => {
                out.push(Key::char(c));
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

fn named(name: &str) -> Key {
    let code = match name {
        "lt" => KeyCode::Char('<'),
        "Space" => KeyCode::Char(' '),
        "Tab" => KeyCode::Tab,
        "BackTab" => KeyCode::BackTab,
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Backspace" => KeyCode::Backspace,
        "Delete" => KeyCode::Delete,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Right" => KeyCode::Right,
        "Left" => KeyCode::Left,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PageUp" => KeyCode::PageUp,
        "PageDown" => KeyCode::PageDown,
        "F1" => KeyCode::F(1),
        "F2" => KeyCode::F(2),
        _ => return control(name),
    };
    Key::plain(code)
}

fn control(name: &str) -> Key {
    let mut letters = name.strip_prefix("C-").unwrap_or_default().chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => Key::ctrl(letter),
        _ => panic!("no key is called <{name}>"),
    }
}
