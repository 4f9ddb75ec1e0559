//! The switches for what nobody knows of the live service, each as a client meets it on the wire.

use std::time::Duration;

use geminidb_backup::simulator::Options;
use serde_json::{Value, json};

use super::bench::{Bench, whole};

const DOCS: &str = "cass-docs-01";

async fn world(switches: &str) -> Bench {
    Bench::with(Options { world: switches.parse().expect("switches"), ..Options::default() }).await
}

fn some(name: &str) -> Value {
    json!({"name": name, "description": "d",
        "database_tables": [{"database_name": "databaseNameB", "table_names": null}]})
}

/// The backups of this name, in a list of this kind.
async fn rows(bench: &Bench, kind: &str, name: &str) -> Vec<Value> {
    let body = bench.get("v4", &format!("/backups?type={kind}")).await.body;
    let rows = body["backups"].as_array().expect("a list").iter();
    rows.filter(|row| row["name"] == name).cloned().collect()
}

#[tokio::test]
async fn a_create_call_is_answered_as_the_world_has_it() {
    for (switch, status, job, backup) in [
        ("", 202, true, true),
        ("accepted=200", 200, true, true),
        ("ids=job", 202, true, false),
        ("ids=backup", 202, false, true),
        ("ids=none,accepted=200", 200, false, false),
    ] {
        let made = world(switch).await.create(DOCS, &whole("in-this-world")).await;
        assert_eq!(
            (made.status, made.body["job_id"].is_string(), made.body["backup_id"].is_string()),
            (status, job, backup),
            "{switch}"
        );
    }
}

#[tokio::test]
async fn names_and_second_backups_are_taken_as_the_world_has_it() {
    for (switch, second, again) in [
        ("", 403, 400),
        ("second=allowed", 202, 400),
        ("names=free", 403, 403),
        ("names=free,second=queued", 202, 202),
    ] {
        let bench = world(switch).await;
        assert_eq!(bench.create(DOCS, &whole("first")).await.status, 202);
        assert_eq!(bench.create(DOCS, &whole("second")).await.status, second, "{switch}");
        assert_eq!(bench.create(DOCS, &whole("first")).await.status, again, "{switch}");
    }
    let bench = world("second=queued").await;
    for name in ["first", "second"] {
        bench.create(DOCS, &whole(name)).await;
    }
    assert_eq!(
        (
            rows(&bench, "Instance", "first").await.len(),
            rows(&bench, "Instance", "second").await.len()
        ),
        (1, 0)
    );
    bench.simulator.advance(Duration::from_secs(26));
    assert_eq!(rows(&bench, "Instance", "first").await[0]["status"], "COMPLETED");
    assert_eq!(rows(&bench, "Instance", "second").await[0]["status"], "BUILDING");
}

#[tokio::test]
async fn rows_show_their_scope_and_their_times_as_the_world_has_it() {
    let whole_database =
        |names: Value| Some(json!([{"database_name": "databaseNameB", "table_names": names}]));
    for (switch, instance, tables) in [
        ("", Some(json!([])), whole_database(Value::Null)),
        ("echo=null", Some(Value::Null), whole_database(Value::Null)),
        ("echo=empty", Some(json!([])), whole_database(json!([]))),
        ("echo=absent", None, None),
        ("echo=as-sent", Some(Value::Null), whole_database(Value::Null)),
    ] {
        let bench = world(&format!("second=allowed,{switch}")).await;
        bench.create(DOCS, &whole("of-all")).await;
        bench.create(DOCS, &some("of-some")).await;
        let of_all = rows(&bench, "Instance", "of-all").await;
        let of_some = rows(&bench, "DatabaseTable", "of-some").await;
        assert_eq!(
            (of_all[0].get("database_tables"), of_some[0].get("database_tables")),
            (instance.as_ref(), tables.as_ref()),
            "{switch}"
        );
    }
    for (switch, end) in [("", "+0000"), ("times=z", "Z"), ("times=blank", "")] {
        let bench = world(switch).await;
        bench.create(DOCS, &whole("timed")).await;
        let begun = rows(&bench, "Instance", "timed").await[0]["begin_time"]
            .as_str()
            .expect("a time")
            .to_owned();
        let written = if end.is_empty() {
            begun.len() == 19 && begun.contains(' ')
        } else {
            begun.ends_with(end)
        };
        assert!(written && begun.contains('T') != end.is_empty(), "{begun}");
    }
    for (switch, under_both) in [("", 0), ("table-rows=both", 1)] {
        let bench = world(switch).await;
        bench.create(DOCS, &some("of-some")).await;
        let found = (
            rows(&bench, "Instance", "of-some").await.len(),
            rows(&bench, "DatabaseTable", "of-some").await.len(),
        );
        assert_eq!(found, (under_both, 1));
    }
}

#[tokio::test]
async fn jobs_instances_and_names_are_listed_as_the_world_has_it() {
    for (switch, jobs, progress, status, actions) in [
        ("", 1, "0%", "normal", json!(["BACKUP"])),
        ("jobs=unknown", 0, "", "normal", json!(["BACKUP"])),
        ("progress=untold", 1, "", "normal", json!(["BACKUP"])),
        ("busy=status", 1, "0%", "BACKUP", json!([])),
    ] {
        let bench = world(switch).await;
        let made = bench.create(DOCS, &whole("at-work")).await.body;
        let listed = bench
            .get("v3", &format!("/jobs?id={}", made["job_id"].as_str().expect("an ID")))
            .await
            .body;
        assert_eq!(listed["jobs"].as_array().map(Vec::len), Some(jobs), "{switch}");
        assert_eq!(
            listed["jobs"][0]["progress"].as_str().unwrap_or_default(),
            progress,
            "{switch}"
        );
        let instance =
            bench.get("v3", &format!("/instances?name={DOCS}")).await.body["instances"][0].clone();
        assert_eq!(
            (instance["status"].as_str(), &instance["actions"]),
            (Some(status), &actions),
            "{switch}"
        );
    }
    // One of the catalogue has completed backups, one that is added has none.
    for (name, databases) in [(DOCS, true), ("cass-scale-01", false)] {
        let world = "lists=after-backup".parse().expect("a switch");
        let bench = Bench::with(Options { world, scale: Some((2, 2)), ..Options::default() }).await;
        let id = bench
            .simulator
            .instances()
            .into_iter()
            .find(|instance| instance.name == name)
            .expect("an instance")
            .id;
        let listed = bench.get("v3", &format!("/instances/{}/databases", id.as_str())).await.body;
        assert_eq!(
            listed["database_names"].as_array().is_some_and(|names| !names.is_empty()),
            databases,
            "{name}: {listed}"
        );
    }
    for (switch, total) in
        [("totals=page", json!(1)), ("totals=0", json!(0)), ("totals=absent", Value::Null)]
    {
        assert_eq!(
            world(switch).await.get("v3", "/instances?limit=1").await.body["total_count"],
            total
        );
    }
}
