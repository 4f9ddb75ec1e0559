//! `geminidb-backup watch` before the first frame and call: finds the backup to watch,
//! and its endpoint and project.

use tokio::sync::mpsc::{self, UnboundedSender};

use super::Refused;
use crate::{
    cli::{ConnectionArgs, WatchArgs},
    core::{
        base::{exit::ExitCode, ids::OperationId},
        port::message::Msg,
        session::signing::EntryFailure,
        watch::follow::{Follow, Subject, Unwatchable, Wanted},
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

/// What a command that only reads begins with.
pub(super) struct Start {
    pub configuration: Configuration,
    recorder: Recorder,
    sender: UnboundedSender<Msg>,
    results: Results,
}

impl Start {
    /// Reads the configuration. Touches no file of the state folder yet.
    pub fn of(connection: &ConnectionArgs) -> Result<Self, Refused> {
        let configuration =
            Configuration::connection(connection).map_err(|e| Refused::usage(e.to_string()))?;
        let (sender, results) = mpsc::unbounded_channel();
        let folder = configuration.state_folder().and_then(StateFolder::of_this_user);
        let recorder = Recorder::new(folder, true, sender.clone());
        Ok(Self { configuration, recorder, sender, results })
    }

    /// Finds the backup, in the journal if the journal knows it, and takes endpoint and project
    /// from there. A journal that cannot be read is an error if the operator named an operation; a
    /// backup ID works without a journal.
    /// Errors: The reason why there is no such backup, with a status of `status`.
    pub async fn subject(
        &mut self,
        wanted: &Wanted,
        status: fn(&Unwatchable) -> ExitCode,
    ) -> Result<Subject, Refused> {
        let refused = |why: Unwatchable| Refused {
            sentence: words::watch::follow::unwatchable(wanted, &why),
            status: status(&why),
        };
        let (found, own) = match self.recorder.look_up(wanted.operation).await {
            Err(why) if wanted.operation.is_some() => {
                return Err(refused(Unwatchable::Unread(why)));
            }
            read => read.unwrap_or_default(),
        };
        let subject = Subject::find(wanted, clock::utc(), &found, own.as_ref()).map_err(refused)?;
        if let Some(intent) = &subject.operation.intent
            && !self.configuration.adopt(&intent.site)
        {
            return Err(Refused::usage(words::watch::follow::elsewhere(
                subject.operation.id,
                &intent.site,
                &self.configuration.place(),
            )));
        }
        Ok(subject)
    }

    /// Signs in if no operator can do that on a screen, and looks what is still missing.
    /// `unknown`: the journal has no such operation.
    /// Errors: That something is missing, or with `status` that signing in failed.
    pub async fn connect(
        &self,
        unattended: bool,
        unknown: Option<OperationId>,
        status: ExitCode,
    ) -> Result<(), Refused> {
        if unattended {
            enter(&self.configuration, status).await?;
        }
        match words::watch::follow::missing(&self.configuration.place(), unattended) {
            None => Ok(()),
            Some(missing) => Err(Refused::usage(words::watch::follow::not_told(unknown, missing))),
        }
    }

    /// Makes the engine that follows the backup.
    pub fn follow(self, watch: Follow, subject: Subject) -> (Engine, Results) {
        let Self { configuration, recorder, sender, results } = self;
        let pair = (recorder, sender);
        (Engine::watch(configuration, pair, (watch, subject), screens::size()), results)
    }
}

/// Finds the backup to watch. With `lines` no operator can answer questions.
/// Errors: The reason why nothing can be watched.
pub async fn prepare(args: &WatchArgs, lines: bool) -> Result<Prepared, Refused> {
    let mut start = Start::of(&args.connection)?;
    let subject = start.subject(&args.wanted, status).await?;
    let over = !subject.operation.is_open();
    if !over {
        let unknown = args.wanted.operation.filter(|_| subject.operation.intent.is_none());
        start.connect(lines, unknown, ExitCode::Usage).await?;
    }
    let renewed = start.configuration.token_can_be_renewed();
    let watch = Follow { once: args.once, ..Follow::new(lines || over, renewed) };
    Ok(Prepared { engine: start.follow(watch, subject), over })
}

/// Signs in with one attempt, if a sign-in is needed. No operator can be asked.
/// Errors: That a setting is missing, or with `status` that the attempt failed.
async fn enter(configuration: &Configuration, status: ExitCode) -> Result<(), Refused> {
    if let Some(sentence) = configuration.several_sources() {
        return Err(Refused::usage(sentence));
    }
    let place = configuration.place();
    if place.is_ready() || place.sign_in.is_none() {
        return Ok(());
    }
    let (flow, turn) = {
        let mut session = configuration.session();
        (session.sign_in_flow(None, true), session.next_turn())
    };
    let Some(flow) = flow else { return Ok(()) };
    let method = place.sign_in.as_ref().map(|sign_in| sign_in.method);
    let outcome = flow.run().await.map_err(|why| {
        let sentence = words::watch::follow::not_signed_in(&why, method);
        match why {
            EntryFailure::NoEndpoint | EntryFailure::NoCredentials => Refused::usage(sentence),
            EntryFailure::SignIn(_) | EntryFailure::Projects(_) => Refused { sentence, status },
        }
    })?;
    if let Some(projects) = &outcome.projects {
        return Err(Refused::usage(words::watch::follow::no_single_project(projects)));
    }
    configuration.session().accept(turn, outcome);
    Ok(())
}

const fn status(why: &Unwatchable) -> ExitCode {
    match why {
        Unwatchable::NeverConfirmed(_) | Unwatchable::GivenUp => ExitCode::NothingCreated,
        Unwatchable::Damaged(..) => ExitCode::Unknown,
        Unwatchable::Unread(_) | Unwatchable::Demo => ExitCode::Usage,
    }
}
