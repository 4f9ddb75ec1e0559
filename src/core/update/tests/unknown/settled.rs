//! What can still be done once it is settled that a backup is not there, and the keys of the
//! screen.

use super::*;
use crate::core::{
    operation::record::{Doubts, Record},
    port::{Terminal, TicketForm},
};

#[test]
fn one_that_was_settled_in_an_earlier_run_can_still_be_found() {
    let first = settled();
    let file = file(&first, 1, 700, |_| {});
    let mut s = Script::with_journal(
        Mode::Live,
        place(),
        80,
        24,
        DiskContents { open: vec![file], ..DiskContents::default() },
    );
    assert_eq!(s.effects, [], "it is settled: nobody looks");
    assert!(s.model.operations.open().next().is_none());
    s.keys("<End><Enter>");
    assert_eq!(choices(&s), [Choice::LookAgain, Choice::StateId, Choice::Repeat]);
    let effects = s.keys(&format!("<Down><Enter>{BACKUP}<Enter>"));
    assert!(matches!(&effects[..], [Effect::Poll { .. }]), "{effects:?}");
    assert_eq!(s.model.operations.open().count(), 1);
}

/// Its file stays where it can be gone on with; only what can have no sequel is closed.
#[test]
fn settled_is_not_closed() {
    let s = settled();
    let closed = |effect: &Effect| matches!(effect, Effect::Disk(Disk::Write { close: true, .. }));
    assert!(!s.journal.iter().any(closed), "{:?}", s.journal.last());
}

#[test]
fn looking_again_takes_a_whole_window_of_its_own() {
    let mut s = settled();
    go_to(&mut s, &Choice::LookAgain);
    s.keys("<Enter>");
    s.looked(Ok(Vec::new()));
    assert_eq!((operation(&s).not_there, operation(&s).may_be_repeated()), (None, false));
    pass(&mut s, 601);
    s.looked(Ok(Vec::new()));
    assert!(operation(&s).may_be_repeated());
}

/// Another program settled the operation after this one read the journal.
#[test]
fn one_that_the_history_opens_can_still_be_found() {
    let mut s = Script::with_journal(Mode::Live, place(), 80, 24, DiskContents::default());
    s.keys("h");
    s.found.open.push(file(&settled(), 1, 700, |_| {}));
    s.keys("r<Home><Enter>");
    assert_eq!((operation(&s).stage, s.model.shared.screen), (Stage::NotThere, Screen::Watch));
    assert_eq!(choices(&s), [Choice::LookAgain, Choice::StateId, Choice::Repeat]);
}

#[test]
fn a_closed_operation_of_an_earlier_run_offers_nothing() {
    let file = file(&settled(), 1, 700, |_| {});
    let found = DiskContents { closed: vec![file], closed_total: 1, ..DiskContents::default() };
    let mut s = Script::with_journal(Mode::Live, place(), 80, 24, found);
    s.keys("<End><Enter>");
    assert_eq!((operation(&s).stage, s.model.context()), (Stage::NotThere, Context::Watch));
}

#[test]
fn c_opens_the_ticket_and_offers_its_text() {
    let mut s = looking();
    let effects = s.keys("c");
    let [Effect::Disk(Disk::ReadRecord { ask, known: Some(known), .. })] = &effects[..] else {
        panic!("{effects:?}")
    };
    let record = Box::new(Record::of_memory(known.clone(), Doubts::default()));
    let read = Msg::RecordRead { ask: *ask, record: record.clone() };
    let offered = Effect::Terminal(Terminal::CopyRecord(record, TicketForm::Text));
    assert_eq!((s.feed(read.clone()), s.model.context()), (vec![offered], Context::Ticket));
    assert_eq!(s.feed(read), [], "once");
    s.keys("<Esc>");
    // Once there are IDs, those.
    let found = row(BACKUP, NAME, BackupState::Building, &s);
    s.looked(Ok(vec![found]));
    assert_eq!(s.keys("c"), [Effect::Terminal(Terminal::Copy(format!("backup_id {BACKUP}")))]);
}

#[test]
fn pages_scroll_the_log_while_the_arrows_choose() {
    let mut s = looking();
    s.press(Key::plain(KeyCode::PageDown), true);
    assert!(s.model.watch.scroll > 0);
    s.keys("<Down>");
    assert!(s.model.watch.scroll > 0);
    assert_eq!(s.model.watch.recovery.at, Some(Choice::StateId));
}
