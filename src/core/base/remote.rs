//! A value that the program reads from the service.

use super::{ask::Ask, call::CallFailure, time::UtcTime};

/// How far the reading of a `T` has come.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Remote<T> {
    #[default]
    NotAsked,
    /// The question with this number is under way: an answer with another number is dropped.
    Asked(Ask),
    Here {
        at: UtcTime,
        value: T,
    },
    Failed {
        at: UtcTime,
        why: CallFailure,
    },
}

impl<T> Remote<T> {
    /// Returns the value or the failure that arrived at this time.
    pub fn arrived(at: UtcTime, result: Result<T, CallFailure>) -> Self {
        match result {
            Ok(value) => Self::Here { at, value },
            Err(why) => Self::Failed { at, why },
        }
    }

    /// Returns when the answer came, if one has come.
    pub const fn at(&self) -> Option<UtcTime> {
        match self {
            Self::NotAsked | Self::Asked(_) => None,
            Self::Here { at, .. } | Self::Failed { at, .. } => Some(*at),
        }
    }

    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Here { value, .. } => Some(value),
            Self::NotAsked | Self::Asked(_) | Self::Failed { .. } => None,
        }
    }

    /// Returns the number of the question under way; the default number, which no question
    /// has, while nothing is asked.
    pub fn question(&self) -> Ask {
        match self {
            Self::Asked(ask) => *ask,
            Self::NotAsked | Self::Here { .. } | Self::Failed { .. } => Ask::default(),
        }
    }

    /// Returns whether an answer with this number is awaited.
    pub fn awaits(&self, ask: Ask) -> bool {
        matches!(self, Self::Asked(asked) if *asked == ask)
    }
}
