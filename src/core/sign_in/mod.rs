//! Signing in.

pub(super) mod update;
