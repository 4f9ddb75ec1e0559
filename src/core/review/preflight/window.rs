//! Whether the instance's automated backup comes between: its window against the time that this
//! backup may take.

use serde::Serialize;

use crate::core::{
    base::{UtcTime, Window, WindowPhase},
    operation::estimate::Estimate,
};

/// How the automated window stands to the backup, as of when the instance was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowFact {
    /// The service tells no window.
    NotTold,
    /// The text that the service tells is no window.
    Unreadable(String),
    Open {
        until: UtcTime,
    },
    /// The window opens while the backup may still run, by the estimate.
    Within {
        opens: UtcTime,
    },
    /// The window opens, and no estimate says that the backup has ended by then.
    Unmeasured {
        opens: UtcTime,
    },
    /// The window opens after the longest that the backup may take.
    Later {
        opens: UtcTime,
    },
}

impl WindowFact {
    /// Judges the window as of `now` for a backup of this estimate. The estimate of the whole
    /// instance can tell that a table-level backup may still run, but never that it has ended.
    pub fn judge(window: Option<&str>, now: UtcTime, estimate: Option<&Estimate>) -> Self {
        let Some(text) = window.map(str::trim).filter(|text| !text.is_empty()) else {
            return Self::NotTold;
        };
        let Some(window) = Window::parse(text) else { return Self::Unreadable(text.to_owned()) };
        let minute = now.plus(-now.unix().rem_euclid(60));
        let after = |minutes: u32| minute.plus(i64::from(minutes) * 60);
        let opens = match window.phase(now) {
            WindowPhase::Open(minutes) => return Self::Open { until: after(minutes) },
            WindowPhase::OpensIn(minutes) => after(minutes),
        };
        match estimate {
            Some(estimate) if opens.since(now) <= estimate.high => Self::Within { opens },
            Some(estimate) if !estimate.of_whole => Self::Later { opens },
            _ => Self::Unmeasured { opens },
        }
    }
}
