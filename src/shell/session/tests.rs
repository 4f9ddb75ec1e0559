//! The endpoint and project of calls with all kinds of credentials: the operator's settings go
//! first, no call mixes two clouds, and no setting is lost.

use secrecy::SecretString;

use super::{secret::Secrets, *};
use crate::{
    api::Keys,
    core::{
        base::UtcTime,
        port::Setting,
        session::{Condition, Filled, Mode, Project, SecretField, Whence},
    },
};

const PROJECT: &str = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

fn url(text: &str) -> Endpoint {
    Endpoint::parse(text).expect("an endpoint")
}

fn token(text: &str) -> Login {
    Login::Token(Token::new(text).expect("a token"))
}

fn source(bundle: Bundle) -> Source {
    let origin = Origin::Profile { name: "prod".to_owned(), path: "config.toml".to_owned() };
    let found = Found {
        origin,
        automatic: true,
        condition: Condition::Complete(method(&bundle.login)),
        told: Vec::new(),
    };
    Source { found, bundle: Some(bundle), token_file: None, read_only: false }
}

/// Makes a session that uses a source of this kind.
fn session(overrides: Overrides, bundle: Bundle) -> OpenSession {
    let around = Surroundings::new(PathBuf::new(), UtcTime::from_unix(0));
    let mut session =
        OpenSession::new(overrides, vec![source(bundle)], around, NetworkOptions::default());
    assert!(session.use_source(0));
    session
}

fn typed(field: SecretField, text: &str) -> Secrets {
    let mut secrets = Secrets::default();
    secrets.input(field).paste(text);
    secrets
}

#[test]
fn a_region_that_the_operator_names_goes_before_the_endpoint_of_the_source() {
    let bundle = || Bundle {
        region: Some("ap-southeast-1".to_owned()),
        endpoint: Some(url("https://gaussdb-nosql.ap-southeast-1.cloud.example")),
        ..Bundle::of(token("MIIa"))
    };
    let place = session(Overrides::default(), bundle()).place();
    assert_eq!(
        place.endpoint.as_deref(),
        Some("https://gaussdb-nosql.ap-southeast-1.cloud.example")
    );
    let other = Overrides { region: Some("eu-west-101".to_owned()), ..Overrides::default() };
    let place = session(other, bundle()).place();
    assert_eq!(place.region.as_deref(), Some("eu-west-101"));
    assert_eq!(
        place.endpoint.as_deref(),
        Some("https://gaussdb-nosql.eu-west-101.myhuaweicloud.eu")
    );
    let own = Overrides { endpoint: Some(url("https://db.example")), ..Overrides::default() };
    let place = session(own, bundle()).place();
    assert_eq!(
        (place.region, place.endpoint.as_deref()),
        (None, Some("https://db.example")),
        "no region of another endpoint"
    );
}

#[test]
fn a_token_of_another_cloud_is_not_shown_to_the_iam_of_the_built_in_region() {
    let region = || Some("eu-west-101".to_owned());
    let own = Bundle {
        region: region(),
        endpoint: Some(url("https://db.cloud.example")),
        ..Bundle::of(token("MIIa"))
    };
    assert_eq!(session(Overrides::default(), own.clone()).place().iam_endpoint, None);
    let iam = Bundle { iam_endpoint: Some(url("https://iam.cloud.example")), ..own };
    assert_eq!(
        session(Overrides::default(), iam).place().iam_endpoint.as_deref(),
        Some("https://iam.cloud.example")
    );
    let built_in = Bundle { region: region(), ..Bundle::of(token("MIIa")) };
    assert_eq!(
        session(Overrides::default(), built_in).place().iam_endpoint.as_deref(),
        Some("https://iam.eu-west-101.myhuaweicloud.eu")
    );
}

/// Makes a session with the region of a configuration file, which uses a source of this kind.
fn session_of_file(overrides: Overrides, bundle: Bundle) -> OpenSession {
    let mut session = session(overrides, bundle);
    session.take_settings(Some(Traced::new("eu-west-101".to_owned(), Whence::File)), false);
    session
}

#[test]
fn a_region_that_no_option_names_leads_no_source_of_another_cloud_to_the_built_in_list() {
    let (db, iam) = (url("https://db.cloud.example"), url("https://iam.cloud.example"));
    let vendor = Bundle::of(token("MIIa"));
    let own_iam = Bundle { iam_endpoint: Some(iam.clone()), ..vendor.clone() };
    let own = Bundle { endpoint: Some(db.clone()), ..own_iam.clone() };
    let of_operator = Overrides { iam_endpoint: Some(iam), ..Overrides::default() };
    const LISTED: &str = "https://gaussdb-nosql.eu-west-101.myhuaweicloud.eu";
    for (session, expected) in [
        (session_of_file(Overrides::default(), vendor.clone()), Some(LISTED)),
        (session_of_file(Overrides::default(), own_iam), None),
        (session_of_file(of_operator, vendor), None),
        (session_of_file(Overrides::default(), own), Some("https://db.cloud.example")),
    ] {
        assert_eq!(session.place().endpoint.as_deref(), expected);
    }
}

#[test]
fn a_profile_that_is_saved_stays_read_only_and_takes_no_read_only_of_another_file() {
    let mut session = session(Overrides::default(), Bundle::of(token("MIIa")));
    let saved = |session: &OpenSession| {
        let plain = session.new_profile().expect("a profile").plain;
        plain.contains(&("read_only", "true".to_owned()))
    };
    assert!(!saved(&session));
    session.take_settings(None, true);
    assert!(!saved(&session), "the setting of a team, of the whole file, or of --read-only");
    session.sources.iter_mut().for_each(|source| source.read_only = true);
    session.heed(Some("prod"));
    assert!(saved(&session));
}

#[test]
fn an_operation_goes_before_the_region_of_a_configuration_file() {
    let there = Overrides {
        region: Some("ap-southeast-1".to_owned()),
        project: ProjectId::typed(PROJECT),
        ..Overrides::default()
    };
    let there = session(there, Bundle::of(token("MIIa"))).place();
    let site = Site::of(Mode::Live, &there).expect("a place");
    let mut session = session_of_file(Overrides::default(), Bundle::of(token("MIIa")));
    assert!(session.adopt(&site));
    assert_eq!(session.place().endpoint.as_deref(), Some(site.endpoint.as_str()));
}

#[test]
fn an_endpoint_of_the_catalogue_is_asked_for_at_every_sign_in() {
    let bundle = Bundle {
        region: Some("eu-de".to_owned()),
        iam_endpoint: Some(url("https://iam.example")),
        ..Bundle::of(token("MIIa"))
    };
    let mut session = session(Overrides::default(), bundle);
    let turn = session.next_turn();
    let id = ProjectId::typed(PROJECT).expect("an ID");
    let identity = Identity {
        endpoint: Some("https://db.eu-de.example".to_owned()),
        project: Some(Project { id, name: "eu-de".to_owned() }),
        ..Identity::default()
    };
    let access = session.access().cloned().expect("a token");
    let outcome = SignInOutcome {
        access,
        identity,
        state: SignInState::Accepted,
        projects: None,
        untold: None,
    };
    assert!(session.accept(turn, outcome));
    assert_eq!(session.place().endpoint.as_deref(), Some("https://db.eu-de.example"));
    assert!(
        !session.begin_sign_in(None, true).expect("credentials").0.has_endpoint,
        "the next answer has to tell it again"
    );
}

#[test]
fn a_token_that_is_typed_stays_where_its_predecessor_was() {
    let bundle = Bundle {
        region: Some("ap-southeast-1".to_owned()),
        endpoint: Some(url("https://db.cloud.example")),
        iam_endpoint: Some(url("https://iam.cloud.example")),
        project: ProjectId::typed(PROJECT),
        ..Bundle::of(token("MIIa"))
    };
    let mut session = session(Overrides::default(), bundle);
    let before = session.place();
    session.apply(Setting::TypedToken, &typed(SecretField::Token, "MIIb")).expect("a token");
    let after = session.place();
    assert_eq!(
        (after.endpoint, after.iam_endpoint, after.project),
        (before.endpoint, before.iam_endpoint, before.project)
    );
    assert!(session.client().is_some());
}

#[test]
fn a_source_that_is_picked_after_credentials_were_typed_goes_to_its_own_place() {
    let usual = || Some(Traced::new("ap-southeast-1".to_owned(), Whence::Given));
    let elsewhere = Bundle {
        endpoint: Some(url("https://db.other.example")),
        iam_endpoint: Some(url("https://iam.other.example")),
        ..Bundle::of(token("MIIother"))
    };
    for first in [
        Bundle::of(token("MIIa")),
        Bundle { region: Some("eu-west-101".to_owned()), ..Bundle::of(token("MIIa")) },
    ] {
        let mut session = session(Overrides::default(), first);
        session.take_settings(usual(), false);
        session.sources.push(source(elsewhere.clone()));
        let before = session.place();
        session.apply(Setting::TypedToken, &typed(SecretField::Token, "MIIb")).expect("a token");
        let after = session.place();
        assert_eq!((&after.region, &after.endpoint), (&before.region, &before.endpoint));
        assert!(session.use_source(1));
        let place = session.place();
        assert_eq!(place.endpoint.as_deref(), Some("https://db.other.example"));
        assert_eq!(place.iam_endpoint.as_deref(), Some("https://iam.other.example"));
    }
}

#[test]
fn another_account_that_is_typed_brings_no_project_of_the_first_along() {
    let bundle = Bundle {
        region: Some("ap-southeast-1".to_owned()),
        project: ProjectId::typed(PROJECT),
        ..Bundle::of(token("MIIa"))
    };
    let mut session = session(Overrides::default(), bundle);
    let filled = Filled::Password {
        account: "b".to_owned(),
        user: "ops".to_owned(),
        project: None,
        keep: false,
    };
    session.apply(Setting::Form(filled), &typed(SecretField::Password, "secret")).expect("a form");
    let place = session.place();
    assert_eq!((place.region.as_deref(), place.project), (Some("ap-southeast-1"), None));
    assert_eq!(
        place.endpoint.as_deref(),
        Some("https://gaussdb-nosql.ap-southeast-1.myhuaweicloud.com")
    );
    assert!(place.iam_endpoint.is_some());
}

#[test]
fn a_project_that_was_picked_goes_with_the_credentials_it_was_picked_for() {
    let keys = Keys::checked("AK", &SecretString::from("sk"), None).expect("keys");
    let bundle =
        Bundle { region: Some("ap-southeast-1".to_owned()), ..Bundle::of(Login::Keys(keys)) };
    let mut session = session(Overrides::default(), bundle);
    let id = ProjectId::typed(PROJECT).expect("an ID");
    session.apply(Setting::Picked(id.clone()), &Secrets::default()).expect("a project");
    assert_eq!(session.place().project, Some(id));
    assert!(session.use_source(0));
    assert_eq!(session.place().project, None);
}

/// Makes a session that uses the variables of OpenStack, which set region and IAM.
fn openstack(overrides: Overrides, region: &str, iam: &str) -> OpenSession {
    let bundle = Bundle {
        region: Some(region.to_owned()),
        iam_endpoint: Some(url(iam)),
        ..Bundle::of(token("MIIa"))
    };
    let mut source = source(bundle);
    source.found.origin = Origin::OpenStackVariables;
    let around = Surroundings::new(PathBuf::new(), UtcTime::from_unix(0));
    let mut session = OpenSession::new(overrides, vec![source], around, NetworkOptions::default());
    assert!(session.use_source(0));
    session
}

#[test]
fn the_built_in_list_completes_an_openstack_source_only_where_its_iam_is_the_vendors() {
    let named =
        |region: &str| Overrides { region: Some(region.to_owned()), ..Overrides::default() };
    let moscow = Some("https://gaussdb-nosql.ru-moscow-1.myhuaweicloud.com");
    for (given, iam, endpoint) in [
        (Overrides::default(), "https://iam.ru-moscow-1.myhuaweicloud.com", moscow),
        (Overrides::default(), "https://iam.myhuaweicloud.com", moscow),
        (Overrides::default(), "https://iam.ru-moscow-1.hc.other.example", None),
        (named("ru-moscow-1"), "https://iam.ru-moscow-1.hc.other.example", None),
        (named("eu-west-101"), "https://iam.ru-moscow-1.myhuaweicloud.com", None),
        (
            Overrides { endpoint: Some(url("https://db.example")), ..Overrides::default() },
            "https://iam.other.example",
            Some("https://db.example"),
        ),
    ] {
        let place = openstack(given.clone(), "ru-moscow-1", iam).place();
        assert_eq!(place.endpoint.as_deref(), endpoint, "{given:?} {iam}");
        assert_eq!(place.iam_endpoint.as_deref(), Some(iam));
    }
}

#[test]
fn a_token_that_is_typed_goes_to_no_region_of_another_clouds_file() {
    let mut session =
        openstack(Overrides::default(), "ru-moscow-1", "https://iam.ru-moscow-1.hc.other.example");
    session.apply(Setting::TypedToken, &typed(SecretField::Token, "MIIb")).expect("a token");
    let place = session.place();
    assert_eq!((place.endpoint, place.region), (None, None), "the region has to be chosen again");
    assert_eq!(place.iam_endpoint.as_deref(), Some("https://iam.ru-moscow-1.hc.other.example"));
}
