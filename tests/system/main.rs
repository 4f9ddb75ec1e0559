//! The program and its parts against real sockets, disks, processes and pseudo-terminals.
//!
//! # Where a test belongs
//!
//! Tests are sorted by what they need, and each group is one program:
//!
//! | program | what its tests need | how it is run |
//! |---|---|---|
//! | `src/**/tests`, `src/tests` | what is private, or the scripted operator | `cargo test --lib` |
//! | `tests/pure` | the public interface, sources and samples | `cargo test --test pure` |
//! | `tests/measured` | a machine with nothing else to do | `cargo test --test measured` |
//! | `tests/alone` | the process to itself: one test | `cargo test --test alone` |
//! | `tests/system` | loopback, files, processes, terminals | `cargo test --test system` |
//!
//! A part of this program is chosen by its path: `cargo test --test system pty::`,
//! `cargo test --test system -- crash:: faults::`.
//!
//! Why so few: `support` (the operator at a pseudo-terminal, the service beside the test, the wire
//! between both, the scripted servers) is used by nearly every test here. In one program `support`
//! is an ordinary module, compiled once, and an item that no test uses any more is reported as
//! dead. Programs run one after the other and tests within a program at the same time; most of
//! these wait, so together they take less time than apart.
//!
//! # What to take care of
//!
//! All tests here share one process. None changes the environment, the working directory, the
//! umask or the signals of that process: what needs such a change starts this program again as a
//! child, by the name of one test (`state::privacy`, `state::several`, `terminal`).

mod api;
mod call_log;
mod completions;
mod crash;
mod credentials;
mod doctor;
mod faults;
mod keystone;
mod lists;
mod log;
mod manual;
mod peers;
mod picture;
mod pty;
mod pty_harness;
mod release;
mod secrets;
mod simulator;
mod state;
mod support;
mod terminal;
mod terminals;
mod verify;
