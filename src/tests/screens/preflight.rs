//! Review's checks while they are read, what they find, and what becomes of a confirmation that has
//! grown old.

use crate::{
    core::{
        base::{CreateEnd, Instance, Quota, QuotaRow, Whole},
        draft::Target,
        operation::backup::BackupState,
        port::{Effect, Msg, Query, Reply},
    },
    tests::{
        screens::marked,
        support::{
            outcomes::{answered, refusal, row},
            script::Script,
            shots::shot,
        },
    },
};

/// On Review of two databases with listed tables and a whole one; only the instance
/// and its backups are read.
fn tables() -> Script {
    let mut s = marked();
    s.lists = false;
    s.keys("<C-g>");
    s.backups(Ok(Vec::new()));
    s
}

/// What Review asks about names and quotas, in the order of asking.
fn questions(s: &Script) -> Vec<Query> {
    let asked = s.background.iter().filter_map(|effect| match effect {
        Effect::Ask { query: query @ (Query::Names { .. } | Query::Quota), .. } => {
            Some(query.clone())
        }
        _ => None,
    });
    asked.collect()
}

fn names(s: &mut Script, wanted: Option<&str>, names: &[&str]) {
    let ask = s.model.review.open.as_ref().expect("Review").ask;
    let names = Ok(names.iter().map(|name| (*name).to_owned()).collect());
    let at = s.utc();
    s.feed(Msg::Reply {
        ask,
        reply: Reply::Names {
            at,
            database: wanted.map(str::to_owned),
            names: names.map(Whole::of),
        },
    });
}

fn quota(s: &mut Script, used: u64) {
    let ask = s.model.review.open.as_ref().expect("Review").ask;
    let quota = Ok(Quota(vec![QuotaRow { kind: "backup".to_owned(), limit: 50, used }]));
    let at = s.utc();
    s.feed(Msg::Reply { ask, reply: Reply::Quota { at, quota } });
}

/// The list of databases is read, and no list of tables.
fn reading_names() -> Script {
    let mut s = tables();
    quota(&mut s, 12);
    let listed: Vec<String> =
        s.model.draft.tree.databases().map(|d| d.name().to_string()).collect();
    let listed: Vec<&str> = listed.iter().map(String::as_str).collect();
    names(&mut s, None, &listed);
    s
}

/// All lists are read, and no chosen table is listed.
pub(super) fn not_listed() -> Script {
    let mut s = reading_names();
    let open = questions(&s).into_iter().filter_map(|question| match question {
        Query::Names { database, .. } => database,
        _ => None,
    });
    for database in open.collect::<Vec<_>>() {
        names(&mut s, Some(&database), &["elsewhere"]);
    }
    s
}

#[test]
fn names_are_read() {
    shot("preflight_reading_names", &reading_names());
}

/// Every reading was refused.
pub(super) fn unread() -> Script {
    let mut s = tables();
    let ask = s.model.review.open.as_ref().expect("Review").ask;
    let at = s.utc();
    let denied = || refusal(403, "DBS.280032", "Policy doesn't allow it.");
    s.feed(Msg::Reply { ask, reply: Reply::Quota { at, quota: Err(denied()) } });
    s.feed(Msg::Reply { ask, reply: Reply::Names { at, database: None, names: Err(denied()) } });
    s.backups(Err(denied()));
    s.feed(Msg::Reply { ask, reply: Reply::Instance { at, instance: Err(denied()) } });
    s
}

/// The instance of Review with this window and these actions, read now.
fn instance(s: &mut Script, window: Option<&str>, actions: &[&str]) {
    let review = s.model.review.open.as_ref().expect("Review");
    let (ask, at) = (review.ask, s.utc());
    let Target::Listed(instance) = review.target.clone() else { panic!("a listed instance") };
    let actions = actions.iter().map(|action| (*action).to_owned()).collect();
    let instance =
        Ok(Some(Instance { backup_window: window.map(str::to_owned), actions, ..instance }));
    s.feed(Msg::Reply { ask, reply: Reply::Instance { at, instance } });
}

#[test]
fn the_automated_window_and_a_full_quota() {
    let mut s = Script::live();
    s.fill();
    s.lists = false;
    s.keys("<C-g>");
    s.backups(Ok(Vec::new()));
    quota(&mut s, 50);
    instance(&mut s, Some("01:30-02:30"), &[]);
    shot("preflight_window_open", &s);
    instance(&mut s, None, &[]);
    shot("preflight_window_not_told", &s);
}

#[test]
fn a_confirmation_that_has_grown_old_is_read_again_and_shown_again() {
    let mut s = Script::live();
    s.review();
    s.keys("<Tab>");
    s.now += 61_000;
    s.keys("<Enter>");
    let building = row("b1in06", "auto-0717", BackupState::Building, &s);
    s.read_again(Ok(vec![building]));
    assert!(s.model.review.open.as_ref().is_some_and(|review| review.rereading.is_none()));
    assert_eq!(s.created(), [] as [&str; 0]);
}

/// A refusal named another backup, and Review waits for its end.
pub(super) fn waiting() -> Script {
    let mut s = Script::live();
    s.send();
    s.ended(CreateEnd::Answered(answered(
        403,
        Some("DBS.200019"),
        "Another operation is being performed.",
    )));
    s.nothing_found();
    s.keys("w");
    let building = row("b1in06", "auto-0717", BackupState::Building, &s);
    s.backups(Ok(vec![building]));
    s
}

#[test]
fn the_instance_is_idle_again() {
    let mut s = waiting();
    s.backups(Ok(Vec::new()));
    shot("preflight_idle_again", &s);
}

#[test]
fn review_of_a_taken_name_and_of_influx() {
    let mut s = Script::live();
    s.fill();
    s.keys("<C-g>");
    let taken = row("b1in06", "pre-mig-CHG0042311", BackupState::Completed, &s);
    s.backups(Ok(vec![taken]));
    s.keys("<Tab><Enter>");
    s.keys("<Esc><C-o><Down><Down><Down><Enter><C-g>");
    s.backups(Err(refusal(
        403,
        "DBS.280032",
        "Policy doesn't allow nosql:backup:list to be performed.",
    )));
    shot("review_influx_backups_unread", &s);
}
