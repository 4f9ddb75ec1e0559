//! Draws the form: instance, name, description, scope, tree, and in words what will be backed up.

pub(super) mod import;
pub(super) mod tree;

use ratatui::layout::Rect;
use tui_input::Input;

use super::{
    below,
    canvas::{Canvas, columns_of, width},
    choose, split,
    style::Role,
    watch,
};
use crate::{
    core::{
        base::{
            size::{
                BACKUP_ROWS, INSTANCE_ROWS, Rung, SUMMARY_ROWS, WIDE_CHECK_ROWS, WIDE_LIST_ROWS,
                WIDE_LOG_ROWS,
            },
            text,
        },
        compose::state::ComposeFocus,
        draft::{
            form::Target,
            request::BackupRequest,
            rules::{
                DESCRIPTION_MAX, NAME_MAX,
                rule::{Field, Violation},
            },
        },
        model::Model,
        port::shared::Screen,
        review::page::MANY_NAMES,
        scope::choice::ScopeChoice,
    },
    words::{
        base::{labels, tags},
        choose as instance_words,
        compose::tree as tree_words,
        draft::rules,
        operation::estimate,
        review,
    },
};

pub(super) fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let (rest, summary) = split(area, area.height.saturating_sub(SUMMARY_ROWS));
    let in_tree = matches!(model.compose.focus, ComposeFocus::Tree | ComposeFocus::TreeFilter);
    if model.shared.size.rung() == Rung::Narrow && in_tree {
        tree::draw(canvas, model, rest);
    } else {
        let (top, rest) = split(rest, INSTANCE_ROWS);
        target(canvas, model, top);
        let (fields, rest) = split(rest, BACKUP_ROWS);
        backup(canvas, model, fields);
        if model.shared.size.rung() != Rung::Narrow {
            tree::draw(canvas, model, rest);
        }
    }
    will_back_up(canvas, model, summary);
}

/// Draws the form with all other panes on one page, from 120x36.
pub(super) fn draw_page(canvas: &mut Canvas, model: &Model, area: Rect) {
    let (list, rest) = split(area, WIDE_LIST_ROWS);
    choose::list_with_brief(canvas, model, list);
    let (rest, log) = split(rest, rest.height.saturating_sub(WIDE_LOG_ROWS));
    let (middle, checks) = split(rest, rest.height.saturating_sub(WIDE_CHECK_ROWS));
    let left = Rect { width: 58, ..middle };
    let right = Rect { x: middle.x + 59, width: middle.width - 59, ..middle };
    let (top, fields) = split(left, INSTANCE_ROWS);
    target(canvas, model, top);
    backup(canvas, model, fields);
    let (branches, summary) = split(right, right.height.saturating_sub(SUMMARY_ROWS));
    tree::draw(canvas, model, branches);
    will_back_up(canvas, model, summary);
    findings(canvas, model, Rect { width: 58, ..checks });
    body(canvas, model, Rect { x: checks.x + 59, width: checks.width - 59, ..checks });
    watch::latest(canvas, model, log);
}

fn target(canvas: &mut Canvas, model: &Model, area: Rect) {
    canvas.rule(area, labels::INSTANCE, labels::CHANGE_INSTANCE, false);
    let area = below(area);
    let (x, room) = (area.x + 1, area.width.saturating_sub(2));
    match &model.draft.target {
        None => {
            canvas.text(x, area.y, room, labels::NONE_CHOSEN, Role::Plain);
        }
        Some(Target::Listed(instance)) => {
            let tail = format!("  ..{}  ", instance.id.tail(8));
            canvas.pieces(
                x,
                area.y,
                room,
                &[
                    (&instance.name, Role::Strong),
                    (&tail, Role::Plain),
                    (&instance_words::instance_line(instance), Role::Plain),
                ],
            );
            let warning = model.compose.violations.iter().find(|v| v.field == Field::Instance);
            match warning {
                Some(v) => canvas.pieces(
                    x,
                    area.y + 1,
                    room,
                    &[
                        (tags::WARN, Role::Warn),
                        (" ", Role::Plain),
                        (&rules::violation(v), Role::Plain),
                    ],
                ),
                None => canvas.text(
                    x,
                    area.y + 1,
                    room,
                    &instance_words::instance_detail(instance),
                    Role::Plain,
                ),
            };
        }
        Some(Target::Typed { id, engine }) => {
            canvas.text(x, area.y, room, id.as_str(), Role::Strong);
            canvas.pieces(
                x,
                area.y + 1,
                room,
                &[
                    (tags::WARN, Role::Warn),
                    (" ", Role::Plain),
                    (&instance_words::typed_target(engine), Role::Plain),
                ],
            );
        }
    }
}

const LABEL: u16 = 9;
/// The columns right of a field, for its counter and its tag.
const COUNTER: u16 = 16;

fn backup(canvas: &mut Canvas, model: &Model, area: Rect) {
    let focus = model.compose.focus;
    let on = model.shared.screen == Screen::Compose;
    let in_fields =
        on && matches!(focus, ComposeFocus::Name | ComposeFocus::Description | ComposeFocus::Scope);
    canvas.rule(
        area,
        labels::BACKUP,
        labels::NEEDED,
        in_fields && model.dialog.overlays.is_empty(),
    );
    let area = below(area);
    let name = TextField {
        label: labels::NAME,
        field: Field::Name,
        input: &model.draft.name,
        have: model.draft.name.value().chars().count(),
        most: NAME_MAX,
        hint: rules::NAME_HINT,
        focused: on && focus == ComposeFocus::Name,
    };
    text_field(canvas, model, area, &name);
    let description = TextField {
        label: labels::DESCRIPTION,
        field: Field::Description,
        input: &model.draft.description,
        have: model.draft.description.value().encode_utf16().count(),
        most: DESCRIPTION_MAX,
        hint: rules::DESCRIPTION_HINT,
        focused: on && focus == ComposeFocus::Description,
    };
    text_field(
        canvas,
        model,
        Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area },
        &description,
    );
    scope(
        canvas,
        model,
        Rect { y: area.y + 4, height: 1, ..area },
        on && focus == ComposeFocus::Scope,
    );
}

struct TextField<'a> {
    label: &'a str,
    field: Field,
    input: &'a Input,
    have: usize,
    most: usize,
    hint: &'a str,
    focused: bool,
}

/// Draws label, text, counter and tag in one row; marks and the rule's sentence in the next.
fn text_field(canvas: &mut Canvas, model: &Model, area: Rect, it: &TextField) {
    let room = area.width.saturating_sub(LABEL + COUNTER);
    marker(canvas, area, it.focused);
    canvas.text(
        area.x + 2,
        area.y,
        LABEL - 2,
        it.label,
        if it.focused { Role::Focus } else { Role::Plain },
    );
    let scrolled = canvas.field(
        area.x + LABEL,
        area.y,
        room,
        it.input,
        it.focused && model.dialog.overlays.is_empty(),
    );
    let counter = format!("{:>3}/{}", it.have, it.most);
    canvas.text(area.right() - COUNTER + 1, area.y, 8, &counter, Role::Plain);
    let shown: Vec<&Violation> = model.compose.shown_violations(it.field).collect();
    let tag_at = area.right() - 6;
    match shown.first() {
        Some(_) => {
            canvas.text(tag_at, area.y, 6, tags::ERR, Role::Bad);
            marks(canvas, area, it, &shown, scrolled, room);
            sentence(canvas, area, it, &shown, scrolled, room);
        }
        None => {
            if model.compose.touched.contains(&it.field) {
                canvas.text(tag_at, area.y, 6, tags::OK, Role::Good);
            }
            if it.focused {
                canvas.text(
                    area.x + LABEL,
                    area.y + 1,
                    area.width.saturating_sub(LABEL),
                    it.hint,
                    Role::Plain,
                );
            }
        }
    }
}

fn marker(canvas: &mut Canvas, area: Rect, focused: bool) {
    if focused {
        canvas.text(area.x, area.y, 1, ">", Role::Focus);
    }
}

/// Returns the columns of the row that offending characters take, after scrolling.
fn marked_columns(
    it: &TextField,
    violations: &[&Violation],
    scrolled: usize,
    room: u16,
) -> Vec<u16> {
    let all = columns_of(it.input.value());
    let offenders = violations.iter().flat_map(|v| v.at.iter());
    let columns = offenders.filter_map(|at| all.get(*at)?.checked_sub(scrolled));
    columns.filter(|c| *c < usize::from(room)).map(|c| c as u16).collect()
}

fn marks(
    canvas: &mut Canvas,
    area: Rect,
    it: &TextField,
    violations: &[&Violation],
    scrolled: usize,
    room: u16,
) {
    for column in marked_columns(it, violations, scrolled, room) {
        canvas.text(area.x + LABEL + column, area.y + 1, 1, "^", Role::Bad);
    }
}

/// Draws the first rule's sentence where the sentence hides no mark: behind the last mark, before
/// the first, or cut short behind the last. (The sentence also stands in the bottom pane.)
fn sentence(
    canvas: &mut Canvas,
    area: Rect,
    it: &TextField,
    shown: &[&Violation],
    scrolled: usize,
    room: u16,
) {
    let Some(violation) = shown.first() else { return };
    let fix = if violation.fix.is_some() { labels::FIX } else { "" };
    let text = rules::violation(violation) + fix;
    let need = width(&text) as u16;
    let columns = marked_columns(it, shown, scrolled, room);
    let left = area.x + LABEL;
    let behind = columns.iter().max().map_or(left, |c| left + c + 2);
    let before = columns.iter().min().map_or(0, |c| *c);
    let x = if behind + need > area.right() && need < before {
        left + before - need - 1
    } else {
        behind
    };
    canvas.text(x, area.y + 1, area.right().saturating_sub(x), &text, Role::Plain);
}

fn scope(canvas: &mut Canvas, model: &Model, area: Rect, focused: bool) {
    marker(canvas, area, focused);
    canvas.text(
        area.x + 2,
        area.y,
        LABEL - 2,
        labels::SCOPE,
        if focused { Role::Focus } else { Role::Plain },
    );
    let (instance, tables) = match model.draft.scope_choice {
        ScopeChoice::Instance => (labels::WHOLE_ON, labels::TABLES_OFF),
        ScopeChoice::Tables => (labels::WHOLE_OFF, labels::TABLES_ON),
    };
    let x = canvas.text(area.x + LABEL, area.y, 20, instance, Role::Plain) + 3;
    let x = canvas.text(x, area.y, 26, tables, Role::Plain) + 3;
    if focused && model.dialog.overlays.is_empty() {
        let chosen = if model.draft.scope_choice == ScopeChoice::Instance {
            area.x + LABEL + 1
        } else {
            area.x + LABEL + 22
        };
        canvas.put_cursor(chosen, area.y);
    }
    // On the one page the pane is narrow: the tag goes into the row below.
    let (x, y) = if x + 6 < area.right() { (x, area.y) } else { (area.x + LABEL, area.y + 1) };
    if y > area.y && model.shared.size.rung() != Rung::Wide {
        return;
    }
    let room = area.right().saturating_sub(x + 1);
    match model.compose.shown_violations(Field::Scope).next() {
        Some(violation) if violation.is_error() => canvas.text(x, y, room, tags::ERR, Role::Bad),
        Some(_) => canvas.text(x, y, room, tags::WARN, Role::Warn),
        None => canvas.text(x, y, room, labels::CASSANDRA_ONLY, Role::Plain),
    };
}

fn will_back_up(canvas: &mut Canvas, model: &Model, area: Rect) {
    canvas.rule(area, labels::WILL_BACK_UP, &estimate::note(&model.draft), false);
    let text = below(area);
    let inner = Rect { x: text.x + 1, width: text.width.saturating_sub(2), ..text };
    let used = canvas.paragraph(inner, &tree_words::will_back_up(&model.draft), Role::Plain);
    if used < inner.height && model.shared.size.rung() != Rung::Wide {
        let at = Rect { y: inner.y + used, height: 1, ..inner };
        first_finding(canvas, model, at);
    }
}

/// Draws the first violation, where there is no room for all.
fn first_finding(canvas: &mut Canvas, model: &Model, at: Rect) {
    let Some(violation) =
        model.compose.violations.iter().find(|v| model.compose.touched.contains(&v.field))
    else {
        return;
    };
    finding(canvas, at, violation);
}

fn finding(canvas: &mut Canvas, at: Rect, violation: &Violation) {
    let (tag, role) =
        if violation.is_error() { (tags::ERR, Role::Bad) } else { (tags::WARN, Role::Warn) };
    canvas.text(at.x, at.y, 7, tag, role);
    let text = format!("{}: {}", rules::field(violation.field), rules::violation(violation));
    canvas.text(at.x + 7, at.y, at.width.saturating_sub(7), &text, Role::Plain);
}

fn findings(canvas: &mut Canvas, model: &Model, area: Rect) {
    canvas.rule(area, labels::CHECKS, "", false);
    let area = below(area);
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
    let shown: Vec<_> = model
        .compose
        .violations
        .iter()
        .filter(|v| model.compose.touched.contains(&v.field) || !v.is_error())
        .collect();
    if model.compose.violations.is_empty() {
        canvas.pieces(
            inner.x,
            inner.y,
            inner.width,
            &[(tags::OK, Role::Good), (rules::ALL_WELL, Role::Plain)],
        );
    } else if shown.is_empty() {
        canvas.text(inner.x, inner.y, inner.width, rules::FILL_IN, Role::Plain);
    }
    for (row, violation) in shown.iter().take(usize::from(inner.height)).enumerate() {
        finding(canvas, Rect { y: inner.y + row as u16, height: 1, ..inner }, violation);
    }
}

/// Draws the body as it would be sent, once the draft is a request.
fn body(canvas: &mut Canvas, model: &Model, area: Rect) {
    let names = if model.draft.scope_choice == ScopeChoice::Tables {
        model.draft.tree.counts().names()
    } else {
        0
    };
    let project = model.shared.session.project.as_ref();
    let request = project
        .filter(|_| model.compose.errors() == 0 && names <= MANY_NAMES)
        .and_then(|p| BackupRequest::build(p, &model.draft).ok());
    let Some(request) = request else {
        canvas.rule(area, labels::BODY, "", false);
        let why = if model.compose.errors() > 0 { labels::NO_BODY } else { labels::LONG_BODY };
        canvas.text(area.x + 1, area.y + 1, area.width.saturating_sub(1), why, Role::Plain);
        return;
    };
    let reviewed = request.review();
    canvas.rule(area, &review::body_title(reviewed.body().bytes().len()), "", false);
    let area = below(area);
    let text = text::visible(reviewed.body().text());
    let lines = super::canvas::chop(&text, usize::from(area.width.saturating_sub(2)));
    for (row, line) in lines.take(usize::from(area.height)).enumerate() {
        canvas.text(
            area.x + 1,
            area.y + row as u16,
            area.width.saturating_sub(1),
            line,
            Role::Plain,
        );
    }
}
