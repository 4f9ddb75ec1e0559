//! The whole state of the program: one struct with a field for each room.

pub mod awaited;
mod desks;
mod offers;
mod scroll;

use super::{
    base::{Ask, Clock, ExitCode, Key, Millis, OperationId, Rung, Size, StateTrouble, Whole, Zone},
    choose::room::Choose,
    compose::{
        import::Source,
        import_keys::has_lines,
        state::{Compose, ComposeFocus},
    },
    dialog::state::Dialog,
    draft::{Draft, Field, Target, rules},
    history::room::HistoryRoom,
    journal::{autosave::Drafts, state::Journal},
    launch::{FilledIn, Opening},
    operation::{Operation, operations::Operations, recovery::Choice},
    port::{
        Commands, Context, Notice, Overlay, Port, PromptKind, PromptProblem, Screen, Sender,
        Service, Shared, TextPage,
    },
    review::{
        page::ReviewFocus,
        state::{ReviewRoom, Surroundings},
    },
    scope::{ScopeChoice, Take, Tree},
    session::{FieldName, Mode, SecretField, Session, SigningIn, Who},
    start::room::Start,
    watch::{
        follow::{Follow, Subject},
        state::Watch,
    },
};

/// One field for each room, and the state that rooms share.
#[derive(Debug, Clone)]
pub struct Model {
    pub shared: Shared,
    pub port: Port,
    pub draft: Draft,
    pub operations: Operations,
    pub dialog: Dialog,
    pub start: Start,
    pub choose: Choose,
    pub compose: Compose,
    pub review: ReviewRoom,
    pub watch: Watch,
    pub sign_in: SigningIn,
    pub drafts: Drafts,
    pub journal: Journal,
    pub history: HistoryRoom,
}

impl Model {
    /// Makes a fresh model. The first screen is Start, or in a demo, which needs
    /// no settings, the instance list.
    pub fn new(mode: Mode, session: Session, size: Size, clock: Clock) -> Self {
        let draft = Draft::default();
        let compose = Compose::new(&draft);
        let screen = match mode {
            Mode::Demo => Screen::Instance,
            Mode::Live | Mode::Offline => Screen::Start,
        };
        let shared = Shared {
            mode,
            size,
            clock,
            zone: Zone::default(),
            service_ahead: None,
            session,
            screen,
            service: Service::of(mode),
            sender: Sender::of(mode, false),
            read_only: false,
            production: Vec::new(),
            options: Vec::new(),
            who: Who::default(),
            journal_on: true,
            multiplexer: None,
            commands: Commands::Keys,
            bell: false,
            last_key: None,
            awaited: None,
            last_scroll: 0,
        };
        let mut model = Self {
            shared,
            port: Port::default(),
            draft,
            operations: Operations::default(),
            dialog: Dialog::default(),
            start: Start::default(),
            choose: Choose::default(),
            compose,
            review: ReviewRoom::default(),
            watch: Watch::default(),
            sign_in: SigningIn::default(),
            drafts: Drafts::default(),
            journal: Journal::default(),
            history: HistoryRoom::default(),
        };
        let rows = model.start_rows();
        model.start.go_to_missing(&model.shared, &rows);
        model
    }

    /// Applies the options of the command line and the configuration.
    pub fn open(mut self, opening: Opening) -> Self {
        let Opening { read_only, instance, production, template, options, filled } = opening;
        self.fill_in(filled);
        let read_only = read_only || self.shared.session.read_only;
        (self.shared.read_only, self.choose.lookup) = (read_only, instance);
        self.shared.sender = Sender::of(self.shared.mode, read_only);
        (self.shared.production, self.shared.options) = (production, options);
        self.compose.names.template = template;
        self
    }

    /// Fills the form in from the command line. Such a form is not worth saving:
    /// the operator has the line.
    fn fill_in(&mut self, filled: FilledIn) {
        for (field, text) in
            [(Field::Name, &filled.name), (Field::Description, &filled.description)]
        {
            if text.is_some() {
                self.compose.touched.push(field);
            }
        }
        self.draft.name = filled.name.unwrap_or_default().into();
        self.draft.description = filled.description.unwrap_or_default().into();
        if !filled.scope.is_empty() {
            self.draft.tree.take(&filled.scope, Take::Replace);
            self.draft.scope_choice = ScopeChoice::Tables;
            self.compose.touched.push(Field::Scope);
        }
        if self.draft.is_begun() {
            self.drafts.mark_saved(&self.draft);
        }
        self.compose.violations = rules::check(&self.draft);
    }

    /// Makes a model that only follows one backup: Watch is its only screen. Other operations of
    /// the journal are not shown.
    pub fn watching(
        watch: Follow,
        subject: Subject,
        session: Session,
        size: Size,
        clock: Clock,
    ) -> Self {
        let mut model = Self::new(Mode::Live, session, size, clock);
        model.shared.screen = Screen::Watch;
        model.watch.follow = Some(watch);
        model.operations.list = vec![subject.operation];
        model.operations.earlier = subject.others;
        model
    }

    pub fn context(&self) -> Context {
        match self.dialog.overlays.last() {
            Some(Overlay::Page { page: TextPage::ScopeText(_), .. }) => Context::ScopeText,
            Some(Overlay::Page { page: TextPage::Ticket(_), .. }) => Context::Ticket,
            Some(Overlay::Page { page: TextPage::Help(help), .. }) if help.filtering => {
                Context::Filter
            }
            Some(Overlay::Page { page: TextPage::Help(_), .. }) => Context::Help,
            Some(Overlay::Page { page: TextPage::Log | TextPage::Changes, .. }) => Context::Page,
            Some(Overlay::Page { page: TextPage::Chosen(_) | TextPage::RunLine(_), .. }) => {
                Context::Page
            }
            Some(Overlay::Import) => Context::Preview,
            Some(Overlay::Prompt(_)) => Context::Prompt,
            Some(Overlay::Form(form))
                if form.focused().is_some_and(|field| field.name == FieldName::Keep) =>
            {
                Context::SetUpChoice
            }
            Some(Overlay::Form(_)) => Context::SetUpField,
            Some(Overlay::Ways { .. } | Overlay::Projects { .. }) => Context::Pick,
            Some(Overlay::SigningIn) => Context::SigningIn,
            Some(Overlay::Leave) => Context::Leave,
            Some(Overlay::Discard(_)) => Context::Discard,
            None => self.screen_context(),
        }
    }

    /// Returns where keys go on the screen itself, without overlays.
    fn screen_context(&self) -> Context {
        match self.shared.screen {
            Screen::Start => Context::Start,
            Screen::Instance if self.choose.instances.filtering => Context::Filter,
            Screen::Instance => Context::Instances,
            Screen::Compose => match self.compose.focus {
                ComposeFocus::Name | ComposeFocus::Description => Context::Field,
                ComposeFocus::Scope => Context::Scope,
                ComposeFocus::Tree => Context::Tree,
                ComposeFocus::TreeFilter => Context::Filter,
            },
            Screen::Review => {
                match self.review.open.as_ref().map(|r| (r.focus, r.shows_phrase())) {
                    Some((ReviewFocus::Send, true)) => Context::Send,
                    Some((ReviewFocus::Send, false)) => Context::Button,
                    Some((ReviewFocus::Look, _)) | None => Context::Review,
                }
            }
            Screen::Export => Context::Sheet,
            Screen::History if self.history.filtering => Context::Filter,
            Screen::History => Context::History,
            Screen::Watch if self.watch.follow.is_some() => Context::WatchOnly,
            Screen::Watch if self.choices().is_empty() => Context::Watch,
            Screen::Watch => Context::Unknown,
        }
    }

    /// Returns the masked field that has the keys: the shell then keeps typed characters to itself.
    pub fn secret_field(&self) -> Option<SecretField> {
        self.dialog.secret_field()
    }

    /// Returns whether a masked field has the keys.
    pub fn wants_secret(&self) -> bool {
        self.secret_field().is_some()
    }

    /// Returns whether a key is typed text for the masked prompt.
    pub fn is_secret_key(&self, key: Key) -> bool {
        use super::base::KeyCode as K;
        self.wants_secret()
            && matches!(
                (key.ctrl, key.code),
                (false, K::Char(_) | K::Backspace) | (true, K::Char('u'))
            )
    }

    /// Returns the operation that Watch shows.
    pub fn current(&self) -> Option<&Operation> {
        self.operations.current(self.watch.shown)
    }

    pub(super) fn is_import_on_top(&self) -> bool {
        matches!(self.dialog.overlays.last(), Some(Overlay::Import))
    }

    /// Returns whether a paste is a list for the tree, not text for a field.
    pub(super) fn takes_list(&self, text: &str) -> bool {
        match self.dialog.overlays.last() {
            Some(Overlay::Import | Overlay::Page { page: TextPage::ScopeText(_), .. }) => true,
            Some(Overlay::Prompt(prompt)) => prompt.kind == PromptKind::ListFile && has_lines(text),
            Some(_) => false,
            None => {
                self.shared.screen == Screen::Compose
                    && self.compose.takes_list(text, self.draft.scope_choice)
            }
        }
    }

    /// Puts an instance into the form. A form that only the command line has filled in stays not
    /// worth saving: the operator has the line.
    pub(super) fn choose_instance(&mut self, target: Target) {
        let as_given = self.draft.target.is_none()
            && self.draft.is_begun()
            && !self.drafts.is_unsaved(&self.draft);
        self.shared.screen = Screen::Compose;
        self.compose_desk().choose_instance(target);
        if as_given {
            self.drafts.mark_saved(&self.draft);
        }
    }

    /// Takes the text of a list file. If the file could not be read, the prompt stays and says why.
    pub(super) fn list_read(&mut self, ask: Ask, result: Result<String, StateTrouble>) {
        let (Some(path), Some(prompt)) =
            (self.compose.file_of(ask), self.dialog.prompt(&PromptKind::ListFile))
        else {
            return;
        };
        if prompt.input.value().trim() != path {
            // The operator types another path: no dialog opens during typing.
            return;
        }
        match result {
            Ok(text) => {
                let from = Source::File(path.to_owned());
                self.dialog.overlays.pop();
                self.compose_desk().open_list(from, &text, None);
            }
            Err(why) => prompt.problem = Some(PromptProblem::Unread(why)),
        }
    }

    /// Takes the end of writing the scope's text.
    pub(super) fn text_saved(&mut self, ask: Ask, result: Result<(), StateTrouble>) {
        let asked = self.compose.file_of(ask).is_some();
        if asked && self.dialog.file_written(&PromptKind::TextPath, result) {
            self.port.say(Notice::TextSaved);
        }
    }

    /// Returns whether a question may come up by itself: never over something else that is being
    /// typed or read before it is sent.
    pub(super) fn may_ask(&self) -> bool {
        self.dialog.overlays.is_empty()
            && !self.context().is_text()
            && self.shared.screen != Screen::Review
    }

    /// Returns whether the operator should know of something before leaving: a backup under way or
    /// in doubt, or a draft that could not be saved. A run that only follows leaves nothing behind.
    pub fn has_reason_to_stay(&self) -> bool {
        self.watch.follow.is_none()
            && (self.operations.open().next().is_some() || self.drafts.any_trouble().is_some())
    }

    /// Notes that a frame of the current state is drawn, and how far its page can be scrolled.
    pub(super) fn on_drawn(&mut self, at: Millis, last_scroll: usize) {
        self.note_awaited(at);
        if self.shared.size.rung() == Rung::TooSmall {
            // Such a frame has no page that scrolls; the old place is kept.
            return;
        }
        self.shared.last_scroll = last_scroll;
        if let Some(scroll) = self.scroll() {
            *scroll = (*scroll).min(last_scroll);
        }
        self.compose.drawn(at, self.is_import_on_top());
        if let Some(review) = self
            .review
            .open
            .as_mut()
            .filter(|_| self.shared.screen == Screen::Review && self.dialog.overlays.is_empty())
        {
            review.guard.drawn(at);
        }
    }

    /// Returns whether Review lies on top and has room for its button, so that a frame
    /// shows the request to send.
    pub(super) fn review_is_in_front(&self) -> bool {
        self.shared.screen == Screen::Review
            && self.dialog.overlays.is_empty()
            && self.shared.size.rung() != Rung::TooSmall
    }

    /// Opens Review of the form, or offline its export; `after` is the operation that
    /// the request is to replace.
    pub(super) fn open_review(&mut self, after: Option<OperationId>) {
        let in_front = self.review_is_in_front();
        let Self { review, draft, shared, operations, port, .. } = self;
        let around = Surroundings { shared, operations: &operations.list, in_front };
        if let Some(screen) = review.open(draft, after, around, port) {
            shared.screen = screen;
        }
    }

    /// Returns the exit status as of now.
    pub fn exit_code(&self) -> ExitCode {
        match (&self.watch.follow, self.operations.list.first()) {
            (Some(watch), Some(operation)) => watch.exit_code(operation),
            (_, _) => self.operations.exit_code(),
        }
    }

    /// Returns the bytes of the service's rows that the screens hold.
    pub fn held(&self) -> usize {
        let trees = [Some(&self.draft.tree), self.compose.parked_tree()];
        let review = self.review.open.iter().flat_map(|review| {
            [Some(&review.preflight), review.rereading.as_ref().map(|r| &r.fresh)]
        });
        let of_review = review.flatten().map(|preflight| &preflight.backups);
        let compared = self.compose.changes.iter().filter_map(|changes| changes.backups.value());
        let backups = of_review.filter_map(|reading| reading.value()).chain(compared);
        self.choose.instances.held()
            + self.history.rows.held()
            + trees.into_iter().flatten().map(Tree::held).sum::<usize>()
            + backups.map(Whole::weight).sum::<usize>()
    }

    /// Returns what can be done about the operation on Watch.
    pub fn choices(&self) -> Vec<Choice> {
        self.watch.choices(&self.operations, &self.shared)
    }
}
