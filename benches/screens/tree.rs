//! What a key costs in a tree of 1,000, 100,000 and 1,000,000 names, without and with the frame
//! that shows it.
//!
//! The keys come in pairs that undo each other, so that every sample begins in the same state.

use divan::{Bencher, black_box, counter::ItemsCount};
use geminidb_backup::core::base::key::{Key, KeyCode};

use super::{STEP, desk::Desk};

/// Databases, and tables in each.
const TREES: [(usize, usize); 3] = [(10, 100), (100, 1000), (1000, 1000)];
/// All tables in one database.
const ONE: [(usize, usize); 3] = [(1, 1_000), (1, 100_000), (1, 1_000_000)];

fn tree((databases, tables): (usize, usize)) -> Desk {
    Desk::tree(STEP, databases, tables)
}

/// In the first database's own row, which is open.
fn on_a_database(size: (usize, usize)) -> Desk {
    let mut desk = tree(size);
    desk.key(KeyCode::Home);
    desk
}

/// Two keys, `there` and `back`, without a frame.
fn keys(bencher: Bencher, mut desk: Desk, there: Key, back: Key) {
    bencher.counter(ItemsCount::new(2_usize)).bench_local(|| {
        black_box(desk.key_with(there));
        black_box(desk.key_with(back));
    });
}

/// Two keys, each with its frame.
fn frames(bencher: Bencher, mut desk: Desk, there: Key, back: Key) {
    desk.draw();
    bencher.counter(ItemsCount::new(2_usize)).bench_local(|| {
        black_box(desk.key_with(there));
        black_box(desk.draw());
        black_box(desk.key_with(back));
        black_box(desk.draw());
    });
}

const UP: Key = Key::plain(KeyCode::Up);
const DOWN: Key = Key::plain(KeyCode::Down);
const SPACE: Key = Key::char(' ');

#[divan::bench(args = TREES)]
fn move_one(bencher: Bencher, size: (usize, usize)) {
    keys(bencher, tree(size), UP, DOWN);
}

#[divan::bench(args = ONE)]
fn move_one_in_one_branch(bencher: Bencher, size: (usize, usize)) {
    keys(bencher, tree(size), UP, DOWN);
}

#[divan::bench(args = TREES)]
fn move_to_the_ends(bencher: Bencher, size: (usize, usize)) {
    keys(bencher, tree(size), Key::plain(KeyCode::End), Key::plain(KeyCode::Home));
}

#[divan::bench(args = TREES)]
fn tick(bencher: Bencher, size: (usize, usize)) {
    keys(bencher, tree(size), SPACE, SPACE);
}

#[divan::bench(args = ONE)]
fn tick_in_one_branch(bencher: Bencher, size: (usize, usize)) {
    keys(bencher, tree(size), SPACE, SPACE);
}

#[divan::bench(args = TREES)]
fn fold_and_open(bencher: Bencher, size: (usize, usize)) {
    keys(bencher, on_a_database(size), Key::plain(KeyCode::Left), Key::plain(KeyCode::Right));
}

#[divan::bench(args = ONE)]
fn fold_and_open_one_branch(bencher: Bencher, size: (usize, usize)) {
    keys(bencher, on_a_database(size), Key::plain(KeyCode::Left), Key::plain(KeyCode::Right));
}

#[divan::bench(args = TREES)]
fn tick_and_undo(bencher: Bencher, size: (usize, usize)) {
    keys(bencher, tree(size), SPACE, Key::char('u'));
}

#[divan::bench(args = TREES)]
fn open_all_and_close_all(bencher: Bencher, size: (usize, usize)) {
    keys(bencher, tree(size), Key::char('*'), Key::char('_'));
}

#[divan::bench(args = TREES)]
fn bulk_tick_databases_and_untick(bencher: Bencher, size: (usize, usize)) {
    keys(bencher, tree(size), Key::char('a'), Key::char('n'));
}

/// Every table by itself, through a filter that lets all of them through.
fn all_tables(size: (usize, usize)) -> Desk {
    let mut desk = tree(size);
    desk.key(KeyCode::Char('/'));
    desk.paste("orders");
    while desk.go_on() {}
    desk.key(KeyCode::Enter);
    desk
}

#[divan::bench(args = TREES)]
fn bulk_tick_tables_and_untick(bencher: Bencher, size: (usize, usize)) {
    keys(bencher, all_tables(size), Key::char('a'), Key::char('n'));
}

#[divan::bench(args = TREES)]
fn bulk_tick_tables_and_undo(bencher: Bencher, size: (usize, usize)) {
    keys(bencher, all_tables(size), Key::char('a'), Key::char('u'));
}

/// A letter in the filter, as far as its first frame, and the Backspace that takes it out.
#[divan::bench(args = TREES)]
fn filter_to_the_first_frame(bencher: Bencher, size: (usize, usize)) {
    let mut desk = tree(size);
    desk.key(KeyCode::Char('/'));
    desk.draw();
    bencher.bench_local(|| {
        black_box(desk.press(KeyCode::Char('9')));
        desk.key(KeyCode::Backspace);
    });
}

/// A letter in the filter until all names have been looked at.
#[divan::bench(args = TREES)]
fn filter_to_the_end(bencher: Bencher, size: (usize, usize)) {
    let mut desk = tree(size);
    desk.key(KeyCode::Char('/'));
    desk.draw();
    bencher.bench_local(|| {
        black_box(desk.press(KeyCode::Char('9')));
        while desk.go_on() {
            black_box(desk.draw());
        }
        desk.key(KeyCode::Backspace);
    });
}

/// The longest that a key can have to wait behind the filter.
#[divan::bench(args = TREES)]
fn filter_one_slice(bencher: Bencher, size: (usize, usize)) {
    let mut desk = tree(size);
    desk.key(KeyCode::Char('/'));
    let desk = std::cell::RefCell::new(desk);
    let begin = || {
        let mut desk = desk.borrow_mut();
        desk.key(KeyCode::Backspace);
        desk.key(KeyCode::Char('9'));
    };
    bencher.with_inputs(begin).bench_local_values(|()| black_box(desk.borrow_mut().go_on()));
}

/// A second word, which narrows what the first has found.
#[divan::bench(args = TREES)]
fn filter_narrower_to_the_end(bencher: Bencher, size: (usize, usize)) {
    let mut desk = tree(size);
    desk.key(KeyCode::Char('/'));
    desk.paste("9 ");
    while desk.go_on() {}
    let desk = std::cell::RefCell::new(desk);
    let begin = || {
        let mut desk = desk.borrow_mut();
        desk.key(KeyCode::Backspace);
        while desk.go_on() {}
    };
    bencher.with_inputs(begin).bench_local_values(|()| {
        let mut desk = desk.borrow_mut();
        desk.key(KeyCode::Char('8'));
        while desk.go_on() {}
    });
}

#[divan::bench(args = TREES)]
fn frame_move_one(bencher: Bencher, size: (usize, usize)) {
    frames(bencher, tree(size), UP, DOWN);
}

#[divan::bench(args = TREES)]
fn frame_tick(bencher: Bencher, size: (usize, usize)) {
    frames(bencher, tree(size), SPACE, SPACE);
}

#[divan::bench(args = TREES)]
fn frame_bulk_tick_and_untick(bencher: Bencher, size: (usize, usize)) {
    frames(bencher, tree(size), Key::char('a'), Key::char('n'));
}
