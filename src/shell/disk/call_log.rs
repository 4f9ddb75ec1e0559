//! The file of `--log`: a line for each call. A thread of its own writes the lines, so that a disk
//! that hangs delays no call.
//!
//! Several programs may write to one file. So each line opens the file again, waits for the lock,
//! and ends a line that a program which was killed cut short.

use std::{
    fs::{self, File, Metadata},
    io::{self, Write as _},
    os::unix::fs::{FileExt as _, MetadataExt as _},
    path::{Path, PathBuf},
    sync::{
        Mutex,
        mpsc::{self, Receiver},
    },
    thread,
    time::Duration,
};

use rustix::fs::{FlockOperation, flock};

use super::{
    StateFolder,
    private::{self, At as _},
};
use crate::{
    api::{Call, Observer},
    core::base::{StateTrouble, text::escaped_json},
    shell::{argument, lock::lock},
};

/// A file that would become larger is renamed to `FILE.1` first, in place of an earlier log.
const LIMIT: u64 = 10_000_000;
/// Longest wait of the program's end for the last lines.
const END_WAITS: Duration = Duration::from_millis(500);

/// How the log of this process ended. A static, because the last call ends with the runtime.
static END: Mutex<Option<End>> = Mutex::new(None);
type End = (PathBuf, Receiver<Ended>);

/// Why the log is not as it should be.
#[derive(Debug, Default)]
pub struct Ended {
    /// The reason why lines are missing.
    pub missing: Option<StateTrouble>,
    /// Why the file was not renamed, and has grown.
    pub grown: Option<StateTrouble>,
}

/// Begins the log of this process, and returns the observer of its calls. Without a path the
/// observer tells nobody of them.
/// Errors: The file cannot be used, others may use the file too, or the file has another purpose.
pub fn begin(path: Option<&Path>, state: Option<&Path>) -> Result<Observer, StateTrouble> {
    let Some(path) = path.map(Path::to_owned) else { return Ok(Observer::default()) };
    if StateFolder::locate(state).is_ok_and(|folder| folder.holds(&path)) {
        return Err(other(&path, "no log of calls may be in the state folder"));
    }
    checked(private::log_file(&path)?, &path)?;
    let (observer, calls) = Observer::channel();
    let (tell, end) = mpsc::channel();
    let at = path.clone();
    let write = move || {
        let mut ended = Ended::default();
        for call in calls {
            let written = ended.append(&path, &call);
            ended.missing = ended.missing.or(written.err());
        }
        // Nobody hears an end that came too late.
        let _ = tell.send(ended);
    };
    let thread = thread::Builder::new().name("call log".to_owned()).spawn(write);
    thread.at(&at)?;
    *lock(&END) = Some((at, end));
    Ok(observer)
}

/// Waits a moment for the last lines, once no call is under way.
pub fn end() -> Ended {
    let end = lock(&END).take();
    let Some((path, end)) = end else { return Ended::default() };
    let late = other(&path, "the disk did not take all lines in time");
    end.recv_timeout(END_WAITS).unwrap_or(Ended { missing: Some(late), grown: None })
}

fn other(path: &Path, words: &str) -> StateTrouble {
    StateTrouble::Other { path: argument::path(path), words: words.to_owned() }
}

/// Refuses a file that begins with anything but a call: a journal or a token would be spoilt.
fn checked(file: File, path: &Path) -> Result<File, StateTrouble> {
    let mut head = [0; 64];
    let length = file.read_at(&mut head, 0).at(path)?;
    let call = head.starts_with(b"{\"time\":") && head.windows(10).any(|w| w == b",\"method\":");
    if call || length == 0 {
        return Ok(file);
    }
    Err(other(path, "holds other text than a log of calls"))
}

/// Opens the log, once no other program writes.
fn locked(path: &Path) -> Result<File, StateTrouble> {
    let file = private::log_file(path)?;
    // A file system without locks has one program at a time.
    let _ = flock(&file, FlockOperation::LockExclusive);
    checked(file, path)
}

impl Ended {
    fn append(&mut self, path: &Path, call: &Call) -> Result<(), StateTrouble> {
        let mut file = locked(path)?;
        // Texts and numbers under text keys: serde_json has no way to fail on them.
        let mut line = escaped_json(serde_json::to_string(call).unwrap_or_default());
        line.push('\n');
        let size = |file: &File| file.metadata().map(|found| found.len()).at(path);
        if size(&file)? + line.len() as u64 > LIMIT {
            if let Err(why) = rotate(&file, path) {
                self.grown.get_or_insert(why);
            } else {
                // The lock ends first: the new file may be the same one.
                drop(file);
                file = locked(path)?;
            }
        }
        let before = size(&file)?;
        let mut last = [b'\n'];
        file.read_at(&mut last, before.saturating_sub(1)).at(path)?;
        if last != [b'\n'] {
            line.insert(0, '\n');
        }
        file.write_all(line.as_bytes()).at(path).inspect_err(|_| {
            // A part of the line may stand there.
            let _ = file.set_len(before);
        })
    }
}

/// Renames a full file, unless another program has done so. Replaces nothing but such a file.
fn rotate(full: &File, path: &Path) -> Result<(), StateTrouble> {
    let place = |found: Metadata| (found.dev(), found.ino());
    if fs::symlink_metadata(path).map(place).ok() != full.metadata().map(place).ok() {
        return Ok(());
    }
    let mut old = path.as_os_str().to_owned();
    old.push(".1");
    let old = PathBuf::from(old);
    match private::open_options().read(true).open(&old) {
        Err(why) if why.kind() == io::ErrorKind::NotFound => {}
        there => drop(checked(there.at(&old)?, &old)?),
    }
    fs::rename(path, &old).at(&old)
}
