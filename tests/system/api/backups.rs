//! The backup list against a scripted server: both kinds, conditions, versions.

use geminidb_backup::{
    api::BackupFilter,
    core::{
        base::{
            call::CallFailure,
            ids::{self, BackupId},
            whole::Whole,
        },
        operation::backup::{BackupKind, BackupRow, BackupState},
    },
};

use crate::support::{
    basics::{INSTANCE, PROJECT, instance_id},
    script::{Server, answer, ok, param},
};

fn backup(id: &str, made: &str, begun: &str) -> String {
    format!(
        r#"{{"id":"{id}","name":"n","type":"{made}","instance_id":"{INSTANCE}",
            "status":"COMPLETED","size":1,"begin_time":"{begun}","end_time":""}}"#
    )
}

#[tokio::test]
async fn both_kinds_of_backups_are_asked_for_and_merged() {
    let server = Server::start(|target, _| {
        let rows = match param(target, "type") {
            Some("Instance") => [
                backup("b1", "Manual", "2026-03-01T08:00:00+0000"),
                backup("b2", "Auto", "2026-03-01T09:00:00+0000"),
            ],
            _ => [
                backup("b3", "Manual", "2026-03-01T10:00:00+0000"),
                backup("b1", "Manual", "2026-03-01T08:00:00+0000"),
            ],
        };
        let offset: usize = param(target, "offset").unwrap().parse().unwrap();
        ok(format!(r#"{{"backups":[{}],"total_count":2}}"#, rows[offset..].join(",")))
    })
    .await;
    let filter = BackupFilter { instance: Some(instance_id()), ..BackupFilter::default() };
    let rows = server.client().backups(&filter).await.unwrap();
    let found: Vec<_> = rows.iter().map(|row| (row.id.as_str(), row.kind)).collect();
    // What both lists show without any tables may be of either kind.
    let instance = Some(BackupKind::Instance);
    let found_ids = [("b3", Some(BackupKind::DatabaseTable)), ("b2", instance), ("b1", None)];
    assert_eq!(found, found_ids);
    assert_eq!((&rows[0].state, rows[0].manual), (&BackupState::Completed, Some(true)));
    let tail = format!("instance_id={INSTANCE}");
    // A second page begins with the last row of the first, and brings nothing new.
    let want = [("Instance", 0), ("Instance", 1), ("DatabaseTable", 0), ("DatabaseTable", 1)];
    let want = want.map(|(kind, offset)| {
        format!("/pre/v4/{PROJECT}/backups?type={kind}&{tail}&offset={offset}&limit=100")
    });
    assert_eq!(server.targets(), want);
    assert_eq!(server.connections(), 4);
}

#[tokio::test]
async fn conditions_that_the_service_ignores_are_applied_here() {
    let server = Server::start(|_, _| {
        let rows = [
            backup("b1", "Manual", "2026-03-01T08:00:00+0000"),
            backup("b2", "Manual", "2026-03-01T06:00:00+0000"),
        ];
        ok(format!(r#"{{"backups":[{}]}}"#, rows.join(",")))
    })
    .await;
    let client = server.client();
    let ids = |rows: Whole<BackupRow>| rows.iter().map(|r| r.id.to_string()).collect::<Vec<_>>();
    let one = BackupFilter { backup: BackupId::received("b2"), ..BackupFilter::default() };
    assert_eq!(ids(client.backups(&one).await.unwrap()), ["b2"]);
    assert!(server.targets().iter().all(|target| !target.contains("begin_time")));
}

#[tokio::test]
async fn older_versions_of_the_backup_list_are_tried_and_remembered() {
    for (status, body, minds) in [
        (
            "404 Not Found",
            r#"{"error_code":"APIGW.0101","error_msg":"The API does not exist"}"#,
            true,
        ),
        ("404 Not Found", "", false),
        ("400 Bad Request", r#"{"error_code":"APIG.0101","error_msg":"m"}"#, true),
    ] {
        let server = Server::start(move |target, _| {
            if !target.starts_with("/pre/v3/") {
                return answer(status, body);
            }
            let [page, limit] = ["offset", "limit"]
                .map(|name| param(target, name).unwrap().parse::<u64>().unwrap());
            // The service may mind no other limit than the largest.
            let limit = if minds { limit } else { 100 };
            let rows: Vec<String> = (((page - 1) * limit).min(130)..(page * limit).min(130))
                .map(|n| backup(&format!("b{n}"), "Manual", "2026-03-01 08:00:00"))
                .collect();
            ok(format!(r#"{{"backups":[{}],"total_count":130}}"#, rows.join(",")))
        })
        .await;
        let client = server.client();
        let filter = BackupFilter::default();
        assert_eq!(client.backups(&filter).await.unwrap().len(), 130);
        let versions = |targets: Vec<String>| {
            targets.iter().map(|t| t.split('/').nth(2).unwrap().to_owned()).collect::<Vec<_>>()
        };
        let calls = versions(server.targets());
        assert_eq!(
            (&calls[..2], calls[2..].iter().all(|version| version == "v3")),
            (&["v4", "v3.1"].map(str::to_owned)[..], true)
        );
        assert_eq!(calls.len(), if minds { 2 + 2 * 3 } else { 2 + 2 * 7 });
        let target = &server.targets()[2];
        assert_eq!((param(target, "offset"), param(target, "limit")), (Some("1"), Some("100")));
        client.backups(&filter).await.unwrap();
        assert!(
            versions(server.targets())[calls.len()..].iter().all(|version| version == "v3"),
            "it is remembered"
        );
    }
}

#[tokio::test]
async fn a_refusal_of_the_service_itself_is_no_missing_version() {
    let server = Server::start(|_, _| {
        answer("404 Not Found", r#"{"error_code":"DBS.200002","error_msg":"no such instance"}"#)
    })
    .await;
    let failure = server.client().backups(&BackupFilter::default()).await.unwrap_err();
    assert!(matches!(failure, CallFailure::Refused(r) if r.code.as_deref() == Some("DBS.200002")));
    assert_eq!(server.targets().len(), 1);
    let server = Server::start(|_, _| answer("404 Not Found", "")).await;
    let failure = server.client().backups(&BackupFilter::default()).await.unwrap_err();
    assert!(matches!(failure, CallFailure::Refused(r) if r.head.status == 404));
    assert_eq!(server.targets().len(), 3);
}

#[tokio::test]
async fn one_page_of_the_project_is_one_call_and_says_how_many_rows_came() {
    let server = Server::start(|target, _| {
        let offset: u64 = param(target, "offset").unwrap().parse().unwrap();
        let rows: Vec<String> = (offset..(offset + 100).min(130))
            .map(|n| backup(&format!("b{n}"), "Auto", "2026-03-01T08:00:00+0000"))
            .collect();
        ok(format!(r#"{{"backups":[{}],"total_count":130}}"#, rows.join(",")))
    })
    .await;
    let client = server.client();
    let first = client.backup_page(None, BackupKind::Instance, 0).await.unwrap();
    assert_eq!((first.rows.len(), first.received), (100, 100));
    let second = client.backup_page(None, BackupKind::DatabaseTable, 100).await.unwrap();
    assert_eq!((second.rows.len(), second.received), (30, 30));
    assert_eq!(second.rows[0].kind, Some(BackupKind::DatabaseTable));
    let other = ids::InstanceId::received("other").unwrap();
    let none = client.backup_page(Some(&other), BackupKind::Instance, 0).await.unwrap();
    assert_eq!(
        (none.rows.len(), none.received),
        (0, 100),
        "a service that ignores the instance shows others: not taken for its own"
    );
    let page = |offset: u64, kind: &str| {
        format!("/pre/v4/{PROJECT}/backups?type={kind}&offset={offset}&limit=100")
    };
    assert_eq!(
        server.targets(),
        [page(0, "Instance"), page(100, "DatabaseTable"), page(0, "Instance&instance_id=other")]
    );
}

#[tokio::test]
async fn one_page_falls_back_to_older_versions_and_their_page_numbers() {
    let server = Server::start(|target, _| match target.starts_with("/pre/v3/") {
        true => ok(format!(
            r#"{{"backups":[{}],"total_count":201}}"#,
            backup("b", "Auto", "2026-03-01 08:00:00")
        )),
        false => answer(
            "404 Not Found",
            r#"{"error_code":"APIGW.0101","error_msg":"The API does not exist"}"#,
        ),
    })
    .await;
    let page = server.client().backup_page(None, BackupKind::Instance, 200).await.unwrap();
    assert_eq!(page.received, 1);
    let targets = server.targets();
    assert_eq!((targets.len(), param(&targets[2], "offset")), (3, Some("3")));
}
