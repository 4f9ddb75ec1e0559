//! `--bell`: one byte for one end, whatever the terminal can do, and none without it.

use geminidb_backup::simulator::Scenario;

use super::watch::made_elsewhere;
use crate::support::{
    operator::{Launch, Operator, SOON, each},
    piped::Piped,
    pty::Exit,
    service::Service,
};

fn bells(operator: &Operator) -> usize {
    operator.pty.raw_output().iter().filter(|byte| **byte == 0x07).count()
}

#[test]
fn the_screens_ring_once_at_completed_and_only_with_the_option() {
    let plain = |launch: Launch| launch.env("NO_COLOR", "1").args(&["--ascii"]);
    let cases: [(&str, (&[&str], usize)); 2] = [("with", (&["--bell"], 1)), ("without", (&[], 0))];
    each(&cases, |(args, wanted)| {
        let mut operator = plain(Launch::demo("smooth", 60)).args(args).start();
        operator.wait("| read ");
        operator.back_up("cass-docs-01", "rings");
        operator.completed();
        operator.press("?", "Keys of this screen");
        operator.close("Keys of this screen");
        assert_eq!(bells(&operator), *wanted);
        assert_eq!(operator.leave().0, Exit::Code(0));
        assert_eq!(bells(&operator), *wanted);
        operator.assert_restored();
    });
}

#[test]
fn a_watch_rings_once_on_the_screen_and_never_in_lines_nor_into_a_pipe() {
    let service = Service::of(Scenario::Failed);
    let (backup, _) = made_elsewhere(&service);
    let (endpoint, project) = (service.endpoint(), service.project_id());
    let args = ["watch", &backup, "--endpoint", &endpoint, "--project-id", &project];
    let watch = || Launch::bare().args(&args).token_file(&service.token(), 0o600);
    let mut screen = watch().at_home("geminidb-backup/config.toml", "bell = true\n").start();
    screen.read_until("now: FAILED");
    screen.pty.send_keys("q");
    assert_eq!((screen.gone(SOON).0, bells(&screen)), (Exit::Code(5), 1));
    let mut lines = watch().args(&["--lines", "--bell"]).start();
    assert_eq!((lines.gone(SOON).0, bells(&lines)), (Exit::Code(5), 0), "lines are for programs");
    let token = service.token();
    let (code, said, errors) =
        Piped::start_in(&[&args[..], &["--bell"]].concat(), &[("HW_AUTH_TOKEN", &token)]).end();
    assert_eq!((code, errors.as_str()), (Some(5), ""), "{said:#?}");
    assert!(!said.concat().contains('\u{7}'), "{said:#?}");
}
