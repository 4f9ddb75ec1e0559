//! The API client: speaks HTTP with the service and knows no screen.
//!
//! The client returns the plain data of [`crate::core::base::call`] and decides nothing. Facts come
//! from the vendor's API pages, which the modules name by their title or operation.
//!
//! Four rooms, each of which uses only the rooms before it: `net` is the way to one host, `wire` is
//! the bytes that go there and back, `auth` is who calls, `calls` are the calls of the service.
//!
//! - [`Reads`] holds endpoint, project, access and network options; cheap to clone. [`Client`] is
//!   `Reads` and the create call: code that only reads gets no `Client`.
//! - [`Access`] is who calls: a token or keys, shared by all calls of one sign-in, renewed for
//!   reads only.
//! - [`Iam`] and [`Metadata`] are where tokens and keys come from.
//! - `calls::create` is the one call that changes something. It has a connection of its own and is
//!   never repeated; its module tells why no layer below can repeat it either.
//! - The reads are repeated under a [`ReadPolicy`], and share one small pool of connections.
//! - A redirect is never followed, by any call: the token goes to the endpoint and nowhere else.

mod auth;
mod calls;
mod net;
mod wire;

pub use auth::{
    AccessState, Auth, Keys, Named, PasswordLogin, Token,
    access::Access,
    iam::{Iam, SignedIn},
    login::{Bundle, Login},
    metadata::Metadata,
    renewal::{Renewal, Reread},
    token::TokenError,
};
pub use calls::{
    Client, Reads, Step, backups::BackupFilter, client::ClientSettings, paging::PAGE_LIMIT,
    row_memory::RowMemory, server_clock::clock,
};
pub use net::{
    Endpoint, Held, Limits, NetworkOptions, Observer, ProxyError, ProxyOptions,
    clock::now,
    endpoint::EndpointError,
    network::BadVariable,
    observed::Call,
    reachability::{PATIENCE, reach},
    retry::ReadPolicy,
    tls::{certificates, replaced_roots},
};
pub use wire::{Fields, Json};
