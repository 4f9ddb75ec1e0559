//! Faults that a test injects, one call at a time.

use std::time::{Duration, Instant};

use geminidb_backup::simulator::{ApiVersion, BadBody, Call, Fault, Scenario, Twist};

use super::bench::{Bench, whole};

#[tokio::test]
async fn bodies_that_no_client_can_use_arrive_as_asked_for() {
    let bench = Bench::of(Scenario::Smooth).await;
    for (body, length) in [
        (BadBody::Empty, 0),
        (BadBody::NotJson, 22),
        (BadBody::Html, 76),
        (BadBody::NotUtf8, 32),
        (BadBody::WithoutIds, 2),
        (BadBody::Huge(20_000_000), 20_000_000),
    ] {
        bench.simulator.inject(Fault::body(body), Call::Instances, 1);
        let response = bench.try_get("v3", "/instances").await.expect("an answer");
        assert_eq!(response.status().as_u16(), 200);
        assert_eq!(response.bytes().await.expect("a whole body").len(), length, "{body:?}");
    }
    bench.simulator.inject(Fault::cut(), Call::Instances, 1);
    let cut = bench.try_get("v3", "/instances").await.expect("an answer's head");
    assert!(cut.content_length().unwrap() > 0);
    assert!(cut.bytes().await.is_err(), "the body ends before its announced length");
}

#[tokio::test]
async fn answers_can_be_twisted_canned_delayed_or_withheld() {
    let bench = Bench::of(Scenario::Smooth).await;
    bench.simulator.inject(Fault::twist(Twist::LooseTypes), Call::Instances, 1);
    let loose = bench.get("v3", "/instances").await.body;
    assert!(
        loose["total_count"].is_string()
            && loose["instances"][0]["groups"][0]["volume"]["size"].is_number()
    );
    bench.simulator.inject(Fault::twist(Twist::UnknownStatus), Call::Backups, 1);
    assert_eq!(bench.get("v4", "/backups").await.body["backups"][0]["status"], "WARMING_UP");
    bench.simulator.inject(Fault::twist(Twist::EscapeSequences), Call::Instances, 1);
    assert!(
        bench.get("v3", "/instances").await.body["instances"][0]["name"]
            .as_str()
            .unwrap()
            .contains("\u{1b}[2J")
    );

    bench.simulator.inject(
        Fault::answer(504, "<html>Gateway Time-out</html>")
            .with_header("Retry-After", "7")
            .after_acting(),
        Call::Create,
        1,
    );
    let canned = bench.create("cass-orders-01", &whole("behind-504")).await;
    assert_eq!((canned.status, canned.headers["retry-after"].to_str().ok()), (504, Some("7")));
    assert_eq!(canned.headers["content-type"], "text/html");
    assert_eq!(bench.simulator.backups_made().len(), 1);

    bench.simulator.inject(Fault::slow(Duration::from_millis(50)), Call::Jobs, 1);
    let began = Instant::now();
    assert_eq!(bench.get("v3", "/jobs").await.status, 200);
    assert!(began.elapsed() >= Duration::from_millis(50));

    bench.simulator.inject(Fault::hang(), Call::Jobs, 1);
    let hanging =
        tokio::time::timeout(Duration::from_millis(100), bench.try_get("v3", "/jobs")).await;
    assert!(hanging.is_err(), "it never answers");
}

#[tokio::test]
async fn an_unpublished_version_leaves_the_older_ones() {
    let bench = Bench::of(Scenario::Smooth).await;
    bench.simulator.inject(Fault::not_published(ApiVersion::V4), Call::Backups, u32::MAX);
    assert_eq!(bench.get("v4", "/backups").await.code(), (404, "APIGW.0101"));
    assert_eq!(bench.get("v3.1", "/backups").await.status, 200);
    assert_eq!(bench.get("v4", "/backups").await.code(), (404, "APIGW.0101"));
}
