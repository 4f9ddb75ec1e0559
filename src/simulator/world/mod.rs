//! The state of the service: instances, their backups and their jobs. The state is pure: every
//! question brings the time along.

pub mod backup;
pub mod behaviour;
pub mod catalogue;
pub mod clock;
pub mod ids;
pub mod instances;
pub mod numbered_instances;
pub mod schema;
pub mod unknowns;

pub use self::{
    backup::{Backup, Failure, Stage, TableScope, Visibility},
    behaviour::{Behaviour, Obstruction},
    catalogue::{Catalogue, CatalogueBackup, CatalogueInstance, Database},
    clock::{Clock, Moment},
    ids::IdSource,
    instances::Instance,
    schema::{NameList, Schema},
    unknowns::{
        Acceptance, Busy, Echo, Ids, Jobs, Lists, Names, Progress, Second, TableRows, Times,
        Totals, Unknowns,
    },
};

use std::time::Duration;

use serde_json::{Value, json};

use crate::simulator::{
    options::Options,
    service::{Answer, CreateOrder, answer::INSTANCE_BUSY},
};

/// Volumes are told in GB, and the backup list tells sizes in KB.
const KB_PER_GB: f64 = 1_048_576.0;

/// From the start of the service to the end of the automated backup that runs then.
const RUNNING_BACKUP: Duration = Duration::from_secs(30 * 60);

/// Everything that the calls show and change.
#[derive(Debug)]
pub struct World {
    instances: Vec<Instance>,
    backups: Vec<Backup>,
    behaviour: Behaviour,
    pub unknowns: Unknowns,
    /// The index of the instance that was read last, and of the one whose backups were.
    last_read: (Option<usize>, Option<usize>),
    backup_ids: IdSource,
    job_ids: IdSource,
}

/// What a client reads before the create call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewRead {
    /// One instance, by its ID.
    Instance,
    /// Both lists of the backups of one instance.
    Backups,
}

impl World {
    /// Builds the world of the catalogue as it stands at `now`.
    pub fn new(catalogue: &mut Catalogue, options: &Options, now: Moment) -> Self {
        let settings = options.settings();
        let mut world = Self {
            instances: instances::build(catalogue, options, now),
            backups: Vec::new(),
            behaviour: settings.backups,
            unknowns: options.world,
            last_read: (None, None),
            backup_ids: IdSource::new(options.seed, "backups"),
            job_ids: IdSource::new(options.seed, "jobs"),
        };
        for row in std::mem::take(&mut catalogue.backups) {
            // A test holds the catalogue to instances that exist.
            let owner = world.instances.iter().position(|instance| instance.name == row.instance);
            if let Some(at) = owner {
                world.add_past(at, row, now);
            }
        }
        for at in 0..world.instances.len() {
            let past = match world.instances[at].number {
                Some(number) => numbered_instances::history(number, now),
                None => (1..=settings.past_backups).map(numbered_instances::past).collect(),
            };
            past.into_iter().for_each(|row| world.add_past(at, row, now));
        }
        world
    }

    /// Returns all instances, newest first.
    pub fn instances(&self) -> &[Instance] {
        &self.instances
    }

    /// Returns one instance, or the documented refusal.
    pub fn instance(&self, id: &str) -> Result<&Instance, Answer> {
        self.index(id).map(|at| &self.instances[at])
    }

    /// Returns the instance that a backup belongs to.
    pub fn owner(&self, backup: &Backup) -> &Instance {
        // A backup is made with an index of this list, which never changes.
        &self.instances[backup.instance]
    }

    /// Returns all backups that have begun, newest first.
    pub fn backups(&self, now: Moment) -> Vec<&Backup> {
        let mut begun: Vec<&Backup> =
            self.backups.iter().filter(|backup| backup.job_stage(now) != Stage::NotYet).collect();
        begun.sort_by_key(|backup| std::cmp::Reverse(backup.begun));
        begun
    }

    /// Returns all backups that the service has a record of, also those that have not begun.
    pub fn known(&self) -> impl Iterator<Item = &Backup> {
        self.backups.iter()
    }

    /// Tells whether a backup of an instance of this world runs.
    pub fn is_backed_up(&self, instance: &Instance, now: Moment) -> bool {
        self.backups.iter().any(|backup| {
            std::ptr::eq(self.owner(backup), instance)
                && matches!(backup.job_stage(now), Stage::Building(_))
        })
    }

    /// Tells whether the job list has the job of a backup that has begun.
    pub fn lists_job(&self, backup: &Backup, now: Moment) -> bool {
        self.unknowns.jobs == Jobs::Known && backup.job_listed(now)
    }

    /// Tells whether databases and tables of an instance of this world are listed.
    pub fn lists_names(&self, instance: &Instance, now: Moment) -> bool {
        let completed = |backup: &Backup| {
            std::ptr::eq(self.owner(backup), instance) && backup.row_stage(now) == Stage::Completed
        };
        self.unknowns.lists == Lists::Live || self.backups.iter().any(completed)
    }

    /// Accepts a create call or refuses it. The backup begins at `begins`: `now`, or later if
    /// a fault delays the effect.
    pub fn create(
        &mut self,
        instance_id: &str,
        order: CreateOrder,
        now: Moment,
        begins: Moment,
    ) -> Result<&Backup, Answer> {
        let at = self.index(instance_id)?;
        order.check_scope(&self.instances[at])?;
        if self.behaviour.table_level_off && !order.tables.is_empty() {
            // The pages publish no code for this refusal; the code for an operation that the
            // engine does not allow stands in.
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
        self.accept(at, order, begins);
        // The backup that was just accepted.
        Ok(&self.backups[self.backups.len() - 1])
    }

    /// Takes the time from the first accepted create call to the death of the tokens,
    /// if the scenario has one.
    pub fn take_token_death(&mut self) -> Option<Duration> {
        self.behaviour.token_dies_after_create.take()
    }

    fn index(&self, id: &str) -> Result<usize, Answer> {
        let missing = || {
            Answer::service(404, "DBS.200002", "The instance does not exist or has been deleted.")
        };
        self.instances.iter().position(|instance| instance.id == id).ok_or_else(missing)
    }

    fn check_free(&self, at: usize, now: Moment) -> Result<(), Answer> {
        let instance = &self.instances[at];
        if self.is_backed_up(instance, now) && self.unknowns.second == Second::Refused {
            return Err(Answer::service(403, "DBS.200019", INSTANCE_BUSY));
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

    fn accept(&mut self, at: usize, order: CreateOrder, accepted: Moment) {
        let begun = self.turn(at, accepted);
        let new = self.new_backup(at, begun, self.behaviour.backup_takes);
        let instance = &self.instances[at];
        let size_kb = (instance.used_gb * KB_PER_GB * 0.96 * order.share(instance)).round();
        let reason = format!(
            "Node {}_node_1 could not upload its snapshot to the object store.",
            instance.name
        );
        self.backups.push(Backup {
            name: order.name,
            description: order.description,
            tables: order.tables,
            sent: order.sent,
            accepted,
            failure: self.behaviour.failure(reason),
            visibility: self.behaviour.visibility,
            size_kb,
            of_create_call: true,
            ..new
        });
    }

    /// Returns when a backup begins that is accepted at `accepted`.
    fn turn(&self, at: usize, accepted: Moment) -> Moment {
        let before = self.backups.iter().filter(|backup| backup.instance == at).map(Backup::ends);
        match self.unknowns.second {
            Second::Refused | Second::Allowed => accepted,
            Second::Queued => before.max().map_or(accepted, |ends| ends.max(accepted)),
        }
    }

    /// Notes that a client has read one instance, or its backups to the end. After both reads an
    /// automated backup may begin there at once, which neither answer has shown.
    pub fn note_read(&mut self, instance_id: &str, what: ReviewRead, now: Moment) {
        let Ok(at) = self.index(instance_id) else { return };
        match what {
            ReviewRead::Instance => self.last_read.0 = Some(at),
            ReviewRead::Backups => self.last_read.1 = Some(at),
        }
        if self.last_read == (Some(at), Some(at))
            && let Some(takes) = self.behaviour.interrupts.take()
        {
            self.begin_automated(at, now, takes);
        }
    }

    /// Lets something happen a moment before the create call.
    fn obstruct(&mut self, obstruction: Obstruction, at: usize, order: &CreateOrder, now: Moment) {
        let begun = now.minus(Duration::from_millis(1));
        match obstruction {
            Obstruction::AutomatedBackup => {
                self.begin_automated(at, begun, self.behaviour.backup_takes)
            }
            // The colleague who takes the name works on another instance: names are unique in the
            // project.
            Obstruction::NameTaken => {
                let colleague = (at + 1) % self.instances.len();
                self.begin_other(colleague, &order.name, begun, Duration::ZERO);
            }
        }
    }

    fn begin_automated(&mut self, at: usize, begun: Moment, takes: Duration) {
        let name = format!("{}-auto-now", self.instances[at].name);
        let new = self.new_backup(at, begun, takes);
        self.backups.push(Backup { name, manual: false, ..new });
    }

    /// Begins a manual backup that no create call makes; an unknown instance has none.
    pub fn begin_other_of(&mut self, instance: &str, name: &str, begun: Moment, takes: Duration) {
        if let Ok(at) = self.index(instance) {
            self.begin_other(at, name, begun, takes);
        }
    }

    fn begin_other(&mut self, at: usize, name: &str, begun: Moment, takes: Duration) {
        let new = self.new_backup(at, begun, takes);
        self.backups.push(Backup { name: name.to_owned(), ..new });
    }

    /// Adds a backup of the time before the start.
    fn add_past(&mut self, at: usize, row: CatalogueBackup, now: Moment) {
        let age = Duration::try_from_secs_f64(row.hours_ago * 3600.0).unwrap_or_default();
        let takes = if row.status == "BUILDING" {
            age + RUNNING_BACKUP
        } else {
            Duration::from_secs(60 * u64::from(row.minutes))
        };
        let new = self.new_backup(at, now.minus(age), takes);
        let failure = Failure { at_percent: 100, reason: row.fail_reason, job: true, row: true };
        self.backups.push(Backup {
            name: row.name,
            description: row.description,
            manual: row.kind == "Manual",
            sent: json!(row.database_tables),
            tables: row.database_tables,
            failure: (row.status == "FAILED").then_some(failure),
            size_kb: (row.size_gb * KB_PER_GB).round(),
            ..new
        });
    }

    /// Returns a whole, manual backup with new IDs, which will not fail and
    /// which no create call made.
    fn new_backup(&mut self, instance: usize, begun: Moment, takes: Duration) -> Backup {
        let owner = &self.instances[instance];
        Backup {
            id: self.backup_ids.resource("br", owner.id_digits()),
            name: String::new(),
            description: String::new(),
            instance,
            manual: true,
            tables: Vec::new(),
            sent: Value::Null,
            accepted: begun,
            begun,
            takes,
            failure: None,
            visibility: Visibility::default(),
            size_kb: (owner.used_gb * KB_PER_GB).round(),
            job_id: self.job_ids.uuid(),
            of_create_call: false,
        }
    }
}

#[cfg(test)]
mod tests;
