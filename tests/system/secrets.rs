//! What this process holds as a secret does not come back: not from a gateway that writes back what
//! it was sent, in whatever form, and not by way of anything else that an answer may hold. Names,
//! IDs and checks stay as they are.

use std::{fmt::Debug, time::Duration};

use geminidb_backup::{
    api::{
        Auth, BackupFilter, Client, ClientSettings, Endpoint, Held, Iam, Keys, Limits, Login,
        Metadata, Named, NetworkOptions, Observer, PasswordLogin, ProxyOptions, ReadPolicy, Step,
        Token,
    },
    core::{
        base::{
            call::{BodyTrouble, CallFailure, CreateEnd},
            ids::{JobId, ProjectId},
            instance::Instance,
            mask::Mask,
            outside::Outside,
            time::UtcTime,
        },
        operation::backup::BackupKind,
        session::identity::SignInFailure,
    },
    simulator::{DEMO_PASSWORD, Options, start},
    words,
};
use proptest::{collection::vec, prelude::*, sample::select};
use secrecy::SecretString;

use crate::support::{
    basics::{INSTANCE, PROJECT, SECRET, instance_id},
    echo::{self, FORMS, leaked},
    request::reviewed,
    watched::{Watched, answer},
};

const KEY: &str = "SKsecretKEYsecretKEY0123456789abcdefghij";
const SECURITY: &str = "STsecurityTOKENsecurityTOKEN/0123456789+ab==";
const PASSWORD: &str = r#"p@ss/w"rd\with%41 blanks+Äé"#;
const PASSCODE: &str = "31415926";
const PROXY: &str = "proxy&pass=word/0123";

const HELD: [&str; 5] = [SECRET, KEY, SECURITY, PASSWORD, PROXY];

fn network() -> NetworkOptions {
    let url = "http://user:proxy%26pass%3Dword%2F0123@proxy.example:3128";
    NetworkOptions {
        proxy: Some(ProxyOptions::parse(url, "").unwrap()),
        ..NetworkOptions::default()
    }
}

fn keys() -> Keys {
    let security_token = Some(SecretString::from(SECURITY));
    Keys {
        access: "EXAMPLEAK0GEMINIDB01".to_owned(),
        secret: SecretString::from(KEY),
        security_token,
        expires: None,
    }
}

fn login() -> PasswordLogin {
    PasswordLogin {
        user: Named::Name("ops".to_owned()),
        domain: Some(Named::Name("acme".to_owned())),
        password: SecretString::from(PASSWORD),
        passcode: false,
        project: None,
        project_domain: None,
    }
}

fn client(url: &str, auth: Auth, network: NetworkOptions) -> Client {
    let limits = Limits {
        connect: Duration::from_secs(20),
        create: Duration::from_secs(20),
        read: Duration::from_secs(20),
    };
    let settings =
        ClientSettings { limits, reads: ReadPolicy { tries: 1, ..ReadPolicy::default() } };
    let project = ProjectId::typed(PROJECT).unwrap();
    let access = match auth {
        Auth::Token(token) => token.into(),
        Auth::Keys(keys) => geminidb_backup::api::Access::from(keys),
    };
    Client::new(Endpoint::parse(url).unwrap(), project, access, network, settings)
}

/// Everything that a person or a file could get to see of an end.
fn seen<T: Debug>(end: &Result<T, CallFailure>) -> String {
    format!("{end:?} {}", end.as_ref().err().map(words::base::calls::failure).unwrap_or_default())
}

fn seen_at_sign_in<T: Debug>(end: &Result<T, SignInFailure>) -> String {
    match end {
        Err(SignInFailure::Call(why)) => format!("{end:?} {}", words::base::calls::failure(why)),
        end => format!("{end:?}"),
    }
}

/// Makes every call of the program once, by a token or by keys.
async fn every_call(url: &str, auth: Auth) -> Vec<(&'static str, String)> {
    let (observer, calls) = Observer::channel();
    let network = NetworkOptions { observer, ..network() };
    // A session holds what it has found, also what it does not use.
    network.held.hold_login(&Login::Keys(keys()));
    let (id, at) = (instance_id(), UtcTime::from_unix(1_772_352_930));
    // A sign-in came before, and its secrets are held for as long as the process lives.
    let iam = Iam::new(Endpoint::parse(url).unwrap(), network.clone(), Limits::default());
    let passcode = SecretString::from(PASSCODE);
    let signed_in = iam.sign_in(&login(), Some(&passcode), None).await;
    let metadata = Metadata::new(Some(Endpoint::parse(url).unwrap()), network.clone());
    let client = client(url, auth.clone(), network);
    let created = client.create_backup(&reviewed()).await;
    let token = Token::new(SECRET).unwrap();
    let mut seen = vec![
        ("sign in", seen_at_sign_in(&signed_in)),
        ("create", format!("{created:?} {}", serde_json::to_string(&created).unwrap())),
        ("instances", seen(&client.instances(|_| true).await)),
        ("instance", seen(&client.instance(&id).await)),
        ("databases", seen(&client.all_names(&id, None).await)),
        ("tables", seen(&client.all_names(&id, Some("d")).await)),
        ("backups", seen(&client.backups(&BackupFilter::default()).await)),
        ("backup page", seen(&client.backup_page(None, BackupKind::Instance, 0).await)),
        ("job", seen(&client.job(&JobId::received("j").unwrap()).await)),
        ("jobs", seen(&client.jobs(at, at).await)),
        ("quota", seen(&client.quota().await)),
        ("show", seen(&iam.show(&token, None).await)),
        ("projects", seen(&iam.projects(&auth, None).await)),
        ("metadata", seen_at_sign_in(&metadata.keys().await)),
    ];
    drop((client, iam, metadata));
    let logged: Vec<_> = calls.iter().map(|call| serde_json::to_string(&call).unwrap()).collect();
    assert!(logged.len() >= 5, "each call is observed: {logged:#?}");
    seen.push((
        "log",
        logged.join(
            "
",
        ),
    ));
    seen
}

#[tokio::test]
async fn no_call_brings_back_a_secret_whatever_the_form_and_the_status() {
    let known = format!("{KEY} {PROXY} {PASSCODE}");
    for (name, form) in FORMS {
        for status in [200, 202, 400, 401, 403, 404, 429, 500, 503] {
            let url = echo::start("nobody", &known, form, move |_, _| Some(status));
            for auth in [Auth::Token(Token::new(SECRET).unwrap()), Auth::Keys(keys())] {
                for (call, seen) in every_call(&url, auth).await {
                    let found = HELD.into_iter().find_map(|secret| leaked(secret, &seen));
                    assert_eq!(found, None, "{name}, {status}, {call}: {seen}");
                    assert!(!seen.contains(PASSCODE), "{name}, {status}, {call}: {seen}");
                }
            }
        }
    }
}

/// The answer that brings a secret may be broken, and hold it in its text as well.
#[tokio::test]
async fn a_secret_that_an_answer_brings_is_not_shown_by_that_answer() {
    let fresh = "FRESHtokenFRESHtoken0123456789";
    for status in ["201 Created", "401 Unauthorized"] {
        let body = format!("<html>{fresh}</html>");
        let bytes = answer(status, &format!("X-Subject-Token: {fresh}\r\n"), &body);
        let server = Watched::start(move |_, _| std::future::ready(bytes.clone())).await;
        let end = Iam::new(Endpoint::parse(&server.url()).unwrap(), network(), Limits::default())
            .sign_in(&login(), None, None)
            .await;
        let seen = seen_at_sign_in(&end);
        assert!(seen.contains("<html>***</html>") && leaked(fresh, &seen).is_none(), "{seen}");
    }
    let broken =
        format!(r#"{{"credential":{{"access":"AK","secret":"{fresh}","securitytoken":"{fresh}""#);
    let server =
        Watched::start(move |_, _| std::future::ready(answer("200 OK", "", &broken))).await;
    let end =
        Metadata::new(Some(Endpoint::parse(&server.url()).unwrap()), NetworkOptions::default())
            .keys()
            .await;
    assert!(
        matches!(
            &end,
            Err(SignInFailure::Call(CallFailure::Unreadable(_, BodyTrouble::NotJson(_))))
        ),
        "{end:?}"
    );
    assert_eq!(leaked(fresh, &seen_at_sign_in(&end)), None);
}

#[tokio::test]
async fn a_secret_that_was_renewed_is_still_held() {
    let url = echo::start("nobody", SECRET, FORMS[2].1, |_, _| Some(403));
    let network = network();
    let old = client(&url, Auth::Token(Token::new(SECRET).unwrap()), network.clone());
    assert_eq!(leaked(SECRET, &seen(&old.instances(|_| true).await)), None);
    let new = client(&url, Auth::Keys(keys()), network);
    let said = seen(&new.instances(|_| true).await);
    assert!(said.contains("***") && leaked(SECRET, &said).is_none(), "{said}");
}

/// What is compared, followed and sent is never altered, whatever the secrets are made of.
#[tokio::test]
async fn secrets_that_are_made_of_names_and_ids_change_none() {
    let service =
        start(Options { instances: 30, speed: 1_000.0, ..Options::default() }).await.unwrap();
    let project = ProjectId::typed(&service.project_id()).unwrap();
    let read = async |held: Held| {
        let network = NetworkOptions { held, ..NetworkOptions::default() };
        let endpoint = Endpoint::parse(&service.endpoint()).unwrap();
        let token = Token::new(&service.token()).unwrap();
        let client = Client::new(
            endpoint.clone(),
            project.clone(),
            token.clone(),
            network.clone(),
            ClientSettings::default(),
        );
        let mut instances = Vec::new();
        let each = |step: Step<Instance>| {
            instances.extend(step.rows());
            true
        };
        client.instances(each).await.unwrap();
        let cassandra = instances.iter().find(|row| row.name == "cass-docs-01").unwrap().id.clone();
        let databases = client.all_names(&cassandra, None).await.unwrap();
        let tables = client.all_names(&cassandra, Some(&databases[0])).await.unwrap();
        let quota = client.quota().await.unwrap();
        let identity =
            Iam::new(endpoint, network, Limits::default()).show(&token, None).await.unwrap();
        let mut backups = client.backups(&BackupFilter::default()).await.unwrap().into_rows();
        backups.sort_by(|a, b| a.id.cmp(&b.id));
        let account = service.account();
        let names = [account.name, account.user.name, account.project.name, service.project_id()];
        let of_rows = instances.iter().flat_map(|row| {
            [row.name.clone(), row.id.to_string(), row.version.clone(), row.status.clone()]
        });
        let of_backups = backups.iter().flat_map(|row| [row.id.to_string(), row.name.clone()]);
        let named = of_rows
            .chain(of_backups)
            .chain(databases.iter().cloned())
            .chain(tables.iter().cloned())
            .chain(names)
            .collect::<Vec<_>>();
        (
            format!("{instances:?} {databases:?} {tables:?} {quota:?} {identity:?} {backups:?}"),
            named,
        )
    };
    let (plain, names) = read(Held::default()).await;
    let held = Held::default();
    names.iter().for_each(|name| held.hold(&SecretString::from(name.as_str())));
    ["0", "1", "cass", "01", DEMO_PASSWORD]
        .into_iter()
        .for_each(|text| held.hold(&SecretString::from(text)));
    assert_eq!(read(held).await.0, plain);
}

#[tokio::test]
async fn secrets_that_are_made_of_codes_and_ids_change_no_answer_to_a_create_call() {
    let rows = [
        (
            "202 Accepted",
            r#"{"job_id":"8061ceaf-b319-4315-9338-7f3de8e26f05","backup_id":"646d88d0b03f4fd2ae944ae2a33bcb6ain06"}"#,
        ),
        ("400 Bad Request", r#"{"error_code":"DBS.201201","error_msg":"x"}"#),
        ("403 Forbidden", r#"{"error_code":"APIGW.0301","error_msg":"x","request_id":"d0e1f2"}"#),
    ];
    for (status, body) in rows {
        let server = Watched::start(move |_, _| std::future::ready(answer(status, "", body))).await;
        let ids = async |secrets: &[&str]| {
            let network = network();
            secrets.iter().for_each(|secret| network.held.hold(&SecretString::from(*secret)));
            let token = Auth::Token(Token::new(SECRET).unwrap());
            match client(&server.url(), token, network).create_backup(&reviewed()).await {
                CreateEnd::Answered(answer) => {
                    (answer.head, answer.code, answer.job, answer.backup, answer.body)
                }
                other => panic!("{other:?}"),
            }
        };
        let secrets = [
            "8061ceaf-b319-4315-9338-7f3de8e26f05",
            "646d88d0b03f4fd2ae944ae2a33bcb6ain06",
            "DBS.201201",
            "201201",
            "0301",
            INSTANCE,
        ];
        assert_eq!(ids(&secrets).await, ids(&[]).await, "{status}");
        assert_eq!(server.requests().len(), 2, "each of the two is sent once");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None,
        ..ProptestConfig::default() })]

    #[test]
    fn a_secret_of_any_characters_is_masked_in_any_form_and_any_company(
        secret in "[!-~]{12,60}|[ -~äöü中文]{20,60}",
        before in "[ -~]{0,40}",
        after in "[ -~]{0,40}",
        form in select(FORMS.to_vec()),
        limit in 1_usize..400,
    ) {
        // Blanks do not count: a secret of hardly anything else has no parts.
        let characters = secret.chars().filter(|c| !" +".contains(*c)).count();
        prop_assume!(characters * 3 > secret.chars().count() * 2);
        let mut mask = Mask::default();
        mask.hold(&secret);
        let said = form.1(&format!("{before}{secret}{after}"));
        let parsed: Option<serde_json::Value> = serde_json::from_str(&said).ok();
        let message = parsed.as_ref().and_then(|json| json["error_msg"].as_str()).unwrap_or(&said);
        for shown in [Outside::text(message).quoted(&mask, limit),
            Outside::text(&said).quoted(&mask, limit)] {
            prop_assert_eq!(leaked(&secret, &shown), None, "{}: {}", form.0, shown);
        }
    }

    #[test]
    fn text_that_shares_nothing_with_the_secrets_stays_as_it_is(
        secrets in vec("[a-m]{1,30}", 1..5),
        text in "[N-Zn-z%& \\\\{}<>.]{0,200}",
    ) {
        let mut mask = Mask::default();
        secrets.iter().for_each(|secret| mask.hold(secret));
        prop_assert_eq!(mask.masked(&text), text);
    }

    #[test]
    fn any_text_can_be_masked(secrets in vec(any::<String>(), 0..4), text in any::<String>(),
        glue in select(vec!["%", "\\u", "&#", "="])) {
        let mut mask = Mask::default();
        secrets.iter().for_each(|secret| mask.hold(secret));
        let text = format!("{text}{glue}{}{glue}", secrets.concat());
        let once = mask.masked(&text);
        prop_assert!(once.chars().count() <= text.chars().count() + 2 * text.chars().count());
    }
}
