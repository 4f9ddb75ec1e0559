//! The token reaches no cell, no file, no argument and no error, whatever happens to it.

use std::{collections::HashSet, fs};

use geminidb_backup::simulator::Scenario;
use rustix::process::Signal;

use crate::support::{
    operator::{Launch, Operator, SOON, USUAL, each},
    pty::{Exit, Pty},
    service::Service,
};

/// A token that the service does not know, and that is found wherever a part of it turns up.
const UNKNOWN: &str = "MIIEdistinctTOKENmarker0123456789-neverTOBEseen-ZYXWVUTSRQponmlkjihgfedcba";
/// So many characters of a token in a row are no accident.
const PART: usize = 10;

/// Fails if a part of `token` stands in `bytes`: a token that was wrapped or cut is found as well.
#[track_caller]
fn assert_clean(token: &str, bytes: &[u8], place: &str) {
    let parts: HashSet<&[u8]> = token.as_bytes().windows(PART).collect();
    let found = bytes.windows(PART).find(|window| parts.contains(window));
    assert_eq!(found.map(String::from_utf8_lossy), None, "in {place}");
}

/// The command line and the children of the running program. (It has none.)
#[track_caller]
pub fn assert_process_clean(token: &str, operator: &Operator) {
    let proc = format!("/proc/{}", operator.pty.pid());
    assert_clean(
        token,
        &fs::read(format!("{proc}/cmdline")).expect("a command line"),
        "the command line",
    );
    for task in fs::read_dir(format!("{proc}/task")).expect("its threads") {
        let task = task.expect("a thread").path();
        // Absent from kernels that are built without it.
        let children = fs::read_to_string(task.join("children")).unwrap_or_default();
        assert_eq!(children.trim(), "", "a child would get the environment");
        assert_clean(token, &fs::read(task.join("comm")).unwrap_or_default(), "a thread's name");
    }
}

/// Everything that is left of a program that has ended.
#[track_caller]
pub fn assert_left_clean(token: &str, operator: &Operator) {
    assert_clean(token, &operator.pty.raw_output(), "the output");
    for (path, bytes) in operator.files() {
        assert_clean(token, &bytes, &path.display().to_string());
        assert_clean(token, path.as_os_str().as_encoded_bytes(), "a file's name");
    }
}

/// Help, the results log and the set-up screen have been shown as well.
pub fn look_everywhere(operator: &mut Operator) {
    operator.press("<C-p>", "every operation of this run");
    operator.close("every operation of this run");
    operator.press("?", "Keys of this screen");
    operator.close("Keys of this screen");
    operator.press("<Esc>", "[OK]      sign-in");
}

fn type_token(operator: &mut Operator, token: &str) {
    operator.open_token_prompt();
    for part in token.as_bytes().chunks(7) {
        operator.pty.send(part);
    }
    operator.wait(&format!("{} characters", token.len()));
    operator.press("<Enter>", "characters, from the sign-in form");
}

#[test]
fn a_token_that_works_is_seen_nowhere() {
    each(&[("file", 0), ("environment", 1), ("prompt", 2)], |way| {
        let service = Service::of(Scenario::Smooth);
        let token = service.token();
        let launch = Launch::without_token(&service).logged();
        let mut operator = match way {
            0 => launch.token_file(&token, 0o600).start(),
            1 => launch.env("HW_AUTH_TOKEN", &token).start(),
            _ => {
                let mut operator = launch.start();
                type_token(&mut operator, &token);
                operator
            }
        };
        operator.begin();
        operator.back_up("cass-docs-01", "no-secrets");
        operator.completed();
        look_everywhere(&mut operator);
        assert_process_clean(&token, &operator);
        assert_eq!(operator.leave().0, Exit::Code(0));
        assert_left_clean(&token, &operator);
    });
}

#[test]
fn a_token_that_the_service_refuses_is_seen_nowhere() {
    each(&[("file", 0), ("environment", 1), ("prompt", 2)], |way| {
        let service = Service::of(Scenario::Smooth);
        let launch = Launch::without_token(&service).logged();
        let mut operator = match way {
            0 => launch.token_file(UNKNOWN, 0o600).start(),
            1 => launch.env("HW_AUTH_TOKEN", UNKNOWN).start(),
            _ => {
                let mut operator = launch.start();
                type_token(&mut operator, UNKNOWN);
                operator
            }
        };
        operator.begin();
        operator.wait("HTTP 401");
        operator.wait("The credentials are refused or expired: sign in again on Start.");
        assert_process_clean(UNKNOWN, &operator);
        assert_eq!(operator.leave().0, Exit::Code(0));
        assert_left_clean(UNKNOWN, &operator);
        assert_eq!(service.creates_received(), 0);
    });
}

#[test]
fn a_half_typed_token_goes_with_the_prompt_and_with_the_program() {
    let service = Service::of(Scenario::Smooth);
    for way in ["<Esc>", "QUIT"] {
        let mut operator = Launch::without_token(&service).start();
        operator.open_token_prompt();
        // As a marked paste, too: what is pasted into a masked prompt stays masked.
        operator.pty.send(format!("\x1b[200~{UNKNOWN}\x1b[201~").as_bytes());
        operator.wait(&format!("{} characters", UNKNOWN.len()));
        if way == "QUIT" {
            operator.pty.signal(Signal::QUIT);
        } else {
            operator.close("Never shown, stored or logged");
            operator.press("<Enter>", "Never shown, stored or logged");
            operator.press("<Enter>", "That is not a token: it is empty");
            operator.pty.send_keys("<C-c>");
        }
        assert_eq!(operator.gone(SOON).0, Exit::Code(0));
        assert_left_clean(UNKNOWN, &operator);
    }
}

#[test]
fn a_program_that_is_told_to_quit_while_it_watches_leaves_no_secret() {
    let service = Service::at_speed(Scenario::Slow, 1.0);
    let mut operator = Launch::live(&service).start();
    operator.begin();
    operator.back_up("cass-docs-01", "no-secrets");
    operator.ids();
    operator.pty.signal(Signal::QUIT);
    assert_eq!(operator.gone(SOON).0, Exit::Code(4));
    operator.assert_restored();
    assert_left_clean(&service.token(), &operator);
}

#[test]
fn a_token_file_that_others_can_read_is_refused() {
    each(&[("group", 0o640), ("others", 0o604), ("all", 0o644)], |mode| {
        let service = Service::of(Scenario::Smooth);
        let mut operator = Launch::without_token(&service).token_file(UNKNOWN, *mode).start();
        let (exit, said) = operator.gone(SOON);
        assert_eq!(exit, Exit::Code(2));
        let said = said.replace('\n', "");
        assert!(said.contains("can be read by others; fix it with: chmod 600 "), "{said}");
        assert_left_clean(UNKNOWN, &operator);
        operator.assert_restored();
    });
}

#[test]
fn a_token_that_cannot_be_sent_is_refused_without_being_shown() {
    let broken = format!("{UNKNOWN} {UNKNOWN}");
    let mut operator = Launch::bare().token_file(&broken, 0o600).start();
    let (exit, said) = operator.gone(SOON);
    assert_eq!(exit, Exit::Code(2));
    let position = format!("character {} of the token cannot be sent", UNKNOWN.len() + 1);
    assert!(said.replace('\n', "").contains(&position), "{said}");
    assert_left_clean(UNKNOWN, &operator);
}

#[test]
fn a_token_from_a_pipe_leaves_the_keys_to_the_terminal() {
    let service = Service::of(Scenario::Smooth);
    let script = r#"printf '%s' "$GIVEN" | { unset GIVEN; exec "$PROGRAM" --token-file - --endpoint "$ENDPOINT" --project-id "$PROJECT"; }"#;
    let (endpoint, project, token) = (service.endpoint(), service.project_id(), service.token());
    let env = [
        ("PROGRAM", env!("CARGO_BIN_EXE_geminidb-backup")),
        ("GIVEN", &token),
        ("ENDPOINT", &endpoint),
        ("PROJECT", &project),
        ("LANG", "C.UTF-8"),
    ];
    let mut pty = Pty::spawn("sh", &["-c", script], &env, USUAL);
    pty.wait_for_text("characters, from standard input", SOON);
    pty.send_keys("<Enter>");
    pty.wait_for_text("cass-docs-01", SOON);
    pty.send_keys("<C-c>");
    assert_eq!(pty.wait_exit(SOON), Some(Exit::Code(0)));
    assert_clean(&token, &pty.raw_output(), "the output");
}
