//! What is kept in files reads back as it was, and has the form that other versions of the program
//! expect.

use geminidb_backup::core::{
    base::{
        call::{BodyTrouble, CallFailure, CreateEnd, Head, Obstacle, ObstacleCause, Page, Silence},
        ids::{BackupId, JobId, OperationId, ProjectId},
        instance::Engine,
        text::is_unprintable,
        time::UtcTime,
    },
    draft::saved_draft::SavedDraft,
    operation::{
        Event,
        backup::{BackupKind, BackupState},
        created::Created,
    },
    scope::choice::{DatabaseScope, Scope},
};
use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::arbitrary::{create_end, failure, instance_row, job_row, row, scope};

fn keeps<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
    value: &T,
) -> Result<(), TestCaseError> {
    let line = serde_json::to_string(value).map_err(|e| TestCaseError::fail(e.to_string()))?;
    prop_assert!(!line.contains('\n'), "a record is one line: {line}");
    let read: T =
        serde_json::from_str(&line).map_err(|e| TestCaseError::fail(format!("{e}: {line}")))?;
    prop_assert_eq!(value, &read);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None,
        ..ProptestConfig::default() })]

    #[test]
    fn how_a_call_ended_reads_back(failure in failure(), end in create_end()) {
        keeps(&failure)?;
        keeps(&end)?;
    }

    #[test]
    fn what_the_service_listed_reads_back(row in row(), job in job_row(),
        instance in instance_row(), last: bool) {
        keeps(&job)?;
        keeps(&instance)?;
        keeps(&Page { rows: vec![row], last })?;
    }

    #[test]
    fn a_scope_reads_back(scope in scope()) {
        keeps(&Scope::Tables(scope))?;
    }

    #[test]
    fn identifiers_and_times_read_back(bits: u32, seconds: i64, raw: String) {
        keeps(&OperationId::from_bits(bits))?;
        keeps(&UtcTime::from_unix(seconds))?;
        keeps(&ProjectId::received(&raw))?;
    }

    #[test]
    fn any_text_is_read_or_refused_as_a_time_and_as_identifiers(text in any::<String>(),
        number: u64) {
        for json in [serde_json::to_string(&text), serde_json::to_string(&number)] {
            let json = json.map_err(|e| TestCaseError::fail(e.to_string()))?;
            let _ = serde_json::from_str::<UtcTime>(&json);
            let _ = serde_json::from_str::<OperationId>(&json);
            let _ = serde_json::from_str::<BackupId>(&json);
        }
    }
}

#[test]
fn the_written_forms_are_these() {
    fn written<T: Serialize>(value: &T) -> String {
        serde_json::to_string(value).expect("JSON")
    }
    let obstacle = Obstacle { host: "h".into(), cause: ObstacleCause::ConnectTimeout(10) };
    let head = Head { status: 202, ..Head::default() };
    for (is, want) in [
        (
            written(&[Created::No, Created::Yes, Created::Unknown, Created::NotSent]),
            r#"["no","yes","unknown","not_sent"]"#,
        ),
        (
            written(&CreateEnd::NotSent(obstacle)),
            r#"{"not_sent":{"host":"h","cause":{"connect_timeout":10}}}"#,
        ),
        (written(&CreateEnd::NoAnswer(Silence::Dropped)), r#"{"no_answer":"dropped"}"#),
        (
            written(&CallFailure::Unreadable(head, BodyTrouble::Missing("job_id".into()))),
            r#"{"unreadable":[{"status":202,"request_id":null,"server_time":null,"retry_after":null},{"missing":"job_id"}]}"#,
        ),
        (written(&BackupKind::BOTH), r#"["instance","database_table"]"#),
        (
            written(&[BackupState::Building, BackupState::Other("NEW".into())]),
            r#"["building",{"other":"NEW"}]"#,
        ),
        (written(&Engine::STATED), r#"["cassandra","mongo","influx","redis","hbase","dynamo_db"]"#),
        (written(&Scope::Instance), r#""instance""#),
        (
            written(&Scope::Tables(vec![DatabaseScope {
                database_name: "d".into(),
                table_names: None,
            }])),
            r#"{"tables":[{"database_name":"d","table_names":null}]}"#,
        ),
        (written(&OperationId::parse("7f3k9q")), r#""7F3K9Q""#),
        (written(&UtcTime::parse("2025-10-17 01:59:07")), r#""2025-10-17T01:59:07Z""#),
        (written(&UtcTime::from_unix(i64::MIN)), "-9223372036854775808"),
    ] {
        assert_eq!(is, want);
    }
}

#[test]
fn what_is_read_is_cleaned_or_refused() {
    let id = serde_json::from_str::<JobId>(r#"" j\u001b[2J\u202e ""#).map_err(|_| ());
    assert_eq!(id, Ok(JobId::received("j[2J").expect("an ID")));
    for (json, what) in [
        (r#""""#, "no ID"),
        (r#""\u0007""#, "nothing printable"),
        ("7", "no text"),
        ("null", "nothing"),
    ] {
        assert!(serde_json::from_str::<JobId>(json).is_err(), "{what}");
    }
    let time = |json: &str| serde_json::from_str::<UtcTime>(json).ok();
    assert_eq!(time(r#""2026-03-01T16:15:30+0800""#), UtcTime::parse("2026-03-01T08:15:30Z"));
    for bad in [
        r#""""#,
        r#""(no time)""#,
        r#""2026-13-01T00:00:00Z""#,
        r#""99999-01-01T00:00:00Z""#,
        "1.5",
        "null",
        "[]",
    ] {
        assert_eq!(time(bad), None, "{bad}");
    }
}

/// What acts or hides in a terminal: a title, a colour in one character, another direction, a tag,
/// a joiner.
const HOSTILE: &str = "x\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}\u{e0041}\u{200d}\n";

/// Events with a text in every field that takes one, and a draft.
const WRITTEN: [&str; 11] = [
    r#"{"event":"intended","by":{"uid":1,"user":"t","sudo_user":"t","ssh_from":"t","host":"t"},
        "mode":"live","endpoint":"t","region":"t",
        "project":"t","project_name":"t","account":"t","caller":"t","instance":"t",
        "instance_name":"t","engine":{"other":"t"},"name":"t",
        "description":"t","scope":{"tables":[{"database_name":"t","table_names":["t"]}]},
        "body":"t","sha256":"t"}"#,
    r#"{"event":"ended","created":"no","end":{"answered":{"head":{"status":400,"request_id":"t",
        "server_time":null,"retry_after":null},
        "code":"t","job":"t","backup":"t","words":"t","body":{"not_json":"t"}}}}"#,
    r#"{"event":"ended","created":"no","end":{"not_sent":{"host":"t","cause":{"other":"t"}}}}"#,
    r#"{"event":"ended","created":"no","end":{"not_sent":{"host":"t",
        "cause":{"configuration":"t"}}}}"#,
    r#"{"event":"ended","created":"no","end":{"not_sent":{"host":"t",
        "cause":{"tls":{"kind":{"other":"t"},"issuer":"t"}}}}}"#,
    r#"{"event":"ended","created":"unknown","end":{"no_answer":{"other":"t"}}}"#,
    r#"{"event":"reading","job":{"id":"t","name":"t","state":{"other":"t"},"percent":null,
        "begun":null,"ended":null,"instance":"t","fail_reason":"t"},
        "row":{"id":"t","name":"t","instance":"t","instance_name":"t","kind":"instance",
        "scope":null,"manual":null,"state":{"other":"t"},
        "size_kb":null,"begun":null,"ended":null}}"#,
    r#"{"event":"read_failed","why":{"unreadable":[{"status":200,"request_id":"t",
        "server_time":null,"retry_after":null},{"missing":"t"}]}}"#,
    r#"{"event":"stated_not_there","by":{"uid":1,"user":"t"},"note":"t"}"#,
    r#"{"event":"failed","reason":"t"}"#,
    r#"{"v":1,"draft":null,"saved_at":"2025-10-17T01:46:00Z","by":{"uid":1,"user":"t"},
        "mode":"live","endpoint":"t","region":"t","project":"t",
        "target":{"listed":{"id":"t","name":"t","engine":{"other":"t"},"version":"t","status":"t",
        "actions":["t"],"nodes":1,"used_gb":null,
        "backup_window":"t","region":"t","created":null,"enterprise_project_id":"t",
        "backup_space_usage":"t"}},"name":"t","description":"t","scope":"tables",
        "chosen":[{"database_name":"t","table_names":["t"]}]}"#,
];

/// What goes back to the service byte for byte.
const EXACT: [&str; 3] = ["body", "database_name", "table_names"];

/// Calls `look` with every text and the key that it stands under.
fn texts(value: &mut Value, key: &str, look: &mut impl FnMut(&str, &mut String)) {
    match value {
        Value::String(text) => look(key, text),
        Value::Array(items) => items.iter_mut().for_each(|item| texts(item, key, look)),
        Value::Object(fields) => fields.iter_mut().for_each(|(key, field)| texts(field, key, look)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn nothing_that_is_read_from_a_file_acts_but_what_was_sent() {
    for written in WRITTEN {
        let mut value: Value = serde_json::from_str(written).expect("JSON");
        texts(&mut value, "", &mut |_, text| {
            if text == "t" {
                HOSTILE.clone_into(text);
            }
        });
        let mut read = match value.get("event") {
            Some(_) => {
                serde_json::to_value(serde_json::from_value::<Event>(value).expect("an event"))
            }
            None => serde_json::to_value(
                SavedDraft::decode(value.to_string().as_bytes()).expect("a draft"),
            ),
        }
        .expect("JSON");
        let mut seen = 0;
        texts(&mut read, "", &mut |key, text| {
            seen += usize::from(text.contains("owned"));
            let exact = EXACT.contains(&key);
            assert!(
                if exact {
                    text == HOSTILE
                } else {
                    !text.contains(|c| is_unprintable(c) && c != '\u{200d}')
                },
                "{key}: {text:?}"
            );
        });
        assert!(seen > 0, "{read}");
    }
}
