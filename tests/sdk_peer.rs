//! A client that nobody here wrote is satisfied: the vendor's Python SDK (`huaweicloudsdkgaussdbfornosql`).
//!
//! `GEMINIDB_SDK_PYTHON` names the interpreter that has the package; otherwise it is `python3`.
//! Without Python or without the package the test says `SKIPPED:` and why.

use std::{
    env,
    io::Write as _,
    process::{Command, Output},
};

use geminidb_backup::simulator::{Options, Simulator, start};

/// `sdk_peer.py` ends so if the package is not installed.
const NOT_INSTALLED: i32 = 3;

/// Serves from a thread of its own until `work` is done with the simulator.
fn beside(work: impl FnOnce(&Simulator)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let simulator = runtime.block_on(start(Options::default())).expect("the simulator starts");
    let (done, end) = tokio::sync::oneshot::channel::<()>();
    let server = std::thread::spawn(move || runtime.block_on(end));
    work(&simulator);
    drop(done);
    let _ = server.join().expect("the server thread ends");
}

fn run_script(simulator: &Simulator) -> Result<Output, std::io::Error> {
    let python = env::var_os("GEMINIDB_SDK_PYTHON").unwrap_or_else(|| "python3".into());
    let mut command = Command::new(python);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sdk_peer.py"));
    command.args([simulator.endpoint(), simulator.project_id(), simulator.ak(), simulator.sk(), simulator.account().region]);
    for proxy in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
        command.env_remove(proxy);
    }
    command.env("PYTHONUTF8", "1").output()
}

/// Written past the test harness, which keeps back what a passing test prints.
fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: the vendor's SDK was not tried: {why}");
}

#[test]
fn the_vendors_python_sdk_is_satisfied() {
    beside(|simulator| match run_script(simulator) {
        Err(error) => skipped(&format!("there is no Python: {error}")),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stdout);
            if output.status.code() == Some(NOT_INSTALLED) {
                skipped(said.trim());
                return;
            }
            assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
            println!("{said}");
            let made = simulator.backups_made();
            assert_eq!((made.len(), simulator.creates_received()), (1, 1));
            assert_eq!(made[0].name, "sdk-peer-1");
        }
    });
}
