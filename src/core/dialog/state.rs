//! What lies over the screen.

use crate::core::port::overlay::Overlay;

/// What lies over the screen; the last one has the keys.
#[derive(Debug, Clone, Default)]
pub struct Dialog {
    pub overlays: Vec<Overlay>,
}
