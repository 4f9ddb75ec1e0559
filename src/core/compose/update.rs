//! Filling in the form: moving between fields, the scope choice, the one-key fix.

use super::state::{Compose, ComposeDesk, ComposeFocus as F};
use crate::core::{
    base::{Key, KeyCode, Press, Rung},
    draft::Field,
    port::{
        Action, Context, Go, Notice,
        keymap::{self},
    },
    scope::{ScopeChoice, Tree},
};

impl Compose {
    /// Follows a character that went into a field of this screen.
    pub(crate) fn typed(&mut self, tree: &mut Tree) {
        match self.focus {
            F::TreeFilter => tree.set_filter(self.filter.value()),
            F::Name | F::Description | F::Scope | F::Tree => self.touch(self.focus.field()),
        }
    }

    /// Puts the focus on a field; without one the focus stays.
    pub(crate) const fn focus_on(&mut self, field: Option<Field>) {
        match field {
            Some(Field::Name) => self.focus = F::Name,
            Some(Field::Description) => self.focus = F::Description,
            Some(Field::Scope | Field::Instance) | None => {}
        }
    }

    /// Returns why *Scope* does not take a character: that character is part of a text, meant
    /// for a field, or is no key of *Scope*. `said` is the notice about the key before.
    pub(crate) fn not_for_scope(press: Press, said: Option<&Notice>) -> Option<Notice> {
        let Key { code: KeyCode::Char(c), ctrl: false } = press.key else { return None };
        if keymap::action(Context::Scope, press.key).is_none() {
            return Some(Notice::NotAField);
        }
        let in_text = match said {
            Some(Notice::NotAField) => true,
            Some(Notice::OnceMore(before)) => *before != c,
            _ => false,
        };
        (in_text || !press.alone).then_some(Notice::OnceMore(c))
    }
}

impl ComposeDesk<'_> {
    /// Acts on the whole form, whichever of its panes has the focus.
    pub fn act(&mut self, action: Action) {
        match action {
            Action::Next => self.step(1),
            Action::Previous => self.step(-1),
            Action::NextPane => self.next_pane(),
            Action::Toggle => self.choose_scope(other(self.draft.scope_choice)),
            Action::Open => self.choose_scope(ScopeChoice::Tables),
            Action::Close => self.choose_scope(ScopeChoice::Instance),
            Action::Fix => self.fix(),
            Action::Undo => self.undo(false),
            Action::Redo => self.undo(true),
            Action::Template => self.fill_name(),
            Action::Review => self.port.go(Go::Review),
            Action::Instance => {
                self.room.touch(self.room.focus.field());
                self.port.go(Go::InstanceOfForm);
            }
            Action::Enter if self.room.focus == F::TreeFilter => self.room.focus = F::Tree,
            Action::Back => self.back(),
            _ => {}
        }
    }

    /// Goes on to the next field or back to the one before; the whole instance needs no tree.
    fn step(&mut self, step: isize) {
        self.room.touch(self.room.focus.field());
        let order: &[F] = match self.draft.scope_choice {
            ScopeChoice::Instance => &[F::Name, F::Description, F::Scope],
            ScopeChoice::Tables => &[F::Name, F::Description, F::Scope, F::Tree],
        };
        let here =
            order.iter().position(|f| *f == self.room.focus).unwrap_or(order.len() - 1) as isize;
        self.room.focus = order[(here + step).rem_euclid(order.len() as isize) as usize];
    }

    /// Goes to the next pane: the fields, the tree, and on a wide page the instance list.
    fn next_pane(&mut self) {
        let wide = self.shared.size.rung() == Rung::Wide;
        match self.room.focus {
            F::Name | F::Description | F::Scope
                if self.draft.scope_choice == ScopeChoice::Tables =>
            {
                self.room.touch(self.room.focus.field());
                self.room.focus = F::Tree;
            }
            F::Name | F::Description | F::Scope if wide => self.port.go(Go::Instances),
            F::Tree | F::TreeFilter if wide => {
                self.room.focus = F::Name;
                self.port.go(Go::Instances);
            }
            F::Name | F::Description | F::Scope | F::Tree | F::TreeFilter => {
                self.room.focus = F::Name
            }
        }
    }

    /// Takes back the last change of the scope, or does it again.
    fn undo(&mut self, again: bool) {
        // One key too many in the tree must not turn what is chosen into everything.
        if !again
            && self.room.focus == F::Tree
            && self.draft.tree.scope_behind() == Some(ScopeChoice::Instance)
        {
            return self.port.say(Notice::UndoWidens);
        }
        let Some(what) = self.draft.undo(again) else {
            return self.port.say(if again {
                Notice::NothingToRedo
            } else {
                Notice::NothingToUndo
            });
        };
        self.room.touch(Field::Scope);
        let choice = self.draft.scope_choice;
        // Where the scope is the whole instance, the tree takes no keys.
        if choice == ScopeChoice::Instance && self.room.focus == F::Tree {
            self.room.focus = F::Scope;
        }
        self.port.say(Notice::Undone { what, again, choice, counts: self.draft.tree.counts() });
    }

    fn fix(&mut self) {
        let here = self.room.focus.field();
        let mut fixes = self.room.violations.iter().filter(|v| v.field == here);
        let Some(text) = fixes.find_map(|v| v.fix.clone()) else {
            let elsewhere = self.room.violations.iter().any(|v| v.is_error() && v.field != here);
            return match elsewhere {
                true => self.show_errors(),
                false => self.port.say(Notice::NothingToFix),
            };
        };
        match here {
            Field::Name => self.draft.name = text.into(),
            Field::Description => self.draft.description = text.into(),
            Field::Instance | Field::Scope => {}
        }
        self.room.touch(here);
        self.port.say(Notice::Fixed);
    }

    fn back(&mut self) {
        let filters = self.room.focus == F::TreeFilter
            || (self.room.focus == F::Tree && !self.room.filter.value().is_empty());
        if filters {
            self.room.filter.reset();
            self.draft.tree.set_filter("");
            self.room.focus = F::Tree;
        } else {
            self.room.touch(self.room.focus.field());
            self.port.go(Go::Instances);
        }
    }

    /// Sets the scope; databases and tables only where the engine has them.
    fn choose_scope(&mut self, choice: ScopeChoice) {
        let cassandra = self.draft.engine().is_none_or(|e| e.has_table_scope());
        if choice == ScopeChoice::Tables && !cassandra {
            self.port.say(Notice::CassandraOnly);
        } else {
            self.draft.choose_scope(choice);
        }
    }

    /// Shows all errors, and goes to the first field that has one.
    pub fn show_errors(&mut self) {
        for field in [Field::Instance, Field::Name, Field::Description, Field::Scope] {
            self.room.touch(field);
        }
        let first = self.room.violations.iter().find(|v| v.is_error()).map(|v| v.field);
        self.room.focus = match first {
            Some(Field::Instance) => {
                self.port.say(Notice::InstanceFirst);
                return self.port.go(Go::Instances);
            }
            Some(Field::Name) => F::Name,
            Some(Field::Description) => F::Description,
            Some(Field::Scope) if self.draft.scope_choice == ScopeChoice::Tables => F::Tree,
            Some(Field::Scope) | None => F::Scope,
        };
        self.port.say(Notice::ErrorsFirst(self.room.errors()));
        self.port.go(Go::Compose(None));
    }
}

const fn other(choice: ScopeChoice) -> ScopeChoice {
    match choice {
        ScopeChoice::Tables => ScopeChoice::Instance,
        ScopeChoice::Instance => ScopeChoice::Tables,
    }
}
