//! The quotas of the project (ShowQuotas). The page documents only the quota of instances.

use super::Reads;
use crate::{
    api::wire::{
        Json,
        body::{self, OTHER_LIMIT},
    },
    core::base::{BodyTrouble, CallFailure, Quota, QuotaRow, text::clean_excerpt},
};

/// The characters that are kept of a kind.
const KIND: usize = 40;

fn row(row: Json<'_>) -> Option<QuotaRow> {
    let row = row.fields()?;
    let kind = clean_excerpt(&row.part("type").text()?, KIND);
    Some(QuotaRow { kind, limit: row.part("quota").count()?, used: row.part("used").count()? })
}

impl Reads {
    /// Returns the quotas of the project; the call has no pages. Errors: As every read.
    pub async fn quota(&self) -> Result<Quota, CallFailure> {
        let segments = ["v3", self.shared.project.as_str(), "quotas"];
        let (head, bytes) = self.shared.read(&segments, &[], OTHER_LIMIT).await?;
        let quota = |json: Json<'_>| {
            let rows = json.part("quotas").part("resources").list();
            let rows: Option<_> = rows.and_then(|rows| rows.into_iter().map(row).collect());
            rows.map(Quota).ok_or(BodyTrouble::Missing("quotas".into()))
        };
        let read = body::json(&bytes, &self.shared.held().mask()).and_then(quota);
        read.map_err(|trouble| CallFailure::Unreadable(head, trouble))
    }
}
