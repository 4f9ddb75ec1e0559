//! Start with a journal of earlier runs: what needs attention first, and what another program has
//! written.

use super::{
    answers::place,
    outcomes::{BACKUP, JOB, accepted, job, lost, row},
    records::{backed_up, file, found, number, sent},
    script::Script,
};
use crate::core::{
    base::{BackupId, JobId, StateTrouble},
    operation::{
        Event, Stage,
        backup::{BackupState, JobState},
        created::Created,
        journal_file::DiskContents,
        readings::{JobAnswer, Poll},
        recovery::ChoiceNotice,
    },
    port::{Context, Effect, Msg, Notice, Screen},
    session::{Mode, Session},
    start::rows::StartRow,
};

fn restarted() -> Script {
    Script::with_journal(Mode::Live, place(), 80, 24, found())
}

fn under_cursor(s: &Script) -> StartRow {
    s.model.start_rows()[s.model.start.row]
}

#[test]
fn what_needs_attention_comes_first_and_unknown_before_running() {
    let s = restarted();
    let rows = s.model.start_rows();
    let open = |n| StartRow::Operation(number(n));
    assert_eq!(
        rows[..5],
        [open(4), open(3), open(1), StartRow::Interrupted(0), StartRow::Damage(0)]
    );
    assert_eq!(rows[5], StartRow::NewBackup);
    assert_eq!(rows[11..], [5, 6, 7, 8].map(|n| StartRow::Ended(number(n))));
    assert_eq!(
        (s.model.shared.screen, s.model.start.row, s.model.journal.older),
        (Screen::Start, 0, 10_000)
    );
}

#[test]
fn what_is_of_this_endpoint_is_looked_after_at_once_and_nothing_else_is() {
    let s = restarted();
    let asked = s.effects.iter().filter_map(|effect| match effect {
        Effect::Poll { operation, .. } | Effect::Look { operation, .. } => Some(*operation),
        _ => None,
    });
    assert_eq!(asked.collect::<Vec<_>>(), [number(1), number(3)]);
}

#[test]
fn an_operation_of_another_endpoint_is_shown_but_never_asked_about_here() {
    let mut s = restarted();
    assert_eq!(under_cursor(&s), StartRow::Operation(number(4)));
    s.keys("<Enter>");
    assert_eq!(
        (s.model.shared.screen, s.model.context()),
        (Screen::Watch, Context::Watch),
        "there is nothing to choose"
    );
    assert_eq!(s.keys("r"), []);
    assert_eq!(s.model.port.notice, Some(Notice::Choice(ChoiceNotice::NotFollowedHere)));
}

#[test]
fn without_a_token_what_needs_attention_waits_for_it() {
    let mut s =
        Script::with_journal(Mode::Live, Session { sign_in: None, ..place() }, 80, 24, found());
    assert_eq!(s.effects, []);
    let effects = s.feed(Msg::Configured(place()));
    assert!(matches!(&effects[..], [Effect::Poll { .. }, Effect::Look { .. }]), "{effects:?}");
}

#[test]
fn coming_back_to_start_shows_what_another_program_has_written() {
    let mut s = restarted();
    // Operation 4 is not followed here: another program has found that it was refused, and begun
    // another one.
    let elsewhere = |intent: &mut crate::core::operation::Intent| {
        intent.site.endpoint = "https://other.example".to_owned()
    };
    let running = file(&sent(accepted()), 9, 60, elsewhere);
    let found = found();
    s.found = DiskContents {
        open: vec![found.open[0].clone(), found.open[2].clone(), running],
        ..found.clone()
    };
    s.keys("<Down><Enter>");
    assert_eq!(s.model.current().map(|o| o.id), Some(number(3)));
    s.keys("<Esc>");
    let rows = s.model.start_rows();
    assert_eq!(rows[..3], [3, 9, 1].map(|n| StartRow::Operation(number(n))), "{rows:?}");
    assert_eq!(
        under_cursor(&s),
        StartRow::Operation(number(3)),
        "the cursor is on the one that was left"
    );
    // And changed on disk, it is shown as it is there.
    let changed = file(&backed_up(BackupState::Building), 9, 60, elsewhere);
    s.found.open[2] = changed;
    s.keys("<Enter><Esc>");
    let nine = s.model.operations.list.iter().find(|o| o.id == number(9)).expect("operation 9");
    assert_eq!(nine.percent(), Some(38));
}

#[test]
fn what_is_followed_here_is_not_taken_back_to_what_is_on_disk() {
    let mut s = restarted();
    s.keys("<Down><Enter>");
    s.ended(lost());
    s.looked(Ok(Vec::new()));
    let lines = s.model.current().expect("operation 3").lines.len();
    s.keys("<Esc>");
    let three = s.model.operations.list.iter().find(|o| o.id == number(3)).expect("operation 3");
    assert_eq!((three.stage, three.lines.len()), (Stage::Looking { looks: 1 }, lines));
    assert_eq!(s.model.operations.list.iter().filter(|o| o.id == number(3)).count(), 1);
}

#[test]
fn a_reading_of_the_journal_moves_no_cursor_and_a_failed_one_loses_nothing() {
    let mut s = restarted();
    s.keys("<End><Up>");
    assert_eq!(under_cursor(&s), StartRow::Ended(number(7)));
    let at = s.utc();
    s.feed(Msg::JournalRead { at, found: Ok(DiskContents { open: Vec::new(), ..found() }) });
    assert_eq!(under_cursor(&s), StartRow::Ended(number(7)), "{:?}", s.model.start_rows());
    let before = s.model.start_rows();
    s.feed(Msg::JournalRead { at, found: Err(StateTrouble::Gone("/state".to_owned())) });
    assert_eq!(s.model.start_rows(), before);
    assert_eq!(s.model.journal.trouble, Some(StateTrouble::Gone("/state".to_owned())));
}

/// Its file says nothing of that before the text is saved elsewhere.
#[test]
fn a_review_whose_text_is_in_the_form_is_not_offered_a_second_time() {
    let mut s = restarted();
    s.keys("<Down><Down><Down>");
    assert_eq!(under_cursor(&s), StartRow::Interrupted(0));
    s.keys("<Enter><Esc><Esc><Esc>");
    assert_eq!(s.model.shared.screen, Screen::Start);
    assert!(s.model.start_rows().contains(&StartRow::Form), "{:?}", s.model.start_rows());
    assert!(s.model.journal.interrupted.is_empty());
}

#[test]
fn operations_are_walked_round_and_round() {
    let mut s = restarted();
    let shown = |s: &Script| s.model.current().map(|o| o.id);
    s.keys("<Down><Down><Enter>");
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(shown(&s));
        s.keys("]");
    }
    assert_eq!(seen, [1, 3, 4, 1].map(|n| Some(number(n))));
    s.keys("<Left><Left>");
    assert_eq!(shown(&s), Some(number(4)));
    // From one of the closed ones it leads to the latest that needs attention.
    s.keys("<Esc><End><Enter>");
    assert_eq!((shown(&s), s.model.context()), (Some(number(8)), Context::Watch));
    s.keys("[");
    assert_eq!(shown(&s), Some(number(4)));
}

#[test]
fn a_damaged_file_leads_nowhere() {
    let mut s = restarted();
    s.model.start.row = s
        .model
        .start_rows()
        .iter()
        .position(|row| matches!(row, StartRow::Damage(_)))
        .expect("one");
    assert_eq!((s.keys("<Enter>"), s.model.shared.screen), (Vec::new(), Screen::Start));
}

/// A program that knew less has put it among the closed ones, and its backup may
/// be there all the same.
#[test]
fn one_that_was_closed_too_early_needs_attention_and_is_gone_on_with() {
    let early = file(&sent(lost()), 9, 600, |_| {});
    let far = file(&sent(lost()), 8, 700, |intent| {
        intent.site.endpoint = "https://other.example".to_owned()
    });
    let whole = file(&backed_up(BackupState::Completed), 7, 7_300, |_| {});
    let found = DiskContents {
        closed: vec![early, far, whole],
        closed_total: 3,
        ..DiskContents::default()
    };
    let mut s = Script::with_journal(Mode::Live, place(), 80, 24, found.clone());
    let rows =
        [StartRow::Operation(number(9)), StartRow::Operation(number(8)), StartRow::NewBackup];
    assert_eq!(s.model.start_rows()[..3], rows);
    assert_eq!(s.model.start_rows().last(), Some(&StartRow::Ended(number(7))));
    assert!(
        matches!(&s.effects[..], [Effect::Look { operation, .. }] if *operation == number(9)),
        "{:?}",
        s.effects
    );
    let at = s.utc();
    assert_eq!(
        s.feed(Msg::JournalRead { at, found: Ok(found) }),
        [],
        "read once more, it is the same one"
    );
    assert_eq!(s.model.start_rows()[..3], rows);
}

/// What is followed may end under the cursor: Enter then opens that very operation, and not the
/// row that has moved up.
#[test]
fn the_cursor_of_start_stays_on_its_operation_when_that_ends() {
    let mut s = restarted();
    s.keys("<Down><Down>");
    assert_eq!(under_cursor(&s), StartRow::Operation(number(1)));
    let name = s
        .model
        .operations
        .list
        .iter()
        .find(|o| o.id == number(1))
        .expect("it is open")
        .name()
        .to_owned();
    let (operation, at) = (number(1), s.utc());
    let done = row(BACKUP, &name, BackupState::Completed, &s);
    let poll = Poll {
        job: JobAnswer::Known(Ok(Some(job(JobState::Completed, None)))),
        row: Some(Ok(Some(done))),
    };
    s.feed(Msg::Polled { operation, at, poll });
    assert_eq!(under_cursor(&s), StartRow::Ended(number(1)));
}

/// The line with the answer is damaged, and those behind it tell the same backup: it is
/// followed, and not "not there".
#[test]
fn what_a_reading_showed_is_known_without_the_line_that_told_it_first() {
    let mut torn = file(&backed_up(BackupState::Building), 1, 2_000, |_| {});
    let read = torn.read.as_mut().expect("it was read");
    read.entries.retain(|entry| !matches!(entry.event, Event::Ended { .. }));
    read.damaged = vec![3];
    let s = Script::with_journal(
        Mode::Live,
        place(),
        80,
        24,
        DiskContents { open: vec![torn], ..DiskContents::default() },
    );
    let operation = &s.model.operations.list[0];
    assert_eq!((operation.stage, operation.created), (Stage::Following, Some(Created::Yes)));
    let ids = (
        operation.backup_id.as_ref().map(BackupId::as_str),
        operation.job_id.as_ref().map(JobId::as_str),
    );
    assert_eq!(ids, (Some(BACKUP), Some(JOB)));
    assert!(matches!(&s.effects[..], [Effect::Poll { .. }]), "{:?}", s.effects);
}
