//! The instance that the command line names, and a run that only reads, against a service that
//! keeps a record.

use geminidb_backup::simulator::{Scenario, Tried};

use crate::{
    pty::ways::Way,
    support::{
        operator::{Launch, Operator, each},
        pty::Exit,
        service::Service,
    },
};

const NAME: &str = "cass-docs-01";

/// The reads of the whole list of instances.
fn lists(service: &Service) -> usize {
    let of_one =
        |query: &str| ["id=", "name="].iter().any(|condition| query.starts_with(condition));
    let of_list = |path: &str, query: &str| path.ends_with("/instances") && !of_one(query);
    service.requests().iter().filter(|r| of_list(&r.path, &r.query)).count()
}

#[test]
fn an_instance_named_by_id_or_name_leads_straight_to_the_form() {
    let service = Service::of(Scenario::Smooth);
    let id = service.instance(NAME);
    for named in [NAME, &id] {
        let operator = Launch::live(&service).args(&["--instance", named]).start();
        operator.wait("2 COMPOSE");
        operator.wait(NAME);
    }
    assert_eq!(lists(&service), 0, "calls for exactly that instance are enough");
    let mut operator = Launch::demo("smooth", 50).args(&["--instance", NAME]).start();
    operator.wait("2 COMPOSE");
    operator.fill("named-on-the-line", "before the change");
    operator.review();
    operator.confirm();
    operator.ids();
}

#[test]
fn with_a_password_and_no_project_id_it_signs_in_once_and_leads_to_the_form() {
    let service = Service::of(Scenario::Smooth);
    let operator =
        Way::TerraformPassword.machine(&service).launch.args(&["--instance", NAME]).start();
    operator.wait("2 COMPOSE");
    operator.wait(NAME);
    assert_eq!(
        service.attempts().of_password(&service.account().user.name),
        Tried { calls: 1, refused: 0 }
    );
}

#[test]
fn a_password_with_a_carriage_return_is_named_and_not_tried() {
    let service = Service::of(Scenario::Smooth);
    let machine = Way::TerraformPassword.machine_for(&[], &service, |right| format!("{right}\r"));
    let mut operator = machine.launch.args(&["--instance", NAME]).start();
    operator.wait("Nothing can be sent yet");
    operator.press("<Down><Enter>", "Terraform's variables");
    operator.press("<Home>", "HW_USER_PASSWORD: a carriage return");
    assert_eq!(service.attempts().passwords.len(), 0);
}

#[test]
fn an_old_draft_keeps_no_runbooks_line_from_its_form_and_review_tells_whose_calls_they_are() {
    let service = Service::of(Scenario::Smooth);
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("state");
    let launch =
        || Launch::live(&service).args(&["--state-dir", state.to_str().expect("a readable path")]);
    let mut operator = launch().start();
    operator.begin();
    operator.choose(NAME);
    operator.pty.send(b"an-older-draft");
    operator.wait("draft saved ");
    assert_eq!(operator.leave().0, Exit::Code(0));
    let before = lists(&service);
    for named in [NAME, &service.instance(NAME)] {
        let line = [
            "--instance",
            named,
            "--name",
            "pre-CHG9",
            "--description",
            "before it",
            "--database",
            "databaseNameA",
        ];
        let mut operator = launch().args(&line).start();
        operator.wait("2 COMPOSE");
        operator.wait("1 whole database");
        operator.wait("acme:ops / ");
        operator.press("<C-g>", "3 REVIEW");
        operator.wait("as acme:ops");
        assert_eq!(operator.leave().0, Exit::Code(0));
    }
    assert_eq!(lists(&service), before, "the list was not read");
}

#[test]
fn a_name_that_no_instance_has_leaves_the_list_and_says_so() {
    let service = Service::of(Scenario::Smooth);
    let cases = [
        (
            "unknown",
            (
                "no-such-instance",
                "This project has no instance with the ID or name no-such-instance.",
                "mongo-catalogue-01",
            ),
        ),
        (
            "another case",
            ("CASS-docs-01", "No instance is named CASS-docs-01; there is cass-docs-01.", NAME),
        ),
    ];
    each(&cases, |(named, said, listed)| {
        let operator = Launch::live(&service).args(&["--instance", named]).start();
        operator.wait(said);
        operator.wait("1 INSTANCE");
        operator.wait(listed);
    });
}

/// The whole job typed to its end: to Review, to where the button would be, and every key that
/// would send.
fn type_everything(operator: &mut Operator) {
    operator.wait("READ ONLY");
    operator.choose(NAME);
    operator.fill("never-to-be-made", "before the change");
    operator.press("<C-g>", "3 REVIEW");
    operator.wait_gone("[...]");
    operator.wait("nothing can be sent");
    for keys in ["<Tab>", "<Enter>", "<Tab><Enter>", NAME, "<Enter>", "r", "<Enter>"] {
        operator.pty.send_keys(keys);
        operator.pty.wait_quiet(crate::support::operator::A_LOOK);
    }
    operator.wait("3 REVIEW");
    assert!(!operator.pty.screen().contains("[ Create backup ]"), "{}", operator.pty.screen());
}

#[test]
fn a_run_that_only_reads_goes_through_the_whole_job_without_a_single_post() {
    let service = Service::of(Scenario::Smooth);
    let mut operator = Launch::live(&service).args(&["--read-only"]).start();
    operator.begin();
    type_everything(&mut operator);
    let journal: Vec<_> = operator
        .files()
        .into_iter()
        .filter(|(path, _)| path.extension().is_some_and(|e| e == "jsonl"))
        .collect();
    assert!(journal.is_empty(), "{journal:?}");
    let (exit, printed) = operator.leave();
    assert_eq!(exit, Exit::Code(0), "{printed}");
    let requests = service.requests();
    let others: Vec<_> = requests.iter().filter(|r| r.method != "GET").collect();
    assert!(others.is_empty(), "{others:?}");
    assert!(requests.iter().any(|r| r.path.ends_with("/backups")), "what Review asks for was read");
    assert_eq!((service.creates_received(), service.backups_made().len()), (0, 0));
}

#[test]
fn a_demo_can_be_read_only_as_well() {
    let mut operator = Launch::demo("smooth", 50).args(&["--read-only"]).start();
    type_everything(&mut operator);
    operator.wait("DEMO");
    let (exit, printed) = operator.leave();
    assert_eq!(exit, Exit::Code(0));
    assert!(!printed.contains("backup_id"), "{printed}");
}

#[test]
fn the_list_shows_the_newest_backups_of_the_instance_under_the_cursor() {
    let service = Service::of(Scenario::Smooth);
    let mut operator = Launch::live(&service).start();
    operator.begin();
    operator.wait("| read ");
    operator.wait(" OK ");
    operator.wait("last manual");
    operator.wait("last automated");
    let pages = || service.requests().into_iter().filter(|r| r.path.ends_with("/backups")).count();
    operator.pty.wait_for(crate::support::operator::SOON, |screen| {
        !screen.contents().contains("last automated  ...")
    });
    operator.pty.send_keys("<Down><Down><Up>");
    operator.pty.wait_quiet(crate::support::operator::A_LOOK);
    // Each of the two lists has rows, and only an empty page behind them says that these are all.
    assert_eq!(pages(), 4, "two short lists are two calls each, wherever the cursor goes");
}
