//! The state of the instance list and what goes with it.
