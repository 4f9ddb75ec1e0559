//! The rows of an import.

/// The sections, in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Lines and names that are not decided, or left out.
    NotTaken,
    Refused,
    /// Tables that the service lists in a backup's databases, and that the backup does not hold.
    New,
    /// Databases that are chosen in part now and would be chosen whole.
    Widened,
    Whole,
    /// Listed databases whose names stand alone: a key of their own takes them as a whole.
    Alone,
    /// Names that the service does not list.
    NotListed,
    /// Names of which is not known yet whether the service lists them.
    Unread,
    /// Tables that a whole database covers, in the list or in the tree.
    Covered,
    Twice,
    Listed,
    /// Each line, and what became of the line.
    Lines,
}

/// A row of an import; a `u32` is a place in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// The head of a section, and how many names are in the section.
    Head(Section, usize),
    Whole(u32),
    /// A database that is chosen in part now, with how many tables.
    Widened(u32, usize),
    /// How many tables of a database are in a section that names none.
    Tables(Section, u32, usize),
    /// A database, or one of its tables, that is not listed or refused.
    Name(Section, u32, Option<u32>),
    /// Lines, or a name on a line, that are not taken.
    NotTaken(u32),
    /// A name that the list has named before.
    Twice(u32),
    /// A table of a database that the backup does not hold.
    New(u32, u32),
    /// A database whose name stands alone.
    Alone(u32),
    /// A line that names a table.
    Table(u32, u32),
    /// A line without a name that could be taken.
    WithoutNames(u32),
    /// How many more of the section are not shown.
    More(usize),
}
