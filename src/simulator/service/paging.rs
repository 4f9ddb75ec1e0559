//! How lists tell their length, and how long their pages are. A real service may be less honest
//! than documented.

use serde_json::{Value, json};

use super::{Answer, Payload};
use crate::simulator::world::Totals;

/// Shortens the list of an answer to `most` rows, and tells the length that `totals` says.
pub fn apply(mut answer: Answer, most: Option<usize>, totals: Totals) -> Answer {
    if let Payload::Json(Value::Object(fields)) = &mut answer.payload
        && let Some(all) = fields.get("total_count").and_then(Value::as_u64)
    {
        let list = fields.values_mut().find_map(Value::as_array_mut);
        let rows = list.map_or(0, |rows| {
            rows.truncate(most.unwrap_or(usize::MAX));
            rows.len()
        });
        let told = match totals {
            Totals::All => Some(all),
            Totals::OfPage => Some(rows as u64),
            Totals::Zero => Some(0),
            Totals::Absent => None,
            Totals::Small => Some(all / 2),
            Totals::Large => Some(all * 2 + 1),
        };
        fields.remove("total_count");
        fields.extend(told.map(|told| ("total_count".to_owned(), json!(told))));
    }
    answer
}
