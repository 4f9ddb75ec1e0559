//! Two programs, one state folder: neither hides, damages or repeats what the other does.

use std::{thread, time::Duration};

use geminidb_backup::{
    core::operation::{Stage, created::Created},
    simulator::{Call, Fault, Scenario},
};

use crate::{
    pty::kept::{Journal, State, open, said},
    support::{
        operator::{A_LOOK, Operator, SOON, each},
        pty::{Exit, until},
        service::Service,
    },
};

const INSTANCE: &str = "cass-docs-01";
const HELD_BACK: &str =
    "Not sent: another operation on this instance has turned up. Look at the checks.";

/// At the form, filled in.
#[track_caller]
fn filled_in(state: &State, service: &Service, name: &str) -> Operator {
    let mut operator = state.begin(service);
    operator.choose(INSTANCE);
    operator.fill(name, "before the change");
    operator
}

/// The file whose backup has this name.
#[track_caller]
fn of_name(state: &State, name: &str) -> Journal {
    let named = |journal: &Journal| {
        serde_json::to_string(&journal.read.entries[0].event).is_ok_and(|text| text.contains(name))
    };
    state.journals().into_iter().find(named).expect("its file")
}

/// Every file can be read to its last line.
#[track_caller]
fn assert_all_whole(state: &State, count: usize) {
    let journals = state.journals();
    assert_eq!(journals.len(), count);
    journals.iter().for_each(Journal::assert_whole);
}

#[test]
fn what_one_has_in_doubt_the_other_is_told_on_review_and_types_the_name() {
    let unanswered = [
        ("hanging", Fault::hang().after_acting()),
        ("lost", Fault::close().after_acting()),
        ("not made", Fault::reset()),
    ];
    each(&unanswered, |fault| {
        let (service, state) = (Service::of(Scenario::Smooth), State::new());
        service.inject(fault.clone(), Call::Create, 1);
        // Both are there before anything happens: only the folder can tell the second one.
        let mut second = filled_in(&state, &service, "of-the-second");
        let mut first = filled_in(&state, &service, "of-the-first");
        first.review();
        first.confirm();
        until(SOON, "the create call", || service.creates_received() == 1);
        let rival = of_name(&state, "of-the-first").id;
        second.review();
        said(&second, &format!("[WARN] of-the-first ({rival}, "));
        said(&second, "is UNKNOWN: this may be a second backup");
        second.pty.send_keys("<Tab>");
        second.wait_gone("Tab, then type it here");
        second.pty.wait_quiet(A_LOOK);
        second.press("<Enter>", "Not sent: type the words shown, exactly.");
        assert_eq!(service.creates_received(), 1);
        second.pty.send(INSTANCE.as_bytes());
        second.wait("Enter sends once");
        second.look_and_press();
        until(SOON, "the second call", || service.creates_received() == 2);
        assert!(second.leave().0 != Exit::Code(101) && first.leave().0 == Exit::Code(3));
        let (first, second) = (of_name(&state, "of-the-first"), of_name(&state, "of-the-second"));
        assert_all_whole(&state, 2);
        assert!(!first.closed && first.operation().is_unresolved(), "it stays in doubt");
        let intent = second.operation().intent.expect("an intent");
        assert!(intent.warnings > 0, "that it was confirmed in spite of a warning is on record");
    });
}

/// Sent, or held back?
#[track_caller]
fn is_sent(operator: &Operator) -> bool {
    operator.pty.wait_for(SOON, |screen| {
        screen.contents().contains("4 WATCH") || screen.contents().contains(HELD_BACK)
    });
    operator.pty.screen().contains("4 WATCH")
}

/// What it knows has been written: the answer to its call has come, or it has been taken back.
#[track_caller]
fn wait_ended(state: &State, name: &str) {
    until(SOON, "the record of its end", || {
        of_name(state, name).events().contains(&"ended".to_owned())
    });
}

#[test]
fn of_two_that_confirm_at_once_no_two_send_and_who_is_held_back_goes_on_with_the_name() {
    each(&[("1", ()), ("2", ()), ("3", ()), ("4", ())], |()| {
        let (service, state) = (Service::of(Scenario::Smooth), State::new());
        let names = ["of-the-first", "of-the-second"];
        let mut both = names.map(|name| filled_in(&state, &service, name));
        for operator in &mut both {
            operator.review();
            assert!(!operator.pty.screen().contains("[WARN]"), "{}", operator.pty.screen());
            operator.focus_button();
        }
        both.iter().for_each(|operator| operator.pty.wait_quiet(A_LOOK));
        for operator in &mut both {
            operator.pty.send_keys("<Enter>");
        }
        let sent: Vec<bool> = both.iter().map(is_sent).collect();
        assert_ne!(sent, [true, true]);
        names.iter().for_each(|name| wait_ended(&state, name));
        assert_eq!(service.creates_received(), sent.iter().filter(|sent| **sent).count());

        let held = sent.iter().position(|sent| !sent).expect("one was held back");
        let journal = of_name(&state, names[held]);
        assert_eq!(journal.events(), ["reviewed", "intended", "ended"]);
        assert_eq!((journal.closed, journal.operation().created), (false, Some(Created::NotSent)));
        let before = service.creates_received();
        said(&both[held], "[WARN] of-the-");
        said(&both[held], "a second backup");
        both[held].confirm_typing(INSTANCE);
        until(SOON, "its call", || service.creates_received() == before + 1);
        wait_ended(&state, names[held]);
        for operator in &mut both {
            operator.leave();
        }
        assert_eq!(service.creates_received(), before + 1);
        assert_all_whole(&state, 2);
        assert!(state.journals().iter().all(|journal| journal.operation().created.is_some()));
    });
}

#[test]
fn what_one_has_made_since_the_other_opened_review_holds_the_other_back() {
    let (service, state) = (Service::at_speed(Scenario::Smooth, 1.0), State::new());
    let mut second = filled_in(&state, &service, "of-the-second");
    second.review();
    second.focus_button();
    let mut first = filled_in(&state, &service, "of-the-first");
    first.review();
    first.confirm();
    first.ids();
    let made = of_name(&state, "of-the-first").id;
    second.pty.wait_quiet(A_LOOK);
    second.press("<Enter>", HELD_BACK);
    said(&second, &format!("[WARN] of-the-first ({made}, "));
    said(&second, "was made meanwhile: this would be a second backup");
    // The heading of the confirmation says the same as the check.
    second.wait(&format!("{made} was made: type the instance's name"));
    assert!(!second.pty.screen().contains("UNKNOWN"), "{}", second.pty.screen());
    wait_ended(&state, "of-the-second");
    assert_eq!(of_name(&state, "of-the-second").operation().created, Some(Created::NotSent));
    assert_eq!(service.creates_received(), 1);
    second.confirm_typing(INSTANCE);
    until(SOON, "the second call", || service.creates_received() == 2);
    // A review from now on knows of it by itself.
    let mut third = filled_in(&state, &service, "of-the-third");
    third.review();
    third.wait("BUILDING");
    assert!(!third.pty.screen().contains("was made meanwhile"), "{}", third.pty.screen());
}

#[test]
fn two_that_work_at_the_same_time_on_two_instances_keep_two_whole_journals() {
    let (service, state) = (Service::of(Scenario::Smooth), State::new());
    let (state, service) = (&state, &service);
    thread::scope(|scope| {
        for (instance, name) in [(INSTANCE, "of-the-first"), ("cass-orders-01", "of-the-second")] {
            scope.spawn(move || {
                let mut operator = state.begin(service);
                operator.back_up(instance, name);
                operator.completed();
                let ids = operator.ids();
                assert_eq!(operator.leave().0, Exit::Code(0));
                let journal = of_name(state, name);
                assert_eq!(
                    (journal.closed, journal.operation().stage, journal.ids()),
                    (true, Stage::Completed, ids)
                );
            });
        }
    });
    assert_all_whole(state, 2);
    assert_eq!((service.creates_received(), service.backups_made().len()), (2, 2));
}

#[test]
fn an_operation_that_two_follow_ends_on_both_screens_and_in_one_whole_file() {
    let (service, state) = (Service::at_speed(Scenario::Smooth, 5.0), State::new());
    let mut first = filled_in(&state, &service, "followed-by-two");
    first.review();
    first.confirm();
    let ids = first.ids();
    state.wait_record("ended");
    let mut second = state.launch(&service).start();
    open(&mut second, state.only().id);
    assert_eq!(second.ids(), ids);
    thread::scope(|scope| {
        for operator in [&mut first, &mut second] {
            scope.spawn(|| operator.completed());
        }
    });
    for mut operator in [first, second] {
        assert_eq!(operator.ids(), ids);
        let (exit, printed) = operator.leave();
        assert_eq!(exit, Exit::Code(0));
        assert!(
            [&ids.0, &ids.1].iter().all(|id| printed.lines().any(|line| line == **id)),
            "{printed}"
        );
    }
    assert_all_whole(&state, 1);
    let journal = state.only();
    assert_eq!(
        (journal.closed, journal.operation().stage, journal.ids()),
        (true, Stage::Completed, ids)
    );
    assert_eq!(journal.events().iter().filter(|event| *event == "resumed").count(), 1);
    assert_eq!(service.creates_received(), 1);
}

#[test]
fn what_one_finds_while_the_other_still_waits_for_the_answer_is_told_once_and_is_the_same() {
    let (service, state) = (Service::at_speed(Scenario::Smooth, 5.0), State::new());
    service.inject(Fault::slow(Duration::from_secs(4)), Call::Create, 1);
    let mut first = filled_in(&state, &service, "found-by-the-second");
    first.review();
    first.confirm();
    until(SOON, "the backup", || service.backups_made().len() == 1);
    state.wait_record("sent");
    let mut second = state.launch(&service).start();
    open(&mut second, state.only().id);
    second.read_until("now: ");
    let ids = first.ids();
    assert_eq!(ids.0, service.backups_made()[0].backup_id.as_str());
    for operator in [&mut first, &mut second] {
        operator.completed();
        assert_eq!(operator.ids(), ids);
        assert_eq!(operator.leave().0, Exit::Code(0));
    }
    assert_all_whole(&state, 1);
    assert_eq!((state.only().operation().stage, state.only().ids()), (Stage::Completed, ids));
    assert_eq!(service.creates_received(), 1);
}

#[test]
fn an_operation_that_one_closes_while_the_other_follows_it_stays_closed_and_loses_nothing() {
    let (service, state) = (Service::at_speed(Scenario::Smooth, 5.0), State::new());
    let mut first = filled_in(&state, &service, "closed-by-the-first");
    first.review();
    first.confirm();
    let ids = first.ids();
    state.wait_record("ended");
    let mut second = state.launch(&service).start();
    open(&mut second, state.only().id);
    second.wait("now: running");
    first.completed();
    assert_eq!(first.leave().0, Exit::Code(0));
    state.wait_closed();
    let closed = state.only();
    second.completed();
    assert_eq!(second.ids(), ids);
    assert_eq!(second.leave().0, Exit::Code(0));
    assert_all_whole(&state, 1);
    let journal = state.only();
    assert!(
        journal.closed && journal.events().starts_with(&closed.events()),
        "{:?}",
        journal.events()
    );
    assert_eq!((journal.operation().stage, journal.ids()), (Stage::Completed, ids));
}
