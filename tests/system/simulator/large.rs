//! A project of five thousand instances (fact sheet 2): paged a hundred at a time, found by name,
//! slow if asked for.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use geminidb_backup::simulator::Options;
use serde_json::Value;

use super::bench::{Bench, whole};

async fn of(instances: u32, faults: &[&str]) -> Bench {
    let faults = faults.iter().map(|name| name.parse().expect("a fault")).collect();
    Bench::with(Options { instances, faults, speed: 1000.0, ..Options::default() }).await
}

#[tokio::test]
async fn five_thousand_instances_come_in_pages_and_none_twice() {
    let bench = of(5000, &[]).await;
    let small = of(0, &[]).await.simulator.instances().len();
    let (mut rows, mut offset) = (Vec::<Value>::new(), 0);
    loop {
        let page = bench.get("v3", &format!("/instances?limit=100&offset={offset}")).await.body;
        assert_eq!(page["total_count"], 5000 + small);
        let page = page["instances"].as_array().expect("rows").clone();
        offset += page.len();
        let is_last = page.len() < 100;
        rows.extend(page);
        if is_last {
            break;
        }
    }
    let seen = |field: fn(&Value) -> &Value| {
        rows.iter().map(|row| field(row).to_string()).collect::<BTreeSet<_>>().len()
    };
    assert_eq!((seen(|row| &row["id"]), seen(|row| &row["name"])), (5000 + small, 5000 + small));
    assert_eq!((seen(|row| &row["datastore"]["type"]), seen(|row| &row["status"])), (6, 7));
    assert!(rows.iter().any(|row| row["actions"][0] == "BACKUP"));
    assert!(
        rows.windows(2).all(|pair| pair[0]["created"].as_str() >= pair[1]["created"].as_str()),
        "newest first"
    );
    assert_eq!(rows[0]["name"], "cass-orders-01", "the instances of the demo stay in front");
}

#[tokio::test]
async fn a_numbered_instance_is_found_by_name_has_a_past_and_can_be_backed_up() {
    let bench = of(5000, &[]).await;
    let found = bench.get("v3", "/instances?name=cass-orders-00001").await.body;
    let id = found["instances"][0]["id"].as_str().expect("one");
    let backups =
        bench.get("v4", &format!("/backups?instance_id={id}&backup_type=Auto")).await.body;
    assert_eq!(
        (&backups["total_count"], &backups["backups"][0]["status"]),
        (&1.into(), &"COMPLETED".into())
    );
    let databases = bench.get("v3", &format!("/instances/{id}/databases")).await.body;
    assert!(databases["total_count"].as_u64() > Some(0));
    assert_eq!(bench.create("cass-orders-00001", &whole("one-of-many")).await.status, 202);
}

#[tokio::test]
async fn pages_can_be_slow() {
    let bench = of(300, &["instances=slow-0.05sx2"]).await;
    let began = Instant::now();
    bench.get("v3", "/instances?limit=100").await;
    bench.get("v3", "/instances?limit=100&offset=100").await;
    assert!(began.elapsed() >= Duration::from_millis(100));
}
