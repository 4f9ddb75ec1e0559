//! Signing in at the simulator's IAM: passwords, passcodes, scopes, locks, and how
//! tokens end.

use std::time::Duration;

use geminidb_backup::{
    core::base::time::UtcTime,
    simulator::{DEMO_PASSWORD, Options, Scenario, Tried},
};
use serde_json::{Value, json};

use super::bench::{Bench, KeyPair, by_passcode, by_password};

const LOCKED: &str = "The account is locked. Try again 15 minutes later.";
const WRONG: &str = "The username or password is wrong.";

#[tokio::test]
async fn a_user_and_a_project_are_given_by_id_or_by_name_and_domain() {
    let bench = Bench::of(Scenario::Smooth).await;
    let account = bench.simulator.account();
    let user = |user: Value| json!({"methods": ["password"], "password": {"user": user}});
    let domain = json!({"name": account.name});
    let users = [
        json!({"id": account.user.id, "password": DEMO_PASSWORD}),
        json!({"name": account.user.name, "password": DEMO_PASSWORD, "domain": domain}),
        json!({"name": account.user.name, "password": DEMO_PASSWORD, "domain": {"id": account.id}}),
    ];
    let projects = [
        json!({"id": account.project.id}),
        json!({"name": account.project.name}),
        json!({"name": account.project.name, "domain": domain}),
        json!({"name": account.project.name, "domain": {"id": account.id}}),
    ];
    for who in users {
        for project in &projects {
            let issued = bench.sign_in(&user(who.clone()), &json!({"project": project})).await;
            assert_eq!(bench.instances_with(issued.token()).await.status, 200);
            let token = &issued.body["token"];
            assert_eq!(
                (&token["user"]["name"], &token["user"]["domain"]["name"]),
                (&json!("ops"), &json!("acme"))
            );
            assert_eq!(
                (&token["project"]["id"], &token["methods"]),
                (&json!(account.project.id), &json!(["password"]))
            );
            assert_eq!(token.get("mfa_authn_at"), None);
        }
    }
    let scope = json!({"project": projects[0]});
    for (who, status) in [
        (json!({"name": "ops", "password": DEMO_PASSWORD}), 400),
        (json!({"id": account.user.id}), 400),
        (json!({"name": "ops", "password": DEMO_PASSWORD, "domain": {"name": "other"}}), 401),
        (json!({"id": "nobody", "password": DEMO_PASSWORD}), 401),
    ] {
        assert_eq!(bench.sign_in(&user(who.clone()), &scope).await.iam_words().0, status, "{who}");
    }
    for project in [
        json!({"id": "none"}),
        json!({"name": "none"}),
        json!({"name": account.project.name, "domain": {"name": "other"}}),
    ] {
        let refused =
            bench.sign_in(&by_password("ops", DEMO_PASSWORD), &json!({"project": project})).await;
        assert_eq!(refused.iam_words().0, 404, "{project}");
    }
}

#[tokio::test]
async fn keystone_refuses_a_wrong_project_with_401_and_wants_its_domain() {
    let bench = Bench::faulty(&["iam=keystone"]).await;
    let ask = async |project: Value| {
        bench.sign_in(&by_password("ops", DEMO_PASSWORD), &json!({"project": project})).await
    };
    let words = "The request you have made requires authentication.";
    assert_eq!(
        ask(json!({"name": "none", "domain": {"name": "acme"}})).await.iam_words(),
        (401, words)
    );
    assert_eq!(ask(json!({"name": "ap-southeast-1"})).await.iam_words().0, 400);
    assert_eq!(
        ask(json!({"name": "ap-southeast-1", "domain": {"name": "acme"}})).await.status,
        201
    );
    let scope = json!({"project": {"id": bench.simulator.project_id()}});
    assert_eq!(bench.sign_in(&by_password("ops", "wrong"), &scope).await.iam_words(), (401, words));

    let receipt = bench.sign_in(&by_password("ops-mfa", DEMO_PASSWORD), &scope).await;
    assert_eq!(receipt.status, 401);
    assert!(!receipt.headers["openstack-auth-receipt"].is_empty());
    assert_eq!(receipt.body["required_auth_methods"], json!([["password", "totp"]]));
}

#[tokio::test]
async fn a_receipt_tells_its_times_and_stands_for_the_password_of_its_user_until_then() {
    let bench = Bench::faulty(&["iam=keystone"]).await;
    let scope = json!({"project": {"id": bench.simulator.project_id()}});
    let by_passcode_alone = |user: &str| {
        let user = json!({"name": user, "domain": {"name": "acme"},
            "passcode": bench.simulator.passcode(0)});
        json!({"methods": ["totp"], "totp": {"user": user}})
    };
    let ask = async || {
        let handed = bench.sign_in(&by_password("ops-mfa", DEMO_PASSWORD), &scope).await;
        (
            handed.headers["openstack-auth-receipt"].to_str().expect("a receipt").to_owned(),
            handed.body["receipt"].clone(),
        )
    };
    let (value, told) = ask().await;
    let time = |field: &str| UtcTime::parse(told[field].as_str().expect("text")).expect("a time");
    assert_eq!(time("expires_at").since(time("issued_at")), 300);
    assert_eq!(
        (&told["user"]["name"], &told["user"]["domain"]["name"]),
        (&json!("ops-mfa"), &json!("acme"))
    );

    let continued =
        bench.sign_in_with("", Some(&value), &by_passcode_alone("ops-mfa"), &scope).await;
    assert_eq!(continued.body["token"]["methods"], json!(["password", "totp"]));
    assert_eq!(bench.instances_with(continued.token()).await.status, 200);
    bench.simulator.advance(Duration::from_secs(60));
    for (receipt, user) in
        [(None, "ops-mfa"), (Some("forged"), "ops-mfa"), (Some(value.as_str()), "ops")]
    {
        let refused = bench.sign_in_with("", receipt, &by_passcode_alone(user), &scope).await;
        assert_eq!(refused.iam_words().0, 401, "{receipt:?} {user}");
    }
    bench.simulator.advance(Duration::from_secs(240));
    let late = bench.sign_in_with("", Some(&value), &by_passcode_alone("ops-mfa"), &scope).await;
    assert_eq!(late.iam_words().0, 401, "it has ended");
    let (fresh, _) = ask().await;
    assert_eq!(
        bench.sign_in_with("", Some(&fresh), &by_passcode_alone("ops-mfa"), &scope).await.status,
        201
    );
    let tried = Tried { calls: 7, refused: 5 };
    assert_eq!(
        (
            bench.simulator.attempts().of_password("ops-mfa"),
            bench.simulator.attempts().of_password("ops").calls
        ),
        (tried, 1)
    );
}

#[tokio::test]
async fn keystone_takes_a_token_in_place_of_a_password_and_the_new_one_lives_no_longer() {
    let bench = Bench::faulty(&["iam=keystone", "iam=expires-120s"]).await;
    let by_token = |token: &str| json!({"methods": ["token"], "token": {"id": token}});
    let project = json!({"project": {"id": bench.simulator.project_id()}});
    let first = bench.sign_in(&by_password("ops", DEMO_PASSWORD), &json!("unscoped")).await;
    bench.simulator.advance(Duration::from_secs(60));
    let second = bench.sign_in(&by_token(first.token()), &project).await;
    assert_eq!(bench.instances_with(second.token()).await.status, 200);
    let (first_told, told) = (&first.body["token"], &second.body["token"]);
    assert_eq!(
        (&told["expires_at"], &told["user"]),
        (&first_told["expires_at"], &first_told["user"])
    );
    assert_eq!(told["methods"], json!(["password", "token"]));
    let third =
        bench.sign_in(&by_token(second.token()), &json!({"domain": {"name": "acme"}})).await;
    assert_eq!(third.body["token"]["domain"]["name"], "acme");
    assert_eq!(bench.sign_in(&by_token("forged"), &project).await.iam_words().0, 404);
    assert_eq!(bench.sign_in(&json!({"methods": ["token"]}), &project).await.iam_words().0, 400);
    bench.simulator.advance(Duration::from_secs(60));
    assert_eq!(
        bench.sign_in(&by_token(second.token()), &project).await.iam_words().0,
        404,
        "it has ended"
    );
    let attempts = bench.simulator.attempts();
    assert_eq!(
        attempts.passwords.into_iter().collect::<Vec<_>>(),
        [("ops".to_owned(), Tried { calls: 1, refused: 0 })]
    );

    let vendors = Bench::of(Scenario::Smooth).await;
    assert_eq!(
        vendors.sign_in(&by_token(&vendors.simulator.token()), &project).await.iam_words().0,
        400,
        "the vendor names no such method"
    );
}

#[tokio::test]
async fn a_token_for_the_account_says_so_and_opens_iam_alone() {
    for faults in [&[][..], &["iam=keystone"]] {
        let bench = Bench::faulty(faults).await;
        let account = bench.simulator.account();
        for domain in [json!({"name": account.name}), json!({"id": account.id})] {
            let issued =
                bench.sign_in(&by_password("ops", DEMO_PASSWORD), &json!({"domain": domain})).await;
            let token = &issued.body["token"];
            assert_eq!(
                (token.get("project"), &token["domain"]),
                (None, &json!({"id": account.id, "name": account.name}))
            );
            assert_eq!(services(token), ["identity"]);
            assert_eq!(bench.instances_with(issued.token()).await.code(), (401, "APIGW.0307"));
            assert_eq!(bench.iam("/v3/projects", issued.token()).await.status, 200);
        }
        let ask =
            async |scope: Value| bench.sign_in(&by_password("ops", DEMO_PASSWORD), &scope).await;
        let is_keystone = !faults.is_empty();
        let refused = ask(json!({"domain": {"name": "other"}})).await.iam_words().0;
        assert_eq!(refused, if is_keystone { 401 } else { 404 });
        let both =
            ask(json!({"domain": {"name": "acme"}, "project": {"id": account.project.id}})).await;
        assert_eq!(
            both.status,
            if is_keystone { 400 } else { 201 },
            "at the vendor's IAM the project wins"
        );
    }
}

#[tokio::test]
async fn anybody_may_read_which_version_answers_where() {
    let bench = Bench::of(Scenario::Smooth).await;
    let all = bench.anybody("/").await;
    let version = &all.body["versions"]["values"][0];
    assert_eq!((all.status, &version["status"]), (300, &json!("stable")));
    assert_eq!(
        version["links"],
        json!([{"rel": "self", "href": format!("{}/v3/", bench.simulator.iam_endpoint())}])
    );
    for path in ["/v3", "/v3/"] {
        let one = bench.anybody(path).await;
        assert_eq!((one.status, &one.body["version"]), (200, version), "{path}");
    }
    assert_eq!(bench.anybody("/v2.0").await.code(), (404, "APIGW.0101"));
}

#[tokio::test]
async fn the_catalogue_lists_iam_for_the_region_and_is_left_out_on_demand() {
    for (faults, left_out) in [(&[][..], json!([])), (&["iam=keystone"], Value::Null)] {
        let bench = Bench::faulty(faults).await;
        let scope = json!({"project": {"id": bench.simulator.project_id()}});
        let issued = bench.sign_in(&by_password("ops", DEMO_PASSWORD), &scope).await;
        let token = &issued.body["token"];
        assert_eq!(services(token), ["identity", "nosql"]);
        let regions = token["catalog"][0]["endpoints"]
            .as_array()
            .expect("endpoints")
            .iter()
            .map(|row| &row["region_id"]);
        assert_eq!(regions.collect::<Vec<_>>(), ["*", "ap-southeast-1"]);
        for query in ["?nocatalog", "?nocatalog=", "?nocatalog=true", "?x=1&nocatalog"] {
            let without =
                bench.sign_in_with(query, None, &by_password("ops", DEMO_PASSWORD), &scope).await;
            assert_eq!(without.body["token"]["catalog"], left_out, "{query}");
            let seen = bench.iam(&format!("/v3/auth/tokens{query}"), issued.token()).await.body;
            assert_eq!(seen["token"]["catalog"], left_out);
        }
    }
}

/// The types of the services that the catalogue of a token lists.
fn services(token: &Value) -> Vec<&str> {
    token["catalog"]
        .as_array()
        .expect("a catalogue")
        .iter()
        .filter_map(|service| service["type"].as_str())
        .collect()
}

#[tokio::test]
async fn a_token_without_a_project_finds_projects_and_nothing_else() {
    let bench = Bench::of(Scenario::Smooth).await;
    for scope in [Value::Null, json!("unscoped")] {
        let issued = bench.sign_in(&by_password("ops", DEMO_PASSWORD), &scope).await;
        let token = issued.token();
        assert_eq!(
            (issued.body["token"].get("project"), &issued.body["token"]["catalog"]),
            (None, &json!([]))
        );
        assert_eq!(bench.instances_with(token).await.code(), (401, "APIGW.0307"));
        assert_eq!(
            bench.iam("/v3/projects", token).await.body["projects"].as_array().map(Vec::len),
            Some(2)
        );
        assert_eq!(bench.iam("/v3/auth/tokens", token).await.body["token"]["user"]["name"], "ops");
    }
}

#[tokio::test]
async fn a_token_for_another_project_is_refused_by_the_service() {
    let bench = Bench::of(Scenario::Smooth).await;
    let other = bench.simulator.account().other_project;
    let issued = bench
        .sign_in(&by_password("ops", DEMO_PASSWORD), &json!({"project": {"id": other.id}}))
        .await;
    assert_eq!(bench.instances_with(issued.token()).await.code(), (401, "APIGW.0307"));
}

#[tokio::test]
async fn the_second_user_needs_a_passcode_that_is_good_once() {
    let bench = Bench::of(Scenario::Smooth).await;
    let (account, scope) =
        (bench.simulator.account(), json!({"project": {"id": bench.simulator.project_id()}}));
    let without = bench.sign_in(&by_password("ops-mfa", DEMO_PASSWORD), &scope).await;
    let (status, words) = without.iam_words();
    assert!(status == 401 && words.contains("totp"), "{words}");
    assert!(!without.headers.contains_key("openstack-auth-receipt"));
    assert_eq!(
        bench.sign_in(&by_password("ops-mfa", "wrong"), &scope).await.iam_words(),
        (401, WRONG)
    );

    let with = by_passcode(&account.mfa_user.id, DEMO_PASSWORD, &bench.simulator.passcode(0));
    let issued = bench.sign_in(&with, &scope).await;
    assert_eq!(bench.instances_with(issued.token()).await.status, 200);
    let token = &issued.body["token"];
    assert_eq!(token["methods"], json!(["password", "totp"]));
    assert!(UtcTime::parse(token["mfa_authn_at"].as_str().expect("a time")).is_some());
    assert_eq!(bench.sign_in(&with, &scope).await.iam_words(), (401, WRONG), "it is spent");

    // Open Telekom Cloud also takes the name.
    bench.simulator.advance(Duration::from_secs(60));
    let passcode = bench.simulator.passcode(0);
    let mut by_name = by_password("ops-mfa", DEMO_PASSWORD);
    by_name["methods"] = json!(["password", "totp"]);
    by_name["totp"] =
        json!({"user": {"name": "ops-mfa", "passcode": passcode, "domain": {"name": "acme"}}});
    assert_eq!(bench.sign_in(&by_name, &scope).await.status, 201);

    bench.simulator.advance(Duration::from_secs(60));
    let mut of_another = by_passcode(&account.user.id, DEMO_PASSWORD, &bench.simulator.passcode(0));
    of_another["password"]["user"]["id"] = json!(account.mfa_user.id);
    assert_eq!(bench.sign_in(&of_another, &scope).await.iam_words(), (401, WRONG));
}

#[tokio::test]
async fn five_failures_lock_a_user_for_fifteen_minutes_and_every_try_is_counted() {
    let bench = Bench::of(Scenario::Smooth).await;
    let (account, scope) =
        (bench.simulator.account(), json!({"project": {"id": bench.simulator.project_id()}}));
    for _ in 0..5 {
        assert_eq!(
            bench.sign_in(&by_password("ops", "wrong"), &scope).await.iam_words(),
            (401, WRONG)
        );
    }
    assert_eq!(
        bench.sign_in(&by_password("ops", DEMO_PASSWORD), &scope).await.iam_words(),
        (401, LOCKED)
    );
    bench.simulator.advance(Duration::from_secs(14 * 60));
    assert_eq!(
        bench.sign_in(&by_password("ops", DEMO_PASSWORD), &scope).await.iam_words(),
        (401, LOCKED)
    );
    bench.simulator.advance(Duration::from_secs(60));
    assert_eq!(bench.sign_in(&by_password("ops", DEMO_PASSWORD), &scope).await.status, 201);
    assert_eq!(bench.simulator.attempts().of_password("ops"), Tried { calls: 8, refused: 7 });

    let id = account.mfa_user.id;
    for _ in 0..5 {
        assert_eq!(
            bench.sign_in(&by_passcode(&id, DEMO_PASSWORD, "no"), &scope).await.iam_words(),
            (401, WRONG)
        );
    }
    let right = by_passcode(&id, DEMO_PASSWORD, &bench.simulator.passcode(0));
    assert_eq!(
        bench.sign_in(&right, &scope).await.iam_words(),
        (401, LOCKED),
        "wrong passcodes count"
    );
    assert_eq!(bench.simulator.attempts().of_password(&id), Tried { calls: 6, refused: 6 });
    assert_eq!(
        bench.sign_in(&by_password("ops", DEMO_PASSWORD), &scope).await.status,
        201,
        "each user has a lock of their own"
    );
}

#[tokio::test]
async fn wrong_signatures_are_counted_by_access_key_and_lock_it() {
    let bench = Bench::of(Scenario::Smooth).await;
    let key = KeyPair { ak: bench.simulator.ak(), sk: bench.simulator.sk(), security_token: None };
    let wrong = KeyPair { ak: bench.simulator.ak(), sk: "wrong".to_owned(), security_token: None };
    let now = bench.get("v3", "/jobs").await.date();
    for _ in 0..6 {
        assert_eq!(bench.instances_signed(&wrong, now).await.code(), (401, "APIGW.0301"));
    }
    let locked = bench.instances_signed(&key, now).await;
    assert!(
        locked.body["error_msg"]
            .as_str()
            .expect("words")
            .contains("AK access failed to reach the limit")
    );
    bench.simulator.advance(Duration::from_secs(5 * 60));
    assert_eq!(bench.instances_signed(&key, now).await.status, 200);
    assert_eq!(bench.simulator.attempts().of_key(&key.ak), Tried { calls: 8, refused: 7 });
    assert_eq!(bench.simulator.attempts().of_key("OTHER"), Tried::default());
}

#[tokio::test]
async fn a_fault_in_front_of_iam_is_an_attempt_as_well() {
    let bench = Bench::faulty(&["sign-in=401x5", "instances=401"]).await;
    let scope = json!({"project": {"id": bench.simulator.project_id()}});
    for status in [401, 401, 401, 401, 401, 201] {
        assert_eq!(bench.sign_in(&by_password("ops", DEMO_PASSWORD), &scope).await.status, status);
    }
    assert_eq!(bench.simulator.attempts().of_password("ops"), Tried { calls: 6, refused: 5 });
    let key = KeyPair { ak: bench.simulator.ak(), sk: bench.simulator.sk(), security_token: None };
    let now = bench.get("v3", "/jobs").await.date();
    assert_eq!(bench.instances_signed(&key, now).await.status, 401);
    assert_eq!(bench.instances_signed(&key, now).await.status, 200);
    assert_eq!(bench.simulator.attempts().of_key(&key.ak), Tried { calls: 2, refused: 1 });
    assert_eq!(bench.simulator.attempts().tokens, Tried { calls: 1, refused: 0 });
}

#[tokio::test]
async fn tokens_end_on_demand_and_after_the_life_that_is_set() {
    let bench = Bench::with(Options {
        faults: vec!["iam=expires-120s".parse().expect("a fault")],
        ..Options::default()
    })
    .await;
    let scope = json!({"project": {"id": bench.simulator.project_id()}});
    let issued = bench.sign_in(&by_password("ops", DEMO_PASSWORD), &scope).await;
    let time = |field: &str| {
        UtcTime::parse(issued.body["token"][field].as_str().expect("text")).expect("a time")
    };
    assert_eq!(time("expires_at").since(time("issued_at")), 120);
    bench.simulator.advance(Duration::from_secs(60));
    for token in [issued.token(), &bench.simulator.token()] {
        assert_eq!(bench.instances_with(token).await.status, 200);
    }
    bench.simulator.advance(Duration::from_secs(60));
    for token in [issued.token(), &bench.simulator.token()] {
        assert_eq!(bench.instances_with(token).await.code(), (401, "APIGW.0307"));
        assert_eq!(bench.iam("/v3/projects", token).await.iam_words().0, 401);
    }
    let fresh = bench.simulator.renew_token();
    assert_eq!(bench.instances_with(&fresh).await.status, 200);
    assert_eq!(bench.iam("/v3/auth/tokens", &fresh).await.status, 200);
    bench.simulator.expire_tokens();
    assert_eq!(bench.instances_with(&fresh).await.code(), (401, "APIGW.0307"));
    assert_eq!(bench.sign_in(&by_password("ops", DEMO_PASSWORD), &scope).await.status, 201);
}
