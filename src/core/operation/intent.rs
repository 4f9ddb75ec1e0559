//! What an operator meant to do: the reviewed request, the operator, and the service it goes to.

use serde::{Deserialize, Serialize};

use super::{checked::Checked, estimate::Estimate};
use crate::core::{
    base::{
        Billing, Engine, InstanceId, OperationId,
        text::{printable_of_file, typed_of_file},
    },
    draft::{BackupRequest, ReviewedRequest, Target},
    scope::{Counts, Scope},
    session::{Site, Who},
};

/// The intent, which is on disk before the socket opens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    #[serde(default)]
    pub by: Who,
    #[serde(flatten)]
    pub site: Site,
    pub instance: InstanceId,
    /// The instance's name when chosen from the list; its ID if typed by hand.
    #[serde(deserialize_with = "printable_of_file")]
    pub instance_name: String,
    /// The instance's engine, as listed or as the operator stated.
    pub engine: Engine,
    /// The instance's billing, as far as the service told.
    #[serde(flatten)]
    pub billing: Box<Billing>,
    /// Whether the instance was typed by hand and so not verified.
    #[serde(default)]
    pub typed_instance: bool,
    #[serde(deserialize_with = "typed_of_file")]
    pub name: String,
    #[serde(deserialize_with = "typed_of_file")]
    pub description: String,
    pub scope: Scope,
    /// The body, byte for byte as sent.
    pub body: String,
    /// SHA-256 of the body, 64 hex digits.
    #[serde(deserialize_with = "printable_of_file")]
    pub sha256: String,
    /// The warnings that the operator accepted by typing the instance's name.
    #[serde(default)]
    pub warnings: usize,
    /// The checks of Review at the confirmation. Files of older programs have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Checked>,
    /// The version of the program that made the request.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "printable_of_file"
    )]
    pub program: Option<String>,
    /// Nodes of the instance, and GB in use there, as listed before the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nodes: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_gb: Option<f64>,
    /// The earlier operation whose backup was not found, if this one replaces it.
    #[serde(default)]
    pub after: Option<OperationId>,
    /// The estimate at the confirmation: a program that goes on with the operation cannot know the
    /// backups that existed before. Files of older programs have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Estimate>,
    /// Seconds that the service's clock was ahead of this machine's at the confirmation, if an
    /// answer had told: another run may stand by another clock. Files of older programs have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_ahead: Option<i64>,
    /// Whether the operator chose to do without a journal.
    #[serde(default)]
    pub no_journal: bool,
}

impl Intent {
    /// Makes the intent of a reviewed request.
    pub fn new(
        site: Site,
        by: Who,
        target: &Target,
        request: &BackupRequest,
        reviewed: &ReviewedRequest,
    ) -> Self {
        let listed = target.listed();
        Self {
            by,
            site,
            instance: target.id().clone(),
            instance_name: target.name().to_owned(),
            engine: target.engine().clone(),
            billing: listed.map(|instance| instance.billing.clone()).unwrap_or_default(),
            typed_instance: listed.is_none(),
            name: request.name().to_owned(),
            description: request.description().to_owned(),
            scope: request.scope().clone(),
            body: reviewed.body().text().to_owned(),
            sha256: reviewed.body().digest_hex(),
            warnings: 0,
            checks: Vec::new(),
            program: Some(env!("CARGO_PKG_VERSION").to_owned()),
            nodes: listed.map(|instance| instance.nodes),
            used_gb: listed.and_then(|instance| instance.used_gb),
            after: None,
            estimate: None,
            service_ahead: None,
            no_journal: false,
        }
    }

    /// Returns how many names are chosen; `None` for the whole instance.
    pub fn counts(&self) -> Option<Counts> {
        self.scope.databases().map(Counts::of)
    }

    /// Returns the digest as `6dcc..ba25`.
    pub fn digest_short(&self) -> String {
        let ends = self.sha256.get(..4).zip(self.sha256.get(60..64));
        ends.map_or_else(|| self.sha256.clone(), |(head, tail)| format!("{head}..{tail}"))
    }
}
