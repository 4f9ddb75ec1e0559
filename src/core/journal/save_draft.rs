//! What is typed is saved: a second after a change, before the program ends, and again when that
//! failed.

use super::autosave::{Drafting, Fingerprint, Offered, Origin};
use crate::core::{
    base::{ask::Ask, disk_error::StateTrouble, ids::OperationId, time::UtcTime},
    dialog::overlay::Overlay,
    draft::saved_draft::{DraftKey, SavedDraft},
    model::Model,
    operation::{Entry, Event},
    port::{
        effect::{Disk, Effect},
        outcome::Go,
        status_line::Notice,
        timer::Timer,
    },
};

/// A change waits so many seconds for others, so that typing costs one write a second at most.
const GATHER: u64 = 1;

/// After every message: one wait for all changes until it is over.
pub(in crate::core) fn due(model: &mut Model) -> Option<Effect> {
    let drafting = &mut model.drafts;
    if drafting.waiting || !drafting.is_unsaved(&model.draft) {
        return None;
    }
    drafting.waiting = true;
    Some(Effect::Wait { seconds: GATHER, timer: Timer::SaveDraft })
}

/// The wait is over. While the disk still works on the saving before, another wait follows.
pub(in crate::core) fn timer(model: &mut Model) -> Vec<Effect> {
    model.drafts.waiting = false;
    if model.drafts.saving { Vec::new() } else { save_if_changed(model).into_iter().collect() }
}

/// What has changed since the last saving, now.
pub(in crate::core) fn save_if_changed(model: &mut Model) -> Option<Effect> {
    model.drafts.is_unsaved(&model.draft).then(|| save(model))
}

fn save(model: &mut Model) -> Effect {
    let draft = Box::new(saved(model));
    let drafting = &mut model.drafts;
    drafting.handed = Some(Fingerprint::of(&model.draft));
    drafting.saving = true;
    Effect::Disk(Disk::SaveDraft { key: drafting.key, draft, replaces: drafting.origin.draft })
}

/// The form as it would be saved now; the time is that of the last key.
pub(in crate::core) fn saved(model: &Model) -> SavedDraft {
    let at =
        model.shared.last_key.map_or(model.shared.clock.utc, |at| model.shared.clock.utc_at(at));
    SavedDraft::of(&model.draft, model.shared.mode, &model.shared.place, &model.shared.who, at)
}

/// A draft is on disk, or is not.
pub(in crate::core) fn kept(
    model: &mut Model,
    form: Ask,
    at: UtcTime,
    result: Result<OperationId, StateTrouble>,
) -> Vec<Effect> {
    let drafting = &mut model.drafts;
    if form != drafting.key.form {
        if let Some(offered) = drafting.offered.iter_mut().find(|o| o.key.form == form) {
            offered.key.id = result.as_ref().ok().copied().or(offered.key.id);
            offered.trouble = result.err();
        }
        return Vec::new();
    }
    drafting.saving = false;
    match result {
        Ok(id) => {
            drafting.key.id = Some(id);
            drafting.saved_at = Some(at);
            drafting.trouble = None;
            let origin = std::mem::take(&mut drafting.origin);
            let mut effects: Vec<Effect> =
                origin.review.map(|review| give_up(review, at)).into_iter().collect();
            if drafting.leaving {
                match save_if_changed(model) {
                    Some(effect) => effects.push(effect),
                    None => model.port.go(Go::Quit),
                }
            }
            effects
        }
        Err(why) => {
            drafting.trouble = Some(why);
            if std::mem::take(&mut drafting.leaving) {
                model.port.notice = None;
                model.dialog.overlays.retain(|o| !matches!(o, Overlay::Leave));
                model.dialog.overlays.push(Overlay::Leave);
            }
            Vec::new()
        }
    }
}

/// The line that gives a review up whose text is kept elsewhere. Its file stays where open ones
/// are: another program may have it on the screen, and confirm it yet.
pub(in crate::core) fn give_up(operation: OperationId, at: UtcTime) -> Effect {
    Effect::Disk(Disk::Write {
        operation,
        entries: vec![Entry { at, event: Event::GivenUp }],
        close: false,
    })
}

/// Before the program ends by the operator's wish: saves first, so that what cannot be
/// saved can still be said. `None` if there is nothing to wait for, or the operator does
/// not want to wait any more.
pub(in crate::core) fn before_leaving(model: &mut Model) -> Option<Vec<Effect>> {
    if std::mem::replace(&mut model.drafts.leaving, true) {
        return None;
    }
    if model.drafts.saving {
        model.port.notice = Some(Notice::SavingDraft);
        return Some(Vec::new());
    }
    let effect = save_if_changed(model)?;
    model.port.notice = Some(Notice::SavingDraft);
    Some(vec![effect])
}

/// The program ends: what is not on disk is tried for the last time.
pub(in crate::core) fn leaving(model: &mut Model) -> Vec<Effect> {
    let unsaved = model.drafts.is_unsaved(&model.draft) || model.drafts.trouble.is_some();
    let mut effects: Vec<Effect> =
        (unsaved && model.draft.is_begun()).then(|| save(model)).into_iter().collect();
    let failed = model.drafts.offered.iter().filter(|o| o.trouble.is_some());
    effects.extend(failed.filter_map(|o| {
        let draft = o.draft.clone().ok()?;
        Some(Effect::Disk(Disk::SaveDraft { key: o.key, draft, replaces: None }))
    }));
    effects
}

/// The form makes way for another: what was begun in it is saved and offered on Start.
pub(in crate::core) fn put_aside(model: &mut Model) -> Vec<Effect> {
    if !model.draft.is_begun() {
        return Vec::new();
    }
    let draft = Box::new(saved(model));
    let drafting = &mut model.drafts;
    let unsaved = drafting.is_unsaved(&model.draft) || drafting.trouble.is_some();
    let (key, origin) = (drafting.key, drafting.origin);
    let trouble = drafting.trouble.take();
    drafting
        .offered
        .insert(0, Offered { key, draft: Ok(draft.clone()), review: origin.review, trouble });
    if unsaved {
        vec![Effect::Disk(Disk::SaveDraft { key, draft, replaces: origin.draft })]
    } else {
        Vec::new()
    }
}

/// From here on the form is another draft. `handed`: it is as it should be and needs no
/// saving before it is changed.
pub(in crate::core) fn begin_another(model: &mut Model, origin: Origin, handed: bool) {
    let form = model.port.number();
    let Drafting { offered, passing, waiting, .. } = std::mem::take(&mut model.drafts);
    let handed = handed.then(|| Fingerprint::of(&model.draft));
    let key = DraftKey { form, id: None };
    model.drafts =
        Drafting { key, origin, handed, offered, passing, waiting, ..Drafting::default() };
}

/// The form's texts are in a backup, or are not wanted: its file goes, and what it was opened from.
pub(in crate::core) fn drop_form(model: &mut Model) -> Vec<Effect> {
    let (key, origin) = (model.drafts.key, model.drafts.origin);
    let at = model.shared.clock.utc;
    begin_another(model, Origin::default(), true);
    let mut effects = vec![Effect::Disk(Disk::DropDraft { key })];
    effects.extend(origin.draft.map(|key| Effect::Disk(Disk::DropDraft { key })));
    effects.extend(origin.review.map(|review| give_up(review, at)));
    effects
}
