//! The screens of what the journal knows: Start after a restart, an unknown outcome, several
//! operations.

use crate::{
    core::{
        base::{
            CreateEnd, Millis, OperationId, StateTrouble,
            call::{self},
            ids::{self},
        },
        operation::{
            backup::{BackupKind, BackupRow, BackupState, JobState},
            journal_file::{self, DiskContents, File},
        },
        port::{Disk, Effect, Msg},
        session::{Mode, Session},
        start::rows::StartRow,
    },
    tests::support::{
        answers::place,
        outcomes::{BACKUP, accepted, answered, job, lost, refusal, row},
        records::{backed_up, file, found, sent},
        screen::{COLOUR, draw_at, rows},
        script::Script,
        shots::{SMALL, WIDE, last_lines, resized, shot, text_shot},
    },
    words,
};

const NAME: &str = "pre-mig-CHG0042311";

pub(super) fn restarted(found: DiskContents) -> Script {
    Script::with_journal(Mode::Live, place(), 80, 24, found)
}

pub(super) fn full() -> StateTrouble {
    StateTrouble::NotPrivate {
        path: "/home/op/.local/state/geminidb-backup".to_owned(),
        mode: 0o755,
    }
}

/// So much time passes, and the clock on the screen with it.
pub(super) fn pass(s: &mut Script, seconds: u64) {
    s.now += seconds * 1_000;
    let (utc, at) = (s.utc(), Millis(s.now));
    s.feed(Msg::Clock { utc, at });
}

/// Rows of the name that conflict, each in another thing.
pub(super) fn candidates(s: &Script) -> Vec<BackupRow> {
    let row = |id: &str| row(id, NAME, BackupState::Completed, s);
    vec![
        BackupRow {
            begun: Some(s.utc().plus(-3_000)),
            manual: Some(false),
            ..row("2f6d88d0b03f4fd2ae944ae2a33bcb6ain06")
        },
        BackupRow {
            kind: Some(BackupKind::DatabaseTable),
            ..row("5d6d88d0b03f4fd2ae944ae2a33bcb6ain06")
        },
    ]
}

#[test]
fn start_with_what_needs_attention() {
    let mut s = restarted(found());
    s.keys("<Down><Down><Down>");
    shot("start_reviewed_not_sent", &s);
}

#[test]
fn start_when_the_journal_does_not_work() {
    let mut s = Script::live();
    let at = s.utc();
    s.feed(Msg::JournalRead { at, found: Err(full()) });
    s.model.shared.journal_on = false;
    shot("start_no_journal", &s);
}

#[test]
fn start_without_a_token_but_with_something_that_needs_attention() {
    let s = Script::with_journal(Mode::Live, Session { sign_in: None, ..place() }, 80, 24, found());
    shot("start_needs_you_and_a_token", &s);
}

/// 10,000 rows cost no more than those that show, and each of them can be reached.
#[test]
fn every_row_of_a_long_list_can_be_reached() {
    let one = sent(lost());
    let open = (0..300).map(|n| file(&one, n, 1_000, |_| {})).collect();
    let mut s = restarted(DiskContents { open, ..DiskContents::default() });
    for (size, at) in [(SMALL, 0), (SMALL, 150), (WIDE, 299), (SMALL, 302)] {
        s.feed(Msg::Resized(size));
        s.model.start.row = at;
        let (buffer, cursor) = draw_at(&s, COLOUR, size.columns, size.rows);
        let row = &rows(&buffer)[usize::from(cursor.expect("a cursor").y)];
        let id = s
            .model
            .operations
            .list
            .iter()
            .rev()
            .nth(at)
            .map_or_else(|| "project".to_owned(), |o| o.id.to_string());
        assert!(row.starts_with(" > ") && row.contains(&id), "{at}: {row}");
    }
}

#[test]
fn a_restart_with_an_unknown_outcome() {
    // Killed before any answer came.
    let mut killed = Script::live();
    killed.send();
    let mut s = restarted(DiskContents {
        open: vec![file(&killed, 3, 920, |_| {})],
        ..DiskContents::default()
    });
    s.keys("<Enter>");
    shot("unknown_after_a_restart", &s);
    resized("unknown_after_a_restart_60x16", &mut s, SMALL);
    s.looked(Err(refusal(401, "APIGW.0301", "Incorrect IAM authentication information.")));
    s.keys("<Esc>");
    shot("unknown_look_failed", &s);
}

#[test]
fn help_beside_candidates() {
    let mut s = sent(lost());
    let rows = candidates(&s);
    s.looked(Ok(rows));
    s.keys("?");
    shot("help_unknown", &s);
}

#[test]
fn not_there_and_a_new_attempt() {
    let mut s = sent(lost());
    pass(&mut s, 601);
    s.looked(Ok(Vec::new()));
    s.keys("<Down><Down><Down><Enter>");
    s.backups(Ok(Vec::new()));
    s.keys("<Tab>cass-orders-01<Enter>");
    s.ended(CreateEnd::Answered(answered(
        400,
        Some("DBS.201201"),
        "The backup name already exists.",
    )));
    shot("watch_name_exists_after_all", &s);
    s.keys("[");
    shot("unknown_looked_for_again", &s);
}

#[test]
fn without_ids_but_with_a_job() {
    let end = CreateEnd::Answered(call::CreateAnswer {
        job: ids::JobId::received(crate::tests::support::outcomes::JOB),
        ..answered(202, None, "")
    });
    let s = sent(end);
    shot("ids_missing_with_a_job", &s);
}

#[test]
fn several_operations_and_one_of_another_endpoint() {
    let mut s = restarted(found());
    s.keys("<Enter>");
    s.keys("]<C-p>");
    shot("log_of_an_earlier_run", &s);
}

/// A demo may have been given the same folder; its service is gone, whatever this run calls.
#[test]
fn the_operation_of_a_demo_hands_nothing_over_in_a_later_run_either() {
    for (mode, command) in [(Mode::Demo, false), (Mode::Live, true)] {
        let open =
            vec![file(&backed_up(BackupState::Building), 1, 60, |intent| intent.site.mode = mode)];
        let mut s = restarted(DiskContents { open, ..DiskContents::default() });
        s.keys("<Enter>");
        let text = rows(&draw_at(&s, COLOUR, 80, 24).0).join("\n");
        let said = [words::watch::NOTHING_TO_HAND_OVER, &format!("geminidb-backup watch {BACKUP}")]
            .map(|words| text.contains(words));
        assert_eq!(said, [!command, command], "{text}");
    }
}

#[test]
fn witnesses_that_disagree() {
    let mut s = backed_up(BackupState::Building);
    let building = row(BACKUP, NAME, BackupState::Building, &s);
    let mut failed = job(JobState::Failed, None);
    failed.fail_reason = "disk full on node 3".into();
    s.polled(Ok(Some(failed.clone())), Ok(Some(building.clone())));
    shot("watch_job_failed", &s);
    let next = last_lines(&s).into_iter().find(|line| line.starts_with("what now"));
    assert!(next.is_some_and(|next| next.contains("The backup may not be used.")));
}

/// The disk took no line on what was accepted.
pub(super) fn untaken() -> Script {
    let mut s = sent(accepted());
    let operation = s.latest();
    let written = s.journal.iter().rev().find_map(|effect| match effect {
        Effect::Disk(Disk::Write { entries, .. }) => Some(entries.clone()),
        _ => None,
    });
    let entries = written.expect("a line for the journal");
    s.feed(Msg::Written {
        operation,
        result: Err((
            entries,
            StateTrouble::Full("/home/op/.local/state/geminidb-backup".to_owned()),
        )),
    });
    s
}

#[test]
fn a_run_without_a_journal() {
    let mut s = Script::live();
    s.model.shared.journal_on = false;
    s.review();
    shot("review_no_journal", &s);
    s.keys("<Tab>cass-orders-01<Enter>");
    s.ended(lost());
    shot("watch_not_journalled", &s);
    s.keys("<C-c>");
    shot("leave_not_journalled", &s);
}

/// Review beside an operation of an earlier run that is UNKNOWN.
pub(super) fn rival() -> Script {
    let mut s = restarted(DiskContents {
        open: vec![file(&sent(lost()), 3, 920, |_| {})],
        ..DiskContents::default()
    });
    s.fill();
    s.keys("<C-g>");
    let building = row("b1in06", "nightly", BackupState::Building, &s);
    s.backups(Ok(vec![building]));
    s
}

/// An operation's number means something only in its own state folder.
#[test]
fn the_command_that_goes_on_names_the_state_folder_of_this_run() {
    let mut s = Script::live();
    s.send();
    s.ended(lost());
    s.model.shared.options =
        ["--ascii", "--state-dir", "/srv/it's mine"].map(str::to_owned).to_vec();
    let id = s.latest();
    let command = format!(r"Follow it: geminidb-backup watch {id} --state-dir '/srv/it'\''s mine'");
    assert!(last_lines(&s).contains(&command), "{:?}", last_lines(&s));
}

#[test]
fn the_lines_of_several_operations() {
    let mut s = restarted(found());
    s.keys("<Down><Enter>");
    let text = format!("{:?}\n{}\n\n", s.model.exit_code(), last_lines(&s).join("\n"));
    text_shot("exit_lines_several", &text);
}

/// A damaged file says all that is wrong with it; a path of any length stays on the terminal.
#[test]
fn damage_is_said_in_full_below_the_list() {
    let mut s = restarted(DiskContents::default());
    let path = format!("/home/op/{}/7F3K9Q.jsonl", "long/".repeat(30));
    let operation = OperationId::parse("7F3K9Q");
    s.model.journal.damage = vec![File { operation, path, read: Err(full()) }];
    s.model.start.row = 0;
    let (buffer, _) = draw_at(&s, COLOUR, 80, 24);
    let text = rows(&buffer).join("\n");
    assert!(text.contains(" > 7F3K9Q.jsonl: unreadable"), "{text}");
}

/// What was not understood may hold the only copy of an ID: it stands there in full.
#[test]
fn ids_in_a_damaged_file_are_shown_in_full() {
    let (backup, job) =
        ("646d88d0b03f4fd2ae944ae2a33bcb6ain06", "3711e2ad-5787-49bc-a47f-3f0b066af9f5");
    let text = format!(
        r#"{{"v":1,"v":1,"op":"7F3K9Q","event":"ended","end":{{"answered":{{"job":"{job}","backup":"{backup}""#
    );
    let read = journal_file::read(format!("{text}\n").as_bytes());
    let path =
        "/home/op/.local/state/geminidb-backup/operations/20251017T015900Z-7F3K9Q.jsonl".to_owned();
    let mut s = restarted(DiskContents {
        open: vec![File {
            operation: OperationId::parse("7F3K9Q"),
            path: path.clone(),
            read: Ok(read),
        }],
        ..found()
    });
    s.model.start.row = s
        .model
        .start_rows()
        .iter()
        .position(|row| matches!(row, StartRow::Damage(_)))
        .expect("a row for it");
    let (buffer, _) = draw_at(&s, COLOUR, 80, 24);
    let screen = rows(&buffer);
    for part in [backup, job, path.as_str()] {
        assert!(screen.concat().replace(' ', "").contains(part), "{part} in {}", screen.join("\n"));
    }
    assert!(screen.iter().any(|row| row.contains(backup)), "in one piece: {}", screen.join("\n"));
}

/// Thousands of blocks would push what this run made off the terminal.
#[test]
fn of_many_earlier_operations_the_newest_are_told_of_when_leaving() {
    let one = file(&sent(lost()), 1, 900, |_| {});
    let many =
        (1..=300).map(|n| File { operation: Some(OperationId::from_bits(n)), ..one.clone() });
    let s = restarted(DiskContents { open: many.collect(), ..DiskContents::default() });
    let lines = last_lines(&s);
    let named = |said: &str| lines.iter().filter(|line| line.contains(said)).count();
    let more = "280 more operations of earlier runs: all are in the journal, and Start shows them.";
    assert_eq!((named("UNKNOWN: "), named(", operation "), named(more)), (25, 15, 1));
}
