//! The state of the room.

use super::{
    instance_list::InstanceList,
    instance_lookup::{InstanceLookup, Search},
    newest_backups::NewestBackups,
};

#[derive(Debug, Clone, Default)]
pub struct Choose {
    pub instances: InstanceList,
    /// The newest backups of the instances, for their list.
    pub newest: NewestBackups,
    /// The instance that the command line names, until it is chosen.
    pub lookup: Option<InstanceLookup>,
}

impl Choose {
    /// Forgets what was listed: another endpoint or project has other instances.
    pub(in crate::core) fn restart(&mut self) {
        (self.instances, self.newest) = (InstanceList::default(), NewestBackups::default());
        if let Some(lookup) = &mut self.lookup {
            lookup.search = Search::NotBegun;
        }
    }
}
