//! Compose: the draft as it is edited, imported and compared.

pub mod state;

pub mod changes;
pub(super) mod compare;
pub(super) mod fill_name;
pub mod import;
pub(super) mod import_keys;
pub(super) mod last_backup;
pub(super) mod tree_keys;
pub(super) mod update;
