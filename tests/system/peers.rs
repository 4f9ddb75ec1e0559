//! Clients that nobody here wrote are satisfied: the vendor's Python SDK
//! (`huaweicloudsdkgaussdbfornosql`), and OpenStack's own (`keystoneauth1`, `openstacksdk`,
//! `python-openstackclient`).
//!
//! `GEMINIDB_SDK_PYTHON` and `GEMINIDB_OPENSTACK_PYTHON` name the interpreters that have the
//! packages; otherwise it is `python3`. Without Python or without the packages a test says
//! `SKIPPED:` and why.

use std::{
    collections::BTreeMap,
    env,
    io::{self, BufRead as _, BufReader, Write as _},
    process::{Command, ExitStatus, Stdio},
    time::Duration,
};

use geminidb_backup::core::base::regions;
use geminidb_backup::simulator::{DEMO_PASSWORD, Options, Simulator, start};
use serde_json::{Value, json};

/// The scripts end so if a package is not installed.
const NOT_INSTALLED: i32 = 3;

/// Serves from a thread of its own until `work` is done with the simulator.
fn beside(options: Options, work: impl FnOnce(&Simulator)) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let simulator = runtime.block_on(start(options)).expect("the simulator starts");
    let (done, end) = tokio::sync::oneshot::channel::<()>();
    let server = std::thread::spawn(move || runtime.block_on(end));
    work(&simulator);
    drop(done);
    let _ = server.join().expect("the server thread ends");
}

/// A script of this folder, without the proxies and the cloud of whoever runs the test.
fn script(python: &str, name: &str) -> Command {
    let mut command = Command::new(env::var_os(python).unwrap_or_else(|| "python3".into()));
    command
        .args(["-W", "ignore"])
        .arg(format!("{}/tests/peers/{name}", env!("CARGO_MANIFEST_DIR")))
        .env("PYTHONUTF8", "1");
    for (variable, _) in env::vars_os() {
        let name = variable.to_string_lossy().to_lowercase();
        if name.ends_with("_proxy") || name.starts_with("os_") {
            command.env_remove(variable);
        }
    }
    command
}

/// Written past the test harness, which keeps back what a passing test prints.
fn skipped(client: &str, why: &str) {
    let _ = writeln!(io::stderr(), "SKIPPED: {client} not tried: {why}");
}

/// True if the script did all it should; says `SKIPPED:` if it could not begin.
fn satisfied(client: &str, ran: io::Result<(ExitStatus, String, String)>) -> bool {
    let (status, said, complaints) = match ran {
        Ok(ran) => ran,
        Err(error) => {
            skipped(client, &format!("there is no Python: {error}"));
            return false;
        }
    };
    if status.code() == Some(NOT_INSTALLED) {
        skipped(client, said.trim());
        return false;
    }
    assert!(status.success(), "{said}\n{complaints}");
    println!("{said}");
    true
}

#[test]
fn the_vendors_python_sdk_is_satisfied() {
    beside(Options::default(), |simulator| {
        let mut command = script("GEMINIDB_SDK_PYTHON", "sdk_peer.py");
        command.args([
            simulator.endpoint(),
            simulator.project_id(),
            simulator.ak(),
            simulator.sk(),
            simulator.account().region,
        ]);
        if satisfied("the vendor's SDK was", run(&mut command)) {
            let made = simulator.backups_made();
            assert_eq!((made.len(), simulator.creates_received()), (1, 1));
            assert_eq!(made[0].name, "sdk-peer-1");
        }
    });
}

/// Runs a script to its end.
fn run(command: &mut Command) -> io::Result<(ExitStatus, String, String)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let output = command.output()?;
    Ok((output.status, text(&output.stdout), text(&output.stderr)))
}

/// A region that the vendor opens, moves or closes fails this test: change `regions.rs` then.
#[test]
fn the_built_in_regions_are_those_of_the_vendors_sdk() {
    let ran = run(&mut script("GEMINIDB_SDK_PYTHON", "sdk_regions.py"));
    let said = ran.as_ref().map(|(_, said, _)| said.clone()).unwrap_or_default();
    if !satisfied("the vendor's table of regions was", ran) {
        return;
    }
    let mut theirs: BTreeMap<String, [String; 2]> = serde_json::from_str(&said).expect("JSON");
    for [geminidb, iam] in theirs.values_mut() {
        // The SDK takes the IAM of the .com cloud also for a region of another cloud, which does
        // not know that IAM's tokens.
        if !geminidb.ends_with(".myhuaweicloud.com") {
            *iam = geminidb.replace("gaussdb-nosql", "iam");
        }
    }
    let ours: BTreeMap<String, [String; 2]> = regions::ALL
        .iter()
        .map(|region| (region.id.to_owned(), [region.geminidb.to_owned(), region.iam.to_owned()]))
        .collect();
    assert!(theirs.len() > 20, "a table that is nearly empty compares nothing: {theirs:?}");
    assert_eq!(ours, theirs);
}

#[test]
fn the_openstack_clients_are_satisfied() {
    openstack_clients_at(Options::default(), false);
}

#[test]
fn the_openstack_clients_are_satisfied_by_what_is_as_keystone() {
    openstack_clients_at(
        Options { faults: vec!["iam=keystone".parse().expect("a setting")], ..Options::default() },
        true,
    );
}

fn openstack_clients_at(options: Options, keystone: bool) {
    beside(options, |simulator| {
        let ran =
            converse(script("GEMINIDB_OPENSTACK_PYTHON", "openstack_peer.py"), simulator, keystone);
        satisfied("the OpenStack clients were", ran);
    });
}

/// Tells the script what opens the simulator, and gives it a fresh passcode whenever it asks for
/// one.
fn converse(
    mut command: Command,
    simulator: &Simulator,
    keystone: bool,
) -> io::Result<(ExitStatus, String, String)> {
    let complaints = tempfile::NamedTempFile::new()?;
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(complaints.reopen()?)
        .spawn()?;
    let mut input = child.stdin.take().expect("a pipe");
    // A script that ends early says why; that its pipe is closed then is no news.
    let _ = writeln!(input, "{}", facts(simulator, keystone));
    let mut said = String::new();
    for line in BufReader::new(child.stdout.take().expect("a pipe")).lines() {
        let line = line?;
        if line == "passcode" {
            // Two steps on, no passcode given before is good any more, nor can one given before
            // spend this one.
            simulator.advance(Duration::from_secs(60));
            let _ = writeln!(input, "{}", simulator.passcode(0));
        } else {
            said = format!("{said}{line}\n");
        }
    }
    Ok((child.wait()?, said, std::fs::read_to_string(complaints.path())?))
}

fn facts(simulator: &Simulator, keystone: bool) -> Value {
    let account = simulator.account();
    json!({
        "endpoint": simulator.iam_endpoint(), "keystone": keystone, "region": account.region,
        "account": account.name, "account_id": account.id, "password": DEMO_PASSWORD,
        "user": account.user.name, "mfa_user": account.mfa_user.name,
        "mfa_user_id": account.mfa_user.id,
        "project": account.project.name, "project_id": account.project.id,
    })
}
