//! The sections of an import: what has to be known first, and then each line with what became of
//! the line.

use super::{
    judged::Judged,
    rows::{Row, Section},
};
use crate::core::scope::list::{KEPT_NOTES, Line, Parsed};

impl Judged {
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
        for (d, (database, lookup)) in self.parsed.databases.iter().zip(&self.lookups).enumerate() {
            let full = rows.len() - head > KEPT_NOTES;
            count += lookup.rows(
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
