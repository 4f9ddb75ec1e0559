//! ratatui's backend, which remembers the state of the terminal and writes only the difference.
//!
//! A frame is collected in memory and leaves in one write. The backend remembers the cursor's place
//! and visibility and the style in force, so an unchanged frame costs nothing and a typed letter
//! about one byte. A terminal that takes only a part of a frame gets the rest later. The backend
//! never asks the terminal anything, because a late answer over a slow link would look like keys.

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
use super::screen;

/// Larger frames ask the terminal to draw them in one go (DEC 2026). For smaller frames the sixteen
/// bytes are not worth the cost: a small frame arrives in one packet anyway.
const SYNCHRONISED_FROM: usize = 256;

const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";
const SHOW: &[u8] = b"\x1b[?25h";
const HIDE: &[u8] = b"\x1b[?25l";

///
/// The writer should pass each write to the terminal without a buffer and
/// without a wait: see [`super::tty::TtyWriter`].
#[derive(Debug)]
pub struct ThinBackend<W: Write> {
    pub outbox: Outbox<W>,
    frame: Vec<u8>,
    /// A large frame with the sequences around it.
    enclosed: Vec<u8>,
    /// Set in tests only.
    fixed_size: Option<Size>,
    /// The size of this frame's layout.
    size: Slot<Size>,
    /// The cursor's place; `None` if uncertain (at the start, after the
    /// last column, after unusual symbols).
    at: Option<Position>,
    /// The style in force; `None` if uncertain.
    pen: Option<Pen>,
    /// Whether the cursor shows; `None` if uncertain.
    shown: Option<bool>,
    /// The cursor's place at the end of the frame.
    wanted_at: Option<Position>,
    /// Whether the cursor is to show at the end of the frame.
    wanted_shown: Option<bool>,
    blanks: Blanks,
    /// The places and styles of two-column characters on the screen.
    wides: HashMap<Position, Pen>,
}

impl<W: Write> ThinBackend<W> {
    /// Makes a backend for the terminal to which the writer writes: that of this process, or in
    /// tests one of a fixed size.
    pub fn new(writer: W, fixed_size: Option<Size>) -> Self {
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

    pub fn set_fixed_size(&mut self, size: Size) {
        self.fixed_size = Some(size);
    }

    /// Writes a sequence that changes nothing on the screen.
    pub fn say(&mut self, sequence: &str) -> io::Result<()> {
        self.outbox.send(sequence.as_bytes())
    }

    /// Restarts on a terminal that other programs have used, with these sequences, and drops the
    /// rest of the last frame. Call `Terminal::clear` next.
    pub fn begin_anew(&mut self, sequences: &str) -> io::Result<()> {
        self.outbox.forget();
        self.say(sequences)
    }

    /// Forgets the state of the terminal, so that the next frame sets place, style and visibility
    /// again. To repaint the whole screen call `Terminal::clear`, which does this too.
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
            if !self.blanks.hold(to) {
                self.release_blanks();
                self.blanks.hold(to);
            }
            return;
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

    /// Sets cursor and style for `width` columns at `to`.
    fn prepare(&mut self, to: Position, width: u16, pen: Pen) {
        if !self.wides.is_empty() {
            self.unwiden(to, width);
        }
        self.go(to);
        self.set_pen(pen);
    }

    /// Blanks two-column characters that the write would cut in two, because terminals
    /// differ over the half that remains. ratatui expects a blank in the character's
    /// own style there (see [`mend()`]).
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

    /// Moves the remembered cursor. After the last column a terminal may have wrapped or not,
    /// so the place is unknown.
    fn advance(&mut self, width: u16, certain: bool) {
        let columns = self.size.get().width;
        self.at = self
            .at
            .map(|p| Position { x: p.x.saturating_add(width), ..p })
            .filter(|p| certain && p.x < columns);
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

    /// Puts the cursor into its place at the end of the frame, shown or hidden.
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

    /// Encloses a large frame, so that the terminal draws the frame in one go. The cursor is hidden
    /// meanwhile, for terminals that cannot.
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

    /// Returns the remembered place and does not ask the terminal.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.wanted_at.or(self.at).unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.wanted_at = Some(position.into());
        Ok(())
    }

    /// Clears the screen with the next frame. Forgets the state of the terminal and everything
    /// that is not written yet.
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

    /// Clears the whole screen: the frames of this program fill it, and no part is cleared alone.
    fn clear_region(&mut self, _: ClearType) -> io::Result<()> {
        self.clear()
    }

    fn size(&self) -> io::Result<Size> {
        let size = self.fixed_size.unwrap_or_else(screen::size);
        self.size.set(size);
        Ok(size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::default() })
    }

    /// Writes the frame in one write, or nothing if nothing changed. A terminal that takes only a
    /// part of the frame is behind: ask `is_behind` of [`Self::outbox`].
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
            // Some unknown part of the frame may have arrived.
            self.forget();
        }
        written
    }
}
