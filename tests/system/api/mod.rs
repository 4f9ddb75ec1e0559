//! The client against scripted servers on loopback: the requests sent, and the outcome of each
//! answer.

mod access;
mod backups;
mod create;
mod iam;
mod metadata;
mod pages;
mod reach;
mod reads;
mod signed;
mod tls;
