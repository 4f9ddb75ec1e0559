//! Many open operations: they are read one after the other, at a pace that a service bears.

use super::{
    answers::place,
    outcomes::{BACKUP, job, lost, row},
    records::{backed_up, file, sent},
    script::Script,
};
use crate::core::{
    base::{CallFailure, ExitCode, Head, Millis, OperationId, Refusal, UtcTime, Whole},
    operation::{
        Event, Stage,
        backup::{BackupState, JobState},
        journal_file::{DiskContents, File},
        readings::{JobAnswer, Looked, Poll},
    },
    port::{Disk, Effect, Msg, Screen},
    session::Mode,
    watch::turns::{AT_ONCE, FREE},
};

use std::collections::{BTreeMap, HashSet};

/// A program, a service that answers after `latency` seconds, and the time.
struct World {
    s: Script,
    latency: u64,
    /// What happens when (in seconds), in the order in which it was brought about.
    due: BTreeMap<(u64, usize), Msg>,
    brought_about: usize,
    seconds: u64,
    /// Each reading: when it began, whose, and how many calls it makes.
    read: Vec<(u64, OperationId, u64)>,
    under_way: usize,
    most_under_way: usize,
    /// The service's answer is 429.
    throttles: bool,
    /// The service lists neither backups nor jobs.
    lists_nothing: bool,
}

/// So many operations of earlier runs, every other one UNKNOWN, the others running.
fn open(count: u32) -> Vec<File> {
    let (unknown, running) = (sent(lost()), backed_up(BackupState::Building));
    let kinds = [file(&unknown, 1, 900, |_| {}), file(&running, 1, 900, |_| {})];
    let numbered = |n: u32| File {
        operation: Some(OperationId::from_bits(n)),
        ..kinds[n as usize % 2].clone()
    };
    (1..=count).map(numbered).collect()
}

impl World {
    fn new(count: u32, latency: u64) -> Self {
        let found = DiskContents { open: open(count), ..DiskContents::default() };
        let s = Script::with_journal(Mode::Live, place(), 80, 24, found);
        let effects = s.effects.clone();
        let mut world = Self {
            s,
            latency,
            due: BTreeMap::new(),
            brought_about: 0,
            seconds: 0,
            read: Vec::new(),
            under_way: 0,
            most_under_way: 0,
            throttles: false,
            lists_nothing: false,
        };
        world.take(effects);
        world
    }

    fn at(&self, seconds: u64) -> UtcTime {
        self.s.utc().plus(seconds as i64 - self.seconds as i64)
    }

    fn later(&mut self, seconds: u64, msg: impl Fn(UtcTime) -> Msg) {
        self.brought_about += 1;
        let when = self.seconds + seconds;
        self.due.insert((when, self.brought_about), msg(self.at(when)));
    }

    fn reads(&mut self, operation: OperationId, calls: u64) {
        self.read.push((self.seconds, operation, calls));
        self.under_way += 1;
        self.most_under_way = self.most_under_way.max(self.under_way);
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Turn { seconds } => self.later(seconds, |at| Msg::Turn { at }),
                Effect::Wait { seconds, timer } => self.later(seconds, |_| Msg::Timer(timer)),
                Effect::Poll { operation, .. } => {
                    self.reads(operation, 2);
                    let name = self
                        .s
                        .model
                        .operations
                        .list
                        .iter()
                        .find(|o| o.id == operation)
                        .expect("it is known")
                        .name()
                        .to_owned();
                    let building = row(BACKUP, &name, BackupState::Building, &self.s);
                    let known = JobAnswer::Known(Ok(Some(job(JobState::Running, Some(40)))));
                    let poll = match self.throttles {
                        true => Poll { job: JobAnswer::NotAsked, row: Some(Err(throttled())) },
                        false if self.lists_nothing => {
                            Poll { job: JobAnswer::Known(Ok(None)), row: Some(Ok(None)) }
                        }
                        false => Poll { job: known, row: Some(Ok(Some(building))) },
                    };
                    self.later(self.latency, |at| Msg::Polled {
                        operation,
                        at,
                        poll: poll.clone(),
                    });
                }
                Effect::Look { operation, .. } => {
                    self.reads(operation, 3);
                    let rows = if self.throttles { Err(throttled()) } else { Ok(Vec::new()) };
                    let looked = Looked {
                        rows: rows.map(Whole::of),
                        jobs: Ok(Whole::of(Vec::new())),
                        skew: Some(0),
                    };
                    self.later(self.latency, |at| Msg::Looked {
                        operation,
                        at,
                        looked: looked.clone(),
                    });
                }
                _ => {}
            }
        }
    }

    /// Lets so many seconds pass.
    fn pass(&mut self, seconds: u64) {
        let end = self.seconds + seconds;
        while let Some(entry) = self.due.first_entry().filter(|entry| entry.key().0 <= end) {
            let ((when, _), msg) = entry.remove_entry();
            self.s.now += (when - self.seconds) * 1000;
            self.seconds = when;
            if matches!(msg, Msg::Polled { .. } | Msg::Looked { .. }) {
                self.under_way -= 1;
            }
            let effects = self.s.tell(msg);
            self.take(effects);
        }
        self.s.now += (end - self.seconds) * 1000;
        self.seconds = end;
    }

    /// Presses keys; what they bring about is as due as everything else.
    fn press(&mut self, keys: &str) {
        let now = self.s.now;
        let effects = self.s.keys(keys);
        self.s.now = now.max(self.s.model.shared.last_key.map_or(now, |Millis(at)| at));
        self.take(effects);
    }
}

fn throttled() -> CallFailure {
    CallFailure::Refused(Refusal {
        head: Head { status: 429, retry_after: Some(120), ..Head::default() },
        code: None,
        words: "".into(),
    })
}

#[test]
fn of_many_each_is_read_in_turn_at_about_one_call_a_second() {
    for latency in [0, 1, 20] {
        let count = 300;
        let mut world = World::new(count, latency);
        assert!(world.read.is_empty(), "nothing at once");
        world.pass(3_600);
        assert!(world.most_under_way <= AT_ONCE, "{}", world.most_under_way);
        for from in (0..3_600).step_by(10) {
            let calls: u64 = world
                .read
                .iter()
                .filter(|(at, ..)| (from..from + 60).contains(at))
                .map(|(.., calls)| calls)
                .sum();
            assert!(
                calls <= 63,
                "{calls} calls in the minute from {from}, answers after {latency} s"
            );
        }
        // Nobody twice before everybody once.
        let first: HashSet<OperationId> =
            world.read.iter().take(count as usize).map(|(_, id, _)| *id).collect();
        let rounds = world.read.len() / count as usize;
        assert!(
            first.len() == count as usize && rounds >= 1,
            "{} of {count}, {rounds} rounds, answers after {latency} s",
            first.len()
        );
    }
}

#[test]
fn a_few_keep_their_own_rhythm() {
    let world = World::new(u32::try_from(FREE).expect("a few"), 1);
    assert_eq!(world.read.len(), FREE);
    let world = World::new(u32::try_from(FREE + 1).expect("a few"), 1);
    assert!(
        world.read.is_empty() && world.s.effects.contains(&Effect::Turn { seconds: 0 }),
        "{:?}",
        world.s.effects
    );
}

/// A start must not write three thousand lines at once either.
#[test]
fn that_a_run_goes_on_with_it_is_written_when_its_turn_comes() {
    let mut world = World::new(300, 1);
    let resumed = |world: &World| {
        let entries = world.s.journal.iter().filter_map(|effect| match effect {
            Effect::Disk(Disk::Write { entries, .. }) => Some(entries),
            _ => None,
        });
        entries.flatten().filter(|entry| matches!(entry.event, Event::Resumed { .. })).count()
    };
    assert_eq!(resumed(&world), 0);
    world.pass(60);
    assert_eq!(resumed(&world), world.read.len());
    assert!((20..=30).contains(&world.read.len()), "{}", world.read.len());
    // What an operator is told when leaving counts them all the same.
    assert_eq!(world.s.model.exit_code(), ExitCode::Unknown);
}

#[test]
fn the_one_on_the_screen_is_read_next_and_the_others_still_come() {
    let mut world = World::new(300, 0);
    world.pass(10);
    // The last that would have its turn: the oldest of them.
    let id = OperationId::from_bits(1);
    world.s.model.watch.shown = Some(id);
    world.s.model.shared.screen = Screen::Watch;
    assert!(world.read.iter().all(|(_, read, _)| *read != id));
    assert!(
        world.s.model.operations.list.iter().any(|o| o.id == id && o.in_line),
        "and that is said of it"
    );
    let (before, second) = (world.read.len(), world.seconds);
    world.pass(6);
    assert!(
        world.read[before..].iter().any(|(at, read, _)| *read == id && *at <= second + 4),
        "{:?}",
        &world.read[before..]
    );
    for _ in 0..20 {
        world.press("r");
        world.pass(1);
    }
    world.pass(60);
    let later = &world.read[before..];
    let shown = later.iter().filter(|(_, read, _)| *read == id).count();
    assert!(shown >= 2 && later.len() >= 2 * shown, "{shown} of {}", later.len());
}

#[test]
fn a_service_that_is_throttled_is_left_alone_for_as_long_as_it_asks() {
    let mut world = World::new(300, 0);
    world.throttles = true;
    world.pass(1_200);
    assert!(
        (1_200 / 126..=1_200 / 118).contains(&(world.read.len() as u64)),
        "{}",
        world.read.len()
    );
    world.throttles = false;
    let before = world.read.len();
    world.pass(600);
    assert!(world.read.len() > before + 150, "{}", world.read.len() - before);
}

#[test]
fn one_that_ends_meanwhile_needs_no_turn() {
    let mut world = World::new(300, 0);
    let gone = OperationId::from_bits(1);
    world.s.model.operations.get_mut(gone).expect("it is there").stage = Stage::Completed;
    world.pass(3_600);
    assert!(world.read.iter().all(|(_, id, _)| *id != gone) && world.read.len() > 300);
}

/// A search by name goes out with the reading that showed nothing; it is no
/// reading, and brings none about.
#[test]
fn what_is_not_listed_is_searched_for_by_name_and_read_no_more_often_for_that() {
    for (count, latency) in [(6, 0), (300, 1), (40, 20)] {
        let mut world = World::new(count, latency);
        world.lists_nothing = true;
        world.pass(14_400);
        assert!(world.most_under_way <= AT_ONCE, "{}", world.most_under_way);
        for from in (0..14_400).step_by(10) {
            let calls: u64 = world
                .read
                .iter()
                .filter(|(at, ..)| (from..from + 60).contains(at))
                .map(|(.., calls)| calls)
                .sum();
            assert!(
                calls <= 66,
                "{calls} calls in the minute from {from}, {count} operations, answers after \
                    {latency} s"
            );
        }
        let running: Vec<_> =
            world.s.model.operations.list.iter().filter(|o| o.stage == Stage::Following).collect();
        for operation in &running {
            assert!(
                operation.unlisted().is_some() && operation.searched.is_some(),
                "{count} {latency} {:?}",
                operation.id
            );
            let times = |calls: u64| {
                world
                    .read
                    .iter()
                    .filter(move |(_, id, n)| *id == operation.id && *n == calls)
                    .map(|(at, ..)| *at)
            };
            assert!(
                times(2).zip(times(2).skip(1)).all(|(one, next)| next - one >= 60 * FREE as u64),
                "{:?}",
                times(2).collect::<Vec<_>>()
            );
            assert!(
                times(3).all(|at| times(2).any(|read| at == read + latency)),
                "{:?}",
                times(3).collect::<Vec<_>>()
            );
        }
        assert_eq!(running.len(), count as usize / 2);
    }
}
