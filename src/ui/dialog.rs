//! Draws the boxes over a screen: help, the log of all operations, prompts, the question whether
//! to leave.

use ratatui::layout::Rect;

use super::{
    below,
    canvas::{Canvas, chop, width, wrap},
    compose::import,
    review, sign_in,
    style::Role,
    watch,
};
use crate::{
    core::{
        base::instance::Engine,
        model::Model,
        port::{
            keymap::Context,
            overlay::{Overlay, Prompt, PromptKind, TextPage},
            ticket::{Ticket, TicketForm},
        },
    },
    words::{
        base::labels,
        dialog::{self, leave, prompt as prompt_words},
        journal,
        operation::ticket as ticket_words,
        port, review as review_words,
        session::set_up as set_up_words,
    },
};

pub(super) fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    match model.dialog.overlays.last() {
        None => {}
        Some(Overlay::Page { page: shown, scroll }) => match shown {
            TextPage::Help(context) => help(canvas, area, *context, *scroll),
            TextPage::Log => page(canvas, area, labels::LOG_PAGE, &watch::pages(model), *scroll),
            TextPage::Changes => {
                page(canvas, area, journal::title(model), &changes(model), *scroll)
            }
            TextPage::ScopeText(text) => import::scope_text(canvas, text, *scroll, area),
            TextPage::Ticket(it) => ticket(canvas, area, it, *scroll),
            TextPage::RunLine(line) => import::run_line(canvas, line, *scroll, area),
        },
        Some(Overlay::Prompt(it)) => prompt(canvas, model, area, it),
        Some(Overlay::Form(form)) => sign_in::form(canvas, area, form),
        Some(Overlay::Ways { row }) => sign_in::ways(canvas, model, area, *row),
        Some(Overlay::Projects { row }) => sign_in::projects(canvas, model, area, *row),
        Some(Overlay::SigningIn) => {
            question(canvas, area, set_up_words::SIGNING_IN, &set_up_words::signing_in(model))
        }
        Some(Overlay::Leave) => question(canvas, area, labels::LEAVE, &leave::question(model)),
        Some(Overlay::Discard(what)) => {
            question(canvas, area, labels::DISCARD, &journal::discard(model, *what))
        }
        Some(Overlay::Import) => {
            if let Some(it) = &model.compose.import {
                import::draw(canvas, model, it, area);
            }
        }
    }
}

fn page(canvas: &mut Canvas, area: Rect, title: &str, lines: &[(String, Role)], scroll: usize) {
    canvas.clear(area);
    canvas.rule(area, title, "", true);
    let area = below(area);
    let columns = usize::from(area.width.saturating_sub(2));
    let lines: Vec<_> = lines
        .iter()
        .flat_map(|(text, role)| wrap(text, columns).into_iter().map(|part| (part, *role)))
        .collect();
    let scroll = canvas.scrolls(lines.len(), area.height, scroll);
    let most = canvas.last_scroll();
    for (row, (line, role)) in lines.iter().skip(scroll).take(usize::from(area.height)).enumerate()
    {
        canvas.text(area.x + 1, area.y + row as u16, area.width.saturating_sub(1), line, *role);
    }
    if most > scroll {
        canvas.right(
            area.right(),
            area.bottom() - 1,
            &labels::more_lines(most - scroll),
            Role::Strong,
        );
    }
    canvas.put_cursor(area.x, area.y);
}

/// Draws a ticket. A form for a program is cut and not wrapped, so that every blank shows.
fn ticket(canvas: &mut Canvas, area: Rect, it: &Ticket, scroll: usize) {
    let columns = usize::from(area.width.saturating_sub(2));
    let lines = match &it.record {
        None => vec![ticket_words::READING.to_owned()],
        Some(record) => ticket_words::lines(record, it.form),
    };
    let rows = lines.iter().flat_map(|line| match it.form {
        TicketForm::Text | TicketForm::Markdown => vec![line.clone()],
        TicketForm::Line | TicketForm::Json | TicketForm::Csv => {
            chop(line, columns).map(str::to_owned).collect()
        }
    });
    let rows: Vec<_> = rows.map(|row| (row, Role::Plain)).collect();
    page(canvas, area, ticket_words::title(it.form), &rows, scroll);
}

fn help(canvas: &mut Canvas, area: Rect, context: Context, scroll: usize) {
    let rows = dialog::help(context);
    let column = rows.iter().map(|(k, _)| width(k)).max().unwrap_or(0);
    let lines: Vec<_> = rows
        .into_iter()
        .map(|(key, does)| (format!("{key:<column$}   {does}"), Role::Plain))
        .collect();
    page(canvas, area, labels::KEYS, &lines, scroll);
}

/// Draws a box in the middle of `area`; returns the inside of the box.
pub(super) fn frame(canvas: &mut Canvas, area: Rect, title: &str, columns: u16, rows: u16) -> Rect {
    let (columns, rows) = (columns.min(area.width), rows.min(area.height));
    // The box takes whole rows, so that no stumps of the screen below show beside the box.
    let at = Rect { y: area.y + (area.height - rows) / 2, height: rows, ..area };
    canvas.clear(at);
    canvas.rule(Rect { height: 1, ..at }, title, "", true);
    canvas.rule(Rect { y: at.bottom().saturating_sub(1), height: 1, ..at }, "", "", false);
    Rect {
        x: at.x + 3,
        y: at.y + 1,
        width: columns.saturating_sub(4),
        height: at.height.saturating_sub(2),
    }
}

fn prompt(canvas: &mut Canvas, model: &Model, area: Rect, it: &Prompt) {
    let list: Vec<String> = match it.kind {
        PromptKind::Region => set_up_words::regions(&it.regions()),
        PromptKind::InstanceId => Engine::STATED.iter().map(|e| e.name().to_owned()).collect(),
        PromptKind::Project
        | PromptKind::Token
        | PromptKind::Passcode
        | PromptKind::TreeName(_)
        | PromptKind::SavePath
        | PromptKind::ListFile
        | PromptKind::TextPath
        | PromptKind::TicketPath
        | PromptKind::Change
        | PromptKind::Statement(..) => Vec::new(),
    };
    let rows = (list.len() as u16).min(8);
    let inside = frame(canvas, area, prompt_words::title(model, &it.kind), 66, rows + 5);
    if matches!(it.kind, PromptKind::Token | PromptKind::Passcode) {
        masked(canvas, Rect { height: 1, ..inside }, it.secret_length, true);
    } else {
        canvas.field(inside.x, inside.y, inside.width, &it.input, true);
    }
    let top = it.choice.unwrap_or(0).saturating_sub(usize::from(rows).saturating_sub(1));
    for (row, text) in list.iter().enumerate().skip(top).take(usize::from(rows)) {
        let y = inside.y + 1 + (row - top) as u16;
        let here = Some(row) == it.choice;
        canvas.text(inside.x, y, 1, if here { ">" } else { " " }, Role::Focus);
        canvas.text(
            inside.x + 2,
            y,
            inside.width.saturating_sub(2),
            text,
            if here { Role::Focus } else { Role::Plain },
        );
    }
    let y = inside.y + 1 + rows;
    let (text, role) = match &it.problem {
        Some(problem) => (port::prompt_problem(problem), Role::Bad),
        None => (prompt_words::hint(model.shared.mode, &it.kind).to_owned(), Role::Plain),
    };
    canvas.paragraph(
        Rect { x: inside.x, y, width: inside.width, height: inside.bottom().saturating_sub(y) },
        &text,
        role,
    );
}

/// Draws stars for a secret, and the number of characters.
pub(super) fn masked(canvas: &mut Canvas, at: Rect, length: usize, focused: bool) {
    let x = canvas.text(at.x, at.y, at.width, &"*".repeat(length.min(24)), Role::Plain);
    canvas.text(
        x + 2,
        at.y,
        at.width.saturating_sub(26),
        &prompt_words::secret_length(length),
        Role::Plain,
    );
    if focused {
        canvas.put_cursor(x, at.y);
    }
}

fn changes(model: &Model) -> Vec<(String, Role)> {
    let Some(changes) = &model.compose.changes else { return Vec::new() };
    let mut lines = vec![
        (journal::saved(changes, model.shared.clock.utc), Role::Strong),
        (String::new(), Role::Plain),
    ];
    for change in changes.list(model.shared.mode, &model.shared.session, &model.draft) {
        let level = change.level();
        lines.push((
            format!(
                "{:<7}{}",
                review_words::level(level),
                journal::change(&change, changes, model)
            ),
            review::role_of(level),
        ));
    }
    lines.extend(journal::end(changes, model).map(|text| (text, Role::Plain)));
    lines
}

fn question(canvas: &mut Canvas, area: Rect, title: &str, lines: &[String]) {
    // As many stars as the box has room for; a narrow screen has less room.
    let columns = usize::from(area.width.saturating_sub(4)).min(60);
    let lines: Vec<String> = lines.iter().flat_map(|l| wrap(l, columns)).collect();
    let inside = frame(canvas, area, title, 66, lines.len() as u16 + 2);
    for (row, line) in lines.iter().take(usize::from(inside.height)).enumerate() {
        canvas.text(inside.x, inside.y + row as u16, inside.width, line, Role::Plain);
    }
    canvas.put_cursor(inside.x, inside.bottom().saturating_sub(1));
}
