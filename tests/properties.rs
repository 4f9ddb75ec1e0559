//! Whatever happens in whatever order: no panic, nothing sent unconfirmed, ends stay ends, every
//! state draws.

#[path = "support_core/answers.rs"]
mod answers;
#[path = "properties/bystander.rs"]
mod bystander;
#[path = "support_core/outcomes.rs"]
mod outcomes;
#[path = "properties/picker.rs"]
mod picker;
#[path = "support_core/records.rs"]
mod records;
#[path = "support_core/screen.rs"]
mod screen;
#[path = "support_core/script.rs"]
mod script;
#[path = "support_core/ways.rs"]
mod ways;
#[path = "properties/worlds/mod.rs"]
mod worlds;

use answers::{CASSANDRA, fleet, place};
use bystander::Bystander;
use geminidb_backup::{
    core::{
        base::{
            ask::Ask,
            call::{CallFailure, CreateAnswer, CreateEnd, Page},
            disk_error::StateTrouble,
            ids::{BackupId, OperationId, ProjectId},
            key::{Key, KeyCode},
            size::Size,
            time::Millis,
            whole::Whole,
        },
        draft::{
            content::{Draft, Target},
            saved_draft::{DraftTrouble, SavedDraft},
        },
        model::Model,
        operation::{
            Stage,
            backup::{BackupKind, BackupRow, BackupState, JobState},
            journal_file::{DraftFile, Found},
            readings::{JobAnswer, Looked, Poll},
        },
        port::{keymap::KEYMAP, message::Msg, query::Reply, timer::Timer},
        scope::{
            choice::{DatabaseScope, ScopeChoice},
            tree::Tree,
        },
        session::{
            current::{Mode, Place, SetupProblem},
            site::Who,
        },
    },
    ui::Theme,
};

use outcomes::{BACKUP, accepted, answered, job, lost, refusal, refused, row};
use proptest::{prelude::*, sample::select};
use screen::{draw_at, rows};
use script::Script;

/// Something that can happen. Numbers choose among what is there at that moment.
#[derive(Debug, Clone)]
enum Step {
    Key(Key, bool),
    Keys(&'static str),
    Paste(String, bool),
    Wait(u64),
    Frame,
    Resize(u16, u16),
    Clock,
    Secret(usize),
    Configured(u8),
    Instances(u8),
    Databases(u8),
    Tables(u8),
    Backups(u8),
    Ended(u8, u8),
    Polled(u8, u8),
    Looked(u8, u8),
    Timer(u8, bool),
    Draft(u8),
    Journal(u8),
    Picker(u8),
}

fn key() -> impl Strategy<Value = Key> {
    let bound: Vec<Key> = KEYMAP.iter().flat_map(|b| b.keys.iter().copied()).collect();
    prop_oneof![
        6 => select(bound),
        2 => any::<char>().prop_map(Key::char),
        1 => "[a-z]".prop_map(|s| Key::ctrl(s.chars().next().unwrap_or('a'))),
        2 => select(vec![KeyCode::Enter, KeyCode::Backspace, KeyCode::Delete, KeyCode::Left, KeyCode::Home]).prop_map(Key::plain),
    ]
}

/// The number of an operation; mostly of the first, for there is seldom another.
fn operation() -> impl Strategy<Value = u8> {
    prop_oneof![4 => Just(0), 1 => 1_u8..3]
}

fn step() -> impl Strategy<Value = Step> {
    let ways = [
        "<Down><Enter>x<Enter>",
        "<Down><Down><Enter><Enter>",
        "]",
        "<C-g>",
        "<Tab>",
        "<Enter>",
        "<C-g><Tab>",
        "w",
        "<Tab><Enter>",
        "cass-orders-01",
        "n<Enter>",
        "<Esc>",
        "i",
        "abcd<Tab>why<Tab>",
    ];
    let size = prop_oneof![3 => (0_u16..140, 0_u16..50), 1 => Just((80, 24)), 1 => Just((120, 40)), 1 => Just((60, 16))];
    prop_oneof![
        12 => (key(), prop::bool::weighted(0.8)).prop_map(|(k, alone)| Step::Key(k, alone)),
        5 => any::<bool>().prop_map(|alone| Step::Key(Key::plain(KeyCode::Enter), alone)),
        10 => select(ways.to_vec()).prop_map(Step::Keys),
        2 => ("\\PC{0,12}|a\r\nb|cass-orders-01|orders.a\norders.b|orders", any::<bool>()).prop_map(|(text, marked)| Step::Paste(text, marked)),
        8 => select(vec![1_u64, 50, 299, 300, 400, 2_000, 61_000]).prop_map(Step::Wait),
        8 => Just(Step::Frame),
        3 => size.prop_map(|(w, h)| Step::Resize(w, h)),
        1 => Just(Step::Clock),
        1 => (0_usize..3_000).prop_map(Step::Secret),
        1 => (0_u8..3).prop_map(Step::Configured),
        2 => (0_u8..5).prop_map(Step::Instances),
        2 => (0_u8..5).prop_map(Step::Databases),
        2 => (0_u8..5).prop_map(Step::Tables),
        6 => (0_u8..5).prop_map(Step::Backups),
        4 => (operation(), 0_u8..8).prop_map(|(a, e)| Step::Ended(a, e)),
        3 => (operation(), 0_u8..6).prop_map(|(a, e)| Step::Polled(a, e)),
        3 => (operation(), 0_u8..5).prop_map(|(a, e)| Step::Looked(a, e)),
        1 => (0_u8..4).prop_map(Step::Journal),
        2 => (operation(), any::<bool>()).prop_map(|(a, poll)| Step::Timer(a, poll)),
        4 => (0_u8..6).prop_map(Step::Draft),
        4 => (0_u8..6).prop_map(Step::Picker),
    ]
}

/// Where a sequence begins: deep states are rarely reached by chance.
fn begin(number: u8) -> Script {
    let mut s = match number {
        0 => Script::new(Mode::Live, Place::default(), 80, 24),
        1 => Script::new(Mode::Demo, place(), 80, 24),
        10 | 11 => Script::new(Mode::Offline, place(), 80, 24),
        13 => Script::with_journal(Mode::Live, place(), 80, 24, journal()),
        16 => picker::named(),
        17 => picker::read_only(),
        _ => Script::live(),
    };
    match number {
        2 => {
            s.choose(0);
            s.keys("<Tab><Tab><Space><Tab><Down><Down><Right>");
            s.tables("orders", &["orders_by_day", "orders_by_id"]);
        }
        3 => s.fill(),
        4 => s.review(),
        5 => {
            s.review();
            s.keys("<Tab>");
        }
        6 => s.send(),
        7 => {
            s.send();
            s.ended(lost());
            s.looked(Ok(Vec::new()));
        }
        8 => {
            s.send();
            s.ended(accepted());
            let building = row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, &s);
            s.polled(Ok(Some(job(JobState::Running, Some(40)))), Ok(Some(building)));
        }
        9 => {
            s.send();
            s.ended(end(2));
        }
        11 => {
            s.keys(&format!(
                "n{CASSANDRA}<Down><Enter>pre-mig<Tab>why<Tab><Space><Tab>iorders<Enter><Space>"
            ));
        }
        12 => {
            s.feed(Msg::DraftGiven(Box::new(draft(&s)), "./a.json".to_owned()));
        }
        14 => {
            s.send();
            s.ended(lost());
            let rows = some_rows(&s, 3);
            s.looked(rows);
        }
        15 => {
            s.send();
            s.ended(lost());
            s.now += 700_000;
            let (utc, at) = (s.utc(), Millis(s.now));
            s.feed(Msg::Clock { utc, at });
            s.looked(Ok(Vec::new()));
            s.keys("<Down><Down><Down><Enter>");
        }
        _ => {}
    }
    s
}

/// A journal with something of each kind; made once.
fn journal() -> Found {
    static FOUND: std::sync::OnceLock<Found> = std::sync::OnceLock::new();
    FOUND.get_or_init(records::found).clone()
}

fn page<T>(rows: Vec<T>, last: bool) -> Page<T> {
    Page { rows, last }
}

fn names(which: u8) -> Result<Page<String>, CallFailure> {
    let some = ["audit", "orders", "数据库", "x\u{202e}y\u{1b}[2J", ""].map(str::to_owned).to_vec();
    match which {
        0 => Err(refusal(403, "DBS.280032", "no")),
        1 => Ok(page(Vec::new(), true)),
        2 => Ok(page(some, false)),
        3 => Ok(page((0..60).map(|n| format!("table_{n:0width$}", width = n)).collect(), true)),
        _ => Ok(page(some, true)),
    }
}

/// Some answers are to an older question.
const fn asked(ask: Ask, which: u8) -> Ask {
    if which == 4 { Ask(ask.0.wrapping_sub(1)) } else { ask }
}

fn some_rows(script: &Script, which: u8) -> Result<Vec<BackupRow>, CallFailure> {
    let name = script.model.current().map_or("pre-mig-CHG0042311", |a| a.name());
    match which {
        0 => Err(refusal(500, "", "<html>")),
        1 => Ok(vec![row(BACKUP, name, BackupState::Building, script)]),
        2 => Ok(vec![
            row(BACKUP, name, BackupState::Failed, script),
            row("second", name, BackupState::Completed, script),
        ]),
        3 => Ok(vec![
            BackupRow {
                kind: Some(BackupKind::DatabaseTable),
                ..row("third", name, BackupState::Completed, script)
            },
            BackupRow {
                begun: Some(script.utc().plus(-4_000)),
                ..row("fourth", name, BackupState::Completed, script)
            },
        ]),
        _ => Ok(Vec::new()),
    }
}

fn end(which: u8) -> CreateEnd {
    match which {
        0 => lost(),
        1 => CreateEnd::Answered(answered(202, None, "{}")),
        2 => CreateEnd::Answered(answered(403, Some("DBS.200019"), "busy \u{1b}[31m")),
        3 => CreateEnd::Answered(answered(502, None, &"long ".repeat(400))),
        4 => refused(),
        5 => CreateEnd::Answered(CreateAnswer {
            backup: BackupId::received(BACKUP),
            ..answered(409, Some("DBS.201201"), "")
        }),
        _ => accepted(),
    }
}

/// The n-th operation; where there is none, a number that no operation has.
fn nth(s: &Script, n: u8) -> OperationId {
    s.model.operations.list.get(usize::from(n)).map_or(OperationId::from_bits(999), |o| o.id)
}

/// The messages of a step.
fn messages(s: &mut Script, step: Step) -> Vec<Msg> {
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
        Step::Configured(0) => Msg::Configured(place()),
        Step::Configured(1) => {
            Msg::Configured(Place { project: ProjectId::typed(&"f".repeat(32)), ..place() })
        }
        Step::Configured(_) => Msg::ConfigureRefused(SetupProblem::BadToken),
        Step::Instances(n) => {
            let page = if n == 0 {
                Err(refusal(401, "APIGW.0301", "expired"))
            } else {
                Ok(page(fleet(), n > 1))
            };
            Msg::Reply {
                ask: asked(s.model.choose.instances.reading.question(), n),
                reply: Reply::Instances { at: utc, page },
            }
        }
        Step::Databases(n) => Msg::Reply {
            ask: asked(s.model.compose.ask, n),
            reply: Reply::Databases { page: names(n) },
        },
        Step::Tables(n) => {
            let database = if n == 1 { "unknown" } else { "orders" }.to_owned();
            Msg::Reply {
                ask: asked(s.model.compose.tables_ask, n),
                reply: Reply::Tables { database, page: names(n) },
            }
        }
        Step::Backups(n) => {
            let review = s.model.review.open.as_ref();
            let ask = review
                .map_or(Ask(0), |r| r.rereading.as_ref().map_or(r.ask, |rereading| rereading.ask));
            let same = review.and_then(|r| match &r.target {
                Target::Listed(instance) => Some(instance.clone()),
                Target::Typed { .. } => None,
            });
            let instance = if n == 0 { Err(refusal(500, "", "")) } else { Ok(same) };
            let ask = asked(ask, n);
            return vec![
                Msg::Reply { ask, reply: Reply::Instance { at: utc, instance } },
                Msg::Reply {
                    ask,
                    reply: Reply::Backups { at: utc, rows: some_rows(s, n).map(Whole::of) },
                },
            ];
        }
        Step::Ended(a, n) => Msg::CreateEnded { operation: nth(s, a), at: utc, end: end(n) },
        Step::Polled(a, n) => {
            let states = [JobState::Running, JobState::Completed, JobState::Failed];
            let job = match n {
                0..3 => {
                    JobAnswer::Known(Ok(Some(job(states[usize::from(n)].clone(), Some(n * 99)))))
                }
                3 => JobAnswer::Found(Looked {
                    rows: Ok(Whole::of(Vec::new())),
                    jobs: Ok(Whole::of(vec![job(JobState::Running, None)])),
                    skew: 0,
                }),
                _ => JobAnswer::NotAsked,
            };
            let row = some_rows(s, n % 4).map(|rows| rows.into_iter().next());
            Msg::Polled { operation: nth(s, a), at: utc, poll: Poll { job, row: Some(row) } }
        }
        Step::Looked(a, n) => {
            let jobs = Ok(Whole::of(vec![job(JobState::Running, None)]));
            Msg::Looked {
                operation: nth(s, a),
                at: utc,
                looked: Looked { rows: some_rows(s, n).map(Whole::of), jobs, skew: 0 },
            }
        }
        Step::Journal(0) => Msg::JournalRead { at: utc, found: Err(StateTrouble::NoHome) },
        Step::Journal(1) => Msg::JournalRead { at: utc, found: Ok(Found::default()) },
        Step::Journal(n) => {
            let found = journal();
            let open = found.open[usize::from(n - 2)..].to_vec();
            Msg::JournalRead { at: utc, found: Ok(Found { open, ..found }) }
        }
        Step::Timer(a, true) => Msg::Timer(Timer::Poll(nth(s, a))),
        Step::Timer(a, false) => Msg::Timer(Timer::Look(nth(s, a))),
        Step::Draft(n) => about_drafts(s, n),
        Step::Picker(n) => picker::message(s, n),
    };
    vec![msg]
}

/// A draft of two tables of the first instance.
fn draft(s: &Script) -> SavedDraft {
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

fn about_drafts(s: &Script, which: u8) -> Msg {
    let (form, at) = (s.model.drafts.key.form, s.utc());
    let ask = s.model.drafts.changes.as_ref().map_or(Ask(0), |c| c.ask);
    match which {
        0 => Msg::Timer(Timer::SaveDraft),
        1 => Msg::DraftSaved { form, at, result: Err(StateTrouble::NoHome) },
        2 => Msg::DraftGiven(Box::new(draft(s)), "./a.json".to_owned()),
        3 => {
            let files = [Ok(draft(s)), Err(DraftTrouble::Malformed)]
                .map(|read| DraftFile { id: Some(OperationId::from_bits(at.unix() as u32)), read });
            Msg::JournalRead { at, found: Ok(Found { drafts: files.to_vec(), ..Found::default() }) }
        }
        4 => Msg::Reply { ask, reply: Reply::Instance { at, instance: Ok(fleet().pop()) } },
        _ => Msg::Reply { ask, reply: Reply::Backups { at, rows: some_rows(s, 2).map(Whole::of) } },
    }
}

/// The operations that have come to an end.
fn finished(model: &Model) -> Vec<(OperationId, Stage)> {
    let operations = model.operations.list.iter().map(|o| (o.id, o.stage));
    operations
        .filter(|(_, stage)| matches!(stage, Stage::NotCreated | Stage::Completed | Stage::Failed))
        .collect()
}

/// Draws, and the cursor is inside.
fn draws(s: &Script, theme: Theme, size: Size) {
    let (buffer, cursor) = draw_at(s, theme, size.columns, size.rows);
    if let Some(at) = cursor {
        assert!(buffer.area.contains(at), "{at:?} in {:?}", buffer.area);
    }
    assert!(
        !buffer
            .content
            .iter()
            .any(|c| c.symbol().chars().any(|c| c.is_control() || c == '\u{202e}')),
        "{:?}",
        rows(&buffer)
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens(first in 0_u8..18, steps in prop::collection::vec(step(), 1..60)) {
        let mut s = begin(first);
        // What the preparation has drawn, the bystander has seen as well.
        let mut bystander = Bystander::since(s.now);
        bystander.frame(&mut s);
        for step in steps {
            bystander.step(&mut s, step);
        }
    }

    /// The terminal may also be smaller or larger than the model knows: the news of a resize comes
    /// later.
    #[test]
    fn every_screen_draws_at_every_size(
        first in 0_u8..18,
        over in select(vec!["", "<Enter>", "<End>", "<Down><Enter>", "<C-d>", "<C-g>", "<C-g><Enter>", "<Esc><Esc>x", "<F1>", "<C-p>", "<C-c>", "i", "<Tab><Tab><Space><Tab>", "<Tab><Tab><Space><Tab>/ord"]),
        told in (0_u16..=200, 0_u16..=200),
        real in (0_u16..=200, 0_u16..=200),
        ascii: bool,
    ) {
        let mut s = begin(first);
        s.burst(over);
        s.feed(Msg::Resized(Size { columns: told.0, rows: told.1 }));
        let theme = Theme { colour: !ascii, ascii, escapes: ascii };
        draws(&s, theme, Size { columns: told.0, rows: told.1 });
        draws(&s, theme, Size { columns: real.0, rows: real.1 });
    }
}
