//! Nowhere else: no connection to a host that the source of credentials, or for the vendor's own
//! sources the built-in list, does not name. Every host name leads to one listener, which counts
//! who is asked for.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use super::host::Host;
use crate::support::sketch::{Sketch, sketches};

/// A proxy that writes down every host that it is asked for, and leads to none.
struct Listener {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Listener {
    fn start() -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", socket.local_addr().expect("an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&asked);
        thread::spawn(move || {
            socket.incoming().flatten().for_each(|stream| answer(stream, &notes))
        });
        Self { url, asked }
    }

    /// The hosts that were asked for since the last call, each once.
    fn take(&self) -> Vec<String> {
        let mut hosts = std::mem::take(&mut *self.asked.lock().expect("no panic"));
        hosts.sort();
        hosts.dedup();
        hosts
    }
}

fn answer(mut stream: TcpStream, notes: &Mutex<Vec<String>>) {
    let mut line = String::new();
    let read = BufReader::new(stream.try_clone().expect("a stream")).read_line(&mut line);
    if read.is_ok() {
        let target = line.split(' ').nth(1).unwrap_or_default();
        let host = target.rsplit_once(':').map_or(target, |(host, _)| host);
        // Whether the proxy itself is there is tried without a word.
        if !host.is_empty() {
            notes.lock().expect("no panic").push(host.to_owned());
        }
    }
    let _ = stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
}

const PROJECT: &str = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
const MOSCOW: &str = "gaussdb-nosql.ru-moscow-1.myhuaweicloud.com";
const MOSCOW_IAM: &str = "iam.ru-moscow-1.myhuaweicloud.com";
const PASSWORD: &str = "username: ops, password: pw, user_domain_name: acme, project_name: p1";

/// A cloud whose `auth` holds these, with the region's name that the built-in list has as well.
fn cloud(rest: &str, auth: &str) -> Host {
    let text = format!("clouds:\n  c:\n    region_name: ru-moscow-1\n{rest}    auth: {{{auth}}}\n");
    Host::new().set("OS_CLOUD", "c").file(".config/openstack/clouds.yaml", &text)
}

fn variables(pairs: &[(&str, &str)]) -> Host {
    pairs.iter().fold(Host::new(), |host, (name, value)| host.set(name, value))
}

/// A row: what it is, the machine, and the hosts that may be asked for.
type Row = (&'static str, Host, &'static [&'static str]);

fn rows() -> Vec<Row> {
    const OTHER: &[&str] = &["iam.other.example"];
    const VENDOR: &[&str] = &[MOSCOW_IAM, MOSCOW];
    let token = format!("token: MIItoken, project_id: {PROJECT}");
    let other = "auth_url: 'https://iam.other.example/v3'";
    let own = "auth_url: 'https://iam.ru-moscow-1.hc.other.example/v3'";
    let os = |url: &'static str| {
        let os = [
            ("OS_AUTH_TOKEN", "MIItoken"),
            ("OS_PROJECT_ID", PROJECT),
            ("OS_REGION_NAME", "ru-moscow-1"),
            ("OS_AUTH_URL", url),
        ];
        variables(&os)
    };
    vec![
        ("a token of another cloud", cloud("", &format!("{other}, {token}")), OTHER),
        ("a password of another cloud", cloud("", &format!("{other}, {PASSWORD}")), OTHER),
        (
            "a cloud with the vendor's form",
            cloud("", &format!("{own}, {PASSWORD}")),
            &["iam.ru-moscow-1.hc.other.example"],
        ),
        (
            "auth-url",
            cloud("", &format!("auth-url: 'https://iam.other.example/v3', {PASSWORD}")),
            OTHER,
        ),
        (
            "auth_url beside auth",
            cloud("    auth_url: https://iam.other.example/v3\n", PASSWORD),
            OTHER,
        ),
        (
            "auth-url beside auth",
            cloud("    auth-url: https://iam.other.example/v3\n", &token),
            OTHER,
        ),
        (
            "a region with an IAM",
            cloud(
                "    regions: [{name: ru-moscow-1, values: {auth_url: \
                    'https://iam.other.example'}}]\n",
                &token,
            ),
            OTHER,
        ),
        ("no IAM, and a password", cloud("", PASSWORD), &[]),
        ("no IAM, and a token", cloud("", &token), &[]),
        (
            "an IAM of an old version",
            cloud("", &format!("auth_url: 'https://iam.other.example/v2.0', {PASSWORD}")),
            &[],
        ),
        (
            "a call of an old version",
            cloud("", &format!("auth_url: 'https://iam.other.example/v2.0/tokens', {PASSWORD}")),
            &[],
        ),
        ("a profile", cloud("    profile: otc\n", &token), &[]),
        (
            "a placeholder",
            cloud("", &format!("auth_url: 'https://iam.{{zone}}.example', {token}")),
            &[],
        ),
        (
            "the vendor's IAM",
            cloud("", &format!("auth_url: 'https://{MOSCOW_IAM}/v3', {token}")),
            VENDOR,
        ),
        (
            "the vendor's IAM for all",
            cloud("", &format!("auth_url: 'https://iam.myhuaweicloud.com', {token}")),
            &["iam.myhuaweicloud.com", MOSCOW],
        ),
        (
            "the vendor's other cloud",
            cloud("", &format!("auth_url: 'https://iam.myhuaweicloud.eu', {token}")),
            &["iam.myhuaweicloud.eu"],
        ),
        ("variables of another cloud", os("https://iam.other.example/v3"), OTHER),
        ("variables of the vendor's", os("https://iam.ru-moscow-1.myhuaweicloud.com/v3"), VENDOR),
        (
            "variables without an IAM",
            variables(&[("OS_AUTH_TOKEN", "MIItoken"), ("OS_REGION_NAME", "ru-moscow-1")]),
            &[],
        ),
        (
            "Terraform's for another cloud",
            variables(&[
                ("HW_AUTH_TOKEN", "MIItoken"),
                ("HW_PROJECT_ID", PROJECT),
                ("HW_CLOUD", "c.example"),
                ("HW_REGION_NAME", "ru-moscow-1"),
            ]),
            &["iam.ru-moscow-1.c.example", "gaussdb-nosql.ru-moscow-1.c.example"],
        ),
        (
            "Terraform's with another IAM",
            variables(&[
                ("HW_AUTH_TOKEN", "MIItoken"),
                ("HW_PROJECT_ID", PROJECT),
                ("HW_REGION_NAME", "ru-moscow-1"),
                ("HW_AUTH_URL", "https://iam.other.example/v3"),
            ]),
            OTHER,
        ),
        (
            "the SDK's with another IAM",
            variables(&[
                ("HUAWEICLOUD_SDK_AK", "AK"),
                ("HUAWEICLOUD_SDK_SK", "SK"),
                ("HUAWEICLOUD_SDK_IAM_ENDPOINT", "https://iam.other.example"),
            ]),
            OTHER,
        ),
        (
            "Terraform's",
            variables(&[
                ("HW_AUTH_TOKEN", "MIItoken"),
                ("HW_PROJECT_ID", PROJECT),
                ("HW_REGION_NAME", "ru-moscow-1"),
            ]),
            VENDOR,
        ),
    ]
}

#[test]
fn no_host_is_asked_for_that_the_source_does_not_name() {
    let listener = Listener::start();
    for (name, host, may) in rows() {
        let host = host.set("HTTPS_PROXY", &listener.url);
        // A region from elsewhere changes nothing for another cloud.
        for more in [&[][..], &["--region", "ru-moscow-1"]] {
            let said = host.doctor(&[&["--online"], more].concat());
            let asked = listener.take();
            let strange: Vec<&String> =
                asked.iter().filter(|host| !may.contains(&host.as_str())).collect();
            assert!(strange.is_empty(), "{name} {more:?}: {strange:?}\n{}", said.all());
            assert_eq!(
                asked.is_empty(),
                may.is_empty(),
                "{name} {more:?}: {asked:?}\n{}",
                said.all()
            );
            if may.contains(&MOSCOW) {
                assert!(
                    asked.contains(&MOSCOW.to_owned()),
                    "the list completes it: {name}: {asked:?}\n{}",
                    said.all()
                );
            } else if !may.iter().any(|host| host.starts_with("gaussdb")) {
                assert!(
                    ["--endpoint URL", "[trouble]", "lacks auth.auth_url", "lacks OS_AUTH_URL"]
                        .iter()
                        .any(|words| said.all().contains(words)),
                    "{name}: {}",
                    said.all()
                );
            }
        }
    }
}

/// A cloud of another operator, whose regions have names of the built-in list.
fn with_known_regions(sketch: &Sketch) -> Host {
    let known = |text: &str| text.replace("r1", "ru-moscow-1").replace("r2", "ap-southeast-1");
    let cloud = |body: &str| format!("clouds:\n  c:\n{}", known(body));
    let host = Host::new()
        .set("OS_CLOUD", "c")
        .file(".config/openstack/clouds.yaml", &cloud(&sketch.body()));
    match sketch.secure {
        Some(body) => host.file(".config/openstack/secure.yaml", &cloud(&format!("    {body}\n"))),
        None => host,
    }
}

/// Whatever a cloud's file looks like, the built-in list's hosts are none of its own.
#[test]
fn no_variant_of_another_clouds_file_leads_to_the_built_in_list() {
    let listener = Listener::start();
    let all = sketches();
    assert!(all.len() >= 60, "{}", all.len());
    let mut answered = 0;
    for sketch in &all {
        let host = with_known_regions(sketch).set("HTTPS_PROXY", &listener.url);
        let said = host.doctor(&["--online", "--region", "ru-moscow-1"]);
        let asked = listener.take();
        answered += usize::from(!asked.is_empty());
        assert!(
            asked.iter().all(|host| host.ends_with(".example")),
            "{}: {asked:?}\n{}",
            sketch.name,
            said.all()
        );
    }
    assert!(
        answered * 2 > all.len(),
        "most lead to the IAM that they name: {answered} of {}",
        all.len()
    );
}
