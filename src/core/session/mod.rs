//! Where calls go and on whose behalf: credentials, forms, signing in.

pub mod site;

pub mod credentials;
pub mod current;
pub mod doctor;
pub mod form;
pub mod identity;
pub mod reachability;
pub mod signing;

pub use self::{
    credentials::choice::Choice,
    credentials::part::Part,
    credentials::{Condition, Found, Method, Origin, Told, Unusable},
    current::{Mode, Session, SetupProblem, SignIn, SignInState},
    doctor::{NamedBy, SetUp, Traced, Whence},
    form::{FieldName, Filled, Form, FormField, FormKind, FormProblem, SecretField},
    identity::{Identity, Project, SignInFailure},
    reachability::{Reached, Skew, TlsFacts},
    signing::{EntryFailure, Next, SignedIn, SigningIn, UnderWay},
    site::{Site, Who},
};
