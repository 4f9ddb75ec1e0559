//! The frame of a list: its title with the filter, and its columns, as wide as their texts.

use ratatui::layout::Rect;
use tui_input::Input;

use super::{
    canvas::{Canvas, below, parts_that_fit, width},
    hidden_rows, inset, split,
    style::Role,
};
use crate::{
    core::{
        base::order::COLUMNS,
        model::Model,
        port::{Action, Context},
    },
    words::base::labels,
};

pub type Texts<'t> = [&'t str; COLUMNS];

/// The blanks before the first column, for the cursor.
const MARGIN: u16 = 3;
/// The longest text that makes its column wider.
const WIDEST: usize = 64;
/// The rows of a list, from its first, that make columns wider, also where they do not show: so no
/// column moves while rows scroll. Rows that show make columns wider, whichever they are.
pub const SAMPLE: usize = 1_000;

/// What stands around the rows of a list.
pub struct List<'a> {
    pub context: Context,
    pub title: String,
    /// The keys beside those of every list.
    pub keys: &'static str,
    /// The filter, and whether the filter has the keys.
    pub filter: (&'a Input, bool),
    /// The first row that shows, of so many.
    pub top: usize,
    pub count: usize,
}

impl List<'_> {
    /// Draws the title line, with the filter, so that the heads of the columns stay. Where there is
    /// little room, the last parts of the title go. Returns the row of the heads and
    /// the area of the rows.
    pub fn frame(&self, canvas: &mut Canvas, model: &Model, area: Rect) -> (Rect, Rect) {
        let (heads, rows) = split(below(area), 1);
        let focused = model.dialog.overlays.is_empty();
        let (filter, typed) = self.filter;
        if !typed && filter.value().is_empty() {
            let hidden = hidden_rows(rows.height, self.top, self.count);
            let sorts = model.offers(self.context, Action::Sort);
            let note = labels::list_note(hidden, sorts, self.keys);
            canvas.rule(area, &self.title, &note, focused);
            return (heads, rows);
        }
        // Eighteen columns stay for the words of the filter.
        let (beside, note) = if area.width < 80 { (33, "") } else { (47, labels::CLEARS) };
        let room = usize::from(area.width.saturating_sub(beside));
        let title = parts_that_fit(&self.title, " | ", room);
        canvas.rule(area, title, note, focused);
        let x = area.x + 6 + width(title) as u16;
        let x = canvas.text(x, area.y, 10, &format!(" {}", labels::FILTER), Role::Strong);
        let room = area.right().saturating_sub(x + note.len() as u16 + 4);
        canvas.field(Rect { x, width: room, ..area }, filter, typed && focused);
        (heads, rows)
    }
}

/// Draws the rows of choices, each with the number of its choice, scrolled only as far as shows all
/// rows of the choice under the cursor.
pub fn choices(canvas: &mut Canvas, area: Rect, rows: &[(usize, String)], chosen: Option<usize>) {
    let is_chosen = |(n, _): &(usize, String)| Some(*n) == chosen;
    let first = rows.iter().position(is_chosen).unwrap_or(0);
    let last = rows.iter().rposition(is_chosen).unwrap_or(0);
    let top = (last + 1).saturating_sub(area.height.into()).min(first);
    for (at, (n, row)) in area.rows().zip(rows.iter().enumerate().skip(top)) {
        let here = is_chosen(row);
        if here && n == first {
            canvas.mark(at);
        }
        canvas.line(inset(at, 2, 0), &row.1, if here { Role::Focus } else { Role::Plain });
    }
}

/// Says in the last row of a page how many lines are hidden below.
pub fn more(canvas: &mut Canvas, area: Rect, hidden: usize) {
    if hidden > 0 && area.height > 0 {
        let more = labels::more_lines(hidden);
        canvas.right(area.right(), area.bottom() - 1, &more, Role::Strong);
    }
}

/// How the columns of a list share the room.
pub struct Rule {
    pub heads: Texts<'static>,
    /// The columns of texts that are not measured, because they all have one form.
    pub usual: Widths,
    pub numbers: [usize; 2],
    /// Which column gives way first, and down to how many columns; down to none: the column goes.
    pub gives_way: &'static [(usize, usize)],
}

/// The widths of the columns. One of no width is not drawn.
pub type Widths = [usize; COLUMNS];

impl Rule {
    /// Makes each column as wide as its texts, as far as the area has room. Skips empty texts.
    pub fn fit<'t>(&self, area: Rect, rows: impl Iterator<Item = Texts<'t>>) -> Widths {
        let mut widths = self.usual;
        for row in rows.chain([self.heads]) {
            for (widest, text) in widths.iter_mut().zip(row) {
                *widest = width(text).min(WIDEST).max(*widest);
            }
        }
        for &(column, least) in self.gives_way {
            let (now, missing) = (widths[column], missing(&widths, 1, area));
            widths[column] = match least {
                0 if missing > 0 => 0,
                _ => now.saturating_sub(missing).max(least.min(now)),
            };
        }
        widths
    }

    pub fn line(
        &self,
        canvas: &mut Canvas,
        widths: &Widths,
        at: Rect,
        texts: Texts<'_>,
        roles: [Role; COLUMNS],
    ) {
        let gap = if missing(widths, 2, at) > 0 { 1 } else { 2 };
        let mut x = at.x + MARGIN;
        for (n, &room) in widths.iter().enumerate().filter(|(_, room)| **room > 0) {
            let blanks = room.saturating_sub(width(texts[n]));
            let indent = if self.numbers.contains(&n) { blanks } else { 0 };
            canvas.text(x + indent as u16, at.y, (room - indent) as u16, texts[n], roles[n]);
            x += (room + gap) as u16;
        }
    }
}

/// Returns how much room is missing in an area for these columns, with a gap behind each.
fn missing(widths: &Widths, gap: usize, area: Rect) -> usize {
    let taken = widths.iter().filter(|width| **width > 0).map(|width| width + gap);
    taken.sum::<usize>().saturating_sub((area.width - MARGIN).into())
}
