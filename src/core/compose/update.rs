//! Filling in the form: moving between fields, the scope choice, the one-key fix.

use super::state::{Compose, ComposeFocus as F};
use crate::core::{
    base::size::Rung,
    draft::{form::Draft, rules::rule::Field},
    port::{
        keymap::Action,
        outcome::{Go, Port},
        shared::Shared,
        status_line::Notice,
    },
    scope::{choice::ScopeChoice, tree::Tree},
};

impl Compose {
    /// Follows a character that went into a field of this screen.
    pub(in crate::core) fn typed(&mut self, tree: &mut Tree) {
        match self.focus {
            F::TreeFilter => tree.set_filter(self.filter.value()),
            F::Name | F::Description | F::Scope | F::Tree => self.touch(self.focus.field()),
        }
    }

    /// Puts the focus on a field; without one the focus stays.
    pub(in crate::core) const fn focus_on(&mut self, field: Option<Field>) {
        match field {
            Some(Field::Name) => self.focus = F::Name,
            Some(Field::Description) => self.focus = F::Description,
            Some(Field::Scope | Field::Instance) | None => {}
        }
    }

    /// Acts on the whole form, whichever of its panes has the focus.
    pub(in crate::core) fn act(
        &mut self,
        action: Action,
        shared: &Shared,
        draft: &mut Draft,
        port: &mut Port,
    ) {
        match action {
            Action::Next => self.step(1, draft.scope_choice),
            Action::Previous => self.step(-1, draft.scope_choice),
            Action::NextPane => self.next_pane(shared, draft.scope_choice, port),
            Action::Toggle => choose_scope(draft, other(draft.scope_choice), port),
            Action::Open => choose_scope(draft, ScopeChoice::Tables, port),
            Action::Close => choose_scope(draft, ScopeChoice::Instance, port),
            Action::Fix => self.fix(draft, port),
            Action::Undo => self.undo(false, draft, port),
            Action::Redo => self.undo(true, draft, port),
            Action::Template => self.fill_name(shared, draft, port),
            Action::Review => port.go(Go::Review),
            Action::Instance => {
                self.touch(self.focus.field());
                port.go(Go::InstanceOfForm);
            }
            Action::Enter if self.focus == F::TreeFilter => self.focus = F::Tree,
            Action::Back => self.back(&mut draft.tree, port),
            _ => {}
        }
    }

    /// Goes on to the next field or back to the one before; the whole instance needs no tree.
    fn step(&mut self, step: isize, choice: ScopeChoice) {
        self.touch(self.focus.field());
        let order: &[F] = match choice {
            ScopeChoice::Instance => &[F::Name, F::Description, F::Scope],
            ScopeChoice::Tables => &[F::Name, F::Description, F::Scope, F::Tree],
        };
        let here = order.iter().position(|f| *f == self.focus).unwrap_or(order.len() - 1) as isize;
        self.focus = order[(here + step).rem_euclid(order.len() as isize) as usize];
    }

    /// Goes to the next pane: the fields, the tree, and on a wide page the instance list.
    fn next_pane(&mut self, shared: &Shared, choice: ScopeChoice, port: &mut Port) {
        let wide = shared.size.rung() == Rung::Wide;
        match self.focus {
            F::Name | F::Description | F::Scope if choice == ScopeChoice::Tables => {
                self.touch(self.focus.field());
                self.focus = F::Tree;
            }
            F::Name | F::Description | F::Scope if wide => port.go(Go::Instances),
            F::Tree | F::TreeFilter if wide => {
                self.focus = F::Name;
                port.go(Go::Instances);
            }
            F::Name | F::Description | F::Scope | F::Tree | F::TreeFilter => self.focus = F::Name,
        }
    }

    /// Takes back the last change of the scope, or does it again.
    fn undo(&mut self, again: bool, draft: &mut Draft, port: &mut Port) {
        // One key too many in the tree must not turn what is chosen into everything.
        if !again
            && self.focus == F::Tree
            && draft.tree.scope_behind() == Some(ScopeChoice::Instance)
        {
            return port.say(Notice::UndoWidens);
        }
        let Some(what) = draft.undo(again) else {
            return port.say(if again { Notice::NothingToRedo } else { Notice::NothingToUndo });
        };
        self.touch(Field::Scope);
        let choice = draft.scope_choice;
        // Where the scope is the whole instance, the tree takes no keys.
        if choice == ScopeChoice::Instance && self.focus == F::Tree {
            self.focus = F::Scope;
        }
        port.say(Notice::Undone { what, again, choice, counts: draft.tree.counts() });
    }

    fn fix(&mut self, draft: &mut Draft, port: &mut Port) {
        let here = self.focus.field();
        let mut fixes = self.violations.iter().filter(|v| v.field == here);
        let Some(text) = fixes.find_map(|v| v.fix.clone()) else {
            return port.say(Notice::NothingToFix);
        };
        match here {
            Field::Name => draft.name = text.into(),
            Field::Description => draft.description = text.into(),
            Field::Instance | Field::Scope => {}
        }
        self.touch(here);
        port.say(Notice::Fixed);
    }

    fn back(&mut self, tree: &mut Tree, port: &mut Port) {
        let filters = self.focus == F::TreeFilter
            || (self.focus == F::Tree && !self.filter.value().is_empty());
        if filters {
            self.filter.reset();
            tree.set_filter("");
            self.focus = F::Tree;
        } else {
            self.touch(self.focus.field());
            port.go(Go::Instances);
        }
    }

    /// Shows all errors, and goes to the first field that has one.
    pub(in crate::core) fn show_errors(&mut self, choice: ScopeChoice, port: &mut Port) {
        for field in [Field::Instance, Field::Name, Field::Description, Field::Scope] {
            self.touch(field);
        }
        let first = self.violations.iter().find(|v| v.is_error()).map(|v| v.field);
        self.focus = match first {
            Some(Field::Instance) => {
                port.say(Notice::InstanceFirst);
                return port.go(Go::Instances);
            }
            Some(Field::Name) => F::Name,
            Some(Field::Description) => F::Description,
            Some(Field::Scope) if choice == ScopeChoice::Tables => F::Tree,
            Some(Field::Scope) | None => F::Scope,
        };
        port.say(Notice::ErrorsFirst(self.errors()));
        port.go(Go::Compose(None));
    }
}

/// Sets the scope; databases and tables only where the engine has them.
fn choose_scope(draft: &mut Draft, choice: ScopeChoice, port: &mut Port) {
    let cassandra = draft.engine().is_none_or(|e| e.has_table_scope());
    if choice == ScopeChoice::Tables && !cassandra {
        port.say(Notice::CassandraOnly);
    } else {
        draft.choose_scope(choice);
    }
}

const fn other(choice: ScopeChoice) -> ScopeChoice {
    match choice {
        ScopeChoice::Tables => ScopeChoice::Instance,
        ScopeChoice::Instance => ScopeChoice::Tables,
    }
}
