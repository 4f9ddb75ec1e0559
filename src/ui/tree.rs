//! The tree of databases and tables: only the visible rows are looked at.

use ratatui::layout::Rect;

use super::{below, canvas::Canvas, hidden_rows, style::Role};
use crate::{
    core::{
        draft::ScopeChoice,
        model::{ComposeFocus, Model, Screen},
        tree::{Mark, Origin, Row, RowId, Tree},
    },
    words::{labels, tree as words},
};

pub(super) fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let focus = model.compose.focus;
    let on = model.screen == Screen::Compose && model.overlays.is_empty();
    let filtering = focus == ComposeFocus::TreeFilter;
    let focused = on && (filtering || focus == ComposeFocus::Tree);
    if model.draft.scope_choice == ScopeChoice::Instance {
        canvas.rule(area, labels::TREE, "", false);
        let text = below(area);
        let lines = words::instead(model).filter(|_| model.draft.engine().is_some_and(|e| !e.has_table_scope()));
        let lines = lines.unwrap_or_else(|| vec![words::UNUSED.to_owned()]);
        return plain_lines(canvas, text, &lines);
    }
    let keys = if focused { labels::TREE_KEYS } else { labels::TREE_PANE };
    let mut rows = below(area);
    let filter_shown = model.tree_filter_shows() && rows.height > 1;
    let reason = words::unread(&model.draft.tree).filter(|_| rows.height > 2);
    let height = rows.height - u16::from(filter_shown) - u16::from(reason.is_some());
    let note = hidden_rows(height, model.draft.tree.top(), model.draft.tree.len());
    canvas.rule(area, &words::title(model), note.as_deref().unwrap_or(keys), focused);
    if filter_shown {
        // The filter takes the last row, so that the rows above keep their place while it is typed.
        rows.height -= 1;
        let y = rows.bottom();
        let x = canvas.text(rows.x + 1, y, 8, labels::FILTER, Role::Strong);
        canvas.field(x, y, rows.width.saturating_sub(10), &model.compose.filter, filtering && on);
    }
    if let Some(lines) = words::instead(model) {
        return plain_lines(canvas, rows, &lines);
    }
    if let Some(line) = reason {
        // Part of the list is there: why the rest is not must be said as well.
        rows.height -= 1;
        canvas.text(rows.x + 3, rows.bottom(), rows.width.saturating_sub(4), &line, Role::Warn);
    }
    let tree = &model.draft.tree;
    let cursor = tree.cursor();
    for (n, row) in tree.rows(tree.top(), usize::from(rows.height)).enumerate() {
        let at = Rect { y: rows.y + n as u16, height: 1, ..rows };
        let here = focused && row.id == cursor;
        draw_row(canvas, tree, &row, at, here);
        if here && !filtering {
            canvas.put_cursor(at.x + 1, at.y);
        }
    }
}

fn plain_lines(canvas: &mut Canvas, area: Rect, lines: &[String]) {
    let inner = Rect { x: area.x + 3, width: area.width.saturating_sub(4), ..area };
    canvas.paragraphs(inner, lines);
}

const fn tick(mark: Mark) -> &'static str {
    match mark {
        Mark::None => "[ ]",
        Mark::Some(_) => "[-]",
        Mark::AllOneByOne(_) => "[+]",
        Mark::Whole => "[x]",
    }
}

const fn star(origin: Origin, not_listed: bool) -> &'static str {
    match origin {
        Origin::Restored if not_listed => labels::NOT_LISTED,
        Origin::Typed | Origin::Restored => labels::NOT_VERIFIED,
        Origin::Listed => "",
    }
}

fn draw_row(canvas: &mut Canvas, tree: &Tree, row: &Row, at: Rect, here: bool) {
    // The marker alone says where the cursor is: a row in another style would cost a far link five times as much.
    canvas.text(at.x + 1, at.y, 1, if here { ">" } else { "" }, Role::Focus);
    let (x, room) = (at.x + 3, at.width.saturating_sub(4));
    let database = row.database;
    match row.id {
        RowId::Database(_) => {
            let mark = database.mark();
            let state = words::database_state(mark, database.tables().len(), &database.listing);
            let branch = if database.open { "-" } else { "+" };
            let name_room = (room / 2).max(20);
            let end = canvas.pieces(
                x,
                at.y,
                name_room,
                &[
                    (tick(mark), Role::Plain),
                    (" ", Role::Plain),
                    (branch, Role::Plain),
                    (" ", Role::Plain),
                    (&database.name, Role::Plain),
                    (star(database.origin, tree.is_not_listed(database)), Role::Warn),
                ],
            );
            let state_at = (at.x + 30).max(end + 2);
            canvas.text(state_at, at.y, (at.x + at.width).saturating_sub(state_at), &state, Role::Plain);
        }
        RowId::Table(_, t) => {
            let Some(table) = database.tables().get(t) else { return };
            let (sign, note) = match (database.mark(), table.ticked()) {
                (Mark::Whole, _) => ("[x]", labels::WITH_WHOLE),
                (_, true) => ("[x]", ""),
                (_, false) => ("[ ]", ""),
            };
            canvas.pieces(
                x + 4,
                at.y,
                room.saturating_sub(4),
                &[
                    (sign, Role::Plain),
                    (" ", Role::Plain),
                    (&table.name, Role::Plain),
                    (star(table.origin, tree.is_table_not_listed(database, table)), Role::Warn),
                    (note, Role::Plain),
                ],
            );
        }
        RowId::Note(_) => {
            canvas.text(x + 4, at.y, room.saturating_sub(4), &words::note(&database.listing), Role::Plain);
        }
    }
}
