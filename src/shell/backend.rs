//! The terminal behind ratatui: it remembers what the terminal knows and writes only the rest.
//!
//! A frame is collected in memory and leaves in one write. The cursor's place, the style in force
//! and the cursor's visibility are remembered, so an unchanged frame costs nothing and a typed
//! letter about one byte. A terminal that takes only a part of a frame gets the rest later. The
//! terminal is never asked anything: an answer that arrives late, over a slow link, would be taken
//! for keys.

mod blanks;
mod cursor;
mod mend;
mod outbox;
mod sgr;
mod symbol;

use std::{
    cell::Cell as Slot,
    collections::HashMap,
    io::{self, Write},
};

use ratatui::{
    backend::{Backend, ClearType, WindowSize},
    buffer::Cell,
    layout::{Position, Size},
};

pub use self::mend::mend;
use self::{blanks::Blanks, outbox::Outbox, sgr::Pen, symbol::Symbol};
use super::terminal;

/// Larger frames are drawn by the terminal in one go where it knows how (DEC 2026). For smaller
/// ones the sixteen bytes are not worth it: they arrive in one packet anyway.
const SYNCHRONISED_FROM: usize = 256;

const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";
const SHOW: &[u8] = b"\x1b[?25h";
const HIDE: &[u8] = b"\x1b[?25l";

/// ratatui's backend that writes only what changes. See the module's text.
///
/// The writer should hand each write to the terminal as it
/// is, without waiting: see [`super::tty::TtyWriter`].
#[derive(Debug)]
pub struct ThinBackend<W: Write> {
    outbox: Outbox<W>,
    frame: Vec<u8>,
    /// A large frame with what encloses it.
    enclosed: Vec<u8>,
    /// Given in tests; otherwise the terminal's.
    fixed_size: Option<Size>,
    /// The size that ratatui laid this frame out for.
    size: Slot<Size>,
    /// Where the cursor is; `None` if that is not certain (start, last column, unusual symbols).
    at: Option<Position>,
    /// The style in force, if certain.
    pen: Option<Pen>,
    /// Whether the cursor shows, if certain.
    shown: Option<bool>,
    /// Where the cursor is to be at the end of the frame.
    wanted_at: Option<Position>,
    /// Whether it is to show at the end of the frame.
    wanted_shown: Option<bool>,
    blanks: Blanks,
    /// Where two-column characters stand on the screen, and in which style.
    wides: HashMap<Position, Pen>,
}

impl<W: Write> ThinBackend<W> {
    /// A backend for the terminal of this process, which the writer leads to.
    pub fn new(writer: W) -> Self {
        Self::with_size(writer, None)
    }

    /// A backend of a stated size, for tests.
    pub fn fixed(writer: W, size: Size) -> Self {
        Self::with_size(writer, Some(size))
    }

    fn with_size(writer: W, fixed_size: Option<Size>) -> Self {
        Self {
            outbox: Outbox::new(writer),
            frame: Vec::new(),
            enclosed: Vec::new(),
            fixed_size,
            size: Slot::new(fixed_size.unwrap_or_default()),
            at: None,
            pen: None,
            shown: None,
            wanted_at: None,
            wanted_shown: None,
            blanks: Blanks::default(),
            wides: HashMap::new(),
        }
    }

    /// Changes the stated size, for tests.
    pub fn set_fixed_size(&mut self, size: Size) {
        self.fixed_size = Some(size);
    }

    pub const fn writer(&self) -> &W {
        self.outbox.writer()
    }

    pub const fn writer_mut(&mut self) -> &mut W {
        self.outbox.writer_mut()
    }

    /// The terminal has not taken all of the last frame: it needs [`Self::catch_up`],
    /// and no other frame before.
    pub const fn is_behind(&self) -> bool {
        self.outbox.is_behind()
    }

    /// Writes what the terminal did not take, or as much of it as it takes now.
    pub fn catch_up(&mut self) -> io::Result<()> {
        self.outbox.catch_up()
    }

    /// Writes a sequence that changes nothing on the screen.
    pub fn say(&mut self, sequence: &str) -> io::Result<()> {
        self.outbox.send(sequence.as_bytes())
    }

    /// Begins anew on a terminal that others have used, with these sequences; what was left over
    /// belongs to the screen before. To be followed by `Terminal::clear`.
    pub fn begin_anew(&mut self, sequences: &str) -> io::Result<()> {
        self.outbox.forget();
        self.say(sequences)
    }

    /// Forgets what the terminal knows: place, style and visibility are stated anew by the next
    /// frame. To repaint the whole screen call `Terminal::clear`, which does this too.
    pub fn forget(&mut self) {
        self.at = None;
        self.pen = None;
        self.shown = None;
    }

    fn go(&mut self, to: Position) {
        cursor::go(&mut self.frame, self.at, to);
        self.at = Some(to);
    }

    fn set_pen(&mut self, pen: Pen) {
        sgr::change(&mut self.frame, self.pen, pen);
        self.pen = Some(pen);
    }

    fn put(&mut self, to: Position, cell: &Cell) {
        let size = self.size.get();
        if to.x >= size.width || to.y >= size.height {
            return;
        }
        let pen = Pen::of(cell);
        if cell.symbol() == " " && pen == Pen::default() {
            return self.hold_blank(to);
        }
        self.release_blanks();
        match symbol::judge(cell.symbol()) {
            Symbol::Text { width, certain } if width <= size.width - to.x => {
                self.prepare(to, width, pen);
                self.blanks.take(to, width);
                self.frame.extend_from_slice(cell.symbol().as_bytes());
                self.advance(width, certain);
                if width > 1 {
                    self.wides.insert(to, pen);
                }
            }
            Symbol::Text { width, .. } | Symbol::Blank(width) => {
                let width = width.min(size.width - to.x);
                self.prepare(to, width, pen);
                self.blanks.take(to, width);
                self.spaces(width);
            }
        }
    }

    /// Puts cursor and style in order for writing `width` columns at `to`.
    fn prepare(&mut self, to: Position, width: u16, pen: Pen) {
        if !self.wides.is_empty() {
            self.unwiden(to, width);
        }
        self.go(to);
        self.set_pen(pen);
    }

    /// Blanks the two-column characters that would be left cut in two: terminals differ
    /// over what remains of them and in which style. ratatui takes the rest for a blank in
    /// their own style (see [`mend()`]).
    fn unwiden(&mut self, to: Position, width: u16) {
        let end = to.x.saturating_add(width);
        for x in to.x.saturating_sub(1)..end {
            let wide = Position { x, ..to };
            let cut = x < to.x || x.saturating_add(2) > end;
            if let Some(pen) = self.wides.remove(&wide).filter(|_| cut) {
                self.go(wide);
                self.set_pen(pen);
                self.spaces(2);
            }
        }
    }

    fn spaces(&mut self, count: u16) {
        self.frame.extend(std::iter::repeat_n(b' ', count.into()));
        self.advance(count, true);
    }

    /// After the last column a terminal may already have wrapped or not: its place is unknown.
    fn advance(&mut self, width: u16, certain: bool) {
        let columns = self.size.get().width;
        self.at = self
            .at
            .map(|p| Position { x: p.x.saturating_add(width), ..p })
            .filter(|p| certain && p.x < columns);
    }

    fn hold_blank(&mut self, to: Position) {
        if !self.blanks.hold(to) {
            self.release_blanks();
            self.blanks.hold(to);
        }
    }

    fn release_blanks(&mut self) {
        let Some(plan) = self.blanks.release() else { return };
        for run in plan.spaces {
            self.prepare(Position { x: run.x, y: plan.y }, run.len, Pen::default());
            self.spaces(run.len);
        }
        if let Some(x) = plan.erase {
            let to = Position { x, y: plan.y };
            self.prepare(to, self.size.get().width - x, Pen::default());
            self.frame.extend_from_slice(b"\x1b[K");
        }
    }

    /// The end of the frame: the cursor where it is wanted, shown or not.
    fn settle_cursor(&mut self) {
        if self.wanted_shown == Some(false) {
            if self.shown != Some(false) {
                self.frame.extend_from_slice(HIDE);
            }
            self.shown = Some(false);
            return;
        }
        if let Some(to) = self.wanted_at {
            self.go(to);
        }
        if self.wanted_shown == Some(true) && self.shown != Some(true) {
            self.frame.extend_from_slice(SHOW);
            self.shown = Some(true);
        }
    }

    /// Encloses a large frame: drawn in one go, and with the cursor out of sight meanwhile for the
    /// terminals that do not know how.
    fn enclose(&mut self) {
        let shown = self.shown == Some(true);
        self.enclosed.clear();
        self.enclosed.extend_from_slice(BEGIN);
        if shown {
            self.enclosed.extend_from_slice(HIDE);
        }
        self.enclosed.append(&mut self.frame);
        if shown {
            self.enclosed.extend_from_slice(SHOW);
        }
        self.enclosed.extend_from_slice(END);
    }
}

impl<W: Write> Backend for ThinBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        self.blanks.fit(self.size.get());
        for (x, y, cell) in content {
            self.put(Position { x, y }, cell);
        }
        self.release_blanks();
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.wanted_shown = Some(false);
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.wanted_shown = Some(true);
        Ok(())
    }

    /// What is remembered. The terminal is not asked.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.wanted_at.or(self.at).unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.wanted_at = Some(position.into());
        Ok(())
    }

    /// Clears the screen with the next frame and forgets everything, what was not yet written too.
    fn clear(&mut self) -> io::Result<()> {
        self.forget();
        self.blanks.reset(self.size.get());
        self.wides.clear();
        self.frame.clear();
        self.frame.extend_from_slice(b"\x1b[m\x1b[H\x1b[2J");
        self.at = Some(Position::ORIGIN);
        self.pen = Some(Pen::default());
        Ok(())
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        let erase: &[u8] = match clear_type {
            ClearType::All => return self.clear(),
            ClearType::AfterCursor => b"\x1b[J",
            ClearType::BeforeCursor => b"\x1b[1J",
            ClearType::CurrentLine => b"\x1b[2K",
            ClearType::UntilNewLine => b"\x1b[K",
        };
        if let Some(to) = self.wanted_at {
            self.go(to);
        }
        self.set_pen(Pen::default());
        self.frame.extend_from_slice(erase);
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        let size = self.fixed_size.unwrap_or_else(terminal::size);
        self.size.set(size);
        Ok(size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::default() })
    }

    /// Writes the frame, with one write, or nothing if nothing changed. See [`Self::is_behind`].
    fn flush(&mut self) -> io::Result<()> {
        self.settle_cursor();
        if self.frame.is_empty() {
            return Ok(());
        }
        let written = if self.frame.len() > SYNCHRONISED_FROM {
            self.enclose();
            self.outbox.send(&self.enclosed)
        } else {
            self.outbox.send(&self.frame)
        };
        self.frame.clear();
        if written.is_err() {
            // Nobody knows how much of it arrived.
            self.forget();
        }
        written
    }
}
