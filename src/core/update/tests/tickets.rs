//! The ticket: from where it opens, its forms, the clipboard, a file.

use super::{
    answers::place,
    outcomes::{BACKUP, accepted, lost, row},
    records::{found, number},
    script::Script,
};
use crate::core::{
    base::{Ask, Level, OperationId, StateTrouble},
    operation::{
        Intent,
        backup::BackupState,
        record::{Doubts, Memory, Outcome, Record},
    },
    port::{Context, Disk, Effect, Msg, Notice, Overlay, Terminal, TextPage, Ticket, TicketForm},
    session::Mode,
    start::rows::StartRow,
};

fn ticket(s: &Script) -> &Ticket {
    let mut tickets = s.model.dialog.overlays.iter().filter_map(|overlay| match overlay {
        Overlay::Page { page: TextPage::Ticket(ticket), .. } => Some(&**ticket),
        _ => None,
    });
    tickets.next_back().expect("a ticket")
}

/// The question of the only effect, which asks for this operation's record.
fn asked(effects: &[Effect], wanted: OperationId) -> Ask {
    match effects {
        [Effect::Disk(Disk::ReadRecord { ask, operation, .. })] if *operation == wanted => *ask,
        other => panic!("{other:?}"),
    }
}

fn record(s: &Script) -> Box<Record> {
    let operation = Box::new(s.model.current().expect("an operation").clone());
    let doubts = Doubts { memory: Some(Memory::NoFile), ..Doubts::default() };
    Box::new(Record::of_memory(operation, doubts))
}

#[test]
fn e_on_watch_opens_the_ticket_in_five_forms() {
    for end in [accepted(), lost()] {
        let mut s = Script::live();
        s.send();
        s.ended(end);
        let id = s.latest();
        let ask = asked(&s.keys("e"), id);
        assert_eq!((s.model.context(), &ticket(&s).record), (Context::Ticket, &None));
        assert_eq!(s.keys("cs"), [], "there is nothing to copy or save yet");
        let record = record(&s);
        s.feed(Msg::RecordRead { ask: Ask(0), record: record.clone() });
        assert_eq!(ticket(&s).record, None, "the answer to another question");
        s.feed(Msg::RecordRead { ask, record: record.clone() });
        let mut forms = Vec::new();
        for key in ["<Tab>", "<Right>", "<Tab>", "<Tab>", "<Tab>"] {
            let effects = s.keys("c");
            let [Effect::Terminal(Terminal::CopyRecord(copied, form))] = &effects[..] else {
                panic!("{effects:?}")
            };
            assert_eq!((copied, s.model.port.notice.as_ref()), (&record, Some(&Notice::Copied)));
            forms.push(*form);
            s.keys(key);
        }
        assert_eq!(forms, TicketForm::ALL);
        s.keys("<Left>");
        assert_eq!(ticket(&s).form, TicketForm::Csv);
        s.keys("<Esc>");
        assert!(s.model.dialog.overlays.is_empty());
    }
}

#[test]
fn the_ticket_is_saved_and_no_file_is_replaced_unasked() {
    let mut s = Script::live();
    s.send();
    s.ended(accepted());
    let id = s.latest();
    let ask = asked(&s.keys("e"), id);
    let record = record(&s);
    s.feed(Msg::RecordRead { ask, record });
    s.keys("<Tab>s");
    let effects = s.keys("<Enter>");
    let [Effect::Disk(Disk::SaveRecord { ask, path, form, replace: false, .. })] = &effects[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!((path, *form), (&format!("./ticket-{id}.md"), TicketForm::Markdown));
    let exists = StateTrouble::Exists("./ticket".to_owned());
    s.feed(Msg::TextSaved { ask: *ask, result: Err(exists) });
    let effects = s.keys("<Enter>");
    let [Effect::Disk(Disk::SaveRecord { ask, replace: true, .. })] = &effects[..] else {
        panic!("{effects:?}")
    };
    s.feed(Msg::TextSaved { ask: *ask, result: Ok(()) });
    assert_eq!(s.model.port.notice, Some(Notice::TicketSaved));
    assert_eq!(ticket(&s).form, TicketForm::Markdown, "the ticket stays");
}

#[test]
fn an_open_ticket_is_made_anew_of_each_news() {
    let mut s = Script::live();
    s.send();
    s.ended(accepted());
    let id = s.latest();
    let old = asked(&s.keys("e"), id);
    s.feed(Msg::RecordRead { ask: old, record: record(&s) });
    assert_eq!(ticket(&s).record.as_ref().map(|record| record.outcome), Some(Outcome::Running));
    s.keys("s");
    let row = row(BACKUP, "pre-mig", BackupState::Completed, &s);
    let effects = s.polled(Ok(None), Ok(Some(row)));
    assert_ne!(asked(&effects, id), old, "it is read once more");
    s.feed(Msg::RecordRead { ask: ticket(&s).ask, record: record(&s) });
    s.feed(Msg::RecordRead { ask: old, record: record(&s) });
    let effects = s.keys("<Enter>");
    let [Effect::Disk(Disk::SaveRecord { record, ask, .. })] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(record.outcome, Outcome::Completed);
    s.feed(Msg::TextSaved { ask: *ask, result: Ok(()) });
    assert_eq!(s.model.port.notice, Some(Notice::TicketSaved));
}

#[test]
fn every_row_of_start_with_something_to_tell_has_a_ticket() {
    let mut s = Script::with_journal(Mode::Live, place(), 80, 24, found());
    let rows = s.model.start_rows();
    for (n, row) in rows.iter().enumerate() {
        s.model.start.row = n;
        let effects = s.keys("e");
        match row {
            StartRow::Operation(id) | StartRow::Ended(id) => _ = asked(&effects, *id),
            StartRow::Interrupted(_) => _ = asked(&effects, number(2)),
            _ => {
                assert_eq!((effects, &s.model.port.notice), (vec![], &Some(Notice::NoTicket)));
                continue;
            }
        }
        s.keys("<Esc>");
    }
}

#[test]
fn the_draft_in_the_form_has_a_ticket_with_its_request() {
    let mut s = Script::live();
    s.keys("n");
    s.instances();
    s.keys("<Enter>half-done<Esc><Esc>");
    let ticket_of_the_form = |s: &mut Script| {
        let form = s.model.start_rows().iter().position(|row| *row == StartRow::Form);
        s.model.start.row = form.expect("a draft");
        s.keys("e");
        ticket(s).record.clone().expect("a record")
    };
    let half = ticket_of_the_form(&mut s);
    assert_eq!((half.outcome, half.name.as_str()), (Outcome::Draft, "half-done"));
    assert_eq!(half.unsent_body(), None, "a form with errors is no request");
    s.keys("<Esc><Enter><Tab>why<Esc><Esc>");
    let whole = ticket_of_the_form(&mut s);
    assert_eq!(whole.unsent_body(), Some(r#"{"name":"half-done","description":"why"}"#));
}

#[test]
fn the_intent_keeps_each_check_with_what_was_accepted() {
    let mut s = Script::live();
    s.send();
    s.ended(accepted());
    let record = record(&s);
    let intent = s.model.current().and_then(|o| o.intent.clone()).expect("an intent");
    assert_eq!(record.checks, intent.checks);
    let named = |name: &str| {
        intent.checks.iter().find(|check| check.fact.get(name).is_some() || check.fact == name)
    };
    let unused = named("name_unused").expect("the check of the name");
    assert_eq!((unused.level, unused.at.is_some()), (Level::Ok, true));
    let warned = intent.checks.iter().filter(|check| check.level == Level::Warn).count();
    assert_eq!(warned, intent.warnings, "each warning was accepted by typing");
    assert!(named("journal_works").is_some());
    assert_eq!(intent.program.as_deref(), Some(env!("CARGO_PKG_VERSION")));
    assert!(intent.nodes.is_some(), "as the list of instances told");

    let mut old = serde_json::to_value(&intent).expect("JSON");
    let fields = old.as_object_mut().expect("an object");
    for new in ["checks", "program", "nodes", "used_gb"] {
        fields.remove(new);
    }
    let read: Intent = serde_json::from_value(old).expect("a file of an older program");
    assert_eq!((read.checks.len(), read.program, read.warnings), (0, None, intent.warnings));
}

#[test]
fn a_form_whose_request_was_sent_has_the_ticket_of_the_operation() {
    let mut s = Script::live();
    s.send();
    s.ended(lost());
    let id = s.latest();
    s.keys("<Esc>");
    let rows = s.model.start_rows();
    let form = rows.iter().position(|row| *row == StartRow::Form).expect("the form's text stays");
    s.keys("<Home>");
    for _ in 0..form {
        s.keys("<Down>");
    }
    asked(&s.keys("e"), id);
}
