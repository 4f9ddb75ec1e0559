//! The reducer: `update(&mut Model, Msg) -> Vec<Effect>`. The only room that knows all others: a
//! message goes to one room, and where that room wants to go is applied here. No clock, no I/O.

mod access;
mod flows;
mod goes;
mod history;
mod keys;
mod operations;
mod prompts;
mod replies;
#[cfg(test)]
mod tests;
mod tickets;

use super::{
    base::{Ask, Clock},
    draft::OpenedFrom,
    journal::writing,
    model::Model,
    operation::need::ReadingKind,
    port::{Disk, Effect, Msg, Notice, Reply, Screen, Terminal, Timer},
    scope::RowId,
    start::rows::StartRow,
};

/// A wall clock that moves further than this beyond the monotonic one has jumped, in seconds.
const JUMP: u64 = 5;

const BELL: Effect = Effect::Terminal(Terminal::Bell);

/// Returns the effects of the start: the journal is read; in a demo the instances as well,
/// otherwise nothing is called before a choice.
pub fn begin(model: &mut Model) -> Vec<Effect> {
    if model.watch.follow.is_some() {
        let unsettled = model.sign_in.unsettled;
        model.watch_desk().begin(unsettled);
        model.follow_goes();
        let writes = writing::writes(&mut model.operations, false);
        return writes.into_iter().chain(model.port.take_effects()).collect();
    }
    model.port.effect(Disk::ReadJournal);
    match model.shared.screen {
        Screen::Instance => model.choose_desk().enter(),
        // Naming the instance is the choice to begin.
        Screen::Start if model.begins_with_named() => model.new_backup(),
        Screen::Start
        | Screen::Compose
        | Screen::Review
        | Screen::Export
        | Screen::Watch
        | Screen::History => {}
    }
    model.follow_goes();
    model.identify_chosen();
    model.port.take_effects()
}

/// Takes one message into the model and returns what is to be done.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let before = model.before(&msg);
    let drawn = matches!(msg, Msg::Drawn { .. });
    model.take(msg);
    // No key may go elsewhere for what was drawn.
    if drawn {
        return Vec::new();
    }
    model.follow_goes();
    model.after(before)
}

/// State from before a message, to find what the message has changed.
struct Before {
    /// The row of Start under the cursor: rows come and go, and the cursor stays on its row.
    under_cursor: Option<StartRow>,
    /// The question for which tables were being read.
    tables: Option<Ask>,
    by_key: bool,
    /// The row of the tree under the cursor, if names came.
    row: Option<RowId>,
}

impl Model {
    fn before(&self, msg: &Msg) -> Before {
        let of_an_operation =
            matches!(msg, Msg::Polled { .. } | Msg::Looked { .. } | Msg::CreateEnded { .. });
        let of_names =
            matches!(msg, Msg::Reply { reply: Reply::Databases { .. } | Reply::Tables { .. }, .. });
        Before {
            under_cursor: of_an_operation.then(|| self.under_cursor()).flatten(),
            tables: self.compose.tables_under_way(&self.draft.tree),
            by_key: matches!(msg, Msg::Key(_) | Msg::Paste { .. }),
            row: of_names.then(|| self.draft.tree.cursor()).flatten(),
        }
    }

    /// Hands a message to the one room that it is for.
    fn take(&mut self, msg: Msg) {
        match msg {
            Msg::Key(press) => self.on_key(press),
            Msg::Paste { text, marked, at } => self.on_paste(&text, marked, at),
            Msg::PasteUnended => {
                // Where the text was not taken, the notice says that instead.
                if self.port.notice != Some(Notice::PasteIgnored) {
                    self.port.notice = Some(Notice::PasteUnended);
                }
            }
            Msg::NotUtf8 => {
                self.port.notice.get_or_insert(Notice::NotUtf8);
            }
            Msg::Resized(size) => self.shared.size = size,
            // Only the guard and the ends of scrolling hear of frames.
            Msg::Drawn { at, last_scroll } => self.on_drawn(at, last_scroll),
            Msg::Stray { at } => self.shared.last_key = Some(at),
            Msg::Clock { utc, at } => self.set_clock(Clock { utc, at }),
            Msg::ServiceClock { ahead } => self.shared.service_ahead = Some(ahead),
            Msg::Resumed => self.review.resumed(&mut self.port),
            Msg::SecretEdited { length } => self.dialog.secret_edited(length, &mut self.port),
            Msg::Configured(session) => self.access_configured(session),
            Msg::ConfigureRefused(problem) => self.dialog.refuse_setting(problem),
            Msg::SignedIn { ask, result } => self.sign_in_ended(ask, result),
            Msg::AccessChanged { expires, refused } => self.access_changed(expires, refused),
            Msg::ProfileSaved(result) => self.sign_in_desk().profile_saved(result),
            Msg::Reply { ask, reply } => self.take_reply(ask, reply),
            Msg::CreateEnded { operation, at, end } => {
                self.watch_desk().ended(operation, at, end);
            }
            Msg::Polled { operation, at, poll } => {
                let in_front = self.dialog.overlays.is_empty();
                self.watch_desk().polled(operation, at, poll, in_front);
            }
            Msg::Looked { operation, at, looked } => {
                let in_front = self.dialog.overlays.is_empty();
                self.watch_desk().looked(operation, at, looked, in_front);
            }
            Msg::Turn { at } => {
                self.watch_desk().next_turn(at);
            }
            Msg::JournalRead { at, found } => self.journal_read(at, found),
            Msg::HistoryRead { ask, page } => self.history.journal_arrived(ask, page),
            Msg::OperationRead { ask, file } => self.operation_read(ask, file),
            Msg::Reviewed { ask, recorded, rivals } => {
                let Self { review, shared, port, .. } = self;
                review.request_recorded(ask, recorded, rivals, shared, port);
            }
            Msg::Intended { operation, at, result } => {
                self.review.intended(operation, at, result, &self.shared, &mut self.port)
            }
            Msg::Written { operation, result } => {
                writing::written(operation, result, &mut self.operations, &mut self.port);
            }
            Msg::DraftSaved { form, at, result } => {
                let Self { drafts, draft, shared, port, .. } = self;
                drafts.saved((form, at, result), draft, shared, port);
            }
            Msg::DraftStays(why) => self.port.notice = Some(Notice::DraftStays(why)),
            Msg::DraftGiven(draft, file) => {
                self.open_draft(&draft, OpenedFrom::default(), Some(file))
            }
            Msg::GoOn => self.compose.go_on(&mut self.draft.tree),
            Msg::FileSaved { ask, result } => self.file_saved(ask, result),
            Msg::TextRead { ask, result } => self.list_read(ask, result),
            Msg::FolderRead { ask, result } => self.dialog.folder_read(ask, result),
            Msg::TextSaved { ask, result } => {
                self.dialog.ticket_saved(ask, result.clone(), &mut self.port);
                self.text_saved(ask, result);
            }
            Msg::RecordRead { ask, record } => self.dialog.record_read(ask, record, &mut self.port),
            Msg::Leaving { at } => self.leaving(at),
            Msg::Timer(Timer::SaveDraft) => {
                self.drafts.wait_over(&self.draft, &self.shared, &mut self.port)
            }
            Msg::Timer(Timer::Rest) => self.choose.instances.cursor_idle(),
            Msg::Timer(Timer::Idle) => {
                if let Some(review) = &mut self.review.open {
                    review.read_busy(&self.shared, &mut self.port);
                }
            }
            Msg::Timer(Timer::Paste) => {
                self.compose_desk().paste_idle();
            }
            Msg::Timer(Timer::Poll(id)) => self.watch_desk().timer(ReadingKind::Poll, id),
            Msg::Timer(Timer::Look(id)) => self.watch_desk().timer(ReadingKind::Look, id),
        }
    }

    /// Applies where rooms want to go, until none wants to go anywhere.
    fn follow_goes(&mut self) {
        while let Some(go) = self.port.next_go() {
            self.go(go);
        }
    }

    /// Does what follows from any message, and returns all effects in their order.
    fn after(&mut self, before: Before) -> Vec<Effect> {
        self.keep_under_cursor(before.under_cursor);
        self.choose_desk().next_lookup();
        self.follow_goes();
        self.identify_chosen();
        self.normalise();
        self.compose.note_jump(before.row, self.draft.tree.cursor());
        self.watch.drop_visited(&mut self.operations, &self.shared);
        // The events of an operation go to the disk before any effect that follows from them.
        let mut effects = writing::writes(&mut self.operations, false);
        if self.shared.bell {
            let ends = self.operations.list.iter_mut().filter_map(|o| o.hear_end().then_some(BELL));
            effects.extend(ends);
        }
        self.renew_ticket();
        // Before any new question, which the cancelling would end as well.
        effects.extend(self.review.stop_names());
        effects.extend(self.compose.end_tables(before.tables));
        effects.extend(self.port.take_effects());
        effects.extend(self.drafts.next_effect(&self.draft));
        self.history.stop(&self.shared, &mut self.port);
        self.choose_desk().next_effects(before.by_key);
        self.history.next_effects(&self.shared, &mut self.port);
        effects.extend(self.port.take_effects());
        effects.extend(self.compose.next_effect(&self.draft.tree));
        effects.extend(self.watch.next_pause());
        effects
    }

    /// Sets the wall clock. Review and operations, which wait for times, hear of a jump.
    fn set_clock(&mut self, now: Clock) {
        let seconds = self.shared.clock.jump(now.utc, now.at);
        if seconds.unsigned_abs() > JUMP {
            self.review.clock_jumped(seconds, &self.shared, &mut self.port);
            self.operations.list.iter_mut().for_each(|operation| operation.clock_moved(seconds));
            self.shared.service_ahead = self.shared.service_ahead.map(|ahead| ahead - seconds);
        }
        self.shared.clock = now;
    }

    /// Restores what holds after every message: the rules are up to date, cursors are on rows that
    /// show, the guard follows the button.
    fn normalise(&mut self) {
        let import_on_top = self.is_import_on_top();
        let here = (self.shared.size, self.shared.clock.utc);
        self.compose.normalise(&mut self.draft, here, import_on_top);
        self.choose.normalise(&self.shared);
        self.review.arm(self.review_is_in_front());
    }
}
