//! The state of Start.

/// The row of Start under the cursor.
#[derive(Debug, Clone, Default)]
pub struct Start {
    pub row: usize,
}
