//! The quotas of the project (ShowQuotas). The page documents only the quota of instances.

use serde::Deserialize;

use super::{client::Reads, reads::rows};
use crate::api::wire::{
    body::OTHER_LIMIT,
    json::{Item, Object, Rows, Scalar},
};
use crate::core::base::{
    call::{CallFailure, Head},
    quota::{Quota, QuotaRow},
    text::clean_excerpt,
};

/// The characters that are kept of a kind.
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
    kind: Scalar,
    quota: Scalar,
    used: Scalar,
}

impl Item for Resource {
    type Row = QuotaRow;

    fn meaning(self) -> Option<QuotaRow> {
        let kind = clean_excerpt(self.kind.text()?, KIND);
        Some(QuotaRow { kind, limit: self.quota.count()?, used: self.used.count()? })
    }

    fn weight(row: &QuotaRow) -> usize {
        size_of::<QuotaRow>() + row.kind.len()
    }
}

impl Reads {
    /// Returns the quotas of the project; the call has no pages. Errors: As every read.
    pub async fn quota(&self) -> Result<Quota, CallFailure> {
        let segments = ["v3", self.shared.project.as_str(), "quotas"];
        let (head, answer): (Head, Quotas) = self.shared.read(&segments, &[], OTHER_LIMIT).await?;
        let resources = answer.quotas.0.unwrap_or_default().resources;
        rows(resources, &head, "quotas").map(Quota)
    }
}
