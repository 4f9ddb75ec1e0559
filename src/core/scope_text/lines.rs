//! Text line by line: which form a line has, and what carries over from one line to the next.

use super::{
    Line, WholeSaid, Why, cql,
    cursor::Cursor,
    gather::Gather,
    heading::{self, Heading},
    name::{self, Second},
    record::Records,
};

/// What has been read so far bears on what comes.
#[derive(Debug, Default)]
pub(super) struct State {
    /// The database of tables that are named alone: `USE`, or the prompt of cqlsh.
    pub keyspace: Option<String>,
    /// The output of `DESCRIBE TABLES` of this database is being read.
    pub describing: Option<Describing>,
    records: Records,
    /// Names alone are no databases where so many bytes of white space, or more, stand before them.
    refused_from: Option<usize>,
    /// Bytes from the last `;` to the end of the text.
    last_end: Option<usize>,
}

impl State {
    /// A `;` comes behind this place.
    pub fn ends_ahead(&self, cursor: &Cursor<'_>) -> bool {
        self.last_end.is_some_and(|bytes| bytes <= cursor.rest().len())
    }

    /// Names alone may be tables from here on, where so much white space stands before them: they are not taken for
    /// databases any more, up to the end of the text.
    pub fn refuse_from(&mut self, indent: usize) {
        self.refused_from = Some(self.refused_from.map_or(indent, |from| from.min(indent)));
    }

    /// What is not understood says `USE`: which database is in use is not known any more.
    pub fn lose_keyspace(&mut self) {
        self.keyspace = None;
        self.refuse_from(0);
    }
}

/// Columns of table names.
#[derive(Debug)]
pub(super) struct Describing {
    /// The database.
    pub keyspace: String,
    /// There was a line of them: an empty one is the end.
    pub begun: bool,
}

impl Describing {
    /// The tables of this database follow.
    pub const fn of(keyspace: String) -> Self {
        Self { keyspace, begun: false }
    }
}

/// Reads all of it.
pub(super) fn read(text: &str, gather: &mut Gather) {
    let mut cursor = Cursor::new(text);
    let mut state = State { last_end: text.rfind(';').map(|at| text.len() - at), ..State::default() };
    while !cursor.is_at_end() {
        step(&mut cursor, &mut state, gather);
    }
}

/// Reads one line, a comment, or a statement.
fn step(cursor: &mut Cursor<'_>, state: &mut State, gather: &mut Gather) {
    let line = cursor.rest_of_line();
    let blank = line.len() - line.trim_start().len();
    if let Some((bytes, keyspace)) = prompt(&line[blank..]) {
        state.describing = None;
        state.refuse_from(0);
        state.keyspace = keyspace.map(str::to_owned).or_else(|| state.keyspace.take());
        cursor.skip(blank + bytes);
        return;
    }
    let content = line.trim();
    if content.is_empty() {
        state.describing.take_if(|describing| describing.begun);
        return cursor.next_line();
    }
    if content.starts_with("/*") {
        cursor.skip(blank);
        return cql::comment(cursor, gather);
    }
    if content.starts_with("--") || content.starts_with("//") || content.starts_with('#') {
        return cursor.next_line();
    }
    let number = cursor.line();
    if let Some(keyspace) = heading::described(cursor, content) {
        state.refuse_from(0);
        state.describing = keyspace.map_err(|why| gather.note(number, number, why, content)).ok().map(Describing::of);
        cursor.next_line();
        return cursor.next_line();
    }
    // Tables can have the names of statements.
    if described(content, number, state, gather) {
        return cursor.next_line();
    }
    state.describing = None;
    if cql::is_statement(content) {
        cursor.skip(blank);
        return cql::statement(cursor, state, gather);
    }
    names(line, number, state, gather);
    cursor.next_line();
}

/// A line of names, or one that says what is below it.
fn names(line: &str, number: Line, state: &mut State, gather: &mut Gather) {
    let indent = line.len() - line.trim_start().len();
    let content = without_bullet(line.trim());
    // White space with a tab is a cell with nothing in it.
    let cell = line[..indent].contains('\t') || line[line.trim_end().len()..].contains('\t');
    let alone = if cell {
        Err(Why::NoTable)
    } else if state.refused_from.is_some_and(|from| from <= indent) {
        Err(Why::Alone)
    } else {
        Ok(())
    };
    state.records.read(content, alone, number, gather);
    if cql::says_use(content) {
        state.lose_keyspace();
    }
    match heading::heading(content) {
        Some(Heading::Names) => state.refuse_from(0),
        Some(Heading::Indented) => state.refuse_from(indent + 1),
        None => {}
    }
}

/// Characters of a prompt.
const LONGEST_PROMPT: usize = 200;

/// `cqlsh> ` or `cqlsh:orders> ` at the beginning of a line: its bytes, and the database that it names.
fn prompt(line: &str) -> Option<(usize, Option<&str>)> {
    // A line of 12 MB has no prompt, and is not searched for its end.
    let (end, _) = line.char_indices().take(LONGEST_PROMPT).find(|(_, c)| *c == '>')?;
    let end = end + 1;
    if line[..end].contains(char::is_whitespace) || !(line[end..].is_empty() || line[end..].starts_with(char::is_whitespace)) {
        return None;
    }
    let word = line[..end].strip_suffix('>')?;
    if word.contains(name::is_quote) {
        // A name in which a prompt stands.
        return None;
    }
    // `user@cqlsh>` is the newer one.
    let word = word.rsplit_once('@').map_or(word, |(_, word)| word);
    match word.strip_prefix("cqlsh")? {
        "" => Some((end, None)),
        keyspace => keyspace.strip_prefix(':').filter(|keyspace| name::check(keyspace).is_ok()).map(|keyspace| (end, Some(keyspace))),
    }
}

/// A line of table names in columns; false if something else begins with it. After an odd name the next line is one of
/// table names still.
fn described(content: &str, line: Line, state: &mut State, gather: &mut Gather) -> bool {
    let Some(describing) = &mut state.describing else { return false };
    let names = || Columns { rest: content };
    let odd = names().find_map(Result::err);
    if odd.is_some() && (content.ends_with(':') || is_path(content) || cql::is_statement(content)) {
        return false;
    }
    describing.begun = true;
    if let Some(why) = odd {
        gather.note(line, line, why, content);
        return true;
    }
    names().flatten().for_each(|table| gather.table(&describing.keyspace, &table, line));
    true
}

/// True if it begins with a database and its dot.
fn is_path(content: &str) -> bool {
    let content = without_bullet(content);
    name::part(content).is_ok_and(|(_, end)| content[end..].starts_with('.'))
}

/// Names with white space between them; `<empty>` stands for none.
struct Columns<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Columns<'a> {
    type Item = Result<std::borrow::Cow<'a, str>, Why>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest.trim_start();
        let rest = rest.strip_prefix("<empty>").map_or(rest, str::trim_start);
        if rest.is_empty() {
            return None;
        }
        let name = name::part(rest).and_then(|(name, end)| {
            let after = &rest[end..];
            if after.is_empty() || after.starts_with(char::is_whitespace) { Ok((name, after)) } else { Err(Why::NoForm) }
        });
        Some(name.map(|(name, after)| {
            self.rest = after;
            name
        }))
    }
}

/// Lists in tickets have bullets, and boxes that are ticked; one that is not ticked says nothing that is clear.
fn without_bullet(content: &str) -> &str {
    let without = |content, bullets: [&str; 3]| bullets.iter().find_map(|bullet| str::strip_prefix(content, bullet)).map(str::trim_start);
    let content = without(content, ["- ", "* ", "• "]).unwrap_or(content);
    without(content, ["[x] ", "[X] ", "[✓] "]).unwrap_or(content)
}

/// Takes a path that stands for itself.
pub(super) fn take(path: name::Path<'_>, line: Line, gather: &mut Gather) {
    match path.second {
        Second::None => gather.whole(&path.first, WholeSaid::Name, line),
        Second::Star => gather.whole(&path.first, WholeSaid::Star, line),
        Second::Table(table) => gather.table(&path.first, &table, line),
    }
}
