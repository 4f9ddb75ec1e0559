//! Drafts in files: in the state folder, and in files for other operators anywhere.

use crate::core::base::ask::Ask;
use crate::core::draft::saved_draft::DraftKey;
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use super::Recorder;
use crate::{
    core::{
        base::ids::OperationId,
        draft::saved_draft::{DraftTrouble, SavedDraft},
        operation::journal_file::DraftFile,
        port::message::Msg,
    },
    shell::{
        clock,
        disk::{
            Store, StoredFile,
            drafts::{DRAFT_LIMIT, Drafts},
            job_queue::JobKind,
            private::without_mark,
            whole_file::{Existing, Readers, read_whole, write_whole_for},
        },
    },
};

/// The IDs of the drafts of this run's forms. A form may be saved again, or discarded, before
/// the answer to its first saving has arrived. Jobs run in order, so each job finds the ID
/// that an earlier job noted.
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
    /// Saves a draft, and then removes the draft that it replaces.
    pub fn save_draft(&self, key: DraftKey, mut draft: SavedDraft, replaces: Option<DraftKey>) {
        let numbers = self.numbers.clone();
        let job = move |store: &mut Store| {
            let id = numbers.of(key).map_or_else(|| store.drafts.fresh_id(), Ok)?;
            draft.draft = Some(id);
            store.drafts.save(Some(id), &draft.encode())?;
            numbers.note(key.form, id);
            // An old draft that stays is only offered once more than needed.
            let old = replaces.and_then(|key| numbers.of(key)).filter(|old| *old != id);
            let _ = old.map_or(Ok(()), |old| store.drafts.remove(old));
            Ok(id)
        };
        self.tell(JobKind::Draft, job, move |result| Msg::DraftSaved {
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
        let answer = self.queue.ask(JobKind::Draft, job);
        tokio::spawn(async move {
            if let Err(why) = answer.await {
                let _ = results.send(Msg::DraftStays(why));
            }
        });
    }

    /// Writes a draft to a file for another operator. The file is not in the state folder, so a
    /// trouble of that folder does not matter.
    pub fn save_file(&self, ask: Ask, path: String, draft: SavedDraft, replace: bool) {
        let results = self.results.clone();
        tokio::task::spawn_blocking(move || {
            let existing = if replace { Existing::Replace } else { Existing::Keep };
            let result = write_whole_for(Path::new(&path), &draft.encode(), existing, Readers::All);
            let _ = results.send(Msg::FileSaved { ask, result });
        });
    }
}

/// Reads all drafts of the state folder. A folder that cannot be listed counts as empty.
pub(super) fn read_all(drafts: &Drafts) -> Vec<DraftFile> {
    let decode = |stored: StoredFile| DraftFile {
        id: stored.op,
        read: stored
            .trouble
            .map_or_else(|| SavedDraft::decode(&stored.bytes), |why| Err(DraftTrouble::File(why))),
    };
    drafts.all().unwrap_or_default().into_iter().map(decode).collect()
}

/// Reads a draft file of another operator.
/// Errors: Why the file cannot be opened.
pub fn read_file(path: &Path) -> Result<SavedDraft, DraftTrouble> {
    let bytes = read_whole(path, DRAFT_LIMIT).map_err(DraftTrouble::File)?;
    SavedDraft::decode_given(without_mark(&bytes))
}
