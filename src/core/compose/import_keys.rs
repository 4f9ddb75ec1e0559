//! A list on its way into the tree: from a paste, a file or the last backup, by way of an import
//! that shows the list first.

use super::{
    import::{Import, Source},
    state::{Compose, ComposeFocus, FileQuestion},
};
use crate::core::{
    base::{
        ask::Ask,
        key::{Key, KeyCode, Press},
        size,
        time::Millis,
    },
    draft::{form::Draft, rules::rule::Field},
    port::{
        effect::{Disk, Effect, Terminal},
        keymap::Action,
        outcome::{Go, Port},
        overlay::Overlay,
        shared::Shared,
        status_line::Notice,
        timer::Timer,
    },
    scope::{
        choice::ScopeChoice,
        tree::{Listing, NameOrigin, Take},
    },
};

/// A paste that has not come to rest is looked at again after so many seconds.
const RESTS: u64 = 1;

/// Returns whether a text has more than one line: a list has, and a path or a filter has not.
pub(in crate::core) fn has_lines(text: &str) -> bool {
    text.trim_end_matches(['\n', '\r']).contains(['\n', '\r'])
}

impl Compose {
    /// Returns whether a paste into the form is a list for the tree, not text for a field.
    pub(in crate::core) fn takes_list(&self, text: &str, choice: ScopeChoice) -> bool {
        choice == ScopeChoice::Tables
            && match self.focus {
                ComposeFocus::Tree => true,
                ComposeFocus::TreeFilter => has_lines(text),
                ComposeFocus::Name | ComposeFocus::Description | ComposeFocus::Scope => false,
            }
    }

    /// Takes a paste as a list, or as the next piece of the list that is shown. `came`: when a
    /// piece came that no mark ends.
    pub(in crate::core) fn list_pasted(
        &mut self,
        text: &str,
        came: Option<Millis>,
        shared: &Shared,
        draft: &mut Draft,
        port: &mut Port,
    ) {
        let extended =
            came.zip(self.import.as_mut()).is_some_and(|(at, import)| import.extend(text, at));
        if extended {
            self.piece_arrived(shared, draft, port);
        } else {
            self.open_list(Source::Paste, text, came, shared, draft, port);
        }
    }

    pub(in crate::core) fn open_list(
        &mut self,
        from: Source,
        text: &str,
        came: Option<Millis>,
        shared: &Shared,
        draft: &mut Draft,
        port: &mut Port,
    ) {
        if draft.engine().is_some_and(|engine| !engine.has_table_scope()) {
            return port.say(Notice::CassandraOnly);
        }
        self.import = Some(Import::new(from, text, came));
        port.go(Go::Show(Overlay::Import));
        self.piece_arrived(shared, draft, port);
    }

    /// Reads a short text at once, and a long one when no more comes.
    fn piece_arrived(&mut self, shared: &Shared, draft: &mut Draft, port: &mut Port) {
        match &self.import {
            Some(import) if import.is_short() => self.read_list(shared, draft, port),
            Some(_) => port.effect(Effect::Wait { seconds: RESTS, timer: Timer::Paste }),
            None => {}
        }
    }

    fn read_list(&mut self, shared: &Shared, draft: &mut Draft, port: &mut Port) {
        if let Some(import) = &mut self.import {
            import.read(&draft.tree);
        }
        self.look_up(shared, draft, port);
    }

    /// Reads the list, of which no more has come for a while.
    pub(in crate::core) fn paste_idle(
        &mut self,
        shared: &Shared,
        draft: &mut Draft,
        port: &mut Port,
    ) {
        if self.import.as_ref().is_some_and(|import| import.read.is_none()) {
            self.read_list(shared, draft, port);
        }
    }

    /// Takes a key that is the next piece of a paste without marks; false for any other key.
    pub(in crate::core) fn key_extends_paste(
        &mut self,
        key: Key,
        at: Millis,
        shared: &Shared,
        draft: &mut Draft,
        port: &mut Port,
    ) -> bool {
        let text = match (key.ctrl, key.code) {
            (false, KeyCode::Char(c)) => c,
            (false, KeyCode::Enter) | (true, KeyCode::Char('j')) => '\n',
            (false, KeyCode::Tab) => '\t',
            _ => return false,
        };
        let Some(import) = self.import.as_mut().filter(|import| import.extends_paste(at)) else {
            return false;
        };
        import.extend(text.encode_utf8(&mut [0; 4]), at);
        self.piece_arrived(shared, draft, port);
        true
    }

    /// Looks at the list again, for the service has listed databases, or tables of this one.
    pub(super) fn look_again(
        &mut self,
        database: Option<&str>,
        shared: &Shared,
        draft: &mut Draft,
        port: &mut Port,
    ) {
        if let Some(import) = &mut self.import {
            import.look_again(database, &draft.tree);
        }
        self.look_up(shared, draft, port);
    }

    /// Asks for the tables of the next database that the list names, one database at a time.
    fn look_up(&self, shared: &Shared, draft: &mut Draft, port: &mut Port) {
        let Some(judged) = self.import.as_ref().and_then(|import| import.read.as_ref()) else {
            return;
        };
        let tree = &draft.tree;
        let listing = |d: &usize| tree.database(*d).map(|d| d.listing().clone());
        // What is typed cannot be read, and must not keep the others from it.
        let listed =
            |d: &usize| tree.database(*d).is_some_and(|d| d.origin() == NameOrigin::Listed);
        let places = || judged.unread().filter_map(|name| tree.find(name)).filter(listed);
        if !shared.session.is_ready() || places().any(|d| listing(&d) == Some(Listing::Loading)) {
            return;
        }
        let next = places().find(|d| listing(d) == Some(Listing::NotAsked));
        if let Some(d) = next {
            self.list_tables(d, shared, draft, port);
        }
    }

    /// `before` is when the key before this one was pressed.
    pub(in crate::core) fn act_on_import(
        &mut self,
        action: Action,
        (press, before): (Press, Option<Millis>),
        shared: &Shared,
        draft: &mut Draft,
        port: &mut Port,
    ) {
        let Some(import) = &mut self.import else { return };
        match action {
            Action::Add | Action::Replace | Action::AddAlone | Action::WithNew
                if import.read.is_some() && !import.guard.allows(press, before) =>
            {
                port.say(Notice::LookAtList);
            }
            Action::Add => self.take_list(Take::Add, false, draft, port),
            Action::Replace => self.take_list(Take::Replace, false, draft, port),
            Action::AddAlone => self.take_list(Take::Add, true, draft, port),
            Action::WithNew => self.toggle_new(draft, port),
            Action::Back => {
                self.import = None;
                port.go(Go::EndImport { taken: false });
                port.say(Notice::ListDropped);
            }
            other => {
                let stops = shared.last_scroll.saturating_add(1);
                let page = shared.size.rows.saturating_sub(size::CHROME_ROWS + 4).max(1);
                if let Some(row) = other.moves(import.scroll, stops, usize::from(page)) {
                    import.scroll = row;
                }
            }
        }
    }

    /// Takes the list; `alone`: also the databases that stand alone in the list, as a whole.
    fn take_list(&mut self, how: Take, alone: bool, draft: &mut Draft, port: &mut Port) {
        let Some(import) = &self.import else { return };
        let Some(judged) = &import.read else { return port.say(Notice::ListReading) };
        let (any_alone, scope) = (judged.alone().len() > 0, judged.scope(alone));
        if scope.is_empty() || (alone && !any_alone) {
            // Replacing by nothing is unticking all, which has a key of its own.
            return port.say(if any_alone { Notice::OnlyAlone } else { Notice::ListEmpty });
        }
        draft.tree.take(&scope, how);
        self.import = None;
        self.list_taken = true;
        port.go(Go::EndImport { taken: true });
        port.say(Notice::Counted(draft.tree.counts()));
        self.touch(Field::Scope);
    }

    /// Reads a list from a file.
    pub(in crate::core) fn read_file(&mut self, path: String, port: &mut Port) {
        let ask = port.number();
        self.file = Some(FileQuestion { ask, path: path.clone() });
        port.effect(Effect::Disk(Disk::ReadText { ask, path }));
    }

    /// Writes the scope as text to a file. `replace`: a file of this path is overwritten.
    pub(in crate::core) fn save_text(
        &mut self,
        path: String,
        text: String,
        replace: bool,
        port: &mut Port,
    ) {
        let ask = port.number();
        self.file = Some(FileQuestion { ask, path: path.clone() });
        port.effect(Effect::Disk(Disk::SaveText { ask, path, text, replace }));
    }

    /// Returns the path that this answer is about; `None` if another file was asked for since.
    pub(in crate::core) fn file_of(&self, answer: Ask) -> Option<&str> {
        self.file.as_ref().filter(|file| file.ask == answer).map(|file| file.path.as_str())
    }
}

/// Hands the scope's text to the clipboard.
pub(in crate::core) fn copy_text(text: String, port: &mut Port) {
    port.say(Notice::TextCopied);
    port.effect(Effect::Terminal(Terminal::Copy(text)));
}
