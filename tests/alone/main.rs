//! What needs the process to itself: what is counted there is counted for all of it.
//!
//! The allocator counts (`limits`), and the end of the program waits for every queue that the
//! process has (`drained`). Nothing here may load the machine.

mod desk;
mod drained;
mod limits;
