//! The databases and tables of one instance, with three-state ticks.
//!
//! Names stand in one text each for all tables of a database, and the facts that a key needs are
//! stored: how many rows each branch has, how much is chosen of it, how much of that is doubtful. A
//! change touches its own branch and the sums over the branches, so a key costs the same with a
//! thousand names as with a million.

mod bits;
mod branch;
mod case;
mod choose;
mod counts;
mod edit;
mod filter;
mod history;
mod layout;
mod listing;
mod loading;
mod looking;
mod measure;
mod names;
mod reading;
mod restore;
mod row_id;
mod rows;
mod state;
mod sums;
mod taking;
#[cfg(test)]
mod tests;
mod undo;
mod view;

pub use branch::Mark;
pub use case::CaseBlind;
pub use counts::Counts;
pub use edit::{NamePlace, Path};
pub use filter::Filter;
pub use history::{Changed, Undone};
pub use listing::Listing;
pub use names::NameOrigin;
pub use reading::Progress;
pub use row_id::RowId;
pub use state::Tree;
pub use taking::{Known, Take};
pub use view::{Database, SystemKeyspaces, Table};
