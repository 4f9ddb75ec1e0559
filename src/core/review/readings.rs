//! What Review reads of the service: asking, and what an answer changes.

use super::{
    page::{Review, ReviewFocus},
    preflight::readings::Preflight,
    state::{ReviewRoom, Surroundings},
};
use crate::core::{
    base::{Ask, Level, Pattern, pattern::first_fitting, remote::Remote},
    draft::{Draft, Target, rules},
    port::{Cancel, Effect, Notice, Port, Query, Reply, Shared},
};

/// Asks the service all of these under one number.
pub(super) fn ask_all(shared: &Shared, ask: Ask, queries: Vec<Query>, port: &mut Port) {
    if let Some(service) = shared.service {
        port.effects(queries.into_iter().map(|query| service.ask(ask, query)));
    }
}

/// Returns the production pattern that the instance's name fits. An instance that was typed by its
/// ID has no name, and needs more typed anyway.
pub(super) fn production(patterns: &[Pattern], target: &Target) -> Option<String> {
    let instance = target.listed()?;
    first_fitting(patterns, &instance.name).map(|pattern| pattern.as_str().to_owned())
}

impl ReviewRoom {
    /// Takes an answer of the service in, and does what follows from it.
    pub(crate) fn replied(
        &mut self,
        ask: Ask,
        reply: Reply,
        draft: &mut Draft,
        around: Surroundings<'_>,
        port: &mut Port,
    ) {
        let Some(review) = &mut self.open else { return };
        let field = review.shows_phrase();
        let instance_id = review.target.id().clone();
        let mut waiting = review.waiting.as_mut().filter(|_| review.ask == ask);
        let (preflight, request) = match &mut review.rereading {
            Some(rereading) if rereading.ask == ask => (&mut rereading.fresh, &review.request),
            _ if review.ask == ask => (&mut review.preflight, &review.request),
            _ => return,
        };
        let mut queries = Vec::new();
        // Review as a whole goes by the instance and its backups, not only a check.
        let grave = matches!(reply, Reply::Instance { .. } | Reply::Backups { .. });
        let at = match reply {
            Reply::Instance { at, instance } => {
                preflight.instance = Remote::arrived(at, instance);
                if let Some(waiting) = &mut waiting {
                    waiting.awaited.0 = false;
                }
                at
            }
            Reply::Backups { at, rows } => {
                preflight.backups = Remote::arrived(at, rows);
                if let Some(waiting) = &mut waiting {
                    waiting.awaited.1 = false;
                }
                at
            }
            Reply::Names { at, database, names } => {
                let chosen = request.scope().databases();
                if let (Some(lists), Some(chosen)) = (&mut preflight.names, chosen) {
                    let list = (database.as_deref(), names);
                    queries = lists.list_arrived(chosen, &instance_id, at, list);
                }
                at
            }
            Reply::Quota { at, quota } => {
                preflight.quota = Remote::arrived(at, quota);
                at
            }
            Reply::Instances { .. }
            | Reply::Named { .. }
            | Reply::BackupPage(..)
            | Reply::Databases { .. }
            | Reply::Tables { .. } => return,
        };
        ask_all(around.shared, ask, queries, port);
        if review.ask == ask {
            if grave {
                review.adopt(draft, around.shared);
            }
            review.checks_came(field, port);
            self.wait_on(at, around.shared, port);
        } else {
            // What was confirmed stays on the screen until all of it can be compared.
            review.compare(at, draft, around, port);
        }
    }

    /// Ends the reading of names that nobody waits for any more: Review was left,
    /// or reads everything once more.
    pub(crate) fn stop_names(&mut self) -> Option<Effect> {
        let awaits = |p: &Preflight| p.names.as_ref().is_some_and(|names| names.at().is_none());
        let wanted = self.open.as_ref().and_then(|review| {
            let fresh = review.rereading.as_ref().filter(|r| awaits(&r.fresh)).map(|r| r.ask);
            fresh.or_else(|| awaits(&review.preflight).then_some(review.ask))
        });
        let before = std::mem::replace(&mut self.reading_names, wanted);
        (before.is_some() && before != wanted).then_some(Effect::Cancel(Cancel::Names))
    }
}

impl Review {
    /// Begins to read everything, as if Review had just been opened. Returns what is to be asked.
    pub(super) fn restart(&mut self, ask: Ask) -> Vec<Query> {
        self.ask = ask;
        self.changed.clear();
        let (preflight, queries) = Preflight::begin(ask, &self.target, self.request.scope());
        self.preflight = preflight;
        queries
    }

    /// Takes over into the draft, the rules and Review what the instance is now, and reckons the
    /// estimate by the instance and its backups.
    pub(super) fn adopt(&mut self, draft: &mut Draft, shared: &Shared) {
        if let Remote::Here { value: Some(instance), .. } = &self.preflight.instance {
            self.target = Target::Listed(instance.clone());
            self.production = production(&shared.production, &self.target);
            draft.target = Some(self.target.clone());
            self.rules = rules::broken(draft);
        }
        self.estimate = self.reckon();
    }

    /// Lets the guard start over after checks came. Where the button has become a field, or a field
    /// the button, the focus leaves both: the next key must not act on what has just appeared.
    pub(super) fn checks_came(&mut self, field_before: bool, port: &mut Port) {
        self.guard.follow(false);
        if self.shows_phrase() != field_before {
            self.focus = ReviewFocus::Look;
        }
        if self.level() != Level::Wait {
            port.unsay(&Notice::ChecksReading);
        }
    }
}
