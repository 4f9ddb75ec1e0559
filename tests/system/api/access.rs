//! One access for all calls of a sign-in: renewed once for any number of reads, never for the
//! create call, and after a refusal nothing is tried again by itself. Requests are counted at the
//! servers.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use geminidb_backup::{
    api::{
        Access, Auth, Client, ClientSettings, Endpoint, Iam, Keys, Limits, Metadata, Named,
        NetworkOptions, PasswordLogin, ReadPolicy, Renewal, Token,
    },
    core::{
        base::{
            call::{CallFailure, CreateEnd, Refusal},
            ids::ProjectId,
            time::UtcTime,
        },
        session::identity::SignInFailure,
    },
    simulator::{Options, start},
};
use secrecy::SecretString;
use tokio::{sync::Barrier, task::JoinSet};

use crate::support::{
    basics::{INSTANCE, PROJECT, SECRET, instance_id},
    request::reviewed,
    watched::{Request, Watched, answer},
};

const NONE: &str = r#"{"instances":[],"total_count":0}"#;

fn token(text: &str) -> Auth {
    Auth::Token(Token::new(text).unwrap())
}

fn keys(access: &str, expires: Option<UtcTime>) -> Keys {
    Keys {
        access: access.to_owned(),
        secret: SecretString::from(SECRET),
        security_token: None,
        expires,
    }
}

fn in_minutes(minutes: i64) -> Option<UtcTime> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap();
    Some(UtcTime::from_unix(now).plus(60 * minutes))
}

/// A client that tries each read once.
fn client(service: &Watched, access: Access) -> Client {
    let settings = ClientSettings {
        reads: ReadPolicy { tries: 1, ..ReadPolicy::default() },
        ..ClientSettings::default()
    };
    let project = ProjectId::typed(PROJECT).unwrap();
    Client::new(
        Endpoint::parse(&service.url()).unwrap(),
        project,
        access,
        NetworkOptions::default(),
        settings,
    )
}

fn password(iam: &Watched) -> Renewal {
    let login = PasswordLogin {
        user: Named::Name("ops".to_owned()),
        domain: Some(Named::Name("acme".to_owned())),
        password: SecretString::from(SECRET),
        passcode: false,
        project: Some(Named::Id(PROJECT.to_owned())),
        project_domain: None,
    };
    Renewal::Password {
        iam: Iam::new(
            Endpoint::parse(&iam.url()).unwrap(),
            NetworkOptions::default(),
            Limits::default(),
        ),
        login: Box::new(login),
    }
}

/// An IAM that gives `NEW1`, `NEW2` and so on, each for a day.
async fn iam() -> Watched {
    Watched::start(|_, before| async move {
        let end = in_minutes(24 * 60).unwrap().iso();
        let body = format!(r#"{{"token":{{"expires_at":"{end}"}}}}"#);
        answer("201 Created", &format!("X-Subject-Token: NEW{}\r\n", before + 1), &body)
    })
    .await
}

async fn iam_that_says(status: &'static str) -> Watched {
    Watched::start(move |_, _| async move {
        answer(status, "", r#"{"error":{"code":"IAM.0062","message":"said by IAM"}}"#)
    })
    .await
}

fn refused() -> Vec<u8> {
    answer(
        "401 Unauthorized",
        "",
        r#"{"error_code":"APIGW.0307","error_msg":"said by the service"}"#,
    )
}

/// A service that takes this token and no other.
async fn service_for(good: &'static str) -> Watched {
    Watched::start(move |request, _| async move {
        if token_of(&request) == good { answer("200 OK", "", NONE) } else { refused() }
    })
    .await
}

fn token_of(request: &Request) -> String {
    request.header("x-auth-token").unwrap_or_default().to_owned()
}

fn tokens(service: &Watched) -> Vec<String> {
    service.requests().iter().map(token_of).collect()
}

fn words<T: std::fmt::Debug>(read: Result<T, CallFailure>) -> String {
    match read {
        Err(CallFailure::Refused(Refusal { words, .. })) => words.to_string(),
        other => panic!("{other:?}"),
    }
}

/// So many reads at once.
async fn reads(client: &Client, count: usize) -> Vec<Result<(), CallFailure>> {
    let mut set = JoinSet::new();
    for _ in 0..count {
        let client = client.clone();
        set.spawn(async move { client.instances(|_| false).await });
    }
    set.join_all().await
}

#[tokio::test]
async fn any_number_of_refused_reads_is_one_sign_in_and_each_is_repeated_once() {
    let (iam, all) = (iam().await, Arc::new(Barrier::new(20)));
    let service = Watched::start(move |request, _| {
        let all = Arc::clone(&all);
        async move {
            if token_of(&request) == "NEW1" {
                return answer("200 OK", "", NONE);
            }
            // No refusal before all twenty are there.
            all.wait().await;
            refused()
        }
    })
    .await;
    let access = Access::new(token("OLD"), password(&iam));
    let mut changes = access.changes();
    let client = client(&service, access);
    assert!(reads(&client, 20).await.iter().all(Result::is_ok));
    assert_eq!((iam.requests().len(), service.requests().len()), (1, 40));
    assert!(changes.has_changed().unwrap() && changes.borrow_and_update().expires.is_some());
    client.instances(|_| false).await.unwrap();
    assert_eq!((iam.requests().len(), service.requests().len()), (1, 41));
}

#[tokio::test]
async fn a_gateway_that_says_it_under_another_status_is_understood() {
    for code in ["APIGW.0307", "APIG.0307"] {
        let iam = iam().await;
        let service = Watched::start(move |request, _| async move {
            let body = format!(r#"{{"error_code":"{code}","error_msg":"m"}}"#);
            if token_of(&request) == "NEW1" {
                answer("200 OK", "", NONE)
            } else {
                answer("403 Forbidden", "", &body)
            }
        })
        .await;
        client(&service, Access::new(token("OLD"), password(&iam)))
            .instances(|_| false)
            .await
            .unwrap();
        assert_eq!(tokens(&service), ["OLD", "NEW1"]);
    }
}

#[tokio::test]
async fn what_is_about_to_end_is_renewed_before_a_read() {
    for (minutes, seen) in [(29, "NEW1"), (31, "OLD")] {
        let (iam, service) = (iam().await, service_for(seen).await);
        let client =
            client(&service, Access::until(token("OLD"), in_minutes(minutes), password(&iam)));
        reads(&client, 5).await.into_iter().for_each(|read| read.unwrap());
        assert_eq!(
            (tokens(&service), iam.requests().len()),
            (vec![seen.to_owned(); 5], usize::from(seen == "NEW1")),
            "{minutes}"
        );
    }
    // A token that nobody can renew is sent to its end, and beyond: the service has the last word.
    let service = service_for("OLD").await;
    client(&service, Access::until(token("OLD"), in_minutes(-1), Renewal::Never))
        .instances(|_| false)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_token_that_lives_for_minutes_only_is_not_renewed_before_every_read() {
    let brief = Watched::start(|_, _| async {
        let body = format!(r#"{{"token":{{"expires_at":"{}"}}}}"#, in_minutes(10).unwrap().iso());
        answer("201 Created", "X-Subject-Token: NEW\r\n", &body)
    })
    .await;
    let service = service_for("NEW").await;
    let client = client(&service, Access::until(token("OLD"), in_minutes(1), password(&brief)));
    for _ in 0..5 {
        client.instances(|_| false).await.unwrap();
    }
    assert_eq!(brief.requests().len(), 1);
}

#[tokio::test]
async fn a_renewal_that_does_not_help_is_not_made_again() {
    // As with a token of another region: always refused, however fresh.
    let (iam, service) = (iam().await, service_for("NO SUCH TOKEN").await);
    let client = client(&service, Access::new(token("OLD"), password(&iam)));
    for _ in 0..5 {
        assert_eq!(words(client.instances(|_| false).await), "said by the service");
    }
    assert_eq!((iam.requests().len(), service.requests().len()), (1, 6));
}

#[tokio::test]
async fn a_refused_password_is_one_attempt_and_then_no_read_leaves_this_machine() {
    let (iam, service) = (iam_that_says("401 Unauthorized").await, service_for("NEW").await);
    let access = Access::new(token("OLD"), password(&iam));
    let (changes, client) = (access.changes(), client(&service, access.clone()));
    assert!(reads(&client, 10).await.into_iter().all(|read| words(read) == "said by IAM"));
    let sent = service.requests().len();
    for _ in 0..5 {
        assert_eq!(words(client.instances(|_| false).await), "said by IAM");
    }
    assert!(access.renew().await.is_err());
    assert_eq!((iam.requests().len(), service.requests().len()), (1, sent));
    let told = changes.borrow().refused.clone();
    assert!(matches!(told, Some(SignInFailure::Call(CallFailure::Refused(_)))), "{told:?}");
    let end = client.create_backup(&reviewed()).await;
    assert!(matches!(end, CreateEnd::NotSent(_)) && service.requests().len() == sent, "{end:?}");
}

#[tokio::test]
async fn a_password_refused_before_the_end_of_a_good_token_leaves_that_token_to_its_end() {
    let (iam, service) = (iam_that_says("401 Unauthorized").await, service_for("OLD").await);
    let access = Access::until(token("OLD"), in_minutes(20), password(&iam));
    let client = client(&service, access.clone());
    for _ in 0..5 {
        client.instances(|_| false).await.unwrap();
    }
    assert_eq!((iam.requests().len(), service.requests().len()), (1, 5));
    assert!(access.changes().borrow().refused.is_some(), "the screens may say so in time");
}

#[tokio::test]
async fn an_iam_in_trouble_is_asked_once_and_then_rests() {
    let (iam, service) = (iam_that_says("503 Service Unavailable").await, service_for("NEW").await);
    let access = Access::new(token("OLD"), password(&iam));
    let client = client(&service, access.clone());
    assert!(reads(&client, 10).await.into_iter().all(|read| words(read) == "said by the service"));
    assert_eq!(words(client.instances(|_| false).await), "said by the service");
    assert_eq!((iam.requests().len(), access.changes().borrow().refused.clone()), (1, None));
    assert!(access.renew().await.is_err());
    assert_eq!(iam.requests().len(), 2, "the operator's own wish does not wait");
}

#[tokio::test]
async fn a_read_that_is_given_up_does_not_make_a_second_sign_in() {
    let asked = Arc::new(Barrier::new(2));
    let (arrived, go_on) = (Arc::clone(&asked), Arc::new(Barrier::new(2)));
    let held = Arc::clone(&go_on);
    let iam = Watched::start(move |_, _| {
        let (arrived, held) = (Arc::clone(&arrived), Arc::clone(&held));
        async move {
            arrived.wait().await;
            held.wait().await;
            answer("201 Created", "X-Subject-Token: NEW1\r\n", r#"{"token":{}}"#)
        }
    })
    .await;
    let service = service_for("NEW1").await;
    let client = client(&service, Access::new(token("OLD"), password(&iam)));
    let given_up = tokio::spawn({
        let client = client.clone();
        async move { client.instances(|_| false).await }
    });
    asked.wait().await;
    given_up.abort();
    assert!(given_up.await.unwrap_err().is_cancelled());
    let (next, _) = tokio::join!(client.instances(|_| false), go_on.wait());
    assert!(next.is_ok());
    assert_eq!(
        (iam.requests().len(), tokens(&service)),
        (1, vec!["OLD".to_owned(), "NEW1".to_owned()])
    );
}

#[tokio::test]
async fn the_create_call_renews_nothing_and_the_next_read_does() {
    let (iam, service) = (iam().await, service_for("NEW1").await);
    // Past its end, refused: still one request and no sign-in.
    let client = client(&service, Access::until(token("OLD"), in_minutes(-5), password(&iam)));
    let end = client.create_backup(&reviewed()).await;
    assert!(matches!(&end, CreateEnd::Answered(answer) if answer.head.status == 401), "{end:?}");
    assert_eq!((iam.requests().len(), tokens(&service)), (0, vec!["OLD".to_owned()]));
    assert!(
        service.requests()[0]
            .head
            .starts_with(&format!("POST /v3/{PROJECT}/instances/{INSTANCE}/backups "))
    );
    client.instances(|_| false).await.unwrap();
    assert_eq!(
        (iam.requests().len(), tokens(&service)),
        (1, vec!["OLD".to_owned(), "NEW1".to_owned()])
    );
    // A session may also wish it at once; that is no call to the service.
    let access = Access::new(token("OLD"), password(&iam));
    let client = self::client(&service, access.clone());
    client.create_backup(&reviewed()).await;
    let known = service.requests().len();
    access.renew().await.unwrap();
    assert_eq!((iam.requests().len(), service.requests().len()), (2, known));
}

#[tokio::test]
async fn refused_keys_are_sent_once_whatever_waits() {
    let simulator = start(Options::default()).await.unwrap();
    let keys = Keys {
        access: simulator.ak(),
        secret: SecretString::from("wrong"),
        security_token: None,
        expires: None,
    };
    let project = ProjectId::typed(&simulator.project_id()).unwrap();
    let endpoint = Endpoint::parse(&simulator.endpoint()).unwrap();
    let client = Client::new(
        endpoint,
        project.clone(),
        keys,
        NetworkOptions::default(),
        ClientSettings::default(),
    );
    let ends = reads(&client, 20).await;
    let said: Vec<String> = ends.into_iter().map(words).collect();
    assert!(
        said[0].contains("verify aksk signature fail")
            && said.iter().all(|words| *words == said[0]),
        "{said:?}"
    );
    assert_eq!(words(client.instance(&instance_id()).await), said[0]);
    assert_eq!(simulator.requests().len(), 1);
    let told = client.access().changes().borrow().refused.clone();
    assert!(matches!(told, Some(SignInFailure::Call(CallFailure::Refused(_)))), "{told:?}");
    // Nor does the create call try them again; a new sign-in with the right ones opens.
    assert!(matches!(client.create_backup(&reviewed()).await, CreateEnd::NotSent(_)));
    assert_eq!(simulator.requests().len(), 1);
    let right = Keys {
        access: simulator.ak(),
        secret: SecretString::from(simulator.sk()),
        security_token: None,
        expires: None,
    };
    let endpoint = Endpoint::parse(&simulator.endpoint()).unwrap();
    Client::new(endpoint, project, right, NetworkOptions::default(), ClientSettings::default())
        .instances(|_| false)
        .await
        .unwrap();
}

#[tokio::test]
async fn keys_that_a_create_call_finds_refused_are_not_sent_again() {
    let service = Watched::start(|_, _| async { refused() }).await;
    let client = client(&service, keys("AK", None).into());
    client.create_backup(&reviewed()).await;
    assert_eq!(
        (words(client.instances(|_| false).await).as_str(), service.requests().len()),
        ("said by the service", 1)
    );
}

#[tokio::test]
async fn keys_go_one_at_a_time_until_they_are_accepted_and_then_together() {
    let (arrived, all) = (Arc::new(AtomicUsize::new(0)), Arc::new(Barrier::new(10)));
    let (count, alone) = (Arc::clone(&arrived), Arc::new(Mutex::new(Vec::new())));
    let seen = Arc::clone(&alone);
    let service = Watched::start(move |_, before| {
        let (count, seen, together) = (Arc::clone(&count), Arc::clone(&seen), Arc::clone(&all));
        async move {
            count.fetch_add(1, Ordering::SeqCst);
            if before < 2 {
                // Time enough for all the others to come, if nothing kept them.
                for _ in 0..10_000 {
                    tokio::task::yield_now().await;
                }
                seen.lock().unwrap().push(count.load(Ordering::SeqCst));
            } else {
                // From now on nobody is answered before ten are there.
                together.wait().await;
            }
            // A first call that fails in another way proves nothing; the next one is the first
            // again.
            if before == 0 {
                answer("503 Service Unavailable", "", "")
            } else {
                answer("200 OK", "", NONE)
            }
        }
    })
    .await;
    let client = client(&service, keys("AK", None).into());
    let ends = reads(&client, 12).await;
    assert_eq!(
        (ends.iter().filter(|read| read.is_ok()).count(), service.requests().len()),
        (11, 12)
    );
    assert_eq!(*alone.lock().unwrap(), [1, 2]);
}

#[tokio::test]
async fn keys_of_an_agency_are_renewed_before_their_end_and_after_a_refusal() {
    let metadata = Watched::start(|request, before| async move {
        let (number, end) = (before / 2 + 1, in_minutes(60).unwrap().iso());
        let body = format!(
            r#"{{"credential":{{"access":"NEW{number}","secret":"s",
            "securitytoken":"t","expires_at":"{end}"}}}}"#
        );
        if request.head.starts_with("PUT ") {
            answer("404 Not Found", "", "")
        } else {
            answer("200 OK", "", &body)
        }
    })
    .await;
    let service = Watched::start(|request, _| async move {
        let known =
            request.header("authorization").is_some_and(|proof| proof.contains("Access=NEW"));
        if known { answer("200 OK", "", NONE) } else { refused() }
    })
    .await;
    let agency = || {
        Renewal::Agency(Metadata::new(
            Some(Endpoint::parse(&metadata.url()).unwrap()),
            NetworkOptions::default(),
        ))
    };
    for (expires, sent) in [(in_minutes(9), 1), (in_minutes(30), 2)] {
        let before = service.requests().len();
        let client = client(&service, Access::new(Auth::Keys(keys("OLD", expires)), agency()));
        client.instances(|_| false).await.unwrap();
        client.instances(|_| false).await.unwrap();
        assert_eq!(service.requests().len() - before, sent + 1);
    }
}

#[tokio::test]
async fn a_file_is_read_again_and_what_it_held_before_is_no_news() {
    for (holds, ok, requests) in [("NEW", true, 2), ("OLD", false, 1)] {
        let service = service_for("NEW").await;
        let again = Renewal::File(Arc::new(move || Some(token(holds))));
        let read = client(&service, Access::new(token("OLD"), again)).instances(|_| false).await;
        assert_eq!((read.is_ok(), service.requests().len()), (ok, requests));
    }
    // Keys that were refused and are still the ones in the file are not sent again.
    let service = service_for("NEW").await;
    let again = Renewal::File(Arc::new(|| Some(Auth::Keys(keys("AK", None)))));
    let client = client(&service, Access::new(Auth::Keys(keys("AK", None)), again));
    for _ in 0..3 {
        assert_eq!(words(client.instances(|_| false).await), "said by the service");
    }
    assert_eq!(service.requests().len(), 1);
}

#[tokio::test]
async fn a_refusal_tells_the_time_so_that_a_wrong_clock_can_be_named() {
    let far =
        |_, _| async { answer("401 Unauthorized", "Date: Sun, 01 Mar 2026 08:15:30 GMT\r\n", "") };
    let service = Watched::start(far).await;
    let ahead = |client: &Client| {
        UtcTime::from_unix(1_772_352_930).unix()
            - (in_minutes(0).unwrap().unix() + client.clock_skew().unwrap())
    };
    let by_read = client(&service, Token::new(SECRET).unwrap().into());
    assert_eq!(by_read.clock_skew(), None);
    assert!(by_read.instances(|_| false).await.is_err() && ahead(&by_read).abs() <= 1);
    let by_create = client(&service, Token::new(SECRET).unwrap().into());
    by_create.create_backup(&reviewed()).await;
    assert!(ahead(&by_create).abs() <= 1);
    let shown = format!("{by_read:?} {:?} {:?}", by_read.access(), by_read.access().auth());
    assert!(!shown.contains(SECRET), "{shown}");
}
