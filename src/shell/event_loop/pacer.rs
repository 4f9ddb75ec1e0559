//! The rate of frames while a key is held: at most thirty in a second.
//!
//! An operator who types sees each letter at once: a key that differs from the one before is drawn
//! without a wait. Changes of a held key, or of lists that arrive, are merged into fewer frames,
//! because a slow link would queue them up.

use std::time::Duration;

use tokio::time::Instant;

/// The time that each frame costs.
const EACH: Duration = Duration::from_millis(38);
/// Frames that may follow each other at once after a pause.
const AT_ONCE: u32 = 3;

#[derive(Debug)]
pub struct Pacer {
    /// The time at which all frames so far are paid for.
    paid: Instant,
}

impl Pacer {
    pub fn new(now: Instant) -> Self {
        Self { paid: now }
    }

    /// Returns when the next frame may go out.
    pub fn next(&self) -> Instant {
        self.paid.checked_sub(EACH * (AT_ONCE - 1)).unwrap_or(self.paid)
    }

    /// Returns whether a frame may go out now, and counts that frame.
    pub fn may_draw(&mut self, now: Instant) -> bool {
        let may = now >= self.next();
        if may {
            self.drawn(now);
        }
        may
    }

    /// Counts a frame that went out, in its time or not.
    pub fn drawn(&mut self, now: Instant) {
        self.paid = (self.paid.max(now) + EACH).min(now + EACH * AT_ONCE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the times of the frames, in ms, if a frame is wanted at each of these times. A frame
    /// that has to wait goes out at the earliest time.
    fn drawn(wanted: impl IntoIterator<Item = u64>) -> Vec<u64> {
        let start = Instant::now();
        let (mut pacer, mut out, mut waiting) = (Pacer::new(start), Vec::new(), false);
        let in_ms = |at: Instant| u64::try_from((at - start).as_millis()).unwrap();
        for at in wanted {
            let now = start + Duration::from_millis(at);
            if waiting && pacer.next() < now {
                let then = pacer.next();
                assert!(pacer.may_draw(then));
                out.push(in_ms(then));
            }
            waiting = !pacer.may_draw(now);
            out.extend((!waiting).then_some(at));
        }
        out
    }

    #[test]
    fn whoever_types_waits_for_nothing() {
        let typed = [0, 90, 110, 130, 260, 420, 440, 700];
        assert_eq!(drawn(typed), typed);
    }

    #[test]
    fn no_second_has_more_than_thirty_frames() {
        for every in [1, 5, 16, 30, 33] {
            let frames = drawn((0..5_000).step_by(every));
            let most = frames
                .iter()
                .map(|from| frames.iter().filter(|at| (*from..from + 1_000).contains(at)).count())
                .max();
            assert!(
                most <= Some(30) && frames.len() > 120,
                "each {every} ms: {most:?} in a second, {} in five",
                frames.len()
            );
        }
    }

    #[test]
    fn the_last_state_is_never_further_away_than_one_interval() {
        let frames = drawn((0..2_000).step_by(7));
        assert!(frames.windows(2).all(|pair| pair[1] - pair[0] <= 45), "{frames:?}");
    }
}
