//! Kills the program at the place it was told, from outside, and keeps the wire standing still
//! meanwhile.

use std::{
    path::PathBuf,
    sync::{Arc, Condvar, Mutex, MutexGuard},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use crate::{
    crash::plan::{Kill, Strike},
    support::{
        journal,
        tap::{Exchange, Pass, Step},
    },
};

/// Between two looks at the operation files.
const BETWEEN_LOOKS: Duration = Duration::from_micros(200);
/// Longer than anything takes that works.
const AT_LAST: Duration = Duration::from_secs(120);
/// The create call is so long on its way, and its answer as well: an instant can fall into that.
const ON_ITS_WAY: Duration = Duration::from_millis(100);
/// What a thread needs to say that it has struck.
const A_MOMENT: Duration = Duration::from_millis(500);

/// How long an undisturbed run takes: the random instants lie within.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// From the start of the program to the end of its backup.
    pub whole: Duration,
    /// From the confirming Enter to the same.
    pub confirmed: Duration,
}

/// The one who kills.
pub struct Killer {
    kill: Option<Kill>,
    times: Times,
    state_dir: PathBuf,
    state: Mutex<State>,
    bell: Condvar,
}

#[derive(Default)]
struct State {
    pid: Option<Pid>,
    begun: Option<Instant>,
    confirmed: Option<Instant>,
    struck: bool,
    /// The program is gone, or has come to its end without being killed: nothing is held any more.
    over: bool,
    /// The number of the first create call.
    create: Option<usize>,
    /// Create calls that came while no intent for them was on disk.
    unannounced: usize,
}

impl Killer {
    /// One that strikes once, or never.
    pub fn new(kill: Option<Kill>, times: Times, state_dir: PathBuf) -> Arc<Self> {
        Arc::new(Self { kill, times, state_dir, state: Mutex::default(), bell: Condvar::new() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics with it")
    }

    /// The program runs: from here on it can be killed. The thread returned ends when all is over.
    pub fn aim(self: &Arc<Self>, pid: u32, begun: Instant) -> JoinHandle<()> {
        let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
        {
            let mut state = self.state();
            (state.pid, state.begun) = (pid, Some(begun));
        }
        let this = Arc::clone(self);
        thread::spawn(move || match this.kill.map(|kill| (kill.strike, kill.fraction())) {
            Some((Strike::Record(n), _)) => this.strike_at_record(n),
            Some((Strike::Anywhere, part)) => {
                this.strike_after(|state| state.begun, this.times.whole.mul_f64(part))
            }
            Some((Strike::Confirmed, part)) => {
                this.strike_after(|state| state.confirmed, this.times.confirmed.mul_f64(part))
            }
            Some(_) | None => {}
        })
    }

    /// The confirming Enter has been pressed.
    pub fn confirmed(&self) {
        self.state().confirmed = Some(Instant::now());
        self.bell.notify_all();
    }

    fn strike_at_record(&self, n: usize) {
        while !self.state().over {
            if journal::records(&self.state_dir).len() >= n {
                return self.strike();
            }
            thread::park_timeout(BETWEEN_LOOKS);
        }
    }

    fn strike_after(&self, from: impl Fn(&State) -> Option<Instant>, delay: Duration) {
        let mut state = self.state();
        while !state.over {
            let left = from(&state)
                .map_or(AT_LAST, |from| (from + delay).saturating_duration_since(Instant::now()));
            if left.is_zero() {
                drop(state);
                return self.strike();
            }
            state = self.bell.wait_timeout(state, left).expect("nobody panics with it").0;
        }
    }

    /// Kills, once, and never a program that has come to its end.
    fn strike(&self) {
        let mut state = self.state();
        if let (false, false, Some(pid)) = (state.struck, state.over, state.pid) {
            let _ = kill_process(pid, Signal::KILL);
            state.struck = true;
            self.bell.notify_all();
        }
    }

    /// Waits for the kill: long where it is a matter of time, a moment where its place may not have
    /// come in this run.
    pub fn wait_struck(&self) {
        let timed =
            matches!(self.kill.map(|kill| kill.strike), Some(Strike::Anywhere | Strike::Confirmed));
        let patience = if timed { AT_LAST } else { A_MOMENT };
        drop(self.bell.wait_timeout_while(self.state(), patience, |state| !state.struck));
    }

    /// What the wire asks at each step: it stands still here until the program that was killed is
    /// gone.
    pub fn watch(&self, step: Step, exchange: &Exchange) -> Pass {
        if step == Step::Received && exchange.is_create() {
            let intended = journal::intends(&self.state_dir, &exchange.body);
            let mut state = self.state();
            state.create.get_or_insert(exchange.number);
            state.unannounced += usize::from(!intended);
        }
        if self.state().over {
            return Pass::On;
        }
        if self.kill.is_some_and(|kill| is_at(kill.strike, step, exchange)) {
            self.strike();
            self.hold(AT_LAST, |state| state.struck);
        } else if exchange.is_create() && step != Step::Sent {
            self.hold(ON_ITS_WAY, |_| true);
        }
        let goes_on = step == Step::Received && self.kill.is_some_and(Kill::goes_on);
        if self.state().struck && !goes_on { Pass::Drop } else { Pass::On }
    }

    /// Waits while it is to be waited, until the program is gone or the time is over.
    fn hold(&self, patience: Duration, waiting: impl Fn(&State) -> bool) {
        let held = self
            .bell
            .wait_timeout_while(self.state(), patience, |state| waiting(state) && !state.over);
        drop(held.expect("nobody panics with it"));
    }

    /// Whether it has struck.
    pub fn has_struck(&self) -> bool {
        self.state().struck
    }

    /// Lets go of everything. Says whether it has struck; from here on it will not.
    pub fn release(&self) -> bool {
        let mut state = self.state();
        state.over = true;
        self.bell.notify_all();
        state.struck
    }

    /// How long ago the confirming Enter was pressed.
    pub fn since_confirmed(&self) -> Duration {
        self.state().confirmed.map_or(Duration::ZERO, |at| at.elapsed())
    }

    /// The number of the first create call among the requests.
    pub fn create_number(&self) -> Option<usize> {
        self.state().create
    }

    /// Create calls that came while no intent for them was on disk.
    pub fn unannounced(&self) -> usize {
        self.state().unannounced
    }
}

fn is_at(strike: Strike, step: Step, exchange: &Exchange) -> bool {
    match (strike, step) {
        (Strike::Received(n) | Strike::Forwarded(n) | Strike::Dropped(n), Step::Received)
        | (Strike::Answered(n), Step::Answered)
        | (Strike::Sent(n), Step::Sent) => exchange.number == n,
        _ => false,
    }
}
