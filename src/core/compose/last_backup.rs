//! What the instance's last table-level backup holds, beside what the service lists now: looked at,
//! and taken by a key.

use super::{
    import::{Source, last_table_level},
    state::{ComposeDesk, LastQuestion},
};
use crate::core::{
    base::{Ask, CallFailure, Whole},
    operation::backup::BackupRow,
    port::{Notice, Query},
    scope::list::render,
};

impl ComposeDesk<'_> {
    /// Asks for the instance's backups.
    pub(super) fn ask_last(&mut self) {
        let Some(instance) = self.draft.instance().cloned() else { return };
        let Some(service) = self.shared.service.filter(|_| self.shared.session.is_ready()) else {
            return self.port.say(Notice::Offline);
        };
        let ask = self.port.ask(service, Query::LastBackups { instance });
        self.room.last = Some(LastQuestion { ask, key: self.shared.last_key });
        self.port.say(Notice::LastReading);
    }

    /// Shows the last table-level backup of these. Where the operator has gone on to something
    /// else, no list comes up under the fingers. `in_front`: nothing lies over the form.
    pub fn last_backups_arrived(
        &mut self,
        answer: Ask,
        rows: &Result<Whole<BackupRow>, CallFailure>,
        in_front: bool,
    ) {
        let Some(asked) = self.room.last.take_if(|asked| asked.ask == answer) else { return };
        self.port.unsay(&Notice::LastReading);
        if !in_front {
            return;
        }
        if asked.key != self.shared.last_key {
            return self.port.say(Notice::LastWaits);
        }
        match rows.as_ref().map(|rows| last_table_level(rows)) {
            Err(why) => self.port.say(Notice::LastUnread(why.clone())),
            Ok(None) => self.port.say(Notice::LastNone),
            Ok(Some(last)) => {
                let text = render(&last.scope);
                self.open_list(Source::Last(Box::new(last)), &text, None);
            }
        }
    }

    /// Takes the tables that are new since the backup, or leaves them out again. What is still
    /// being read could bring more than is on screen.
    pub(super) fn toggle_new(&mut self) {
        let Some(import) = &mut self.room.import else { return };
        let last = matches!(import.from, Source::Last(_));
        let Some(judged) = import.read.as_mut().filter(|_| last) else { return };
        if !judged.is_looked_up(&self.draft.tree) {
            self.port.say(Notice::NewReading);
        } else if !judged.toggle_new() {
            self.port.say(Notice::NothingNew);
        }
    }
}
