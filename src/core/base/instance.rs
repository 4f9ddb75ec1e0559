//! A database instance as the service lists it (`GET /v3/{project_id}/instances`).

use serde::{Deserialize, Serialize};

use super::{
    ids::InstanceId,
    text::printable_of_file,
    time::UtcTime,
    whole::{self, Row},
};

/// The database engine, from `datastore.type` and never from the ID: in the vendor's examples the
/// digits at the end of an ID do not always tell the engine.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// GeminiDB Cassandra: the only engine with database and table scope.
    Cassandra,
    Mongo,
    Influx,
    Redis,
    /// GeminiDB HBase: not in the create call's list of engines, so allowed with a warning.
    Hbase,
    DynamoDb,
    /// A type that this program does not know, as the service wrote it (cleaned).
    Other(#[serde(deserialize_with = "printable_of_file")] String),
}

impl Engine {
    /// The engines that an operator can state for an instance that could not be listed.
    pub const STATED: [Self; 6] =
        [Self::Cassandra, Self::Mongo, Self::Influx, Self::Redis, Self::Hbase, Self::DynamoDb];

    /// Reads `datastore.type`, leniently: case, blanks, and the name of the product before that of
    /// the engine, as in `GeminiDB-Cassandra` or `GaussDB(for Mongo)`. Every other word makes it a
    /// type that is not known.
    pub fn from_datastore_type(text: &str) -> Self {
        let small = text.to_ascii_lowercase();
        let words = small.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let engine: Vec<&str> = words
            .skip_while(|word| matches!(*word, "geminidb" | "gaussdb" | "nosql" | "for"))
            .collect();
        match engine[..] {
            ["cassandra"] => Self::Cassandra,
            ["mongodb" | "mongo"] => Self::Mongo,
            ["influxdb" | "influx"] => Self::Influx,
            ["redis"] => Self::Redis,
            ["hbase"] => Self::Hbase,
            ["dynamodb"] | ["dynamodb", "compatible"] => Self::DynamoDb,
            _ => Self::Other(super::text::clean_excerpt(text, 24)),
        }
    }

    /// Returns the engine's name for a person.
    pub fn name(&self) -> &str {
        match self {
            Self::Cassandra => "Cassandra",
            Self::Mongo => "Mongo",
            Self::Influx => "Influx",
            Self::Redis => "Redis",
            Self::Hbase => "HBase",
            Self::DynamoDb => "DynamoDB-compatible",
            Self::Other(text) if text.is_empty() => "unknown engine",
            Self::Other(text) => text,
        }
    }

    /// Returns whether `database_tables` may be sent for this engine.
    pub const fn has_table_scope(&self) -> bool {
        matches!(self, Self::Cassandra)
    }

    /// Returns whether "Creating a Manual Backup" names this engine.
    pub const fn is_documented(&self) -> bool {
        matches!(self, Self::Cassandra | Self::Mongo | Self::Influx | Self::Redis)
    }
}

/// Bytes that the list of instances takes for one instance beside its texts.
const BESIDE: usize = 128;

/// One row of the instance list. Texts are cleaned for display.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Instance {
    pub id: InstanceId,
    #[serde(deserialize_with = "printable_of_file")]
    pub name: String,
    pub engine: Engine,
    /// Engine version, e.g. `3.11`; empty if the service did not tell.
    #[serde(deserialize_with = "printable_of_file")]
    pub version: String,
    /// `normal`, `abnormal`, …: an open set.
    #[serde(deserialize_with = "printable_of_file")]
    pub status: String,
    /// Running operations; empty when idle. Any entry counts as busy.
    #[serde(deserialize_with = "printable_of_file")]
    pub actions: Vec<String>,
    /// The number of nodes over all groups.
    pub nodes: u32,
    /// Used storage in GB, summed over the groups, if the service told.
    pub used_gb: Option<f64>,
    /// Automated backup window `hh:mm-HH:MM` in UTC, if one is set.
    #[serde(default, deserialize_with = "printable_of_file")]
    pub backup_window: Option<String>,
    /// Region as the service reports it.
    #[serde(default, deserialize_with = "printable_of_file")]
    pub region: Option<String>,
    pub created: Option<UtcTime>,
    /// The billing is boxed, because a draft's target holds a whole instance or very little.
    #[serde(flatten)]
    pub billing: Box<Billing>,
}

/// Whom an instance is charged to and how much its backups take; the journal keeps both.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Billing {
    /// The enterprise project of the instance. A permission to create may be bound to
    /// it, and none to list.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "printable_of_file")]
    pub enterprise_project_id: Option<String>,
    /// The value of `backup_usage`, as the service writes it: the unit is not documented.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "printable_of_file")]
    pub backup_space_usage: Option<String>,
}

impl Row for Instance {
    fn key(&self) -> &str {
        self.id.as_str()
    }

    fn weight(&self) -> usize {
        let shown = [self.name.as_str(), self.engine.name(), &self.status];
        let billed =
            [self.billing.enterprise_project_id.as_ref(), self.billing.backup_space_usage.as_ref()];
        let others = [Some(&self.version), self.backup_window.as_ref(), self.region.as_ref()]
            .into_iter()
            .chain(billed);
        let texts = shown.iter().map(|shown| whole::text(shown)).sum::<usize>()
            + others.flatten().chain(&self.actions).map(|other| whole::text(other)).sum::<usize>();
        // The list of instances keeps a second text of the shown columns, and a second ID.
        let beside = shown.iter().map(|shown| shown.len()).sum::<usize>()
            + 2 * whole::text(self.id.as_str())
            + BESIDE;
        size_of::<Self>() + size_of::<Billing>() + texts + beside
    }
}

impl Instance {
    /// Returns whether the instance is ready: status `normal` and no running action, as the
    /// vendor's Terraform provider tests it. During a backup the service may tell either an action,
    /// or a status `BACKUP` and no action.
    pub fn is_idle(&self) -> bool {
        self.is_normal() && self.actions.is_empty()
    }

    /// Returns whether the status is `normal`, also while an action runs.
    pub fn is_normal(&self) -> bool {
        self.status.trim().eq_ignore_ascii_case("normal")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_datastore_type_is_read_whatever_stands_around_the_engine() {
        let rows: &[(&[&str], Engine)] = &[
            (
                &[
                    "cassandra",
                    " Cassandra",
                    "GeminiDB-Cassandra",
                    "GeminiDB Cassandra",
                    "gaussdb_for_cassandra",
                ],
                Engine::Cassandra,
            ),
            (
                &["mongodb", "mongo", "GeminiDB-Mongo", "GaussDB(for Mongo)", "geminidb-mongodb"],
                Engine::Mongo,
            ),
            (&["influxdb", "Influx ", "GeminiDB-InfluxDB"], Engine::Influx),
            (&["redis", "GeminiDB Redis"], Engine::Redis),
            (&["hbase", "GeminiDB-HBase"], Engine::Hbase),
            (&["dynamodb", "GeminiDB (DynamoDB-compatible)"], Engine::DynamoDb),
        ];
        for (texts, want) in rows {
            for text in *texts {
                assert_eq!(Engine::from_datastore_type(text), *want, "{text}");
            }
        }
        for other in [
            "",
            "geminidb",
            "cassandra2",
            "cassandra redis",
            "not-cassandra",
            "cassandra-lite",
            "cass andra",
        ] {
            assert_eq!(Engine::from_datastore_type(other), Engine::Other(other.to_owned()));
        }
    }
}
