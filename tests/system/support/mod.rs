//! What the tests of the system share.

pub mod authority;
pub mod basics;
pub mod client;
pub mod disks;
pub mod echo;
pub mod journal;
pub mod keys;
pub mod operator;
pub mod piped;
pub mod pty;
pub mod readers;
pub mod request;
pub mod restart;
pub mod script;
pub mod service;
pub mod shell;
pub mod sketch;
pub mod talker;
pub mod tap;
pub mod watched;
