//! The vocabulary between core and shell: messages, effects, keys, the status line.

pub mod answers;
pub mod effect;
pub mod keymap;
pub mod message;
pub mod outcome;
pub mod overlay;
pub mod query;
pub mod service;
pub mod setting;
pub mod shared;
pub mod status_line;
pub mod ticket;
pub mod timer;

pub use self::{
    answers::{IntentTrouble, JournalPage, Written},
    effect::{Access, Cancel, Disk, Effect, Sending, Terminal},
    keymap::{Action, Context},
    message::Msg,
    outcome::{Go, HistoryFrom, Port, Unsent},
    overlay::{Overlay, Prompt, PromptKind, PromptProblem, TextPage},
    query::{Query, Reply},
    service::{Sender, Service},
    setting::Setting,
    shared::{Commands, Multiplexer, Screen, Shared},
    status_line::{HistoryNotice, LookupNotice, Notice},
    ticket::{Ticket, TicketForm},
    timer::{REST_MS, Timer},
};
