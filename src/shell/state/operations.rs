//! The journal's files: one an operation, only ever added to.

use std::{
    collections::{HashMap, HashSet},
    ffi::{OsStr, OsString},
    fs::{self, File},
    io::{self, Write as _},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{INTENTS_UNTIL, Kept, LIMIT, folder::StateFolder, keep, private, random_id};
use crate::core::base::{disk_error::StateTrouble, ids::OperationId, time::UtcTime};

const ENDING: &str = ".jsonl";
/// How often something is tried that another program may spoil at that very moment.
const TRIES: usize = 8;

/// How lines came to the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// At the end of the file.
    Added,
    /// Earlier lines had been removed, with the file or without it: they were written anew as well.
    Rebuilt,
}

/// The files of all operations.
#[derive(Debug)]
pub struct Operations {
    folder: Arc<StateFolder>,
    /// The names of the files seen so far.
    names: HashMap<OperationId, Box<str>>,
    listed: bool,
    /// What each file held when this run last looked, with what this run added.
    histories: HashMap<OperationId, Vec<u8>>,
}

impl Operations {
    pub(super) fn new(folder: Arc<StateFolder>) -> Self {
        Self { folder, names: HashMap::new(), listed: false, histories: HashMap::new() }
    }

    /// Begins an operation with its first line (without its end mark); `stamp` sorts it.
    /// On disk when this returns.
    ///
    /// # Errors
    /// Nothing is left behind then.
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
                // Removed while running.
                Err(StateTrouble::Gone(_)) => self.folder.prepare()?,
                Err(trouble) => return Err(trouble),
            }
        }
        Err(StateTrouble::Gone(private::shown(&folder)))
    }

    /// Adds lines (without their end marks) in one write. On disk when this returns.
    ///
    /// What a crash or a full disk cut short before is ended first, so it spoils nothing; a
    /// blank line may come of it. Lines that were removed from the file, with it or without
    /// it, are written once more.
    ///
    /// # Errors
    /// The lines count as not written then, though some of them may be in the file:
    /// adding them again is right.
    pub fn append(&mut self, op: OperationId, lines: &[String]) -> Result<Appended, StateTrouble> {
        let mut bytes = Vec::new();
        for line in lines {
            push_line(&mut bytes, line.as_bytes());
        }
        self.extend(op, &bytes)
    }

    /// Adds a review; see [`Self::append`]. Refused where its intent, which is as long, would
    /// find no room any more.
    ///
    /// # Errors
    /// As there, and [`StateTrouble::TooLarge`].
    pub fn append_review(&mut self, op: OperationId, line: &str) -> Result<Appended, StateTrouble> {
        self.append_within(op, line, 2)
    }

    /// Adds an intent; see [`Self::append`]. Refused where later outcomes would find no room.
    ///
    /// # Errors
    /// As there, and [`StateTrouble::TooLarge`].
    pub fn append_intent(&mut self, op: OperationId, line: &str) -> Result<Appended, StateTrouble> {
        self.append_within(op, line, 1)
    }

    /// Adds a line if there is room for it so many times.
    fn append_within(
        &mut self,
        op: OperationId,
        line: &str,
        times: u64,
    ) -> Result<Appended, StateTrouble> {
        let (name, mut bytes) = (self.name(op)?, Vec::new());
        push_line(&mut bytes, line.as_bytes());
        let (file, path, _) = self.open(&name)?;
        let found = file.metadata().map_err(|e| private::trouble(&e, &path))?.len();
        let size = found.saturating_add(times * bytes.len() as u64);
        if size > INTENTS_UNTIL {
            return Err(StateTrouble::TooLarge {
                path: private::shown(&path),
                size,
                limit: INTENTS_UNTIL,
            });
        }
        self.extend(op, &bytes)
    }

    fn extend(&mut self, op: OperationId, lines: &[u8]) -> Result<Appended, StateTrouble> {
        let name = self.name(op)?;
        for _ in 0..TRIES {
            let (mut file, path, new) = self.open(&name)?;
            let mut content = private::read_from(&file, &path, LIMIT)?;
            let lost =
                self.histories.get(&op).map_or_else(Vec::new, |history| missing(history, &content));
            let rebuilt = new || !lost.is_empty();
            let mut add = Vec::with_capacity(1 + lost.len() + lines.len());
            if whole_lines(&content) < content.len() && lost.len() + lines.len() > 0 {
                add.push(b'\n');
            }
            let own = add.len();
            add.extend(lost);
            add.extend(lines);
            write_synced(&mut file, &path, &add)?;
            if new {
                private::sync_folder(&self.folder.operations())?;
            }
            if self.is_removed(&file, &name).map_err(|e| private::trouble(&e, &path))? {
                continue;
            }
            // What has no end is being written by another program just now, or never will be whole.
            content.truncate(whole_lines(&content));
            content.extend(&add[own..]);
            self.histories.insert(op, content);
            return Ok(if rebuilt { Appended::Rebuilt } else { Appended::Added });
        }
        Err(StateTrouble::Gone(private::shown(&self.folder.operations().join(&*name))))
    }

    /// Opens a file where it is, open or done, or makes it anew; then the last is true.
    fn open(&self, name: &str) -> Result<(File, PathBuf, bool), StateTrouble> {
        let (open, done) = self.places(name);
        for _ in 0..TRIES {
            // In this order: a file moves from open to done, never back.
            for path in [&open, &done] {
                match private::file_to_extend(path) {
                    Err(StateTrouble::Gone(_)) => {}
                    found => return found.map(|file| (file, path.clone(), false)),
                }
            }
            self.folder.prepare()?;
            match private::new_file(&open) {
                // Another program has made it anew just now.
                Err(StateTrouble::Exists(_)) => {}
                made => return made.map(|file| (file, open, true)),
            }
        }
        Err(StateTrouble::Gone(private::shown(&open)))
    }

    /// Moves an operation to the closed ones. Not an error if it is there already.
    ///
    /// # Errors
    /// It stays open then.
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
                // Closed by another program just now, or the folder or the file has been removed.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    self.folder.prepare()?;
                    self.extend(op, &[])?;
                }
                Err(error) => return Err(private::trouble(&error, &open)),
            }
        }
        Err(StateTrouble::Gone(private::shown(&open)))
    }

    /// Reads all open operations, the oldest first. One that cannot be read is among them, with the
    /// reason. One that another program closes meanwhile comes as closed.
    ///
    /// # Errors
    /// When the folder cannot be listed. That there is none yet is no error.
    pub fn open_ones(&mut self) -> Result<Vec<Kept>, StateTrouble> {
        let names = self.list(&self.folder.operations())?;
        let kept: Vec<Kept> = names.iter().map(|name| self.keep_open(name)).collect();
        for file in &kept {
            self.remember(file);
        }
        Ok(kept)
    }

    fn keep_open(&self, name: &OsStr) -> Kept {
        let open = keep(&self.folder.operations().join(name), LIMIT, operation_of(name), false);
        if matches!(open.trouble, Some(StateTrouble::Gone(_))) {
            let done = keep(&self.folder.done().join(name), LIMIT, operation_of(name), true);
            return if done.trouble.is_none() { done } else { open };
        }
        open
    }

    /// Reads the `limit` newest of the closed operations, the newest first, and counts them all.
    ///
    /// # Errors
    /// When the folder cannot be listed. That there is none yet is no error.
    pub fn newest_closed(&mut self, limit: usize) -> Result<(Vec<Kept>, usize), StateTrouble> {
        let folder = self.folder.done();
        let names = self.list(&folder)?;
        let newest = names.iter().rev().take(limit);
        Ok((
            newest.map(|name| keep(&folder.join(name), LIMIT, operation_of(name), true)).collect(),
            names.len(),
        ))
    }

    /// Reads one operation, open or closed; `None` if no file has that name.
    ///
    /// # Errors
    /// When a folder cannot be listed.
    pub fn find(&mut self, op: OperationId) -> Result<Option<Kept>, StateTrouble> {
        self.list_all()?;
        let Some(name) = self.names.get(&op) else { return Ok(None) };
        let kept = self.keep_open(OsStr::new(&**name));
        if matches!(kept.trouble, Some(StateTrouble::Gone(_))) {
            return Ok(None);
        }
        self.remember(&kept);
        Ok(Some(kept))
    }

    fn remember(&mut self, file: &Kept) {
        if let Some(op) = file.op
            && !file.bytes.is_empty()
        {
            // What this run wrote stays remembered, also when the file lacks it now.
            let history = self.histories.entry(op).or_default();
            let lost = missing(history, &file.bytes);
            history.clone_from(&file.bytes);
            if !lost.is_empty() {
                end_line(history);
                history.extend(lost);
            }
        }
    }

    /// True for a file that was removed between opening and writing: what was
    /// written has gone with it.
    fn is_removed(&self, file: &File, name: &str) -> io::Result<bool> {
        let found = file.metadata()?;
        // Some file systems count no names: then it is looked for.
        let is_it = |path: &PathBuf| {
            fs::metadata(path).is_ok_and(|m| (m.dev(), m.ino()) == (found.dev(), found.ino()))
        };
        let (open, done) = self.places(name);
        Ok(found.nlink() == 0 && !is_it(&open) && !is_it(&done))
    }

    fn places(&self, name: &str) -> (PathBuf, PathBuf) {
        (self.folder.operations().join(name), self.folder.done().join(name))
    }

    /// The name of an operation's file; looks into the folders once more for one
    /// that is not known yet.
    fn name(&mut self, op: OperationId) -> Result<Box<str>, StateTrouble> {
        if !self.names.contains_key(&op) {
            self.list_all()?;
        }
        let known = self.names.get(&op).cloned();
        known.ok_or_else(|| {
            StateTrouble::Gone(private::shown(
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

    /// The names of the journal's files in a folder, sorted; those of operations are kept.
    fn list(&mut self, folder: &Path) -> Result<Vec<OsString>, StateTrouble> {
        let names = private::list(folder, ENDING)?;
        let known =
            names.iter().filter_map(|name| Some((operation_of(name)?, name.to_str()?.into())));
        self.names.extend(known);
        Ok(names)
    }
}

/// A new file with its first bytes, on disk with its name, or no file.
fn begin(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), StateTrouble> {
    let path = folder.join(name);
    let mut file = private::new_file(&path)?;
    let written = write_synced(&mut file, &path, bytes).and_then(|()| private::sync_folder(folder));
    if written.is_err() {
        // Nobody has heard of it yet. If it stays nevertheless, it is read as one that was cut
        // short.
        let _ = fs::remove_file(&path);
    }
    written
}

fn write_synced(file: &mut File, path: &Path, bytes: &[u8]) -> Result<(), StateTrouble> {
    if bytes.is_empty() {
        return Ok(());
    }
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|e| private::trouble(&e, path))
}

fn push_line(bytes: &mut Vec<u8>, line: &[u8]) {
    debug_assert!(!line.contains(&b'\n'), "one line is one record");
    bytes.extend(line);
    bytes.push(b'\n');
}

fn end_line(bytes: &mut Vec<u8>) {
    if bytes.last().is_some_and(|end| *end != b'\n') {
        bytes.push(b'\n');
    }
}

/// Where the last line that has its end mark ends.
fn whole_lines(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1)
}

/// The lines of `history` that `content` lacks, each with its end mark.
fn missing(history: &[u8], content: &[u8]) -> Vec<u8> {
    if content.starts_with(history) {
        return Vec::new();
    }
    // While the file is there, a line without its end was one that somebody was just writing.
    let history = if content.is_empty() { history } else { &history[..whole_lines(history)] };
    let there: HashSet<&[u8]> = content.split(|b| *b == b'\n').collect();
    let mut lost = Vec::new();
    for line in
        history.split(|b| *b == b'\n').filter(|line| !line.is_empty() && !there.contains(line))
    {
        push_line(&mut lost, line);
    }
    lost
}

/// Two programs made a removed file anew and one of them has closed it: what only the open one
/// holds goes into the closed one, and then the open one goes.
fn unite(open: &Path, done: &Path) -> Result<(), StateTrouble> {
    let (bytes, _) = private::read(open, LIMIT)?;
    let mut file = private::file_to_extend(done)?;
    let content = private::read_from(&file, done, LIMIT)?;
    let mut lost = missing(&bytes, &content);
    if !lost.is_empty() && content.last().is_some_and(|end| *end != b'\n') {
        lost.insert(0, b'\n');
    }
    write_synced(&mut file, done, &lost)?;
    fs::remove_file(open).map_err(|e| private::trouble(&e, open))?;
    open.parent().map_or(Ok(()), private::sync_folder)
}

fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// The operation that a file name tells, if this program
/// could have given it: `20261123T173220Z-7F3K9Q.jsonl`.
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
    use crate::shell::state::Store;

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
        // One that another program took in the meantime: only its file tells.
        let name = format!("{}-{}{ENDING}", at.stamp(), OperationId::from_bits(9));
        fs::write(store.folder.operations().join(name), "").unwrap();
        let mut ids = [9, 10].into_iter().map(|bits| Ok(OperationId::from_bits(bits)));
        assert_eq!(
            store.operations.create_as(at, |_| "{}".to_owned(), || ids.next().unwrap()),
            Ok(OperationId::from_bits(10))
        );
    }

    #[test]
    fn only_whole_lines_that_are_not_there_count_as_missing() {
        let lost = |history: &str, content: &str| {
            String::from_utf8(missing(history.as_bytes(), content.as_bytes())).unwrap()
        };
        assert_eq!(lost("a\nb\n", "a\nb\nc\n"), "");
        assert_eq!(lost("a\nb\n", "a\nx\nb\n"), "");
        assert_eq!(lost("a\nb\nc\n", "a\n"), "b\nc\n");
        assert_eq!(lost("a\nto", "a\nx\ntorn\n"), "");
        assert_eq!(lost("a\nto", ""), "a\nto\n");
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
            store.operations.append_intent(op, "intended"),
            Err(StateTrouble::TooLarge { .. })
        ));
        assert!(store.operations.append(op, &["ended".to_owned()]).is_ok());
        assert!(store.operations.find(op).unwrap().is_some_and(|kept| kept.trouble.is_none()));
    }
}
