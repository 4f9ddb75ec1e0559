//! Quick hands: from Start to COMPLETED with as few waits as the screens allow, as far as the
//! program lives.

use std::time::Duration;

use crate::{
    crash::killer::Killer,
    support::operator::{Operator, SOON, is_backup_id},
};

/// The program has gone.
#[derive(Debug)]
pub struct Gone;

/// Longer than the 300 ms that the send key has to wait after what was seen.
const A_LOOK: Duration = Duration::from_millis(350);
/// Between two presses of the key that reads again.
const IMPATIENCE: Duration = Duration::from_millis(300);

const INSTANCE: &str = "cass-docs-01";
const NAME: &str = "killed-on-the-way";
const DESCRIPTION: &str = "before the change";

/// Until the screen is as wanted. Fails at a screen that never comes while the program lives.
#[track_caller]
fn until(
    operator: &mut Operator,
    what: &str,
    wanted: impl Fn(&vt100::Screen) -> bool,
) -> Result<(), Gone> {
    if operator.pty.sees(SOON, wanted) {
        return Ok(());
    }
    match operator.pty.wait_exit(Duration::from_secs(1)) {
        Some(_) => Err(Gone),
        None => panic!("{what} never came; the screen was:\n{}", operator.pty.screen()),
    }
}

#[track_caller]
fn shown(operator: &mut Operator, text: &str) -> Result<(), Gone> {
    until(operator, text, |screen| screen.contents().contains(text))
}

#[track_caller]
fn press(operator: &mut Operator, keys: &str, text: &str) -> Result<(), Gone> {
    operator.pty.send_keys(keys);
    shown(operator, text)
}

/// The row of the screen that begins with `start`.
fn row_of(operator: &Operator, start: &str) -> Option<usize> {
    let begins = |screen: &vt100::Screen| {
        screen.rows(0, screen.size().1.get()).position(|row| row.trim_start().starts_with(start))
    };
    operator.pty.look(begins)
}

/// From Start to Review with nothing awaited any more.
fn fill(operator: &mut Operator) -> Result<(), Gone> {
    shown(operator, "> New backup")?;
    press(operator, "<Enter>", INSTANCE)?;
    shown(operator, "| read ")?;
    if let (Some(here), Some(there)) = (row_of(operator, "> "), row_of(operator, INSTANCE)) {
        let (key, steps) =
            if there > here { ("<Down>", there - here) } else { ("<Up>", here - there) };
        press(operator, &key.repeat(steps), &format!("> {INSTANCE}"))?;
    }
    press(operator, "<Enter>", "2 COMPOSE")?;
    press(operator, NAME, NAME)?;
    let before = operator.pty.look(vt100::Screen::cursor_position);
    operator.pty.send_keys("<Tab>");
    until(operator, "the description", |screen| screen.cursor_position() != before)?;
    press(operator, DESCRIPTION, DESCRIPTION)?;
    press(operator, "<C-g>", "3 REVIEW")?;
    until(operator, "the checks", |screen| !screen.contents().contains("[...]"))
}

/// The whole way.
pub fn back_up(operator: &mut Operator, killer: &Killer) -> Result<(), Gone> {
    fill(operator)?;
    press(operator, "<Tab>", "> [ Create backup ]")?;
    operator.pty.wait_quiet(A_LOOK);
    operator.pty.send_keys("<Enter>");
    killer.confirmed();
    shown(operator, "4 WATCH")?;
    until(operator, "a backup ID", |screen| {
        screen.rows(0, screen.size().1.get()).any(|row| is_backup_id(row.trim()))
    })?;
    while !operator.pty.sees(IMPATIENCE, |screen| screen.contents().contains("now: COMPLETED")) {
        operator.pty.send_keys("r");
        if operator.pty.wait_exit(Duration::ZERO).is_some() {
            return Err(Gone);
        }
    }
    Ok(())
}
