//! Drafts in files: in the state folder, and in files for other operators anywhere.

use std::path::Path;

use super::Recorder;
use crate::{
    core::{
        base::Ask,
        draft::{DraftKey, DraftTrouble, SavedDraft},
        operation::journal_file::DraftFile,
        port::Msg,
    },
    shell::{
        clock,
        disk::{
            Drafts, Existing, JobKind, Readers, Store, StoredFile,
            drafts::DRAFT_LIMIT,
            private::without_mark,
            whole_file::{read_whole, write_whole_for},
        },
    },
};

impl Recorder {
    /// Saves a draft, and then removes the draft that it replaces.
    pub fn save_draft(&self, key: DraftKey, mut draft: SavedDraft, replaces: Option<DraftKey>) {
        let job = move |store: &mut Store| {
            let id = store.draft_of(key).map_or_else(|| store.drafts.fresh_id(), Ok)?;
            draft.draft = Some(id);
            store.drafts.save(Some(id), &draft.encode())?;
            store.forms.insert(key.form, id);
            // An old draft that stays is only offered once more than needed.
            let old = replaces.and_then(|key| store.draft_of(key)).filter(|old| *old != id);
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
        let job = move |store: &mut Store| {
            store.draft_of(key).map_or(Ok(()), |id| store.drafts.remove(id))
        };
        let (answer, reports) = (self.queue.ask(JobKind::Draft, job), self.reports.clone());
        tokio::spawn(async move {
            if let Err(why) = answer.await {
                reports.send(Msg::DraftStays(why));
            }
        });
    }

    /// Writes a draft to a file for another operator. The file is not in the state folder, so a
    /// trouble of that folder does not matter.
    pub fn save_file(&self, ask: Ask, path: String, draft: SavedDraft, replace: bool) {
        self.reports.blocking(move || {
            let existing = if replace { Existing::Replace } else { Existing::Keep };
            let result = write_whole_for(Path::new(&path), &draft.encode(), existing, Readers::All);
            Msg::FileSaved { ask, result }
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
