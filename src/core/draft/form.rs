//! The draft as the operator has filled it in so far: it may be wrong or half done.

use serde::{Deserialize, Serialize};
use tui_input::Input;

use crate::core::{
    base::{Billing, Engine, Instance, InstanceId},
    scope::{Scope, ScopeChoice, Tree, Undone},
};

/// The instance to back up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Chosen from the service's list.
    Listed(Instance),
    /// Typed by hand, because the list could not be read or does not
    /// show the instance: not verified.
    Typed { id: InstanceId, engine: Engine },
}

impl Target {
    pub const fn id(&self) -> &InstanceId {
        match self {
            Self::Listed(instance) => &instance.id,
            Self::Typed { id, .. } => id,
        }
    }

    /// Returns the instance as the service lists it; `None` for a typed ID.
    pub const fn listed(&self) -> Option<&Instance> {
        match self {
            Self::Listed(instance) => Some(instance),
            Self::Typed { .. } => None,
        }
    }

    /// Returns the engine, as the service listed it or the operator stated it.
    pub const fn engine(&self) -> &Engine {
        match self {
            Self::Listed(instance) => &instance.engine,
            Self::Typed { engine, .. } => engine,
        }
    }

    /// Returns the billing of a listed instance; of a typed one nothing is known.
    pub fn billing(&self) -> Option<&Billing> {
        self.listed().map(|instance| &*instance.billing)
    }

    /// Returns the name; a typed instance has none and goes by its ID.
    pub fn name(&self) -> &str {
        match self {
            Self::Listed(instance) => &instance.name,
            Self::Typed { id, .. } => id.as_str(),
        }
    }

    /// Returns the words that the operator types to confirm: the name, or the last eight
    /// characters of a typed ID.
    pub fn confirm_phrase(&self) -> &str {
        match self {
            Self::Listed(instance) if !instance.name.is_empty() => &instance.name,
            Self::Listed(instance) => instance.id.tail(8),
            Self::Typed { id, .. } => id.tail(8),
        }
    }
}

/// The fields of the form, of which the request is made.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub target: Option<Target>,
    pub name: Input,
    pub description: Input,
    pub scope_choice: ScopeChoice,
    /// The ticks; kept while the scope is the whole instance, so that changing
    /// the scope back loses nothing.
    pub tree: Tree,
}

impl Draft {
    /// Returns whether something has been typed or ticked. A chosen instance does not count:
    /// one key chooses it again.
    pub fn is_begun(&self) -> bool {
        !self.name.value().is_empty()
            || !self.description.value().is_empty()
            || !self.tree.counts().is_nothing()
    }

    /// Returns the scope as it would be sent.
    pub fn scope(&self) -> Scope {
        self.tables().map_or(Scope::Instance, |tree| Scope::Tables(tree.scope()))
    }

    /// Returns the tree, where the scope is databases and tables.
    pub fn tables(&self) -> Option<&Tree> {
        match self.scope_choice {
            ScopeChoice::Instance => None,
            ScopeChoice::Tables => Some(&self.tree),
        }
    }

    /// Takes the operator's choice of a scope, as a step that can be undone like a tick.
    pub fn choose_scope(&mut self, choice: ScopeChoice) {
        if choice != self.scope_choice {
            self.tree.scope_was(std::mem::replace(&mut self.scope_choice, choice));
        }
    }

    /// Undoes the last change of the scope, or (`again`) redoes the change that was undone last.
    pub fn undo(&mut self, again: bool) -> Option<Undone> {
        let Self { tree, scope_choice, .. } = self;
        if again { tree.redo(scope_choice) } else { tree.undo(scope_choice) }
    }

    /// Returns the ID of the chosen instance.
    pub fn instance(&self) -> Option<&InstanceId> {
        self.target.as_ref().map(Target::id)
    }

    /// Returns the engine, if an instance is chosen.
    pub fn engine(&self) -> Option<&Engine> {
        self.target.as_ref().map(Target::engine)
    }
}
