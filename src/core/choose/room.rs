//! The state of the room.

use super::{
    instance_list::InstanceList,
    instance_lookup::{InstanceLookup, Search},
    newest_backups::NewestBackups,
};
use crate::core::{
    draft::Draft,
    port::{Port, Shared},
};

#[derive(Debug, Clone, Default)]
pub struct Choose {
    pub instances: InstanceList,
    /// The newest backups of the instances, for their list.
    pub newest: NewestBackups,
    /// How many operations had a backup when the lists were read.
    pub own_backups: usize,
    /// The instance that the command line names, until it is chosen.
    pub lookup: Option<InstanceLookup>,
}

impl Choose {
    /// Forgets what was listed: another endpoint or project has other instances.
    pub(crate) fn restart(&mut self) {
        (self.instances, self.newest) = (InstanceList::default(), NewestBackups::default());
        if let Some(lookup) = &mut self.lookup {
            lookup.search = Search::NotBegun;
        }
    }
}

/// The instance list with what its keys and answers work on. What is shared is only read.
pub(crate) struct ChooseDesk<'a> {
    pub room: &'a mut Choose,
    pub draft: &'a mut Draft,
    pub shared: &'a Shared,
    pub port: &'a mut Port,
}
