//! A list before it is taken: what is in it, what of that the service lists, and what would be chosen then. Nothing is
//! changed by looking.

mod last;
mod standing;

pub use last::{Last, last_table_level};
pub use standing::problem;

use super::{
    guard::SendGuard,
    request::DatabaseScope,
    scope_text::{KEPT_NOTES, Mentioned, Parsed, parse},
    time::Millis,
    tree::{Counts, Database, Known, Listing, Mark, Origin, Take, Tree},
};
use standing::Standing;

/// Text beyond this many bytes is not read: the largest request is 12 MB.
pub const LONGEST_TEXT: usize = 16 * 1024 * 1024;
/// A paste without marks that grows beyond this is read once it has come to rest, not with each piece.
pub const READ_AT_ONCE: usize = 256 * 1024;
/// So long after a piece of a paste without marks keys are its next piece, in ms.
const POURS_MS: u64 = 300;

/// Where a list comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A paste.
    Paste,
    /// A file, by its path for a person.
    File(String),
    /// The instance's last table-level backup.
    Last(Box<Last>),
}

/// A list that is being looked at.
#[derive(Debug, Clone)]
pub struct Preview {
    /// Where it comes from.
    pub from: Source,
    /// Its bytes.
    pub bytes: usize,
    /// Its lines.
    pub lines: usize,
    /// It was longer than [`LONGEST_TEXT`], and its end is missing.
    pub cut: bool,
    /// What is in it; `None` while more of it may come.
    pub read: Option<Judged>,
    /// First row on screen.
    pub scroll: usize,
    /// A list can come up while keys are on their way: what takes it must come alone, after a look.
    pub guard: SendGuard,
    /// The text, while more may come.
    text: String,
    /// When its last piece came, if the terminal does not say where it ends.
    pours: Option<Millis>,
}

/// What is in a list, beside the tree.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The list.
    pub parsed: Parsed,
    standings: Vec<Standing>,
    rows: Vec<Row>,
    /// Which state of the tree it was looked up in.
    edits: u64,
    /// Tables that a backup does not hold, though the service lists them in its databases, are looked for.
    seeks_new: bool,
    /// They are taken, too.
    with_new: bool,
}

/// What stands in the sections of the preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Whole databases.
    Whole,
    /// Databases that are chosen in part now and would be chosen whole.
    Widened,
    /// Tables that a whole database covers, in the list or in the tree.
    Covered,
    /// Names that the service does not list.
    NotListed,
    /// Names of which that is not known yet.
    Unread,
    /// Names that cannot be taken.
    Refused,
    /// Lines that are not understood.
    NotUnderstood,
    /// Names that stood before.
    Twice,
    /// Found in the list.
    Listed,
    /// Tables that the service lists in a backup's databases, and that the backup does not hold.
    New,
}

/// A row of the preview; numbers are places in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// The head of a section, and how much is in it.
    Head(Section, usize),
    /// A whole database.
    Whole(u32),
    /// One that is chosen in part now: so many tables.
    Widened(u32, usize),
    /// So many of its tables are covered by the whole.
    Covered(u32, usize),
    /// A database, or one of its tables, that is not listed.
    NotListed(u32, Option<u32>),
    /// So many of its tables are not known yet.
    Unread(u32, usize),
    /// A name that cannot be taken.
    Refused(u32, Option<u32>),
    /// Lines that are not understood.
    NotUnderstood(u32),
    /// A name that stood before.
    Twice(u32),
    /// So many of its tables are listed.
    Listed(u32, usize),
    /// One of its tables that the backup does not hold.
    New(u32, u32),
    /// More of the section that are not shown.
    More(usize),
}

impl Preview {
    /// A text from somewhere. `pours`: more may come, for nothing marks its end; this piece came then.
    pub fn new(from: Source, text: &str, pours: Option<Millis>) -> Self {
        let mut preview =
            Self { from, bytes: 0, lines: 0, cut: false, read: None, scroll: 0, guard: SendGuard::Off, text: String::new(), pours };
        preview.append(text);
        preview
    }

    /// Keys are the next piece of it at this time.
    pub fn is_pouring(&self, at: Millis) -> bool {
        self.pours.is_some_and(|last| at.since(last) <= POURS_MS)
    }

    /// The next piece of it, however late: a link that stalls must not lose its beginning. False if no pieces are
    /// expected.
    pub fn pour(&mut self, text: &str, at: Millis) -> bool {
        if self.pours.is_none() {
            return false;
        }
        self.pours = Some(at);
        self.read = None;
        self.guard.follow(false);
        self.append(text);
        true
    }

    fn append(&mut self, text: &str) {
        let room = LONGEST_TEXT.saturating_sub(self.text.len());
        let end = if text.len() <= room { text.len() } else { (0..=room).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0) };
        self.cut = self.cut || end < text.len();
        self.text.push_str(&text[..end]);
    }

    /// It is short enough to be read at once.
    pub const fn is_short(&self) -> bool {
        self.pours.is_none() || self.text.len() <= READ_AT_ONCE
    }

    /// Reads it, and looks its names up.
    pub fn read(&mut self, tree: &Tree) {
        self.bytes = self.text.len();
        self.lines = self.text.lines().count();
        let parsed = parse(&self.text);
        if self.pours.is_none() {
            self.text = String::new();
        }
        self.read = Some(Judged::of(parsed, tree, matches!(self.from, Source::Last(_))));
    }
}

impl Judged {
    fn of(parsed: Parsed, tree: &Tree, seeks_new: bool) -> Self {
        let standings = parsed.databases.iter().map(|database| Standing::of(database, tree, seeks_new)).collect();
        let mut judged = Self { parsed, standings, rows: Vec::new(), edits: tree.edits(), seeks_new, with_new: false };
        judged.list_rows();
        judged
    }

    /// The tree has learnt more, of this database or of all.
    pub fn look_again(&mut self, database: Option<&str>, tree: &Tree) {
        for (mentioned, standing) in self.parsed.databases.iter().zip(&mut self.standings) {
            if database.is_none_or(|name| *mentioned.name == *name) {
                let now = Standing::of(mentioned, tree, self.seeks_new);
                // What is taken is what was on screen when the key was pressed.
                self.with_new &= now.new == standing.new;
                *standing = now;
            }
        }
        self.list_rows();
    }

    /// Looks all names up again if the tree is not the one they were looked up in: another configuration brings another.
    pub fn follow(&mut self, tree: &Tree) {
        if self.edits != tree.edits() {
            self.edits = tree.edits();
            self.look_again(None, tree);
        }
    }

    /// Tables that a backup does not hold are taken, too.
    pub const fn takes_new(&self) -> bool {
        self.with_new
    }

    /// How many there are.
    pub fn new_tables(&self) -> usize {
        self.standings.iter().map(|standing| standing.new.len()).sum()
    }

    /// Takes them, or leaves them out again; false if there are none.
    pub fn toggle_new(&mut self) -> bool {
        let any = self.new_tables() > 0;
        self.with_new = any && !self.with_new;
        any
    }

    /// A table that the backup does not hold.
    pub fn new_table(&self, d: u32, n: u32) -> Option<&str> {
        self.standings.get(d as usize)?.new.get(n as usize).map(|name| &**name)
    }

    /// The rows to show.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// A database of the list.
    pub fn database(&self, d: u32) -> Option<&Mentioned> {
        self.parsed.databases.get(d as usize)
    }

    /// What is known of a database of the list.
    pub fn known(&self, d: u32) -> Option<Known> {
        self.standings.get(d as usize)?.known
    }

    /// Databases of which something cannot be said yet, because their tables have not been read.
    pub fn unread(&self) -> impl Iterator<Item = &str> {
        let open = |(_, s): &(&Mentioned, &Standing)| s.unread > 0 || s.is_open;
        self.parsed.databases.iter().zip(&self.standings).filter(open).map(|(database, _)| &*database.name)
    }

    /// Nothing more will be learnt of its databases: none of them is being read, or about to be.
    pub fn is_looked_up(&self, tree: &Tree) -> bool {
        let over = |listing: &Listing| matches!(listing, Listing::Complete | Listing::Failed(_));
        // What is typed cannot be read.
        let is_over = |d: Database<'_>| d.origin() != Origin::Listed || over(d.listing());
        let is_over = |name: &str| tree.find(name).and_then(|d| tree.database(d)).is_none_or(is_over);
        over(&tree.listing) && self.unread().all(is_over)
    }

    /// The scope to be taken: all that can be.
    pub fn scope(&self) -> Vec<DatabaseScope> {
        let mut scope = Vec::new();
        for (database, standing) in self.parsed.databases.iter().zip(&self.standings).filter(|(_, s)| !s.is_refused) {
            let names = database.tables.iter().enumerate().filter(|(t, _)| standing.refused.binary_search(&(*t as u32)).is_err());
            let new = standing.new.iter().filter(|_| self.with_new).map(ToString::to_string);
            let names: Vec<String> = names.map(|(_, (name, _))| name.to_string()).chain(new).collect();
            let table_names = if database.whole.is_some() { None } else { Some(names) };
            // All its tables being refused must not make it whole.
            if table_names.as_ref().is_none_or(|names| !names.is_empty()) {
                scope.push(DatabaseScope { database_name: database.name.to_string(), table_names });
            }
        }
        scope
    }

    /// What would be chosen then.
    pub fn then(&self, now: Counts, how: Take) -> Counts {
        let mut then = if how == Take::Add { now } else { Counts::default() };
        for (database, standing) in self.parsed.databases.iter().zip(&self.standings).filter(|(_, s)| !s.is_refused) {
            let new = if self.with_new { standing.new.len() } else { 0 };
            let tables = database.tables.len() - standing.refused.len() + new;
            let (was_whole, had) = match standing.mark.filter(|_| how == Take::Add) {
                Some(Mark::Whole) => (true, 0),
                Some(Mark::Some(n) | Mark::AllOneByOne(n)) => (false, n),
                Some(Mark::None) | None => (false, 0),
            };
            if was_whole {
                continue;
            }
            if database.whole.is_some() {
                then.whole += 1;
                then.partly -= usize::from(had > 0);
                then.tables -= had;
            } else if tables > 0 {
                then.partly += usize::from(had == 0);
                then.tables += if how == Take::Add { tables - standing.ticked - standing.new_ticked(new) } else { tables };
            }
        }
        then
    }

    fn list_rows(&mut self) {
        let mut rows = Vec::new();
        for section in [
            Section::NotUnderstood,
            Section::Refused,
            Section::New,
            Section::Widened,
            Section::Whole,
            Section::NotListed,
            Section::Unread,
            Section::Covered,
            Section::Twice,
            Section::Listed,
        ] {
            self.section(section, &mut rows);
        }
        self.rows = rows;
    }

    fn section(&self, section: Section, rows: &mut Vec<Row>) {
        let head = rows.len();
        rows.push(Row::Head(section, 0));
        let mut count = 0;
        for (d, (database, standing)) in self.parsed.databases.iter().zip(&self.standings).enumerate() {
            let full = rows.len() - head > KEPT_NOTES;
            count += standing.rows(section, database, d as u32, if full { None } else { Some(&mut *rows) });
        }
        let notes = match section {
            Section::NotUnderstood => Some((self.parsed.not_understood.kept.len(), self.parsed.not_understood.count)),
            Section::Twice => Some((self.parsed.duplicates.kept.len(), self.parsed.duplicates.count)),
            _ => None,
        };
        if let Some((kept, all)) = notes {
            count = all;
            rows.extend((0..kept as u32).map(|n| if section == Section::Twice { Row::Twice(n) } else { Row::NotUnderstood(n) }));
        }
        if count == 0 {
            rows.pop();
            return;
        }
        rows[head] = Row::Head(section, count);
        rows.truncate(head + 1 + KEPT_NOTES);
        let told: usize = rows[head + 1..].iter().map(Row::names).sum();
        if told < count {
            rows.push(Row::More(count - told));
        }
    }
}

impl Row {
    /// How many of its section's names it tells of.
    const fn names(&self) -> usize {
        match *self {
            Self::Covered(_, n) | Self::Unread(_, n) | Self::Listed(_, n) => n,
            Self::Whole(_)
            | Self::Widened(..)
            | Self::NotListed(..)
            | Self::Refused(..)
            | Self::NotUnderstood(_)
            | Self::Twice(_)
            | Self::New(..) => 1,
            Self::Head(..) | Self::More(_) => 0,
        }
    }
}
