//! The agency of the machine that this runs on. Its metadata service is asked only when somebody
//! chooses it.

use super::{
    Source,
    assemble::{Recipe, Way},
    surroundings::Surroundings,
    values::Values,
};
use crate::{core::session::credentials::Origin, words};

/// Always there to be chosen; whether the machine has an agency shows when it is asked.
pub(super) fn source(around: &Surroundings) -> Source {
    let name = |part| words::session::credentials::part(part).to_owned();
    Recipe::new(Origin::Agency, false, &[Way::Agency], &name).make(&Values::default(), around.now())
}
