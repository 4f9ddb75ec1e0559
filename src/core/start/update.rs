//! Start: what is configured, what is missing, and the way on.

use super::saved_drafts;
use crate::core::{
    base::{ask::Ask, ids::OperationId},
    compose::compare,
    dialog::overlay::{Overlay, PromptKind},
    draft::content::Draft,
    journal,
    model::Model,
    operation::Operation,
    port::{
        effect::{Disk, Effect},
        keymap::Action,
        outcome::Go,
        shared::Screen,
        status_line::Notice,
    },
    session::{
        current::{Mode, Place},
        form::FormKind,
        signing::Next,
    },
    watch,
};

/// A row that can be chosen on Start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartRow {
    /// An operation that is open.
    Operation(OperationId),
    /// A request whose review was cut short, by its place in the list.
    Interrupted(usize),
    /// What is in the form now.
    Form,
    /// A draft of an earlier run, by its place in the list.
    Draft(usize),
    /// A file of the journal that cannot be relied on, by its place in the list.
    Damage(usize),
    NewBackup,
    Region,
    Project,
    SignIn,
    Test,
    /// Save what is set as a profile.
    SaveProfile,
    /// An operation that has ended.
    Ended(OperationId),
}

impl Model {
    /// The rows of Start: what needs attention (unknown before running, then reviews that were cut
    /// short and damaged files), the way on, what has ended (newest first). In a demo everything is
    /// given, so nothing can be set.
    pub fn start_rows(&self) -> Vec<StartRow> {
        let open = |unresolved: bool| {
            self.operations
                .list
                .iter()
                .rev()
                .filter(move |o| o.is_open() && o.is_unresolved() == unresolved)
        };
        let mut rows: Vec<StartRow> =
            open(true).chain(open(false)).map(|o| StartRow::Operation(o.id)).collect();
        rows.extend((0..self.journal.interrupted.len()).map(StartRow::Interrupted));
        rows.extend((0..self.journal.damage.len()).map(StartRow::Damage));
        rows.extend(self.draft.is_begun().then_some(StartRow::Form));
        rows.extend((0..self.drafts.offered.len()).map(StartRow::Draft));
        rows.push(StartRow::NewBackup);
        rows.extend(match self.shared.mode {
            Mode::Live => &[
                StartRow::Region,
                StartRow::Project,
                StartRow::SignIn,
                StartRow::Test,
                StartRow::SaveProfile,
            ][..],
            // What is known of the place goes into the draft; a token has no use.
            Mode::Offline => &[StartRow::Region, StartRow::Project],
            Mode::Demo => &[],
        });
        rows.extend(self.ended_operations().into_iter().map(|o| StartRow::Ended(o.id)));
        rows
    }

    /// Operations that have ended, newest first: those of this run, and
    /// those that the journal holds.
    pub fn ended_operations(&self) -> Vec<&Operation> {
        let here = self.operations.list.iter().rev().filter(|o| !o.is_open());
        let known = |o: &&Operation| self.operations.list.iter().all(|mine| mine.id != o.id);
        let mut all: Vec<&Operation> =
            here.chain(self.operations.earlier.iter().filter(known)).collect();
        all.sort_by_key(|operation| std::cmp::Reverse(operation.confirmed_at));
        all
    }

    /// The row of Start for the first thing that calls need and that is
    /// missing; otherwise the way on.
    pub(crate) fn first_missing(&self) -> usize {
        let wanted = match &self.shared.place {
            Place { .. } if self.shared.mode == Mode::Offline => StartRow::NewBackup,
            Place { endpoint: None, iam_endpoint: None, .. } => StartRow::Region,
            // With IAM's help the project can be looked up.
            Place { project: None, iam_endpoint: None, .. } => StartRow::Project,
            Place { sign_in: None, .. } => StartRow::SignIn,
            Place { endpoint: None, .. } if !self.shared.place.can_sign_in() => StartRow::Region,
            Place { .. } => StartRow::NewBackup,
        };
        self.start_rows().iter().position(|row| *row == wanted).unwrap_or(0)
    }
}

/// The row of Start under the cursor, while Start is the screen.
pub(in crate::core) fn under_cursor(model: &Model) -> Option<StartRow> {
    (model.shared.screen == Screen::Start)
        .then(|| model.start_rows().get(model.start.row).copied())
        .flatten()
}

/// Rows come and go while operations are followed: the cursor stays on what it was on, so that
/// Enter opens what the operator was looking at.
pub(in crate::core) fn keep_under_cursor(model: &mut Model, wanted: Option<StartRow>) {
    let Some(wanted) = wanted.filter(|_| model.shared.screen == Screen::Start) else { return };
    let rows = model.start_rows();
    // One that has ended has moved to the others that have.
    let ended = match wanted {
        StartRow::Operation(id) => Some(StartRow::Ended(id)),
        _ => None,
    };
    if rows.get(model.start.row) != Some(&wanted)
        && let Some(row) = rows.iter().position(|row| *row == wanted || Some(*row) == ended)
    {
        model.start.row = row;
    }
}

pub(in crate::core) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let rows = model.start_rows();
    if let Some(row) = action.moves(model.start.row, rows.len(), rows.len()) {
        model.start.row = row;
        return Vec::new();
    }
    match action {
        Action::Enter => match rows.get(model.start.row) {
            Some(StartRow::Operation(id) | StartRow::Ended(id)) => {
                watch::update::show(model, *id);
                Vec::new()
            }
            Some(StartRow::Interrupted(n)) => saved_drafts::open_interrupted(model, *n),
            Some(StartRow::Draft(n)) => saved_drafts::open(model, *n),
            // The form waits for the named instance.
            Some(StartRow::Form)
                if model.choose.lookup.is_some() && model.shared.place.is_ready() =>
            {
                new_backup(model)
            }
            Some(StartRow::Form) => {
                model.shared.screen = Screen::Compose;
                Vec::new()
            }
            Some(StartRow::Damage(_)) => Vec::new(),
            Some(StartRow::NewBackup) => new_backup(model),
            Some(StartRow::Region) => {
                model.port.go(Go::Ask(PromptKind::Region));
                Vec::new()
            }
            Some(StartRow::Project) => {
                model.port.go(Go::Ask(PromptKind::Project));
                Vec::new()
            }
            Some(StartRow::SignIn) => {
                model.port.go(Go::Ways);
                Vec::new()
            }
            Some(StartRow::Test) => {
                model.port.go(Go::SignIn(Next::Stay));
                Vec::new()
            }
            Some(StartRow::SaveProfile) => {
                model.port.go(Go::Form(FormKind::Profile));
                Vec::new()
            }
            None => Vec::new(),
        },
        Action::NewBackup => new_backup(model),
        Action::Remove => saved_drafts::ask(model, rows.get(model.start.row).copied()),
        _ => Vec::new(),
    }
}

/// Back to Start, on the row of an operation that needs attention or on the first. Another program
/// may have written meanwhile, so the journal is read again.
pub(in crate::core) fn back_to(model: &mut Model, operation: Option<OperationId>) -> Vec<Effect> {
    let wanted = operation.map(StartRow::Operation);
    model.shared.screen = Screen::Start;
    model.start.row = model.start_rows().iter().position(|row| Some(*row) == wanted).unwrap_or(0);
    vec![Effect::Disk(Disk::ReadJournal)]
}

/// To the instance list, once everything that calls need is there; otherwise
/// to the first thing missing.
pub(in crate::core) fn new_backup(model: &mut Model) -> Vec<Effect> {
    if model.shared.place.is_ready() || model.shared.mode == Mode::Offline {
        model.shared.screen = Screen::Instance;
        model.choose.enter(&model.shared, &mut model.port);
        return Vec::new();
    }
    if model.sign_in.unsettled && model.shared.place.sign_in.is_none() {
        model.sign_in.next = Some(Next::NewBackup);
        model.port.go(Go::Ways);
        return Vec::new();
    }
    if model.shared.place.can_sign_in() {
        model.port.go(Go::SignIn(Next::NewBackup));
        return Vec::new();
    }
    model.shared.screen = Screen::Start;
    model.start.row = model.first_missing();
    model.port.notice = Some(Notice::SetupFirst);
    Vec::new()
}

/// The configuration changed. Another endpoint or project has other instances, so a chosen one is
/// chosen again; the texts stay.
pub(in crate::core) fn configured(model: &mut Model, place: Place) -> Vec<Effect> {
    model.sign_in.last.moves_to(&model.shared.place);
    let moved = model.sign_in.last.moves_to(&place);
    if moved {
        // Said where something was begun for what was there before.
        if model.draft.target.is_some() {
            model.port.notice = Some(Notice::AnotherIdentity);
        }
        model.choose.restart();
        // A draft that was opened before everything was set waited for this place, or for none in
        // particular; offline its instance was typed and stays what it is.
        let keeps = model.shared.mode == Mode::Offline
            || model.drafts.changes.as_ref().is_some_and(|c| c.fits(model.shared.mode, &place));
        if !keeps {
            let tree = model.draft.tree.anew();
            let Draft { name, description, scope_choice, .. } = std::mem::take(&mut model.draft);
            model.draft = Draft { name, description, scope_choice, tree, ..Draft::default() };
        }
        model.compose.filter.reset();
        model.compose.ask = Ask::default();
        model.compose.tables_ask = Ask::default();
        model.compose.last_ask = Ask::default();
        model.compose.aside = None;
    }
    // Where it would go is another place now, or not known yet: it is reviewed again.
    if moved || !place.is_ready() {
        model.review.open = None;
        if model.shared.screen == Screen::Review {
            model.shared.screen = Screen::Compose;
        }
    }
    model.shared.place = place;
    if model.shared.screen == Screen::Start
        && !model.dialog.overlays.iter().any(|o| matches!(o, Overlay::Prompt(_)))
    {
        model.start.row = model.first_missing();
    }
    // A new token is tried at once.
    let waiting = model.operations.list.iter_mut().filter(|o| o.taken_up && o.wants_token());
    let now = model.shared.clock.utc;
    let mut effects: Vec<Effect> = waiting.filter_map(|o| o.read_now(now)).collect();
    effects.extend(journal::update::take_up(model, now));
    effects.extend(compare::begin(model));
    effects
}

/// Returns whether the run goes to the instance that the command line names: calls can be made,
/// signing in can be tried, or there is a source to choose for it.
pub(in crate::core) fn begins_with_named(model: &Model) -> bool {
    let place = &model.shared.place;
    model.choose.lookup.is_some()
        && (model.shared.mode == Mode::Offline
            || place.is_ready()
            || place.can_sign_in()
            || model.sign_in.unsettled)
}

/// Everything is there now that the instance named on the command line waited for.
pub(in crate::core) fn go_to_named(model: &mut Model) -> Vec<Effect> {
    let ready = model.shared.screen == Screen::Start
        && model.dialog.overlays.is_empty()
        && model.shared.place.is_ready();
    if model.choose.lookup.is_some() && ready && !model.needs_attention() {
        new_backup(model)
    } else {
        Vec::new()
    }
}
