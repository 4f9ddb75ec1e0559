//! Where the program is killed: every boundary that an undisturbed run has, then seeded random
//! instants.

use std::{env, fmt, str::FromStr};

/// Boundaries in the short form, beside those of the create call.
const SHORT_BOUNDARIES: usize = 5;
/// Random instants in the short form.
const SHORT_INSTANTS: usize = 4;
/// The seed of the first kill where none is given.
const FIRST_SEED: u64 = 1;

/// One place in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strike {
    /// As soon as so many complete records are on disk.
    Record(usize),
    /// Request n has come in full; the seed decides whether the service then gets it.
    Received(usize),
    /// Request n has come in full, and then the service gets it.
    Forwarded(usize),
    /// Request n has come in full, and the service never gets it.
    Dropped(usize),
    /// The service has answered request n, the program has nothing of it.
    Answered(usize),
    /// The program has the answer to request n.
    Sent(usize),
    /// At an instant of the whole run that the seed chooses.
    Anywhere,
    /// At an instant between the confirming Enter and the end that the seed chooses.
    Confirmed,
}

impl fmt::Display for Strike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, number) = match self {
            Self::Record(n) => ("record", Some(n)),
            Self::Received(n) => ("received", Some(n)),
            Self::Forwarded(n) => ("forwarded", Some(n)),
            Self::Dropped(n) => ("dropped", Some(n)),
            Self::Answered(n) => ("answered", Some(n)),
            Self::Sent(n) => ("sent", Some(n)),
            Self::Anywhere => ("anywhere", None),
            Self::Confirmed => ("confirmed", None),
        };
        f.pad(&number.map_or_else(|| word.to_owned(), |n| format!("{word}:{n}")))
    }
}

impl FromStr for Strike {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let unknown = || {
            format!(
                "{text:?} is no place to kill at; they are written as in the lines of the sweep, \
                    e.g. received:7"
            )
        };
        let (word, number) = text.split_once(':').unwrap_or((text, ""));
        let number = || number.parse().map_err(|_| unknown());
        Ok(match word {
            "record" => Self::Record(number()?),
            "received" => Self::Received(number()?),
            "forwarded" => Self::Forwarded(number()?),
            "dropped" => Self::Dropped(number()?),
            "answered" => Self::Answered(number()?),
            "sent" => Self::Sent(number()?),
            "anywhere" => Self::Anywhere,
            "confirmed" => Self::Confirmed,
            _ => return Err(unknown()),
        })
    }
}

/// One kill: where, and the seed of everything that is left to chance.
#[derive(Debug, Clone, Copy)]
pub struct Kill {
    pub strike: Strike,
    pub seed: u64,
}

impl Kill {
    /// Between 0 and 1; the same seed gives the same.
    pub fn fraction(self) -> f64 {
        // 53 bits are what a float holds.
        (self.chance() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whether the service gets the request that was on its way when the program died.
    pub fn goes_on(self) -> bool {
        match self.strike {
            Strike::Forwarded(_) => true,
            Strike::Dropped(_) => false,
            _ => self.chance() & 1 == 1,
        }
    }

    /// SplitMix64: neighbouring seeds give unrelated numbers.
    fn chance(self) -> u64 {
        let mut z = self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// What an undisturbed run has.
#[derive(Debug, Clone, Copy)]
pub struct Course {
    /// Records on disk at its end.
    pub records: usize,
    /// Requests over the wire.
    pub requests: usize,
    /// The number of the create call among them.
    pub create: usize,
}

impl Course {
    fn boundaries(self) -> Vec<Strike> {
        let steps = |n| {
            let received = if n == self.create {
                vec![Strike::Forwarded(n), Strike::Dropped(n)]
            } else {
                vec![Strike::Received(n)]
            };
            received.into_iter().chain([Strike::Answered(n), Strike::Sent(n)])
        };
        (1..=self.records).map(Strike::Record).chain((1..=self.requests).flat_map(steps)).collect()
    }

    fn is_of_create(self, strike: Strike) -> bool {
        matches!(strike, Strike::Forwarded(n) | Strike::Dropped(n) | Strike::Answered(n)
            | Strike::Sent(n) if n == self.create)
    }

    /// Few boundaries, evenly chosen, and all of the create call.
    fn few(self) -> Vec<Strike> {
        let (create, others): (Vec<_>, Vec<_>) =
            self.boundaries().into_iter().partition(|s| self.is_of_create(*s));
        let gap = others.len().div_ceil(SHORT_BOUNDARIES).max(1);
        create.into_iter().chain(others.into_iter().skip(gap / 2).step_by(gap)).collect()
    }
}

/// What the environment asks for.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// `GEMINIDB_CRASH_AT`: this place only.
    at: Option<Strike>,
    /// `GEMINIDB_CRASH_KILLS`: every boundary, and so many random instants; otherwise the short
    /// form.
    kills: Option<usize>,
    /// `GEMINIDB_CRASH_SEED`: the seed of the first kill; each further one has the next.
    seed: u64,
}

fn var<T: FromStr>(name: &str) -> Option<T>
where
    T::Err: fmt::Display,
{
    let text = env::var(name).ok().filter(|text| !text.is_empty())?;
    Some(text.parse().unwrap_or_else(|why| panic!("{name}={text}: {why}")))
}

impl Wish {
    /// Reads the environment; fails with a sentence at what cannot be read.
    pub fn read() -> Self {
        Self {
            at: var("GEMINIDB_CRASH_AT"),
            kills: var("GEMINIDB_CRASH_KILLS"),
            seed: var("GEMINIDB_CRASH_SEED").unwrap_or(FIRST_SEED),
        }
    }

    /// The kills of a sweep over such a run.
    pub fn plan(self, course: Course) -> Vec<Kill> {
        let instants = |count| {
            (0..count).map(|n| if n % 2 == 0 { Strike::Confirmed } else { Strike::Anywhere })
        };
        let strikes: Vec<Strike> = match (self.at, self.kills) {
            (Some(at), _) => vec![at],
            (None, Some(kills)) => course.boundaries().into_iter().chain(instants(kills)).collect(),
            (None, None) => course.few().into_iter().chain(instants(SHORT_INSTANTS)).collect(),
        };
        (self.seed..).zip(strikes).map(|(seed, strike)| Kill { strike, seed }).collect()
    }
}
