//! Draws the form: instance, name, description, scope, tree, and in words what will be backed up.

pub mod import;
mod tree;

use ratatui::layout::Rect;
use tui_input::Input;

use super::{
    canvas::{Canvas, chopped, columns_of, width},
    inset, row, split,
    style::Role::{self, Plain, Strong},
    watch,
};
use crate::{
    core::{
        base::{
            Rung,
            size::{BACKUP_ROWS, INSTANCE_ROWS, SUMMARY_ROWS, WIDE_FOOT_ROWS, WIDE_LOG_ROWS},
        },
        compose::state::ComposeFocus,
        draft::{
            BackupRequest, Field, Target, Violation,
            rules::{DESCRIPTION_MAX, NAME_MAX},
        },
        model::Model,
        port::Commands,
        review::page::MANY_NAMES,
        scope::ScopeChoice,
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

pub fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
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
pub fn draw_page(canvas: &mut Canvas, model: &Model, area: Rect) {
    let (rest, log) = split(area, area.height.saturating_sub(WIDE_LOG_ROWS));
    let (middle, foot) = split(rest, rest.height.saturating_sub(WIDE_FOOT_ROWS));
    let halves = |area: Rect| (Rect { width: FORM, ..area }, inset(area, FORM + 1, 0));
    let (left, right) = halves(middle);
    let (top, rest) = split(left, INSTANCE_ROWS);
    target(canvas, model, top);
    // The tag of the scope has a row of its own here, and an empty row stands below.
    let (fields, checks) = split(rest, BACKUP_ROWS + 2);
    backup(canvas, model, fields);
    findings(canvas, model, checks);
    tree::draw(canvas, model, right);
    let (left, right) = halves(foot);
    will_back_up(canvas, model, left);
    body(canvas, model, right);
    watch::latest(canvas, model, log);
}

fn target(canvas: &mut Canvas, model: &Model, area: Rect) {
    let first = canvas.rule(area, labels::INSTANCE, labels::CHANGE_INSTANCE, false);
    let first = inset(first, 1, 1);
    let second = row(first, 1);
    match &model.draft.target {
        None => {
            canvas.line(first, labels::NONE_CHOSEN, Plain);
        }
        Some(Target::Listed(instance)) => {
            let tail = format!("  ..{}  ", instance.id.tail(8));
            let line = instance_words::instance_line(instance);
            let pieces = [(&*instance.name, Strong), (&tail, Plain), (&line, Plain)];
            canvas.pieces(first, &pieces);
            match model.compose.violations.iter().find(|v| v.field == Field::Instance) {
                Some(violation) => warning(canvas, second, &rules::violation(violation)),
                None => {
                    canvas.line(second, &instance_words::instance_detail(instance), Plain);
                }
            }
        }
        Some(Target::Typed { id, engine }) => {
            canvas.line(first, id.as_str(), Strong);
            warning(canvas, second, &instance_words::typed_target(engine));
        }
    }
}

fn warning(canvas: &mut Canvas, at: Rect, text: &str) {
    canvas.pieces(at, &[(tags::WARN, Role::Warn), (" ", Plain), (text, Plain)]);
}

/// The columns of the form on the one page: the tree has the rest.
const FORM: u16 = 64;
const LABEL: u16 = 9;
/// The columns right of a field, for its counter and its tag.
const COUNTER: u16 = 16;

fn backup(canvas: &mut Canvas, model: &Model, area: Rect) {
    let focus = model.compose.focus;
    let in_fields =
        matches!(focus, ComposeFocus::Name | ComposeFocus::Description | ComposeFocus::Scope);
    let focused = in_fields && model.dialog.overlays.is_empty();
    let area = canvas.rule(area, labels::BACKUP, labels::NEEDED, focused);
    let (name, description) = (&model.draft.name, &model.draft.description);
    let name = TextField {
        label: labels::NAME,
        field: Field::Name,
        input: name,
        counter: format!("{:>3}/{NAME_MAX}", name.value().chars().count()),
        hint: rules::NAME_HINT,
        focused: focus == ComposeFocus::Name,
    };
    text_field(canvas, model, area, &name);
    let description = TextField {
        label: labels::DESCRIPTION,
        field: Field::Description,
        input: description,
        counter: format!("{:>3}/{DESCRIPTION_MAX}", description.value().encode_utf16().count()),
        hint: rules::DESCRIPTION_HINT,
        focused: focus == ComposeFocus::Description,
    };
    text_field(canvas, model, row(area, 2), &description);
    scope(canvas, model, row(area, 4), focus == ComposeFocus::Scope);
}

struct TextField<'a> {
    label: &'a str,
    field: Field,
    input: &'a Input,
    counter: String,
    hint: &'a str,
    focused: bool,
}

/// Draws label, text, counter and tag in one row; marks and the rule's sentence in the next.
fn text_field(canvas: &mut Canvas, model: &Model, area: Rect, it: &TextField) {
    label(canvas, area, it.label, it.focused);
    let text = inset(area, LABEL, COUNTER);
    let has_keys = it.focused && model.dialog.overlays.is_empty();
    let scrolled = canvas.field(text, it.input, has_keys);
    canvas.text(text.right() + 1, area.y, 8, &it.counter, Plain);
    let below = inset(row(area, 1), LABEL, 0);
    let shown: Vec<&Violation> = model.compose.shown_violations(it.field).collect();
    let (tag, role) = if shown.is_empty() {
        if it.focused {
            canvas.line(below, it.hint, Plain);
        }
        let touched = model.compose.touched.contains(&it.field);
        (if touched { tags::OK } else { "" }, Role::Good)
    } else {
        let offenders = shown.iter().flat_map(|violation| &violation.at);
        let all = columns_of(it.input.value());
        let columns = offenders.filter_map(|at| all.get(*at)?.checked_sub(scrolled));
        let columns = columns.map(|column| column as u16).filter(|column| *column < text.width);
        broken(canvas, below, shown[0], &columns.collect::<Vec<_>>());
        (tags::ERR, Role::Bad)
    };
    canvas.text(area.right() - 6, area.y, 6, tag, role);
}

/// Draws the label of a field, marked where the field has the focus.
fn label(canvas: &mut Canvas, area: Rect, label: &str, focused: bool) {
    let role = if focused { Role::Focus } else { Plain };
    canvas.text(area.x, area.y, 1, if focused { ">" } else { "" }, Plain);
    canvas.text(area.x + 2, area.y, LABEL - 2, label, role);
}

/// Draws marks under the offending characters, which stand in `columns`. Then draws a rule's
/// sentence where the sentence hides no mark: behind the last mark, before the first, or cut short
/// behind the last. (The sentence also stands in the bottom pane.)
fn broken(canvas: &mut Canvas, at: Rect, violation: &Violation, columns: &[u16]) {
    for column in columns {
        canvas.text(at.x + column, at.y, 1, "^", Strong);
    }
    let rule = rules::violation(violation);
    let text = rule.clone() + &rules::fix(Commands::Keys, violation);
    let need = width(&text) as u16;
    let behind = columns.iter().max().map_or(0, |column| column + 2);
    let before = columns.iter().min().copied().unwrap_or(0);
    let is_before = behind + need > at.width && need < before;
    let at = inset(at, if is_before { before - need - 1 } else { behind }, 0);
    canvas.line(at, if need <= at.width { &text } else { &rule }, Plain);
}

fn scope(canvas: &mut Canvas, model: &Model, area: Rect, focused: bool) {
    label(canvas, area, labels::SCOPE, focused);
    let (instance, tables) = match model.draft.scope_choice {
        ScopeChoice::Instance => (labels::WHOLE_ON, labels::TABLES_OFF),
        ScopeChoice::Tables => (labels::WHOLE_OFF, labels::TABLES_ON),
    };
    let x = canvas.text(area.x + LABEL, area.y, 20, instance, Plain) + 3;
    let x = canvas.text(x, area.y, 26, tables, Plain) + 3;
    if focused && model.dialog.overlays.is_empty() {
        let chosen = if model.draft.tables().is_none() { 1 } else { 22 };
        canvas.put_cursor(area.x + LABEL + chosen, area.y);
    }
    // On the one page the pane is narrow: the tag goes into the row below.
    let (x, y) = if x + (width(labels::CASSANDRA_ONLY) as u16) < area.right() {
        (x, area.y)
    } else if model.shared.size.rung() == Rung::Wide {
        (area.x + LABEL, area.y + 1)
    } else {
        return;
    };
    let violation = model.compose.shown_violations(Field::Scope).next();
    let (tag, role) = violation.map_or((labels::CASSANDRA_ONLY, Plain), tag);
    canvas.text(x, y, area.right().saturating_sub(x + 1), tag, role);
}

/// Returns the tag of a violation, and its role.
const fn tag(violation: &Violation) -> (&'static str, Role) {
    review::level(violation.rule.level())
}

fn will_back_up(canvas: &mut Canvas, model: &Model, area: Rect) {
    let inner = canvas.rule(area, labels::WILL_BACK_UP, &estimate::note(&model.draft), false);
    let inner = inset(inner, 1, 1);
    let used = canvas.paragraph(inner, &tree_words::will_back_up(&model.draft), Plain);
    if used < inner.height && model.shared.size.rung() != Rung::Wide {
        // There is no room for all.
        let mut violations = model.compose.violations.iter();
        if let Some(first) = violations.find(|v| model.compose.touched.contains(&v.field)) {
            finding(canvas, row(inner, used), first);
        }
    }
}

fn finding(canvas: &mut Canvas, at: Rect, violation: &Violation) {
    let (tag, role) = tag(violation);
    canvas.text(at.x, at.y, 7, tag, role);
    let text = format!("{}: {}", rules::field(violation.field), rules::violation(violation));
    canvas.line(inset(at, 7, 0), &text, Plain);
}

fn findings(canvas: &mut Canvas, model: &Model, area: Rect) {
    let inner = inset(canvas.rule(area, labels::CHECKS, "", false), 1, 0);
    let compose = &model.compose;
    let is_shown = |v: &&Violation| compose.touched.contains(&v.field) || !v.is_error();
    let shown: Vec<_> = compose.violations.iter().filter(is_shown).collect();
    if compose.violations.is_empty() {
        canvas.pieces(inner, &[(tags::OK, Role::Good), (rules::ALL_WELL, Plain)]);
    } else if shown.is_empty() {
        canvas.line(inner, rules::FILL_IN, Plain);
    }
    for (at, violation) in inner.rows().zip(shown) {
        finding(canvas, at, violation);
    }
}

/// Draws the body as it would be sent, once the draft is a request.
fn body(canvas: &mut Canvas, model: &Model, area: Rect) {
    let names = model.draft.tables().map_or(0, |tree| tree.counts().names());
    let project = model.shared.session.project.as_ref();
    let request = project
        .filter(|_| model.compose.errors() == 0 && names <= MANY_NAMES)
        .and_then(|p| BackupRequest::build(p, &model.draft).ok());
    let Some(request) = request else {
        let inside = inset(canvas.rule(area, labels::BODY, "", false), 1, 0);
        let why = if model.compose.errors() > 0 { labels::NO_BODY } else { labels::LONG_BODY };
        canvas.line(inside, why, Plain);
        return;
    };
    let reviewed = request.review();
    let title = review::body_title(reviewed.body().bytes().len());
    let inside = inset(canvas.rule(area, &title, "", false), 1, 1);
    let (rows, _) = chopped(reviewed.body().text(), inside.width.into(), inside.height.into());
    canvas.lines(inside, rows, Plain);
}
