//! Blank cells are held back until their row is done, because erasing to the end of the
//! row costs less than spaces.
//!
//! ratatui hands over only the cells that change, so this file remembers with one bit for each cell
//! whether the screen is blank there.

use ratatui::layout::{Position, Size};

/// From this many blanks on, erasing costs less than spaces.
const ERASE_FROM: u16 = 4;

/// Cells side by side that are to become blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    pub x: u16,
    pub len: u16,
}

/// The cheapest way to write the held runs of a row.
#[derive(Debug, PartialEq, Eq)]
pub struct Plan {
    pub y: u16,
    pub spaces: Vec<Run>,
    /// The column from which the rest of the row is erased.
    pub erase: Option<u16>,
}

/// Which cells of the screen are not blank, and which are about to be.
#[derive(Debug, Default)]
pub struct Blanks {
    size: Size,
    words: usize,
    taken: Vec<u64>,
    y: u16,
    held: Vec<Run>,
}

impl Blanks {
    /// Notes the screen's size. A screen of a new size counts as blank, as it does for ratatui.
    pub fn fit(&mut self, size: Size) {
        if size != self.size {
            self.reset(size);
        }
    }

    /// Notes that the screen is blank and has this size.
    pub fn reset(&mut self, size: Size) {
        self.size = size;
        self.words = usize::from(size.width).div_ceil(64);
        self.taken.clear();
        self.taken.resize(self.words * usize::from(size.height), 0);
        self.held.clear();
    }

    /// Notes that these columns are not blank now.
    pub fn take(&mut self, at: Position, width: u16) {
        for x in at.x..at.x.saturating_add(width).min(self.size.width) {
            if let Some(word) = self.word(x, at.y) {
                self.taken[word] |= 1 << (x % 64);
            }
        }
    }

    fn word(&self, x: u16, y: u16) -> Option<usize> {
        let inside = x < self.size.width && y < self.size.height;
        inside.then(|| usize::from(y) * self.words + usize::from(x / 64))
    }

    /// Holds a blank back. Returns false if the held runs have to be written first.
    pub fn hold(&mut self, at: Position) -> bool {
        match self.held.last_mut() {
            Some(_) if self.y != at.y => return false,
            Some(run) if run.x + run.len == at.x => run.len += 1,
            // A cell left of the held ones: ratatui goes from left to right,
            // but other callers may not.
            Some(run) if at.x < run.x + run.len => return false,
            Some(_) | None => {
                self.y = at.y;
                self.held.push(Run { x: at.x, len: 1 });
            }
        }
        true
    }

    /// Returns the plan for the held runs, whose cells count as blank from now on.
    pub fn release(&mut self) -> Option<Plan> {
        if self.held.is_empty() {
            return None;
        }
        let (held, y) = (std::mem::take(&mut self.held), self.y);
        for run in &held {
            for x in run.x..run.x + run.len {
                if let Some(word) = self.word(x, y) {
                    self.taken[word] &= !(1 << (x % 64));
                }
            }
        }
        let end = self.end_of(y);
        let first = held.iter().position(|run| run.x >= end).unwrap_or(held.len());
        let (spaces, rest) = held.split_at(first);
        let blanks: u16 = rest.iter().map(|run| run.len).sum();
        Some(match rest {
            [run, ..] if blanks >= ERASE_FROM => {
                Plan { y, spaces: spaces.to_vec(), erase: Some(run.x) }
            }
            _ => Plan { y, spaces: held, erase: None },
        })
    }

    /// Returns the column behind the last cell of a row that is not blank.
    fn end_of(&self, y: u16) -> u16 {
        let row = usize::from(y) * self.words;
        let Some(words) = self.taken.get(row..row + self.words) else { return self.size.width };
        let last = words.iter().enumerate().rev().find(|(_, word)| **word != 0);
        last.map_or(0, |(at, word)| at as u16 * 64 + 64 - word.leading_zeros() as u16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(taken: &[(u16, u16)]) -> Blanks {
        let mut blanks = Blanks::default();
        blanks.reset(Size { width: 100, height: 3 });
        taken.iter().for_each(|(x, width)| blanks.take(Position { x: *x, y: 1 }, *width));
        blanks
    }

    fn plan(blanks: &mut Blanks, gone: &[(u16, u16)]) -> (Vec<(u16, u16)>, Option<u16>) {
        for (x, len) in gone {
            assert!((*x..x + len).all(|x| blanks.hold(Position { x, y: 1 })));
        }
        let Plan { spaces, erase, .. } = blanks.release().expect("something is held");
        (spaces.iter().map(|run| (run.x, run.len)).collect(), erase)
    }

    #[test]
    fn a_row_is_erased_from_where_nothing_is_left_behind() {
        assert_eq!(
            plan(&mut screen(&[(2, 5), (10, 5)]), &[(2, 5), (10, 5)]),
            (vec![], Some(2)),
            "words and the gaps between"
        );
        assert_eq!(
            plan(&mut screen(&[(2, 5), (10, 5), (90, 2)]), &[(2, 5), (10, 5)]),
            (vec![(2, 5), (10, 5)], None)
        );
        assert_eq!(
            plan(&mut screen(&[(2, 5), (10, 5), (70, 9)]), &[(2, 5), (70, 9)]),
            (vec![(2, 5)], Some(70))
        );
        assert_eq!(
            plan(&mut screen(&[(97, 3)]), &[(97, 3)]),
            (vec![(97, 3)], None),
            "three spaces are no dearer"
        );
    }

    #[test]
    fn what_was_blanked_counts_as_blank_afterwards() {
        let mut blanks = screen(&[(2, 5), (70, 9)]);
        assert_eq!(plan(&mut blanks, &[(70, 9)]), (vec![], Some(70)));
        assert_eq!(plan(&mut blanks, &[(2, 5)]), (vec![], Some(2)));
    }

    #[test]
    fn another_row_or_a_step_back_waits() {
        let mut blanks = screen(&[]);
        assert!(blanks.hold(Position { x: 5, y: 1 }));
        assert!(!blanks.hold(Position { x: 6, y: 2 }) && !blanks.hold(Position { x: 5, y: 1 }));
    }
}
