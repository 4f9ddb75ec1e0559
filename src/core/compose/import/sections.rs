//! The sections of an import: what has to be known first, and then each line with what became of
//! the line.

use std::{collections::BTreeMap, iter::once};

use super::{
    judged::Judged,
    lookup::Lookup,
    rows::{Row, Section},
};
use crate::core::scope::{
    Mentioned, Parsed,
    list::{KEPT_NOTES, Line},
};

/// The names of a section: how many there are, how many of them the rows tell, and the first rows.
#[derive(Default)]
struct Found {
    names: usize,
    told: usize,
    rows: Vec<Row>,
}

impl Found {
    fn notes(kept: usize, names: usize, row: fn(u32) -> Row) -> Self {
        Self { names, told: kept, rows: (0..kept as u32).map(row).collect() }
    }

    fn add(&mut self, names: usize, row: Row) {
        self.names += names;
        if names > 0 && self.rows.len() < KEPT_NOTES {
            self.told += names;
            self.rows.push(row);
        }
    }
}

impl Judged {
    pub(super) fn list_rows(&mut self) {
        let Parsed { not_taken, duplicates, alone, .. } = &self.parsed;
        let twice = Found::notes(duplicates.kept.len(), duplicates.count, Row::Twice);
        let mut sections = BTreeMap::from([
            (Section::NotTaken, Found::notes(not_taken.kept.len(), not_taken.count, Row::NotTaken)),
            (Section::Alone, Found::notes(alone.len().min(KEPT_NOTES), alone.len(), Row::Alone)),
            (Section::Twice, twice),
        ]);
        if !self.seeks_new {
            sections.insert(Section::Lines, self.line_by_line());
        }
        let mut add = |section, names, row| {
            sections.entry(section).or_default().add(names, row);
        };
        for (d, (database, lookup)) in (0..).zip(self.each()) {
            lookup.rows(database, d, &mut add);
        }
        let shown = sections.into_iter().filter(|(_, found)| found.names > 0);
        let rows = shown.flat_map(|(section, found)| {
            let more = found.names - found.told;
            let more = (more > 0).then_some(Row::More(more));
            once(Row::Head(section, found.names)).chain(found.rows).chain(more)
        });
        self.rows = rows.collect();
    }

    /// Returns each line and what it became: the first ones of each kind that are kept, in
    /// the order of the text.
    fn line_by_line(&self) -> Found {
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
        let named = |(d, _): (&Mentioned, &Lookup)| usize::from(d.whole.is_some()) + d.tables.len();
        let named = self.each().map(named).sum::<usize>();
        Found {
            names: named + not_taken.count + without_names.count + duplicates.count,
            told: lines.len(),
            rows: lines.into_iter().map(|(_, row)| row).collect(),
        }
    }
}
