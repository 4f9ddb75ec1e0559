//! The program without a terminal and without a disk: keys and answers go in, effects and screens
//! come out.
//!
//! `support` holds the scripted operator, which the unit tests of the reducer use as well: that is
//! why these tests stand in the library and not in a program under `tests`.

pub mod support;

mod golden;
mod plain;
mod properties;
mod screens;
mod worlds;
