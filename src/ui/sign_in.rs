//! Draws the lists and forms of the set-up.

use ratatui::layout::Rect;

use super::{
    canvas::{Canvas, wrap},
    dialog::{frame, masked},
    style::Role,
};
use crate::{
    core::{
        model::Model,
        session::{
            form::{FieldName, Form, FormField},
            signing::Way,
        },
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
pub(super) fn ways(canvas: &mut Canvas, model: &Model, area: Rect, row: usize) {
    let ways = model.sign_in.ways();
    let rows: Vec<String> = ways.iter().map(|way| words::way(model, *way)).collect();
    let said = match ways.get(row) {
        Some(Way::Source(n)) => {
            model.sign_in.sources.get(*n).map(words::detail).unwrap_or_default()
        }
        Some(Way::Token | Way::Password | Way::Keys) | None => String::new(),
    };
    list(canvas, area, words::WAYS, &rows, row, &said);
}

/// Draws the projects to choose from.
pub(super) fn projects(canvas: &mut Canvas, model: &Model, area: Rect, row: usize) {
    let rows: Vec<String> = model.sign_in.projects.iter().map(words::project_row).collect();
    list(canvas, area, words::PROJECTS, &rows, row, "");
}

fn list(canvas: &mut Canvas, area: Rect, title: &str, rows: &[String], row: usize, said: &str) {
    // The sentence is shown in full, as long as some rows of the list are left.
    let wanted = wrap(said, usize::from(area.width.saturating_sub(4))).len() as u16;
    let said_rows = wanted.clamp(SAID, area.height.saturating_sub(2 + LEAST).max(SAID));
    let room = area.height.saturating_sub(said_rows + 2);
    let height = (rows.len() as u16).min(room);
    let inside = frame(canvas, area, title, area.width, height + said_rows + 2);
    let top = (row + 1).saturating_sub(usize::from(height));
    for (n, text) in rows.iter().enumerate().skip(top).take(usize::from(height)) {
        let y = inside.y + (n - top) as u16;
        let here = n == row;
        if here {
            canvas.text(inside.x, y, 1, ">", Role::Focus);
            canvas.put_cursor(inside.x, y);
        }
        canvas.text(
            inside.x + 2,
            y,
            inside.width.saturating_sub(2),
            text,
            if here { Role::Focus } else { Role::Plain },
        );
    }
    let y = inside.y + height;
    canvas.paragraph(
        Rect { y, height: inside.bottom().saturating_sub(y), ..inside },
        said,
        Role::Plain,
    );
}

pub(super) fn form(canvas: &mut Canvas, area: Rect, form: &Form) {
    let rows = form.fields.len() as u16;
    let inside = frame(canvas, area, words::form_title(form.kind), area.width, rows + SAID + 2);
    for (n, field) in form.fields.iter().enumerate() {
        let y = inside.y + n as u16;
        if y >= inside.bottom() {
            break;
        }
        draw_field(canvas, Rect { y, height: 1, ..inside }, field, n == form.focus);
    }
    let y = inside.y + rows;
    let (text, role) = match (&form.problem, form.focused()) {
        (Some(problem), _) => (words::form_problem(problem), Role::Bad),
        (None, Some(field)) => (words::field_hint(field.name).to_owned(), Role::Plain),
        (None, None) => (String::new(), Role::Plain),
    };
    canvas.paragraph(Rect { y, height: inside.bottom().saturating_sub(y), ..inside }, &text, role);
}

fn draw_field(canvas: &mut Canvas, at: Rect, field: &FormField, focused: bool) {
    canvas.text(
        at.x,
        at.y,
        LABEL,
        words::label(field.name),
        if focused { Role::Focus } else { Role::Plain },
    );
    let value = Rect { x: at.x + LABEL, width: at.width.saturating_sub(LABEL), ..at };
    match field.name {
        FieldName::Secret(_) => masked(canvas, value, field.length, focused),
        FieldName::Keep => {
            canvas.text(
                value.x,
                value.y,
                value.width,
                if field.on { "[x]" } else { "[ ]" },
                Role::Plain,
            );
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
            canvas.field(value.x, value.y, value.width, &field.input, focused);
        }
    }
}
