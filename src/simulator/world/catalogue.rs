//! The demo data of `assets/demo-catalogue.json`: a few instances, their schemas and their past
//! backups.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::TableScope;

#[derive(Debug, Deserialize)]
pub struct Catalogue {
    pub region: String,
    /// Name of the account, which Keystone calls a domain.
    pub account: String,
    /// Name of the project that holds the instances.
    pub project: String,
    /// Name of a second project of the account, empty.
    pub other_project: String,
    /// Name of the user who needs the password alone.
    pub user: String,
    /// Name of the user who needs a passcode beside the password.
    pub mfa_user: String,
    pub instances: Vec<CatalogueInstance>,
    /// The instances that the scenarios `cjk` and `many-tables` and the option `scale` add.
    pub extras: BTreeMap<String, CatalogueInstance>,
    pub backups: Vec<CatalogueBackup>,
}

#[derive(Debug, Deserialize)]
pub struct CatalogueInstance {
    pub name: String,
    pub datastore: String,
    pub version: String,
    pub mode: String,
    pub status: String,
    pub nodes: u32,
    pub size_gb: u32,
    pub used_gb: f64,
    pub created_days_ago: u32,
    /// `hh:mm-HH:MM`, UTC.
    pub backup_window: String,
    /// First three parts of the nodes' addresses.
    pub subnet: String,
    pub spec_code: String,
    #[serde(default)]
    pub databases: Vec<Database>,
}

/// One database with its tables.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Database {
    pub name: String,
    pub tables: Vec<String>,
}

/// A backup that began before the start of the simulator.
#[derive(Debug, Deserialize)]
pub struct CatalogueBackup {
    pub instance: String,
    pub name: String,
    pub description: String,
    /// `Auto` or `Manual`.
    #[serde(rename = "type")]
    pub kind: String,
    /// From the begin of the backup to the start of the simulator.
    pub hours_ago: f64,
    pub minutes: u32,
    pub size_gb: f64,
    /// `COMPLETED`, `FAILED` or `BUILDING`.
    pub status: String,
    #[serde(default)]
    pub fail_reason: String,
    #[serde(default)]
    pub database_tables: Vec<TableScope>,
}

impl Catalogue {
    /// Reads the file that is built into the program.
    pub fn built_in() -> Self {
        serde_json::from_str(include_str!("../../../assets/demo-catalogue.json"))
            .expect("every test of the simulator reads the file")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_has_the_documented_example_and_one_instance_in_trouble() {
        let catalogue = Catalogue::built_in();
        let docs =
            catalogue.instances.iter().find(|instance| instance.name == "cass-docs-01").unwrap();
        let names: Vec<&str> =
            docs.databases.iter().map(|database| database.name.as_str()).collect();
        assert!(names.starts_with(&["databaseNameA", "databaseNameB"]));
        assert_eq!(docs.databases[0].tables[..2], ["table_A", "table_B"]);
        assert!(catalogue.instances.iter().any(|instance| instance.status == "abnormal"));
        for engine in ["cassandra", "mongodb", "influxdb", "redis", "hbase"] {
            assert!(
                catalogue.instances.iter().any(|instance| instance.datastore == engine),
                "{engine}"
            );
        }
    }

    #[test]
    fn every_past_backup_belongs_to_an_instance_and_has_a_name_of_its_own() {
        let catalogue = Catalogue::built_in();
        for backup in &catalogue.backups {
            assert!(
                catalogue.instances.iter().any(|instance| instance.name == backup.instance),
                "{}",
                backup.name
            );
            assert_eq!(
                catalogue.backups.iter().filter(|other| other.name == backup.name).count(),
                1,
                "{}",
                backup.name
            );
        }
        for status in ["COMPLETED", "FAILED", "BUILDING"] {
            assert!(catalogue.backups.iter().any(|backup| backup.status == status), "{status}");
        }
    }
}
