//! How created backups run, and how IAM, the metadata service, the lists and the clock are. Named
//! faults change the settings at the start.

use std::time::Duration;

use crate::simulator::world::Behaviour;

/// Which projects the caller sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum VisibleProjects {
    #[default]
    All,
    Nothing,
    /// Both projects of the account, under the name of the first.
    SameName,
}

/// Where the catalogue of a token lists GeminiDB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ListedService {
    /// In its region and in another one.
    #[default]
    Here,
    Nowhere,
    /// In another region alone.
    Elsewhere,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub backups: Behaviour,
    pub token_life: Duration,
    /// Characters of a token; real ones have about 1,600.
    pub token_length: usize,
    /// IAM answers as OpenStack's Keystone does where the two differ.
    pub keystone: bool,
    pub listed: ListedService,
    pub visible: VisibleProjects,
    /// An agency is bound to the machine.
    pub agency: bool,
    /// The metadata service gives keys for its token only.
    pub keys_need_token: bool,
    /// Lifetime of the keys of the metadata service.
    pub key_life: Duration,
    /// The used part of a quota of backups. The documented call ("ShowQuotas") tells of no such
    /// quota, so usually there is none.
    pub backups_used: Option<usize>,
    /// The most rows of a page, whatever `limit` the client asks for.
    pub longest_page: Option<usize>,
    /// Past backups of each instance of the catalogue, beside those of the catalogue.
    pub past_backups: u32,
    /// Milliseconds that the clock is ahead (negative: behind).
    pub clock_shift: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            backups: Behaviour::default(),
            // A day ("KeystoneCreateUserTokenByPassword").
            token_life: Duration::from_secs(24 * 3600),
            token_length: 1600,
            keystone: false,
            listed: ListedService::Here,
            visible: VisibleProjects::All,
            agency: true,
            keys_need_token: false,
            key_life: Duration::from_secs(6 * 3600),
            backups_used: None,
            longest_page: None,
            past_backups: 0,
            clock_shift: 0,
        }
    }
}
