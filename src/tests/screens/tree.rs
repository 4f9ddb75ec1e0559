//! The tree of databases and tables while it is loaded, folded, filtered, and stepped back in.

use crate::{
    core::port::{Msg, Reply},
    tests::support::{outcomes::refusal, script::Script, shots::shot},
};

#[test]
fn a_tree_that_is_loaded_and_changed_and_stepped_back_in() {
    let mut s = Script::live();
    s.fill();
    s.keys("<Tab><Space><Tab>r");
    s.databases(&[
        "orders",
        "audit",
        "billing",
        "catalog",
        "reporting",
        "system",
        "system_auth",
        "system_schema",
    ]);
    s.keys("L");
    s.tables("audit", &["logins", "permissions"]);
    let ask = s.model.compose.tables_ask;
    s.feed(Msg::Reply {
        ask,
        reply: Reply::Tables {
            database: "billing".to_owned(),
            page: Err(refusal(429, "APIGW.0308", "The throttling threshold is reached.")),
        },
    });
    s.keys("<Down>");
    shot("tree_load_all_slowed", &s);
    s.keys("L");
    shot("tree_load_all_stopped", &s);
    s.keys("/lo<Enter>a");
    shot("tree_bulk_tick", &s);
    s.keys("u");
    shot("tree_undone", &s);
    s.keys("<Esc><End><Right><Down><Space>");
    shot("tree_system_keyspaces", &s);
}

/// Chosen names that the service lists no more.
#[test]
fn a_chosen_name_that_has_gone() {
    let mut s = Script::live();
    s.fill();
    s.keys("<Tab><Space><Tab><Space><Down><Down><Right>");
    s.tables("orders", &["orders_by_day", "orders_by_id"]);
    s.keys("<Down><Space>r");
    s.databases(&["billing", "orders"]);
    s.tables("orders", &["orders_by_id", "orders_by_week"]);
    shot("tree_not_listed_any_more", &s);
}
