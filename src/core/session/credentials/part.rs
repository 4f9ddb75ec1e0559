//! The parts that a source of credentials may have, whatever the source calls them.

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    AccessKey,
    SecretKey,
    /// Security token of temporary keys.
    SecurityToken,
    Token,
    User,
    UserId,
    Password,
    /// Account by name: in OpenStack's words the user's domain.
    Account,
    AccountId,
    Project,
    ProjectId,
    /// The project's domain by name, where it is another than the user's.
    ProjectDomain,
    /// The project's domain by ID.
    ProjectDomainId,
    Region,
    Endpoint,
    IamEndpoint,
}

impl Part {
    /// Returns whether no character of the value may be shown.
    pub const fn is_secret(self) -> bool {
        match self {
            Self::SecretKey | Self::SecurityToken | Self::Token | Self::Password => true,
            Self::AccessKey
            | Self::User
            | Self::UserId
            | Self::Account
            | Self::AccountId
            | Self::Project
            | Self::ProjectId
            | Self::ProjectDomain
            | Self::ProjectDomainId
            | Self::Region
            | Self::Endpoint
            | Self::IamEndpoint => false,
        }
    }
}
