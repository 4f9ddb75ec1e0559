//! The instances of the project.

use std::{ops::Deref, time::Duration};

use super::{
    Catalogue, CatalogueInstance, Database, IdSource, Moment, NameList, Schema, numbered_instances,
};
use crate::{
    core::base::{UtcTime, Window, WindowPhase},
    simulator::{faults::Scenario, options::Options},
};

/// Tables of the database that the scenario `many-tables` adds.
const MANY_TABLES: u32 = 300;

/// A day and some minutes, so that no two instances were created at the same time of day.
const CREATION_DAY: Duration = Duration::from_secs(89_971);

/// The time between the creations of two instances with successive numbers.
const NUMBERED_APART: Duration = Duration::from_secs(7261);

/// One instance, as far as the calls show it: a row of the catalogue, with IDs of its own.
#[derive(Debug)]
pub struct Instance {
    row: CatalogueInstance,
    pub id: String,
    pub region: String,
    pub created: Moment,
    pub vpc_id: String,
    pub subnet_id: String,
    pub security_group_id: String,
    pub group_id: String,
    pub node_ids: Vec<String>,
    pub schema: Schema,
    /// The number that the past backups follow from, if there is one.
    pub number: Option<u32>,
}

impl Deref for Instance {
    type Target = CatalogueInstance;

    fn deref(&self) -> &CatalogueInstance {
        &self.row
    }
}

impl Instance {
    /// Tells whether databases and tables can be listed, and backed up one by one.
    pub fn has_table_scope(&self) -> bool {
        self.datastore == "cassandra"
    }

    /// Returns the two digits that end the IDs of the instance and of its backups.
    pub fn id_digits(&self) -> &str {
        self.id.get(34..).unwrap_or("06")
    }
}

/// Builds the instances, newest first, as the list shows them.
pub fn build(catalogue: &mut Catalogue, options: &Options, now: Moment) -> Vec<Instance> {
    // The word "fleet" is part of the seed: another word means other IDs.
    let mut ids = IdSource::new(options.seed, "fleet");
    let region = catalogue.region.clone();
    let rows = std::mem::take(&mut catalogue.instances);
    let mut instances: Vec<Instance> =
        rows.into_iter().map(|row| instance(row, &region, now, &mut ids)).collect();
    let mut extra = |name: &str, ids: &mut IdSource| {
        let row = catalogue.extras.remove(name)?;
        Some(instance(row, &region, now, ids))
    };
    instances.extend(match options.scenario {
        Scenario::Cjk => extra("cjk", &mut ids),
        Scenario::ManyTables => extra("metrics", &mut ids)
            .map(|made| Instance { schema: Schema::Listed(metrics()), ..made }),
        _ => None,
    });
    if let Some((databases, tables)) = options.scale {
        let schema = Schema::Numbered { databases, tables };
        instances.extend(extra("scale", &mut ids).map(|made| Instance { schema, ..made }));
    }
    for instance in &mut instances {
        instance.row.backup_window = moved_window(&instance.backup_window, options.scenario, now);
    }
    instances.extend(
        (1..=options.instances).map(|number| numbered_instance(number, &region, now, &mut ids)),
    );
    instances.sort_by_key(|instance| std::cmp::Reverse(instance.created));
    instances
}

/// Minutes between the times at which a window can begin.
const STEP: i64 = 30;

/// Minutes of a day.
const DAY: i64 = 24 * 60;

/// Moves the automated window of the catalogue, which is written for a service that starts at
/// noon, to the real start: no rehearsal meets the window just because of the hour of the day. In
/// the scenario `window`, the window opens half an hour after the start.
fn moved_window(window: &str, scenario: Scenario, now: Moment) -> String {
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
    let mut made = instance(numbered_instances::instance(number), region, now, ids);
    let (databases, tables) = numbered_instances::schema(number);
    made.schema = Schema::Numbered { databases, tables };
    made.created = made.created.minus(NUMBERED_APART * number);
    made.number = Some(number);
    made
}

/// Returns a database of many tables, and a small one.
fn metrics() -> Vec<Database> {
    let database = |name: &str, table, count| Database {
        name: name.to_owned(),
        tables: NameList::Numbered(table, count).page(0, usize::MAX),
    };
    vec![database("metrics", "metric", MANY_TABLES), database("metrics_meta", "source", 5)]
}

fn instance(mut row: CatalogueInstance, region: &str, now: Moment, ids: &mut IdSource) -> Instance {
    // The digits of the published examples. No example of HBase is published: HBase gets
    // Cassandra's digits, since a client must never read an engine from an ID.
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
        schema: Schema::Listed(std::mem::take(&mut row.databases)),
        number: None,
        row,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scenarios_add_their_instance_in_front() {
        let first = |scenario, scale| {
            let mut catalogue = Catalogue::built_in();
            build(&mut catalogue, &Options { scenario, scale, ..Options::default() }, Moment(0))
                .remove(0)
        };
        assert_eq!(first(Scenario::Smooth, None).name, "cass-orders-01");
        let many = first(Scenario::ManyTables, None);
        assert_eq!(many.schema.tables("metrics").map(|tables| tables.count()), Some(300));
        assert_eq!(first(Scenario::Smooth, Some((200, 3))).schema.databases().count(), 200);
        assert!(first(Scenario::Cjk, None).name.contains('订'));
    }
}
