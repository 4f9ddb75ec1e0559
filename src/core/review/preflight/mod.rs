//! What Review reads of the service before anything is sent, each with the time at which that was
//! read.
//!
//! The readings are kept as they came; what they speak for and against stands in
//! [`super::check`]. A request goes out only while all of them are younger than
//! [`readings::FRESH`] seconds; otherwise everything is read once more and compared.

pub mod compare;
pub mod names;
pub mod readings;
pub mod window;

#[cfg(test)]
mod tests;
