//! What can become of one confirmation: each scenario of the simulator, and one create call per
//! confirmation.

use std::time::Duration;

use geminidb_backup::simulator::{Options, Scenario};

use crate::support::{
    operator::{A_LOOK, Launch, Operator, SOON, each},
    pty::Exit,
    service::Service,
};

const NAME: &str = "for-the-change";

/// A service that refuses the create call for want of a permission.
fn refusing() -> Service {
    let faults = vec!["create=403-280032".parse().expect("a fault")];
    Service::with(Options { faults, ..Options::default() })
}

/// The program at the list of instances of a scenario.
fn begun(service: &Service) -> Operator {
    let mut operator = Launch::live(service).start();
    operator.begin();
    operator
}

/// The verdict of the first line, alone in its place.
#[track_caller]
fn wait_verdict(operator: &Operator, verdict: &str) {
    wait_verdict_for(SOON, operator, verdict);
}

/// A refusal that may hide an acceptance is looked behind for a minute before it is a NO.
#[track_caller]
fn wait_refusal_stands(operator: &Operator) {
    wait_verdict(operator, "UNKNOWN");
    operator.wait("not known yet: looking");
    wait_verdict_for(Duration::from_secs(120), operator, "NO");
}

#[track_caller]
fn wait_verdict_for(patience: Duration, operator: &Operator, verdict: &str) {
    operator.pty.wait_for(patience, |screen| {
        let rows = screen.rows(0, screen.size().1.get());
        // What to do about it, or the state, may follow.
        let words = rows
            .map(|row| row.trim().to_owned())
            .filter_map(|row| row.strip_prefix("Was it created?  ").map(str::to_owned));
        words.into_iter().any(|rest| {
            rest.strip_prefix(verdict).is_some_and(|more| !more.starts_with(char::is_alphanumeric))
        })
    });
}

/// How many create calls arrived, and how many backups they made.
#[track_caller]
fn assert_calls(service: &Service, calls: usize, made: usize) {
    assert_eq!((service.creates_received(), service.backups_made().len()), (calls, made));
}

/// Back in the form after a refusal, nothing typed is lost; a fresh review then succeeds.
#[track_caller]
fn send_again(service: &Service, operator: &mut Operator) {
    operator.press("<Esc>", "2 COMPOSE");
    operator.wait(NAME);
    operator.wait("before the change");
    operator.review();
    operator.confirm();
    operator.completed();
    let (backup, _) = operator.ids();
    let made = service.backups_made();
    assert_eq!((made.len(), made[0].backup_id.as_str()), (1, backup.as_str()));
    assert_eq!(operator.leave().0, Exit::Code(0));
}

#[test]
fn busy_is_a_no_after_a_minute_of_looking_and_a_fresh_review_succeeds() {
    let service = Service::of(Scenario::Busy);
    let mut operator = begun(&service);
    operator.back_up("cass-docs-01", NAME);
    wait_refusal_stands(&operator);
    operator.wait("The instance is busy or not ready. Wait until it is idle,");
    assert_calls(&service, 1, 0);
    operator.press("<Esc>", "2 COMPOSE");
    operator.review();
    // What made it busy is a backup, and Review sees it end.
    while operator.pty.screen().contains("BUILDING") {
        operator.pty.send_keys("r");
        operator.pty.wait_quiet(A_LOOK);
        operator.wait_gone("[...]");
    }
    operator.confirm();
    operator.completed();
    assert_calls(&service, 2, 1);
    assert_eq!(operator.leave().0, Exit::Code(0));
}

#[test]
fn leaving_after_a_refusal_exits_with_1() {
    let service = refusing();
    let mut operator = begun(&service);
    operator.back_up("cass-docs-01", NAME);
    wait_verdict(&operator, "NO");
    let (exit, printed) = operator.leave();
    assert_eq!(exit, Exit::Code(1));
    assert!(printed.contains("NO: The service refused"), "{printed}");
    assert_calls(&service, 1, 0);
}

#[test]
fn leaving_while_a_refusal_is_looked_behind_exits_with_3() {
    let service = Service::of(Scenario::NameTaken);
    let mut operator = begun(&service);
    operator.back_up("cass-docs-01", NAME);
    wait_verdict(&operator, "UNKNOWN");
    let (exit, printed) = operator.leave();
    assert_eq!(exit, Exit::Code(3));
    assert!(printed.contains("UNKNOWN: A backup may exist."), "{printed}");
    assert!(!printed.contains("NO: "), "{printed}");
    assert_calls(&service, 1, 0);
}

#[test]
fn a_name_that_was_taken_meanwhile_is_a_no() {
    let service = Service::of(Scenario::NameTaken);
    let mut operator = begun(&service);
    operator.back_up("cass-docs-01", NAME);
    wait_refusal_stands(&operator);
    operator.wait("HTTP 400");
    assert_calls(&service, 1, 0);
    // The focus is on the name, which is what the service refused.
    operator.press("<Esc>", "> Name");
    operator.pty.send(b"-2");
    operator.wait(&format!("{NAME}-2"));
    operator.review();
    operator.confirm();
    operator.completed();
    assert_calls(&service, 2, 1);
    assert_eq!(service.backups_made()[0].name, format!("{NAME}-2"));
    assert_eq!(operator.leave().0, Exit::Code(0));
}

#[test]
fn a_refusal_shows_its_request_id_in_full() {
    each(&[("usual", (80, 24)), ("smallest", (60, 16))], |size| {
        let service = refusing();
        let mut operator = Launch::live(&service).size(*size).start();
        operator.begin();
        operator.back_up("cass-docs-01", NAME);
        wait_verdict(&operator, "NO");
        let rows = operator.rows().join(" ");
        let id = rows
            .split_once("request ID ")
            .map(|(_, rest)| rest.split_whitespace().next().unwrap_or_default());
        assert!(
            id.is_some_and(|id| id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit())),
            "{}",
            operator.pty.screen()
        );
    });
}

#[test]
fn a_throttled_call_is_a_no_and_is_not_repeated_by_the_program() {
    let service = Service::of(Scenario::Throttled);
    let mut operator = begun(&service);
    operator.back_up("cass-docs-01", NAME);
    wait_verdict(&operator, "NO");
    operator.wait("Too many requests. Wait a minute, then review and send");
    assert_calls(&service, 1, 0);
    send_again(&service, &mut operator);
    assert_calls(&service, 2, 1);
}

#[test]
fn an_answer_without_ids_is_a_yes_and_the_backup_is_looked_up() {
    let service = Service::of(Scenario::IdsMissing);
    let mut operator = begun(&service);
    operator.back_up("cass-docs-01", NAME);
    wait_verdict(&operator, "YES");
    // Between finding the backup and finding its job there may be no frame at all.
    operator.pty.send_keys("r");
    operator.wait_below("Backup ID", |id| id == service.backups_made()[0].backup_id.as_str());
    operator.completed();
    let (exit, printed) = operator.leave();
    assert_eq!(exit, Exit::Code(0));
    assert!(
        printed.lines().any(|l| l == service.backups_made()[0].backup_id.as_str()),
        "{printed}"
    );
    assert_calls(&service, 1, 1);
}

#[test]
fn a_lost_answer_is_unknown_until_the_backup_is_found() {
    each(&[("lost", Scenario::LostMade), ("error", Scenario::ErrorThenMade)], |scenario| {
        let service = Service::of(*scenario);
        let mut operator = begun(&service);
        operator.back_up("cass-docs-01", NAME);
        wait_verdict(&operator, "UNKNOWN");
        operator.wait("do not send again");
        operator.press("r", "Was it created?  YES");
        operator.wait_below("Backup ID", |id| id == service.backups_made()[0].backup_id.as_str());
        operator.completed();
        assert_eq!(operator.leave().0, Exit::Code(0));
        assert_calls(&service, 1, 1);
    });
}

#[test]
fn a_lost_answer_without_a_backup_stays_unknown_and_exits_with_3() {
    let service = Service::of(Scenario::LostNotMade);
    let mut operator = begun(&service);
    operator.back_up("cass-docs-01", NAME);
    wait_verdict(&operator, "UNKNOWN");
    operator.press("r", "looked: no matching backup");
    wait_verdict(&operator, "UNKNOWN");
    let (exit, printed) = operator.leave();
    assert_eq!(exit, Exit::Code(3));
    assert!(printed.contains("UNKNOWN: A backup may exist."), "{printed}");
    assert_calls(&service, 1, 0);
}

#[test]
fn another_send_beside_an_unknown_outcome_needs_the_name_typed() {
    let service = Service::of(Scenario::LostNotMade);
    let mut operator = begun(&service);
    operator.back_up("cass-docs-01", NAME);
    wait_verdict(&operator, "UNKNOWN");
    operator.press("n", "1 INSTANCE");
    operator.choose("cass-docs-01");
    operator.review();
    operator.wait("is UNKNOWN: this may be a");
    operator.confirm_typing("cass-docs-01");
    operator.completed();
    assert_calls(&service, 2, 1);
    assert_eq!(operator.leave().0, Exit::Code(3), "the first one is still in doubt");
}

#[test]
fn a_backup_that_fails_gives_the_reason_and_exits_with_5() {
    let service = Service::of(Scenario::Failed);
    let mut operator = begun(&service);
    operator.back_up("cass-docs-01", NAME);
    operator.read_until("now: FAILED");
    let ids = operator.ids();
    operator.wait("backup FAILED: ");
    let (exit, printed) = operator.leave();
    assert_eq!(exit, Exit::Code(5));
    assert!(
        printed.contains("FAILED: ") && printed.contains("\nreason ") && printed.contains(&ids.0),
        "{printed}"
    );
    assert_calls(&service, 1, 1);
}

#[test]
fn a_job_that_the_service_does_not_know_is_no_alarm() {
    let service = Service::of(Scenario::JobUnknown);
    let mut operator = begun(&service);
    operator.back_up("cass-docs-01", NAME);
    operator.completed();
    operator.wait("job not listed   backup COMPLETED");
    assert_eq!(operator.leave().0, Exit::Code(0));
    assert_calls(&service, 1, 1);
}

#[test]
fn a_token_that_dies_while_watching_is_said_and_a_new_one_goes_on() {
    let service = Service::at_speed(Scenario::TokenExpires, 20.0);
    let mut operator = begun(&service);
    operator.back_up("cass-docs-01", NAME);
    let ids = operator.ids();
    // It asks by itself; whoever is not ready for that closes the prompt, and t opens it again.
    operator.read_until("Never shown, stored or logged");
    operator.press("<Esc>", "HTTP 401");
    operator.press("t", "Never shown, stored or logged");
    operator.pty.send(service.renew_token().as_bytes());
    operator.wait(&format!("***  {} characters", service.token().len()));
    operator.pty.send_keys("<Enter>");
    operator.completed();
    assert_eq!(operator.ids(), ids);
    assert_eq!(operator.leave().0, Exit::Code(0));
    assert_calls(&service, 1, 1);
}

#[test]
fn table_level_switched_off_never_widens_the_scope() {
    let service = Service::of(Scenario::TableLevelOff);
    let mut operator = begun(&service);
    operator.choose("cass-docs-01");
    operator.fill(NAME, "before the change");
    operator.choose_tables("databaseNameA");
    operator.press("<Space>", "1 whole database");
    operator.review();
    operator.wait("NOT the instance. DATABASE/TABLE level: 1 whole database");
    operator.confirm();
    wait_verdict(&operator, "NO");
    operator.wait("table-level backup may");
    operator.press("<Esc>", "2 COMPOSE");
    operator.wait("NOT the instance. Only: databaseNameA (all)");
    assert_calls(&service, 1, 0);
}

#[test]
fn a_refused_listing_takes_a_typed_id_with_its_engine_and_the_last_eight_characters() {
    let service = Service::of(Scenario::ListingRefused);
    let id = service.instance("mongo-catalogue-01");
    let mut operator = begun(&service);
    operator.wait("HTTP 403 DBS.280032");
    operator.wait("A permission is missing: nosql:instance:list or nosql:backup:list.");
    operator.press("i", "Choose its engine with Up/Down. Neither is verified.");
    operator.press("too-short", "too-short");
    operator.press("<Enter>", "An instance ID is 32 hex digits");
    operator.pty.send_keys("<C-u>");
    operator.pty.send(id.as_bytes());
    operator.wait(&id);
    operator.press("<Enter>", "Choose the engine of the instance");
    operator.press("<Down>", "> Cassandra");
    operator.press("<Down>", "> Mongo");
    operator.press("<Enter>", "2 COMPOSE");
    operator.wait("Mongo as stated   not verified");
    operator.fill(NAME, "before the change");
    operator.review();
    operator.wait("type the end of the ID");
    assert!(operator.rows().iter().any(|row| row.trim() == &id[28..]), "{}", operator.pty.screen());
    // The whole ID is not what is asked for.
    operator.pty.send_keys("<Tab>");
    operator.wait_gone("Tab, then type it here");
    operator.pty.send(&id.as_bytes()[20..]);
    operator.wait(&id[20..]);
    operator.pty.wait_quiet(A_LOOK);
    operator.press("<Enter>", "Not sent: type the words shown, exactly.");
    assert_calls(&service, 0, 0);
    operator.pty.send_keys("<C-u>");
    operator.pty.send(&id.as_bytes()[28..]);
    operator.wait("Enter sends once");
    operator.look_and_press();
    operator.ids();
    assert_calls(&service, 1, 1);
}

#[test]
fn a_database_of_many_tables_is_chosen_in_part_and_stays_in_part() {
    let service = Service::of(Scenario::ManyTables);
    let mut operator = begun(&service);
    operator.wait("| read ");
    let instance = operator
        .rows()
        .iter()
        .find_map(|row| row.strip_prefix("> ").map(str::to_owned))
        .unwrap_or_default();
    let instance =
        instance.split_whitespace().next().expect("an instance under the cursor").to_owned();
    operator.choose(&instance);
    operator.fill(NAME, "before the change");
    operator.move_on("<Tab>");
    operator.press("<Space>", "(*) databases and tables");
    operator.move_on("<Tab>");
    operator.wait("[ ]");
    operator.press("o", "Its tables are being read; then press o again.");
    operator.wait("300 tables");
    operator.press("o", "all 300, one by one");
    operator.press("<End>", "294 more above");
    operator.move_on("<Up>");
    operator.press("<Space>", "| 299 tables");
    operator.review();
    operator.wait("NOT the instance. DATABASE/TABLE level: 299 tables");
    operator.confirm();
    operator.ids();
    assert_calls(&service, 1, 1);
    let scope = &service.backups_made()[0].database_tables;
    assert_eq!(scope.len(), 1);
    operator.completed();
    assert_eq!(operator.leave().0, Exit::Code(0));
}

#[test]
fn wide_and_combining_names_keep_their_place() {
    let service = Service::of(Scenario::Cjk);
    let mut operator = begun(&service);
    operator.wait("订单-生产-01");
    operator.wait("cass-docs-01");
    let columns = operator.pty.look(|screen| {
        let (rows, columns) = screen.size();
        let text = |row, column| {
            (0..9)
                .filter_map(|n| screen.cell(row, column + n))
                .map(vt100::Cell::contents)
                .collect::<String>()
        };
        let of_row = |row| (0..columns.get() - 9).find(|column| text(row, *column) == "Cassandra");
        (0..rows.get()).take(12).filter_map(of_row).collect::<Vec<u16>>()
    });
    assert!(
        columns.len() >= 3 && columns.iter().all(|c| *c == columns[0]),
        "the engines' column: {columns:?}"
    );
    operator.choose("订单-生产-01");
    operator.fill(NAME, "变更前的备份");
    let (row, column) = operator.pty.look(vt100::Screen::cursor_position);
    let field = operator.pty.look(|s| s.contents_between(row, 9, row, column));
    assert_eq!(field, "变更前的备份", "the cursor stands right behind the text");
    operator.review();
    operator.wait("变更前的备份");
    operator.confirm();
    operator.ids();
    assert_calls(&service, 1, 1);
    assert_eq!(service.backups_made()[0].description, "变更前的备份");
}
