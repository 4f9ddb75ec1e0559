//! Signing in for a command that nobody attends, and a client that cannot send.

use super::Refused;
use crate::{
    api::Reads,
    cli::ConnectionArgs,
    core::{
        base::ExitCode,
        operation::history::Service,
        session::{EntryFailure, Mode, Site},
    },
    shell::session::Configuration,
    words,
};

/// Returns the reads of the service that the options and the set-up name.
/// Errors: What is missing, or why signing in failed.
pub async fn reads(args: &ConnectionArgs) -> Result<(Reads, Service), Refused> {
    let configuration = Configuration::connection(args)?;
    enter(&configuration, ExitCode::Unknown).await?;
    let place = configuration.place();
    let site = Site::of(Mode::Live, &place).map(|site| Service::of(&site));
    configuration.reads().zip(site).ok_or_else(|| {
        let missing = words::watch::follow::missing(&place, true);
        Refused::usage(missing.unwrap_or(words::watch::follow::NOT_READY).to_owned())
    })
}

/// Signs in with one attempt, if a sign-in is needed. No operator can be asked.
/// Errors: What is missing; a sign-in that failed has the status `failed`.
pub async fn enter(configuration: &Configuration, failed: ExitCode) -> Result<(), Refused> {
    if let Some(sentence) = configuration.several_sources() {
        return Err(Refused::usage(sentence));
    }
    let place = configuration.place();
    if place.is_ready() || place.sign_in.is_none() {
        return Ok(());
    }
    let Some((flow, turn)) = configuration.session().begin_sign_in(None, true) else {
        return Ok(());
    };
    let method = place.sign_in.as_ref().map(|sign_in| sign_in.method);
    let outcome = flow.run().await.map_err(|why| {
        let sentence = words::watch::follow::not_signed_in(&why, method);
        match why {
            EntryFailure::NoEndpoint | EntryFailure::NoCredentials => Refused::usage(sentence),
            EntryFailure::SignIn(_) | EntryFailure::Projects(_) => {
                Refused { sentence, status: failed }
            }
        }
    })?;
    if let Some(projects) = &outcome.projects {
        return Err(Refused::usage(words::watch::follow::no_single_project(projects)));
    }
    configuration.session().accept(turn, outcome);
    Ok(())
}
