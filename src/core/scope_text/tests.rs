//! Reading and writing scopes as text: there and back, any text at all, and large ones.

use proptest::prelude::*;

use super::*;
use crate::core::{request::normalised, text::is_unprintable};

fn scope() -> impl Strategy<Value = Vec<DatabaseScope>> {
    // Names with dots, quotes, spaces, upper case, signs of every form, hidden characters, and words of CQL.
    let name = || {
        prop_oneof![
            "[a-z_]{1,8}",
            "[A-Za-z0-9.\"' `,;*#/\\-\\[\\]{}\t$(|]{1,12}",
            "\\PC{1,10}",
            "[\u{202e}\u{200b}\u{feff}\ra\nb\u{0}]{1,4}",
            prop::sample::select(vec![
                "use",
                "USE",
                "null",
                "table_name",
                "Keyspace x",
                "--",
                "- a",
                "/*x*/",
                "a.*",
                "*",
                "cqlsh> a",
                "jo@cqlsh:a> b",
                "database_tables\"a"
            ])
            .prop_map(str::to_owned),
        ]
    };
    let tables = prop::option::of(prop::collection::btree_set(name(), 1..6));
    let row = (name(), tables);
    prop::collection::btree_map(name(), row, 0..6).prop_map(|rows| {
        let row = |(database_name, (_, tables)): (String, (String, Option<std::collections::BTreeSet<String>>))| DatabaseScope {
            database_name,
            table_names: tables.map(|tables| tables.into_iter().collect()),
        };
        rows.into_iter().map(row).collect()
    })
}

/// Pieces of which texts of every form are made.
fn text() -> impl Strategy<Value = String> {
    let words = vec![
        "USE ",
        "orders",
        ";",
        "\n",
        "\r\n",
        ".",
        "*",
        "\"",
        "'",
        "`",
        ",",
        "\t",
        "CREATE TABLE ",
        "DROP TABLE IF EXISTS ",
        "TRUNCATE ",
        "(",
        ")",
        "/*",
        "*/",
        "--",
        "//",
        "#",
        "$$",
        "Keyspace orders\n-----\n",
        "cqlsh:ks> ",
        "cqlsh:",
        "> ",
        "DESCRIBE TABLES\n",
        "database,table\n",
        "[",
        "]",
        "{",
        "}",
        ":",
        "\"database_name\"",
        "\"table_names\"",
        "\"database_tables\"",
        "null",
        "SELECT ",
        "\u{feff}",
        "\u{202e}",
        "数",
        "\\",
        " ",
        "<empty>",
        "WITH ",
        "a b",
        "\u{0}",
    ];
    let words = prop::collection::vec(prop::sample::select(words), 0..40).prop_map(|words| words.concat());
    prop_oneof![words, "\\PC{0,80}", any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn a_scope_as_text_reads_back_as_the_same_scope(scope in scope()) {
        let text = render(&scope);
        prop_assert!(!text.chars().any(|c| is_unprintable(c) && c != '\n'), "nothing hidden in {text:?}");
        let parsed = parse(&text);
        prop_assert_eq!(parsed.scope(), normalised(&scope), "{}", text);
        if !scope.is_empty() {
            prop_assert_eq!((parsed.duplicates.count, parsed.not_understood.count), (0, 0), "{}", text);
        }
        prop_assert_eq!(render(&parsed.scope()), text);
    }

    #[test]
    fn any_text_is_read_soundly(text in text()) {
        let parsed = parse(&text);
        let last = 1 + text.matches(['\n', '\r']).count() as Line;
        let mut lines = Vec::new();
        for database in &parsed.databases {
            prop_assert!(!database.name.is_empty() && (database.whole.is_some() || !database.tables.is_empty()));
            prop_assert!(database.tables.windows(2).all(|w| w[0].0 < w[1].0), "sorted, each once");
            lines.extend(database.whole.map(|whole| whole.line));
            lines.extend(database.tables.iter().map(|(_, line)| *line));
        }
        prop_assert!(parsed.databases.windows(2).all(|w| w[0].name < w[1].name));
        for twice in &parsed.duplicates.kept {
            prop_assert!(twice.first <= twice.line);
            lines.push(twice.line);
        }
        for note in &parsed.not_understood.kept {
            prop_assert!(note.line <= note.through && !note.excerpt.chars().any(is_unprintable));
            lines.extend([note.line, note.through]);
        }
        prop_assert!(lines.iter().all(|line| (1..=last).contains(line)), "{lines:?} of {last}");
        // What was understood is a scope like any other.
        prop_assert_eq!(parse(&render(&parsed.scope())).scope(), normalised(&parsed.scope()));
    }
}

#[test]
fn no_form_widens_a_scope_by_a_slip() {
    for slip in [
        "database,table\norders,\n",
        "database,table\norders,\"\"\n",
        "orders,items\norders,\n",
        "[{\"database_name\":\"orders\",\"tables\":[\"a\"]}]",
        "[{\"database_name\":\"orders\",\"table_names\":[\"\"]}]",
        "[{\"database_name\":\"orders\",\"table_names\":{}}]",
        "USE orders;",
        "DROP KEYSPACE orders;",
        "orders.",
        "orders . items",
        "Keyspace orders\n---------------\n<empty>\n",
    ] {
        let parsed = parse(slip);
        assert!(parsed.databases.iter().all(|d| d.whole.is_none()), "{slip}: {parsed:?}");
    }
}

/// Texts of the size that a request can have, and those that make a careless reader slow: each is read once.
#[test]
fn the_largest_texts_are_read_in_one_go() {
    const BYTES: usize = 12_000_000;
    let list: String = (0..400_000).map(|n| format!("keyspace_{:03}.table_number_{n:06}\n", n % 500)).collect();
    assert!(list.len() >= BYTES);
    let parsed = parse(&list);
    assert_eq!((parsed.databases.len(), parsed.tables(), parsed.not_understood.count), (500, 400_000, 0));

    for piece in [
        "SELECT a\n",
        "USE /*\n",
        "DESC \n",
        "'",
        "\"",
        "(",
        "{",
        "[",
        "a,",
        "a.b,",
        "/*",
        "CREATE TABLE a (\n",
        "\n",
        "- ",
        "$$",
        "INSERT '\n",
        "USE a;",
        "TRUNCATE\"a\";",
        "/**/",
        "x.y;",
        "cqlsh> ",
    ] {
        let text = piece.repeat(BYTES / 8 / piece.len());
        let parsed = parse(&text);
        assert!(parsed.not_understood.kept.len() <= KEPT_NOTES && parsed.duplicates.kept.len() <= KEPT_NOTES, "{piece:?}");
        assert!(parsed.not_understood.kept.iter().all(|note| note.excerpt.chars().count() <= EXCERPT + 1), "{piece:?}");
    }
}
