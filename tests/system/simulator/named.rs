//! Faults by name, as the command line orders them: what each does to a call, and to what the lists
//! tell.

use std::{
    error::Error,
    io,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::bench::{Bench, whole};

const INSTANCE: &str = "cass-orders-01";

#[tokio::test]
async fn the_create_call_is_answered_as_named_before_or_after_it_made_a_backup() {
    for (name, status, code) in [
        ("400-bare", 400, ""),
        ("400-999999", 400, "DBS.999999"),
        ("400-280277", 400, "DBS.280277"),
        ("400-201201", 400, "DBS.201201"),
        ("401", 401, "APIGW.0307"),
        ("403-200019", 403, "DBS.200019"),
        ("403-280032", 403, "DBS.280032"),
        ("403-html", 403, ""),
        ("403-0310", 403, "APIGW.0310"),
        ("403-0305", 403, "APIGW.0305"),
        ("403-0308", 403, "APIGW.0308"),
        ("403-200010", 403, "DBS.200010"),
        ("403-arrears", 403, "403"),
        ("404", 404, "APIGW.0101"),
        ("404-empty", 404, ""),
        ("409-empty-object", 409, ""),
        ("418-bare", 418, ""),
        ("421-bare", 421, ""),
        ("499-bare", 499, ""),
        ("408", 408, ""),
        ("429", 429, "DBS.280443"),
        ("429-retry-after", 429, "APIGW.0308"),
        ("500-280005", 500, "DBS.280005"),
        ("500-200998", 500, "DBS.200998"),
        ("500-111205", 500, "DBS.111205"),
        ("502-page", 502, ""),
        ("503-page", 503, ""),
        ("504-page", 504, ""),
    ] {
        for (fault, made) in [(format!("create={name}"), 0), (format!("create={name}-created"), 1)]
        {
            let bench = Bench::faulty(&[&fault]).await;
            let seen = bench.create(INSTANCE, &whole("answered")).await;
            assert_eq!(
                (seen.code(), bench.simulator.backups_made().len()),
                ((status, code), made),
                "{fault}"
            );
            assert_eq!(
                seen.headers.contains_key("retry-after"),
                name.ends_with("retry-after"),
                "{fault}"
            );
            assert_eq!(
                seen.headers["content-type"] == "text/html",
                name.ends_with("page") || name.ends_with("html"),
                "{fault}"
            );
            let again = bench.create("mongo-catalogue-01", &whole("another")).await;
            assert_eq!(again.status, 202, "{fault} strikes once");
        }
    }
}

#[tokio::test]
async fn a_refusal_names_the_backup_that_was_made_or_somebody_elses() {
    for (name, status, made, own) in [
        ("400-ids-created", 400, 1, true),
        ("403-ids-of-another", 403, 0, false),
        ("403-ids-of-another-created", 403, 1, false),
    ] {
        let bench = Bench::faulty(&[&format!("create={name}")]).await;
        let seen = bench.create(INSTANCE, &whole("named")).await;
        let backups = bench.simulator.backups_made();
        let told = seen.body["backup_id"].as_str().expect("a backup ID");
        assert_eq!((seen.status, backups.len()), (status, made), "{name}");
        assert_eq!(backups.iter().any(|backup| backup.backup_id.as_str() == told), own, "{name}");
        let listed = bench.get("v4", &format!("/backups?backup_id={told}")).await.body;
        assert_eq!(listed["total_count"], 1, "{name}");
    }
}

#[tokio::test]
async fn a_body_of_success_that_cannot_be_used_hides_a_backup_that_was_made() {
    for (name, keys) in [
        ("202-empty", None),
        ("202-not-json", None),
        ("202-page", None),
        ("202-not-utf8", None),
        ("202-no-ids", Some(vec![])),
        ("202-no-job-id", Some(vec!["backup_id"])),
        ("202-no-backup-id", Some(vec!["job_id"])),
        ("200", Some(vec!["backup_id", "job_id"])),
    ] {
        let bench = Bench::faulty(&[&format!("create={name}")]).await;
        let seen = bench.create(INSTANCE, &whole("accepted")).await;
        let told = seen
            .body
            .as_object()
            .map(|fields| fields.keys().map(String::as_str).collect::<Vec<_>>());
        assert_eq!((told, bench.simulator.backups_made().len()), (keys, 1), "{name}");
        assert_eq!(seen.status.to_string(), name[..3], "{name}");
    }
    let bench = Bench::faulty(&["create=202-cut"]).await;
    let cut = bench.try_create(INSTANCE, &whole("accepted")).await.expect("an answer's head");
    assert_eq!((cut.status().as_u16(), bench.simulator.backups_made().len()), (202, 1));
    assert!(cut.bytes().await.is_err(), "the body ends before its announced length");
}

/// The kind of the system's error behind a failed call, if there is one.
fn system(error: &reqwest::Error) -> Option<io::ErrorKind> {
    let causes = std::iter::successors(error.source(), |cause| (*cause).source());
    causes.filter_map(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind).last()
}

#[tokio::test]
async fn a_create_call_without_an_answer_made_a_backup_or_did_not() {
    for (name, kind) in
        [("close", None), ("cut-head", None), ("reset", Some(io::ErrorKind::ConnectionReset))]
    {
        for (fault, made) in
            [(format!("create={name}"), 0), (format!("create=created-then-{name}"), 1)]
        {
            let bench = Bench::faulty(&[&fault]).await;
            let error = bench.try_create(INSTANCE, &whole("lost")).await.expect_err("no answer");
            assert!(error.is_request() && !error.is_connect(), "{fault}: {error:?}");
            assert_eq!(
                (system(&error), bench.simulator.backups_made().len()),
                (kind, made),
                "{fault}: {error:?}"
            );
        }
    }
    for (fault, made) in [("create=silence", 0), ("create=created-then-silence", 1)] {
        let bench = Bench::faulty(&[fault]).await;
        assert!(bench.is_left_waiting(INSTANCE, &whole("lost")).await, "{fault}");
        assert_eq!(
            (bench.simulator.creates_received(), bench.simulator.backups_made().len()),
            (1, made),
            "{fault}"
        );
    }
}

#[tokio::test]
async fn a_fault_strikes_the_call_it_names_as_often_as_it_says() {
    let bench =
        Bench::faulty(&["instances=500-280005x2", "jobs=200-not-json", "databases=slow-0.05s"])
            .await;
    assert_eq!(bench.get("v3", "/jobs").await.body, Value::Null);
    assert_eq!(
        bench.get("v3", "/jobs").await.body["total_count"].as_u64().map(|n| n > 0),
        Some(true)
    );
    for status in [500, 500, 200] {
        assert_eq!(bench.get("v3", "/instances").await.status, status);
    }
    let began = Instant::now();
    assert_eq!(
        bench.get("v3", &format!("/instances/{}/databases", bench.instance(INSTANCE))).await.status,
        200
    );
    assert!(began.elapsed() >= Duration::from_millis(50));
}

#[tokio::test]
async fn a_401_in_the_middle_of_a_watch_spares_what_comes_before_the_create_call() {
    let bench = Bench::faulty(&["watch=401x2"]).await;
    assert_eq!(bench.get("v4", "/backups").await.status, 200);
    assert_eq!(bench.get("v3", "/jobs").await.status, 200);
    assert_eq!(bench.create(INSTANCE, &whole("watched")).await.status, 202);
    for status in [401, 401, 200] {
        assert_eq!(bench.get("v4", "/backups").await.status, status);
        assert_eq!(bench.get("v3", "/jobs").await.status, status);
    }
}

/// Creates a backup and waits until `path` lists it; returns how long after the call that was.
async fn until_listed(bench: &Bench, version: &str, path: &str) -> Duration {
    let began = Instant::now();
    assert_eq!(bench.create(INSTANCE, &whole("late-one")).await.status, 202);
    let id = bench.simulator.backups_made()[0].clone();
    let ids = [id.job_id.as_str(), id.backup_id.as_str()];
    let list = if path.starts_with("/jobs") { "jobs" } else { "backups" };
    bench
        .wait_for(version, path, |body| {
            body[list][0]["id"].as_str().is_some_and(|id| ids.contains(&id))
        })
        .await;
    began.elapsed()
}

#[tokio::test]
async fn what_is_late_is_listed_after_its_time_and_not_before() {
    // The service counts whole milliseconds, so that its wait may be one shorter.
    let wait = Duration::from_millis(299);
    for (fault, version, path) in [
        ("jobs=unknown-0.3s", "v3", "/jobs?name=BackupInstance"),
        ("backups=unknown-0.3s", "v4", "/backups?backup_type=Manual"),
        ("backups=unknown-0.3s", "v3.1", "/backups?backup_type=Manual"),
        ("create=late-0.3s", "v4", "/backups?backup_type=Manual"),
    ] {
        let bench = Bench::faulty(&[fault]).await;
        assert!(until_listed(&bench, version, path).await >= wait, "{fault}");
    }
    // Lost and late at once.
    let bench = Bench::faulty(&["create=created-then-reset", "backups=unknown-0.3s"]).await;
    let began = Instant::now();
    bench.try_create(INSTANCE, &whole("late-one")).await.expect_err("no answer");
    bench
        .wait_for("v4", "/backups?backup_type=Manual", |body| {
            body["backups"][0]["name"] == "late-one"
        })
        .await;
    assert!(began.elapsed() >= wait);
}

#[tokio::test]
async fn what_is_unknown_for_ever_leaves_the_other_witness_and_keeps_its_name() {
    let bench = Bench::faulty(&["jobs=unknown"]).await;
    let made = bench.create(INSTANCE, &whole("rows-only")).await.body;
    bench
        .wait_for("v4", "/backups?backup_type=Manual", |body| {
            body["backups"][0]["status"] == "COMPLETED"
        })
        .await;
    let path = format!("/jobs?id={}", made["job_id"].as_str().unwrap());
    assert_eq!(bench.get("v3", &path).await.body["total_count"], 0);

    let bench = Bench::faulty(&["backups=unknown"]).await;
    let made = bench.create(INSTANCE, &whole("jobs-only")).await.body;
    bench.wait_for("v3", "/jobs?limit=10", |body| body["jobs"][0]["status"] == "Completed").await;
    assert_eq!(
        bench
            .get("v4", &format!("/backups?backup_id={}", made["backup_id"].as_str().unwrap()))
            .await
            .body["total_count"],
        0
    );
    assert_eq!(bench.create(INSTANCE, &whole("jobs-only")).await.code(), (400, "DBS.201201"));
}

#[tokio::test]
async fn job_and_row_end_as_named_together_or_apart() {
    for (faults, job, row) in [
        (&[][..], "Completed", "COMPLETED"),
        (&["backups=lags"], "Completed", "BUILDING"),
        (&["backups=lags-0.05s"], "Completed", "COMPLETED"),
        (&["backups=failed"], "Completed", "FAILED"),
        (&["jobs=failed"], "Failed", "COMPLETED"),
        (&["jobs=failed", "backups=failed"], "Failed", "FAILED"),
        (&["jobs=failed", "backups=lags"], "Failed", "BUILDING"),
    ] {
        let bench = Bench::faulty(faults).await;
        let made = bench.create(INSTANCE, &whole("two-witnesses")).await.body;
        let path = format!("/jobs?id={}", made["job_id"].as_str().unwrap());
        let ended =
            bench.wait_for("v3", &path, |body| body["jobs"][0]["status"] != "Running").await;
        assert_eq!(ended["jobs"][0]["status"], job, "{faults:?}");
        assert_eq!(ended["jobs"][0]["fail_reason"] != "", job == "Failed", "{faults:?}");
        let path = format!("/backups?backup_id={}", made["backup_id"].as_str().unwrap());
        let seen = bench.wait_for("v4", &path, |body| body["backups"][0]["status"] == row).await;
        assert_eq!(seen["backups"][0]["end_time"] == "", row == "BUILDING", "{faults:?}");
        assert_eq!(
            seen["backups"][0]["size"].as_f64().map(|size| size > 0.0),
            Some(row == "COMPLETED"),
            "{faults:?}"
        );
    }
}

#[tokio::test]
async fn a_late_row_lags_behind_its_job_for_the_time_it_says() {
    let bench = Bench::faulty(&["backups=lags-0.3s"]).await;
    let began = Instant::now();
    bench.create(INSTANCE, &whole("lagging")).await;
    bench
        .wait_for("v4", "/backups?backup_type=Manual", |body| {
            body["backups"][0]["status"] == "COMPLETED"
        })
        .await;
    assert!(began.elapsed() >= Duration::from_millis(299));
}

#[tokio::test]
async fn quotas_tell_of_instances_and_of_backups_only_where_that_is_set() {
    for (faults, want) in [
        (vec![], None),
        (vec!["quotas=backups"], Some((50, 10))),
        (vec!["quotas=full"], Some((50, 50))),
    ] {
        let bench = Bench::faulty(&faults).await;
        let rows = bench.get("v3", "/quotas").await.body["quotas"]["resources"].clone();
        assert_eq!(
            (rows[0]["type"].as_str(), rows[0]["quota"].as_u64()),
            (Some("instance"), Some(200))
        );
        let backups = rows.get(1).map(|row| {
            (row["quota"].as_u64().expect("a number"), row["used"].as_u64().expect("a number"))
        });
        assert_eq!(backups, want, "{faults:?}");
    }
    let refused = Bench::faulty(&["quotas=403", "quotas=404"]).await;
    let first = refused.get("v3", "/quotas").await;
    assert_eq!(first.code(), (403, "DBS.280032"));
    assert!(
        first.body["error_msg"].as_str().is_some_and(|words| words.contains("nosql:instance:list"))
    );
    assert_eq!(refused.get("v3", "/quotas").await.code(), (404, "APIGW.0101"));
    assert_eq!(refused.get("v3", "/quotas").await.status, 200);
}
