//! The lists: instances, databases, tables, jobs and backups, with their filters and paging (fact
//! sheets 2 to 5).

use serde_json::{Map, Value, json};

use super::{
    answers::Answer,
    backups::{Backup, Stage},
    clock::Moment,
    faults::ApiVersion,
    fleet::Instance,
    query::Query,
    unknowns::{Busy, Echo, Progress, TableRows, Times},
    world::World,
};
use crate::core::base::time::UtcTime;

const DATASTORES: [&str; 6] = ["cassandra", "mongodb", "influxdb", "redis", "dynamodb", "hbase"];

/// Jobs begun earlier are not listed without a window, and no window is longer.
const JOB_DAYS: i64 = 30;

/// `GET /v3/{project}/instances`
pub(super) fn instances(world: &World, query: &Query, now: Moment) -> Result<Answer, Answer> {
    let (offset, limit) = (query.offset()?, query.limit()?);
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
    let rows: Vec<Value> = found
        .iter()
        .skip(offset)
        .take(limit)
        .map(|instance| instance_row(instance, shown(world, instance, now)))
        .collect();
    Ok(Answer::json(200, json!({"instances": rows, "total_count": found.len()})))
}

/// What a service that tells a quota of backups allows (the console's default, fact sheet 6).
const BACKUP_QUOTA: usize = 50;

/// `GET /v3/{project}/quotas`: instances alone, as documented, and `backups` only where it is
/// set so (true: used up).
pub(super) fn quotas(world: &World, backups: Option<bool>) -> Answer {
    let row =
        |kind: &str, quota: usize, used: usize| json!({"type": kind, "quota": quota, "used": used});
    let instances = row("instance", 200, world.instances().len());
    let backups = backups.map(|full| {
        row("backup", BACKUP_QUOTA, if full { BACKUP_QUOTA } else { BACKUP_QUOTA / 5 })
    });
    let resources: Vec<Value> = std::iter::once(instances).chain(backups).collect();
    Answer::json(200, json!({"quotas": {"resources": resources}}))
}

/// `status` and `actions` of an instance.
fn shown<'a>(world: &World, instance: &'a Instance, now: Moment) -> (&'a str, Vec<&'static str>) {
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
        "id": instance.id, "name": instance.name, "status": status, "port": "8635", "mode": instance.mode,
        "region": instance.region, "engine": "rocksDB", "created": created, "updated": created, "db_user_name": "rwuser",
        "datastore": {"type": instance.datastore, "version": instance.version, "patch_available": false, "whole_version": instance.version},
        "vpc_id": instance.vpc_id, "subnet_id": instance.subnet_id, "security_group_id": instance.security_group_id,
        "backup_strategy": {"start_time": instance.backup_window, "keep_days": 7},
        "pay_mode": "0", "maintenance_window": "06:00-10:00", "ssl": "0", "groups": [group(instance)],
        "disk_encryption_id": "", "dedicated_resource_id": "", "enterprise_project_id": "0", "time_zone": "",
        "backup_space_usage": {"backup_usage": (instance.used_gb * 2.0).round()},
        "actions": actions, "lb_ip_address": format!("{}.9", instance.network), "lb_port": "8635",
        "availability_zone": zones(instance).join(","),
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
        "id": instance.group_id, "status": "normal", "nodes": nodes,
        "volume": {"size": instance.size_gb.to_string(), "used": instance.used_gb.to_string()},
    })
}

fn node(instance: &Instance, zones: &[String], at: usize, id: &str) -> Value {
    json!({
        "id": id, "name": format!("{}_node_{}", instance.name, at + 1), "status": "normal", "role": "",
        "subnet_id": instance.subnet_id, "private_ip": format!("{}.{}", instance.network, 21 + at), "public_ip": "",
        "spec_code": instance.spec_code, "availability_zone": zones[at % zones.len()], "support_reduce": true,
    })
}

fn zones(instance: &Instance) -> [String; 3] {
    ["a", "b", "c"].map(|letter| format!("{}{letter}", instance.region))
}

/// `GET /v3/{project}/instances/{instance}/databases`
pub(super) fn databases(
    world: &World,
    instance: &str,
    query: &Query,
    now: Moment,
) -> Result<Answer, Answer> {
    let instance = cassandra(world, instance)?;
    let names = instance.schema.databases(query.offset()?, query.limit()?);
    let (total, names) = if world.lists_names(instance, now) {
        (instance.schema.database_count(), names)
    } else {
        (0, Vec::new())
    };
    Ok(Answer::json(200, json!({"total_count": total, "database_names": names})))
}

/// `GET /v3/{project}/instances/{instance}/tables?database_name=…`
pub(super) fn tables(
    world: &World,
    instance: &str,
    query: &Query,
    now: Moment,
) -> Result<Answer, Answer> {
    let instance = cassandra(world, instance)?;
    let schema = &instance.schema;
    let missing = || Answer::service(400, "DBS.280040", "The parameter database_name is required.");
    let database = query.get("database_name").ok_or_else(missing)?;
    let unknown = || Answer::service(400, "DBS.200823", "The database does not exist.");
    let total = schema.table_count(database).ok_or_else(unknown)?;
    let names = schema.tables(database, query.offset()?, query.limit()?);
    let (total, names) =
        if world.lists_names(instance, now) { (total, names) } else { (0, Vec::new()) };
    Ok(Answer::json(200, json!({"total_count": total, "table_names": names})))
}

fn cassandra<'a>(world: &'a World, id: &str) -> Result<&'a Instance, Answer> {
    let instance = world.instance(id)?;
    let refused =
        || Answer::service(400, "DBS.216029", "The operation is not allowed for this engine.");
    if instance.has_table_scope() { Ok(instance) } else { Err(refused()) }
}

/// `GET /v3/{project}/jobs`
pub(super) fn jobs(world: &World, query: &Query, now: Moment) -> Result<Answer, Answer> {
    let (offset, limit) = (query.offset()?, query.job_limit()?);
    query.one_of("status", &["Running", "Completed", "Failed"])?;
    let (from, to) = job_window(query, now.utc())?;
    let found: Vec<&Backup> = world
        .backups(now)
        .into_iter()
        .filter(|backup| world.lists_job(backup, now) && query.allows("id", &backup.job_id))
        .filter(|backup| {
            query.allows("name", "BackupInstance")
                && query.allows("status", backup.job_stage(now).job_status())
        })
        .filter(|backup| (from..=to).contains(&backup.begun.utc()))
        .collect();
    let rows: Vec<Value> =
        found.iter().skip(offset).take(limit).map(|backup| job_row(world, backup, now)).collect();
    Ok(Answer::json(200, json!({"jobs": rows, "total_count": found.len()})))
}

fn job_window(query: &Query, now: UtcTime) -> Result<(UtcTime, UtcTime), Answer> {
    let to = query.time("end_time", "DBS.280068")?;
    let from = query.time("start_time", "DBS.280067")?;
    let days = JOB_DAYS * 86_400;
    let (from, to) = match (from, to) {
        (Some(from), Some(to)) => (from, to),
        (Some(from), None) => (from, from.plus(days)),
        (None, to) => {
            let to = to.unwrap_or(now);
            (to.plus(-days), to)
        }
    };
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
        "id": backup.job_id, "name": "BackupInstance", "status": stage.job_status(), "progress": progress,
        "start_time": time(backup.begun), "end_time": backup.ended(stage).map_or_else(String::new, time),
        "instance": {"id": owner.id, "name": owner.name}, "fail_reason": reason,
    })
}

/// `GET /{version}/{project}/backups`
pub(super) fn backups(
    world: &World,
    query: &Query,
    version: ApiVersion,
    now: Moment,
) -> Result<Answer, Answer> {
    let (offset, limit) =
        if version == ApiVersion::V3 { query.page()? } else { (query.offset()?, query.limit()?) };
    query.one_of("type", &["Instance", "DatabaseTable"])?;
    query.one_of("datastore_type", &DATASTORES)?;
    query.one_of(
        "backup_type",
        if version == ApiVersion::V3 {
            &["Auto", "Manual", "Incremental", "Differential"]
        } else {
            &["Auto", "Manual"]
        },
    )?;
    let window = backup_window(query)?;
    // The default hides table-level backups, however exactly the other filters point at one.
    let level = query.get("type").unwrap_or("Instance");
    let found: Vec<&Backup> = world
        .backups(now)
        .into_iter()
        .filter(|backup| backup.row_listed(now) && is_of(world, backup, level))
        .filter(|backup| {
            query.allows("backup_id", &backup.id) && query.allows("backup_type", backup.kind())
        })
        .filter(|backup| {
            let owner = world.owner(backup);
            query.allows("instance_id", &owner.id)
                && query.allows("datastore_type", &owner.datastore)
        })
        .filter(|backup| window.is_none_or(|(from, to)| (from..=to).contains(&backup.begun.utc())))
        .collect();
    let rows: Vec<Value> = found
        .iter()
        .skip(offset)
        .take(limit)
        .map(|backup| backup_row(world, backup, version, now))
        .collect();
    Ok(Answer::json(200, json!({"backups": rows, "total_count": found.len()})))
}

/// `begin_time` and `end_time` must be given together.
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

/// Whether the list of this level has a backup.
fn is_of(world: &World, backup: &Backup, level: &str) -> bool {
    backup.level() == level || (level == "Instance" && world.unknowns.table_rows == TableRows::Both)
}

/// A time as this service writes it.
fn written(world: &World, version: ApiVersion, moment: Moment) -> String {
    match (world.unknowns.times, version) {
        (Times::Zulu, _) => moment.utc().iso(),
        (Times::Blank, _) | (Times::Offset, ApiVersion::V3) => moment.utc().api_v3(),
        (Times::Offset, ApiVersion::V31 | ApiVersion::V4) => moment.utc().api(),
    }
}

/// `database_tables` of a row; `None`: the row has no such field.
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
        "id": backup.id, "name": backup.name, "description": backup.description,
        "instance_id": owner.id, "instance_name": owner.name,
        "datastore": {"type": owner.datastore, "version": owner.version},
        "type": backup.kind(), "status": stage.backup_status(),
        "size": if stage == Stage::Completed { backup.size_kb } else { 0.0 },
        "begin_time": time(backup.begun), "end_time": backup.ended(stage).map_or_else(String::new, time),
    });
    if let Some(tables) = echo(world.unknowns.echo, backup).filter(|_| version != ApiVersion::V3) {
        row["database_tables"] = tables;
    }
    if version == ApiVersion::V31 {
        row["deletable"] = json!(backup.manual && stage == Stage::Completed);
    }
    row
}
