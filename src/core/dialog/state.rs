//! What lies over the screen.

use crate::core::{base::Ask, port::Overlay};

/// What lies over the screen; the last one has the keys.
#[derive(Debug, Clone, Default)]
pub struct Dialog {
    pub overlays: Vec<Overlay>,
    /// The question for the names in a folder, and the path that they are to complete.
    pub(super) completing: Option<(Ask, String)>,
}
