//! What is drawn: the switches, six faults, and what the operator and a colleague do.

use std::{collections::HashSet, fmt};

use crate::{
    core::scope::DatabaseScope,
    simulator::{NamedFault, Options, Scenario, Unknowns},
};

/// A value for each switch, by its place among the values.
pub type World = Vec<usize>;

/// Numbers that follow from a seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn number(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) % below as u64) as usize
    }

    fn of<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.number(things.len())]
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.number(times) == 0
    }

    /// Each as often as the number before it says.
    fn weighted<T: Copy>(&mut self, things: &[(usize, T)]) -> T {
        let mut left = self.number(things.iter().map(|(weight, _)| weight).sum());
        let mut things = things.iter();
        loop {
            let (weight, thing) = things.next().expect("a number below the sum of the weights");
            match left.checked_sub(*weight) {
                Some(rest) => left = rest,
                None => return *thing,
            }
        }
    }
}

/// When a colleague begins a backup of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Namesake {
    Never,
    /// Of another instance.
    Elsewhere,
    /// Of the same instance, weeks ago, and 250 backups since.
    LongAgo,
    /// Of the same instance, before anything is reviewed.
    Before,
    /// Of the same instance, after it was reviewed and half a minute before the request goes out.
    Between,
}

/// What the operator ticks.
#[derive(Debug, Clone, Copy)]
enum Ticked {
    Nothing,
    OneDatabase,
    TablesAndADatabase,
}

/// What the create call gets for an answer.
#[derive(Debug, Clone, Copy)]
enum CreateFault {
    Silence,
    MadeThenSilence,
    Answer,
    MadeAndAnswer,
    AcceptedBody,
    Other,
}

/// What a read gets for an answer.
#[derive(Debug, Clone, Copy)]
enum ReadFault {
    BrokenOff,
    SilenceNowAndThen,
    Answer,
    Body,
}

/// One world and what happens in it.
#[derive(Debug, Clone)]
pub struct Case {
    pub seed: u64,
    pub world: World,
    /// Names of the faults that are there from the start.
    pub standing: Vec<String>,
    /// Names of those that wait at the door once the form is open.
    pub at_the_door: Vec<String>,
    pub scenario: Scenario,
    pub speed: f64,
    pub instance: &'static str,
    pub scope: Vec<DatabaseScope>,
    pub namesake: Namesake,
    /// Tries of each read.
    pub tries: usize,
}

/// Instances, each with two tables of a database, and another database: one with
/// past backups, and one without.
const INSTANCES: [(&str, &str, [&str; 2], &str); 2] = [
    ("cass-docs-01", "databaseNameA", ["table_A", "table_B"], "databaseNameB"),
    ("cass-scale-01", "database_00001", ["table_00001", "table_00003"], "database_00002"),
];
const READ_CALLS: [&str; 7] =
    ["instances", "databases", "tables", "jobs", "backups", "quotas", "watch"];
const SILENT: [&str; 4] = ["close", "reset", "cut-head", "silence"];
const BROKEN_OFF: [&str; 3] = ["close", "reset", "cut-head"];
/// Answers of a service, a gateway or a proxy. On the create call each also
/// after the backup was made.
const ANSWERS: [&str; 24] = [
    "400-bare",
    "400-999999",
    "400-280277",
    "400-201201",
    "401",
    "403-200019",
    "403-280032",
    "403-html",
    "403-0310",
    "404",
    "404-empty",
    "409-empty-object",
    "418-bare",
    "421-bare",
    "499-bare",
    "408",
    "429",
    "429-retry-after",
    "500-280005",
    "500-200998",
    "500-111205",
    "502-page",
    "503-page",
    "504-page",
];
/// Answers that prove that nothing was made: a service that makes a backup and gives one
/// of them is not meant.
const CERTAIN: [&str; 6] =
    ["400-280277", "401", "403-280032", "403-0310", "404", "429-retry-after"];
const BODIES: [&str; 8] =
    ["cut", "empty", "not-json", "page", "not-utf8", "no-ids", "no-job-id", "no-backup-id"];
const BODIES_OF_A_READ: [&str; 6] = ["cut", "empty", "not-json", "page", "not-utf8", "no-ids"];
const OF_CREATE: [&str; 5] =
    ["200", "400-ids-created", "403-ids-of-another", "403-ids-of-another-created", "late-20s"];
/// The instance is busy, and the same after the backup was made.
const BUSY: &str = "create=403-200019";
const BUSY_CREATED: &str = "create=403-200019-created";
/// A made backup shows within a minute: on that the program rests, as the README says.
const STANDING: [&str; 14] = [
    "jobs=unknown",
    "jobs=unknown-5s",
    "jobs=unknown-30s",
    "jobs=failed",
    "backups=unknown-4s",
    "backups=unknown-30s",
    "backups=unknown-50s",
    "backups=lags-4s",
    "backups=lags",
    "backups=failed",
    "watch=away-8s",
    "page=50",
    "clock=ahead-1200s",
    "clock=behind-1200s",
];

impl Case {
    /// A world that follows from its seed.
    pub fn drawn(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let world = Unknowns::SWITCHES.iter().map(|switch| dice.number(switch.1.len())).collect();
        Self::of(seed, world)
    }

    /// What happens in a given world follows from a seed.
    pub fn of(seed: u64, world: World) -> Self {
        let mut dice = Dice(!seed);
        let scenario = *dice.of(&[
            Scenario::Smooth,
            Scenario::Smooth,
            Scenario::Busy,
            Scenario::NameTaken,
            Scenario::Meanwhile,
        ]);
        let (mut standing, mut at_the_door) = (Vec::new(), Vec::new());
        for n in 0..6 {
            let stands = dice.one_in(3);
            if n > 0 && stands {
                standing.push((*dice.of(&STANDING)).to_owned());
            } else if n == 0 && !dice.one_in(6) {
                at_the_door.push(possible(&world, of_create(&mut dice)));
            } else {
                at_the_door.push(of_read(&mut dice));
            }
        }
        let instance = *dice.of(&INSTANCES);
        let (_, database, tables, other) = instance;
        let some = DatabaseScope {
            database_name: database.to_owned(),
            table_names: Some(tables.map(str::to_owned).to_vec()),
        };
        let whole = DatabaseScope { database_name: other.to_owned(), table_names: None };
        let ticked = dice.weighted(&[
            (2, Ticked::Nothing),
            (1, Ticked::OneDatabase),
            (1, Ticked::TablesAndADatabase),
        ]);
        let scope = match ticked {
            Ticked::Nothing => Vec::new(),
            Ticked::OneDatabase => vec![whole],
            Ticked::TablesAndADatabase => vec![some, whole],
        };
        let namesake = dice.weighted(&[
            (7, Namesake::Never),
            (2, Namesake::Elsewhere),
            (1, Namesake::LongAgo),
            (2, Namesake::Before),
            (3, Namesake::Between),
        ]);
        if namesake == Namesake::LongAgo {
            standing.push("backups=250".to_owned());
        }
        let speed = if dice.one_in(4) { 0.25 } else { 1.0 };
        Self {
            seed,
            world,
            standing,
            at_the_door,
            scenario,
            speed,
            instance: instance.0,
            scope,
            namesake,
            tries: 1 + dice.number(2),
        }
    }

    /// What the simulator is started with.
    pub fn options(&self) -> Options {
        let world = self.text().parse().expect("switches of the simulator");
        let faults = self.standing.iter().map(|name| fault(name)).collect();
        Options {
            scenario: self.scenario,
            speed: self.speed,
            seed: self.seed,
            faults,
            world,
            scale: Some((2, 3)),
            ..Options::default()
        }
    }

    /// The faults that come later.
    pub fn later(&self) -> impl Iterator<Item = NamedFault> {
        self.at_the_door.iter().map(|name| fault(name))
    }

    /// The switches as the command line has them.
    fn text(&self) -> String {
        let values = Unknowns::SWITCHES
            .iter()
            .zip(&self.world)
            .map(|((key, values), at)| format!("{key}={}", values[*at].0));
        values.collect::<Vec<_>>().join(",")
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let faults: Vec<&str> =
            self.standing.iter().chain(&self.at_the_door).map(String::as_str).collect();
        let Self { seed, scenario, speed, namesake, instance, scope, tries, .. } = self;
        write!(
            f,
            "seed {seed}: --scenario {scenario} --speed {speed} --world {} faults {}",
            self.text(),
            faults.join(" ")
        )?;
        write!(f, " namesake {namesake:?}, {} databases of {instance}, {tries} tries", scope.len())
    }
}

fn fault(name: &str) -> NamedFault {
    name.parse().unwrap_or_else(|why| panic!("{why}"))
}

fn of_create(dice: &mut Dice) -> String {
    let fault = *dice.of(&[
        CreateFault::Silence,
        CreateFault::MadeThenSilence,
        CreateFault::Answer,
        CreateFault::MadeAndAnswer,
        CreateFault::AcceptedBody,
        CreateFault::Other,
    ]);
    let name = match fault {
        CreateFault::Silence => (*dice.of(&SILENT)).to_owned(),
        CreateFault::MadeThenSilence => format!("created-then-{}", dice.of(&SILENT)),
        CreateFault::Answer => (*dice.of(&ANSWERS)).to_owned(),
        CreateFault::MadeAndAnswer => loop {
            let answer = *dice.of(&ANSWERS);
            if !CERTAIN.contains(&answer) {
                break format!("{answer}-created");
            }
        },
        CreateFault::AcceptedBody => format!("202-{}", dice.of(&BODIES)),
        CreateFault::Other => (*dice.of(&OF_CREATE)).to_owned(),
    };
    format!("create={name}")
}

/// The fault, as far as a service of this world can have it: one that lets a second backup
/// wait refuses none as busy.
fn possible(world: &World, name: String) -> String {
    let waits = Unknowns::SWITCHES
        .iter()
        .zip(world)
        .any(|((key, values), at)| (*key, values[*at].0) == ("second", "queued"));
    if waits && name == BUSY_CREATED { BUSY.to_owned() } else { name }
}

fn of_read(dice: &mut Dice) -> String {
    let call = *dice.of(&READ_CALLS);
    let fault = *dice.of(&[
        ReadFault::BrokenOff,
        ReadFault::SilenceNowAndThen,
        ReadFault::Answer,
        ReadFault::Body,
    ]);
    let name = match fault {
        ReadFault::BrokenOff => (*dice.of(&BROKEN_OFF)).to_owned(),
        // The connection that never answers takes real time.
        ReadFault::SilenceNowAndThen if dice.one_in(8) => "silence".to_owned(),
        ReadFault::SilenceNowAndThen | ReadFault::Answer => (*dice.of(&ANSWERS)).to_owned(),
        ReadFault::Body => format!("200-{}", dice.of(&BODIES_OF_A_READ)),
    };
    format!("{call}={name}x{}", 1 + dice.number(4))
}

/// Worlds in which every combination of values of every three switches occurs, and so of every two.
pub fn covering() -> Vec<World> {
    let sizes: Vec<usize> = Unknowns::SWITCHES.iter().map(|switch| switch.1.len()).collect();
    let triples = triples(sizes.len());
    let mut left: HashSet<[(usize, usize); 3]> = HashSet::new();
    for [a, b, c] in &triples {
        for n in 0..sizes[*a] * sizes[*b] * sizes[*c] {
            left.insert([
                (*a, n % sizes[*a]),
                (*b, n / sizes[*a] % sizes[*b]),
                (*c, n / sizes[*a] / sizes[*b]),
            ]);
        }
    }
    let all = left.clone();
    let mut worlds = Vec::new();
    while let Some(first) = left.iter().min().copied() {
        let mut chosen: Vec<Option<usize>> = vec![None; sizes.len()];
        first.iter().for_each(|(at, value)| chosen[*at] = Some(*value));
        for at in 0..sizes.len() {
            if chosen[at].is_none() {
                let gain = |value: &usize| {
                    let mut with = chosen.clone();
                    with[at] = Some(*value);
                    let new = |triple: &&[usize; 3]| {
                        triple.contains(&at)
                            && picked(&with, **triple).is_some_and(|t| left.contains(&t))
                    };
                    triples.iter().filter(new).count()
                };
                chosen[at] = (0..sizes[at]).max_by_key(gain);
            }
        }
        triples
            .iter()
            .filter_map(|triple| picked(&chosen, *triple))
            .for_each(|triple| _ = left.remove(&triple));
        worlds.push(chosen.into_iter().flatten().collect::<World>());
    }
    let covered = |[(a, x), (b, y), (c, z)]: &[(usize, usize); 3]| {
        worlds.iter().any(|w| (w[*a], w[*b], w[*c]) == (*x, *y, *z))
    };
    assert!(all.iter().all(covered), "every triple occurs");
    worlds
}

fn triples(count: usize) -> Vec<[usize; 3]> {
    (0..count)
        .flat_map(|a| (a + 1..count).flat_map(move |b| (b + 1..count).map(move |c| [a, b, c])))
        .collect()
}

fn picked(chosen: &[Option<usize>], [a, b, c]: [usize; 3]) -> Option<[(usize, usize); 3]> {
    Some([(a, chosen[a]?), (b, chosen[b]?), (c, chosen[c]?)])
}
