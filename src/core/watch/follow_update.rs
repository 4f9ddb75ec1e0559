//! A run that only follows: how the run begins, and when an unattended one ends by itself.

use super::{follow::GaveUp, state::Watch};
use crate::core::{
    base::{call::CallFailure, refusal_reason::Reason, time::UtcTime},
    operation::{Stage, backup::BackupRow, operations::Operations},
    port::{
        effect::{Effect, Terminal},
        outcome::{Go, Port},
        overlay::{Prompt, PromptKind},
        shared::Shared,
    },
    session::signing::Next,
};

/// Seconds that a backup of which only the ID is known may be missing from the lists before there
/// is none. A refused token that nobody can replace gets the same time.
const PATIENCE: u64 = 60;
/// Seconds that a backup which is known to exist may be missing.
const LONG_PATIENCE: u64 = 600;

impl Watch {
    /// Reads at once. In an attended run the operator is asked for missing settings first, and
    /// signing in is awaited. `unsettled`: how to sign in has not been chosen.
    pub(in crate::core) fn begin(
        &mut self,
        unsettled: bool,
        operations: &mut Operations,
        shared: &Shared,
        port: &mut Port,
    ) {
        let Some(watch) = &self.follow else { return };
        let attended = !watch.unattended;
        match &shared.session.sign_in {
            None if attended && unsettled => return port.go(Go::AskCredentials),
            None if attended => return port.go(Go::Ask(Prompt::new(PromptKind::Token))),
            Some(_) if attended && !shared.session.is_ready() => {
                return port.go(Go::SignIn(Next::Here));
            }
            Some(_) | None => {}
        }
        self.take_up(shared.clock.utc, operations, shared, port);
        if attended {
            port.go(Go::Identify);
        }
        port.effects(self.end(operations));
    }

    /// Ends an unattended run whose backup has ended, that waits in vain, or that reads once.
    pub(super) fn end(&self, operations: &Operations) -> Option<Effect> {
        let (watch, operation) = (self.follow.as_ref()?, operations.list.first()?);
        let over = watch.gave_up.is_some() || !operation.is_open() || watch.once && watch.has_tried;
        (watch.unattended && over).then_some(Effect::Terminal(Terminal::Quit))
    }

    /// Judges a reading of job and row.
    pub(super) fn follow_poll(
        &mut self,
        at: UtcTime,
        row: Option<Result<Option<BackupRow>, CallFailure>>,
        operations: &Operations,
        port: &mut Port,
    ) {
        let Some(operation) = operations.list.first() else { return };
        let vain = match row {
            // A running job vouches for a row that lags.
            Some(Ok(None)) if operation.is_seen_running() => Ok(None),
            Some(Ok(None)) => {
                let patience = if operation.is_unseen() { PATIENCE } else { LONG_PATIENCE };
                Ok(Some((patience, GaveUp::NotListed)))
            }
            Some(Ok(Some(_))) | None => Ok(None),
            Some(Err(why)) => Err(why),
        };
        self.tried();
        self.judge(at, vain, operations, port);
    }

    /// Judges the lists that were read to find the backup.
    pub(super) fn follow_look(
        &mut self,
        at: UtcTime,
        rows: Result<(), CallFailure>,
        operations: &Operations,
        port: &mut Port,
    ) {
        let Some(operation) = operations.list.first() else { return };
        // A backup that was found is read next.
        if operation.stage != Stage::Following {
            self.tried();
        }
        let vain = rows.map(|()| operation.looked_in_vain(at).then_some((0, GaveUp::NotFound)));
        self.judge(at, vain, operations, port);
    }

    fn tried(&mut self) {
        if let Some(watch) = &mut self.follow {
            watch.has_tried = true;
        }
    }

    /// Gives up once the readings have been in vain for the allowed time; not in an attended
    /// run, where the operator judges.
    fn judge(
        &mut self,
        at: UtcTime,
        vain: Result<Option<(u64, GaveUp)>, CallFailure>,
        operations: &Operations,
        port: &mut Port,
    ) {
        let Some(watch) = self.follow.as_mut().filter(|watch| watch.unattended) else { return };
        let vain = match vain {
            Ok(vain) => {
                watch.has_read = true;
                vain
            }
            Err(why) => hopeless(&why, watch.has_read, watch.token_renewed)
                .map(|patience| (patience, GaveUp::Refused(why))),
        };
        match vain {
            None => watch.in_vain_since = None,
            Some((patience, why)) => {
                let since = *watch.in_vain_since.get_or_insert(at);
                if at.since(since) >= patience {
                    watch.gave_up = Some(why);
                }
            }
        }
        port.effects(self.end(operations));
    }
}

/// Returns how many seconds a failure that will not mend is borne with; `None` for one that may. A
/// backup that was shown once may be shown again, so only a refusal from the beginning is final;
/// and a token in a file may be renewed there.
fn hopeless(why: &CallFailure, has_read: bool, token_renewed: bool) -> Option<u64> {
    let CallFailure::Refused(refusal) = why else { return None };
    match refusal.head.status {
        401 if token_renewed => None,
        401 => Some(PATIENCE),
        408 | 425 => None,
        _ if refusal.reason() == Reason::Throttled => None,
        400..=499 if !has_read => Some(0),
        _ => None,
    }
}
