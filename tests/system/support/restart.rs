//! What the program owes its operator after a confirmation, and how the operator gets it: from the
//! same program, or from one that was started again.

use std::time::Duration;

use crate::support::{
    operator::{Operator, SOON},
    pty::Exit,
};

/// The first line before the create call has ended.
pub const NOT_KNOWN_YET: &str = "NOT KNOWN YET";

/// A refusal is looked behind for a minute, on a machine that may be slow.
const TWO_MINUTES: Duration = Duration::from_secs(120);

/// What there is to show for a confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owed<'a> {
    /// Nothing was confirmed: nothing needs attention.
    Nothing,
    /// It ended with this word, and nothing was made.
    Closed { word: &'a str },
    /// It was confirmed, and the service has nothing: a doubt that stays one.
    Doubt,
    /// It was refused, and a minute of looking shows that nothing was made.
    NoAfterLooking,
    /// It was refused, and this backup is found, which may be its own.
    Candidate { backup: &'a str },
    /// The service has made this backup; `job` where it tells the job.
    Backup { backup: &'a str, job: Option<&'a str>, fails: bool },
    /// The same, and it had come to its end before the program was started again: there is nothing
    /// to follow.
    Ended { backup: &'a str, job: &'a str },
}

/// What the operator got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    /// The last word of the first line; empty where there is none.
    pub word: String,
    /// How the program ended.
    pub exit: Exit,
}

/// The word behind "Was it created?".
pub fn verdict(screen: &vt100::Screen) -> Option<String> {
    let rows = screen.rows(0, screen.size().1.get());
    let mut words = rows.filter_map(|row| {
        Some(row.trim().strip_prefix("Was it created?")?.trim_start().to_owned())
    });
    words.next().map(|text| text.split("  ").next().unwrap_or_default().to_owned())
}

/// The row of Start that the cursor is on.
fn here(screen: &vt100::Screen) -> Option<String> {
    screen
        .rows(0, screen.size().1.get())
        .find_map(|row| row.trim().strip_prefix("> ").map(str::to_owned))
}

/// A row of Start that is about an operation begins with its ID: six letters and digits.
fn is_operation(row: &str) -> bool {
    let id = row.split(' ').next().unwrap_or_default();
    id.len() == 6 && id.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// Opens the only operation from Start. What needs attention has the cursor from the first; a row
/// may move under the operator's finger when the backup comes to its end, and what opens then is
/// something else.
#[track_caller]
fn open(operator: &mut Operator) {
    let about_it = |screen: &vt100::Screen| here(screen).is_some_and(|row| is_operation(&row));
    loop {
        operator.pty.wait_for(SOON, |screen| {
            screen
                .rows(0, screen.size().1.get())
                .any(|row| is_operation(row.trim_matches(['>', ' '])))
        });
        while !operator.pty.look(about_it) {
            operator.move_on("<Down>");
        }
        operator.pty.send_keys("<Enter>");
        operator.pty.wait_for(SOON, |screen| !screen.contents().contains("START"));
        if operator.pty.look(verdict).is_some() {
            return;
        }
        operator.press("<Esc>", "START");
    }
}

/// Has a program that was started again pay what is owed for its only operation, and leaves it.
#[track_caller]
pub fn pay(operator: &mut Operator, owed: Owed<'_>) -> Paid {
    if owed == Owed::Nothing {
        operator.wait("New backup");
        let attention = |screen: &vt100::Screen| {
            let rows = screen
                .rows(0, screen.size().1.get())
                .map(|row| row.trim_matches(['>', ' ']).to_owned());
            rows.into_iter().any(|row| is_operation(&row) && !row.contains("REVIEWED"))
        };
        assert!(!operator.pty.look(attention), "{}", operator.pty.screen());
    } else {
        open(operator);
        see(operator, owed);
    }
    leave(operator, owed, 0)
}

/// Has the program that sent pay what is owed, and leaves it.
#[track_caller]
pub fn stay(operator: &mut Operator, owed: Owed<'_>) -> Paid {
    see(operator, owed);
    leave(operator, owed, 1)
}

/// On the screen of the operation: until it shows what is owed.
#[track_caller]
fn see(operator: &mut Operator, owed: Owed<'_>) {
    match owed {
        Owed::Nothing => {}
        Owed::Closed { word } => {
            operator.pty.wait_for(SOON, |screen| verdict(screen).as_deref() == Some(word))
        }
        Owed::Doubt => {
            operator.pty.wait_for(SOON, |screen| verdict(screen).as_deref() == Some("UNKNOWN"));
            operator.press("r", "looked: no matching backup");
            assert_eq!(
                operator.pty.look(verdict).as_deref(),
                Some("UNKNOWN"),
                "{}",
                operator.pty.screen()
            );
        }
        Owed::NoAfterLooking => {
            operator.pty.wait_for(TWO_MINUTES, |screen| verdict(screen).as_deref() == Some("NO"))
        }
        Owed::Candidate { backup } => {
            operator.pty.wait_for(TWO_MINUTES, |screen| {
                screen.contents().contains(&format!("Take over {backup}"))
            });
            assert_eq!(
                operator.pty.look(verdict).as_deref(),
                Some("UNKNOWN"),
                "{}",
                operator.pty.screen()
            );
        }
        Owed::Backup { backup, job, fails } => {
            operator.read_until(if fails { "now: FAILED" } else { "now: COMPLETED" });
            operator.wait_below("Backup ID", |row| row == backup);
            operator.wait_below("Job ID", |row| job.map_or(row.starts_with('('), |job| row == job));
        }
        Owed::Ended { backup, job } => {
            operator.wait("now: COMPLETED");
            operator.wait_below("Backup ID", |row| row == backup);
            operator.wait_below("Job ID", |row| row == job);
        }
    }
}

/// Leaves, and holds the exit and the last lines to what is owed; `refused` is the status for a
/// certain no.
#[track_caller]
fn leave(operator: &mut Operator, owed: Owed<'_>, refused: u32) -> Paid {
    let word = operator.pty.look(verdict).unwrap_or_default();
    let (exit, printed) = operator.leave();
    let status = match owed {
        Owed::Nothing | Owed::Ended { .. } => 0,
        Owed::Closed { .. } => refused,
        Owed::NoAfterLooking => 1,
        Owed::Doubt | Owed::Candidate { .. } => 3,
        Owed::Backup { fails: true, .. } => 5,
        Owed::Backup { fails: false, .. } => 0,
    };
    assert_eq!(exit, Exit::Code(status), "{printed}");
    if let Owed::Backup { backup, job, .. } = owed {
        let alone = |id: &str| printed.lines().any(|line| line.trim() == id);
        assert!(alone(backup) && job.is_none_or(alone), "{printed}");
    }
    Paid { word, exit }
}
