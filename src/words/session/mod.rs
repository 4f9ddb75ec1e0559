//! Words of the session: credentials, `doctor`, forms, signing in.

pub mod credentials;
pub mod doctor;
pub mod set_up;
pub mod sign_in;
