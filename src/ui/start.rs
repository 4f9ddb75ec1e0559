//! Draws Start: operations that need attention, settings, the ways on, operations that ended.
//!
//! One page of panes that scrolls with the cursor. Only the rows that show are put into words, so
//! that a long journal costs nothing.

use ratatui::layout::Rect;

use super::{
    below,
    canvas::{Canvas, wrap},
    split,
    style::Role,
};
use crate::{
    core::{model::Model, session::current::SignInState, start::rows::StartRow},
    words::{
        base::{labels, tags},
        session::set_up,
        start::{self as texts, Columns, Row, Tone},
    },
};

enum Pane {
    Settings(Vec<Setting>),
    /// `count` rows for the cursor, from row `from` on; and a line below the rows.
    Rows {
        title: &'static str,
        from: usize,
        count: usize,
        more: Option<String>,
    },
}

/// A line of the configuration: tag, role, label, text.
struct Setting(&'static str, Role, &'static str, String);

impl Pane {
    const fn lines(&self) -> usize {
        match self {
            Self::Settings(lines) => lines.len(),
            Self::Rows { count, more, .. } => *count + more.is_some() as usize,
        }
    }
}

pub(super) fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let rows = model.start_rows();
    let panes = panes(model, &rows, usize::from(area.width.saturating_sub(24)));
    let kept = rows.iter().any(|row| !is_way_on(*row) || matches!(row, StartRow::Draft(_)));
    // The IDs in a damaged file stand nowhere else: the pane has room for a path and two IDs.
    let held = |n: usize| model.journal.damage.get(n).is_some_and(|damage| !damage.held.is_empty());
    let last_rows = match rows.get(model.start.row) {
        Some(StartRow::Damage(n)) if held(*n) => 6,
        _ if kept => 3,
        _ => 2,
    };
    let height = usize::from(area.height.saturating_sub(last_rows));
    let lines = |gap: usize| panes.iter().map(|pane| 1 + pane.lines() + gap).sum::<usize>();
    // An empty row after each pane, where there is room for it.
    let gap = usize::from(lines(1) <= height);
    let total = lines(gap);
    let top = cursor_line(&panes, gap, model.start.row)
        .map_or(0, |line| (line + 2).saturating_sub(height))
        .min(total.saturating_sub(height));
    let (page, _) = split(area, height.min(total) as u16);
    let mut at = 0;
    for pane in &panes {
        let after = at + 1 + pane.lines();
        for line in at.max(top)..after.min(top + height) {
            let place = Rect { y: page.y + (line - top) as u16, height: 1, ..page };
            draw_line(canvas, model, &rows, pane, line - at, place);
        }
        at = after + gap;
    }
    let (_, rest) = split(area, height.min(total) as u16);
    last(canvas, model, rows.get(model.start.row).copied(), rest);
}

/// Returns whether a row leads to a backup or to the set-up; every other row is the journal's.
const fn is_way_on(row: StartRow) -> bool {
    match row {
        StartRow::Form
        | StartRow::Draft(_)
        | StartRow::NewBackup
        | StartRow::Region
        | StartRow::Project
        | StartRow::SignIn
        | StartRow::Test
        | StartRow::SaveProfile => true,
        StartRow::Operation(_)
        | StartRow::Interrupted(_)
        | StartRow::Damage(_)
        | StartRow::Ended(_) => false,
    }
}

fn panes(model: &Model, rows: &[StartRow], columns: usize) -> Vec<Pane> {
    let needs = rows.iter().take_while(|row| !is_way_on(**row)).count();
    let ended = rows.iter().rev().take_while(|row| matches!(row, StartRow::Ended(_))).count();
    let more = (model.journal.older > 0).then(|| texts::older(model.journal.older));
    let mut panes = Vec::new();
    if needs > 0 {
        panes.push(Pane::Rows { title: texts::NEEDS_YOU, from: 0, count: needs, more: None });
    }
    panes.push(Pane::Settings(settings(model, columns)));
    panes.push(Pane::Rows {
        title: labels::CHOICES,
        from: needs,
        count: rows.len() - needs - ended,
        more: None,
    });
    if ended > 0 || more.is_some() {
        panes.push(Pane::Rows {
            title: texts::RECENT,
            from: rows.len() - ended,
            count: ended,
            more,
        });
    }
    panes
}

/// Returns the line of the page on which a row stands.
fn cursor_line(panes: &[Pane], gap: usize, row: usize) -> Option<usize> {
    let mut at = 0;
    for pane in panes {
        if let Pane::Rows { from, count, .. } = pane
            && (*from..from + count).contains(&row)
        {
            return Some(at + 1 + row - from);
        }
        at += 1 + pane.lines() + gap;
    }
    None
}

/// Returns the lines on configuration and journal; only the journal's trouble takes more than one.
fn settings(model: &Model, columns: usize) -> Vec<Setting> {
    let place = &model.shared.session;
    // A given endpoint needs no region.
    let region = place
        .region
        .clone()
        .or_else(|| place.endpoint.as_ref().map(|_| set_up::NOT_NEEDED.to_owned()));
    let project = place.project.as_ref().map(ToString::to_string);
    let signing = &model.sign_in;
    let complete = signing.sources.iter().filter(|s| s.automatic && s.method().is_some()).count();
    let sign_in = place.sign_in.as_ref().map(|s| set_up::sign_in_line(s, model.shared.clock.utc));
    let unsettled = set_up::unsettled(model.shared.mode, complete).filter(|_| signing.unsettled);
    let endpoint_hint = set_up::endpoint_hint(place.region.as_deref());
    let given = [
        (region, set_up::REGION_HINT),
        (place.endpoint.clone(), endpoint_hint.as_str()),
        (project, set_up::PROJECT_HINT),
        (sign_in, unsettled.as_deref().unwrap_or(set_up::SIGN_IN_HINT)),
    ];
    let line = |((value, hint), label): ((Option<String>, &str), &'static str)| match value {
        Some(value) => Setting(tags::OK, Role::Good, label, value),
        None => Setting(tags::MISSING, Role::Bad, label, hint.to_owned()),
    };
    let mut lines: Vec<Setting> = given.into_iter().zip(labels::SETTINGS).map(line).collect();
    if place.sign_in.as_ref().is_some_and(|sign_in| sign_in.state == SignInState::Refused)
        && let Some(sign_in) = lines.last_mut()
    {
        (sign_in.0, sign_in.1) = (tags::ERR, Role::Bad);
    }
    lines.extend(set_up::last_sign_in(model).map(|(tag, text)| Setting(tag, Role::Warn, "", text)));
    let (tag, tone, text) = texts::journal(model);
    let role = toned(tone, Role::Plain);
    let label = labels::SETTINGS[labels::SETTINGS.len() - 1];
    lines.extend(wrap(&text, columns).into_iter().enumerate().map(|(n, part)| match n {
        0 => Setting(tag, role, label, part),
        _ => Setting("", Role::Plain, "", part),
    }));
    lines
}

/// Draws one line of a pane; the first is its title.
fn draw_line(
    canvas: &mut Canvas,
    model: &Model,
    rows: &[StartRow],
    pane: &Pane,
    line: usize,
    at: Rect,
) {
    match (pane, line) {
        (Pane::Settings(_), 0) => canvas.rule(at, texts::settings_title(model), "", false),
        (Pane::Settings(lines), line) => {
            if let Some(Setting(tag, role, label, text)) = lines.get(line - 1) {
                canvas.text(at.x + 1, at.y, 10, tag, *role);
                canvas.text(at.x + 11, at.y, 12, label, Role::Plain);
                canvas.text(at.x + 23, at.y, at.width.saturating_sub(24), text, Role::Plain);
            }
        }
        (Pane::Rows { title, from, count, .. }, 0) => {
            canvas.rule(at, title, "", (*from..from + count).contains(&model.start.row));
        }
        (Pane::Rows { count, more, .. }, line) if line > *count => {
            canvas.text(
                at.x + 3,
                at.y,
                at.width.saturating_sub(4),
                more.as_deref().unwrap_or_default(),
                Role::Plain,
            );
        }
        (Pane::Rows { from, .. }, line) => draw_row(canvas, model, rows, from + line - 1, at),
    }
}

fn draw_row(canvas: &mut Canvas, model: &Model, rows: &[StartRow], number: usize, at: Rect) {
    let Some(row) = rows.get(number) else { return };
    let here = number == model.start.row;
    let role = if here { Role::Focus } else { Role::Plain };
    if here {
        canvas.text(at.x + 1, at.y, 2, ">", Role::Focus);
        canvas.put_cursor(at.x + 1, at.y);
    }
    match texts::row(model, *row) {
        Row::Text(text) => {
            canvas.text(at.x + 3, at.y, at.width.saturating_sub(4), &text, role);
        }
        Row::Columns(columns) => draw_columns(
            canvas,
            &columns,
            role,
            Rect { x: at.x + 3, width: at.width.saturating_sub(3), ..at },
        ),
    }
}

/// Draws number and stage at the left, age and what the program does at the right, names between.
fn draw_columns(canvas: &mut Canvas, columns: &Columns, role: Role, at: Rect) {
    const ID: u16 = 8;
    const WORD: u16 = 12;
    const AGE: u16 = 9;
    let what = if at.width >= 70 { 14 } else { 0 };
    let names = at.width.saturating_sub(ID + WORD + AGE + what);
    let instance = if what > 0 { names * 4 / 9 } else { 0 };
    let mut x = at.x;
    let cells: [(&str, u16, Role); 6] = [
        (&columns.id, ID, role),
        (columns.word, WORD, toned(columns.tone, role)),
        (&columns.instance, instance, role),
        (&columns.name, names - instance, role),
        (&columns.age, AGE, role),
        (&columns.what, what, role),
    ];
    for (text, room, role) in cells {
        canvas.text(x, at.y, room.saturating_sub(1), text, role);
        x += room;
    }
}

/// Returns the colour that repeats what the word says.
const fn toned(tone: Tone, plain: Role) -> Role {
    match tone {
        Tone::Plain => plain,
        Tone::Good => Role::Good,
        Tone::Warn => Role::Warn,
        Tone::Bad => Role::Bad,
    }
}

/// Draws the pane on the row under the cursor, or on the network.
fn last(canvas: &mut Canvas, model: &Model, row: Option<StartRow>, area: Rect) {
    if area.height < 2 {
        return;
    }
    let detail = row.and_then(|row| texts::detail(model, row));
    let (title, text) = match &detail {
        Some(text) => (labels::UNDER_CURSOR, text.as_str()),
        None => (labels::NETWORK, texts::network(model.shared.mode, &model.shared.session)),
    };
    canvas.rule(area, title, "", false);
    let inside = below(area);
    canvas.paragraph(
        Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside },
        text,
        Role::Plain,
    );
}
