//! Lists of many pages: totals that lie, pages shorter than asked for, rows that come and go, and
//! lists without an end.

use geminidb_backup::{
    api::{BackupFilter, Client, ClientSettings, Endpoint, NetworkOptions, Token},
    core::base::{
        call::CallFailure,
        ids::{BackupId, InstanceId, JobId, ProjectId},
        time::UtcTime,
        whole::{Incomplete, Whole},
    },
    simulator::{ApiVersion, Call, Fault, Options, start},
};

use crate::support::{
    basics::instance_id,
    script::{Server, answer, ok, param},
};

fn time(text: &str) -> UtcTime {
    UtcTime::parse(text).unwrap()
}

fn names(from: u64, to: u64) -> String {
    let names: Vec<String> = (from..to).map(|n| format!("\"t{n}\"")).collect();
    names.join(",")
}

async fn all_tables(client: &Client) -> Result<Vec<String>, CallFailure> {
    client.all_names(&instance_id(), Some("db")).await.map(Whole::into_rows)
}

/// What a service of so many rows tells of its length.
const LIES: [fn(u64, u64) -> String; 6] = [
    |all, _| format!(",\"total_count\":{all}"),
    |_, page| format!(",\"total_count\":{page}"),
    |_, _| ",\"total_count\":0".to_owned(),
    |_, _| String::new(),
    |all, _| format!(",\"total_count\":{}", all / 2),
    |all, _| format!(",\"total_count\":\"{}\"", all * 2 + 1),
];

#[tokio::test]
async fn pages_are_followed_to_the_end_whatever_the_total_says() {
    // (rows in all, largest page of the server, requests)
    for (count, most, requests) in [
        (0, 100, 1),
        (1, 100, 2),
        (99, 100, 2),
        (100, 100, 2),
        (250, 100, 4),
        (120, 50, 4),
        (20, 1, 21),
    ] {
        for tells in LIES {
            let server = Server::start(move |target, _| {
                let offset: u64 = param(target, "offset").unwrap().parse().unwrap();
                let (from, to) = (offset.min(count), (offset + most).min(count));
                ok(format!("{{\"table_names\":[{}]{}}}", names(from, to), tells(count, to - from)))
            })
            .await;
            let all = all_tables(&server.client()).await.unwrap();
            assert_eq!(
                (all.len() as u64, server.targets().len()),
                (count, requests),
                "{count} {most}"
            );
        }
    }
}

/// A list of 250 rows, of which one comes or goes at the front once `at` requests have come; it
/// changes `times` times.
async fn moving(at: usize, times: usize, comes: bool) -> (Result<Vec<String>, CallFailure>, usize) {
    let server = Server::start(move |target, before| {
        let moved = (before + 1).saturating_sub(at).min(times) as u64;
        let first = if comes { 1_000 - moved } else { 1_000 + moved };
        let offset: u64 = param(target, "offset").unwrap().parse().unwrap();
        ok(format!(
            "{{\"table_names\":[{}]}}",
            names((first + offset).min(1_250), (first + offset + 100).min(1_250))
        ))
    })
    .await;
    let all = all_tables(&server.client()).await;
    (all, server.targets().len())
}

#[tokio::test]
async fn a_list_that_shifts_while_it_is_read_is_read_again() {
    for comes in [true, false] {
        for at in 1..4 {
            let (all, requests) = moving(at, 1, comes).await;
            let (all, want) = (all.unwrap(), if comes { 999 } else { 1_001 });
            assert_eq!((all.len(), &all[0]), (1_250 - want, &format!("t{want}")), "{comes} {at}");
            assert!(requests <= 8, "{requests}");
        }
        let (never, requests) = moving(1, usize::MAX, comes).await;
        assert_eq!(never, Err(CallFailure::Incomplete(Incomplete::Changing(3))), "{comes}");
        assert_eq!(requests, 6, "and it is left");
    }
}

#[tokio::test]
async fn a_server_that_repeats_its_page_for_ever_is_left() {
    for total in ["", ",\"total_count\":18446744073709551615"] {
        let server = Server::start(move |_, _| {
            ok(format!("{{\"table_names\":[{}]{total}}}", names(0, 100)))
        })
        .await;
        assert_eq!(all_tables(&server.client()).await.unwrap().len(), 100);
        assert_eq!(server.targets().len(), 3);
    }
    let server = Server::start(|_, _| {
        let rows: Vec<String> =
            (0..100).map(|n| format!(r#"{{"id":"b{n}","type":"Manual"}}"#)).collect();
        ok(format!("{{\"backups\":[{}]}}", rows.join(",")))
    })
    .await;
    assert_eq!(server.client().backups(&BackupFilter::default()).await.unwrap().len(), 100);
    assert_eq!(server.targets().len(), 6);
}

#[tokio::test]
async fn a_server_that_minds_multiples_of_its_page_alone_is_read_as_well() {
    let server = Server::start(|target, _| {
        let offset: u64 = param(target, "offset").unwrap().parse().unwrap();
        let start = (offset / 50 * 50).min(230);
        ok(format!(
            "{{\"table_names\":[{}],\"total_count\":50}}",
            names(start, (start + 50).min(230))
        ))
    })
    .await;
    assert_eq!(all_tables(&server.client()).await.unwrap().len(), 230);
}

#[tokio::test]
async fn a_server_with_one_page_and_nothing_behind_it_is_whole() {
    let server = Server::start(|target, _| {
        let names = if param(target, "offset") == Some("0") { names(0, 7) } else { String::new() };
        ok(format!("{{\"table_names\":[{names}]}}"))
    })
    .await;
    assert_eq!(all_tables(&server.client()).await.unwrap().len(), 7);
}

/// Distinct pages without an end, and rows that hold much: the list is left, and says how far it
/// was read.
#[tokio::test]
async fn a_list_without_an_end_is_left_out_from_where_it_takes_too_much() {
    let server = Server::start(|target, _| {
        let offset: u64 = param(target, "offset").unwrap().parse().unwrap();
        let rows: Vec<String> = (offset..offset + 50)
            .map(|n| {
                format!(
                    r#"{{"id":"b{n}","database_tables":[{{"database_name":"d{n}",
                "table_names":["{}"]}}]}}"#,
                    "x".repeat(100_000)
                )
            })
            .collect();
        ok(format!("{{\"backups\":[{}]}}", rows.join(",")))
    })
    .await;
    let read = server.client().backups(&BackupFilter::default()).await;
    let Err(CallFailure::Incomplete(Incomplete::TooLong(rows))) = read else {
        panic!("no list without an end is whole")
    };
    assert!((400..600).contains(&rows), "{rows} rows of 100 KB");
}

#[tokio::test]
async fn a_service_that_ignores_a_condition_is_read_on() {
    let server = Server::start(|target, _| {
        let offset: u64 = param(target, "offset").unwrap().parse().unwrap();
        let rows: Vec<String> =
            (offset..(offset + 50).min(120)).map(|n| format!(r#"{{"id":"r{n}"}}"#)).collect();
        let rows = rows.join(",");
        ok(format!(
            r#"{{"instances":[{rows}],"jobs":[{rows}],"backups":[{rows}],"total_count":1}}"#
        ))
    })
    .await;
    let client = server.client();
    let instance = |id: &str| InstanceId::received(id).unwrap();
    assert!(client.instance(&instance("r110")).await.unwrap().is_some());
    assert_eq!(client.instance(&instance("r120")).await.unwrap(), None);
    assert!(client.job(&JobId::received("r110").unwrap()).await.unwrap().is_some());
    let backup = BackupFilter { backup: BackupId::received("r110"), ..BackupFilter::default() };
    assert_eq!(client.backups(&backup).await.unwrap().len(), 1);
}

#[tokio::test]
async fn pages_of_jobs_are_followed_to_the_end_and_a_repeated_one_ends_them() {
    let jobs = |from: u64, to: u64| {
        (from..to).map(|n| format!(r#"{{"id":"j{n}"}}"#)).collect::<Vec<_>>().join(",")
    };
    // (jobs in all, largest page of the server, tells a total, minds the offset, requests, jobs
    // found)
    for (count, most, tells, minds, requests, found) in [
        (0, 50, true, true, 1, 0),
        (50, 50, true, true, 2, 50),
        (50, 50, false, true, 2, 50),
        (120, 50, false, true, 4, 120),
        (120, 20, true, true, 8, 120),
        (120, 50, true, false, 3, 50),
        (120, 50, false, false, 3, 50),
    ] {
        let server = Server::start(move |target, _| {
            let offset: u64 =
                if minds { param(target, "offset").unwrap().parse().unwrap() } else { 0 };
            let total = if tells { format!(",\"total_count\":{count}") } else { String::new() };
            ok(format!(
                "{{\"jobs\":[{}]{total}}}",
                jobs(offset.min(count), (offset + most).min(count))
            ))
        })
        .await;
        let all = server
            .client()
            .jobs_of(&instance_id(), time("2026-03-01T00:00:00Z"), time("2026-03-02T00:00:00Z"))
            .await
            .unwrap();
        assert_eq!(
            (all.len(), server.targets().len()),
            (found, requests),
            "{count} {most} {tells} {minds}"
        );
    }
    let server = Server::start(|_, before| {
        if before == 0 {
            ok(format!("{{\"jobs\":[{}]}}", "{\"id\":\"j\"},".repeat(49) + "{\"id\":\"k\"}"))
        } else {
            answer("403 Forbidden", "")
        }
    })
    .await;
    let half = server
        .client()
        .jobs_of(&instance_id(), time("2026-03-01T00:00:00Z"), time("2026-03-02T00:00:00Z"))
        .await;
    assert!(matches!(half, Err(CallFailure::Refused(_))), "half a list is none: {half:?}");
}

/// Rows of each list that the built-in service gives in this world and under these faults, with its older versions of
/// backups.
async fn rows_of(world: &str, faults: &str, unpublished: &[ApiVersion]) -> [usize; 5] {
    let faults = faults
        .split_whitespace()
        .chain(["backups=250"])
        .map(|fault| fault.parse().unwrap())
        .collect();
    let world = world.parse().unwrap();
    let scale = Some((250, 250));
    let simulator = start(Options { faults, world, instances: 250, scale, ..Options::default() })
        .await
        .unwrap();
    for version in unpublished {
        simulator.inject(Fault::not_published(*version), Call::Backups, u32::MAX);
    }
    let project = ProjectId::typed(&simulator.project_id()).unwrap();
    let token = Token::new(&simulator.token()).unwrap();
    let client = Client::new(
        Endpoint::parse(&simulator.endpoint()).unwrap(),
        project,
        token,
        NetworkOptions::default(),
        ClientSettings::default(),
    );
    let scale =
        simulator.instances().into_iter().find(|row| row.name == "cass-scale-01").unwrap().id;
    let mut instances = 0;
    client
        .instances(|step| {
            instances += step.rows().len();
            true
        })
        .await
        .unwrap();
    assert_eq!(instances, simulator.instances().len());
    let backups = client
        .backups(&BackupFilter { instance: Some(scale.clone()), ..BackupFilter::default() })
        .await
        .unwrap();
    assert!(backups.iter().any(|row| row.name == "past-250"));
    let all = client.backups(&BackupFilter::default()).await.unwrap();
    let databases = client.all_names(&scale, None).await.unwrap();
    let tables = client.all_names(&scale, Some("database_00001")).await.unwrap();
    [instances, backups.len(), all.len(), databases.len(), tables.len()]
}

#[tokio::test]
async fn every_list_of_the_simulator_is_read_whole_whatever_it_tells_and_however_short_its_pages() {
    let honest = rows_of("", "", &[]).await;
    assert_eq!((honest[1], honest[3], honest[4]), (250, 250, 250));
    assert!(honest[0] > 250 && honest[2] > 500);
    for total in ["totals=page", "totals=0", "totals=absent", "totals=half", "totals=double"] {
        for page in ["", "page=50"] {
            assert_eq!(rows_of(total, page, &[]).await, honest, "{total} {page}");
        }
    }
    for page in ["", "page=50"] {
        for unpublished in [&[ApiVersion::V4][..], &[ApiVersion::V4, ApiVersion::V31]] {
            assert_eq!(rows_of("", page, unpublished).await, honest, "{page} {unpublished:?}");
        }
    }
}
