//! Set-up: what is configured, and what must never enter the model.

use super::{
    answers::{PROJECT, fleet, place},
    outcomes::refusal,
    script::Script,
};
use crate::core::{
    base::{Page, ProjectId},
    port::{Access, Effect, Msg, Overlay, PromptProblem, Query, Reply, Screen, Setting},
    scope::ScopeChoice,
    session::{Mode, Session, SetupProblem},
    start::rows::StartRow,
};

const OTHER: &str = "ffffffffffffffffffffffffffffffff";

#[test]
fn a_region_is_chosen_from_the_list_and_an_url_typed() {
    let mut s = Script::new(Mode::Live, Session::default(), 80, 24);
    assert_eq!(
        s.keys("<Enter>eu-west-1<Enter>"),
        [Effect::Access(Access::Configure(Setting::Region("eu-west-101".to_owned())))]
    );
    s.feed(Msg::ConfigureRefused(SetupProblem::UnknownRegion("eu-west-101".to_owned())));
    assert!(
        matches!(&s.model.dialog.overlays[..], [Overlay::Prompt(p)] if matches!(p.problem, Some(PromptProblem::Setup(_)))),
        "a refused setting keeps the prompt and its text"
    );
    let url = "http://127.0.0.1:8080";
    assert_eq!(
        s.keys(&format!("<C-u>{url}<Enter>")),
        [Effect::Access(Access::Configure(Setting::Endpoint(url.to_owned())))]
    );
}

#[test]
fn each_taken_setting_leads_to_the_next_missing_one() {
    let mut s = Script::new(Mode::Live, Session::default(), 80, 24);
    let mut have = Session { endpoint: place().endpoint, ..Session::default() };
    for (place, next) in [
        (have.clone(), StartRow::Project),
        (
            {
                have.project = ProjectId::typed(PROJECT);
                have.clone()
            },
            StartRow::SignIn,
        ),
        (
            {
                have.sign_in = place().sign_in;
                have
            },
            StartRow::NewBackup,
        ),
    ] {
        s.feed(Msg::Configured(place));
        assert_eq!(s.model.start_rows()[s.model.start.row], next);
    }
    assert_eq!(s.keys("<Enter>").len(), 1, "and then the instances are read");
}

#[test]
fn a_typed_token_never_enters_the_model() {
    let secret = "MIIQzw9kL0vExz";
    let mut s = Script::live();
    // To the ways to sign in; without any source found the first one is a token.
    s.keys("<Down><Down><Down><Enter><Enter>");
    assert!(s.model.wants_secret());
    s.keys(secret);
    s.keys("<F1><Esc><C-p><Esc>");
    assert!(
        matches!(&s.model.dialog.overlays[..], [Overlay::Ways { .. }, Overlay::Prompt(p)] if p.secret_length == secret.len())
    );
    assert_eq!(s.keys("<Enter>"), [Effect::Access(Access::Configure(Setting::TypedToken))]);
    s.feed(Msg::ConfigureRefused(SetupProblem::BadToken));
    assert_eq!(
        s.keys("<Esc>"),
        [Effect::Access(Access::ForgetSecret)],
        "closing the prompt wipes it"
    );
    let everything = format!("{:?}{:?}{}", s.model, s.effects, s.heard);
    for piece in [secret, "MIIQ", "Char('Q')", "Char('z')"] {
        assert!(!everything.contains(piece), "{piece}");
    }
}

#[test]
fn another_project_clears_what_belonged_to_the_first_and_keeps_the_texts() {
    let mut s = Script::live();
    s.fill();
    s.keys("<Tab><Space>");
    s.feed(Msg::Configured(Session { project: ProjectId::typed(OTHER), ..place() }));
    let draft = &s.model.draft;
    assert_eq!(
        (draft.target.as_ref(), draft.tree.databases().len(), s.model.choose.instances.len()),
        (None, 0, 0)
    );
    assert_eq!(
        (draft.name.value(), draft.description.value()),
        ("pre-mig-CHG0042311", "Before schema migration")
    );
    assert_eq!(draft.scope_choice, ScopeChoice::Tables, "a scope never widens by itself");
    assert_eq!(s.keys("<C-g>"), [], "there is no instance to review");
}

#[test]
fn a_new_token_for_the_same_place_keeps_the_instance() {
    let mut s = Script::live();
    s.fill();
    s.feed(Msg::Configured(Session { region: None, ..place() }));
    assert!(s.model.draft.target.is_some());
}

#[test]
fn answers_about_the_project_before_are_dropped() {
    let mut s = Script::live();
    s.choose(0);
    let (instances, databases, at) =
        (s.model.choose.instances.reading.question(), s.model.compose.ask, s.utc());
    s.feed(Msg::Configured(Session { project: ProjectId::typed(OTHER), ..place() }));
    s.feed(Msg::Reply {
        ask: instances,
        reply: Reply::Instances { at, page: Ok(Page { rows: fleet(), last: true }) },
    });
    s.feed(Msg::Reply {
        ask: databases,
        reply: Reply::Databases { page: Ok(Page { rows: vec!["orders".to_owned()], last: true }) },
    });
    assert_eq!((s.model.choose.instances.len(), s.model.draft.tree.databases().len()), (0, 0));
}

#[test]
fn reading_the_list_again_keeps_the_cursor_on_its_instance_and_drops_what_is_gone() {
    let mut s = Script::live();
    s.keys("n");
    s.instances();
    s.keys("<Down><Down>r");
    let (ask, at) = (s.model.choose.instances.reading.question(), s.utc());
    let page = |rows: Vec<_>, last| Msg::Reply {
        ask,
        reply: Reply::Instances { at, page: Ok(Page { rows, last }) },
    };
    let now = fleet().split_off(2);
    s.feed(page(now[1..].to_vec(), false));
    assert_eq!(
        s.model.choose.instances.len(),
        5,
        "nothing vanishes before the list has been read to its end"
    );
    s.feed(page(now[..1].to_vec(), true));
    let names: Vec<&str> = s.model.choose.instances.instances().map(|i| i.name.as_str()).collect();
    assert_eq!(
        names,
        ["influx-iot-01", "redis-会话-缓存", "mongo-cat-01"],
        "as the service lists them"
    );
    assert_eq!(s.model.choose.instances.chosen().map(|i| i.name.as_str()), Some("mongo-cat-01"));
}

#[test]
fn an_instance_list_that_fails_is_read_again_on_request_and_an_id_can_be_typed() {
    let mut s = Script::live();
    s.keys("n");
    let (ask, at) = (s.model.choose.instances.reading.question(), s.utc());
    s.feed(Msg::Reply {
        ask,
        reply: Reply::Instances { at, page: Err(refusal(403, "DBS.280032", "no permission")) },
    });
    assert!(
        matches!(s.keys("r")[..], [Effect::Ask { ask: again, query: Query::Instances }] if again > ask)
    );
    s.keys("i0f1e<Enter>");
    assert!(
        matches!(&s.model.dialog.overlays[..], [Overlay::Prompt(p)] if p.problem == Some(PromptProblem::InstanceId))
    );
    assert_eq!(s.keys("<C-u>0f1e2d3c4b5a69788796a5b4c3d2e1f0in02<Enter>"), []);
    assert!(
        matches!(&s.model.dialog.overlays[..], [Overlay::Prompt(p)] if p.problem == Some(PromptProblem::EngineMissing)),
        "no engine is a guess"
    );
    let effects = s.keys("<Tab><Tab><Enter>");
    assert_eq!(
        (effects, s.model.shared.screen),
        (Vec::new(), Screen::Compose),
        "stated as Mongo: no databases to list"
    );
}
