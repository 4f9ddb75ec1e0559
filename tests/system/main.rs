//! The program and its parts against real sockets, disks, processes and pseudo-terminals.

mod api;
mod crash;
mod credentials;
mod doctor;
mod faults;
mod keystone;
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
