//! Draws the boxes over a screen: help, the log of all operations, prompts, the question whether
//! to leave.

use ratatui::layout::Rect;

use super::{
    canvas::{Canvas, chop, width, wrap, wrapped},
    compose::import,
    inset, inside, list, sign_in, split,
    style::Role::{self, Plain, Strong},
};
use crate::{
    core::{
        base::text::{small, words},
        model::Model,
        port::{Overlay, Prompt, PromptKind, TextPage, Ticket, TicketForm, overlay::Help},
    },
    words::{
        base::labels,
        compose::import as words,
        dialog::{self, leave, prompt as prompt_words},
        journal,
        operation::{log, ticket as ticket_words},
        port, review as review_words,
        session::{credentials::secret, set_up as set_up_words},
    },
};

pub fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    match model.dialog.overlays.last() {
        None => {}
        Some(Overlay::Page { page: shown, scroll }) => match shown {
            TextPage::Help(it) => help(canvas, area, it, *scroll),
            TextPage::Log => {
                let lines = log::pages(&model.operations.list);
                page(canvas, area, labels::LOG_PAGE, &lines, *scroll)
            }
            TextPage::Changes => {
                page(canvas, area, journal::title(model), &changes(model), *scroll)
            }
            TextPage::ScopeText(text) => {
                import::scope_text(canvas, (words::SCOPE_TEXT, text), *scroll, area)
            }
            TextPage::Chosen(text) => {
                import::scope_text(canvas, (words::CHOSEN_TEXT, text), *scroll, area)
            }
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
    let area = canvas.page(area, title);
    let columns = inside(area);
    let rows = lines.iter().flat_map(|(text, role)| wrapped(text, *role, columns)).collect();
    let more = canvas.scrolled(inset(area, 1, 0), rows, scroll);
    list::more(canvas, area, more);
}

/// Draws a ticket. A form for a program is cut and not wrapped, so that every blank shows.
fn ticket(canvas: &mut Canvas, area: Rect, it: &Ticket, scroll: usize) {
    let lines = match &it.record {
        None => vec![ticket_words::READING.to_owned()],
        Some(record) => ticket_words::lines(record, it.form),
    };
    let rows = lines.iter().flat_map(|line| match it.form {
        TicketForm::Text | TicketForm::Markdown => vec![line.clone()],
        TicketForm::Line | TicketForm::Json | TicketForm::Csv => {
            chop(line, inside(area)).map(str::to_owned).collect()
        }
    });
    let rows: Vec<_> = rows.map(|row| (row, Plain)).collect();
    page(canvas, area, ticket_words::title(it.form), &rows, scroll);
}

fn help(canvas: &mut Canvas, area: Rect, it: &Help, scroll: usize) {
    let rows = dialog::help(it.of);
    let column = rows.iter().map(|(k, _)| width(k)).max().unwrap_or(0);
    let wanted = words(it.filter.value());
    let mut lines: Vec<_> = rows
        .into_iter()
        .map(|(key, does)| (format!("{key:<column$}   {does}"), Plain))
        .filter(|(line, _)| wanted.iter().all(|word| small(line).contains(word)))
        .collect();
    if lines.is_empty() {
        lines.push((labels::NO_KEY.to_owned(), Plain));
    }
    if !it.filtering && wanted.is_empty() {
        return page(canvas, area, labels::KEYS, &lines, scroll);
    }
    let (above, filter) = split(area, area.height - 1);
    page(canvas, above, labels::KEYS, &lines, scroll);
    canvas.clear(filter);
    let x = canvas.text(filter.x + 1, filter.y, 10, labels::FILTER, Strong);
    let text = Rect { x, width: filter.width.saturating_sub(x + 1), ..filter };
    canvas.field(text, &it.filter, it.filtering);
}

/// Draws a box in the middle of `area`; returns the inside of the box.
pub fn frame(canvas: &mut Canvas, area: Rect, title: &str, columns: u16, rows: u16) -> Rect {
    let (columns, rows) = (columns.min(area.width), rows.min(area.height));
    // The box takes whole rows, so that no stumps of the screen below show beside the box.
    let at = Rect { y: area.y + (area.height - rows) / 2, height: rows, ..area };
    canvas.clear(at);
    let inside = canvas.rule(at, title, "", true);
    let (inside, last) = split(inside, inside.height.saturating_sub(1));
    canvas.rule(last, "", "", false);
    Rect { x: inside.x + 3, width: columns.saturating_sub(4), ..inside }
}

fn prompt(canvas: &mut Canvas, model: &Model, area: Rect, it: &Prompt) {
    let choices: Vec<_> = (0..).zip(prompt_words::choices(it)).collect();
    let rows = (choices.len() as u16).min(8);
    let inside = frame(canvas, area, prompt_words::title(model, &it.kind), 66, rows + 5);
    let (field, rest) = split(inside, 1);
    let (list, hint) = split(rest, rows);
    list::choices(canvas, list, &choices, it.choice);
    if matches!(it.kind, PromptKind::Token | PromptKind::Passcode) {
        masked(canvas, field, it.secret_length, true);
    } else {
        canvas.field(field, &it.input, true);
    }
    let by = model.shared.commands;
    let (text, role) = match &it.problem {
        Some(problem) => (port::prompt_problem(by, problem), Strong),
        None => (prompt_words::hint(by, model.shared.mode, &it.kind), Plain),
    };
    canvas.paragraph(hint, &text, role);
}

/// Draws stars for a secret, and the number of characters.
pub fn masked(canvas: &mut Canvas, at: Rect, length: usize, focused: bool) {
    let x = canvas.line(at, &"*".repeat(length.min(24)), Plain);
    let told = secret(length);
    canvas.text(x + 2, at.y, at.width.saturating_sub(26), &told, Plain);
    if focused {
        canvas.put_cursor(x, at.y);
    }
}

fn changes(model: &Model) -> Vec<(String, Role)> {
    let Some(changes) = &model.compose.changes else { return Vec::new() };
    let mut lines =
        vec![(journal::saved(changes, model.shared.clock.utc), Strong), (String::new(), Plain)];
    for (level, change) in journal::changes(changes, model) {
        let (tag, role) = review_words::level(level);
        lines.push((format!("{tag:<8}{change}"), role));
    }
    lines.extend(journal::end(changes, model).map(|text| (text, Plain)));
    lines
}

fn question(canvas: &mut Canvas, area: Rect, title: &str, lines: &[String]) {
    // As many stars as the box has room for; a narrow screen has less room.
    let columns = usize::from(area.width.saturating_sub(4)).min(60);
    let lines: Vec<String> = lines.iter().flat_map(|l| wrap(l, columns)).collect();
    let inside = frame(canvas, area, title, 66, lines.len() as u16 + 2);
    canvas.lines(inside, lines, Plain);
    canvas.put_cursor(inside.x, inside.y + inside.height.saturating_sub(1));
}
