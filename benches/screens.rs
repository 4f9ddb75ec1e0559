//! What a key costs: in the reducer alone, and with the frame that shows it.
//!
//! The keys come in pairs that undo each other, so that every sample begins in the same state.

#[path = "../tests/measured/desk.rs"]
mod desk;
#[path = "screens/tree.rs"]
mod tree;

use desk::Desk;
use divan::{Bencher, black_box, counter::ItemsCount};
use geminidb_backup::core::{base::key::KeyCode, session::current::Mode};

/// Databases and tables in each: 100, 10,000 and 100,000 tables.
const TREES: [(usize, usize); 3] = [(10, 10), (100, 100), (100, 1000)];
/// Instances in the list.
const FLEETS: [usize; 3] = [50, 500, 5_000];
const STEP: (u16, u16) = (80, 24);
const WIDE: (u16, u16) = (120, 40);

fn main() {
    divan::main();
}

/// Two keys, `there` and `back`, without a frame.
fn keys(bencher: Bencher, mut desk: Desk, there: KeyCode, back: KeyCode) {
    bencher.counter(ItemsCount::new(2_usize)).bench_local(|| {
        black_box(desk.key(there));
        black_box(desk.key(back));
    });
}

/// Two keys, each with its frame.
fn frames(bencher: Bencher, mut desk: Desk, there: KeyCode, back: KeyCode) {
    desk.draw();
    bencher.counter(ItemsCount::new(2_usize)).bench_local(|| {
        black_box(desk.press(there));
        black_box(desk.press(back));
    });
}

/// Two keys through the reducer.
mod reducer {
    use super::{Bencher, Desk, FLEETS, KeyCode, STEP, TREES, keys};

    #[divan::bench(args = TREES)]
    fn letter_in_the_name(bencher: Bencher, (databases, tables): (usize, usize)) {
        keys(bencher, Desk::form(STEP, databases, tables), KeyCode::Char('a'), KeyCode::Backspace);
    }

    #[divan::bench(args = FLEETS)]
    fn letter_in_the_filter_of_the_instances(bencher: Bencher, instances: usize) {
        keys(bencher, Desk::fleet(STEP, instances), KeyCode::Char('9'), KeyCode::Backspace);
    }

    #[divan::bench(args = TREES)]
    fn tick_one_by_one_and_none(bencher: Bencher, (databases, tables): (usize, usize)) {
        keys(bencher, Desk::tree(STEP, databases, tables), KeyCode::Char('o'), KeyCode::Char('n'));
    }
}

/// Two keys and the frames that show them.
mod frame {
    use super::{Bencher, Desk, FLEETS, KeyCode, Mode, STEP, TREES, WIDE, black_box, frames};

    #[divan::bench(args = TREES)]
    fn letter_80x24(bencher: Bencher, (databases, tables): (usize, usize)) {
        frames(
            bencher,
            Desk::form(STEP, databases, tables),
            KeyCode::Char('a'),
            KeyCode::Backspace,
        );
    }

    #[divan::bench(args = TREES)]
    fn letter_120x40(bencher: Bencher, (databases, tables): (usize, usize)) {
        frames(
            bencher,
            Desk::form(WIDE, databases, tables),
            KeyCode::Char('a'),
            KeyCode::Backspace,
        );
    }

    #[divan::bench(args = TREES)]
    fn move_120x40(bencher: Bencher, (databases, tables): (usize, usize)) {
        frames(bencher, Desk::tree(WIDE, databases, tables), KeyCode::Up, KeyCode::Down);
    }

    #[divan::bench(args = TREES)]
    fn all_one_by_one_80x24(bencher: Bencher, (databases, tables): (usize, usize)) {
        frames(
            bencher,
            Desk::tree(STEP, databases, tables),
            KeyCode::Char('o'),
            KeyCode::Char('n'),
        );
    }

    #[divan::bench(args = FLEETS)]
    fn filter_of_the_instances_80x24(bencher: Bencher, instances: usize) {
        frames(bencher, Desk::fleet(STEP, instances), KeyCode::Char('9'), KeyCode::Backspace);
    }

    #[divan::bench(args = FLEETS)]
    fn filter_of_the_instances_120x40(bencher: Bencher, instances: usize) {
        frames(bencher, Desk::fleet(WIDE, instances), KeyCode::Char('9'), KeyCode::Backspace);
    }

    /// Every character beyond the longest name has a mark.
    #[divan::bench]
    fn letter_in_ten_thousand(bencher: Bencher) {
        let mut desk = Desk::form(STEP, 10, 10);
        desk.paste(&"x".repeat(10_000));
        frames(bencher, desk, KeyCode::Char('a'), KeyCode::Backspace);
    }

    #[divan::bench(args = [STEP, WIDE])]
    fn everything_anew(bencher: Bencher, size: (u16, u16)) {
        let mut desk = Desk::tree(size, 100, 100);
        bencher.bench_local(|| black_box(desk.repaint()));
    }

    #[divan::bench(args = [STEP, WIDE])]
    fn the_start_screen_anew(bencher: Bencher, size: (u16, u16)) {
        let mut desk = Desk::start(Mode::Live, size);
        bencher.bench_local(|| black_box(desk.repaint()));
    }
}
