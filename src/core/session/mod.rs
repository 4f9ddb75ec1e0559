//! Where calls go and on whose behalf: credentials, forms, signing in.

pub mod site;

pub mod credentials;
pub mod current;
pub mod doctor;
pub mod form;
pub mod identity;
pub mod reachability;
pub mod signing;
