//! Words against what an instance lists: what is taken, what stands alone, and what is not decided.

use super::{
    super::{Line, Why, parse},
    instance, orders,
};
use crate::core::{
    base::{CallFailure, Silence},
    scope::{list::render::render, tree::Tree},
};

/// What is taken against [`orders`], what stands alone, and what is not taken.
fn against(tree: &Tree, text: &str) -> (String, String, Vec<(Line, Why)>) {
    let parsed = parse(text, tree);
    let alone: Vec<String> = parsed.alone.iter().map(|(name, _)| name.to_string()).collect();
    (
        render(&parsed.scope()).replace('\n', " ").trim().to_owned(),
        alone.join(" "),
        parsed.not_taken.kept.iter().map(|n| (n.line, n.why)).collect(),
    )
}

#[test]
fn words_are_decided_by_what_the_service_lists() {
    let mut wrong = String::new();
    for (text, taken, alone, not_taken) in [
        // The database stands on the line, or in the last heading.
        ("orders: items, old_index", "orders.items orders.old_index", "", &[][..]),
        ("orders:\n- items\n- old_index\n", "orders.items orders.old_index", "", &[]),
        (
            "| keyspace | table |\n|---|---|\n| `orders` | `items` |\n|  | old_index |",
            "orders.items orders.old_index",
            "",
            &[],
        ),
        ("┌────────┬───────┐\n│ orders │ items │\n└────────┴───────┘", "orders.items", "", &[]),
        ("## orders\n* items\n## billing\n* lines\n", "billing.lines orders.items", "", &[]),
        (
            "orders:\n  tables:\n    - items\nbilling:\n  tables: [lines]\n",
            "billing.lines orders.items",
            "",
            &[],
        ),
        ("USE billing;\nlines\n", "billing.lines", "", &[]),
        // A misspelt database in a row: its table belongs to no other row's database.
        ("orders items\nordesr old_index\n", "orders.items", "", &[(2, Why::NoDatabase)]),
        ("orders items\n- ordesr: old_index\n", "orders.items", "", &[(2, Why::NoDatabase)]),
        ("orders items\n       old_index\n", "orders.items orders.old_index", "", &[]),
        ("orders items\nthanks a lot\n", "orders.items", "", &[]),
        (
            "cqlsh:billing> SELECT table_name FROM t;\n\n table_name\n------------\n      lines\n",
            "billing.lines",
            "",
            &[],
        ),
        ("数据库 orders：items、old_index。", "orders.items orders.old_index", "", &[]),
        ("请备份 orders.items，以及 billing.lines。", "billing.lines orders.items", "", &[]),
        (
            "Please back up orders.items and billing.lines tonight.",
            "billing.lines orders.items",
            "",
            &[],
        ),
        ("items of orders, lines of billing", "billing.lines orders.items", "", &[]),
        ("DESC TABLE orders.items", "orders.items", "", &[]),
        ("INSERT INTO orders.items (id) VALUES (1);", "orders.items", "", &[]),
        // No heading, another one, or none that is listed.
        ("items\n", "", "", &[(1, Why::NoDatabase)]),
        ("orders:\ngone\n", "", "orders", &[(2, Why::NotListed)]),
        (
            "orders:\nitems\nKeyspace gone:\nold_index\n",
            "orders.items",
            "",
            &[(3, Why::NotListed), (4, Why::NoDatabase)],
        ),
        (
            "orders:\nitems\ngone:\nold_index\n",
            "orders.items",
            "",
            &[(3, Why::NotListed), (4, Why::NoDatabase)],
        ),
        (
            "orders:\nitems\nORDERS:\nold_index\n",
            "orders.items",
            "",
            &[(3, Why::Case), (4, Why::NoDatabase)],
        ),
        // Several databases, or another case.
        (
            "orders, billing and Billing:\nitems\ninvoices\n",
            "orders.items",
            "Billing billing",
            &[(3, Why::Several)],
        ),
        ("orders:\nItems\n", "", "orders", &[(2, Why::Case)]),
        ("see ORDERS.items there", "", "", &[(1, Why::Case)]),
        // Databases alone are no scope.
        ("orders\nbilling\n", "", "billing orders", &[]),
        ("Databases: orders, billing", "", "billing orders", &[]),
        ("back up orders.* tonight", "", "orders", &[(1, Why::Alone)]),
        ("orders.items\norders\n", "orders.items", "", &[]),
        // Exceptions.
        ("orders: all tables except old_index", "", "", &[(1, Why::Except), (1, Why::Except)]),
        ("everything but not billing", "", "", &[(1, Why::Except)]),
        ("orders.items (ohne orders.old_index)", "", "", &[(1, Why::Except), (1, Why::Except)]),
        ("DON'T: orders.items", "", "", &[(1, Why::Except)]),
        ("备份 orders 库，除了 old_index", "", "", &[(1, Why::Except), (1, Why::Except)]),
        (
            "备份 orders.items，不包括 orders.old_index",
            "",
            "",
            &[(1, Why::Except), (1, Why::Except)],
        ),
        (
            "Not these:\n\norders.items\nbilling.*\n\norders.old_index\n",
            "orders.old_index",
            "",
            &[(3, Why::Except), (4, Why::Except)],
        ),
        (
            "Without the following\norders.items\n\nbilling.lines",
            "billing.lines",
            "",
            &[(2, Why::Except)],
        ),
        (
            "# include\norders.items\n# exclude\norders.old_index\n",
            "orders.items",
            "",
            &[(4, Why::Except)],
        ),
        ("All but billing:\norders.items\n", "orders.items", "", &[(1, Why::Except)]),
        (
            "- [ ] orders.items\n- [x] orders.old_index\n",
            "orders.old_index",
            "",
            &[(1, Why::Except)],
        ),
        (
            "-orders.items\n+orders.old_index\n!billing.lines",
            "orders.old_index",
            "",
            &[(1, Why::Except), (3, Why::Except)],
        ),
        ("~~orders.items~~\n", "", "", &[(1, Why::Except)]),
        (
            "database,table,backup\norders,items,yes\norders,old_index,not now\n",
            "orders.items",
            "",
            &[(3, Why::Except)],
        ),
        ("We do not stop the service.\norders.items\n", "orders.items", "", &[]),
        (
            "Except:\nDROP TABLE orders.items;\n\nUSE billing;\nTRUNCATE lines;",
            "",
            "",
            &[(1, Why::NoDatabase), (2, Why::Except), (5, Why::Except)],
        ),
        (
            "-- add, but only if not there\nALTER TABLE orders.items ADD a int;",
            "orders.items",
            "",
            &[],
        ),
        (
            "INSERT INTO orders.items (id) VALUES (1) IF NOT EXISTS;\norders.old_index",
            "orders.items orders.old_index",
            "",
            &[],
        ),
        ("orders ohne x, alles bis auf old_index", "", "", &[(1, Why::Except), (1, Why::Except)]),
        ("orders w/o old_index", "", "", &[(1, Why::Except), (1, Why::Except)]),
        ("别备份 orders.items\n分别备份 billing.lines", "billing.lines", "", &[(1, Why::Except)]),
        (
            "database,table,included\norders,items,Y\nbilling,lines,N\n",
            "orders.items",
            "",
            &[(3, Why::Except)],
        ),
        ("database,table,excluded\norders,items,x\n", "", "", &[(2, Why::Except)]),
        (
            "In scope:\norders.items\n\nOut of scope:\nbilling.lines",
            "orders.items",
            "",
            &[(5, Why::Except)],
        ),
        (
            "Yes:\norders.items\n\nNo:\nbilling.lines",
            "orders.items",
            "",
            &[(1, Why::NoDatabase), (4, Why::NoDatabase), (5, Why::Except)],
        ),
        (
            "Leave alone in orders:\nold_index\n\nitems of orders:\n",
            "orders.items",
            "",
            &[(1, Why::Except), (2, Why::Except)],
        ),
        (
            "Untouched:\norders.items\n\nNothing of:\nbilling.lines",
            "",
            "",
            &[(1, Why::NoDatabase), (2, Why::Except), (5, Why::Except)],
        ),
        (
            "范围外：\norders.items\n\n这些表之外：\nbilling.lines",
            "",
            "",
            &[(1, Why::NoDatabase), (2, Why::Except), (4, Why::NoDatabase), (5, Why::Except)],
        ),
        (
            "暂缓：\norders.items\n\n缓存表：\nbilling.lines",
            "billing.lines",
            "",
            &[(1, Why::NoDatabase), (2, Why::Except), (4, Why::NoDatabase)],
        ),
        (
            "exclude:\n  orders:\n    - items\n  billing:\n    - lines\ninclude:\n  orders:\n    - old_index\n",
            "orders.old_index",
            "",
            &[
                (1, Why::NoDatabase),
                (2, Why::Except),
                (3, Why::Except),
                (4, Why::Except),
                (5, Why::Except),
                (6, Why::NotListed),
            ],
        ),
        (
            "## Out of scope\n\n- orders.items\n\n## In scope\n\n- billing.lines",
            "billing.lines",
            "",
            &[(3, Why::Except)],
        ),
        (
            "| orders | items | N |\n| orders | old_index | Y |",
            "orders.old_index",
            "",
            &[(1, Why::Except), (1, Why::Except)],
        ),
        (
            "| 库 | 表 | 是否备份 |\n| orders | items | 否 |\n| orders | old_index | 是 |",
            "orders.old_index",
            "",
            &[(1, Why::NoDatabase), (2, Why::Except), (2, Why::Except)],
        ),
        ("能否备份 orders.items？\n× billing.lines", "orders.items", "", &[(2, Why::Except)]),
        // Comments.
        (
            "-- orders.items\n# old_index of orders\nbilling.lines",
            "billing.lines",
            "",
            &[(1, Why::Comment), (2, Why::Comment)],
        ),
        (
            "CREATE TABLE a.b ( -- see orders.items\n id int /* and orders.old_index */ );",
            "a.b",
            "",
            &[(1, Why::Comment), (2, Why::Comment)],
        ),
        // Words that hold no name.
        ("/var/lib/cassandra/data/orders/items-5a1c395e", "", "", &[(1, Why::NoForm)]),
        ("jo@orders.items and /tmp/orders.items", "", "", &[(1, Why::NoForm), (1, Why::NoForm)]),
        // Nothing that could be a name is dropped because its neighbour is one.
        ("orders: items, orders_by_dya", "orders.items", "", &[(1, Why::NotListed)]),
        (
            "keyspace orders\nitems, gone, old_index\n",
            "orders.items orders.old_index",
            "",
            &[(2, Why::NotListed)],
        ),
        ("items, old_index", "", "", &[(1, Why::NoDatabase)]),
        ("orders: items, 'no 1'", "orders.items", "", &[(1, Why::NotListed)]),
        ("orders: items, 'log x'", "orders.items", "", &[(1, Why::NotListed), (1, Why::NotListed)]),
        ("orders.items and stock.gone tonight", "orders.items", "", &[(1, Why::NotListed)]),
        ("orders.items and billing/lines please", "orders.items", "", &[(1, Why::NoForm)]),
        ("orders.items and prod.billing.lines", "orders.items", "", &[(1, Why::TooManyParts)]),
        ("orders: items, 'no 1'", "orders.items", "", &[(1, Why::NotListed)]),
        (
            "**orders.items** and *billing.lines*, not",
            "",
            "",
            &[(1, Why::Except), (1, Why::Except)],
        ),
        ("**orders.items** and *billing.lines*", "billing.lines orders.items", "", &[]),
        ("**orders.***", "", "orders", &[(1, Why::Alone)]),
        ("cqlsh -k orders -e \"TRUNCATE items\"", "orders.items", "", &[]),
        ("TABLES=\"orders.items billing.lines\"", "billing.lines orders.items", "", &[]),
        ("请备份数据库orders下的表items和old_index", "orders.items orders.old_index", "", &[]),
        ("备份orders.items,billing.lines", "billing.lines orders.items", "", &[]),
        ("orders库全库备份", "", "orders", &[(1, Why::NoTable)]),
        // JSON of another form, in one piece or several, is words; the API's own is not.
        (
            "[{\"keyspace_name\":\"orders\",\"table_name\":\"items\"}]",
            "orders.items",
            "",
            &[(1, Why::Json)],
        ),
        (
            "{\"table_names\":[\"items\"],\n\"database_name\":\"orders\"}\n{}",
            "",
            "orders",
            &[(1, Why::NoDatabase), (3, Why::Json)],
        ),
        ("- database_name: orders\n  table_names:\n  - items\n", "orders.items", "", &[]),
        ("```\norders.items\n```\n", "orders.items", "", &[]),
        ("Jo's list, it's orders.items", "orders.items", "", &[]),
        ("'orders.items and 'more", "", "", &[(1, Why::NoForm)]),
        ("see 'orders.items or more", "", "", &[(1, Why::NotClosed)]),
    ] {
        let (got, want) =
            (against(&orders(), text), (taken.to_owned(), alone.to_owned(), not_taken.to_vec()));
        if got != want {
            wrong += &format!("{text:?}\n got {got:?}\nwant {want:?}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Who says "no" in a cell, behind a name, or above a list means it, in any of the usual ways.
#[test]
fn what_is_said_to_be_left_out_is_never_taken() {
    let left_out = [
        "orders.items\n\ndb,table,excluded?\norders,items,no\norders,old_index,yes",
        "db,table,nobackup\norders,old_index,x\n\norders.items",
        "orders.items\nDo not back up!\norders.old_index",
        "orders.items\n## Backup: no\norders.old_index",
        "orders.items\norders.old_index: No.",
        "orders.items\n\norders.* (!old_index)",
        "orders.items\norders.old_index: Y, billing.lines: N",
        "orders.items\norders.old_index: off for now",
        "orders.items\nN: orders.old_index",
        "orders.items Y\norders.old_index N",
        "orders    items      Y\norders    old_index  N",
        "orders.items\norders.old_index (N)",
        "orders.items\n- [] orders.old_index",
        "orders.items\n\norders: off\n- old_index",
        "db,table,Backup (Y/N)\norders,items,Y\norders,old_index,",
        "db,table,bkp\norders,items,1\norders,old_index,0",
        "db,table,include,backup\norders,items,1,1\norders,old_index,1,0",
        "orders\titems\tY\norders\told_index\tN",
        "orders.items\norders.old_index | N",
        "orders.items: true\norders.old_index: false",
        "orders.items\norders.old_index = OFF",
        "orders.items\norders.old_index (disabled)",
        "orders.items\norders.old_index nobackup",
        "orders.items\n! orders.old_index",
        "orders.items\n\norders.* !orders.old_index",
        "orders.items\nblacklist:\norders.old_index",
        "orders.items\ndeny-list: orders.old_index",
        "In scope\norders.items\nOut-of-scope\n- orders.old_index",
        "Backup: yes\norders.items\nBackup: no\norders.old_index",
        "orders.items\nOut\norders.old_index",
        "orders:\n  items: y\n  old_index: n",
        "db,table,backup\norders,items,1\norders,old_index,0",
        "db,table,backup\norders,items,yes\norders,old_index,f",
        "\"db\",\"table\",\"backup\"\n\"orders\",\"items\",\"Y\"\n\"orders\",\"old_index\",\"N\"",
        "db;table;in scope\norders;items;x\norders;old_index;",
        "db;table;in scope\norders;items;x\norders;old_index",
        "库名,表名,是否备份\norders,items,是\norders,old_index,",
    ];
    for text in left_out {
        let (taken, _, not_taken) = against(&orders(), text);
        let is_said = not_taken.iter().any(|(_, why)| *why == Why::Except);
        assert_eq!((taken.as_str(), is_said), ("orders.items", true), "{text}");
    }
}

/// A number of rows, and an empty remark, say nothing about a backup.
#[test]
fn a_zero_and_an_empty_cell_leave_nothing_out_by_themselves() {
    for text in [
        "db,table,rows\norders,items,0",
        "db,table,remark\norders,items,",
        "db,table,last_backup\norders,items,",
        "orders.items 0",
        // A word that only sounds like a no.
        "Ticket no 4711\norders.items",
        "Change No: 4711\norders.items",
        "Sign-off:\norders.items",
        "Check out\norders.items",
        "Downtime: no\norders.items",
        "orders: items, sign_off",
        "db,table,owner\norders,items,team_off",
        "db,table,encrypted,backup\norders,items,false,yes",
        "Total: 0\norders.items",
    ] {
        assert_eq!(against(&orders(), text).0, "orders.items", "{text}");
    }
}

#[test]
fn a_name_that_is_a_database_and_a_table_is_not_decided() {
    let tree =
        instance(&[("shop", &["orders", "items", "cart"]), ("orders", &["items", "orders"])], true);
    let table = "Keyspace : shop\n\tTable: orders\n\tTable: items\n\tTable: cart\n";
    assert_eq!(
        against(&tree, table),
        ("shop.cart".to_owned(), String::new(), vec![(2, Why::Both), (3, Why::Several)])
    );
    assert_eq!(against(&tree, "orders | orders\n").2, [(1, Why::Both)]);
}

#[test]
fn words_wait_for_the_tables_of_their_database() {
    let mut tree = instance(&[("orders", &[]), ("billing", &[])], false);
    let text = "orders:\nitems\nsee billing.lines there\n";
    assert_eq!(
        against(&tree, text),
        (String::new(), "orders".to_owned(), vec![(2, Why::Unread), (3, Why::Unread)])
    );
    assert_eq!(parse(text, &tree).consulted, ["billing".into(), "orders".into()]);
    tree.add_tables("orders", &["items".to_owned()], true);
    tree.tables_failed("billing", CallFailure::NoAnswer(Silence::Dropped));
    assert_eq!(
        against(&tree, text),
        ("orders.items".to_owned(), String::new(), vec![(3, Why::Unread)])
    );
}

#[test]
fn the_keyspaces_of_the_service_are_no_words() {
    let tree = instance(&[("orders", &["items"]), ("system", &["items", "local"])], true);
    assert_eq!(against(&tree, "orders system\nitems\nsee system.local").0, "orders.items");
    assert_eq!(against(&tree, "system\n").1, "", "nor offered as a whole");
    assert_eq!(against(&tree, "see system.local there").2, [(1, Why::System)]);
    assert_eq!(against(&tree, "system.local").0, "system.local", "a path says what it means");
}
