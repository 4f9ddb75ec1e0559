//! The tree against a service with many tables: what is called for, and what is not.

use geminidb_backup::simulator::{Call, Fault, Options};

use crate::support::{
    operator::{Launch, Operator, SOON},
    pty::until,
    service::Service,
};

/// Calls for a page of tables so far.
fn pages(service: &Service) -> usize {
    service.requests().iter().filter(|request| request.path.ends_with("/tables")).count()
}

fn in_the_tree(service: &Service) -> Operator {
    let mut operator = Launch::live(service).args(&["--instance", "cass-scale-01"]).start();
    operator.wait("2 COMPOSE");
    operator.press("<Tab><Tab>", "> Scope");
    operator.press("<Space>", "(*) databases and tables");
    operator.press("<Tab>", "database_00001");
    operator
}

#[test]
fn a_filter_calls_nothing_and_all_tables_are_loaded_on_request() {
    let service = Service::with(Options { scale: Some((40, 250)), ..Options::default() });
    let mut operator = in_the_tree(&service);
    operator.press("/00249", "0 databases; 40 not read (L)");
    assert_eq!(pages(&service), 0);
    operator.press("<Enter>L", "Loading the tables of 40 databases");
    operator.wait("40 databases, 40 tables");
    operator.wait_gone("| loading");
    // Three with names, and one that brings no new one: that is the end.
    assert_eq!(pages(&service), 40 * 4);
    operator.press("a", "Ticked 40 tables of what is shown; now 40 tables.");
    operator.press("u", "Undone: 40 tables; now nothing.");
    operator.close("filter: 00249");
    // The first branch whose names came has the cursor, and that is one of three.
    operator.press("<Home>*", "[ ] table_00001");
    assert_eq!(pages(&service), 40 * 4, "opened from what is known");
}

/// Nobody answers: three calls wait, and no key does.
#[test]
fn a_service_that_does_not_answer_gets_three_calls_and_delays_no_key() {
    let service = Service::with(Options { scale: Some((40, 250)), ..Options::default() });
    service.inject(Fault::hang(), Call::Tables, u32::MAX);
    let mut operator = in_the_tree(&service);
    operator.press("L", "| loading 0/40");
    until(SOON, "three calls", || pages(&service) == 3);
    for _ in 0..5 {
        operator.move_on("<Down>");
    }
    operator.press("<Space>", "1 whole database");
    assert_eq!(pages(&service), 3);
    operator.press("L", "Stopped. What was loaded stays; L goes on.");
    operator.wait_gone("| loading");
    operator.press("<Right>", "reading the tables...");
    until(SOON, "a fourth call", || pages(&service) == 4);
    operator.press("<Left>", "whole database");
    operator.wait_gone("reading the tables...");
}
