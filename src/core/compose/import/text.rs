//! The text of a list, from wherever the text comes, piece by piece where no mark ends a paste.

use super::{judged::Judged, last::Last};
use crate::core::{
    base::{Millis, SendGuard},
    scope::{Tree, list::parse},
};

/// Text beyond this many bytes is not read: the largest request is 12 MB.
pub const LONGEST_TEXT: usize = 16 * 1024 * 1024;
/// A longer paste without marks is not read with each piece, but once no more comes.
pub const READ_AT_ONCE: usize = 256 * 1024;
/// Keys within so many milliseconds after a piece of a paste without marks are its next piece.
const PIECE_MS: u64 = 300;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Paste,
    /// A file, by the path that the operator typed.
    File(String),
    Last(Box<Last>),
}

/// A list that is looked at before it is taken. Looking changes nothing.
#[derive(Debug, Clone)]
pub struct Import {
    pub from: Source,
    pub bytes: usize,
    pub lines: usize,
    /// The text was longer than [`LONGEST_TEXT`], and its end is missing.
    pub cut: bool,
    /// What is in the text; `None` while more of the text may come.
    pub read: Option<Judged>,
    pub scroll: usize,
    /// Keys may be on their way when a list comes up: the key that takes the list must come alone,
    /// after the list was on screen.
    pub guard: SendGuard,
    /// Words in the text are decided again when the service has listed more.
    text: String,
    /// When the last piece of the text came, if the terminal does not say where a paste ends.
    last_piece: Option<Millis>,
}

impl Import {
    /// `last_piece`: when this text came, if more of it may follow, for nothing marks its end.
    pub fn new(from: Source, text: &str, last_piece: Option<Millis>) -> Self {
        let mut import = Self {
            from,
            bytes: 0,
            lines: 0,
            cut: false,
            read: None,
            scroll: 0,
            guard: SendGuard::Off,
            text: String::new(),
            last_piece,
        };
        import.append(text);
        import
    }

    /// Returns whether keys at this time are the next piece of the paste.
    pub fn extends_paste(&self, at: Millis) -> bool {
        self.last_piece.is_some_and(|last| at.since(last) <= PIECE_MS)
    }

    /// Adds the next piece of the text, however late: a link that stalls must not lose the
    /// beginning. Returns false if no pieces are expected.
    pub fn extend(&mut self, text: &str, at: Millis) -> bool {
        if self.last_piece.is_none() {
            return false;
        }
        self.last_piece = Some(at);
        self.read = None;
        self.guard.follow(false);
        self.append(text);
        true
    }

    fn append(&mut self, text: &str) {
        let room = LONGEST_TEXT.saturating_sub(self.text.len());
        let end = if text.len() <= room {
            text.len()
        } else {
            (0..=room).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0)
        };
        self.cut = self.cut || end < text.len();
        self.text.push_str(&text[..end]);
    }

    /// Returns whether the text is short enough to be read at once.
    pub const fn is_short(&self) -> bool {
        self.last_piece.is_none() || self.text.len() <= READ_AT_ONCE
    }

    /// Reads the text, and looks its names up.
    pub fn read(&mut self, tree: &Tree) {
        self.bytes = self.text.len();
        self.lines = self
            .text
            .lines()
            .map(|line| 1 + line.trim_end_matches('\r').matches('\r').count())
            .sum();
        let parsed = parse(&self.text, tree);
        self.read = Some(Judged::of(parsed, tree, matches!(self.from, Source::Last(_))));
    }

    /// Follows the tree, which has learnt more of this database or of all. Where words depend on
    /// that, the text is read again: a long one only once nothing more is under way.
    pub fn look_again(&mut self, database: Option<&str>, tree: &Tree) {
        let Some(judged) = &mut self.read else { return };
        let is_short = self.text.len() <= READ_AT_ONCE;
        if judged.depends_on(database.filter(|_| is_short), tree)
            && (is_short || judged.is_looked_up(tree))
        {
            self.read_again(tree);
        } else {
            judged.look_again(database, tree);
        }
    }

    /// Looks all names up again if another configuration has brought another tree.
    pub fn follow(&mut self, tree: &Tree) {
        if self.read.as_ref().is_some_and(|judged| judged.edits != tree.edits()) {
            self.read_again(tree);
        }
    }

    /// Reads the text again. What would be taken now and was not on screen before needs
    /// a look of its own.
    fn read_again(&mut self, tree: &Tree) {
        let before = self.read.take();
        self.read(tree);
        let Some((before, now)) = before.as_ref().zip(self.read.as_ref()) else { return };
        if (&before.parsed.databases, &before.parsed.alone)
            != (&now.parsed.databases, &now.parsed.alone)
        {
            self.guard.follow(false);
        }
    }
}
