//! The fault matrix: every way in which one create call can go wrong, and three ways to meet it.
//!
//! The operator stays, or the program is killed, or the terminal goes; after the last two the
//! program is started again with the same state folder. In each cell the first word must be right,
//! no second create call may reach the service, a backup that was made is shown with both IDs and
//! followed to its end, the exit status says what a script has to know, and the record that is left
//! agrees with the service: log, ticket, history, and the gate. The rows stand in `rows.rs`.
//!
//! ```sh
//! # A few telling rows.
//! cargo test --test system faults::
//! # The whole table.
//! GEMINIDB_FAULTS=all cargo test --test system faults:: -- --nocapture
//! # The rows whose name contains "202".
//! GEMINIDB_FAULTS=202 cargo test --test system faults:: -- --nocapture
//! ```

mod cell;
mod rows;
mod truth;
mod wire;

use std::{
    any::Any,
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Mutex,
    thread,
    time::Instant,
};

use cell::{Outcome, Way, meet};
use rows::{End, Row};

/// Cells at the same time: they mostly wait.
const WORKERS: usize = 8;
const WAYS: [Way; 3] = [Way::KeepOpen, Way::Kill, Way::Drop];

/// A cell of the table, and what it came to, or the words of the first thing that was wrong.
struct Cell {
    row: usize,
    way: Way,
    outcome: Result<Outcome, String>,
}

/// The cells that the environment asks for: those that take long first.
fn asked(rows: &[Row]) -> Vec<(usize, Way)> {
    let wish = env::var("GEMINIDB_FAULTS").ok().filter(|wish| !wish.is_empty());
    let numbered = || rows.iter().enumerate();
    let ways = |n: usize| WAYS.into_iter().map(move |way| (n, way));
    let mut cells: Vec<(usize, Way)> = match wish.as_deref() {
        None => numbered()
            .filter(|(_, row)| row.telling)
            .enumerate()
            .map(|(turn, (n, _))| (n, WAYS[turn % 3]))
            .collect(),
        Some("all") => numbered().flat_map(|(n, _)| ways(n)).collect(),
        Some(part) => numbered()
            .filter(|(_, row)| row.fault.contains(part))
            .flat_map(|(n, _)| ways(n))
            .collect(),
    };
    assert!(!cells.is_empty(), "no row is called {wish:?}");
    let is_long =
        |row: &Row, way| (row.silent && way == Way::KeepOpen) || row.end == End::NoAfterLooking;
    cells.sort_by_key(|(n, way)| !is_long(&rows[*n], *way));
    cells
}

/// What a panic says.
fn words_of(panic: &(dyn Any + Send)) -> String {
    let owned = panic.downcast_ref::<String>().cloned();
    owned
        .or_else(|| panic.downcast_ref::<&str>().map(|words| (*words).to_owned()))
        .unwrap_or_default()
}

/// Meets all the cells, several at a time.
fn meet_all(rows: &[Row], cells: &[(usize, Way)]) -> Vec<Cell> {
    let next = Mutex::new(cells.iter().copied());
    let met = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                loop {
                    let Some((row, way)) = next.lock().expect("nobody panics with it").next()
                    else {
                        return;
                    };
                    let outcome = catch_unwind(AssertUnwindSafe(|| meet(&rows[row], way)))
                        .map_err(|panic| words_of(&*panic));
                    met.lock().expect("nobody panics with it").push(Cell { row, way, outcome });
                }
            });
        }
    });
    met.into_inner().expect("nobody panics with it")
}

/// One line of the table. A way that was not asked for is a dot.
fn line(row: &Row, of_row: &[&Cell]) -> String {
    let cell = |way| match of_row.iter().find(|cell| cell.way == way) {
        Some(Cell { outcome: Ok(outcome), .. }) => {
            format!("{} ({})", outcome.words, outcome.exits)
        }
        Some(Cell { outcome: Err(_), .. }) => "FAILED".to_owned(),
        None => ".".to_owned(),
    };
    let outcomes: Vec<&Outcome> =
        of_row.iter().filter_map(|cell| cell.outcome.as_ref().ok()).collect();
    let made = outcomes
        .iter()
        .map(|outcome| outcome.made)
        .max()
        .map_or("?", |made| if made > 0 { "yes" } else { "no" });
    let posts = outcomes
        .iter()
        .map(|outcome| outcome.posts)
        .max()
        .map_or_else(|| "?".to_owned(), |posts| posts.to_string());
    let ids = outcomes.first().map_or("?", |outcome| outcome.ids);
    let [open, killed, dropped] = WAYS.map(cell);
    format!("{:<36} {made:<5} {open:<20} {killed:<28} {dropped:<32} {posts:<6} {ids}", row.fault)
}

#[test]
fn whatever_goes_wrong_the_word_is_right_nothing_is_sent_twice_and_nothing_is_lost() {
    let rows = rows::all();
    let cells = asked(&rows);
    let begun = Instant::now();
    let met = meet_all(&rows, &cells);
    println!(
        "\n{:<36} {:<5} {:<20} {:<28} {:<32} {:<6} IDs",
        "fault",
        "made",
        "keep open (exit)",
        "kill, start again (exit)",
        "drop the terminal, start again",
        "POSTs"
    );
    for (n, row) in rows.iter().enumerate() {
        let of_row: Vec<&Cell> = met.iter().filter(|cell| cell.row == n).collect();
        if !of_row.is_empty() {
            println!("{}", line(row, &of_row));
        }
    }
    let failed: Vec<String> = met
        .iter()
        .filter_map(|cell| {
            let words = cell.outcome.as_ref().err()?;
            Some(format!("{} x {:?}: {words}", rows[cell.row].fault, cell.way))
        })
        .collect();
    println!(
        "\n{} cells, {} of them failed; {:.0} s",
        met.len(),
        failed.len(),
        begun.elapsed().as_secs_f32()
    );
    // With the last words of the test, which are what a log of a whole run is cut to.
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}
