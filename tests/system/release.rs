//! The program as it is handed out, driven once from its first frame to both IDs.
//!
//! `GEMINIDB_RELEASE_BIN` names the binary (`target/release/geminidb-backup`, given as a full
//! path). Without it the test says `SKIPPED:` and why. With `GEMINIDB_RELEASE_EMULATED` the binary
//! runs in an emulator, which has threads and wake-ups of its own: those are not counted.

use std::{
    env, fs,
    io::Write as _,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use crate::support::pty::{Exit, Pty};

const SOON: Duration = Duration::from_secs(20);
/// Longer than the send guard asks for.
const LOOK: Duration = Duration::from_millis(500);
/// A stripped build stays below this.
const SIZE_LIMIT: u64 = 7_000_000;

fn threads(pid: u32) -> usize {
    fs::read_dir(format!("/proc/{pid}/task")).map_or(0, Iterator::count)
}

/// How often its threads have gone to sleep of themselves so far: each is one wake-up.
fn wake_ups(pid: u32) -> u64 {
    let statuses = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let counts = statuses.filter_map(|task| {
        let status = fs::read_to_string(task.path().join("status")).ok()?;
        status
            .lines()
            .find_map(|l| l.strip_prefix("voluntary_ctxt_switches:")?.trim().parse::<u64>().ok())
    });
    counts.sum()
}

/// The second within the minute, as the header's clock counts it.
fn second() -> u64 {
    // A clock before 1970 is none of this test's business.
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs() % 60)
}

/// Nothing runs any more: no wake-up and no byte for three seconds. Windows around a full minute
/// are not counted: the header's clock moves on, for which tokio's timer wheel (slots of 4 s, 64 ms
/// and 1 ms) wakes up to three times.
fn assert_silent(pty: &mut Pty) {
    loop {
        let (began, before, bytes) = (second(), wake_ups(pty.pid()), pty.raw_output().len());
        assert_eq!(
            pty.wait_exit(Duration::from_secs(3)),
            None,
            "it stays until the operator leaves"
        );
        let (woken, written) = (wake_ups(pty.pid()) - before, pty.raw_output().len() - bytes);
        if began >= 1 && (began..55).contains(&second()) {
            assert_eq!((woken, written), (0, 0), "wake-ups and bytes in 3 s with nothing to do");
            return;
        }
    }
}

#[test]
fn the_release_build_takes_a_demo_to_both_ids() {
    let Some(binary) = env::var_os("GEMINIDB_RELEASE_BIN").and_then(|b| b.into_string().ok())
    else {
        // Written past the test harness, which keeps back what a passing test prints.
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: the release build was not tried: GEMINIDB_RELEASE_BIN is not set"
        );
        return;
    };
    let size = fs::metadata(&binary).expect("the release build is there").len();
    assert!(size < SIZE_LIMIT, "{binary} has {size} bytes");

    let mut pty = Pty::spawn(&binary, &["--demo", "--demo-speed", "50"], &[], (80, 24));
    pty.wait_for_text("cass-orders-01", SOON);
    pty.send_keys("<Enter>");
    pty.wait_for_text("2 COMPOSE", SOON);
    pty.send_keys("release-check");
    pty.wait_for_text("13/64", SOON);
    pty.send_keys("<Tab>");
    pty.send_keys("Driven through a pty");
    pty.wait_for_text("20/256", SOON);
    pty.send_keys("<C-g>");
    pty.wait_for_text("name unused", SOON);
    pty.send_keys("<Tab>");
    pty.wait_for_text("Enter send once", SOON);
    pty.wait_quiet(LOOK);
    pty.send_keys("<Enter>");
    pty.wait_for_text("now: COMPLETED", SOON);
    let emulated = env::var_os("GEMINIDB_RELEASE_EMULATED").is_some();
    assert!(emulated || threads(pty.pid()) <= 3, "{} threads", threads(pty.pid()));

    pty.wait_quiet(LOOK);
    if !emulated {
        assert_silent(&mut pty);
    }

    pty.send_keys("q");
    assert_eq!(pty.wait_exit(SOON), Some(Exit::Code(0)));
    // After the screen is gone both IDs stand on the terminal, for the ticket.
    let text = String::from_utf8_lossy(&pty.raw_output()).into_owned();
    let end = text.rsplit("\x1b[?1049l").next().unwrap_or_default().to_owned();
    assert!(end.contains("br06") && end.contains("release-check"), "{end:?}");
}
