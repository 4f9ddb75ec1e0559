//! Draws the instance list, and the details of the instance under the cursor.

use super::{
    canvas::{Canvas, Row, below, piece},
    inset,
    list::{List, Rule, SAMPLE, Texts, Widths},
    split,
    style::Role::{self, Plain, Strong},
};
use crate::{
    core::{
        base::{
            Instance, Rung,
            remote::Remote,
            size::{BRIEF_ROWS, DETAIL_ROWS},
        },
        choose::{
            columns::{ACTION, ENGINE, ID, LAST, NAME, NODES, NUMBERS, STATUS, USED, WINDOW},
            newest_backups::{Made, Told},
        },
        model::Model,
        port::Context,
    },
    words::{
        base::{calls, labels},
        choose as words,
    },
};
use ratatui::layout::Rect;

pub fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let brief = model.shared.size.rung() == Rung::Narrow;
    let rows = if brief { BRIEF_ROWS } else { DETAIL_ROWS };
    let (top, bottom) = split(area, area.height.saturating_sub(rows));
    list(canvas, model, top);
    let fleet = &model.choose.instances;
    if !brief && fleet.chosen().is_some() {
        canvas.rule(bottom, labels::UNDER_CURSOR, &words::age_note(model), false);
    }
    // The facts are told once the cursor rests.
    match fleet.at_rest() {
        None => {}
        Some(instance) if brief => {
            // In one row the newest backups.
            let text = unread(model, instance, Made::Manual)
                .unwrap_or_else(|| words::both_backups(model, instance));
            canvas.line(inset(bottom, 3, 0), &text, Plain);
        }
        Some(instance) => {
            let rows = details(model, instance);
            canvas.rows(inset(below(bottom), 1, 0), rows);
        }
    }
}

/// Returns all facts on an instance.
fn details(model: &Model, instance: &Instance) -> Vec<Row> {
    let row = |text: &str, role| vec![piece(text, role)];
    let fact = |label: &str, text: &str| row(&format!("{label:<16}{text}"), Plain);
    let automated = unread(model, instance, Made::Automated)
        .unwrap_or_else(|| words::backup_named(model, instance, Made::Automated));
    let project = words::enterprise_project(&instance.billing);
    let mut rows = vec![
        row(&instance.name, Strong),
        row(&words::id_and_usage(instance), Plain),
        row(&words::facts(instance), if instance.is_idle() { Plain } else { Strong }),
        fact(words::AUTO_WINDOW, &words::window(instance, model.shared.clock.utc)),
        fact(words::LAST_MANUAL, &words::backup_named(model, instance, Made::Manual)),
        fact(words::LAST_AUTOMATED, &automated),
    ];
    rows.extend(project.map(|project| row(&project, Plain)));
    rows
}

/// Says why the backups of an instance could not be read, where that hides the newest of a sort.
fn unread(model: &Model, instance: &Instance, made: Made) -> Option<String> {
    let newest = &model.choose.newest;
    let why = newest.failure(&instance.id)?;
    (newest.of(&instance.id, made) == Told::NotRead).then(|| words::backups_not_read(why))
}

/// The rule of the list's columns. The name gives way last.
const RULE: Rule = Rule {
    heads: labels::INSTANCE_HEADS,
    usual: [0, 0, 36, 0, 0, 0, 0, 19, 21],
    numbers: NUMBERS,
    gives_way: &[
        (STATUS, 16),
        (ACTION, 16),
        (ID, 10),
        (WINDOW, 11),
        (NODES, 0),
        (WINDOW, 0),
        (USED, 0),
        (LAST, 0),
        (ID, 0),
        (ENGINE, 9),
        (ACTION, 6),
        (STATUS, 8),
        (NAME, 8),
    ],
};

fn list(canvas: &mut Canvas, model: &Model, area: Rect) {
    let fleet = &model.choose.instances;
    let focused = model.dialog.overlays.is_empty();
    let list = List {
        context: Context::Instances,
        title: words::list_title(model),
        keys: labels::REFRESH,
        filter: (&fleet.filter, fleet.filtering),
        top: fleet.top(),
        count: fleet.len(),
    };
    let (heads, rows) = list.frame(canvas, model, area);
    let page = (fleet.top()..).take(rows.height.into()).map_while(|n| fleet.row(n));
    let widths = RULE.fit(area, fleet.instances().take(SAMPLE).chain(page).map(measured));
    if let Remote::Failed { why, .. } = &fleet.reading
        && !fleet.is_empty()
    {
        // The rows of an earlier reading stay; the reason why no newer rows came stands in place
        // of the heads.
        canvas.line(inset(heads, 3, 1), &calls::cut_short(why), Role::Warn);
    } else if fleet.instances().next().is_some() {
        let mut texts = RULE.heads;
        if widths[ID] < RULE.usual[ID] {
            texts[ID] = labels::ID_ENDS;
        }
        if widths[WINDOW] < RULE.usual[WINDOW] {
            texts[WINDOW] = labels::WINDOW;
        }
        RULE.line(canvas, &widths, heads, texts, [Strong; 9]);
    }
    if fleet.is_empty() {
        canvas.paragraphs(inset(rows, 3, 1), &words::no_instances(model), Plain);
        return;
    }
    for (at, n) in rows.rows().zip(fleet.top()..) {
        let Some(instance) = fleet.row(n) else { return };
        let here = focused && n == fleet.cursor();
        draw_row(canvas, model, &widths, at, instance, here);
        if here && !fleet.filtering {
            canvas.put_cursor(at.x + 1, at.y);
        }
    }
}

/// Returns the texts of an instance that make their columns wider.
fn measured(instance: &Instance) -> Texts<'_> {
    let (name, engine) = (&*instance.name, instance.engine.name());
    [name, engine, "", &instance.status, action(instance), "", "", "", ""]
}

fn action(instance: &Instance) -> &str {
    instance.actions.first().map_or(labels::NONE, String::as_str)
}

fn draw_row(
    canvas: &mut Canvas,
    model: &Model,
    widths: &Widths,
    at: Rect,
    instance: &Instance,
    here: bool,
) {
    let chosen = model.draft.target.as_ref().is_some_and(|t| *t.id() == instance.id);
    let other = if chosen { "*" } else { "" };
    canvas.text(at.x + 1, at.y, 1, if here { ">" } else { other }, Plain);
    let whole_id = widths[ID] >= RULE.usual[ID];
    let id = if whole_id { instance.id.to_string() } else { format!("..{}", instance.id.tail(8)) };
    let now = (widths[WINDOW] >= RULE.usual[WINDOW]).then_some(model.shared.clock.utc);
    let texts = [
        &instance.name,
        instance.engine.name(),
        &id,
        &instance.status,
        action(instance),
        &instance.nodes.to_string(),
        &instance.used_gb.map_or_else(|| "-".to_owned(), |gb| format!("{gb:.0}")),
        &words::last_backup(model, instance),
        &words::window_short(instance, now),
    ];
    let warn = |warns| if warns { Role::Warn } else { Plain };
    let mut roles = [Plain; 9];
    // The name alone is reversed: a whole row would cost a far link five times as much.
    roles[NAME] = if here { Role::Focus } else { Plain };
    roles[STATUS] = warn(!instance.is_normal());
    roles[ACTION] = warn(!instance.actions.is_empty());
    RULE.line(canvas, widths, at, texts, roles);
}
