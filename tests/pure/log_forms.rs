//! The forms of a record: whatever stands in a journal file, each form is read by its own reader,
//! and no value breaks out of its field.

use std::sync::LazyLock;

use geminidb_backup::{
    core::{
        base::{
            exit::ExitCode,
            ids::{OperationId, ProjectId},
            instance::{Billing, Engine},
            level::Level,
            text::{is_unprintable, printable, typed_line},
            time::UtcTime,
        },
        operation::{
            Entry, Event, FoundBy, Intent,
            checked::Checked,
            created::Created,
            journal_file::{File, Read},
            pin::Pin,
            record::{Doubts, Outcome, Record},
        },
        scope::choice::Scope,
        session::{
            current::Mode,
            site::{Site, Who},
        },
    },
    words::operation::{
        columns::{COLUMNS, cells, csv, table_row},
        record::{json, line, markdown, rows, text},
    },
};
use proptest::{collection::vec, option, prelude::*, sample::select, strategy::ValueTree as _};
use pulldown_cmark::{Event as Mark, Parser, Tag, TagEnd};
use serde_json::Value;

use crate::arbitrary::{self, create_end, instance, job_row, row, scope, time};

/// Texts that look like the borders of one format or another, beside random ones.
fn hostile() -> impl Strategy<Value = String> {
    let borders = select(vec![
        "\"",
        "\"\"",
        "'",
        ",",
        ";",
        "\n",
        "\r\n",
        "|",
        "`",
        "``",
        "``` ",
        "* ",
        "# ",
        "- x: `y`",
        "<b>",
        "&amp;",
        "=1+1",
        "@SUM(A1)",
        "\\",
        "\\u{a}",
        "\u{2028}",
        "\u{202e}",
        "\u{1b}[2J",
        "{\"outcome\":\"COMPLETED\"}",
        "backup_id",
        "outcome",
        " ",
        "中",
        "e\u{301}",
    ]);
    prop_oneof![vec(borders, 0..6).prop_map(|parts| parts.concat()), any::<String>(),]
}

fn shown() -> impl Strategy<Value = String> {
    hostile().prop_map(|text| printable(&text).into_owned())
}

fn typed() -> impl Strategy<Value = String> {
    hostile().prop_map(|text| typed_line(&text))
}

fn who() -> impl Strategy<Value = Who> {
    (any::<u32>(), option::of(shown()), option::of(shown()), option::of(shown())).prop_map(
        |(uid, user, ssh_from, host)| Who { uid, sudo_user: user.clone(), user, ssh_from, host },
    )
}

fn site() -> impl Strategy<Value = Site> {
    let project = "[0-9a-f]{32}".prop_filter_map("an ID", |text| ProjectId::typed(&text));
    let mode = select(vec![Mode::Live, Mode::Demo]);
    (mode, shown(), option::of(shown()), project, option::of(shown())).prop_map(
        |(mode, endpoint, region, project, told)| Site {
            mode,
            endpoint,
            region,
            project,
            project_name: told.clone(),
            account: told.clone(),
            caller: told,
        },
    )
}

/// A check with whatever a file may hold in its place.
fn checked() -> impl Strategy<Value = Checked> {
    let level = select(vec![Level::Ok, Level::Note, Level::Warn]);
    let fact = (hostile(), hostile(), any::<bool>()).prop_map(|(key, value, deep)| match deep {
        true => serde_json::json!({ key: { "of": [value, 41, null] } }),
        false => Value::String(value),
    });
    (level, option::of(time()), fact).prop_map(|(level, at, fact)| Checked { level, at, fact })
}

pub fn intent() -> impl Strategy<Value = Intent> {
    let engine = prop_oneof![select(Engine::STATED.to_vec()), shown().prop_map(Engine::Other),];
    let scope = prop_oneof![
        Just(Scope::Instance),
        scope().prop_map(Scope::Tables),
        hostile().prop_map(|name| Scope::Tables(vec![
            geminidb_backup::core::scope::choice::DatabaseScope {
                database_name: name.clone(),
                table_names: Some(vec![name]),
            }
        ])),
    ];
    let texts = (shown(), typed(), typed(), hostile());
    let then = (0..9_usize, vec(checked(), 0..4), option::of(shown()), any::<Option<u32>>());
    (who(), site(), instance(), engine, scope, texts, then).prop_map(
        |(
            by,
            site,
            instance,
            engine,
            scope,
            (instance_name, name, description, body),
            (warnings, checks, program, nodes),
        )| {
            Intent {
                by,
                site,
                instance,
                instance_name,
                engine,
                billing: Box::new(Billing::default()),
                typed_instance: false,
                name,
                description,
                scope,
                sha256: printable(&body).into_owned(),
                body,
                warnings,
                checks,
                program,
                nodes,
                used_gb: nodes.map(f64::from),
                after: None,
                estimate: None,
                service_ahead: None,
                no_journal: false,
            }
        },
    )
}

fn event() -> impl Strategy<Value = Event> {
    let created = select(vec![Created::No, Created::Yes, Created::Unknown, Created::NotSent]);
    prop_oneof![
        intent().prop_map(|intent| Event::Reviewed(Box::new(intent))),
        intent().prop_map(|intent| Event::Intended(Box::new(intent))),
        Just(Event::Sent),
        (created, create_end()).prop_map(|(created, end)| Event::Ended { created, end }),
        (option::of(job_row()), option::of(row())).prop_map(|(job, row)| Event::Reading {
            job: job.map(Box::new),
            row: row.map(Box::new),
        }),
        Just(Event::Completed { size_kb: None }),
        shown().prop_map(|reason| Event::Failed { reason }),
        Just(Event::GivenUp),
        any::<u32>().prop_map(|bits| Event::Anew { mark: OperationId::from_bits(bits) }),
        arbitrary::backup().prop_map(|backup| Event::Found { by: FoundBy::Program, backup }),
        arbitrary::job().prop_map(|job| Event::JobFound { job }),
        (1..4_u32).prop_map(|readings| Event::Unlisted { readings }),
        select(vec![Event::NotThere, Event::RefusalStands, Event::LookedAgain]),
        (who(), shown()).prop_map(|(by, note)| Event::StatedNotThere { by, note }),
    ]
}

/// The events of one operation, in any order.
pub fn entries() -> impl Strategy<Value = Vec<Entry>> {
    vec((time(), event()).prop_map(|(at, event)| Entry { at, event }), 0..8)
}

fn file() -> impl Strategy<Value = File> {
    let read = (entries(), 0..3_usize, any::<bool>()).prop_map(|(entries, n, torn)| Read {
        entries,
        damaged: (1..=n).collect(),
        newer: n,
        torn,
        ..Read::default()
    });
    (any::<Option<u32>>(), shown(), read).prop_map(|(bits, path, read)| File {
        operation: bits.map(OperationId::from_bits),
        path,
        read: Ok(read),
    })
}

pub fn record() -> impl Strategy<Value = Record> {
    let pin = option::of(arbitrary::text()).prop_map(|text| Pin::of((text? + "\n").as_bytes()));
    let local = |at: UtcTime| Some(format!("{}+0800", at.iso()));
    (file(), pin).prop_map(move |(file, pin)| {
        Record::of(&file, pin, Doubts::default()).with_local_times(local)
    })
}

/// The items of a Markdown list: the text before the code, and the code.
fn items(markdown: &str) -> Option<Vec<(String, String)>> {
    let (mut found, mut label, mut value) = (Vec::new(), String::new(), None);
    for mark in Parser::new(markdown) {
        match mark {
            Mark::Start(Tag::Heading { .. }) => {}
            Mark::End(TagEnd::Heading(_)) => label.clear(),
            Mark::Start(Tag::List(None) | Tag::Item) | Mark::End(TagEnd::List(false)) => {}
            Mark::Text(text) => label.push_str(&text),
            Mark::Code(code) if value.is_none() => value = Some(code.to_string()),
            Mark::End(TagEnd::Item) => found.push((std::mem::take(&mut label), value.take()?)),
            _ => return None,
        }
    }
    Some(found)
}

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let schema = include_str!("../../assets/operation.schema.json");
    let schema = serde_json::from_str(schema).expect("JSON");
    jsonschema::validator_for(&schema).expect("a schema")
});

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 10_000, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn no_value_breaks_out_of_its_field(record in record()) {
        let rows = rows(&record);
        prop_assert!(agrees(&record), "{:?}", record.outcome);
        if record.outcome == Outcome::NotSent {
            prop_assert_eq!(record.times.sent, None, "nothing left this machine");
        }

        let said = json(&record);
        prop_assert!(!said.chars().any(is_unprintable), "{}", said);
        let read: Value = serde_json::from_str(&said).expect("JSON");
        if let Err(error) = SCHEMA.validate(&read) {
            prop_assert!(false, "{error}: {said}");
        }
        // One word for one outcome, and one for the mode, in every form.
        prop_assert_eq!(&read["outcome"], record.outcome.word());
        prop_assert_eq!(read["site"]["mode"].as_str().unwrap_or_default(), &cells(&record)[1]);
        prop_assert_eq!(&read["name"], &record.name);
        prop_assert_eq!(&read["instance_name"], &record.instance_name);
        prop_assert_eq!(&read["scope"], &serde_json::to_value(&record.scope).expect("JSON"));

        let said = [csv(&COLUMNS), csv(&cells(&record))]
            .join("\n");
        let mut reader = csv::Reader::from_reader(said.as_bytes());
        prop_assert_eq!(reader.headers().expect("headings"), &COLUMNS[..]);
        let read: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
        prop_assert_eq!(read.len(), 1);
        prop_assert_eq!(&read[0], &cells(&record)[..]);
        prop_assert!(!read[0].iter().any(|cell| cell.starts_with(['=', '+', '-', '@'])));

        let said = markdown(&record).join("\n");
        let want: Vec<_> = rows.iter()
            .map(|(label, value)| (format!("{label}: "), printable(value).into_owned())).collect();
        prop_assert_eq!(items(&said), Some(want), "{}", said);

        let lines = text(&record);
        let is_id = |label: &str| label.starts_with("backup_id") || label.starts_with("job_id");
        let ids = rows.iter().filter(|(label, _)| is_id(label)).count();
        let commands = rows.iter().filter(|(label, _)| label.contains(" as ") || label.contains(" with "));
        prop_assert_eq!(lines.len(), rows.len() + ids + commands.count());
        for said in lines.iter().chain([&line(&record)]).chain(&table_row(&record)) {
            prop_assert!(!said.chars().any(is_unprintable), "{}", said);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2_000, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn a_file_that_was_written_anew_tells_the_same_and_that_it_was(file in file(), at in time()) {
        let mut anew = file.clone();
        let mark = OperationId::from_bits(7);
        let read = anew.read.as_mut().expect("entries");
        read.entries.insert(0, Entry { at, event: Event::Anew { mark } });
        let [told, before] =
            [&anew, &file].map(|file| Record::of(file, None, Doubts::default()));
        prop_assert!(told.doubts.written_anew.is_some());
        let doubt = rows(&told).into_iter().find(|(label, _)| *label == "doubt");
        let says = doubt.is_some_and(|(_, text)| text.contains("was written again at "));
        prop_assert!(says);
        let mut same: Value = serde_json::from_str(&json(&told)).expect("JSON");
        let want: Value = serde_json::from_str(&json(&before)).expect("JSON");
        same["doubts"]["written_anew"] = want["doubts"]["written_anew"].clone();
        same["times"]["last_line"] = want["times"]["last_line"].clone();
        prop_assert_eq!(same, want);
    }
}

/// Whether the exit status of `watch`, which a script has long relied on, says the same.
fn agrees(record: &Record) -> bool {
    let status = record.replayed.as_ref().map(|operation| operation.exit_code());
    match (record.outcome, status) {
        (Outcome::Completed, Some(ExitCode::Done))
        | (Outcome::Running, Some(ExitCode::Running))
        | (Outcome::Failed, Some(ExitCode::Failed))
        | (Outcome::No | Outcome::NotSent, Some(ExitCode::NothingCreated))
        | (Outcome::Reviewed | Outcome::GivenUp | Outcome::Unreadable, None) => true,
        // Settled by the operator as not there: nobody has proved that.
        (Outcome::Unknown, Some(ExitCode::Unknown | ExitCode::NothingCreated)) => true,
        _ => false,
    }
}

#[test]
fn no_time_is_told_that_no_line_of_the_file_tells() {
    let at = UtcTime::from_unix;
    let intent = || {
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        Box::new(intent().new_tree(&mut runner).expect("an intent").current())
    };
    let of = |entries: Vec<(i64, Event)>, damaged: Vec<usize>| {
        let entries = entries.into_iter().map(|(t, event)| Entry { at: at(t), event }).collect();
        let read = Ok(Read { entries, damaged, ..Read::default() });
        let operation = Some(OperationId::from_bits(7));
        Record::of(&File { operation, path: "p".into(), read }, None, Doubts::default())
    };
    // The line of the confirmation is damaged: the operation is in doubt, and only the review's
    // time is known.
    let hidden = of(vec![(7, Event::Reviewed(intent()))], vec![2]);
    assert_eq!(hidden.outcome, Outcome::Unknown);
    assert_eq!(
        (hidden.times.reviewed, hidden.times.confirmed, hidden.times.sent),
        (Some(at(7)), None, None)
    );
    assert!(hidden.may_have_news_since(at(1_000)), "a later line may be hidden");
    // A file that tells no instance may be of any.
    let lost = of(vec![(9, Event::Sent)], vec![1]);
    assert_eq!((lost.outcome, lost.times.sent), (Outcome::Unknown, Some(at(9))));
    assert!(lost.may_be_of_instance("cass-docs-01"));
    let whole = of(vec![(7, Event::Intended(intent())), (8, Event::Sent)], vec![]);
    assert_eq!((whole.times.confirmed, whole.times.answered), (Some(at(7)), None));
    assert!(!whole.may_have_news_since(at(9)) && whole.may_have_news_since(at(8)));
    assert!(!whole.may_be_of_instance("another instance"));
}

#[test]
fn a_demo_is_a_demo_in_every_form() {
    let record = {
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let mut intent = intent().new_tree(&mut runner).expect("an intent").current();
        intent.site.mode = Mode::Demo;
        let entry = |event| Entry { at: UtcTime::from_unix(7), event };
        let entries = vec![
            entry(Event::Intended(Box::new(intent))),
            entry(Event::Sent),
            entry(Event::Completed { size_kb: None }),
        ];
        let read = Ok(Read { entries, ..Read::default() });
        let operation = Some(OperationId::from_bits(7));
        Record::of(&File { operation, path: "p".into(), read }, None, Doubts::default())
    };
    assert!(text(&record)[0].starts_with("DEMO, COMPLETED: "));
    assert!(markdown(&record)[2].contains("DEMO, COMPLETED: "));
    assert!(line(&record).starts_with("DEMO, COMPLETED: "));
    assert_eq!(table_row(&record)[2], "DEMO, COMPLETED");
    assert_eq!(cells(&record)[1], "demo", "the column of the mode");
    assert!(json(&record).contains(r#""mode":"demo""#));
    let said = text(&record).join("\n");
    assert!(!said.contains("billed") && !said.contains("Cloud Trace"), "{said}");
}

#[test]
fn a_file_that_tells_nothing_is_never_taken_for_nothing_done() {
    let of = |operation, entries| {
        let read = Ok(Read { entries, damaged: vec![1], ..Read::default() });
        Record::of(&File { operation, path: "p".into(), read }, None, Doubts::default())
    };
    let id = Some(OperationId::from_bits(7));
    let sent = Entry { at: UtcTime::from_unix(7), event: Event::Sent };
    assert_eq!(of(id, vec![]).outcome, Outcome::Unreadable);
    assert_eq!(of(None, vec![sent.clone()]).outcome, Outcome::Unreadable);
    let unknown = of(id, vec![sent]);
    assert_eq!(unknown.outcome, Outcome::Unknown);
    assert!(text(&unknown)[0].starts_with("UNKNOWN: A backup may exist."));
}
