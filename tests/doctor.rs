//! `geminidb-backup doctor`, as a person or a script runs it: what it says, how it ends, what it
//! leaves and what it sends.

#[path = "api_support/authority.rs"]
mod authority;
#[path = "support/echo.rs"]
mod echo;
#[path = "doctor/host.rs"]
mod host;
#[path = "doctor/nowhere.rs"]
mod nowhere;
#[path = "doctor/offline.rs"]
mod offline;
#[path = "doctor/online.rs"]
mod online;
#[path = "support/service.rs"]
mod service;
#[path = "credentials/sketch.rs"]
mod sketch;
#[path = "doctor/sources.rs"]
mod sources;
mod support;
#[path = "doctor/surroundings.rs"]
mod surroundings;
#[path = "doctor/ways.rs"]
mod ways;
