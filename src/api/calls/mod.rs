//! The calls of the service: the create call, sent once, and the reads, page by page.

pub mod backups;
pub mod client;
pub mod create;
pub mod jobs;
pub mod paging;
pub mod quota;
pub mod reads;
pub mod row_memory;
pub mod server_clock;

pub use self::{
    client::{Client, Reads, Shared},
    paging::{Numbering, Plan, Step, Window},
};
