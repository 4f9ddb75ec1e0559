//! Every screen that a person can meet, at every size. A row is a name and the script that leads
//! there; what else happens in a script is told beside the rules it is about.

use super::{
    drafts, estimate, history, journal, lists, marked, picker, preflight, refusals, set_up,
    watching,
};
use crate::{
    core::{
        base::{
            CallFailure, CreateEnd, Instance, Obstacle, ObstacleCause, Page, ProjectId, Size,
            StateTrouble,
            call::{self},
        },
        launch::Opening,
        operation::{
            backup::{BackupRow, BackupState, Job, JobState},
            journal_file::DiskContents,
        },
        port::{Msg, Reply, Timer},
        session::{
            EntryFailure, Method, Mode, Project, Session, SetupProblem, SignInFailure, SignInState,
            SignedIn,
        },
        start::rows::StartRow,
    },
    tests::support::{
        answers::{CASSANDRA, fleet, place},
        credentials::{KEYS, PASSWORD, entry, needed, told, unasked},
        looks::assert_look,
        outcomes::{BACKUP, accepted, answered, job, lost, refusal, row},
        records::{backed_up, found, sent},
        script::Script,
    },
};

type Row = (&'static str, fn() -> Script);

const NAME: &str = "pre-mig-CHG0042311";

const START: &[Row] = &[
    ("start_missing", || Script::new(Mode::Live, Session::default(), 80, 24)),
    ("start_ready", Script::live),
    ("start_demo", || Script::new(Mode::Demo, place(), 80, 24)),
    ("start_offline", || Script::new(Mode::Offline, Session::default(), 80, 24)),
    ("start_read_only", || picker::opened(Opening { read_only: true, ..Opening::default() })),
    ("start_needs_you", || journal::restarted(found())),
    ("start_damage", || typed(journal::restarted(found()), "<Down><Down><Down><Down>")),
    ("start_recent", || typed(journal::restarted(found()), "<End>")),
    ("start_running", || typed(accepted_now(), "<Esc>")),
    ("start_drafts", drafts::started),
    ("start_discard", || typed(drafts::started(), "<Down>x")),
    ("start_journal_trouble", || {
        with(Script::live(), |s| {
            let at = s.utc();
            s.feed(Msg::JournalRead { at, found: Err(journal::full()) });
        })
    }),
    ("header_long_names", || {
        Script::new(Mode::Live, set_up::long(PASSWORD, SignInState::Accepted), 80, 24)
    }),
];

const SIGN_IN: &[Row] = &[
    ("region", || typed(Script::new(Mode::Live, Session::default(), 80, 24), "<Down><Enter>south")),
    ("region_refused", || {
        let none = Script::new(Mode::Live, Session::default(), 80, 24);
        with(typed(none, "<Down><Enter>http://far.example<Enter>"), |s| {
            let why = "Plain http is allowed to this machine only.".to_owned();
            s.feed(Msg::ConfigureRefused(SetupProblem::BadEndpoint(why)));
        })
    }),
    ("project", || {
        typed(Script::new(Mode::Live, Session::default(), 80, 24), "<Down><Down><Enter>054e29")
    }),
    ("token", || {
        let keys = "<Down><Down><Down><Enter>abcdefghijklmnopqrstuvwxyz0123456789";
        typed(Script::new(Mode::Live, Session::default(), 80, 24), keys)
    }),
    ("ways", || typed(set_up::start(set_up::nobody()), "n")),
    ("ways_exposed", || typed(set_up::start(set_up::nobody()), "n<Down><Down><Down>")),
    ("password", || password("<Tab>")),
    ("password_missing", || password("<Tab><Tab><Tab><Space><Tab><C-u><BackTab><Enter>")),
    ("keys_refused", || {
        let keys = "<Esc><Down><Enter>HPUAEXAMPLEKEY000001<Tab>a secret key of forty characters";
        with(password(&format!("{keys}<Tab><Enter>")), |s| {
            s.feed(Msg::ConfigureRefused(SetupProblem::BadCharacter));
        })
    }),
    ("profile", || profile("")),
    ("profile_exists", || {
        with(profile("<Enter>"), |s| {
            let why = "there is a profile nightly already; choose another name".to_owned();
            s.feed(Msg::ProfileSaved(Err(why)));
        })
    }),
    ("signing_in", || typed(set_up::start(needed(PASSWORD)), "n")),
    ("passcode", || typed(signed_in(SignInFailure::PasscodeNeeded), "4920")),
    ("wrong_password", || {
        let words = "The username or password is wrong.";
        signed_in(SignInFailure::Call(refusal(401, "IAM.0001", words)))
    }),
    ("no_connection_to_iam", || {
        let host = "iam.ap-southeast-1.myhuaweicloud.com".to_owned();
        let cause = ObstacleCause::ConnectionRefused;
        signed_in(SignInFailure::Call(CallFailure::NotSent(Obstacle { host, cause })))
    }),
    ("projects", || {
        with(typed(set_up::start(needed(PASSWORD)), "n"), |s| {
            let session =
                Session { project: None, project_name: None, ..told(PASSWORD, "acme", "ops") };
            let names = ["ap-southeast-1", "ap-southeast-1_payments", "MOS"];
            let projects = names.iter().zip(17..).map(|(name, number): (_, u8)| Project {
                id: ProjectId::typed(&format!("{number:032x}")).expect("an ID"),
                name: (*name).to_owned(),
            });
            let projects = Some(projects.collect());
            s.signed_in(Ok(Box::new(SignedIn { session, projects, untold: None })));
            s.keys("<Down>");
        })
    }),
    ("tested", || tested(PASSWORD, entry(told(PASSWORD, "acme", "ops")), Ok(fleet()))),
    ("tested_and_denied", || {
        let untold = refusal(403, "IAM.0003", "You are not authorized.");
        let session = unasked(KEYS);
        let signed = SignedIn { session, projects: None, untold: Some(untold) };
        tested(KEYS, Ok(Box::new(signed)), Err(denied("nosql:instance:list")))
    }),
];

const INSTANCES: &[Row] = &[
    ("instances_loading", || typed(Script::live(), "n")),
    ("instances", || with_backups("")),
    ("instances_busy", || with_backups("<Down>")),
    ("instances_filter", || with_backups("/mongo no")),
    ("instances_filter_hides_all", || with_backups("/xyz")),
    ("instances_typed", || with_backups("i5d3f<Enter>")),
    ("instances_empty", || listed(Ok(Page { rows: Vec::new(), last: true }))),
    ("instances_no_connection", || {
        let host = "gaussdb-nosql.ap-southeast-1.myhuaweicloud.com".to_owned();
        listed(Err(CallFailure::NotSent(Obstacle { host, cause: ObstacleCause::Lookup })))
    }),
    ("instances_denied", || listed(Err(denied("nosql:instance:list")))),
];

const COMPOSE: &[Row] = &[
    ("form", || chosen(0, "")),
    ("form_errors", || chosen(0, "pre mig CHG 0042311<Tab>5 > 3 & \"so\" on")),
    ("form_fix_first", || chosen(0, "9 lives<C-g>")),
    ("form_busy", || chosen(1, "")),
    ("form_typed_instance", || {
        let keys = format!("<C-o>i{CASSANDRA}<Tab><Enter>");
        chosen(1, &keys)
    }),
    ("form_tables_of_mongo", || chosen(2, "<Tab><Tab><Space>")),
    ("tree_loading", || {
        with(typed(Script::live(), "n"), |s| {
            s.instances();
            s.keys("<Enter><Tab><Tab><Space>");
        })
    }),
    ("tree_failed", || {
        with(typed(Script::live(), "n"), |s| {
            s.instances();
            s.keys("<Enter><Tab><Tab><Space>");
            let page = Err(refusal(403, "DBS.280032", "Policy doesn't allow it."));
            s.feed(Msg::Reply { ask: s.model.compose.ask, reply: Reply::Databases { page } });
        })
    }),
    ("tree_nothing_chosen", || filled("<Tab><Space><Tab>")),
    ("tree", marked),
    ("tree_filter", || typed(marked(), "/orders day")),
    ("tree_name", || typed(marked(), "iarchive")),
    ("tree_loading_all", || typed(marked(), "rL")),
    ("draft_changes", drafts::changed),
    ("list_preview", || with(lists::in_tree(), |s| lists::paste(s, lists::LIST))),
    ("list_widens", || {
        with(lists::in_tree(), |s| {
            lists::paste(s, "[{\"database_name\":\"orders\",\"table_names\":[]}]");
        })
    }),
    ("list_file", || typed(lists::in_tree(), "v")),
    ("list_last_backup", lists::last_with_new),
    ("scope_text", || {
        with(lists::in_tree(), |s| {
            lists::paste(s, lists::LIST);
            s.keys("ae");
        })
    }),
];

const REVIEW: &[Row] = &[
    ("review_loading", || typed(marked(), "<C-g>")),
    ("review", || reviewed(marked(), Vec::new(), "")),
    ("review_button", || reviewed(marked(), Vec::new(), "<Tab>")),
    ("review_names", || reviewed(marked(), Vec::new(), "e")),
    ("review_command", || reviewed(marked(), Vec::new(), "c")),
    ("review_estimate", || {
        with(typed(marked(), "<C-g>"), |s| s.backups(Ok(estimate::earlier_runs(s, &[64, 58, 70]))))
    }),
    ("review_warnings", || reviewed(busy(), vec![other(BackupState::Building)], "")),
    ("review_phrase", || reviewed(busy(), vec![other(BackupState::Building)], "<Tab>cass-aud")),
    ("review_phrase_complete", || {
        reviewed(busy(), vec![other(BackupState::Building)], "<Tab>cass-audit-02")
    }),
    ("review_blocked", || {
        let taken = BackupRow { name: NAME.to_owned(), ..other(BackupState::Completed) };
        reviewed(filled(""), vec![taken], "<Tab><Enter>")
    }),
    ("review_not_listed", preflight::not_listed),
    ("review_denied", preflight::unread),
    ("review_reading_again", || {
        with(reviewed(filled(""), Vec::new(), "<Tab>"), |s| {
            s.now += 61_000;
            s.keys("<Enter>");
        })
    }),
    ("review_changed", || {
        with(reviewed(filled(""), Vec::new(), "<Tab>"), |s| {
            s.now += 61_000;
            s.keys("<Enter>");
            s.read_again(Ok(vec![other(BackupState::Building)]));
        })
    }),
    ("review_waiting", preflight::waiting),
    ("review_another_unknown", journal::rival),
    ("review_replaces", || typed(not_there(), "<Down><Down><Down><Enter>")),
    ("review_read_only", || {
        with(picker::opened(Opening { read_only: true, ..Opening::default() }), |s| {
            s.review();
            s.keys("<Tab>");
        })
    }),
    ("review_offline", || drafts::offline("")),
    ("review_offline_path", || drafts::offline("<Enter>")),
];

const WATCH: &[Row] = &[
    ("watch_sending", || with(Script::live(), Script::send)),
    ("watch_accepted", accepted_now),
    ("watch_running", running),
    ("watch_reading_failed", || {
        with(running(), |s| {
            s.now += 30_000;
            s.polled(Err(CallFailure::NoAnswer(call::Silence::Dropped)), Ok(None));
        })
    }),
    ("watch_completed", || ended(JobState::Completed, BackupState::Completed)),
    ("watch_copied", || typed(ended(JobState::Completed, BackupState::Completed), "c")),
    ("watch_failed", || ended(JobState::Failed, BackupState::Failed)),
    ("watch_disagreement", || {
        with(ended(JobState::Failed, BackupState::Building), |s| {
            s.now += 400_000;
            let (failed, building) = (job(JobState::Failed, None), own(s));
            s.polled(Ok(Some(failed)), Ok(Some(building)));
        })
    }),
    ("watch_not_listed", || {
        with(watching::gone(3), |s| {
            s.looked(Ok(Vec::new()));
        })
    }),
    ("watch_no", || {
        let words = "The DB instance is being operated: another backup is in progress.";
        with(sent(refused(403, "DBS.200019", words)), Script::nothing_found)
    }),
    ("watch_refusal_looking", || {
        let words = "The DB instance is being operated: another backup is in progress.";
        sent(refused(403, "DBS.200019", words))
    }),
    ("watch_refusal_names_ids", || sent(refusals::naming_ids())),
    ("watch_not_sent", || {
        let host = "gaussdb-nosql.ap-southeast-1.myhuaweicloud.com".to_owned();
        sent(CreateEnd::NotSent(Obstacle { host, cause: ObstacleCause::Lookup }))
    }),
    ("watch_unknown", || sent(lost())),
    ("watch_unknown_looking", || {
        with(sent(lost()), |s| {
            for _ in 0..3 {
                s.now += 10_000;
                let id = s.latest();
                s.feed(Msg::Timer(Timer::Look(id)));
                s.looked(Ok(Vec::new()));
            }
        })
    }),
    ("watch_candidates", || candidates("")),
    ("watch_candidates_enter_again", || candidates("<Down><Down><Enter>")),
    ("watch_id", || candidates("<Down><Down><Down><Enter>not an id<Enter>")),
    ("watch_not_there", not_there),
    ("watch_note", || typed(not_there(), "<Down><Down><Enter><Enter>")),
    ("watch_settled", || {
        typed(not_there(), "<Down><Down><Enter>console 02:20Z, both kinds<Enter>")
    }),
    ("watch_ids_missing", || sent(CreateEnd::Answered(answered(202, None, "{}")))),
    ("watch_journal_trouble", journal::untaken),
    ("watch_other_endpoint", || typed(journal::restarted(found()), "<Enter>")),
    ("watch_one_of_three", || typed(journal::restarted(found()), "<Enter>]")),
    ("watch_demo", || {
        with(Script::new(Mode::Demo, place(), 80, 24), |s| {
            s.send();
            s.ended(accepted());
        })
    }),
    ("follow_unread", Script::screen_for_an_id),
    ("follow_running", watching::followed),
    ("ticket", || history::with_ticket(accepted_now(), "")),
    ("ticket_json", || history::with_ticket(accepted_now(), "<Tab>")),
    ("ticket_path", || history::with_ticket(accepted_now(), "s")),
];

const PAGES: &[Row] = &[
    ("log_empty", || typed(Script::live(), "<C-p>")),
    ("log", || typed(ended(JobState::Completed, BackupState::Completed), "<C-p>")),
    ("history", || history::read("")),
    ("history_filter", || history::read("/tables<Enter><Down>")),
    ("history_service_backup", || history::read("<Down><Enter>")),
    ("history_operation", || history::read("<Home><Enter>")),
    ("history_empty", || {
        typed(
            Script::with_journal(
                Mode::Live,
                Session { sign_in: None, ..place() },
                80,
                24,
                DiskContents::default(),
            ),
            "h",
        )
    }),
    ("help_start", || typed(Script::live(), "?")),
    ("help_tree", || typed(marked(), "?")),
    ("help_search", || typed(marked(), "?/SHOWN tick")),
    ("help_watch", || typed(accepted_now(), "<F1>")),
    ("leave_form", || {
        with(typed(with(marked(), |s| s.disk = false), "<C-c>"), |s| {
            let why = StateTrouble::Full("/home/op/.local/state/geminidb-backup".to_owned());
            drafts::not_saved(s, why);
        })
    }),
    ("leave_running", || typed(accepted_now(), "<C-c>")),
    ("leave_unknown", || typed(sent(lost()), "<C-c>")),
];

const SCREENS: [&[Row]; 7] = [START, SIGN_IN, INSTANCES, COMPOSE, REVIEW, WATCH, PAGES];

fn with(mut s: Script, goes_on: impl FnOnce(&mut Script)) -> Script {
    goes_on(&mut s);
    s
}

fn typed(s: Script, keys: &str) -> Script {
    with(s, |s| drop(s.keys(keys)))
}

fn password(keys: &str) -> Script {
    with(set_up::start(set_up::nobody()), |s| {
        set_up::open(s, StartRow::SignIn);
        s.keys("<End><Up><Enter>acme-prod<Tab>ops-backup<Tab>correct horse");
        s.keys(keys);
    })
}

fn profile(keys: &str) -> Script {
    with(set_up::start(told(PASSWORD, "acme", "ops")), |s| {
        set_up::open(s, StartRow::SaveProfile);
        s.keys("nightly<Tab>/home/ops/.config/geminidb-backup/nightly.password");
        s.keys(keys);
    })
}

/// Signing in failed.
fn signed_in(why: SignInFailure) -> Script {
    with(typed(set_up::start(needed(PASSWORD)), "n"), |s| {
        s.signed_in(Err(EntryFailure::SignIn(why)));
    })
}

/// The connection was tested: how signing in ended, and what the list of instances was.
fn tested(
    method: Method,
    entry: Result<Box<SignedIn>, EntryFailure>,
    rows: Result<Vec<Instance>, CallFailure>,
) -> Script {
    with(set_up::start(needed(method)), |s| {
        set_up::open(s, StartRow::Test);
        s.signed_in(entry);
        answer_instances(s, rows.map(|rows| Page { rows, last: true }));
    })
}

fn answer_instances(s: &mut Script, page: Result<Page<Instance>, CallFailure>) {
    let (ask, at) = (s.model.choose.instances.reading.question(), s.utc());
    s.feed(Msg::Reply { ask, reply: Reply::Instances { at, page } });
}

fn listed(page: Result<Page<Instance>, CallFailure>) -> Script {
    with(typed(Script::live(), "n"), |s| answer_instances(s, page))
}

fn denied(permission: &str) -> CallFailure {
    let words = format!("Policy doesn't allow {permission} to be performed.");
    refusal(403, "DBS.280032", &words)
}

/// The list of instances and the newest backups came.
fn with_backups(keys: &str) -> Script {
    with(typed(Script::live(), "n"), |s| {
        s.instances();
        for _ in 0..2 {
            picker::backups(s, |s, kind| Ok(picker::rows(s, kind)));
        }
        s.keys(keys);
    })
}

fn chosen(instance: usize, keys: &str) -> Script {
    with(Script::live(), |s| {
        s.choose(instance);
        s.keys(keys);
    })
}

fn filled(keys: &str) -> Script {
    typed(with(Script::live(), Script::fill), keys)
}

/// A valid form for an instance on which another action runs.
fn busy() -> Script {
    chosen(1, "pre-mig-CHG0042311<Tab>Before schema migration")
}

/// A backup of another name.
fn other(state: BackupState) -> BackupRow {
    row("b1in06", "nightly", state, &Script::live())
}

/// Review of a form, with these backups of the instance.
fn reviewed(form: Script, backups: Vec<BackupRow>, keys: &str) -> Script {
    with(typed(form, "<C-g>"), |s| {
        s.backups(Ok(backups));
        s.keys(keys);
    })
}

fn accepted_now() -> Script {
    sent(accepted())
}

fn own(s: &Script) -> BackupRow {
    row(BACKUP, NAME, BackupState::Building, s)
}

fn running() -> Script {
    with(backed_up(BackupState::Building), |s| {
        s.now += 60_000;
        let row = own(s);
        s.polled(Ok(Some(job(JobState::Running, Some(62)))), Ok(Some(row)));
    })
}

fn ended(state: JobState, backup: BackupState) -> Script {
    with(running(), |s| {
        s.now += 240_000;
        let why = match state {
            JobState::Failed => "Failed to take a snapshot: disk full on node 3.",
            _ => "",
        };
        let its = Job { fail_reason: why.into(), ..job(state, None) };
        let row = BackupRow { state: backup, ..own(s) };
        s.polled(Ok(Some(its)), Ok(Some(row)));
    })
}

fn refused(status: u16, code: &str, words: &str) -> CreateEnd {
    CreateEnd::Answered(answered(status, Some(code), words))
}

fn candidates(keys: &str) -> Script {
    with(sent(lost()), |s| {
        let rows = journal::candidates(s);
        s.looked(Ok(rows));
        s.keys(keys);
    })
}

fn not_there() -> Script {
    with(sent(lost()), |s| {
        journal::pass(s, 601);
        s.looked(Ok(Vec::new()));
    })
}

fn assert_all(columns: u16, rows: u16) {
    for (name, build) in SCREENS.concat() {
        assert_look(name, build, Size { columns, rows });
    }
}

#[test]
fn at_60x16() {
    assert_all(60, 16);
}

#[test]
fn at_80x24() {
    assert_all(80, 24);
}

#[test]
fn at_120x40() {
    assert_all(120, 40);
}

#[test]
fn at_200x60() {
    assert_all(200, 60);
}

#[test]
fn no_two_rows_of_the_table_have_one_name() {
    let mut names: Vec<_> = SCREENS.concat().into_iter().map(|(name, _)| name).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}
