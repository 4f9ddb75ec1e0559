//! The journal's files: one for each operation. The program only appends to a file.

use std::{
    collections::HashMap,
    ffi::{OsStr, OsString},
    fs::{self, File},
    io::{self, Write as _},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    INTENTS_UNTIL, LIMIT, StateFolder, StoredFile,
    lines::{end_line, missing, push_line, whole_lines},
    private::{self, At as _},
    random_id, read_stored,
};
use crate::{
    core::{
        base::{OperationId, StateTrouble, UtcTime},
        operation::{Entry, Event, journal_file},
        port::Written,
    },
    shell::{argument, clock},
};

const ENDING: &str = ".jsonl";
/// Tries for a step that another program may spoil at the same moment.
const TRIES: usize = 8;

#[derive(Debug)]
pub struct Operations {
    folder: Arc<StateFolder>,
    /// The names of all files that this run has seen.
    names: HashMap<OperationId, Box<str>>,
    listed: bool,
    /// The content of each file as this run last read the file, with the lines that this run added.
    histories: HashMap<OperationId, Vec<u8>>,
}

impl Operations {
    pub(super) fn new(folder: Arc<StateFolder>) -> Self {
        Self { folder, names: HashMap::new(), listed: false, histories: HashMap::new() }
    }

    /// Begins the file of an operation with its first line (without an end mark). `stamp` begins
    /// the file's name and so sorts the file. The file is on disk when this returns.
    /// Errors: No file is left then.
    pub fn create(
        &mut self,
        stamp: UtcTime,
        line: impl Fn(OperationId) -> String,
    ) -> Result<OperationId, StateTrouble> {
        let folder = self.folder.operations();
        self.create_as(stamp, line, || random_id(&folder))
    }

    fn create_as(
        &mut self,
        stamp: UtcTime,
        line: impl Fn(OperationId) -> String,
        mut id: impl FnMut() -> Result<OperationId, StateTrouble>,
    ) -> Result<OperationId, StateTrouble> {
        if !self.listed {
            self.list_all()?;
        }
        let folder = self.folder.operations();
        for _ in 0..TRIES {
            let op = id()?;
            if self.names.contains_key(&op) {
                continue;
            }
            let mut bytes = Vec::new();
            push_line(&mut bytes, line(op).as_bytes());
            let name = format!("{}-{op}{ENDING}", stamp.stamp());
            match begin(&folder, &name, &bytes) {
                Ok(()) => {
                    self.names.insert(op, name.into());
                    self.histories.insert(op, bytes);
                    return Ok(op);
                }
                Err(StateTrouble::Exists(_)) => {}
                // Somebody has removed the folder while the program runs.
                Err(StateTrouble::Gone(_)) => self.folder.prepare()?,
                Err(trouble) => return Err(trouble),
            }
        }
        Err(StateTrouble::Gone(argument::path(&folder)))
    }

    /// Appends lines (without their end marks) in one write. The lines are
    /// on disk when this returns.
    ///
    /// A line that a crash or a full disk cut short gets its end mark first, so that it spoils no
    /// new line; a blank line may result. Lines that somebody removed, or whose file somebody
    /// removed, are written again. Errors: The lines count as not written then, though some of them
    /// may be in the file: append them again.
    pub fn append(&mut self, op: OperationId, lines: &[String]) -> Result<Written, StateTrouble> {
        let mut bytes = Vec::new();
        for line in lines {
            push_line(&mut bytes, line.as_bytes());
        }
        self.extend(op, &bytes)
    }

    /// Appends a line as [`Self::append`] does if the file has room for `times` such lines and for
    /// later outcomes: twice for a review, whose intent is as long.
    /// Errors: As [`Self::append`], and [`StateTrouble::TooLarge`].
    pub fn append_within(
        &mut self,
        op: OperationId,
        line: &str,
        times: u64,
    ) -> Result<Written, StateTrouble> {
        let (name, mut bytes) = (self.name(op)?, Vec::new());
        push_line(&mut bytes, line.as_bytes());
        let (file, path) = self.open(&name)?;
        let found = file.metadata().at(&path)?.len();
        let size = found.saturating_add(times * bytes.len() as u64);
        if size > INTENTS_UNTIL {
            return Err(StateTrouble::TooLarge {
                path: argument::path(&path),
                size,
                limit: INTENTS_UNTIL,
            });
        }
        self.extend(op, &bytes)
    }

    fn extend(&mut self, op: OperationId, lines: &[u8]) -> Result<Written, StateTrouble> {
        let name = self.name(op)?;
        for _ in 0..TRIES {
            let (mut file, path) = self.open(&name)?;
            let mut content = private::read_from(&file, &path, LIMIT)?;
            let lost =
                self.histories.get(&op).map_or_else(Vec::new, |history| missing(history, &content));
            // The file was gone or emptied, or the program that made it anew was killed.
            let anew = whole_lines(&content) == 0;
            let mut add = Vec::with_capacity(1 + lost.len() + lines.len());
            if whole_lines(&content) < content.len() && (anew || lost.len() + lines.len() > 0) {
                add.push(b'\n');
            }
            let own = add.len();
            if anew {
                let event = Event::Anew { mark: random_id(&path)? };
                let line = journal_file::line(op, &Entry { at: clock::utc(), event });
                push_line(&mut add, line.as_bytes());
            }
            let rebuilt = anew || !lost.is_empty();
            add.extend(lost);
            add.extend(lines);
            write_synced(&mut file, &path, &add)?;
            if anew {
                private::sync_folder(&self.folder.operations())?;
            }
            if self.is_removed(&file, &name).at(&path)? {
                continue;
            }
            // A line without an end mark is one that another program is writing,
            // or that was cut short.
            content.truncate(whole_lines(&content));
            content.extend(&add[own..]);
            self.histories.insert(op, content);
            return Ok(if rebuilt { Written::Rebuilt } else { Written::Appended });
        }
        Err(StateTrouble::Gone(argument::path(&self.folder.operations().join(&*name))))
    }

    /// Opens a file among the open or the closed operations, or makes a missing file again.
    fn open(&self, name: &str) -> Result<(File, PathBuf), StateTrouble> {
        let (open, done) = self.places(name);
        for _ in 0..TRIES {
            // The open folder first: a file moves from open to closed, never back.
            for path in [&open, &done] {
                match private::file_to_extend(path) {
                    Err(StateTrouble::Gone(_)) => {}
                    found => return found.map(|file| (file, path.clone())),
                }
            }
            self.folder.prepare()?;
            match private::new_file(&open) {
                // Another program has made the file just now.
                Err(StateTrouble::Exists(_)) => {}
                made => return made.map(|file| (file, open)),
            }
        }
        Err(StateTrouble::Gone(argument::path(&open)))
    }

    /// Moves an operation to the closed ones. An operation that is closed already is no error.
    /// Errors: The operation stays open then.
    pub fn close(&mut self, op: OperationId) -> Result<(), StateTrouble> {
        let name = self.name(op)?;
        let (open, done) = self.places(&name);
        for _ in 0..TRIES {
            if is_there(&done) {
                return if is_there(&open) { unite(&open, &done) } else { Ok(()) };
            }
            match fs::rename(&open, &done) {
                Ok(()) => {
                    private::sync_folder(&self.folder.done())?;
                    return private::sync_folder(&self.folder.operations());
                }
                // Another program has closed the operation just now, or the
                // folder or file was removed.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    self.folder.prepare()?;
                    self.extend(op, &[])?;
                }
                Err(error) => return Err(error).at(&open),
            }
        }
        Err(StateTrouble::Gone(argument::path(&open)))
    }

    /// Reads all open operations, the oldest first. A file that cannot be read comes with the
    /// reason. An operation that another program closes meanwhile comes as closed.
    /// Errors: When the folder cannot be listed. A missing folder is no error.
    pub fn open_ones(&mut self) -> Result<Vec<StoredFile>, StateTrouble> {
        let names = self.list(&self.folder.operations())?;
        let kept: Vec<StoredFile> = names.iter().map(|name| self.keep_open(name)).collect();
        for file in &kept {
            self.remember(file);
        }
        Ok(kept)
    }

    fn keep_open(&self, name: &OsStr) -> StoredFile {
        let open = stored(&self.folder.operations(), name, false);
        if matches!(open.trouble, Some(StateTrouble::Gone(_))) {
            let done = stored(&self.folder.done(), name, true);
            return if matches!(done.trouble, Some(StateTrouble::Gone(_))) { open } else { done };
        }
        open
    }

    /// Reads the `limit` newest of the closed operations, the newest first, and counts them all.
    /// Errors: When the folder cannot be listed. A missing folder is no error.
    pub fn newest_closed(
        &mut self,
        limit: usize,
    ) -> Result<(Vec<StoredFile>, usize), StateTrouble> {
        let folder = self.folder.done();
        let names = self.list(&folder)?;
        let newest = names.iter().rev().take(limit);
        Ok((newest.map(|name| stored(&folder, name, true)).collect(), names.len()))
    }

    /// Returns the names of all files, open and closed, the newest first.
    /// Errors: When a folder cannot be listed. A missing folder is no error.
    pub fn newest_first(&mut self) -> Result<Vec<OsString>, StateTrouble> {
        let mut names = self.list(&self.folder.operations())?;
        names.extend(self.list(&self.folder.done())?);
        names.sort_unstable_by(|a, b| b.cmp(a));
        // A file that moved between the two looks.
        names.dedup();
        Ok(names)
    }

    /// Returns the name of an operation's file; `None` if the operation has no file.
    /// Errors: When a folder cannot be listed.
    pub fn named(&mut self, op: OperationId) -> Result<Option<OsString>, StateTrouble> {
        self.list_all()?;
        Ok(self.names.get(&op).map(|name| OsString::from(&**name)))
    }

    /// Reads the file of this name, open or closed, and remembers nothing of the content. Returns
    /// beside the file the lines that only the other of two files of this name holds (two programs
    /// made a removed file again, and one of them closed its file).
    pub fn read_named(&self, name: &OsStr) -> (StoredFile, Vec<u8>) {
        let open = self.keep_open(name);
        if open.closed {
            return (open, Vec::new());
        }
        let mut done = stored(&self.folder.done(), name, true);
        match done.trouble {
            Some(StateTrouble::Gone(_)) => (open, Vec::new()),
            Some(_) | None => {
                let lost = missing(&open.bytes, &done.bytes);
                // What cannot be read of the open file may say that the request was sent.
                let hidden = |why: &StateTrouble| !matches!(why, StateTrouble::Gone(_));
                done.trouble = done.trouble.or(open.trouble.filter(hidden));
                (done, lost)
            }
        }
    }

    /// Reads one operation, open or closed. Returns `None` if the operation has no file.
    /// Errors: When a folder cannot be listed.
    pub fn find(&mut self, op: OperationId) -> Result<Option<StoredFile>, StateTrouble> {
        let Some(name) = self.named(op)? else { return Ok(None) };
        let kept = self.keep_open(&name);
        if matches!(kept.trouble, Some(StateTrouble::Gone(_))) {
            return Ok(None);
        }
        self.remember(&kept);
        Ok(Some(kept))
    }

    fn remember(&mut self, file: &StoredFile) {
        if let Some(op) = file.op
            && !file.bytes.is_empty()
        {
            // Lines that this run wrote stay in the history when somebody has
            // removed them from the file.
            let history = self.histories.entry(op).or_default();
            let lost = missing(history, &file.bytes);
            history.clone_from(&file.bytes);
            if !lost.is_empty() {
                end_line(history);
                history.extend(lost);
            }
        }
    }

    /// Returns whether a file was removed between opening and writing, so that
    /// the written lines are lost.
    fn is_removed(&self, file: &File, name: &str) -> io::Result<bool> {
        let found = file.metadata()?;
        // Some file systems do not count names (`nlink`), so the file is also looked up by path.
        let is_it = |path: &PathBuf| {
            fs::metadata(path).is_ok_and(|m| (m.dev(), m.ino()) == (found.dev(), found.ino()))
        };
        let (open, done) = self.places(name);
        Ok(found.nlink() == 0 && !is_it(&open) && !is_it(&done))
    }

    fn places(&self, name: &str) -> (PathBuf, PathBuf) {
        (self.folder.operations().join(name), self.folder.done().join(name))
    }

    /// Returns the name of an operation's file. Lists the folders again for a file that
    /// this run has not seen.
    fn name(&mut self, op: OperationId) -> Result<Box<str>, StateTrouble> {
        if !self.names.contains_key(&op) {
            self.list_all()?;
        }
        let known = self.names.get(&op).cloned();
        known.ok_or_else(|| {
            StateTrouble::Gone(argument::path(
                &self.folder.operations().join(format!("*-{op}{ENDING}")),
            ))
        })
    }

    fn list_all(&mut self) -> Result<(), StateTrouble> {
        self.list(&self.folder.operations())?;
        self.list(&self.folder.done())?;
        self.listed = true;
        Ok(())
    }

    /// Lists the journal's files in a folder, sorted, and notes the names of operations.
    fn list(&mut self, folder: &Path) -> Result<Vec<OsString>, StateTrouble> {
        let names = private::list(folder, ENDING)?;
        let known =
            names.iter().filter_map(|name| Some((operation_of(name)?, name.to_str()?.into())));
        self.names.extend(known);
        Ok(names)
    }
}

fn stored(folder: &Path, name: &OsStr, closed: bool) -> StoredFile {
    read_stored(&folder.join(name), LIMIT, operation_of(name), closed)
}

/// Makes a file with its first bytes. Both the bytes and the name are on disk when this returns;
/// otherwise no file is left.
fn begin(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), StateTrouble> {
    let path = folder.join(name);
    let mut file = private::new_file(&path)?;
    let written = write_synced(&mut file, &path, bytes).and_then(|()| private::sync_folder(folder));
    if written.is_err() {
        // No part of the program knows this operation yet. Should the removal fail, the file is
        // read as one that was cut short.
        let _ = fs::remove_file(&path);
    }
    written
}

fn write_synced(file: &mut File, path: &Path, bytes: &[u8]) -> Result<(), StateTrouble> {
    if bytes.is_empty() {
        return Ok(());
    }
    file.write_all(bytes).and_then(|()| file.sync_all()).at(path)
}

/// Moves the lines of an open file into the closed file of the same operation, and removes the open
/// file. Both exist if two programs made a removed file again and one of them closed its file.
fn unite(open: &Path, done: &Path) -> Result<(), StateTrouble> {
    let (bytes, _) = private::read(open, LIMIT)?;
    let mut file = private::file_to_extend(done)?;
    let content = private::read_from(&file, done, LIMIT)?;
    let mut lost = missing(&bytes, &content);
    if !lost.is_empty() && content.last().is_some_and(|end| *end != b'\n') {
        lost.insert(0, b'\n');
    }
    write_synced(&mut file, done, &lost)?;
    fs::remove_file(open).at(open)?;
    open.parent().map_or(Ok(()), private::sync_folder)
}

fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Returns the operation of a file name such as `20261123T173220Z-7F3K9Q.jsonl`. Returns `None` for
/// a name that this program does not give.
fn operation_of(name: &OsStr) -> Option<OperationId> {
    let (stamp, id) = name.to_str()?.strip_suffix(ENDING)?.split_once('-')?;
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (day, time) = stamp.strip_suffix('Z')?.split_once('T')?;
    let stamped = day.len() == 8 && time.len() == 6 && digits(day) && digits(time);
    OperationId::parse(id).filter(|op| stamped && op.as_str() == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::disk::Store;

    #[test]
    fn a_name_tells_its_operation_only_in_the_form_that_this_program_gives() {
        let of = |name: &str| operation_of(OsStr::new(name)).map(|op| op.to_string());
        assert_eq!(of("20261123T173220Z-7F3K9Q.jsonl").as_deref(), Some("7F3K9Q"));
        for foreign in [
            "20261123T173220Z-7f3k9q.jsonl",
            "20261123T173220Z-7F3K9Q (copy).jsonl",
            "20261123-7F3K9Q.jsonl",
            "notes.jsonl",
            "7F3K9Q.jsonl",
        ] {
            assert_eq!(of(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn an_id_that_is_taken_is_not_given_again_whatever_its_stamp() {
        let mut store = Store::new(StateFolder::temporary().unwrap());
        store.prepare().unwrap();
        let at = UtcTime::from_unix(1_772_352_930);
        let mut create = |stamp, ids: &[u32]| {
            let mut ids = ids.iter().map(|bits| Ok(OperationId::from_bits(*bits)));
            store.operations.create_as(stamp, |_| "{}".to_owned(), || ids.next().unwrap())
        };
        assert_eq!(create(at, &[7]), Ok(OperationId::from_bits(7)));
        assert_eq!(create(at.plus(60), &[7, 8]), Ok(OperationId::from_bits(8)));
        // Another program took this ID meanwhile: only the file tells.
        let name = format!("{}-{}{ENDING}", at.stamp(), OperationId::from_bits(9));
        fs::write(store.folder.operations().join(name), "").unwrap();
        let mut ids = [9, 10].into_iter().map(|bits| Ok(OperationId::from_bits(bits)));
        assert_eq!(
            store.operations.create_as(at, |_| "{}".to_owned(), || ids.next().unwrap()),
            Ok(OperationId::from_bits(10))
        );
    }

    #[test]
    fn an_intent_is_refused_long_before_an_outcome_finds_no_room() {
        let mut store = Store::new(StateFolder::temporary().unwrap());
        store.prepare().unwrap();
        let op = store
            .operations
            .create(UtcTime::from_unix(1_772_352_930), |_| "{}".to_owned())
            .unwrap();
        let name = store.operations.name(op).unwrap();
        let (path, _) = store.operations.places(&name);
        File::options().write(true).open(&path).unwrap().set_len(INTENTS_UNTIL).unwrap();
        assert!(matches!(
            store.operations.append_within(op, "intended", 1),
            Err(StateTrouble::TooLarge { .. })
        ));
        assert!(store.operations.append(op, &["ended".to_owned()]).is_ok());
        assert!(store.operations.find(op).unwrap().is_some_and(|kept| kept.trouble.is_none()));
    }
}
