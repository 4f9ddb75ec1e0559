//! What the history costs over ten thousand operations and five thousand backups.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    time::{Duration, Instant},
};

use geminidb_backup::{
    core::{
        base::{
            ask::Ask,
            ids::{BackupId, InstanceId, OperationId},
            key::KeyCode,
            time::UtcTime,
        },
        operation::backup::{BackupKind, BackupPage, BackupRow, BackupState, PageWanted},
        port::{
            effect::{Disk, Effect},
            message::Msg,
            query::{Query, Reply},
        },
    },
    shell::{
        disk::{StateFolder, Store, recorder::Recorder},
        reports::Reports,
    },
};

use crate::{clock::processor_time, desk::Desk};

const OPERATIONS: u32 = 10_000;
/// 2026-03-01T08:15:30Z.
const AT: UtcTime = UtcTime::from_unix(1_772_352_930);

/// Files of operations of which a reading has told the backup.
fn operations(path: &Path) {
    Store::new(StateFolder::locate(Some(path)).expect("a folder")).prepare().expect("made");
    for n in 0..OPERATIONS {
        let (at, id) = (AT.plus(i64::from(n) * 60), OperationId::from_bits(n));
        let name = format!("operations/done/{}-{id}.jsonl", at.stamp());
        let mut options = fs::OpenOptions::new();
        let file = options.write(true).create_new(true).mode(0o600).open(path.join(name));
        let row = format!(
            r#"{{"id":"{n:032x}in06","name":"pre-change-{n}","instance":"{n:032x}in02","instance_name":"cass-orders-01","scope":null,"manual":true,"state":"completed","size_kb":9.0,"begun":"{at}","ended":null}}"#,
            at = at.iso()
        );
        let text = format!(
            "{{\"v\":1,\"op\":\"{id}\",\"at\":\"{at}\",\"event\":\"reading\",\"row\":{row}}}\n\
             {{\"v\":1,\"op\":\"{id}\",\"at\":\"{at}\",\"event\":\"completed\"}}\n",
            at = at.iso()
        );
        file.expect("a new file").write_all(text.as_bytes()).expect("written");
    }
}

/// Opens the history of the whole project from Start; returns the number of its question to the
/// disk.
fn history(desk: &mut Desk) -> Ask {
    desk.key(KeyCode::Esc);
    let effects = desk.key(KeyCode::Char('h'));
    let ask = effects.iter().find_map(|effect| match effect {
        Effect::Disk(Disk::ReadHistory { ask, .. }) => Some(*ask),
        _ => None,
    });
    ask.expect("the history reads the journal")
}

/// What the promise is about is the release build; this one is several times slower.
fn limit(release: u64) -> Duration {
    Duration::from_millis(if cfg!(debug_assertions) { release * 5 } else { release })
}

#[test]
fn the_first_frame_over_ten_thousand_operations_comes_within_fifty_milliseconds() {
    let around = tempfile::tempdir().expect("a folder");
    let path = around.path().join("state");
    operations(&path);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.expect("a runtime");
    let first_frame = || {
        let (reports, mut results) = Reports::channel();
        let recorder = Recorder::new(StateFolder::locate(Some(&path)), true, reports);
        let mut desk = Desk::instances((80, 24));
        let began = Instant::now();
        let ask = history(&mut desk);
        let page = runtime.block_on(async {
            recorder.read_history(ask, 0);
            results.recv().await
        });
        desk.say(page.expect("a page"));
        desk.draw();
        (began.elapsed(), desk)
    };
    let (time, desk) = (0..5).map(|_| first_frame()).min_by_key(|it| it.0).expect("a time");
    assert_eq!(desk.model.history.rows.len(), 64, "the first page is on the screen");
    eprintln!("history's first frame over {OPERATIONS} operations: {time:?} (fastest of 5)");
    assert!(time < limit(50), "{time:?}");
}

fn backup(n: u32) -> BackupRow {
    BackupRow {
        id: BackupId::received(&format!("{n:032x}br06")).expect("an ID"),
        name: format!("nightly-{n}"),
        instance: InstanceId::received(&format!("{:032x}in06", n % 40)),
        instance_name: Some(format!("cass-orders-{:02}", n % 40)),
        kind: Some(BackupKind::Instance),
        scope: None,
        manual: Some(false),
        state: BackupState::Completed,
        size_kb: Some(9.0),
        begun: Some(AT.plus(-i64::from(n) * 900)),
        ended: Some(AT.plus(-i64::from(n) * 900 + 300)),
        particulars: None,
    }
}

/// The page that these effects ask for.
fn wanted(effects: &[Effect]) -> Option<(Ask, PageWanted)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Ask { ask, query: Query::BackupPage(wanted) } => Some((*ask, wanted.clone())),
        _ => None,
    })
}

#[test]
fn five_thousand_backups_scroll_at_less_than_two_milliseconds_a_key() {
    let mut desk = Desk::instances((120, 40));
    let mut effects = desk.key(KeyCode::Char('h'));
    let mut sent = 0;
    while sent < 5_000 {
        let (ask, wanted) = match wanted(&effects) {
            Some(asked) => asked,
            // The next page is asked for at the end of the rows.
            None => wanted(&desk.key(KeyCode::End)).expect("there are more"),
        };
        let rows: Vec<BackupRow> = match wanted.kind {
            BackupKind::Instance => (sent..sent + 100).map(backup).collect(),
            BackupKind::DatabaseTable => Vec::new(),
        };
        sent += rows.len() as u32;
        let page = BackupPage { received: rows.len() as u64, rows };
        effects = desk.say(Msg::Reply { ask, reply: Reply::BackupPage(wanted, Ok(page)) });
    }
    assert_eq!(desk.model.history.rows.len(), 5_000);
    let mut times = Vec::new();
    for key in [KeyCode::Home, KeyCode::Down, KeyCode::PageDown, KeyCode::PageUp, KeyCode::Up] {
        for _ in 0..20 {
            times.push(processor_time(|| desk.press(key)));
        }
    }
    times.sort();
    let median = times[times.len() / 2];
    eprintln!("a key over 5,000 backups and its frame: {median:?} (median of {})", times.len());
    assert!(median < limit(2), "{median:?}");
}
