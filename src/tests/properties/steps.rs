//! What can happen, and how often it is drawn.

use proptest::{prelude::*, sample::select};

use crate::core::{
    base::{Key, KeyCode},
    port::keymap::KEYMAP,
};

/// Something that can happen. A `usize` is an operation by its place in the list.
#[derive(Debug, Clone)]
pub enum Step {
    /// A key, and whether it came alone.
    Key(Key, bool),
    /// Keys as an unhurried person types them, a frame after each.
    Keys(&'static str),
    /// A paste, and whether the terminal marked it as one.
    Paste(String, bool),
    /// Milliseconds pass.
    Wait(u64),
    Frame,
    Resize(u16, u16),
    Clock,
    /// A masked field holds so many characters.
    Secret(usize),
    Configured(Setup),
    Instances(Instances, Question),
    Databases(Names, Question),
    /// The tables of the named database.
    Tables(&'static str, Names, Question),
    Backups(Rows, Question),
    Ended(usize, End),
    Polled(usize, JobRead, Rows),
    Looked(usize, Rows),
    PollIsDue(usize),
    LookIsDue(usize),
    Draft(OfDrafts),
    Journal(JournalRead),
    List(OfList),
}

/// How the configuration came out.
#[derive(Debug, Clone, Copy)]
pub enum Setup {
    Whole,
    OtherProject,
    BadToken,
}

/// Which question an answer belongs to.
#[derive(Debug, Clone, Copy)]
pub enum Question {
    Latest,
    Earlier,
}

/// A page of the instance list.
#[derive(Debug, Clone, Copy)]
pub enum Instances {
    Refused,
    NotTheLastPage,
    LastPage,
}

/// A page of names.
#[derive(Debug, Clone, Copy)]
pub enum Names {
    Refused,
    None,
    /// A few, and more to come.
    Part,
    Sixty,
    Few,
}

/// Rows of the backup list.
#[derive(Debug, Clone, Copy)]
pub enum Rows {
    Refused,
    None,
    /// The backup of the script's own create call.
    Building,
    /// That one, failed, and another one of its name.
    FailedAndAnother,
    /// Two of its name that cannot be that one: of tables, and an hour older.
    TwoOthers,
}

/// How a create call ended.
#[derive(Debug, Clone, Copy)]
pub enum End {
    Lost,
    AcceptedWithoutIds,
    Busy,
    BadGateway,
    NotPermitted,
    NameTakenWithId,
    Accepted,
}

/// How a reading of the job ended.
#[derive(Debug, Clone, Copy)]
pub enum JobRead {
    Running,
    Completed,
    Failed,
    /// Its ID was not known, and the list of jobs was read for it.
    Found,
    NotAsked,
}

/// What has to do with saved drafts.
#[derive(Debug, Clone, Copy)]
pub enum OfDrafts {
    SavingIsDue,
    NotSaved,
    Given,
    FilesRead,
    InstanceRead,
    BackupsRead,
}

/// How the reading of the journal ended.
#[derive(Debug, Clone, Copy)]
pub enum JournalRead {
    NoHome,
    Empty,
    Whole,
    WithoutTheFirst,
}

/// What has to do with the list of instances.
#[derive(Debug, Clone, Copy)]
pub enum OfList {
    NamedFound,
    NamedNotFound,
    NamedRefused,
    PageOfBackups(Rows),
    CursorRests,
}

fn key() -> impl Strategy<Value = Key> {
    let editing =
        vec![KeyCode::Enter, KeyCode::Backspace, KeyCode::Delete, KeyCode::Left, KeyCode::Home];
    let bound: Vec<Key> = KEYMAP.iter().flat_map(|b| b.keys()).collect();
    prop_oneof![
        6 => select(bound),
        2 => any::<char>().prop_map(Key::char),
        1 => "[a-z]".prop_map(|s| Key::ctrl(s.chars().next().unwrap_or('a'))),
        2 => select(editing).prop_map(Key::plain),
    ]
}

/// Mostly the first, for there is seldom another.
fn operation() -> impl Strategy<Value = usize> {
    prop_oneof![4 => Just(0), 1 => 1_usize..3]
}

fn question() -> impl Strategy<Value = Question> {
    prop_oneof![4 => Just(Question::Latest), 1 => Just(Question::Earlier)]
}

fn names() -> impl Strategy<Value = Names> {
    select(vec![Names::Refused, Names::None, Names::Part, Names::Sixty, Names::Few])
}

fn backups() -> impl Strategy<Value = Rows> {
    select(vec![Rows::Refused, Rows::None, Rows::Building, Rows::FailedAndAnother, Rows::TwoOthers])
}

fn end() -> impl Strategy<Value = End> {
    let others = vec![
        End::Lost,
        End::AcceptedWithoutIds,
        End::Busy,
        End::BadGateway,
        End::NotPermitted,
        End::NameTakenWithId,
    ];
    prop_oneof![3 => select(others), 1 => Just(End::Accepted)]
}

fn job() -> impl Strategy<Value = JobRead> {
    select(vec![
        JobRead::Running,
        JobRead::Completed,
        JobRead::Failed,
        JobRead::Found,
        JobRead::NotAsked,
    ])
}

fn of_drafts() -> impl Strategy<Value = OfDrafts> {
    select(vec![
        OfDrafts::SavingIsDue,
        OfDrafts::NotSaved,
        OfDrafts::Given,
        OfDrafts::FilesRead,
        OfDrafts::InstanceRead,
        OfDrafts::BackupsRead,
    ])
}

fn journal() -> impl Strategy<Value = JournalRead> {
    select(vec![
        JournalRead::NoHome,
        JournalRead::Empty,
        JournalRead::Whole,
        JournalRead::WithoutTheFirst,
    ])
}

fn of_list() -> impl Strategy<Value = OfList> {
    prop_oneof![
        Just(OfList::NamedFound),
        Just(OfList::NamedNotFound),
        Just(OfList::NamedRefused),
        Just(OfList::PageOfBackups(Rows::Building)),
        Just(OfList::PageOfBackups(Rows::FailedAndAnother)),
        Just(OfList::CursorRests),
    ]
}

pub fn step() -> impl Strategy<Value = Step> {
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
    let size = prop_oneof![
        3 => (0_u16..140, 0_u16..50),
        1 => Just((80, 24)),
        1 => Just((120, 40)),
        1 => Just((60, 16)),
    ];
    let paste = "\\PC{0,12}|a\r\nb|cass-orders-01|orders.a\norders.b|orders";
    let setup = vec![Setup::Whole, Setup::OtherProject, Setup::BadToken];
    let instances = prop_oneof![
        1 => Just(Instances::Refused),
        1 => Just(Instances::NotTheLastPage),
        3 => Just(Instances::LastPage),
    ];
    let database = prop_oneof![4 => Just("orders"), 1 => Just("unknown")];
    let of_call = prop_oneof![
        4 => (operation(), end()).prop_map(|(n, end)| Step::Ended(n, end)),
        3 => (operation(), job(), backups()).prop_map(|(n, job, rows)| Step::Polled(n, job, rows)),
        3 => (operation(), backups()).prop_map(|(n, rows)| Step::Looked(n, rows)),
        1 => operation().prop_map(Step::PollIsDue),
        1 => operation().prop_map(Step::LookIsDue),
    ];
    prop_oneof![
        12 => (key(), prop::bool::weighted(0.8)).prop_map(|(k, alone)| Step::Key(k, alone)),
        5 => any::<bool>().prop_map(|alone| Step::Key(Key::plain(KeyCode::Enter), alone)),
        10 => select(ways.to_vec()).prop_map(Step::Keys),
        2 => (paste, any::<bool>()).prop_map(|(text, marked)| Step::Paste(text, marked)),
        8 => select(vec![1_u64, 50, 299, 300, 400, 2_000, 61_000]).prop_map(Step::Wait),
        8 => Just(Step::Frame),
        3 => size.prop_map(|(w, h)| Step::Resize(w, h)),
        1 => Just(Step::Clock),
        1 => (0_usize..3_000).prop_map(Step::Secret),
        1 => select(setup).prop_map(Step::Configured),
        2 => (instances, question()).prop_map(|(page, to)| Step::Instances(page, to)),
        2 => (names(), question()).prop_map(|(page, to)| Step::Databases(page, to)),
        2 => (database, names(), question()).prop_map(|(of, page, to)| Step::Tables(of, page, to)),
        6 => (backups(), question()).prop_map(|(rows, to)| Step::Backups(rows, to)),
        12 => of_call,
        1 => journal().prop_map(Step::Journal),
        4 => of_drafts().prop_map(Step::Draft),
        4 => of_list().prop_map(Step::List),
    ]
}
