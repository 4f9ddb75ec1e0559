//! `geminidb-backup watch` before the first frame and call: finds the backup to watch,
//! and its endpoint and project.

use super::{Refused, sign_in};
use crate::{
    cli::{ConnectionArgs, watch::WatchArgs},
    core::{
        base::ExitCode,
        operation::Operation,
        watch::follow::{Follow, Subject, Unwatchable, Wanted},
    },
    shell::{
        clock,
        disk::{Recorder, StateFolder},
        event_loop::{Engine, Results, screens},
        reports::Reports,
        session::Configuration,
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
    reports: Reports,
    results: Results,
}

impl Start {
    /// Reads the configuration. Touches no file of the state folder yet.
    pub fn of(connection: &ConnectionArgs) -> Result<Self, Refused> {
        let configuration = Configuration::connection(connection)?;
        let (reports, results) = Reports::channel();
        let folder = configuration.state_folder().and_then(StateFolder::of_this_user);
        let recorder = Recorder::new(folder, true, reports.clone());
        Ok(Self { configuration, recorder, reports, results })
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
            && !self.configuration.session().adopt(&intent.site)
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
    /// Errors: That something is missing, or with `status` that signing in failed.
    pub async fn connect(&self, unattended: bool, status: ExitCode) -> Result<(), Refused> {
        if unattended {
            sign_in::enter(&self.configuration, status).await?;
        }
        match words::watch::follow::missing(&self.configuration.place(), unattended) {
            None => Ok(()),
            Some(missing) => Err(Refused::usage(missing.to_owned())),
        }
    }

    /// Makes the engine that follows the backup.
    pub fn follow(self, watch: Follow, subject: Subject) -> (Engine, Results) {
        let Self { configuration, recorder, reports, results } = self;
        let pair = (recorder, reports);
        (Engine::watch(configuration, pair, (watch, subject), screens::size()), results)
    }
}

/// Finds the backup to watch. With `lines` no operator can answer questions.
/// Errors: The reason why nothing can be watched.
pub async fn prepare(args: &WatchArgs, lines: bool) -> Result<Prepared, Refused> {
    let mut start = Start::of(&args.connection)?;
    let mut subject = start.subject(&args.wanted, status).await?;
    let ended = &subject.operation;
    let asks = args.once && !ended.is_open() && !ended.is_of_a_demo();
    if let Some(backup) = ended.backup_id.clone().filter(|_| asks) {
        // The journal's end of the backup is no answer to what the service lists now.
        subject.operation = Operation::watched(ended.id, clock::utc(), backup);
    }
    let over = !subject.operation.is_open();
    if !over {
        start.connect(lines, ExitCode::Usage).await?;
    }
    let renewed = start.configuration.token_can_be_renewed();
    let watch = Follow { once: args.once, ..Follow::new(lines || over, renewed) };
    Ok(Prepared { engine: start.follow(watch, subject), over })
}

const fn status(why: &Unwatchable) -> ExitCode {
    match why {
        Unwatchable::NeverConfirmed(_) | Unwatchable::GivenUp => ExitCode::NothingCreated,
        Unwatchable::Damaged(..) => ExitCode::Unknown,
        Unwatchable::NotHere | Unwatchable::Unread(_) | Unwatchable::Demo => ExitCode::Usage,
    }
}
