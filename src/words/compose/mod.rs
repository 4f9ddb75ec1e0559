//! Words of Compose: the tree and imported lists.

pub mod import;
pub mod tree;
