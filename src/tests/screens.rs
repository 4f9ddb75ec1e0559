//! Every screen, from keys to cells. A snapshot is the text of a frame, the runs that stand out,
//! and the cursor.

mod drafts;
mod duration;
mod estimate;
mod history;
mod journal;
mod lists;
mod picker;
mod preflight;
mod refusals;
mod rivals;
mod set_up;
mod tree;
mod unlisted;
mod watching;

use crate::{
    core::{
        base::{
            call::{self, CallFailure, CreateEnd, Obstacle, ObstacleCause, Page},
            size::Size,
        },
        operation::backup::{BackupRow, BackupState, Job, JobState},
        port::{message::Msg, query::Reply, timer::Timer},
        session::{
            self,
            current::{Mode, Session},
        },
    },
    tests::support::{
        answers::{CASSANDRA, place},
        outcomes::{BACKUP, accepted, answered, contested, job, lost, refusal, refused, row},
        screen::{COLOUR, draw_at, rows},
        script::Script,
        shots::{SMALL, WIDE, check, resized, shot, text_shot},
    },
    ui::Theme,
    words::operation::exit,
};

const MONO: Theme = Theme { colour: false, ascii: false, escapes: false };
const ASCII: Theme = Theme { colour: false, ascii: true, escapes: false };

/// The tree of the first instance with every state of a mark: none, some, all
/// one by one, whole, typed.
fn marked() -> Script {
    let mut s = Script::live();
    s.fill();
    s.keys("<Tab><Space><Tab>");
    s.keys("<Right>");
    s.tables("audit", &["logins", "permissions"]);
    s.keys("o<Down><Down><Down><Space><Down><Right>");
    s.tables("orders", &["order_events", "orders_by_day", "orders_by_id"]);
    s.keys("<Down><Down><Space><Down><Space>");
    s
}

#[test]
fn start_with_nothing_configured() {
    let mut s = Script::new(Mode::Live, Session::default(), 80, 24);
    shot("start_missing", &s);
    check("start_missing_ascii", &s, ASCII);
    s.keys("n");
    shot("start_setup_first", &s);
    resized("start_missing_60x16", &mut s, SMALL);
}

#[test]
fn start_ready() {
    let mut s = Script::live();
    shot("start_ready", &s);
    resized("start_ready_120x40", &mut s, WIDE);
    let demo = Script::new(Mode::Demo, place(), 80, 24);
    let mut s = demo;
    s.keys("<Esc>");
    shot("start_demo", &s);
}

#[test]
fn prompts_of_the_set_up() {
    let mut s = Script::new(Mode::Live, Session::default(), 80, 24);
    s.keys("<Down><Enter>south");
    shot("prompt_region", &s);
    s.keys("<C-u>http://far.example");
    s.keys("<Enter>");
    let why = "Plain http is allowed to this machine only.".to_owned();
    s.feed(Msg::ConfigureRefused(session::current::SetupProblem::BadEndpoint(why)));
    shot("prompt_endpoint_refused", &s);
    s.keys("<Esc><Down><Enter>054e29");
    shot("prompt_project", &s);
    s.keys("<Esc><Down><Enter>abcdefghijklmnopqrstuvwxyz0123456789");
    shot("prompt_token", &s);
}

#[test]
fn instances() {
    let mut s = Script::live();
    s.keys("n");
    shot("instance_loading", &s);
    s.instances();
    s.keys("<Down>");
    shot("instance_list", &s);
    check("instance_list_mono", &s, MONO);
    resized("instance_list_60x16", &mut s, SMALL);
    resized("instance_list_120x40", &mut s, WIDE);
    s.keys("/mongo no");
    shot("instance_filter", &s);
    s.keys("xyz");
    shot("instance_filter_hides_all", &s);
    s.keys("<Esc>i5d3f");
    shot("instance_typed", &s);
    s.keys("<Enter>");
    shot("instance_typed_refused", &s);
}

#[test]
fn instances_that_do_not_come() {
    let mut s = Script::live();
    s.keys("n");
    let (ask, at) = (s.model.choose.instances.reading.question(), s.utc());
    s.feed(Msg::Reply {
        ask,
        reply: Reply::Instances { at, page: Ok(Page { rows: Vec::new(), last: true }) },
    });
    shot("instance_empty", &s);
    s.keys("r");
    let (ask, at) = (s.model.choose.instances.reading.question(), s.utc());
    let why =
        refusal(403, "DBS.280032", "Policy doesn't allow nosql:instance:list to be performed.");
    s.feed(Msg::Reply { ask, reply: Reply::Instances { at, page: Err(why) } });
    shot("instance_failed", &s);
}

#[test]
fn compose_untouched_wrong_and_fixed() {
    let mut s = Script::live();
    s.choose(0);
    shot("compose_untouched", &s);
    resized("compose_untouched_120x40", &mut s, WIDE);
    s.keys("pre mig CHG 0042311");
    shot("compose_name_marked", &s);
    check("compose_name_marked_mono", &s, MONO);
    check("compose_name_marked_ascii", &s, ASCII);
    s.keys("<Tab>5 > 3 & \"so\" on");
    shot("compose_description_marked", &s);
    resized("compose_description_marked_60x16", &mut s, SMALL);
    resized("compose_description_marked_120x40", &mut s, WIDE);
    s.keys("<C-x><BackTab><C-x>");
    shot("compose_fixed", &s);
    s.keys("<Home>9<C-g>");
    shot("compose_errors_first", &s);
}

#[test]
fn compose_wide_and_combining_characters_keep_their_place() {
    let mut s = Script::live();
    s.choose(0);
    s.keys("备份 backup é数据<Left><Left>");
    shot("compose_wide_characters", &s);
    s.keys(&format!("<C-u>{}", "long name ".repeat(9)));
    shot("compose_long_name_scrolls", &s);
}

#[test]
fn every_offending_character_on_screen_has_its_mark() {
    for (name, marks) in
        [("9 lives", 2), ("备份 backup é数据", 7), ("a.b.c.d", 3), (" x", 1), ("数", 1)]
    {
        let mut s = Script::live();
        s.choose(0);
        s.keys(name);
        let (buffer, _) = draw_at(&s, COLOUR, 80, 24);
        let row = &rows(&buffer)[7];
        assert_eq!(row.matches('^').count(), marks, "{name}: {row}");
    }
}

#[test]
fn review_says_that_it_is_not_the_instance_at_every_width() {
    for columns in [60, 80] {
        let mut s = Script::live();
        s.fill();
        s.keys("<Tab><Space><Tab><Space><Down><Down><Right>");
        let names: Vec<String> = (0..123_456).map(|n| format!("table_{n}")).collect();
        s.tables("orders", &names.iter().map(String::as_str).collect::<Vec<_>>());
        s.keys("o<C-g>");
        let (buffer, _) = draw_at(&s, COLOUR, columns, 24);
        assert!(rows(&buffer)[3].contains("NOT the instance"), "{}", rows(&buffer)[3]);
    }
}

#[test]
fn compose_tree() {
    let mut s = Script::live();
    s.fill();
    s.keys("<Tab><Space><Tab>");
    shot("tree_nothing_selected", &s);
    let mut s = marked();
    shot("tree_marks", &s);
    check("tree_marks_ascii", &s, ASCII);
    resized("tree_marks_60x16", &mut s, SMALL);
    resized("tree_marks_120x40", &mut s, WIDE);
    s.keys("/orders day");
    shot("tree_filter", &s);
    s.keys("zzz");
    shot("tree_filter_hides_all", &s);
    s.keys("<Esc>iarchive");
    shot("tree_prompt_name", &s);
    s.keys("<Enter><Space>tevents_2024<Enter>");
    s.keys("tevents_2025<Enter>");
    shot("tree_typed_names", &s);
}

#[test]
fn compose_tree_that_does_not_come() {
    let mut s = Script::live();
    s.keys("n");
    s.instances();
    s.keys("<Enter><Tab><Tab><Space>");
    shot("tree_loading", &s);
    let ask = s.model.compose.ask;
    s.feed(Msg::Reply {
        ask,
        reply: Reply::Databases {
            page: Err(refusal(403, "DBS.280032", "Policy doesn't allow it.")),
        },
    });
    shot("tree_failed", &s);
    s.keys("<Tab>r");
    s.databases(&[]);
    shot("tree_empty", &s);
}

#[test]
fn compose_another_engine_or_a_busy_instance() {
    let mut s = Script::live();
    s.choose(1);
    shot("compose_busy", &s);
    s.keys("<Tab><Tab><Space><C-o><Down><Enter>");
    shot("compose_mongo_with_tables", &s);
    s.keys("<Tab><Tab><Space>");
    shot("compose_mongo", &s);
    s.keys(&format!("<C-o>i{CASSANDRA}<Tab><Enter>"));
    shot("compose_typed_instance", &s);
}

#[test]
fn review() {
    let mut s = marked();
    s.keys("<C-g>");
    shot("review_loading", &s);
    s.backups(Ok(Vec::new()));
    shot("review_clean", &s);
    check("review_clean_mono", &s, MONO);
    check("review_clean_ascii", &s, ASCII);
    s.keys("<Tab>");
    shot("review_button", &s);
    resized("review_button_60x16", &mut s, SMALL);
    resized("review_button_120x40", &mut s, WIDE);
    s.burst("<Enter>");
    assert_eq!(s.created(), [] as [&str; 0]);
    shot("review_press_alone", &s);
}

#[test]
fn review_with_warnings() {
    let mut s = Script::live();
    s.choose(1);
    s.keys("pre-mig-CHG0042311<Tab>Before schema migration<C-g>");
    let building = row("b1in06", "nightly", BackupState::Building, &s);
    s.backups(Ok(vec![building]));
    shot("review_warnings", &s);
    s.keys("<Tab>cass-aud");
    shot("review_phrase", &s);
    s.keys("it-02");
    shot("review_phrase_complete", &s);
    resized("review_phrase_complete_60x16", &mut s, SMALL);
}

#[test]
fn watch_to_the_end() {
    let mut s = Script::live();
    s.send();
    shot("watch_sending", &s);
    s.ended(accepted());
    shot("watch_accepted", &s);
    s.now += 60_000;
    let building = row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, &s);
    s.polled(Ok(Some(job(JobState::Running, Some(62)))), Ok(Some(building.clone())));
    shot("watch_running", &s);
    check("watch_running_ascii", &s, ASCII);
    resized("watch_running_60x16", &mut s, SMALL);
    resized("watch_running_120x40", &mut s, WIDE);
    s.now += 30_000;
    s.polled(Err(CallFailure::NoAnswer(call::Silence::Dropped)), Ok(None));
    shot("watch_reading_failed", &s);
    s.polled(Ok(Some(job(JobState::Completed, None))), Ok(Some(building.clone())));
    shot("watch_finishing", &s);
    s.now += 10_000;
    s.polled(Ok(None), Ok(Some(BackupRow { state: BackupState::Completed, ..building })));
    shot("watch_completed", &s);
    s.keys("c");
    shot("watch_copied", &s);
    s.keys("<Esc>");
    shot("start_with_an_attempt", &s);
}

#[test]
fn watch_failed() {
    let mut s = Script::live();
    s.send();
    s.ended(accepted());
    let failed = row(BACKUP, "pre-mig-CHG0042311", BackupState::Failed, &s);
    let mut why = job(JobState::Failed, None);
    why.fail_reason = "Failed to take a snapshot: disk full on node 3.".into();
    s.polled(Ok(Some(why)), Ok(Some(failed)));
    shot("watch_failed", &s);
}

#[test]
fn watch_in_a_demo() {
    let mut s = Script::new(Mode::Demo, place(), 80, 24);
    s.send();
    s.ended(accepted());
    shot("watch_demo", &s);
    resized("watch_demo_60x24", &mut s, Size { columns: 60, rows: 24 });
}

#[test]
fn watch_no_and_not_sent() {
    let mut s = Script::live();
    s.send();
    let words = "The DB instance is being operated: another backup is in progress.";
    s.ended(CreateEnd::Answered(answered(403, Some("DBS.200019"), words)));
    s.nothing_found();
    shot("watch_no", &s);
    check("watch_no_mono", &s, MONO);
    resized("watch_no_60x16", &mut s, SMALL);
    let mut s = Script::live();
    s.send();
    let host = "gaussdb-nosql.ap-southeast-1.myhuaweicloud.com".to_owned();
    s.ended(CreateEnd::NotSent(Obstacle { host, cause: ObstacleCause::Lookup }));
    shot("watch_not_sent", &s);
}

#[test]
fn watch_unknown_and_without_ids() {
    let mut s = Script::live();
    s.send();
    s.now += 60_000;
    s.ended(lost());
    shot("watch_unknown", &s);
    for _ in 0..3 {
        s.now += 10_000;
        let id = s.latest();
        s.feed(Msg::Timer(Timer::Look(id)));
        s.looked(Ok(Vec::new()));
    }
    shot("watch_unknown_looking", &s);
    resized("watch_unknown_looking_120x40", &mut s, WIDE);
    let found = row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, &s);
    s.looked(Ok(vec![found]));
    shot("watch_unknown_found", &s);

    let mut s = Script::live();
    s.send();
    s.ended(CreateEnd::Answered(answered(202, None, "{}")));
    shot("watch_ids_missing", &s);
}

#[test]
fn results_log_and_help() {
    let mut s = Script::live();
    s.keys("<C-p>");
    shot("log_empty", &s);
    s.keys("<Esc>");
    s.send();
    s.ended(refused());
    s.keys("<Esc><C-g>");
    s.backups(Ok(Vec::new()));
    s.keys("<Tab><Enter>");
    s.ended(accepted());
    s.keys("<C-p>");
    shot("log", &s);
    resized("log_120x40", &mut s, WIDE);
    s.keys("<Esc><F1>");
    shot("help_watch", &s);
    s.keys("<Esc><C-c>");
    shot("leave_running", &s);
    check("leave_running_ascii", &s, ASCII);
}

#[test]
fn the_lines_that_stay_after_leaving() {
    let host = "far.example".to_owned();
    let not_sent = CreateEnd::NotSent(Obstacle { host, cause: ObstacleCause::Lookup });
    let mut text = String::new();
    for end in [
        None,
        Some(refused()),
        Some(contested()),
        Some(refusals::naming_ids()),
        Some(not_sent),
        Some(lost()),
        Some(accepted()),
    ] {
        let mut s = Script::live();
        s.send();
        end.into_iter().for_each(|end| drop(s.ended(end)));
        text +=
            &format!("{:?}\n{}\n\n", s.model.exit_code(), exit::lines(&s.model, &[]).join("\n"));
    }
    for state in [BackupState::Completed, BackupState::Failed] {
        let mut s = Script::live();
        s.send();
        s.ended(accepted());
        let last = row(BACKUP, "pre-mig-CHG0042311", state, &s);
        s.polled(
            Ok(Some(Job { fail_reason: "disk full".into(), ..job(JobState::Failed, None) })),
            Ok(Some(last)),
        );
        text +=
            &format!("{:?}\n{}\n\n", s.model.exit_code(), exit::lines(&s.model, &[]).join("\n"));
    }
    text_shot("exit_lines", &text);
}

#[test]
fn too_small() {
    let mut s = marked();
    resized("too_small", &mut s, Size { columns: 59, rows: 24 });
    resized("too_small_20x3", &mut s, Size { columns: 20, rows: 3 });
}
