//! The forms of the set-up: signing in by hand, saving a profile. What is typed into masked fields
//! is nowhere.

use super::{
    credentials::{PASSWORD, entry, needed, sign_ins, told},
    script::Script,
};
use crate::core::{
    port::{Access, Disk, Effect, Msg, Notice, Overlay, Query, Screen, Setting},
    session::{
        FieldName, Filled, Form, FormKind, FormProblem, Method, Mode, SecretField, Session,
        SetupProblem,
    },
    start::rows::StartRow,
};

/// To the ways to sign in, and into the one that is so far from the last.
fn form(place: Session, from_the_last: usize) -> Script {
    let mut s = Script::new(Mode::Live, place, 80, 24);
    to(&mut s, StartRow::SignIn);
    s.keys(&format!("<Enter><End>{}<Enter>", "<Up>".repeat(from_the_last)));
    assert!(matches!(s.model.dialog.overlays.last(), Some(Overlay::Form(_))));
    s
}

fn to(s: &mut Script, row: StartRow) {
    s.model.start.row =
        s.model.start_rows().iter().position(|other| *other == row).expect("a row of Start");
}

fn nobody() -> Session {
    Session { sign_in: None, ..needed(PASSWORD) }
}

fn password_form() -> Script {
    form(nobody(), 1)
}

fn keys_form() -> Script {
    form(nobody(), 0)
}

fn profile_form() -> Script {
    let mut s = Script::new(Mode::Live, told(PASSWORD, "acme", "ops"), 80, 24);
    to(&mut s, StartRow::SaveProfile);
    s.keys("<Enter>");
    s
}

#[track_caller]
fn shown(s: &Script) -> &Form {
    match s.model.dialog.overlays.last() {
        Some(Overlay::Form(form)) => form,
        other => panic!("no form: {other:?}"),
    }
}

fn focus(s: &Script) -> FieldName {
    shown(s).focused().expect("a field").name
}

#[test]
fn tab_arrows_and_enter_go_through_the_fields_and_round() {
    use FieldName as F;
    let order = [
        F::Account,
        F::User,
        F::Secret(SecretField::Password),
        F::Secret(SecretField::Passcode),
        F::Project,
        F::Keep,
    ];
    for (on, back) in [("<Tab>", "<BackTab>"), ("<Down>", "<Up>")] {
        let mut s = password_form();
        for name in order {
            assert_eq!(focus(&s), name);
            assert_eq!(s.keys(on), []);
        }
        assert_eq!(focus(&s), F::Account, "round");
        s.keys(back);
        assert_eq!(focus(&s), F::Keep);
    }
    let mut s = password_form();
    for name in order {
        assert_eq!(focus(&s), name);
        s.keys("<Enter>");
    }
    assert_eq!(focus(&s), F::Account, "the first that is missing");
    let mut s = keys_form();
    let order =
        [F::AccessKey, F::Secret(SecretField::SecretKey), F::Secret(SecretField::SecurityToken)];
    for name in order {
        assert_eq!(focus(&s), name);
        s.keys("<Tab>");
    }
}

#[test]
fn space_is_a_choice_only_where_there_is_one() {
    let mut s = password_form();
    s.keys("a<Space>b<Tab><Tab> <Tab><Tab><Tab><Space>");
    let form = shown(&s);
    assert_eq!(
        (form.fields[0].input.value(), form.fields[2].length, form.fields[5].on),
        ("a b", 1, true)
    );
    s.keys("<Space>");
    assert!(!shown(&s).fields[5].on);
}

#[test]
fn what_is_missing_has_the_cursor_and_is_named_until_it_is_typed() {
    use FieldName as F;
    let mut s = password_form();
    s.keys("<BackTab><Enter>");
    assert_eq!(
        (focus(&s), shown(&s).problem.clone()),
        (F::Account, Some(FormProblem::Empty(F::Account)))
    );
    s.keys("acme");
    assert_eq!(shown(&s).problem, None);
    s.keys("<BackTab><Enter>ops<BackTab><BackTab><Enter>");
    let password = F::Secret(SecretField::Password);
    assert_eq!(
        (focus(&s), shown(&s).problem.clone()),
        (password, Some(FormProblem::Empty(password)))
    );
    s.keys("x");
    assert_eq!(shown(&s).problem, None, "also in a masked field");
    assert_eq!(sign_ins(&s.effects), 0);
    let mut s = keys_form();
    s.keys("AK<Tab><Tab><Enter>");
    assert_eq!(focus(&s), F::Secret(SecretField::SecretKey));
    let mut s = profile_form();
    s.keys("<Tab><Enter>");
    assert_eq!(focus(&s), F::Profile);
}

#[test]
fn a_form_is_taken_with_what_was_typed_and_signs_in_once() {
    let mut s = password_form();
    s.keys("<Space>acme <Tab>ops<Tab>pw<Tab>492017<Tab>eu-west-101<Tab><Space>");
    let filled = Filled::Password {
        account: "acme".to_owned(),
        user: "ops".to_owned(),
        project: Some("eu-west-101".to_owned()),
        keep: true,
    };
    assert_eq!(s.keys("<Enter>"), [Effect::Access(Access::Configure(Setting::Form(filled)))]);
    let effects = s.feed(Msg::Configured(needed(PASSWORD)));
    assert_eq!((sign_ins(&effects), effects.len()), (1, 1), "{effects:?}");
    assert!(
        matches!(s.model.dialog.overlays[..], [Overlay::SigningIn]),
        "neither the form nor the list of ways is left"
    );
    let effects = s.signed_in(entry(told(PASSWORD, "acme", "ops")));
    assert!(
        matches!(effects[..], [Effect::Ask { query: Query::Instances, .. }]),
        "the connection is tried: {effects:?}"
    );
    assert_eq!(s.model.shared.screen, Screen::Start);
    s.keys("<Enter>");
    assert!(s.model.dialog.overlays.is_empty());

    let mut s = keys_form();
    s.keys("AK<Tab>sk<Tab>");
    let filled = Filled::Keys { access: "AK".to_owned() };
    assert_eq!(s.keys("<Enter>"), [Effect::Access(Access::Configure(Setting::Form(filled)))]);
}

#[test]
fn a_form_that_a_new_backup_has_led_to_goes_on_to_the_instances() {
    let mut s = Script::new(Mode::Live, nobody(), 80, 24);
    s.model.sign_in.sources = super::credentials::sources();
    s.model.sign_in.unsettled = true;
    s.keys("n<End><Up><Enter>acme<Tab>ops<Tab>pw<Tab><Tab><Tab><Enter>");
    assert_eq!(sign_ins(&s.feed(Msg::Configured(needed(PASSWORD)))), 1);
    let effects = s.signed_in(entry(told(PASSWORD, "acme", "ops")));
    assert!(matches!(effects[..], [Effect::Ask { query: Query::Instances, .. }]), "{effects:?}");
    assert_eq!(s.model.shared.screen, Screen::Instance);
}

#[test]
fn what_the_shell_refuses_is_said_in_the_form_and_nothing_is_lost() {
    let mut s = keys_form();
    s.keys("AK 1<Tab>sk<Tab><Enter>");
    s.feed(Msg::ConfigureRefused(SetupProblem::BadCharacter));
    let form = shown(&s);
    assert_eq!(form.problem, Some(FormProblem::Setup(SetupProblem::BadCharacter)));
    assert_eq!((form.fields[0].input.value(), form.fields[1].length), ("AK 1", 2));
}

#[test]
fn secrets_are_in_no_model_no_message_and_no_effect() {
    // No letter of it is a key's name or stands in any other text; doubled, so that one alone is no
    // accident.
    let secret = "Zq9#Zq9#Zq9#";
    let password = (password_form(), "acme<Tab>ops<Tab>SECRET<Tab>SECRET<Tab><Tab><Enter>");
    let keys = (keys_form(), "AK<Tab>SECRET<Tab>SECRET<Enter>");
    for (mut s, typed) in [password, keys] {
        s.keys(&typed.replace("SECRET", secret));
        // Help and log come and go over it; then a refusal, and one more try.
        s.keys("<F1><Esc><C-p><Esc>");
        s.feed(Msg::ConfigureRefused(SetupProblem::BadCharacter));
        s.keys("<Enter>");
        let lengths: usize = match s.model.dialog.overlays.last() {
            Some(Overlay::Form(form)) => form.fields.iter().map(|field| field.length).sum(),
            other => panic!("{other:?}"),
        };
        assert_eq!(lengths, 2 * secret.len(), "it was typed");
        let everything =
            format!("{:?}{:?}{:?}{:?}{}", s.model, s.effects, s.journal, s.background, s.heard);
        for piece in [secret, "Zq9", "Char('Z')", "Char('#')"] {
            assert!(!everything.contains(piece), "{piece}");
        }
    }
}

#[test]
fn closing_a_form_wipes_what_was_typed_into_its_masked_fields() {
    for mut s in [password_form(), keys_form()] {
        s.keys("a<Tab><Tab>secret");
        assert_eq!(
            s.keys("<Esc>"),
            [Effect::Access(Access::ForgetSecret)],
            "whichever field has the keys"
        );
        assert!(matches!(s.model.dialog.overlays[..], [Overlay::Ways { .. }]), "back to the list");
        let effects = s.keys("<Enter>");
        assert_eq!(effects, [Effect::Access(Access::ForgetSecret)], "and a new one begins empty");
        assert!(
            shown(&s)
                .fields
                .iter()
                .all(|field| field.length == 0 && field.input.value().is_empty())
        );
    }
}

#[test]
fn a_profile_is_saved_or_the_form_says_why_not() {
    let mut s = profile_form();
    s.keys("nightly<Tab>/home/ops/nightly.password");
    let filled = Filled::Profile {
        name: "nightly".to_owned(),
        secret_file: Some("/home/ops/nightly.password".to_owned()),
    };
    assert_eq!(s.keys("<Enter>"), [Effect::Disk(Disk::SaveProfile(filled))]);
    s.feed(Msg::ProfileSaved(Err(
        "there is a profile nightly already; choose another name".to_owned()
    )));
    assert!(matches!(shown(&s).problem, Some(FormProblem::NotSaved(_))));
    assert_eq!(shown(&s).fields[0].input.value(), "nightly");
    s.keys("<BackTab>2<Tab>");
    assert_eq!(shown(&s).problem, None);
    assert!(matches!(
        s.keys("<Enter>")[..],
        [Effect::Disk(Disk::SaveProfile(Filled::Profile { .. }))]
    ));
    s.feed(Msg::ProfileSaved(Ok("/home/ops/config.toml".to_owned())));
    assert!(s.model.dialog.overlays.is_empty());
    assert_eq!(s.model.port.notice, Some(Notice::ProfileSaved("/home/ops/config.toml".to_owned())));
}

#[test]
fn a_late_answer_about_a_profile_touches_no_other_form() {
    let mut s = profile_form();
    s.keys("nightly<Tab><Enter><Esc>");
    s.feed(Msg::ProfileSaved(Err("late".to_owned())));
    assert!(s.model.dialog.overlays.is_empty());
    to(&mut s, StartRow::SignIn);
    s.keys("<Enter><End><Enter>");
    s.feed(Msg::ProfileSaved(Ok("late".to_owned())));
    assert_eq!((shown(&s).kind, shown(&s).problem.clone()), (FormKind::Keys, None));
}

#[test]
fn a_typed_token_from_the_list_of_ways_leaves_nothing_open() {
    let mut s = form(nobody(), 1);
    s.keys("<Esc><Up><Enter>abc<Enter>");
    s.feed(Msg::Configured(super::credentials::unasked(Method::Token)));
    assert!(s.model.dialog.overlays.is_empty(), "{:?}", s.model.dialog.overlays);
}
