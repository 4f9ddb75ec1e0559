//! Draws the instance list, and the details of the instance under the cursor.

use super::{below, canvas::Canvas, hidden_rows, split, style::Role};
use crate::{
    core::{
        base::{
            instance::Instance,
            remote::Remote,
            size::{BRIEF_ROWS, DETAIL_ROWS, Rung},
        },
        choose::newest_backups::{Made, Told},
        model::Model,
        port::shared::Screen,
    },
    words::{
        base::{calls, labels},
        choose as words,
    },
};
use ratatui::layout::Rect;

pub(super) fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    if model.shared.size.rung() != Rung::Step {
        return list_with_brief(canvas, model, area);
    }
    let (top, bottom) = split(area, area.height.saturating_sub(DETAIL_ROWS));
    list(canvas, model, top);
    if model.choose.instances.chosen().is_some() {
        details(canvas, model, bottom);
    }
}

/// Draws all facts on the instance under the cursor, once the cursor rests.
fn details(canvas: &mut Canvas, model: &Model, area: Rect) {
    canvas.rule(area, labels::UNDER_CURSOR, &words::age_note(model), false);
    let Some(instance) = model.choose.instances.at_rest() else { return };
    let area = below(area);
    let (x, room) = (area.x + 1, area.width.saturating_sub(1));
    canvas.text(x, area.y, room, &instance.name, Role::Strong);
    canvas.text(x, area.y + 1, room, &words::id_and_usage(instance), Role::Plain);
    canvas.text(
        x,
        area.y + 2,
        room,
        &words::facts(instance),
        if instance.is_idle() { Role::Plain } else { Role::Warn },
    );
    let mut fact = |row: u16, label: &str, text: &str| {
        canvas.text(x, area.y + row, LABEL, label, Role::Plain);
        canvas.text(x + LABEL, area.y + row, room.saturating_sub(LABEL), text, Role::Plain);
    };
    fact(3, words::AUTO_WINDOW, &words::window(instance, model.shared.clock.utc));
    fact(4, words::LAST_MANUAL, &words::backup_named(model, instance, Made::Manual));
    fact(5, words::LAST_AUTOMATED, &why_or_automated(model, instance));
    if let Some(project) = words::enterprise_project(&instance.billing) {
        canvas.text(x, area.y + 6, room, &project, Role::Plain);
    }
}

/// Returns the newest automated backup, or why the backups could not be read.
fn why_or_automated(model: &Model, instance: &Instance) -> String {
    match (
        model.choose.newest.of(&instance.id, Made::Automated),
        model.choose.newest.failure(&instance.id),
    ) {
        (Told::NotRead, Some(why)) => words::backups_not_read(why),
        _ => words::backup_named(model, instance, Made::Automated),
    }
}

/// Draws the list, and in one row the newest backups of the instance under the cursor.
pub(super) fn list_with_brief(canvas: &mut Canvas, model: &Model, area: Rect) {
    let (top, bottom) = split(area, area.height.saturating_sub(BRIEF_ROWS));
    list(canvas, model, top);
    let Some(instance) = model.choose.instances.at_rest() else { return };
    let text = match (
        model.choose.newest.of(&instance.id, Made::Manual),
        model.choose.newest.failure(&instance.id),
    ) {
        (Told::NotRead, Some(why)) => words::backups_not_read(why),
        _ => words::both_backups(model, instance),
    };
    canvas.text(bottom.x + 3, bottom.y, bottom.width.saturating_sub(3), &text, Role::Plain);
}

/// The column at which the facts of the details begin.
const LABEL: u16 = 16;

/// The widths of the list's columns.
struct Columns {
    name: u16,
    engine: u16,
    id: u16,
    status: u16,
    action: u16,
    wide: bool,
}

impl Columns {
    /// Gives the name the columns that all others leave.
    const fn of(area: Rect) -> Self {
        let wide = area.width >= 110;
        let (engine, id, status, action) = match area.width {
            ..80 => (10, 11, 9, 8),
            80..110 => (12, 12, 10, 15),
            110.. => (11, 12, 9, 8),
        };
        let others =
            3 + engine + id + status + action + if wide { NODES + USED + LAST + WINDOW } else { 0 };
        Self { name: area.width.saturating_sub(others), engine, id, status, action, wide }
    }
}

const NODES: u16 = 6;
const USED: u16 = 8;
const LAST: u16 = 21;
const WINDOW: u16 = 22;

fn list(canvas: &mut Canvas, model: &Model, area: Rect) {
    let fleet = &model.choose.instances;
    let filter = fleet.filter.value();
    let focused = model.shared.screen == Screen::Instance && model.dialog.overlays.is_empty();
    let keys =
        if fleet.filtering || !filter.is_empty() { labels::ESC_CLEARS } else { labels::LIST_KEYS };
    let note = hidden_rows(area.height.saturating_sub(2), fleet.top(), fleet.len());
    canvas.rule(area, &words::list_title(model), note.as_deref().unwrap_or(keys), focused);
    let columns = Columns::of(area);
    let heads = below(area);
    let y = heads.y;
    if fleet.filtering || !filter.is_empty() {
        let x = canvas.text(area.x + 1, y, 10, labels::FILTER, Role::Strong);
        canvas.field(
            x,
            y,
            area.width.saturating_sub(x + 1),
            &fleet.filter,
            fleet.filtering && focused,
        );
    } else if let Remote::Failed { why, .. } = &fleet.reading
        && !fleet.is_empty()
    {
        // The rows of an earlier reading stay; the reason why no newer rows came stands in place
        // of the heads.
        canvas.text(
            area.x + 3,
            y,
            area.width.saturating_sub(4),
            &calls::cut_short(why),
            Role::Warn,
        );
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

fn draw_row(
    canvas: &mut Canvas,
    model: &Model,
    columns: &Columns,
    at: Rect,
    instance: &Instance,
    here: bool,
) {
    let chosen = model.draft.target.as_ref().is_some_and(|t| *t.id() == instance.id);
    let marker = match (here, chosen) {
        (true, _) => ">",
        (false, true) => "*",
        (false, false) => "",
    };
    canvas.text(at.x + 1, at.y, 1, marker, Role::Focus);
    let action = instance.actions.first().map_or(labels::NONE, String::as_str);
    let nodes = instance.nodes.to_string();
    let used = instance.used_gb.map_or_else(|| "-".to_owned(), |gb| format!("{gb:.0}"));
    let (last, window) = if columns.wide {
        (words::last_backup(model, instance), words::window_short(instance, model.shared.clock.utc))
    } else {
        (String::new(), String::new())
    };
    let id = format!("..{}", instance.id.tail(8));
    let texts = [
        &instance.name,
        instance.engine.name(),
        &id,
        &instance.status,
        action,
        &nodes,
        &used,
        &last,
        &window,
    ];
    // The marker alone says where the cursor is: a row in another style would cost a far link ten
    // times as much.
    line(canvas, columns, at, texts, if instance.is_idle() { Role::Plain } else { Role::Warn });
}

fn line(canvas: &mut Canvas, columns: &Columns, at: Rect, texts: [&str; 9], role: Role) {
    let [name, engine, id, status, action, nodes, used, last, window] = texts;
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
        put(canvas, last, LAST);
        put(canvas, window, WINDOW);
    }
}
