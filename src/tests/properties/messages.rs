//! The messages of a step, made of what is there at that moment.

use super::{
    beginnings::journal,
    steps::{
        End, Instances, JobRead, JournalRead, Names, OfDrafts, OfList, Question, Rows, Setup, Step,
    },
};
use crate::core::operation::readings::{JobAnswer, Looked, Poll};
use crate::{
    core::{
        base::{
            Ask, BackupId, CallFailure, CreateAnswer, CreateEnd, Instance, Millis, OperationId,
            Page, ProjectId, Size, StateTrouble, Whole,
        },
        choose::instance_lookup::Search,
        draft::{Draft, DraftTrouble, SavedDraft, Target},
        operation::{
            backup::{BackupKind, BackupPage, BackupRow, BackupState, JobState, PageWanted},
            journal_file::{DiskContents, DraftFile},
        },
        port::{Effect, Msg, Query, Reply, Timer},
        scope::{DatabaseScope, ScopeChoice, Tree},
        session::{Mode, Session, SetupProblem, Who},
    },
    tests::support::{
        answers::{fleet, place},
        outcomes::{BACKUP, accepted, answered, job, lost, refusal, refused, row},
        script::Script,
    },
};

fn page<T>(rows: Vec<T>, last: bool) -> Page<T> {
    Page { rows, last }
}

fn names(which: Names) -> Result<Page<String>, CallFailure> {
    let few = ["audit", "orders", "数据库", "x\u{202e}y\u{1b}[2J", ""].map(str::to_owned).to_vec();
    match which {
        Names::Refused => Err(refusal(403, "DBS.280032", "no")),
        Names::None => Ok(page(Vec::new(), true)),
        Names::Part => Ok(page(few, false)),
        Names::Sixty => {
            Ok(page((0..60).map(|n| format!("table_{n:0width$}", width = n)).collect(), true))
        }
        Names::Few => Ok(page(few, true)),
    }
}

fn instances(which: Instances) -> Result<Page<Instance>, CallFailure> {
    match which {
        Instances::Refused => Err(refusal(401, "APIGW.0301", "expired")),
        Instances::NotTheLastPage => Ok(page(fleet(), false)),
        Instances::LastPage => Ok(page(fleet(), true)),
    }
}

const fn asked(latest: Ask, to: Question) -> Ask {
    match to {
        Question::Latest => latest,
        Question::Earlier => Ask(latest.0.wrapping_sub(1)),
    }
}

pub fn some_rows(script: &Script, which: Rows) -> Result<Vec<BackupRow>, CallFailure> {
    let name = script.model.current().map_or("pre-mig-CHG0042311", |a| a.name());
    match which {
        Rows::Refused => Err(refusal(500, "", "<html>")),
        Rows::None => Ok(Vec::new()),
        Rows::Building => Ok(vec![row(BACKUP, name, BackupState::Building, script)]),
        Rows::FailedAndAnother => Ok(vec![
            row(BACKUP, name, BackupState::Failed, script),
            row("second", name, BackupState::Completed, script),
        ]),
        Rows::TwoOthers => Ok(vec![
            BackupRow {
                kind: Some(BackupKind::DatabaseTable),
                ..row("third", name, BackupState::Completed, script)
            },
            BackupRow {
                begun: Some(script.utc().plus(-4_000)),
                ..row("fourth", name, BackupState::Completed, script)
            },
        ]),
    }
}

pub fn create_end(which: End) -> CreateEnd {
    match which {
        End::Lost => lost(),
        End::AcceptedWithoutIds => CreateEnd::Answered(answered(202, None, "{}")),
        End::Busy => CreateEnd::Answered(answered(403, Some("DBS.200019"), "busy \u{1b}[31m")),
        End::BadGateway => CreateEnd::Answered(answered(502, None, &"long ".repeat(400))),
        End::NotPermitted => refused(),
        End::NameTakenWithId => CreateEnd::Answered(CreateAnswer {
            backup: BackupId::received(BACKUP),
            ..answered(409, Some("DBS.201201"), "")
        }),
        End::Accepted => accepted(),
    }
}

fn job_answer(which: JobRead) -> JobAnswer {
    let known = |state, percent| JobAnswer::Known(Ok(Some(job(state, Some(percent)))));
    match which {
        JobRead::Running => known(JobState::Running, 0),
        JobRead::Completed => known(JobState::Completed, 99),
        // No service should say so much.
        JobRead::Failed => known(JobState::Failed, 198),
        JobRead::Found => JobAnswer::Found(Looked {
            rows: Ok(Whole::of(Vec::new())),
            jobs: Ok(Whole::of(vec![job(JobState::Running, None)])),
            skew: Some(0),
        }),
        JobRead::NotAsked => JobAnswer::NotAsked,
    }
}

fn journal_read(which: JournalRead) -> Result<DiskContents, StateTrouble> {
    match which {
        JournalRead::NoHome => Err(StateTrouble::NoHome),
        JournalRead::Empty => Ok(DiskContents::default()),
        JournalRead::Whole => Ok(journal()),
        JournalRead::WithoutTheFirst => {
            let found = journal();
            Ok(DiskContents { open: found.open[1..].to_vec(), ..found })
        }
    }
}

/// The n-th operation; where there is none, a number that no operation has.
fn nth(s: &Script, n: usize) -> OperationId {
    s.model.operations.list.get(n).map_or(OperationId::from_bits(999), |o| o.id)
}

pub fn messages(s: &mut Script, step: Step) -> Vec<Msg> {
    let (at, utc) = (Millis(s.now), s.utc());
    let msg = match step {
        Step::Key(..) | Step::Keys(_) | Step::Frame => return Vec::new(),
        Step::Wait(ms) => {
            s.now += ms;
            return Vec::new();
        }
        Step::Paste(text, marked) => Msg::Paste { text, marked, at },
        Step::Resize(columns, rows) => Msg::Resized(Size { columns, rows }),
        Step::Clock => Msg::Clock { utc, at },
        Step::Secret(length) => Msg::SecretEdited { length },
        Step::Configured(Setup::Whole) => Msg::Configured(place()),
        Step::Configured(Setup::OtherProject) => {
            Msg::Configured(Session { project: ProjectId::typed(&"f".repeat(32)), ..place() })
        }
        Step::Configured(Setup::BadToken) => Msg::ConfigureRefused(SetupProblem::BadToken),
        Step::Instances(page, to) => Msg::Reply {
            ask: asked(s.model.choose.instances.reading.question(), to),
            reply: Reply::Instances { at: utc, page: instances(page) },
        },
        Step::Databases(page, to) => Msg::Reply {
            ask: asked(s.model.compose.ask, to),
            reply: Reply::Databases { page: names(page) },
        },
        Step::Tables(of, page, to) => Msg::Reply {
            ask: asked(s.model.compose.tables_ask, to),
            reply: Reply::Tables { database: of.to_owned(), page: names(page) },
        },
        Step::Backups(rows, to) => return read_for_review(s, rows, to),
        Step::Ended(n, end) => {
            Msg::CreateEnded { operation: nth(s, n), at: utc, end: create_end(end) }
        }
        Step::Polled(n, job, rows) => {
            let row = some_rows(s, rows).map(|rows| rows.into_iter().next());
            let poll = Poll { job: job_answer(job), row: Some(row) };
            Msg::Polled { operation: nth(s, n), at: utc, poll }
        }
        Step::Looked(n, rows) => {
            let jobs = Ok(Whole::of(vec![job(JobState::Running, None)]));
            let looked = Looked { rows: some_rows(s, rows).map(Whole::of), jobs, skew: Some(0) };
            Msg::Looked { operation: nth(s, n), at: utc, looked }
        }
        Step::PollIsDue(n) => Msg::Timer(Timer::Poll(nth(s, n))),
        Step::LookIsDue(n) => Msg::Timer(Timer::Look(nth(s, n))),
        Step::Journal(which) => Msg::JournalRead { at: utc, found: journal_read(which) },
        Step::Draft(which) => about_drafts(s, which),
        Step::List(which) => about_the_list(s, which),
    };
    vec![msg]
}

/// Review asked for the instance and for its backups.
fn read_for_review(s: &Script, rows: Rows, to: Question) -> Vec<Msg> {
    let review = s.model.review.open.as_ref();
    let ask =
        review.map_or(Ask(0), |r| r.rereading.as_ref().map_or(r.ask, |rereading| rereading.ask));
    let same = review.and_then(|r| match &r.target {
        Target::Listed(instance) => Some(instance.clone()),
        Target::Typed { .. } => None,
    });
    let instance = if matches!(rows, Rows::Refused) { Err(refusal(500, "", "")) } else { Ok(same) };
    let (ask, at) = (asked(ask, to), s.utc());
    vec![
        Msg::Reply { ask, reply: Reply::Instance { at, instance } },
        Msg::Reply { ask, reply: Reply::Backups { at, rows: some_rows(s, rows).map(Whole::of) } },
    ]
}

/// A draft of two tables of the first instance.
pub fn draft(s: &Script) -> SavedDraft {
    let chosen = vec![DatabaseScope {
        database_name: "orders".to_owned(),
        table_names: Some(vec!["a".to_owned(), "b".to_owned()]),
    }];
    let mut form = Draft {
        scope_choice: ScopeChoice::Tables,
        tree: Tree::of_scope(&chosen),
        ..Draft::default()
    };
    (form.target, form.name, form.description) =
        (Some(Target::Listed(fleet().remove(0))), "pre-mig".into(), "why".into());
    SavedDraft::of(&form, Mode::Live, &place(), &Who::default(), s.utc())
}

fn about_drafts(s: &Script, which: OfDrafts) -> Msg {
    let (form, at) = (s.model.drafts.key.form, s.utc());
    let ask = s.model.compose.changes.as_ref().map_or(Ask(0), |c| c.instance.question());
    match which {
        OfDrafts::SavingIsDue => Msg::Timer(Timer::SaveDraft),
        OfDrafts::NotSaved => Msg::DraftSaved { form, at, result: Err(StateTrouble::NoHome) },
        OfDrafts::Given => Msg::DraftGiven(Box::new(draft(s)), "./a.json".to_owned()),
        OfDrafts::FilesRead => {
            let files = [Ok(draft(s)), Err(DraftTrouble::Malformed)]
                .map(|read| DraftFile { id: Some(OperationId::from_bits(at.unix() as u32)), read });
            Msg::JournalRead {
                at,
                found: Ok(DiskContents { drafts: files.to_vec(), ..DiskContents::default() }),
            }
        }
        OfDrafts::InstanceRead => {
            Msg::Reply { ask, reply: Reply::Instance { at, instance: Ok(fleet().pop()) } }
        }
        OfDrafts::BackupsRead => {
            let rows = some_rows(s, Rows::FailedAndAnother).map(Whole::of);
            Msg::Reply { ask, reply: Reply::Backups { at, rows } }
        }
    }
}

fn last_page(s: &Script) -> Option<PageWanted> {
    s.background.iter().rev().find_map(|e| match e {
        Effect::Ask { query: Query::BackupPage(wanted), .. } => Some(wanted.clone()),
        _ => None,
    })
}

fn about_the_list(s: &Script, which: OfList) -> Msg {
    let ask = match s.model.choose.lookup.as_ref().map(|named| &named.search) {
        Some(Search::Asking(ask)) => *ask,
        _ => Ask(0),
    };
    let found = match which {
        OfList::NamedFound => Ok(vec![fleet().remove(0)]),
        OfList::NamedNotFound => Ok(Vec::new()),
        OfList::NamedRefused => Err(refusal(403, "DBS.280032", "no \u{1b}[31m")),
        OfList::PageOfBackups(rows) => return page_of_backups(s, rows),
        OfList::CursorRests => return Msg::Timer(Timer::Rest),
    };
    Msg::Reply { ask, reply: Reply::Named { found } }
}

/// The page of the newest backups that was asked for last; where none was, the cursor rests.
fn page_of_backups(s: &Script, rows: Rows) -> Msg {
    let Some(wanted) = last_page(s) else { return Msg::Timer(Timer::Rest) };
    let of_second = |row: BackupRow| BackupRow {
        instance: Some(fleet().remove(1).id),
        kind: Some(wanted.kind),
        ..row
    };
    let rows = some_rows(s, rows).map(|rows| rows.into_iter().map(of_second).collect::<Vec<_>>());
    let page = rows.map(|rows| BackupPage { received: rows.len() as u64, rows });
    Msg::Reply { ask: wanted.ask, reply: Reply::BackupPage(wanted, page) }
}
