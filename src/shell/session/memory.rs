//! Secrets stay in memory: the system writes no core dump of this program, and no other
//! process may read its memory.

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// Forbids core dumps and foreign readers, if the system allows that. A limit alone would not do: a
/// kernel that hands dumps to another program ignores the limit.
pub fn keep_out_of_dumps() {
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
}
