//! Drafts, and files written whole elsewhere.

use std::{fs, thread};

use geminidb_backup::{
    core::base::disk_error::StateTrouble,
    shell::disk::whole_file::{Existing, read_whole, write_whole},
};

use crate::state::desk::{Desk, files, mode, store, text};

#[test]
fn a_draft_is_saved_replaced_read_back_and_removed() {
    let desk = Desk::new();
    let id = desk.store.drafts.save(None, "first").unwrap();
    let other = desk.store.drafts.save(None, "other").unwrap();
    assert_ne!(id, other);
    assert_eq!(desk.store.drafts.save(Some(id), "second"), Ok(id));
    let later = store(&desk.path);
    let mut drafts = later.drafts.all().unwrap();
    drafts.sort_by_key(|d| d.op != Some(id));
    assert_eq!(
        drafts.iter().map(|d| (d.op, text(d))).collect::<Vec<_>>(),
        [(Some(id), "second"), (Some(other), "other")]
    );
    for _ in 0..2 {
        later.drafts.remove(id).unwrap();
    }
    assert_eq!(desk.files("drafts"), [format!("{other}.json")]);
    // Removed while running.
    fs::remove_dir_all(&desk.path).unwrap();
    later.drafts.remove(other).unwrap();
    desk.store.drafts.save(Some(other), "again").unwrap();
    assert_eq!(desk.files("drafts"), [format!("{other}.json")]);
}

#[test]
fn whoever_reads_a_draft_while_it_is_saved_sees_one_that_is_whole() {
    let desk = Desk::new();
    let texts: Vec<String> = ["a", "b", "c"].iter().map(|c| c.repeat(100_000)).collect();
    let id = desk.store.drafts.save(None, &texts[0]).unwrap();
    let reader = store(&desk.path);
    let saver = thread::spawn(move || {
        for n in 0..200 {
            desk.store.drafts.save(Some(id), &texts[n % 3]).unwrap();
        }
        (texts, desk)
    });
    let mut read = Vec::new();
    while !saver.is_finished() {
        let drafts = reader.drafts.all().unwrap();
        read.push((drafts.len(), drafts[0].bytes.clone()));
    }
    let (texts, _desk) = saver.join().unwrap();
    assert!(!read.is_empty());
    for (count, bytes) in read {
        assert!(
            count == 1 && texts.iter().any(|t| t.as_bytes() == bytes),
            "{count} files, {} bytes",
            bytes.len()
        );
    }
}

#[test]
fn an_exported_file_replaces_nothing_unless_it_is_told_to() {
    let around = tempfile::tempdir().unwrap();
    let path = around.path().join("draft.json");
    let shown = path.to_str().unwrap().to_owned();
    write_whole(&path, "first", Existing::Keep).unwrap();
    assert_eq!(mode(&path), 0o600);
    assert_eq!(
        write_whole(&path, "second", Existing::Keep),
        Err(StateTrouble::Exists(shown.clone()))
    );
    assert_eq!(read_whole(&path, 5).unwrap(), b"first");
    write_whole(&path, "second", Existing::Replace).unwrap();
    assert_eq!(
        read_whole(&path, 5),
        Err(StateTrouble::TooLarge { path: shown, size: 6, limit: 5 })
    );
    assert_eq!(files(around.path()), ["draft.json"]);

    // A link that leads elsewhere is a file that is there; what it leads to stays as it is.
    let link = around.path().join("link.json");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    assert!(matches!(write_whole(&link, "third", Existing::Keep), Err(StateTrouble::Exists(_))));
    write_whole(&link, "third", Existing::Replace).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "second");
    assert_eq!(fs::read_to_string(&link).unwrap(), "third");
}

#[test]
fn a_place_that_takes_no_file_is_named() {
    let around = tempfile::tempdir().unwrap();
    let folder = around.path().join("folder");
    fs::create_dir(&folder).unwrap();
    let shown = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    assert_eq!(
        write_whole(&folder, "x", Existing::Replace),
        Err(StateTrouble::NotAFile(shown(&folder)))
    );
    let missing = around.path().join("missing/draft.json");
    let parent = around.path().join("missing");
    assert_eq!(write_whole(&missing, "x", Existing::Keep), Err(StateTrouble::Gone(shown(&parent))));
    assert_eq!(read_whole(&folder, 10), Err(StateTrouble::NotAFile(shown(&folder))));
    assert_eq!(read_whole(&missing, 10), Err(StateTrouble::Gone(shown(&missing))));
    assert_eq!(files(around.path()), [""; 0]);
}
