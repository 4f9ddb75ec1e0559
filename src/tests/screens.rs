//! Every screen, from keys to cells. A snapshot is the text of a frame, the runs that stand out,
//! and the cursor.

mod all;
mod drafts;
mod duration;
mod estimate;
mod focus;
mod history;
mod journal;
mod lists;
mod local_time;
mod picker;
mod preflight;
mod refusals;
mod rivals;
mod set_up;
mod sorted;
mod tree;
mod unlisted;
mod watching;

use crate::{
    core::{
        base::{CreateEnd, Obstacle, ObstacleCause, Page, Size},
        operation::backup::{BackupRow, BackupState, Job, JobState},
        port::{Msg, Reply},
        session::{Mode, Session},
    },
    tests::support::{
        outcomes::{BACKUP, accepted, contested, job, lost, refusal, refused, row},
        screen::{COLOUR, draw_at, rows},
        script::Script,
        shots::{SMALL, WIDE, check, last_lines, resized, shot, text_shot},
    },
    ui::Theme,
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
fn a_new_backup_without_a_set_up() {
    let mut s = Script::new(Mode::Live, Session::default(), 80, 24);
    s.keys("n");
    shot("start_setup_first", &s);
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
fn compose_wrong_and_fixed() {
    let mut s = Script::live();
    s.choose(0);
    s.keys("pre mig CHG 0042311<Tab>5 > 3 & \"so\" on<C-x><BackTab><C-x>");
    shot("compose_fixed", &s);
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
    let mut s = marked();
    s.keys("/orders dayzzz");
    shot("tree_filter_hides_all", &s);
    s.keys("<Esc>iarchive<Enter><Space>tevents_2024<Enter>");
    s.keys("tevents_2025<Enter>");
    shot("tree_typed_names", &s);
}

#[test]
fn compose_tree_that_does_not_come() {
    let mut s = Script::live();
    s.keys("n");
    s.instances();
    s.keys("<Enter><Tab><Tab><Space>");
    let ask = s.model.compose.ask;
    s.feed(Msg::Reply {
        ask,
        reply: Reply::Databases {
            page: Err(refusal(403, "DBS.280032", "Policy doesn't allow it.")),
        },
    });
    s.keys("<Tab>r");
    s.databases(&[]);
    shot("tree_empty", &s);
}

#[test]
fn compose_another_engine_or_a_busy_instance() {
    let mut s = Script::live();
    s.choose(1);
    s.keys("<Tab><Tab><Space><C-o><Down><Enter>");
    shot("compose_mongo_with_tables", &s);
    s.keys("<Tab><Tab><Space>");
    shot("compose_mongo", &s);
}

#[test]
fn a_button_that_is_pressed_with_other_keys() {
    let mut s = marked();
    s.keys("<C-g>");
    s.backups(Ok(Vec::new()));
    s.keys("<Tab>");
    s.burst("<Enter>");
    assert_eq!(s.created(), [] as [&str; 0]);
    shot("review_press_alone", &s);
}

#[test]
fn watch_to_the_end() {
    let mut s = Script::live();
    s.send();
    s.ended(accepted());
    s.now += 60_000;
    let building = row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, &s);
    s.polled(Ok(Some(job(JobState::Running, Some(62)))), Ok(Some(building.clone())));
    s.now += 30_000;
    s.polled(Ok(Some(job(JobState::Completed, None))), Ok(Some(building.clone())));
    shot("watch_finishing", &s);
    s.now += 10_000;
    s.polled(Ok(None), Ok(Some(BackupRow { state: BackupState::Completed, ..building })));
    s.keys("<Esc>");
    shot("start_with_an_attempt", &s);
}

#[test]
fn watch_unknown_and_found() {
    let mut s = Script::live();
    s.send();
    s.now += 60_000;
    s.ended(lost());
    let found = row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, &s);
    s.looked(Ok(vec![found]));
    shot("watch_unknown_found", &s);
}

#[test]
fn the_log_of_two_operations() {
    let mut s = Script::live();
    s.send();
    s.ended(refused());
    s.keys("<Esc><C-g>");
    s.backups(Ok(Vec::new()));
    s.keys("<Tab><Enter>");
    s.ended(accepted());
    s.keys("<C-p>");
    shot("log", &s);
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
        text += &format!("{:?}\n{}\n\n", s.model.exit_code(), last_lines(&s).join("\n"));
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
        text += &format!("{:?}\n{}\n\n", s.model.exit_code(), last_lines(&s).join("\n"));
    }
    text_shot("exit_lines", &text);
}

#[test]
fn too_small() {
    let mut s = marked();
    resized("too_small", &mut s, Size { columns: 59, rows: 24 });
    resized("too_small_20x3", &mut s, Size { columns: 20, rows: 3 });
}
