//! The state of the instance list and what goes with it.

use super::{instance_list::Fleet, instance_lookup::Named, newest_backups::Latest};

#[derive(Debug, Clone, Default)]
pub struct Choose {
    pub instances: Fleet,
    /// The newest backups of the instances, for their list.
    pub newest: Latest,
    /// The instance that the command line names, until it is chosen.
    pub lookup: Option<Named>,
}
