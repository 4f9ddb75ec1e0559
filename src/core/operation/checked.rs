//! What Review had found when the operator confirmed, as the journal keeps it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::core::base::{Level, UtcTime};

/// The most checks that an intent holds.
pub const MOST: usize = 40;

/// The most bytes of a fact; of a longer one only the name is kept.
const LONGEST: usize = 400;

/// A check of Review. A warning was accepted by typing the instance's name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checked {
    pub level: Level,
    /// When the facts were read; `None` where nothing is read for the check.
    #[serde(default)]
    pub at: Option<UtcTime>,
    /// The fact with its details, such as `{"name_unused":{"of":41}}`: an open set.
    pub fact: Value,
}

impl Checked {
    /// Keeps a check; `None` for a fact that holds a send back, and so is none of a confirmation.
    pub fn of(level: Level, at: Option<UtcTime>, fact: &impl Serialize) -> Option<Self> {
        let fact = match serde_json::to_value(fact).ok()? {
            Value::Object(fact) if serde_json::to_string(&fact).ok()?.len() > LONGEST => {
                Value::String(fact.keys().next()?.clone())
            }
            fact => fact,
        };
        Some(Self { level, at, fact })
    }
}
