//! The API client: speaks HTTP with the service and knows no screen.
//!
//! It returns the plain data of [`crate::core::base::call`] and decides nothing. Facts come from the fact
//! sheet (sections 1-5 and 7) and the pages it names.
//!
//! - [`Reads`] holds endpoint, project, access and network options; cheap to clone. [`Client`] is
//!   that and
//!   the create call: what is only to read gets no `Client`.
//! - [`Access`] is who calls: a token or keys, shared by all calls of one sign-in, renewed for
//!   reads only.
//! - [`Iam`] and [`Metadata`] are where tokens and keys come from.
//! - `create` is the one call that changes something. It has a connection of its own and is never
//!   repeated; its module tells why no layer below can repeat it either.
//! - `reads` are repeated under a [`ReadPolicy`], and share one small pool of connections.
//! - A redirect is never followed, by any call: the token goes to the endpoint and nowhere else.

mod access;
mod backups;
mod body;
mod client;
mod create;
mod endpoint;
mod error_body;
mod exchange;
mod failure;
mod head;
mod held;
mod iam;
mod job_rows;
mod jobs;
mod login;
mod metadata;
mod network;
mod paging;
mod probe;
mod quota;
mod reads;
mod renewal;
mod retry;
mod room;
mod rows;
mod sign_in;
mod signing;
mod standing;
mod tls;
mod token;
mod token_body;
mod transport;
mod wire;

pub use access::{Access, AccessState, Auth};
pub use backups::BackupFilter;
pub use client::{Client, Reads, Settings};
pub use endpoint::{Endpoint, EndpointError};
pub use held::Held;
pub use iam::{Iam, SignedIn};
pub use login::{Bundle, Keys, Login, Named, PasswordLogin};
pub use metadata::Metadata;
pub use network::{BadVariable, NetworkOptions, ProxyError, ProxyOptions};
pub use paging::{PAGE_LIMIT, Step};
pub use probe::{clock, reach, reach_within};
pub use renewal::{Renewal, Reread};
pub use retry::ReadPolicy;
pub use room::Room;
pub use token::{Token, TokenError};
pub use transport::Limits;
