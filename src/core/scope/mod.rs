//! The scope of a backup: the tree editor, and lists of databases and tables as text.

pub mod choice;
pub mod digest;
pub mod name_rule;

pub mod list;
pub mod tree;

pub use self::{
    choice::{DatabaseScope, Scope, ScopeChoice},
    list::{Mentioned, NotTaken, Parsed, WholeSaid},
    name_rule::NameProblem,
    tree::{
        CaseBlind, Changed, Counts, Database, Listing, NameOrigin, NamePlace, RowId,
        SystemKeyspaces, Take, Tree, Undone,
    },
};
