//! The rows of the preview: sections of what has to be known first, and then each line with what it
//! became.

use super::Judged;
use crate::core::scope::list::{KEPT_NOTES, Line, Parsed};

/// What stands in the sections of the preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
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
    /// Lines and names that are not decided, or left out.
    NotTaken,
    Twice,
    Listed,
    /// Tables that the service lists in a backup's databases, and that the backup does not hold.
    New,
    /// Listed databases whose names stand alone: a key of their own takes them as a whole.
    Alone,
    /// Each line, and what it became.
    Lines,
}

/// A row of the preview; numbers are places in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// The head of a section, and how much is in it.
    Head(Section, usize),
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
    /// Lines, or a name on a line, that are not taken.
    NotTaken(u32),
    /// A name that stood before.
    Twice(u32),
    /// So many of its tables are listed.
    Listed(u32, usize),
    /// One of its tables that the backup does not hold.
    New(u32, u32),
    /// A database whose name stands alone.
    Alone(u32),
    /// A line that names a table.
    Table(u32, u32),
    /// A line without a name that could be taken.
    WithoutNames(u32),
    /// More of the section that are not shown.
    More(usize),
}

impl Judged {
    /// Puts the rows together anew.
    pub(super) fn list_rows(&mut self) {
        let mut rows = Vec::new();
        for section in [
            Section::NotTaken,
            Section::Refused,
            Section::New,
            Section::Widened,
            Section::Whole,
            Section::Alone,
            Section::NotListed,
            Section::Unread,
            Section::Covered,
            Section::Twice,
            Section::Listed,
        ] {
            self.section(section, &mut rows);
        }
        if !self.seeks_new {
            self.line_by_line(&mut rows);
        }
        self.rows = rows;
    }

    /// Adds each line and what it became: the first ones of each kind that are kept, in
    /// the order of the text.
    fn line_by_line(&self, rows: &mut Vec<Row>) {
        let mut lines: Vec<(Line, Row)> = Vec::new();
        for (d, database) in (0..).zip(&self.parsed.databases) {
            lines.extend(database.whole.map(|whole| (whole.line, Row::Whole(d))));
            lines.extend(
                (0..).zip(&database.tables).map(|(t, (_, line))| (*line, Row::Table(d, t))),
            );
        }
        if lines.len() > KEPT_NOTES {
            lines.select_nth_unstable_by_key(KEPT_NOTES, |(line, _)| *line);
            lines.truncate(KEPT_NOTES);
        }
        let Parsed { not_taken, without_names, duplicates, .. } = &self.parsed;
        lines.extend((0..).zip(&not_taken.kept).map(|(n, note)| (note.line, Row::NotTaken(n))));
        lines.extend(
            (0..).zip(&without_names.kept).map(|(n, note)| (note.line, Row::WithoutNames(n))),
        );
        lines.extend((0..).zip(&duplicates.kept).map(|(n, twice)| (twice.line, Row::Twice(n))));
        lines.sort_by_key(|(line, _)| *line);
        let whole =
            self.parsed.databases.iter().filter(|database| database.whole.is_some()).count();
        let tables: usize =
            self.parsed.databases.iter().map(|database| database.tables.len()).sum();
        let all = whole + tables + not_taken.count + without_names.count + duplicates.count;
        if all > 0 {
            let told = lines.len();
            rows.push(Row::Head(Section::Lines, all));
            rows.extend(lines.into_iter().map(|(_, row)| row));
            rows.extend((told < all).then_some(Row::More(all - told)));
        }
    }

    fn section(&self, section: Section, rows: &mut Vec<Row>) {
        let head = rows.len();
        rows.push(Row::Head(section, 0));
        let mut count = 0;
        for (d, (database, standing)) in
            self.parsed.databases.iter().zip(&self.standings).enumerate()
        {
            let full = rows.len() - head > KEPT_NOTES;
            count += standing.rows(
                section,
                database,
                d as u32,
                if full { None } else { Some(&mut *rows) },
            );
        }
        let notes = match section {
            Section::NotTaken => {
                Some((self.parsed.not_taken.kept.len(), self.parsed.not_taken.count))
            }
            Section::Alone => {
                Some((self.parsed.alone.len().min(KEPT_NOTES), self.parsed.alone.len()))
            }
            Section::Twice => {
                Some((self.parsed.duplicates.kept.len(), self.parsed.duplicates.count))
            }
            _ => None,
        };
        if let Some((kept, all)) = notes {
            count = all;
            rows.extend((0..kept as u32).map(|n| match section {
                Section::Twice => Row::Twice(n),
                Section::Alone => Row::Alone(n),
                _ => Row::NotTaken(n),
            }));
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
            | Self::NotTaken(_)
            | Self::Twice(_)
            | Self::New(..)
            | Self::Alone(_)
            | Self::Table(..)
            | Self::WithoutNames(_) => 1,
            Self::Head(..) | Self::More(_) => 0,
        }
    }
}
