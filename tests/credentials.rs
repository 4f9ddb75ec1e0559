//! Credentials: every source in every condition, every pair of them, and nothing secret in what is
//! said of them.

#[path = "credentials/clouds.rs"]
mod clouds;
#[path = "credentials/files.rs"]
mod files;
#[path = "credentials/host.rs"]
mod host;
#[path = "credentials/kinds.rs"]
mod kinds;
#[path = "credentials/matrix.rs"]
mod matrix;
#[path = "credentials/own.rs"]
mod own;
#[path = "credentials/pairs.rs"]
mod pairs;
#[path = "credentials/quiet.rs"]
mod quiet;
#[path = "credentials/readers.rs"]
mod readers;
#[path = "credentials/sketch.rs"]
mod sketch;
#[path = "credentials/spoilt.rs"]
mod spoilt;
#[path = "credentials/variables.rs"]
mod variables;
