//! Who calls: tokens, keys and signatures, the services that hand them out, and their renewal.

pub mod access;
pub mod current_auth;
pub mod iam;
pub mod login;
pub mod metadata;
pub mod renewal;
pub mod sign_in_body;
pub mod signing;
pub mod token;

use self::current_auth::{AfterRefusal, CurrentAuth};
pub use self::{
    current_auth::{AccessState, Lease},
    login::{Auth, Keys, Named, PasswordLogin},
    signing::Unproved,
    token::Token,
};
