//! What opens a running simulator, for tests and for whoever starts it: the account, its secrets,
//! and ways to end them.

use std::time::Duration;

use super::{Simulator, attempts::Attempts, users::DEMO_PASSWORD};

/// The account as IAM knows it. All users have the password [`DEMO_PASSWORD`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Name of the account: in Keystone's words, of the domain.
    pub name: String,
    pub id: String,
    /// The region, of which one project has the name.
    pub region: String,
    /// The user who needs a password.
    pub user: Identified,
    /// The user who needs a passcode as well.
    pub mfa_user: Identified,
    /// The project that holds the fleet.
    pub project: Identified,
    pub other_project: Identified,
}

/// A name and an ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identified {
    pub name: String,
    pub id: String,
}

/// A temporary key pair. Not `Debug`: it is secret.
#[derive(Clone)]
pub struct TemporaryKeys {
    pub ak: String,
    pub sk: String,
    /// What goes with them into `X-Security-Token`, signed.
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

    /// The secret of the second user's authenticator, in base32.
    pub fn totp_secret(&self) -> String {
        let service = self.shared.lock();
        service
            .directory
            .users
            .iter()
            .find_map(|user| user.totp.as_ref())
            .map_or_else(String::new, super::totp::Totp::base32)
    }

    /// What that authenticator shows now, or so many steps of 30 s later (negative: earlier).
    /// Each passcode is good once.
    pub fn passcode(&self, steps: i64) -> String {
        let now = self.shared.clock.now();
        let service = self.shared.lock();
        let totp = service.directory.users.iter().find_map(|user| user.totp.as_ref());
        totp.map_or_else(String::new, |totp| totp.passcode(now, steps))
    }

    /// A new temporary key pair, as the metadata service would hand it out.
    pub fn temporary_keys(&self) -> TemporaryKeys {
        let now = self.shared.clock.now();
        let mut service = self.shared.lock();
        let life = service.directory.settings.key_life;
        let key = service.keys.access.issue(now.plus(life));
        let security_token =
            key.temporary.map_or_else(String::new, |temporary| temporary.security_token);
        TemporaryKeys { ak: key.ak, sk: key.sk, security_token }
    }

    /// Every secret that was handed out so far: tokens, receipts, and what belongs to temporary
    /// keys. For tests that look for them where they must not be.
    pub fn handed_out(&self) -> Vec<String> {
        let service = self.shared.lock();
        service
            .keys
            .handed_out()
            .into_iter()
            .chain(service.directory.receipts.handed_out())
            .collect()
    }

    /// Where the metadata service answers, under its real paths: the same server.
    pub fn metadata_endpoint(&self) -> String {
        self.endpoint()
    }

    /// Every token issued so far is dead from now on.
    pub fn expire_tokens(&self) {
        let now = self.shared.clock.now();
        self.shared.lock().keys.expire_tokens(now);
    }

    /// Every temporary key pair issued so far is dead from now on.
    pub fn expire_temporary_keys(&self) {
        let now = self.shared.clock.now();
        self.shared.lock().keys.access.expire_all(now);
    }

    /// Every token of the metadata service issued so far is unknown from now on.
    pub fn expire_metadata_tokens(&self) {
        self.shared.lock().metadata.forget_tokens();
    }

    /// Sets the service's clock forward: tokens, keys and locks end,
    /// passcodes change, backups go on.
    pub fn advance(&self, duration: Duration) {
        self.shared.clock.advance(duration);
    }

    /// How often passwords, keys and tokens were tried since the start.
    pub fn attempts(&self) -> Attempts {
        self.shared.lock().attempts.clone()
    }

    /// What [`crate::simulator::standalone::standalone()`] prints: `name=value`, a line each. It is secret.
    pub(super) fn said(&self) -> String {
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
            ("metadata_endpoint", self.metadata_endpoint()),
        ];
        lines.into_iter().map(|(name, value)| format!("{name}={value}\n")).collect()
    }
}
