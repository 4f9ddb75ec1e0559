//! The reads against a scripted server: loose types, hostile bodies, paging, repeats.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use geminidb_backup::{
    api::{Client, ClientSettings, Endpoint, Limits, NetworkOptions, ReadPolicy, Token},
    core::{
        base::{
            call::{BodyTrouble, CallFailure, Silence},
            ids::{JobId, ProjectId},
            instance::Engine,
            mask::Mask,
            outside::Outside,
            time::UtcTime,
            whole::Whole,
        },
        operation::backup::JobState,
    },
    simulator::{Options, start},
};
use tokio::net::TcpListener;

use crate::support::{
    basics::{INSTANCE, PROJECT, instance_id},
    client::client,
    script::{Server, answer, ok, param},
};

#[tokio::test]
async fn instances_are_read_whatever_types_they_come_in() {
    let server = Server::start(|_, _| {
        ok(r#"{"instances":[
            {"id":"a1in06","name":"orders\u001b[2J\u202e","status":"normal","port":8635,
            "datastore":{"type":"cassandra","version":3.11},
             "groups":[{"volume":{"size":500,"used":"1.5"},"nodes":[{},{}]},
             {"volume":{"used":2}}],"actions":[],"created":"2019-10-28 14:10:54"},
            {"id":"a2in10","datastore":{"type":"newengine"},"status":"BACKUP",
            "actions":["BACKUP"],"new_field":{"x":[1]},"groups":null}
           ],"total_count":"2","next":null}"#)
    })
    .await;
    let mut rows = Vec::new();
    server
        .client()
        .instances(|step| {
            rows.extend(step.rows());
            false
        })
        .await
        .unwrap();
    let [first, second] = &rows[..] else { panic!() };
    assert_eq!(
        (first.name.as_str(), &first.engine, first.version.as_str()),
        (r"orders\u{1b}[2J\u{202e}", &Engine::Cassandra, "3.11")
    );
    assert_eq!((first.nodes, first.used_gb, first.is_idle()), (2, Some(3.5), true));
    assert_eq!((&second.engine, second.is_idle()), (&Engine::Other("newengine".into()), false));
    assert_eq!(server.targets(), [format!("/pre/v3/{PROJECT}/instances?offset=0&limit=100")]);
}

#[tokio::test]
async fn hostile_answers_are_clear_errors() {
    let list = |body: &[u8]| ok(body);
    let huge =
        format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", 1_u64 << 40)
            .into_bytes();
    let endless = [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"instances\":[\"".to_vec(),
        vec![b'x'; (8 << 20) + 1],
    ]
    .concat();
    let deep = [b"{\"instances\":".to_vec(), vec![b'['; 100_000]].concat();
    let excerpt = Outside::bytes(&deep).quoted(&Mask::default(), 120);
    assert_eq!(excerpt.as_str(), format!("{{\"instances\":{}…", "[".repeat(107)));
    let rows: Vec<(Vec<u8>, BodyTrouble)> = vec![
        (huge, BodyTrouble::TooLarge(8 << 20)),
        (endless, BodyTrouble::TooLarge(8 << 20)),
        (list(b""), BodyTrouble::Empty),
        (list(b"  \r\n"), BodyTrouble::Empty),
        (
            list(b"<html>\x1b[31mhello</html>"),
            BodyTrouble::NotJson("<html>[31mhello</html>".into()),
        ),
        (list(b"\xff\xfe{}"), BodyTrouble::NotJson("\u{fffd}\u{fffd}{}".into())),
        (
            list(b"{\"instances\":[{\"id\":\"\xff\"}]}"),
            BodyTrouble::NotJson("{\"instances\":[{\"id\":\"\u{fffd}\"}]}".into()),
        ),
        (list(&deep), BodyTrouble::NotJson(excerpt)),
        (list(b"{}"), BodyTrouble::Missing("instances".into())),
        (list(b"[]"), BodyTrouble::Missing("instances".into())),
        (list(b"null"), BodyTrouble::Missing("instances".into())),
        (list(br#"{"instances":null,"total_count":0}"#), BodyTrouble::Missing("instances".into())),
        (list(br#"{"instances":{"id":"a"}}"#), BodyTrouble::Missing("instances".into())),
        (list(br#"{"instances":["a"]}"#), BodyTrouble::Missing("id".into())),
        (list(br#"{"instances":[{"name":"x"}]}"#), BodyTrouble::Missing("id".into())),
    ];
    for (bytes, want) in rows {
        let server = Server::start(move |_, _| bytes.clone()).await;
        let failure = server.client().instances(|_| false).await.unwrap_err();
        let CallFailure::Unreadable(head, trouble) = &failure else { panic!("{failure:?}") };
        assert_eq!((head.status, trouble), (200, &want));
        assert_eq!(server.targets().len(), 1);
    }
}

#[tokio::test]
async fn refusals_keep_code_words_and_request_id_and_no_secret() {
    let rows = [
        (
            "401 Unauthorized",
            r#"{"error_msg":"decrypt token fail","error_code":"APIGW.0301"}"#,
            Some("APIGW.0301"),
            "decrypt token fail",
        ),
        (
            "403 Forbidden",
            r#"{"errCode":"DBS.280032","externalMessage":"no"}"#,
            Some("DBS.280032"),
            "no",
        ),
        (
            "401 Unauthorized",
            r#"{"error":{"code":401,"message":"m","title":"t"}}"#,
            Some("401"),
            "m",
        ),
        ("404 Not Found", "<html><title>Not here</title>", None, "Not here"),
        ("302 Found", "", None, ""),
        ("400 Bad Request", "\u{1b}]0;x\u{7}plain", None, "]0;xplain"),
    ];
    for (status, body, code, words) in rows {
        let server = Server::start(move |_, _| answer(status, body)).await;
        let failure = server.client().all_names(&instance_id(), None).await.unwrap_err();
        assert!(!format!("{failure:?}").contains("MII"));
        let CallFailure::Refused(refusal) = failure else { panic!("{failure:?}") };
        assert_eq!((refusal.code.as_deref(), refusal.words.as_str()), (code, words));
        assert_eq!(refusal.head.request_id.as_deref(), Some("req-7"));
        assert_eq!(server.targets().len(), 1, "{status} was asked again");
    }
}

#[tokio::test]
async fn trouble_on_the_way_is_asked_again_at_most_three_times() {
    let good = || ok(r#"{"instances":[]}"#);
    let cut = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 99\r\n\r\n{\"instances\":"
        .to_vec();
    for bad in [
        answer("429 Too Many Requests", ""),
        answer("500 Oops", ""),
        answer("503 Oops", ""),
        Vec::new(),
        cut,
    ] {
        let bytes = bad.clone();
        let server =
            Server::start(move |_, before| if before < 2 { bytes.clone() } else { good() }).await;
        server.client().instances(|_| false).await.unwrap();
        assert_eq!(server.targets().len(), 3);

        let server = Server::start(move |_, _| bad.clone()).await;
        let failure = server.client().instances(|_| false).await.unwrap_err();
        assert_eq!(server.targets().len(), 3, "{failure:?}");
    }
    let server = Server::start(|_, _| Vec::new()).await;
    assert_eq!(
        server.client().instances(|_| false).await,
        Err(CallFailure::NoAnswer(Silence::Dropped))
    );
}

#[tokio::test]
async fn retry_after_is_honoured_within_the_limit() {
    let wait = |seconds: u64| {
        format!(
            "HTTP/1.1 429 Slow\r\nRetry-After: {seconds}\r\nConnection: close\r\nContent-Length: \
                0\r\n\r\n"
        )
    };
    let server =
        Server::start(
            move |_, before| {
                if before == 0 { wait(1).into_bytes() } else { ok(r#"{"instances":[]}"#) }
            },
        )
        .await;
    let start = Instant::now();
    server.client().instances(|_| false).await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(1));

    let server = Server::start(move |_, _| wait(3_600).into_bytes()).await;
    let failure = server.client().instances(|_| false).await.unwrap_err();
    assert!(matches!(failure, CallFailure::Refused(r) if r.head.retry_after == Some(3_600)));
    assert_eq!(server.targets().len(), 1);
}

#[tokio::test]
async fn names_come_and_go_byte_for_byte() {
    let server = Server::start(|target, _| {
        if target.contains("/tables?") {
            let names = [r#""T\u001b[1m""#, r#""t+&/ü""#, "7", r#""""#];
            let offset: usize = param(target, "offset").unwrap().parse().unwrap();
            ok(format!(r#"{{"table_names":[{}],"total_count":4}}"#, names[offset..].join(",")))
        } else {
            ok(r#"{"database_names":["Quoted Name"]}"#)
        }
    })
    .await;
    let client = server.client();
    assert_eq!(*client.all_names(&instance_id(), None).await.unwrap(), ["Quoted Name"]);
    let tables = client.all_names(&instance_id(), Some("a b/../c?d&e=ü+%")).await.unwrap();
    assert_eq!(*tables, ["T\u{1b}[1m", "t+&/ü", "7", ""]);
    let base = format!("/pre/v3/{PROJECT}/instances/{INSTANCE}");
    let tables = format!("{base}/tables?database_name=a%20b%2F..%2Fc%3Fd%26e%3D%C3%BC%2B%25");
    // A further page begins with the last row of the one before.
    let want = [
        format!("{base}/databases?offset=0&limit=100"),
        format!("{base}/databases?offset=1&limit=100"),
        format!("{tables}&offset=0&limit=100"),
        format!("{tables}&offset=3&limit=100"),
    ];
    assert_eq!(server.targets(), want);
}

#[tokio::test]
async fn one_instance_is_found_by_its_exact_id() {
    let server = Server::start(|_, _| {
        ok(format!(r#"{{"instances":[{{"id":"other"}},{{"id":"{INSTANCE}","name":"n"}}]}}"#))
    })
    .await;
    assert_eq!(server.client().instance(&instance_id()).await.unwrap().unwrap().name, "n");
    assert_eq!(
        server.targets(),
        [format!("/pre/v3/{PROJECT}/instances?id={INSTANCE}&offset=0&limit=100")]
    );
    let server =
        Server::start(|_, _| ok(r#"{"instances":[{"id":"other"}],"total_count":1}"#)).await;
    assert_eq!(server.client().instance(&instance_id()).await.unwrap(), None);
}

#[tokio::test]
async fn instances_of_a_name_are_those_of_exactly_that_name_or_nothing_is_said() {
    let rows = |names: &[&str]| {
        let rows: Vec<String> = names
            .iter()
            .enumerate()
            .map(|(n, name)| format!(r#"{{"id":"a{n}in06","name":"{name}"}}"#))
            .collect();
        ok(format!(r#"{{"instances":[{}]}}"#, rows.join(",")))
    };
    let server = Server::start(move |target, _| match param(target, "name") {
        Some("one") => rows(&["one"]),
        Some("two") => rows(&["two", "two"]),
        // A service that ignores the condition lists its first page of all.
        _ => rows(&["a", "one", "b"]),
    })
    .await;
    let client = server.client();
    let mut counts = Vec::new();
    for name in ["one", "two", "*one", "a b&c"] {
        counts.push(client.instances_named(name).await.unwrap().len());
    }
    assert_eq!(counts, [1, 2, 0, 0]);
    // Where the first page has others nothing follows from it; else the list is read to its end.
    let want = [
        ("one", 0),
        ("one", 1),
        ("two", 0),
        ("two", 1),
        ("two", 2),
        ("%2Aone", 0),
        ("a%20b%26c", 0),
    ];
    let want = want.map(|(name, offset)| {
        format!("/pre/v3/{PROJECT}/instances?name={name}&offset={offset}&limit=100")
    });
    assert_eq!(server.targets(), want);
}

#[tokio::test]
async fn a_job_is_found_by_its_id_or_not_there_yet() {
    let id = JobId::received("9f8e7d6c-1111-2222-3333-444455556666").unwrap();
    let server = Server::start(|_, before| match before {
        0 => ok(r#"{"jobs":[],"total_count":0}"#),
        _ => ok(r#"{"jobs":[{"id":"9f8e7d6c-1111-2222-3333-444455556666","name":"BackupInstance",
            "status":"Running","progress":"60%",
                 "start_time":"2026-03-01T08:15:30+0000","end_time":"2026-03-01T08:15:31+0000",
                 "instance":{"id":"i","name":"n"}}]}"#),
    })
    .await;
    let client = server.client();
    assert_eq!(client.job(&id).await.unwrap(), None);
    let job = client.job(&id).await.unwrap().unwrap();
    assert_eq!((job.state, job.percent, job.ended), (JobState::Running, Some(60), None));
    assert_eq!(server.targets()[0], format!("/pre/v3/{PROJECT}/jobs?id={id}&offset=0&limit=50"));
}

fn time(text: &str) -> UtcTime {
    UtcTime::parse(text).unwrap()
}

#[tokio::test]
async fn the_jobs_of_an_instance_are_all_that_are_not_known_to_be_anothers() {
    let server = Server::start(|_, _| {
        ok(format!(
            r#"{{"jobs":[{{"id":"j1","name":"BackupInstance","status":"Running",
                "instance":{{"id":"{INSTANCE}"}}}},
              {{"id":"j2","name":"CreateCassandra","instance":{{"id":"{INSTANCE}"}}}},{{"id":"j3",
              "name":"BackupInstance"}},
              {{"id":"j4","name":"BackupInstance","instance":{{"id":"other"}}}}],"total_count":4}}"#
        ))
    })
    .await;
    let jobs = server
        .client()
        .jobs_of(&instance_id(), time("2026-03-01T08:15:30Z"), time("2026-03-02T08:15:30Z"))
        .await
        .unwrap();
    assert_eq!(jobs.iter().map(|job| job.id.as_str()).collect::<Vec<_>>(), ["j1", "j2", "j3"]);
    let window =
        "start_time=2026-03-01T08%3A15%3A30%2B0000&end_time=2026-03-02T08%3A15%3A30%2B0000";
    assert_eq!(
        server.targets()[0],
        format!("/pre/v3/{PROJECT}/jobs?name=BackupInstance&{window}&offset=0&limit=50")
    );
}

#[tokio::test]
async fn jobs_are_asked_for_within_thirty_days_and_never_backwards() {
    let server = Server::start(|_, _| ok(r#"{"jobs":[]}"#)).await;
    let until = time("2026-03-31T12:00:00Z");
    for (since, want) in [
        ("2026-03-31T11:55:00Z", "2026-03-31T11%3A55%3A00%2B0000"),
        ("2026-03-01T12:00:00Z", "2026-03-01T12%3A00%3A00%2B0000"),
        ("2026-03-01T11:59:59Z", "2026-03-01T12%3A00%3A00%2B0000"),
        ("1970-01-01T00:00:00Z", "2026-03-01T12%3A00%3A00%2B0000"),
        ("2026-04-01T00:00:00Z", "2026-03-31T12%3A00%3A00%2B0000"),
    ] {
        assert_eq!(
            server.client().jobs_of(&instance_id(), time(since), until).await.map(Whole::into_rows),
            Ok(Vec::new())
        );
        assert_eq!(param(server.targets().last().unwrap(), "start_time"), Some(want), "{since}");
    }
}

#[tokio::test]
async fn the_built_in_service_lists_the_jobs_of_an_instance() {
    let simulator = start(Options::default()).await.unwrap();
    let project = ProjectId::typed(&simulator.project_id()).unwrap();
    let token = Token::new(&simulator.token()).unwrap();
    let client = Client::new(
        Endpoint::parse(&simulator.endpoint()).unwrap(),
        project,
        token,
        NetworkOptions::default(),
        ClientSettings::default(),
    );
    let now = UtcTime::from_unix(
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap(),
    );
    let audit =
        simulator.instances().into_iter().find(|row| row.name == "cass-audit-02").unwrap().id;
    let all = client.jobs_of(&audit, UtcTime::from_unix(0), now.plus(60)).await.unwrap();
    assert!(
        all.iter().any(|job| job.state == JobState::Running)
            && all.iter().all(|job| job.instance.as_ref() == Some(&audit)),
        "{all:?}"
    );
    assert_eq!(
        client.jobs_of(&audit, now.plus(30), now.plus(60)).await.map(Whole::into_rows),
        Ok(Vec::new())
    );
}

#[tokio::test]
async fn a_silent_server_is_left_after_the_limit_and_not_asked_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let limits = Limits {
        connect: Duration::from_millis(100),
        read: Duration::from_millis(100),
        ..Limits::default()
    };
    let settings = ClientSettings { limits, reads: ReadPolicy::default() };
    let client = client(
        &format!("http://{}", listener.local_addr().unwrap()),
        NetworkOptions::default(),
        settings,
    );
    assert_eq!(client.instances(|_| false).await, Err(CallFailure::NoAnswer(Silence::Timeout(1))));
}

#[tokio::test]
async fn reads_share_a_connection_that_stays_open() {
    let server = Server::start(|_, _| {
        b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 16\r\n\r\n{\"instances\":[]}"
            .to_vec()
    })
    .await;
    let client = server.client();
    for _ in 0..3 {
        client.instances(|_| false).await.unwrap();
    }
    assert_eq!((server.targets().len(), server.connections()), (3, 1));
}

#[tokio::test]
async fn quotas_are_read_whatever_their_types_and_kinds() {
    let server = Server::start(|_, before| match before {
        0 => ok(r#"{"quotas":{"resources":[{"type":"instance","quota":200,"used":"58"},
                {"type":"backup","quota":"50","used":12.0,"x":1}]}}"#),
        1 => ok(r#"{"quotas":{"resources":[]}}"#),
        2 => ok(r#"{"quotas":{}}"#),
        _ => ok(r#"{"quotas":{"resources":[{"type":"backup","quota":"many","used":1}]}}"#),
    })
    .await;
    let client = server.client();
    let quota = client.quota().await.unwrap();
    let rows: Vec<_> = quota.0.iter().map(|row| (row.kind.as_str(), row.limit, row.used)).collect();
    assert_eq!(rows, [("instance", 200, 58), ("backup", 50, 12)]);
    assert_eq!(quota.of_backups().map(|row| row.limit), Some(50));
    assert_eq!(client.quota().await.map(|quota| quota.0.len()), Ok(0));
    for _ in 0..2 {
        assert!(
            matches!(client.quota().await, Err(CallFailure::Unreadable(..))),
            "what is not told is not guessed"
        );
    }
    assert!(server.targets().iter().all(|target| *target == format!("/pre/v3/{PROJECT}/quotas")));
}
