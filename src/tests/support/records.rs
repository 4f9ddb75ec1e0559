//! Files of a journal, made of what the operations of scripts have learnt.

use crate::{
    core::{
        base::{CreateEnd, Obstacle, ObstacleCause, OperationId},
        operation::{
            Entry, Event, Intent,
            backup::{BackupRow, BackupState, JobState},
            journal_file::{DiskContents, File, Read},
        },
    },
    tests::support::{
        outcomes::{BACKUP, accepted, contested, job, lost, row},
        script::Script,
    },
};

/// An operation's number from a number.
pub fn number(n: u32) -> OperationId {
    OperationId::from_bits(n * 12_345_679)
}

/// The file of a script's latest operation under this number, `ago` seconds
/// earlier, with a changed intent.
pub fn file(s: &Script, n: u32, ago: i64, change: impl Fn(&mut Intent)) -> File {
    let operation = s.model.current().expect("an operation");
    let kept = operation.lines.iter().filter(|line| line.event.is_recorded()).cloned();
    let entries = kept.map(|Entry { at, event }| {
        let event = match event {
            Event::Intended(mut intent) => {
                change(&mut intent);
                Event::Intended(intent)
            }
            other => other,
        };
        Entry { at: at.plus(-ago), event }
    });
    whole(n, entries.collect())
}

fn whole(n: u32, entries: Vec<Entry>) -> File {
    let id = number(n);
    let path = format!("/home/op/.local/state/geminidb-backup/operations/{id}.jsonl");
    File { operation: Some(id), path, read: Ok(Read { entries, ..Read::default() }) }
}

/// A file that holds a review and nothing after it.
pub fn reviewed(s: &Script, n: u32, ago: i64) -> File {
    let File { path, operation, read } = file(s, n, ago, |_| {});
    let read = read.map(|read| {
        let first = read.entries.into_iter().take(1).map(|Entry { at, event }| match event {
            Event::Intended(intent) => Entry { at, event: Event::Reviewed(intent) },
            other => Entry { at, event: other },
        });
        Read { entries: first.collect(), ..Read::default() }
    });
    File { operation, path, read }
}

/// A request that was sent, and ended so.
pub fn sent(end: CreateEnd) -> Script {
    let mut s = Script::live();
    s.send();
    s.ended(end);
    s
}

/// One that was refused because the instance was busy, and of which nothing was found.
pub fn refused_as_busy() -> Script {
    let mut s = sent(contested());
    s.nothing_found();
    s
}

/// One whose backup came to this state.
pub fn backed_up(state: BackupState) -> Script {
    let mut s = sent(accepted());
    let building = row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, &s);
    s.polled(Ok(Some(job(JobState::Running, Some(38)))), Ok(Some(building.clone())));
    if state != BackupState::Building {
        s.now += 1_862_000;
        let ended = Some(s.utc());
        s.polled(Ok(None), Ok(Some(BackupRow { state, ended, ..building })));
    }
    s
}

/// A journal with something of each kind, as a program finds it that starts at 01:58:00Z.
pub fn found() -> DiskContents {
    let as_it_was = |_: &mut Intent| {};
    let named = |instance: &'static str, name: &'static str| {
        move |intent: &mut Intent| {
            intent.instance_name = instance.to_owned();
            intent.name = name.to_owned();
        }
    };
    let host = "far.example".to_owned();
    let torn = |mut file: File| {
        if let Ok(read) = &mut file.read {
            read.torn = true;
        }
        file
    };
    DiskContents {
        open: vec![
            file(
                &backed_up(BackupState::Building),
                1,
                2_000,
                named("cass-audit-02", "nightly-check-0717"),
            ),
            reviewed(&sent(lost()), 2, 1_200),
            torn(file(&sent(lost()), 3, 920, as_it_was)),
            file(&sent(lost()), 4, 300, |intent| {
                intent.site.endpoint = "https://other.example".to_owned()
            }),
        ],
        closed: vec![
            file(
                &backed_up(BackupState::Completed),
                5,
                7_300,
                named("mongo-cat-01", "pre-CHG0042290"),
            ),
            file(&refused_as_busy(), 6, 7_400, named("mongo-cat-01", "pre-CHG0042290")),
            file(
                &sent(CreateEnd::NotSent(Obstacle { host, cause: ObstacleCause::Lookup })),
                7,
                90_000,
                named("influx-iot-01", "pre-rollup-0716"),
            ),
            file(&backed_up(BackupState::Failed), 8, 180_000, named("redis-会话-缓存", "weekly")),
        ],
        closed_total: 10_004,
        ..DiskContents::default()
    }
}
