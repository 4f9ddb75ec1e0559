//! The state of the form that is no part of the draft: focus, filter, import, comparison.

use tui_input::Input;

use super::{changes::Changes, import::Import};
use crate::core::{
    base::{Ask, InstanceId, Millis, SendGuard, Size, UtcTime},
    draft::{
        Draft, Field, NameFilling, TakenNames, Violation,
        rules::{self},
    },
    port::{Port, Shared},
    scope::{Listing, Tree},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ComposeFocus {
    #[default]
    Name,
    Description,
    Scope,
    Tree,
    TreeFilter,
}

impl ComposeFocus {
    pub(super) const fn field(self) -> Field {
        match self {
            Self::Name => Field::Name,
            Self::Description => Field::Description,
            Self::Scope | Self::Tree | Self::TreeFilter => Field::Scope,
        }
    }
}

/// The question that reads a list from a file, or writes the scope to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileQuestion {
    pub(super) ask: Ask,
    pub(super) path: String,
}

/// The question for the instance's last table-level backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastQuestion {
    pub ask: Ask,
    /// The key that asked. If another key came after this one, no list comes up by itself.
    pub(super) key: Option<Millis>,
}

#[derive(Debug, Clone, Default)]
pub struct Compose {
    pub focus: ComposeFocus,
    /// Fields that have been visited or changed: no error is shown on an untouched one.
    pub touched: Vec<Field>,
    /// What the rules say of the draft.
    pub violations: Vec<Violation>,
    /// The words that the tree is filtered by.
    pub filter: Input,
    /// The question that lists the databases.
    pub ask: Ask,
    /// The instance's question for tables; not `ask`, for a second list of databases must not
    /// orphan the tables that are being read.
    pub tables_ask: Ask,
    /// The message that lets the filter go on is on its way.
    pub(super) filter_goes_on: bool,
    pub file: Option<FileQuestion>,
    pub last: Option<LastQuestion>,
    /// A list that is looked at before it is taken.
    pub import: Option<Import>,
    /// A list was taken by the last key: the keys that take a list mean other things in the tree.
    pub(super) list_taken: bool,
    /// The instance that was chosen before, with its tree as the operator left it.
    pub(super) parked: Option<(InstanceId, Tree)>,
    /// The row under the cursor has become another one without a key.
    pub(super) jumped: SendGuard,
    pub names: NameFilling,
    /// What has changed since the opened draft was saved; `None` if no draft was opened.
    pub changes: Option<Changes>,
    /// Names that backups of an instance are known to have.
    pub(super) taken: Option<TakenNames>,
}

impl Compose {
    pub fn new(draft: &Draft) -> Self {
        Self { violations: rules::check(draft), ..Self::default() }
    }

    /// Returns how many errors the draft has.
    pub fn errors(&self) -> usize {
        self.violations.iter().filter(|v| v.is_error()).count()
    }

    /// Returns the violations of a field that has been touched.
    pub fn shown_violations(&self, field: Field) -> impl Iterator<Item = &Violation> {
        let touched = self.touched.contains(&field);
        self.violations.iter().filter(move |v| v.field == field && touched)
    }

    /// Marks a field as visited, so that its errors show.
    pub(crate) fn touch(&mut self, field: Field) {
        if !self.touched.contains(&field) {
            self.touched.push(field);
        }
    }

    /// Takes in which names backups of an instance have.
    pub(crate) fn names_known(&mut self, taken: TakenNames, draft: &Draft) {
        if taken.has_name_of(draft) {
            self.touch(Field::Name);
            self.focus = ComposeFocus::Name;
        }
        self.taken = Some(taken);
    }

    /// Returns whether the tree's filter has a row of its own.
    pub fn shows_filter(&self, tree: &Tree) -> bool {
        self.focus == ComposeFocus::TreeFilter || tree.filter().is_on()
    }

    /// Returns how many rows of the tree show at once: less than there is room for while its
    /// filter or a failure takes a row.
    pub fn tree_height(&self, tree: &Tree, size: Size) -> usize {
        let failure = matches!(tree.listing, Listing::Failed(_)) && tree.databases().len() > 0;
        let taken = usize::from(self.shows_filter(tree)) + usize::from(failure);
        size.tree_rows().saturating_sub(taken).max(1)
    }

    /// Returns the tree of the instance that was chosen before.
    pub fn parked_tree(&self) -> Option<&Tree> {
        self.parked.as_ref().map(|(_, tree)| tree)
    }

    /// A frame is on the terminal: the operator can have seen rows and a list that came up.
    pub(crate) fn drawn(&mut self, at: Millis, import_on_top: bool) {
        self.jumped.drawn(at);
        if let Some(import) = self.import.as_mut().filter(|_| import_on_top) {
            import.guard.drawn(at);
        }
    }

    /// Brings up to date what must hold after every message: the rules, the tree's cursor on a row
    /// that shows, and the list beside the tree. `import_on_top`: the list has the keys.
    pub(crate) fn normalise(
        &mut self,
        draft: &mut Draft,
        (size, now): (Size, UtcTime),
        import_on_top: bool,
    ) {
        self.violations = rules::check(draft);
        if let Some(taken) = self.taken.as_ref().and_then(|taken| taken.violation(draft, now)) {
            // The violations stand in the order of the fields.
            let name = self.violations.iter().position(|v| v.field != Field::Instance);
            self.violations.insert(name.unwrap_or(self.violations.len()), taken);
        }
        let height = self.tree_height(&draft.tree, size);
        draft.tree.normalise(height);
        if let Some(import) = &mut self.import {
            let on_top = import_on_top && import.read.is_some();
            import.follow(&draft.tree);
            import.guard.follow(on_top);
        }
    }
}

/// The form with what its keys and answers work on. What is shared is only read.
pub(crate) struct ComposeDesk<'a> {
    pub room: &'a mut Compose,
    pub draft: &'a mut Draft,
    pub shared: &'a Shared,
    pub port: &'a mut Port,
}
