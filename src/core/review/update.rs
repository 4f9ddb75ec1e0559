//! Review: opening it, its keys, and the journal's share in it.

use super::{
    check::Check,
    export::Export,
    page::{Recorded, Review, ReviewFocus},
    preflight::readings::Preflight,
    readings::{ask_all, production},
    sending::held_back,
    state::{ReviewRoom, Surroundings},
};
use crate::core::{
    base::{Ask, Level, Millis, OperationId, Press, SendGuard, StateTrouble, UtcTime},
    draft::{BackupRequest, Draft, Target, rules, run_line},
    operation::{
        Entry, Event, Intent, Operation, checked::MOST, created::Created, journal_file::Rival,
    },
    port::{
        Action, Disk, Effect, Go, Notice, Port, Prompt, PromptKind, Screen, Sender, Sending,
        Shared, Terminal, TextPage,
    },
    scope::Tree,
    session::{Mode, Site},
};

impl ReviewRoom {
    /// Opens Review of the draft, or offline its export, and returns the screen that shows
    /// it. Where no call can be made yet, or the draft is no request, the run goes to
    /// where that is mended. `after` is the operation whose backup was not found and that
    /// the request is to replace.
    pub(crate) fn open(
        &mut self,
        draft: &Draft,
        after: Option<OperationId>,
        around: Surroundings<'_>,
        port: &mut Port,
    ) -> Option<Screen> {
        let shared = around.shared;
        if shared.mode == Mode::Offline {
            self.export = Export::of(draft);
            if self.export.is_none() {
                port.go(Go::Errors);
            }
            return self.export.is_some().then_some(Screen::Export);
        }
        let ready = shared.session.is_ready();
        let Some(site) = Site::of(shared.mode, &shared.session).filter(|_| ready) else {
            port.go(Go::NewBackup);
            return None;
        };
        let (Ok(request), Some(target)) =
            (BackupRequest::build(&site.project, draft), draft.target.clone())
        else {
            port.go(Go::Errors);
            return None;
        };
        let ask = port.number();
        let (preflight, queries) = Preflight::begin(ask, &target, request.scope());
        let review = Review {
            after: after.or_else(|| not_found(&request, &target, around)),
            reviewed: request.review(),
            request,
            rivals: rivals(&target, around.operations),
            production: production(&shared.production, &target),
            target,
            tables: draft.tables().map(Tree::counts),
            typed_names: draft.tables().map_or(0, Tree::chosen_typed_names),
            rules: rules::broken(draft),
            recorded: if shared.sender.is_some() { Recorded::Writing } else { Recorded::ReadOnly },
            intending: None,
            taken: None,
            preflight,
            estimate: None,
            ask,
            rereading: None,
            jumped: None,
            changed: Vec::new(),
            waiting: None,
            focus: ReviewFocus::Look,
            phrase: tui_input::Input::default(),
            scroll: 0,
            guard: SendGuard::Off,
        };
        if let Some(sender) = shared.sender {
            port.effect(review.record(sender, self.recorded, &site, shared));
        }
        ask_all(shared, ask, queries, port);
        self.open = Some(review);
        Some(Screen::Review)
    }

    pub(crate) fn act(
        &mut self,
        action: Action,
        (press, before): (Press, Option<Millis>),
        draft: &Draft,
        around: Surroundings<'_>,
        port: &mut Port,
    ) {
        let Some(review) = &mut self.open else { return port.go(Go::Compose(None)) };
        let shared = around.shared;
        if review.rereading.is_some() {
            // A second Enter does nothing, every other key gives the send up.
            if action == Action::Enter {
                port.say(Notice::Rereading);
            } else {
                self.give_up(port);
            }
            return;
        }
        if review.waiting.is_some() {
            return match action {
                Action::Back | Action::AwaitIdle => {
                    review.waiting = None;
                    port.say(Notice::WaitingStopped);
                }
                Action::Reload => review.read_busy(shared, port),
                _ => port.say(Notice::Waiting),
            };
        }
        match action {
            // There is no button.
            Action::Next | Action::Enter if review.is_read_only() => port.say(Notice::ReadOnly),
            Action::Next => {
                review.focus = match review.focus {
                    ReviewFocus::Look => ReviewFocus::Send,
                    ReviewFocus::Send => ReviewFocus::Look,
                };
            }
            Action::Enter if review.focus == ReviewFocus::Look => port.say(Notice::TabFirst),
            Action::Enter => review.press_button(press, before, around, port),
            Action::Copy => copy_line(draft, shared, port),
            // The intent is being written: what comes of it is said on this screen.
            Action::Back | Action::AwaitIdle if review.intending.is_some() => {
                port.say(Notice::Intending);
            }
            Action::Reload => self.reload(shared, port),
            Action::AwaitIdle => review.wait_for_idle(shared.clock.utc_at(press.at), port),
            Action::AsText => review.show_chosen(port),
            Action::Back => {
                port.go(review.taken_names().map_or(Go::Compose(None), Go::NamesTaken));
                self.open = None;
            }
            _ => {}
        }
    }

    pub(crate) fn act_on_export(&mut self, action: Action, draft: &Draft, port: &mut Port) {
        if self.export.is_none() || action == Action::Back {
            self.export = None;
            port.go(Go::Compose(None));
        } else if action == Action::Enter {
            let path = format!("./{}.draft.json", draft.name.value());
            port.prompt(Prompt::new(PromptKind::SavePath).with(path));
        }
    }

    /// Takes in a key without a meaning: a send that is being read for is given up. Otherwise the
    /// button loses the focus, for the operator is not thinking of sending.
    pub(crate) fn stray_key(&mut self, on_button: bool, port: &mut Port) {
        if self.give_up(port) || !on_button {
            return;
        }
        if let Some(review) = &mut self.open {
            review.focus = ReviewFocus::Look;
            port.say(Notice::OffTheButton);
        }
    }

    /// Takes in that the program was stopped and goes on. Meanwhile something else stood on the
    /// terminal, so what would be sent has to be seen once more.
    pub(crate) fn resumed(&mut self, port: &mut Port) {
        self.give_up(port);
        self.arm(false);
    }

    /// Lets the guard of the send key follow the button: a press is about sending only
    /// where Review lies on top.
    pub(crate) fn arm(&mut self, in_front: bool) {
        if let Some(review) = &mut self.open {
            let armed = in_front && review.is_armed();
            review.guard.follow(armed);
        }
    }

    /// Takes in that the journal has the reviewed request, or why not. `rivals` are the unresolved
    /// operations on the same instance; they ask for a new look.
    pub(crate) fn request_recorded(
        &mut self,
        ask: Ask,
        result: Result<OperationId, StateTrouble>,
        rivals: Vec<Rival>,
        shared: &Shared,
        port: &mut Port,
    ) {
        if let Ok(id) = result {
            self.recorded = Some(id);
        }
        let Some(review) = self.open.as_mut().filter(|review| review.ask == ask) else { return };
        let field = review.shows_phrase();
        review.recorded = match result {
            Ok(id) if shared.journal_on => Recorded::Yes(id),
            Ok(id) => Recorded::Without(id),
            Err(why) => Recorded::Failed(why),
        };
        review.add_rivals(rivals);
        review.checks_came(field, port);
    }

    /// Takes in what has become of an operation of this run. One that Review warns of may turn out
    /// to have made its backup, or none; one of the same name and instance takes the name.
    pub(crate) fn learnt(&mut self, operation: &Operation, port: &mut Port) {
        let Some(review) = &mut self.open else { return };
        let field = review.shows_phrase();
        if review.update_rival(operation.id, Rival::of(operation)) {
            review.checks_came(field, port);
        }
        let same = review.request.name() == operation.name()
            && Some(review.target.id()) == operation.instance();
        if same && operation.created == Some(Created::Yes) {
            review.taken.clone_from(&operation.backup_id);
        }
    }

    /// Reads everything once more. A review that is not in the journal is written again.
    pub(super) fn reload(&mut self, shared: &Shared, port: &mut Port) {
        let ask = port.number();
        let Some(site) = Site::of(shared.mode, &shared.session) else { return };
        let Some(review) = self.open.as_mut().filter(|review| review.intending.is_none()) else {
            return;
        };
        let field = review.shows_phrase();
        let queries = review.restart(ask);
        let unwritten = matches!(review.recorded, Recorded::Failed(_) | Recorded::Writing);
        if unwritten {
            review.recorded = Recorded::Writing;
        }
        review.checks_came(field, port);
        if let (true, Some(sender)) = (unwritten, shared.sender) {
            port.effect(review.record(sender, self.recorded, &site, shared));
        }
        ask_all(shared, ask, queries, port);
    }

    /// Returns the last lines for the journal as the program ends: an intent that has not been sent
    /// is taken back, and a review that was not confirmed is given up. Where the draft is not on
    /// disk (`unsaved`), the review is the only copy of what was typed, and stays.
    pub(crate) fn leaving(&mut self, at: UtcTime, unsaved: bool, port: &mut Port) -> Vec<Effect> {
        // What is being read for a send has no time left.
        self.give_up(port);
        let intending =
            self.open.take_if(|review| review.intending.is_some()).and_then(|r| r.operation());
        let given_up = self.recorded.take().filter(|id| Some(*id) != intending && !unsaved);
        let taken_back = intending.map(|id| held_back(id, at));
        let given_up = given_up.map(|operation| {
            let entries = vec![Entry { at, event: Event::GivenUp }];
            Effect::Disk(Disk::Write { operation, entries, close: true })
        });
        taken_back.into_iter().chain(given_up).collect()
    }
}

/// Returns the operation that the request would repeat: of the same name and instance at this
/// place, and its backup was not found.
fn not_found(
    request: &BackupRequest,
    target: &Target,
    around: Surroundings<'_>,
) -> Option<OperationId> {
    let here = |o: &Operation| {
        o.intent.as_ref().is_some_and(|intent| intent.site.is_at(&around.shared.session))
    };
    let same = |o: &Operation| {
        o.name() == request.name() && o.instance() == Some(target.id()) && o.may_be_repeated()
    };
    around.operations.iter().rev().find(|o| here(o) && same(o)).map(|o| o.id)
}

fn rivals(target: &Target, operations: &[Operation]) -> Vec<Rival> {
    let unresolved =
        operations.iter().filter(|o| o.is_unresolved() && o.instance() == Some(target.id()));
    unresolved.filter_map(Rival::of).collect()
}

impl Review {
    /// Returns what would be confirmed now.
    pub(super) fn intent(&self, site: &Site, shared: &Shared) -> Intent {
        let intent = Intent::new(
            site.clone(),
            shared.who.clone(),
            &self.target,
            &self.request,
            &self.reviewed,
        );
        let checks = self.checks();
        let warnings = checks.iter().filter(|check| check.level == Level::Warn).count();
        Intent {
            warnings,
            checks: checks.iter().filter_map(Check::kept).take(MOST).collect(),
            after: self.after,
            estimate: self.estimate.clone(),
            service_ahead: shared.service_ahead,
            no_journal: !shared.journal_on,
            ..intent
        }
    }

    /// Writes the review to the journal: to the file of the review before, if
    /// that one was not confirmed.
    fn record(
        &self,
        sender: Sender,
        operation: Option<OperationId>,
        site: &Site,
        shared: &Shared,
    ) -> Effect {
        let event = Event::Reviewed(Box::new(self.intent(site, shared)));
        sender.send(Sending::Keep {
            ask: self.ask,
            operation,
            entry: Box::new(Entry { at: shared.key_time(), event }),
            site: site.clone(),
            instance: self.target.id().clone(),
        })
    }
}

/// Hands the command that opens this form again to the terminal's clipboard, and shows the command.
fn copy_line(draft: &Draft, shared: &Shared, port: &mut Port) {
    let Shared { mode, session: place, options, read_only, .. } = shared;
    let words = run_line::words(*mode, place, options, *read_only, draft);
    let line = run_line::quoted(&words);
    port.page(TextPage::RunLine(line.clone()));
    port.say(Notice::Copied);
    port.effect(Terminal::Copy(line));
}
