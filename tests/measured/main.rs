//! What a key and a record may cost: nothing heavy runs beside these tests.

mod clock;
mod desk;
mod figures;
mod history;
mod limits;
