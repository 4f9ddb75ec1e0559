//! How the program ends: one number that a script can read.

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExitCode {
    /// Done, or left by choice with nothing in doubt.
    Done = 0,
    NothingCreated = 1,
    Usage = 2,
    /// Outcome unknown: look for the backup before you repeat the request.
    Unknown = 3,
    /// Left while a backup is still running.
    Running = 4,
    Failed = 5,
}
