//! Which row of the tree is meant.

/// Which row: by the number of what it shows, so that it keeps its meaning when rows
/// come or go above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowId {
    Database(usize),
    /// A table, by the numbers of its database and its own.
    Table(usize, usize),
    /// The line under an open database that says why no (more) tables are there.
    Note(usize),
    /// The line over the service's own keyspaces.
    System,
}

impl RowId {
    /// The database it belongs to.
    pub const fn database(self) -> Option<usize> {
        match self {
            Self::Database(d) | Self::Table(d, _) | Self::Note(d) => Some(d),
            Self::System => None,
        }
    }
}
