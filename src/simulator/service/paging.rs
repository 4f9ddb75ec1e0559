//! How lists tell their length, and how long their pages are. A real service may be less honest
//! than documented.

use serde_json::{Value, json};

use super::answer::{Answer, Payload};
use crate::simulator::world::unknowns::Totals;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Paging {
    pub totals: Totals,
    /// The most rows of a page, whatever `limit` the client asks for.
    pub most: Option<usize>,
}

impl Paging {
    /// Shortens the list of an answer, and changes `total_count`.
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
