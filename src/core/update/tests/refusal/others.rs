//! A refusal that is looked behind, beside other programs, other attempts and other runs.

use super::*;
use crate::core::{
    base::time,
    compose::state::ComposeFocus,
    draft::Rule,
    port::{Disk, Terminal},
};

/// Two programs follow one operation: whatever stands in the file, and in whichever order,
/// a found backup stays found.
#[test]
fn a_backup_that_another_program_found_is_not_taken_back_by_a_refusal_that_stands() {
    let s = sent(contested());
    let (at, backup) = (s.utc(), BackupId::received(BACKUP).expect("an ID"));
    let found = Event::Found { by: crate::core::operation::FoundBy::Operator, backup };
    for order in [[found.clone(), Event::RefusalStands], [Event::RefusalStands, found]] {
        let more = order.map(|event| Entry { at, event });
        let entries = operation(&s).lines.iter().cloned().chain(more).collect();
        let Replayed::Operation(read) = Operation::replay(s.latest(), entries) else { panic!() };
        assert_eq!((read.stage, read.created), (Stage::Following, Some(Created::Yes)));
    }
}

/// While it is looked for, a second confirmation wants the typed name, and what was refused is
/// neither sent nor waited for.
#[test]
fn while_a_refusal_is_looked_behind_nothing_is_prepared_again_by_it() {
    let mut s = sent(contested());
    assert_eq!(s.model.draft.name.value(), NAME, "the form is kept");
    s.keys("w");
    assert_eq!(
        (s.model.shared.screen, s.model.review.open.is_none()),
        (Screen::Watch, true),
        "not before it is a NO"
    );
    s.keys("<Up><Up><Up><Down><Down><Enter>");
    assert!(
        matches!(s.model.port.notice, Some(Notice::Choice(_))) && s.model.review.open.is_none(),
        "locked"
    );
    s.keys("n<Enter><C-g>");
    s.backups(Ok(Vec::new()));
    s.keys("<Tab><Enter>");
    assert_eq!((s.created().len(), s.model.port.notice.clone()), (1, Some(Notice::PhraseWrong)));
}

/// The row of the first attempt is not the second's, which was refused long after it began: nothing
/// keeps the program from knowing whose it is.
#[test]
fn a_name_that_the_first_attempt_took_is_the_firsts() {
    let mut s = sent(CreateEnd::NoAnswer(Silence::Timeout(60)));
    let (first, row) = (s.latest(), ours(&s));
    s.now += 700_000;
    let (utc, at) = (s.utc(), time::Millis(s.now));
    s.feed(Msg::Clock { utc, at });
    s.looked(Ok(Vec::new()));
    s.keys("<Down><Down><Down><Enter>");
    s.backups(Ok(Vec::new()));
    s.keys("<Tab>cass-orders-01<Enter>");
    let effects = s.ended(answer(400, "DBS.201201"));
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Look { operation, .. } if *operation == first)),
        "{effects:?}"
    );
    let at = s.utc();
    s.feed(Msg::Looked { operation: first, at, looked: rows(vec![row.clone()]) });
    let of_first = s.model.operations.list.iter().find(|o| o.id == first).expect("the first");
    assert_eq!((of_first.stage, &of_first.backup_id), (Stage::Following, &Some(row.id.clone())));
    look_past_the_minute(&mut s, |_| rows(vec![row.clone()]));
    assert_eq!((created(&s), s.created().len()), (Some(Created::No), 2));
}

/// A watch that takes it up a quarter of an hour later looks first, and ends with what that shows.
#[test]
fn a_watch_of_a_refused_request_ends_once_it_has_looked() {
    let mut s = Script::lines_for(&sent(contested()));
    assert!(matches!(&s.effects[..], [Effect::Look { .. }]), "{:?}", s.effects);
    assert_eq!(s.model.exit_code(), ExitCode::Unknown);
    assert!(s.looked(Ok(Vec::new())).contains(&Effect::Terminal(Terminal::Quit)));
    assert_eq!((created(&s), s.model.exit_code()), (Some(Created::No), ExitCode::NothingCreated));
    assert!(matches!(s.journal.last(), Some(Effect::Disk(Disk::Write { close: true, .. }))));
}

/// The form remembers the refusal: the name is marked, and a free name is one key away.
#[test]
fn a_name_that_the_service_refused_stays_marked_in_the_form() {
    let mut s = sent(answer(400, "DBS.201201"));
    look_past_the_minute(&mut s, |_| nothing());
    assert_eq!(created(&s), Some(Created::No));
    s.keys("<Esc>");
    assert_eq!(s.model.compose.focus, ComposeFocus::Name);
    let marked = |s: &Script| s.model.compose.violations.iter().any(|v| v.rule == Rule::NameTaken);
    assert!(marked(&s), "{:?}", s.model.compose.violations);
    s.keys("<C-x>");
    assert!(!marked(&s));
    assert_eq!(s.model.draft.name.value(), "pre-mig-CHG0042312");
}
