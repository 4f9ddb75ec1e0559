//! Flows from the history: to Watch and back, and to a form made of a past backup.

use crate::core::{
    base::{Ask, InstanceId, OperationId, StateTrouble},
    draft::{OpenedFrom, SavedDraft, Target, fresh_name::fresh_name, rules},
    history::{past, room::Purpose},
    model::Model,
    operation::{
        Operation, Replayed,
        backup::{BackupKind, BackupRow},
        journal_file::File,
    },
    port::{Disk, HistoryFrom, HistoryNotice, Notice, Screen},
    session::Site,
};

impl Model {
    pub(super) fn open_history(&mut self, instance: Option<(InstanceId, String)>) {
        let from = match self.shared.screen {
            Screen::Instance => HistoryFrom::Instances,
            Screen::Watch => HistoryFrom::Watch(self.watch.shown),
            Screen::Start | Screen::Compose | Screen::Review | Screen::Export | Screen::History => {
                HistoryFrom::Start
            }
        };
        self.history.enter(instance, from, &self.shared);
        self.shared.screen = Screen::History;
    }

    pub(super) fn leave_history(&mut self, from: HistoryFrom) {
        match from {
            HistoryFrom::Start => {
                self.shared.screen = Screen::Start;
                self.port.effect(Disk::ReadJournal);
            }
            HistoryFrom::Instances => self.shared.screen = Screen::Instance,
            HistoryFrom::Watch(shown) => {
                self.watch.shown = shown;
                self.watch.from_history = false;
                self.shared.screen = Screen::Watch;
            }
        }
    }

    /// Shows a backup that this journal did not make, and reads it while it shows.
    pub(super) fn show_guest(&mut self, mut row: BackupRow) {
        // No number that a file has: those of files are random, and this one counts down.
        let id = OperationId::from_bits(u32::MAX - self.port.number().0 as u32);
        let at = self.history.reading.read_at.unwrap_or(self.shared.clock.utc);
        // Until the list of tables is known not to show the backup, the backup may be of tables.
        let may_be_of_tables = !self.history.reading.knows_kind(row.begun);
        row.kind.take_if(|kind| *kind == BackupKind::Instance && may_be_of_tables);
        let site = Site::of(self.shared.mode, &self.shared.session).map(Box::new);
        self.operations.visited = Some(Box::new(Operation::guest(id, at, row, site)));
        self.show_operation(id);
        self.watch_desk().read_visited();
    }

    /// Takes the file of a row that the operator opened, or wants a form of.
    pub(super) fn operation_read(&mut self, ask: Ask, file: Result<Option<File>, StateTrouble>) {
        let Some(purpose) = self.history.file_arrived(ask) else { return };
        // An operator who has gone on is not interrupted.
        if self.shared.screen != Screen::History || !self.dialog.overlays.is_empty() {
            return;
        }
        let refused = match (file, purpose) {
            (Err(why) | Ok(Some(File { read: Err(why), .. })), _) => HistoryNotice::Unread(why),
            (Ok(None), _) => HistoryNotice::NoOperation,
            (Ok(Some(file)), Purpose::Open) => match file.replay() {
                Replayed::Operation(operation) => return self.open_recorded(*operation),
                Replayed::Draft { .. } | Replayed::GivenUp => HistoryNotice::NotConfirmed,
                Replayed::Nothing => HistoryNotice::NoOperation,
            },
            (Ok(Some(file)), Purpose::Prepare) => match file.intent() {
                Some(intent) => {
                    return past::prepare_again(intent, &self.shared, &mut self.port);
                }
                None => HistoryNotice::NotTold,
            },
        };
        self.port.say(Notice::History(refused));
    }

    /// Shows an operation as its file tells it. One to which something can still happen stands
    /// among those of this run, and one that is open is taken up, as Start does it.
    fn open_recorded(&mut self, operation: Operation) {
        let id = operation.id;
        if self.operations.current(Some(id)).is_none() {
            if !operation.is_final() {
                self.operations.list.push(operation);
                self.operations.list.sort_by_key(|operation| operation.confirmed_at);
                let now = self.shared.clock.utc;
                self.watch_desk().take_up(now);
            } else {
                self.operations.visited = Some(Box::new(operation));
            }
        }
        self.show_operation(id);
    }

    /// Puts a past backup into the form under a fresh name. The form before is saved, as by the
    /// opening of a draft, and everything is compared and reviewed.
    pub(super) fn prepare_from(&mut self, past: SavedDraft) {
        let utc = self.shared.clock.utc;
        let taken = |name: &str| self.history.rows.has_name(name);
        let name = fresh_name(&past.name, utc, taken);
        let id = past.target.as_ref().map(Target::id);
        let listed = id.and_then(|id| self.choose.instances.get(id)).cloned();
        let target = listed.map(Target::Listed).or(past.target.clone());
        let draft = SavedDraft { name, target, ..past.clone() };
        self.open_draft(&draft, OpenedFrom::default(), None);
        self.compose_desk().fill_fresh_name();
        if self.history.rows.has_name(self.draft.name.value()) {
            let taken = |name: &str| self.history.rows.has_name(name);
            self.draft.name = fresh_name(self.draft.name.value(), utc, taken).into();
        }
        self.compose.violations = rules::check(&self.draft);
        if let Some(changes) = &mut self.compose.changes {
            changes.draft.name = self.draft.name.value().to_owned();
            // What the list of instances tells now is not what was so at the past backup.
            changes.draft.target = past.target;
            changes.of_past = Some(past.name);
        }
    }
}
