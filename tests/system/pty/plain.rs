//! Plain mode: the whole job as questions and whole lines.

use std::{collections::HashSet, fs, time::Duration};

use geminidb_backup::simulator::{Call, Fault, Scenario};
use rustix::process::Signal;

use super::watch::made_elsewhere;
use crate::support::{
    operator::{Launch, Operator, SOON},
    piped::Piped,
    pty::Exit,
    service::Service,
    talker::Talker,
};

const INSTANCE: &str = "cass-docs-01";

/// No control character but the line's end, and no state of the operation twice.
#[track_caller]
fn assert_plain(talker: &Talker) {
    let raw = talker.operator.pty.raw_output();
    let control = raw.iter().find(|byte| byte.is_ascii_control() && !matches!(byte, b'\r' | b'\n'));
    assert_eq!(control, None, "{}", talker.all());
    let mut said = HashSet::new();
    // A page to which the operator comes back is told again.
    let kinds = ["Created:", "Backup ID:", "Job ID:", "Progress:", "Completed:"];
    let all = talker.all();
    let twice = all.lines().filter(|line| kinds.iter().any(|kind| line.starts_with(kind)));
    let twice: Vec<&str> = twice.filter(|line| !said.insert(*line)).collect();
    assert!(twice.is_empty(), "said twice: {twice:?}\n{all}");
}

#[test]
fn a_demo_goes_from_launch_to_both_ids_and_to_completed() {
    let mut talker = Talker::start(Launch::demo("smooth", 50).env("LANG", "C"));
    let (_, line) = talker.review(INSTANCE, "pre-mig-CHG0042311");
    assert!(line.starts_with("cass-docs-01 "), "{line}");
    talker.confirm(&line);
    talker.wait("Created: Was it created? YES");
    talker.wait("Backup ID: ");
    talker.wait("Job ID: ");
    talker.wait("Completed: ");
    let (exit, said) = talker.leave();
    assert_eq!(exit, Exit::Code(0));
    assert!(said.contains("DEMO, COMPLETED: "), "{said}");
    assert!(said.is_ascii(), "{said}");
    assert_plain(&talker);
    talker.operator.assert_restored();
}

#[test]
fn the_configuration_can_ask_for_plain_mode() {
    let service = Service::of(Scenario::Smooth);
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("config.toml");
    fs::write(&config, "plain = true\n").expect("a file");
    let config = config.to_str().expect("a readable path");
    let mut talker = Talker::start(Launch::live(&service).env("GEMINIDB_BACKUP_CONFIG", config));
    talker.answer("new");
    talker.review(INSTANCE, "plain-by-file");
    assert_plain(&talker);
    assert_eq!(service.creates_received(), 0);
}

#[test]
fn the_body_is_that_of_the_screens_for_the_same_answers() {
    let service = Service::of(Scenario::Smooth);
    let mut operator = Launch::live(&service).start();
    operator.begin();
    let on_screen = operator.back_up(INSTANCE, "for-the-record");
    let _ = operator.ids();
    let service = Service::of(Scenario::Smooth);
    let mut talker = Talker::start(Launch::live(&service));
    talker.answer("new");
    let (in_lines, line) = talker.review(INSTANCE, "for-the-record");
    talker.confirm(&line);
    talker.wait("Created: Was it created? YES");
    assert_eq!(in_lines, on_screen);
    assert_eq!(service.digest_of_the_only_create(), on_screen);
}

#[test]
fn answers_are_corrected_searched_and_told_once_more() {
    let mut talker = Talker::start(Launch::demo("smooth", 50).args(&["--plain"]));
    talker.answers(&["docs", "1", "a"]);
    assert!(talker.answer("bad<name").contains("Error: 1 of at least 4 characters"));
    assert!(talker.answer("=back").contains("Error: not allowed: < at 4"));
    assert!(talker.answer("back").contains("Field: Desc"));
    assert!(talker.answer("pre-mig").contains("Now: back"));
    talker.answers(&["before the change", "2", "nonsense and more"]);
    assert!(talker.answer("back").contains("Page: Preview of the paste"));
    assert!(talker.answer("?").contains("Note: The list was not taken"));
    assert!(talker.answer("show tables of databaseNameA").contains("1. databaseNameA"));
    let said = talker.answer("tick 2");
    assert!(said.contains("2. databaseNameA."), "{said}");
    let said = talker.answer("?");
    assert!(said.contains("Will back up: NOT the instance. Only: databaseNameA."), "{said}");
    let said = talker.answer("quit");
    assert!(said.contains("review: go to Review"), "{said}");
    assert_eq!(talker.operator.gone(SOON).0, Exit::Code(0));
}

#[test]
fn an_unknown_outcome_has_its_choices_and_leaves_with_3() {
    let service = Service::of(Scenario::LostNotMade);
    let mut talker = Talker::start(Launch::live(&service));
    talker.answer("new");
    let (_, line) = talker.review(INSTANCE, "lost");
    talker.confirm(&line);
    talker.wait("Unknown: Was it created? UNKNOWN   do not send again");
    assert!(talker.answer("2").contains("2. The console shows it: type its backup ID"));
    talker.answer("not an ID");
    let said = talker.answer("back");
    assert!(said.contains("Error: A backup ID is one word of letters"), "{said}");
    talker.answer("read");
    talker.wait("Progress: ");
    let (exit, said) = talker.leave();
    assert_eq!((exit, service.creates_received()), (Exit::Code(3), 1), "{said}");
    assert_plain(&talker);
}

#[test]
fn a_watch_is_resumed_in_lines() {
    let service = Service::at_speed(Scenario::Slow, 1.0);
    let (backup, job) = made_elsewhere(&service);
    let place = ["--endpoint", &service.endpoint(), "--project-id", &service.project_id()];
    let args = [&["watch", &backup, "--plain"], &place[..]].concat();
    for _ in 0..2 {
        let launch = Launch::bare().args(&args).token_file(&service.token(), 0o600);
        let mut talker = Talker::at(launch.start());
        talker.wait(&format!("Backup ID: {backup}"));
        talker.wait("backup BUILDING");
        talker.wait(&format!("Job ID: {job}"));
        talker.write("quit");
        let (exit, _) = talker.operator.gone(SOON);
        assert_eq!(exit, Exit::Code(4), "{}", talker.all());
        assert_plain(&talker);
    }
}

#[test]
fn a_list_file_of_300_tables_is_what_is_sent() {
    let service = Service::of(Scenario::ManyTables);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("list");
    let names: Vec<String> = (0..300).map(|n| format!("wanted.table_{n:03}")).collect();
    fs::write(&path, names.join("\n")).expect("a file");
    let mut talker = Talker::start(Launch::live(&service));
    talker.answers(&["new", INSTANCE, "1", "many-tables", "before the change", "2", "list"]);
    talker.answer(path.to_str().expect("a readable path"));
    assert!(talker.answer("add").contains("Read: 300 tables in 300 lines"));
    talker.answer("review");
    let page = talker.answer("send");
    assert!(page.contains("DATABASE/TABLE level: 300 tables"), "{page}");
    let chosen = page.lines().find(|line| line.starts_with("Chosen: ")).expect("the names");
    assert!(names.iter().all(|name| chosen.contains(name)), "{chosen}");
    let line = talker.confirmation();
    talker.confirm(&line);
    talker.wait("Was it created?");
    let body = service.creates()[0].body.clone();
    let body = String::from_utf8(body.to_vec()).expect("JSON");
    assert!(names.iter().all(|name| body.contains(&name["wanted.".len()..])), "{body}");
}

#[test]
fn a_secret_is_typed_and_not_shown() {
    let service = Service::of(Scenario::Smooth);
    let mut talker = Talker::start(Launch::without_token(&service));
    talker.answers(&["new", "4", "2"]);
    talker.wait("it is not shown");
    talker.write(&format!("x\u{7f}{}", service.token()));
    talker.wait(&format!("token, {} characters", service.token().len()));
    talker.answer("new");
    talker.answer("quit");
    talker.operator.gone(SOON);
    assert!(!talker.all().contains(&service.token()));
    talker.operator.assert_restored();
}

/// The second line of a paste would be taken for the next answer, and shown.
#[test]
fn of_a_paste_of_several_lines_nothing_becomes_a_secret_or_an_answer() {
    let service = Service::of(Scenario::Smooth);
    let mut talker = Talker::start(Launch::without_token(&service));
    talker.answers(&["new", "4", "2"]);
    talker.wait("it is not shown");
    talker.write("first-part\nsecond-part");
    talker.wait("more than one line came");
    talker.answer("back");
    talker.question();
    let said = talker.all();
    assert!(!said.contains("first-part") && !said.contains("second-part"), "{said}");
}

#[test]
fn a_hang_up_and_a_signal_end_it_with_the_status_of_the_screens() {
    let mut talker = Talker::start(Launch::demo("slow", 1));
    let (_, line) = talker.review(INSTANCE, "left-behind");
    talker.confirm(&line);
    talker.wait("Created: Was it created? YES");
    talker.operator.pty.signal(Signal::TERM);
    let (exit, said) = talker.operator.gone(SOON);
    assert_eq!(exit, Exit::Code(4), "{said}");
    assert!(talker.all().contains("DEMO, RUNNING: "), "{said}");
    let mut talker = Talker::start(Launch::demo("slow", 1));
    talker.question();
    talker.operator.pty.send(&[4]);
    assert_eq!(talker.operator.gone(SOON).0, Exit::Code(0), "the end of the input");
}

#[test]
fn without_any_terminal_ssh_is_to_bring_one() {
    let mut piped = Piped::start(&["--demo", "--plain"]);
    let (status, lines, errors) = piped.end();
    // A test that runs on a terminal has one to offer.
    if fs::File::open("/dev/tty").is_err() {
        assert_eq!((status, lines.len()), (Some(2), 0));
        assert!(errors.contains("use `ssh -t`"), "{errors}");
    }
}

/// Starts the program under `script`, which records a session.
#[test]
fn it_runs_under_script() {
    let mut shell: Operator = Launch::demo("smooth", 50).env("TERM", "dumb").start_shell("$ ");
    shell.wait("$ ");
    shell.pty.send_keys("command -v script || echo none of it<Enter>");
    shell.pty.wait_for(SOON, |screen| {
        let text = screen.contents();
        text.contains("/script") || text.contains("\nnone of it")
    });
    if shell.pty.screen().contains("\nnone of it") {
        println!("SKIPPED: there is no `script` here");
        return;
    }
    shell.pty.send_keys("script -q -c \"$START\" /dev/null<Enter>");
    let mut talker = Talker::at(shell);
    let (_, line) = talker.review(INSTANCE, "recorded");
    talker.confirm(&line);
    talker.wait("Created: Was it created? YES");
}

/// The usual terminal has 80 columns.
#[test]
fn a_line_that_can_be_copied_is_never_broken_and_name_and_code_stand_alone() {
    const NAME: &str = "wider-than-eighty-columns-and-still-not-broken-anywhere";
    let launch = Launch::demo("smooth", 50).env("TERM", "dumb");
    let mut talker = Talker::at(launch.start());
    let (_, line) = talker.review(INSTANCE, NAME);
    let all = talker.all();
    assert!(all.lines().any(|it| it == line), "name and code stand alone: {all}");
    // The shell takes each piece of a broken command for a command of its own.
    let body = format!(r#"{{"name":"{NAME}","description":"before the change"}}"#);
    assert!(body.len() > 80 && all.lines().any(|it| it == body), "{all}");
}

#[test]
fn a_line_that_is_typed_while_the_create_call_is_out_is_dropped_with_a_word() {
    let service = Service::of(Scenario::Smooth);
    let mut talker = Talker::start(Launch::live(&service));
    talker.answer("new");
    let (_, line) = talker.review(INSTANCE, "typed-meanwhile");
    service.inject(Fault::slow(Duration::from_secs(5)), Call::Create, 1);
    talker.confirm(&line);
    talker.wait("Wait: sent, no answer yet");
    talker.write("new");
    talker.wait("Error: the line was dropped");
    talker.write("?");
    talker.wait("Wait: sent, no answer yet");
    // Without its end it would be the beginning of a later answer.
    talker.operator.pty.send(b"ne");
    let said = talker.wait("Question: new lines come by themselves");
    assert!(said.contains("Created: Was it created? YES"), "{said}");
    talker.write("history");
    talker.wait("Page: History");
}
