//! The keys of each context: one table, which the reducer asks and the help screen prints.

use crate::core::base::Key;

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
    /// A page of text over the screen, such as the results log.
    Page,
    /// The keys of a screen, over that screen.
    Help,
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
    /// Order the list by the next column.
    Sort,
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
    /// Copy the IDs, or the ticket.
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
    /// The names of its keys; the first is the one shown in the key row.
    names: &'static str,
    pub action: Action,
}

impl Binding {
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        self.names.split(' ').filter_map(Key::named)
    }
}

const fn row(contexts: &'static [Context], names: &'static str, action: Action) -> Binding {
    Binding { contexts, names, action }
}

use Context::*;

const EVERYWHERE: &[Context] = &[
    Start,
    Instances,
    Field,
    Scope,
    Tree,
    Filter,
    Review,
    Button,
    Send,
    Sheet,
    History,
    Watch,
    WatchOnly,
    Unknown,
    Prompt,
    SetUpField,
    SetUpChoice,
    Pick,
    SigningIn,
    Page,
    Help,
    Leave,
    Discard,
    Preview,
    ScopeText,
    Ticket,
];
const NOT_TEXT: &[Context] =
    &[Start, Instances, Scope, Tree, Review, Button, Sheet, History, Watch, Unknown, WatchOnly];
const SET_UP: &[Context] = &[SetUpField, SetUpChoice];
const LISTS: &[Context] = &[
    Pick, Start, Instances, Tree, Review, Button, Sheet, History, Watch, Unknown, WatchOnly, Page,
    Help, Preview, ScopeText, Ticket,
];
const WATCH: &[Context] = &[Watch, Unknown, WatchOnly];
const FORM: &[Context] = &[Field, Scope, Tree];

/// The table. The table leaves free the keys of tmux (C-b), screen (C-a), flow control (C-s, C-q)
/// and the text field; C-z suspends, as in every program.
pub const KEYMAP: &[Binding] = &[
    row(EVERYWHERE, "F1", Action::Help),
    row(NOT_TEXT, "?", Action::Help),
    row(EVERYWHERE, "Ctrl-P F2", Action::Log),
    row(EVERYWHERE, "Ctrl-L", Action::Repaint),
    row(EVERYWHERE, "Ctrl-Z", Action::Suspend),
    row(EVERYWHERE, "Esc", Action::Back),
    row(EVERYWHERE, "Ctrl-C", Action::Leave),
    row(NOT_TEXT, "q", Action::Leave),
    row(&[Page, Help], "q ? Enter", Action::Back),
    row(&[Leave, Discard], "y Enter", Action::Enter),
    row(&[Leave, Discard], "n", Action::Back),
    row(&[Sheet], "s Enter", Action::Enter),
    row(&[Start], "x Del", Action::Remove),
    row(LISTS, "Up k", Action::Up),
    row(LISTS, "Down j", Action::Down),
    row(LISTS, "PgUp", Action::PageUp),
    row(LISTS, "PgDn", Action::PageDown),
    row(LISTS, "Home g", Action::First),
    row(LISTS, "End G", Action::Last),
    row(&[Prompt, Send], "Up", Action::Up),
    row(&[Prompt, Send], "Down", Action::Down),
    row(&[Send], "PgUp", Action::PageUp),
    row(&[Send], "PgDn", Action::PageDown),
    row(
        &[
            Start,
            Instances,
            Filter,
            Review,
            Button,
            Send,
            Prompt,
            Unknown,
            SetUpField,
            SetUpChoice,
            Pick,
            SigningIn,
            History,
        ],
        "Enter",
        Action::Enter,
    ),
    row(SET_UP, "Tab Down", Action::Next),
    row(SET_UP, "Shift-Tab Up", Action::Previous),
    row(&[SetUpChoice], "Space", Action::Toggle),
    row(FORM, "Tab", Action::Next),
    row(FORM, "Shift-Tab", Action::Previous),
    row(&[Review, Button, Send, Prompt], "Tab Shift-Tab", Action::Next),
    row(&[Filter], "Tab Down", Action::Enter),
    row(&[Field, Scope], "Down Enter", Action::Next),
    row(&[Field, Scope], "Up", Action::Previous),
    row(&[Scope], "Space", Action::Toggle),
    // No letters: one that was meant for a text field must not widen the scope.
    row(&[Scope], "Right", Action::Open),
    row(&[Scope], "Left", Action::Close),
    row(&[Tree], "Space", Action::Toggle),
    row(&[Tree], "Right l +", Action::Open),
    row(&[Tree], "Left h -", Action::Close),
    row(&[Tree], "Enter", Action::Enter),
    row(&[Tree], "a", Action::All),
    row(&[Tree], "n", Action::None),
    row(&[Tree], "o", Action::OneByOne),
    row(&[Tree, Scope], "u", Action::Undo),
    row(&[Tree, Scope], "Ctrl-R", Action::Redo),
    row(&[Tree], "*", Action::OpenAll),
    row(&[Tree], "_", Action::CloseAll),
    row(&[Tree], "L", Action::LoadAll),
    row(&[Instances, Tree, History, Help], "/", Action::Filter),
    row(&[Instances, History], "s", Action::Sort),
    row(
        &[History, Instances, Tree, Review, Button, Watch, Unknown, WatchOnly],
        "r",
        Action::Reload,
    ),
    row(&[Review, Button, Watch], "w", Action::AwaitIdle),
    row(&[Instances, Tree], "i", Action::TypeName),
    row(&[Tree], "t", Action::TypeTable),
    row(&[Tree], "m", Action::Rename),
    row(&[Tree], "x Del", Action::Remove),
    row(&[Tree, ScopeText], "v", Action::FromFile),
    row(&[Tree, Review, Button], "e", Action::AsText),
    row(&[Tree], "d", Action::SinceLast),
    row(&[Preview], "n", Action::WithNew),
    row(&[ScopeText], "s", Action::Save),
    row(&[Preview], "a", Action::Add),
    row(&[Preview], "r", Action::Replace),
    row(&[Preview], "w", Action::AddAlone),
    row(&[Preview, ScopeText], "?", Action::Help),
    row(FORM, "Ctrl-N", Action::Template),
    row(FORM, "Ctrl-X", Action::Fix),
    row(FORM, "Ctrl-G", Action::Review),
    row(&[Field, Scope, Tree, Instances], "Ctrl-D", Action::Changes),
    row(&[Instances], "Ctrl-G", Action::Review),
    row(FORM, "Ctrl-O", Action::Instance),
    row(&[Field, Scope, Tree, Instances], "Ctrl-T", Action::NextPane),
    row(&[Start, Watch, Unknown], "n", Action::NewBackup),
    row(&[Start, Instances, Watch, Unknown], "h", Action::History),
    row(&[History], "a", Action::Widen),
    row(&[History], "p", Action::Prepare),
    row(WATCH, "c", Action::Copy),
    row(&[Review, Button, ScopeText], "c", Action::Copy),
    row(&[Start, History, Watch, Unknown, WatchOnly], "e", Action::Ticket),
    row(&[Ticket], "Tab Right", Action::Next),
    row(&[Ticket], "Shift-Tab Left", Action::Previous),
    row(&[Ticket], "c", Action::Copy),
    row(&[Ticket], "s", Action::Save),
    row(&[Ticket], "?", Action::Help),
    row(&[Ticket], "q", Action::Back),
    row(WATCH, "t", Action::Token),
    row(&[Watch, Unknown], "Left [", Action::Earlier),
    row(&[Watch, Unknown], "Right ]", Action::Later),
];

/// Returns the action of a key in a context, if the key is bound there.
pub fn action(context: Context, key: Key) -> Option<Action> {
    bindings(context).find(|b| b.keys().any(|own| own == key)).map(|b| b.action)
}

/// Returns the bindings of a context, in the order of the table.
pub fn bindings(context: Context) -> impl Iterator<Item = &'static Binding> {
    KEYMAP.iter().filter(move |b| b.contexts.contains(&context))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::base::key::KeyCode;

    #[test]
    fn no_key_means_two_things_in_one_context() {
        for &context in EVERYWHERE {
            let mut seen = std::collections::HashMap::new();
            for binding in bindings(context) {
                for key in binding.keys() {
                    if let Some(other) = seen.insert(key, binding.action) {
                        assert_eq!(other, binding.action, "{key:?} in {context:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn every_name_is_that_of_a_key() {
        for binding in KEYMAP {
            let names: Vec<String> = binding.keys().map(|key| key.to_string()).collect();
            assert_eq!(names.join(" "), binding.names);
        }
    }

    #[test]
    fn letters_type_in_text_contexts() {
        for &context in EVERYWHERE.iter().filter(|c| c.is_text()) {
            for binding in bindings(context) {
                assert!(
                    !binding
                        .keys()
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
            for key in binding.keys() {
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
        for binding in KEYMAP.iter().filter(|b| b.keys().all(|k| matches!(k.code, KeyCode::F(_)))) {
            let other = |b: &Binding| {
                b.action == binding.action
                    && !b.keys().next().is_some_and(|k| matches!(k.code, KeyCode::F(_)))
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
