//! A list before it is taken: what is in the list, what of that the service lists, and what would
//! be chosen then. Nothing is changed by looking.

mod judged;
mod last;
mod lookup;
mod rows;
mod sections;
mod text;

pub use judged::Judged;
pub use last::{Last, last_table_level};
pub use lookup::problem;
pub use rows::{Row, Section};
pub use text::{Import, LONGEST_TEXT, READ_AT_ONCE, Source};
