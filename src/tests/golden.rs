//! The documented example of the create call, and the name on the same page that breaks the page's
//! own rule.

use serde_json::Value;

use crate::{
    core::{
        base::{Quota, Whole},
        port::{Msg, Reply},
    },
    tests::support::{
        screen::{COLOUR, draw_at, rows},
        script::Script,
    },
};

/// A name of the shape of the API page's example: 50 characters, words parted by spaces. Our
/// references describe that example (it has spaces, which the rule on the same page forbids)
/// but do not print it.
const SPACED: &str = "manual backup before quarterly schema migration 42";

fn body(script: &Script) -> Value {
    let created = script.created();
    assert_eq!(created.len(), 1);
    serde_json::from_str(&created[0]).expect("JSON")
}

/// The form of the first instance, whose service lists the databases of the documented example.
fn form() -> Script {
    let mut s = Script::live();
    s.keys("n");
    s.instances();
    s.keys("<Enter>");
    s.databases(&["databaseNameA", "databaseNameB"]);
    s
}

#[test]
fn two_tables_of_one_database_and_the_whole_of_another() {
    let mut s = form();
    s.keys("documented-example<Tab>as on the page of the API<Tab><Space><Tab>");
    s.keys("<Right>");
    s.tables("databaseNameA", &["table_A", "table_B", "table_C"]);
    s.keys("<Down><Space><Down><Space><Down><Down><Space>");
    s.keys("<C-g>");
    s.backups(Ok(Vec::new()));
    s.keys("<Tab><Enter>");
    assert_eq!(
        s.created(),
        [concat!(
            r#"{"name":"documented-example","description":"as on the page of the API","database_tables":"#,
            r#"[{"database_name":"databaseNameA","table_names":["table_A","table_B"]},"#,
            r#"{"database_name":"databaseNameB","table_names":null}]}"#
        )]
    );
}

#[test]
fn typed_names_give_the_same_request_as_listed_ones() {
    let mut s = Script::live();
    s.keys("n");
    s.instances();
    s.keys("<Enter>documented-example<Tab>as on the page of the API<Tab><Space><Tab>");
    s.databases(&[]);
    s.lists = false;
    s.keys("idatabaseNameA<Enter>ttable_A<Enter>ttable_B<Enter>idatabaseNameB<Enter><Space><C-g>");
    let (ask, at) = (s.model.review.open.as_ref().expect("Review").ask, s.utc());
    s.feed(Msg::Reply {
        ask,
        reply: Reply::Names { at, database: None, names: Ok(Whole::of(Vec::new())) },
    });
    s.feed(Msg::Reply { ask, reply: Reply::Quota { at, quota: Ok(Quota::default()) } });
    s.backups(Ok(Vec::new()));
    s.keys("<Tab>cass-orders-01<Enter>");
    let want = serde_json::json!([
        {"database_name": "databaseNameA", "table_names": ["table_A", "table_B"]},
        {"database_name": "databaseNameB", "table_names": null},
    ]);
    assert_eq!(body(&s)["database_tables"], want);
}

#[test]
fn all_tables_one_by_one_is_a_list_and_never_null_or_empty() {
    let mut s = form();
    s.keys("one-by-one<Tab>why<Tab><Space><Tab><Right>");
    s.tables("databaseNameA", &["table_A", "table_B"]);
    s.keys("o<C-g>");
    s.backups(Ok(Vec::new()));
    s.keys("<Tab><Enter>");
    let want = serde_json::json!([{"database_name": "databaseNameA",
        "table_names": ["table_A", "table_B"]}]);
    assert_eq!(body(&s)["database_tables"], want);
}

#[test]
fn a_backup_of_the_instance_has_no_key_for_tables_even_if_some_are_ticked() {
    let mut s = form();
    s.keys("whole-instance<Tab>why<Tab><Space><Tab><Space><BackTab><Space><C-g>");
    assert!(!s.model.draft.tree.counts().is_nothing());
    s.backups(Ok(Vec::new()));
    s.keys("<Tab><Enter>");
    let body = body(&s);
    let keys: Vec<&String> = body.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["description", "name"]);
}

#[test]
fn the_example_name_with_spaces_is_marked_at_each_and_one_key_mends_it() {
    assert_eq!(SPACED.chars().count(), 50);
    let mut s = form();
    s.burst(SPACED);
    let size = s.model.shared.size;
    let (buffer, _) = draw_at(&s, COLOUR, size.columns, size.rows);
    let screen = rows(&buffer);
    let field =
        screen.iter().position(|row| row.contains(SPACED)).expect("the name is on screen in full");
    let start = screen[field].find(SPACED).expect("its column");
    let spaces: Vec<usize> =
        SPACED.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| start + at).collect();
    let marks: Vec<usize> =
        screen[field + 1].char_indices().filter(|(_, c)| *c == '^').map(|(at, _)| at).collect();
    assert_eq!(spaces.len(), 6);
    assert_eq!(marks, spaces, "\n{}\n{}", screen[field], screen[field + 1]);

    s.keys("<C-x><Tab>why<C-g>");
    s.backups(Ok(Vec::new()));
    s.keys("<Tab><Enter>");
    assert_eq!(body(&s)["name"], SPACED.replace(' ', "-"));
}
