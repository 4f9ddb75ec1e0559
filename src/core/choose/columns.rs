//! The places of the columns of the instance list.

pub const NAME: usize = 0;
pub const ENGINE: usize = 1;
pub const ID: usize = 2;
pub const STATUS: usize = 3;
pub const ACTION: usize = 4;
pub const NODES: usize = 5;
pub const USED: usize = 6;
pub const LAST: usize = 7;
pub const WINDOW: usize = 8;
/// Numbers stand at the right, and the largest is the first in their order.
pub const NUMBERS: [usize; 2] = [NODES, USED];
