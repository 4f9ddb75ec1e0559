//! Several programs in one state folder at the same time: threads here, and processes of their own.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Barrier,
    thread,
};

use geminidb_backup::core::{base::ids::OperationId, port::Written};

use crate::state::desk::{AT, Desk, is_anew, lines, store};

/// Set for the test binary when it is started again to add lines: folder, operation, and who it is.
const APPENDS: &str = "STATE_APPENDS";
const EACH: usize = 200;

/// Lines of many lengths, each telling who wrote it, its number, and whether it is whole.
fn line(who: &str, n: usize) -> String {
    format!("{who}:{n}:{}:end", "x".repeat(n * 37 % 6000))
}

fn append_all(path: &Path, op: OperationId, who: &str) {
    let mut store = store(path);
    for n in 0..EACH {
        assert_eq!(
            store.operations.append(op, &[line(who, n)]),
            Ok(Written::Appended),
            "{who} {n}"
        );
    }
}

/// Each line of each writer is there once, whole, and in its writer's order.
fn assert_whole(text: &str, writers: &[&str]) {
    for who in writers {
        let own: Vec<&str> = text.lines().filter(|l| l.starts_with(&format!("{who}:"))).collect();
        let want: Vec<String> = (0..EACH).map(|n| line(who, n)).collect();
        assert!(own == want, "{who}: {} lines", own.len());
    }
    let others = text
        .lines()
        .filter(|l| !l.is_empty() && !writers.iter().any(|w| l.starts_with(&format!("{w}:"))));
    assert_eq!(others.collect::<Vec<_>>(), ["begun"]);
}

#[test]
fn child_that_appends() {
    let Ok(told) = std::env::var(APPENDS) else { return };
    let parts: Vec<&str> = told.split('|').collect();
    append_all(Path::new(parts[0]), OperationId::parse(parts[1]).unwrap(), parts[2]);
}

fn start(desk: &Desk, op: OperationId, who: &str) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "state::several::child_that_appends"]);
    command
        .env(APPENDS, format!("{}|{op}|{who}", desk.path.display()))
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn two_threads_and_two_processes_add_to_one_file_and_every_line_is_whole() {
    let mut desk = Desk::new();
    let op = desk.store.operations.create(AT, |_| "begun".to_owned()).unwrap();
    let children = [start(&desk, op, "process-a"), start(&desk, op, "process-b")];
    thread::scope(|scope| {
        for who in ["thread-a", "thread-b"] {
            let path = &desk.path;
            scope.spawn(move || append_all(path, op, who));
        }
    });
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_whole(&desk.text(op), &["process-a", "process-b", "thread-a", "thread-b"]);
}

#[test]
fn an_operation_that_one_program_closes_while_others_add_to_it_keeps_every_line() {
    let mut desk = Desk::new();
    let op = desk.store.operations.create(AT, |_| "begun".to_owned()).unwrap();
    let start = Barrier::new(4);
    thread::scope(|scope| {
        for who in ["a", "b"] {
            let (path, start) = (&desk.path, &start);
            scope.spawn(move || {
                start.wait();
                append_all(path, op, who);
            });
        }
        for _ in 0..2 {
            let (path, start) = (&desk.path, &start);
            scope.spawn(move || {
                let mut closing = store(path);
                start.wait();
                closing.operations.close(op).unwrap();
            });
        }
    });
    assert_eq!((desk.files("operations").len(), desk.files("operations/done").len()), (0, 1));
    assert_whole(&desk.text(op), &["a", "b"]);
}

#[test]
fn two_programs_that_find_their_file_removed_put_back_what_both_know() {
    for _ in 0..20 {
        let mut desk = Desk::new();
        let op = desk.store.operations.create(AT, |_| "begun".to_owned()).unwrap();
        let mut stores = [store(&desk.path), store(&desk.path)];
        for (n, one) in stores.iter_mut().enumerate() {
            one.operations.append(op, &lines(&[&format!("before {n}")])).unwrap();
        }
        fs::remove_dir_all(&desk.path).unwrap();
        let start = Barrier::new(2);
        thread::scope(|scope| {
            for (n, one) in stores.iter_mut().enumerate() {
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    one.operations.append(op, &lines(&[&format!("after {n}")])).unwrap();
                    one.operations.close(op).unwrap();
                });
            }
        });
        let text = desk.text(op);
        let there: BTreeSet<&str> = text.lines().filter(|l| !l.is_empty() && !is_anew(l)).collect();
        assert!(is_anew(text.lines().next().unwrap()), "{text}");
        let want = BTreeSet::from(["begun", "before 0", "before 1", "after 0", "after 1"]);
        // Both may have put the same line back: that is one record told twice.
        assert_eq!(there, want, "{text}");
        assert_eq!(desk.files("operations").len() + desk.files("operations/done").len(), 1);
    }
}

#[test]
fn a_start_sees_an_operation_that_moves_at_that_moment() {
    let mut desk = Desk::new();
    let ops: Vec<OperationId> = (0..40)
        .map(|n| desk.store.operations.create(AT.plus(n), |_| "begun".to_owned()).unwrap())
        .collect();
    let path = desk.path.clone();
    let closer = thread::spawn(move || {
        for op in ops {
            desk.store.operations.close(op).unwrap();
        }
        desk
    });
    let mut starts = 0;
    while !closer.is_finished() {
        let mut starting = store(&path);
        // In this order none is missed: one moves from the first list into the second.
        let open = starting.operations.open_ones().unwrap();
        let (closed, _) = starting.operations.newest_closed(100).unwrap();
        let troubled: Vec<_> = open.iter().chain(&closed).filter(|k| k.trouble.is_some()).collect();
        assert!(troubled.is_empty(), "{troubled:?}");
        let seen: BTreeSet<_> = open.iter().chain(&closed).filter_map(|k| k.op).collect();
        assert_eq!(seen.len(), 40);
        starts += 1;
    }
    closer.join().unwrap();
    assert!(starts > 0);
}
