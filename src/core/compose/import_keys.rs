//! A list on its way into the tree: from a paste, a file or the last backup, by way of an import
//! that shows the list first.

use super::{
    import::{Import, Source},
    state::{Compose, ComposeDesk, ComposeFocus, FileQuestion},
};
use crate::core::{
    base::{Ask, Key, KeyCode, Millis, Press},
    draft::Field,
    port::{Action, Disk, Effect, Go, Notice, Overlay, Port, Terminal, Timer},
    scope::{Listing, ScopeChoice, Take},
};

/// A paste that has not come to rest is looked at again after so many seconds.
const RESTS: u64 = 1;

/// Returns whether a text has more than one line: a list has, and a path or a filter has not.
pub(crate) fn has_lines(text: &str) -> bool {
    text.trim_end_matches(['\n', '\r']).contains(['\n', '\r'])
}

impl Compose {
    /// Returns whether a paste into the form is a list for the tree, not text for a field.
    pub(crate) fn takes_list(&self, text: &str, choice: ScopeChoice) -> bool {
        choice == ScopeChoice::Tables
            && match self.focus {
                ComposeFocus::Tree => true,
                ComposeFocus::TreeFilter => has_lines(text),
                ComposeFocus::Name | ComposeFocus::Description | ComposeFocus::Scope => false,
            }
    }

    /// Returns the path that this answer is about; `None` if another file was asked for since.
    pub(crate) fn file_of(&self, answer: Ask) -> Option<&str> {
        self.file.as_ref().filter(|file| file.ask == answer).map(|file| file.path.as_str())
    }
}

impl ComposeDesk<'_> {
    /// Takes a paste as a list, or as the next piece of the list that is shown. `came`: when a
    /// piece came that no mark ends.
    pub fn list_pasted(&mut self, text: &str, came: Option<Millis>) {
        let extended =
            came.zip(self.room.import.as_mut()).is_some_and(|(at, import)| import.extend(text, at));
        if extended {
            self.piece_arrived();
        } else {
            self.open_list(Source::Paste, text, came);
        }
    }

    pub fn open_list(&mut self, from: Source, text: &str, came: Option<Millis>) {
        if self.draft.engine().is_some_and(|engine| !engine.has_table_scope()) {
            return self.port.say(Notice::CassandraOnly);
        }
        self.room.import = Some(Import::new(from, text, came));
        self.port.go(Go::Show(Overlay::Import));
        self.piece_arrived();
    }

    /// Reads a short text at once, and a long one when no more comes.
    fn piece_arrived(&mut self) {
        match &self.room.import {
            Some(import) if import.is_short() => self.read_list(),
            Some(_) => self.port.effect(Effect::Wait { seconds: RESTS, timer: Timer::Paste }),
            None => {}
        }
    }

    fn read_list(&mut self) {
        if let Some(import) = &mut self.room.import {
            import.read(&self.draft.tree);
        }
        self.look_up();
    }

    /// Reads the list, of which no more has come for a while.
    pub fn paste_idle(&mut self) {
        if self.room.import.as_ref().is_some_and(|import| import.read.is_none()) {
            self.read_list();
        }
    }

    /// Takes a key that is the next piece of a paste without marks; false for any other key.
    pub fn key_extends_paste(&mut self, key: Key, at: Millis) -> bool {
        let text = match (key.ctrl, key.code) {
            (false, KeyCode::Char(c)) => c,
            (false, KeyCode::Enter) | (true, KeyCode::Char('j')) => '\n',
            (false, KeyCode::Tab) => '\t',
            _ => return false,
        };
        let Some(import) = self.room.import.as_mut().filter(|import| import.extends_paste(at))
        else {
            return false;
        };
        import.extend(text.encode_utf8(&mut [0; 4]), at);
        self.piece_arrived();
        true
    }

    /// Looks at the list again, for the service has listed databases, or tables of this one.
    pub(super) fn look_again(&mut self, database: Option<&str>) {
        if let Some(import) = &mut self.room.import {
            import.look_again(database, &self.draft.tree);
        }
        self.look_up();
    }

    /// Asks for the tables of the next database that the list names, one database at a time.
    fn look_up(&mut self) {
        let Some(judged) = self.room.import.as_ref().and_then(|import| import.read.as_ref()) else {
            return;
        };
        let tree = &self.draft.tree;
        let listing = |d: &usize| tree.database(*d).map(|d| d.listing().clone());
        // What is typed cannot be read, and must not keep the others from it.
        let listed = |d: &usize| tree.database(*d).is_some_and(|d| d.is_listed());
        let places = || judged.unread().filter_map(|name| tree.find(name)).filter(listed);
        if !self.shared.session.is_ready()
            || places().any(|d| listing(&d) == Some(Listing::Loading))
        {
            return;
        }
        let next = places().find(|d| listing(d) == Some(Listing::NotAsked));
        if let Some(d) = next {
            self.list_tables(d);
        }
    }

    /// `before` is when the key before this one was pressed.
    pub fn act_on_import(&mut self, action: Action, press: Press, before: Option<Millis>) {
        let Some(import) = &mut self.room.import else { return };
        match action {
            Action::Add | Action::Replace | Action::AddAlone | Action::WithNew
                if import.read.is_some() && !import.guard.allows(press, before) =>
            {
                self.port.say(Notice::LookAtList);
            }
            Action::Add => self.take_list(Take::Add, false),
            Action::Replace => self.take_list(Take::Replace, false),
            Action::AddAlone => self.take_list(Take::Add, true),
            Action::WithNew => self.toggle_new(),
            Action::Back => {
                self.room.import = None;
                self.port.go(Go::EndImport { taken: false });
                self.port.say(Notice::ListDropped);
            }
            _ => {}
        }
    }

    /// Takes the list; `alone`: also the databases that stand alone in the list, as a whole.
    fn take_list(&mut self, how: Take, alone: bool) {
        let Some(import) = &self.room.import else { return };
        let Some(judged) = &import.read else { return self.port.say(Notice::ListReading) };
        let (any_alone, scope) = (judged.alone().len() > 0, judged.scope(alone));
        if scope.is_empty() || (alone && !any_alone) {
            // Replacing by nothing is unticking all, which has a key of its own.
            return self.port.say(if any_alone { Notice::OnlyAlone } else { Notice::ListEmpty });
        }
        self.draft.tree.take(&scope, how);
        self.room.import = None;
        self.room.list_taken = true;
        self.port.go(Go::EndImport { taken: true });
        self.port.say(Notice::Counted(self.draft.tree.counts()));
        self.room.touch(Field::Scope);
    }

    /// Reads a list from a file.
    pub fn read_file(&mut self, path: String) {
        let ask = self.port.number();
        self.room.file = Some(FileQuestion { ask, path: path.clone() });
        self.port.effect(Disk::ReadText { ask, path });
    }

    /// Writes the scope as text to a file. `replace`: a file of this path is overwritten.
    pub fn save_text(&mut self, path: String, text: String, replace: bool) {
        let ask = self.port.number();
        self.room.file = Some(FileQuestion { ask, path: path.clone() });
        self.port.effect(Disk::SaveText { ask, path, text, replace });
    }
}

/// Hands the scope's text to the clipboard.
pub(crate) fn copy_text(text: String, port: &mut Port) {
    port.say(Notice::Copied);
    port.effect(Terminal::Copy(text));
}
