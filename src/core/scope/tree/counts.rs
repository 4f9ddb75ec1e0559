//! How many names are chosen.

/// How much is chosen over all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub whole: usize,
    /// Databases with some tables chosen.
    pub partly: usize,
    /// Tables chosen one by one.
    pub tables: usize,
}

impl Counts {
    pub const fn is_nothing(self) -> bool {
        self.whole == 0 && self.tables == 0
    }

    /// Returns the number of names in the request's scope.
    pub const fn names(self) -> usize {
        self.whole + self.partly + self.tables
    }
}
