//! The metadata service of a machine: with and without its token, with and without
//! an agency.

use std::time::Duration;

use geminidb_backup::{core::base::time::UtcTime, simulator::Scenario};
use reqwest::{Method, Response};

use super::bench::{Bench, KeyPair, Seen};

const NO_AGENCY: &str = "Please configure Cloud Service Agency first";

async fn call(bench: &Bench, method: Method, path: &str, header: Option<(&str, &str)>) -> Response {
    let request = bench.client.request(method, format!("{}{path}", bench.simulator.endpoint()));
    let request =
        header.into_iter().fold(request, |request, (name, value)| request.header(name, value));
    request.send().await.expect("an answer")
}

async fn ask_token(bench: &Bench, seconds: &str) -> (u16, String) {
    let header = Some(("X-Metadata-Token-Ttl-Seconds", seconds));
    let answer = call(bench, Method::PUT, "/meta-data/latest/api/token", header).await;
    (answer.status().as_u16(), answer.text().await.expect("text"))
}

async fn ask_keys(bench: &Bench, token: Option<&str>) -> Response {
    call(
        bench,
        Method::GET,
        "/openstack/latest/securitykey",
        token.map(|token| ("X-Metadata-Token", token)),
    )
    .await
}

async fn keys(bench: &Bench, token: Option<&str>) -> (KeyPair, UtcTime) {
    let seen = Seen::of(ask_keys(bench, token).await).await;
    assert_eq!(seen.status, 200);
    let text = |name: &str| seen.body["credential"][name].as_str().expect("text").to_owned();
    let pair = KeyPair {
        ak: text("access"),
        sk: text("secret"),
        security_token: Some(text("securitytoken")),
    };
    (pair, UtcTime::parse(&text("expires_at")).expect("a time"))
}

#[tokio::test]
async fn the_keys_of_the_agency_sign_requests_until_they_end() {
    let bench = Bench::faulty(&["metadata=expires-600s"]).await;
    let (status, token) = ask_token(&bench, "21600").await;
    assert_eq!((status, token.len()), (200, 56));
    let (pair, expires) = keys(&bench, Some(&token)).await;
    let now = bench.get("v3", "/jobs").await.date();
    assert!((595..=601).contains(&expires.since(now)), "{}", expires.iso());
    assert_eq!(bench.instances_signed(&pair, now).await.status, 200);

    let without = KeyPair { ak: pair.ak.clone(), sk: pair.sk.clone(), security_token: None };
    assert_eq!(bench.instances_signed(&without, now).await.code(), (401, "APIGW.0301"));
    let permanent = KeyPair {
        ak: bench.simulator.ak(),
        sk: bench.simulator.sk(),
        security_token: pair.security_token.clone(),
    };
    assert_eq!(
        bench.instances_signed(&permanent, now).await.code(),
        (401, "APIGW.0301"),
        "two sources mixed"
    );

    bench.simulator.advance(Duration::from_secs(600));
    let refused = bench.instances_signed(&pair, now).await;
    assert_eq!(refused.code(), (401, "APIGW.0301"));
    let (fresh, _) = keys(&bench, Some(&token)).await;
    assert_ne!(fresh.ak, pair.ak);
    assert_eq!(bench.instances_signed(&fresh, now).await.status, 200);
    bench.simulator.expire_temporary_keys();
    assert_eq!(bench.instances_signed(&fresh, now).await.code(), (401, "APIGW.0301"));
}

#[tokio::test]
async fn the_token_step_is_optional_unless_the_machine_demands_it() {
    let bench = Bench::of(Scenario::Smooth).await;
    keys(&bench, None).await;
    assert_eq!(ask_keys(&bench, Some("unknown")).await.status().as_u16(), 401);
    for seconds in ["0", "21601", "soon"] {
        assert_eq!(ask_token(&bench, seconds).await.0, 400, "{seconds}");
    }
    let strict = Bench::faulty(&["metadata=needs-token"]).await;
    assert_eq!(ask_keys(&strict, None).await.status().as_u16(), 401);
    let (_, token) = ask_token(&strict, "60").await;
    keys(&strict, Some(&token)).await;
}

#[tokio::test]
async fn a_machine_without_the_token_step_says_so_in_one_of_three_ways() {
    for status in [404, 405, 503] {
        let bench = Bench::faulty(&[&format!("metadata-token={status}")]).await;
        assert_eq!(ask_token(&bench, "21600").await.0, status);
        keys(&bench, None).await;
    }
}

#[tokio::test]
async fn a_token_ends_after_its_time_or_on_demand_or_once_by_a_fault() {
    let bench = Bench::faulty(&["metadata=401"]).await;
    let (_, token) = ask_token(&bench, "60").await;
    let refused = ask_keys(&bench, Some(&token)).await;
    assert_eq!(refused.status().as_u16(), 401);
    assert!(!refused.text().await.expect("text").contains(NO_AGENCY));
    keys(&bench, Some(&token)).await;
    bench.simulator.advance(Duration::from_secs(60));
    assert_eq!(ask_keys(&bench, Some(&token)).await.status().as_u16(), 401);
    let (_, fresh) = ask_token(&bench, "60").await;
    keys(&bench, Some(&fresh)).await;
    bench.simulator.expire_metadata_tokens();
    assert_eq!(ask_keys(&bench, Some(&fresh)).await.status().as_u16(), 401);
}

#[tokio::test]
async fn without_an_agency_there_are_no_keys_however_often_one_asks() {
    let bench = Bench::faulty(&["metadata=no-agency"]).await;
    let (_, token) = ask_token(&bench, "21600").await;
    for _ in 0..2 {
        let refused = ask_keys(&bench, Some(&token)).await;
        assert_eq!(refused.headers()["content-type"], "text/plain");
        assert_eq!(
            (refused.status().as_u16(), refused.text().await.expect("text").as_str()),
            (401, NO_AGENCY)
        );
    }
}

#[tokio::test]
async fn the_metadata_service_can_be_silent_or_answer_without_keys() {
    let bench =
        Bench::faulty(&["metadata-token=silence", "metadata=no-keys", "metadata=silence"]).await;
    assert!(
        tokio::time::timeout(Duration::from_millis(100), ask_token(&bench, "60")).await.is_err()
    );
    assert_eq!(Seen::of(ask_keys(&bench, None).await).await.body, serde_json::json!({}));
    assert!(
        tokio::time::timeout(Duration::from_millis(100), ask_keys(&bench, None)).await.is_err()
    );
}
