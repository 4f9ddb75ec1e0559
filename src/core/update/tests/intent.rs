//! On disk before on the wire: what stands between a confirmation and a create call.

use super::{
    answers::{CASSANDRA, place},
    outcomes::{BACKUP, accepted, contested, job, lost, refused, row},
    script::Script,
};
use crate::core::{
    base::{CreateEnd, Level, ObstacleCause, OperationId, StateTrouble, UtcTime},
    operation::{
        Entry, Event, Operation, Replayed, Stage,
        backup::{BackupState, JobState},
        created::Created,
        journal_file::{self, DiskContents, File, Rival},
    },
    port::{Disk, Effect, IntentTrouble, Msg, Notice, Screen, Sending, Timer, Written},
    review::{
        check::Fact,
        page::{Recorded, Review},
    },
    session::{Mode, Session},
};

fn full() -> StateTrouble {
    StateTrouble::Full("/state".to_owned())
}

fn rival() -> Rival {
    Rival {
        operation: OperationId::from_bits(77),
        name: "another".to_owned(),
        at: earlier(),
        made: false,
    }
}

fn earlier() -> UtcTime {
    UtcTime::parse("2025-10-17T01:50:00Z").expect("a time")
}

/// On Review with the service's answers read; the journal's answers are the test's.
fn reviewed() -> Script {
    let mut s = Script::live();
    s.fill();
    s.disk = false;
    s.keys("<C-g>");
    s.backups(Ok(Vec::new()));
    s
}

/// The latest effect for the journal, answered as a disk on which everything works does.
fn disk_answers(s: &mut Script) -> Vec<Effect> {
    let effect = s.journal.last().cloned().expect("an effect for the journal");
    let answer = s.answer(&effect).expect("an answer");
    s.feed(answer)
}

/// Confirmed, and the intent on its way to the disk.
fn confirmed() -> (Script, OperationId) {
    let mut s = reviewed();
    disk_answers(&mut s);
    assert_eq!(s.keys("<Tab><Enter>"), [], "nothing is sent yet");
    let Some(Effect::Sending(Sending::Intend { operation, .. })) = s.journal.last() else {
        panic!("{:?}", s.journal.last())
    };
    let operation = *operation;
    (s, operation)
}

fn answer(
    s: &mut Script,
    operation: OperationId,
    result: Result<(), IntentTrouble>,
) -> Vec<Effect> {
    let at = s.utc();
    s.feed(Msg::Intended { operation, at, result })
}

/// The events that were handed out for an operation's file.
fn written(s: &Script, id: OperationId) -> Vec<Event> {
    let entries = s.journal.iter().flat_map(|effect| match effect {
        Effect::Sending(Sending::Keep { entry, .. }) => vec![(**entry).clone()],
        Effect::Sending(Sending::Intend { operation, entry, .. }) if *operation == id => {
            vec![(**entry).clone()]
        }
        Effect::Disk(Disk::Write { operation, entries, .. }) if *operation == id => entries.clone(),
        _ => Vec::new(),
    });
    entries.map(|entry| entry.event).collect()
}

#[test]
fn a_review_that_is_not_on_disk_cannot_be_confirmed() {
    let mut s = reviewed();
    let level = |s: &Script| s.model.review.open.as_ref().map(Review::level);
    assert_eq!(level(&s), Some(Level::Wait));
    assert_eq!(s.keys("<Tab><Enter>"), []);
    assert_eq!(s.model.port.notice, Some(Notice::ChecksReading));
    let ask = s.model.review.open.as_ref().expect("Review").ask;
    s.feed(Msg::Reviewed { ask, recorded: Err(full()), rivals: Vec::new() });
    assert_eq!(level(&s), Some(Level::Error));
    assert_eq!(s.keys("<Enter>"), []);
    assert_eq!((s.model.port.notice.clone(), s.created().len()), (Some(Notice::ChecksForbid), 0));
    // r writes it again, and then it may be sent.
    s.keys("<Tab>r");
    let again =
        s.journal.iter().filter(|e| matches!(e, Effect::Sending(Sending::Keep { .. }))).count();
    assert_eq!(again, 2);
    disk_answers(&mut s);
    s.backups(Ok(Vec::new()));
    assert!(
        s.model
            .review
            .open
            .as_ref()
            .is_some_and(|review| review.may_send() && !review.needs_phrase())
    );
}

#[test]
fn the_request_goes_out_once_the_intent_is_on_disk_and_not_before() {
    let (mut s, operation) = confirmed();
    assert_eq!((s.model.shared.screen, s.model.operations.list.len()), (Screen::Review, 0));
    assert_eq!(s.keys("<Enter><Enter>"), [], "impatience confirms nothing twice");
    assert_eq!(s.keys("<Esc>"), [], "nor does it leave");
    assert_eq!(s.model.shared.screen, Screen::Review);
    let effects = answer(&mut s, operation, Ok(()));
    assert!(
        matches!(&effects[..], [Effect::Sending(Sending::Create { operation: id, .. })] if *id == operation),
        "{effects:?}"
    );
    assert_eq!(
        answer(&mut s, operation, Ok(())),
        [],
        "an answer that comes twice sends nothing twice"
    );
    assert_eq!(s.created().len(), 1);
    let Some(Effect::Sending(Sending::Intend { entry, .. })) =
        s.journal.iter().find(|e| matches!(e, Effect::Sending(Sending::Intend { .. })))
    else {
        panic!()
    };
    let Event::Intended(intent) = &entry.event else { panic!("{entry:?}") };
    assert_eq!(
        (intent.body.clone(), intent.instance.as_str()),
        (s.created().swap_remove(0), CASSANDRA)
    );
}

#[test]
fn an_intent_that_cannot_be_written_sends_nothing_and_says_so() {
    let (mut s, operation) = confirmed();
    assert_eq!(answer(&mut s, operation, Err(IntentTrouble::State(full()))), []);
    assert_eq!(
        (s.model.shared.screen, s.model.port.notice.clone()),
        (Screen::Review, Some(Notice::JournalRefused))
    );
    let review = s.model.review.open.as_ref().expect("Review stays");
    assert_eq!((review.recorded.clone(), review.level()), (Recorded::Failed(full()), Level::Error));
    assert_eq!(answer(&mut s, operation, Ok(())), [], "it is too late for that");
    assert_eq!((s.created().len(), s.model.operations.list.len()), (0, 0));
    // A disk that failed half way may hold the intent after all: it is taken back there.
    assert!(matches!(
        written(&s, operation).last(),
        Some(Event::Ended { created: Created::NotSent, .. })
    ));
}

#[test]
fn an_operation_that_turns_up_at_the_last_moment_holds_the_request_back_until_the_name_is_typed() {
    let (mut s, operation) = confirmed();
    assert_eq!(answer(&mut s, operation, Err(IntentTrouble::Rivals(vec![rival()]))), []);
    let review = s.model.review.open.as_ref().expect("Review stays");
    assert!(
        review.needs_phrase()
            && review.checks().iter().any(|c| c.fact == Fact::Unresolved(rival()))
    );
    let held = written(&s, operation);
    assert!(
        matches!(held.last(), Some(Event::Ended { created: Created::NotSent, end: CreateEnd::NotSent(why) }) if why.cause == ObstacleCause::HeldBack)
    );
    assert_eq!(s.keys("<Tab><Enter>"), []);
    assert_eq!(s.model.port.notice, Some(Notice::PhraseWrong));
    s.keys("cass-orders-01<Enter>");
    let Some(Effect::Sending(Sending::Intend { known, .. })) = s.journal.last() else {
        panic!("{:?}", s.journal.last())
    };
    assert_eq!(known, &[rival().operation], "the operator has been told of it");
    assert_eq!(answer(&mut s, operation, Ok(())).len(), 1);
}

#[test]
fn an_unresolved_operation_on_disk_asks_for_the_typed_name() {
    let mut s = reviewed();
    let ask = s.model.review.open.as_ref().expect("Review").ask;
    s.feed(Msg::Reviewed {
        ask,
        recorded: Ok(OperationId::from_bits(5)),
        rivals: vec![rival(), rival()],
    });
    let review = s.model.review.open.as_ref().expect("Review");
    assert!(review.needs_phrase());
    assert_eq!(review.rivals, [rival()], "one operation is said once");
}

#[test]
fn the_program_that_ends_while_the_intent_is_written_takes_it_back() {
    let (mut s, operation) = confirmed();
    let at = s.utc();
    assert_eq!(s.feed(Msg::Leaving { at }), []);
    assert_eq!(answer(&mut s, operation, Ok(())), [], "nothing goes out any more");
    assert!(matches!(
        written(&s, operation).last(),
        Some(Event::Ended { created: Created::NotSent, .. })
    ));
    assert_eq!(s.created().len(), 0);
}

#[test]
fn a_review_that_is_left_is_given_up_at_the_end_and_its_file_used_until_then() {
    let mut s = reviewed();
    disk_answers(&mut s);
    s.keys("<Esc><C-g>");
    let files: Vec<Option<OperationId>> = s
        .journal
        .iter()
        .filter_map(|e| match e {
            Effect::Sending(Sending::Keep { operation, .. }) => Some(*operation),
            _ => None,
        })
        .collect();
    assert_eq!(
        files,
        [None, s.model.review.recorded],
        "the second review goes on with the first one's file"
    );
    let at = s.utc();
    s.feed(Msg::Leaving { at });
    assert!(
        matches!(s.journal.last(), Some(Effect::Disk(Disk::Write { entries, close: true, .. })) if entries[0].event == Event::GivenUp)
    );
}

/// Until what was typed is on disk as a draft, the review is the only copy of it.
#[test]
fn a_review_is_not_given_up_while_its_text_could_not_be_saved() {
    for (saved, given_up) in [(Err(full()), 0), (Ok(OperationId::from_bits(77)), 1)] {
        let mut s = Script::live();
        s.review();
        let review = s.model.review.recorded.expect("a review on disk");
        s.disk = false;
        s.feed(Msg::Timer(Timer::SaveDraft));
        assert!(
            matches!(s.journal.last(), Some(Effect::Disk(Disk::SaveDraft { .. }))),
            "{:?}",
            s.journal.last()
        );
        let (form, at) = (s.model.drafts.key.form, s.utc());
        s.feed(Msg::DraftSaved { form, at, result: saved });
        s.feed(Msg::Leaving { at });
        assert_eq!(
            written(&s, review).iter().filter(|event| **event == Event::GivenUp).count(),
            given_up
        );
    }
}

#[test]
fn without_a_journal_the_name_has_to_be_typed_and_the_operation_stays_marked() {
    let mut s = Script::live();
    s.model.shared.journal_on = false;
    s.review();
    let review = s.model.review.open.as_ref().expect("Review");
    assert!(
        review.checks().iter().any(|c| (c.level, &c.fact) == (Level::Warn, &Fact::NoJournal))
            && review.needs_phrase()
    );
    assert_eq!(s.keys("<Tab>cass-orders-01<Enter>").len(), 1);
    let operation = s.model.current().expect("an operation");
    assert!(operation.intent.as_ref().is_some_and(|i| i.no_journal));
    let id = operation.id;
    s.ended(accepted());
    assert!(
        !s.journal
            .iter()
            .any(|e| matches!(e, Effect::Disk(Disk::Write { operation, .. }) if *operation == id)),
        "nothing is written"
    );
}

/// The latest lines that were handed out to be written.
fn last_write(s: &Script) -> (OperationId, Vec<Entry>) {
    let write = s.journal.iter().rev().find_map(|effect| match effect {
        Effect::Disk(Disk::Write { operation, entries, .. }) => Some((*operation, entries.clone())),
        _ => None,
    });
    write.expect("something was to be written")
}

#[test]
fn what_could_not_be_written_is_written_with_what_comes_next_and_not_in_a_loop() {
    let writes = |s: &Script| {
        s.journal.iter().filter(|e| matches!(e, Effect::Disk(Disk::Write { .. }))).count()
    };
    let refuse = |s: &mut Script| {
        let (operation, entries) = last_write(s);
        s.feed(Msg::Written { operation, result: Err((entries, full())) });
    };
    let mut s = Script::live();
    s.send();
    let id = s.latest();
    s.disk = false;
    s.ended(accepted());
    let before = writes(&s);
    refuse(&mut s);
    assert_eq!(writes(&s), before, "it is not tried again at once");
    assert_eq!(s.model.current().and_then(|o| o.unrecorded.clone()), Some(full()));
    let row = row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, &s);
    s.polled(Ok(None), Ok(Some(row)));
    let events: Vec<Event> = last_write(&s).1.into_iter().map(|e| e.event).collect();
    assert!(matches!(events[..], [Event::Ended { .. }, Event::Reading { .. }]), "{events:?}");
    refuse(&mut s);
    let (at, before) = (s.utc(), writes(&s));
    s.feed(Msg::Leaving { at });
    let (operation, entries) = last_write(&s);
    assert_eq!(
        (writes(&s), operation, entries.len()),
        (before + 1, id, 2),
        "and once more at the end"
    );
    s.feed(Msg::Written { operation: id, result: Ok(Written::Appended) });
    assert_eq!(s.model.current().and_then(|o| o.unrecorded.clone()), None);
}

#[test]
fn what_could_not_be_written_is_said_and_written_again_when_the_operator_asks() {
    let mut s = Script::live();
    s.send();
    s.disk = false;
    s.ended(accepted());
    let (operation, entries) = last_write(&s);
    s.feed(Msg::Written { operation, result: Err((entries.clone(), full())) });
    assert_eq!(s.model.port.notice, Some(Notice::JournalBehind));
    let before = s.journal.len();
    s.keys("r");
    let again = &s.journal[before..];
    assert!(
        matches!(again, [Effect::Disk(Disk::Write { entries: these, .. })] if *these == entries),
        "{again:?}"
    );
    s.feed(Msg::Written { operation, result: Err((entries, full())) });
    s.feed(Msg::Written { operation, result: Ok(Written::Appended) });
    assert_eq!(s.model.port.notice, None);
}

#[test]
fn writes_that_fail_one_after_the_other_are_written_again_in_the_order_of_what_happened() {
    let mut s = Script::live();
    s.send();
    s.disk = false;
    let before = s.journal.len();
    s.ended(accepted());
    let row = row(BACKUP, "pre-mig-CHG0042311", BackupState::Completed, &s);
    s.polled(Ok(None), Ok(Some(row)));
    for effect in s.journal.split_off(before) {
        if let Effect::Disk(Disk::Write { operation, entries, .. }) = effect {
            s.feed(Msg::Written { operation, result: Err((entries, full())) });
        }
    }
    s.keys("r");
    let events: Vec<Event> = last_write(&s).1.into_iter().map(|entry| entry.event).collect();
    assert!(
        matches!(events[..], [Event::Ended { .. }, Event::Reading { .. }, Event::Completed { .. }]),
        "{events:?}"
    );
}

/// A write that failed and was made up for later, after another one that did not fail.
#[test]
fn an_end_stays_an_end_also_where_what_led_to_it_stands_behind_it() {
    let mut s = Script::live();
    s.send();
    s.ended(lost());
    let row = row(BACKUP, "pre-mig-CHG0042311", BackupState::Completed, &s);
    s.looked(Ok(vec![row.clone()]));
    s.polled(Ok(None), Ok(Some(row)));
    let (id, at) = (s.latest(), s.utc());
    let mut entries: Vec<Entry> =
        written(&s, id).into_iter().map(|event| Entry { at, event }).collect();
    let found =
        entries.iter().position(|e| matches!(e.event, Event::Found { .. })).expect("it was found");
    let late = entries.remove(found);
    entries.push(late);
    let Replayed::Operation(again) = Operation::replay(id, entries) else { panic!() };
    assert_eq!(
        (again.stage, again.backup_id.map(|id| id.to_string())),
        (Stage::Completed, Some(BACKUP.to_owned()))
    );
}

#[test]
fn an_intent_on_its_way_to_the_disk_is_said_until_it_is_there() {
    let (mut s, operation) = confirmed();
    assert_eq!(s.model.port.notice, Some(Notice::Intending));
    answer(&mut s, operation, Ok(()));
    assert_eq!((s.model.port.notice.clone(), s.model.shared.screen), (None, Screen::Watch));
}

#[test]
fn beside_another_operation_counts_what_was_made_or_may_have_been() {
    let found = |end: Option<CreateEnd>| {
        let mut s = Script::live();
        s.send();
        let (id, at) = (s.latest(), s.utc());
        if let Some(end) = end {
            s.ended(end);
        }
        let bytes: String = written(&s, id)
            .into_iter()
            .map(|event| journal_file::line(id, &Entry { at, event }) + "\n")
            .collect();
        let file = File {
            operation: Some(id),
            path: "x".to_owned(),
            read: Ok(journal_file::read(bytes.as_bytes())),
        };
        let intent = s.model.current().and_then(|o| o.intent.clone()).expect("an intent");
        let all = |own| {
            journal_file::rivals(std::slice::from_ref(&file), &intent.site, &intent.instance, own)
        };
        assert_eq!(all(Some(id)), [], "it is no rival of its own");
        all(None).first().map(|rival| rival.made)
    };
    assert_eq!([None, Some(lost()), Some(contested())].map(found), [Some(false); 3]);
    assert_eq!([Some(accepted()), Some(refused())].map(found), [Some(true), None]);
}

/// The events of a run, replayed as a restarted program does, lead to what the first one knew.
#[test]
fn a_restart_knows_what_the_first_run_knew() {
    let mut s = Script::live();
    s.send();
    s.ended(lost());
    let row = row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, &s);
    s.looked(Ok(vec![row.clone()]));
    s.polled(Ok(Some(job(JobState::Running, Some(7)))), Ok(Some(row)));
    let first = s.model.current().cloned().expect("an operation");
    let at = s.utc();
    let entries = written(&s, first.id).into_iter().map(|event| Entry { at, event }).collect();
    let Replayed::Operation(again) = Operation::replay(first.id, entries) else { panic!() };
    assert_eq!(
        (again.stage, again.created, &again.backup_id),
        (Stage::Following, first.created, &first.backup_id)
    );
    assert_eq!(
        (&again.end, &again.row, &again.job, &again.intent),
        (&first.end, &first.row, &first.job, &first.intent)
    );
}

#[test]
fn an_operation_of_another_project_is_shown_and_not_followed() {
    let mut s = Script::live();
    s.send();
    let id = s.latest();
    let at = s.utc();
    let entries: Vec<Entry> =
        written(&s, id).into_iter().map(|event| Entry { at, event }).collect();
    let bytes: String = entries.iter().map(|e| journal_file::line(id, e) + "\n").collect();
    let file = File {
        operation: Some(id),
        path: "x".to_owned(),
        read: Ok(journal_file::read(bytes.as_bytes())),
    };
    let found = DiskContents { open: vec![file], ..Default::default() };
    for (there, effects) in [
        (place(), 1),
        (Session { endpoint: Some("https://elsewhere".to_owned()), ..place() }, 0),
        (Session::default(), 0),
    ] {
        let mut s = Script::new(Mode::Live, there, 80, 24);
        let (at, found) = (s.utc(), Ok(found.clone()));
        assert_eq!(s.feed(Msg::JournalRead { at, found }).len(), effects);
        let operation = &s.model.operations.list[0];
        assert_eq!(
            (operation.stage, operation.created),
            (Stage::Looking { looks: 0 }, Some(Created::Unknown)),
            "intended without an outcome"
        );
        assert_eq!(operation.taken_up, effects == 1);
    }
}
