//! A service that lies about the length of its lists, or gives shorter pages than it is asked for:
//! all is read, and no taken name is called unused.

use geminidb_backup::simulator::Options;

use crate::support::{
    operator::{Launch, each},
    service::Service,
};

#[test]
fn a_name_on_the_third_page_is_taken_whatever_the_totals_say() {
    let cases = [
        "totals=page",
        "totals=0",
        "totals=absent",
        "totals=half",
        "totals=double",
        " page=50",
        "totals=page page=50",
    ];
    each(&cases.map(|case| (case, case)), |case| {
        let (world, page) = case.split_once(' ').unwrap_or((case, ""));
        let faults = page
            .split_whitespace()
            .chain(["backups=250"])
            .map(|fault| fault.parse().expect("a fault"))
            .collect();
        let service = Service::with(Options {
            faults,
            world: world.parse().expect("a world"),
            instances: 250,
            scale: Some((1, 250)),
            ..Options::default()
        });
        let mut operator = Launch::live(&service).start();
        operator.begin();
        let instances = service.instances().len();
        operator.wait(&format!("Instances {instances} | read "));
        operator.choose("cass-scale-01");
        operator.fill("past-250", "before the change");
        operator.choose_tables("database_00001");
        operator.press("<Right>", "250 tables");
        operator.press("<Space>", "1 whole database");
        operator.pty.send_keys("<C-g>");
        operator.wait("[ERR]");
        operator.wait("name taken by");
        operator.wait_gone("[...]");
        assert!(!operator.pty.screen().contains("name unused"), "{}", operator.pty.screen());
        operator.press("<Esc>", "> Name");
        operator.press("x", "past-250x");
        operator.press("<C-g>", "name unused in 250 backups of this instance");
    });
}
