//! The meaning of a piece of text, in place of a colour.

/// The meaning of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Plain,
    /// Titles, important names, keys, marks under characters.
    Strong,
    /// The part that has the focus, and the name in the row under the cursor.
    Focus,
    /// The marks of a good end: `[OK]`, YES, COMPLETED.
    Good,
    /// The marks of a warning: `[WARN]`, an instance's status or action that is in the way, DEMO.
    Warn,
    /// The marks of what went wrong, or may have: `[ERR]`, UNKNOWN, FAILED, NO.
    Bad,
}

impl Role {
    /// Returns the role of the text behind a mark: a mark stands out, and the sentence is plain.
    pub const fn behind(self) -> Self {
        match self {
            Self::Good | Self::Warn | Self::Bad => Self::Plain,
            Self::Plain | Self::Strong | Self::Focus => self,
        }
    }
}
