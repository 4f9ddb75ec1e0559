//! A file that had to be written anew says so in its first line, and keeps no pin from before.

use std::fs::{self, OpenOptions};

use geminidb_backup::core::{
    operation::pin::{Pin, PinCheck},
    port::Written,
};
use proptest::{collection::vec, prelude::*};

use crate::{
    state::desk::{AT, Desk, is_anew, lines, store},
    support::disks::set_mode,
};

fn holds(pin: &Pin, bytes: &[u8]) -> bool {
    matches!(pin.check(bytes), PinCheck::Holds { .. })
}

/// The first line of a file that can be read as one.
fn first_whole(text: &str) -> &str {
    text.lines().find(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()).expect("one")
}

#[test]
fn whoever_is_killed_at_any_byte_of_writing_anew_leaves_a_file_that_says_so() {
    let mut desk = Desk::new();
    let op = desk.store.operations.create(AT, |_| r#"{"n":1}"#.to_owned()).unwrap();
    desk.store.operations.append(op, &lines(&[r#"{"n":2}"#])).unwrap();
    let path = desk.file(op);
    let before = Pin::of(&fs::read(&path).unwrap()).unwrap();
    // Another program that runs, and has read all of it.
    let mut other = store(&desk.path);
    other.operations.open_ones().unwrap();
    fs::remove_file(&path).unwrap();
    desk.store.operations.append(op, &lines(&[r#"{"n":3}"#])).unwrap();
    let whole = fs::read(&path).unwrap();
    let first = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for cut in 0..=whole.len() {
        for has_read in [true, false] {
            let mut next = store(&desk.path);
            if has_read {
                fs::write(&path, "{\"n\":1}\n{\"n\":2}\n").unwrap();
                next.operations.open_ones().unwrap();
            }
            fs::write(&path, &whole[..cut]).unwrap();
            let appended = next.operations.append(op, &lines(&[r#"{"n":4}"#]));
            let text = desk.text(op);
            assert!(is_anew(first_whole(&text)), "cut at {cut}: {text}");
            assert!(!holds(&before, text.as_bytes()), "cut at {cut}: {text}");
            assert!(text.ends_with("{\"n\":4}\n"), "cut at {cut}: {text}");
            let anew = text.lines().filter(|line| is_anew(line)).count();
            // Whole but for its end mark, the line counts as one that is being written.
            assert_eq!(anew, if cut + 1 == first { 2 } else { 1 }, "cut at {cut}: {text}");
            assert!(cut >= first || appended == Ok(Written::Rebuilt));
            if has_read {
                assert!(text.contains("{\"n\":1}\n") && text.contains("{\"n\":2}\n"), "{text}");
            }
        }
    }
}

#[test]
fn two_programs_that_write_the_same_file_anew_never_write_the_same_bytes() {
    let mut desk = Desk::new();
    let op = desk.store.operations.create(AT, |_| "one".to_owned()).unwrap();
    let path = desk.file(op);
    let mut programs = [store(&desk.path), store(&desk.path)];
    let mut pins = Vec::new();
    for program in &mut programs {
        program.operations.open_ones().unwrap();
    }
    for program in &mut programs {
        fs::remove_file(&path).unwrap();
        program.operations.append(op, &lines(&["two"])).unwrap();
        let bytes = fs::read(&path).unwrap();
        assert!(!pins.iter().any(|pin| holds(pin, &bytes)), "in the same second as well");
        pins.extend(Pin::of(&bytes));
    }
}

#[test]
fn of_two_files_the_closed_one_keeps_its_pins_and_tells_that_the_other_was_written_anew() {
    let mut desk = Desk::new();
    let op = desk.store.operations.create(AT, |_| "one".to_owned()).unwrap();
    let (open, original) = (desk.file(op), fs::read(desk.file(op)).unwrap());
    fs::remove_file(&open).unwrap();
    desk.store.operations.append(op, &lines(&["two"])).unwrap();
    let anew = Pin::of(&fs::read(&open).unwrap()).unwrap();
    let done = desk.path.join("operations/done").join(open.file_name().unwrap());
    fs::write(&done, &original).unwrap();
    set_mode(&done, 0o600);
    desk.store.operations.close(op).unwrap();
    let united = fs::read(&done).unwrap();
    assert!(!open.exists() && holds(&Pin::of(&original).unwrap(), &united));
    assert!(!holds(&anew, &united));
    let text = desk.text(op);
    let told: Vec<bool> = text.lines().map(is_anew).collect();
    assert_eq!(told, [false, true, false], "one, anew, two: {text}");
}

#[derive(Debug, Clone, Copy)]
enum Deed {
    /// A line of the first or the second program.
    Append(bool),
    Close(bool),
    /// Somebody removes the file, or empties it.
    Remove,
    Empty,
    /// A crash cuts off so many bytes of the last line.
    Tear(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => any::<bool>().prop_map(Deed::Append),
        1 => any::<bool>().prop_map(Deed::Close),
        1 => Just(Deed::Remove),
        1 => Just(Deed::Empty),
        1 => (1..6_usize).prop_map(Deed::Tear),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn pins_hold_while_a_file_is_added_to_and_none_holds_once_it_was_written_anew(
        deeds in vec(deed(), 1..24)
    ) {
        let mut desk = Desk::new();
        let op = desk.store.operations.create(AT, |_| r#"{"n":0}"#.to_owned()).unwrap();
        let mut second = store(&desk.path);
        second.operations.open_ones().unwrap();
        let path = |desk: &Desk| desk.file(op);
        let mut now = vec![Pin::of(&fs::read(path(&desk)).unwrap()).unwrap()];
        let (mut old, mut gone): (Vec<Pin>, bool) = (Vec::new(), false);
        for (n, deed) in deeds.into_iter().enumerate() {
            let line = format!("{{\"n\":{}}}", n + 1);
            match deed {
                Deed::Append(first) => {
                    let program = if first { &mut desk.store } else { &mut second };
                    program.operations.append(op, &[line]).unwrap();
                }
                Deed::Close(first) => {
                    let program = if first { &mut desk.store } else { &mut second };
                    program.operations.close(op).unwrap();
                    // A closed file that was emptied is moved as it is.
                    if gone {
                        program.operations.append(op, &[line]).unwrap();
                    }
                }
                Deed::Remove | Deed::Empty if gone => continue,
                Deed::Remove => fs::remove_file(path(&desk)).unwrap(),
                Deed::Empty => fs::write(path(&desk), "").unwrap(),
                Deed::Tear(_) if gone => continue,
                Deed::Tear(bytes) => {
                    let torn = format!("{line}torn");
                    let file = OpenOptions::new().append(true).open(path(&desk));
                    let mut file = file.unwrap();
                    std::io::Write::write_all(&mut file, &torn.as_bytes()[..bytes]).unwrap();
                }
            }
            if matches!(deed, Deed::Remove | Deed::Empty) {
                gone = true;
                old.append(&mut now);
                continue;
            }
            let bytes = fs::read(path(&desk)).unwrap();
            if std::mem::take(&mut gone) {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                prop_assert!(is_anew(text.lines().next().unwrap()), "{}", text);
            }
            prop_assert!(now.iter().all(|pin| holds(pin, &bytes)), "{:?}", deed);
            prop_assert!(!old.iter().any(|pin| holds(pin, &bytes)), "{:?}", deed);
            now.extend(Pin::of(&bytes));
        }
    }
}
