//! The scope of a backup: the tree editor, and lists of databases and tables as text.

pub mod choice;
pub mod digest;
pub mod name_rule;

pub mod list;
pub mod tree;
