//! Keys, pastes and size changes, read by a thread of their own.
//!
//! The thread sleeps in one blocking read: no timer, no wake-up while nothing is typed. What arrives
//! together is handed over together, because only a key that came alone may send a backup.

mod burst;
mod convert;
mod split;

use std::{
    io,
    thread::Builder,
    time::{Duration, Instant},
};

use crossterm::event::{self, Event};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

pub use self::{burst::join_burst, convert::convert, split::SplitEscape};
use super::terminal;
use crate::core::{key::Key, time::Millis};

/// More in one batch only delays the first frame.
const BATCH_LIMIT: usize = 8192;

/// What the operator did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputEvent {
    /// A key press.
    Key(Key),
    /// Pasted text between the terminal's marks, line breaks as `\n`, otherwise as it came.
    Paste(String),
    /// Many keys at once, which can only be a paste without marks, or a piece of one.
    Burst(String),
    /// The terminal's new size: columns, rows.
    Resize(u16, u16),
}

/// Everything that was waiting at one wake-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputBatch {
    /// In order of arrival; a size only once, the last.
    pub events: Vec<InputEvent>,
    /// When it was read.
    pub at: Instant,
    /// True if exactly one thing arrived, counting also what was dropped here.
    pub alone: bool,
}

/// Starts the thread. The channel closes if the terminal can no longer be read.
pub fn spawn() -> io::Result<UnboundedReceiver<InputBatch>> {
    let (sender, receiver) = mpsc::unbounded_channel();
    Builder::new().name("input".to_owned()).spawn(move || run(&sender))?;
    Ok(receiver)
}

fn run(sender: &UnboundedSender<InputBatch>) {
    let start = Instant::now();
    let mut assembler = Assembler::default();
    while let Ok(first) = event::read() {
        let at = Instant::now();
        let raw = drain(first);
        let alone = raw.len() == 1;
        let since = Millis(u64::try_from(at.duration_since(start).as_millis()).unwrap_or(u64::MAX));
        let events = assembler.assemble(raw, since);
        // Also a batch of which nothing is left: that something was typed matters to the send guard.
        if sender.send(InputBatch { events, at, alone }).is_err() {
            return;
        }
    }
}

/// The first event and everything else already there.
fn drain(first: Event) -> Vec<Event> {
    let mut raw = vec![first];
    let mut announced = false;
    loop {
        let before = raw.len();
        while raw.len() < BATCH_LIMIT && event::poll(Duration::ZERO).unwrap_or(false) {
            match event::read() {
                Ok(event) => raw.push(event),
                Err(_) => return raw,
            }
        }
        if raw.len() >= BATCH_LIMIT {
            // What is left is for the next batch, which begins with a wait for an announcement.
            terminal::announce_waiting_keys();
            return raw;
        }
        // What was announced in vain is not announced again: no spinning.
        let in_vain = announced && raw.len() == before;
        if in_vain || !terminal::announce_waiting_keys() {
            return raw;
        }
        announced = true;
    }
}

/// Turns what was read into what the program understands. Pure: the time is passed in.
#[derive(Debug, Default)]
pub struct Assembler {
    split: SplitEscape,
}

impl Assembler {
    /// One batch, read `at` this time.
    pub fn assemble(&mut self, raw: Vec<Event>, at: Millis) -> Vec<InputEvent> {
        let mut events: Vec<InputEvent> = raw.into_iter().filter_map(convert).filter_map(|event| self.pass(event, at)).collect();
        keep_last_size(&mut events);
        join_burst(events)
    }

    fn pass(&mut self, event: InputEvent, at: Millis) -> Option<InputEvent> {
        match event {
            InputEvent::Key(key) => self.split.feed(key, at).map(InputEvent::Key),
            other => Some(other),
        }
    }
}

/// While a window is dragged many sizes arrive; only the last one is true.
fn keep_last_size(events: &mut Vec<InputEvent>) {
    let last = events.iter().rposition(|event| matches!(event, InputEvent::Resize(..)));
    let mut index = 0;
    events.retain(|event| {
        let keep = !matches!(event, InputEvent::Resize(..)) || Some(index) == last;
        index += 1;
        keep
    });
}

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

    use super::*;

    fn typed(code: KeyCode) -> Event {
        Event::Key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    #[test]
    fn a_batch_keeps_its_order_and_one_size() {
        let raw = vec![Event::Resize(90, 20), typed(KeyCode::Tab), Event::Resize(100, 30), typed(KeyCode::Enter), Event::FocusLost];
        let events = Assembler::default().assemble(raw, Millis(0));
        let (tab, enter) = (Key::plain(crate::core::key::KeyCode::Tab), Key::plain(crate::core::key::KeyCode::Enter));
        assert_eq!(events, [InputEvent::Key(tab), InputEvent::Resize(100, 30), InputEvent::Key(enter)]);
    }

    #[test]
    fn a_split_arrow_is_one_escape_and_no_text() {
        let mut assembler = Assembler::default();
        assert_eq!(assembler.assemble(vec![typed(KeyCode::Esc)], Millis(0)).len(), 1);
        assert_eq!(assembler.assemble(vec![typed(KeyCode::Char('[')), typed(KeyCode::Char('A'))], Millis(9)), []);
        assert_eq!(assembler.assemble(vec![typed(KeyCode::Char('A'))], Millis(9)), [InputEvent::Key(Key::char('A'))]);
    }
}
