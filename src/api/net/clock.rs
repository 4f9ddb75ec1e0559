//! The clock of this machine, with which signatures are dated and the service's clock is compared.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::core::base::UtcTime;

/// Returns the time of this machine; before 1970 that is 1970.
pub fn now() -> UtcTime {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |gone| gone.as_secs());
    UtcTime::from_unix(i64::try_from(seconds).unwrap_or(i64::MAX))
}
