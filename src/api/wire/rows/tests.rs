//! Rows with loose types, missing parts, or wrong values.

use super::*;

fn instance(json: &str) -> Option<Instance> {
    Instance::read(Json::of(json).unwrap(), &Mask::default())
}

/// The example in the page of ListInstances, shortened.
const EXAMPLE: &str = r#"{"id":"5d3f0c9a7be84216a1c0f2d4b6e8a013in06",
    "name":"orders-prod","status":"normal","port":"8635",
    "region":"eu-west-101",
    "datastore":{"type":"cassandra","version":"3.11","patch_available":false},
    "created":"2025-11-04T09:12:33",
    "backup_strategy":{"start_time":"01:00-02:00","keep_days":7},"pay_mode":"0",
    "groups":[{"id":"g","volume":{"size":"500","used":"113.42"},"nodes":[{"id":"n1"},{"id":"n2"}]},
              {"volume":{"size":500,"used":0.58},"nodes":[{"id":"n3"}]}],"actions":[]}"#;

#[test]
fn the_documented_example_is_read_in_full() {
    let read = instance(EXAMPLE).unwrap();
    assert_eq!(
        (read.name.as_str(), &read.engine, read.version.as_str()),
        ("orders-prod", &Engine::Cassandra, "3.11")
    );
    assert_eq!(
        (read.nodes, read.used_gb.map(|gb| gb.round()), read.is_idle()),
        (3, Some(114.0), true)
    );
    assert_eq!(
        (read.backup_window.as_deref(), read.region.as_deref()),
        (Some("01:00-02:00"), Some("eu-west-101"))
    );
    assert_eq!(read.created.unwrap().iso(), "2025-11-04T09:12:33Z");
}

#[test]
fn an_instance_needs_its_id_and_nothing_else() {
    assert_eq!(instance(r#"{"name":"x"}"#), None);
    for none in
        [r#"" ""#, "null", "true", "7", r#"["a"]"#, r#""a b""#, r#""\u001b[2J""#, r#""编号""#]
    {
        assert_eq!(instance(&format!(r#"{{"id":{none}}}"#)), None, "{none}");
    }
    assert_eq!(instance(&format!(r#"{{"id":"{}"}}"#, "x".repeat(5_000))), None);
    let bare = instance(
        r#"{"id":"a","datastore":"cassandra","groups":7,"name":12,"status":null,
            "actions":"BACKUP"}"#,
    )
    .unwrap();
    assert_eq!(
        (bare.name.as_str(), &bare.engine, bare.used_gb),
        ("12", &Engine::Other(String::new()), None)
    );
    assert!(!bare.is_idle() && bare.actions == ["BACKUP"]);
}

#[test]
fn an_instance_is_idle_only_where_status_and_actions_both_say_so() {
    let idle = |(status, actions): &(&str, &str)| {
        instance(&format!(
            r#"{{"id":"a","mode":" Cluster","status":"{status}","actions":{actions}}}"#
        ))
        .unwrap()
        .is_idle()
    };
    assert!([("normal", "[]"), (" Normal ", "[]"), ("NORMAL", "null")].iter().all(idle));
    let busy = [("normal", r#"["BACKUP"]"#), ("normal", r#"["X"]"#), ("BACKUP", r#"["BACKUP"]"#)];
    let by_status = ["BACKUP", "backup", "abnormal", "frozen", ""].map(|status| (status, "[]"));
    assert!(!busy.iter().chain(&by_status).any(idle));
}

#[test]
fn billing_is_read_where_it_is_told_and_as_it_is_written() {
    let rows: &[(&str, Option<&str>, Option<&str>)] = &[
        (
            r#""enterprise_project_id":"0","backup_space_usage":{"backup_usage":41.25}"#,
            Some("0"),
            Some("41.25"),
        ),
        (
            r#""enterprise_project_id":"7b2f","backup_space_usage":{"backup_usage":"41.2 GB"}"#,
            Some("7b2f"),
            Some("41.2 GB"),
        ),
        (
            r#""enterprise_project_id":0,"backup_space_usage":{"backup_usage":0}"#,
            Some("0"),
            Some("0"),
        ),
        (r#""enterprise_project_id":"","backup_space_usage":{}"#, None, None),
        (r#""enterprise_project_id":null,"backup_space_usage":null"#, None, None),
        (r#""enterprise_project_id":[],"backup_space_usage":7"#, None, None),
        (r#""name":"x""#, None, None),
    ];
    for (fields, project, usage) in rows {
        let Billing { enterprise_project_id, backup_space_usage } =
            *instance(&format!(r#"{{"id":"a",{fields}}}"#)).unwrap().billing;
        assert_eq!(
            (enterprise_project_id.as_deref(), backup_space_usage.as_deref()),
            (*project, *usage),
            "{fields}"
        );
    }
}

#[test]
fn display_text_is_clean_and_bounded() {
    let read =
        instance(&format!(r#"{{"id":"a","name":"\u202e\u001b]0;x\u0007{}"}}"#, "y".repeat(9_000)))
            .unwrap();
    assert_eq!(read.name.chars().count(), LONGEST_TEXT);
    assert!(!read.name.contains(|c: char| c.is_control() || c == '\u{202e}'));
}

#[test]
fn a_backup_row_tells_its_kind_and_who_made_it() {
    let row = |json: &str| BackupRow::read(Json::of(json).unwrap(), &Mask::default()).unwrap();
    let building = row(r#"{"id":"b","type":"Manual","size":0,"status":"BUILDING",
            "begin_time":"2026-03-01 08:15:30","end_time":""}"#);
    assert_eq!(
        (building.manual, building.size_kb, building.ended, building.kind),
        (Some(true), Some(0.0), None, None)
    );
    let tables = row(r#"{"id":"b","type":"Auto","size":"12.5","status":"COMPLETED",
            "end_time":"2026-03-01T08:15:30+0000",
        "database_tables":[{"database_name":"d","table_names":null}]}"#);
    assert_eq!(
        (tables.manual, tables.size_kb, tables.kind),
        (Some(false), Some(12.5), Some(BackupKind::DatabaseTable))
    );
    assert!(tables.ended.is_some());
    assert_eq!(row(r#"{"id":"b","type":"Snapshot"}"#).manual, None);
}

#[test]
fn a_backup_row_tells_its_scope_in_the_form_for_comparing() {
    let row = |tables: &str| {
        let json = format!(r#"{{"id":"b","instance_name":"a\u001bb","database_tables":{tables}}}"#);
        BackupRow::read(Json::of(&json).unwrap(), &Mask::default()).unwrap()
    };
    let scope =
        |tables: &str| row(tables).scope.map(|scope| serde_json::to_string(&scope).unwrap());
    for (tables, want) in [
        (
            r#"[{"database_name":"d","table_names":null}]"#,
            r#"[{"database_name":"d","table_names":null}]"#,
        ),
        (
            r#"[{"database_name":"d","table_names":[]}]"#,
            r#"[{"database_name":"d","table_names":null}]"#,
        ),
        (r#"[{"database_name":"d"}]"#, r#"[{"database_name":"d","table_names":null}]"#),
        (
            r#"[{"database_name":"d","table_names":["u","t","u"]}]"#,
            r#"[{"database_name":"d","table_names":["t","u"]}]"#,
        ),
        (
            r#"[{"database_name":"e"},{"database_name":"d","table_names":["t"]},
                {"database_name":"e","table_names":["t"]}]"#,
            concat!(
                r#"[{"database_name":"d","table_names":["t"]},"#,
                r#"{"database_name":"e","table_names":null}]"#
            ),
        ),
        (
            r#"[{"database_name":7,"table_names":[8]}]"#,
            r#"[{"database_name":"7","table_names":["8"]}]"#,
        ),
        (
            r#"[{"database_name":" d\u001b"}]"#,
            r#"[{"database_name":" d\u001b","table_names":null}]"#,
        ),
    ] {
        assert_eq!(
            (scope(tables).as_deref(), row(tables).kind),
            (Some(want), Some(BackupKind::DatabaseTable)),
            "{tables}"
        );
    }
    for silent in ["null", "[]", "{}", "7"] {
        assert_eq!((scope(silent), row(silent).kind), (None, None), "{silent}");
    }
    for odd in [
        r#"["d"]"#,
        "[{}]",
        r#"[{"database_name":"d","table_names":"t"}]"#,
        r#"[{"database_name":"d","table_names":[[]]}]"#,
    ] {
        assert_eq!((scope(odd), row(odd).kind), (None, Some(BackupKind::DatabaseTable)), "{odd}");
    }
    assert_eq!(row("null").instance_name.as_deref(), Some("a\\u{1b}b"));
}
