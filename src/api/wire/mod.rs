//! Requests and answers as bytes: heads, bodies and errors, and the meaning of the JSON in them.

pub mod body;
pub mod error_body;
pub mod exchange;
pub mod head;
pub mod job_rows;
pub mod json;
pub mod rows;
pub mod token_body;

pub use self::{
    exchange::Exchange,
    json::{Fields, Json},
    rows::{Listed, Unread},
};
