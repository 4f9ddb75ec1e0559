//! The state folder on real disks: its modes, its refusals, full and read-only disks, files torn,
//! moved and removed while the program runs, and several programs at once.
//!
//! Some of it needs root (other owners, small file systems); without it those tests say `SKIPPED:`
//! and why.

mod anew;
mod desk;
mod disk;
mod drafts;
mod journal;
mod keeper;
mod privacy;
mod several;
