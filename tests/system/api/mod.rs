//! The client against scripted servers on loopback: what it sends, and what it makes of each answer.

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
