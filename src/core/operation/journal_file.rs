//! The journal's lines: one JSON object each, readable with `less`, appended and never changed.
//!
//! `{"v":1,"op":"7F3K9Q","at":"2025-10-17T01:59:07Z","event":"intended",…}`: `v` is the version of
//! the line, `event` the tag of [`Event`]. A reader takes the lines that it understands and counts
//! the others: a torn last line, damaged lines, and lines of a newer program.

mod salvaged;

pub use salvaged::Salvaged;

use serde::{Deserialize, Serialize};

use super::{
    event::{Entry, Event},
    intent::Intent,
    replay::Replayed,
    state::{Operation, Stage},
};
use crate::core::{
    base::{InstanceId, OperationId, StateTrouble, UtcTime, text::escaped_json},
    draft::{DraftTrouble, SavedDraft},
    session::Site,
};

/// The version of the lines that this program writes, and the newest that it reads.
pub const VERSION: u32 = 1;

#[derive(Serialize)]
struct LineOut<'a> {
    v: u32,
    op: OperationId,
    at: UtcTime,
    #[serde(flatten)]
    event: &'a Event,
}

/// The fields that every line of every version has.
#[derive(Deserialize)]
struct Head {
    v: u32,
    at: UtcTime,
}

/// The word that names the event of a line.
#[derive(Deserialize)]
struct Tag {
    event: String,
}

/// Writes one line, without its line break.
pub fn line(operation: OperationId, entry: &Entry) -> String {
    let line = LineOut { v: VERSION, op: operation, at: entry.at, event: &entry.event };
    // Strings, numbers and lists of them under string keys: serde_json has no way to fail on them.
    escaped_json(serde_json::to_string(&line).unwrap_or_default())
}

/// Lines that are read of a file at most: an operation has some hundreds, and a file of lines of
/// two bytes would fill the memory.
pub const LINES: usize = 65_536;

/// The content of a journal file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Read {
    /// The complete lines, in their order.
    pub entries: Vec<Entry>,
    /// The last line was cut off: a crash or a power cut while it was written.
    pub torn: bool,
    /// Numbers (from 1) of other lines that cannot be read. A line that a full disk cut short, and
    /// that the next line repeats, is none of them. All lines behind [`LINES`] count as one.
    pub damaged: Vec<usize>,
    /// Lines of a newer version, or events that this version does not know.
    pub newer: usize,
    /// IDs and names in the lines that are no entries.
    pub held: Salvaged,
}

impl Read {
    /// Returns whether every line was understood but for a last one that was cut off.
    pub fn hides_nothing(&self) -> bool {
        self.damaged.is_empty() && self.newer == 0
    }
}

/// How this program understands a line.
enum Line {
    Entry(Box<Entry>),
    Newer,
    Unreadable,
}

/// Reads one line. Bytes that no version of this program writes (no UTF-8, half a surrogate pair, a
/// key twice) are damage, whatever else stands in it.
fn understand(line: &[u8]) -> Line {
    let Ok(text) = std::str::from_utf8(line) else { return Line::Unreadable };
    let Ok(head) = serde_json::from_str::<Head>(text) else { return Line::Unreadable };
    match serde_json::from_str::<Event>(text) {
        _ if head.v > VERSION => Line::Newer,
        Ok(event) => Line::Entry(Box::new(Entry { at: head.at, event })),
        Err(_) => match serde_json::from_str::<Tag>(text) {
            Ok(tag) if !Event::TAGS.contains(&tag.event.as_str()) => Line::Newer,
            _ => Line::Unreadable,
        },
    }
}

/// Reads a journal file. No content makes the reading fail: lines that cannot be read are counted.
pub fn read(bytes: &[u8]) -> Read {
    let mut read = Read::default();
    let mut cut: Vec<(usize, &[u8])> = Vec::new();
    let mut rest = bytes;
    for n in 1.. {
        if rest.is_empty() {
            break;
        }
        if n > LINES {
            read.held.add(rest);
            cut.push((n, rest));
            break;
        }
        let end = rest.iter().position(|byte| *byte == b'\n');
        let (line, after) = end.map_or((rest, &[][..]), |end| (&rest[..end], &rest[end + 1..]));
        rest = after;
        if line.is_empty() {
            continue;
        }
        match understand(line) {
            Line::Entry(entry) => read.entries.push(*entry),
            Line::Newer => {
                read.newer += 1;
                read.held.add(line);
            }
            Line::Unreadable => {
                read.held.add(line);
                // Only the last line has no line break after it; a line that is whole but for that
                // has been synced.
                match end {
                    None => read.torn = true,
                    Some(_) => cut.push((n, line)),
                }
                continue;
            }
        }
        read.damaged.extend(
            cut.drain(..).filter_map(|(n, part)| (!is_written_again(part, line)).then_some(n)),
        );
    }
    read.damaged.extend(cut.into_iter().map(|(n, _)| n));
    read
}

/// Returns whether `part` tells its event and `line` begins with the same bytes: a line that a full
/// disk cut short and that was written again.
fn is_written_again(part: &[u8], line: &[u8]) -> bool {
    const EVENT: &[u8] = b"\"event\":\"";
    let tag = || {
        part.windows(EVENT.len())
            .position(|window| window == EVENT)
            .map(|at| &part[at + EVENT.len()..])
    };
    line.starts_with(part) && tag().is_some_and(|tag| tag.contains(&b'"'))
}

/// One file of the journal as found on disk.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    /// The operation that its name tells.
    pub operation: Option<OperationId>,
    /// The file's path, for a person.
    pub path: String,
    /// The content, or why the file cannot be read.
    pub read: Result<Read, StateTrouble>,
}

impl File {
    /// Returns the last request that a line tells, confirmed or only reviewed; `None` also where a
    /// line cannot be read, which may tell another request.
    pub fn intent(&self) -> Option<&Intent> {
        let read = self.read.as_ref().ok().filter(|read| read.hides_nothing())?;
        read.entries.iter().rev().find_map(|entry| match &entry.event {
            Event::Reviewed(intent) | Event::Intended(intent) => Some(&**intent),
            _ => None,
        })
    }

    /// Returns the IDs and names in the lines that were not understood, if there are any.
    pub fn held(&self) -> Option<&Salvaged> {
        self.read.as_ref().ok().map(|read| &read.held).filter(|held| !held.is_empty())
    }

    /// Returns the operation that the lines tell; `None` if no request was confirmed.
    pub fn confirmed(&self) -> Option<Operation> {
        let Replayed::Operation(operation) = self.replay() else { return None };
        Some(*operation)
    }

    pub fn replay(&self) -> Replayed {
        match (&self.read, self.operation) {
            (Ok(read), Some(id)) => match Operation::replay(id, read.entries.clone()) {
                // A line that cannot be read may have been the confirmation: UNKNOWN, never a
                // draft, nor given up.
                Replayed::Draft { .. } | Replayed::GivenUp if !read.hides_nothing() => {
                    let mut entries = read.entries.clone();
                    entries.extend(
                        entries.last().map(|last| Entry { at: last.at, event: Event::Sent }),
                    );
                    Operation::replay(id, entries)
                }
                replayed => replayed,
            },
            _ => Replayed::Nothing,
        }
    }
}

/// One draft file as found on disk.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftFile {
    /// The draft that its name tells; `None` if somebody else named it.
    pub id: Option<OperationId>,
    /// The draft, or why the file cannot be opened.
    pub read: Result<SavedDraft, DraftTrouble>,
}

/// Everything in the state folder, as found at one moment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DiskContents {
    /// Files of operations that are open, oldest first.
    pub open: Vec<File>,
    /// Files of the newest closed operations, newest first.
    pub closed: Vec<File>,
    /// Number of closed operations in all.
    pub closed_total: usize,
    /// The saved drafts, in no order.
    pub drafts: Vec<DraftFile>,
    /// Why nothing can be written to the state folder now.
    pub trouble: Option<StateTrouble>,
}

/// Another operation on the instance that a backup is to be made of, whose
/// backup exists or may exist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rival {
    pub operation: OperationId,
    pub name: String,
    pub at: UtcTime,
    /// Whether the operation is known to have made its backup.
    pub made: bool,
}

impl Rival {
    /// Returns the facts of an operation that matter to another one; `None`
    /// if the operation made nothing.
    pub fn of(operation: &Operation) -> Option<Self> {
        let made = !operation.is_unresolved();
        let nothing = matches!(operation.stage, Stage::NotCreated | Stage::NotThere);
        let rival = || Self {
            operation: operation.id,
            name: operation.name().to_owned(),
            at: operation.confirmed_at,
            made,
        };
        (!nothing).then(rival)
    }
}

/// Returns the operations on an instance, among open files, that have made a backup
/// or may have; without `own`.
pub fn rivals(
    open: &[File],
    site: &Site,
    instance: &InstanceId,
    own: Option<OperationId>,
) -> Vec<Rival> {
    let same = |operation: &Operation| {
        let intent = operation.intent.as_ref();
        intent.is_some_and(|i| i.site.is_same_service(site) && i.instance == *instance)
    };
    let others = open.iter().filter_map(File::confirmed).filter(|o| Some(o.id) != own && same(o));
    others.filter_map(|o| Rival::of(&o)).collect()
}
