//! What an operator can do while a backup is looked for, and what that can never do: send.

mod settled;

use super::{
    answers::place,
    outcomes::{BACKUP, accepted, answered, contested, lost, row},
    records::{file, number, sent},
    script::Script,
};
use crate::core::{
    base::{
        BackupId, CallFailure, CreateEnd, ExitCode, Incomplete, InstanceId, Key, KeyCode, Level,
        OperationId, ProjectId, Whole, time,
    },
    draft::SavedDraft,
    operation::{
        Conflict, Event, FoundBy, Operation, Stage,
        backup::{BackupKind, BackupRow, BackupState},
        created::Created,
        journal_file::DiskContents,
        readings::{JobAnswer, Looked, Poll},
        recovery::{Choice, ChoiceNotice, StatementProblem},
    },
    port::{Context, Disk, Effect, Go, Msg, Notice, Overlay, Prompt, PromptProblem, Screen, Timer},
    review::check::Fact,
    session::{Mode, Session},
};

const NAME: &str = "pre-mig-CHG0042311";

fn looking() -> Script {
    sent(lost())
}

fn operation(s: &Script) -> &Operation {
    s.model.current().expect("an operation")
}

/// A row of the name that conflicts: it began an hour before.
fn older(s: &Script, id: &str) -> BackupRow {
    BackupRow { begun: Some(s.utc().plus(-3_600)), ..row(id, NAME, BackupState::Completed, s) }
}

/// So much time passes, and the clock on the screen with it.
fn pass(s: &mut Script, seconds: u64) {
    s.now += seconds * 1_000;
    let (utc, at) = (s.utc(), time::Millis(s.now));
    s.feed(Msg::Clock { utc, at });
}

/// The whole window has passed, and neither list showed anything.
fn not_there() -> Script {
    let mut s = looking();
    pass(&mut s, 601);
    s.looked(Ok(Vec::new()));
    assert!(operation(&s).not_there.is_some());
    s
}

fn settled() -> Script {
    let mut s = looking();
    pass(&mut s, 601);
    go_to(&mut s, &Choice::StateNotThere);
    s.keys("<Enter>seen by two<Enter>");
    assert_eq!(operation(&s).stage, Stage::NotThere);
    s
}

fn choices(s: &Script) -> Vec<Choice> {
    s.model.choices()
}

fn notice(s: &Script) -> Option<ChoiceNotice> {
    match &s.model.port.notice {
        Some(Notice::Choice(notice)) => Some(notice.clone()),
        _ => None,
    }
}

/// Puts the cursor on a choice.
fn go_to(s: &mut Script, wanted: &Choice) {
    let row = choices(s).iter().position(|choice| choice == wanted).expect("the choice is there");
    s.keys(&"<Up>".repeat(10));
    s.keys(&"<Down>".repeat(row));
}

fn problem(s: &Script) -> Option<StatementProblem> {
    match s.model.dialog.overlays.last() {
        Some(Overlay::Prompt(Prompt {
            problem: Some(PromptProblem::Statement(problem)), ..
        })) => Some(*problem),
        _ => None,
    }
}

#[test]
fn the_first_choice_is_harmless_and_enter_on_it_does_nothing() {
    let mut s = looking();
    assert_eq!(s.model.context(), Context::Unknown);
    assert_eq!(choices(&s), [Choice::KeepLooking, Choice::StateId, Choice::Repeat]);
    assert_eq!((s.keys("<Enter><Enter>"), notice(&s)), (Vec::new(), Some(ChoiceNotice::GoesOn)));
    assert_eq!(operation(&s).stage, Stage::Looking { looks: 0 });
}

#[test]
fn a_candidate_is_taken_over_by_two_presses_and_followed() {
    let mut s = looking();
    let candidates = vec![
        older(&s, "old-1"),
        BackupRow { kind: Some(BackupKind::DatabaseTable), ..older(&s, "old-2") },
    ];
    s.looked(Ok(candidates));
    let second = Choice::TakeOver(BackupId::received("old-2").expect("an ID"));
    go_to(&mut s, &second);
    assert_eq!(
        (s.keys("<Enter>"), notice(&s)),
        (Vec::new(), Some(ChoiceNotice::EnterAgain(second.clone())))
    );
    // Any other key in between takes it back.
    s.keys("<Down><Up>");
    assert_eq!(
        (s.keys("<Enter>"), notice(&s)),
        (Vec::new(), Some(ChoiceNotice::EnterAgain(second)))
    );
    let effects = s.keys("<Enter>");
    assert!(
        matches!(&effects[..], [Effect::Poll { backup: Some(id), .. }] if id.as_str() == "old-2"),
        "{effects:?}"
    );
    assert_eq!(
        (operation(&s).stage, operation(&s).created),
        (Stage::Following, Some(Created::Yes))
    );
    let found = operation(&s).lines.last().map(|line| line.event.clone());
    assert!(matches!(found, Some(Event::Found { by: FoundBy::Operator, .. })), "{found:?}");
}

#[test]
fn enters_that_arrive_together_take_nothing_over() {
    let mut s = looking();
    let candidate = older(&s, "old-1");
    s.looked(Ok(vec![candidate]));
    s.keys("<Down>");
    s.burst("<Enter><Enter><Enter><Enter>");
    assert!(matches!(operation(&s).stage, Stage::Looking { .. }));
}

/// A look that moves the rows between two presses must not let the second one hit another row.
#[test]
fn the_cursor_goes_by_the_choice_and_not_by_its_number() {
    let mut s = looking();
    let (first, second) = (older(&s, "old-1"), older(&s, "old-2"));
    s.looked(Ok(vec![first, second.clone()]));
    let wanted = Choice::TakeOver(second.id.clone());
    go_to(&mut s, &wanted);
    s.keys("<Enter>");
    s.looked(Ok(vec![second]));
    assert_eq!(choices(&s)[s.model.watch.chosen(&choices(&s))], wanted);
    s.looked(Ok(Vec::new()));
    assert_eq!(s.model.watch.chosen(&choices(&s)), 0, "gone: the cursor is on what is harmless");
    assert_eq!((s.keys("<Enter>"), notice(&s)), (Vec::new(), Some(ChoiceNotice::GoesOn)));
}

#[test]
fn what_conflicts_is_named() {
    let s = looking();
    let o = operation(&s);
    let fits = row("a", NAME, BackupState::Building, &s);
    let odd = BackupRow { manual: Some(false), ..older(&s, "b") };
    let begun = odd.begun.expect("a time");
    assert_eq!(o.conflicts(&fits, 0), []);
    assert_eq!(o.conflicts(&odd, 0), [Conflict::BegunEarlier(begun), Conflict::Automated]);
    assert_eq!(
        o.conflicts(&BackupRow { kind: Some(BackupKind::DatabaseTable), ..fits.clone() }, 0),
        [Conflict::OtherKind]
    );
    assert_eq!(
        o.conflicts(&BackupRow { scope: Some(Vec::new()), ..fits }, 0),
        [Conflict::OtherScope]
    );
}

#[test]
fn the_id_that_the_console_shows_is_taken_and_followed() {
    let mut s = looking();
    go_to(&mut s, &Choice::StateId);
    s.keys("<Enter>not an id<Enter>");
    assert_eq!(problem(&s), Some(StatementProblem::NoId));
    let effects = s.keys(&format!("<C-u>{BACKUP}<Enter>"));
    assert!(
        matches!(&effects[..], [Effect::Poll { backup: Some(id), .. }] if id.as_str() == BACKUP),
        "{effects:?}"
    );
    assert!(s.model.dialog.overlays.is_empty());
    assert_eq!(
        (operation(&s).stage, s.model.draft.name.value()),
        (Stage::Following, ""),
        "its texts are used up"
    );
}

/// The answer to a look that is under way must not be waited for: nothing follows from it any more.
#[test]
fn what_the_operator_states_or_takes_over_during_a_look_is_followed() {
    for takes_over in [false, true] {
        let mut s = looking();
        let id = s.latest();
        let older = older(&s, BACKUP);
        s.looked(Ok(vec![older.clone()]));
        assert!(matches!(s.keys("r")[..], [Effect::Look { .. }]));
        let backup = BackupId::received(BACKUP).expect("an ID");
        go_to(&mut s, &if takes_over { Choice::TakeOver(backup) } else { Choice::StateId });
        let effects = s.keys(&if takes_over {
            "<Enter><Enter>".to_owned()
        } else {
            format!("<Enter>{BACKUP}<Enter>")
        });
        assert!(matches!(&effects[..], [Effect::Poll { .. }]), "{effects:?}");
        assert_eq!(s.looked(Ok(vec![older.clone()])), []);
        assert!(operation(&s).reading, "the look's answer is not the reading's");
        let effects =
            s.polled(Ok(None), Ok(Some(BackupRow { state: BackupState::Building, ..older })));
        assert_eq!(effects, [Effect::Wait { seconds: 10, timer: Timer::Poll(id) }]);
    }
}

#[test]
fn what_is_settled_during_a_look_can_be_looked_for_again() {
    let mut s = looking();
    pass(&mut s, 601);
    assert!(matches!(s.keys("r")[..], [Effect::Look { .. }]));
    go_to(&mut s, &Choice::StateNotThere);
    s.keys("<Enter>seen by two<Enter>");
    s.looked(Ok(Vec::new()));
    go_to(&mut s, &Choice::LookAgain);
    let effects = s.keys("<Enter>");
    assert!(matches!(&effects[..], [Effect::Look { .. }]), "{effects:?}");
}

#[test]
fn the_backup_of_another_operation_is_not_taken() {
    let mut s = sent(accepted());
    let first = s.latest();
    s.keys("n<Enter>another-one<Tab>why<C-g>");
    s.backups(Ok(Vec::new()));
    s.keys("<Tab><Enter>");
    s.ended(lost());
    go_to(&mut s, &Choice::StateId);
    s.keys(&format!("<Enter>{BACKUP}<Enter>"));
    assert_eq!(problem(&s), Some(StatementProblem::OfAnother(first)));
    assert!(matches!(operation(&s).stage, Stage::Looking { .. }));
}

#[test]
fn a_statement_about_an_operation_that_has_moved_on_is_not_taken() {
    let mut s = looking();
    go_to(&mut s, &Choice::StateId);
    s.keys("<Enter>another-id-42");
    let found = row(BACKUP, NAME, BackupState::Building, &s);
    s.looked(Ok(vec![found]));
    s.keys("<Enter>");
    assert_eq!(problem(&s), Some(StatementProblem::TooLate));
    assert_eq!(operation(&s).backup_id.as_ref().map(BackupId::as_str), Some(BACKUP));
}

#[test]
fn not_there_is_recorded_after_the_window_only_with_a_note_and_by_whom() {
    let mut s = looking();
    assert!(!choices(&s).contains(&Choice::StateNotThere), "too early");
    pass(&mut s, 601);
    s.model.shared.who.user = Some("op.chen".to_owned());
    go_to(&mut s, &Choice::StateNotThere);
    s.keys("<Enter> <Enter>");
    assert_eq!(problem(&s), Some(StatementProblem::NoNote));
    s.keys("console 02:20Z<Enter>");
    let last = operation(&s).lines.last().map(|line| line.event.clone());
    assert!(
        matches!(&last, Some(Event::StatedNotThere { by, note }) if note == "console 02:20Z" && by.user.as_deref() == Some("op.chen")),
        "{last:?}"
    );
    assert_eq!(choices(&s), [Choice::LookAgain, Choice::StateId, Choice::Repeat]);
    let effects = s.keys("<Enter>");
    assert!(matches!(&effects[..], [Effect::Look { .. }]), "{effects:?}");
    assert_eq!(
        (operation(&s).stage, operation(&s).created),
        (Stage::Looking { looks: 0 }, Some(Created::Unknown))
    );
}

#[test]
fn a_new_attempt_is_locked_until_the_window_has_passed_and_both_lists_were_read() {
    let mut s = looking();
    let locked = |s: &mut Script| {
        go_to(s, &Choice::Repeat);
        assert_eq!((s.keys("<Enter>"), notice(s)), (Vec::new(), Some(ChoiceNotice::Locked)));
    };
    locked(&mut s);
    pass(&mut s, 601);
    locked(&mut s);
    let candidate = older(&s, "old-1");
    s.looked(Ok(vec![candidate]));
    locked(&mut s);
    assert_eq!(s.created().len(), 1);
}

#[test]
fn a_new_attempt_is_a_review_of_its_own_with_the_same_bytes_and_a_typed_name() {
    let mut s = not_there();
    let earlier = s.latest();
    go_to(&mut s, &Choice::Repeat);
    s.keys("<Enter>");
    s.backups(Ok(Vec::new()));
    let review = s.model.review.open.as_ref().expect("Review");
    assert_eq!(
        (s.model.shared.screen, review.after, review.level()),
        (Screen::Review, Some(earlier), Level::Warn)
    );
    assert!(
        review.checks().iter().any(|c| c.fact == Fact::Replaces(earlier)),
        "{:?}",
        review.checks()
    );
    assert_eq!(
        (s.keys("<Tab><Enter>"), s.model.port.notice.clone()),
        (Vec::new(), Some(Notice::PhraseWrong))
    );
    s.keys("cass-orders-01<Enter>");
    let bodies = s.created();
    assert_eq!((bodies.len(), &bodies[0]), (2, &bodies[1]));
    s.ended(lost());
    let first = s.model.operations.list.iter().find(|o| o.id == earlier).expect("the first");
    assert_eq!((first.stage, first.replaced_by()), (Stage::NotThere, Some(s.latest())));
    assert_eq!(
        first.choices(s.utc()),
        [Choice::LookAgain, Choice::StateId],
        "one new attempt is enough"
    );
}

/// A new attempt is on its way, in the place of the operation whose number comes with it.
fn sent_again(mut s: Script) -> (Script, OperationId) {
    let earlier = s.latest();
    go_to(&mut s, &Choice::Repeat);
    s.keys("<Enter>");
    s.backups(Ok(Vec::new()));
    s.keys("<Tab>cass-orders-01<Enter>");
    (s, earlier)
}

#[test]
fn a_refusal_because_the_name_exists_makes_it_look_again() {
    let (mut s, earlier) = sent_again(not_there());
    let effects =
        s.ended(CreateEnd::Answered(answered(400, Some("DBS.201201"), "The backup name exists.")));
    assert!(
        matches!(&effects[..], [Effect::Wait { .. }, Effect::Look { operation, .. }] if *operation == earlier),
        "{effects:?}"
    );
    s.keys("[");
    assert_eq!(
        (s.latest(), operation(&s).not_there),
        (earlier, None),
        "what was found before that news counts no more"
    );
    go_to(&mut s, &Choice::Repeat);
    s.keys("<Enter>");
    assert_eq!(notice(&s), Some(ChoiceNotice::Locked));
}

/// The backup of the first attempt may have come late, however it was settled: the
/// operator says whose it is.
#[test]
fn a_row_that_fits_two_attempts_is_not_taken_for_the_second_where_the_first_is_settled() {
    for first in [not_there(), settled()] {
        let (mut s, earlier) = sent_again(first);
        s.ended(lost());
        let fits = row(BACKUP, NAME, BackupState::Building, &s);
        s.looked(Ok(vec![fits.clone()]));
        let settled = s.model.operations.list.iter().find(|o| o.id == earlier).map(|o| o.stage);
        assert_eq!(
            (settled, operation(&s).stage),
            (Some(Stage::NotThere), Stage::Looking { looks: 1 })
        );
        assert!(choices(&s).contains(&Choice::TakeOver(fits.id)), "{:?}", choices(&s));
    }
}

/// A new attempt that made nothing replaces nothing: the first one is looked for on, and the
/// next attempt is guarded again.
#[test]
fn a_new_attempt_that_was_refused_replaces_nothing() {
    let (mut s, earlier) = sent_again(not_there());
    s.ended(contested());
    let first = |s: &Script| {
        s.model.operations.list.iter().find(|o| o.id == earlier).expect("the first").clone()
    };
    let is_open = |first: Operation| first.is_looking() && first.replaced_by().is_none();
    assert!(is_open(first(&s)), "nor while it is looked for");
    s.nothing_found();
    assert!(is_open(first(&s)));
    s.keys("<Esc><C-g>");
    let review = s.model.review.open.as_ref().expect("Review");
    assert!(review.after == Some(earlier) && review.needs_phrase());
}

/// The ID that the console showed is held against what was sent, as every other is.
#[test]
fn a_backup_that_the_operator_named_and_that_is_another_is_let_go_again() {
    let other_name = |row: BackupRow| BackupRow { name: "yesterdays".to_owned(), ..row };
    let other_instance = |row: BackupRow| BackupRow {
        instance: InstanceId::received("5d3f0c9a7be84216a1c0f2d4b6e8a013in06"),
        ..row
    };
    for change in [other_name, other_instance] {
        let mut s = looking();
        let (operation, at) = (s.latest(), s.utc());
        s.model
            .operations
            .list
            .last_mut()
            .expect("an operation")
            .state_id(at, BackupId::received(BACKUP).expect("an ID"));
        let row = change(row(BACKUP, "pre-mig-CHG0042311", BackupState::Completed, &s));
        let poll = Poll {
            job: JobAnswer::Found(Looked {
                rows: Ok(Whole::of(Vec::new())),
                jobs: Ok(Whole::of(Vec::new())),
                skew: Some(0),
            }),
            row: Some(Ok(Some(row))),
        };
        let effects = s.feed(Msg::Polled { operation, at, poll });
        assert!(
            matches!(&effects[..], [Effect::Wait { timer: Timer::Look(_), .. }]),
            "{effects:?}"
        );
        let found = s.model.current().expect("an operation");
        assert_eq!(
            (found.stage, found.created, &found.backup_id),
            (Stage::Looking { looks: 0 }, Some(Created::Unknown), &None)
        );
        assert_eq!(s.model.exit_code(), ExitCode::Unknown);
    }
}

/// A restarted program repeats nothing by what an earlier run saw.
#[test]
fn not_there_of_an_earlier_run_unlocks_nothing_before_a_look_of_this_one() {
    let first = not_there();
    let file = file(&first, 1, 86_400, |_| {});
    let mut s = Script::with_journal(
        Mode::Live,
        place(),
        80,
        24,
        DiskContents { open: vec![file], ..DiskContents::default() },
    );
    s.keys("<Enter>");
    assert!(s.model.current().is_some_and(|o| o.not_there.is_some() && !o.may_be_repeated()));
    s.looked(Ok(Vec::new()));
    assert!(s.model.current().is_some_and(Operation::may_be_repeated));
}

/// The form's own way to the same request says the same.
#[test]
fn the_same_request_from_the_form_counts_as_a_new_attempt_too() {
    let mut s = not_there();
    let earlier = s.latest();
    s.keys("n<Enter><C-g>");
    assert_eq!(s.model.review.open.as_ref().map(|r| r.after), Some(Some(earlier)));
    s.keys("<Esc>9<C-g>");
    assert_eq!(
        s.model.review.open.as_ref().map(|r| r.after),
        Some(None),
        "another name is another backup"
    );
}

#[test]
fn a_restarted_program_prepares_the_same_bytes() {
    let first = looking();
    let file = file(&first, 1, 700, |_| {});
    let mut s = Script::with_journal(
        Mode::Live,
        place(),
        80,
        24,
        DiskContents { open: vec![file], ..DiskContents::default() },
    );
    s.keys("<Enter>");
    assert_eq!(s.latest(), number(1));
    s.looked(Ok(Vec::new()));
    go_to(&mut s, &Choice::Repeat);
    s.keys("<Enter>");
    s.backups(Ok(Vec::new()));
    s.keys("<Tab>cass-orders-01<Enter>");
    assert_eq!(s.created(), first.created());
}

/// Killed a minute after the send, and started again by a clock that is an hour ahead: the window
/// goes by the service's clock, or from the restart where the journal does not tell it.
#[test]
fn a_wrong_clock_at_a_restart_does_not_end_the_window() {
    for (service_ahead, left) in [(Some(0), 530), (None, 595)] {
        let killed = file(&looking(), 1, 3_660, |intent| intent.service_ahead = service_ahead);
        let found = DiskContents { open: vec![killed], ..DiskContents::default() };
        let mut s = Script::with_journal(Mode::Live, place(), 80, 24, found);
        s.keys("<Enter>");
        let mut seconds = 0;
        for then in [0, 5, left, left + 60] {
            assert!(operation(&s).not_there.is_none(), "{service_ahead:?} {then}");
            let locked = |s: &Script| !operation(s).may_be_stated_not_there(s.utc());
            assert!(locked(&s), "{service_ahead:?} {then}");
            pass(&mut s, then - seconds);
            seconds = then;
            let (operation, at) = (s.latest(), s.utc());
            let nothing = || Ok(Whole::of(Vec::new()));
            let looked =
                Looked { rows: nothing(), jobs: Ok(Whole::of(Vec::new())), skew: Some(-3_600) };
            s.feed(Msg::Looked { operation, at, looked });
        }
        assert!(operation(&s).not_there.is_some(), "{service_ahead:?}");
    }
}

/// A look that nobody answers, or whose answer tells no time, says nothing of how long ago it was.
#[test]
fn a_look_without_the_services_time_ends_no_window() {
    let killed = file(&looking(), 1, 6, |intent| intent.service_ahead = Some(-3_600));
    let found = DiskContents { open: vec![killed], ..DiskContents::default() };
    let mut s = Script::with_journal(Mode::Live, place(), 80, 24, found);
    s.keys("<Enter>");
    let (operation_id, at) = (s.latest(), s.utc());
    let refused = CallFailure::Incomplete(Incomplete::TooLong(9));
    for looked in [
        Looked { rows: Err(refused.clone()), jobs: Err(refused.clone()), skew: None },
        Looked { rows: Err(refused.clone()), jobs: Err(refused.clone()), skew: Some(0) },
        Looked { rows: Ok(Whole::of(Vec::new())), jobs: Ok(Whole::of(Vec::new())), skew: None },
    ] {
        s.feed(Msg::Looked { operation: operation_id, at, looked });
        assert!(!operation(&s).may_be_stated_not_there(s.utc()));
        assert!(operation(&s).not_there.is_none());
    }
}

#[test]
fn another_draft_in_the_form_is_put_aside_and_offered_and_never_overwritten() {
    let mut s = not_there();
    s.keys("n<Enter>");
    s.keys("<C-u>another-one<C-g>");
    s.keys("<Esc><Esc><Esc><Enter>");
    assert_eq!((s.model.shared.screen, s.model.context()), (Screen::Watch, Context::Unknown));
    go_to(&mut s, &Choice::Repeat);
    s.keys("<Enter>");
    assert_eq!((s.model.shared.screen, s.model.draft.name.value()), (Screen::Review, NAME));
    let offered = s.model.drafts.offered.first().expect("a draft");
    let (key, name) = (offered.key, offered.draft.as_ref().map(|draft| draft.name.clone()));
    assert_eq!(name, Ok("another-one".to_owned()));
    s.feed(Msg::Timer(Timer::SaveDraft));
    let saved = s.journal.iter().rev().find_map(|effect| match effect {
        Effect::Disk(Disk::SaveDraft { key, draft, .. }) if draft.name == NAME => Some(*key),
        _ => None,
    });
    assert!(saved.is_some_and(|saved| saved.form != key.form), "{saved:?} {key:?}");
}

/// A repeat puts another request into the form: what had changed since an opened draft was saved is
/// not said of that request, and another project does not take its instance for the draft's.
#[test]
fn a_repeat_keeps_no_comparison_of_the_draft_before() {
    let mut s = not_there();
    let draft = SavedDraft {
        target: None,
        endpoint: None,
        project: None,
        ..s.model.shared.saved_draft(&s.model.draft)
    };
    s.feed(Msg::DraftGiven(Box::new(draft), "./other.draft.json".to_owned()));
    assert!(s.model.compose.changes.is_some());
    let shown = s.model.operations.list[0].id;
    s.keys("<Esc><Esc><Esc>");
    while s.model.shared.screen != Screen::Start {
        s.keys("<Esc>");
    }
    s.model.port.go(Go::Watch(shown));
    s.feed(Msg::GoOn);
    go_to(&mut s, &Choice::Repeat);
    s.keys("<Enter>");
    assert!(s.model.compose.changes.is_none());
    let project = ProjectId::received(&"f".repeat(32));
    s.feed(Msg::Configured(Session { project, ..place() }));
    assert_eq!(s.model.draft.target, None);
}
