//! The forms of listed backups and instances: whatever the service or the journal holds, each form
//! is read by its own reader, and no value breaks out of its field.

use std::sync::LazyLock;

use geminidb_backup::{
    core::{
        base::{
            ids::OperationId,
            text::{is_unprintable, printable},
        },
        operation::{
            history::{Covers, Done, Joined},
            record::Outcome,
        },
        session::site::Who,
    },
    words::operation::{
        columns,
        lists::{Listed, Told, csv, json},
    },
};
use jsonschema::Validator;
use proptest::{option, prelude::*, sample::select};
use serde_json::Value;

use crate::arbitrary::{self, instance_row, row, time};

fn schema(text: &str) -> Validator {
    jsonschema::validator_for(&serde_json::from_str(text).expect("JSON")).expect("a schema")
}

static BACKUP: LazyLock<Validator> =
    LazyLock::new(|| schema(include_str!("../../assets/backup.schema.json")));
static INSTANCE: LazyLock<Validator> =
    LazyLock::new(|| schema(include_str!("../../assets/instance.schema.json")));

fn shown() -> impl Strategy<Value = String> {
    let borders = select(vec![
        "\"",
        ",",
        "\r\n",
        "=1+1",
        "@SUM(A1)",
        "-x",
        "|",
        "`",
        "\u{2028}",
        "\u{202e}",
        "\u{1b}[2J",
        "{\"state\":\"COMPLETED\"}",
        " ",
        "中",
        "e\u{301}",
    ]);
    let borders = proptest::collection::vec(borders, 0..5).prop_map(|parts| parts.concat());
    prop_oneof![borders, any::<String>()].prop_map(|text| printable(&text).into_owned())
}

fn done() -> impl Strategy<Value = Done> {
    let outcome = select(vec![
        Outcome::Completed,
        Outcome::Running,
        Outcome::Failed,
        Outcome::Unknown,
        Outcome::Unreadable,
    ]);
    let by =
        option::of((option::of(shown()), option::of(shown())).prop_map(|(user, sudo_user)| {
            std::sync::Arc::new(Who { user, sudo_user, ..Who::default() })
        }));
    let texts = (shown(), option::of(shown()), shown());
    let bits = any::<Option<u32>>();
    (bits, outcome, arbitrary::backup(), texts, option::of(time()), by).prop_map(
        |(bits, outcome, backup, (name, instance, instance_name), began, by)| Done {
            operation: bits.map(OperationId::from_bits),
            outcome,
            backup: Some(backup),
            name: name.into(),
            instance: instance.map(Into::into),
            instance_name: instance_name.into(),
            covers: Some(Covers::Tables(None)),
            began,
            asked: None,
            took: Some(7),
            size_kb: None,
            service: None,
            by,
            file: None,
        },
    )
}

/// Checks a row in each form, and returns the JSON object.
fn checked<T: Listed>(row: &T, schema: &Validator) -> Result<Value, TestCaseError> {
    let said = json(row);
    prop_assert!(!said.chars().any(is_unprintable), "{}", said);
    let object: Value = serde_json::from_str(&said).expect("JSON");
    if let Err(error) = schema.validate(&object) {
        prop_assert!(false, "{}: {}", error, said);
    }

    let said = [columns::csv(T::COLUMNS), csv(row)].join("\n");
    let mut reader = csv_reader(&said);
    prop_assert_eq!(reader.headers().expect("headings"), T::COLUMNS);
    let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
    prop_assert_eq!((rows.len(), rows[0].len()), (1, T::COLUMNS.len()));
    prop_assert!(!rows[0].iter().any(|cell| cell.starts_with(['=', '+', '-', '@'])));
    for (column, cell) in T::COLUMNS.iter().zip(&rows[0]) {
        let value = &object[*column];
        prop_assert_eq!(value.is_null() || value == "", cell.is_empty(), "{}: {}", column, cell);
    }

    let cells = row.cells();
    prop_assert_eq!(cells.len(), T::HEADINGS.len());
    prop_assert_eq!(columns::table(T::HEADINGS, &[cells]).len(), 2);
    Ok(object)
}

fn csv_reader(text: &str) -> ::csv::Reader<&[u8]> {
    ::csv::Reader::from_reader(text.as_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 5_000, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn no_value_of_a_listed_backup_breaks_out_of_its_field(
        mut row in row(), name in shown(), done in option::of(done()), may_be: bool,
    ) {
        row.name.clone_from(&name);
        let joined = match &done {
            Some(done) => Joined::Both(done, &row),
            None => Joined::Listed(&row),
        };
        let object = checked(&Told { row: joined, may_be_from_here: may_be }, &BACKUP)?;
        let here = match (&done, may_be) {
            (Some(_), _) => Value::Bool(true),
            (None, true) => Value::Null,
            (None, false) => Value::Bool(false),
        };
        prop_assert_eq!(&object["from_here"], &here);
        prop_assert_eq!(&object["backup_id"], row.id.as_str());
        prop_assert_eq!(&object["state"], row.state.word());
        if !name.is_empty() {
            prop_assert_eq!(&object["name"], &name);
        }
        prop_assert_eq!(&object["scope"], &serde_json::to_value(&row.scope).expect("JSON"));
    }

    #[test]
    fn no_value_of_an_instance_breaks_out_of_its_field(mut row in instance_row(), name in shown()) {
        row.name.clone_from(&name);
        let object = checked(&row, &INSTANCE)?;
        prop_assert_eq!(&object["name"], &name);
        prop_assert_eq!(&object["id"], row.id.as_str());
    }
}
