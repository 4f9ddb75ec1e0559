//! The list of instances in the sequences: newest backups, the named instance, a run that only
//! reads.

use crate::{
    core::{
        base::{
            ask::Ask,
            pattern::Pattern,
            size::Size,
            time::{Clock, Millis, UtcTime},
        },
        choose::instance_lookup::{InstanceLookup, Search},
        launch::Opening,
        model::Model,
        operation::backup::{BackupPage, BackupRow, PageWanted},
        port::{
            effect::Effect,
            message::Msg,
            query::{Query, Reply},
            timer::Timer,
        },
        session::current::Mode,
    },
    tests::{
        properties::some_rows,
        support::{
            answers::{fleet, place},
            outcomes::refusal,
            script::Script,
        },
    },
};

fn opened(opening: Opening) -> Script {
    let utc = UtcTime::parse("2025-10-17T01:58:00Z").expect("a time");
    let model = Model::new(
        Mode::Live,
        place(),
        Size { columns: 80, rows: 24 },
        Clock { utc, at: Millis(0) },
    );
    Script::begun(model.open(opening), Default::default())
}

/// The command line names the first instance, which is one of production.
pub fn named() -> Script {
    let production = vec![Pattern::parse("cass-*").expect("a pattern")];
    opened(Opening {
        instance: InstanceLookup::typed("cass-orders-01"),
        production,
        ..Opening::default()
    })
}

/// On Review, in a run that only reads.
pub fn read_only() -> Script {
    let mut s = opened(Opening { read_only: true, ..Opening::default() });
    s.review();
    s
}

fn last_page(s: &Script) -> Option<PageWanted> {
    s.background.iter().rev().find_map(|e| match e {
        Effect::Ask { query: Query::BackupPage(wanted), .. } => Some(wanted.clone()),
        _ => None,
    })
}

/// An answer to what was asked last, or a wait that is over.
pub fn message(s: &Script, which: u8) -> Msg {
    let ask = match s.model.choose.lookup.as_ref().map(|named| &named.search) {
        Some(Search::Asking(ask)) => *ask,
        _ => Ask(0),
    };
    let found = match which {
        0 => Ok(vec![fleet().remove(0)]),
        1 => Ok(Vec::new()),
        2 => Err(refusal(403, "DBS.280032", "no \u{1b}[31m")),
        _ => {
            let Some(wanted) = last_page(s).filter(|_| which < 5) else {
                return Msg::Timer(Timer::Rest);
            };
            let some = |row: BackupRow| BackupRow {
                instance: Some(fleet().remove(1).id),
                kind: Some(wanted.kind),
                ..row
            };
            let rows =
                some_rows(s, which - 2).map(|rows| rows.into_iter().map(some).collect::<Vec<_>>());
            let page = rows.map(|rows| BackupPage { received: rows.len() as u64, rows });
            return Msg::Reply { ask: wanted.ask, reply: Reply::BackupPage(wanted, page) };
        }
    };
    Msg::Reply { ask, reply: Reply::Named { found } }
}
