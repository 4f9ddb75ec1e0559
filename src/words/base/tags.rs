//! The tags of checks, settings and reports: a word where others would use a colour.

pub const ERR: &str = "[ERR]";
pub const WARN: &str = "[WARN]";
pub const OK: &str = "[OK]";
/// Tags a fact that cannot be known and that asks for nothing.
pub const NOTE: &str = "[--]";
pub const WAIT: &str = "[...]";
pub const MISSING: &str = "[missing]";
