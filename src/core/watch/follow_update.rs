//! A run that only follows: how the run begins, and when an unattended one ends by itself.

use super::{follow::GaveUp, state::WatchDesk};
use crate::core::{
    base::{CallFailure, Reason, UtcTime},
    operation::{Stage, backup::BackupRow},
    port::{Go, PromptKind, Terminal},
    session::signing::Next,
};

/// Seconds that a backup of which only the ID is known may be missing from the lists before there
/// is none. A refused token that nobody can replace gets the same time.
const PATIENCE: u64 = 60;
/// Seconds that a backup which is known to exist may be missing.
const LONG_PATIENCE: u64 = 600;

impl WatchDesk<'_> {
    /// Reads at once. In an attended run the operator is asked for missing settings first, and
    /// signing in is awaited. `unsettled`: how to sign in has not been chosen.
    pub fn begin(&mut self, unsettled: bool) {
        let Some(watch) = &self.room.follow else { return };
        let attended = !watch.unattended;
        match &self.shared.session.sign_in {
            None if attended && unsettled => return self.port.go(Go::AskCredentials),
            None if attended => return self.port.prompt(PromptKind::Token),
            Some(_) if attended && !self.shared.session.is_ready() => {
                return self.port.go(Go::SignIn(Next::Here));
            }
            _ => {}
        }
        self.take_up(self.shared.clock.utc);
        if attended {
            self.port.go(Go::Identify);
        }
        self.end_if_over();
    }

    /// Judges a reading of job and row.
    pub(super) fn follow_poll(
        &mut self,
        at: UtcTime,
        row: Option<Result<Option<BackupRow>, CallFailure>>,
    ) {
        let Some(operation) = self.operations.list.first() else { return };
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
        self.judge(at, vain);
    }

    /// Judges the lists that were read to find the backup.
    pub(super) fn follow_look(&mut self, at: UtcTime, rows: Result<(), CallFailure>) {
        let Some(operation) = self.operations.list.first() else { return };
        // A backup that was found is read next.
        let looks = operation.stage != Stage::Following;
        let vain = rows.map(|()| operation.looked_in_vain(at).then_some((0, GaveUp::NotFound)));
        if looks {
            self.tried();
        }
        self.judge(at, vain);
    }

    /// Ends an unattended run whose backup has ended, that waits in vain, or that reads once.
    pub(super) fn end_if_over(&mut self) {
        let (Some(watch), Some(operation)) = (&self.room.follow, self.operations.list.first())
        else {
            return;
        };
        let over = watch.gave_up.is_some() || !operation.is_open() || watch.once && watch.has_tried;
        if watch.unattended && over {
            self.port.effect(Terminal::Quit);
        }
    }

    fn tried(&mut self) {
        if let Some(watch) = &mut self.room.follow {
            watch.has_tried = true;
        }
    }

    /// Gives up once the readings have been in vain for the allowed time; not in an attended
    /// run, where the operator judges.
    fn judge(&mut self, at: UtcTime, vain: Result<Option<(u64, GaveUp)>, CallFailure>) {
        let Some(watch) = self.room.follow.as_mut().filter(|watch| watch.unattended) else {
            return;
        };
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
        self.end_if_over();
    }
}

/// Returns how many seconds a failure that will not mend is borne with; `None` for one that may. A
/// backup that was shown once may be shown again, so only a refusal from the beginning is final;
/// and a token in a file may be renewed there.
fn hopeless(why: &CallFailure, has_read: bool, token_renewed: bool) -> Option<u64> {
    let refusal = why.refusal()?;
    match refusal.head.status {
        401 if token_renewed => None,
        401 => Some(PATIENCE),
        408 | 425 => None,
        _ if refusal.reason() == Reason::Throttled => None,
        400..=499 if !has_read => Some(0),
        _ => None,
    }
}
