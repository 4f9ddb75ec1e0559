//! The account that a running simulator lets in, for tests and for the operator who starts the
//! simulator: names, secrets, and ways to end the secrets.

use std::time::Duration;

use super::{
    Simulator,
    iam::{Attempts, DEMO_PASSWORD, Totp},
};

/// The account as IAM knows it. Every user has the password [`DEMO_PASSWORD`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Name of the account, which Keystone calls a domain.
    pub name: String,
    pub id: String,
    /// The region; the project that holds the instances has the same name.
    pub region: String,
    /// The user who needs the password alone.
    pub user: Identified,
    /// The user who needs a passcode beside the password.
    pub mfa_user: Identified,
    /// The project that holds the instances.
    pub project: Identified,
    pub other_project: Identified,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identified {
    pub name: String,
    pub id: String,
}

/// A temporary key pair. Not `Debug`: the pair is secret.
#[derive(Clone)]
pub struct TemporaryKeys {
    pub ak: String,
    pub sk: String,
    /// Goes into the signed header `X-Security-Token`.
    pub security_token: String,
}

impl Simulator {
    pub fn account(&self) -> Account {
        let service = self.shared.lock();
        let directory = &service.directory;
        let known = |name: &str, id: &str| Identified { name: name.to_owned(), id: id.to_owned() };
        let [user, mfa_user] = directory.users.each_ref().map(|user| known(&user.name, &user.id));
        let [project, other_project] =
            directory.projects.each_ref().map(|(name, id)| known(name, id));
        let (name, id, region) =
            (directory.account.clone(), directory.account_id.clone(), directory.region.clone());
        Account { name, id, region, user, mfa_user, project, other_project }
    }

    /// Returns the secret of the second user's authenticator, in base32.
    pub fn totp_secret(&self) -> String {
        self.shared.lock().directory.authenticator().map_or_else(String::new, Totp::base32)
    }

    /// Returns the passcode that the second user's authenticator shows now, or this many steps of
    /// 30 s later (negative: earlier). Each passcode is good once.
    pub fn passcode(&self, steps: i64) -> String {
        let now = self.shared.clock.now();
        let service = self.shared.lock();
        let authenticator = service.directory.authenticator();
        authenticator.map_or_else(String::new, |totp| totp.passcode(now, steps))
    }

    /// Issues a temporary key pair, as the metadata service does.
    pub fn temporary_keys(&self) -> TemporaryKeys {
        let now = self.shared.clock.now();
        let mut service = self.shared.lock();
        let life = service.directory.settings.key_life;
        service.keys.access.issue(now.plus(life))
    }

    /// Returns every secret that the simulator has issued: tokens, receipts, secret keys and
    /// security tokens. Tests search for these secrets where none may be.
    pub fn handed_out(&self) -> Vec<String> {
        let service = self.shared.lock();
        let receipts = service.directory.receipts.iter().map(|receipt| receipt.value.clone());
        service.keys.handed_out().into_iter().chain(receipts).collect()
    }

    /// Ends every token issued so far.
    pub fn expire_tokens(&self) {
        let now = self.shared.clock.now();
        self.shared.lock().keys.expire_tokens(now);
    }

    /// Ends every temporary key pair issued so far.
    pub fn expire_temporary_keys(&self) {
        let now = self.shared.clock.now();
        self.shared.lock().keys.access.expire_all(now);
    }

    /// Ends every token of the metadata service issued so far.
    pub fn expire_metadata_tokens(&self) {
        self.shared.lock().directory.metadata_tokens.clear();
    }

    /// Sets the service's clock forward: tokens, keys and locks end,
    /// passcodes change, backups go on.
    pub fn advance(&self, duration: Duration) {
        self.shared.clock.advance(duration);
    }

    /// Returns how often passwords, keys and tokens were tried since the start.
    pub fn attempts(&self) -> Attempts {
        self.shared.lock().attempts.clone()
    }

    /// Returns the lines `name=value` that [`super::standalone()`] prints. The lines hold secrets.
    pub(crate) fn start_lines(&self) -> String {
        let (account, temporary) = (self.account(), self.temporary_keys());
        let lines = [
            ("endpoint", self.endpoint()),
            ("iam_endpoint", self.iam_endpoint()),
            ("project_id", self.project_id()),
            ("token", self.token()),
            ("ak", self.ak()),
            ("sk", self.sk()),
            ("account", account.name),
            ("account_id", account.id),
            ("region", account.region),
            ("project", account.project.name),
            ("user", account.user.name),
            ("user_id", account.user.id),
            ("password", DEMO_PASSWORD.to_owned()),
            ("mfa_user", account.mfa_user.name),
            ("mfa_user_id", account.mfa_user.id),
            ("totp_secret", self.totp_secret()),
            ("temporary_ak", temporary.ak),
            ("temporary_sk", temporary.sk),
            ("security_token", temporary.security_token),
            ("metadata_endpoint", self.endpoint()),
        ];
        lines.into_iter().map(|(name, value)| format!("{name}={value}\n")).collect()
    }
}
