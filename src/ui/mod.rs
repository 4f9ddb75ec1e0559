//! `view(&Model)`: draws the current state and decides nothing.

mod choose;
mod dialog;
mod history;
mod sign_in;

mod canvas;
mod compose;
mod review;
mod start;
mod style;
mod watch;

use ratatui::{Frame, layout::Rect};

use crate::{
    core::{
        base::size::Rung,
        model::Model,
        operation::{Operation, Stage},
        port::{keymap::Context, shared::Screen},
        session::current::Mode,
        start::room::ticket,
    },
    ui::review::export,
    words,
};
use canvas::{Canvas, width};

pub use style::{Role, Theme};

/// Draws the whole screen; returns how far the scrolling part can be scrolled, in rows.
pub fn view(model: &Model, theme: Theme, frame: &mut Frame) -> usize {
    let area = frame.area();
    let mut canvas = Canvas::new(frame.buffer_mut(), theme);
    if model.shared.size.rung() == Rung::TooSmall || area.width < 60 || area.height < 16 {
        canvas.paragraph(area, &words::header::too_small(model.shared.size), Role::Plain);
    } else {
        header(&mut canvas, model, area);
        let body = Rect { y: area.y + 2, height: area.height - 3, ..area };
        match model.shared.screen {
            Screen::Start => start::draw(&mut canvas, model, body),
            Screen::Instance | Screen::Compose if model.shared.size.rung() == Rung::Wide => {
                compose::draw_page(&mut canvas, model, body)
            }
            Screen::Instance => choose::draw(&mut canvas, model, body),
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
    let mode = if model.shared.mode == Mode::Live { Role::Strong } else { Role::Warn };
    let now = model.shared.clock.utc;
    let access = if area.width < 80 {
        words::session::set_up::access_short(&model.shared.session, now)
    } else {
        words::session::set_up::access(&model.shared.session, now)
    };
    let right = format!("{access} | {} ", now.hm());
    let room = area.width.saturating_sub(width(&right) as u16 + 1);
    let word = words::header::mode(model.shared.mode, &model.shared.session);
    let read_only = if model.shared.read_only { words::header::READ_ONLY } else { "" };
    canvas.pieces(
        area.x,
        area.y,
        room,
        &[
            (" ", Role::Plain),
            (word, mode),
            (read_only, Role::Warn),
            (" ", Role::Plain),
            (
                &words::session::set_up::session(
                    &model.shared.session,
                    usize::from(room).saturating_sub(word.len() + read_only.len() + 2),
                ),
                Role::Plain,
            ),
        ],
    );
    canvas.right(area.right(), area.y, &right, Role::Plain);
    let (steps, standing) = (words::header::steps(model), words::header::standing(model));
    // The current step alone, if that makes room for all of the text beside the step.
    let fits = |steps: &str| width(steps) + width(&standing) + 4 <= usize::from(area.width);
    let step = words::header::step(model);
    let steps = if !fits(steps) && fits(step) { step } else { steps };
    canvas.text(area.x + 1, area.y + 1, area.width - 1, steps, Role::Strong);
    let standing = canvas::fit(&standing, usize::from(area.width).saturating_sub(width(steps) + 3));
    canvas.right(
        area.right() - 1,
        area.y + 1,
        standing,
        if model.drafts.trouble.is_some() { Role::Bad } else { Role::Strong },
    );
}

/// Draws the last row: a notice until the next key, otherwise the main keys.
fn key_row(canvas: &mut Canvas, model: &Model, area: Rect) {
    let y = area.bottom() - 1;
    // A text above may have run into this row.
    canvas.clear(Rect { y, height: 1, ..area });
    if let Some(notice) = &model.port.notice {
        canvas.text(area.x + 1, y, area.width - 1, &words::port::notice(notice), Role::Warn);
        return;
    }
    let nothing_created = model.context() == Context::Watch
        && model.current().is_some_and(|a| a.stage == Stage::NotCreated);
    let row = match model.context() {
        _ if nothing_created && model.current().is_some_and(Operation::met_a_busy_instance) => {
            words::dialog::BUSY_ROW
        }
        _ if nothing_created => words::dialog::NOT_CREATED_ROW,
        Context::Review | Context::Button | Context::Send
            if model.review.open.as_ref().is_some_and(|r| r.rereading.is_some()) =>
        {
            words::dialog::REREADING_ROW
        }
        Context::Review | Context::Button
            if model.review.open.as_ref().is_some_and(|r| r.waiting.is_some()) =>
        {
            words::dialog::WAITING_ROW
        }
        Context::Start
            if model.start_rows().get(model.start.row).copied().and_then(ticket).is_some() =>
        {
            words::dialog::START_TICKET_ROW
        }
        Context::Review if model.shared.read_only => words::dialog::READ_ONLY_REVIEW_ROW,
        context => words::dialog::key_row(context),
    };
    let columns = |(key, does): &(&str, &str)| (width(key) + width(does) + 3) as u16;
    // Where not all keys fit, the key for help stays.
    let (help, others): (Vec<_>, Vec<_>) =
        row.iter().partition(|(_, does)| *does == words::dialog::HELP);
    let mut room = area.width.saturating_sub(help.iter().map(columns).sum());
    let mut x = area.x + 1;
    let fitting = others.into_iter().take_while(|it| {
        let fits = columns(it) <= room + 1;
        room = room.saturating_sub(columns(it));
        fits
    });
    for (key, does) in fitting.chain(help) {
        x = canvas.pieces(
            x,
            y,
            area.right().saturating_sub(x),
            &[(key, Role::Strong), (" ", Role::Plain), (does, Role::Plain)],
        ) + 2;
    }
}

/// Splits `area` at `rows` from the top.
fn split(area: Rect, rows: u16) -> (Rect, Rect) {
    let rows = rows.min(area.height);
    (Rect { height: rows, ..area }, Rect { y: area.y + rows, height: area.height - rows, ..area })
}

/// Returns the part of a pane below its title line.
const fn below(area: Rect) -> Rect {
    let height = area.height.saturating_sub(1);
    Rect { y: area.y + area.height - height, height, ..area }
}

/// Says how many rows are hidden above and below the `height` rows that show; `None` if all show.
fn hidden_rows(height: u16, top: usize, count: usize) -> Option<String> {
    let below = count.saturating_sub(top + usize::from(height));
    (below > 0 || top > 0).then(|| words::base::labels::more_rows(top, below))
}
