//! The instances and what they hold.

use std::time::Duration;

use super::{
    catalogue::{Catalogue, CatalogueInstance, Database},
    clock::Moment,
    ids::IdSource,
    numbered_fleet,
    options::Options,
    scenario::Scenario,
};
use crate::core::base::{
    time::UtcTime,
    window::{Window, WindowPhase},
};

/// Tables of the database that the scenario `many-tables` adds.
const MANY_TABLES: u32 = 300;

/// A day and some minutes, so that no two instances were created at the same time of day.
const CREATION_DAY: Duration = Duration::from_secs(89_971);

/// So much later the instance of one number was created than the one of the next.
const NUMBERED_APART: Duration = Duration::from_secs(7261);

/// One instance, as far as the calls show it.
#[derive(Debug)]
pub(super) struct Instance {
    pub id: String,
    pub name: String,
    /// `datastore.type`, e.g. `cassandra`.
    pub datastore: String,
    pub version: String,
    pub mode: String,
    pub status: String,
    pub region: String,
    pub created: Moment,
    pub backup_window: String,
    pub size_gb: u32,
    pub used_gb: f64,
    pub vpc_id: String,
    pub subnet_id: String,
    pub security_group_id: String,
    pub spec_code: String,
    /// First three parts of the nodes' addresses.
    pub network: String,
    pub group_id: String,
    pub node_ids: Vec<String>,
    pub schema: Schema,
    /// Its number, if its past follows from it.
    pub number: Option<u32>,
}

/// Databases and tables of an instance.
#[derive(Debug)]
pub(super) enum Schema {
    /// Names as the catalogue lists them.
    Listed(Vec<Database>),
    /// So many databases of so many tables; names are computed when asked for.
    Numbered { databases: u32, tables: u32 },
}

impl Instance {
    /// Whether databases and tables can be listed, and backed up one by one.
    pub fn has_table_scope(&self) -> bool {
        self.datastore == "cassandra"
    }

    /// The two digits that end the IDs of its backups.
    pub fn id_digits(&self) -> &str {
        self.id.get(34..).unwrap_or("06")
    }
}

impl Schema {
    /// How many databases there are.
    pub fn database_count(&self) -> usize {
        match self {
            Self::Listed(databases) => databases.len(),
            Self::Numbered { databases, .. } => *databases as usize,
        }
    }

    /// Names of databases, `limit` at most, from index `offset`.
    pub fn databases(&self, offset: usize, limit: usize) -> Vec<String> {
        match self {
            Self::Listed(databases) => databases
                .iter()
                .skip(offset)
                .take(limit)
                .map(|database| database.name.clone())
                .collect(),
            Self::Numbered { databases, .. } => numbered("database", *databases, offset, limit),
        }
    }

    /// How many tables a database has; `None` if there is no such database.
    pub fn table_count(&self, database: &str) -> Option<usize> {
        match self {
            Self::Listed(databases) => databases
                .iter()
                .find(|listed| listed.name == database)
                .map(|listed| listed.tables.len()),
            Self::Numbered { databases, tables } => {
                is_numbered("database", database, *databases).then_some(*tables as usize)
            }
        }
    }

    /// How many tables all databases have together.
    pub fn all_tables(&self) -> u64 {
        match self {
            Self::Listed(databases) => {
                databases.iter().map(|listed| listed.tables.len() as u64).sum()
            }
            Self::Numbered { databases, tables } => u64::from(*databases) * u64::from(*tables),
        }
    }

    /// Names of tables of a database, `limit` at most, from index `offset`; none if
    /// there is no such database.
    pub fn tables(&self, database: &str, offset: usize, limit: usize) -> Vec<String> {
        match self {
            Self::Listed(databases) => {
                let tables = databases
                    .iter()
                    .find(|listed| listed.name == database)
                    .map_or(&[][..], |listed| &listed.tables);
                tables.iter().skip(offset).take(limit).cloned().collect()
            }
            Self::Numbered { databases, tables }
                if is_numbered("database", database, *databases) =>
            {
                numbered("table", *tables, offset, limit)
            }
            Self::Numbered { .. } => Vec::new(),
        }
    }

    /// True if the database has this table.
    pub fn has_table(&self, database: &str, table: &str) -> bool {
        match self {
            Self::Listed(databases) => databases.iter().any(|listed| {
                listed.name == database && listed.tables.iter().any(|name| name == table)
            }),
            Self::Numbered { databases, tables } => {
                is_numbered("database", database, *databases)
                    && is_numbered("table", table, *tables)
            }
        }
    }
}

fn numbered(word: &str, count: u32, offset: usize, limit: usize) -> Vec<String> {
    (1..=count).skip(offset).take(limit).map(|number| format!("{word}_{number:05}")).collect()
}

fn is_numbered(word: &str, name: &str, count: u32) -> bool {
    let number = name
        .strip_prefix(word)
        .and_then(|rest| rest.strip_prefix('_'))
        .and_then(|digits| digits.parse::<u32>().ok());
    number.is_some_and(|number| {
        (1..=count).contains(&number) && name == format!("{word}_{number:05}")
    })
}

/// Builds the fleet, newest instance first, as the list shows it.
pub(super) fn build(catalogue: &mut Catalogue, options: &Options, now: Moment) -> Vec<Instance> {
    let mut ids = IdSource::new(options.seed, "fleet");
    let region = catalogue.region.clone();
    let cjk = std::mem::replace(&mut catalogue.cjk, extra("", 0));
    let rows = std::mem::take(&mut catalogue.instances);
    let mut fleet: Vec<Instance> =
        rows.into_iter().map(|row| instance(row, &region, now, &mut ids)).collect();
    match options.scenario {
        Scenario::Cjk => fleet.push(instance(cjk, &region, now, &mut ids)),
        Scenario::ManyTables => {
            let tables = numbered("metric", MANY_TABLES, 0, usize::MAX);
            let mut row = extra("cass-metrics-01", 3);
            row.databases = vec![
                Database { name: "metrics".to_owned(), tables },
                Database {
                    name: "metrics_meta".to_owned(),
                    tables: numbered("source", 5, 0, usize::MAX),
                },
            ];
            fleet.push(instance(row, &region, now, &mut ids));
        }
        _ => {}
    }
    if let Some((databases, tables)) = options.scale {
        let mut scaled = instance(extra("cass-scale-01", 1), &region, now, &mut ids);
        scaled.schema = Schema::Numbered { databases, tables };
        fleet.push(scaled);
    }
    for instance in &mut fleet {
        instance.backup_window = beside(&instance.backup_window, options.scenario, now);
    }
    fleet.extend(
        (1..=options.instances).map(|number| numbered_instance(number, &region, now, &mut ids)),
    );
    fleet.sort_by_key(|instance| std::cmp::Reverse(instance.created));
    fleet
}

/// Half an hour, in which windows begin, in minutes; and a day.
const STEP: i64 = 30;
const DAY: i64 = 24 * 60;

/// The automated window of the catalogue, which is written for a service that starts at noon, moved
/// to the real start: so no rehearsal meets it by the hour of the day. Where the scenario is about
/// it, it opens half an hour after the start.
fn beside(window: &str, scenario: Scenario, now: Moment) -> String {
    let minute = now.utc().unix().div_euclid(60).rem_euclid(DAY);
    let start = minute / STEP * STEP;
    let Some(parsed) = Window::parse(window) else { return window.to_owned() };
    // Where a window stands at noon of any day.
    let noon = UtcTime::from_unix(12 * 3600);
    let opens_in = match (scenario, parsed.phase(noon)) {
        (Scenario::Window, _) => STEP,
        (_, WindowPhase::OpensIn(minutes)) => i64::from(minutes),
        (_, WindowPhase::Open(_)) => 0,
    };
    let time =
        |minute: i64| format!("{:02}:{:02}", minute.rem_euclid(DAY) / 60, minute.rem_euclid(60));
    format!("{}-{}", time(start + opens_in), time(start + opens_in + 60))
}

fn numbered_instance(number: u32, region: &str, now: Moment, ids: &mut IdSource) -> Instance {
    let mut made = instance(numbered_fleet::instance(number), region, now, ids);
    let (databases, tables) = numbered_fleet::schema(number);
    made.schema = Schema::Numbered { databases, tables };
    made.created = made.created.minus(NUMBERED_APART * number);
    made.number = Some(number);
    made
}

/// A Cassandra instance that a scenario adds.
fn extra(name: &str, created_days_ago: u32) -> CatalogueInstance {
    CatalogueInstance {
        name: name.to_owned(),
        datastore: "cassandra".to_owned(),
        version: "3.11".to_owned(),
        mode: "Cluster".to_owned(),
        status: "normal".to_owned(),
        nodes: 3,
        size_gb: 500,
        used_gb: 240.5,
        created_days_ago,
        backup_window: "02:00-03:00".to_owned(),
        subnet: "192.168.20".to_owned(),
        spec_code: "geminidb.cassandra.xlarge.4".to_owned(),
        databases: Vec::new(),
    }
}

fn instance(row: CatalogueInstance, region: &str, now: Moment, ids: &mut IdSource) -> Instance {
    // Published examples (fact sheet 1.2). For HBase there is none; it gets Cassandra's digits,
    // since an engine must never be read from an ID.
    let digits = match row.datastore.as_str() {
        "mongodb" => "10",
        "redis" => "12",
        "influxdb" => "13",
        _ => "06",
    };
    Instance {
        id: ids.resource("in", digits),
        created: now.minus(CREATION_DAY * row.created_days_ago),
        region: region.to_owned(),
        vpc_id: ids.uuid(),
        subnet_id: ids.uuid(),
        security_group_id: ids.uuid(),
        group_id: ids.resource("gr", digits),
        node_ids: (0..row.nodes).map(|_| ids.resource("no", digits)).collect(),
        name: row.name,
        datastore: row.datastore,
        version: row.version,
        mode: row.mode,
        status: row.status,
        backup_window: row.backup_window,
        size_gb: row.size_gb,
        used_gb: row.used_gb,
        spec_code: row.spec_code,
        network: row.subnet,
        schema: Schema::Listed(row.databases),
        number: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_names_are_computed_when_asked_for() {
        let schema = Schema::Numbered { databases: 1000, tables: 1000 };
        assert_eq!(schema.database_count(), 1000);
        assert_eq!(schema.databases(998, 100), ["database_00999", "database_01000"]);
        assert_eq!(schema.table_count("database_01000"), Some(1000));
        assert_eq!(schema.table_count("database_01001"), None);
        assert_eq!(schema.tables("database_00001", 0, 1), ["table_00001"]);
        assert!(schema.has_table("database_00500", "table_01000"));
        for (database, table) in [
            ("database_500", "table_00001"),
            ("database_00500", "table_00000"),
            ("x", "table_00001"),
        ] {
            assert!(!schema.has_table(database, table), "{database}.{table}");
        }
    }

    #[test]
    fn scenarios_add_their_instance_in_front() {
        let first = |scenario, scale| {
            let mut catalogue = Catalogue::built_in().unwrap();
            build(&mut catalogue, &Options { scenario, scale, ..Options::default() }, Moment(0))
                .remove(0)
        };
        assert_eq!(first(Scenario::Smooth, None).name, "cass-orders-01");
        let many = first(Scenario::ManyTables, None);
        assert_eq!(many.schema.table_count("metrics"), Some(300));
        assert_eq!(first(Scenario::Smooth, Some((200, 3))).schema.database_count(), 200);
        assert!(first(Scenario::Cjk, None).name.contains('订'));
    }
}
