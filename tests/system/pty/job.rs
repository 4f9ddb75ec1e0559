//! The job: from launch to both IDs, in a demo and against a real endpoint.

use geminidb_backup::simulator::{Options, Scenario};
use serde_json::{Value, json};

use crate::support::{
    operator::{Launch, Operator},
    pty::Exit,
    service::{Service, ServiceProcess},
};

/// Each ID stands alone on a line of what is printed when the program has gone.
#[track_caller]
fn assert_printed(printed: &str, (backup, job): &(String, String)) {
    let lines: Vec<&str> = printed.lines().collect();
    for (label, id) in [("backup_id", backup), ("job_id", job)] {
        let at = lines
            .iter()
            .position(|line| line == id)
            .unwrap_or_else(|| panic!("{id} is not alone on a line:\n{printed}"));
        assert_eq!(lines[at - 1], label, "{printed}");
    }
}

#[test]
fn a_demo_goes_from_launch_to_both_ids_and_to_completed() {
    let mut operator = Launch::demo("smooth", 50).start();
    operator.back_up("cass-orders-01", "pre-mig-CHG0042311");
    let ids = operator.ids();
    operator.wait("now: COMPLETED");
    operator.wait("Was it created?  YES");
    operator.wait("DEMO");
    let (exit, printed) = operator.leave();
    assert_eq!(exit, Exit::Code(0));
    assert!(printed.contains("DEMO, COMPLETED: "), "{printed}");
    assert_printed(&printed, &ids);
    operator.assert_restored();
}

#[test]
fn leaving_while_a_backup_runs_says_so_and_exits_with_4() {
    let mut operator = Launch::demo("slow", 1).start();
    operator.back_up("cass-docs-01", "left-behind");
    let ids = operator.ids();
    operator.press("q", "Leaving stops nothing at the service.");
    operator.press("n", "now: running");
    let (exit, printed) = operator.leave();
    assert_eq!(exit, Exit::Code(4));
    assert!(printed.contains("DEMO, RUNNING: "), "{printed}");
    assert_printed(&printed, &ids);
}

/// What the screen says of one that is followed and that neither list shows.
const NOT_LISTED: &str = "not listed since ";

#[test]
fn a_backup_that_vanishes_is_not_shown_as_running_and_nothing_is_sent_again() {
    let service = faulty("watch=gone-3s");
    let mut operator = Launch::live(&service).start();
    operator.begin();
    operator.back_up("cass-docs-01", "vanished");
    let ids = operator.ids();
    operator.read_until("now: last seen BUILDING ");
    operator.read_until(NOT_LISTED);
    operator.wait("Look in the console, among the backups of cass-docs-01");
    operator.wait("no backup of that name is listed");
    operator.wait("1 not seen");
    for gone in ["running", "█", "Left  ", "Finish  "] {
        assert!(!operator.pty.screen().contains(gone), "{gone}: {}", operator.pty.screen());
    }
    let (exit, printed) = operator.leave();
    assert_eq!((exit, service.creates_received()), (Exit::Code(3), 1), "{printed}");
    assert!(printed.contains("not listed since ") && !printed.contains("RUNNING"), "{printed}");
    assert_printed(&printed, &ids);
}

#[test]
fn a_backup_that_is_away_for_a_while_is_followed_to_its_end_again() {
    let service = faulty("watch=away-3s");
    let mut operator = Launch::live(&service).start();
    operator.begin();
    operator.back_up("cass-docs-01", "back-again");
    let ids = operator.ids();
    operator.read_until(NOT_LISTED);
    operator.read_until("now: running");
    operator.completed();
    assert_eq!(operator.ids(), ids);
    assert_eq!((operator.leave().0, service.creates_received()), (Exit::Code(0), 1));
}

/// A service on which a backup takes some seconds, and this goes wrong.
fn faulty(fault: &str) -> Service {
    let faults = vec![fault.parse().expect("a fault of the simulator")];
    Service::with(Options { faults, speed: 2.0, ..Options::default() })
}

/// The job against a service of its own thread: what was reviewed is what arrived, once.
fn complete_against(service: &Service, operator: &mut Operator) {
    operator.begin();
    let digest = operator.back_up("cass-docs-01", "for-the-record");
    let ids = operator.ids();
    operator.completed();
    let (exit, printed) = operator.leave();
    assert_eq!(exit, Exit::Code(0));
    assert_printed(&printed, &ids);
    assert_eq!(service.digest_of_the_only_create(), digest);
    let made = service.backups_made();
    assert_eq!(made.len(), 1);
    assert_eq!((made[0].backup_id.to_string(), made[0].job_id.to_string()), ids);
    assert_eq!(
        (made[0].name.as_str(), made[0].description.as_str()),
        ("for-the-record", "before the change")
    );
}

#[test]
fn a_real_endpoint_with_a_token_file() {
    let service = Service::of(Scenario::Smooth);
    complete_against(&service, &mut Launch::live(&service).start());
}

#[test]
fn a_real_endpoint_with_the_token_in_the_environment() {
    let service = Service::of(Scenario::Smooth);
    complete_against(
        &service,
        &mut Launch::without_token(&service).env("HW_AUTH_TOKEN", &service.token()).start(),
    );
}

#[test]
fn a_real_endpoint_with_the_token_typed_into_the_masked_prompt() {
    let service = Service::of(Scenario::Smooth);
    let mut operator = Launch::without_token(&service).start();
    operator.open_token_prompt();
    operator.pty.send(service.token().as_bytes());
    operator.wait(&format!("{} characters", service.token().len()));
    operator.press("<Enter>", "characters, from the sign-in form");
    complete_against(&service, &mut operator);
}

#[test]
fn a_real_endpoint_that_is_a_process_of_its_own() {
    let service = ServiceProcess::start();
    let launch = Launch::at(
        service.said("endpoint"),
        service.said("iam_endpoint"),
        service.said("project_id"),
    );
    let mut operator = launch.token_file(service.said("token"), 0o600).start();
    operator.begin();
    operator.back_up("mongo-catalogue-01", "between-processes");
    let ids = operator.ids();
    operator.completed();
    let (exit, printed) = operator.leave();
    assert_eq!(exit, Exit::Code(0));
    assert_printed(&printed, &ids);
}

#[test]
fn the_documented_example_is_sent_as_documented() {
    let service = Service::of(Scenario::Smooth);
    let mut operator = Launch::live(&service).start();
    operator.begin();
    operator.choose("cass-docs-01");
    operator.fill("documented-example", "as on the page of the API");
    operator.choose_tables("databaseNameA");
    operator.press("<Right>", "table_A");
    for chosen in ["1 table", "2 tables"] {
        operator.move_on("<Down>");
        operator.press("<Space>", &format!("Databases and tables | {chosen}"));
    }
    operator.move_on("<Down>");
    operator.move_on("<Down>");
    operator.press("<Space>", "1 whole database + 2 tables");
    operator.wait("NOT the instance. Only: databaseNameA.table_A; databaseNameA.table_B;");
    operator.wait("databaseNameB (all)");
    let digest = operator.review();
    operator.wait("NOT the instance");
    operator.confirm();
    operator.ids();
    assert_eq!(service.digest_of_the_only_create(), digest);
    let body: Value = serde_json::from_slice(&service.creates()[0].body).expect("JSON");
    let documented = json!([
        {"database_name": "databaseNameA", "table_names": ["table_A", "table_B"]},
        {"database_name": "databaseNameB", "table_names": null}
    ]);
    assert_eq!(body["database_tables"], documented);
}
