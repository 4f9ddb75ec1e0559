//! Draws the history: the rows, what is not loaded below them, and the facts of the row under the
//! cursor.

use ratatui::layout::Rect;

use super::{
    canvas::{Canvas, below},
    inset,
    list::{List, Rule, SAMPLE},
    row as row_of, split,
    style::Role::{self, Plain, Strong},
};
use crate::{
    core::{
        base::{
            Rung,
            size::{BRIEF_ROWS, DETAIL_ROWS},
        },
        history::columns::{BEGUN, BY, INSTANCE, MADE, NAME, NUMBERS, SCOPE, SIZE, STATE, TOOK},
        model::Model,
        port::Context,
    },
    words::{base::labels, history as words},
};

/// The rule of the list's columns. The names give way last.
const RULE: Rule = Rule {
    heads: words::HEADS,
    usual: [16, 0, 0, 6, 0, 0, 5, 9, 9],
    numbers: NUMBERS,
    gives_way: &[
        (STATE, 16),
        (BY, 16),
        (BEGUN, 11),
        (BY, 0),
        (SIZE, 0),
        (TOOK, 0),
        (MADE, 0),
        (SCOPE, 0),
        (STATE, 9),
        (INSTANCE, 12),
        (NAME, 8),
    ],
};

pub fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let brief = model.shared.size.rung() == Rung::Narrow;
    let rows = if brief { BRIEF_ROWS } else { DETAIL_ROWS };
    let (top, bottom) = split(area, area.height.saturating_sub(rows));
    list(canvas, model, top);
    let Some(row) = model.history.rows.at(model.history.cursor) else { return };
    let [name, id, instance, begun, scope, state, origin] = words::details(model, row);
    if brief {
        canvas.line(inset(bottom, 3, 0), &origin, Plain);
        return;
    }
    let inside = inset(canvas.rule(bottom, labels::UNDER_CURSOR, "", false), 1, 0);
    canvas.line(inside, &name, Strong);
    canvas.lines(below(inside), [id, instance, begun, scope, state, origin], Plain);
}

fn list(canvas: &mut Canvas, model: &Model, area: Rect) {
    let history = &model.history;
    let edges = history.edges();
    let list = List {
        context: Context::History,
        title: words::title(model),
        keys: words::NEW_FORM,
        filter: (&history.rows.filter, history.filtering),
        top: history.top,
        count: history.rows.len() + edges.len(),
    };
    let (heads, rows) = list.frame(canvas, model, area);
    let numbers = history.top..list.count;
    let page = numbers.clone().take(rows.height.into()).map_while(|n| history.rows.at(n));
    let one = history.instance.is_some();
    let measured = |row| words::measured(row, one);
    let mut rule = RULE;
    if one {
        rule.heads[INSTANCE] = "";
    }
    let widths = rule.fit(area, history.rows.all().take(SAMPLE).chain(page).map(measured));
    rule.line(canvas, &widths, heads, rule.heads, [Strong; 9]);
    if history.rows.is_empty() && edges.iter().all(|edge| !edge.is_reading()) {
        let at = Rect { height: 3, ..row_of(rows, edges.len() as u16) };
        canvas.paragraphs(inset(at, 3, 1), &words::none(model), Plain);
    }
    for (at, number) in rows.rows().zip(numbers) {
        let focused = model.dialog.overlays.is_empty() && !history.filtering;
        let here = number == history.cursor && focused;
        if here {
            canvas.mark(inset(at, 1, 0));
        }
        match history.rows.at(number) {
            Some(row) => {
                let texts = words::columns(model, row, widths[BEGUN] >= RULE.usual[BEGUN]);
                let mut roles = [Plain; 9];
                roles[NAME] = if here { Role::Focus } else { Plain };
                roles[STATE] = role(&texts[STATE]);
                rule.line(canvas, &widths, at, texts.each_ref().map(String::as_str), roles);
            }
            None => {
                let text = words::edge(model, edges[number - history.rows.len()]);
                let role = if here { Role::Focus } else { Strong };
                canvas.line(inset(at, 3, 0), &text, role);
            }
        }
    }
}

/// Returns the role of a state, by its word.
fn role(state: &str) -> Role {
    match state {
        "UNKNOWN" | "FAILED" | "NO" => Role::Bad,
        "COMPLETED" => Role::Good,
        _ => Plain,
    }
}
