//! Lists as people have them: each sample under `tests/data/scope_text` with what has to be read from it.
//!
//! Beside `x.txt` stands `x.txt.want`: the names with their lines (and how a whole database is spelt), `=` for what stood
//! before, `!` for lines that are not understood.

use std::{fmt::Write, fs, path::Path};

use geminidb_backup::core::{
    request::DatabaseScope,
    scope_text::{Parsed, WholeSaid, parse, render},
};

fn name(database: &str, table: Option<&str>) -> String {
    let table_names = table.map(|table| vec![table.to_owned()]);
    render(&[DatabaseScope { database_name: database.to_owned(), table_names }]).trim_end().to_owned()
}

const fn spelling(said: WholeSaid) -> &'static str {
    match said {
        WholeSaid::Name => "name",
        WholeSaid::Star => "star",
        WholeSaid::Null => "null",
        WholeSaid::EmptyList => "empty",
        WholeSaid::Missing => "missing",
    }
}

fn told(parsed: &Parsed) -> String {
    let mut out = String::new();
    for database in &parsed.databases {
        if let Some(whole) = database.whole {
            writeln!(out, "{} {} {}", whole.line, name(&database.name, None), spelling(whole.said)).unwrap();
        }
        for (table, line) in &database.tables {
            writeln!(out, "{line} {}", name(&database.name, Some(table))).unwrap();
        }
    }
    for twice in &parsed.duplicates.kept {
        writeln!(out, "= {} after {} {}", twice.line, twice.first, name(&twice.database, twice.table.as_deref())).unwrap();
    }
    for lines in &parsed.not_understood.kept {
        let through = if lines.through == lines.line { String::new() } else { format!("-{}", lines.through) };
        writeln!(out, "! {}{through} {:?}", lines.line, lines.why).unwrap();
    }
    out
}

#[test]
fn each_sample_says_what_a_person_reads_in_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/scope_text");
    let mut samples: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    samples.retain(|path| path.extension().is_none_or(|end| end != "want"));
    samples.sort();
    assert!(samples.len() >= 30, "{}", samples.len());
    let mut wrong = Vec::new();
    for path in samples {
        let text = fs::read_to_string(&path).unwrap();
        let want = fs::read_to_string(format!("{}.want", path.display())).unwrap();
        let got = told(&parse(&text));
        if got != want {
            wrong.push(format!("{}\nwanted:\n{want}got:\n{got}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
