//! What a key may cost: bytes on the wire, writes per frame, and work that must not grow with the
//! tree.
//!
//! Counted, not timed (but for one): these hold on any machine. The times stand in
//! `benches/README.md`.

use std::time::Duration;

use allocation_counter::AllocationInfo;
use geminidb_backup::core::{
    base::{
        ask::Ask,
        ids::InstanceId,
        instance::{Engine, Instance},
        key::{Key, KeyCode},
        time::UtcTime,
    },
    choose::instance_list::InstanceList,
    session::current::Mode,
};

use crate::{
    clock::processor_time,
    desk::{Desk, Wire},
};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];
/// Databases, and tables in each: 100 tables against 100,000.
const SMALL: (usize, usize) = (10, 10);
const LARGE: (usize, usize) = (100, 1000);

/// What a piece of work asks the allocator for.
fn asked(work: impl FnOnce()) -> AllocationInfo {
    allocation_counter::measure(work)
}

#[track_caller]
fn within(wire: &Wire, limit: usize, what: &str) {
    assert!(wire.bytes <= limit, "{what}: {wire:?}, at most {limit} bytes");
    assert!(wire.bytes > 0 && wire.writes == 1, "{what}: {wire:?}, not one write");
}

#[test]
fn the_first_frame_fits_into_a_few_packets() {
    for (size, limit) in [((80, 24), 4_000), ((200, 60), 10_000)] {
        for mode in [Mode::Live, Mode::Demo] {
            within(&Desk::start(mode, size).draw(), limit, &format!("{mode:?} {size:?}"));
        }
        within(&Desk::instances(size).draw(), limit, &format!("instances {size:?}"));
        let mut form = Desk::tree(size, 10, 100);
        within(&form.draw(), limit, &format!("form with tree {size:?}"));
        within(&form.repaint(), limit, &format!("form anew {size:?}"));
    }
}

#[test]
fn a_letter_that_changes_no_verdict_takes_sixteen_bytes() {
    for size in SIZES {
        let mut desk = Desk::form(size, 3, 3);
        for letter in "pre-change".chars() {
            desk.press(KeyCode::Char(letter));
        }
        for letter in "and-more-of-it".chars() {
            within(
                &desk.press(KeyCode::Char(letter)),
                16,
                &format!("letter {letter} in the name, {size:?}"),
            );
        }
        desk.press(KeyCode::Tab);
        for letter in "Before all of".chars() {
            desk.press(KeyCode::Char(letter));
        }
        // The one page shows the request's body as well, which grows with each letter.
        let limit = if size == (80, 24) { 16 } else { 64 };
        for letter in " the changes".chars() {
            within(
                &desk.press(KeyCode::Char(letter)),
                limit,
                &format!("letter {letter} in the description, {size:?}"),
            );
        }
    }
}

#[test]
fn a_move_takes_sixty_four_bytes_and_in_the_instance_list_two_names() {
    for size in SIZES {
        let mut desk = Desk::form(size, 12, 3);
        for key in [KeyCode::Tab, KeyCode::Tab, KeyCode::Char(' '), KeyCode::Tab] {
            desk.press(key);
        }
        for key in [KeyCode::Down, KeyCode::Down, KeyCode::Down, KeyCode::Up] {
            within(&desk.press(key), 64, &format!("{key:?} in the tree, {size:?}"));
        }
        // What is known of the instance comes once the cursor rests on it.
        let mut desk = Desk::instances(size);
        desk.draw();
        // Both names are written: one is reversed, the other no more.
        let limit = 64 + 2 * "cass-orders-00".len();
        for key in [KeyCode::Down, KeyCode::Down, KeyCode::Up] {
            within(&desk.press(key), limit, &format!("{key:?} in the instance list, {size:?}"));
        }
    }
}

/// At 80x24, with what encloses a large frame.
#[test]
fn what_scrolls_and_the_way_to_review_take_no_more_than_a_slow_line_bears() {
    let size = (80, 24);
    let mut desk = Desk::tree(size, 3, 200);
    desk.draw();
    for key in [KeyCode::Down, KeyCode::Down, KeyCode::Down] {
        within(&desk.press(key), 700, &format!("{key:?} at the edge of the tree"));
    }
    for key in [KeyCode::PageDown, KeyCode::PageDown, KeyCode::PageUp, KeyCode::End, KeyCode::Home]
    {
        within(&desk.press(key), 2_500, &format!("{key:?} in the tree"));
    }
    let mut desk = Desk::form(size, 12, 3);
    let typed = "pre-mig-CHG0042311\tBefore schema migration CHG0042311".chars();
    typed.for_each(|c| drop(desk.key(if c == '\t' { KeyCode::Tab } else { KeyCode::Char(c) })));
    for key in [
        KeyCode::Tab,
        KeyCode::Char(' '),
        KeyCode::Tab,
        KeyCode::Char(' '),
        KeyCode::Down,
        KeyCode::Char(' '),
    ] {
        desk.key(key);
    }
    desk.draw();
    desk.key_with(Key::ctrl('g'));
    within(&desk.draw(), 3_200, "from the form to Review");
}

#[test]
fn a_key_that_changes_nothing_writes_nothing() {
    for size in SIZES {
        let mut instances = Desk::instances(size);
        instances.draw();
        for key in [KeyCode::Up, KeyCode::Home, KeyCode::F(9), KeyCode::Char('z')] {
            let wire = instances.press(key);
            assert_eq!((wire.bytes, wire.writes), (0, 0), "{key:?} in the instance list, {size:?}");
        }
        let mut form = Desk::form(size, 3, 3);
        form.draw();
        for key in [KeyCode::Backspace, KeyCode::Left, KeyCode::F(9)] {
            // An empty name that has been touched is said to be missing, once.
            form.press(key);
            let wire = form.press(key);
            assert_eq!((wire.bytes, wire.writes), (0, 0), "{key:?} in the name, {size:?}");
        }
        let mut tree = Desk::tree(size, 3, 0);
        tree.press(KeyCode::Home);
        let wire = tree.press(KeyCode::Home);
        assert_eq!((wire.bytes, wire.writes), (0, 0), "Home in the tree, {size:?}");
    }
}

/// What a key and its frame ask the allocator for, once everything has its size.
fn cost(desk: &mut Desk, there: KeyCode, back: KeyCode) -> AllocationInfo {
    for _ in 0..3 {
        desk.press(there);
        desk.press(back);
    }
    asked(|| {
        desk.press(there);
        desk.press(back);
    })
}

#[test]
fn what_a_key_allocates_does_not_grow_with_the_tree() {
    type Keys = (&'static str, KeyCode, KeyCode);
    let keys: [Keys; 4] = [
        ("move", KeyCode::Up, KeyCode::Down),
        ("tick", KeyCode::Char(' '), KeyCode::Char(' ')),
        ("next field", KeyCode::BackTab, KeyCode::Tab),
        ("help", KeyCode::Char('?'), KeyCode::Esc),
    ];
    let mut small = Desk::tree((80, 24), SMALL.0, SMALL.1);
    let mut large = Desk::tree((80, 24), LARGE.0, LARGE.1);
    for (what, there, back) in keys {
        let (few, many) = (cost(&mut small, there, back), cost(&mut large, there, back));
        // A screen full of rows instead of a few, and longer numbers: some, but not a thousand
        // times as much.
        assert!(
            many.count_total <= 2 * few.count_total + 64
                && many.bytes_total <= 2 * few.bytes_total + 16_384,
            "{what}: {few:?} became {many:?}"
        );
    }
}

/// A million names, read page by page.
const HUGE: (usize, usize) = (1000, 1000);

/// From a thousand names to a million: the same allocations for each key, to the last one.
#[test]
fn a_key_asks_for_as_much_with_a_million_names_as_with_a_thousand() {
    let mut few = Desk::tree((80, 24), 10, 100);
    let mut held = None;
    let built = asked(|| held = Some(Desk::tree((80, 24), HUGE.0, HUGE.1)));
    let Some(mut many) = held else { panic!("a tree was built") };
    // Sixteen bytes a name, eight for its two places, and what branches and growing take.
    assert!(built.bytes_current < 48_000_000, "{built:?}");
    let keys = [
        ("move", KeyCode::Up, KeyCode::Down),
        ("page", KeyCode::PageDown, KeyCode::PageUp),
        ("tick", KeyCode::Char(' '), KeyCode::Char(' ')),
        ("tick and undo", KeyCode::Char(' '), KeyCode::Char('u')),
        ("to the branch and back", KeyCode::Left, KeyCode::Down),
    ];
    for (what, there, back) in keys {
        let [less, more] = [&mut few, &mut many].map(|desk| cost(desk, there, back));
        // Longer numbers on the screen are longer texts.
        assert!(
            more.count_total <= less.count_total + 16
                && more.bytes_total <= less.bytes_total + 2_048,
            "{what}: {less:?} became {more:?}"
        );
    }
    for desk in [&mut few, &mut many] {
        desk.press(KeyCode::Home);
    }
    let [less, more] = [&mut few, &mut many].map(|desk| cost(desk, KeyCode::Left, KeyCode::Right));
    assert!(
        more.count_total <= less.count_total + 16 && more.bytes_total <= less.bytes_total + 2_048,
        "fold: {less:?} became {more:?}"
    );
}

/// What comes back at once of a letter in the filter is a slice; each slice is work for a moment.
#[test]
fn a_filter_of_a_million_names_looks_at_them_in_slices() {
    let mut desk = Desk::tree((80, 24), HUGE.0, HUGE.1);
    desk.press(KeyCode::Char('/'));
    let mut slices = |letter| {
        desk.press(KeyCode::Char(letter));
        std::iter::from_fn(|| desk.go_on().then_some(())).count()
    };
    let (wide, narrow) = (slices('9'), slices('9'));
    assert!((3..=10).contains(&wide), "{wide}");
    assert!(
        (1..wide).contains(&narrow),
        "what narrows looks among what was found: {narrow} slices after {wide}"
    );
}

#[test]
fn what_a_letter_in_the_filter_allocates_does_not_grow_with_the_instances() {
    for size in SIZES {
        let (mut small, mut large) = (Desk::fleet(size, 50), Desk::fleet(size, 5_000));
        for letter in ['0', 'z', 'c'] {
            let (few, many) = [&mut small, &mut large]
                .map(|desk| cost(desk, KeyCode::Char(letter), KeyCode::Backspace))
                .into();
            assert!(
                many.count_total <= few.count_total + 128
                    && many.bytes_total <= 2 * few.bytes_total + 16_384,
                "{letter}, {size:?}: {few:?} became {many:?}"
            );
        }
    }
}

/// The one time that is told in milliseconds: a letter in the filter of 5,000 instances, with its
/// frame, however this program was compiled.
#[test]
fn a_letter_in_the_filter_of_five_thousand_instances_takes_less_than_sixteen_milliseconds() {
    let mut desk = Desk::fleet((120, 40), 5_000);
    desk.draw();
    let mut times = Vec::new();
    // Narrower and wider, few hits and many.
    for letter in "cass 4orders 99z in06 normal".chars().cycle().take(100) {
        for key in [KeyCode::Char(letter), KeyCode::Backspace] {
            times.push(processor_time(|| desk.press(key)));
        }
        desk.press(KeyCode::Char(letter));
    }
    times.sort();
    assert!(
        times[times.len() / 2] < Duration::from_millis(16),
        "{:?} to {:?}",
        times[0],
        times[times.len() - 1]
    );
}

/// Ten thousand instances in pages of a hundred: a page costs its own rows, not those before it.
#[test]
fn the_last_page_of_a_long_list_costs_as_much_as_the_second() {
    let instance = |number: usize| Instance {
        id: InstanceId::typed(&format!("{number:032x}in06")).expect("an ID"),
        name: format!("cass-orders-{number:02}"),
        engine: Engine::Cassandra,
        version: "3.11".to_owned(),
        status: "normal".to_owned(),
        actions: Vec::new(),
        nodes: 6,
        used_gb: None,
        backup_window: None,
        region: None,
        created: None,
        billing: Box::default(),
    };
    let mut fleet = InstanceList::default();
    fleet.start(Ask(1));
    let mut add = |n: usize| {
        let rows: Vec<Instance> = (n * 100..n * 100 + 100).map(instance).collect();
        asked(|| fleet.add(UtcTime::from_unix(0), rows, n == 99)).count_total
    };
    let cost: Vec<u64> = (0..100).map(&mut add).collect();
    // The tables double now and then: that is a few allocations, and none an instance.
    assert!(cost[98] <= cost[1] + 32 && cost[99] <= cost[1] + 32, "{cost:?}");
}

#[test]
fn a_long_paste_costs_one_pass_over_it() {
    for size in SIZES {
        let mut desk = Desk::form(size, 3, 3);
        desk.draw();
        let paste = asked(|| {
            desk.paste(&"x".repeat(10_000));
            within(&desk.draw(), 1_000, &format!("a paste, {size:?}"));
        });
        // Looking at the whole text anew for each of its characters would be a hundred times that.
        assert!(paste.bytes_total < 4_000_000, "{paste:?}, {size:?}");
    }
}
