//! Reducer scripts: messages in, effects out.

mod any_order;
mod bell;
mod drafts;
mod every_world;
mod forms;
mod guard;
mod history;
mod identity;
mod intent;
mod job;
mod journal;
mod names;
mod offers;
mod offline;
mod picker;
mod power_cut;
mod preflight;
mod preview;
mod read_only;
mod refusal;
mod remaining;
mod rereading;
mod setup;
mod sign_in;
mod since;
mod tickets;
mod tree;
mod turns;
mod under_the_fingers;
mod unknown;
mod waiting;
mod watch;
mod watch_anew;
mod watching;

use crate::tests::support::{answers, credentials, outcomes, records, script, watcher};
