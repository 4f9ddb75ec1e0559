//! Draft files: what is saved reads back as the same form, and nothing else is taken for a draft.

use std::collections::{BTreeMap, BTreeSet};

use geminidb_backup::core::{
    base::{
        ids::{InstanceId, OperationId, ProjectId},
        instance::{Billing, Engine, Instance},
        text::{is_unprintable, may_be_typed, printable},
        time::UtcTime,
    },
    draft::{
        form::Target,
        request::BackupRequest,
        saved_draft::{DraftTrouble, SavedDraft},
    },
    scope::{
        choice::{DatabaseScope, Scope, ScopeChoice, same_scope},
        name_rule::NameProblem,
    },
    session::{
        credentials::Origin,
        current::{Mode, Session, SignIn},
        site::Who,
    },
};
use proptest::{collection::btree_map, collection::btree_set, option, prelude::*, sample::select};

const ID: &str = "a4d8ea2584e047439a667703c0684119in06";

/// What a field can hold.
fn typed() -> impl Strategy<Value = String> {
    any::<String>().prop_map(|text| text.chars().filter(|c| may_be_typed(*c)).collect())
}

/// Text for people, as the program keeps it.
fn shown() -> impl Strategy<Value = String> {
    any::<String>().prop_map(|text| printable(&text).into_owned())
}

/// What the service may list: anything but nothing.
fn listed() -> impl Strategy<Value = String> {
    any::<String>().prop_filter("a name", |name| !name.is_empty())
}

fn chosen() -> impl Strategy<Value = Vec<DatabaseScope>> {
    let tables = option::of(btree_set(listed(), 1..4));
    let row = |(database_name, tables): (String, Option<BTreeSet<String>>)| DatabaseScope {
        database_name,
        table_names: tables.map(|tables| tables.into_iter().collect()),
    };
    btree_map(listed(), tables, 0..5)
        .prop_map(move |all: BTreeMap<_, _>| all.into_iter().map(row).collect())
}

fn instance(name: String, status: String) -> Instance {
    Instance {
        id: InstanceId::typed(ID).expect("an ID"),
        name,
        engine: Engine::Cassandra,
        version: "3.11".to_owned(),
        status,
        actions: vec!["BACKUP".to_owned()],
        nodes: 6,
        used_gb: Some(812.5),
        backup_window: Some("02:00-03:00".to_owned()),
        region: None,
        created: Some(UtcTime::from_unix(1_700_000_000)),
        billing: Box::new(Billing {
            enterprise_project_id: Some("0".to_owned()),
            backup_space_usage: Some("41.2".to_owned()),
        }),
    }
}

fn target() -> impl Strategy<Value = Option<Target>> {
    let stated = select(Engine::STATED.to_vec())
        .prop_map(|engine| Target::Typed { id: InstanceId::typed(ID).expect("an ID"), engine });
    let known =
        (shown(), shown()).prop_map(|(name, status)| Target::Listed(instance(name, status)));
    option::of(prop_oneof![stated, known])
}

fn draft() -> impl Strategy<Value = SavedDraft> {
    let place = (
        option::of(shown()),
        option::of(shown()),
        any::<bool>(),
        select(vec![Mode::Live, Mode::Demo, Mode::Offline]),
    );
    let scope = select(vec![ScopeChoice::Instance, ScopeChoice::Tables]);
    (typed(), typed(), target(), chosen(), scope, place, option::of(shown()), 0_i64..4_000_000_000)
        .prop_map(
            |(
                name,
                description,
                target,
                chosen,
                scope,
                (endpoint, region, project, mode),
                user,
                seconds,
            )| SavedDraft {
                draft: Some(OperationId::from_bits(7)),
                saved_at: UtcTime::from_unix(seconds),
                by: Who { user, uid: 1_000, ..Who::default() },
                mode,
                endpoint,
                region,
                project: project.then(|| ProjectId::typed(&"f".repeat(32)).expect("an ID")),
                target,
                name,
                description,
                scope,
                chosen,
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None,
        ..ProptestConfig::default() })]

    #[test]
    fn what_is_saved_reads_back(draft in draft()) {
        let text = draft.encode();
        prop_assert!(text.starts_with(r#"{"v":1,"draft":""#) && text.ends_with("}\n")
            && !text.trim_end().contains('\n'), "{}", text);
        prop_assert_eq!(SavedDraft::decode(text.as_bytes()), Ok(draft));
    }

    /// The scope above all: neither wider nor narrower, and never the instance where it was tables.
    #[test]
    fn the_form_comes_back_as_it_was(draft in draft()) {
        let form = draft.restore();
        let place = Session { endpoint: draft.endpoint.clone(), region: draft.region.clone(),
            project: draft.project.clone(), ..Session::default() };
        let again = SavedDraft::of(&form, draft.mode, &place, &draft.by, draft.saved_at);
        prop_assert!(again.is_same_as(&draft), "{:?}", again);
        prop_assert!(same_scope(&again.chosen, &draft.chosen));
        let project = ProjectId::typed(&"f".repeat(32)).expect("an ID");
        if let Ok(request) = BackupRequest::build(&project, &form) {
            let tables = matches!(request.scope(), Scope::Tables(_));
            prop_assert_eq!(tables, draft.scope == ScopeChoice::Tables);
        }
    }

    #[test]
    fn a_part_of_a_draft_is_no_draft(draft in draft(), cut in any::<prop::sample::Index>()) {
        let text = draft.encode();
        let part = &text.as_bytes()[..cut.index(text.len() - 1)];
        prop_assert_eq!(SavedDraft::decode(part), Err(DraftTrouble::Malformed));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>, text in any::<String>()) {
        let _ = SavedDraft::decode(&bytes);
        let _ = SavedDraft::decode_given(text.as_bytes());
    }

    #[test]
    fn nothing_that_draws_on_the_screen_survives(name in any::<String>(), user in any::<String>(),
        place in any::<String>()) {
        let by = Who { user: Some(user), ..Who::default() };
        let draft = SavedDraft { name, by, endpoint: Some(place.clone()),
            target: Some(Target::Listed(instance(place.clone(), place))), ..plain() };
        let read = SavedDraft::decode(draft.encode().as_bytes()).expect("a draft");
        let Some(Target::Listed(instance)) = &read.target else { panic!("an instance") };
        prop_assert!(read.name.chars().all(may_be_typed), "{:?}", read);
        let texts = [read.by.user.as_ref(), read.endpoint.as_ref(), Some(&instance.name),
            Some(&instance.status)];
        // A joiner stands between pictographs only.
        let hidden = |c: char| is_unprintable(c) && c != '\u{200d}';
        prop_assert!(texts.into_iter().flatten().all(|text| !text.contains(hidden)), "{:?}", read);
    }
}

/// A valid form of two databases.
fn plain() -> SavedDraft {
    let scope = |name: &str, tables: Option<&[&str]>| DatabaseScope {
        database_name: name.to_owned(),
        table_names: tables.map(|t| t.iter().map(ToString::to_string).collect()),
    };
    SavedDraft {
        draft: OperationId::parse("7F3K9Q"),
        saved_at: UtcTime::parse("2025-10-17T01:46:00Z").expect("a time"),
        by: Who { uid: 1_000, user: Some("op.chen".to_owned()), ..Who::default() },
        mode: Mode::Offline,
        endpoint: None,
        region: None,
        project: None,
        target: Some(Target::Typed {
            id: InstanceId::typed(ID).expect("an ID"),
            engine: Engine::Cassandra,
        }),
        name: "pre-mig".to_owned(),
        description: "before the change".to_owned(),
        scope: ScopeChoice::Tables,
        chosen: vec![scope("billing", None), scope("orders", Some(&["orders_by_day"]))],
    }
}

#[test]
fn the_written_form_is_this() {
    let want = concat!(
        r#"{"v":1,"draft":"7F3K9Q","saved_at":"2025-10-17T01:46:00Z","#,
        r#""by":{"uid":1000,"user":"op.chen","sudo_user":null,"ssh_from":null,"host":null},"#,
        r#""mode":"offline","endpoint":null,"region":null,"project":null,"#,
        r#""target":{"typed":{"id":"a4d8ea2584e047439a667703c0684119in06","engine":"cassandra"}},"#,
        r#""name":"pre-mig","description":"before the change","scope":"tables","#,
        r#""chosen":[{"database_name":"billing","table_names":null},{"database_name":"orders","table_names":["orders_by_day"]}]}"#,
        "\n"
    );
    assert_eq!(plain().encode(), want);
}

#[test]
fn what_is_newer_unknown_or_missing() {
    let text = plain().encode();
    let changed = |from: &str, to: &str| SavedDraft::decode(text.replace(from, to).as_bytes());
    assert_eq!(changed(r#""v":1"#, r#""v":2"#), Err(DraftTrouble::Newer(2)));
    assert_eq!(changed(r#""v":1"#, r#""v":0"#), Err(DraftTrouble::Malformed));
    assert_eq!(changed(r#""v":1,"#, ""), Err(DraftTrouble::Malformed));
    assert_eq!(
        changed(r#""v":1"#, r#""v":1,"colour":"red""#),
        Ok(plain()),
        "what is not known is passed over"
    );
    assert_eq!(
        changed(r#""description":"before the change","#, "").map(|d| d.description),
        Ok(String::new())
    );
    assert_eq!(
        changed(r#""scope":"tables","#, ""),
        Err(DraftTrouble::Malformed),
        "the scope is never guessed"
    );
    assert_eq!(
        changed(r#"["orders_by_day"]"#, "[]"),
        Err(DraftTrouble::Malformed),
        "an empty list would be everything"
    );
}

#[test]
fn a_doubtful_scope_is_refused() {
    let text = plain().encode();
    let twice = text.replace(r#""orders","#, r#""billing","#);
    assert_eq!(
        SavedDraft::decode(twice.as_bytes()),
        Err(DraftTrouble::Name(NameProblem::Duplicate))
    );
    let twice = text.replace(r#"["orders_by_day"]"#, r#"["a","a"]"#);
    assert_eq!(
        SavedDraft::decode(twice.as_bytes()),
        Err(DraftTrouble::Name(NameProblem::Duplicate))
    );
    let empty = text.replace(r#"["orders_by_day"]"#, r#"[""]"#);
    assert_eq!(SavedDraft::decode(empty.as_bytes()), Err(DraftTrouble::Name(NameProblem::Empty)));
}

#[test]
fn what_somebody_hands_over_is_held_against_the_rules_of_typing() {
    let text = plain().encode();
    assert_eq!(SavedDraft::decode_given(text.as_bytes()), Ok(plain()));
    for (name, why) in
        [(" orders", NameProblem::SpacesAround), ("or\u{202e}ders", NameProblem::Unprintable)]
    {
        let odd =
            text.replace(r#""orders""#, &format!("{name:?}").replace("\\u{202e}", "\u{202e}"));
        assert_eq!(SavedDraft::decode_given(odd.as_bytes()), Err(DraftTrouble::Name(why)), "{odd}");
        assert!(SavedDraft::decode(odd.as_bytes()).is_ok(), "the service may have listed it here");
    }
    let elsewhere = text.replace(ID, "x/../../v3/backups?y=");
    assert_eq!(SavedDraft::decode_given(elsewhere.as_bytes()), Err(DraftTrouble::InstanceId));
}

#[test]
fn no_part_of_the_configuration_that_is_secret_reaches_a_draft() {
    let sign_in = Some(SignIn::token(Origin::OpenStackVariables, 4_711));
    let place =
        Session { endpoint: Some("https://far.example".to_owned()), sign_in, ..Session::default() };
    let form = plain().restore();
    let text =
        SavedDraft::of(&form, Mode::Live, &place, &Who::default(), plain().saved_at).encode();
    assert!(
        text.contains("https://far.example") && !text.contains("4711") && !text.contains("TOKEN"),
        "{text}"
    );
}
