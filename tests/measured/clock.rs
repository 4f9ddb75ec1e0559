//! Times that do not hang on what else the machine does.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Runs this and returns the processor time that this thread took for it: what else the machine does
/// meanwhile is not its cost.
pub fn processor_time<T>(run: impl FnOnce() -> T) -> Duration {
    let now = || {
        let now = clock_gettime(ClockId::ThreadCPUTime);
        Duration::new(now.tv_sec.unsigned_abs(), now.tv_nsec.unsigned_abs() as u32)
    };
    let began = now();
    run();
    now() - began
}
