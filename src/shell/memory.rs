//! Secrets in memory stay there: no core dump is written of this program, and nobody else may look
//! into it.

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// Does both, where the system lets it. The limit alone would not do: a kernel that hands dumps to
/// a program does not ask for it.
pub fn keep_out_of_dumps() {
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
}
