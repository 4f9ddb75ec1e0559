//! Steps that lead through several rooms: each is a call of one room's method.

use crate::core::{
    base::{OperationId, StateTrouble, UtcTime, remote::Remote},
    compose::changes::Changes,
    draft::{Discard, Draft, Field, OpenedFrom, SavedDraft},
    journal::writing,
    model::Model,
    operation::{Operation, journal_file::DiskContents},
    port::{Disk, Notice, Overlay, Screen, TextPage, Unsent},
    session::{Mode, Session, signing::Next},
    start::rows::{Contents, StartRow},
};

// Start.
impl Model {
    /// Returns the rows of Start.
    pub fn start_rows(&self) -> Vec<StartRow> {
        let contents = Contents {
            mode: self.shared.mode,
            operations: &self.operations,
            interrupted: self.journal.interrupted.len(),
            damaged: self.journal.damage.len(),
            form_begun: self.draft.is_begun(),
            drafts: self.drafts.offered.len(),
        };
        contents.rows()
    }

    /// Returns whether an earlier run has left something for the operator: an open operation; and
    /// where no instance was named, a request whose review was cut short, or a draft. Requests and
    /// drafts can wait where the operator has named an instance.
    pub fn needs_attention(&self) -> bool {
        let chosen = self.choose.lookup.is_some() || self.draft.target.is_some();
        let begun = !self.journal.interrupted.is_empty() || !self.drafts.offered.is_empty();
        self.operations.list.iter().any(Operation::is_open) || (begun && !chosen)
    }

    /// Goes back to Start, onto the row of an operation that needs attention or onto the first.
    /// Another program may have written meanwhile, so the journal is read again.
    pub(super) fn back_to_start(&mut self, operation: Option<OperationId>) {
        self.shared.screen = Screen::Start;
        let rows = self.start_rows();
        self.start.go_to(operation.map(StartRow::Operation), &rows);
        self.port.effect(Disk::ReadJournal);
    }

    /// Goes to the instance list, once calls can be made; otherwise to the first missing setting.
    pub(crate) fn new_backup(&mut self) {
        let session = &self.shared.session;
        if session.is_ready() || self.shared.mode == Mode::Offline {
            self.open_instances();
        } else if self.sign_in.unsettled && session.sign_in.is_none() {
            self.sign_in.next = Some(Next::NewBackup);
            self.sign_in_desk().show_ways();
        } else if session.can_sign_in() {
            self.sign_in_desk().begin(Next::NewBackup);
        } else {
            self.shared.screen = Screen::Start;
            let rows = self.start_rows();
            self.start.go_to_missing(&self.shared, &rows);
            self.port.say(Notice::SetupFirst);
        }
    }

    /// Opens the instance list, with the cursor on the instance that was used last: that of the
    /// operation on Watch, otherwise the form's.
    pub(super) fn open_instances(&mut self) {
        let watched = self.current().filter(|_| self.shared.screen == Screen::Watch);
        let used = watched.and_then(Operation::instance);
        let used = used.or_else(|| self.draft.instance()).cloned();
        self.choose.instances.seek(used);
        self.shared.screen = Screen::Instance;
        let own = self.operations.list.iter().filter(|it| it.backup_id.is_some()).count();
        let is_newer = std::mem::replace(&mut self.choose.own_backups, own) != own;
        let is_read = matches!(self.choose.instances.reading, Remote::Here { .. });
        let mut choose = self.choose_desk();
        // What was read before such a backup is out of date: the newest, and what an instance does.
        if is_newer && is_read { choose.reload() } else { choose.enter() }
    }

    /// Returns whether the run goes to the instance that the command line names: calls can be
    /// made, signing in can be tried, or there is a source to choose for it.
    pub(super) fn begins_with_named(&self) -> bool {
        let session = &self.shared.session;
        self.choose.lookup.is_some()
            && (self.shared.mode == Mode::Offline
                || session.is_ready()
                || session.can_sign_in()
                || self.sign_in.unsettled)
    }

    /// Goes to the instance that the command line names, once calls can be made
    /// and nothing else needs attention.
    pub(crate) fn go_to_named(&mut self) {
        let ready = self.shared.screen == Screen::Start
            && self.dialog.overlays.is_empty()
            && self.shared.session.is_ready();
        if self.choose.lookup.is_some() && ready && !self.needs_attention() {
            self.new_backup();
        }
    }

    /// Returns the row of Start under the cursor, while Start is the screen.
    pub(crate) fn under_cursor(&self) -> Option<StartRow> {
        (self.shared.screen == Screen::Start)
            .then(|| self.start_rows().get(self.start.row).copied())
            .flatten()
    }

    /// Keeps the cursor of Start on this row while rows come and go.
    pub(crate) fn keep_under_cursor(&mut self, wanted: Option<StartRow>) {
        if let Some(wanted) = wanted.filter(|_| self.shared.screen == Screen::Start) {
            let rows = self.start_rows();
            self.start.keep_on(wanted, &rows);
        }
    }

    /// Takes another configuration. Another endpoint or project has other instances, so a chosen
    /// one is chosen again; the texts stay.
    pub(crate) fn configured(&mut self, session: Session) {
        self.sign_in.last.moves_to(&self.shared.session);
        let moved = self.sign_in.last.moves_to(&session);
        if moved {
            // The notice comes where a form was begun for the configuration before.
            if self.draft.target.is_some() {
                self.port.say(Notice::AnotherIdentity);
            }
            self.choose.restart();
            self.compose.place_changed(&self.shared, &session, &mut self.draft);
        }
        let stopped = session.read_only && self.shared.sender.is_some();
        if stopped {
            (self.shared.read_only, self.shared.sender) = (true, None);
        }
        // The request would go to another project now, or to an unknown one, or nowhere: it is
        // reviewed again.
        if moved || stopped || !session.is_ready() {
            self.review.open = None;
            if self.shared.screen == Screen::Review {
                self.shared.screen = Screen::Compose;
            }
        }
        self.shared.session = session;
        if moved {
            self.history.restart(&self.shared);
        }
        if self.shared.screen == Screen::Start
            && !self.dialog.overlays.iter().any(|o| matches!(o, Overlay::Prompt(_)))
        {
            let rows = self.start_rows();
            self.start.go_to_missing(&self.shared, &rows);
        }
        // A new token is tried at once.
        let now = self.shared.clock.utc;
        self.watch_desk().go_on(now);
        self.compose_desk().begin_comparison();
    }
}

// Drafts.
impl Model {
    /// Opens a request that has not been sent, from its row on Start.
    pub(super) fn open_unsent(&mut self, what: Unsent) {
        match what {
            // The form waits for the named instance.
            Unsent::Form if self.choose.lookup.is_some() && self.shared.session.is_ready() => {
                self.new_backup()
            }
            Unsent::Form => self.shared.screen = Screen::Compose,
            Unsent::Draft(number) => {
                if let Some((draft, from)) = self.drafts.take_offered(number, &mut self.port) {
                    self.open_draft(&draft, from, None);
                }
            }
            Unsent::Interrupted(number) => {
                if let Some((draft, from)) = self.journal.take_interrupted(number) {
                    self.open_draft(&draft, from, None);
                }
            }
        }
    }

    /// Puts a draft into the form and begins to compare it with the service as it is now. `file`
    /// is its path if the command line named it; then the file stays as it is.
    pub(super) fn open_draft(
        &mut self,
        draft: &SavedDraft,
        from: OpenedFrom,
        file: Option<String>,
    ) {
        self.put_in_form(draft.restore(), from);
        self.compose.changes = Some(Changes::since(draft, file));
        self.review.open = None;
        self.review.export = None;
        for (field, text) in [(Field::Name, &draft.name), (Field::Description, &draft.description)]
        {
            if !text.is_empty() {
                self.compose.touched.push(field);
            }
        }
        self.shared.screen = Screen::Compose;
        self.compose_desk().begin_comparison();
        if self.shared.mode != Mode::Offline {
            self.dialog.overlays.push(Overlay::page(TextPage::Changes));
        }
    }

    /// Puts another draft into the form; the one before is saved and offered on Start.
    pub(crate) fn put_in_form(&mut self, draft: Draft, from: OpenedFrom) {
        self.drafts.park(&self.draft, &self.shared, &mut self.port);
        self.compose_desk().put_draft(draft);
        // The comparison is one of the draft before: its place and its names say nothing of this.
        self.compose.changes = None;
        self.drafts.begin_another(from, &mut self.port);
    }

    /// Drops the form's file: the texts are in a backup, or are not wanted.
    pub(crate) fn drop_form(&mut self) {
        self.compose.changes = None;
        self.drafts.drop_form(&self.draft, self.shared.clock.utc, &mut self.port);
    }

    /// Asks the operator before an unsent request is thrown away.
    pub(super) fn ask_discard(&mut self, what: Unsent) {
        let known = match what {
            Unsent::Form => Some(Discard::Form),
            Unsent::Draft(number) => self.drafts.offered.get(number).map(|o| Discard::Draft(o.key)),
            Unsent::Interrupted(number) => {
                self.journal.interrupted.get(number).map(|i| Discard::Review(i.operation))
            }
        };
        self.dialog.overlays.extend(known.map(Overlay::Discard));
    }

    /// Throws away the request that the operator agreed to lose.
    pub(crate) fn discard(&mut self, what: Discard) {
        let at = self.shared.clock.utc;
        match what {
            Discard::Form => {
                let tree = self.draft.tree.emptied();
                let empty = Draft { tree, ..Draft::default() };
                self.compose_desk().put_draft(empty);
                self.review.open = None;
                self.review.export = None;
                self.drop_form();
            }
            Discard::Draft(key) => {
                if !self.drafts.discard(key, at, &mut self.port) {
                    return;
                }
            }
            Discard::Review(review) => self.journal.discard(review, at, &mut self.port),
        }
        self.port.say(Notice::Discarded);
        let rows = self.start_rows();
        self.start.normalise(&rows);
    }
}

// The journal, and the operations that it brings.
impl Model {
    /// Takes a reading of the journal: operations that need attention come first, and are taken up
    /// at once where calls can be made.
    pub(super) fn journal_read(&mut self, at: UtcTime, found: Result<DiskContents, StateTrouble>) {
        let first = !self.journal.read;
        let row = self.start_rows().get(self.start.row).copied();
        let recorded = self.review.recorded;
        let Self { journal, operations, drafts, port, .. } = self;
        if !journal.load((at, found), recorded, operations, drafts, port) {
            return;
        }
        let rows = self.start_rows();
        self.start.go_to(row, &rows);
        // The operator has not begun anything: operations that need attention are seen first.
        if first && self.shared.last_key.is_none() && self.needs_attention() {
            self.shared.screen = Screen::Start;
            self.start.row = 0;
        }
        self.watch_desk().take_up(at);
    }

    /// Ends the program's work on disk: an intent that has not been sent is taken back, a review
    /// that was not confirmed is given up.
    pub(crate) fn leaving(&mut self, at: UtcTime) {
        let unsaved = self.drafts.any_trouble().is_some();
        self.drafts.leave(&self.draft, &self.shared, &mut self.port);
        self.port.effects(writing::writes(&mut self.operations, true));
        let last = self.review.leaving(at, unsaved, &mut self.port);
        self.port.effects(last);
    }
}
