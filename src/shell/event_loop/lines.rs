//! The loop of a watch without a terminal: the engine of the screens, and a line for
//! each event instead of frames.

use std::{io, time::Duration};

use tokio::time::sleep;

use super::engine::{Engine, Results};
use crate::{
    core::base::exit::ExitCode,
    shell::{
        clock,
        terminal::{deadline, hangup::Hangup, output::Patient, signals::Signals},
    },
    words::watch::lines::{self, Teller},
};

/// The time after which output that takes nothing is tried again.
const RETRY: Duration = Duration::from_secs(1);
/// Longest wait of the last lines for a slow reader.
const LAST: Duration = Duration::from_millis(500);

/// Follows the backup, and ends the program within two seconds behind that.
/// Errors: When signals cannot be heard, or standard output cannot be used.
pub async fn run(mut run: (Engine, Results)) -> io::Result<ExitCode> {
    follow(&mut run, Patient::stdout()?, true).await?;
    Ok(run.0.model.exit_code())
}

/// Follows the backup until it ends or cannot be followed, until a signal comes, or until nobody
/// reads the output any more. Returns whether the run ended by itself. `last`: the program has
/// nothing to do behind that.
/// Errors: When signals cannot be heard.
pub async fn follow(
    (engine, results): &mut (Engine, Results),
    mut output: Patient,
    last: bool,
) -> io::Result<bool> {
    let mut signals = Signals::listen()?;
    let gone = Hangup::watch(&output)?;
    let mut teller = Teller::new(&engine.model);
    output.add(teller.heads(&engine.model));
    engine.begin();
    let mut trouble = None;
    loop {
        while let Ok(msg) = results.try_recv() {
            engine.take(msg);
        }
        // Records are on disk before a line tells of them, also records that come during the wait.
        while engine.recorder.before_frame().await {
            while let Ok(msg) = results.try_recv() {
                engine.take(msg);
            }
        }
        output.add(teller.news(&engine.model, clock::utc()));
        output.add(token_trouble(engine, &mut trouble));
        if engine.leaving || !output.flush(Duration::ZERO) {
            break;
        }
        tokio::select! {
            biased;
            _ = signals.next() => break,
            () = gone.gone() => break,
            Some(msg) = results.recv() => engine.take(msg),
            () = sleep(RETRY), if output.is_behind() => {}
            () = tokio::time::sleep_until(engine.next_minute) => engine.minute(),
        }
    }
    let by_itself = engine.leaving;
    if last || !by_itself {
        deadline::arm(ExitCode::Done as u8);
    }
    engine.last_records(results).await;
    output.add(teller.news(&engine.model, clock::utc()));
    output.add(teller.end(&engine.model, clock::utc()));
    output.flush(LAST);
    Ok(by_itself)
}

/// Returns a line if the token's file could not be read again, once for each reason.
fn token_trouble(engine: &Engine, told: &mut Option<String>) -> Option<String> {
    if *told == engine.token_trouble {
        return None;
    }
    told.clone_from(&engine.token_trouble);
    told.as_ref().map(|why| lines::line(clock::utc(), &format!("{}: {why}", lines::TOKEN_UNREAD)))
}
