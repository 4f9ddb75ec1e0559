//! How the service's lists tell their length, and how long their pages are: not every service is as
//! honest as documented.

use serde_json::{Value, json};

use super::answers::{Answer, Payload};
pub(super) use super::unknowns::Totals;

/// How a list is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Paging {
    pub totals: Totals,
    /// Rows of a page at most, however many were asked for.
    pub most: Option<usize>,
}

impl Paging {
    /// The answer as this service gives it.
    pub fn apply(self, mut answer: Answer) -> Answer {
        if let Payload::Json(Value::Object(fields)) = &mut answer.payload
            && let Some(all) = fields.get("total_count").and_then(Value::as_u64)
        {
            let list = fields.values_mut().find_map(Value::as_array_mut);
            let rows = list.map_or(0, |rows| {
                rows.truncate(self.most.unwrap_or(usize::MAX));
                rows.len()
            });
            let told = match self.totals {
                Totals::All => Some(json!(all)),
                Totals::OfPage => Some(json!(rows)),
                Totals::Zero => Some(json!(0)),
                Totals::Absent => None,
                Totals::Small => Some(json!(all / 2)),
                Totals::Large => Some(json!(all * 2 + 1)),
            };
            match told {
                Some(told) => drop(fields.insert("total_count".to_owned(), told)),
                None => drop(fields.remove("total_count")),
            }
        }
        answer
    }
}
