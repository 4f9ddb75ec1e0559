//! Instances by the thousand, for lists of many pages. Everything about an instance follows from
//! its number.

use super::{CatalogueBackup, CatalogueInstance, Moment};

/// Beginning of the name, engine, version and mode. Successive numbers take successive rows.
const ENGINES: [(&str, &str, &str, &str); 8] = [
    ("cass", "cassandra", "3.11", "Cluster"),
    ("mongo", "mongodb", "4.0", "ReplicaSet"),
    ("cass", "cassandra", "4.0", "Cluster"),
    ("redis", "redis", "6.2", "Cluster"),
    ("cass", "cassandra", "3.11", "Cluster"),
    ("influx", "influxdb", "1.8", "Cluster"),
    ("dynamo", "dynamodb", "1.0", "CloudNativeCluster"),
    ("hbase", "hbase", "2.0", "Cluster"),
];

const PURPOSES: [&str; 11] = [
    "orders",
    "billing",
    "audit",
    "sessions",
    "catalogue",
    "metrics",
    "events",
    "search",
    "inventory",
    "ledger",
    "profiles",
];

/// The documented states beside `normal` ("ListInstances"), each with the divisor of the
/// numbers that have the state.
const TROUBLE: [(u32, &str); 6] = [
    (97, "abnormal"),
    (89, "creating"),
    (83, "frozen"),
    (79, "data_disk_full"),
    (331, "createfail"),
    (337, "enlargefail"),
];

/// Returns the instance of a number, e.g. `cass-orders-00001`, older than those of the catalogue.
pub fn instance(number: u32) -> CatalogueInstance {
    let (short, datastore, version, mode) = *pick(&ENGINES, number.wrapping_sub(1));
    let hour = window_hour(number);
    let size_gb = 100 * (1 + number % 24);
    CatalogueInstance {
        name: format!("{short}-{}-{number:05}", pick(&PURPOSES, (number.wrapping_sub(1)) / 3)),
        datastore: datastore.to_owned(),
        version: version.to_owned(),
        mode: mode.to_owned(),
        status: TROUBLE
            .iter()
            .find(|row| number.is_multiple_of(row.0))
            .map_or("normal", |row| row.1)
            .to_owned(),
        nodes: 3 + number % 4,
        size_gb,
        used_gb: f64::from(size_gb) * f64::from(10 + number % 85) / 100.0,
        created_days_ago: 500,
        backup_window: format!("{hour:02}:00-{:02}:00", (hour + 1) % 24),
        subnet: format!("10.{}.{}", 1 + number / 250 % 250, number % 250),
        spec_code: format!("geminidb.{datastore}.xlarge.4"),
        databases: Vec::new(),
    }
}

/// Returns how many databases a Cassandra instance of a number has, and how
/// many tables each database has.
pub const fn schema(number: u32) -> (u32, u32) {
    (1 + number % 5, 3 + number % 20)
}

/// Returns the past backups of the instance of a number: last night's automated one, for one
/// instance in three a manual one, and for one in sixty-one an automated one that runs.
pub fn history(number: u32, now: Moment) -> Vec<CatalogueBackup> {
    let name = instance(number).name;
    let backup = |suffix: &str, kind: &str, hours_ago: f64, status: &str| CatalogueBackup {
        kind: kind.to_owned(),
        minutes: 5 + number % 50,
        size_gb: f64::from(1 + number % 500),
        status: status.to_owned(),
        fail_reason: if status == "FAILED" { "A node did not answer." } else { "" }.to_owned(),
        ..completed(format!("{name}-{suffix}"), hours_ago)
    };
    let since_window =
        now.utc().unix() - i64::from(window_hour(number)) * 3600 - i64::from(number % 30) * 60;
    // At least a day ago, so that the backup has ended.
    let nightly = 24.0 + since_window.rem_euclid(86_400) as f64 / 3600.0;
    let mut past = vec![backup(
        "auto",
        "Auto",
        nightly,
        if number.is_multiple_of(71) { "FAILED" } else { "COMPLETED" },
    )];
    if number.is_multiple_of(3) {
        past.push(backup("pre-change", "Manual", 30.0 + f64::from(number % 2000), "COMPLETED"));
    }
    if number.is_multiple_of(61) {
        past.push(backup("auto-now", "Auto", 0.1, "BUILDING"));
    }
    past
}

/// Returns a manual backup of long ago, one a day: the higher the number, the older.
pub fn past(number: u32) -> CatalogueBackup {
    completed(format!("past-{number:03}"), 24.0 * f64::from(100 + number))
}

fn completed(name: String, hours_ago: f64) -> CatalogueBackup {
    CatalogueBackup {
        instance: String::new(),
        name,
        description: String::new(),
        kind: "Manual".to_owned(),
        hours_ago,
        minutes: 20,
        size_gb: 10.0,
        status: "COMPLETED".to_owned(),
        fail_reason: String::new(),
        database_tables: Vec::new(),
    }
}

const fn window_hour(number: u32) -> u32 {
    number * 7 % 24
}

fn pick<T, const N: usize>(all: &[T; N], at: u32) -> &T {
    &all[at as usize % N]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn five_thousand_instances_mix_engines_states_and_windows_under_names_of_their_own() {
        let instances: Vec<CatalogueInstance> = (1..=5000).map(instance).collect();
        assert_eq!(instances[0].name, "cass-orders-00001");
        let seen = |of: fn(&CatalogueInstance) -> &str| {
            instances.iter().map(of).collect::<BTreeSet<&str>>().len()
        };
        assert_eq!(seen(|row| &row.name), 5000);
        assert_eq!(seen(|row| &row.datastore), 6);
        assert_eq!(seen(|row| &row.status), 7);
        assert_eq!(seen(|row| &row.backup_window), 24);
        assert!(instances.iter().any(|row| row.backup_window == "23:00-00:00"));
    }

    #[test]
    fn every_instance_has_a_past_and_backups_have_names_of_their_own() {
        let now = Moment(1_772_352_930_000);
        let past: Vec<CatalogueBackup> =
            (1..=1000).flat_map(|number| history(number, now)).collect();
        let names: BTreeSet<&str> = past.iter().map(|backup| backup.name.as_str()).collect();
        assert_eq!(names.len(), past.len());
        for status in ["COMPLETED", "FAILED", "BUILDING"] {
            assert!(past.iter().any(|backup| backup.status == status), "{status}");
        }
        // 2026-03-01T08:15:30Z: the window of number 1 began at 07:00, its backup a minute later.
        assert!((history(1, now)[0].hours_ago - 25.241_666).abs() < 0.001);
    }
}
