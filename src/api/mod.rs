//! The API client: speaks HTTP with the service and knows no screen.
//!
//! It returns the plain data of [`crate::core::call`] and decides nothing. Facts come from the fact
//! sheet (sections 1-5 and 7) and the pages it names.
//!
//! - [`Reads`] holds endpoint, project, token and network options; cheap to clone. [`Client`] is that and
//!   the create call: what is only to read gets no `Client`.
//! - `create` is the one call that changes something. It has a connection of its own and is never
//!   repeated; its module tells why no layer below can repeat it either.
//! - `reads` are repeated under a [`ReadPolicy`], and share one small pool of connections.
//! - A redirect is never followed, by any call: the token goes to the endpoint and nowhere else.

mod backups;
mod body;
mod client;
mod create;
mod endpoint;
mod error_body;
mod failure;
mod head;
mod jobs;
mod login;
mod network;
mod paging;
mod reads;
mod retry;
mod rows;
mod tls;
mod token;
mod wire;

pub use backups::BackupFilter;
pub use client::{Client, Limits, Reads, Settings};
pub use endpoint::{Endpoint, EndpointError};
pub use login::{Bundle, Keys, Login, Named, PasswordLogin};
pub use network::{NetworkOptions, ProxyError, ProxyOptions};
pub use paging::PAGE_LIMIT;
pub use retry::ReadPolicy;
pub use token::{Token, TokenError};
