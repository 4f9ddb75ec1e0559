//! The places of the columns of the history.

pub const BEGUN: usize = 0;
pub const INSTANCE: usize = 1;
pub const NAME: usize = 2;
pub const MADE: usize = 3;
pub const SCOPE: usize = 4;
pub const STATE: usize = 5;
pub const TOOK: usize = 6;
pub const SIZE: usize = 7;
pub const BY: usize = 8;
/// Numbers stand at the right, and the largest is the first in their order.
pub const NUMBERS: [usize; 2] = [TOOK, SIZE];
