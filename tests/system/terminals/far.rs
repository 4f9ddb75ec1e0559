//! The job over a line of 2,400 baud with a delay of 800 ms each way, and what it costs in bytes.

use std::time::{Duration, Instant};

use super::{INSTANCE, demo};
use crate::support::{
    disks::say,
    operator::{A_LOOK, Launch, Operator},
};

/// 2,400 baud: a start bit, eight bits, a stop bit.
const BYTES_PER_SECOND: u32 = 240;
/// How long a byte is on its way.
const DELAY: Duration = Duration::from_millis(800);
/// What a busy machine takes beside the line, and the pieces in which the line hands on.
const SLACK: Duration = Duration::from_secs(3);
/// What goes into one packet on every link.
const PACKET: usize = 1_200;
/// Launch to both IDs, at 80x24.
const WHOLE_JOB: usize = 8_000;
/// The longest frame takes a quarter of a minute at 240 bytes a second.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn the_whole_job_takes_eight_thousand_bytes() {
    // At its own pace: no frame of the backup's progress comes before both IDs are counted.
    let mut operator = Launch::demo("smooth", 1).start();
    operator.back_up(INSTANCE, "terminal-check");
    operator.ids();
    let bytes = operator.pty.raw_output().len();
    say(&format!("launch to both IDs at 80x24: {bytes} bytes"));
    assert!(bytes <= WHOLE_JOB, "{bytes} bytes");
}

/// Presses a key, and waits until what it does is on the screen: one packet, which comes as soon as
/// the line lets it.
#[track_caller]
fn answered(operator: &mut Operator, key: &str, shows: impl Fn(&vt100::Screen) -> bool) {
    let (before, began) = (operator.pty.raw_output().len(), Instant::now());
    operator.pty.send_keys(key);
    operator.pty.wait_for(PATIENCE, shows);
    let (took, bytes) = (began.elapsed(), operator.pty.raw_output().len() - before);
    let line = DELAY * 2 + Duration::from_secs_f64(bytes as f64 / f64::from(BYTES_PER_SECOND));
    assert!(bytes <= PACKET, "{key}: {bytes} bytes");
    assert!(took <= line + SLACK, "{key}: {bytes} bytes took {took:?}, the line alone {line:?}");
}

#[test]
fn the_job_can_be_done_at_2400_baud_with_800_ms_of_delay_each_way() {
    let mut operator = demo().start();
    operator.pty.far_link(BYTES_PER_SECOND, DELAY);
    let shows = |text: &'static str| move |screen: &vt100::Screen| screen.contents().contains(text);
    operator.pty.wait_for(PATIENCE, shows("| read "));
    // Quiet, as far as one end of the line can know.
    let settled = |operator: &Operator| operator.pty.wait_quiet(DELAY * 2 + A_LOOK);
    settled(&operator);
    operator.pty.send_keys("<Enter>");
    operator.pty.wait_for(PATIENCE, shows("2 COMPOSE"));
    settled(&operator);
    answered(&mut operator, "a", shows(" a "));
    answered(&mut operator, "b", shows(" ab "));
    answered(&mut operator, "<BS>", |screen| !screen.contents().contains(" ab "));
    operator.pty.send_keys("terminal-check");
    operator.pty.wait_for(PATIENCE, shows("aterminal-check"));
    settled(&operator);
    let name = operator.pty.look(vt100::Screen::cursor_position);
    answered(&mut operator, "<Tab>", |screen| screen.cursor_position().0 != name.0);
    operator.pty.send_keys("before the change");
    operator.pty.wait_for(PATIENCE, shows("before the change"));
    settled(&operator);
    operator.pty.send_keys("<C-g>");
    operator.pty.wait_for(PATIENCE, |screen| {
        let said = screen.contents();
        said.contains("3 REVIEW") && said.contains("name unused")
    });
    settled(&operator);
    answered(&mut operator, "<Tab>", shows("> [ Create backup ]"));
    settled(&operator);
    operator.pty.send_keys("<Enter>");
    operator.pty.wait_for(PATIENCE, shows("4 WATCH"));
    operator.pty.wait_for(PATIENCE, shows("now: COMPLETED"));
    operator.ids();
    let bytes = operator.pty.raw_output().len();
    say(&format!("launch to the end of the backup at 2,400 baud: {bytes} bytes"));
    operator.pty.send_keys("q");
    operator.gone(PATIENCE);
    operator.assert_restored();
}
