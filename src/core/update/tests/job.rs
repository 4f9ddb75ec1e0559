//! The whole job, and what stands between a form and a create call.

use super::{
    answers::{CASSANDRA, place},
    outcomes::{BACKUP, JOB, accepted, answered, contested, lost, refusal, refused, row},
    script::Script,
};
use crate::core::{
    base::{CreateEnd, ExitCode},
    compose::state::ComposeFocus,
    draft::Field,
    operation::{backup::BackupState, created::Created},
    port::{Effect, Notice, Overlay, Query, Screen, Sending, Terminal, Timer},
    scope::ScopeChoice,
    session::{Mode, Session},
    start,
};

const BODY: &str = r#"{"name":"pre-mig-CHG0042311","description":"Before schema migration"}"#;

#[test]
fn the_whole_job_is_one_question_a_step_and_one_create_call() {
    let mut s = Script::live();
    assert_eq!(s.effects, [], "nothing is asked of the network before a choice");
    assert!(matches!(s.keys("n")[..], [Effect::Ask { query: Query::Instances, .. }]));
    s.instances();
    assert!(
        matches!(&s.keys("<Enter>")[..], [Effect::Ask { query: Query::Databases { instance }, .. }] if instance.as_str() == CASSANDRA)
    );
    s.databases(&["orders"]);
    assert_eq!(s.keys("pre-mig-CHG0042311<Tab>Before schema migration"), []);
    assert!(matches!(
        s.keys("<C-g>")[..],
        [
            Effect::Ask { query: Query::Instance { .. }, .. },
            Effect::Ask { query: Query::Backups { .. }, .. }
        ]
    ));
    s.backups(Ok(Vec::new()));
    assert_eq!(s.keys("<Tab>"), []);
    let sent = s.keys("<Enter>");
    assert!(
        matches!(&sent[..], [Effect::Sending(Sending::Create { request, .. })] if request.instance().as_str() == CASSANDRA),
        "{sent:?}"
    );
    assert_eq!(s.created(), [BODY]);
    assert_eq!((s.model.shared.screen, s.model.review.open.is_none()), (Screen::Watch, true));

    let id = s.latest();
    assert_eq!(s.ended(accepted()), [Effect::Wait { seconds: 2, timer: Timer::Poll(id) }]);
    let operation = s.model.current().expect("an operation");
    assert_eq!(
        (operation.created, operation.job_id.as_ref().map(|j| j.as_str())),
        (Some(Created::Yes), Some(JOB))
    );
    assert_eq!(s.created().len(), 1);
}

#[test]
fn an_accepted_request_uses_the_texts_up_and_any_other_end_keeps_them() {
    for (end, kept) in [(accepted(), false), (lost(), true), (contested(), true), (refused(), true)]
    {
        let mut s = Script::live();
        s.send();
        s.ended(end.clone());
        assert_eq!(s.model.draft.name.value() == "pre-mig-CHG0042311", kept, "{end:?}");
        assert_eq!(s.model.draft.description.value() == "Before schema migration", kept, "{end:?}");
    }
}

#[test]
fn what_is_typed_for_the_next_backup_outlives_the_answer_to_the_last() {
    for (typed, name, description) in [
        ("<Esc>n<Enter>-2", "pre-mig-CHG0042311-2", "Before schema migration"),
        ("<Esc>n<Enter><Tab> 2", "pre-mig-CHG0042311", "Before schema migration 2"),
    ] {
        let mut s = Script::live();
        s.send();
        s.keys(typed);
        s.ended(accepted());
        assert_eq!(
            (s.model.draft.name.value(), s.model.draft.description.value()),
            (name, description)
        );
    }
}

#[test]
fn review_with_errors_shows_them_all_and_goes_to_the_first_field() {
    let mut s = Script::live();
    s.choose(0);
    s.keys("<Tab><Tab><Space>");
    assert_eq!(s.model.draft.scope_choice, ScopeChoice::Tables);
    assert_eq!(s.keys("<C-g>"), [], "no review, so nothing to read for it");
    assert_eq!(
        (s.model.shared.screen, s.model.compose.focus),
        (Screen::Compose, ComposeFocus::Name)
    );
    assert_eq!(s.model.port.notice, Some(Notice::ErrorsFirst(3)));
    s.keys("good-name<C-g>");
    assert_eq!(s.model.compose.focus, ComposeFocus::Description);
    s.keys("why<C-g>");
    assert_eq!(
        (s.model.compose.focus, s.model.port.notice.clone()),
        (ComposeFocus::Tree, Some(Notice::ErrorsFirst(1)))
    );
    s.keys("<Space><C-g>");
    assert_eq!(s.model.shared.screen, Screen::Review);
}

#[test]
fn review_without_an_instance_goes_to_the_list() {
    let mut s = Script::live();
    s.keys("n");
    s.instances();
    assert_eq!(s.keys("<C-g>"), []);
    assert_eq!(
        (s.model.shared.screen, s.model.port.notice.clone()),
        (Screen::Instance, Some(Notice::InstanceFirst))
    );
}

#[test]
fn an_untouched_field_shows_no_error() {
    let mut s = Script::live();
    s.choose(0);
    let shown = |s: &Script, field| s.model.compose.shown_violations(field).count();
    assert_eq!(s.model.compose.errors(), 2, "name and description are missing");
    assert_eq!((shown(&s, Field::Name), shown(&s, Field::Description)), (0, 0));
    s.keys("a");
    assert_eq!(
        (shown(&s, Field::Name), shown(&s, Field::Description)),
        (1, 0),
        "the verdict comes while typing"
    );
    s.keys("<Tab>");
    assert_eq!(shown(&s, Field::Description), 0, "arriving is not visiting");
    s.keys("<Tab>");
    assert_eq!(shown(&s, Field::Description), 1);
}

#[test]
fn the_fix_is_applied_only_when_asked_for_and_only_where_the_cursor_is() {
    let mut s = Script::live();
    s.choose(0);
    s.keys("pre mig<Tab>a=b<C-x>");
    assert_eq!((s.model.draft.name.value(), s.model.draft.description.value()), ("pre mig", "a:b"));
    s.keys("<BackTab><C-x>");
    assert_eq!(
        (s.model.draft.name.value(), s.model.port.notice.clone()),
        ("pre-mig", Some(Notice::Fixed))
    );
    s.keys("<C-x>");
    assert_eq!(
        (s.model.draft.name.value(), s.model.port.notice.clone()),
        ("pre-mig", Some(Notice::NothingToFix))
    );
}

#[test]
fn esc_goes_one_step_back_and_loses_nothing() {
    let mut s = Script::live();
    s.review();
    for want in [Screen::Compose, Screen::Instance, Screen::Start, Screen::Start] {
        assert_eq!(s.keys("<Esc>"), []);
        assert_eq!(s.model.shared.screen, want);
    }
    assert_eq!(s.keys("n<Enter>"), [], "the list and the tree are still there");
    s.keys("<C-g>");
    assert_eq!(
        s.model.review.open.as_ref().map(|r| r.reviewed.body().text().to_owned()).as_deref(),
        Some(BODY)
    );
}

#[test]
fn leaving_is_asked_about_when_something_would_be_left() {
    let mut s = Script::live();
    assert_eq!(s.keys("q"), [Effect::Terminal(Terminal::Quit)], "nothing typed, nothing running");

    let mut s = Script::live();
    s.choose(0);
    assert_eq!(s.keys("q"), [], "a letter in a field");
    assert_eq!(
        s.keys("<C-c>"),
        [Effect::Terminal(Terminal::Quit)],
        "what is typed is saved as a draft"
    );

    let mut s = Script::live();
    s.send();
    s.ended(accepted());
    assert_eq!(s.keys("q"), [], "a backup runs");
    assert!(matches!(s.model.dialog.overlays[..], [Overlay::Leave]));
    assert_eq!(s.keys("<Esc>"), []);
    assert!(s.model.dialog.overlays.is_empty());
    assert_eq!(
        s.keys("<C-c><C-c>"),
        [Effect::Terminal(Terminal::Quit)],
        "a second Ctrl-C leaves at once"
    );
}

#[test]
fn the_exit_status_says_what_is_left_behind() {
    assert_eq!(Script::live().model.exit_code(), ExitCode::Done);
    let mut s = Script::live();
    s.send();
    assert_eq!(s.model.exit_code(), ExitCode::Unknown, "left while sending");
    s.ended(refused());
    assert_eq!(s.model.exit_code(), ExitCode::NothingCreated);
    s.keys("<Esc><C-g>");
    s.backups(Ok(Vec::new()));
    s.keys("<Tab><Enter>");
    s.ended(accepted());
    assert_eq!(s.model.exit_code(), ExitCode::Running);
    let done = row(BACKUP, "pre-mig-CHG0042311", BackupState::Completed, &s);
    s.polled(Ok(None), Ok(Some(done)));
    assert_eq!(s.model.exit_code(), ExitCode::Done, "the refusal before is history");

    for (end, code) in [
        (lost(), ExitCode::Unknown),
        (CreateEnd::Answered(answered(202, None, "")), ExitCode::Running),
    ] {
        let mut s = Script::live();
        s.send();
        s.ended(end);
        assert_eq!(s.model.exit_code(), code);
    }
    let mut s = Script::live();
    s.send();
    s.ended(accepted());
    let failed = row(BACKUP, "pre-mig-CHG0042311", BackupState::Failed, &s);
    s.polled(Ok(None), Ok(Some(failed)));
    assert_eq!(s.model.exit_code(), ExitCode::Failed);
}

#[test]
fn a_demo_begins_with_its_instances() {
    let s = Script::new(Mode::Demo, place(), 80, 24);
    assert_eq!(s.model.shared.screen, Screen::Instance, "the choice was made on the command line");
    assert!(matches!(s.effects[..], [Effect::Ask { query: Query::Instances, .. }]));
}

#[test]
fn without_a_configuration_nothing_is_asked_and_the_missing_row_gets_the_cursor() {
    let mut s = Script::new(Mode::Live, Session::default(), 80, 24);
    assert_eq!(s.keys("n"), []);
    assert_eq!(
        (s.model.shared.screen, s.model.port.notice.clone()),
        (Screen::Start, Some(Notice::SetupFirst))
    );
    assert_eq!(s.model.start_rows()[s.model.start.row], start::rows::StartRow::Region);
}

#[test]
fn backups_that_cannot_be_read_are_a_warning_not_an_end() {
    let mut s = Script::live();
    s.fill();
    s.keys("<C-g>");
    s.backups(Err(refusal(403, "DBS.280032", "no permission")));
    let review = s.model.review.open.as_ref().expect("Review");
    assert!(review.may_send() && review.needs_phrase());
}
