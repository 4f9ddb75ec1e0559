//! The whole state of the program, in one struct of sub-structs per screen.

use tui_input::Input;

use super::{
    base::{
        ask::Ask,
        exit::ExitCode,
        guard::SendGuard,
        ids::OperationId,
        key::Key,
        size::{Rung, Size},
        time::{Clock, Millis},
        whole::Whole,
    },
    choose::room::Choose,
    compose::state::{Compose, ComposeFocus},
    dialog::{overlay::Overlay, state::Dialog},
    draft::{
        content::Draft,
        name_template::Names,
        rules::{
            self,
            rule::{Field, Violation},
        },
    },
    journal::{
        autosave::{Drafting, Fingerprint},
        state::Keeping,
    },
    launch::{FilledIn, Opening},
    operation::{Operation, Stage, exit::of_operation, operations::Operations, recovery::Choice},
    port::{
        keymap::Context,
        outcome::Port,
        service::{Sender, Service},
        shared::{Screen, Shared},
    },
    review::{page::ReviewFocus, state::ReviewRoom},
    scope::{
        choice::ScopeChoice,
        tree::{self, Tree},
    },
    session::{
        current::{Mode, Place},
        form::{FieldName, SecretField},
        signing::SigningIn,
        site::Who,
    },
    start::state::Start,
    watch::{
        follow::{Subject, WatchOnly},
        state::Watch,
    },
};

/// One field for each room, and what they share.
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
    /// The draft's place on disk, and the drafts of earlier runs.
    pub drafts: Drafting,
    pub journal: Keeping,
}

impl Model {
    /// A fresh model. The first screen is Start, or in a demo (where the choice
    /// is made) the instance list.
    pub fn new(mode: Mode, place: Place, size: Size, clock: Clock) -> Self {
        let draft = Draft::default();
        let compose = Compose {
            focus: ComposeFocus::Name,
            touched: Vec::new(),
            violations: rules::check(&draft),
            filter: Input::default(),
            ask: Ask::default(),
            tables_ask: Ask::default(),
            going_on: false,
            list_ask: Ask::default(),
            list_path: String::new(),
            list_taken: false,
            last_ask: Ask::default(),
            last_asked: None,
            aside: None,
            jumped: SendGuard::Off,
            names: Names::default(),
        };
        let screen = match mode {
            Mode::Demo => Screen::Instance,
            Mode::Live | Mode::Offline => Screen::Start,
        };
        let shared = Shared {
            mode,
            size,
            clock,
            place,
            screen,
            service: Service::of(mode),
            sender: Sender::of(mode, false),
            read_only: false,
            production: Vec::new(),
            options: Vec::new(),
            who: Who::default(),
            journal_on: true,
            last_key: None,
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
            drafts: Drafting::default(),
            journal: Keeping::default(),
        };
        model.start.row = model.first_missing();
        model
    }

    /// The same as the command line and the configuration want it.
    pub fn open(mut self, opening: Opening) -> Self {
        let Opening { read_only, instance, production, template, options, filled } = opening;
        self.fill_in(filled);
        (self.shared.read_only, self.choose.lookup) = (read_only, instance);
        self.shared.sender = Sender::of(self.shared.mode, read_only);
        (self.shared.production, self.shared.options) = (production, options);
        self.compose.names.template = template;
        self
    }

    /// What the command line says of the form. As it stands there it is not worth saving:
    /// the line is at hand.
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
            self.draft.tree.take(&filled.scope, tree::Take::Replace);
            self.draft.scope_choice = ScopeChoice::Tables;
            self.compose.touched.push(Field::Scope);
        }
        self.drafts.handed = self.draft.is_begun().then(|| Fingerprint::of(&self.draft));
        self.compose.violations = rules::check(&self.draft);
    }

    /// A model that only follows one backup: Watch is its only screen. What the journal knows
    /// beside it is not shown.
    pub fn watching(
        watch: WatchOnly,
        subject: Subject,
        place: Place,
        size: Size,
        clock: Clock,
    ) -> Self {
        let mut model = Self::new(Mode::Live, place, size, clock);
        model.shared.screen = Screen::Watch;
        model.watch.only = Some(watch);
        model.operations.list = vec![subject.operation];
        model.operations.earlier = subject.others;
        model
    }

    pub fn context(&self) -> Context {
        match self.dialog.overlays.last() {
            Some(
                Overlay::Help { .. }
                | Overlay::Log { .. }
                | Overlay::Changes { .. }
                | Overlay::RunLine { .. },
            ) => Context::Page,
            Some(Overlay::Preview(_)) => Context::Preview,
            Some(Overlay::ScopeText { .. }) => Context::ScopeText,
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

    /// Where keys go on the screen itself, without overlays.
    pub fn screen_context(&self) -> Context {
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
            Screen::Watch if self.watch.only.is_some() => Context::WatchOnly,
            Screen::Watch if self.choices().is_empty() => Context::Watch,
            Screen::Watch => Context::Unknown,
        }
    }

    /// The masked field that has the keys: the shell then keeps typed characters to itself.
    pub fn secret_field(&self) -> Option<SecretField> {
        self.dialog.secret_field()
    }

    /// True while a masked field has the keys.
    pub fn wants_secret(&self) -> bool {
        self.secret_field().is_some()
    }

    /// Whether a key is typed text for the masked prompt.
    pub fn is_secret_key(&self, key: Key) -> bool {
        use super::base::key::KeyCode as K;
        self.wants_secret()
            && matches!(
                (key.ctrl, key.code),
                (false, K::Char(_) | K::Backspace) | (true, K::Char('u'))
            )
    }

    /// The operation that Watch shows: the chosen one, otherwise the latest.
    pub fn current(&self) -> Option<&Operation> {
        match self.watch.shown {
            Some(id) => {
                self.operations.list.iter().chain(&self.operations.earlier).find(|o| o.id == id)
            }
            None => self.operations.list.last(),
        }
    }

    /// The same, to change it; not a closed one of an earlier run, to which
    /// nothing can happen any more.
    pub(super) fn current_mut(&mut self) -> Option<&mut Operation> {
        match self.watch.shown {
            Some(id) => self.operation_mut(id),
            None => self.operations.list.last_mut(),
        }
    }

    /// An operation by its number.
    pub fn operation_mut(&mut self, id: OperationId) -> Option<&mut Operation> {
        self.operations.list.iter_mut().find(|a| a.id == id)
    }

    /// Operations that this run sends, looks for or follows.
    pub fn open_operations(&self) -> impl Iterator<Item = &Operation> {
        self.operations.list.iter().filter(|o| o.is_open() && o.taken_up)
    }

    /// Violations of a field that has been touched.
    pub fn shown_violations(&self, field: Field) -> impl Iterator<Item = &Violation> {
        let touched = self.compose.touched.contains(&field);
        self.compose.violations.iter().filter(move |v| v.field == field && touched)
    }

    /// Whether the tree's filter has a row of its own.
    pub fn tree_filter_shows(&self) -> bool {
        self.compose.focus == ComposeFocus::TreeFilter || self.draft.tree.filter().is_on()
    }

    /// Rows of the tree that show at once: less than there is room for while its filter or
    /// a failure takes a row.
    pub fn tree_height(&self) -> usize {
        let tree = &self.draft.tree;
        let failure =
            matches!(tree.listing, tree::Listing::Failed(_)) && tree.databases().len() > 0;
        let taken = usize::from(self.tree_filter_shows()) + usize::from(failure);
        self.shared.size.tree_rows().saturating_sub(taken).max(1)
    }

    /// Number of errors in the draft.
    pub fn errors(&self) -> usize {
        self.compose.violations.iter().filter(|v| v.is_error()).count()
    }

    /// Returns whether a question may come up by itself: never over something else that is being
    /// typed or read before it is sent.
    pub(super) fn may_ask(&self) -> bool {
        self.dialog.overlays.is_empty()
            && !self.context().is_text()
            && self.shared.screen != Screen::Review
    }

    /// Returns whether something would be left behind that the operator should know of: a backup
    /// that is under way or in doubt, or a draft that could not be saved. A run that only watches
    /// leaves nothing behind.
    pub fn has_reason_to_stay(&self) -> bool {
        self.watch.only.is_none()
            && (self.open_operations().next().is_some() || self.drafts.any_trouble().is_some())
    }

    /// The last frame that was drawn shows the current state, and what scrolls in it ends there.
    pub(super) fn on_drawn(&mut self, at: Millis, last_scroll: usize) {
        if self.shared.size.rung() == Rung::TooSmall {
            // Such a frame shows nothing that scrolls; what was scrolled to is kept.
            return;
        }
        self.shared.last_scroll = last_scroll;
        match self.dialog.overlays.last_mut() {
            Some(
                Overlay::Help { scroll, .. }
                | Overlay::Log { scroll }
                | Overlay::Changes { scroll }
                | Overlay::ScopeText { scroll, .. }
                | Overlay::RunLine { scroll, .. },
            ) => *scroll = (*scroll).min(last_scroll),
            Some(Overlay::Preview(preview)) => {
                preview.scroll = preview.scroll.min(last_scroll);
                preview.guard.drawn(at);
            }
            Some(
                Overlay::Prompt(_)
                | Overlay::Form(_)
                | Overlay::Ways { .. }
                | Overlay::Projects { .. }
                | Overlay::SigningIn
                | Overlay::Leave
                | Overlay::Discard(_),
            ) => {}
            None => {
                self.watch.scroll = if self.shared.screen == Screen::Watch {
                    self.watch.scroll.min(last_scroll)
                } else {
                    self.watch.scroll
                };
                if let Some(sheet) =
                    self.review.export.as_mut().filter(|_| self.shared.screen == Screen::Export)
                {
                    sheet.scroll = sheet.scroll.min(last_scroll);
                }
                if let Some(review) =
                    self.review.open.as_mut().filter(|_| self.shared.screen == Screen::Review)
                {
                    review.scroll = review.scroll.min(last_scroll);
                }
            }
        }
        self.compose.jumped.drawn(at);
        if let Some(review) = self
            .review
            .open
            .as_mut()
            .filter(|_| self.shared.screen == Screen::Review && self.dialog.overlays.is_empty())
        {
            review.guard.drawn(at);
        }
    }
}

impl Model {
    /// The exit status as of now: over all operations the first that applies of 3, 5,
    /// 4, 1. A refusal counts only if it was the last word: an operator who then
    /// succeeded has what was wanted.
    pub fn exit_code(&self) -> ExitCode {
        if let (Some(watch), Some(operation)) = (&self.watch.only, self.operations.list.first()) {
            return watch.exit_code(operation);
        }
        let codes: Vec<_> =
            self.operations.list.iter().filter(|o| o.taken_up).map(of_operation).collect();
        for code in [ExitCode::Unknown, ExitCode::Failed, ExitCode::Running] {
            if codes.contains(&code) {
                return code;
            }
        }
        match codes.last() {
            Some(ExitCode::NothingCreated) => ExitCode::NothingCreated,
            Some(_) | None => ExitCode::Done,
        }
    }
}

impl Model {
    /// Bytes of the service's rows that the screens hold.
    pub fn held(&self) -> usize {
        let trees = [Some(&self.draft.tree), self.compose.aside.as_ref().map(|(_, tree)| tree)];
        let review = self.review.open.iter().flat_map(|review| {
            [Some(&review.preflight), review.rereading.as_ref().map(|r| &r.fresh)]
        });
        let of_review = review.flatten().map(|preflight| &preflight.backups);
        let backups = of_review.chain(self.drafts.changes.as_ref().map(|changes| &changes.backups));
        self.choose.instances.held()
            + trees.into_iter().flatten().map(Tree::held).sum::<usize>()
            + backups.filter_map(|reading| reading.what()).map(Whole::weight).sum::<usize>()
    }
}

impl Model {
    /// What can be done about the operation on Watch; empty for one that needs nothing,
    /// or is not followed here.
    pub fn choices(&self) -> Vec<Choice> {
        // Calls must reach its endpoint; and one from the journal's closed files is past all
        // choices.
        let here = |o: &Operation| {
            self.shared.place.is_ready()
                && o.intent.as_ref().is_some_and(|i| i.site.is_at(&self.shared.place))
        };
        // A run that only watches offers nothing to do.
        let followed = |o: &Operation| {
            self.watch.only.is_none() && (o.taken_up || (o.stage == Stage::NotThere && here(o)))
        };
        let wanted = |current: &&Operation| {
            self.operations.list.iter().any(|o| o.id == current.id && followed(o))
        };
        self.current()
            .filter(wanted)
            .map_or_else(Vec::new, |operation| operation.choices(self.shared.clock.utc))
    }

    /// The number of the choice under the cursor.
    pub fn chosen(&self, choices: &[Choice]) -> usize {
        choices
            .iter()
            .position(|choice| Some(choice) == self.watch.choosing.at.as_ref())
            .unwrap_or(0)
    }
}

impl Model {
    /// Puts a draft in the place of the one that is there. Answers about the one before find nobody
    /// any more; the caller asks for what the form shows (the databases).
    pub(in crate::core) fn take_draft(&mut self, draft: Draft) {
        self.draft = draft;
        self.compose.focus = ComposeFocus::Name;
        self.compose.touched.clear();
        self.compose.filter.reset();
        self.compose.ask = Ask::default();
        self.compose.tables_ask = self.port.number();
        self.compose.aside = None;
        (self.compose.last_ask, self.compose.list_ask) = (Ask::default(), Ask::default());
        self.compose.violations = rules::check(&self.draft);
    }
}
