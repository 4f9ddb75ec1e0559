//! `geminidb-backup watch` on a terminal: the screen, and lines where they are wished for.

use geminidb_backup::simulator::Scenario;

use super::watch::made_elsewhere;
use crate::support::{
    operator::{Launch, Operator, SOON},
    pty::Exit,
    service::Service,
};

/// A watch on a machine without the journal.
fn watch_on_screen(service: &Service, id: &str, token: &str) -> Operator {
    let args =
        ["watch", id, "--endpoint", &service.endpoint(), "--project-id", &service.project_id()];
    Launch::bare().args(&args).token_file(token, 0o600).start()
}

#[test]
fn on_a_screen_a_backup_id_is_followed_and_q_leaves_it_running() {
    let service = Service::at_speed(Scenario::Slow, 1.0);
    let (backup, job) = made_elsewhere(&service);
    let mut operator = watch_on_screen(&service, &backup, &service.token());
    operator.wait("WATCH, read only");
    operator.wait("backup BUILDING");
    operator.pty.send_keys("r");
    operator.wait_below("Job ID", |id| id == job);
    operator.wait_below("Backup ID", |id| id == backup);
    // Neither a new backup nor the set-up is anywhere behind this screen.
    operator.press("<Esc>", "There is nothing behind this screen; q leaves.");
    operator.pty.send_keys("n");
    operator.wait_gone("There is nothing behind this screen");
    operator.wait("WATCH, read only");
    operator.pty.send_keys("q");
    let (exit, printed) = operator.gone(SOON);
    assert_eq!(exit, Exit::Code(4));
    let rows: Vec<&str> = printed.lines().collect();
    assert!(rows.contains(&backup.as_str()) && rows.contains(&job.as_str()), "{printed}");
    operator.assert_restored();
    assert_eq!(service.creates_received(), 1);
}

#[test]
fn on_a_screen_a_refused_token_is_asked_for_and_the_end_stays_in_sight() {
    let service = Service::of(Scenario::Smooth);
    let (backup, _) = made_elsewhere(&service);
    let mut operator = watch_on_screen(&service, &backup, "not-the-token-of-this-service");
    operator.wait("Never shown, stored or logged");
    operator.pty.send(service.token().as_bytes());
    operator.wait(&format!("***  {} characters", service.token().len()));
    operator.pty.send_keys("<Enter>");
    operator.read_until("now: COMPLETED");
    operator.pty.send_keys("q");
    assert_eq!(operator.gone(SOON).0, Exit::Code(0));
    operator.assert_restored();
}

#[test]
fn with_lines_a_terminal_gets_lines_too() {
    let service = Service::at_speed(Scenario::Slow, 1.0);
    let (backup, _) = made_elsewhere(&service);
    let args = [
        "watch",
        &backup,
        "--lines",
        "--endpoint",
        &service.endpoint(),
        "--project-id",
        &service.project_id(),
    ];
    let mut operator =
        Launch::bare().args(&args).token_file(&service.token(), 0o600).size((200, 24)).start();
    operator.wait("backup BUILDING");
    operator.pty.send_keys("<C-c>");
    let (exit, printed) = operator.gone(SOON);
    assert_eq!(exit, Exit::Code(4));
    assert!(printed.contains("the backup goes on at the service"), "{printed}");
    assert!(!operator.pty.raw_output().contains(&0x1b), "no escape sequence");
}
