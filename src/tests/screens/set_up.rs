//! The set-up: the ways to sign in, the forms, what came of it, and whose calls the header says
//! they are.

use crate::{
    core::{
        base::UtcTime,
        port::{Msg, Overlay},
        session::{
            EntryFailure, FormProblem, Method, Mode, Session, SignIn, SignInFailure, SignInState,
        },
        start::rows::StartRow,
    },
    tests::{
        screens::{ASCII, Script, check, shot},
        support::{
            answers::PROJECT,
            credentials::{KEYS, PASSWORD, needed, sources, told, unasked},
            outcomes::refusal,
            screen::{COLOUR, draw_at, rows},
        },
    },
    words::session::set_up,
};

const LONG_ACCOUNT: &str = "acme-international-production-holding";
const LONG_USER: &str = "ops-backup-automation-night-shift-2";
const LONG_PROJECT: &str = "ap-southeast-1_payments-and-settlement-prod";

pub(super) fn start(place: Session) -> Script {
    let mut s = Script::new(Mode::Live, place, 80, 24);
    s.model.sign_in.sources = sources();
    s
}

pub(super) fn open(s: &mut Script, row: StartRow) {
    s.model.start.row =
        s.model.start_rows().iter().position(|other| *other == row).expect("a row of Start");
    s.keys("<Enter>");
}

pub(super) fn nobody() -> Session {
    Session { sign_in: None, ..needed(PASSWORD) }
}

#[test]
fn the_ways_to_sign_in() {
    let mut s = start(nobody());
    s.model.sign_in.unsettled = true;
    shot("set_up_unsettled", &s);
    s.keys("n<Down>");
    shot("set_up_ways_incomplete", &s);
    s.keys("<Down><Down><Enter>");
    check("set_up_ways_refused_ascii", &s, ASCII);
}

#[test]
fn the_forms() {
    let mut s = start(nobody());
    open(&mut s, StartRow::SignIn);
    s.keys("<End><Up><Enter>acme-prod<Tab>ops-backup<Tab>correct horse<Tab>");
    s.keys("<Tab><Tab><Space>");
    shot("set_up_password_kept", &s);
    s.keys("<Tab><C-u><BackTab><Enter>");
    assert!(matches!(s.model.dialog.overlays.last(), Some(Overlay::Form(form))
            if matches!(form.problem, Some(FormProblem::Empty(_)))));
    s.keys("<Esc><Down><Enter>HPUAEXAMPLEKEY000001<Tab>a secret key of forty characters, so long");
    shot("set_up_keys", &s);
    let mut s = start(told(PASSWORD, "acme", "ops"));
    open(&mut s, StartRow::SaveProfile);
    s.keys("nightly<Tab>/home/ops/.config/geminidb-backup/nightly.password<Enter>");
    s.feed(Msg::ProfileSaved(Ok("/home/ops/.config/geminidb-backup/config.toml".to_owned())));
    shot("set_up_profile_saved", &s);
}

#[test]
fn a_known_user_and_no_password() {
    let s = start(needed(PASSWORD));
    shot("set_up_needed", &s);
}

#[test]
fn a_clock_that_is_wrong() {
    let mut s = start(unasked(KEYS));
    open(&mut s, StartRow::Test);
    let skew =
        refusal(401, "APIGW.0301", "Incorrect IAM authentication information: signature expired");
    s.signed_in(Err(EntryFailure::SignIn(SignInFailure::Call(skew))));
    shot("set_up_another_hour", &s);
}

pub(super) fn long(method: Method, state: SignInState) -> Session {
    let expires = UtcTime::parse("2025-10-17T09:10:00Z");
    let place = told(method, LONG_ACCOUNT, LONG_USER);
    let sign_in = place.sign_in.clone().map(|s| SignIn { expires, state, ..s });
    Session { project_name: Some(LONG_PROJECT.to_owned()), sign_in, ..place }
}

#[test]
fn the_end_of_the_project_and_the_time_are_whole_at_every_width() {
    let methods = [PASSWORD, Method::Token, KEYS, Method::Keys { temporary: true }, Method::Agency];
    let standings =
        [SignInState::Needed, SignInState::Unasked, SignInState::Accepted, SignInState::Refused];
    for columns in 60..=140 {
        for method in methods {
            for state in standings {
                for read_only in [false, true] {
                    for region in [
                        "eu",
                        "ap-southeast-1",
                        "http://127.0.0.1:34523",
                        "https://gaussdb-nosql.a-far-region-42.example.com",
                    ] {
                        let place =
                            Session { region: Some(region.to_owned()), ..long(method, state) };
                        let mut s = Script::new(Mode::Live, place, columns, 24);
                        s.model.shared.read_only = read_only;
                        let (buffer, _) = draw_at(&s, COLOUR, columns, 24);
                        let header = &rows(&buffer)[0];
                        let tail = &PROJECT[PROJECT.len() - 6..];
                        assert!(header.contains(&format!("..{tail} ")), "{columns}: {header}");
                        assert!(header.ends_with(" | 01:58Z"), "{columns}: {header}");
                        assert!(
                            header.contains(if state == SignInState::Needed {
                                "OFFLINE"
                            } else {
                                "LIVE"
                            }),
                            "{columns}: {header}"
                        );
                        if state == SignInState::Refused {
                            assert!(header.contains("REFUSED"), "{columns}: {header}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn names_in_the_header_are_cut_where_that_shows() {
    let place = long(PASSWORD, SignInState::Accepted);
    let text = set_up::session(&place, 60);
    assert!(text.contains("acme") && text.contains(".."), "{text}");
    let whole = set_up::session(&place, 200);
    for name in [LONG_ACCOUNT, LONG_USER, LONG_PROJECT] {
        assert!(whole.contains(name), "{whole}");
    }
}
