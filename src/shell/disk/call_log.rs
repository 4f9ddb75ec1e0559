//! The file of `--log`: a line for each call. A thread of its own writes the lines, so that a disk
//! that hangs delays no call.
//!
//! Several programs may write to one file. So each line opens the file again, ends a line that a
//! full disk cut short, and is appended in one write.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    os::unix::fs::{FileExt as _, MetadataExt as _},
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        mpsc::{self, Receiver},
    },
    thread,
    time::Duration,
};

use rustix::{
    fs::{FlockOperation, flock},
    io::Errno,
};

use super::private;
use crate::{
    api::{Call, Observer},
    core::base::{disk_error::StateTrouble, text::escaped_json},
    shell::argument,
};

/// A file that would become larger is renamed to `FILE.1` first, in place of an earlier one.
const LIMIT: u64 = 10_000_000;
/// Longest wait of the program's end for the last lines.
const END_WAITS: Duration = Duration::from_millis(500);

/// How the log of this process ended. A static, because the last call ends with the runtime.
static END: Mutex<Option<End>> = Mutex::new(None);
type End = (PathBuf, Receiver<Result<(), StateTrouble>>);

/// Begins the log of this process, and returns the observer of its calls. Without a path the
/// observer tells nobody of them.
/// Errors: The file cannot be used, or others may use the file too.
pub fn begin(path: Option<&Path>) -> Result<Observer, StateTrouble> {
    let Some(path) = path.map(Path::to_owned) else { return Ok(Observer::default()) };
    private::log_file(&path)?;
    let (observer, calls) = Observer::channel();
    let (tell, end) = mpsc::channel();
    let at = path.clone();
    let write = move || {
        let mut written = Ok(());
        for call in calls {
            written = written.and(append(&path, &call));
        }
        // Nobody hears an end that came too late.
        let _ = tell.send(written);
    };
    let thread = thread::Builder::new().name("call log".to_owned()).spawn(write);
    thread.map_err(private::trouble_at(&at))?;
    *END.lock().unwrap_or_else(PoisonError::into_inner) = Some((at, end));
    Ok(observer)
}

/// Waits a moment for the last lines, once no call is under way. Returns why lines are missing.
pub fn end() -> Option<StateTrouble> {
    let (path, end) = END.lock().unwrap_or_else(PoisonError::into_inner).take()?;
    let words = "the disk did not take all lines in time".to_owned();
    let late = StateTrouble::Other { path: argument::path(&path), words };
    end.recv_timeout(END_WAITS).unwrap_or(Err(late)).err()
}

fn append(path: &Path, call: &Call) -> Result<(), StateTrouble> {
    let trouble = private::trouble_at(path);
    let mut file = private::log_file(path)?;
    // Texts and numbers under text keys: serde_json has no way to fail on them.
    let mut line = escaped_json(serde_json::to_string(call).unwrap_or_default());
    line.push('\n');
    let size = |file: &File| file.metadata().map(|found| found.len()).map_err(&trouble);
    if size(&file)? + line.len() as u64 > LIMIT {
        rotate(&file, path).map_err(&trouble)?;
        file = private::log_file(path)?;
    }
    let mut last = [b'\n'];
    file.read_at(&mut last, size(&file)?.saturating_sub(1)).map_err(&trouble)?;
    if last != [b'\n'] {
        line.insert(0, '\n');
    }
    file.write_all(line.as_bytes()).map_err(&trouble)
}

/// Renames a full file, unless another program does the same now or has done so.
fn rotate(full: &File, path: &Path) -> io::Result<()> {
    // A file system without locks has one program at a time.
    if flock(full, FlockOperation::NonBlockingLockExclusive) == Err(Errno::WOULDBLOCK) {
        return Ok(());
    }
    let (named, open) = (fs::symlink_metadata(path)?, full.metadata()?);
    if (named.dev(), named.ino()) != (open.dev(), open.ino()) {
        return Ok(());
    }
    let mut old = path.as_os_str().to_owned();
    old.push(".1");
    fs::rename(path, old)
}
