//! The calls as documented: what a client meets on the wire when nothing is wrong.

use geminidb_backup::simulator::{DEMO_PASSWORD, Options, Scenario};
use serde_json::{Value, json};

use super::bench::{Bench, Seen, documented_example, whole};

#[tokio::test]
async fn one_backup_from_acceptance_to_completion() {
    let bench = Bench::of(Scenario::Smooth).await;
    let made = bench.create("cass-docs-01", &documented_example()).await;
    assert_eq!(made.status, 202);
    assert!(made.headers.contains_key("x-request-id") && made.headers.contains_key("date"));
    let (job, backup) =
        (made.body["job_id"].as_str().unwrap(), made.body["backup_id"].as_str().unwrap());

    let path = format!("/backups?backup_id={backup}&type=DatabaseTable");
    let done =
        bench.wait_for("v4", &path, |body| body["backups"][0]["status"] == "COMPLETED").await;
    assert!(done["backups"][0]["size"].as_f64().unwrap() > 0.0);
    assert_ne!(done["backups"][0]["end_time"], "");
    assert_eq!(done["backups"][0]["database_tables"], documented_example()["database_tables"]);
    let jobs = bench.get("v3", &format!("/jobs?id={job}&limit=10")).await.body;
    assert_eq!(
        (&jobs["jobs"][0]["status"], &jobs["jobs"][0]["progress"]),
        (&json!("Completed"), &json!(""))
    );

    let kept = &bench.simulator.backups_made()[0];
    assert_eq!((kept.backup_id.as_str(), kept.job_id.as_str()), (backup, job));
    assert_eq!(bench.simulator.creates_received(), 1);
    let recorded = bench.simulator.requests();
    assert_eq!(recorded[0].body, documented_example().to_string());
    assert!(recorded[0].path.ends_with("/backups") && recorded[0].method == "POST");
}

#[tokio::test]
async fn a_running_backup_shows_everywhere() {
    let bench = Bench::with(Options::default()).await;
    assert_eq!(bench.create("cass-orders-01", &whole("mine")).await.status, 202);
    let instance = bench.get("v3", "/instances?name=cass-orders-01").await.body;
    assert_eq!(instance["instances"][0]["actions"], json!(["BACKUP"]));
    let row = &bench.get("v4", "/backups?backup_type=Manual&limit=1").await.body["backups"][0];
    assert_eq!(
        (&row["name"], &row["status"], &row["size"], &row["end_time"]),
        (&json!("mine"), &json!("BUILDING"), &json!(0.0), &json!(""))
    );
    let job =
        &bench.get("v3", "/jobs?name=BackupInstance&status=Running&limit=10").await.body["jobs"][0];
    assert!(job["progress"].as_str().unwrap().ends_with('%'));
    assert_eq!(bench.create("cass-orders-01", &whole("mine-2")).await.code(), (403, "DBS.200019"));
    assert_eq!(
        bench.create("mongo-catalogue-01", &whole("mine")).await.code(),
        (400, "DBS.201201")
    );
}

#[tokio::test]
async fn the_type_filter_hides_the_other_level_even_from_an_id() {
    let bench = Bench::of(Scenario::Smooth).await;
    let made = bench.create("cass-docs-01", &documented_example()).await.body;
    let id = made["backup_id"].as_str().unwrap();
    for version in ["v3.1", "v4"] {
        let count = async |filter: &str| {
            let path = format!("/backups?backup_id={id}{filter}");
            bench.get(version, &path).await.body["total_count"].clone()
        };
        assert_eq!(count("").await, 0);
        assert_eq!(count("&type=Instance").await, 0);
        assert_eq!(count("&type=DatabaseTable").await, 1);
    }
}

#[tokio::test]
async fn the_backup_list_v3_counts_pages_and_writes_times_its_own_way() {
    let bench = Bench::of(Scenario::Smooth).await;
    let total = bench.get("v4", "/backups").await.body["total_count"].as_u64().unwrap();
    let mut names = Vec::new();
    for page in 1..=total.div_ceil(10) {
        let rows =
            bench.get("v3", &format!("/backups?offset={page}&limit=10")).await.body["backups"]
                .clone();
        names.extend(
            rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()),
        );
        assert!(rows[0].get("database_tables").is_none());
        assert_eq!(rows[0]["begin_time"].as_str().unwrap().len(), "2026-03-01 08:15:30".len());
    }
    assert_eq!(names.len() as u64, total);
    assert_eq!(bench.get("v3", "/backups").await.code(), (400, "DBS.280439"));
    assert_eq!(bench.get("v3", "/backups?limit=10&offset=0").await.code(), (400, "DBS.280440"));
}

#[tokio::test]
async fn filters_and_paging_are_as_documented() {
    let bench = Bench::of(Scenario::Smooth).await;
    let names = async |query: &str| {
        let body = bench.get("v3", &format!("/instances{query}")).await.body;
        body["instances"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names("?name=%2Adocs").await, ["cass-docs-01"]);
    assert_eq!(names("?datastore_type=redis").await, ["redis-sessions-01"]);
    assert_eq!(names("?limit=1&offset=1").await, ["cass-docs-01"]);
    assert_eq!(
        names(&format!("?id={}", bench.instance("hbase-events-01"))).await,
        ["hbase-events-01"]
    );
    assert!(names("?id=0123456789abcdef0123456789abcdefin06").await.is_empty());
    for (path, code) in [
        ("/instances?limit=101", "DBS.280439"),
        ("/instances?offset=-1", "DBS.280440"),
        ("/jobs?limit=30", "DBS.280439"),
        ("/jobs?start_time=yesterday", "DBS.280067"),
        (
            "/jobs?start_time=2026-01-01T00:00:00%2B0000&end_time=2026-03-01T00:00:00%2B0000",
            "DBS.280068",
        ),
        ("/backups?limit=10&offset=1&begin_time=2026-01-01%2000:00:00", "DBS.280416"),
        ("/instances/nonsense/databases", "DBS.280404"),
    ] {
        assert_eq!(bench.get("v3", path).await.code(), (400, code), "{path}");
    }
    assert_eq!(bench.get("v5", "/backups").await.code(), (404, "APIGW.0101"));
}

#[tokio::test]
async fn databases_and_tables_are_for_cassandra_and_a_database_must_be_named() {
    let bench = Bench::of(Scenario::Smooth).await;
    let below = |name: &str, rest: &str| format!("/instances/{}{rest}", bench.instance(name));
    let tables =
        bench.get("v3", &below("cass-docs-01", "/tables?database_name=databaseNameA")).await.body;
    assert_eq!(tables, json!({"total_count": 3, "table_names": ["table_A", "table_B", "table_C"]}));
    assert_eq!(
        bench.get("v3", &below("cass-docs-01", "/tables")).await.code(),
        (400, "DBS.280040")
    );
    assert_eq!(
        bench.get("v3", &below("cass-docs-01", "/tables?database_name=x")).await.code(),
        (400, "DBS.200823")
    );
    assert_eq!(
        bench.get("v3", &below("redis-sessions-01", "/databases")).await.code(),
        (400, "DBS.216029")
    );
}

#[tokio::test]
async fn a_scaled_instance_pages_through_names_that_are_stored_nowhere() {
    let bench = Bench::with(Options { scale: Some((1000, 1000)), ..Options::default() }).await;
    let path = format!("/instances/{}", bench.instance("cass-scale-01"));
    let last = bench.get("v3", &format!("{path}/databases?offset=900")).await.body;
    assert_eq!(
        (last["total_count"].as_u64(), last["database_names"].as_array().map(Vec::len)),
        (Some(1000), Some(100))
    );
    let tables = bench
        .get("v3", &format!("{path}/tables?database_name=database_01000&offset=999"))
        .await
        .body;
    assert_eq!(tables, json!({"total_count": 1000, "table_names": ["table_01000"]}));
}

#[tokio::test]
async fn every_caller_shows_exactly_one_valid_proof() {
    let bench = Bench::of(Scenario::Smooth).await;
    let get = async |token: Option<&str>| {
        let request = bench.client.get(bench.url("v3", "/instances"));
        let request =
            if let Some(token) = token { request.header("X-Auth-Token", token) } else { request };
        Seen::of(request.send().await.expect("an answer")).await
    };
    assert_eq!(get(None).await.code(), (401, "APIGW.0305"));
    assert_eq!(get(Some("MIIwrong")).await.code(), (401, "APIGW.0301"));
    let refused = get(Some("MIIwrong")).await;
    assert_eq!(refused.body["request_id"].as_str(), refused.headers["x-request-id"].to_str().ok());
    assert_eq!(get(Some(&bench.simulator.token())).await.status, 200);
}

#[tokio::test]
async fn a_password_gives_a_token_for_one_project() {
    let bench = Bench::of(Scenario::Smooth).await;
    let projects = format!("{}/v3/projects", bench.simulator.iam_endpoint());
    let list = bench
        .client
        .get(&projects)
        .header("X-Auth-Token", bench.simulator.token())
        .send()
        .await
        .expect("an answer");
    let list = Seen::of(list).await.body;
    assert_eq!(list["projects"].as_array().map(Vec::len), Some(2));
    assert_eq!(list["projects"][0]["id"], bench.simulator.project_id().as_str());

    let ask = async |password: &str, project: &Value| {
        let user = json!({"name": "ops", "password": password, "domain": {"name": "acme"}});
        let body = json!({"auth": {"identity": {"methods": ["password"],
            "password": {"user": user}}, "scope": {"project": {"name": project}}}});
        let url = format!("{}/v3/auth/tokens?nocatalog=true", bench.simulator.iam_endpoint());
        Seen::of(bench.client.post(url).body(body.to_string()).send().await.expect("an answer"))
            .await
    };
    let wrong = ask("wrong", &list["projects"][0]["name"]).await;
    assert_eq!((wrong.status, &wrong.body["error"]["code"]), (401, &json!(401)));
    for (at, want) in [(0, (200, "")), (1, (401, "APIGW.0307"))] {
        let issued = ask(DEMO_PASSWORD, &list["projects"][at]["name"]).await;
        assert_eq!(
            (issued.status, &issued.body["token"]["project"]["id"]),
            (201, &list["projects"][at]["id"])
        );
        let token = issued.headers["x-subject-token"].to_str().unwrap();
        let listed = bench
            .client
            .get(bench.url("v3", "/instances"))
            .header("X-Auth-Token", token)
            .send()
            .await
            .expect("an answer");
        assert_eq!(Seen::of(listed).await.code(), want);
        let shown = bench.client.get(format!("{}/v3/auth/tokens", bench.simulator.iam_endpoint()));
        let shown = shown
            .header("X-Auth-Token", token)
            .header("X-Subject-Token", token)
            .send()
            .await
            .expect("an answer");
        assert_eq!(
            Seen::of(shown).await.body["token"]["expires_at"],
            issued.body["token"]["expires_at"]
        );
    }
}

#[tokio::test]
async fn connections_end_with_the_simulator() {
    let bench = Bench::of(Scenario::Smooth).await;
    let stream =
        tokio::net::TcpStream::connect(bench.simulator.endpoint().trim_start_matches("http://"))
            .await
            .expect("connected");
    bench.get("v3", "/instances").await;
    bench.simulator.shutdown();
    stream.readable().await.expect("the end is noticed");
    let mut byte = [0];
    let end = loop {
        match stream.try_read(&mut byte) {
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                stream.readable().await.expect("the end is noticed")
            }
            end => break end,
        }
    };
    assert!(matches!(end, Ok(0) | Err(_)), "{end:?}");
}
