//! Drafts into files: the program's own in the state folder, and those for another operator
//! wherever they are wanted.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    argument, clock,
    credentials::private_file::without_mark,
    recorder::Recorder,
    state::{
        Kept, Store,
        drafts::{DRAFT_LIMIT, Drafts},
        keeper::Matter,
        whole::{Existing, Readers, read_whole, write_whole_for},
    },
};
use crate::core::{
    base::{ask::Ask, ids::OperationId},
    draft::saved_draft::{DraftKey, DraftTrouble, SavedDraft},
    operation::journal_file::DraftFile,
    port::message::Msg,
};

/// The file numbers of this run's forms. A form may be saved again, or discarded, before
/// the answer to its first saving has arrived; the jobs run in their order, so here the
/// number is known by then.
#[derive(Debug, Clone, Default)]
pub(super) struct DraftNumbers(Arc<Mutex<BTreeMap<Ask, OperationId>>>);

impl DraftNumbers {
    fn of(&self, key: DraftKey) -> Option<OperationId> {
        key.id.or_else(|| {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key.form).copied()
        })
    }

    fn note(&self, form: Ask, id: OperationId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(form, id);
    }
}

impl Recorder {
    /// Saves a draft; once it is on disk, the one that it replaces goes.
    pub fn save_draft(&self, key: DraftKey, mut draft: SavedDraft, replaces: Option<DraftKey>) {
        let numbers = self.numbers.clone();
        let job = move |store: &mut Store| {
            let id = numbers.of(key).map_or_else(|| store.drafts.fresh_id(), Ok)?;
            draft.draft = Some(id);
            store.drafts.save(Some(id), &draft.encode())?;
            numbers.note(key.form, id);
            // One that stays is offered once more than needed; what is in it is safe.
            let old = replaces.and_then(|key| numbers.of(key)).filter(|old| *old != id);
            let _ = old.map_or(Ok(()), |old| store.drafts.remove(old));
            Ok(id)
        };
        self.tell(Matter::Draft, job, move |result| Msg::DraftSaved {
            form: key.form,
            at: clock::utc(),
            result,
        });
    }

    /// Removes a draft's file, if it has one.
    pub fn drop_draft(&self, key: DraftKey) {
        let numbers = self.numbers.clone();
        let job =
            move |store: &mut Store| numbers.of(key).map_or(Ok(()), |id| store.drafts.remove(id));
        let results = self.results.clone();
        let answer = self.keeper.ask(Matter::Draft, job);
        tokio::spawn(async move {
            if let Err(why) = answer.await {
                let _ = results.send(Msg::DraftStays(why));
            }
        });
    }

    /// Writes a draft to a file for another operator. Not in the state folder, so whatever is wrong
    /// with that does not matter.
    pub fn save_file(&self, ask: Ask, path: String, draft: SavedDraft, replace: bool) {
        let results = self.results.clone();
        tokio::task::spawn_blocking(move || {
            let existing = if replace { Existing::Replace } else { Existing::Keep };
            let result = write_whole_for(Path::new(&path), &draft.encode(), existing, Readers::All);
            let _ = results.send(Msg::FileSaved { ask, result });
        });
    }
}

/// All drafts of the state folder. A folder that cannot be listed hides none that could be read.
pub(super) fn read_all(drafts: &Drafts) -> Vec<DraftFile> {
    let decode = |kept: Kept| DraftFile {
        id: kept.op,
        read: kept
            .trouble
            .map_or_else(|| SavedDraft::decode(&kept.bytes), |why| Err(DraftTrouble::File(why))),
    };
    drafts.all().unwrap_or_default().into_iter().map(decode).collect()
}

/// Reads a draft file that somebody handed over.
///
/// # Errors
/// Why it cannot be opened.
pub fn read_file(path: &Path) -> Result<SavedDraft, DraftTrouble> {
    let bytes = read_whole(path, DRAFT_LIMIT).map_err(DraftTrouble::File)?;
    SavedDraft::decode_given(without_mark(&bytes))
}

/// A path for a person.
pub fn shown(path: &Path) -> String {
    argument::path(path)
}
