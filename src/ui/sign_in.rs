//! Draws the lists and forms of the set-up.

use ratatui::layout::Rect;

use super::{
    canvas::{Canvas, wrap},
    dialog::{frame, masked},
    inset,
    list::choices,
    split,
    style::Role::{self, Plain},
};
use crate::{
    core::{
        model::Model,
        port::Commands,
        session::{FieldName, Form, FormField},
    },
    words::session::set_up as words,
};

/// The rows below a list or a form, for the sentence on the row under the cursor.
const SAID: u16 = 3;
/// The least rows of a list.
const LEAST: u16 = 4;
/// The columns of a field's label.
const LABEL: u16 = 16;

/// Draws the ways to sign in, and below them what the way under the cursor holds or
/// why it cannot be used.
pub fn ways(canvas: &mut Canvas, model: &Model, area: Rect, row: usize) {
    let ways = model.sign_in.ways();
    let said = ways.get(row).and_then(|way| words::detail(model, *way)).unwrap_or_default();
    let rows = ways.iter().map(|way| words::way(model, *way));
    list(canvas, area, words::WAYS, rows, row, &said);
}

/// Draws the projects to choose from.
pub fn projects(canvas: &mut Canvas, model: &Model, area: Rect, row: usize) {
    let rows = model.sign_in.projects.iter().map(words::project_row);
    list(canvas, area, words::PROJECTS, rows, row, "");
}

fn list(
    canvas: &mut Canvas,
    area: Rect,
    title: &str,
    rows: impl Iterator<Item = String>,
    row: usize,
    said: &str,
) {
    let rows: Vec<_> = rows.enumerate().collect();
    // The sentence is shown in full, as long as some rows of the list are left.
    let wanted = wrap(said, usize::from(area.width.saturating_sub(4))).len() as u16;
    let said_rows = wanted.clamp(SAID, area.height.saturating_sub(2 + LEAST).max(SAID));
    let height = (rows.len() as u16).min(area.height.saturating_sub(said_rows + 2));
    let inside = frame(canvas, area, title, area.width, height + said_rows + 2);
    let (list, below) = split(inside, height);
    choices(canvas, list, &rows, Some(row));
    canvas.paragraph(below, said, Plain);
}

pub fn form(canvas: &mut Canvas, area: Rect, form: &Form) {
    let rows = form.fields.len() as u16;
    let inside = frame(canvas, area, words::form_title(form.kind), area.width, rows + SAID + 2);
    let (fields, below) = split(inside, rows);
    for (at, (n, field)) in fields.rows().zip(form.fields.iter().enumerate()) {
        draw_field(canvas, at, field, n == form.focus);
    }
    let (text, role) = match (&form.problem, form.focused()) {
        (Some(problem), _) => (words::form_problem(problem), Role::Strong),
        (None, Some(field)) => (words::field_hint(Commands::Keys, field.name), Plain),
        (None, None) => (String::new(), Plain),
    };
    canvas.paragraph(below, &text, role);
}

fn draw_field(canvas: &mut Canvas, at: Rect, field: &FormField, focused: bool) {
    let role = if focused { Role::Focus } else { Plain };
    canvas.text(at.x, at.y, LABEL, words::label(field.name), role);
    let value = inset(at, LABEL, 0);
    match field.name {
        FieldName::Secret(_) => masked(canvas, value, field.length, focused),
        FieldName::Keep => {
            canvas.line(value, if field.on { "[x]" } else { "[ ]" }, Plain);
            if focused {
                canvas.put_cursor(value.x + 1, value.y);
            }
        }
        FieldName::Account
        | FieldName::User
        | FieldName::Project
        | FieldName::AccessKey
        | FieldName::Profile
        | FieldName::SecretFile => {
            canvas.field(value, &field.input, focused);
        }
    }
}
