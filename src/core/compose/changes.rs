//! What has changed since an opened draft was saved: its instance, its name among the backups, its
//! databases and tables.

use crate::core::{
    base::{BackupId, CallFailure, Engine, Instance, Level, ProjectId, Whole, remote::Remote},
    draft::{Draft, SavedDraft, Target},
    operation::backup::{BackupRow, namesake},
    scope::{Listing, NameOrigin, tree::Mark},
    session::{Mode, Session},
};

/// Names beyond this many are counted instead.
const MOST_NAMES: usize = 200;

/// The comparison of an opened draft with what the service says now.
#[derive(Debug, Clone, PartialEq)]
pub struct Changes {
    /// The draft as saved, without its ticks, which the form holds. Once the service is asked,
    /// endpoint and project are those that answer.
    pub draft: SavedDraft,
    /// The path of the file, if the command line named the draft.
    pub file: Option<String>,
    /// The name of the past backup that the form was prepared from; `None` for a draft.
    pub of_past: Option<String>,
    /// The instance now; `None` if the service does not list the instance.
    pub instance: Remote<Option<Instance>>,
    pub backups: Remote<Whole<BackupRow>>,
}

/// A fact about the opened draft: something has changed since, has not, or is not known.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Nothing is called, so nothing was compared.
    Offline,
    /// Region, project or token is missing.
    NotReady,
    /// The draft was made for another endpoint or project.
    MadeElsewhere,
    NoInstance,
    ReadingInstance,
    InstanceUnread(CallFailure),
    InstanceGone,
    /// The instance was typed by hand, and the service lists it under this name.
    InstanceVerified(String),
    Renamed {
        was: String,
        now: String,
    },
    Engine {
        /// As the service listed it, or as the operator stated it.
        was: Engine,
        now: Engine,
    },
    Status {
        was: String,
        now: String,
    },
    Actions {
        was: Vec<String>,
        now: Vec<String>,
    },
    InstanceSame,
    ReadingBackups,
    BackupsUnread(CallFailure),
    /// The name is taken by this backup.
    NameTaken(BackupId),
    /// This backup's name differs only by the case of its letters.
    NameDiffersByCase(String),
    NameFree {
        /// How many backups were compared.
        of: usize,
    },
    /// No database or table of the past backup stands in the form.
    NamesNotTold,
    ReadingNames,
    NamesUnread(CallFailure),
    TablesUnread(String, CallFailure),
    DatabaseNotListed(String),
    TableNotListed(String, String),
    /// How many more names are not listed.
    MoreNotListed(usize),
    NamesListed,
}

impl Changes {
    /// Returns the comparison that opening a draft begins.
    pub fn since(draft: &SavedDraft, file: Option<String>) -> Self {
        Self {
            draft: SavedDraft { chosen: Vec::new(), ..draft.clone() },
            file,
            of_past: None,
            instance: Remote::NotAsked,
            backups: Remote::NotAsked,
        }
    }

    /// Returns whether the draft may have been made for this place: nothing that is known of both
    /// differs. The endpoint of a demo has another port each time.
    pub fn fits(&self, mode: Mode, session: &Session) -> bool {
        let differs = |made: Option<&str>, here: Option<&str>| {
            made.is_some_and(|made| here.is_some_and(|here| made != here))
        };
        let demo = (mode, self.draft.mode) == (Mode::Demo, Mode::Demo);
        let id = |project: &Option<ProjectId>| project.as_ref().map(ToString::to_string);
        (demo || !differs(self.draft.endpoint.as_deref(), session.endpoint.as_deref()))
            && !differs(id(&self.draft.project).as_deref(), id(&session.project).as_deref())
    }

    /// Returns whether the service has been asked.
    pub fn is_asked(&self) -> bool {
        self.instance != Remote::NotAsked
    }

    /// Returns all that can be said now, in the order instance, name, databases and tables.
    pub fn list(&self, mode: Mode, session: &Session, draft: &Draft) -> Vec<Change> {
        match self.obstacle(mode, session) {
            Some(why) => vec![why],
            None => {
                let mut found = self.of_instance();
                found.extend(self.of_name());
                found.extend(of_names(draft));
                let untold = self.of_past.is_some()
                    && draft.tables().is_some_and(|tree| tree.counts().is_nothing());
                found.extend(untold.then_some(Change::NamesNotTold));
                found
            }
        }
    }

    /// Returns why nothing can be compared.
    pub fn obstacle(&self, mode: Mode, session: &Session) -> Option<Change> {
        match mode {
            Mode::Offline => Some(Change::Offline),
            Mode::Live | Mode::Demo if !self.fits(mode, session) => Some(Change::MadeElsewhere),
            Mode::Live | Mode::Demo if !session.is_ready() => Some(Change::NotReady),
            Mode::Live | Mode::Demo => self.draft.target.is_none().then_some(Change::NoInstance),
        }
    }

    fn of_instance(&self) -> Vec<Change> {
        match (&self.instance, &self.draft.target) {
            (Remote::Here { value: Some(now), .. }, Some(was)) => compare(was, now),
            (Remote::Here { value: None, .. }, _) => vec![Change::InstanceGone],
            (Remote::Failed { why, .. }, _) => vec![Change::InstanceUnread(why.clone())],
            (Remote::NotAsked | Remote::Asked(_), _) | (Remote::Here { .. }, None) => {
                vec![Change::ReadingInstance]
            }
        }
    }

    fn of_name(&self) -> Option<Change> {
        if self.draft.name.is_empty() {
            return None;
        }
        Some(match &self.backups {
            Remote::NotAsked | Remote::Asked(_) => Change::ReadingBackups,
            Remote::Failed { why, .. } => Change::BackupsUnread(why.clone()),
            Remote::Here { value: rows, .. } => of_rows(&self.draft.name, rows),
        })
    }
}

fn of_rows(name: &str, rows: &[BackupRow]) -> Change {
    match namesake(rows, name) {
        Some(row) if row.name == name => Change::NameTaken(row.id.clone()),
        Some(row) => Change::NameDiffersByCase(row.name.clone()),
        None => Change::NameFree { of: rows.len() },
    }
}

fn compare(was: &Target, now: &Instance) -> Vec<Change> {
    let mut found = Vec::new();
    if *was.engine() != now.engine {
        found.push(Change::Engine { was: was.engine().clone(), now: now.engine.clone() });
    }
    let (status, actions) = match was {
        Target::Typed { .. } => {
            // Nothing was read of this instance before, so nothing of it has changed.
            found.push(Change::InstanceVerified(now.name.clone()));
            (now.status.clone(), now.actions.clone())
        }
        // Of this instance only an intent has told, which holds no status.
        Target::Listed(was) if was.status.is_empty() => (now.status.clone(), now.actions.clone()),
        Target::Listed(was) => {
            if was.name != now.name {
                found.push(Change::Renamed { was: was.name.clone(), now: now.name.clone() });
            }
            (was.status.clone(), was.actions.clone())
        }
    };
    if status != now.status {
        found.push(Change::Status { was: status, now: now.status.clone() });
    }
    if actions != now.actions {
        found.push(Change::Actions { was: actions, now: now.actions.clone() });
    }
    if found.is_empty() {
        found.push(Change::InstanceSame);
    }
    found
}

/// Compares the chosen databases and tables; returns nothing while the scope is the whole instance.
fn of_names(draft: &Draft) -> Vec<Change> {
    let compared = draft.tables().filter(|tree| !tree.counts().is_nothing());
    let Some(tree) = compared.filter(|_| draft.engine().is_none_or(Engine::has_table_scope)) else {
        return Vec::new();
    };
    if let Listing::Failed(why) = &tree.listing {
        return vec![Change::NamesUnread(why.clone())];
    }
    let mut reading = tree.listing != Listing::Complete;
    let (mut found, mut left_out) = (Vec::new(), 0_usize);
    let mut add =
        |change| if found.len() < MOST_NAMES { found.push(change) } else { left_out += 1 };
    for database in tree.chosen() {
        if database.is_not_listed() {
            add(Change::DatabaseNotListed(database.name().to_owned()));
            continue;
        }
        let waiting = database.has_restored_tables() && database.mark() != Mark::Whole;
        match database.listing() {
            Listing::Complete if waiting => {
                let tables =
                    database.ticked_tables(usize::MAX).filter(|t| t.origin == NameOrigin::Restored);
                tables.for_each(|t| {
                    add(Change::TableNotListed(database.name().to_owned(), t.name.to_owned()))
                });
            }
            Listing::Complete => {}
            Listing::Failed(why) => {
                add(Change::TablesUnread(database.name().to_owned(), why.clone()))
            }
            Listing::NotAsked | Listing::Loading => reading |= waiting,
        }
    }
    if left_out > 0 {
        found.push(Change::MoreNotListed(left_out));
    }
    match (reading, found.is_empty()) {
        (true, _) => found.push(Change::ReadingNames),
        (false, true) => found.push(Change::NamesListed),
        (false, false) => {}
    }
    found
}

impl Change {
    pub const fn level(&self) -> Level {
        match self {
            Self::ReadingInstance | Self::ReadingBackups | Self::ReadingNames | Self::NotReady => {
                Level::Wait
            }
            Self::InstanceVerified(_)
            | Self::InstanceSame
            | Self::NameFree { .. }
            | Self::NamesListed
            | Self::Offline => Level::Ok,
            Self::NameTaken(_) => Level::Error,
            Self::MadeElsewhere
            | Self::NoInstance
            | Self::InstanceUnread(_)
            | Self::InstanceGone
            | Self::Renamed { .. }
            | Self::Engine { .. }
            | Self::Status { .. }
            | Self::Actions { .. }
            | Self::BackupsUnread(_)
            | Self::NameDiffersByCase(_)
            | Self::NamesNotTold
            | Self::NamesUnread(_)
            | Self::TablesUnread(..)
            | Self::DatabaseNotListed(_)
            | Self::TableNotListed(..)
            | Self::MoreNotListed(_) => Level::Warn,
        }
    }
}
