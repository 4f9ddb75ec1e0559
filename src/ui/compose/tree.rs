//! Draws the tree of databases and tables; only the visible rows are looked at.

use ratatui::layout::Rect;

use crate::{
    core::{
        base::text::visible_name,
        compose::state::ComposeFocus,
        model::Model,
        port::shared::Screen,
        scope::{
            choice::ScopeChoice,
            tree::{Database, Listing, Mark, NameOrigin, RowId, Table, Tree},
        },
    },
    ui::{
        below,
        canvas::{Canvas, width},
        hidden_rows,
        style::Role,
    },
    words::{base::labels, compose::tree as words},
};

pub(in crate::ui) fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let focus = model.compose.focus;
    let on = model.shared.screen == Screen::Compose && model.dialog.overlays.is_empty();
    let filtering = focus == ComposeFocus::TreeFilter;
    let focused = on && (filtering || focus == ComposeFocus::Tree);
    if model.draft.scope_choice == ScopeChoice::Instance {
        canvas.rule(area, labels::TREE, "", false);
        let text = below(area);
        let lines = words::instead(model)
            .filter(|_| model.draft.engine().is_some_and(|e| !e.has_table_scope()));
        let lines = lines.unwrap_or_else(|| vec![words::UNUSED.to_owned()]);
        return plain_lines(canvas, text, &lines);
    }
    let keys = if focused { labels::TREE_KEYS } else { labels::TREE_PANE };
    let mut rows = below(area);
    let filter_shown = model.compose.shows_filter(&model.draft.tree) && rows.height > 1;
    let reason = words::unread(&model.draft.tree).filter(|_| rows.height > 2);
    let height = rows.height - u16::from(filter_shown) - u16::from(reason.is_some());
    let note = hidden_rows(height, model.draft.tree.top(), model.draft.tree.len());
    canvas.rule(area, &words::title(model), note.as_deref().unwrap_or(keys), focused);
    if filter_shown {
        // The filter takes the last row, so that the rows above keep their place during typing.
        rows.height -= 1;
        let y = rows.bottom();
        let x = canvas.text(rows.x + 1, y, 8, labels::FILTER, Role::Strong);
        let found = words::found(&model.draft.tree).unwrap_or_default();
        let room = rows.width.saturating_sub(10);
        // Where there is no room for both, the typed text stays and the count goes.
        let taken = if width(&found) + FILTER_ROOM <= usize::from(room) {
            width(&found) as u16 + 2
        } else {
            0
        };
        if taken > 0 {
            canvas.right(rows.right() - 1, y, &found, Role::Plain);
        }
        canvas.field(x, y, room - taken, &model.compose.filter, filtering && on);
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
        let here = focused && Some(row) == cursor;
        draw_row(canvas, tree, row, at, here);
        if here && !filtering {
            canvas.put_cursor(at.x + 1, at.y);
        }
    }
}

/// The least columns of the filter's text; the number of names found takes the rest.
const FILTER_ROOM: usize = 18;

fn plain_lines(canvas: &mut Canvas, area: Rect, lines: &[String]) {
    let inner = Rect { x: area.x + 3, width: area.width.saturating_sub(4), ..area };
    canvas.paragraphs(inner, lines);
}

fn tick(mark: Mark, listing: &Listing) -> &'static str {
    match mark {
        Mark::None => "[ ]",
        Mark::AllOneByOne(_) if *listing == Listing::Complete => "[+]",
        Mark::Some(_) | Mark::AllOneByOne(_) => "[-]",
        Mark::Whole => "[x]",
    }
}

const fn star(origin: NameOrigin, not_listed: bool) -> &'static str {
    match origin {
        NameOrigin::Restored if not_listed => labels::NOT_LISTED,
        NameOrigin::Typed | NameOrigin::Restored => labels::NOT_VERIFIED,
        NameOrigin::Listed => "",
    }
}

/// The column of the words right of a name.
const STATE: u16 = 30;

fn draw_row(canvas: &mut Canvas, tree: &Tree, row: RowId, at: Rect, here: bool) {
    // The marker alone says where the cursor is: a row in another style would cost a far link five
    // times as much.
    canvas.text(at.x + 1, at.y, 1, if here { ">" } else { "" }, Role::Focus);
    let inner = Rect { x: at.x + 3, width: at.width.saturating_sub(4), ..at };
    let database = row.database().and_then(|d| tree.database(d));
    match (row, database) {
        (RowId::System, _) => system_row(canvas, tree, at, inner),
        (RowId::Database(_), Some(database)) => database_row(canvas, tree, database, at, inner),
        (RowId::Table(_, t), Some(database)) => {
            if let Some(table) = database.table(t) {
                table_row(canvas, tree, database, table, inner);
            }
        }
        (RowId::Note(_), Some(database)) => {
            let room = inner.width.saturating_sub(4);
            canvas.text(inner.x + 4, inner.y, room, &words::note(database.listing()), Role::Plain);
        }
        (RowId::Database(_) | RowId::Table(..) | RowId::Note(_), None) => {}
    }
}

fn state(canvas: &mut Canvas, at: Rect, end: u16, state: &str) {
    let x = (at.x + STATE).max(end + 2);
    canvas.text(x, at.y, (at.x + at.width).saturating_sub(x), state, Role::Plain);
}

fn system_row(canvas: &mut Canvas, tree: &Tree, at: Rect, inner: Rect) {
    let keyspaces = tree.system_keyspaces();
    let branch = if keyspaces.open { "    - " } else { "    + " };
    let pieces = [(branch, Role::Plain), (labels::SYSTEM, Role::Plain)];
    let end = canvas.pieces(inner.x, inner.y, (inner.width / 2).max(20), &pieces);
    state(canvas, at, end, &words::system_state(keyspaces));
}

fn database_row(canvas: &mut Canvas, tree: &Tree, database: Database<'_>, at: Rect, inner: Rect) {
    let mark = database.mark();
    let branch = if database.is_open() { " - " } else { " + " };
    let mut pieces = vec![(tick(mark, database.listing()), Role::Plain), (branch, Role::Plain)];
    let shown = visible_name(database.name());
    name(&mut pieces, tree, &shown);
    pieces.push((star(database.origin(), database.is_not_listed()), Role::Warn));
    let end = canvas.pieces(inner.x, inner.y, (inner.width / 2).max(20), &pieces);
    state(
        canvas,
        at,
        end,
        &words::database_state(mark, database.table_count(), database.listing()),
    );
}

fn table_row(
    canvas: &mut Canvas,
    tree: &Tree,
    database: Database<'_>,
    table: Table<'_>,
    inner: Rect,
) {
    let (sign, note) = match (database.mark(), table.ticked) {
        (Mark::Whole, _) => ("[x] ", labels::WITH_WHOLE),
        (_, true) => ("[x] ", ""),
        (_, false) => ("[ ] ", ""),
    };
    let mut pieces = vec![(sign, Role::Plain)];
    let shown = visible_name(table.name);
    name(&mut pieces, tree, &shown);
    pieces.push((star(table.origin, database.is_table_not_listed(table)), Role::Warn));
    pieces.push((note, Role::Plain));
    canvas.pieces(inner.x + 4, inner.y, inner.width.saturating_sub(4), &pieces);
}

/// Adds a name, with the parts that the filter has found in it marked.
fn name<'a>(pieces: &mut Vec<(&'a str, Role)>, tree: &Tree, name: &'a str) {
    let mut at = 0;
    for found in tree.filter().matches(name) {
        pieces.push((&name[at..found.start], Role::Plain));
        pieces.push((&name[found.clone()], Role::Strong));
        at = found.end;
    }
    pieces.push((&name[at..], Role::Plain));
}
