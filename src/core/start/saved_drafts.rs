//! Drafts of earlier runs: offered on Start, opened into the form, discarded when asked to.

use super::update::StartRow;
use crate::core::{
    base::{ids::OperationId, time::UtcTime},
    compose::changes::Changes,
    dialog::overlay::Overlay,
    draft::{
        content::Draft,
        rules::rule::Field,
        saved_draft::{DraftKey, SavedDraft},
    },
    journal::{
        autosave::{Discard, Offered, Origin},
        save_draft,
    },
    model::Model,
    operation::{Intent, Operation, created::Created, journal_file::DraftFile},
    port::{
        effect::{Disk, Effect},
        shared::Screen,
        status_line::Notice,
    },
    session::current::Mode,
};

/// The drafts were read. One whose backup was made meanwhile has done its work; a review of the
/// same text is its twin.
pub(in crate::core) fn found(model: &mut Model, files: Vec<DraftFile>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for file in files {
        let Some(id) = file.id.filter(|id| !is_known(model, *id)) else { continue };
        let key = DraftKey { form: model.port.number(), id: Some(id) };
        let draft = file.read.map(Box::new);
        if draft.as_ref().is_ok_and(|draft| made(model).any(|o| is_backup_of(o, draft))) {
            effects.push(Effect::Disk(Disk::DropDraft { key }));
            continue;
        }
        let twin = draft.as_ref().ok().and_then(|draft| take_twin(model, draft));
        model.drafts.offered.push(Offered { key, draft, review: twin, trouble: None });
    }
    let saved_at = |o: &Offered| o.draft.as_ref().ok().map(|draft| draft.saved_at);
    model.drafts.offered.sort_by_key(|o| std::cmp::Reverse(saved_at(o)));
    effects
}

fn is_known(model: &Model, id: OperationId) -> bool {
    let drafting = &model.drafts;
    let origin = drafting.origin.draft.and_then(|key| key.id);
    drafting.key.id == Some(id)
        || origin == Some(id)
        || drafting.offered.iter().any(|o| o.key.id == Some(id))
}

fn made(model: &Model) -> impl Iterator<Item = &Operation> {
    model
        .operations
        .list
        .iter()
        .chain(&model.operations.earlier)
        .filter(|o| o.created == Some(Created::Yes))
}

/// The operation was confirmed with this text, after it had been saved.
fn is_backup_of(operation: &Operation, draft: &SavedDraft) -> bool {
    let same =
        |intent: &Intent| SavedDraft::of_intent(intent, operation.confirmed_at).is_same_as(draft);
    operation.confirmed_at >= draft.saved_at && operation.intent.as_ref().is_some_and(same)
}

fn take_twin(model: &mut Model, draft: &SavedDraft) -> Option<OperationId> {
    let interrupted = &mut model.journal.interrupted;
    let twin = interrupted
        .iter()
        .position(|i| SavedDraft::of_intent(&i.intent, i.at).is_same_as(draft))?;
    Some(interrupted.remove(twin).operation)
}

/// A created backup has used up every draft of the same text.
pub(in crate::core) fn used_up(model: &mut Model, intent: &Intent, at: UtcTime) -> Vec<Effect> {
    let made = SavedDraft::of_intent(intent, at);
    let offered = std::mem::take(&mut model.drafts.offered);
    let same = |o: &Offered| o.draft.as_ref().is_ok_and(|draft| draft.is_same_as(&made));
    let (gone, stay): (Vec<_>, Vec<_>) = offered.into_iter().partition(same);
    model.drafts.offered = stay;
    gone.into_iter().map(|o| Effect::Disk(Disk::DropDraft { key: o.key })).collect()
}

/// Enter on a row of Start.
pub(in crate::core) fn open(model: &mut Model, number: usize) -> Vec<Effect> {
    let Some(offered) = model.drafts.offered.get(number) else { return Vec::new() };
    match &offered.draft {
        Err(why) => {
            model.port.notice = Some(Notice::DraftUnread(why.clone()));
            Vec::new()
        }
        Ok(draft) => {
            let (draft, origin) =
                (draft.clone(), Origin { draft: Some(offered.key), review: offered.review });
            model.drafts.offered.remove(number);
            put(model, &draft, origin, None)
        }
    }
}

/// The same for a request whose review was cut short.
pub(in crate::core) fn open_interrupted(model: &mut Model, number: usize) -> Vec<Effect> {
    if number >= model.journal.interrupted.len() {
        return Vec::new();
    }
    let interrupted = model.journal.interrupted.remove(number);
    let draft = SavedDraft::of_intent(&interrupted.intent, interrupted.at);
    put(model, &draft, Origin { draft: None, review: Some(interrupted.operation) }, None)
}

/// A draft that the command line names; its file stays as it is.
pub(in crate::core) fn given(model: &mut Model, draft: &SavedDraft, file: String) -> Vec<Effect> {
    put(model, draft, Origin::default(), Some(file))
}

/// Puts a draft into the form and begins to compare it with what the service says now.
pub(in crate::core) fn put(
    model: &mut Model,
    draft: &SavedDraft,
    origin: Origin,
    file: Option<String>,
) -> Vec<Effect> {
    let mut effects = save_draft::put_aside(model);
    model.compose.put_draft(draft.restore(), &mut model.draft, &mut model.port);
    save_draft::begin_another(model, origin, false);
    model.compose.changes = Some(Changes::since(draft, file));
    model.review.open = None;
    model.review.export = None;
    for (field, text) in [(Field::Name, &draft.name), (Field::Description, &draft.description)] {
        if !text.is_empty() {
            model.compose.touched.push(field);
        }
    }
    model.shared.screen = Screen::Compose;
    let Model { compose, shared, draft, port, .. } = model;
    compose.begin_comparison(shared, draft, port);
    effects.extend(model.port.take_effects());
    if model.shared.mode != Mode::Offline {
        model.dialog.overlays.push(Overlay::Changes { scroll: 0 });
    }
    effects
}

/// Asks before anything is thrown away.
pub(in crate::core) fn ask(model: &mut Model, row: Option<StartRow>) -> Vec<Effect> {
    let what = match row {
        Some(StartRow::Form) => Some(Discard::Form),
        Some(StartRow::Draft(n)) => model.drafts.offered.get(n).map(|o| Discard::Draft(o.key)),
        Some(StartRow::Interrupted(n)) => {
            model.journal.interrupted.get(n).map(|i| Discard::Review(i.operation))
        }
        Some(
            StartRow::Operation(_)
            | StartRow::Damage(_)
            | StartRow::NewBackup
            | StartRow::Region
            | StartRow::Project
            | StartRow::SignIn
            | StartRow::Test
            | StartRow::SaveProfile
            | StartRow::Ended(_),
        )
        | None => None,
    };
    match what {
        Some(what) => model.dialog.overlays.push(Overlay::Discard(what)),
        None => model.port.notice = Some(Notice::NotDiscarded),
    }
    Vec::new()
}

pub(in crate::core) fn discard(model: &mut Model, what: Discard) -> Vec<Effect> {
    let at = model.shared.clock.utc;
    let effects = match what {
        Discard::Form => {
            let tree = model.draft.tree.anew();
            let empty = Draft { tree, ..Draft::default() };
            model.compose.put_draft(empty, &mut model.draft, &mut model.port);
            model.review.open = None;
            model.review.export = None;
            save_draft::drop_form(model)
        }
        Discard::Draft(key) => {
            let Some(n) = model.drafts.offered.iter().position(|o| o.key.form == key.form) else {
                return Vec::new();
            };
            let offered = model.drafts.offered.remove(n);
            let mut effects = vec![Effect::Disk(Disk::DropDraft { key: offered.key })];
            effects.extend(offered.review.map(|review| save_draft::give_up(review, at)));
            effects
        }
        Discard::Review(operation) => {
            model.journal.interrupted.retain(|i| i.operation != operation);
            vec![save_draft::give_up(operation, at)]
        }
    };
    model.port.notice = Some(Notice::Discarded);
    model.start.row = model.start.row.min(model.start_rows().len().saturating_sub(1));
    effects
}
