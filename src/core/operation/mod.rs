//! The life of one confirmed backup: sending, then one of the four answers, then followed to its
//! end.
//!
//! An operation is the sum of its events: every change of what lasts goes through
//! `Operation::apply`, live as well as when a journal is read again, so a restarted program knows
//! as much as the first one. Two witnesses: "completed" is said only when the backup row says
//! COMPLETED. No code here can lead to a second create call; a lost answer leads to looking.

pub mod backup;
pub mod checked;
pub mod create_call;
pub mod created;
pub mod estimate;
pub mod exit;
pub mod gate;
pub mod history;
pub mod journal_file;
pub mod need;
pub mod operations;
pub mod pin;
pub mod readings;
pub mod record;
pub mod recovery;
pub mod restore;

mod duration;
mod event;
mod following;
mod intent;
mod lines;
mod looking;
mod refusal;
mod remaining;
mod replay;
mod state;
pub mod times;
mod witness;

pub use duration::Lasted;
pub use event::{Entry, Event, FoundBy};
pub use intent::Intent;
pub use looking::{Conflict, Others, WINDOW};
pub use remaining::Finish;
pub use replay::Replayed;
pub use state::{Operation, Stage, UNLISTED_AFTER, Unseen};
pub use witness::{Sight, Witness};
