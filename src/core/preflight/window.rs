//! Whether the instance's automated backup comes between: its window against the time that this backup may take.

use super::super::{
    time::UtcTime,
    window::{Standing, Window},
};

/// How the automated window stands to the backup, as of when the instance was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WindowFact {
    /// The service tells of none.
    NotTold,
    /// What it tells cannot be read as one.
    Unreadable(String),
    /// It is open.
    Open {
        /// Until then.
        until: UtcTime,
    },
    /// It opens while the backup may still run.
    Within {
        /// Then.
        opens: UtcTime,
        /// The longest that the backup may take, in seconds.
        longest: u64,
    },
    /// It opens, and there is no estimate to hold that against.
    Unmeasured {
        /// Then.
        opens: UtcTime,
    },
    /// It opens after the longest that the backup may take.
    Later {
        /// Then.
        opens: UtcTime,
    },
}

impl WindowFact {
    /// Judges the window as of `now` for a backup of at most `longest` seconds.
    pub fn judge(window: Option<&str>, now: UtcTime, longest: Option<u64>) -> Self {
        let Some(text) = window.map(str::trim).filter(|text| !text.is_empty()) else { return Self::NotTold };
        let Some(window) = Window::parse(text) else { return Self::Unreadable(text.to_owned()) };
        let minute = now.plus(-now.unix().rem_euclid(60));
        let after = |minutes: u32| minute.plus(i64::from(minutes) * 60);
        match (window.standing(now), longest) {
            (Standing::Open(minutes), _) => Self::Open { until: after(minutes) },
            (Standing::OpensIn(minutes), None) => Self::Unmeasured { opens: after(minutes) },
            (Standing::OpensIn(minutes), Some(longest)) if after(minutes).since(now) <= longest => {
                Self::Within { opens: after(minutes), longest }
            }
            (Standing::OpensIn(minutes), Some(_)) => Self::Later { opens: after(minutes) },
        }
    }

    /// The same verdict: an estimate may have moved a little without another answer to the question.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Within { opens: a, .. }, Self::Within { opens: b, .. }) => a == b,
            (
                Self::NotTold
                | Self::Unreadable(_)
                | Self::Open { .. }
                | Self::Within { .. }
                | Self::Unmeasured { .. }
                | Self::Later { .. },
                _,
            ) => self == other,
        }
    }
}
