//! Each source in each condition: what it amounts to, and the one sentence that is said of it.

use geminidb_backup::{core::session::credentials::choice::Choice, words};

use crate::credentials::{
    host::{Host, found, values},
    kinds::{KINDS, Kind, STATES, State},
};

/// What is to come of it.
enum Want {
    /// It is complete, and chosen where nothing else is.
    Chosen,
    /// It is complete, and waits to be named.
    Named,
    /// Nothing of it is found.
    None,
    /// It is refused, named or not, and these are said.
    Says(&'static [&'static str]),
    /// `config.toml` as a whole is refused: nothing is to be begun.
    Stop(&'static str),
    /// It cannot be; the reason is in `Kind::set`.
    NotApplicable,
}

fn want(kind: Kind, state: State) -> Want {
    use Kind::{
        Agency, Cloud, Hcloud, OpenStackVariables, Profile, SdkFile, SdkVariables,
        TerraformVariables,
    };
    use State::{Absent, Expired, Exposed, Incomplete, Malformed, Present, Unreadable};
    match (kind, state) {
        (Agency, Present) => Want::Named,
        (Agency, _) => Want::NotApplicable,
        (_, Present) => Want::Chosen,
        (_, Absent) => Want::None,
        (SdkVariables, Incomplete) => Want::Says(&["lacks HUAWEICLOUD_SDK_SK;"]),
        (TerraformVariables, Incomplete) => Want::Says(&["lacks HW_SECRET_KEY;"]),
        (OpenStackVariables, Incomplete) => Want::Says(&["lacks OS_PASSWORD;"]),
        (Cloud, Incomplete) => Want::Says(&["lacks auth.password;", "clouds.yaml"]),
        (SdkFile, Incomplete) => Want::Says(&["lacks sk;", "[basic]", ".huaweicloud/credentials"]),
        (Hcloud, Incomplete) => Want::Says(&["lacks secretAccessKey;", "profile cli"]),
        (Profile, Incomplete) => Want::Says(&["lacks secret_key_file;", "profile own"]),
        (SdkVariables, Malformed) => {
            Want::Says(&["HUAWEICLOUD_SDK_IAM_ENDPOINT: an endpoint has no user name or password"])
        }
        (TerraformVariables, Malformed) => {
            Want::Says(&["HW_AUTH_URL: an endpoint has no user name or password"])
        }
        (OpenStackVariables, Malformed) => {
            Want::Says(&["OS_AUTH_URL: an endpoint has no user name or password"])
        }
        (Cloud, Malformed) => Want::Says(&["clouds.yaml: line 9, column 17 cannot be understood"]),
        (SdkFile, Malformed) => {
            Want::Says(&["[basic]", "credentials: sk: the next line is indented"])
        }
        (Hcloud, Malformed) => Want::Says(&["config.json: line 2, column 2 cannot be understood"]),
        (Profile, Malformed) => Want::Stop("config.toml: line 3, column 1 cannot be understood"),
        (
            SdkVariables | TerraformVariables | OpenStackVariables,
            Unreadable | Exposed | Expired,
        ) => Want::NotApplicable,
        (Cloud, Unreadable) => Want::Says(&["clouds.yaml cannot be read: it is a folder"]),
        (SdkFile, Unreadable) => Want::Says(&["credentials cannot be read: it is a folder"]),
        (Hcloud, Unreadable) => Want::Says(&["config.json cannot be read: it is a folder"]),
        (Profile, Unreadable) => Want::Says(&["own.sk cannot be read: it is a folder"]),
        (Cloud, Exposed) => {
            Want::Says(&["can be read by others; fix it with: chmod 600 /", "clouds.yaml"])
        }
        (SdkFile, Exposed) => {
            Want::Says(&["can be read by others; fix it with: chmod 600 /", "credentials"])
        }
        (Hcloud, Exposed) => {
            Want::Says(&["can be read by others; fix it with: chmod 600 /", "config.json"])
        }
        (Profile, Exposed) => {
            Want::Says(&["can be read by others; fix it with: chmod 600 /", "own.sk"])
        }
        (Hcloud, Expired) => Want::Says(&["expired at 2026-03-01T08:15:29Z"]),
        (Cloud | SdkFile | Profile, Expired) => Want::NotApplicable,
    }
}

#[test]
fn each_source_in_each_condition_is_chosen_or_has_one_clear_sentence() {
    for (kind, state) in KINDS.into_iter().flat_map(|kind| STATES.map(|state| (kind, state))) {
        let mut host = Host::new();
        let set = kind.set(&mut host, state);
        let want = want(kind, state);
        let why = format!("{kind:?} {state:?}");
        assert_eq!(set.is_err(), matches!(want, Want::NotApplicable), "{why}: {set:?}");
        match want {
            Want::NotApplicable => {}
            Want::Chosen => chosen(&host, kind, None, &why),
            Want::Named => {
                chosen(&host, kind, Some(kind.handle()), &why);
                assert_eq!(host.choice(None).0, Choice::Nothing, "{why}");
            }
            Want::None => {
                let found = found(&host.gather());
                assert!(!found.iter().any(|f| kind.is(&f.origin)), "{why}: {found:?}");
                assert_eq!(
                    host.choice(Some(kind.handle())).0,
                    Choice::Unknown(kind.handle().to_owned()),
                    "{why}"
                );
            }
            Want::Says(parts) => refused(&host, kind, parts, &why),
            Want::Stop(part) => {
                let why_not = host.gather().settings.expect_err(&why);
                let sentence = words::session::credentials::unusable(&why_not);
                assert!(sentence.contains(part), "{why}: {sentence}");
            }
        }
    }
}

#[track_caller]
fn chosen(host: &Host, kind: Kind, named: Option<&str>, why: &str) {
    let (choice, sentence, gathered) = host.choice(named);
    let Choice::Use(n) = choice else { panic!("{why}: {sentence}") };
    let source = &gathered.sources[n];
    assert!(kind.is(&source.found.origin), "{why}: {sentence}");
    let values = values(source.bundle.as_ref().expect(why));
    assert_eq!(values.len(), kind.values(), "{why}: {values:?}");
    assert!(values.iter().all(|value| value.contains(kind.tag())), "{why}: {values:?}");
    let told: Vec<String> =
        source.found.told.iter().map(words::session::credentials::told).collect();
    assert_eq!(told.is_empty(), kind == Kind::Agency, "{why}: {told:?}");
    assert!(
        !told
            .iter()
            .any(|line| line.contains("Secret") || line.contains(&format!("{}ACCESS", kind.tag()))),
        "{why}: {told:?}"
    );
}

#[track_caller]
fn refused(host: &Host, kind: Kind, parts: &[&str], why: &str) {
    let (choice, sentence, gathered) = host.choice(None);
    assert_eq!(choice, Choice::Nothing, "{why}: {sentence}");
    for part in parts {
        assert!(sentence.contains(part), "{why}: {sentence}");
    }
    let (choice, sentence, _) = host.choice(Some(kind.handle()));
    let Choice::Refused(n) = choice else { panic!("{why}: {sentence}") };
    assert!(
        kind.is(&gathered.sources[n].found.origin) && gathered.sources[n].bundle.is_none(),
        "{why}"
    );
    for part in parts.iter().copied().chain(["no other source takes its place"]) {
        assert!(sentence.contains(part), "{why}: {sentence}");
    }
    assert_eq!(sentence.lines().count(), 1, "{why}: {sentence}");
}
