//! The loop of a watch without a terminal: the engine of the screens, and a line for
//! each event instead of frames.

use std::{io, time::Duration};

use tokio::time::sleep;

use super::{Engine, Results};
use crate::{
    core::{base::ExitCode, model::Model},
    shell::{
        clock,
        terminal::{Hangup, Patient, Signals, deadline},
    },
    words::watch::lines::{self, Line, Teller},
};

/// The time after which output that takes nothing is tried again.
const RETRY: Duration = Duration::from_secs(1);
/// Longest wait of the last lines for a slow reader.
const LAST: Duration = Duration::from_millis(500);

/// Follows the backup, and ends the program within two seconds behind that.
/// Errors: When signals cannot be heard, or standard output cannot be used.
pub async fn run(mut run: (Engine, Results), json: bool) -> io::Result<ExitCode> {
    follow(&mut run, Patient::stdout()?, json, true).await?;
    Ok(run.0.model.exit_code())
}

/// Follows the backup until it ends or cannot be followed, until a signal comes, or until nobody
/// reads the output any more. Returns whether the run ended by itself. `last`: the program has
/// nothing to do behind that. `json`: an object for each event, and one for the end.
/// Errors: When signals cannot be heard, or lines cannot be written.
pub async fn follow(
    (engine, results): &mut (Engine, Results),
    mut output: Patient,
    json: bool,
    last: bool,
) -> io::Result<bool> {
    let mut signals = Signals::listen()?;
    let gone = Hangup::watch(&output)?;
    let mut teller = Teller::new(&engine.model);
    let put = |output: &mut Patient, lines: Vec<Line>, model: &Model| match json {
        true => output.add_data(lines.iter().map(|line| lines::json(line, model, None))),
        false => output.add(lines.iter().map(Line::to_string)),
    };
    put(&mut output, teller.heads(&engine.model), &engine.model);
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
        let mut news = teller.news(&engine.model, clock::utc());
        news.extend(token_trouble(engine, &mut trouble));
        put(&mut output, news, &engine.model);
        if engine.leaving || !output.flush(Duration::ZERO) {
            break;
        }
        tokio::select! {
            biased;
            _ = signals.next() => break,
            () = gone.gone() => break,
            Some(msg) = results.recv() => engine.take(msg),
            () = sleep(RETRY), if output.is_behind() => {}
            () = tokio::time::sleep_until(engine.next_tick()) => engine.tick(),
        }
    }
    let by_itself = engine.leaving;
    if last || !by_itself {
        deadline::arm(ExitCode::Done as u8);
    }
    engine.last_records(results).await;
    put(&mut output, teller.news(&engine.model, clock::utc()), &engine.model);
    let code = engine.model.exit_code();
    if json {
        let last = teller.last(&engine.model, clock::utc());
        output.add_data([lines::json(&last, &engine.model, Some(code))]);
    } else {
        output.add(teller.end(&engine.model, clock::utc()).map(|line| line.to_string()));
    }
    output.flush(LAST);
    output.failed.map_or(Ok(by_itself), Err)
}

/// Returns a line if the token's file could not be read again, once for each reason.
fn token_trouble(engine: &Engine, told: &mut Option<String>) -> Option<Line> {
    if *told == engine.token_trouble {
        return None;
    }
    told.clone_from(&engine.token_trouble);
    told.as_ref().map(|why| lines::line(clock::utc(), &format!("{}: {why}", lines::TOKEN_UNREAD)))
}
