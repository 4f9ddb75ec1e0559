//! The state of the service: a fleet, its backups and its jobs. Pure: every question brings the
//! time along.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    answers::Answer,
    backups::{Backup, Failure, Shows, Stage},
    catalogue::{Catalogue, CatalogueBackup},
    clock::Moment,
    create::CreateOrder,
    fleet::{self, Instance},
    ids::IdSource,
    numbered_fleet,
    options::Options,
    scenario::{Behaviour, Obstruction},
    unknowns::{Jobs, Lists, Names, Second, Unknowns},
};

/// KB in a GB, the unit of the backup list against the one of volumes.
const KB_PER_GB: f64 = 1_048_576.0;

/// The automated backup that runs when the service starts ends so much later.
const RUNNING_BACKUP: Duration = Duration::from_secs(30 * 60);

/// Everything that the calls show and change.
#[derive(Debug)]
pub(super) struct World {
    fleet: Vec<Instance>,
    backups: Vec<Backup>,
    behaviour: Behaviour,
    pub unknowns: Unknowns,
    /// The instance that was read last by itself, and the one whose backups were.
    looks: (Option<usize>, Option<usize>),
    backup_ids: IdSource,
    job_ids: IdSource,
}

/// What a client looks at before it sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// One instance, by its ID.
    Instance,
    Backups,
}

/// A backup that no create call makes.
#[derive(Debug, Clone)]
pub(super) struct Deed {
    pub name: String,
    pub manual: bool,
    pub begun: Moment,
    pub takes: Duration,
}

/// The two IDs of an accepted create call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Accepted {
    pub job_id: String,
    pub backup_id: String,
}

impl World {
    /// The world of the catalogue as it stands at `now`.
    pub fn new(catalogue: &mut Catalogue, options: &Options, now: Moment) -> Self {
        let fleet = fleet::build(catalogue, options, now);
        let mut world = Self {
            fleet,
            backups: Vec::new(),
            behaviour: options.behaviour(),
            unknowns: options.world,
            looks: (None, None),
            backup_ids: IdSource::new(options.seed, "backups"),
            job_ids: IdSource::new(options.seed, "jobs"),
        };
        for row in std::mem::take(&mut catalogue.backups) {
            // A test holds the catalogue to instances that exist.
            if let Some(at) = world.fleet.iter().position(|instance| instance.name == row.instance)
            {
                world.remember(at, row, now);
            }
        }
        for (at, number) in (0..world.fleet.len())
            .flat_map(|at| (1..=options.settings().past_backups).map(move |number| (at, number)))
        {
            if world.fleet[at].number.is_none() {
                world.remember(at, numbered_fleet::past(number), now);
            }
        }
        let numbered: Vec<(usize, u32)> = world
            .fleet
            .iter()
            .enumerate()
            .filter_map(|(at, row)| Some((at, row.number?)))
            .collect();
        for (at, number) in numbered {
            numbered_fleet::history(number, now)
                .into_iter()
                .for_each(|row| world.remember(at, row, now));
        }
        world
    }

    /// All instances, newest first.
    pub fn instances(&self) -> &[Instance] {
        &self.fleet
    }

    /// One instance, or the documented refusal.
    pub fn instance(&self, id: &str) -> Result<&Instance, Answer> {
        self.index(id).map(|at| &self.fleet[at])
    }

    /// The instance that a backup belongs to.
    pub fn owner(&self, backup: &Backup) -> &Instance {
        // Backups are made with an index of this fleet, which never changes.
        &self.fleet[backup.instance]
    }

    /// All backups that have begun, newest first.
    pub fn backups(&self, now: Moment) -> Vec<&Backup> {
        let mut begun: Vec<&Backup> =
            self.backups.iter().filter(|backup| backup.job_stage(now) != Stage::NotYet).collect();
        begun.sort_by_key(|backup| std::cmp::Reverse(backup.begun));
        begun
    }

    /// The backups that create calls made, in the order of the calls, also
    /// those that have not begun.
    pub fn ordered(&self) -> impl Iterator<Item = &Backup> {
        self.backups.iter().filter(|backup| backup.ordered)
    }

    /// All backups that the service has a record of, also those that have not begun.
    pub fn known(&self) -> impl Iterator<Item = &Backup> {
        self.backups.iter()
    }

    /// Whether a backup of an instance of this fleet runs.
    pub fn is_backed_up(&self, instance: &Instance, now: Moment) -> bool {
        self.backups.iter().any(|backup| {
            std::ptr::eq(self.owner(backup), instance)
                && matches!(backup.job_stage(now), Stage::Building(_))
        })
    }

    /// Whether the job list has the job of a backup that has begun.
    pub fn lists_job(&self, backup: &Backup, now: Moment) -> bool {
        self.unknowns.jobs == Jobs::Known && backup.job_listed(now)
    }

    /// Whether databases and tables of an instance of this fleet are listed.
    pub fn lists_names(&self, instance: &Instance, now: Moment) -> bool {
        let completed = |backup: &Backup| {
            std::ptr::eq(self.owner(backup), instance) && backup.row_stage(now) == Stage::Completed
        };
        self.unknowns.lists == Lists::Live || self.backups.iter().any(completed)
    }

    /// The create call: accepts the order, to begin at `begins` (`now`, or later if its effect
    /// is late), or refuses it.
    pub fn create(
        &mut self,
        instance_id: &str,
        order: CreateOrder,
        now: Moment,
        begins: Moment,
    ) -> Result<Accepted, Answer> {
        let at = self.index(instance_id)?;
        order.check_scope(&self.fleet[at])?;
        if self.behaviour.table_level_off && !order.tables.is_empty() {
            // The code of the real service is not known (fact sheet 1.1 row 15).
            return Err(Answer::service(
                400,
                "DBS.216029",
                "Table-level backup is not enabled. Submit a service ticket.",
            ));
        }
        if let Some(obstruction) = self.behaviour.first_create.take() {
            self.obstruct(obstruction, at, &order, now);
        }
        let is_taken =
            self.backups.iter().any(|backup| backup.accepted <= now && backup.name == order.name);
        if is_taken && self.unknowns.names == Names::Unique {
            return Err(Answer::service(
                400,
                "DBS.201201",
                "The backup already exists. Check whether the name or ID already exists.",
            ));
        }
        self.check_free(at, now)?;
        Ok(self.accept(at, order, begins))
    }

    /// How long after the first accepted create call the tokens die, if they do; asked once.
    pub fn take_token_death(&mut self) -> Option<Duration> {
        self.behaviour.token_dies_after_create.take()
    }

    fn index(&self, id: &str) -> Result<usize, Answer> {
        let missing = || {
            Answer::service(404, "DBS.200002", "The instance does not exist or has been deleted.")
        };
        self.fleet.iter().position(|instance| instance.id == id).ok_or_else(missing)
    }

    fn check_free(&self, at: usize, now: Moment) -> Result<(), Answer> {
        let instance = &self.fleet[at];
        if self.is_backed_up(instance, now) && self.unknowns.second == Second::Refused {
            return Err(Answer::service(
                403,
                "DBS.200019",
                "Another operation is being performed on the instance, or the instance is faulty.",
            ));
        }
        if instance.status != "normal" {
            return Err(Answer::service(
                403,
                "DBS.201015",
                "The instance is abnormal; the operation cannot be performed now.",
            ));
        }
        Ok(())
    }

    fn accept(&mut self, at: usize, order: CreateOrder, begins: Moment) -> Accepted {
        let instance = &self.fleet[at];
        let size_kb = (instance.used_gb * KB_PER_GB * 0.96 * order.share(instance)).round();
        let reason = format!(
            "Node {}_node_1 could not upload its snapshot to the object store.",
            instance.name
        );
        let backup = Backup {
            id: self.backup_ids.resource("br", instance.id_digits()),
            name: order.name,
            description: order.description,
            instance: at,
            manual: true,
            tables: order.tables,
            sent: order.sent,
            accepted: begins,
            begun: self.turn(at, begins),
            takes: self.behaviour.backup_takes,
            failure: self.behaviour.failure(reason),
            shows: self.behaviour.shows,
            size_kb,
            job_id: self.job_ids.uuid(),
            ordered: true,
        };
        let accepted = Accepted { job_id: backup.job_id.clone(), backup_id: backup.id.clone() };
        self.backups.push(backup);
        accepted
    }

    /// When a backup begins that is accepted at `accepted`.
    fn turn(&self, at: usize, accepted: Moment) -> Moment {
        let before = self.backups.iter().filter(|backup| backup.instance == at).map(Backup::ends);
        match self.unknowns.second {
            Second::Refused | Second::Allowed => accepted,
            Second::Queued => before.max().map_or(accepted, |ends| ends.max(accepted)),
        }
    }

    /// A client has read one instance, or its backups to the end. Once it has read both, an
    /// automated backup may begin there at once, and neither answer has shown it.
    pub fn read(&mut self, instance_id: &str, what: Look, now: Moment) {
        let Ok(at) = self.index(instance_id) else { return };
        let (instance, backups) = &mut self.looks;
        *(if what == Look::Instance { instance } else { backups }) = Some(at);
        if self.looks == (Some(at), Some(at))
            && let Some(takes) = self.behaviour.interrupts.take()
        {
            self.begin_automated(at, now, takes);
        }
    }

    fn begin_automated(&mut self, at: usize, begun: Moment, takes: Duration) {
        let name = format!("{}-auto-now", self.fleet[at].name);
        self.intrude(at, Deed { name, manual: false, begun, takes });
    }

    /// Lets something come a moment before the create call.
    fn obstruct(&mut self, obstruction: Obstruction, at: usize, order: &CreateOrder, now: Moment) {
        let before = now.minus(Duration::from_millis(1));
        match obstruction {
            Obstruction::AutomatedBackup => {
                self.begin_automated(at, before, self.behaviour.backup_takes)
            }
            // The colleague who took the name works on another instance: names are unique in the
            // project.
            Obstruction::NameTaken => {
                let deed = Deed {
                    name: order.name.clone(),
                    manual: true,
                    begun: before,
                    takes: Duration::ZERO,
                };
                self.intrude((at + 1) % self.fleet.len(), deed);
            }
        }
    }

    /// Lets a backup come that no create call made.
    pub fn let_happen(&mut self, instance_id: &str, deed: Deed) {
        if let Ok(at) = self.index(instance_id) {
            self.intrude(at, deed);
        }
    }

    fn intrude(&mut self, instance: usize, Deed { name, manual, begun, takes }: Deed) {
        let backup = Backup {
            id: self.backup_ids.resource("br", self.fleet[instance].id_digits()),
            name,
            description: String::new(),
            instance,
            manual,
            tables: Vec::new(),
            sent: Value::Null,
            accepted: begun,
            begun,
            takes,
            failure: None,
            shows: Shows::default(),
            size_kb: (self.fleet[instance].used_gb * KB_PER_GB).round(),
            job_id: self.job_ids.uuid(),
            ordered: false,
        };
        self.backups.push(backup);
    }

    /// Takes a past backup over.
    fn remember(&mut self, instance: usize, row: CatalogueBackup, now: Moment) {
        let age = Duration::try_from_secs_f64(row.hours_ago * 3600.0).unwrap_or_default();
        let takes = if row.status == "BUILDING" {
            age + RUNNING_BACKUP
        } else {
            Duration::from_secs(60 * u64::from(row.minutes))
        };
        self.backups.push(Backup {
            id: self.backup_ids.resource("br", self.fleet[instance].id_digits()),
            name: row.name,
            description: row.description,
            instance,
            manual: row.kind == "Manual",
            sent: json!(row.database_tables),
            tables: row.database_tables,
            accepted: now.minus(age),
            begun: now.minus(age),
            takes,
            failure: (row.status == "FAILED").then_some(Failure {
                at_percent: 100,
                reason: row.fail_reason,
                job: true,
                row: true,
            }),
            shows: Shows::default(),
            size_kb: (row.size_gb * KB_PER_GB).round(),
            job_id: self.job_ids.uuid(),
            ordered: false,
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::simulator::{answers::Payload, backups::TableScope, scenario::Scenario};

    const START: Moment = Moment(1_772_352_930_000);

    fn world(scenario: Scenario) -> World {
        let options = Options { scenario, ..Options::default() };
        World::new(&mut Catalogue::built_in().unwrap(), &options, START)
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
    ) -> Result<Accepted, (u16, String)> {
        let id = id(world, instance);
        world.create(&id, order, now, now).map_err(|answer| match answer.payload {
            Payload::Json(value) => {
                (answer.status, value["error_code"].as_str().unwrap_or_default().to_owned())
            }
            other => panic!("{other:?}"),
        })
    }

    fn refused(status: u16, code: &str) -> Result<Accepted, (u16, String)> {
        Err((status, code.to_owned()))
    }

    #[test]
    fn a_backup_occupies_its_instance_until_it_ends() {
        let mut world = world(Scenario::Smooth);
        let accepted = create(&mut world, "cass-orders-01", order("first"), at(0)).unwrap();
        assert!(accepted.backup_id.ends_with("br06"));
        assert!(world.is_backed_up(&world.instances()[0], at(24)));
        assert_eq!(
            create(&mut world, "cass-orders-01", order("second"), at(24)),
            refused(403, "DBS.200019")
        );
        assert!(
            create(&mut world, "mongo-catalogue-01", order("other"), at(24))
                .unwrap()
                .backup_id
                .ends_with("br10")
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
        let missing =
            world.create("0123456789abcdef0123456789abcdefin06", order("name"), at(0), at(0));
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
        let made = world.ordered().next().unwrap();
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
        assert_eq!(taken.ordered().count(), 0);
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
            crate::simulator::lists::jobs(
                &world,
                &crate::simulator::query::Query::parse("limit=10"),
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
        assert_eq!(
            (&row(at(15))["status"], &row(at(15))["progress"]),
            (&json!("Failed"), &json!(""))
        );
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
        let other = World::new(&mut Catalogue::built_in().unwrap(), &options, START);
        assert_ne!(other.instances()[0].id, one.instances()[0].id);
    }
}
