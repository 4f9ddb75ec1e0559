//! The agency of the machine that runs the program. The metadata service is called only when
//! the operator chooses this source.

use super::{Recipe, Source, Values, Way, surroundings::Surroundings, values::name_in};
use crate::core::session::Origin;

/// Returns the source, which can always be chosen: whether the machine has an agency shows only
/// when its metadata service is called.
pub fn source(around: &Surroundings) -> Source {
    let name = name_in(&[]);
    Recipe::new(Origin::Agency, false, &[Way::Agency], &name).make(&Values::default(), around.now)
}
