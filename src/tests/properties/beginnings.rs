//! Where a sequence begins: deep states are rarely reached by chance.

use std::sync::OnceLock;

use super::{
    messages::{create_end, draft, some_rows},
    steps::{End, Rows},
};
use crate::{
    core::{
        base::{Clock, Millis, Pattern, Size, UtcTime},
        choose::instance_lookup::InstanceLookup,
        launch::Opening,
        model::Model,
        operation::{
            backup::{BackupState, JobState},
            journal_file::DiskContents,
        },
        port::Msg,
        session::{Mode, Session},
    },
    tests::support::{
        answers::{CASSANDRA, place},
        outcomes::{BACKUP, accepted, job, lost, row},
        records,
        script::Script,
    },
};

#[derive(Debug, Clone, Copy)]
pub enum Beginning {
    NothingConfigured,
    Demo,
    Start,
    TreeOpen,
    Filled,
    Reviewed,
    OnTheButton,
    Sent,
    LostAndNotListed,
    Followed,
    RefusedAsBusy,
    Offline,
    OfflineWithNames,
    DraftGiven,
    JournalOfEarlierRuns,
    LostWithCandidates,
    /// Looked for in vain so long that the operator may say what became of the backup.
    LostForGood,
    InstanceNamed,
    ReadOnly,
}

impl Beginning {
    pub const ALL: [Self; 19] = [
        Self::NothingConfigured,
        Self::Demo,
        Self::Start,
        Self::TreeOpen,
        Self::Filled,
        Self::Reviewed,
        Self::OnTheButton,
        Self::Sent,
        Self::LostAndNotListed,
        Self::Followed,
        Self::RefusedAsBusy,
        Self::Offline,
        Self::OfflineWithNames,
        Self::DraftGiven,
        Self::JournalOfEarlierRuns,
        Self::LostWithCandidates,
        Self::LostForGood,
        Self::InstanceNamed,
        Self::ReadOnly,
    ];

    pub fn script(self) -> Script {
        match self {
            Self::NothingConfigured => Script::new(Mode::Live, Session::default(), 80, 24),
            Self::Demo => Script::new(Mode::Demo, place(), 80, 24),
            Self::Start => Script::live(),
            Self::Offline => Script::new(Mode::Offline, place(), 80, 24),
            Self::JournalOfEarlierRuns => {
                Script::with_journal(Mode::Live, place(), 80, 24, journal())
            }
            // One of production.
            Self::InstanceNamed => opened(Opening {
                instance: InstanceLookup::typed("cass-orders-01"),
                production: vec![Pattern::parse("cass-*").expect("a pattern")],
                ..Opening::default()
            }),
            Self::TreeOpen => {
                let mut s = Script::live();
                s.choose(0);
                s.keys("<Tab><Tab><Space><Tab><Down><Down><Right>");
                s.tables("orders", &["orders_by_day", "orders_by_id"]);
                s
            }
            Self::Filled => {
                let mut s = Script::live();
                s.fill();
                s
            }
            Self::Reviewed => {
                let mut s = Script::live();
                s.review();
                s
            }
            Self::OnTheButton => {
                let mut s = Self::Reviewed.script();
                s.keys("<Tab>");
                s
            }
            Self::Sent => {
                let mut s = Script::live();
                s.send();
                s
            }
            Self::LostAndNotListed => {
                let mut s = lost_script();
                s.looked(Ok(Vec::new()));
                s
            }
            Self::Followed => {
                let mut s = Self::Sent.script();
                s.ended(accepted());
                let building = row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, &s);
                s.polled(Ok(Some(job(JobState::Running, Some(40)))), Ok(Some(building)));
                s
            }
            Self::RefusedAsBusy => {
                let mut s = Self::Sent.script();
                s.ended(create_end(End::Busy));
                s
            }
            Self::OfflineWithNames => {
                let mut s = Self::Offline.script();
                s.keys(&format!(
                    "n{CASSANDRA}<Down><Enter>pre-mig<Tab>why<Tab><Space><Tab>iorders<Enter><Space>"
                ));
                s
            }
            Self::DraftGiven => {
                let mut s = Script::live();
                s.feed(Msg::DraftGiven(Box::new(draft(&s)), "./a.json".to_owned()));
                s
            }
            Self::LostWithCandidates => {
                let mut s = lost_script();
                let rows = some_rows(&s, Rows::TwoOthers);
                s.looked(rows);
                s
            }
            Self::LostForGood => {
                let mut s = lost_script();
                s.now += 700_000;
                let (utc, at) = (s.utc(), Millis(s.now));
                s.feed(Msg::Clock { utc, at });
                s.looked(Ok(Vec::new()));
                s.keys("<Down><Down><Down><Enter>");
                s
            }
            Self::ReadOnly => {
                let mut s = opened(Opening { read_only: true, ..Opening::default() });
                s.review();
                s
            }
        }
    }
}

/// The request went out, and its answer is lost.
fn lost_script() -> Script {
    let mut s = Beginning::Sent.script();
    s.ended(lost());
    s
}

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

/// A journal with something of each kind; made once.
pub fn journal() -> DiskContents {
    static FOUND: OnceLock<DiskContents> = OnceLock::new();
    FOUND.get_or_init(records::found).clone()
}
