//! Commands for a shell, in a ticket: the request itself where nothing was made of it, otherwise
//! only what reads. A ready create command in the ticket of a request that may have been carried
//! out would be a second backup by copy and paste.

use super::record::Row;
use crate::{
    core::{
        base::{regions, shell::spelled},
        operation::record::{Outcome, Record},
        scope::Scope,
        session::{Mode, Site},
    },
    words::{compose::import::LONGEST_LINE, count, join},
};

/// Begins the labels of all commands: a command stands alone on its line.
pub const WITH: [&str; 4] =
    ["request as curl", "request as hcloud", "look up with curl", "look up with hcloud"];

/// Returns the commands of a record, as far as its file tells where calls go.
pub fn rows(record: &Record) -> Vec<Row> {
    let (Some(site), Some(instance)) = (&record.site, record.instance_id.as_deref()) else {
        return Vec::new();
    };
    match (record.unsent_body(), record.outcome) {
        (Some(body), _) => create(record, site, instance, body),
        (None, Outcome::Draft | Outcome::GivenUp) => Vec::new(),
        (None, _) if record.is_of_a_demo() => Vec::new(),
        (None, _) => look_ups(record, site, instance),
    }
}

fn create(record: &Record, site: &Site, instance: &str, body: &str) -> Vec<Row> {
    let path = format!("v3/{}/instances/{instance}/backups", site.project);
    let mut words = curl(site, &path, &["-X", "POST"]);
    words.extend(["-H", "'Content-Type: application/json'", "--data-binary"].map(str::to_owned));
    words.push(spelled(body));
    let mut rows = vec![(WITH[0], words.join(" "))];
    let mut values = vec![
        ("instance_id".to_owned(), instance),
        ("name".to_owned(), record.name.as_str()),
        ("description".to_owned(), &record.description),
    ];
    if let Some(Scope::Tables(databases)) = &record.scope {
        for (n, database) in (1..).zip(databases) {
            let row = format!("database_tables.{n}");
            values.push((format!("{row}.database_name"), &database.database_name));
            let tables = (1..).zip(database.table_names.iter().flatten());
            values.extend(tables.map(|(t, table)| (format!("{row}.table_names.{t}"), &**table)));
        }
    }
    rows.push(match hcloud(site, "CreateBack", &values) {
        Some(line) => (WITH[1], line),
        None => (
            "hcloud",
            "no command: KooCLI calls a region's own endpoint only, and takes no line break"
                .to_owned(),
        ),
    });
    if rows.iter().any(|(_, line)| line.len() > LONGEST_LINE) {
        let bytes = count(body.len(), "byte");
        return vec![(WITH[0], format!("# A body of {bytes} is too long for a command."))];
    }
    rows
}

/// Returns the look-ups of the backup by its ID, or of the instance's, and of the job. One list
/// holds backups of one kind only ("Querying Backups").
fn look_ups(record: &Record, site: &Site, instance: &str) -> Vec<Row> {
    let kinds = match &record.scope {
        Some(Scope::Instance) => &["Instance"][..],
        Some(Scope::Tables(_)) => &["DatabaseTable"],
        None => &["Instance", "DatabaseTable"],
    };
    let wanted = match &record.backup_id {
        Some(id) => ("backup_id".to_owned(), id.as_str()),
        None => ("instance_id".to_owned(), instance),
    };
    let job = match &record.job_id {
        Some(id) => ("id".to_owned(), id.as_str()),
        None => ("name".to_owned(), "BackupInstance"),
    };
    let backups = kinds.iter().map(|kind| {
        ("v4", "backups", "ListBackups", vec![("type".to_owned(), *kind), wanted.clone()])
    });
    let calls = backups.chain([("v3", "jobs", "ListJobs", vec![job])]);
    let both = calls.flat_map(|(version, list, operation, values)| {
        let mut words = curl(site, &format!("{version}/{}/{list}", site.project), &["-G"]);
        for (name, value) in &values {
            words.extend(["--data-urlencode".to_owned(), spelled(&format!("{name}={value}"))]);
        }
        let own = hcloud(site, operation, &values).map(|line| (WITH[3], line));
        std::iter::once((WITH[2], words.join(" "))).chain(own)
    });
    both.collect()
}

fn curl(site: &Site, path: &str, options: &[&str]) -> Vec<String> {
    let url = format!("{}/{path}", site.endpoint.trim_end_matches('/'));
    let words = ["curl", "--globoff"].iter().chain(options).map(|word| (*word).to_owned());
    let rest = ["--url".to_owned(), spelled(&url), r#"-H "X-Auth-Token: $TOKEN""#.to_owned()];
    words.chain(rest).collect()
}

/// Returns the line for KooCLI; `None` where KooCLI would call another endpoint, or where a value
/// holds what a word of a shell cannot.
fn hcloud(site: &Site, operation: &str, values: &[(String, &str)]) -> Option<String> {
    let region = regions::find(site.region.as_deref()?)?;
    let is_there = site.endpoint.trim_end_matches('/') == region.geminidb;
    if site.mode == Mode::Demo || !is_there || values.iter().any(|(_, v)| v.contains(['\n', '\0']))
    {
        return None;
    }
    let head = ["hcloud", "GaussDBforNoSQL", operation].map(str::to_owned);
    let place = [format!("--cli-region={}", region.id), format!("--project_id={}", site.project)];
    let options = values.iter().map(|(name, value)| format!("--{name}={}", spelled(value)));
    Some(join(head.into_iter().chain(place).chain(options), " "))
}
