//! `geminidb-backup watch` before the first frame and call: finds the backup to watch,
//! and its endpoint and project.

use tokio::sync::mpsc;

use super::{Refused, sign_in};
use crate::{
    cli::watch::WatchArgs,
    core::{
        base::{disk_error::StateTrouble, exit::ExitCode},
        operation::journal_file::{DiskContents, File},
        watch::follow::{Follow, Subject, Unwatchable},
    },
    shell::{
        clock,
        disk::{folder::StateFolder, recorder::Recorder},
        event_loop::{
            engine::{Engine, Results},
            screens,
        },
        session::config::Configuration,
    },
    words,
};

pub struct Prepared {
    pub engine: (Engine, Results),
    /// The backup has ended: no screen is drawn.
    pub over: bool,
}

/// Finds the backup to watch, in the journal if the journal knows it. With `lines`
/// no operator can answer questions.
/// Errors: The reason why nothing can be watched.
pub async fn prepare(args: &WatchArgs, lines: bool) -> Result<Prepared, Refused> {
    let mut configuration =
        Configuration::connection(&args.connection).map_err(|e| Refused::usage(e.to_string()))?;
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
        return Err(Refused::usage(words::watch::follow::elsewhere(
            subject.operation.id,
            &intent.site,
            &configuration.place(),
        )));
    }
    let over = !subject.operation.is_open();
    let unattended = lines || over;
    if lines && !over {
        sign_in::enter(&configuration, ExitCode::Usage).await?;
    }
    if let Some(missing) =
        words::watch::follow::missing(&configuration.place(), unattended).filter(|_| !over)
    {
        let unknown = args.wanted.operation.filter(|_| subject.operation.intent.is_none());
        return Err(Refused::usage(words::watch::follow::not_told(unknown, missing)));
    }
    let watch =
        Follow { once: args.once, ..Follow::new(unattended, configuration.token_can_be_renewed()) };
    let engine =
        Engine::watch(configuration, (recorder, sender), (watch, subject), screens::size());
    Ok(Prepared { engine: (engine, results), over })
}

/// Returns the journal's content. A journal that cannot be read is an error if the operator named
/// an operation; a backup ID works without a journal.
fn journal(
    args: &WatchArgs,
    read: Result<(DiskContents, Option<File>), StateTrouble>,
) -> Result<(DiskContents, Option<File>), Refused> {
    match read {
        Ok(read) => Ok(read),
        Err(why) if args.wanted.operation.is_some() => {
            Err(Refused::usage(words::base::disk_error::trouble(&why)))
        }
        Err(_) => Ok((DiskContents::default(), None)),
    }
}

const fn status(why: &Unwatchable) -> ExitCode {
    match why {
        Unwatchable::NeverConfirmed(_) | Unwatchable::GivenUp => ExitCode::NothingCreated,
        Unwatchable::Damaged(..) => ExitCode::Unknown,
        Unwatchable::Unread(_) | Unwatchable::Demo => ExitCode::Usage,
    }
}
