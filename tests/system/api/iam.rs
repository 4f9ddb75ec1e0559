//! IAM: one POST for a sign-in, whatever comes back, and what is read out of the answer.

use std::time::Duration;

use geminidb_backup::{
    api::{
        Auth, Client, ClientSettings, Endpoint, Iam, Keys, Limits, Named, NetworkOptions,
        PasswordLogin, SignedIn, Token,
    },
    core::{
        base::{
            call::{BodyTrouble, CallFailure, ObstacleCause, Silence},
            ids::ProjectId,
        },
        session::identity::{Identity, SignInFailure},
    },
    simulator::{DEMO_PASSWORD, Options, start},
};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::{
    basics::{PROJECT, SECRET, instance_id},
    watched::{Request, Watched, answer},
};

fn iam(url: &str) -> Iam {
    let limits = Limits {
        connect: Duration::from_millis(200),
        read: Duration::from_millis(200),
        ..Limits::default()
    };
    Iam::new(Endpoint::parse(url).unwrap(), NetworkOptions::default(), limits)
}

fn login(password: &str) -> PasswordLogin {
    PasswordLogin {
        user: Named::Name("ops".to_owned()),
        domain: Some(Named::Name("acme".to_owned())),
        password: SecretString::from(password),
        passcode: false,
        project: Some(Named::Name("eu-west-101".to_owned())),
        project_domain: None,
    }
}

fn described() -> String {
    let user = json!({"name": "ops", "domain": {"name": "acme"}});
    json!({"token": {"expires_at": "2026-03-02T08:15:30.123000Z", "user": user,
        "project": {"id": PROJECT, "name": "eu-west-101"}}})
    .to_string()
}

fn created(token: &str) -> Vec<u8> {
    answer("201 Created", &format!("X-Subject-Token: {token}\r\n"), &described())
}

/// One sign-in with a password against one answer; how it ended, and the requests that arrived.
async fn one_sign_in(bytes: Vec<u8>) -> (Result<SignedIn, SignInFailure>, Vec<Request>) {
    let server = Watched::start(move |_, _| std::future::ready(bytes.clone())).await;
    let end = iam(&server.url()).sign_in(&login("secret-password"), None, None).await;
    (end, server.requests())
}

#[tokio::test]
async fn the_built_in_service_gives_a_token_that_opens_and_says_for_whom() {
    let simulator = start(Options::default()).await.unwrap();
    let iam = iam(&simulator.iam_endpoint());
    let project = Some(Named::Id(simulator.project_id()));
    let signed_in = iam
        .sign_in(&PasswordLogin { project, ..login(DEMO_PASSWORD) }, None, Some("ap-southeast-1"))
        .await
        .unwrap();
    let Identity { account, user, project, expires, endpoint } = signed_in.identity.clone();
    let project = project.unwrap();
    assert_eq!(
        (account.as_deref(), user.as_deref(), project.id.as_str()),
        (Some("acme"), Some("ops"), simulator.project_id().as_str())
    );
    assert_eq!((expires.is_some(), endpoint), (true, Some(simulator.endpoint())));
    assert_eq!(iam.show(&signed_in.token, Some("ap-southeast-1")).await, Ok(signed_in.identity));

    let keys = Keys {
        access: simulator.ak(),
        secret: SecretString::from(simulator.sk()),
        security_token: None,
        expires: None,
    };
    for auth in [Auth::Token(signed_in.token.clone()), Auth::Keys(keys)] {
        assert_eq!(iam.projects(&auth, Some(&project.name)).await, Ok(vec![project.clone()]));
        assert!(iam.projects(&auth, None).await.unwrap().len() > 1);
    }
    let client = Client::new(
        Endpoint::parse(&simulator.endpoint()).unwrap(),
        project.id,
        signed_in.token,
        NetworkOptions::default(),
        ClientSettings::default(),
    );
    assert!(client.instance(&instance_id()).await.is_ok());
}

#[tokio::test]
async fn a_wrong_password_is_one_attempt_and_the_servers_words() {
    let simulator = start(Options::default()).await.unwrap();
    let refused = iam(&simulator.iam_endpoint())
        .sign_in(&login("not-the-password"), None, None)
        .await
        .unwrap_err();
    let SignInFailure::Call(CallFailure::Refused(refusal)) = refused else { panic!("{refused:?}") };
    assert_eq!(
        (refusal.head.status, refusal.words.as_str()),
        (401, "The username or password is wrong.")
    );
    assert_eq!(simulator.requests().len(), 1);
}

#[tokio::test]
async fn no_answer_of_any_kind_makes_a_second_attempt() {
    let refused = |status: &str| answer(status, "Retry-After: 0\r\n", "");
    let html = answer("200 OK", "", "<html>sign in</html>");
    let moved = answer("307 Temporary Redirect", "Location: /elsewhere\r\n", "");
    let answers = [
        Vec::new(),
        b"HTTP/1.1 20".to_vec(),
        refused("401 Unauthorized"),
        refused("429 Too Many Requests"),
        refused("503 Service Unavailable"),
        moved,
        html,
        answer("201 Created", "", &described()),
        answer("201 Created", "X-Subject-Token: a b\r\n", &described()),
        answer("201 Created", "X-Subject-Token: abc\r\n", "{}"),
    ];
    let mut ends = Vec::new();
    for bytes in answers {
        let (end, requests) = one_sign_in(bytes).await;
        let end = end.unwrap_err();
        assert_eq!(requests.len(), 1, "{end:?}");
        ends.push(end);
    }
    assert_eq!(ends[0], SignInFailure::Call(CallFailure::NoAnswer(Silence::Dropped)));
    assert!(matches!(&ends[5], SignInFailure::Call(CallFailure::Refused(refusal))
            if refusal.head.status == 307));
    let not_json = BodyTrouble::NotJson("<html>sign in</html>".into());
    assert!(matches!(&ends[6], SignInFailure::Call(CallFailure::Unreadable(_, trouble))
            if *trouble == not_json));
    assert_eq!(
        ends[7..],
        [
            SignInFailure::Missing("X-Subject-Token"),
            SignInFailure::Missing("X-Subject-Token"),
            SignInFailure::Missing("token")
        ]
    );
}

#[tokio::test]
async fn a_silent_or_absent_iam_is_left_after_the_limit() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let end = iam(&format!("http://{}", silent.local_addr().unwrap()))
        .sign_in(&login("p"), None, None)
        .await;
    assert_eq!(end.unwrap_err(), SignInFailure::Call(CallFailure::NoAnswer(Silence::Timeout(1))));
    let address = silent.local_addr().unwrap();
    drop(silent);
    let end = iam(&format!("http://{address}")).sign_in(&login("p"), None, None).await.unwrap_err();
    let refused = matches!(&end, SignInFailure::Call(CallFailure::NotSent(why))
        if why.cause == ObstacleCause::ConnectionRefused);
    assert!(refused, "{end:?}");
}

#[tokio::test]
async fn a_passcode_is_asked_for_when_iam_wants_one_and_sent_as_a_second_method() {
    let receipt = answer(
        "401 Unauthorized",
        "Openstack-Auth-Receipt: r\r\n",
        r#"{"receipt":{"methods":["password"]}}"#,
    );
    let mfa =
        answer("401 Unauthorized", "", r#"{"error":{"code":401,"message":"MFA is required."}}"#);
    for bytes in [receipt.clone(), mfa] {
        let (end, requests) = one_sign_in(bytes).await;
        assert_eq!((end.err(), requests.len()), (Some(SignInFailure::PasscodeNeeded), 1));
    }
    let server = Watched::start(move |_, before| {
        std::future::ready(if before == 0 { created("MIInew") } else { receipt.clone() })
    })
    .await;
    let (iam, wanted) =
        (iam(&server.url()), PasswordLogin { passcode: true, ..login("secret-password") });
    assert_eq!(iam.sign_in(&wanted, None, None).await.err(), Some(SignInFailure::PasscodeNeeded));
    assert!(server.requests().is_empty(), "what is known to be needed is not tried without");
    let passcode = SecretString::from("123456");
    iam.sign_in(&wanted, Some(&passcode), None).await.unwrap();
    let body: Value = serde_json::from_slice(&server.requests()[0].body).unwrap();
    let identity = &body["auth"]["identity"];
    assert_eq!(
        (&identity["methods"], &identity["totp"]["user"]["passcode"]),
        (&json!(["password", "totp"]), &json!("123456"))
    );
    let wrong = iam.sign_in(&wanted, Some(&passcode), None).await;
    assert!(
        matches!(wrong, Err(SignInFailure::Call(CallFailure::Refused(_)))),
        "a passcode that was given is not asked for again: {wrong:?}"
    );
}

#[tokio::test]
async fn the_endpoint_may_have_a_prefix_and_end_in_v3_or_not() {
    let server = Watched::start(|_, _| async { created("MIInew") }).await;
    for (suffix, region) in
        [("", None), ("/v3", Some("r")), ("/identity", None), ("/identity/v3/", None)]
    {
        iam(&format!("{}{suffix}", server.url())).sign_in(&login("p"), None, region).await.unwrap();
    }
    let lines: Vec<String> = server
        .requests()
        .iter()
        .map(|request| request.head.lines().next().unwrap().to_owned())
        .collect();
    let want = [
        "/v3/auth/tokens?nocatalog=true",
        "/v3/auth/tokens",
        "/identity/v3/auth/tokens?nocatalog=true",
        "/identity/v3/auth/tokens?nocatalog=true",
    ];
    assert_eq!(lines, want.map(|target| format!("POST {target} HTTP/1.1")));
}

#[tokio::test]
async fn a_token_as_long_as_a_header_can_be_is_taken_and_sent_back_whole() {
    for length in [32 * 1024, 100_000] {
        let long: String = "MII".chars().chain(std::iter::repeat_n('x', length - 3)).collect();
        let token = long.clone();
        let server = Watched::start(move |_, before| {
            std::future::ready(if before == 0 {
                created(&token)
            } else {
                answer("200 OK", "", r#"{"token":{},"instances":[]}"#)
            })
        })
        .await;
        let iam = Iam::new(
            Endpoint::parse(&server.url()).unwrap(),
            NetworkOptions::default(),
            Limits::default(),
        );
        let signed_in = iam.sign_in(&login("p"), None, None).await.unwrap();
        iam.show(&signed_in.token, None).await.unwrap();
        let client = Client::new(
            Endpoint::parse(&server.url()).unwrap(),
            ProjectId::typed(PROJECT).unwrap(),
            signed_in.token,
            NetworkOptions::default(),
            ClientSettings::default(),
        );
        client.instances(|_| false).await.unwrap();
        let requests = server.requests();
        assert_eq!(
            (requests[1].header("x-subject-token"), requests[2].header("x-auth-token")),
            (Some(long.as_str()), Some(long.as_str()))
        );
    }
}

#[tokio::test]
async fn projects_are_read_page_after_page_from_nowhere_but_iam() {
    // A page leads to the next one by an address of its own, of which only the condition counts.
    let server = Watched::start(|request, _| async move {
        let next = |marker: &str| {
            format!(r#""http://elsewhere.example/v3/projects?marker={marker}%3D&limit=1""#)
        };
        let (id, next) = match request.head.split(' ').nth(1).unwrap_or_default() {
            "/v3/projects?marker=a%3D&limit=1" => ("b", next("b")),
            "/v3/projects?marker=b%3D&limit=1" => ("c", "null".to_owned()),
            _ => ("a", next("a")),
        };
        answer(
            "200 OK",
            "",
            &format!(
                r#"{{"projects":[{{"id":"{id}","name":"p{id}"}}],"links":{{"next":{next}}}}}"#
            ),
        )
    })
    .await;
    let iam = Iam::new(
        Endpoint::parse(&server.url()).unwrap(),
        NetworkOptions::default(),
        Limits::default(),
    );
    let auth = Auth::Token(Token::new(SECRET).unwrap());
    let found = iam.projects(&auth, None).await.unwrap();
    assert_eq!(
        found.iter().map(|project| project.id.as_str()).collect::<Vec<_>>(),
        ["a", "b", "c"]
    );
    assert_eq!(
        iam.projects(&auth, Some("pc")).await.unwrap().len(),
        1,
        "also where the condition is ignored"
    );
    let loops = Watched::start(|_, _| async {
        answer(
            "200 OK",
            "",
            r#"{"projects":[{"id":"a","name":"pa"}],"links":{"next":"/v3/projects?marker=a"}}"#,
        )
    })
    .await;
    let iam = Iam::new(
        Endpoint::parse(&loops.url()).unwrap(),
        NetworkOptions::default(),
        Limits::default(),
    );
    assert_eq!((iam.projects(&auth, None).await.unwrap().len(), loops.requests().len()), (1, 2));
}

#[tokio::test]
async fn a_user_who_may_not_list_all_projects_is_asked_for_the_open_ones() {
    let list = r#"{"projects":[{"id":"a","name":"eu-west-101"},{"id":"b","name":"other"}]}"#;
    let server = Watched::start(move |request, _| async move {
        if request.head.starts_with("GET /v3/auth/projects ") {
            answer("200 OK", "", list)
        } else {
            answer("403 Forbidden", "", "")
        }
    })
    .await;
    let iam = iam(&server.url());
    let found =
        iam.projects(&Auth::Token(Token::new(SECRET).unwrap()), Some("eu-west-101")).await.unwrap();
    assert_eq!(found.iter().map(|project| project.id.as_str()).collect::<Vec<_>>(), ["a"]);
    let keys = Keys {
        access: "AK".to_owned(),
        secret: SecretString::from(SECRET),
        security_token: None,
        expires: None,
    };
    assert!(matches!(iam.projects(&Auth::Keys(keys), None).await, Err(CallFailure::Refused(_))));
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    assert_eq!(
        (requests[2].header("x-project-id"), requests[2].header("authorization").is_some()),
        (None, true)
    );
}

#[tokio::test]
async fn neither_password_nor_passcode_nor_token_is_shown() {
    let (end, _) = one_sign_in(created(SECRET)).await;
    let (refused, _) = one_sign_in(answer("401 Unauthorized", "", "")).await;
    let shown = format!(
        "{end:?} {end:#?} {refused:?} {:?} {:?}",
        login("secret-password"),
        iam("http://127.0.0.1:1/prefix")
    );
    assert!(
        end.is_ok() && !shown.contains(SECRET) && !shown.contains("secret-password"),
        "{shown}"
    );
}
