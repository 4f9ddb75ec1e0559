//! `view(&Model)`: draws the current state and decides nothing.

mod choose;
mod dialog;
mod history;
mod list;
mod sign_in;

mod canvas;
mod compose;
mod review;
mod start;
mod style;
#[cfg(test)]
mod tests;
mod watch;

use ratatui::{Frame, layout::Rect};

use crate::{
    core::{
        base::Rung,
        model::Model,
        port::Screen,
        session::{Mode, SignInState},
    },
    ui::review::export,
    words::{base::labels, dialog as key_words, header as texts, port, session::set_up},
};
use canvas::{Canvas, below, width};

pub use style::{Role, Theme};

/// Draws the whole screen; returns how far the scrolling part can be scrolled, in rows.
pub fn view(model: &Model, theme: Theme, frame: &mut Frame) -> usize {
    let area = frame.area();
    let mut canvas = Canvas::new(frame.buffer_mut(), theme);
    if model.shared.size.rung() == Rung::TooSmall || area.width < 60 || area.height < 16 {
        canvas.paragraph(area, &texts::too_small(model.shared.size), Role::Plain);
    } else {
        header(&mut canvas, model, area);
        let body = Rect { y: area.y + 2, height: area.height - 3, ..area };
        match model.shared.screen {
            Screen::Start => start::draw(&mut canvas, model, body),
            Screen::Instance => choose::draw(&mut canvas, model, body),
            Screen::Compose if model.shared.size.rung() == Rung::Wide => {
                compose::draw_page(&mut canvas, model, body)
            }
            Screen::Compose => compose::draw(&mut canvas, model, body),
            Screen::Review => review::draw(&mut canvas, model, body),
            Screen::Export => export::draw(&mut canvas, model, body),
            Screen::Watch => watch::draw(&mut canvas, model, body),
            Screen::History => history::draw(&mut canvas, model, body),
        }
        dialog::draw(&mut canvas, model, body);
        key_row(&mut canvas, model, area);
    }
    let (cursor, last_scroll) = (canvas.cursor(), canvas.last_scroll());
    if let Some(at) = cursor {
        frame.set_cursor_position(at);
    }
    last_scroll
}

/// Draws mode, region, project, token and time to the minute; then the steps.
fn header(canvas: &mut Canvas, model: &Model, area: Rect) {
    let (shared, session) = (&model.shared, &model.shared.session);
    let now = shared.clock.utc;
    let access = if area.width < 80 { set_up::access_short } else { set_up::access };
    let word = texts::mode(shared.mode, session);
    let read_only = if shared.read_only { texts::READ_ONLY } else { "" };
    let time = texts::clock(model, area.width);
    let left = |right: &str| {
        let taken = width(right) + word.len() + read_only.len() + 3;
        usize::from(area.width).saturating_sub(taken)
    };
    let mut right = format!("{} | {time} ", access(session, now));
    // Where there is no room for all, the region goes before credentials that are well.
    let refused = session.sign_in.as_ref().is_some_and(|it| it.state == SignInState::Refused);
    if !refused && !set_up::has_room_for_region(session, left(&right)) {
        right = format!("| {time} ");
    }
    let caller = set_up::session(session, left(&right));
    let room = area.width.saturating_sub(width(&right) as u16 + 1);
    let mode = if shared.mode == Mode::Live { Role::Strong } else { Role::Warn };
    let pieces = [
        (" ", Role::Plain),
        (word, mode),
        (read_only, Role::Strong),
        (" ", Role::Plain),
        (&caller, Role::Plain),
    ];
    canvas.pieces(Rect { width: room, ..area }, &pieces);
    canvas.right(area.right(), area.y, &right, Role::Plain);
    let steps = texts::steps(model);
    let step = texts::step(steps);
    let fits = |steps: &str, text: &str| width(steps) + width(text) + 4 <= usize::from(area.width);
    let beside = texts::beside_steps(model);
    let fitting = beside.iter().find(|text| !text.is_empty() && fits(step, text));
    let standing = fitting.unwrap_or(&beside[2]);
    // The current step alone, if that makes room for all of the text beside the step.
    let short = !fits(steps, standing) && fits(step, standing);
    let steps = if short { step } else { steps };
    let below = row(area, 1);
    canvas.line(inset(below, 1, 0), steps, Role::Strong);
    let standing = canvas::fit(standing, usize::from(area.width).saturating_sub(width(steps) + 3));
    let role = if model.drafts.trouble.is_some() { Role::Warn } else { Role::Strong };
    canvas.right(area.right() - 1, below.y, standing, role);
}

/// Draws the last row: a notice until the next key, otherwise the main keys.
fn key_row(canvas: &mut Canvas, model: &Model, area: Rect) {
    let y = area.bottom() - 1;
    // A text above may have run into this row.
    canvas.clear(Rect { y, height: 1, ..area });
    if let Some(notice) = &model.port.notice {
        let text = port::through(model.shared.multiplexer, notice)
            .map_or_else(|| port::notice(model.shared.commands, notice).1, str::to_owned);
        canvas.text(area.x + 1, y, area.width - 1, &text, Role::Strong);
        return;
    }
    let context = model.context();
    let works = |(key, _): &(&str, &str)| {
        key_words::action_of(context, key).is_none_or(|action| model.offers(context, action))
    };
    // Where not all keys fit, the key for help stays.
    let keys = key_words::keys(key_words::key_row_now(model)).filter(works);
    let (help, others): (Vec<_>, Vec<_>) = keys.partition(|(_, does)| *does == key_words::HELP);
    let columns = |(key, does): &(&str, &str)| (width(key) + width(does) + 3) as u16;
    let mut room = area.width.saturating_sub(help.iter().map(columns).sum());
    let mut x = area.x + 1;
    let fitting = others.into_iter().take_while(|it| {
        let fits = columns(it) <= room + 1;
        room = room.saturating_sub(columns(it));
        fits
    });
    for (key, does) in fitting.chain(help) {
        let pieces = [(key, Role::Strong), (" ", Role::Plain), (does, Role::Plain)];
        x = canvas.pieces(Rect { x, y, width: area.right().saturating_sub(x), ..area }, &pieces)
            + 2;
    }
}

/// Splits `area` at `rows` from the top.
fn split(area: Rect, rows: u16) -> (Rect, Rect) {
    let rows = rows.min(area.height);
    (Rect { height: rows, ..area }, Rect { y: area.y + rows, height: area.height - rows, ..area })
}

/// Returns the left half of a very wide area and the right half, or the whole area alone.
fn beside(area: Rect) -> (Rect, Option<Rect>) {
    match area.width / 2 {
        0..80 => (area, None),
        half => (Rect { width: half - 1, ..area }, Some(inset(area, half, 0))),
    }
}

/// Returns the area without this number of columns at its left and at its right.
const fn inset(area: Rect, left: u16, right: u16) -> Rect {
    Rect { x: area.x + left, width: area.width.saturating_sub(left + right), ..area }
}

/// Returns the columns between the blank at the left and the blank at the right.
fn inside(area: Rect) -> usize {
    usize::from(area.width.saturating_sub(2))
}

/// Returns a row of the area, from 0.
const fn row(area: Rect, number: u16) -> Rect {
    Rect { y: area.y + number, height: 1, ..area }
}

/// Says how many rows are hidden above and below the `height` rows that show; `None` if all show.
fn hidden_rows(height: u16, top: usize, count: usize) -> Option<String> {
    let below = count.saturating_sub(top + usize::from(height));
    (below > 0 || top > 0).then(|| labels::more_rows(top, below))
}
