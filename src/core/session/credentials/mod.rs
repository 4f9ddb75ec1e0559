//! The sources of credentials: where each stands, what it is good for, and everything else but the
//! secrets, which stay in the shell. Each source is taken whole; no value of one source completes
//! another.

pub mod choice;
pub mod part;

use crate::core::base::UtcTime;

/// Where one set of credentials stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// `--token-file PATH`.
    TokenFile(String),
    /// `--token-file -`.
    StandardInput,
    /// Typed into the sign-in form of this run.
    Form,
    /// The simulator of a demo.
    Simulator,
    /// `HUAWEICLOUD_SDK_*`, as the vendor's SDKs read them.
    SdkVariables,
    /// `HW_*`, as the Terraform provider reads them.
    TerraformVariables,
    /// `OS_*`, as OpenStack's clients read them.
    OpenStackVariables,
    /// A cloud of `clouds.yaml` (and `secure.yaml`).
    Cloud {
        name: String,
        path: String,
    },
    /// A section of the SDK's INI file.
    SdkFile {
        section: String,
        path: String,
    },
    Hcloud {
        profile: String,
        path: String,
    },
    /// A profile of this program's `config.toml`.
    Profile {
        name: String,
        path: String,
    },
    /// The agency of the machine, through its metadata service.
    Agency,
}

impl Origin {
    /// Returns whether the convention is any operator's, so that only the source's
    /// own IAM tells the cloud.
    pub const fn is_of_any_cloud(&self) -> bool {
        matches!(self, Self::OpenStackVariables | Self::Cloud { .. })
    }

    /// Returns the text that names this source to `--profile`; `None` for a source that is given in
    /// another way, and for a file that cannot be read.
    pub fn handle(&self) -> Option<String> {
        match (self.in_file(), self) {
            (Some((Some(_), "")), _) => None,
            (Some((Some(family), name)), _) => Some(format!("{family}:{name}")),
            (Some((None, name)), _) => Some(name.to_owned()),
            (None, Self::SdkVariables) => Some("sdk-env".to_owned()),
            (None, Self::TerraformVariables) => Some("terraform-env".to_owned()),
            (None, Self::OpenStackVariables) => Some("openstack-env".to_owned()),
            (None, Self::Agency) => Some("agency".to_owned()),
            (None, _) => None,
        }
    }
}

/// The ways to prove who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// A token as given: it cannot be renewed, unless a file holds the token and is read again.
    Token,
    /// User and password, for which IAM gives a token.
    Password {
        /// IAM also wants a passcode, which is asked for.
        passcode: bool,
    },
    /// An access key that signs each request.
    Keys {
        /// Whether a security token belongs to the keys: such keys expire.
        temporary: bool,
    },
    /// Keys that the machine's metadata service hands out.
    Agency,
}

/// One value of a source, for a person: never a secret itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The kind of value, e.g. `access key`.
    pub what: &'static str,
    /// The variable, key or option that holds the value, e.g. `HUAWEICLOUD_SDK_AK`.
    pub from: String,
    /// The value; of a secret only its length.
    pub shown: String,
}

/// Why a source that exists is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unusable {
    /// The file cannot be read. Holds the system's words.
    Unreadable {
        path: String,
        why: String,
    },
    /// Others can read the file: `chmod 600` mends it where it is this user's own.
    Exposed {
        path: String,
        /// Whether the file belongs to this user.
        own: bool,
    },
    /// The source cannot be understood. Holds the place and the reason, never a value.
    Malformed {
        place: String,
        /// The reason, in words.
        why: String,
    },
    Encrypted {
        path: String,
    },
    /// The source asks for certificates not to be verified, which this program never does.
    Insecure {
        place: String,
    },
    /// The source itself says that its credentials have expired.
    Expired {
        at: UtcTime,
    },
    /// The source needs a way to sign in that this program does not have.
    Unsupported {
        /// The way, as the source names it.
        way: String,
    },
}

/// Whether a source can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Everything that this way of signing in needs.
    Complete(Method),
    /// Some values are missing: these variables or keys.
    Incomplete(Vec<String>),
    /// The source exists and cannot be used.
    Unusable(Unusable),
}

/// A source that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub origin: Origin,
    /// Whether the source is used without being named, if no other is complete. Sections, profiles
    /// and clouds that are not the current one, and the agency, are used only when they are chosen.
    pub automatic: bool,
    pub condition: Condition,
    pub told: Vec<Told>,
}

impl Found {
    /// Returns how the source signs in, if the source is complete.
    pub const fn method(&self) -> Option<Method> {
        let Condition::Complete(method) = self.condition else { return None };
        Some(method)
    }
}
