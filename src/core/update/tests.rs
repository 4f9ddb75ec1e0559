//! Reducer scripts: messages in, effects out.

#[path = "../../../tests/support_core/answers.rs"]
mod answers;
mod drafts;
mod guard;
mod intent;
mod job;
mod journal;
mod offers;
mod offline;
#[path = "../../../tests/support_core/outcomes.rs"]
mod outcomes;
mod picker;
mod power_cut;
mod read_only;
#[path = "../../../tests/support_core/records.rs"]
mod records;
#[path = "../../../tests/support_core/script.rs"]
mod script;
mod setup;
mod tree;
mod unknown;
mod watch;
#[path = "../../../tests/support_core/watcher.rs"]
mod watcher;
mod watching;
#[path = "../../../tests/support_core/ways.rs"]
mod ways;
