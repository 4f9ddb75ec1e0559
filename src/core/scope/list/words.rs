//! Lines in no form of their own: their words are compared with the names that the instance lists.

use std::borrow::Cow;

use super::{
    columns::{says_database, says_decision, says_table},
    cql,
    exception::{Exception, exception},
    lines::{Excepted, Lines},
    name::{self, Named, Path},
    parsed::{Line, Why},
    render::write_path,
    token::{Token, Tokens},
};
use crate::core::scope::tree::{Known, Listing, Tree};

/// Where a line names more databases than this, no word is read as a table of one of them.
const MOST: usize = 8;

/// The findings on a line.
#[derive(Default)]
struct Seen {
    number: Line,
    /// The reason that keeps the whole line from being taken.
    left: Option<Why>,
    /// The databases that the line names, and those that its words are looked up in.
    own: Vec<usize>,
    around: Vec<usize>,
    /// The databases of the line that were met so far.
    met: Vec<usize>,
    words: usize,
    tables: usize,
    taken: bool,
    unread: bool,
    not_closed: bool,
    /// Whether each word stands by itself, as in a list, and none only serves a sentence.
    is_list: bool,
    /// Whether a `database.table` stands on the line.
    has_path: bool,
    /// Whether a word is a listed table of an unnamed database.
    elsewhere: bool,
    /// Whether one of the line's databases is, or could be, a table of another one.
    doubtful: bool,
}

impl Lines<'_> {
    /// Takes the words of a line that are listed tables, and notes of the others why not.
    pub fn words(&mut self, text: &str, number: Line) {
        let exception = self.exception(text);
        // Below `exclude:` stands `orders:`, too.
        if exception.is_none() && opens(text) && self.databases_on(text).0.is_empty() {
            self.excepted = Excepted::Nothing;
        }
        let left =
            (exception.is_some() || self.excepted != Excepted::Nothing).then_some(Why::Except);
        self.look_up(text, number, left, false);
        self.carry(text, exception, Excepted::Block);
        // Which keyspace is in use is not known after a `USE` that is not understood.
        if cql::says_use(text) {
            self.in_use(None);
        }
    }

    /// Says which names stand in a comment; they are never taken. A title
    /// names what stands below it.
    pub fn comment(&mut self, text: &str, number: Line, title: bool) {
        let exception = self.exception(text);
        if exception.is_none() && (title || opens(text)) {
            self.excepted = Excepted::Nothing;
        }
        self.look_up(text, number, Some(Why::Comment), title);
        self.carry(text, exception, if title { Excepted::Announced } else { Excepted::Remark });
    }

    /// Returns whether a line takes names out; a heading such as `Backup: no` those below.
    fn exception(&self, text: &str) -> Option<Exception> {
        match exception(text)? {
            Exception::Here if self.is_heading(text) => Some(Exception::Below),
            found => Some(found),
        }
    }

    /// Carries an exception on: `except these:` takes out the names below.
    fn carry(&mut self, text: &str, exception: Option<Exception>, block: Excepted) {
        let (text, below) = (text.trim_end(), exception == Some(Exception::Below));
        if below && opens(text) {
            self.excepted = Excepted::Announced;
        } else if below
            && (text.ends_with([',', '，', '、', '?', '？'])
                || text.ends_with(['!', '！'])
                    && names(self.tree, text).all(|it| !self.is_listed(&it))
                || !(is_sentence(text) || names_path(text)))
        {
            self.excepted = block;
        } else {
            self.item_follows();
        }
    }

    fn look_up(&mut self, text: &str, number: Line, left: Option<Why>, title: bool) {
        let mut tokens =
            Tokens::new(text).filter(|token| !matches!(token, Token::Sign(_) | Token::Number));
        match (tokens.next(), tokens.next()) {
            (None, _) => return,
            (Some(Token::Opaque(why, _)), None) => {
                return self.gather.note(number, number, left.unwrap_or(why), text);
            }
            (Some(_), _) => {}
        }
        if self.tree.listing != Listing::Complete && left != Some(Why::Comment) {
            return self.gather.note(number, number, left.unwrap_or(Why::NoListing), text);
        }
        let (own, of_paths) = self.databases_on(text);
        let mut around = if own.is_empty() { self.heading.clone() } else { own.clone() };
        // `orders.items, orders_by_day`: a writer who has named the database once need not name it
        // again.
        let has_path = of_paths.is_some();
        around.extend(
            of_paths.into_iter().flatten().filter(|d| !around.contains(d)).collect::<Vec<_>>(),
        );
        if around.len() > MOST {
            around.clear();
        }
        if own.is_empty() && self.in_rows && left.is_none() && self.misses_its_database(text) {
            return self.gather.note(number, number, Why::NoDatabase, text);
        }
        let mut seen = Seen {
            number,
            left,
            own,
            around: around.clone(),
            is_list: is_list(text),
            has_path,
            ..Seen::default()
        };
        let before = self.gather.noted();
        for token in words(self.tree, text, &around) {
            match token {
                Token::Name(name) => self.name(&name, &mut seen),
                Token::Path { path, .. } => self.path(&path, &mut seen),
                Token::Opaque(why, word) => self.opaque(why, word, &mut seen),
                Token::Sign(_) | Token::Number | Token::Text(_) => {}
            }
        }
        let title = title || self.is_title(text);
        self.say(text, title, &seen, self.gather.noted() > before);
        self.head(text, title, seen);
    }

    /// Returns the listed databases that a line names, and those of its paths (`None`: no path),
    /// the first few of each.
    fn databases_on(&self, text: &str) -> (Vec<usize>, Option<Vec<usize>>) {
        let (mut named, mut of_paths) = (Vec::new(), None::<Vec<usize>>);
        for token in words(self.tree, text, &[]) {
            let (found, name) = match &token {
                Token::Name(name) => (&mut named, name),
                Token::Path { path, .. } => (of_paths.get_or_insert_default(), &path.database),
                Token::Sign(_) | Token::Number | Token::Text(_) | Token::Opaque(..) => continue,
            };
            found.extend(
                self.tree
                    .listed_database(name)
                    .filter(|d| found.len() <= MOST && !found.contains(d)),
            );
            if named.len() > MOST {
                break;
            }
        }
        (named, of_paths)
    }

    /// Returns whether a line below lines `database table` begins with a word that is no listed
    /// name, before a table of the databases above. The word may be a misspelt database, whose
    /// table is not one of theirs.
    fn misses_its_database(&self, text: &str) -> bool {
        let mut names = names(self.tree, text);
        names.next().is_some_and(|first| !self.is_table_below(&first))
            && names.any(|name| self.is_table_below(&name))
    }

    /// Returns whether a name is a listed table of the databases in the heading above.
    fn is_table_below(&self, name: &str) -> bool {
        self.heading.iter().any(|d| self.tree.known_table(*d, name).0 == Known::Listed)
    }

    /// Returns whether a line says no to all that stands below: a "no" alone, behind a word for the
    /// backup, or behind a database.
    fn is_heading(&self, text: &str) -> bool {
        const NO: [&str; 9] =
            ["no", "none", "n", "off", "out", "false", "nein", "disabled", "nobackup"];
        let mut rest = String::new();
        let mut others = 0;
        for name in names(self.tree, text).take(6) {
            if name::is_one_of(&name, &NO) {
                others += 1;
            } else if !(self.is_database(&name) || says_database(&name)) {
                rest.push_str(&name);
            }
        }
        others == 1 && !names_path(text) && (rest.is_empty() || says_decision(&rest))
            || text.starts_with('!') && rest.is_empty() && !names_path(text)
    }

    fn is_database(&self, name: &str) -> bool {
        self.tree.listed_database(name).is_some()
    }

    /// Returns whether a name is that of a database, or of a table below the heading.
    fn is_listed(&self, name: &str) -> bool {
        self.is_database(name) || self.is_table_below(name)
    }

    /// Returns whether a name is a table of a listed database, of which there are few
    /// enough to look into each.
    fn is_table_somewhere(&self, name: &str) -> bool {
        let databases = self.tree.databases().len();
        databases <= MOST
            && (0..databases).any(|d| self.tree.known_table(d, name).0 == Known::Listed)
    }

    fn name(&mut self, name: &str, seen: &mut Seen) {
        let is_head = says_database(name) || says_table(name) || is_family(name);
        seen.words += usize::from(!is_head);
        if let Some(d) = self.tree.listed_database(name) {
            return self.database(d, name, seen);
        }
        let mut found = None;
        let (mut tables, mut unread) = (0, false);
        for &d in &seen.around {
            self.consulted.insert(d);
            match self.tree.known_table(d, name).0 {
                Known::Listed => (found, tables) = (Some(d), tables + 1),
                Known::Unread => unread = true,
                Known::Typed | Known::NotListed => {}
            }
        }
        match found {
            Some(_) if tables > 1 => self.note(seen, Why::Several, name),
            _ if unread => seen.unread = true,
            Some(d) => self.table(d, name, seen),
            None if is_head => {}
            None => {
                let in_another_case = self.case_blind.database(self.tree, name)
                    || seen.around.iter().any(|d| self.case_blind.table(self.tree, *d, name));
                if in_another_case {
                    self.note(seen, Why::Case, name);
                } else if seen.is_list
                    && seen.left.is_none()
                    && (!seen.around.is_empty() || seen.has_path)
                {
                    self.note(
                        seen,
                        if seen.around.is_empty() { Why::NoDatabase } else { Why::NotListed },
                        name,
                    );
                } else if seen.around.is_empty() && !seen.elsewhere {
                    seen.elsewhere = self.is_table_somewhere(name);
                }
            }
        }
    }

    /// Notes a word that is no name as a whole, if a name stands in the word.
    fn opaque(&mut self, why: Why, word: &str, seen: &mut Seen) {
        seen.words += 1;
        seen.not_closed |= why == Why::NotClosed;
        let is_listed = |part| {
            let is_table = |d: &usize| self.tree.known_table(*d, part).0 == Known::Listed;
            self.tree.listed_database(part).is_some() || seen.around.iter().any(is_table)
        };
        if why != Why::NotClosed && word.split(|c| !name::is_bare(c)).any(is_listed) {
            self.note(seen, why, word);
        }
    }

    /// Takes a word that is a listed database: as the heading of its tables, or alone, but
    /// never as the whole database.
    fn database(&mut self, d: usize, name: &str, seen: &mut Seen) {
        let again = seen.met.contains(&d);
        if seen.met.len() <= MOST {
            seen.met.push(d);
        }
        let mut is_table = false;
        for &other in seen.own.iter().filter(|other| **other != d || again).chain(&self.heading) {
            self.consulted.insert(other);
            let known = self.tree.known_table(other, name).0;
            is_table |= known == Known::Listed;
            seen.doubtful |= matches!(known, Known::Listed | Known::Unread);
        }
        match seen.left {
            _ if is_table => self.note(seen, Why::Both, name),
            None => self.gather.alone(name, seen.number),
            Some(Why::Comment) => {}
            Some(_) => {
                self.gather.not_alone(name);
                self.note(seen, Why::Except, name);
            }
        }
    }

    fn path(&mut self, path: &Path<'_>, seen: &mut Seen) {
        seen.words += 1;
        let (Known::Listed, Some(d)) = self.tree.known_database(&path.database) else {
            let case = self.case_blind.database(self.tree, &path.database);
            return self.note(seen, if case { Why::Case } else { Why::NotListed }, &path.written());
        };
        match &path.table {
            _ if self.tree.listed_database(&path.database).is_none() => {
                self.note(seen, Why::System, &path.written())
            }
            None => {
                match seen.left {
                    None => self.gather.alone(&path.database, seen.number),
                    Some(_) => self.gather.not_alone(&path.database),
                }
                self.note(seen, Why::Alone, &path.written());
            }
            Some(table) => {
                self.consulted.insert(d);
                match self.tree.known_table(d, table).0 {
                    Known::Listed => self.table(d, table, seen),
                    Known::Unread if seen.left.is_none() => seen.unread = true,
                    Known::Unread | Known::Typed | Known::NotListed => {
                        let case = self.case_blind.table(self.tree, d, table);
                        self.note(
                            seen,
                            if case { Why::Case } else { Why::NotListed },
                            &path.written(),
                        );
                    }
                }
            }
        }
    }

    /// Takes a table that the service lists.
    fn table(&mut self, d: usize, table: &str, seen: &mut Seen) {
        let Some(database) = self.tree.database(d) else { return };
        if seen.left.is_some() {
            return self.note(seen, Why::Comment, &write_path(database.name(), Some(table)));
        }
        self.gather.table(database.name(), table, seen.number);
        seen.taken = true;
        seen.tables += 1;
    }

    /// Notes a name; what keeps the whole line from being taken goes before what
    /// is wrong with the name.
    fn note(&mut self, seen: &Seen, why: Why, name: &str) {
        self.gather.note(seen.number, seen.number, seen.left.unwrap_or(why), name);
    }

    /// Says what has become of a line of which no name was taken or noted. `title`: it
    /// heads the lines below it.
    fn say(&mut self, text: &str, title: bool, seen: &Seen, noted: bool) {
        let Seen { number, ref own, .. } = *seen;
        if seen.left == Some(Why::Comment) {
            if !noted {
                self.gather.without_names(number, Why::Comment, text);
            }
        } else if seen.unread {
            self.gather.note(number, number, Why::Unread, text);
        } else if seen.not_closed {
            self.gather.note(number, number, Why::NotClosed, text);
        } else if noted || seen.taken {
        } else if !own.is_empty() && (title || seen.words <= own.len()) {
            self.gather.without_names(number, Why::Heading, text);
        } else if !own.is_empty() {
            self.gather.note(number, number, Why::NoTable, text);
        } else if seen.elsewhere || (seen.words > 0 && seen.is_list) {
            self.gather.note(number, number, Why::NoDatabase, text);
        } else {
            self.gather.without_names(number, Why::NoName, text);
        }
    }

    /// Makes a line that names databases the heading of the lines below. A title replaces the
    /// heading before; any other line adds its databases, which could be meant as well. A title
    /// that names no database ends the heading before.
    fn head(&mut self, text: &str, title: bool, seen: Seen) {
        let of_table = |name: &str| says_table(name) || is_family(name);
        let of_tables = names(self.tree, text).next().is_some_and(|first| of_table(&first));
        if seen.own.is_empty() {
            let of_database = names(self.tree, text).any(|name| says_database(&name));
            if of_database || (title && !names(self.tree, text).all(|name| of_table(&name))) {
                self.heading.clear();
            }
        } else if !seen.doubtful && (title || (seen.words == 1 && !of_tables)) {
            (self.heading, self.in_rows) = (seen.own, false);
        } else if self.heading.len() <= MOST {
            self.in_rows = seen.taken && seen.words == seen.own.len() + seen.tables;
            let more: Vec<usize> =
                seen.own.into_iter().filter(|d| !self.heading.contains(d)).collect();
            self.heading.extend(more);
        }
    }

    /// Returns whether a line heads those below.
    fn is_title(&self, text: &str) -> bool {
        let in_brackets = text.starts_with('[') && text.ends_with(']');
        opens(text)
            || in_brackets
            || names(self.tree, text).next().is_some_and(|first| says_database(&first))
    }
}

/// Reads a line word by word. Words that the service lists as one name, of a database or of a table
/// of the databases around, are one word.
fn words<'a>(
    tree: &'a Tree,
    text: &'a str,
    around: &'a [usize],
) -> impl Iterator<Item = Token<'a>> {
    let is_table =
        |name: &str| around.iter().any(|d| tree.known_table(*d, name).0 == Known::Listed);
    let whole = move |text| match name::path(text) {
        Ok(Named::Bare(name)) if tree.listed_database(&name).is_some() || is_table(&name) => {
            Some(Token::Name(name))
        }
        Ok(Named::Path(path)) if tree.known_database(&path.database).0 == Known::Listed => {
            Some(Token::Path { path, plain: false })
        }
        _ => None,
    };
    Tokens::new(text).flat_map(move |token| {
        let (one, several) = match token {
            Token::Text(text) => whole(text).map_or((None, text), |whole| (Some(whole), "")),
            other => (Some(other), ""),
        };
        one.into_iter().chain(Tokens::of_text(several))
    })
}

fn names<'a>(tree: &'a Tree, text: &'a str) -> impl Iterator<Item = Cow<'a, str>> {
    words(tree, text, &[]).filter_map(|token| match token {
        Token::Name(name) => Some(name),
        Token::Sign(_)
        | Token::Number
        | Token::Path { .. }
        | Token::Text(_)
        | Token::Opaque(..) => None,
    })
}

/// Words of "column family", the older name of a table.
fn is_family(word: &str) -> bool {
    name::is_one_of(word, &["column", "family", "families"])
}

/// Returns whether between any two words of a line stands a sign of lists.
fn is_list(text: &str) -> bool {
    let mut parted = true;
    Tokens::new(text).all(|token| match token {
        Token::Sign(
            ',' | ';' | ':' | '=' | '>' | '(' | '[' | '{' | '，' | '；' | '、' | '：' | '（',
        ) => {
            parted = true;
            true
        }
        Token::Sign(_) | Token::Number => true,
        Token::Name(name) if says_database(&name) || says_table(&name) || is_family(&name) => true,
        Token::Name(_) | Token::Path { .. } => std::mem::take(&mut parted),
        Token::Text(text) => text.starts_with(name::is_quote) && std::mem::take(&mut parted),
        Token::Opaque(..) => false,
    })
}

/// Returns whether a line announces the lines below.
fn opens(text: &str) -> bool {
    text.trim_end().ends_with([':', '：'])
}

fn is_sentence(text: &str) -> bool {
    text.ends_with(['.', '!', '?', '。', '！', '？'])
}

fn names_path(text: &str) -> bool {
    Tokens::new(text).any(|token| matches!(token, Token::Path { .. }))
}
