//! Nobody else gets at the journal: what is made is private whatever the umask, and what is not is
//! refused.

use std::{fs, os::unix::fs::symlink, path::Path, process::Command};

use geminidb_backup::{
    core::base::disk_error::StateTrouble, shell::disk::Store, words::base::disk_error::trouble,
};

use crate::{
    state::desk::{AT, Desk, lines, mode, store},
    support::disks::{root, set_mode},
};

/// Set for the test binary when it is started again to work under another umask.
const UNDER: &str = "STATE_UNDER_UMASK";

fn text(path: &Path) -> String {
    path.to_str().unwrap().trim_end_matches('/').to_owned()
}

/// A child of this test: makes everything there is in the folder that the variable names.
#[test]
fn child_that_makes_everything() {
    let Some(path) = std::env::var_os(UNDER) else { return };
    let mut store = store(Path::new(&path));
    store.prepare().unwrap();
    let op = store.operations.create(AT, |_| "one".to_owned()).unwrap();
    fs::remove_file(Path::new(&path).join(format!("operations/20260301T081530Z-{op}.jsonl")))
        .unwrap();
    store.operations.append(op, &lines(&["two"])).unwrap();
    let op = store.operations.create(AT, |_| "one".to_owned()).unwrap();
    store.operations.close(op).unwrap();
    store.drafts.save(None, "{}").unwrap();
}

#[test]
fn folders_and_files_are_private_whatever_the_umask() {
    for umask in ["000", "022", "077", "777"] {
        let around = tempfile::tempdir().unwrap();
        let path = around.path().join("new/parents/state");
        let this = std::env::current_exe().unwrap();
        let script = format!(
            "umask {umask}; exec \"$0\" --exact state::privacy::child_that_makes_everything"
        );
        let done =
            Command::new("sh").arg("-c").arg(script).arg(this).env(UNDER, &path).output().unwrap();
        assert!(done.status.success(), "umask {umask}: {}", String::from_utf8_lossy(&done.stdout));
        for folder in ["..", "../..", ".", "operations", "operations/done", "drafts"] {
            assert_eq!(mode(&path.join(folder)), 0o700, "{folder} under umask {umask}");
        }
        let mut made = 0;
        for below in ["operations", "operations/done", "drafts"] {
            for file in crate::state::desk::files(&path.join(below)) {
                assert_eq!(
                    mode(&path.join(below).join(&file)),
                    0o600,
                    "{below}/{file} under umask {umask}"
                );
                made += 1;
            }
        }
        assert_eq!(made, 3);
    }
}

#[test]
fn a_parent_that_is_there_keeps_its_mode() {
    let around = tempfile::tempdir().unwrap();
    set_mode(around.path(), 0o755);
    store(&around.path().join("state")).prepare().unwrap();
    assert_eq!(mode(around.path()), 0o755);
}

#[test]
fn a_folder_that_others_may_use_is_refused_with_the_command_that_mends_it() {
    for below in ["", "operations", "operations/done", "drafts"] {
        for open in [0o755, 0o750, 0o701, 0o720] {
            let desk = Desk::new();
            let folder = desk.path.join(below);
            set_mode(&folder, open);
            let refused = desk.store.prepare().unwrap_err();
            assert!(
                matches!(&refused, StateTrouble::NotPrivate { path, mode }
                    if Path::new(path) == folder && *mode == open),
                "{refused:?}"
            );
            // What the sentence says really mends it.
            let sentence = trouble(&refused);
            let command = sentence.rsplit("fix it with: ").next().unwrap();
            assert!(
                Command::new("sh").args(["-c", command]).status().unwrap().success(),
                "{command}"
            );
            assert_eq!(desk.store.prepare(), Ok(()));
        }
    }
}

#[test]
fn a_file_that_others_may_read_takes_no_record_until_it_is_mended() {
    let mut desk = Desk::new();
    let op = desk.store.operations.create(AT, |_| "one".to_owned()).unwrap();
    let file = desk.file(op);
    set_mode(&file, 0o640);
    let exposed = StateTrouble::NotPrivate { path: text(&file), mode: 0o640 };
    assert_eq!(desk.store.operations.append(op, &lines(&["two"])), Err(exposed.clone()));
    // It is shown all the same, with what is wrong.
    let kept = desk.store.operations.open_ones().unwrap();
    assert_eq!(
        (kept[0].bytes.as_slice(), kept[0].trouble.as_ref()),
        (b"one\n".as_slice(), Some(&exposed))
    );
    assert!(trouble(&exposed).ends_with(&format!("chmod 600 {}", file.display())));
    set_mode(&file, 0o600);
    desk.store.operations.append(op, &lines(&["two"])).unwrap();
    assert_eq!(desk.text(op), "one\ntwo\n");
}

#[test]
fn a_folder_that_is_a_file_is_named() {
    let around = tempfile::tempdir().unwrap();
    let file = around.path().join("file");
    fs::write(&file, "x").unwrap();
    let refused = Err(StateTrouble::NotAFolder(text(&file)));
    assert_eq!(store(&file).prepare(), refused);
    assert_eq!(store(&file.join("below/state")).prepare(), refused);
    let desk = Desk::new();
    fs::remove_dir(desk.path.join("drafts")).unwrap();
    fs::write(desk.path.join("drafts"), "x").unwrap();
    assert_eq!(
        desk.store.prepare(),
        Err(StateTrouble::NotAFolder(text(&desk.path.join("drafts"))))
    );
}

#[test]
fn a_symbolic_link_counts_as_what_it_points_to() {
    let desk = Desk::new();
    let around = tempfile::tempdir().unwrap();
    let link = around.path().join("link");
    symlink(&desk.path, &link).unwrap();
    let mut linked: Store = store(&link);
    linked.prepare().unwrap();
    let op = linked.operations.create(AT, |_| "one".to_owned()).unwrap();
    assert_eq!(desk.text(op), "one\n");
    set_mode(&desk.path, 0o750);
    assert_eq!(linked.prepare(), Err(StateTrouble::NotPrivate { path: text(&link), mode: 0o750 }));

    let loose = around.path().join("loose");
    symlink(around.path().join("nowhere"), &loose).unwrap();
    assert_eq!(store(&loose).prepare(), Err(StateTrouble::Gone(text(&loose))));
}

#[test]
fn what_belongs_to_another_user_is_refused() {
    if !root("the folder of another user") {
        return;
    }
    let other = 65_534;
    for below in ["", "operations", "drafts"] {
        let desk = Desk::new();
        let folder = desk.path.join(below);
        std::os::unix::fs::chown(&folder, Some(other), None).unwrap();
        let refused = desk.store.prepare().unwrap_err();
        let (named, uid) = match (&refused, below) {
            // The state folder itself: all of it is theirs.
            (StateTrouble::Foreign(why), "") => (&why.path, why.owner.uid),
            (StateTrouble::NotOurs { path, owner }, _) => (path, owner.uid),
            (trouble, _) => panic!("{below}: {trouble:?}"),
        };
        assert_eq!((named.trim_end_matches('/'), uid), (text(&folder).as_str(), other));
    }
    let mut desk = Desk::new();
    let op = desk.store.operations.create(AT, |_| "one".to_owned()).unwrap();
    let file = desk.file(op);
    std::os::unix::fs::chown(&file, Some(other), None).unwrap();
    let refused = desk.store.operations.append(op, &lines(&["two"]));
    assert!(
        matches!(&refused, Err(StateTrouble::NotOurs { path, owner })
            if *path == text(&file) && owner.uid == other),
        "{refused:?}"
    );
    assert_eq!(desk.text(op), "one\n");
}
