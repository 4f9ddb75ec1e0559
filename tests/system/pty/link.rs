//! A far terminal: a slow line, a key held down, and a service that does not answer while one
//! types.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use geminidb_backup::simulator::Scenario;

use crate::support::{
    operator::{Launch, Operator, SOON},
    service::Service,
    tap::{Pass, Step, Tap},
};

/// 9,600 baud: a start bit, eight bits, a stop bit.
const BYTES_PER_SECOND: u32 = 960;
/// How fast a keyboard repeats.
const REPEAT: Duration = Duration::from_millis(33);
/// What may be on its way when the key is let go.
const UNREAD: usize = 16 * 1024;

#[test]
fn a_key_held_down_over_a_slow_line_leaves_little_behind_and_the_right_screen() {
    let mut operator = Launch::demo("smooth", 50).start();
    operator.choose("cass-orders-01");
    operator.fill("slow-line", "before the change");
    operator.choose_tables("inventory");
    // To the database of sixty tables, and into it: from there on the whole tree scrolls.
    for _ in 0..3 {
        operator.move_on("<Down>");
    }
    operator.press("<Right>", "moves_wh0");
    operator.pty.slow_link(Some(BYTES_PER_SECOND));
    operator.pty.hold("<Down>", REPEAT, Duration::from_secs(5));
    let read = operator.pty.raw_output().len();
    operator.pty.slow_link(None);
    operator.pty.wait_quiet(Duration::from_millis(300));
    let unread = operator.pty.raw_output().len() - read;
    assert!(unread <= UNREAD, "{unread} bytes were on their way, {read} had been read");
    // The keys were not lost on the way: the cursor stands at the end of all, and the screen is
    // what is drawn anew.
    let rows = operator.rows();
    let drawn = operator.pty.raw_output().len();
    operator.pty.send_keys("<C-l>");
    operator.pty.wait_written(drawn, SOON);
    operator.pty.wait_quiet(Duration::from_millis(300));
    assert_eq!(operator.rows(), rows);
}

/// How long a key takes to the frame that shows it.
fn key_to_frame(operator: &mut Operator, key: char, wanted: &str) -> Duration {
    let begun = Instant::now();
    operator.pty.send(key.encode_utf8(&mut [0; 4]).as_bytes());
    operator.wait(wanted);
    begun.elapsed()
}

#[test]
fn a_service_that_answers_nothing_delays_no_key() {
    let service = Service::of(Scenario::Smooth);
    let hangs = Arc::new(AtomicBool::new(false));
    let held = Arc::clone(&hangs);
    let tap = Tap::to(&service.endpoint(), move |step, _| {
        while step == Step::Received && held.load(Ordering::SeqCst) {
            thread::park_timeout(Duration::from_millis(50));
        }
        Pass::On
    });
    let endpoint = format!("http://{}", tap.address());
    let mut operator = Launch::at(&endpoint, &service.iam_endpoint(), &service.project_id())
        .token_file(&service.token(), 0o600)
        .start();
    operator.begin();
    operator.wait("cass-docs-01");
    // The list ends with one more page, which must not hang.
    operator.wait("| read ");
    hangs.store(true, Ordering::SeqCst);
    operator.choose("cass-docs-01");
    let mut typed = String::new();
    let mut times: Vec<Duration> = Vec::new();
    for letter in ('a'..='z').chain('A'..='P') {
        typed.push(letter);
        times.push(key_to_frame(&mut operator, letter, &typed));
    }
    times.sort();
    // In a debug build, on a machine that others use: the lower quartile. The release build is measured in
    // benches/README.md.
    assert!(times[times.len() / 4] < Duration::from_millis(16), "{times:?}");
    hangs.store(false, Ordering::SeqCst);
}
