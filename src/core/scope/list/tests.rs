//! Reading and writing scopes as text: there and back, any text at all, and large ones.

mod words;

use proptest::prelude::*;

use super::*;
use crate::core::{
    base::text::is_unprintable,
    scope::{
        choice::{DatabaseScope, normalised},
        tree::Tree,
    },
};

/// What the instance lists in these tests; `loaded` says whether the tables have been read.
fn instance(databases: &[(&str, &[&str])], loaded: bool) -> Tree {
    let owned =
        |names: &mut dyn Iterator<Item = &&str>| names.map(ToString::to_string).collect::<Vec<_>>();
    let mut tree = Tree::default();
    tree.start_databases();
    tree.add_databases(&owned(&mut databases.iter().map(|(name, _)| name)), true);
    for (name, tables) in databases.iter().filter(|_| loaded) {
        tree.add_tables(name, &owned(&mut tables.iter()), true);
    }
    tree
}

fn orders() -> Tree {
    instance(
        &[
            ("orders", &["items", "orders_by_day", "old_index"]),
            ("billing", &["invoices", "lines"]),
            ("Billing", &["invoices"]),
        ],
        true,
    )
}

/// Reads a text where nothing is listed.
fn parse(text: &str) -> Parsed {
    super::parse(text, &Tree::default())
}

fn scope() -> impl Strategy<Value = Vec<DatabaseScope>> {
    // Names with dots, quotes, spaces, upper case, signs of every form, hidden characters, and
    // words of CQL.
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
        let row = |(database_name, (_, tables)): (
            String,
            (String, Option<std::collections::BTreeSet<String>>),
        )| DatabaseScope {
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
    let words =
        prop::collection::vec(prop::sample::select(words), 0..40).prop_map(|words| words.concat());
    prop_oneof![words, "\\PC{0,80}", any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn a_scope_as_text_reads_back_as_the_same_scope(scope in scope()) {
        let text = render(&scope);
        prop_assert!(!text.chars().any(|c| is_unprintable(c) && c != '\n'), "nothing hidden in \
            {text:?}");
        let parsed = parse(&text);
        prop_assert_eq!(parsed.scope(), normalised(&scope), "{}", text);
        if !scope.is_empty() {
            prop_assert_eq!((parsed.duplicates.count, parsed.not_taken.count), (0, 0), "{}", text);
        }
        prop_assert_eq!(render(&parsed.scope()), text);
    }

    #[test]
    fn any_text_is_read_soundly(text in text(), listed in any::<bool>()) {
        let tree = if listed { orders() } else { Tree::default() };
        let parsed = super::parse(&text, &tree);
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
        for note in parsed.not_taken.kept.iter().chain(&parsed.without_names.kept) {
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

/// Texts of the size that a request can have, and those that make a careless reader
/// slow: each is read once.
#[test]
fn the_largest_texts_are_read_in_one_go() {
    const BYTES: usize = 12_000_000;
    let list: String =
        (0..400_000).map(|n| format!("keyspace_{:03}.table_number_{n:06}\n", n % 500)).collect();
    assert!(list.len() >= BYTES);
    let parsed = parse(&list);
    assert_eq!(
        (parsed.databases.len(), parsed.tables(), parsed.not_taken.count),
        (500, 400_000, 0)
    );

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
        "x.y,x.y;",
        "x:\n y\n",
        "SOURCE; use ",
        "[x] ",
        "cqlsh> ",
        "orders items ",
        "orders items\n",
        "Keyspace : orders\nItems\nlines\n",
        "not\norders.items\n",
        "database,table\n\n",
        "# a.b ",
        "1. (",
    ] {
        let text = piece.repeat(BYTES / 16 / piece.len());
        let parsed = super::parse(&text, &orders());
        assert!(
            parsed.not_taken.kept.len() <= KEPT_NOTES && parsed.duplicates.kept.len() <= KEPT_NOTES,
            "{piece:?}"
        );
        assert!(
            parsed.not_taken.kept.iter().all(|note| note.excerpt.chars().count() <= EXCERPT + 1),
            "{piece:?}"
        );
    }
}

/// The whole databases that a text means.
fn whole(text: &str) -> Vec<String> {
    parse(text).databases.iter().filter(|d| d.whole.is_some()).map(|d| d.name.to_string()).collect()
}

/// The tables that a text means, and its databases as `db.*`.
fn names(text: &str) -> Vec<String> {
    render(&parse(text).scope()).lines().map(str::to_owned).collect()
}

fn reasons(text: &str) -> Vec<(Line, Why)> {
    parse(text).not_taken.kept.iter().map(|note| (note.line, note.why)).collect()
}

#[test]
fn an_empty_cell_is_a_slip_in_the_first_row_as_in_any_other() {
    for text in [
        "orders,\norders,items\n",
        "orders;\norders;items\n",
        "orders\t\norders\titems\n",
        "orders\titems\n\tby_day\n",
        "orders,items\nbilling\n",
        "table_name\nitems\n",
    ] {
        assert_eq!((whole(text), reasons(text)[0].1), (Vec::new(), Why::NoListing), "{text:?}");
    }
    for text in [
        "Db Name,Table Name\norders,\norders,items\n",
        "Owner,Keyspace,CF\njo,orders,\njo,orders,items\n",
    ] {
        assert_eq!(
            (names(text), reasons(text)),
            (vec!["orders.items".to_owned()], vec![(2, Why::NoTable)]),
            "{text:?}"
        );
    }
    assert_eq!(
        names("orders.a,\nbilling,\n"),
        ["orders.a"],
        "a list has its sign behind each name"
    );
}

#[test]
fn a_cell_that_holds_more_or_less_than_one_name_is_no_table() {
    for cell in ["\"items, old_index\"", "items|old_index", "items、old_index", "-", "%"] {
        let text = format!("database,table\norders,{cell}\n");
        assert_eq!((names(&text), reasons(&text)), (vec![], vec![(2, Why::NoForm)]), "{cell}");
    }
    let text = "database,table\n=\"orders\",items\norders,items\n";
    assert_eq!(
        (names(text), reasons(text)),
        (vec!["orders.items".to_owned()], vec![(2, Why::NoForm)])
    );
}

#[test]
fn after_a_use_that_is_not_understood_no_table_goes_to_the_database_before() {
    for text in [
        "USE a;\nUSE b-c;\nTRUNCATE t;",
        "USE a; USE b-c; TRUNCATE t;",
        "USE a;\nUSE\nb;\nTRUNCATE t;",
        "USE a;\nSOURCE 'x'; USE c;\nTRUNCATE t;",
        "USE a;\n(x); use c;\nTRUNCATE t;",
    ] {
        assert_eq!(names(text), [""; 0], "{text:?}");
    }
    assert_eq!(names("USE a;\nUSE b-c;\nUSE d;\nTRUNCATE t;"), ["d.t"]);
}

#[test]
fn a_quoted_name_with_a_dot_is_the_same_in_a_list_on_the_command_line_and_in_the_preview() {
    for database in
        ["my.db", "a.b.c", ".", "a.", "a.*", "orders", "x y", "*", "12", "-x", "备份orders"]
    {
        let row = DatabaseScope { database_name: database.to_owned(), table_names: None };
        assert_eq!(read_path(&write_path(database, None)), Ok(row.clone()), "{database}");
        let text = render(std::slice::from_ref(&row));
        assert!(text.ends_with(".*\n"), "{text}");
        assert_eq!(parse(&text).scope(), [row], "{text}");
    }
    for text in ["\"orders.items\"", "'orders.items'", "\"orders.*\"", "\"\"\"my.db\"\".t\""] {
        assert_eq!(parse(text).scope(), [read_path(text).unwrap()], "{text}");
    }
    for text in ["\"a.b.c\"", "\"a.b c\"", "\".\""] {
        assert!(read_path(text).is_err() && parse(text).is_empty(), "{text}");
    }
}

#[test]
fn an_odd_name_in_described_tables_makes_no_databases_of_the_others() {
    let text = "cqlsh:orders> DESCRIBE TABLES\n\nitems    by_day    bad/name\nsingle\n\nlate\n";
    assert_eq!(names(text), ["orders.single"]);
    assert_eq!(reasons(text), [(3, Why::NoForm), (6, Why::NoListing)]);
    let text = "Keyspace orders\n-------\nitems\nKeyspace b/d\n-------\nsingle\n";
    assert_eq!(names(text), ["orders.items"], "nor does it give them to the keyspace before");
    let text = "Keyspace orders\n-------\nPlease back up items\n";
    assert_eq!(names(text), [""; 0], "a sentence is no row of columns");
}

#[test]
fn a_bare_name_is_never_taken_where_nothing_is_listed() {
    for text in [
        "orders\n",
        "USE x;\nitems\nby_day\n",
        "DESCRIBE KEYSPACES\n\nbilling\n",
        "cqlsh> billing\n",
        "orders:\n  items\n  by_day\n",
        "\"orders\":   # the hot ones\n\n  items\n",
        "orders: [\n  items\n]\n",
        "[orders]\nitems\n",
        "Databases:\n  billing\n  audit\n",
        "├── billing\n└── orders\n",
        "billing/\norders/\n",
        "[\"billing\", \"orders\"]",
        "整库备份：orders、billing\n",
    ] {
        assert_eq!(names(text), [""; 0], "{text:?}");
        assert!(parse(text).alone.is_empty() && parse(text).not_taken.count > 0, "{text:?}");
    }
    assert_eq!(
        names("orders:\n  billing.lines\n  audit.*\n"),
        ["audit.*", "billing.lines"],
        "what says its database is taken"
    );
}

#[test]
fn items_of_a_list_have_numbers_boxes_and_bullets() {
    for item in [
        "1. ", "1.", "2) ", "(3) ", "4、", "5：", "（6）", "① ", "- ", "* ", "• ", "- [x] ",
        "[7] ", "1. [x] ", "> ", "+ ",
    ] {
        assert_eq!(names(&format!("{item}a.b")), ["a.b"], "{item}");
    }
    assert_eq!(
        names("a.b，a.c；d.e、d.f。"),
        ["a.b", "a.c", "d.e", "d.f"],
        "full-width signs part names"
    );
    for no_item in ["1.a", "1.5", "-a.b", "备份a.b", "a.*b", "a.b*", "1.5.7"] {
        assert_eq!(names(no_item), [""; 0], "{no_item}");
    }
}

#[test]
fn json_means_the_whole_instance_only_as_the_body_of_a_create_call() {
    let whole = |text: &str| reasons(text).iter().any(|(_, why)| *why == Why::WholeInstance);
    for body in [
        "{\"name\":\"a\",\"description\":\"b\"}",
        "{\"name\":\"a\",\"database_tables\":null}",
        "\"database_tables\": []",
    ] {
        assert!(whole(body), "{body}");
    }
    for other in [
        "{}",
        "[]",
        "null",
        "{\"name\":\"a\"}",
        "{\"id\":\"1\",\"database_tables\":null}",
        "{\"name\":\"a\",\"description\":\"b\",\"id\":1}",
    ] {
        assert!(!whole(other) && parse(other).is_empty(), "{other}");
    }
    let row = "{\"id\":\"1\",\"database_tables\":[{\"database_name\":\"orders\",\"table_names\":[\"a\"]}]}";
    assert_eq!(names(row), ["orders.a"], "as a list of backups tells it");
}

#[test]
fn a_ticket_that_begins_with_a_bracket_is_read_line_by_line() {
    assert_eq!(
        names("[CHG0042311] back up:\norders.items\norders.by_day\n"),
        ["orders.by_day", "orders.items"]
    );
    assert_eq!(names("[x] orders.items\n[ ] orders.by_day\n"), ["orders.items"]);
    assert_eq!(
        reasons("[\n  orders,\n  items\n]"),
        [(2, Why::Json), (2, Why::NoListing), (3, Why::NoListing)]
    );
    assert_eq!(
        names("{code}\norders.items\n{code}\n"),
        ["orders.items"],
        "nor is a mark of a wiki's own JSON"
    );
    for broken in ["[{\"database_name\":\"a\"", "[]", "[[]]", "[\"a.b\"] x", "["] {
        assert!(parse(broken).is_empty() && parse(broken).not_taken.count > 0, "{broken}");
    }
}

#[test]
fn a_cell_whose_quote_is_not_closed_is_no_name() {
    for text in [
        "database,table\norders,\"two\nlines\"\n",
        "orders,\"two\nlines\nthree\"\n",
        "database,table\norders,\"a\"b\n",
    ] {
        assert_eq!(names(text), [""; 0], "{text:?}");
    }
}

#[test]
fn null_in_a_column_is_neither_a_name_nor_a_whole_database() {
    let text = "database_name,table_names\norders,NULL\norders,null\nNull,items\norders,\"null\"\n";
    assert_eq!(names(text), ["orders.null"], "in quotes it is a name");
    assert_eq!(reasons(text), [(2, Why::NoTable), (3, Why::NoTable), (4, Why::EmptyName)]);
    assert_eq!(names("orders,null\n"), [""; 0]);
}

#[test]
fn commas_and_semicolons_may_stand_in_one_line() {
    assert_eq!(names("a.b, a.c; d.e"), ["a.b", "a.c", "d.e"]);
    assert_eq!(names("a.b; a.c, \"x;y\".\"d,e\",\n"), ["a.b", "a.c", "\"x;y\".\"d,e\""]);
    assert_eq!(names("a.b a.c"), ["a.b", "a.c"], "nothing but paths");
}

#[test]
fn statements_that_choose_nothing_are_told_apart() {
    let text = "CREATE INDEX i ON orders.items (id);\nDROP KEYSPACE inventory;\nALTER SCHEMA a \
        WITH x = 1;\nCREATE ROLE r;";
    assert_eq!(names(text), [""; 0]);
    assert_eq!(
        reasons(text),
        [
            (1, Why::OtherStatement),
            (2, Why::Keyspace),
            (3, Why::Keyspace),
            (4, Why::OtherStatement)
        ]
    );
    for sentence in [
        "Use the list below",
        "Drop table orders from the list",
        "Truncate the log of items",
        "Describe it to Jo",
    ] {
        assert_eq!(reasons(sentence), [(1, Why::NoListing)], "{sentence}");
    }
}

#[test]
fn an_empty_first_cell_moves_no_other() {
    let header = "Owner\tKeyspace\tTable\tNote\n";
    assert_eq!(names(&format!("{header}\torders\titems\told_index\n")), ["orders.items"]);
    assert_eq!(
        names(&format!("{header}\torders\titems\t*\n")),
        ["orders.items"],
        "a star elsewhere widens nothing"
    );
    assert_eq!(names("\tKeyspace\tTable\n\torders\titems\n"), ["orders.items"]);
    for star in ["orders,*", "\"orders\",\"*\"", "orders; *", "orders\t*"] {
        assert_eq!(whole(star), ["orders"], "{star}");
    }
    for none in ["see orders,*", "orders,*,x", "*,orders", ",*"] {
        assert_eq!(names(none), [""; 0], "{none}");
    }
}
