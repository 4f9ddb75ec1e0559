//! Keys and pastes, read by a thread of their own.
//!
//! The thread sleeps in one blocking wait and wakes only for bytes, or for the end of an
//! incomplete sequence. Events that arrive together stay together, because only a key that came
//! alone may send a backup.

mod burst;
mod lexer;
mod paste;
mod sequence;

use std::{
    fs::File,
    io::{self, IsTerminal, Read},
    os::fd::{AsFd, OwnedFd},
    thread::Builder,
    time::{Duration, Instant},
};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use self::{
    burst::join_burst,
    lexer::{Lexer, Unit},
    paste::Paste,
};
use crate::core::base::{Key, Millis};

/// Most bytes of one batch; more would delay the first frame.
const BATCH_LIMIT: usize = 64 * 1024;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputEvent {
    Key(Key),
    /// The text between the terminal's paste marks, with line breaks as `\n`.
    Paste(String),
    /// A piece of a paste without marks, or of a paste whose end mark has not come.
    Piece(String),
    /// The end mark of a paste has not come in time. The pieces so far count.
    Unended,
}

/// All events of one wake-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputBatch {
    pub events: Vec<InputEvent>,
    pub at: Instant,
    /// Exactly one thing arrived, counting dropped things too.
    pub alone: bool,
}

/// Starts the thread. The channel closes when the terminal cannot be read any more.
pub fn spawn() -> io::Result<UnboundedReceiver<InputBatch>> {
    let terminal = keyboard()?;
    let (sender, receiver) = mpsc::unbounded_channel();
    Builder::new().name("input".to_owned()).spawn(move || run(terminal, &sender))?;
    Ok(receiver)
}

/// Opens the terminal of the keys, which is not standard input if that is a file with a token.
fn keyboard() -> io::Result<File> {
    let copy = |of: &dyn AsFd| of.as_fd().try_clone_to_owned().map(<File as From<OwnedFd>>::from);
    if io::stdin().is_terminal() {
        return copy(&io::stdin());
    }
    File::open("/dev/tty").or_else(|_| copy(&io::stdout()))
}

fn run(mut terminal: File, sender: &UnboundedSender<InputBatch>) {
    let start = Instant::now();
    let mut decoder = Decoder::default();
    loop {
        let wait = decoder.due().map(|due| due.since(clock(start)));
        let Ok(waiting) = wait_for_bytes(&terminal, wait) else { return };
        let at = clock(start);
        let heard = match waiting {
            false => decoder.silence(at),
            true => match read_waiting(&mut terminal) {
                Ok(bytes) => decoder.take(&bytes, at),
                Err(_) => return,
            },
        };
        if heard.things == 0 {
            continue;
        }
        // A batch without events is sent too: the send guard must know that something was typed.
        let at = start + Duration::from_millis(heard.at.0);
        if sender.send(InputBatch { events: heard.events, at, alone: heard.things == 1 }).is_err() {
            return;
        }
    }
}

fn clock(start: Instant) -> Millis {
    Millis(u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX))
}

/// Waits for bytes, at most so many milliseconds. Returns whether there are any. Fails
/// once the terminal is gone.
fn wait_for_bytes(terminal: &File, milliseconds: Option<u64>) -> io::Result<bool> {
    let wait = milliseconds.and_then(|ms| Timespec::try_from(Duration::from_millis(ms)).ok());
    let mut waiting = [PollFd::new(terminal, PollFlags::IN)];
    match poll(&mut waiting, wait.as_ref()) {
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
        Ok(_) if waiting[0].revents().contains(PollFlags::IN) => Ok(true),
        Ok(0) => Ok(false),
        Ok(_) => Err(io::ErrorKind::BrokenPipe.into()),
    }
}

/// Reads the waiting bytes. A read without bytes is no end: line modes of another
/// program turn Ctrl-D into one.
fn read_waiting(terminal: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        match terminal.read(&mut buffer) {
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) if bytes.is_empty() && error.kind() != io::ErrorKind::WouldBlock => {
                return Err(error);
            }
            Err(_) => return Ok(bytes),
        }
        if bytes.len() >= BATCH_LIMIT || !wait_for_bytes(terminal, Some(0)).unwrap_or(false) {
            return Ok(bytes);
        }
    }
}

/// The events of some bytes, or of a silence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decoded {
    pub events: Vec<InputEvent>,
    /// The number of things that arrived, counting dropped things too.
    pub things: usize,
    /// When the last thing arrived.
    pub at: Millis,
}

/// Turns bytes into events. Pure: the caller passes the times.
#[derive(Debug, Default)]
pub struct Decoder {
    lexer: Lexer,
    paste: Option<Paste>,
}

impl Decoder {
    /// Takes the bytes of one read.
    pub fn take(&mut self, bytes: &[u8], at: Millis) -> Decoded {
        let mut decoded = Decoded { at, ..self.silence(at) };
        self.lexer.begin(bytes.len(), at);
        let mut rest = bytes;
        while let Some((byte, more)) = rest.split_first() {
            if let Some(paste) = &mut self.paste {
                let heard = paste.take(rest, at);
                decoded.add(heard.events);
                let Some(behind) = heard.over else { break };
                // Also the end of a paste without text counts.
                decoded.things = decoded.things.max(1);
                rest = behind;
                self.paste = heard.begins.then(|| Paste::marked(at));
                continue;
            }
            rest = more;
            let mut units = Vec::new();
            self.lexer.take(*byte, &mut units);
            self.add(units, &mut decoded);
        }
        self.lexer.end();
        self.join(&mut decoded);
        decoded
    }

    /// Returns when a silence means something. Call [`Self::silence`] then.
    pub fn due(&self) -> Option<Millis> {
        self.paste.as_ref().map_or_else(|| self.lexer.due(), Paste::due)
    }

    /// Takes a silence up to this time.
    pub fn silence(&mut self, at: Millis) -> Decoded {
        let mut decoded = Decoded::default();
        if self.due().is_none_or(|due| at < due) {
            return decoded;
        }
        if let Some(paste) = &mut self.paste {
            decoded.at = paste.last();
            let heard = paste.silence(at);
            decoded.add(heard.events);
            if heard.over.is_some() {
                self.paste = None;
            }
        } else {
            decoded.at = self.lexer.last();
            let mut units = Vec::new();
            self.lexer.silence(&mut units);
            self.add(units, &mut decoded);
        }
        decoded
    }

    fn add(&mut self, units: Vec<Unit>, decoded: &mut Decoded) {
        for unit in units {
            match unit {
                Unit::Key(key) => decoded.add([InputEvent::Key(key)]),
                Unit::Dropped => decoded.things += 1,
                Unit::PasteBegins => self.paste = Some(Paste::marked(self.lexer.last())),
                Unit::HalfMark(bytes) => {
                    self.paste = Some(Paste::half_mark(bytes, self.lexer.last()))
                }
            }
        }
    }

    /// Joins many keys of one read into a paste without marks. After several lines the
    /// following keys still belong to the paste. A single line may be the whole paste, so the
    /// next key counts as a key.
    fn join(&mut self, decoded: &mut Decoded) {
        if decoded.events.len() == 1 {
            return;
        }
        decoded.events = join_burst(std::mem::take(&mut decoded.events));
        let [InputEvent::Piece(text)] = &decoded.events[..] else { return };
        if text.trim_matches('\n').contains('\n') && self.paste.is_none() {
            let half = self.lexer.take_half_character();
            self.paste = half.map(|half| Paste::unmarked(half, decoded.at));
        }
    }
}

impl Decoded {
    fn add(&mut self, events: impl IntoIterator<Item = InputEvent>) {
        let before = self.events.len();
        self.events.extend(events);
        self.things += self.events.len() - before;
    }
}

#[cfg(test)]
mod tests;
