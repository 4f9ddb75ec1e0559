//! A list before it is taken: what is in it, what of that the service lists, and what would be
//! chosen then. Nothing is changed by looking.

mod last;
mod rows;
mod standing;

pub use last::{Last, last_table_level};
pub use rows::{Row, Section};
pub use standing::problem;

use crate::core::{
    base::{guard::SendGuard, time::Millis},
    scope::{
        choice::DatabaseScope,
        list::{Mentioned, Parsed, parse},
        tree::{CaseBlind, Counts, Known, Listing, Mark, Origin, Take, Tree},
    },
};
use standing::Standing;

/// Text beyond this many bytes is not read: the largest request is 12 MB.
pub const LONGEST_TEXT: usize = 16 * 1024 * 1024;
/// A paste without marks that grows beyond this is read once it has come to
/// rest, not with each piece.
pub const READ_AT_ONCE: usize = 256 * 1024;
/// So long after a piece of a paste without marks keys are its next piece, in ms.
const POURS_MS: u64 = 300;

/// Where a list comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Paste,
    /// A file, by its path for a person.
    File(String),
    /// The instance's last table-level backup.
    Last(Box<Last>),
}

/// A list that is being looked at.
#[derive(Debug, Clone)]
pub struct Preview {
    pub from: Source,
    pub bytes: usize,
    pub lines: usize,
    /// It was longer than [`LONGEST_TEXT`], and its end is missing.
    pub cut: bool,
    /// What is in it; `None` while more of it may come.
    pub read: Option<Judged>,
    pub scroll: usize,
    /// A list can come up while keys are on their way: what takes it must come alone, after a look.
    pub guard: SendGuard,
    /// The text: words in it are decided anew when the service has listed more.
    text: String,
    /// When its last piece came, if the terminal does not say where it ends.
    pours: Option<Millis>,
}

/// What is in a list, beside the tree.
#[derive(Debug, Clone)]
pub struct Judged {
    pub parsed: Parsed,
    standings: Vec<Standing>,
    rows: Vec<Row>,
    /// Which state of the tree it was looked up in.
    edits: u64,
    /// Tables that a backup does not hold, though the service lists them in
    /// its databases, are looked for.
    seeks_new: bool,
    with_new: bool,
}

impl Preview {
    /// A text from somewhere. `pours`: more may come, for nothing marks its
    /// end; this piece came then.
    pub fn new(from: Source, text: &str, pours: Option<Millis>) -> Self {
        let mut preview = Self {
            from,
            bytes: 0,
            lines: 0,
            cut: false,
            read: None,
            scroll: 0,
            guard: SendGuard::Off,
            text: String::new(),
            pours,
        };
        preview.append(text);
        preview
    }

    /// Keys are the next piece of it at this time.
    pub fn is_pouring(&self, at: Millis) -> bool {
        self.pours.is_some_and(|last| at.since(last) <= POURS_MS)
    }

    /// The next piece of it, however late: a link that stalls must not lose its beginning. False
    /// if no pieces are expected.
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
        let end = if text.len() <= room {
            text.len()
        } else {
            (0..=room).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0)
        };
        self.cut = self.cut || end < text.len();
        self.text.push_str(&text[..end]);
    }

    /// It is short enough to be read at once.
    pub const fn is_short(&self) -> bool {
        self.pours.is_none() || self.text.len() <= READ_AT_ONCE
    }

    /// Reads the text, and looks its names up.
    pub fn read(&mut self, tree: &Tree) {
        self.bytes = self.text.len();
        self.lines = self
            .text
            .lines()
            .map(|line| 1 + line.trim_end_matches('\r').matches('\r').count())
            .sum();
        let parsed = parse(&self.text, tree);
        self.read = Some(Judged::of(parsed, tree, matches!(self.from, Source::Last(_))));
    }

    /// Follows the tree, which has learnt more of this database or of all. Where words depend on
    /// that, the text is read again: a long one only once nothing more is under way.
    pub fn look_again(&mut self, database: Option<&str>, tree: &Tree) {
        let Some(judged) = &mut self.read else { return };
        let is_short = self.text.len() <= READ_AT_ONCE;
        if judged.depends_on(database.filter(|_| is_short), tree)
            && (is_short || judged.is_looked_up(tree))
        {
            self.read_again(tree);
        } else {
            judged.look_again(database, tree);
        }
    }

    /// Looks all names up again if the tree is not the one they were looked up
    /// in: another configuration brings another.
    pub fn follow(&mut self, tree: &Tree) {
        if self.read.as_ref().is_some_and(|judged| judged.edits != tree.edits()) {
            self.read_again(tree);
        }
    }

    /// Reads the text again. What would be taken now and was not on screen before needs
    /// a look of its own.
    fn read_again(&mut self, tree: &Tree) {
        let before = self.read.take();
        self.read(tree);
        let Some((before, now)) = before.as_ref().zip(self.read.as_ref()) else { return };
        if (&before.parsed.databases, &before.parsed.alone)
            != (&now.parsed.databases, &now.parsed.alone)
        {
            self.guard.follow(false);
        }
    }
}

impl Judged {
    fn of(parsed: Parsed, tree: &Tree, seeks_new: bool) -> Self {
        let mut case_blind = CaseBlind::default();
        let standings = parsed
            .databases
            .iter()
            .map(|database| Standing::of(database, tree, seeks_new, &mut case_blind))
            .collect();
        let mut judged = Self {
            parsed,
            standings,
            rows: Vec::new(),
            edits: tree.edits(),
            seeks_new,
            with_new: false,
        };
        judged.list_rows();
        judged
    }

    /// True if words were decided, or left open, by what the tree has learnt now. A page in the
    /// middle of a list decides nothing.
    fn depends_on(&self, database: Option<&str>, tree: &Tree) -> bool {
        match database {
            None => {
                is_over(&tree.listing)
                    && (self.parsed.not_taken.count + self.parsed.without_names.count > 0
                        || !self.parsed.consulted.is_empty())
            }
            Some(name) => {
                self.parsed.consulted.iter().any(|other| **other == *name) && is_read(tree, name)
            }
        }
    }

    fn look_again(&mut self, database: Option<&str>, tree: &Tree) {
        for (mentioned, standing) in self.parsed.databases.iter().zip(&mut self.standings) {
            if database.is_none_or(|name| *mentioned.name == *name) {
                let now = Standing::of(mentioned, tree, self.seeks_new, &mut CaseBlind::default());
                // What is taken is what was on screen when the key was pressed.
                self.with_new &= now.new == standing.new;
                *standing = now;
            }
        }
        self.list_rows();
    }

    /// Tables that a backup does not hold are taken, too.
    pub const fn takes_new(&self) -> bool {
        self.with_new
    }

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

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// A database of the list.
    pub fn database(&self, d: u32) -> Option<&Mentioned> {
        self.parsed.databases.get(d as usize)
    }

    /// True if a table of the list is not taken: it cannot be sent, or is listed in another case.
    pub fn is_refused(&self, d: u32, t: u32) -> bool {
        self.standings.get(d as usize).is_some_and(|standing| {
            standing.is_refused || standing.refused.binary_search(&t).is_ok()
        })
    }

    /// What is known of a database of the list.
    pub fn known(&self, d: u32) -> Option<Known> {
        self.standings.get(d as usize)?.known
    }

    /// Databases of which something cannot be said before their tables are read: those that are
    /// named, and those whose tables decide words.
    pub fn unread(&self) -> impl Iterator<Item = &str> {
        let open = |(_, s): &(&Mentioned, &Standing)| s.unread > 0 || s.is_open;
        let named = self
            .parsed
            .databases
            .iter()
            .zip(&self.standings)
            .filter(open)
            .map(|(database, _)| &*database.name);
        named.chain(self.parsed.consulted.iter().map(|name| &**name))
    }

    /// Nothing more will be learnt of its databases: none of them is being read, or about to be.
    pub fn is_looked_up(&self, tree: &Tree) -> bool {
        is_over(&tree.listing) && self.unread().all(|name| is_read(tree, name))
    }

    /// Returns the databases whose names stand alone, as a scope of whole databases.
    pub fn alone(&self) -> impl ExactSizeIterator<Item = &str> {
        self.parsed.alone.iter().map(|(name, _)| &**name)
    }

    /// Returns the scope to be taken: all that can be, and the databases that stand alone
    /// only if `alone` says so.
    pub fn scope(&self, alone: bool) -> Vec<DatabaseScope> {
        let mut scope = Vec::new();
        for (database, standing) in
            self.parsed.databases.iter().zip(&self.standings).filter(|(_, s)| !s.is_refused)
        {
            let names = database
                .tables
                .iter()
                .enumerate()
                .filter(|(t, _)| standing.refused.binary_search(&(*t as u32)).is_err());
            let new = standing.new.iter().filter(|_| self.with_new).map(ToString::to_string);
            let names: Vec<String> =
                names.map(|(_, (name, _))| name.to_string()).chain(new).collect();
            let table_names = if database.whole.is_some() { None } else { Some(names) };
            // All its tables being refused must not make it whole.
            if table_names.as_ref().is_none_or(|names| !names.is_empty()) {
                scope.push(DatabaseScope { database_name: database.name.to_string(), table_names });
            }
        }
        let alone = self
            .alone()
            .filter(|_| alone)
            .map(|name| DatabaseScope { database_name: name.to_owned(), table_names: None });
        scope.extend(alone);
        scope
    }

    /// Returns what would be chosen with the databases that stand alone added as well.
    pub fn then_with_alone(&self, tree: &Tree) -> Counts {
        let mut then = self.then(tree.counts(), Take::Add);
        for mark in self.alone().filter_map(|name| Some(tree.database(tree.find(name)?)?.mark())) {
            match mark {
                Mark::Whole => {}
                Mark::None => then.whole += 1,
                Mark::Some(n) | Mark::AllOneByOne(n) => {
                    (then.whole, then.partly, then.tables) =
                        (then.whole + 1, then.partly - 1, then.tables - n);
                }
            }
        }
        then
    }

    /// What would be chosen then.
    pub fn then(&self, now: Counts, how: Take) -> Counts {
        let mut then = if how == Take::Add { now } else { Counts::default() };
        for (database, standing) in
            self.parsed.databases.iter().zip(&self.standings).filter(|(_, s)| !s.is_refused)
        {
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
                then.tables += if how == Take::Add {
                    tables - standing.ticked - standing.new_ticked(new)
                } else {
                    tables
                };
            }
        }
        then
    }
}

/// A list that is not read any further, because it is complete or because it failed.
const fn is_over(listing: &Listing) -> bool {
    matches!(listing, Listing::Complete | Listing::Failed(_))
}

/// True if nothing more will be learnt of a database. What is typed cannot be read.
fn is_read(tree: &Tree, name: &str) -> bool {
    let database = tree.find(name).and_then(|d| tree.database(d));
    database.is_none_or(|d| d.origin() != Origin::Listed || is_over(d.listing()))
}
