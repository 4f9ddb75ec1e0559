//! The files of operations: made, added to, moved, read.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
};

use geminidb_backup::core::{
    base::{disk_error::StateTrouble, ids::OperationId},
    port::Written,
};

use crate::state::desk::{AT, Desk, is_anew, lines, store, text};

#[test]
fn an_operation_is_made_added_to_and_closed_and_every_line_stays() {
    let mut desk = Desk::new();
    let op = desk.store.operations.create(AT, |_| r#"{"n":1}"#.to_owned()).unwrap();
    assert_eq!(desk.files("operations"), [format!("20260301T081530Z-{op}.jsonl")]);
    assert_eq!(desk.store.operations.append(op, &lines(&["two", "three"])), Ok(Written::Appended));
    desk.store.operations.close(op).unwrap();
    assert_eq!(desk.files("operations"), [""; 0]);
    // Moved meanwhile: the line goes where the file is.
    assert_eq!(desk.store.operations.append(op, &lines(&["four"])), Ok(Written::Appended));
    desk.store.operations.close(op).unwrap();

    let all = "{\"n\":1}\ntwo\nthree\nfour\n";
    assert_eq!(desk.text(op), all);
    let mut later = store(&desk.path);
    assert_eq!(later.operations.open_ones(), Ok(vec![]));
    let (closed, total) = later.operations.newest_closed(10).unwrap();
    assert_eq!(
        (text(&closed[0]), closed[0].op, closed[0].closed, closed.len(), total),
        (all, Some(op), true, 1, 1)
    );
    assert_eq!(later.operations.find(op).unwrap().as_ref(), closed.first());
}

#[test]
fn a_start_in_an_empty_place_finds_nothing_and_makes_nothing() {
    let around = tempfile::tempdir().unwrap();
    let mut store = store(&around.path().join("a/b/state"));
    assert_eq!(store.operations.open_ones(), Ok(vec![]));
    assert_eq!(store.operations.newest_closed(10), Ok((vec![], 0)));
    assert_eq!(store.drafts.all(), Ok(vec![]));
    assert_eq!(store.operations.find(OperationId::from_bits(1)), Ok(None));
    let missing = store.operations.append(OperationId::from_bits(1), &lines(&["x"]));
    assert!(matches!(missing, Err(StateTrouble::Gone(_))), "{missing:?}");
    assert_eq!(fs::read_dir(around.path()).unwrap().count(), 0);
}

#[test]
fn a_line_cut_anywhere_by_a_crash_never_joins_the_next_one() {
    let whole = "{\"n\":1}\n{\"n\":2}\n";
    for cut in 0..whole.len() {
        let mut desk = Desk::new();
        let op = desk.store.operations.create(AT, |_| r#"{"n":1}"#.to_owned()).unwrap();
        desk.store.operations.append(op, &lines(&[r#"{"n":2}"#])).unwrap();
        OpenOptions::new().write(true).open(desk.file(op)).unwrap().set_len(cut as u64).unwrap();
        // A program that starts after the crash knows only what is there.
        let mut later = store(&desk.path);
        let appended = later.operations.append(op, &lines(&["new"]));
        let separator = if cut == 0 || whole.as_bytes()[cut - 1] == b'\n' { "" } else { "\n" };
        let kept = format!("{}{separator}", &whole[..cut]);
        let text = desk.text(op);
        let added = text.strip_prefix(&kept).expect("nothing is taken away");
        if cut < 8 {
            let (anew, new) = added.split_once('\n').expect("a line");
            assert_eq!((appended, is_anew(anew), new), (Ok(Written::Rebuilt), true, "new\n"));
        } else {
            assert_eq!((appended, added), (Ok(Written::Appended), "new\n"), "cut at {cut}");
        }
    }
}

#[test]
fn a_running_program_writes_again_what_was_cut_from_its_file() {
    let mut desk = Desk::new();
    let op = desk.store.operations.create(AT, |_| "one".to_owned()).unwrap();
    desk.store.operations.append(op, &lines(&["two"])).unwrap();
    OpenOptions::new().write(true).open(desk.file(op)).unwrap().set_len(5).unwrap();
    assert_eq!(desk.store.operations.append(op, &lines(&["three"])), Ok(Written::Rebuilt));
    assert_eq!(desk.text(op), "one\nt\ntwo\nthree\n");
}

#[test]
fn a_file_removed_while_running_comes_back_with_its_whole_history() {
    let mut desk = Desk::new();
    let op = desk.store.operations.create(AT, |_| "one".to_owned()).unwrap();
    desk.store.operations.append(op, &lines(&["two"])).unwrap();
    let name = desk.files("operations");
    for (removed, add, all) in
        [("operations", "three", "one\ntwo\nthree\n"), ("", "four", "one\ntwo\nthree\nfour\n")]
    {
        fs::remove_dir_all(desk.path.join(removed)).unwrap();
        assert_eq!(desk.store.operations.append(op, &lines(&[add])), Ok(Written::Rebuilt));
        let text = desk.text_anew(op);
        let others = text.lines().filter(|line| !is_anew(line));
        assert_eq!(others.map(|line| format!("{line}\n")).collect::<String>(), all);
        assert_eq!(desk.files("operations"), name);
    }
    assert_eq!(desk.store.operations.append(op, &lines(&["five"])), Ok(Written::Appended));
}

#[test]
fn an_operation_that_was_only_read_is_written_anew_as_well() {
    let mut desk = Desk::new();
    let (listed, found) = (
        desk.store.operations.create(AT, |_| "one".to_owned()).unwrap(),
        desk.store.operations.create(AT, |_| "1".to_owned()).unwrap(),
    );
    desk.store.operations.close(found).unwrap();
    let mut later = store(&desk.path);
    later.operations.open_ones().unwrap();
    later.operations.find(found).unwrap();
    fs::remove_dir_all(&desk.path).unwrap();
    for (op, all) in [(listed, "one\ntwo\n"), (found, "1\ntwo\n")] {
        assert_eq!(later.operations.append(op, &lines(&["two"])), Ok(Written::Rebuilt));
        assert_eq!(desk.text_anew(op), all);
    }
}

#[test]
fn closing_and_beginning_survive_a_removed_folder() {
    let mut desk = Desk::new();
    let op = desk.store.operations.create(AT, |_| "one".to_owned()).unwrap();
    fs::remove_dir_all(desk.path.join("operations/done")).unwrap();
    desk.store.operations.close(op).unwrap();
    assert_eq!(desk.files("operations/done").len(), 1);
    fs::remove_dir_all(&desk.path).unwrap();
    desk.store.operations.close(op).unwrap();
    assert_eq!((desk.files("operations").len(), desk.text_anew(op).as_str()), (0, "one\n"));
    fs::remove_dir_all(&desk.path).unwrap();
    let other = desk.store.operations.create(AT, |_| "other".to_owned()).unwrap();
    assert_eq!(desk.text(other), "other\n");
}

#[test]
fn a_closed_and_an_open_file_of_one_operation_become_one() {
    let mut desk = Desk::new();
    let op = desk.store.operations.create(AT, |_| "one".to_owned()).unwrap();
    desk.store.operations.append(op, &lines(&["two"])).unwrap();
    let name = desk.files("operations").remove(0);
    fs::write(desk.path.join("operations/done").join(&name), "one\nother\ntorn").unwrap();
    crate::support::disks::set_mode(&desk.path.join("operations/done").join(&name), 0o600);
    desk.store.operations.close(op).unwrap();
    assert_eq!(
        (desk.files("operations").len(), desk.text(op).as_str()),
        (0, "one\nother\ntorn\ntwo\n")
    );
}

#[test]
fn nothing_that_ends_like_a_journal_file_is_passed_over_in_silence() {
    let desk = Desk::new();
    let folder = desk.path.join("operations");
    fs::create_dir(folder.join("folder.jsonl")).unwrap();
    fs::write(folder.join("empty.jsonl"), "").unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, folder.join("pipe.jsonl"), rustix::fs::Mode::RWXU)
        .unwrap();
    std::os::unix::fs::symlink("/nowhere", folder.join("loose.jsonl")).unwrap();
    let mut huge = fs::File::create(folder.join("huge.jsonl")).unwrap();
    huge.set_len(1 << 40).unwrap();
    huge.write_all(b"{}").unwrap();
    // These are nobody's records.
    for foreign in ["notes.txt", ".hidden.jsonl", "20260301T081530Z-7F3K9Q.jsonl~"] {
        fs::write(folder.join(foreign), "x").unwrap();
    }
    let kept = store(&desk.path).operations.open_ones().unwrap();
    let told: Vec<String> = kept
        .iter()
        .map(|k| {
            let name = k.path.rsplit('/').next().unwrap_or_default();
            let trouble = match &k.trouble {
                Some(StateTrouble::NotAFile(_)) => "not a file",
                Some(StateTrouble::TooLarge { .. }) => "too large",
                Some(StateTrouble::Gone(_)) => "gone",
                Some(StateTrouble::NotPrivate { .. }) => "not private",
                other => panic!("{name}: {other:?}"),
            };
            format!("{name}: {trouble}")
        })
        .collect();
    assert_eq!(
        told,
        [
            "empty.jsonl: not private",
            "folder.jsonl: not a file",
            "huge.jsonl: too large",
            "loose.jsonl: gone",
            "pipe.jsonl: not a file"
        ]
    );
}

#[test]
fn a_demo_leaves_no_folder_behind() {
    let folder = geminidb_backup::shell::disk::StateFolder::temporary().unwrap();
    let path = folder.path().to_owned();
    assert_eq!(crate::state::desk::mode(&path), 0o700);
    let mut store = geminidb_backup::shell::disk::Store::new(folder);
    store.prepare().unwrap();
    store.operations.create(AT, |_| "one".to_owned()).unwrap();
    drop(store);
    assert!(!path.exists());
}
