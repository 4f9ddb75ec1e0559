//! The crash sweep: the program is killed, started again, and held against the service's own
//! record.
//!
//! Killed with SIGKILL, from outside, with no hook in the binary: at every boundary of a run (a
//! record is on disk, a request has come, its answer is there, its answer has gone back), and at
//! seeded random instants. Then it is started with the same state folder. It must show the backup
//! that the service has made, with both IDs, or that nothing needs attention where nothing was
//! confirmed, or its doubt where the request never arrived; it never sends a second create call.
//!
//! ```sh
//! # The short form.
//! cargo test --test system crash::
//! # Every boundary and 200 instants.
//! GEMINIDB_CRASH_KILLS=200 cargo test --test system crash:: -- --nocapture
//! # One kill again.
//! GEMINIDB_CRASH_AT=answered:9 GEMINIDB_CRASH_SEED=31 \
//!     cargo test --test system crash:: -- --nocapture
//! ```

mod hands;
mod killer;
mod life;
mod plan;
mod record;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Mutex,
    thread,
    time::Instant,
};

use killer::Times;
use life::{Story, live_twice, undisturbed};
use plan::{Kill, Wish};

/// Runs at the same time: they mostly wait.
const WORKERS: usize = 4;

/// Lives twice and says so in a line. A kill that fails is told with what repeats it.
fn tell(number: usize, kill: Kill, times: Times) -> Option<Story> {
    let begun = Instant::now();
    let lived = catch_unwind(AssertUnwindSafe(|| live_twice(kill, times)));
    let Kill { strike, seed } = kill;
    let head = format!("kill {number:3}  {strike:<12} seed {seed:<5}");
    match &lived {
        Ok(story) => {
            let made = if story.made.is_some() { "made" } else { "not made" };
            let place = if story.struck { "" } else { "   (the place did not come in this run)" };
            let left = story.left.last().map_or("nothing", String::as_str);
            println!(
                "{head} left {left:<10} {made:<9} then {}   {:.1} s{place}",
                story.then,
                begun.elapsed().as_secs_f32()
            );
        }
        Err(_) => println!(
            "{head} FAILED; again with: GEMINIDB_CRASH_AT={strike} GEMINIDB_CRASH_SEED={seed} \
                cargo test --test system crash::"
        ),
    }
    lived.ok()
}

/// All kills, several at a time, in their order.
fn sweep(kills: &[Kill], times: Times) -> Vec<(Kill, Option<Story>)> {
    let next = Mutex::new(kills.iter().copied().enumerate());
    let stories = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                loop {
                    let Some((number, kill)) = next.lock().expect("nobody panics with it").next()
                    else {
                        return;
                    };
                    let story = tell(number + 1, kill, times);
                    stories.lock().expect("nobody panics with it").push((kill, story));
                }
            });
        }
    });
    stories.into_inner().expect("nobody panics with it")
}

#[test]
fn wherever_it_is_killed_nothing_is_made_twice_and_nothing_is_lost() {
    let wish = Wish::read();
    let begun = Instant::now();
    let (course, times) = undisturbed();
    println!("undisturbed: {course:?}, {times:?}");
    let stories = sweep(&wish.plan(course), times);
    let (lived, failed): (Vec<_>, Vec<_>) = stories.iter().partition(|(_, story)| story.is_some());
    let count = |wanted: fn(&Story) -> bool| {
        lived.iter().filter(|(_, story)| story.as_ref().is_some_and(wanted)).count()
    };
    let (struck, made) = (count(|story| story.struck), count(|story| story.made.is_some()));
    println!(
        "{} runs, {struck} of them killed, {made} backups made, each shown again; {:.0} s",
        stories.len(),
        begun.elapsed().as_secs_f32()
    );
    assert!(
        failed.is_empty(),
        "failed: {:?}",
        failed.iter().map(|(kill, _)| kill).collect::<Vec<_>>()
    );
    assert!(
        struck * 10 >= stories.len() * 9,
        "only {struck} of {} runs were killed: the sweep does not see its boundaries",
        stories.len()
    );
}
