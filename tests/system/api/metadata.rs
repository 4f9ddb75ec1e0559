//! The metadata service of a machine of the cloud: with and without its token step, with and
//! without an agency.

use std::time::{Duration, Instant};

use geminidb_backup::{
    api::{Endpoint, Keys, Metadata, NetworkOptions},
    core::{
        base::{call::CallFailure, time::UtcTime},
        session::identity::SignInFailure,
    },
};
use secrecy::ExposeSecret;
use tokio::net::TcpListener;

use crate::support::watched::{Request, Watched, answer};

const KEYS: &str = r#"{"credential":{"access":"AK","secret":"SECRETKEY",
    "securitytoken":"SECURITYTOKEN","expires_at":"2026-03-01T14:15:30.123000Z"}}"#;
const NO_AGENCY: &str = "Please configure Cloud Service Agency first";

fn metadata(server: &Watched) -> Metadata {
    Metadata::new(Some(Endpoint::parse(&server.url()).unwrap()), NetworkOptions::default())
}

/// What each request was: its method and the metadata token that it carried.
fn told(server: &Watched) -> Vec<String> {
    let told = |request: &Request| {
        assert!(request.body.is_empty());
        let method = request.head.split(' ').next().unwrap().to_owned();
        request
            .header("x-metadata-token")
            .map_or(method.clone(), |token| format!("{method} {token}"))
    };
    server.requests().iter().map(told).collect()
}

/// The token step answers so, and the keys are there for whoever has its token.
async fn with_token_step(step: Vec<u8>) -> (Result<Keys, SignInFailure>, Vec<String>) {
    let server = Watched::start(move |request, _| {
        let known = request.header("x-metadata-token").is_none_or(|token| token == "TOKEN");
        let keys =
            if known { answer("200 OK", "", KEYS) } else { answer("401 Unauthorized", "", "") };
        std::future::ready(if request.head.starts_with("PUT ") { step.clone() } else { keys })
    })
    .await;
    (metadata(&server).keys().await, told(&server))
}

#[tokio::test]
async fn keys_come_with_the_token_step_and_without_it() {
    let (keys, told) = with_token_step(answer("200 OK", "", "TOKEN\n")).await;
    let keys = keys.unwrap();
    let security_token = keys.security_token.as_ref().unwrap().expose_secret();
    assert_eq!(
        (keys.access.as_str(), keys.secret.expose_secret(), security_token),
        ("AK", "SECRETKEY", "SECURITYTOKEN")
    );
    assert_eq!(keys.expires, UtcTime::parse("2026-03-01T14:15:30Z"));
    assert_eq!(told, ["PUT", "GET TOKEN"]);
    for status in ["404 Not Found", "405 Method Not Allowed", "503 Service Unavailable"] {
        let (keys, told) = with_token_step(answer(status, "", "no such step")).await;
        assert_eq!(
            (keys.is_ok(), told),
            (true, vec!["PUT".to_owned(), "GET".to_owned()]),
            "{status}"
        );
    }
    let (refused, told) = with_token_step(answer("500 Internal Server Error", "", "")).await;
    assert!(
        matches!(refused, Err(SignInFailure::Call(CallFailure::Refused(_)))) && told == ["PUT"],
        "{refused:?}"
    );
    let (odd, _) = with_token_step(answer("200 OK", "", "a\u{7f}b")).await;
    assert_eq!(odd.err(), Some(SignInFailure::Missing("metadata token")));
}

#[tokio::test]
async fn the_paths_and_the_life_of_the_token_are_the_documented_ones() {
    let server = Watched::start(|request, _| async move {
        if request.head.starts_with("PUT ") {
            answer("200 OK", "", "TOKEN")
        } else {
            answer("200 OK", "", KEYS)
        }
    })
    .await;
    metadata(&server).keys().await.unwrap();
    let requests = server.requests();
    assert!(requests[0].head.starts_with("PUT /meta-data/latest/api/token HTTP/1.1\r\n"));
    assert_eq!(requests[0].header("x-metadata-token-ttl-seconds"), Some("21600"));
    assert!(requests[1].head.starts_with("GET /openstack/latest/securitykey HTTP/1.1\r\n"));
}

#[tokio::test]
async fn a_machine_without_an_agency_is_said_and_asked_once() {
    let server = Watched::start(|request, _| async move {
        if request.head.starts_with("PUT ") {
            answer("200 OK", "", "TOKEN")
        } else {
            answer("401 Unauthorized", "", NO_AGENCY)
        }
    })
    .await;
    assert_eq!(metadata(&server).keys().await.err(), Some(SignInFailure::NoAgency));
    assert_eq!(told(&server), ["PUT", "GET TOKEN"]);
}

#[tokio::test]
async fn a_metadata_token_that_ended_is_renewed_once_and_kept() {
    let server = Watched::start(|request, before| async move {
        match (request.head.starts_with("PUT "), request.header("x-metadata-token")) {
            (true, _) => answer("200 OK", "", &format!("TOKEN{before}")),
            (false, Some("TOKEN0")) if before > 1 => {
                answer("401 Unauthorized", "", "token expired")
            }
            (false, _) => answer("200 OK", "", KEYS),
        }
    })
    .await;
    let metadata = metadata(&server);
    for _ in 0..3 {
        metadata.keys().await.unwrap();
    }
    assert_eq!(
        told(&server),
        ["PUT", "GET TOKEN0", "GET TOKEN0", "PUT", "GET TOKEN3", "GET TOKEN3"]
    );

    let never = Watched::start(|request, _| async move {
        if request.head.starts_with("PUT ") {
            answer("200 OK", "", "TOKEN")
        } else {
            answer("401 Unauthorized", "", "")
        }
    })
    .await;
    let refused = self::metadata(&never).keys().await;
    assert!(matches!(refused, Err(SignInFailure::Call(CallFailure::Refused(_)))), "{refused:?}");
    assert_eq!(told(&never), ["PUT", "GET TOKEN", "PUT", "GET TOKEN"]);
}

#[tokio::test]
async fn keys_that_are_not_whole_are_none() {
    for (body, missing) in [
        (r#"{"credential":{"secret":"s","securitytoken":"t"}}"#, "access"),
        (r#"{"credential":{"access":"a","secret":"","securitytoken":"t"}}"#, "secret"),
        (r#"{"credential":{"access":"a","secret":"s"}}"#, "securitytoken"),
        ("{}", "access"),
        ("[]", "access"),
    ] {
        let server = Watched::start(move |_, before| {
            std::future::ready(if before == 0 {
                answer("404 Not Found", "", "")
            } else {
                answer("200 OK", "", body)
            })
        })
        .await;
        assert_eq!(
            metadata(&server).keys().await.err(),
            Some(SignInFailure::Missing(missing)),
            "{body}"
        );
    }
}

#[tokio::test]
async fn what_does_not_answer_is_left_after_three_seconds() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", silent.local_addr().unwrap());
    let begun = Instant::now();
    let metadata =
        Metadata::new(Some(Endpoint::parse(&address).unwrap()), NetworkOptions::default());
    assert_eq!(metadata.keys().await.err(), Some(SignInFailure::NoMetadata));
    let took = begun.elapsed();
    assert!((Duration::from_millis(2_900)..Duration::from_secs(5)).contains(&took), "{took:?}");
    drop(silent);
    assert_eq!(metadata.keys().await.err(), Some(SignInFailure::NoMetadata));
}

#[tokio::test]
async fn no_secret_of_the_machine_is_shown() {
    let server = Watched::start(|request, _| async move {
        if request.head.starts_with("PUT ") {
            answer("200 OK", "", "METADATATOKEN")
        } else {
            answer("200 OK", "", KEYS)
        }
    })
    .await;
    let metadata = metadata(&server);
    let keys = metadata.keys().await;
    let shown = format!("{metadata:?} {keys:?} {keys:#?}");
    assert!(
        ["SECRETKEY", "SECURITYTOKEN", "METADATATOKEN"]
            .iter()
            .all(|secret| !shown.contains(secret)),
        "{shown}"
    );
}
