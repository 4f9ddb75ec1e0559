//! A list of three hundred instances in four sizes, as it is listed and in other orders.

use ratatui::buffer::Buffer;

use crate::{
    core::{
        base::{Engine, Instance, InstanceId, Page, Size},
        port::{Msg, Reply},
    },
    tests::support::{
        answers::fleet,
        screen::{COLOUR, draw_at, rows},
        script::Script,
        shots::resized,
    },
};

const SIZES: [(u16, u16); 4] = [(60, 16), (80, 24), (120, 40), (200, 60)];

/// What `--demo-instances 300` mixes: engines, states, sizes and windows by the number.
fn instance(n: u32) -> Instance {
    let (short, engine) = [
        ("cass", Engine::Cassandra),
        ("mongo", Engine::Mongo),
        ("dynamo", Engine::DynamoDb),
        ("hbase", Engine::Hbase),
    ][n as usize % 4]
        .clone();
    let purpose = ["orders", "billing", "inventory"][n as usize % 3];
    Instance {
        id: InstanceId::received(&format!("{:032x}in06", n * 7_919)).expect("an ID"),
        name: format!("{short}-{purpose}-{n:05}"),
        engine,
        status: if n.is_multiple_of(79) { "data_disk_full" } else { "normal" }.to_owned(),
        nodes: 3 + n % 4,
        used_gb: (!n.is_multiple_of(50)).then_some(f64::from(n * 37 % 2_400)),
        backup_window: Some(format!("{:02}:00-{:02}:00", n * 7 % 24, (n * 7 + 1) % 24)),
        ..fleet()[0].clone()
    }
}

fn listed(columns: u16, height: u16) -> Script {
    let mut s = Script::live();
    s.feed(Msg::Resized(Size { columns, rows: height }));
    s.keys("n");
    let (ask, at) = (s.model.choose.instances.reading.question(), s.utc());
    let rows = (1..=300).map(instance).collect();
    s.feed(Msg::Reply { ask, reply: Reply::Instances { at, page: Ok(Page { rows, last: true }) } });
    s
}

fn screen(s: &Script, (columns, height): (u16, u16)) -> Vec<String> {
    let (buffer, _): (Buffer, _) = draw_at(s, COLOUR, columns, height);
    rows(&buffer)
}

/// The heads of the columns in each size: which columns go is one rule, and none that shows is cut.
#[test]
fn no_column_is_cut_while_another_has_room() {
    let heads = [
        "name engine status action",
        "name engine id ends in status action",
        "name engine id ends in status action used GB last backup window UTC",
        "name engine id status action nodes used GB last backup auto window UTC",
    ];
    for (size, heads) in SIZES.into_iter().zip(heads) {
        let s = listed(size.0, size.1);
        let drawn = screen(&s, size);
        let words = |row: &str| row.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words(&drawn[3]), heads, "{size:?}");
        let list = &drawn[4..4 + s.model.shared.size.list_rows()];
        let cut = list.iter().filter(|row| row.contains('…')).count();
        // At sixty columns the longest engine alone gives way.
        assert_eq!(cut > 0, size.0 == 60, "{size:?}: {list:#?}");
        assert_eq!(list.iter().any(|row| row.contains("DynamoDB-compatible")), size.0 > 60);
        let whole = s.model.choose.instances.row(0).expect("a row").id.to_string();
        assert_eq!(list[0].contains(&whole), size.0 == 200, "{size:?}");
    }
}

#[test]
fn the_title_tells_the_order_and_rows_stand_by_it() {
    for size in SIZES {
        let mut s = listed(size.0, size.1);
        let height = s.model.shared.size.list_rows();
        let first = |s: &Script| screen(s, size)[4].trim_start().to_owned();
        assert!(first(&s).starts_with("> mongo-billing-00001"), "{size:?}");
        s.keys("s<Home>");
        assert!(screen(&s, size)[2].contains("Instances 300 | name ^ | read"), "{size:?}");
        assert!(first(&s).starts_with("> cass-billing-00004"), "{size:?}: {}", first(&s));
        s.keys("sssss<Home>");
        assert!(screen(&s, size)[2].contains("| nodes v |"), "{size:?}");
        s.keys("s<Home>");
        assert!(screen(&s, size)[2].contains("| used GB v |"), "{size:?}");
        let used = |n| s.model.choose.instances.row(n).expect("a row").used_gb;
        let used: Vec<_> = (0..300).map(used).collect();
        assert!(used.windows(2).all(|two| two[0] >= two[1]), "largest first, none last");
        s.keys("<End>");
        let row = s.model.choose.instances.cursor() - s.model.choose.instances.top();
        assert_eq!(row, height - 1, "{size:?}");
        s.keys("/hbase");
        let drawn = screen(&s, size);
        assert!(drawn[2].contains("filter: hbase"), "{size:?}: {}", drawn[2]);
        assert!(drawn[3].trim_start().starts_with("name"), "the heads stay, {size:?}");
    }
}

#[test]
fn three_hundred_instances() {
    let mut s = listed(80, 24);
    s.keys("sssssss<Home><Down>");
    for (columns, rows) in SIZES {
        let name = format!("sorted_{columns}x{rows}");
        resized(&name, &mut s, Size { columns, rows });
    }
}
