//! `geminidb-backup watch`, before anything is drawn or called: what is to be watched, and where it
//! is.

use tokio::sync::mpsc;

use super::{
    clock,
    config::Configuration,
    engine::{Engine, Results},
    recorder::Recorder,
    runner,
    state::folder::StateFolder,
};
use crate::{
    cli::WatchArgs,
    core::{
        base::{disk_error::StateTrouble, exit::ExitCode},
        operation::journal_file::{File, Found},
        watch::follow::{Subject, Unwatchable, WatchOnly},
    },
    words,
};

/// Why there will be no watch, in a sentence, and the exit status.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    /// One sentence without its end mark.
    pub sentence: String,
    pub status: ExitCode,
}

/// A watch that has not begun.
pub struct Prepared {
    pub engine: (Engine, Results),
    /// There is nothing to follow any more, and nothing to draw.
    pub over: bool,
}

/// Finds out what is to be watched, in the journal if that knows it, and where. `lines`:
/// nobody is there to ask.
///
/// # Errors
/// One sentence.
pub async fn prepare(args: &WatchArgs, lines: bool) -> Result<Prepared, Refused> {
    let mut configuration =
        Configuration::connection(&args.connection).map_err(|e| usage(e.to_string()))?;
    let (sender, results) = mpsc::unbounded_channel();
    let recorder = Recorder::new(
        configuration.state_folder().and_then(StateFolder::of_this_user),
        true,
        sender.clone(),
    );
    let (found, own) = journal(args, recorder.look_up(args.wanted.operation).await)?;
    let subject =
        Subject::find(&args.wanted, clock::utc(), &found, own.as_ref()).map_err(|why| Refused {
            sentence: words::watch::follow::unwatchable(&args.wanted, &why),
            status: status(&why),
        })?;
    if let Some(intent) = &subject.operation.intent
        && !configuration.adopt(&intent.site)
    {
        return Err(usage(words::watch::follow::elsewhere(
            subject.operation.id,
            &intent.site,
            &configuration.place(),
        )));
    }
    let over = !subject.operation.is_open();
    let unattended = lines || over;
    if lines && !over {
        enter(&configuration).await?;
    }
    if let Some(missing) =
        words::watch::follow::missing(&configuration.place(), unattended).filter(|_| !over)
    {
        let unknown = args.wanted.operation.filter(|_| subject.operation.intent.is_none());
        return Err(usage(words::watch::follow::not_told(unknown, missing)));
    }
    let watch = WatchOnly::new(unattended, configuration.token_can_be_renewed());
    let engine = Engine::watch(configuration, (recorder, sender), (watch, subject), runner::size());
    Ok(Prepared { engine: (engine, results), over })
}

/// Nobody is there to ask: signs in before anything is read, where that
/// is needed, with one attempt.
async fn enter(configuration: &Configuration) -> Result<(), Refused> {
    if let Some(sentence) = configuration.several_sources() {
        return Err(usage(sentence));
    }
    let place = configuration.place();
    if place.is_ready() || place.sign_in.is_none() {
        return Ok(());
    }
    let (entering, turn) = {
        let mut session = configuration.session();
        (session.entering(None, true), session.next_turn())
    };
    let Some(entering) = entering else { return Ok(()) };
    let method = place.sign_in.as_ref().map(|sign_in| sign_in.method);
    let arrived = entering
        .run()
        .await
        .map_err(|why| usage(words::watch::follow::not_signed_in(&why, method)))?;
    if let Some(projects) = &arrived.projects {
        return Err(usage(words::watch::follow::no_single_project(projects)));
    }
    configuration.session().arrived(turn, arrived);
    Ok(())
}

/// What the journal holds. Where it cannot be read, a backup ID works without it; six
/// characters might be an operation.
fn journal(
    args: &WatchArgs,
    read: Result<(Found, Option<File>), StateTrouble>,
) -> Result<(Found, Option<File>), Refused> {
    match read {
        Ok(read) => Ok(read),
        Err(why) if args.wanted.operation.is_some() => {
            Err(usage(words::base::disk_error::trouble(&why)))
        }
        Err(_) => Ok((Found::default(), None)),
    }
}

const fn usage(sentence: String) -> Refused {
    Refused { sentence, status: ExitCode::Usage }
}

const fn status(why: &Unwatchable) -> ExitCode {
    match why {
        Unwatchable::NeverConfirmed(_) | Unwatchable::GivenUp => ExitCode::NothingCreated,
        Unwatchable::Damaged(..) => ExitCode::Unknown,
        Unwatchable::Unread(_) | Unwatchable::Demo => ExitCode::Usage,
    }
}
