//! The built-in service over real HTTP: what a client meets on the wire, and what another program
//! reads of it.

mod bench;
mod calls;
mod faults;
mod iam;
mod iam_faults;
mod large;
mod metadata;
mod named;
mod process;
mod scenarios;
mod unknowns;
