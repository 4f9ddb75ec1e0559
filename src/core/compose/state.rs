//! The state of Compose beside the draft.

use tui_input::Input;

use crate::core::{
    base::{ask::Ask, guard::SendGuard, ids::InstanceId, time::Millis},
    draft::{
        name_template::Names,
        rules::rule::{Field, Violation},
    },
    scope::tree,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComposeFocus {
    Name,
    Description,
    Scope,
    Tree,
    TreeFilter,
}

/// The state of Compose beside the draft.
#[derive(Debug, Clone)]
pub struct Compose {
    pub focus: ComposeFocus,
    /// Fields that have been visited or changed: no error is shown on an untouched one.
    pub touched: Vec<Field>,
    /// What the rules say of the draft.
    pub violations: Vec<Violation>,
    pub filter: Input,
    /// The question that lists the databases.
    pub ask: Ask,
    /// The instance's question for tables: a second list of databases must not
    /// orphan the tables under way.
    pub tables_ask: Ask,
    /// The message that lets the filter go on is on its way.
    pub(in crate::core) going_on: bool,
    /// The question that reads a list from a file, or writes one.
    pub list_ask: Ask,
    /// The file that it reads.
    pub list_path: String,
    /// A list was taken by the last key: the keys of its preview mean other things in the tree.
    pub list_taken: bool,
    /// The question for the backups of which the last table-level one is looked at.
    pub last_ask: Ask,
    /// When that was asked: whoever has typed since is not interrupted.
    pub(in crate::core) last_asked: Option<Millis>,
    /// The tree of the instance that was chosen before, as it was left.
    pub(in crate::core) aside: Option<(InstanceId, tree::Tree)>,
    /// The row under the cursor has become another by itself.
    pub(in crate::core) jumped: SendGuard,
    pub names: Names,
}
