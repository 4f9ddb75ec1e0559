//! Disks that take no writes: full, read-only, closed to this user. Nothing is half done, nothing
//! is lost.

use std::path::Path;

use geminidb_backup::{
    core::{base::disk_error::StateTrouble, port::Written},
    shell::disk::{
        Store,
        whole_file::{Existing, write_whole},
    },
    words::base::disk_error::trouble,
};

use crate::{
    state::desk::{AT, Desk, files, lines, store},
    support::disks::{Mount, fill, make_room, root, set_mode, skipped},
};

/// A store on a file system of 64 KiB that nothing else uses.
fn small_disk(around: &Path) -> Option<(Mount, Store)> {
    let mount = Mount::small(around, "64k")?;
    let store = store(&around.join("state"));
    store.prepare().expect("there is room for the folders");
    Some((mount, store))
}

#[test]
fn on_a_full_disk_nothing_begins_and_nothing_is_left_of_it() {
    let around = tempfile::tempdir().unwrap();
    if !root("a full disk") {
        return;
    }
    let Some((_mount, mut store)) = small_disk(around.path()) else { return };
    fill(around.path());
    let path = around.path().join("state");
    let refused = store.operations.create(AT, |_| "one".to_owned()).unwrap_err();
    assert!(
        matches!(&refused, StateTrouble::Full(full) if full.contains("/state/operations/")),
        "{refused:?}"
    );
    assert!(trouble(&refused).contains("no space is left"), "{}", trouble(&refused));
    assert!(matches!(store.drafts.save(None, "{}"), Err(StateTrouble::Full(_))));
    let export = write_whole(&around.path().join("draft.json"), "{}", Existing::Keep);
    assert_eq!(
        export,
        Err(StateTrouble::Full(around.path().join("draft.json").to_str().unwrap().to_owned()))
    );
    for below in ["operations", "drafts", "../"] {
        let left: Vec<String> =
            files(&path.join(below)).into_iter().filter(|f| f != "rubbish").collect();
        assert_eq!(left, [""; 0], "{below}");
    }
}

#[test]
fn a_record_that_a_full_disk_cut_short_is_added_once_there_is_room_and_spoils_no_line() {
    let around = tempfile::tempdir().unwrap();
    if !root("a record that a full disk cuts short") {
        return;
    }
    let Some((_mount, mut store)) = small_disk(around.path()) else { return };
    let op = store.operations.create(AT, |_| "one".to_owned()).unwrap();
    let draft = store.drafts.save(None, "old").unwrap();
    fill(around.path());
    // The rest of its page still takes some bytes: it is cut in the middle.
    let long = "2".repeat(9000);
    for _ in 0..2 {
        assert!(matches!(
            store.operations.append(op, &lines(&["short", &long])),
            Err(StateTrouble::Full(_))
        ));
    }
    assert!(matches!(store.drafts.save(Some(draft), "new"), Err(StateTrouble::Full(_))));
    assert_eq!(store.drafts.all().unwrap()[0].bytes, b"old");

    make_room(around.path());
    assert_eq!(store.operations.append(op, &lines(&["short", &long])), Ok(Written::Appended));
    let kept = store.operations.open_ones().unwrap();
    let all = std::str::from_utf8(&kept[0].bytes).unwrap();
    assert!(
        all.starts_with("one\nshort\n2") && all.ends_with(&format!("\nshort\n{long}\n")),
        "{all}"
    );
    store.drafts.save(Some(draft), "new").unwrap();
}

#[test]
fn a_disk_that_turned_read_only_takes_nothing_and_loses_nothing() {
    let around = tempfile::tempdir().unwrap();
    if !root("a read-only disk") {
        return;
    }
    let Some((mount, mut store)) = small_disk(around.path()) else { return };
    let op = store.operations.create(AT, |_| "one".to_owned()).unwrap();
    let draft = store.drafts.save(None, "old").unwrap();
    mount.make_read_only();
    let refused: [(&str, Option<StateTrouble>); 5] = [
        ("create", store.operations.create(AT, |_| "two".to_owned()).err()),
        ("append", store.operations.append(op, &lines(&["two"])).err()),
        ("close", store.operations.close(op).err()),
        ("save", store.drafts.save(Some(draft), "new").err()),
        ("remove", store.drafts.remove(draft).err()),
    ];
    for (what, trouble) in refused {
        assert!(matches!(trouble, Some(StateTrouble::ReadOnly(_))), "{what}: {trouble:?}");
    }
    assert_eq!(store.operations.open_ones().unwrap()[0].bytes, b"one\n");
    assert_eq!(store.drafts.all().unwrap()[0].bytes, b"old");
}

#[test]
fn a_folder_that_takes_no_files_is_named_with_what_mends_it() {
    let mut desk = Desk::new();
    if rustix::process::geteuid().is_root() {
        skipped("a folder without permission to write", "root needs no permission");
        return;
    }
    let op = desk.store.operations.create(AT, |_| "one".to_owned()).unwrap();
    set_mode(&desk.path.join("operations"), 0o500);
    let refused = desk.store.operations.create(AT, |_| "two".to_owned()).unwrap_err();
    assert!(
        matches!(refused, StateTrouble::Denied { .. }) && trouble(&refused).contains("chmod u+rwX"),
        "{refused:?}"
    );
    // What is there can still be added to.
    assert_eq!(desk.store.operations.append(op, &lines(&["two"])), Ok(Written::Appended));
    assert!(matches!(desk.store.operations.close(op), Err(StateTrouble::Denied { .. })));
    set_mode(&desk.path.join("operations"), 0o700);
    desk.store.operations.close(op).unwrap();
}
