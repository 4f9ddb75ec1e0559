//! The built-in service over real HTTP: what a client meets on the wire.

use std::time::{Duration, Instant};

use geminidb_backup::simulator::{ApiVersion, BadBody, Call, DEMO_PASSWORD, Fault, Options, Scenario, Simulator, Twist, start};
use reqwest::{Client, Method, Response, header::HeaderMap};
use serde_json::{Value, json};

/// A simulator and a client that holds its token.
struct Bench {
    simulator: Simulator,
    client: Client,
}

/// Status, headers and JSON body (null if it is none).
struct Seen {
    status: u16,
    headers: HeaderMap,
    body: Value,
}

impl Seen {
    async fn of(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.expect("a whole body");
        Self { status, headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }

    fn code(&self) -> (u16, &str) {
        (self.status, self.body["error_code"].as_str().unwrap_or_default())
    }
}

impl Bench {
    async fn with(options: Options) -> Self {
        // Asked for by the client's builder even though nothing here is encrypted; a second call changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().no_proxy().build().expect("a client");
        Self { simulator: start(options).await.expect("the simulator starts"), client }
    }

    async fn of(scenario: Scenario) -> Self {
        Self::with(Options { scenario, speed: 100.0, ..Options::default() }).await
    }

    /// A path below the project, e.g. `/instances`, under a version, e.g. `v3`.
    fn url(&self, version: &str, path: &str) -> String {
        format!("{}/{version}/{}{path}", self.simulator.endpoint(), self.simulator.project_id())
    }

    async fn try_get(&self, version: &str, path: &str) -> Result<Response, reqwest::Error> {
        self.client.get(self.url(version, path)).header("X-Auth-Token", self.simulator.token()).send().await
    }

    async fn get(&self, version: &str, path: &str) -> Seen {
        Seen::of(self.try_get(version, path).await.expect("an answer")).await
    }

    fn instance(&self, name: &str) -> String {
        self.simulator.instances().into_iter().find(|row| row.name == name).expect("in the fleet").id.to_string()
    }

    async fn try_create(&self, instance: &str, body: &Value) -> Result<Response, reqwest::Error> {
        let url = self.url("v3", &format!("/instances/{}/backups", self.instance(instance)));
        let request = self.client.request(Method::POST, url).header("X-Auth-Token", self.simulator.token());
        request.header("Content-Type", "application/json").body(body.to_string()).send().await
    }

    async fn create(&self, instance: &str, body: &Value) -> Seen {
        Seen::of(self.try_create(instance, body).await.expect("an answer")).await
    }

    /// Asks until `done` says so; fails after ten seconds.
    async fn wait_for(&self, version: &str, path: &str, done: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(10) {
            let seen = self.get(version, path).await;
            if done(&seen.body) {
                return seen.body;
            }
        }
        panic!("it never came: {path}")
    }
}

fn whole(name: &str) -> Value {
    json!({"name": name, "description": "d"})
}

fn documented_example() -> Value {
    json!({"name": "example-1", "description": "as documented", "database_tables": [
        {"database_name": "databaseNameA", "table_names": ["table_A", "table_B"]},
        {"database_name": "databaseNameB", "table_names": null}]})
}

#[tokio::test]
async fn one_backup_from_acceptance_to_completion() {
    let bench = Bench::of(Scenario::Smooth).await;
    let made = bench.create("cass-docs-01", &documented_example()).await;
    assert_eq!(made.status, 202);
    assert!(made.headers.contains_key("x-request-id") && made.headers.contains_key("date"));
    let (job, backup) = (made.body["job_id"].as_str().unwrap(), made.body["backup_id"].as_str().unwrap());

    let path = format!("/backups?backup_id={backup}&type=DatabaseTable");
    let done = bench.wait_for("v4", &path, |body| body["backups"][0]["status"] == "COMPLETED").await;
    assert!(done["backups"][0]["size"].as_f64().unwrap() > 0.0);
    assert_ne!(done["backups"][0]["end_time"], "");
    assert_eq!(done["backups"][0]["database_tables"], documented_example()["database_tables"]);
    let jobs = bench.get("v3", &format!("/jobs?id={job}&limit=10")).await.body;
    assert_eq!((&jobs["jobs"][0]["status"], &jobs["jobs"][0]["progress"]), (&json!("Completed"), &json!("")));

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
    let job = &bench.get("v3", "/jobs?name=BackupInstance&status=Running&limit=10").await.body["jobs"][0];
    assert!(job["progress"].as_str().unwrap().ends_with('%'));
    assert_eq!(bench.create("cass-orders-01", &whole("mine-2")).await.code(), (403, "DBS.200019"));
    assert_eq!(bench.create("mongo-catalogue-01", &whole("mine")).await.code(), (400, "DBS.201201"));
}

#[tokio::test]
async fn the_type_filter_hides_the_other_level_even_from_an_id() {
    let bench = Bench::of(Scenario::Smooth).await;
    let made = bench.create("cass-docs-01", &documented_example()).await.body;
    let id = made["backup_id"].as_str().unwrap();
    for version in ["v3.1", "v4"] {
        let count = async |filter: &str| bench.get(version, &format!("/backups?backup_id={id}{filter}")).await.body["total_count"].clone();
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
        let rows = bench.get("v3", &format!("/backups?offset={page}&limit=10")).await.body["backups"].clone();
        names.extend(rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()));
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
        body["instances"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("?name=%2Adocs").await, ["cass-docs-01"]);
    assert_eq!(names("?datastore_type=redis").await, ["redis-sessions-01"]);
    assert_eq!(names("?limit=1&offset=1").await, ["cass-docs-01"]);
    assert_eq!(names(&format!("?id={}", bench.instance("hbase-events-01"))).await, ["hbase-events-01"]);
    assert!(names("?id=0123456789abcdef0123456789abcdefin06").await.is_empty());
    for (path, code) in [
        ("/instances?limit=101", "DBS.280439"),
        ("/instances?offset=-1", "DBS.280440"),
        ("/jobs?limit=30", "DBS.280439"),
        ("/jobs?start_time=yesterday", "DBS.280067"),
        ("/jobs?start_time=2026-01-01T00:00:00%2B0000&end_time=2026-03-01T00:00:00%2B0000", "DBS.280068"),
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
    let tables = bench.get("v3", &below("cass-docs-01", "/tables?database_name=databaseNameA")).await.body;
    assert_eq!(tables, json!({"total_count": 3, "table_names": ["table_A", "table_B", "table_C"]}));
    assert_eq!(bench.get("v3", &below("cass-docs-01", "/tables")).await.code(), (400, "DBS.280040"));
    assert_eq!(bench.get("v3", &below("cass-docs-01", "/tables?database_name=x")).await.code(), (400, "DBS.200823"));
    assert_eq!(bench.get("v3", &below("redis-sessions-01", "/databases")).await.code(), (400, "DBS.216029"));
}

#[tokio::test]
async fn a_scaled_instance_pages_through_names_that_are_stored_nowhere() {
    let bench = Bench::with(Options { scale: Some((1000, 1000)), ..Options::default() }).await;
    let path = format!("/instances/{}", bench.instance("cass-scale-01"));
    let last = bench.get("v3", &format!("{path}/databases?offset=900")).await.body;
    assert_eq!((last["total_count"].as_u64(), last["database_names"].as_array().map(Vec::len)), (Some(1000), Some(100)));
    let tables = bench.get("v3", &format!("{path}/tables?database_name=database_01000&offset=999")).await.body;
    assert_eq!(tables, json!({"total_count": 1000, "table_names": ["table_01000"]}));
}

#[tokio::test]
async fn every_caller_shows_exactly_one_valid_proof() {
    let bench = Bench::of(Scenario::Smooth).await;
    let get = async |token: Option<&str>| {
        let request = bench.client.get(bench.url("v3", "/instances"));
        let request = if let Some(token) = token { request.header("X-Auth-Token", token) } else { request };
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
    let list = bench.client.get(&projects).header("X-Auth-Token", bench.simulator.token()).send().await.expect("an answer");
    let list = Seen::of(list).await.body;
    assert_eq!(list["projects"].as_array().map(Vec::len), Some(2));
    assert_eq!(list["projects"][0]["id"], bench.simulator.project_id().as_str());

    let ask = async |password: &str, project: &Value| {
        let user = json!({"name": "ops", "password": password, "domain": {"name": "acme"}});
        let body =
            json!({"auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": {"project": {"name": project}}}});
        let url = format!("{}/v3/auth/tokens?nocatalog=true", bench.simulator.iam_endpoint());
        Seen::of(bench.client.post(url).body(body.to_string()).send().await.expect("an answer")).await
    };
    let wrong = ask("wrong", &list["projects"][0]["name"]).await;
    assert_eq!((wrong.status, &wrong.body["error"]["code"]), (401, &json!(401)));
    for (at, want) in [(0, (200, "")), (1, (401, "APIGW.0307"))] {
        let issued = ask(DEMO_PASSWORD, &list["projects"][at]["name"]).await;
        assert_eq!((issued.status, &issued.body["token"]["project"]["id"]), (201, &list["projects"][at]["id"]));
        let token = issued.headers["x-subject-token"].to_str().unwrap();
        let listed = bench.client.get(bench.url("v3", "/instances")).header("X-Auth-Token", token).send().await.expect("an answer");
        assert_eq!(Seen::of(listed).await.code(), want);
        let shown = bench.client.get(format!("{}/v3/auth/tokens", bench.simulator.iam_endpoint()));
        let shown = shown.header("X-Auth-Token", token).header("X-Subject-Token", token).send().await.expect("an answer");
        assert_eq!(Seen::of(shown).await.body["token"]["expires_at"], issued.body["token"]["expires_at"]);
    }
}

#[tokio::test]
async fn a_lost_answer_leaves_a_backup_or_none_or_a_late_one() {
    for (scenario, made) in [(Scenario::LostMade, 1), (Scenario::LostNotMade, 0), (Scenario::LostMadeLate, 1)] {
        let bench = Bench::of(scenario).await;
        let error = bench.try_create("cass-orders-01", &whole("lost")).await.expect_err("no answer");
        assert!(error.is_request() && !error.is_connect(), "{scenario}: {error:?}");
        assert_eq!((bench.simulator.creates_received(), bench.simulator.backups_made().len()), (1, made), "{scenario}");
        if made == 1 {
            bench.wait_for("v4", "/backups?backup_type=Manual", |body| body["backups"][0]["name"] == "lost").await;
        }
    }
}

#[tokio::test]
async fn each_scenario_shows_at_the_create_call_what_it_is_named_for() {
    for (scenario, want, made) in [
        (Scenario::Busy, (403, "DBS.200019"), 0),
        (Scenario::NameTaken, (400, "DBS.201201"), 0),
        (Scenario::Throttled, (429, "APIGW.0308"), 0),
        (Scenario::ErrorThenMade, (500, "DBS.280005"), 1),
        (Scenario::IdsMissing, (202, ""), 1),
        (Scenario::TableLevelOff, (400, "DBS.216029"), 0),
        (Scenario::JobUnknown, (202, ""), 1),
    ] {
        let bench = Bench::of(scenario).await;
        let seen = bench.create("cass-docs-01", &documented_example()).await;
        assert_eq!(seen.code(), want, "{scenario}");
        assert_eq!(bench.simulator.backups_made().len(), made, "{scenario}");
        assert_eq!(seen.body.get("backup_id").is_some(), scenario == Scenario::JobUnknown, "{scenario}");
        if let (Scenario::JobUnknown, Some(job)) = (scenario, seen.body["job_id"].as_str()) {
            assert_eq!(bench.get("v3", &format!("/jobs?id={job}")).await.body, json!({"jobs": [], "total_count": 0}));
        }
    }
}

#[tokio::test]
async fn scenarios_around_the_create_call() {
    let refused = Bench::of(Scenario::ListingRefused).await;
    assert_eq!(refused.get("v3", "/instances").await.code(), (403, "DBS.280032"));
    assert_eq!(refused.create("cass-orders-01", &whole("unseen")).await.status, 202);

    let expiring = Bench::of(Scenario::TokenExpires).await;
    assert_eq!(expiring.create("cass-orders-01", &whole("watched")).await.status, 202);
    expiring.wait_for("v3", "/jobs", |body| body["error_code"] == "APIGW.0307").await;
    let fresh = expiring.simulator.renew_token();
    let again = expiring.client.get(expiring.url("v3", "/jobs")).header("X-Auth-Token", fresh).send().await.expect("an answer");
    assert_eq!(again.status().as_u16(), 200);

    let failing = Bench::of(Scenario::Failed).await;
    failing.create("cass-orders-01", &whole("doomed")).await;
    let jobs = failing.wait_for("v3", "/jobs?limit=10", |body| body["jobs"][0]["status"] == "Failed").await;
    assert_ne!(jobs["jobs"][0]["fail_reason"], "");

    let many = Bench::of(Scenario::ManyTables).await;
    let path = format!("/instances/{}/tables?database_name=metrics&offset=200", many.instance("cass-metrics-01"));
    let tables = many.get("v3", &path).await.body;
    assert_eq!((tables["total_count"].as_u64(), tables["table_names"].as_array().map(Vec::len)), (Some(300), Some(100)));
}

#[tokio::test]
async fn bodies_that_no_client_can_use_arrive_as_asked_for() {
    let bench = Bench::of(Scenario::Smooth).await;
    for (body, length) in [
        (BadBody::Empty, 0),
        (BadBody::NotJson, 22),
        (BadBody::Html, 76),
        (BadBody::NotUtf8, 32),
        (BadBody::WithoutIds, 2),
        (BadBody::Huge(20_000_000), 20_000_000),
    ] {
        bench.simulator.inject(Fault::body(body), Call::Instances, 1);
        let response = bench.try_get("v3", "/instances").await.expect("an answer");
        assert_eq!(response.status().as_u16(), 200);
        assert_eq!(response.bytes().await.expect("a whole body").len(), length, "{body:?}");
    }
    bench.simulator.inject(Fault::cut(), Call::Instances, 1);
    let cut = bench.try_get("v3", "/instances").await.expect("an answer's head");
    assert!(cut.content_length().unwrap() > 0);
    assert!(cut.bytes().await.is_err(), "the body ends before its announced length");
}

#[tokio::test]
async fn answers_can_be_twisted_canned_delayed_or_withheld() {
    let bench = Bench::of(Scenario::Smooth).await;
    bench.simulator.inject(Fault::twist(Twist::LooseTypes), Call::Instances, 1);
    let loose = bench.get("v3", "/instances").await.body;
    assert!(loose["total_count"].is_string() && loose["instances"][0]["groups"][0]["volume"]["size"].is_number());
    bench.simulator.inject(Fault::twist(Twist::UnknownStatus), Call::Backups, 1);
    assert_eq!(bench.get("v4", "/backups").await.body["backups"][0]["status"], "WARMING_UP");
    bench.simulator.inject(Fault::twist(Twist::EscapeSequences), Call::Instances, 1);
    assert!(bench.get("v3", "/instances").await.body["instances"][0]["name"].as_str().unwrap().contains("\u{1b}[2J"));

    bench.simulator.inject(
        Fault::answer(504, "<html>Gateway Time-out</html>").with_header("Retry-After", "7").after_acting(),
        Call::Create,
        1,
    );
    let canned = bench.create("cass-orders-01", &whole("behind-504")).await;
    assert_eq!((canned.status, canned.headers["retry-after"].to_str().ok()), (504, Some("7")));
    assert_eq!(canned.headers["content-type"], "text/html");
    assert_eq!(bench.simulator.backups_made().len(), 1);

    bench.simulator.inject(Fault::slow(Duration::from_millis(50)), Call::Jobs, 1);
    let began = Instant::now();
    assert_eq!(bench.get("v3", "/jobs").await.status, 200);
    assert!(began.elapsed() >= Duration::from_millis(50));

    bench.simulator.inject(Fault::hang(), Call::Jobs, 1);
    let hanging = tokio::time::timeout(Duration::from_millis(100), bench.try_get("v3", "/jobs")).await;
    assert!(hanging.is_err(), "it never answers");
}

#[tokio::test]
async fn an_unpublished_version_leaves_the_older_ones() {
    let bench = Bench::of(Scenario::Smooth).await;
    bench.simulator.inject(Fault::not_published(ApiVersion::V4), Call::Backups, u32::MAX);
    assert_eq!(bench.get("v4", "/backups").await.code(), (404, "APIGW.0101"));
    assert_eq!(bench.get("v3.1", "/backups").await.status, 200);
    assert_eq!(bench.get("v4", "/backups").await.code(), (404, "APIGW.0101"));
}

#[tokio::test]
async fn connections_end_with_the_simulator() {
    let bench = Bench::of(Scenario::Smooth).await;
    let stream = tokio::net::TcpStream::connect(bench.simulator.endpoint().trim_start_matches("http://")).await.expect("connected");
    bench.get("v3", "/instances").await;
    bench.simulator.shutdown();
    stream.readable().await.expect("the end is noticed");
    let mut byte = [0];
    let end = loop {
        match stream.try_read(&mut byte) {
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => stream.readable().await.expect("the end is noticed"),
            end => break end,
        }
    };
    assert!(matches!(end, Ok(0) | Err(_)), "{end:?}");
}
