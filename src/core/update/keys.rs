//! Keys and pastes: to whom each goes, and the text field that has the keys.

use tui_input::Input;

use crate::core::{
    base::{
        Edited, Key, KeyCode, Millis, Pasted, Press,
        textedit::{self},
    },
    compose::{
        import_keys::copy_text,
        state::{Compose, ComposeFocus},
    },
    model::Model,
    port::{
        Action, Context, Go, Notice, Overlay, Prompt, PromptKind, Screen, Terminal, TextPage,
        keymap::{self},
    },
    review::state::Surroundings,
};

/// The path that the prompt for the scope's text begins with.
const SCOPE_FILE: &str = "./scope.txt";

impl Model {
    pub(super) fn on_key(&mut self, press: Press) {
        let before = self.shared.last_key.replace(press.at);
        let said = self.port.notice.take();
        if press.key.code != KeyCode::Enter {
            self.watch.recovery.armed = None;
        }
        if press.key != Key::ctrl('n') {
            self.compose.names.armed = false;
        }
        if self.is_import_on_top() && self.compose_desk().key_extends_paste(press.key, press.at) {
            return;
        }
        let context = self.context();
        // The operator has asked to leave, and the program waits for the disk: further keys are not
        // meant for a button.
        if self.drafts.is_leaving() && self.review.open.is_some() {
            let again = keymap::action(context, press.key) == Some(Action::Leave);
            if again {
                self.leave();
            }
            return;
        }
        if context.is_text() && self.type_into_focus(press.key) {
            return;
        }
        let refused =
            (context == Context::Scope).then(|| Compose::not_for_scope(press, said.as_ref()));
        if let Some(notice) = refused.flatten() {
            return self.port.say(notice);
        }
        match keymap::action(context, press.key) {
            Some(action) => self.act(context, action, press, before),
            None => self.review.stray_key(context == Context::Button, &mut self.port),
        }
    }

    pub(super) fn act(
        &mut self,
        context: Context,
        action: Action,
        press: Press,
        before: Option<Millis>,
    ) {
        if self.scrolls(context, action) {
            return;
        }
        match (action, context) {
            (Action::Leave, _) => self.leave(),
            (Action::Repaint, _) => self.port.effect(Terminal::Repaint),
            (Action::Suspend, _) => self.port.go(Go::Suspend),
            (Action::Help, _) => {
                self.dialog.toggle(Overlay::help(context));
            }
            (Action::Log, _) => {
                self.dialog.toggle(Overlay::page(TextPage::Log));
            }
            (
                Action::Changes,
                Context::Field | Context::Scope | Context::Tree | Context::Instances,
            ) => self.compose_desk().show_changes(),
            (Action::Sort, _) if !self.offers(context, action) => {}
            (_, Context::Pick) => self.sign_in_desk().pick(action),
            (_, Context::SetUpField | Context::SetUpChoice) => self.sign_in_desk().form_act(action),
            (_, Context::SigningIn) => {
                self.sign_in_desk().waiting_act(action, press, before);
            }
            (_, Context::Filter | Context::Help) if self.dialog.act_on_help(action) => {}
            (
                _,
                Context::Page | Context::Help | Context::Prompt | Context::Leave | Context::Discard,
            ) => self.act_on_dialog(action),
            (_, Context::Preview) => {
                self.compose_desk().act_on_import(action, press, before);
            }
            (_, Context::ScopeText) => self.act_on_text(action),
            (_, Context::Ticket) => {
                if !self.dialog.act_on_ticket(action, &mut self.port) {
                    self.act_on_dialog(action);
                }
            }
            (_, Context::Start) => {
                let rows = self.start_rows();
                self.start.act(action, &rows, &self.shared.session, &mut self.port);
            }
            (_, Context::Instances) => {
                self.choose_desk().act(action);
            }
            (_, Context::Filter) if self.shared.screen == Screen::Instance => {
                self.choose.filter_act(action)
            }
            (_, Context::Filter) if self.shared.screen == Screen::History => {
                self.history.filter_act(action)
            }
            (_, Context::History) => {
                let Self { history, operations, shared, port, .. } = self;
                history.act(action, operations, shared, port);
            }
            (_, Context::Filter | Context::Field | Context::Scope) => {
                self.compose_desk().act(action);
            }
            (_, Context::Tree) => {
                self.compose_desk().act_on_tree(action);
            }
            (_, Context::Review | Context::Button | Context::Send) => {
                let in_front = self.review_is_in_front();
                let Self { review, draft, shared, operations, port, .. } = self;
                let around = Surroundings { shared, operations: &operations.list, in_front };
                review.act(action, (press, before), draft, around, port);
            }
            (_, Context::Sheet) => {
                self.review.act_on_export(action, &self.draft, &mut self.port);
            }
            (_, Context::Watch | Context::WatchOnly) => {
                self.watch_desk().act(action);
            }
            (_, Context::Unknown) => {
                self.watch_desk().recover(action, press);
            }
        }
    }

    fn act_on_dialog(&mut self, action: Action) {
        let accepted = self.dialog.act(action, &mut self.port);
        if let Some(prompt) = accepted {
            self.accept_prompt(&prompt);
        }
    }

    /// Takes a key while the scope is shown as text.
    fn act_on_text(&mut self, action: Action) {
        let text = self.dialog.scope_text().map(str::to_owned);
        match (action, text) {
            (Action::Copy, Some(text)) => copy_text(text, &mut self.port),
            (Action::FromFile, _) => self.port.prompt(PromptKind::ListFile),
            (Action::Save, _) => {
                self.port.prompt(Prompt::new(PromptKind::TextPath).with(SCOPE_FILE))
            }
            (other, _) => self.act_on_dialog(other),
        }
    }

    /// Returns the text field that has the keys, if one has.
    fn focused_input(&mut self) -> Option<&mut Input> {
        if let Some(overlay) = self.dialog.overlays.last_mut() {
            return match overlay {
                Overlay::Page { page: TextPage::Help(help), .. } => {
                    help.filtering.then_some(&mut help.filter)
                }
                Overlay::Prompt(prompt) => {
                    prompt.kind.secret().is_none().then_some(&mut prompt.input)
                }
                Overlay::Form(form) => form.input(),
                _ => None,
            };
        }
        match self.shared.screen {
            Screen::Instance => {
                self.choose.instances.filtering.then_some(&mut self.choose.instances.filter)
            }
            Screen::Compose => match self.compose.focus {
                ComposeFocus::Name => Some(&mut self.draft.name),
                ComposeFocus::Description => Some(&mut self.draft.description),
                ComposeFocus::TreeFilter => Some(&mut self.compose.filter),
                ComposeFocus::Scope | ComposeFocus::Tree => None,
            },
            Screen::Review => {
                self.review.open.as_mut().filter(|r| r.takes_phrase()).map(|r| &mut r.phrase)
            }
            Screen::History => self.history.filtering.then_some(&mut self.history.rows.filter),
            _ => None,
        }
    }

    fn type_into_focus(&mut self, key: Key) -> bool {
        match self.focused_input().map(|input| textedit::edit(input, key)) {
            None | Some(Edited::NotMine) => false,
            Some(Edited::Moved) => true,
            Some(Edited::Changed) => {
                self.after_typing();
                true
            }
        }
    }

    /// Lets the owner of a changed text field follow the change.
    fn after_typing(&mut self) {
        match (self.dialog.overlays.last_mut(), self.shared.screen) {
            (Some(Overlay::Prompt(prompt)), _) => {
                prompt.problem = None;
                if prompt.kind == PromptKind::Region {
                    prompt.choice = Some(0);
                }
            }
            (Some(Overlay::Form(form)), _) => form.problem = None,
            (Some(Overlay::Page { scroll, .. }), _) => *scroll = 0,
            (_, Screen::Instance) => self.choose.instances.refresh(),
            (_, Screen::Compose) => self.compose.typed(&mut self.draft.tree),
            (_, Screen::History) => self.history.refresh(),
            _ => {}
        }
    }

    pub(super) fn on_paste(&mut self, text: &str, marked: bool, at: Millis) {
        self.shared.last_key = Some(at);
        self.port.notice = None;
        if self.takes_list(text) {
            if let Some(Overlay::Prompt(_)) = self.dialog.overlays.last() {
                self.dialog.overlays.pop();
            }
            self.compose_desk().list_pasted(text, (!marked).then_some(at));
            return;
        }
        self.port.notice = match self.focused_input().map(|input| textedit::paste(input, text)) {
            Some(Pasted::Plain) => None,
            Some(Pasted::Folded) => Some(Notice::PasteFolded),
            None => Some(Notice::PasteIgnored),
        };
        if self.port.notice != Some(Notice::PasteIgnored) {
            self.after_typing();
        }
    }
}
