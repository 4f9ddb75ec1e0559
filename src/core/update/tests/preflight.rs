//! What is read before anything is sent: every check at every weight.

use super::{
    answers::fleet,
    outcomes::{refusal, row},
    script::Script,
};
use crate::core::{
    base::{
        Ask, CallFailure, Engine, Incomplete, Instance, Level, Quota, QuotaRow, Silence, UtcTime,
        Whole,
    },
    draft::{Rule, request::BODY_MAX},
    operation::backup::{BackupKind, BackupRow, BackupState},
    port::{Cancel, Effect, Msg, Notice, Query, Reply, Sending},
    review::{
        check::Fact,
        page::Review,
        preflight::{compare::Topic, window::WindowFact},
    },
    scope::Scope,
};

pub(super) fn review(s: &Script) -> &Review {
    s.model.review.open.as_ref().expect("Review is open")
}

/// The instance under review, with its window far away.
pub(super) fn instance() -> Instance {
    Instance { backup_window: Some("14:00-15:00".to_owned()), ..fleet().remove(0) }
}

pub(super) fn told(used: u64) -> Quota {
    Quota(vec![QuotaRow { kind: "backup".to_owned(), limit: 50, used }])
}

fn lists(database: Option<&str>) -> Vec<String> {
    let names: &[&str] = if database.is_some() {
        &["order_events", "orders_by_day", "x"]
    } else {
        &["audit", "billing", "orders"]
    };
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Everything that Review can be told.
#[derive(Clone)]
pub(super) struct Told {
    pub instance: Result<Option<Instance>, CallFailure>,
    pub backups: Result<Vec<BackupRow>, CallFailure>,
    pub databases: Result<Vec<String>, CallFailure>,
    pub tables: Result<Vec<String>, CallFailure>,
    pub quota: Result<Quota, CallFailure>,
}

impl Told {
    pub fn usual(s: &Script) -> Self {
        let old = BackupRow { begun: None, ..row("b0in06", "nightly", BackupState::Completed, s) };
        let databases = Ok(lists(None));
        Self {
            instance: Ok(Some(instance())),
            backups: Ok(vec![old]),
            databases,
            tables: Ok(lists(Some("orders"))),
            quota: Ok(told(12)),
        }
    }

    /// Tells all of it to whichever of Review's readings is under way.
    pub fn tell(&self, s: &mut Script) -> Vec<Effect> {
        let mut effects = self.tell_names(s);
        effects.extend(self.tell_short(s));
        effects
    }

    pub fn tell_names(&self, s: &mut Script) -> Vec<Effect> {
        let (ask, at) = asked(s);
        let mut effects = s.feed(Msg::Reply {
            ask,
            reply: Reply::Names {
                at,
                database: None,
                names: self.databases.clone().map(Whole::of),
            },
        });
        let orders = Some("orders".to_owned());
        effects.extend(s.feed(Msg::Reply {
            ask,
            reply: Reply::Names { at, database: orders, names: self.tables.clone().map(Whole::of) },
        }));
        effects
    }

    pub fn tell_short(&self, s: &mut Script) -> Vec<Effect> {
        let (ask, at) = asked(s);
        let mut effects =
            s.feed(Msg::Reply { ask, reply: Reply::Quota { at, quota: self.quota.clone() } });
        effects.extend(s.feed(Msg::Reply {
            ask,
            reply: Reply::Backups { at, rows: self.backups.clone().map(Whole::of) },
        }));
        effects.extend(s.feed(Msg::Reply {
            ask,
            reply: Reply::Instance { at, instance: self.instance.clone() },
        }));
        effects
    }
}

fn asked(s: &Script) -> (Ask, UtcTime) {
    (review(s).rereading.as_ref().map_or(review(s).ask, |rereading| rereading.ask), s.utc())
}

/// On Review of one whole database and a table of another one; nothing has been read.
pub(super) fn opened() -> Script {
    let mut s = Script::live();
    s.fill();
    s.keys("<Tab><Space><Tab>");
    s.keys("<Down><Space><Down><Right>");
    s.tables("orders", &["order_events", "orders_by_day"]);
    s.keys("<Down><Space>");
    s.lists = false;
    s.keys("<C-g>");
    s
}

pub(super) fn read(told: impl FnOnce(&Script) -> Told) -> Script {
    let mut s = opened();
    told(&s).tell(&mut s);
    s
}

pub(super) fn has(s: &Script, level: Level, found: impl Fn(&Fact) -> bool) -> bool {
    review(s).checks().iter().any(|check| check.level == level && found(&check.fact))
}

#[test]
fn with_everything_as_it_should_be_the_button_is_enough() {
    let mut s = read(Told::usual);
    assert!(review(&s).may_send() && !review(&s).needs_phrase(), "{:?}", review(&s).checks());
    for check in review(&s).checks() {
        assert_eq!(
            check.at.is_some(),
            check.topic.is_some(),
            "each with the time it was read: {check:?}"
        );
    }
    assert!(matches!(s.keys("<Tab><Enter>")[..], [Effect::Sending(Sending::Create { .. })]));
}

pub(super) type Change = fn(&mut Told, &Script);

/// A name for the row, what is told, what it weighs, and what it says.
type Case = (&'static str, Change, Level, fn(&Fact) -> bool);

const CASES: &[Case] = &[
    ("idle", |_, _| {}, Level::Ok, |f| *f == Fact::InstanceIdle),
    (
        "busy",
        |t, _| {
            t.instance = Ok(Some(Instance { actions: vec!["RESTART".to_owned()], ..instance() }))
        },
        Level::Warn,
        |f| matches!(f, Fact::Rule(Rule::InstanceBusy { .. })),
    ),
    (
        "abnormal",
        |t, _| t.instance = Ok(Some(Instance { status: "abnormal".to_owned(), ..instance() })),
        Level::Warn,
        |f| matches!(f, Fact::Rule(Rule::InstanceStatus { .. })),
    ),
    ("gone", |t, _| t.instance = Ok(None), Level::Warn, |f| *f == Fact::InstanceGone),
    (
        "instance unread",
        |t, _| t.instance = Err(refusal(403, "", "")),
        Level::Warn,
        |f| matches!(f, Fact::InstanceUnread(_)),
    ),
    (
        "another engine",
        |t, _| t.instance = Ok(Some(Instance { engine: Engine::Redis, ..instance() })),
        Level::Error,
        |f| matches!(f, Fact::Rule(Rule::ScopeNeedsCassandra { .. })),
    ),
    (
        "window far away, by a run of these tables",
        |t, s| t.backups = Ok(vec![run_of_these_tables(s)]),
        Level::Ok,
        |f| matches!(f, Fact::Window(WindowFact::Later { .. })),
    ),
    (
        "window far away, by the whole instance",
        |_, _| {},
        Level::Note,
        |f| matches!(f, Fact::Window(WindowFact::Unmeasured { .. })),
    ),
    (
        "window soon",
        |t, _| window(t, "02:30-03:30"),
        Level::Warn,
        |f| matches!(f, Fact::Window(WindowFact::Within { .. })),
    ),
    (
        "window open",
        |t, _| window(t, "01:30-02:30"),
        Level::Warn,
        |f| matches!(f, Fact::Window(WindowFact::Open { .. })),
    ),
    (
        "window odd",
        |t, _| window(t, "at night"),
        Level::Warn,
        |f| matches!(f, Fact::Window(WindowFact::Unreadable(_))),
    ),
    (
        "window not told",
        |t, _| window(t, ""),
        Level::Note,
        |f| *f == Fact::Window(WindowFact::NotTold),
    ),
    (
        "no estimate",
        |t, _| t.instance = Ok(Some(Instance { used_gb: None, ..instance() })),
        Level::Note,
        |f| matches!(f, Fact::Window(WindowFact::Unmeasured { .. })),
    ),
    ("name unused", |_, _| {}, Level::Ok, |f| *f == Fact::NameUnused { of: 1 }),
    (
        "name taken",
        |t, s| t.backups = Ok(vec![row("b1in06", "pre-mig-CHG0042311", BackupState::Failed, s)]),
        Level::Error,
        |f| matches!(f, Fact::NameTaken(_)),
    ),
    (
        "table-level name taken",
        |t, s| t.backups = Ok(vec![table_level(s, "pre-mig-CHG0042311")]),
        Level::Error,
        |f| matches!(f, Fact::NameTaken(_)),
    ),
    (
        "name but for case",
        |t, s| t.backups = Ok(vec![row("b1in06", "PRE-mig-CHG0042311", BackupState::Completed, s)]),
        Level::Warn,
        |f| matches!(f, Fact::NameDiffersByCase(_)),
    ),
    (
        "building",
        |t, s| t.backups = Ok(vec![row("b1in06", "auto", BackupState::Building, s)]),
        Level::Warn,
        |f| *f == Fact::Building("auto".to_owned()),
    ),
    (
        "backups unread",
        |t, _| t.backups = Err(refusal(403, "", "")),
        Level::Warn,
        |f| matches!(f, Fact::BackupsUnread(_)),
    ),
    (
        "backups without an end",
        |t, _| t.backups = Err(CallFailure::Incomplete(Incomplete::TooLong(9))),
        Level::Warn,
        |f| matches!(f, Fact::BackupsUnread(_)),
    ),
    (
        "table level made before",
        |t, s| t.backups = Ok(vec![table_level(s, "t")]),
        Level::Ok,
        |f| *f == Fact::TableLevelSeen,
    ),
    ("table level untold", |_, _| {}, Level::Note, |f| *f == Fact::TableLevelUntold),
    ("all listed", |_, _| {}, Level::Ok, |f| *f == Fact::NamesListed),
    (
        "database not listed",
        |t, _| t.databases = Ok(vec!["orders".to_owned()]),
        Level::Warn,
        |f| *f == Fact::NamesNotListed { first: "billing".to_owned(), count: 1 },
    ),
    (
        "table not listed",
        |t, _| t.tables = Ok(Vec::new()),
        Level::Warn,
        |f| *f == Fact::NamesNotListed { first: "orders.order_events".to_owned(), count: 1 },
    ),
    (
        "databases unread",
        |t, _| t.databases = Err(refusal(403, "", "")),
        Level::Warn,
        |f| matches!(f, Fact::NamesUnread { database: None, more: 0, .. }),
    ),
    (
        "tables unread",
        |t, _| t.tables = Err(refusal(500, "", "")),
        Level::Warn,
        |f| matches!(f, Fact::NamesUnread { database: Some(name), more: 0, .. } if name == "orders"),
    ),
    (
        "tables that come and go",
        |t, _| t.tables = Err(CallFailure::Incomplete(Incomplete::Changing(3))),
        Level::Warn,
        |f| matches!(f, Fact::NamesUnread { database: Some(name), .. } if name == "orders"),
    ),
    ("quota with room", |_, _| {}, Level::Ok, |f| *f == Fact::Quota { limit: 50, used: 12 }),
    (
        "quota used up",
        |t, _| t.quota = Ok(told(50)),
        Level::Warn,
        |f| *f == Fact::Quota { limit: 50, used: 50 },
    ),
    (
        "quota not allowed",
        |t, _| t.quota = Err(refusal(403, "", "")),
        Level::Note,
        |f| matches!(f, Fact::QuotaNotAllowed(_)),
    ),
    (
        "quota failed",
        |t, _| t.quota = Err(CallFailure::NoAnswer(Silence::Timeout(60))),
        Level::Warn,
        |f| matches!(f, Fact::QuotaUnread(_)),
    ),
];

pub(super) fn window(told: &mut Told, text: &str) {
    told.instance = Ok(Some(Instance { backup_window: Some(text.to_owned()), ..instance() }));
}

/// It took 92 minutes: by it the backup under review takes up to 6,930 s,
/// as by the instance's size.
pub(super) fn run_of_these_tables(s: &Script) -> BackupRow {
    let Scope::Tables(databases) = review(s).request.scope() else {
        panic!("databases and tables")
    };
    let begun = s.utc().plus(-86_400);
    let (begun, ended) = (Some(begun), Some(begun.plus(5_544)));
    BackupRow { scope: Some(databases.clone()), begun, ended, ..table_level(s, "these-tables") }
}

fn table_level(s: &Script, name: &str) -> BackupRow {
    BackupRow {
        kind: Some(BackupKind::DatabaseTable),
        ..row("t1in06", name, BackupState::Completed, s)
    }
}

#[test]
fn every_check_weighs_what_it_should_and_what_it_weighs_is_what_sending_takes() {
    for (name, change, level, found) in CASES {
        let mut s = read(|s| {
            let mut told = Told::usual(s);
            change(&mut told, s);
            told
        });
        assert!(has(&s, *level, found), "{name}: {:?}", review(&s).checks());
        assert_eq!(
            review(&s).needs_phrase(),
            *level == Level::Warn,
            "{name}: {:?}",
            review(&s).checks()
        );
        let sent = s.keys("<Tab><Enter>");
        assert_eq!(
            sent.iter().any(|e| matches!(e, Effect::Sending(Sending::Create { .. }))),
            matches!(level, Level::Ok | Level::Note),
            "{name}"
        );
    }
}

#[test]
fn of_a_list_that_is_not_whole_nothing_good_is_said() {
    for why in [Incomplete::TooLong(9), Incomplete::Changing(3)].map(CallFailure::Incomplete) {
        let s = read(|s| {
            let unread = (Err(why.clone()), Err(why.clone()), Err(why.clone()));
            Told { backups: unread.0, databases: unread.1, tables: unread.2, ..Told::usual(s) }
        });
        assert!(
            !has(&s, Level::Ok, |f| matches!(f, Fact::NameUnused { .. } | Fact::NamesListed)),
            "{why:?}"
        );
        assert_eq!(review(&s).level(), Level::Warn);
    }
}

#[test]
fn a_service_without_a_quota_of_backups_asks_for_nothing_and_takes_no_row() {
    for quota in
        [Ok(Quota::default()), Err(refusal(404, "APIGW.0101", "")), Err(refusal(405, "", ""))]
    {
        let s = read(|s| Told { quota, ..Told::usual(s) });
        assert!(review(&s).may_send() && !review(&s).needs_phrase());
        assert!(review(&s).checks().iter().all(|check| check.topic != Some(Topic::Quota)));
    }
}

#[test]
fn nothing_is_sent_while_any_reading_is_under_way() {
    for left_out in 0..5 {
        let mut s = opened();
        let told = Told::usual(&s);
        let (ask, at) = (review(&s).ask, s.utc());
        let orders = Some("orders".to_owned());
        let answers = [
            Msg::Reply {
                ask,
                reply: Reply::Names { at, database: None, names: told.databases.map(Whole::of) },
            },
            Msg::Reply {
                ask,
                reply: Reply::Names { at, database: orders, names: told.tables.map(Whole::of) },
            },
            Msg::Reply { ask, reply: Reply::Quota { at, quota: told.quota } },
            Msg::Reply { ask, reply: Reply::Backups { at, rows: told.backups.map(Whole::of) } },
            Msg::Reply { ask, reply: Reply::Instance { at, instance: told.instance } },
        ];
        for (n, answer) in answers.into_iter().enumerate() {
            if n != left_out {
                s.feed(answer);
            }
        }
        assert_eq!(
            (s.keys("<Tab><Enter>"), s.model.port.notice.clone()),
            (Vec::new(), Some(Notice::ChecksReading)),
            "{left_out}"
        );
    }
}

#[test]
fn a_body_that_the_gateway_does_not_take_is_not_sent() {
    let mut s = Script::live();
    s.fill();
    s.keys("<Tab><Space><Tab><Down><Down><Right>");
    let names: Vec<String> = (0..BODY_MAX / 48 + 1).map(|n| format!("{n:045}")).collect();
    s.tables("orders", &names.iter().map(String::as_str).collect::<Vec<_>>());
    s.keys("o<C-g>");
    s.backups(Ok(Vec::new()));
    let bytes = review(&s).reviewed.body().bytes().len();
    assert!(
        bytes > BODY_MAX && has(&s, Level::Error, |fact| *fact == Fact::BodyTooLarge { bytes })
    );
    s.keys("<Tab>cass-orders-01<Enter>");
    assert_eq!((s.created().len(), s.model.port.notice.clone()), (0, Some(Notice::ChecksForbid)));
}

#[test]
fn leaving_review_ends_the_reading_of_names_and_reading_anew_begins_after_that() {
    let asked = |s: &Script, from: usize| -> Vec<Effect> {
        let all = s.background[from..].iter().filter_map(|effect| match effect {
            Effect::Cancel(Cancel::Names)
            | Effect::Ask { query: Query::Names { .. } | Query::Quota, .. } => Some(effect.clone()),
            _ => None,
        });
        all.collect()
    };
    let mut s = opened();
    let before = s.background.len();
    s.keys("<Esc>");
    assert_eq!(asked(&s, before), [Effect::Cancel(Cancel::Names)]);
    s.keys("<C-g>");
    let before = s.background.len();
    s.keys("r");
    let again = asked(&s, before);
    assert_eq!(
        again.first(),
        Some(&Effect::Cancel(Cancel::Names)),
        "what is asked anew must not be ended as well"
    );
    assert_eq!(
        again
            .iter()
            .filter(|q| matches!(q, Effect::Ask { query: Query::Names { .. }, .. }))
            .count(),
        1
    );
    Told::usual(&s).tell(&mut s);
    let before = s.background.len();
    s.keys("<Esc>");
    assert_eq!(asked(&s, before), [], "nothing was under way");
}
