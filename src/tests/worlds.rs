//! Right in every world: what nobody knows of the live service must not matter.
//!
//! Each world is one value for each switch of the simulator, with faults, a scope, and perhaps a
//! colleague's backup of the same name, all drawn by a seed. The whole job is played in it: the
//! reducer decides, the program's own worker and client call a simulator over real HTTP, and
//! waiting costs no time, for both clocks are set forward together. After each message every
//! sentence about the result is held against the simulator's own record (`ledger`).
//!
//! UNKNOWN is right where nobody could know more: nothing was made and no answer says so, or the
//! answer has no backup ID and a colleague's backup, or an earlier attempt's, of the same name may
//! be the one (`play::undue`). Four things are not drawn, for the program rests on them: a made
//! backup is listed within a minute of its begin; a refusal of the request for what it says means
//! that nothing was made; a service that lets a second backup wait refuses none because the
//! instance is busy; and nobody gives its name to a backup of the same instance after the request,
//! for no row could be told from that one.
//!
//! ```sh
//! # Pairs, triples and 500 seeds.
//! cargo test --lib worlds
//! # 5,000 seeds, in some minutes.
//! GEMINIDB_WORLDS=5000 cargo test --lib seeded_worlds -- --nocapture
//! # One seed, told step by step.
//! GEMINIDB_WORLD=17 cargo test --lib seeded_worlds -- --nocapture
//! ```

mod desk;
mod draw;
mod ledger;
mod play;

use std::{collections::BTreeMap, env, sync::Mutex, thread};

use draw::Case;
use play::{Ending, play};

/// Worlds at the same time.
const WORKERS: usize = 6;
/// Seeds without a wish of the environment.
const SEEDS: u64 = 500;
/// The seeds of the covering worlds begin here, apart from the others.
const COVERING: u64 = 1 << 32;

/// Plays all of them, several at a time. Fails with those in which a sentence was false.
fn play_all(cases: &[Case]) {
    let (next, endings) = (Mutex::new(cases.iter()), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..WORKERS.min(cases.len()) {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .expect("a runtime");
                loop {
                    let Some(case) = next.lock().expect("nobody panics with it").next() else {
                        return;
                    };
                    let ending = runtime.block_on(play(case));
                    endings.lock().expect("nobody panics with it").push((case, ending));
                }
            });
        }
    });
    let endings = endings.into_inner().expect("nobody panics with it");
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    endings.iter().for_each(|(_, ending)| *counts.entry(ending.word).or_default() += 1);
    println!("{} worlds: {counts:?}", endings.len());
    let told: Vec<String> =
        endings.iter().filter_map(|(case, ending)| told(case, ending)).collect();
    assert!(told.is_empty(), "{} worlds with false sentences:\n{}", told.len(), told.join("\n"));
    assert_eq!(endings.len(), cases.len());
}

fn told(case: &Case, ending: &Ending) -> Option<String> {
    (!ending.falsehoods.is_empty()).then(|| format!("{case}\n  {}", ending.falsehoods.join("\n  ")))
}

fn wish(variable: &str) -> Option<u64> {
    env::var(variable)
        .ok()
        .filter(|wish| !wish.is_empty())
        .map(|wish| wish.parse().expect("a number"))
}

#[test]
fn worlds_of_all_pairs_and_triples_of_switches() {
    let worlds = draw::covering();
    play_all(
        &worlds
            .iter()
            .zip(COVERING..)
            .map(|(world, seed)| Case::of(seed, world.clone()))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn seeded_worlds() {
    let seeds = match wish("GEMINIDB_WORLD") {
        Some(one) => one..one + 1,
        None => 1..wish("GEMINIDB_WORLDS").unwrap_or(SEEDS) + 1,
    };
    play_all(&seeds.map(Case::drawn).collect::<Vec<_>>());
}
