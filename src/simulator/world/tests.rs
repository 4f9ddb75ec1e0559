//! The world: what a create call makes of it, and what scenarios do in between.

use serde_json::json;

use super::*;
use crate::simulator::{faults::Scenario, service::Payload, world::TableScope};

const START: Moment = Moment(1_772_352_930_000);

fn world(scenario: Scenario) -> World {
    let options = Options { scenario, ..Options::default() };
    World::new(&mut Catalogue::built_in(), &options, START)
}

fn at(seconds: u64) -> Moment {
    START.plus(Duration::from_secs(seconds))
}

fn id(world: &World, name: &str) -> String {
    world.instances().iter().find(|instance| instance.name == name).unwrap().id.clone()
}

fn order(name: &str) -> CreateOrder {
    CreateOrder {
        name: name.into(),
        description: "d".into(),
        tables: Vec::new(),
        sent: Value::Null,
    }
}

fn tables(name: &str, database: &str, names: Option<&[&str]>) -> CreateOrder {
    let table_names = names.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
    CreateOrder {
        tables: vec![TableScope { database_name: database.into(), table_names }],
        ..order(name)
    }
}

fn create(
    world: &mut World,
    instance: &str,
    order: CreateOrder,
    now: Moment,
) -> Result<String, (u16, String)> {
    let id = id(world, instance);
    world.create(&id, order, now, now).map(|made| made.id.clone()).map_err(|answer| {
        match answer.payload {
            Payload::Json(value) => {
                (answer.status, value["error_code"].as_str().unwrap_or_default().to_owned())
            }
            other => panic!("{other:?}"),
        }
    })
}

fn refused(status: u16, code: &str) -> Result<String, (u16, String)> {
    Err((status, code.to_owned()))
}

#[test]
fn a_backup_occupies_its_instance_until_it_ends() {
    let mut world = world(Scenario::Smooth);
    let accepted = create(&mut world, "cass-orders-01", order("first"), at(0)).unwrap();
    assert!(accepted.ends_with("br06"));
    assert!(world.is_backed_up(&world.instances()[0], at(24)));
    assert_eq!(
        create(&mut world, "cass-orders-01", order("second"), at(24)),
        refused(403, "DBS.200019")
    );
    assert!(
        create(&mut world, "mongo-catalogue-01", order("other"), at(24)).unwrap().ends_with("br10")
    );
    assert!(!world.is_backed_up(&world.instances()[0], at(25)));
    assert!(create(&mut world, "cass-orders-01", order("second"), at(25)).is_ok());
}

#[test]
fn a_name_is_unique_in_the_project_and_case_counts() {
    let mut world = world(Scenario::Smooth);
    create(&mut world, "cass-orders-01", order("pre-CHG"), at(0)).unwrap();
    assert_eq!(
        create(&mut world, "mongo-catalogue-01", order("pre-CHG"), at(1)),
        refused(400, "DBS.201201")
    );
    assert!(create(&mut world, "mongo-catalogue-01", order("PRE-chg"), at(1)).is_ok());
}

#[test]
fn the_instance_must_exist_be_normal_and_be_free() {
    let mut world = world(Scenario::Smooth);
    let missing = world.create("0123456789abcdef0123456789abcdefin06", order("name"), at(0), at(0));
    assert_eq!(missing.unwrap_err().status, 404);
    assert_eq!(
        create(&mut world, "cass-staging-01", order("name"), at(0)),
        refused(403, "DBS.201015")
    );
    assert_eq!(
        create(&mut world, "cass-audit-02", order("name"), at(0)),
        refused(403, "DBS.200019")
    );
    assert!(create(&mut world, "hbase-events-01", order("name"), at(0)).is_ok());
}

#[test]
fn tables_are_for_cassandra_and_must_exist() {
    let mut world = world(Scenario::Smooth);
    let docs = "cass-docs-01";
    assert_eq!(
        create(&mut world, "redis-sessions-01", tables("name", "x", None), at(0)),
        refused(400, "DBS.280001")
    );
    assert_eq!(
        create(&mut world, docs, tables("name", "databaseNameC", None), at(0)),
        refused(400, "DBS.200823")
    );
    assert_eq!(
        create(&mut world, docs, tables("name", "databaseNameA", Some(&["table_a"])), at(0)),
        refused(400, "DBS.280001")
    );
    assert!(
        create(
            &mut world,
            docs,
            tables("name", "databaseNameA", Some(&["table_A", "table_B"])),
            at(0)
        )
        .is_ok()
    );
    let made = world.known().find(|backup| backup.of_create_call).unwrap();
    assert_eq!(made.level(), "DatabaseTable");
    assert!(made.size_kb < 113.42 * KB_PER_GB / 4.0, "two tables of fourteen");
}

#[test]
fn a_late_effect_is_listed_nowhere_until_it_begins() {
    let mut world = world(Scenario::LostMadeLate);
    let id = id(&world, "cass-orders-01");
    world.create(&id, order("late"), at(0), at(20)).unwrap();
    let listed = |now| world.backups(now).iter().any(|backup| backup.name == "late");
    assert!(!listed(at(19)) && listed(at(20)));
    assert!(!world.is_backed_up(&world.instances()[0], at(19)));
}

#[test]
fn what_comes_between_comes_once() {
    let mut busy = world(Scenario::Busy);
    assert_eq!(
        create(&mut busy, "cass-orders-01", order("mine"), at(0)),
        refused(403, "DBS.200019")
    );
    assert!(busy.is_backed_up(&busy.instances()[0], at(1)));
    assert!(create(&mut busy, "cass-orders-01", order("mine"), at(25)).is_ok());

    let mut taken = world(Scenario::NameTaken);
    assert_eq!(
        create(&mut taken, "cass-orders-01", order("mine"), at(0)),
        refused(400, "DBS.201201")
    );
    assert_eq!(taken.known().filter(|backup| backup.of_create_call).count(), 0);
    assert!(create(&mut taken, "cass-orders-01", order("mine-2"), at(0)).is_ok());
}

#[test]
fn table_level_switched_off_leaves_the_instance_level() {
    let mut world = world(Scenario::TableLevelOff);
    assert_eq!(
        create(&mut world, "cass-orders-01", tables("name", "orders", None), at(0)),
        refused(400, "DBS.216029")
    );
    assert!(create(&mut world, "cass-orders-01", order("name"), at(0)).is_ok());
}

#[test]
fn a_failing_backup_frees_its_instance_and_says_why() {
    let mut world = world(Scenario::Failed);
    create(&mut world, "cass-orders-01", order("name"), at(0)).unwrap();
    let jobs = |now| {
        crate::simulator::service::lists::jobs(
            &world,
            &crate::simulator::service::query::Query::parse("limit=10"),
            now,
        )
        .unwrap()
    };
    let row = |now| match jobs(now).payload {
        Payload::Json(value) => value["jobs"][0].clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        (&row(at(10))["status"], &row(at(10))["progress"]),
        (&json!("Running"), &json!("40%"))
    );
    assert_eq!((&row(at(15))["status"], &row(at(15))["progress"]), (&json!("Failed"), &json!("")));
    assert!(row(at(15))["fail_reason"].as_str().unwrap().contains("snapshot"));
    assert!(!world.is_backed_up(&world.instances()[0], at(15)));
}

#[test]
fn the_same_seed_makes_the_same_world() {
    let mut one = world(Scenario::Smooth);
    let mut two = world(Scenario::Smooth);
    let accepted = create(&mut one, "cass-orders-01", order("name"), at(0));
    assert_eq!(accepted, create(&mut two, "cass-orders-01", order("name"), at(9)));
    let options = Options { seed: 2, ..Options::default() };
    let other = World::new(&mut Catalogue::built_in(), &options, START);
    assert_ne!(other.instances()[0].id, one.instances()[0].id);
}
