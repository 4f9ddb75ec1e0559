//! The set-up: the ways to sign in, the forms, what came of it, and whose calls the header says
//! they are.

use crate::{
    core::{
        base::{
            call::{self, CallFailure, Obstacle, ObstacleCause},
            ids::ProjectId,
            size::Size,
            time::UtcTime,
        },
        port::{message::Msg, overlay::Overlay, query::Reply},
        session::{
            credentials::Method,
            current::{Mode, Session, SetupProblem, SignIn, SignInState},
            form::FormProblem,
            identity::{Project, SignInFailure},
            signing::{EntryFailure, SignedIn},
        },
        start::rows::StartRow,
    },
    tests::{
        screens::{ASCII, SMALL, Script, WIDE, check, resized, shot},
        support::{
            answers::{PROJECT, fleet},
            credentials::{KEYS, PASSWORD, entry, needed, sources, told, unasked},
            outcomes::refusal,
            screen::{COLOUR, draw_at, rows},
        },
    },
    words::session::set_up,
};

const LONG_ACCOUNT: &str = "acme-international-production-holding";
const LONG_USER: &str = "ops-backup-automation-night-shift-2";
const LONG_PROJECT: &str = "ap-southeast-1_payments-and-settlement-prod";

fn start(place: Session) -> Script {
    let mut s = Script::new(Mode::Live, place, 80, 24);
    s.model.sign_in.sources = sources();
    s
}

fn open(s: &mut Script, row: StartRow) {
    s.model.start.row =
        s.model.start_rows().iter().position(|other| *other == row).expect("a row of Start");
    s.keys("<Enter>");
}

fn nobody() -> Session {
    Session { sign_in: None, ..needed(PASSWORD) }
}

fn project(name: &str, number: u8) -> Project {
    Project {
        id: ProjectId::typed(&format!("{number:032x}")).expect("an ID"),
        name: name.to_owned(),
    }
}

#[test]
fn the_ways_to_sign_in() {
    let mut s = start(nobody());
    s.model.sign_in.unsettled = true;
    shot("set_up_unsettled", &s);
    s.keys("n");
    shot("set_up_ways", &s);
    resized("set_up_ways_60x16", &mut s, SMALL);
    resized("set_up_ways_120x40", &mut s, WIDE);
    s.keys("<Down>");
    shot("set_up_ways_incomplete", &s);
    s.keys("<Down><Down>");
    shot("set_up_ways_exposed", &s);
    resized("set_up_ways_exposed_60x16", &mut s, SMALL);
    s.keys("<Enter>");
    check("set_up_ways_refused_ascii", &s, ASCII);
}

#[test]
fn the_forms() {
    let mut s = start(nobody());
    open(&mut s, StartRow::SignIn);
    s.keys("<End><Up><Enter>acme-prod<Tab>ops-backup<Tab>correct horse<Tab>");
    shot("set_up_password", &s);
    resized("set_up_password_60x16", &mut s, SMALL);
    s.keys("<Tab><Tab><Space>");
    shot("set_up_password_kept", &s);
    s.keys("<Tab><C-u><BackTab><Enter>");
    assert!(matches!(s.model.dialog.overlays.last(), Some(Overlay::Form(form))
            if matches!(form.problem, Some(FormProblem::Empty(_)))));
    shot("set_up_password_missing", &s);
    s.keys("<Esc><Down><Enter>HPUAEXAMPLEKEY000001<Tab>a secret key of forty characters, so long");
    shot("set_up_keys", &s);
    s.keys("<Tab><Enter>");
    s.feed(Msg::ConfigureRefused(SetupProblem::BadCharacter));
    shot("set_up_keys_refused", &s);
    let mut s = start(told(PASSWORD, "acme", "ops"));
    open(&mut s, StartRow::SaveProfile);
    s.keys("nightly<Tab>/home/ops/.config/geminidb-backup/nightly.password");
    shot("set_up_profile", &s);
    s.keys("<Enter>");
    let why = "there is a profile nightly already; choose another name".to_owned();
    s.feed(Msg::ProfileSaved(Err(why)));
    shot("set_up_profile_not_saved", &s);
    s.keys("<Enter>");
    s.feed(Msg::ProfileSaved(Ok("/home/ops/.config/geminidb-backup/config.toml".to_owned())));
    shot("set_up_profile_saved", &s);
}

#[test]
fn signing_in_and_what_came_of_it() {
    let mut s = start(needed(PASSWORD));
    shot("set_up_needed", &s);
    s.keys("n");
    shot("set_up_signing_in", &s);
    s.signed_in(Err(EntryFailure::SignIn(SignInFailure::PasscodeNeeded)));
    s.keys("4920");
    shot("set_up_passcode", &s);
    s.keys("17<Enter>");
    let wrong = SignInFailure::Call(refusal(401, "IAM.0001", "The username or password is wrong."));
    s.signed_in(Err(EntryFailure::SignIn(wrong)));
    shot("set_up_wrong_password", &s);
    resized("set_up_wrong_password_60x16", &mut s, SMALL);
    let mut s = start(needed(PASSWORD));
    s.keys("n");
    let refused = Obstacle {
        host: "iam.ap-southeast-1.myhuaweicloud.com".to_owned(),
        cause: ObstacleCause::ConnectionRefused,
    };
    s.signed_in(Err(EntryFailure::SignIn(SignInFailure::Call(CallFailure::NotSent(refused)))));
    shot("set_up_no_way_to_iam", &s);
    s.keys("<Enter>");
    let place = Session { project: None, project_name: None, ..told(PASSWORD, "acme", "ops") };
    let projects = Some(vec![
        project("ap-southeast-1", 17),
        project("ap-southeast-1_payments", 34),
        project("MOS", 51),
    ]);
    s.signed_in(Ok(Box::new(SignedIn { session: place, projects, untold: None })));
    s.keys("<Down>");
    shot("set_up_projects", &s);
    resized("set_up_projects_60x16", &mut s, SMALL);
}

#[test]
fn a_test_of_the_connection() {
    let mut s = start(unasked(KEYS));
    open(&mut s, StartRow::Test);
    let untold =
        Some(refusal(403, "IAM.0003", "You are not authorized to perform the requested action."));
    s.signed_in(Ok(Box::new(SignedIn { session: unasked(KEYS), projects: None, untold })));
    let (ask, at) = (s.model.choose.instances.reading.question(), s.utc());
    let why =
        refusal(403, "DBS.280032", "Policy doesn't allow nosql:instance:list to be performed.");
    s.feed(Msg::Reply { ask, reply: Reply::Instances { at, page: Err(why) } });
    shot("set_up_tested_untold", &s);
    resized("set_up_tested_untold_60x16", &mut s, SMALL);
    let mut s = start(needed(PASSWORD));
    open(&mut s, StartRow::Test);
    s.signed_in(entry(told(PASSWORD, "acme", "ops")));
    let (ask, at) = (s.model.choose.instances.reading.question(), s.utc());
    let page = call::Page { rows: fleet(), last: true };
    s.feed(Msg::Reply { ask, reply: Reply::Instances { at, page: Ok(page) } });
    shot("set_up_tested", &s);
    let mut s = start(unasked(KEYS));
    open(&mut s, StartRow::Test);
    let skew =
        refusal(401, "APIGW.0301", "Incorrect IAM authentication information: signature expired");
    s.signed_in(Err(EntryFailure::SignIn(SignInFailure::Call(skew))));
    shot("set_up_another_hour", &s);
}

fn long(method: Method, state: SignInState) -> Session {
    let expires = UtcTime::parse("2025-10-17T09:10:00Z");
    let place = told(method, LONG_ACCOUNT, LONG_USER);
    let sign_in = place.sign_in.clone().map(|s| SignIn { expires, state, ..s });
    Session { project_name: Some(LONG_PROJECT.to_owned()), sign_in, ..place }
}

#[test]
fn headers_of_every_width() {
    for (name, size) in
        [("60x16", SMALL), ("80x24", Size { columns: 80, rows: 24 }), ("120x40", WIDE)]
    {
        let mut s = Script::new(Mode::Live, long(PASSWORD, SignInState::Accepted), 80, 24);
        resized(&format!("set_up_header_{name}"), &mut s, size);
    }
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
