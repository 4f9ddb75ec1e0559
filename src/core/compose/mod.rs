//! Compose: the form as the operator fills it in, with the tree of databases and tables, lists that
//! are taken into the tree, and what has changed since an opened draft was saved.

pub mod changes;
pub(super) mod compare;
mod fill_name;
pub mod import;
pub(super) mod import_keys;
mod last_backup;
mod replace;
pub mod state;
mod tree_keys;
mod tree_reading;
mod update;
