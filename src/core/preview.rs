//! A list before it is taken: what is in it, what of that the service lists, and what would be chosen then. Nothing is
//! changed by looking.

use super::{
    request::DatabaseScope,
    rules::{NameProblem, check_typed_name},
    scope_text::{KEPT_NOTES, Mentioned, Parsed, parse},
    time::Millis,
    tree::{Counts, Known, Mark, Take, Tree},
};

/// Text beyond this many bytes is not read: the largest request is 12 MB.
pub const LONGEST_TEXT: usize = 16 * 1024 * 1024;
/// A paste without marks that grows beyond this is read once it has come to rest, not with each piece.
pub const READ_AT_ONCE: usize = 256 * 1024;
/// So long after a piece of a paste without marks keys are its next piece, in ms.
const POURS_MS: u64 = 300;
/// So long after a piece another paste is its next piece, in ms.
const CONTINUES_MS: u64 = 2_000;

/// Where a list comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A paste.
    Paste,
    /// A file, by its path for a person.
    File(String),
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
}

/// One database of the list beside the tree.
#[derive(Debug, Clone, Default)]
struct Standing {
    known: Option<Known>,
    /// Tables that the service lists.
    listed: usize,
    /// Tables of which the service has not said yet whether it lists them.
    unread: usize,
    /// Named tables that are ticked by themselves now.
    ticked: usize,
    /// Places of tables that are not listed.
    others: Vec<u32>,
    /// Places of tables that cannot be typed.
    refused: Vec<u32>,
    /// The database itself cannot be typed.
    is_refused: bool,
    mark: Option<Mark>,
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
    /// More of the section that are not shown.
    More(usize),
}

impl Preview {
    /// A text from somewhere. `pours`: more may come, for nothing marks its end; this piece came then.
    pub fn new(from: Source, text: &str, pours: Option<Millis>) -> Self {
        let mut preview = Self { from, bytes: 0, lines: 0, cut: false, read: None, scroll: 0, text: String::new(), pours };
        preview.append(text);
        preview
    }

    /// Keys are the next piece of it at this time.
    pub fn is_pouring(&self, at: Millis) -> bool {
        self.pours.is_some_and(|last| at.since(last) <= POURS_MS)
    }

    /// A paste at this time is its next piece: a slow link brings a long one in many.
    pub fn continues(&self, at: Millis) -> bool {
        self.pours.is_some_and(|last| at.since(last) <= CONTINUES_MS)
    }

    /// The next piece of it; false if no pieces are expected.
    pub fn pour(&mut self, text: &str, at: Millis) -> bool {
        if self.pours.is_none() {
            return false;
        }
        self.pours = Some(at);
        self.read = None;
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
        self.read = Some(Judged::of(parsed, tree));
    }
}

impl Judged {
    fn of(parsed: Parsed, tree: &Tree) -> Self {
        let standings = parsed.databases.iter().map(|database| Standing::of(database, tree)).collect();
        let mut judged = Self { parsed, standings, rows: Vec::new(), edits: tree.edits() };
        judged.list_rows();
        judged
    }

    /// The tree has learnt more, of this database or of all.
    pub fn look_again(&mut self, database: Option<&str>, tree: &Tree) {
        for (mentioned, standing) in self.parsed.databases.iter().zip(&mut self.standings) {
            if database.is_none_or(|name| *mentioned.name == *name) {
                *standing = Standing::of(mentioned, tree);
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
        let open = |(_, s): &(&Mentioned, &Standing)| s.unread > 0;
        self.parsed.databases.iter().zip(&self.standings).filter(open).map(|(database, _)| &*database.name)
    }

    /// The scope to be taken: all that can be.
    pub fn scope(&self) -> Vec<DatabaseScope> {
        let mut scope = Vec::new();
        for (database, standing) in self.parsed.databases.iter().zip(&self.standings).filter(|(_, s)| !s.is_refused) {
            let names = database.tables.iter().enumerate().filter(|(t, _)| standing.refused.binary_search(&(*t as u32)).is_err());
            let names: Vec<String> = names.map(|(_, (name, _))| name.to_string()).collect();
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
            let tables = database.tables.len() - standing.refused.len();
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
                then.tables += if how == Take::Add { tables - standing.ticked } else { tables };
            }
        }
        then
    }

    fn list_rows(&mut self) {
        let mut rows = Vec::new();
        for section in [
            Section::NotUnderstood,
            Section::Refused,
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
            Self::Whole(_) | Self::Widened(..) | Self::NotListed(..) | Self::Refused(..) | Self::NotUnderstood(_) | Self::Twice(_) => 1,
            Self::Head(..) | Self::More(_) => 0,
        }
    }
}

impl Standing {
    fn of(database: &Mentioned, tree: &Tree) -> Self {
        let (known, d) = tree.known_database(&database.name);
        let mut standing = Self { known: Some(known), mark: d.and_then(|d| tree.database(d)).map(|d| d.mark()), ..Self::default() };
        standing.is_refused = d.is_none() && problem(&database.name).is_some();
        for (t, (name, _)) in database.tables.iter().enumerate() {
            let (known, ticked) = match d {
                Some(d) => tree.known_table(d, name),
                None => (known, false),
            };
            standing.ticked += usize::from(ticked);
            match known {
                Known::Listed => standing.listed += 1,
                _ if problem(name).is_some() => standing.refused.push(t as u32),
                Known::Unread => standing.unread += 1,
                Known::Typed | Known::NotListed => standing.others.push(t as u32),
            }
        }
        standing
    }

    /// Adds its rows of a section; returns how much is in it.
    fn rows(&self, section: Section, database: &Mentioned, d: u32, mut rows: Option<&mut Vec<Row>>) -> usize {
        let mut add = |count: usize, row: Row| {
            if let Some(rows) = rows.as_deref_mut().filter(|_| count > 0) {
                rows.push(row);
            }
            count
        };
        let whole = database.whole.is_some();
        let taken = !self.is_refused;
        match section {
            Section::Whole => add(usize::from(whole && taken), Row::Whole(d)),
            Section::Widened => match self.mark {
                Some(Mark::Some(n) | Mark::AllOneByOne(n)) if whole => add(1, Row::Widened(d, n)),
                _ => 0,
            },
            Section::Covered if whole || self.mark == Some(Mark::Whole) => {
                add(database.tables.len(), Row::Covered(d, database.tables.len()))
            }
            Section::Listed if !whole => add(self.listed, Row::Listed(d, self.listed)),
            Section::Unread if !whole && taken => add(self.unread, Row::Unread(d, self.unread)),
            Section::NotListed if taken => {
                let named = whole && matches!(self.known, Some(Known::NotListed | Known::Typed));
                let mut count = add(usize::from(named), Row::NotListed(d, None));
                for &t in self.others.iter().filter(|_| !whole) {
                    count += add(1, Row::NotListed(d, Some(t)));
                }
                count
            }
            Section::Refused if self.is_refused => add(1, Row::Refused(d, None)),
            Section::Refused => self.refused.iter().map(|&t| add(1, Row::Refused(d, Some(t)))).sum(),
            Section::Covered | Section::Listed | Section::Unread | Section::NotListed | Section::NotUnderstood | Section::Twice => 0,
        }
    }
}

/// Why a name cannot join the tree.
pub fn problem(name: &str) -> Option<NameProblem> {
    check_typed_name(name, std::iter::empty()).err()
}
