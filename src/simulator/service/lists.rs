//! The lists of instances, databases, tables, jobs and backups, with their filters and paging.
//! The facts are those of the pages of "ListInstances", "ListRestoreDatabases",
//! "ListRestoreTables", "ListJobs", "ShowQuotas" and, for the three versions of the backup list,
//! "ShowAllInstancesBackups", "ShowAllInstancesBackupsNew" and "ListBackups".

use serde_json::{Map, Value, json};

use super::{Answer, Query};
use crate::{
    core::base::UtcTime,
    simulator::{
        faults::ApiVersion,
        world::{
            Backup, Busy, Echo, Instance, Moment, NameList, Progress, Stage, TableRows, Times,
            World,
        },
    },
};

const DATASTORES: [&str; 6] = ["cassandra", "mongodb", "influxdb", "redis", "dynamodb", "hbase"];

/// Days that the job list goes back without a window, and days of the longest window.
const JOB_DAYS: i64 = 30;

/// The backups that a quota of backups allows, where the service has one: the
/// default of the vendor's console.
pub const BACKUP_QUOTA: usize = 50;

/// Answers with one page of the rows found, from index `offset`, `limit` at most.
fn page<T>(
    name: &str,
    found: &[T],
    (offset, limit): (usize, usize),
    row: impl Fn(&T) -> Value,
) -> Answer {
    let rows: Vec<Value> = found.iter().skip(offset).take(limit).map(row).collect();
    Answer::json(200, json!({name: rows, "total_count": found.len()}))
}

/// `GET /v3/{project}/instances`
pub fn instances(world: &World, query: &Query, now: Moment) -> Result<Answer, Answer> {
    let paging = (query.offset()?, query.limit()?);
    query.one_of("datastore_type", &DATASTORES)?;
    let wanted = |instance: &&Instance| {
        query.matches("id", &instance.id)
            && query.matches("name", &instance.name)
            && query.allows("datastore_type", &instance.datastore)
            // `mode` counts only together with `datastore_type`.
            && (query.get("datastore_type").is_none() || query.allows("mode", &instance.mode))
            && query.allows("vpc_id", &instance.vpc_id)
            && query.allows("subnet_id", &instance.subnet_id)
    };
    let found: Vec<&Instance> = world.instances().iter().filter(wanted).collect();
    let row = |instance: &&Instance| instance_row(instance, status(world, instance, now));
    Ok(page("instances", &found, paging, row))
}

/// `GET /v3/{project}/quotas`: instances alone, as documented, and `backups` only where a setting
/// says how many of them are used.
pub fn quotas(world: &World, backups_used: Option<usize>) -> Answer {
    let row =
        |kind: &str, quota: usize, used: usize| json!({"type": kind, "quota": quota, "used": used});
    let instances = row("instance", 200, world.instances().len());
    let backups = backups_used.map(|used| row("backup", BACKUP_QUOTA, used));
    let resources: Vec<Value> = std::iter::once(instances).chain(backups).collect();
    Answer::json(200, json!({"quotas": {"resources": resources}}))
}

/// Returns `status` and `actions` of an instance.
fn status<'a>(world: &World, instance: &'a Instance, now: Moment) -> (&'a str, Vec<&'static str>) {
    match (world.is_backed_up(instance, now), world.unknowns.busy) {
        (false, _) => (&instance.status, Vec::new()),
        (true, Busy::Actions) => (&instance.status, vec!["BACKUP"]),
        (true, Busy::Status) => ("BACKUP", Vec::new()),
    }
}

fn instance_row(instance: &Instance, (status, actions): (&str, Vec<&str>)) -> Value {
    let created = instance.created.utc().iso();
    let created = created.trim_end_matches('Z');
    json!({
        "id": instance.id,
        "name": instance.name,
        "status": status,
        "actions": actions,
        "mode": instance.mode,
        "datastore": {
            "type": instance.datastore,
            "version": instance.version,
            "whole_version": instance.version,
            "patch_available": false,
        },
        "engine": "rocksDB",
        "db_user_name": "rwuser",
        "created": created,
        "updated": created,
        "region": instance.region,
        "availability_zone": zones(instance).join(","),
        "vpc_id": instance.vpc_id,
        "subnet_id": instance.subnet_id,
        "security_group_id": instance.security_group_id,
        "port": "8635",
        "lb_ip_address": format!("{}.9", instance.subnet),
        "lb_port": "8635",
        "groups": [group(instance)],
        "backup_strategy": {"start_time": instance.backup_window, "keep_days": 7},
        "backup_space_usage": {"backup_usage": (instance.used_gb * 2.0).round()},
        "maintenance_window": "06:00-10:00",
        "pay_mode": "0",
        "ssl": "0",
        "disk_encryption_id": "",
        "dedicated_resource_id": "",
        "enterprise_project_id": "0",
        "time_zone": "",
    })
}

fn group(instance: &Instance) -> Value {
    let zones = zones(instance);
    let nodes: Vec<Value> = instance
        .node_ids
        .iter()
        .enumerate()
        .map(|(at, id)| node(instance, &zones, at, id))
        .collect();
    json!({
        "id": instance.group_id,
        "status": "normal",
        "nodes": nodes,
        "volume": {"size": instance.size_gb.to_string(), "used": instance.used_gb.to_string()},
    })
}

fn node(instance: &Instance, zones: &[String], at: usize, id: &str) -> Value {
    json!({
        "id": id,
        "name": format!("{}_node_{}", instance.name, at + 1),
        "status": "normal",
        "role": "",
        "subnet_id": instance.subnet_id,
        "private_ip": format!("{}.{}", instance.subnet, 21 + at),
        "public_ip": "",
        "spec_code": instance.spec_code,
        "availability_zone": zones[at % zones.len()],
        "support_reduce": true,
    })
}

fn zones(instance: &Instance) -> [String; 3] {
    ["a", "b", "c"].map(|letter| format!("{}{letter}", instance.region))
}

/// `GET /v3/{project}/instances/{instance}/databases`
pub fn databases(
    world: &World,
    instance: &str,
    query: &Query,
    now: Moment,
) -> Result<Answer, Answer> {
    let instance = cassandra(world, instance)?;
    let names = instance.schema.databases();
    name_page("database_names", &names, query, world.lists_names(instance, now))
}

/// `GET /v3/{project}/instances/{instance}/tables?database_name=…`
pub fn tables(world: &World, instance: &str, query: &Query, now: Moment) -> Result<Answer, Answer> {
    let instance = cassandra(world, instance)?;
    let missing = || Answer::service(400, "DBS.280040", "The parameter database_name is required.");
    let database = query.get("database_name").ok_or_else(missing)?;
    let unknown = || Answer::service(400, "DBS.200823", "The database does not exist.");
    let names = instance.schema.tables(database).ok_or_else(unknown)?;
    name_page("table_names", &names, query, world.lists_names(instance, now))
}

fn name_page(
    field: &str,
    names: &NameList<'_>,
    query: &Query,
    listed: bool,
) -> Result<Answer, Answer> {
    let page = names.page(query.offset()?, query.limit()?);
    let (total, page) = if listed { (names.count(), page) } else { (0, Vec::new()) };
    Ok(Answer::json(200, json!({"total_count": total, field: page})))
}

fn cassandra<'a>(world: &'a World, id: &str) -> Result<&'a Instance, Answer> {
    let instance = world.instance(id)?;
    let refused =
        || Answer::service(400, "DBS.216029", "The operation is not allowed for this engine.");
    if instance.has_table_scope() { Ok(instance) } else { Err(refused()) }
}

/// `GET /v3/{project}/jobs`
pub fn jobs(world: &World, query: &Query, now: Moment) -> Result<Answer, Answer> {
    let paging = (query.offset()?, query.job_limit()?);
    query.one_of("status", &["Running", "Completed", "Failed"])?;
    let (from, to) = job_window(query, now.utc())?;
    let wanted = |backup: &&Backup| {
        world.lists_job(backup, now)
            && query.allows("id", &backup.job_id)
            && query.allows("name", "BackupInstance")
            && query.allows("status", backup.job_stage(now).job_status())
            && (from..=to).contains(&backup.begun.utc())
    };
    let found: Vec<&Backup> = world.backups(now).into_iter().filter(wanted).collect();
    Ok(page("jobs", &found, paging, |backup| job_row(world, backup, now)))
}

fn job_window(query: &Query, now: UtcTime) -> Result<(UtcTime, UtcTime), Answer> {
    let to = query.time("end_time", "DBS.280068")?;
    let from = query.time("start_time", "DBS.280067")?;
    let days = JOB_DAYS * 86_400;
    let to = to.or(from.map(|from| from.plus(days))).unwrap_or(now);
    let from = from.unwrap_or_else(|| to.plus(-days));
    let span = to.unix() - from.unix();
    if (0..=days).contains(&span) {
        Ok((from, to))
    } else {
        Err(Answer::service(
            400,
            "DBS.280068",
            "The end time must not be before the start time, nor more than 30 days after it.",
        ))
    }
}

fn job_row(world: &World, backup: &Backup, now: Moment) -> Value {
    let (stage, owner) = (backup.job_stage(now), world.owner(backup));
    let progress = match (stage, world.unknowns.progress) {
        (Stage::Building(percent), Progress::Told) => format!("{percent}%"),
        (Stage::NotYet | Stage::Building(_) | Stage::Completed | Stage::Failed, _) => String::new(),
    };
    let time = |moment: Moment| written(world, ApiVersion::V4, moment);
    let reason = backup
        .failure
        .as_ref()
        .filter(|_| stage == Stage::Failed)
        .map_or("", |failure| failure.reason.as_str());
    json!({
        "id": backup.job_id,
        "name": "BackupInstance",
        "status": stage.job_status(),
        "progress": progress,
        "start_time": time(backup.begun),
        "end_time": backup.ended(stage).map_or_else(String::new, time),
        "instance": {"id": owner.id, "name": owner.name},
        "fail_reason": reason,
    })
}

/// `GET /{version}/{project}/backups`
pub fn backups(
    world: &World,
    query: &Query,
    version: ApiVersion,
    now: Moment,
) -> Result<Answer, Answer> {
    let is_v3 = version == ApiVersion::V3;
    let paging = if is_v3 { query.page()? } else { (query.offset()?, query.limit()?) };
    query.one_of("type", &["Instance", "DatabaseTable"])?;
    query.one_of("datastore_type", &DATASTORES)?;
    let kinds = ["Auto", "Manual", "Incremental", "Differential"];
    query.one_of("backup_type", if is_v3 { &kinds } else { &kinds[..2] })?;
    let window = backup_window(query)?;
    // The default hides table-level backups, however exactly the other filters point at one.
    let level = query.get("type").unwrap_or("Instance");
    let is_of_both = level == "Instance" && world.unknowns.table_rows == TableRows::Both;
    let wanted = |backup: &&Backup| {
        let owner = world.owner(backup);
        backup.row_listed(now)
            && (backup.level() == level || is_of_both)
            && query.allows("backup_id", &backup.id)
            && query.allows("backup_type", backup.kind())
            && query.allows("instance_id", &owner.id)
            && query.allows("datastore_type", &owner.datastore)
            && window.is_none_or(|(from, to)| (from..=to).contains(&backup.begun.utc()))
    };
    let found: Vec<&Backup> = world.backups(now).into_iter().filter(wanted).collect();
    Ok(page("backups", &found, paging, |backup| backup_row(world, backup, version, now)))
}

/// Reads `begin_time` and `end_time`, which must be given together.
fn backup_window(query: &Query) -> Result<Option<(UtcTime, UtcTime)>, Answer> {
    match (query.time("begin_time", "DBS.280216")?, query.time("end_time", "DBS.280416")?) {
        (None, None) => Ok(None),
        (Some(from), Some(to)) if from <= to => Ok(Some((from, to))),
        (None, Some(_)) => Err(Answer::service(
            400,
            "DBS.280216",
            "begin_time is required together with end_time.",
        )),
        (Some(_), _) => {
            Err(Answer::service(400, "DBS.280416", "end_time is missing or before begin_time."))
        }
    }
}

/// Writes a time as the switch `times` has it.
fn written(world: &World, version: ApiVersion, moment: Moment) -> String {
    match (world.unknowns.times, version) {
        (Times::Zulu, _) => moment.utc().iso(),
        (Times::Blank, _) | (Times::Offset, ApiVersion::V3) => moment.utc().api_v3(),
        (Times::Offset, ApiVersion::V31 | ApiVersion::V4) => moment.utc().api(),
    }
}

/// Returns `database_tables` of a row; `None`: the row has no such field.
fn echo(echo: Echo, backup: &Backup) -> Option<Value> {
    let none = match echo {
        Echo::Documented | Echo::Empty => json!([]),
        Echo::Null => Value::Null,
        Echo::Absent => return None,
        Echo::Sent => return Some(backup.sent.clone()),
    };
    if backup.tables.is_empty() {
        return Some(none);
    }
    let mut tables = json!(backup.tables);
    if echo == Echo::Empty {
        let fields = tables.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut);
        fields
            .flat_map(Map::values_mut)
            .filter(|value| value.is_null())
            .for_each(|names| *names = json!([]));
    }
    Some(tables)
}

fn backup_row(world: &World, backup: &Backup, version: ApiVersion, now: Moment) -> Value {
    let (stage, owner) = (backup.row_stage(now), world.owner(backup));
    let time = |moment: Moment| written(world, version, moment);
    let mut row = json!({
        "id": backup.id,
        "name": backup.name,
        "description": backup.description,
        "instance_id": owner.id,
        "instance_name": owner.name,
        "datastore": {"type": owner.datastore, "version": owner.version},
        "type": backup.kind(),
        "status": stage.backup_status(),
        "size": if stage == Stage::Completed { backup.size_kb } else { 0.0 },
        "begin_time": time(backup.begun),
        "end_time": backup.ended(stage).map_or_else(String::new, time),
    });
    if let Some(tables) = echo(world.unknowns.echo, backup).filter(|_| version != ApiVersion::V3) {
        row["database_tables"] = tables;
    }
    if version == ApiVersion::V31 {
        row["deletable"] = json!(backup.manual && stage == Stage::Completed);
    }
    row
}
