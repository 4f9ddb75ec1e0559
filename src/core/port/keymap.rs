//! The keys of each context: one table, which the reducer asks and the help screen prints.

use crate::core::base::key::{Key, KeyCode};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    Start,
    Instances,
    /// A one-line text field of Compose.
    Field,
    /// The scope choice of Compose.
    Scope,
    Tree,
    Filter,
    Review,
    Button,
    /// Review, in the confirmation field.
    Send,
    /// Offline: looking at the draft before it is saved.
    Sheet,
    Watch,
    History,
    /// Watch as the only screen: `geminidb-backup watch`.
    WatchOnly,
    /// Watch, while the backup is looked for or was not found.
    Unknown,
    /// A prompt with a text field.
    Prompt,
    /// A form of the set-up, in a text field.
    SetUpField,
    /// A form of the set-up, on a choice.
    SetUpChoice,
    /// A list to choose one from, over the screen.
    Pick,
    /// Signing in: under way, or failed with the reason.
    SigningIn,
    /// A page of text over the screen: help, results log.
    Page,
    /// The question whether to leave.
    Leave,
    /// The question whether to throw a draft away.
    Discard,
    /// A list before it is taken.
    Preview,
    ScopeText,
    /// The ticket of an operation.
    Ticket,
}

impl Context {
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Field | Self::Filter | Self::Prompt | Self::Send | Self::SetUpField)
    }
}

/// The action of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Show the keys of this screen.
    Help,
    /// Show every operation of this run.
    Log,
    Leave,
    Repaint,
    /// Stop, as the terminal's own key for it would do, until the shell continues the program.
    Suspend,
    Back,
    Next,
    Previous,
    NextPane,
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    Enter,
    /// Tick a row, or change a choice.
    Toggle,
    Open,
    Close,
    /// Tick all that is shown.
    All,
    /// Untick all that is shown.
    None,
    /// Tick every table of this database, one by one.
    OneByOne,
    /// Open every branch that is shown.
    OpenAll,
    /// Close every branch that is shown.
    CloseAll,
    /// Load the tables of all databases, or stop that.
    LoadAll,
    /// Take back the last change of the scope.
    Undo,
    /// Repeat the change that was taken back.
    Redo,
    Filter,
    Reload,
    /// Wait until the instance is idle.
    AwaitIdle,
    /// Type an instance ID, or a database name.
    TypeName,
    TypeTable,
    Rename,
    Remove,
    Fix,
    Review,
    Instance,
    NewBackup,
    /// Copy the IDs, or the ticket line.
    Copy,
    Token,
    /// Show what has changed since the opened draft was saved.
    Changes,
    /// The operation before this one.
    Earlier,
    /// The operation after this one.
    Later,
    /// Add a list to the scope.
    Add,
    /// Replace the scope by a list.
    Replace,
    /// Add a list, and the databases that stand alone in it as a whole.
    AddAlone,
    /// Open a list from a file.
    FromFile,
    /// Show the scope as text, to take it back edited.
    AsText,
    /// Compare with the last table-level backup.
    SinceLast,
    /// Also take the tables that are new since then.
    WithNew,
    Save,
    /// Fill the name in from its template.
    Template,
    /// Show the ticket of an operation.
    Ticket,
    History,
    /// Show the history of one instance, or of all.
    Widen,
    /// Prepare a new form from a past backup.
    Prepare,
}

impl Action {
    /// Returns `row` moved within `count` rows, a page being `page` rows; `None` for
    /// an action that moves nothing.
    pub fn moves(self, row: usize, count: usize, page: usize) -> Option<usize> {
        let last = count.saturating_sub(1);
        match self {
            Self::Up => Some(row.saturating_sub(1)),
            Self::Down => Some(row.saturating_add(1).min(last)),
            Self::PageUp => Some(row.saturating_sub(page)),
            Self::PageDown => Some(row.saturating_add(page).min(last)),
            Self::First => Some(0),
            Self::Last => Some(last),
            _ => None,
        }
    }
}

/// A row of the keymap.
#[derive(Debug)]
pub struct Binding {
    pub contexts: &'static [Context],
    /// Its keys; the first is the one shown in the key row.
    pub keys: &'static [Key],
    pub action: Action,
}

const fn row(contexts: &'static [Context], keys: &'static [Key], action: Action) -> Binding {
    Binding { contexts, keys, action }
}

use Context as C;

const EVERYWHERE: &[Context] = &[
    C::Start,
    C::Instances,
    C::Field,
    C::Scope,
    C::Tree,
    C::Filter,
    C::Review,
    C::Button,
    C::Send,
    C::Sheet,
    C::History,
    C::Watch,
    C::WatchOnly,
    C::Unknown,
    C::Prompt,
    C::SetUpField,
    C::SetUpChoice,
    C::Pick,
    C::SigningIn,
    C::Page,
    C::Leave,
    C::Discard,
    C::Preview,
    C::ScopeText,
    C::Ticket,
];
const NOT_TEXT: &[Context] = &[
    C::Start,
    C::Instances,
    C::Scope,
    C::Tree,
    C::Review,
    C::Button,
    C::Sheet,
    C::History,
    C::Watch,
    C::Unknown,
    C::WatchOnly,
];
const SET_UP: &[Context] = &[C::SetUpField, C::SetUpChoice];
const LISTS: &[Context] = &[
    C::Pick,
    C::Start,
    C::Instances,
    C::Tree,
    C::Review,
    C::Button,
    C::Sheet,
    C::History,
    C::Watch,
    C::Unknown,
    C::WatchOnly,
    C::Page,
    C::Preview,
    C::ScopeText,
    C::Ticket,
];
const WATCH: &[Context] = &[C::Watch, C::Unknown, C::WatchOnly];
const FORM: &[Context] = &[C::Field, C::Scope, C::Tree];

const fn plain(code: KeyCode) -> Key {
    Key::plain(code)
}

/// The table. The table leaves free the keys of tmux (C-b), screen (C-a), flow control (C-s, C-q)
/// and the text field; C-z suspends, as in every program.
pub const KEYMAP: &[Binding] = &[
    row(EVERYWHERE, &[plain(KeyCode::F(1))], Action::Help),
    row(NOT_TEXT, &[Key::char('?')], Action::Help),
    row(EVERYWHERE, &[Key::ctrl('p'), plain(KeyCode::F(2))], Action::Log),
    row(EVERYWHERE, &[Key::ctrl('l')], Action::Repaint),
    row(EVERYWHERE, &[Key::ctrl('z')], Action::Suspend),
    row(EVERYWHERE, &[plain(KeyCode::Esc)], Action::Back),
    row(EVERYWHERE, &[Key::ctrl('c')], Action::Leave),
    row(NOT_TEXT, &[Key::char('q')], Action::Leave),
    row(&[C::Page], &[Key::char('q'), Key::char('?'), plain(KeyCode::Enter)], Action::Back),
    row(&[C::Leave, C::Discard], &[Key::char('y'), plain(KeyCode::Enter)], Action::Enter),
    row(&[C::Leave, C::Discard], &[Key::char('n')], Action::Back),
    row(&[C::Sheet], &[Key::char('s'), plain(KeyCode::Enter)], Action::Enter),
    row(&[C::Start], &[Key::char('x'), plain(KeyCode::Delete)], Action::Remove),
    row(LISTS, &[plain(KeyCode::Up), Key::char('k')], Action::Up),
    row(LISTS, &[plain(KeyCode::Down), Key::char('j')], Action::Down),
    row(LISTS, &[plain(KeyCode::PageUp)], Action::PageUp),
    row(LISTS, &[plain(KeyCode::PageDown)], Action::PageDown),
    row(LISTS, &[plain(KeyCode::Home), Key::char('g')], Action::First),
    row(LISTS, &[plain(KeyCode::End), Key::char('G')], Action::Last),
    row(&[C::Prompt, C::Send], &[plain(KeyCode::Up)], Action::Up),
    row(&[C::Prompt, C::Send], &[plain(KeyCode::Down)], Action::Down),
    row(&[C::Send], &[plain(KeyCode::PageUp)], Action::PageUp),
    row(&[C::Send], &[plain(KeyCode::PageDown)], Action::PageDown),
    row(
        &[
            C::Start,
            C::Instances,
            C::Filter,
            C::Review,
            C::Button,
            C::Send,
            C::Prompt,
            C::Unknown,
            C::SetUpField,
            C::SetUpChoice,
            C::Pick,
            C::SigningIn,
            C::History,
        ],
        &[plain(KeyCode::Enter)],
        Action::Enter,
    ),
    row(SET_UP, &[plain(KeyCode::Tab), plain(KeyCode::Down)], Action::Next),
    row(SET_UP, &[plain(KeyCode::BackTab), plain(KeyCode::Up)], Action::Previous),
    row(&[C::SetUpChoice], &[Key::char(' ')], Action::Toggle),
    row(FORM, &[plain(KeyCode::Tab)], Action::Next),
    row(FORM, &[plain(KeyCode::BackTab)], Action::Previous),
    row(
        &[C::Review, C::Button, C::Send, C::Prompt],
        &[plain(KeyCode::Tab), plain(KeyCode::BackTab)],
        Action::Next,
    ),
    row(&[C::Filter], &[plain(KeyCode::Tab), plain(KeyCode::Down)], Action::Enter),
    row(&[C::Field, C::Scope], &[plain(KeyCode::Down), plain(KeyCode::Enter)], Action::Next),
    row(&[C::Field, C::Scope], &[plain(KeyCode::Up)], Action::Previous),
    row(&[C::Scope], &[Key::char(' ')], Action::Toggle),
    row(&[C::Scope], &[plain(KeyCode::Right), Key::char('l')], Action::Open),
    row(&[C::Scope], &[plain(KeyCode::Left), Key::char('h')], Action::Close),
    row(&[C::Tree], &[Key::char(' ')], Action::Toggle),
    row(&[C::Tree], &[plain(KeyCode::Right), Key::char('l'), Key::char('+')], Action::Open),
    row(&[C::Tree], &[plain(KeyCode::Left), Key::char('h'), Key::char('-')], Action::Close),
    row(&[C::Tree], &[plain(KeyCode::Enter)], Action::Enter),
    row(&[C::Tree], &[Key::char('a')], Action::All),
    row(&[C::Tree], &[Key::char('n')], Action::None),
    row(&[C::Tree], &[Key::char('o')], Action::OneByOne),
    row(&[C::Tree, C::Scope], &[Key::char('u')], Action::Undo),
    row(&[C::Tree, C::Scope], &[Key::ctrl('r')], Action::Redo),
    row(&[C::Tree], &[Key::char('*')], Action::OpenAll),
    row(&[C::Tree], &[Key::char('_')], Action::CloseAll),
    row(&[C::Tree], &[Key::char('L')], Action::LoadAll),
    row(&[C::Instances, C::Tree, C::History], &[Key::char('/')], Action::Filter),
    row(
        &[
            C::History,
            C::Instances,
            C::Tree,
            C::Review,
            C::Button,
            C::Watch,
            C::Unknown,
            C::WatchOnly,
        ],
        &[Key::char('r')],
        Action::Reload,
    ),
    row(&[C::Review, C::Button, C::Watch], &[Key::char('w')], Action::AwaitIdle),
    row(&[C::Instances, C::Tree], &[Key::char('i')], Action::TypeName),
    row(&[C::Tree], &[Key::char('t')], Action::TypeTable),
    row(&[C::Tree], &[Key::char('m')], Action::Rename),
    row(&[C::Tree], &[Key::char('x'), plain(KeyCode::Delete)], Action::Remove),
    row(&[C::Tree, C::ScopeText], &[Key::char('v')], Action::FromFile),
    row(&[C::Tree], &[Key::char('e')], Action::AsText),
    row(&[C::Tree], &[Key::char('d')], Action::SinceLast),
    row(&[C::Preview], &[Key::char('n')], Action::WithNew),
    row(&[C::ScopeText], &[Key::char('s')], Action::Save),
    row(&[C::Preview], &[Key::char('a')], Action::Add),
    row(&[C::Preview], &[Key::char('r')], Action::Replace),
    row(&[C::Preview], &[Key::char('w')], Action::AddAlone),
    row(&[C::Preview, C::ScopeText], &[Key::char('?')], Action::Help),
    row(FORM, &[Key::ctrl('n')], Action::Template),
    row(FORM, &[Key::ctrl('x')], Action::Fix),
    row(FORM, &[Key::ctrl('g')], Action::Review),
    row(&[C::Field, C::Scope, C::Tree, C::Instances], &[Key::ctrl('d')], Action::Changes),
    row(&[C::Instances], &[Key::ctrl('g')], Action::Review),
    row(FORM, &[Key::ctrl('o')], Action::Instance),
    row(&[C::Field, C::Scope, C::Tree, C::Instances], &[Key::ctrl('t')], Action::NextPane),
    row(&[C::Start, C::Watch, C::Unknown], &[Key::char('n')], Action::NewBackup),
    row(&[C::Start, C::Instances, C::Watch, C::Unknown], &[Key::char('h')], Action::History),
    row(&[C::History], &[Key::char('a')], Action::Widen),
    row(&[C::History], &[Key::char('p')], Action::Prepare),
    row(WATCH, &[Key::char('c')], Action::Copy),
    row(&[C::Review, C::Button, C::ScopeText], &[Key::char('c')], Action::Copy),
    row(
        &[C::Start, C::History, C::Watch, C::Unknown, C::WatchOnly],
        &[Key::char('e')],
        Action::Ticket,
    ),
    row(&[C::Ticket], &[plain(KeyCode::Tab), plain(KeyCode::Right)], Action::Next),
    row(&[C::Ticket], &[plain(KeyCode::BackTab), plain(KeyCode::Left)], Action::Previous),
    row(&[C::Ticket], &[Key::char('c')], Action::Copy),
    row(&[C::Ticket], &[Key::char('s')], Action::Save),
    row(&[C::Ticket], &[Key::char('?')], Action::Help),
    row(&[C::Ticket], &[Key::char('q')], Action::Back),
    row(WATCH, &[Key::char('t')], Action::Token),
    row(&[C::Watch, C::Unknown], &[plain(KeyCode::Left), Key::char('[')], Action::Earlier),
    row(&[C::Watch, C::Unknown], &[plain(KeyCode::Right), Key::char(']')], Action::Later),
];

/// Returns the action of a key in a context, if the key is bound there.
pub fn action(context: Context, key: Key) -> Option<Action> {
    KEYMAP.iter().find(|b| b.contexts.contains(&context) && b.keys.contains(&key)).map(|b| b.action)
}

/// Returns the bindings of a context, in the order of the table.
pub fn bindings(context: Context) -> impl Iterator<Item = &'static Binding> {
    KEYMAP.iter().filter(move |b| b.contexts.contains(&context))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things_in_one_context() {
        for &context in EVERYWHERE {
            let mut seen = std::collections::HashMap::new();
            for binding in bindings(context) {
                for key in binding.keys {
                    if let Some(other) = seen.insert(*key, binding.action) {
                        assert_eq!(other, binding.action, "{key:?} in {context:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn letters_type_in_text_contexts() {
        for &context in EVERYWHERE.iter().filter(|c| c.is_text()) {
            for binding in bindings(context) {
                assert!(
                    !binding
                        .keys
                        .iter()
                        .any(|k| matches!(k, Key { code: KeyCode::Char(_), ctrl: false })),
                    "{binding:?}"
                );
            }
        }
    }

    #[test]
    fn no_key_is_taken_by_multiplexers_or_the_terminal_itself() {
        // Ctrl-Z reaches the program as a key, which then does the terminal's part.
        for binding in KEYMAP.iter().filter(|b| b.action != Action::Suspend) {
            for key in binding.keys {
                assert!(
                    !(key.ctrl
                        && matches!(
                            key.code,
                            KeyCode::Char('a' | 'b' | 's' | 'q' | 'z' | 'i' | 'm' | 'j' | 'h')
                        )),
                    "{binding:?}"
                );
            }
        }
    }

    #[test]
    fn a_function_key_is_never_the_only_way() {
        for binding in
            KEYMAP.iter().filter(|b| b.keys.iter().all(|k| matches!(k.code, KeyCode::F(_))))
        {
            let other = |b: &Binding| {
                b.action == binding.action && !matches!(b.keys[0].code, KeyCode::F(_))
            };
            assert!(KEYMAP.iter().any(other), "{binding:?}");
        }
    }

    #[test]
    fn help_the_way_out_and_the_shell_are_reachable_everywhere() {
        for &context in EVERYWHERE {
            for wanted in [Action::Help, Action::Leave, Action::Back, Action::Suspend] {
                assert!(bindings(context).any(|b| b.action == wanted), "{wanted:?} in {context:?}");
            }
        }
    }
}
