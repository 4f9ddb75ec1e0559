//! What can go wrong at IAM, and how it can be set (fact sheets 7.1, 7.3, 8a and 9).

use std::time::{Duration, Instant};

use geminidb_backup::simulator::{DEMO_PASSWORD, Scenario};
use serde_json::{Value, json};

use super::bench::{Bench, KeyPair, Seen, by_password, whole};

/// One call of IAM by its name.
async fn call(bench: &Bench, name: &str) -> Seen {
    match name {
        "sign-in" => {
            bench
                .sign_in(
                    &by_password("ops", DEMO_PASSWORD),
                    &json!({"project": {"id": bench.simulator.project_id()}}),
                )
                .await
        }
        "who" => bench.iam("/v3/auth/tokens", &bench.simulator.token()).await,
        "projects" => bench.iam("/v3/projects?name=ap-southeast-1", &bench.simulator.token()).await,
        _ => panic!("there is no call {name}"),
    }
}

#[tokio::test]
async fn every_call_of_iam_can_be_answered_wrong_once() {
    for (name, success) in [("sign-in", 201), ("who", 200), ("projects", 200)] {
        for status in [400, 401, 403, 404, 500, 503] {
            let bench = Bench::faulty(&[&format!("{name}={status}")]).await;
            assert_eq!(call(&bench, name).await.iam_words().0, status, "{name}");
            assert_eq!(call(&bench, name).await.status, success, "{name}");
        }
        for (fault, status) in [
            ("502-page", 502),
            ("503-page", 503),
            ("504-page", 504),
            (&format!("{success}-page"), success),
        ] {
            let seen = call(&Bench::faulty(&[&format!("{name}={fault}")]).await, name).await;
            assert_eq!(
                (seen.status, &seen.headers["content-type"] == "text/html"),
                (status, true),
                "{name} {fault}"
            );
        }
        for (fault, told) in [("429", false), ("429-retry-after", true)] {
            let seen = call(&Bench::faulty(&[&format!("{name}={fault}")]).await, name).await;
            assert_eq!(
                (seen.code(), seen.headers.contains_key("retry-after")),
                ((429, "APIGW.0308"), told),
                "{name} {fault}"
            );
        }
        let empty = call(&Bench::faulty(&[&format!("{name}={success}-empty")]).await, name).await;
        assert_eq!((empty.status, empty.body), (success, Value::Null), "{name}");

        let bench =
            Bench::faulty(&[&format!("{name}=slow-0.05s"), &format!("{name}=silence")]).await;
        let began = Instant::now();
        assert_eq!(call(&bench, name).await.status, success);
        assert!(began.elapsed() >= Duration::from_millis(50), "{name}");
        assert!(
            tokio::time::timeout(Duration::from_millis(100), call(&bench, name)).await.is_err(),
            "{name} never answers"
        );
    }
    let locked = call(&Bench::faulty(&["sign-in=401-locked"]).await, "sign-in").await;
    assert!(locked.iam_words().1.contains("locked"));
    let without = call(&Bench::faulty(&["sign-in=201-no-token"]).await, "sign-in").await;
    assert_eq!((without.status, without.headers.contains_key("x-subject-token")), (201, false));
    assert!(without.body["token"]["expires_at"].is_string());
}

#[tokio::test]
async fn the_caller_sees_no_project_or_two_of_one_name() {
    for (faults, want) in [(&[][..], 1), (&["projects=none"], 0), (&["projects=same-name"], 2)] {
        let listed = call(&Bench::faulty(faults).await, "projects").await.body;
        assert_eq!(listed["projects"].as_array().map(Vec::len), Some(want), "{faults:?}");
        let ids: Vec<&Value> =
            listed["projects"].as_array().expect("rows").iter().map(|row| &row["id"]).collect();
        assert!(want < 2 || ids[0] != ids[1], "{faults:?}");
    }
    let bench = Bench::of(Scenario::Smooth).await;
    let unknown = bench.iam("/v3/projects?name=nowhere-1", &bench.simulator.token()).await.body;
    assert_eq!(unknown["projects"], json!([]));
}

#[tokio::test]
async fn the_catalogue_lists_the_service_for_the_region_or_another_one_or_not_at_all() {
    for (faults, want) in [
        (&[][..], Some(["elsewhere-1", "ap-southeast-1"].as_slice())),
        (&["iam=other-region"], Some(&["elsewhere-1"])),
        (&["iam=no-service"], None),
    ] {
        let bench = Bench::faulty(faults).await;
        let issued = call(&bench, "sign-in").await.body;
        let catalog = issued["token"]["catalog"].as_array().expect("entries");
        let service = catalog.iter().find(|entry| entry["type"] == "nosql");
        let public = |entry: &Value| {
            let endpoints = entry["endpoints"]
                .as_array()
                .expect("endpoints")
                .iter()
                .filter(|row| row["interface"] == "public");
            endpoints
                .map(|row| row["region"].as_str().expect("text").to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            service.map(public).as_deref(),
            want.map(|regions| regions.iter().map(|r| (*r).to_owned()).collect::<Vec<_>>())
                .as_deref()
        );
        assert!(catalog.iter().any(|entry| entry["type"] == "identity"));
        if faults.is_empty() {
            let rows = service.expect("listed")["endpoints"].as_array().expect("endpoints");
            let url = format!("{}/v3/{}", bench.simulator.endpoint(), bench.simulator.project_id());
            assert_eq!(rows.iter().filter(|row| row["url"] == url.as_str()).count(), 1);
        }
    }
}

#[tokio::test]
async fn a_token_of_32_000_characters_works_on_every_call_and_a_longer_one_on_none() {
    let bench = Bench::faulty(&["iam=long-token"]).await;
    assert_eq!(bench.simulator.token().len(), 32_000);
    let issued = call(&bench, "sign-in").await;
    assert_eq!(issued.token().len(), 32_000);
    assert_eq!(bench.instances_with(issued.token()).await.status, 200);
    let instance = format!("/instances/{}", bench.instance("cass-orders-01"));
    for (version, path) in [
        ("v3", "/instances".to_owned()),
        ("v3", format!("{instance}/databases")),
        ("v3", format!("{instance}/tables?database_name=orders")),
        ("v3", "/jobs".to_owned()),
        ("v4", "/backups".to_owned()),
    ] {
        assert_eq!(bench.get(version, &path).await.status, 200, "{path}");
    }
    assert_eq!(bench.create("cass-orders-01", &whole("long")).await.status, 202);
    // Both headers have it here.
    assert_eq!(
        (call(&bench, "who").await.status, call(&bench, "projects").await.status),
        (200, 200)
    );

    let bench = Bench::faulty(&["iam=too-long-token"]).await;
    assert_eq!(bench.get("v3", "/instances").await.code(), (494, "APIGW.0201"));
    assert_eq!(
        bench.create("cass-orders-01", &whole("too-long")).await.code(),
        (494, "APIGW.0201")
    );
    assert!(bench.simulator.backups_made().is_empty());
    assert_eq!(call(&bench, "who").await.code(), (494, "APIGW.0201"));
}

#[tokio::test]
async fn a_permission_that_is_missing_is_named() {
    for (call, path, action) in [
        ("instances", "/instances", "instance:list"),
        ("jobs", "/jobs", "nosql:task:list"),
        ("backups", "/backups?offset=1&limit=10", "backup:list"),
    ] {
        for (fault, want) in [
            ("403", (403, "DBS.280032")),
            ("403-policy", (403, "DBS.280032")),
            ("400-280063", (400, "DBS.280063")),
        ] {
            let seen = Bench::faulty(&[&format!("{call}={fault}")]).await.get("v3", path).await;
            assert_eq!(seen.code(), want, "{call}={fault}");
            assert!(
                seen.body["error_msg"].as_str().expect("words").contains(action),
                "{call}={fault}: {}",
                seen.body
            );
            assert_eq!(
                seen.body.get("encoded_authorization_message").is_some(),
                fault == "403-policy"
            );
        }
    }
    let refused =
        Bench::faulty(&["create=403"]).await.create("cass-orders-01", &whole("refused")).await;
    assert!(refused.body["error_msg"].as_str().expect("words").contains("nosql:backup:create"));
}

#[tokio::test]
async fn a_clock_that_is_off_shows_in_the_date_and_refuses_signatures() {
    for (fault, off) in [("clock=ahead-1200s", 1200), ("clock=behind-1200s", -1200)] {
        let (right, wrong) = (Bench::of(Scenario::Smooth).await, Bench::faulty(&[fault]).await);
        let here = right.get("v3", "/instances").await.date();
        let there = wrong.get("v3", "/instances").await.date();
        assert!(
            (there.unix() - here.unix() - off).abs() < 10,
            "{fault}: {} {}",
            here.iso(),
            there.iso()
        );

        let key =
            KeyPair { ak: wrong.simulator.ak(), sk: wrong.simulator.sk(), security_token: None };
        let refused = wrong.instances_signed(&key, here).await;
        assert_eq!(refused.code(), (401, "APIGW.0301"), "{fault}");
        assert!(refused.body["error_msg"].as_str().expect("words").contains("signature expired"));
        assert_eq!(wrong.instances_signed(&key, there).await.status, 200, "{fault}");
    }
}
