//! The overlays: prompts, forms, questions and pages over a screen.

use std::mem::discriminant;

use tui_input::Input;

use crate::core::{
    base::{Engine, OperationId, StateTrouble, regions},
    draft::Discard,
    operation::recovery::{Statement, StatementProblem},
    port::{keymap::Context, ticket::Ticket},
    scope::{NameProblem, tree},
    session::{Form, SecretField, Session, SetupProblem},
};

/// The question of a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromptKind {
    /// A region of the built-in list, or an endpoint URL.
    Region,
    Project,
    /// The token, masked; the text never enters the model.
    Token,
    /// A passcode of the moment, masked.
    Passcode,
    /// An instance ID and its engine.
    InstanceId,
    /// A database or table name.
    TreeName(tree::NamePlace),
    /// Where to write the draft.
    SavePath,
    /// What the console shows of an operation.
    Statement(OperationId, Statement),
    /// A file with a list of databases and tables.
    ListFile,
    /// Where to write the scope as text.
    TextPath,
    /// Where to write the ticket.
    TicketPath,
    /// The number of the change, for the name's template.
    Change,
}

impl PromptKind {
    /// Returns whether a part of the configuration is asked for.
    pub const fn is_setup(&self) -> bool {
        matches!(self, Self::Region | Self::Project | Self::Token)
    }

    /// Returns whether signing in asks for this: closing the prompt gives the sign-in up.
    pub const fn is_of_sign_in(&self) -> bool {
        matches!(self, Self::Passcode | Self::Project | Self::Token)
    }

    /// Returns whether the path of a file is asked for.
    pub const fn is_path(&self) -> bool {
        matches!(self, Self::SavePath | Self::ListFile | Self::TextPath | Self::TicketPath)
    }

    /// Returns the secret that is typed into the prompt, if the prompt is masked.
    pub const fn secret(&self) -> Option<SecretField> {
        match self {
            Self::Token => Some(SecretField::Token),
            Self::Passcode => Some(SecretField::Passcode),
            Self::Region
            | Self::Project
            | Self::InstanceId
            | Self::TreeName(_)
            | Self::SavePath
            | Self::Statement(..)
            | Self::ListFile
            | Self::TextPath
            | Self::TicketPath
            | Self::Change => None,
        }
    }
}

/// Why a typed text is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromptProblem {
    Setup(SetupProblem),
    PasscodeEmpty,
    InstanceId,
    EngineMissing,
    /// Not a name for the tree.
    Name(NameProblem),
    PathEmpty,
    /// No file of the folder begins so.
    NoFile,
    /// Several files begin so: the first of them, and how many more.
    SeveralFiles(Vec<String>, usize),
    /// The file cannot be written at the typed path.
    File(StateTrouble),
    /// The file cannot be read.
    Unread(StateTrouble),
    /// Not a statement about an operation.
    Statement(StatementProblem),
}

/// A small dialog with one text field.
#[derive(Debug, Clone)]
pub struct Prompt {
    pub kind: PromptKind,
    /// The typed text (always empty for a secret).
    pub input: Input,
    /// Characters typed, for a token.
    pub secret_length: usize,
    /// The cursor in the prompt's list (regions, engines); an engine has to be stated, so
    /// none is chosen at first.
    pub choice: Option<usize>,
    /// Why the last Enter was not taken.
    pub problem: Option<PromptProblem>,
}

impl From<PromptKind> for Prompt {
    fn from(kind: PromptKind) -> Self {
        Self::new(kind)
    }
}

impl Prompt {
    /// Returns whether Enter comes again, below the words that a file exists: the file is replaced.
    pub const fn replaces(&self) -> bool {
        matches!(self.problem, Some(PromptProblem::File(StateTrouble::Exists(_))))
    }

    /// Returns a prompt with an empty field.
    pub fn new(kind: PromptKind) -> Self {
        let choice = (kind == PromptKind::Region).then_some(0);
        Self { kind, input: Input::default(), secret_length: 0, choice, problem: None }
    }

    /// Returns the prompt with this text in its field.
    pub fn with(self, text: impl Into<Input>) -> Self {
        Self { input: text.into(), ..self }
    }

    /// Returns the prompt for the project, with the current one in its field.
    pub fn project(session: &Session) -> Self {
        let current = session.project.as_ref().map(ToString::to_string);
        Self::new(PromptKind::Project).with(current.unwrap_or_default())
    }

    /// Returns how many rows there are to choose from.
    pub fn choices(&self) -> usize {
        match self.kind {
            PromptKind::Region => self.regions().len(),
            PromptKind::InstanceId => Engine::STATED.len(),
            PromptKind::Project
            | PromptKind::Token
            | PromptKind::Passcode
            | PromptKind::TreeName(_)
            | PromptKind::SavePath
            | PromptKind::ListFile
            | PromptKind::TextPath
            | PromptKind::TicketPath
            | PromptKind::Change
            | PromptKind::Statement(..) => 0,
        }
    }

    /// Returns the regions that fit the typed text; none while a URL is typed.
    pub fn regions(&self) -> Vec<String> {
        regions::matching(self.input.value())
    }

    /// Returns the engine that the operator states, once the cursor is on one.
    pub fn engine(&self) -> Option<Engine> {
        self.choice.and_then(|row| Engine::STATED.get(row)).cloned()
    }
}

/// The keys of a context, and the filter that finds some of them.
#[derive(Debug, Clone)]
pub struct Help {
    pub of: Context,
    pub filter: Input,
    /// Whether the filter has the keys.
    pub filtering: bool,
}

/// The text of a page.
#[derive(Debug, Clone)]
pub enum TextPage {
    /// The keys of a context.
    Help(Help),
    /// Every operation of this run.
    Log,
    /// The changes since the opened draft was saved.
    Changes,
    /// The scope as text.
    ScopeText(String),
    /// All names of the reviewed scope, to read.
    Chosen(String),
    /// The command line that opens this form again.
    RunLine(String),
    /// The record of an operation or draft.
    Ticket(Box<Ticket>),
}

/// An overlay; the last one on the stack has the keys.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// A page of text that scrolls.
    Page {
        page: TextPage,
        scroll: usize,
    },
    Prompt(Prompt),
    /// Whether to leave while something runs.
    Leave,
    /// A form of the set-up.
    Form(Form),
    /// The ways to sign in.
    Ways {
        /// The row under the cursor.
        row: usize,
    },
    /// The projects that IAM knows by the wanted name.
    Projects {
        /// The row under the cursor.
        row: usize,
    },
    /// Signing in is under way, or has failed.
    SigningIn,
    /// Whether to throw a draft away.
    Discard(Discard),
    /// A list of databases and tables before it is taken; Compose holds the list.
    Import,
}

impl Overlay {
    /// Returns the keys of a context as a page.
    pub fn help(of: Context) -> Self {
        Self::page(TextPage::Help(Help { of, filter: Input::default(), filtering: false }))
    }

    /// Returns a page that shows its first row.
    pub const fn page(page: TextPage) -> Self {
        Self::Page { page, scroll: 0 }
    }

    /// Returns whether both overlays are of one kind, pages by the kind of their text.
    pub fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Page { page, .. }, Self::Page { page: other, .. }) => {
                discriminant(page) == discriminant(other)
            }
            _ => discriminant(self) == discriminant(other),
        }
    }
}
