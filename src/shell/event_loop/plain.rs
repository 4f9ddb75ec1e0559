//! The loop of plain mode: lines out, whole lines in. Answers become keys of the same engine.

use std::{io, time::Duration};

use rustix::process::Signal;
use tokio::time::{Instant, sleep, sleep_until};
use zeroize::Zeroizing;

use super::{Engine, Results, Wish};
use crate::{
    core::{
        base::{ExitCode, Key, KeyCode, Press, Size, guard::QUIET},
        port::{Action, Commands, Msg},
    },
    plain::{self, Ask, Conversation, Step},
    shell::terminal::{Hangup, Heard, Patient, Signals, deadline, typed::Input},
    words::{operation::exit, plain as sentences},
};

/// Room for every screen: neither a list nor a key depends on the size of a terminal.
pub const SIZE: Size = Size { columns: 100, rows: 50 };
/// What comes together within this time is told together.
const SETTLE: Duration = Duration::from_millis(60);
/// The time without any byte around a question for the confirmation.
const LOOK: Duration = Duration::from_millis(QUIET);
/// Longest wait of the last lines for a slow reader.
const LAST: Duration = Duration::from_millis(500);
/// Letters of which none sounds like another.
const LETTERS: &[u8; 10] = b"BHKLMORWXY";

/// Asks and answers until the operator leaves, a signal comes, or nothing more can be typed.
/// Errors: When signals cannot be heard, or a stream cannot be used.
pub async fn run((engine, results): (Engine, Results)) -> io::Result<ExitCode> {
    let (signals, output, input) = (Signals::listen()?, Patient::stdout()?, Input::open()?);
    let continued = Heard::listen(Signal::CONT)?;
    let gone = Hangup::watch(&output)?;
    let (talk, sent) = (Conversation::default(), false);
    let mut plain = Plain { engine, results, signals, continued, output, input, gone, talk, sent };
    plain.engine.model.shared.commands = Commands::Words;
    plain.engine.begin();
    plain.engine.open_given_draft();
    while plain.turn().await && !plain.engine.leaving {}
    deadline::arm(ExitCode::Done as u8);
    let Plain { mut engine, mut results, mut output, mut talk, input, .. } = plain;
    drop(input);
    engine.last_records(&mut results).await;
    output.add(talk.last_news(&engine.model));
    output.add(exit::lines(&engine.model, &engine.last_reports().await));
    output.flush(LAST);
    Ok(engine.model.exit_code())
}

struct Plain {
    engine: Engine,
    results: Results,
    signals: Signals,
    continued: Heard,
    output: Patient,
    input: Input,
    gone: Hangup,
    talk: Conversation,
    /// The create call was out when something was told last.
    sent: bool,
}

/// What ends a wait for an answer.
enum Came {
    Line(Zeroizing<String>),
    /// Something that the model was told.
    News,
    /// The time of the wait was over.
    Time,
    /// Nothing more can be typed.
    Closed,
    /// The program is to end.
    End,
}

impl Plain {
    /// Tells what is new, and takes the answer to a question. Returns false at the end.
    async fn turn(&mut self) -> bool {
        let until = Instant::now() + SETTLE;
        loop {
            match self.next(None, Some(until)).await {
                Came::News => {}
                Came::End | Came::Closed => return false,
                Came::Line(_) | Came::Time => break,
            }
        }
        // Records are on disk before a line tells of them.
        while self.engine.recorder.before_frame().await {}
        // Before the question shows: what is typed from then on is an answer.
        let ask = plain::ask(&self.engine.model);
        self.input.hide(ask == Ask::Secret);
        let is_answered = std::mem::replace(&mut self.sent, ask == Ask::Sent) && !self.sent;
        let flushes = is_answered || ask == Ask::Confirmation;
        if flushes && self.input.resume() {
            self.talk.void(sentences::DROPPED);
        }
        self.output.add(self.talk.news(&self.engine.model, code));
        if !self.output.flush(Duration::ZERO) {
            return false;
        }
        if self.output.is_behind() {
            return !matches!(
                self.next(None, Some(Instant::now() + LAST)).await,
                Came::End | Came::Closed
            );
        }
        self.engine.drawn(0);
        self.engine.leaving || self.listen().await
    }

    /// Waits for an answer, or for something to tell.
    async fn listen(&mut self) -> bool {
        let ask = plain::ask(&self.engine.model);
        let secret = ask == Ask::Secret;
        if (secret || ask == Ask::Confirmation) && !self.input.can_confirm() {
            self.act(&Step::Act(if secret { Action::Back } else { Action::Next }, 1));
            self.talk.void(sentences::NO_TERMINAL);
            return true;
        }
        if ask == Ask::Confirmation {
            return self.confirm().await;
        }
        let sent = ask == Ask::Sent;
        let came = self.next((ask != Ask::Nothing).then_some(secret || sent), None).await;
        match came {
            Came::Line(line) if sent && !matches!(line.trim(), "?" | "quit") => {
                self.talk.void(sentences::DROPPED);
            }
            Came::Line(line) if secret && !is_way(&line) => self.secret(&line).await,
            Came::Line(line) if line.len() > sentences::LONGEST => {
                self.talk.void(sentences::TOO_LONG);
            }
            Came::Line(line) => self.answer(&line).await,
            Came::News | Came::Time => {}
            // The end of input asks first, as Ctrl-C does, where the answer would be lost.
            Came::Closed if sent => self.act(&Step::Act(Action::Leave, 1)),
            Came::End | Came::Closed => return false,
        }
        true
    }

    /// Waits for what comes first. `line`: a line is wanted, or only one from the terminal.
    async fn next(&mut self, line: Option<bool>, until: Option<Instant>) -> Came {
        let tick = self.engine.next_tick();
        tokio::select! {
            biased;
            signal = self.signals.next() => {
                // Ctrl-C asks before it leaves, as on the screens; a second one leaves.
                if signal != Signal::INT {
                    return Came::End;
                }
                self.act(&Step::Act(Action::Leave, 1));
            }
            () = self.gone.gone() => return Came::End,
            () = self.continued.next() => self.resumed(),
            Some(msg) = self.results.recv() => self.take(msg),
            typed = self.input.line(line == Some(true)), if line.is_some() => {
                return typed.map_or(Came::Closed, Came::Line);
            }
            () = sleep_until(until.unwrap_or(tick)), if until.is_some() => return Came::Time,
            () = sleep_until(tick) => self.engine.tick(),
            () = tokio::task::yield_now(), if self.engine.more => self.engine.go_on(),
        }
        Came::News
    }

    fn take(&mut self, msg: Msg) {
        self.engine.take(msg);
        for wish in std::mem::take(&mut self.engine.wishes) {
            // Nothing is painted, and a terminal in line mode suspends by itself.
            if let Wish::Copy(text) = wish {
                self.output.add(text.lines().map(str::to_owned));
            }
        }
    }

    /// Goes on after a stop of the process: what was asked before is asked anew.
    fn resumed(&mut self) {
        self.input.resume();
        self.engine.tick();
        self.take(Msg::Resumed);
        self.talk.void(sentences::STOPPED);
    }

    fn key(&mut self, key: Key) {
        let at = self.engine.at(std::time::Instant::now());
        self.take(Msg::Key(Press { key, at, alone: true }));
    }

    fn type_text(&mut self, text: String) {
        let at = self.engine.at(std::time::Instant::now());
        self.take(Msg::Paste { text, marked: true, at });
    }

    /// Gives the model a step of an answer.
    fn act(&mut self, step: &Step) {
        let key = plain::key(&self.engine.model, step);
        match (step, key) {
            (Step::Act(_, times), Some(key)) => (0..*times).for_each(|_| self.key(key)),
            (Step::Forward, Some(key)) => self.key(key),
            (Step::Text(text), _) => {
                self.key(Key::ctrl('u'));
                self.type_text(text.clone());
            }
            (Step::List(text), _) => self.type_text(text.clone()),
            (Step::Act(..) | Step::Forward | Step::Pause, _) => {}
        }
    }

    async fn answer(&mut self, line: &str) {
        for step in self.talk.answer(&self.engine.model, line) {
            if step == Step::Pause {
                sleep(LOOK).await;
            }
            self.act(&step);
            // The model has said why the rest is not for now.
            if step != Step::Pause && self.engine.model.port.notice.is_some() {
                break;
            }
        }
    }

    /// Hands a secret to its field, key by key: it stays in the shell.
    async fn secret(&mut self, line: &str) {
        // The rest of a paste would become visible text, or the next secret.
        if !self.input.quiet(LOOK).await {
            return self.talk.void(sentences::ONE_LINE);
        }
        if let Some(field) = self.engine.model.secret_field() {
            let input = self.engine.secrets.input(field);
            input.forget();
            // Without its line mode a terminal leaves erasing to the program.
            let typed = line.chars().filter(|c| *c != '\u{1a}');
            let length = typed.fold(0, |_, c| {
                input.key(match c {
                    '\u{8}' | '\u{7f}' => Key::plain(KeyCode::Backspace),
                    '\u{15}' => Key::ctrl('u'),
                    c => Key::char(c),
                })
            });
            self.take(Msg::SecretEdited { length });
            self.key(Key::plain(KeyCode::Enter));
        }
    }

    /// Takes the confirmation: name and code, with nothing typed around the question and behind the
    /// answer. Returns false at the end.
    async fn confirm(&mut self) -> bool {
        if self.input.quiet(LOOK).await {
            return self.confirming().await;
        }
        self.talk.void(sentences::VOID);
        true
    }

    /// Waits for the answer. What is told meanwhile lets the terminal be flushed again.
    async fn confirming(&mut self) -> bool {
        loop {
            match self.next(Some(true), None).await {
                Came::Line(line) if is_way(&line) => self.answer(&line).await,
                Came::Line(line) => self.confirmed(&line).await,
                Came::News | Came::Time => {
                    let news = self.talk.news(&self.engine.model, code);
                    if news.is_empty() && !self.engine.leaving {
                        continue;
                    }
                    self.output.add(news);
                }
                Came::End | Came::Closed => return false,
            }
            return true;
        }
    }

    async fn confirmed(&mut self, line: &str) {
        let Some(phrase) = self.talk.confirmation(&self.engine.model, line) else {
            return self.talk.void(sentences::WRONG);
        };
        if !phrase.is_empty() {
            self.act(&Step::Text(phrase));
        }
        // What is sent has been told, and that the name and the code send it.
        self.engine.drawn(0);
        if self.input.quiet(LOOK).await {
            self.key(Key::plain(KeyCode::Enter));
        } else {
            self.talk.void(sentences::VOID);
        }
    }
}

/// Returns whether an answer is one at every question: no secret and no confirmation is one.
fn is_way(line: &str) -> bool {
    matches!(line.trim(), "?" | "back" | "quit")
}

/// Returns a code of four letters; an empty one, which no answer fits, without randomness.
fn code() -> String {
    let mut bytes = [0; 4];
    let random = getrandom::fill(&mut bytes).is_ok();
    let letters = bytes.map(|byte| char::from(LETTERS[usize::from(byte) % LETTERS.len()]));
    if random { letters.iter().collect() } else { String::new() }
}
