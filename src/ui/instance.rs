//! The instance list, and what is known of the one under the cursor.

use ratatui::layout::Rect;

use super::{below, canvas::Canvas, hidden_rows, split, style::Role};
use crate::{
    core::{
        geometry::Rung,
        instance::Instance,
        model::{Model, Screen},
        tree::Listing,
    },
    words::{labels, screens as words},
};

pub(super) fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let step = model.size.rung() == Rung::Step;
    let (top, bottom) = split(area, area.height.saturating_sub(if step { 5 } else { 0 }));
    list(canvas, model, top);
    if let Some(instance) = model.fleet.chosen().filter(|_| step) {
        canvas.rule(bottom, labels::UNDER_CURSOR, "", false);
        let area = below(bottom);
        canvas.pieces(area.x + 1, area.y, area.width - 1, &[(&instance.name, Role::Strong)]);
        canvas.text(area.x + 1, area.y + 1, area.width - 1, instance.id.as_str(), Role::Plain);
        canvas.text(area.x + 1, area.y + 2, area.width - 1, &words::instance_line(instance), Role::Plain);
        canvas.text(area.x + 1, area.y + 3, area.width - 1, &words::instance_detail(instance), Role::Plain);
    }
}

/// Widths of the list's columns.
struct Columns {
    name: u16,
    engine: u16,
    id: u16,
    status: u16,
    action: u16,
    wide: bool,
}

impl Columns {
    /// The name takes what the others leave.
    const fn of(area: Rect) -> Self {
        let (engine, id, status, action) = if area.width < 80 { (10, 11, 9, 8) } else { (12, 12, 10, 15) };
        let wide = area.width >= 110;
        let others = 3 + engine + id + status + action + if wide { NODES + USED + WINDOW } else { 0 };
        Self { name: area.width.saturating_sub(others), engine, id, status, action, wide }
    }
}

const NODES: u16 = 6;
const USED: u16 = 8;
const WINDOW: u16 = 12;

pub(super) fn list(canvas: &mut Canvas, model: &Model, area: Rect) {
    let fleet = &model.fleet;
    let filter = fleet.filter.value();
    let focused = model.screen == Screen::Instance && model.overlays.is_empty();
    let keys = if fleet.filtering || !filter.is_empty() { labels::ESC_CLEARS } else { labels::LIST_KEYS };
    let note = hidden_rows(area.height.saturating_sub(2), fleet.top(), fleet.len());
    canvas.rule(area, &words::instances_title(model), note.as_deref().unwrap_or(keys), focused);
    let columns = Columns::of(area);
    let heads = below(area);
    let y = heads.y;
    if fleet.filtering || !filter.is_empty() {
        let x = canvas.text(area.x + 1, y, 10, labels::FILTER, Role::Strong);
        canvas.field(x, y, area.width.saturating_sub(x + 1), &fleet.filter, fleet.filtering && focused);
    } else if let Listing::Failed(why) = &fleet.listing
        && !fleet.is_empty()
    {
        // The rows of an earlier reading stay; why they are not fresh stands in the place of the heads.
        canvas.text(area.x + 3, y, area.width.saturating_sub(4), &words::list_not_fresh(why), Role::Warn);
    } else {
        line(canvas, &columns, heads, labels::INSTANCE_HEADS, Role::Strong);
    }
    let rows = below(heads);
    if fleet.is_empty() {
        let inner = Rect { x: rows.x + 3, width: rows.width.saturating_sub(4), ..rows };
        canvas.paragraphs(inner, &words::no_instances(model));
        return;
    }
    for row in 0..rows.height {
        let number = fleet.top() + usize::from(row);
        let Some(instance) = fleet.row(number) else { break };
        let here = number == fleet.cursor();
        let at = Rect { y: rows.y + row, height: 1, ..rows };
        draw_row(canvas, model, &columns, at, instance, here && focused);
        if here && focused && !fleet.filtering {
            canvas.put_cursor(at.x + 1, at.y);
        }
    }
}

fn draw_row(canvas: &mut Canvas, model: &Model, columns: &Columns, at: Rect, instance: &Instance, here: bool) {
    let chosen = model.draft.target.as_ref().is_some_and(|t| *t.id() == instance.id);
    let marker = match (here, chosen) {
        (true, _) => ">",
        (false, true) => "*",
        (false, false) => "",
    };
    canvas.text(at.x + 1, at.y, 1, marker, Role::Focus);
    let action = instance.actions.first().map_or(words::NONE, String::as_str);
    let nodes = instance.nodes.to_string();
    let used = instance.used_gb.map_or_else(|| "-".to_owned(), |gb| format!("{gb:.0}"));
    let window = instance.backup_window.as_deref().unwrap_or(words::NOT_TOLD);
    let id = format!("..{}", instance.id.tail(8));
    let texts = [&instance.name, instance.engine.name(), &id, &instance.status, action, &nodes, &used, window];
    // The marker alone says where the cursor is: a row in another style would cost a far link ten times as much.
    line(canvas, columns, at, texts, if instance.is_idle() { Role::Plain } else { Role::Warn });
}

fn line(canvas: &mut Canvas, columns: &Columns, at: Rect, texts: [&str; 8], role: Role) {
    let [name, engine, id, status, action, nodes, used, window] = texts;
    let mut x = at.x + 3;
    let mut put = |canvas: &mut Canvas, text: &str, columns: u16| {
        canvas.text(x, at.y, columns.saturating_sub(1), text, role);
        x += columns;
    };
    put(canvas, name, columns.name);
    put(canvas, engine, columns.engine);
    put(canvas, id, columns.id);
    put(canvas, status, columns.status);
    put(canvas, action, columns.action);
    if columns.wide {
        put(canvas, nodes, NODES);
        put(canvas, used, USED);
        put(canvas, window, WINDOW);
    }
}
