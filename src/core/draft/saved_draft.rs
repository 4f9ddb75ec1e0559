//! A draft as a file: its fields, who filled them in, and for which place. The file holds no
//! secret, so that another operator can open it.
//!
//! `{"v":1,"draft":"7F3K9Q","saved_at":"2025-10-17T01:46:00Z","by":{…},"mode":"live",`
//! `"endpoint":…,"target":…,"chosen":[…]}`

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::form::{Draft, Target};
use crate::core::{
    base::{
        Ask, InstanceId, OperationId, ProjectId, StateTrouble, UtcTime,
        text::{escaped_json, printable_of_file, typed_of_file},
    },
    scope::{
        DatabaseScope, NameProblem, ScopeChoice, Tree, choice::same_scope,
        name_rule::check_typed_name,
    },
    session::{Mode, Session, Site, Who},
};

/// The version that this program writes, and the newest that it reads.
pub const VERSION: u32 = 1;

/// Why a draft file cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftTrouble {
    /// The file cannot be read.
    File(StateTrouble),
    /// A newer program wrote the file, in this version.
    Newer(u32),
    /// The file is no draft, or damaged.
    Malformed,
    /// The instance's ID has not the form of an ID.
    InstanceId,
    /// A name of a database or table is not taken.
    Name(NameProblem),
}

/// A saved draft, as its file holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SavedDraft {
    /// The number of the file in the state folder; a draft elsewhere has none.
    #[serde(default)]
    pub draft: Option<OperationId>,
    pub saved_at: UtcTime,
    #[serde(default)]
    pub by: Who,
    pub mode: Mode,
    /// The endpoint that the draft was made for, if one was known.
    #[serde(default, deserialize_with = "printable_of_file")]
    pub endpoint: Option<String>,
    #[serde(default, deserialize_with = "printable_of_file")]
    pub region: Option<String>,
    /// The project that the draft was made for, if one was known.
    #[serde(default)]
    pub project: Option<ProjectId>,
    #[serde(default)]
    pub target: Option<Target>,
    #[serde(default, deserialize_with = "typed_of_file")]
    pub name: String,
    #[serde(default, deserialize_with = "typed_of_file")]
    pub description: String,
    /// Whole instance, or databases and tables.
    pub scope: ScopeChoice,
    /// The ticks, also while the scope was the whole instance.
    #[serde(default)]
    pub chosen: Vec<DatabaseScope>,
}

#[derive(Serialize)]
struct Out<'a> {
    v: u32,
    #[serde(flatten)]
    draft: &'a SavedDraft,
}

#[derive(Deserialize)]
struct Head {
    v: u32,
}

impl SavedDraft {
    /// Takes the fields of a draft to save them.
    pub fn of(draft: &Draft, mode: Mode, session: &Session, by: &Who, at: UtcTime) -> Self {
        Self {
            draft: None,
            saved_at: at,
            by: by.clone(),
            mode,
            endpoint: session.endpoint.clone(),
            region: session.region.clone(),
            project: session.project.clone(),
            target: draft.target.clone(),
            name: draft.name.value().to_owned(),
            description: draft.description.value().to_owned(),
            scope: draft.scope_choice,
            chosen: draft.tree.scope(),
        }
    }

    /// Returns the draft as it was. No name counts as listed before the service lists it again.
    pub fn restore(&self) -> Draft {
        Draft {
            target: self.target.clone(),
            name: self.name.clone().into(),
            description: self.description.clone().into(),
            scope_choice: self.scope,
            tree: Tree::of_scope(&self.chosen),
        }
    }

    pub fn encode(&self) -> String {
        // Strings, numbers and lists of them under string keys: serde_json has no way to fail on
        // them.
        escaped_json(serde_json::to_string(&Out { v: VERSION, draft: self }).unwrap_or_default())
            + "\n"
    }

    /// Reads a draft of this program's own: names as the service listed them
    /// are kept byte for byte.
    /// Errors: Why the draft cannot be opened. A name that stands there twice or is empty makes the
    /// scope doubtful, so the draft is refused.
    pub fn decode(bytes: &[u8]) -> Result<Self, DraftTrouble> {
        let head: Head = serde_json::from_slice(bytes).map_err(|_| DraftTrouble::Malformed)?;
        match head.v {
            0 => return Err(DraftTrouble::Malformed),
            1..=VERSION => {}
            newer => return Err(DraftTrouble::Newer(newer)),
        }
        let draft: Self = serde_json::from_slice(bytes).map_err(|_| DraftTrouble::Malformed)?;
        each_once(draft.chosen.iter().map(|d| d.database_name.as_str()))?;
        for database in &draft.chosen {
            each_once(database.table_names.iter().flatten().map(String::as_str))?;
        }
        Ok(draft)
    }

    /// Reads a draft that somebody else handed over: each field must hold a text that
    /// could have been typed here.
    /// Errors: Why the draft cannot be opened.
    pub fn decode_given(bytes: &[u8]) -> Result<Self, DraftTrouble> {
        let draft = Self::decode(bytes)?;
        // The ID becomes part of a request's path.
        if draft.target.as_ref().is_some_and(|t| InstanceId::typed(t.id().as_str()).is_none()) {
            return Err(DraftTrouble::InstanceId);
        }
        let tables = |d: &DatabaseScope| d.table_names.clone().unwrap_or_default();
        let names = draft
            .chosen
            .iter()
            .flat_map(|d| std::iter::once(d.database_name.clone()).chain(tables(d)));
        for name in names {
            check_typed_name(&name, false).map_err(DraftTrouble::Name)?;
        }
        Ok(draft)
    }

    /// Returns where the draft would be sent to, if endpoint and project were known.
    pub fn site(&self) -> Option<Site> {
        Some(Site {
            mode: self.mode,
            endpoint: self.endpoint.clone()?,
            region: self.region.clone(),
            project: self.project.clone()?,
            project_name: None,
            account: None,
            caller: None,
        })
    }

    /// Returns whether both drafts would make the same backup.
    pub fn is_same_as(&self, other: &Self) -> bool {
        let id = |draft: &Self| draft.target.as_ref().map(|t| t.id().clone());
        let scope = self.scope == other.scope
            && (self.scope == ScopeChoice::Instance || same_scope(&self.chosen, &other.chosen));
        (&self.name, &self.description, id(self)) == (&other.name, &other.description, id(other))
            && scope
    }

    /// Returns the name or ID of the chosen instance for a person.
    pub fn instance_name(&self) -> Option<&str> {
        self.target.as_ref().map(Target::name)
    }
}

fn each_once<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), DraftTrouble> {
    let mut seen = BTreeSet::new();
    for name in names {
        if name.is_empty() {
            return Err(DraftTrouble::Name(NameProblem::Empty));
        }
        if !seen.insert(name) {
            return Err(DraftTrouble::Name(NameProblem::Duplicate));
        }
    }
    Ok(())
}

/// The identity of a draft. The form has a number until its file has one, because a second saving
/// must not make a second file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DraftKey {
    /// The form of this run.
    pub form: Ask,
    /// The number of the file, once that is known.
    pub id: Option<OperationId>,
}

/// What the form was opened from; both files are removed once the form is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OpenedFrom {
    pub draft: Option<DraftKey>,
    /// The review that was cut short.
    pub review: Option<OperationId>,
}

/// What the operator may discard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discard {
    /// What is in the form.
    Form,
    /// A draft of an earlier run.
    Draft(DraftKey),
    /// A review that was cut short.
    Review(OperationId),
}
