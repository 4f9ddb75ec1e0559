//! The parts that a source of credentials may have, under whatever names it knows them.

/// One part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Access key.
    AccessKey,
    /// Secret key.
    SecretKey,
    /// Security token of temporary keys.
    SecurityToken,
    /// Token.
    Token,
    /// User by name.
    User,
    /// User by ID.
    UserId,
    /// Password.
    Password,
    /// Account by name: in OpenStack's words the user's domain.
    Account,
    /// Account by ID.
    AccountId,
    /// Project by name.
    Project,
    /// Project by ID.
    ProjectId,
    /// The project's domain by name, where it is another than the user's.
    ProjectDomain,
    /// The project's domain by ID.
    ProjectDomainId,
    /// Region.
    Region,
    /// Endpoint of the service.
    Endpoint,
    /// Endpoint of IAM.
    IamEndpoint,
}

impl Part {
    /// Nothing of it may be shown.
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
