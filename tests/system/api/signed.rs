//! Requests signed with keys: what goes over the wire is what was signed, and the built-in service
//! accepts it.

use std::time::Duration;

use geminidb_backup::{
    api::{Client, ClientSettings, Endpoint, Keys, Limits, NetworkOptions, ReadPolicy},
    core::{
        base::{
            call::CreateEnd,
            ids::{InstanceId, ProjectId},
            instance::Engine,
            signature::{Authorization, Signable, payload_hash},
        },
        draft::{
            form::{Draft, Target},
            request::{BackupRequest, ReviewedRequest},
        },
        operation::created::{Created, created},
    },
    simulator::{Options, Simulator, start},
};
use secrecy::SecretString;
use tui_input::Input;

use crate::support::{
    basics::{INSTANCE, PROJECT, SECRET, instance_id},
    request::reviewed,
    watched::{Request, Watched, answer},
};

const ACCESS: &str = "EXAMPLEAK0GEMINIDB01";

fn keys(security_token: Option<&str>) -> Keys {
    let security_token = security_token.map(SecretString::from);
    Keys {
        access: ACCESS.to_owned(),
        secret: SecretString::from(SECRET),
        security_token,
        expires: None,
    }
}

fn client(url: &str, project: &str, keys: Keys) -> Client {
    let reads = ReadPolicy {
        tries: 2,
        first_pause: Duration::from_millis(1_100),
        longest_pause: Duration::from_secs(3),
    };
    let settings = ClientSettings { limits: Limits::default(), reads };
    let project = ProjectId::typed(project).unwrap();
    Client::new(Endpoint::parse(url).unwrap(), project, keys, NetworkOptions::default(), settings)
}

/// Recomputes the signature from what came over the wire; panics if it is another one. Returns the
/// names it covers.
fn verified(request: &Request) -> String {
    let given = Authorization::parse(request.header("authorization").expect("a signature"))
        .expect("its form");
    let (method, rest) = request.head.split_once(' ').unwrap();
    let target = rest.split(' ').next().unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers: Vec<(&str, &str)> = given
        .signed_headers
        .split(';')
        .map(|name| {
            (name, request.header(name).unwrap_or_else(|| panic!("{name} is signed and not sent")))
        })
        .collect();
    let hash = payload_hash(&request.body);
    let signable = Signable { method, path, query, headers: &headers, payload_hash: &hash };
    let want = signable.signature(request.header("x-sdk-date").unwrap(), SECRET);
    assert_eq!((given.access, given.signature), (ACCESS, want.as_str()), "{}", request.head);
    assert_eq!(request.header("x-auth-token"), None);
    given.signed_headers.to_owned()
}

fn of_simulator(simulator: &Simulator) -> Client {
    let keys = Keys {
        access: simulator.ak(),
        secret: SecretString::from(simulator.sk()),
        security_token: None,
        expires: None,
    };
    client(&simulator.endpoint(), &simulator.project_id(), keys)
}

fn backup_of(id: &InstanceId, project: &ProjectId) -> ReviewedRequest {
    let target = Some(Target::Typed { id: id.clone(), engine: Engine::Cassandra });
    let draft = Draft {
        target,
        name: Input::new("signed-1".into()),
        description: Input::new("naïve €".into()),
        ..Draft::default()
    };
    BackupRequest::build(project, &draft).unwrap().review()
}

#[tokio::test]
async fn the_built_in_service_accepts_signed_reads_and_the_signed_create_call() {
    let simulator = start(Options::default()).await.unwrap();
    let client = of_simulator(&simulator);
    let mut listed = 0;
    client
        .instances(|step| {
            listed += step.rows().len();
            true
        })
        .await
        .unwrap();
    assert!(listed > 1);
    let audit =
        simulator.instances().into_iter().find(|row| row.name == "cass-docs-01").unwrap().id;
    assert!(!client.all_names(&audit, None).await.unwrap().is_empty());
    // Whatever it says of a database that is not there: the signature over its name was right.
    let unknown = format!("{:?}", client.all_names(&audit, Some("数据库 ä+&=%2F~*")).await);
    assert!(!unknown.contains("401"), "{unknown}");
    let end = client.create_backup(&backup_of(&audit, client.project())).await;
    assert_eq!((created(&end), simulator.backups_made().len()), (Created::Yes, 1), "{end:?}");
}

#[tokio::test]
async fn what_is_sent_is_what_was_signed_with_port_prefix_and_names_of_any_script() {
    let server = Watched::start(|_, _| async {
        answer("200 OK", "", r#"{"table_names":[],"instances":[],"total_count":0}"#)
    })
    .await;
    let client = client(
        &format!("{}/pre/fix", server.url()),
        PROJECT,
        keys(Some("SECURITY-TOKEN-OF-TEMPORARY-KEYS")),
    );
    client.all_names(&instance_id(), Some("数据库 ä+&=%2F~*")).await.unwrap();
    client.instances(|_| false).await.unwrap();
    let end = client.create_backup(&reviewed()).await;
    assert_eq!(created(&end), Created::Yes);
    let requests = server.requests();
    let lines: Vec<&str> =
        requests.iter().map(|request| request.head.lines().next().unwrap()).collect();
    let name = "%E6%95%B0%E6%8D%AE%E5%BA%93%20%C3%A4%2B%26%3D%252F~%2A";
    let tables = format!(
        "GET /pre/fix/v3/{PROJECT}/instances/{INSTANCE}/tables?\
            database_name={name}&limit=100&offset=0 HTTP/1.1"
    );
    assert_eq!(lines[0], tables, "the query goes out in the order in which it is signed");
    for request in &requests {
        let names = verified(request);
        let read = "host;x-project-id;x-sdk-date;x-security-token";
        assert_eq!(
            names,
            if request.body.is_empty() { read.to_owned() } else { format!("content-type;{read}") }
        );
        assert_eq!(request.header("x-project-id"), Some(PROJECT));
    }
    assert_eq!(requests[2].body, reviewed().body().bytes());
}

#[tokio::test]
async fn every_try_of_a_read_is_signed_anew() {
    let busy = |_, before| async move {
        if before == 0 {
            answer("503 Service Unavailable", "", "")
        } else {
            answer("200 OK", "", r#"{"instances":[]}"#)
        }
    };
    let server = Watched::start(busy).await;
    client(&server.url(), PROJECT, keys(None)).instances(|_| false).await.unwrap();
    let requests = server.requests();
    requests.iter().for_each(|request| drop(verified(request)));
    let stamps: Vec<_> =
        requests.iter().map(|request| request.header("x-sdk-date").unwrap()).collect();
    assert!(stamps.len() == 2 && stamps[0] < stamps[1], "{stamps:?}");
}

#[tokio::test]
async fn keys_that_no_header_can_carry_are_not_sent_and_no_secret_is_shown() {
    let server = Watched::start(|_, _| async { Vec::new() }).await;
    let odd = client(
        &server.url(),
        PROJECT,
        Keys { access: "A\nB".to_owned(), ..keys(Some("TEMPORARYSECRET")) },
    );
    let read = odd.instances(|_| false).await;
    let end = odd.create_backup(&reviewed()).await;
    assert!(matches!(end, CreateEnd::NotSent(_)) && server.requests().is_empty(), "{end:?}");
    let shown =
        format!("{read:?} {end:?} {odd:?} {:#?} {:?}", odd.access(), keys(Some("TEMPORARYSECRET")));
    assert!(!shown.contains(SECRET) && !shown.contains("TEMPORARYSECRET"), "{shown}");
}
