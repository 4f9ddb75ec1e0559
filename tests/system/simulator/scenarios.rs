//! The scenarios by what they are named for.

use geminidb_backup::{
    core::base::window::{Window, WindowPhase},
    simulator::Scenario,
};
use serde_json::json;

use super::bench::{Bench, documented_example, whole};

#[tokio::test]
async fn a_lost_answer_leaves_a_backup_or_none_or_a_late_one() {
    for (scenario, made) in
        [(Scenario::LostMade, 1), (Scenario::LostNotMade, 0), (Scenario::LostMadeLate, 1)]
    {
        let bench = Bench::of(scenario).await;
        let error =
            bench.try_create("cass-orders-01", &whole("lost")).await.expect_err("no answer");
        assert!(error.is_request() && !error.is_connect(), "{scenario}: {error:?}");
        assert_eq!(
            (bench.simulator.creates_received(), bench.simulator.backups_made().len()),
            (1, made),
            "{scenario}"
        );
        if made == 1 {
            bench
                .wait_for("v4", "/backups?backup_type=Manual", |body| {
                    body["backups"][0]["name"] == "lost"
                })
                .await;
        }
    }
}

#[tokio::test]
async fn each_scenario_shows_at_the_create_call_what_it_is_named_for() {
    for (scenario, want, made) in [
        (Scenario::Busy, (403, "DBS.200019"), 0),
        (Scenario::NameTaken, (400, "DBS.201201"), 0),
        (Scenario::Throttled, (429, "APIGW.0308"), 0),
        (Scenario::ErrorThenMade, (500, "DBS.280005"), 1),
        (Scenario::IdsMissing, (202, ""), 1),
        (Scenario::TableLevelOff, (400, "DBS.216029"), 0),
        (Scenario::JobUnknown, (202, ""), 1),
    ] {
        let bench = Bench::of(scenario).await;
        let seen = bench.create("cass-docs-01", &documented_example()).await;
        assert_eq!(seen.code(), want, "{scenario}");
        assert_eq!(bench.simulator.backups_made().len(), made, "{scenario}");
        assert_eq!(
            seen.body.get("backup_id").is_some(),
            scenario == Scenario::JobUnknown,
            "{scenario}"
        );
        if let (Scenario::JobUnknown, Some(job)) = (scenario, seen.body["job_id"].as_str()) {
            assert_eq!(
                bench.get("v3", &format!("/jobs?id={job}")).await.body,
                json!({"jobs": [], "total_count": 0})
            );
        }
    }
}

#[tokio::test]
async fn scenarios_around_the_create_call() {
    let refused = Bench::of(Scenario::ListingRefused).await;
    assert_eq!(refused.get("v3", "/instances").await.code(), (403, "DBS.280032"));
    assert_eq!(refused.create("cass-orders-01", &whole("unseen")).await.status, 202);

    let expiring = Bench::of(Scenario::TokenExpires).await;
    assert_eq!(expiring.create("cass-orders-01", &whole("watched")).await.status, 202);
    expiring.wait_for("v3", "/jobs", |body| body["error_code"] == "APIGW.0307").await;
    let fresh = expiring.simulator.renew_token();
    let again = expiring
        .client
        .get(expiring.url("v3", "/jobs"))
        .header("X-Auth-Token", fresh)
        .send()
        .await
        .expect("an answer");
    assert_eq!(again.status().as_u16(), 200);

    let failing = Bench::of(Scenario::Failed).await;
    failing.create("cass-orders-01", &whole("doomed")).await;
    let jobs = failing
        .wait_for("v3", "/jobs?limit=10", |body| body["jobs"][0]["status"] == "Failed")
        .await;
    assert_ne!(jobs["jobs"][0]["fail_reason"], "");

    let many = Bench::of(Scenario::ManyTables).await;
    let path = format!(
        "/instances/{}/tables?database_name=metrics&offset=200",
        many.instance("cass-metrics-01")
    );
    let tables = many.get("v3", &path).await.body;
    assert_eq!(
        (tables["total_count"].as_u64(), tables["table_names"].as_array().map(Vec::len)),
        (Some(300), Some(100))
    );
}

#[tokio::test]
async fn silence_withholds_the_answer_and_one_id_half_of_it() {
    let silent = Bench::of(Scenario::Silence).await;
    assert!(silent.is_left_waiting("cass-orders-01", &whole("unheard")).await);
    assert_eq!(silent.simulator.backups_made().len(), 1);

    let one = Bench::of(Scenario::OneId).await;
    let seen = one.create("cass-orders-01", &whole("half-told")).await;
    let made = &one.simulator.backups_made()[0];
    assert_eq!((seen.status, seen.body), (202, json!({"job_id": made.job_id.as_str()})));
}

#[tokio::test]
async fn a_witness_that_is_late_comes_in_the_end() {
    let late = Bench::of(Scenario::LateJob).await;
    let job = late.create("cass-orders-01", &whole("late-job")).await.body["job_id"]
        .as_str()
        .expect("a job ID")
        .to_owned();
    late.wait_for("v3", &format!("/jobs?id={job}"), |body| body["jobs"][0]["id"] == job.as_str())
        .await;

    let lags = Bench::of(Scenario::RowLags).await;
    let made = lags.create("cass-orders-01", &whole("row-lags")).await.body;
    let (job, row) = (
        made["job_id"].as_str().expect("a job ID"),
        made["backup_id"].as_str().expect("a backup ID"),
    );
    lags.wait_for("v3", &format!("/jobs?id={job}"), |body| {
        body["jobs"][0]["status"] == "Completed"
    })
    .await;
    lags.wait_for("v4", &format!("/backups?backup_id={row}"), |body| {
        body["backups"][0]["status"] == "COMPLETED"
    })
    .await;
}

#[tokio::test]
async fn an_automated_backup_begins_once_an_instance_and_its_backups_have_been_read() {
    let bench = Bench::of(Scenario::Meanwhile).await;
    let id = bench.instance("cass-docs-01");
    let instance = || async {
        bench.get("v3", &format!("/instances?id={id}")).await.body["instances"][0]["actions"]
            .clone()
    };
    assert_eq!(instance().await, json!([]));
    for kind in ["Instance", "DatabaseTable"] {
        let listed = bench.get("v4", &format!("/backups?instance_id={id}&type={kind}")).await.body;
        let rows = listed["backups"].as_array().expect("rows");
        assert!(
            rows.iter().all(|row| row["status"] != "BUILDING"),
            "{kind}: what is read before does not show it"
        );
    }
    bench
        .wait_for("v3", &format!("/instances?id={id}"), |body| {
            body["instances"][0]["actions"] == json!(["BACKUP"])
        })
        .await;
    assert_eq!(bench.create("cass-docs-01", &whole("late")).await.code(), (403, "DBS.200019"));
    // It ends, and comes only once.
    bench
        .wait_for("v3", &format!("/instances?id={id}"), |body| {
            body["instances"][0]["actions"] == json!([])
        })
        .await;
    assert_eq!(bench.create("cass-docs-01", &whole("late")).await.status, 202);
}

#[tokio::test]
async fn no_window_is_near_at_any_hour_but_where_the_scenario_is_about_it() {
    for (scenario, near) in [(Scenario::Smooth, false), (Scenario::Window, true)] {
        let bench = Bench::of(scenario).await;
        let seen = bench.get("v3", "/instances").await;
        let now = seen.date();
        for row in seen.body["instances"].as_array().expect("rows") {
            let window =
                Window::parse(row["backup_strategy"]["start_time"].as_str().expect("text"))
                    .expect("a window");
            let WindowPhase::OpensIn(minutes) = window.phase(now) else { panic!("{row} is open") };
            assert_eq!(minutes <= 30, near, "{scenario} {row}");
            assert!(near || minutes >= 8 * 60, "{row}");
        }
    }
}
