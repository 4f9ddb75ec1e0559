//! Lists as people have them: each sample under `tests/data/scope_text` with what has to be read
//! from it.
//!
//! Beside `x.txt` stands `x.txt.want`, what is read where nothing is listed, and `x.txt.listed`,
//! the same against an instance with [`ORDERS`]: the names with their lines (and how a whole
//! database is spelt), `=` for what stood before, `~` for databases that stand alone, `!` for what
//! is not taken and why, `-` for lines without a name that could be taken.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use geminidb_backup::core::scope::{
    choice::DatabaseScope,
    list::{NotTaken, Parsed, WholeSaid, parse, render},
    tree::Tree,
};
use proptest::prelude::*;

/// What the instance lists.
const ORDERS: [(&str, &[&str]); 3] = [
    ("orders", &["items", "orders_by_day", "old_index"]),
    ("billing", &["invoices", "lines"]),
    ("Billing", &["invoices"]),
];

fn listed() -> Tree {
    let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut tree = Tree::default();
    tree.start_databases();
    tree.add_databases(&ORDERS.map(|(name, _)| name.to_owned()), true);
    for (name, tables) in ORDERS {
        tree.add_tables(name, &owned(tables), true);
    }
    tree
}

fn name(database: &str, table: Option<&str>) -> String {
    let table_names = table.map(|table| vec![table.to_owned()]);
    render(&[DatabaseScope { database_name: database.to_owned(), table_names }])
        .trim_end()
        .to_owned()
}

const fn spelling(said: WholeSaid) -> &'static str {
    match said {
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
            writeln!(out, "{} {} {}", whole.line, name(&database.name, None), spelling(whole.said))
                .unwrap();
        }
        for (table, line) in &database.tables {
            writeln!(out, "{line} {}", name(&database.name, Some(table))).unwrap();
        }
    }
    for twice in &parsed.duplicates.kept {
        writeln!(
            out,
            "= {} after {} {}",
            twice.line,
            twice.first,
            name(&twice.database, twice.table.as_deref())
        )
        .unwrap();
    }
    for (name, line) in &parsed.alone {
        writeln!(out, "~ {line} {name}").unwrap();
    }
    for (sign, notes) in [('!', &parsed.not_taken), ('-', &parsed.without_names)] {
        for NotTaken { line, through, why, excerpt } in &notes.kept {
            let through = if through == line { String::new() } else { format!("-{through}") };
            writeln!(out, "{sign} {line}{through} {why:?} {excerpt}").unwrap();
        }
    }
    out
}

/// The samples, without what has to be read from them.
fn samples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/scope_text");
    let mut samples: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    samples.retain(|path| path.extension().is_none_or(|end| end != "want" && end != "listed"));
    samples.sort();
    samples
}

#[test]
fn each_sample_says_what_a_person_reads_in_it() {
    let samples = samples();
    assert!(samples.len() >= 60, "{}", samples.len());
    let mut wrong = Vec::new();
    for path in samples {
        let text = fs::read_to_string(&path).unwrap();
        for (end, tree) in [("want", Tree::default()), ("listed", listed())] {
            let want = fs::read_to_string(format!("{}.{end}", path.display())).unwrap_or_default();
            let got = told(&parse(&text, &tree));
            if got != want {
                wrong.push(format!("{} ({end})\nwanted:\n{want}got:\n{got}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The samples cut into pieces and put together anew, with signs and words between them.
fn mutated() -> impl Strategy<Value = String> {
    let text = |path: PathBuf| fs::read_to_string(path).unwrap();
    let pieces = |text: String| {
        text.split_inclusive([' ', '\n', ',', '.', ':']).map(str::to_owned).collect::<Vec<_>>()
    };
    let pieces: Vec<String> = samples().into_iter().map(text).flat_map(pieces).collect();
    let signs = [
        "*", "\n", " ", ", ", ".", ":\n", "orders", "billing", "items", "# ", "- ", "\"", "not ",
        "null", "[]",
    ]
    .map(str::to_owned);
    let piece =
        prop_oneof![3 => prop::sample::select(pieces), 1 => prop::sample::select(signs.to_vec())];
    prop_oneof![9 => prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat()),
        1 => any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

    #[test]
    fn no_text_means_a_whole_database_that_does_not_say_so(text in mutated(),
        is_listed in any::<bool>()) {
        let tree = if is_listed { listed() } else { Tree::default() };
        let parsed = parse(&text, &tree);
        for (database, whole) in parsed.databases.iter().filter_map(|d| Some((&d.name, d.whole?))) {
            let says = |signs: &[&str]| signs.iter().any(|sign| text.contains(sign));
            let said = match whole.said {
                WholeSaid::Star => {
                    let packed = text.replace(' ', "");
                    [".*", ",*", ";*", "\t*", "\"*\"", "'*'", "`*`"].iter()
                        .any(|sign| packed.contains(sign))
                }
                WholeSaid::Null => says(&["null"]) && says(&["\"database_name\""]),
                WholeSaid::EmptyList | WholeSaid::Missing => says(&["\"database_name\""]),
            };
            prop_assert!(said, "{} in {:?}", database, text);
        }
        for (name, _) in &parsed.alone {
            prop_assert!(tree.listed_database(name).is_some(), "{} in {:?}", name, text);
            prop_assert!(parsed.scope().iter().all(|row| row.database_name != **name),
                "{} in {:?}", name, text);
        }
        // Without a star, and outside the API's own form, no text at all.
        let text = text.replace(['*', '{'], "");
        prop_assert!(parse(&text, &tree).databases.iter().all(|d| d.whole.is_none()), "{:?}", text);
    }
}
