//! What the instance's last table-level backup holds, beside what the service lists now: looked at,
//! and taken by a key.

use super::{
    import::{Source, last_table_level},
    state::{Compose, LastQuestion},
};
use crate::core::{
    base::{ask::Ask, call::CallFailure, whole::Whole},
    draft::form::Draft,
    operation::backup::BackupRow,
    port::{outcome::Port, query::Query, shared::Shared, status_line::Notice},
    scope::list::render,
};

impl Compose {
    /// Asks for the instance's backups.
    pub(super) fn ask_last(&mut self, shared: &Shared, draft: &Draft, port: &mut Port) {
        let Some(instance) = draft.target.as_ref().map(|t| t.id().clone()) else { return };
        let Some(service) = shared.service.filter(|_| shared.session.is_ready()) else {
            return port.say(Notice::Offline);
        };
        let ask = port.number();
        self.last = Some(LastQuestion { ask, key: shared.last_key });
        port.say(Notice::LastReading);
        port.effect(service.ask(ask, Query::LastBackups { instance }));
    }

    /// Shows the last table-level backup of these. Where the operator has gone on to something
    /// else, no list comes up under the fingers. `in_front`: nothing lies over the form.
    pub(in crate::core) fn last_backups_arrived(
        &mut self,
        answer: Ask,
        rows: &Result<Whole<BackupRow>, CallFailure>,
        in_front: bool,
        shared: &Shared,
        draft: &mut Draft,
        port: &mut Port,
    ) {
        let Some(asked) = self.last.take_if(|asked| asked.ask == answer) else { return };
        port.unsay(&Notice::LastReading);
        if !in_front {
            return;
        }
        if asked.key != shared.last_key {
            return port.say(Notice::LastWaits);
        }
        match rows.as_ref().map(|rows| last_table_level(rows)) {
            Err(why) => port.say(Notice::LastUnread(why.clone())),
            Ok(None) => port.say(Notice::LastNone),
            Ok(Some(last)) => {
                let text = render(&last.scope);
                self.open_list(Source::Last(Box::new(last)), &text, None, shared, draft, port);
            }
        }
    }

    /// Takes the tables that are new since the backup, or leaves them out again. What is still
    /// being read could bring more than is on screen.
    pub(super) fn toggle_new(&mut self, draft: &Draft, port: &mut Port) {
        let Some(import) = &mut self.import else { return };
        let last = matches!(import.from, Source::Last(_));
        let Some(judged) = import.read.as_mut().filter(|_| last) else { return };
        if !judged.is_looked_up(&draft.tree) {
            port.say(Notice::NewReading);
        } else if !judged.toggle_new() {
            port.say(Notice::NothingNew);
        }
    }
}
