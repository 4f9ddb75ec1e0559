//! Answers that no client expects: clear words or clean text, the draft kept, and nothing of the
//! server's control characters on the terminal.

use geminidb_backup::simulator::{BadBody, Call, Fault, Scenario, Twist};

use crate::support::{
    operator::{Launch, Operator, each},
    pty::Exit,
    service::Service,
};

const NAME: &str = "kept-whatever-comes";
const DESCRIPTION: &str = "typed with care";

/// Answers that cannot be used, and what the screen says of each.
fn unusable() -> Vec<(&'static str, (Fault, &'static str))> {
    vec![
        ("empty", (Fault::body(BadBody::Empty), "the answer is empty")),
        ("HTML", (Fault::body(BadBody::Html), "the answer is not JSON: <")),
        ("not UTF-8", (Fault::body(BadBody::NotUtf8), "the answer is not JSON: {")),
        ("huge", (Fault::body(BadBody::Huge(64 << 20)), "the answer is larger than")),
        ("truncated", (Fault::cut(), "the answer was cut short")),
        (
            "an error page",
            (Fault::answer(502, "<html>\x1b[2J\x1b]0;owned\x07Bad Gateway</html>"), "HTTP 502"),
        ),
        ("no JSON object", (Fault::answer(200, "[[[]]]"), "HTTP 200, but")),
    ]
}

/// Answers that can be used once they are cleaned.
const STRANGE: [(&str, Twist); 3] = [
    ("escape sequences", Twist::EscapeSequences),
    ("loose types", Twist::LooseTypes),
    ("unknown states", Twist::UnknownStatus),
];

/// Leaves, and looks at all that was ever written: nothing of the server's own control characters.
#[track_caller]
fn assert_ended_clean(operator: &mut Operator) {
    let (exit, printed) = operator.leave();
    assert!(matches!(exit, Exit::Code(0 | 3 | 4)), "{exit:?} {printed}");
    operator.assert_restored();
    let output = operator.pty.raw_output();
    for planted in ["\x1b]0;", "\x07", "\u{202e}", "\u{9b}", "\u{9d}"] {
        let found = output.windows(planted.len()).any(|window| window == planted.as_bytes());
        assert!(!found, "{planted:?} reached the terminal");
    }
}

fn begun(service: &Service) -> Operator {
    let mut operator = Launch::live(service).start();
    operator.begin();
    operator
}

#[track_caller]
fn assert_draft_kept(operator: &Operator) {
    operator.wait("2 COMPOSE");
    operator.wait(NAME);
    operator.wait(DESCRIPTION);
}

#[test]
fn unusable_instance_lists_are_said_and_the_draft_stays() {
    each(&unusable(), |(fault, words)| {
        let service = Service::of(Scenario::Smooth);
        let mut operator = begun(&service);
        operator.choose("cass-docs-01");
        operator.fill(NAME, DESCRIPTION);
        operator.press("<C-o>", "1 INSTANCE");
        service.inject(fault.clone(), Call::Instances, u32::MAX);
        operator.press("r", words);
        operator.pty.send_keys("<C-t>");
        assert_draft_kept(&operator);
        assert_ended_clean(&mut operator);
    });
}

#[test]
fn unusable_database_lists_are_said_and_names_can_be_typed() {
    each(&unusable(), |(fault, words)| {
        let service = Service::of(Scenario::Smooth);
        service.inject(fault.clone(), Call::Databases, u32::MAX);
        let mut operator = begun(&service);
        operator.choose("cass-docs-01");
        operator.fill(NAME, DESCRIPTION);
        operator.choose_tables("The databases could not be read: ");
        operator.wait_said(words);
        operator.press("i", "Case matters. Not verified");
        operator.pty.send(b"databaseNameA");
        operator.wait("databaseNameA");
        operator.pty.send_keys("<Enter>");
        operator.wait_gone("Case matters. Not verified");
        operator.wait("databaseNameA");
        assert_draft_kept(&operator);
        assert_ended_clean(&mut operator);
    });
}

#[test]
fn unusable_table_lists_are_said_at_their_database() {
    each(&unusable(), |(fault, words)| {
        let service = Service::of(Scenario::Smooth);
        service.inject(fault.clone(), Call::Tables, u32::MAX);
        let mut operator = begun(&service);
        operator.choose("cass-docs-01");
        operator.fill(NAME, DESCRIPTION);
        operator.choose_tables("databaseNameA");
        operator.press("<Right>", "r refreshes");
        operator.wait(words);
        operator.wait("databaseNameB");
        assert_draft_kept(&operator);
        assert_ended_clean(&mut operator);
    });
}

#[test]
fn unusable_backup_lists_ask_for_the_typed_name() {
    each(&unusable(), |(fault, words)| {
        let service = Service::of(Scenario::Smooth);
        service.inject(fault.clone(), Call::Backups, u32::MAX);
        let mut operator = begun(&service);
        operator.choose("cass-docs-01");
        operator.fill(NAME, DESCRIPTION);
        operator.review();
        operator.wait("backups not read: ");
        // The line breaks before it, and further on.
        let shown: String =
            words.trim_start_matches("the ").chars().take("answer is".len()).collect();
        operator.wait(&shown);
        operator.wait("type the instance's name");
        operator.pty.send_keys("<Esc>");
        assert_draft_kept(&operator);
        assert_eq!(service.creates_received(), 0);
        assert_ended_clean(&mut operator);
    });
}

#[test]
fn an_accepted_call_with_an_unusable_answer_is_a_yes_and_the_backup_is_found() {
    let bodies = [
        ("empty", Fault::body(BadBody::Empty)),
        ("HTML", Fault::body(BadBody::Html)),
        ("not UTF-8", Fault::body(BadBody::NotUtf8)),
        ("huge", Fault::body(BadBody::Huge(64 << 20))),
        ("truncated", Fault::cut()),
    ];
    each(&bodies, |fault| {
        let service = Service::of(Scenario::Smooth);
        service.inject(fault.clone(), Call::Create, 1);
        let mut operator = begun(&service);
        operator.back_up("cass-docs-01", NAME);
        operator.wait("Accepted with HTTP 202, but the answer carries no backup ID.");
        operator.pty.send_keys("r");
        let made = service.backups_made().swap_remove(0);
        assert_eq!(operator.ids(), (made.backup_id.to_string(), made.job_id.to_string()));
        operator.completed();
        assert_eq!(service.creates_received(), 1);
        assert_ended_clean(&mut operator);
    });
}

#[test]
fn an_error_page_in_answer_to_the_create_call_is_unknown_and_keeps_the_draft() {
    let service = Service::of(Scenario::Smooth);
    let (_, (page, _)) = unusable().swap_remove(5);
    service.inject(page, Call::Create, 1);
    let mut operator = begun(&service);
    operator.back_up("cass-docs-01", NAME);
    operator.wait("Was it created?  UNKNOWN");
    operator.press("n", "1 INSTANCE");
    operator.choose("cass-docs-01");
    operator.wait(NAME);
    assert_eq!(service.creates_received(), 1);
    assert_ended_clean(&mut operator);
}

#[test]
fn unusable_jobs_are_said_and_the_backup_row_decides() {
    each(&unusable(), |(fault, words)| {
        let service = Service::of(Scenario::Smooth);
        service.inject(fault.clone(), Call::Jobs, u32::MAX);
        let mut operator = begun(&service);
        operator.back_up("cass-docs-01", NAME);
        operator.completed();
        operator.wait("reading failed: ");
        operator.wait_said(words);
        operator.ids();
        assert_ended_clean(&mut operator);
    });
}

#[test]
fn strange_but_usable_answers_are_cleaned_and_the_job_goes_through() {
    each(&STRANGE, |twist| {
        let service = Service::of(Scenario::Smooth);
        for call in [
            Call::Instances,
            Call::Databases,
            Call::Tables,
            Call::Backups,
            Call::Create,
            Call::Jobs,
        ] {
            service.inject(Fault::twist(*twist), call, u32::MAX);
        }
        let mut operator = begun(&service);
        operator.choose("cass-docs-01");
        operator.fill(NAME, DESCRIPTION);
        operator.choose_tables("databaseNameA");
        operator.press("<Right>", " - databaseNameA");
        operator.wait_gone("reading the tables...");
        operator.move_on("<S-Tab>");
        operator.pty.send_keys("<Space>");
        operator.wait_said("The WHOLE INSTANCE cass-docs-01");
        assert_draft_kept(&operator);
        operator.review();
        let asked = operator.pty.screen().contains(": type the ");
        assert_eq!(
            asked,
            *twist == Twist::UnknownStatus,
            "an unknown state of the instance asks for its name"
        );
        if asked {
            operator.confirm_typing("cass-docs-01");
        } else {
            operator.confirm();
        }
        operator.ids();
        assert_eq!(service.creates_received(), 1);
        assert_ended_clean(&mut operator);
    });
}

#[test]
fn a_failure_with_escape_sequences_in_its_reason_is_shown_clean() {
    let service = Service::of(Scenario::Failed);
    service.inject(Fault::twist(Twist::EscapeSequences), Call::Jobs, u32::MAX);
    let mut operator = begun(&service);
    operator.back_up("cass-docs-01", NAME);
    operator.read_until("now: FAILED");
    operator.wait("backup FAILED: ");
    let (exit, printed) = operator.leave();
    assert_eq!(exit, Exit::Code(5));
    assert!(printed.contains("\nreason "), "{printed}");
    let output = operator.pty.raw_output();
    assert!(
        !output.contains(&7) && !output.windows(4).any(|window| window == b"\x1b]0;"),
        "the reason was not cleaned"
    );
}
