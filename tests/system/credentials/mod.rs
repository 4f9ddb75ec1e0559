//! Credentials: every source in every condition, every pair of them, and nothing secret in what is
//! said of them.

mod clouds;
mod files;
mod host;
mod kinds;
mod matrix;
mod own;
mod pairs;
mod quiet;
mod readers;
mod spoilt;
mod team;
mod variables;
