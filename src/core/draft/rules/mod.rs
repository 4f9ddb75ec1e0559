//! The constraints on a draft: a table of rules, each with where it points and how to fix it.
//!
//! A violation is typed data. Its sentence stands in [`crate::words`], so that another language
//! needs no change here. Adding a constraint is one entry in `table.rs` and one row in its test
//! table.

pub mod rule;

mod description;
mod instance;
mod name;
mod scope;
mod table;

pub use description::MAX_UNITS as DESCRIPTION_MAX;
pub use name::{MAX as NAME_MAX, MIN as NAME_MIN, fixed as valid_name};
pub use table::{broken, check, errors};
