//! The quotas of the project ("Querying Quotas"). Only that of instances is documented.

use serde::Deserialize;

use super::{
    body::OTHER_LIMIT,
    client::Reads,
    reads::rows,
    wire::{Item, Loose, Object, Rows},
};
use crate::core::base::{
    call::{CallFailure, Head},
    quota::{Quota, QuotaRow},
    text::clean_excerpt,
};

/// Characters of a kind that are kept.
const KIND: usize = 40;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Quotas {
    quotas: Object<Resources>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Resources {
    resources: Rows<Object<Resource>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Resource {
    #[serde(rename = "type")]
    kind: Loose,
    quota: Loose,
    used: Loose,
}

impl Item for Object<Resource> {
    type Row = QuotaRow;

    fn meaning(self) -> Option<QuotaRow> {
        let resource = self.0?;
        let kind = clean_excerpt(resource.kind.text()?, KIND);
        Some(QuotaRow { kind, limit: resource.quota.count()?, used: resource.used.count()? })
    }

    fn weight(row: &QuotaRow) -> usize {
        size_of::<QuotaRow>() + row.kind.len()
    }
}

impl Reads {
    /// The quotas that the service tells of the project; the call has no pages.
    ///
    /// # Errors
    /// As every read.
    pub async fn quota(&self) -> Result<Quota, CallFailure> {
        let segments = ["v3", self.shared.project.as_str(), "quotas"];
        let (head, answer): (Head, Quotas) = self.shared.read(&segments, &[], OTHER_LIMIT).await?;
        let resources = answer.quotas.0.unwrap_or_default().resources;
        rows(resources, &head, "quotas", "id").map(Quota)
    }
}
