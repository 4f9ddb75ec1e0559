//! The order of a long list, and where the cursor stands when a list comes back.

use super::{
    answers::{CASSANDRA, fleet},
    outcomes::accepted,
    script::Script,
};
use crate::core::{
    base::{BackupId, Instance, InstanceId, Page, Size},
    model::Model,
    operation::backup::{BackupKind, BackupPage, BackupRow, BackupState},
    port::{Action, Context, Msg, Reply, Screen},
};

/// The fleet, and so many instances behind it.
fn long(s: &mut Script, more: u32) {
    s.keys("n");
    let copy = |n: u32| Instance {
        id: InstanceId::received(&format!("{n:032x}in06")).expect("an ID"),
        name: format!("cass-{:02}", (n * 7) % more),
        ..fleet()[0].clone()
    };
    let rows = fleet().into_iter().chain((0..more).map(copy)).collect();
    let (ask, at) = (s.model.choose.instances.reading.question(), s.utc());
    s.feed(Msg::Reply { ask, reply: Reply::Instances { at, page: Ok(Page { rows, last: true }) } });
}

fn under_cursor(model: &Model) -> Option<String> {
    model.choose.instances.chosen().map(|i| i.id.to_string())
}

#[test]
fn sorting_never_changes_what_is_chosen() {
    for moves in ["", "<Down><Down>", "<End>", "<PageDown>", "/mongo<Enter>"] {
        for presses in 0..12 {
            let mut s = Script::live();
            long(&mut s, 40);
            s.keys(moves);
            let before = under_cursor(&s.model);
            for _ in 0..presses {
                s.keys("s");
                assert_eq!(under_cursor(&s.model), before, "{moves} {presses}");
            }
            let (top, cursor) = (s.model.choose.instances.top(), s.model.choose.instances.cursor());
            assert!((top..top + s.model.shared.size.list_rows()).contains(&cursor), "it shows");
            s.keys("<Enter>");
            let chosen = s.model.draft.target.as_ref().map(|t| t.id().to_string());
            assert_eq!(chosen, before, "{moves} {presses}");
        }
    }
}

#[test]
fn the_key_sorts_only_where_the_list_has_more_than_a_screen_and_in_a_filter_it_is_text() {
    let mut s = Script::live();
    s.keys("n");
    s.instances();
    assert!(!s.model.offers(Context::Instances, Action::Sort));
    s.keys("s");
    assert_eq!(s.model.choose.instances.order, None, "five rows show at once");
    s.feed(Msg::Resized(Size { columns: 60, rows: 16 }));
    assert!(!s.model.offers(Context::Instances, Action::Sort));
    let mut s = Script::live();
    long(&mut s, 40);
    assert!(s.model.offers(Context::Instances, Action::Sort));
    s.keys("/s");
    assert_eq!(s.model.choose.instances.order, None);
    assert_eq!(s.model.choose.instances.filter.value(), "s");
    s.keys("<Enter>s");
    assert_eq!(s.model.choose.instances.order, Some(0));
    assert_eq!(s.model.choose.instances.filter.value(), "s", "the filter stays");
    // An order can be changed back, however few rows are left.
    s.keys("/<C-u>mongo<Enter>");
    assert_eq!(s.model.choose.instances.len(), 1);
    let presses = (1..).find(|_| {
        s.keys("s");
        s.model.choose.instances.order.is_none()
    });
    assert!(presses.is_some() && !s.model.offers(Context::Instances, Action::Sort));
}

#[test]
fn after_a_backup_the_list_comes_back_to_its_instance() {
    let mut s = Script::live();
    s.send();
    s.ended(accepted());
    assert_eq!(s.model.shared.screen, Screen::Watch);
    // The cursor was elsewhere meanwhile.
    s.model.choose.instances.go_to(3, 11);
    s.keys("n");
    assert_eq!(s.model.shared.screen, Screen::Instance);
    assert_eq!(under_cursor(&s.model).as_deref(), Some(CASSANDRA));
    s.keys("<Down><Down>h");
    assert_eq!(s.model.shared.screen, Screen::History);
    s.keys("<Esc>");
    assert_eq!(s.model.choose.instances.cursor(), 2, "back on the row of the history");
    s.keys("/mongo<Enter>h<Esc>");
    assert_eq!(s.model.choose.instances.filter.value(), "mongo", "the filter is kept");
    assert_eq!(s.model.choose.instances.len(), 1);
}

#[test]
fn a_list_that_is_read_later_leads_to_the_instance_unless_a_key_comes_first() {
    for (keys, row) in [("", 3), ("<Down>", 1)] {
        let mut s = Script::live();
        s.keys("n");
        let ask = s.model.choose.instances.reading.question();
        let page = |s: &mut Script, rows: &[Instance], last| {
            let page = Ok(Page { rows: rows.to_vec(), last });
            let at = s.utc();
            s.feed(Msg::Reply { ask, reply: Reply::Instances { at, page } });
        };
        page(&mut s, &fleet()[..2], false);
        s.model.choose.instances.seek(Some(fleet()[3].id.clone()));
        s.keys(keys);
        page(&mut s, &fleet()[2..], true);
        assert_eq!(s.model.choose.instances.cursor(), row, "after {keys:?}");
    }
}

fn backup(s: &Script, n: u32) -> BackupRow {
    let begun = s.utc().plus(-i64::from(n) * 9_000);
    BackupRow {
        id: BackupId::received(&format!("{n:032x}br06")).expect("an ID"),
        name: format!("b-{}", n % 7),
        instance: InstanceId::received("11223344556677889900aabbccddeeffin03"),
        instance_name: Some(format!("cass-{}", n % 3)),
        kind: Some(BackupKind::Instance),
        scope: None,
        manual: (!n.is_multiple_of(4)).then_some(n.is_multiple_of(2)),
        state: if n.is_multiple_of(5) { BackupState::Failed } else { BackupState::Completed },
        size_kb: (!n.is_multiple_of(6)).then_some(f64::from(n) * 1e6),
        begun: Some(begun),
        ended: Some(begun.plus(i64::from(n) * 60)),
        particulars: None,
    }
}

#[test]
fn each_column_of_the_history_has_an_order_and_the_cursor_stays_on_its_row() {
    let mut s = Script::live();
    s.keys("h");
    while let Some(wanted) = s.model.history.reading.page.clone() {
        let first = wanted.kind == BackupKind::Instance && wanted.received == 0;
        let rows: Vec<BackupRow> = (1..=30).filter(|_| first).map(|n| backup(&s, n)).collect();
        let page = BackupPage { received: rows.len() as u64, rows };
        s.feed(Msg::Reply { ask: wanted.ask, reply: Reply::BackupPage(wanted, Ok(page)) });
    }
    assert!(s.model.offers(Context::History, Action::Sort));
    let number = |s: &Script, place: usize| {
        let id = s.model.history.rows.at(place)?.backup()?.as_str().get(..32)?.to_owned();
        u32::from_str_radix(&id, 16).ok()
    };
    s.keys("<Down><Down>");
    assert_eq!(number(&s, s.model.history.cursor), Some(3));
    // The first and the last row of each order.
    let orders = [
        ("instance", 21, 20),
        ("name", 7, 27),
        ("made", 7, 20),
        ("scope", 7, 27),
        ("state", 7, 20),
        ("took", 30, 1),
        ("size", 29, 6),
        ("by", 7, 27),
        ("newest first", 1, 30),
    ];
    for (column, first, last) in orders {
        s.keys("s");
        let ends = [0, s.model.history.rows.len() - 1].map(|place| number(&s, place));
        assert_eq!(ends, [Some(first), Some(last)], "{column}");
        assert_eq!(number(&s, s.model.history.cursor), Some(3), "{column}");
    }
    assert_eq!(s.model.history.rows.order, None);
    s.keys("ssr");
    assert_eq!(s.model.history.rows.order, Some(2), "a refresh keeps the order");
}
