//! Reducer scripts: messages in, effects out.

#[path = "../../../tests/support_core/answers.rs"]
mod answers;
mod any_order;
#[path = "../../../tests/support_core/credentials.rs"]
mod credentials;
mod drafts;
mod every_world;
mod forms;
mod guard;
mod identity;
mod intent;
mod job;
mod journal;
mod names;
mod offers;
mod offline;
#[path = "../../../tests/support_core/outcomes.rs"]
mod outcomes;
mod picker;
mod power_cut;
mod preflight;
mod preview;
mod read_only;
#[path = "../../../tests/support_core/records.rs"]
mod records;
mod refusal;
mod remaining;
#[path = "../../../tests/support_core/preflight.rs"]
mod reread;
mod rereading;
#[path = "../../../tests/support_core/script.rs"]
mod script;
mod setup;
mod sign_in;
mod since;
mod tree;
mod turns;
mod under_the_fingers;
mod unknown;
mod waiting;
mod watch;
mod watch_anew;
#[path = "../../../tests/support_core/watcher.rs"]
mod watcher;
mod watching;
#[path = "../../../tests/support_core/ways.rs"]
mod ways;
