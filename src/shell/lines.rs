//! A watch without a terminal: the same engine as behind the screens, and a line for each event instead of frames.

use std::{
    fs::File,
    io::{self, Write},
    os::fd::AsFd,
    time::Duration,
};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tokio::time::sleep;

use super::{
    clock, deadline,
    engine::{Engine, Results},
    hangup::Hangup,
    look,
    signals::Signals,
};
use crate::{
    core::exit::ExitCode,
    words::lines::{self, Teller},
};

/// Output that takes nothing is tried again after this time.
const RETRY: Duration = Duration::from_secs(1);
/// The last lines wait so long for a reader that takes its time.
const LAST: Duration = Duration::from_millis(500);
/// So much goes into a pipe at once or not at all: it has room for that if it has room.
const PIECE: usize = 4096;

/// Follows the backup until it ends, until there is no use in it, until a signal comes, or until nobody reads any more.
///
/// # Errors
/// When signals cannot be heard, or standard output cannot be used.
pub async fn run((mut engine, mut results): (Engine, Results)) -> io::Result<ExitCode> {
    let mut signals = Signals::listen()?;
    let mut output = Output::stdout()?;
    let gone = Hangup::watch_stdout()?;
    let mut teller = Teller::new(&engine.model);
    output.add(teller.heads(&engine.model));
    engine.begin();
    let mut trouble = None;
    loop {
        while let Ok(msg) = results.try_recv() {
            engine.take(msg);
        }
        // On disk before it is said; also what comes during the wait.
        while engine.recorder.before_frame().await {
            while let Ok(msg) = results.try_recv() {
                engine.take(msg);
            }
        }
        output.add(teller.news(&engine.model, clock::utc()));
        output.add(token_trouble(&engine, &mut trouble));
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
    deadline::arm(ExitCode::Done as u8);
    engine.last_records(&mut results).await;
    output.add(teller.news(&engine.model, clock::utc()));
    output.add(teller.end(&engine.model, clock::utc()));
    output.flush(LAST);
    Ok(engine.model.exit_code())
}

/// That the token's file could not be read again, once for each reason.
fn token_trouble(engine: &Engine, told: &mut Option<String>) -> Option<String> {
    if *told == engine.token_trouble {
        return None;
    }
    told.clone_from(&engine.token_trouble);
    told.as_ref().map(|why| lines::line(clock::utc(), &format!("{}: {why}", lines::TOKEN_UNREAD)))
}

/// Standard output that may be a pipe whose reader has stalled: what it does not take at once waits here, and the
/// loop goes on hearing signals.
struct Output {
    file: File,
    waiting: Vec<u8>,
}

impl Output {
    fn stdout() -> io::Result<Self> {
        Ok(Self { file: File::from(io::stdout().as_fd().try_clone_to_owned()?), waiting: Vec::new() })
    }

    fn add(&mut self, lines: impl IntoIterator<Item = String>) {
        for line in lines {
            self.waiting.extend(look::written(&line).bytes().chain([b'\n']));
        }
    }

    fn is_behind(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Writes what there is room for; waits so long for more. False if nobody will ever read it.
    fn flush(&mut self, patience: Duration) -> bool {
        let patience = Timespec::try_from(patience).ok();
        while !self.waiting.is_empty() {
            let room = poll(&mut [PollFd::new(&self.file, PollFlags::OUT)], patience.as_ref());
            if room == Ok(0) {
                return true;
            }
            let piece = self.waiting.len().min(PIECE);
            match self.file.write(&self.waiting[..piece]) {
                Ok(written) => drop(self.waiting.drain(..written)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return true,
                Err(_) => return false,
            }
        }
        true
    }
}
