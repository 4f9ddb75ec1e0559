//! The identity of a row of the tree.

/// A row, by the number of the name that the row shows, so that the identity stays when
/// rows come or go above.
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
    /// Returns the database that the row belongs to.
    pub const fn database(self) -> Option<usize> {
        match self {
            Self::Database(d) | Self::Table(d, _) | Self::Note(d) => Some(d),
            Self::System => None,
        }
    }
}
