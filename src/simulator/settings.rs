//! What IAM, the metadata service and the clock are like, beyond the usual: set once, by name, at
//! the start.

use std::time::Duration;

use super::{paging::Paging, unknowns::Totals};

/// One thing that is set otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// Every token lives so long.
    TokenLife(Duration),
    /// Every token has so many characters.
    TokenLength(usize),
    /// IAM answers as OpenStack's Keystone does where the two differ.
    Keystone,
    /// The catalogue of a token does not list the service.
    NoService,
    /// The catalogue lists the service for another region only.
    OtherRegion,
    /// The caller sees no project.
    NoProjects,
    /// Two projects have the same name.
    SameProjects,
    /// No agency is bound to the machine.
    NoAgency,
    /// The metadata service gives keys for its token only.
    TokenStep,
    /// Keys of the metadata service live so long.
    KeyLife(Duration),
    /// The service tells a quota of backups, which the documented call does not.
    BackupQuota { full: bool },
    /// What the lists tell of their length.
    Totals(Totals),
    /// The lists give so many rows a page at most.
    PageLength(usize),
    /// Every instance of the catalogue has so many past backups beside those of the catalogue.
    PastBackups(u32),
    /// The clock is ahead by so much.
    ClockAhead(Duration),
    /// The clock is behind by so much.
    ClockBehind(Duration),
}

/// Which projects the caller sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Visible {
    #[default]
    All,
    Nothing,
    /// Those of the account, the first name twice.
    Twice,
}

/// What the catalogue of a token tells of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Listed {
    /// Where it answers, for its region and another one.
    #[default]
    Here,
    Nowhere,
    /// Where it answers in another region.
    Elsewhere,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settings {
    /// A token lives this long: a day (fact sheet 8a).
    pub token_life: Duration,
    /// Characters of a token; real ones have about 1,600.
    pub token_length: usize,
    pub keystone: bool,
    /// What the catalogue tells of the service.
    pub listed: Listed,
    /// Which projects the caller sees.
    pub visible: Visible,
    /// The machine has an agency.
    pub agency: bool,
    /// The metadata service gives keys for its token only.
    pub token_step: bool,
    /// Keys of the metadata service live this long.
    pub key_life: Duration,
    /// Whether a quota of backups is told, and if so whether it is used up.
    pub backup_quota: Option<bool>,
    pub paging: Paging,
    /// Past backups of each instance of the catalogue, beside those of the catalogue.
    pub past_backups: u32,
    /// Milliseconds that the clock is ahead (negative: behind).
    pub clock_shift: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            token_life: Duration::from_secs(24 * 3600),
            token_length: 1600,
            keystone: false,
            listed: Listed::Here,
            visible: Visible::All,
            agency: true,
            token_step: false,
            key_life: Duration::from_secs(6 * 3600),
            backup_quota: None,
            paging: Paging::default(),
            past_backups: 0,
            clock_shift: 0,
        }
    }
}

impl Settings {
    /// The same, with one thing set otherwise.
    pub fn with(mut self, setting: Setting) -> Self {
        let millis = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        match setting {
            Setting::TokenLife(life) => self.token_life = life,
            Setting::TokenLength(length) => self.token_length = length,
            Setting::Keystone => self.keystone = true,
            Setting::NoService => self.listed = Listed::Nowhere,
            Setting::OtherRegion => self.listed = Listed::Elsewhere,
            Setting::NoProjects => self.visible = Visible::Nothing,
            Setting::SameProjects => self.visible = Visible::Twice,
            Setting::NoAgency => self.agency = false,
            Setting::TokenStep => self.token_step = true,
            Setting::KeyLife(life) => self.key_life = life,
            Setting::BackupQuota { full } => self.backup_quota = Some(full),
            Setting::Totals(totals) => self.paging.totals = totals,
            Setting::PageLength(rows) => self.paging.most = Some(rows),
            Setting::PastBackups(count) => self.past_backups = count,
            Setting::ClockAhead(time) => self.clock_shift = millis(time),
            Setting::ClockBehind(time) => self.clock_shift = -millis(time),
        }
        self
    }
}
