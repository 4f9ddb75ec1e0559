//! Draws the tree of databases and tables; only the visible rows are looked at.

use ratatui::layout::Rect;

use crate::{
    core::{
        base::text::visible_name,
        compose::state::ComposeFocus,
        model::Model,
        port::Commands,
        scope::{RowId, ScopeChoice, Tree},
    },
    ui::{
        below,
        canvas::{Canvas, width},
        hidden_rows, inset, row as row_of,
        style::Role::{self, Plain, Strong},
    },
    words::{base::labels, compose::tree as words},
};

pub fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let (focus, tree) = (model.compose.focus, &model.draft.tree);
    let on = model.dialog.overlays.is_empty();
    let filtering = focus == ComposeFocus::TreeFilter;
    let focused = on && (filtering || focus == ComposeFocus::Tree);
    if model.draft.scope_choice == ScopeChoice::Instance {
        let text = canvas.rule(area, labels::TREE, "", false);
        let lines = words::instead(model)
            .filter(|_| model.draft.engine().is_some_and(|e| !e.has_table_scope()));
        let lines = lines.unwrap_or_else(|| vec![words::UNUSED.to_owned()]);
        canvas.paragraphs(inset(text, 3, 1), &lines, Plain);
        return;
    }
    let keys = if focused { labels::TREE_KEYS } else { labels::TREE_PANE };
    let mut rows = below(area);
    let filter_shown = model.compose.shows_filter(tree) && rows.height > 1;
    let reason = words::unread(tree).filter(|_| rows.height > 2);
    let height = rows.height - u16::from(filter_shown) - u16::from(reason.is_some());
    let note = hidden_rows(height, tree.top(), tree.len());
    canvas.rule(area, &words::title(model), note.as_deref().unwrap_or(keys), focused);
    if filter_shown {
        // The filter takes the last row, so that the rows above keep their place during typing.
        rows.height -= 1;
        let y = rows.bottom();
        let x = canvas.text(rows.x + 1, y, 8, labels::FILTER, Strong);
        let found = words::found(tree).unwrap_or_default();
        let mut room = rows.width.saturating_sub(10);
        // Where there is no room for both, the typed text stays and the count goes.
        if !found.is_empty() && width(&found) + FILTER_ROOM <= usize::from(room) {
            room -= width(&found) as u16 + 2;
            canvas.right(rows.right() - 1, y, &found, Plain);
        }
        let text = Rect { x, y, width: room, height: 1 };
        canvas.field(text, &model.compose.filter, filtering && on);
    }
    if let Some(lines) = words::instead(model) {
        canvas.paragraphs(inset(rows, 3, 1), &lines, Plain);
        return;
    }
    if let Some(line) = reason {
        // Part of the list is there: why the rest is not must be said as well.
        rows.height -= 1;
        canvas.line(inset(row_of(rows, rows.height), 3, 1), &line, Strong);
    }
    let cursor = tree.cursor();
    for (at, row) in rows.rows().zip(tree.rows(tree.top(), usize::from(rows.height))) {
        let here = focused && Some(row) == cursor;
        draw_row(canvas, tree, row, at, here);
        if here && !filtering {
            canvas.put_cursor(at.x + 1, at.y);
        }
    }
}

/// The least columns of the filter's text; the number of names found takes the rest.
const FILTER_ROOM: usize = 18;

/// The column of the words right of a name, from the sign on.
const STATE: u16 = 27;

fn draw_row(canvas: &mut Canvas, tree: &Tree, row: RowId, at: Rect, here: bool) {
    // The name alone is reversed: a whole row would cost a far link five times as much.
    let role = if here { Role::Focus } else { Plain };
    canvas.text(at.x + 1, at.y, 1, if here { ">" } else { "" }, Plain);
    let Some(said) = words::row(tree, Commands::Keys, row) else { return };
    let (at, below) = (inset(at, 3, 1), inset(at, 7, 1));
    let shown = visible_name(said.table.unwrap_or(said.database));
    let mut pieces = vec![(said.tick, Plain)];
    match row {
        RowId::System | RowId::Database(_) => {
            pieces.push((if said.is_open { " - " } else { " + " }, Plain));
            if row == RowId::System {
                pieces.push((&shown, role));
            } else {
                name(&mut pieces, tree, &shown, role);
            }
            pieces.push((said.star, Strong));
            let end = canvas.pieces(Rect { width: (at.width / 2).max(20), ..at }, &pieces);
            // The state stands in its column, or behind a longer name.
            canvas.line(inset(at, STATE.max(end + 2 - at.x), 0), &said.state, Plain);
        }
        RowId::Table(..) => {
            pieces.push((" ", Plain));
            name(&mut pieces, tree, &shown, role);
            pieces.extend([(said.star, Strong), (&said.state, Plain)]);
            canvas.pieces(below, &pieces);
        }
        RowId::Note(_) => {
            canvas.line(below, &said.state, role);
        }
    }
}

/// Adds a name, with the parts that the filter has found in it marked.
fn name<'a>(pieces: &mut Vec<(&'a str, Role)>, tree: &Tree, name: &'a str, role: Role) {
    let mut at = 0;
    for found in tree.filter().matches(name) {
        pieces.push((&name[at..found.start], role));
        pieces.push((&name[found.clone()], Strong));
        at = found.end;
    }
    pieces.push((&name[at..], role));
}
