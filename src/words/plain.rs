//! Plain mode: the first word of each line, the questions, and the words of the answers.

use super::port;
use crate::core::{
    base::{Level, UtcTime},
    operation::{Event, created::Created},
    port::{Action, Commands, Context, Notice, keymap::KEYMAP},
};

/// Stands in place of a question while something is read.
pub const READING: &str = "reading";
pub const NO_ANSWER: &str = "that is no answer to this question. ? tells the answers";
/// Why a word of another question is not searched for.
pub const ELSEWHERE: &str = "that is an answer to another question. = before it searches for it";
/// Why a number that no row has is not searched for: IDs are full of numbers.
pub const NO_ROW: &str = "there is no row of this number. = before it searches for it";
/// Why a line that was typed while the create call was out is dropped.
pub const DROPPED: &str = "the line was dropped: it answers nothing, and no later question either";
pub const VOID: &str = "Nothing was sent: something was typed within 300 ms of the question or of \
    the answer. The code is void";
pub const WRONG: &str = "Nothing was sent: the name or the code is not as asked for. The code is \
    void";
pub const STOPPED: &str = "the program was stopped meanwhile. What was asked is asked anew";
pub const ONE_LINE: &str = "Nothing was taken: more than one line came. Type it, or paste it on \
    one line";
/// Stands in place of a question while the create call is out.
pub const SENT: &str = "sent, no answer yet. quit leaves";
pub const NO_TERMINAL: &str = "Nothing is sent from here: this answer is read from the controlling \
    terminal only, and there is none";
/// A terminal in line mode cuts a longer line without a word.
pub const LONGEST: usize = 4_094;
pub const TOO_LONG: &str = "that line is longer than a terminal takes, and may be cut: give a file";
/// Stands before the decisive lines of Review.
pub const ONCE_MORE: &str = "Once more, what is decided now:";
pub const ONCE: &str = "ONE manual backup is created; the request is sent once, never repeated";
pub const ANSWERS: [&str; 4] = [
    "back: one step back",
    "?: this page and its answers once more",
    "quit: leave, after saying what keeps running",
    "=TEXT: take or search for TEXT as it stands, where it would be another answer",
];

/// Returns the first word for a finding.
pub const fn level(level: Level) -> &'static str {
    match level {
        Level::Ok => "OK",
        Level::Note => "Note",
        Level::Wait => "Wait",
        Level::Warn => "Warning",
        Level::Error => "Error",
    }
}

/// Returns the first word for a verdict.
pub const fn verdict(created: Option<Created>) -> &'static str {
    match created {
        None => "Wait",
        Some(Created::Yes) => "Created",
        Some(Created::No) => "Refused",
        Some(Created::NotSent) => "Unsent",
        Some(Created::Unknown) => "Unknown",
    }
}

/// Returns the first word for an event.
pub const fn event(event: &Event) -> &'static str {
    match event {
        Event::Ended { created, .. } => verdict(Some(*created)),
        Event::Completed { .. } => "Completed",
        Event::Failed { .. } => "Failed",
        Event::ReadFailed { .. } | Event::Unlisted { .. } | Event::Mistaken { .. } => "Warning",
        Event::NotThere | Event::StatedNotThere { .. } | Event::LookedAgain => "Unknown",
        Event::RefusalStands => "Refused",
        Event::Found { .. } | Event::JobFound { .. } => "Found",
        Event::Reading { .. } | Event::Looked { .. } => "Progress",
        Event::Reviewed(_)
        | Event::Intended(_)
        | Event::Sent
        | Event::Replaced { .. }
        | Event::Resumed { .. }
        | Event::GivenUp
        | Event::Anew { .. } => "Note",
    }
}

/// Returns the first word for a notice, and the notice.
pub fn notice(by: Commands, notice: &Notice) -> (&'static str, String) {
    let (kind, sentence) = port::notice(by, notice);
    (level(kind), sentence)
}

/// Asks for the operator's next answer.
pub const fn question(context: Context) -> &'static str {
    match context {
        Context::Start => "which row? Its number; or new, history, log",
        Context::Instances => "which instance? Its number; or words to search for; or type (an ID)",
        Context::Field => "type it; Enter alone keeps what stands here; /review goes on",
        Context::Scope => "1: the whole instance; 2: databases and tables",
        Context::Tree => {
            "which tables? db.table or db.*; list (a file), show DB, find WORDS; then review"
        }
        Context::Filter => "which words?",
        Context::Review => "send, back, or read (again)?",
        Context::Button | Context::Send => "back, or read (again)? Nothing can be sent like this",
        Context::Sheet => "save, or back?",
        Context::Watch => "new lines come by themselves. ticket, history, new, or quit?",
        Context::WatchOnly => "new lines come by themselves. ticket, token, or quit?",
        Context::Unknown => "which choice? Its number; new lines come by themselves",
        Context::History => "which row? Its number; form N, ticket N, find WORDS, or back",
        Context::Prompt => "type it; Enter alone takes what stands here",
        Context::SetUpField => "type it; Enter alone keeps what stands here",
        Context::SetUpChoice => "yes or no?",
        Context::Pick => "which row? Its number",
        Context::SigningIn => "Enter goes on; back gives up",
        Context::Page | Context::Help => "Enter closes this page",
        Context::Leave | Context::Discard => "yes or no?",
        Context::Preview => "add, replace, whole (names that stand alone), or back?",
        Context::ScopeText => "save, list (read it from a file); Enter closes this page",
        Context::Ticket => "next (form), save; Enter closes this page",
    }
}

/// The fields of the form, as a question for their text names them.
pub const NAME: &str = "Name";
pub const DESCRIPTION: &str = "Description";

/// Asks for a secret, which is not shown.
pub const SECRET: &str = "type it, or paste it; it is not shown. Enter alone leaves it empty";

/// Asks for the confirmation of the send: name and code stand on the next line.
pub const CONFIRM: &str = "to send it, type the next line, which counts once. back leads back";

/// Returns whether a text is a word of any question.
pub fn is_word(text: &str) -> bool {
    let mut all = KEYMAP.iter().flat_map(|it| it.contexts.iter().map(|at| word(*at, it.action)));
    matches!(text, "more" | "less") || all.any(|word| word == Some(text))
}

/// The word that prints again what the screens offer to the clipboard.
pub const COPY: &str = "copy";
pub const COPIES: &str = "say it alone, to be copied from the terminal";

/// Returns the word that stands for a key, if plain mode has a use for the key.
pub const fn word(context: Context, action: Action) -> Option<&'static str> {
    Some(match action {
        Action::Help
        | Action::Leave
        | Action::Back
        | Action::Repaint
        | Action::Suspend
        | Action::NextPane
        | Action::Up
        | Action::Down
        | Action::PageUp
        | Action::PageDown
        | Action::First
        | Action::Last
        | Action::OpenAll
        | Action::CloseAll
        // Words find a row there.
        | Action::Sort => return None,
        Action::Enter => match context {
            Context::Sheet => "save",
            _ => return None,
        },
        Action::Next => match context {
            Context::Review => "send",
            Context::Button | Context::Send => return None,
            _ => "next",
        },
        Action::Previous => "previous",
        Action::Log => "log",
        Action::Toggle => "tick",
        Action::Open => "open",
        Action::Close => "close",
        Action::All => "all",
        Action::None => "none",
        Action::OneByOne => "one",
        Action::LoadAll => "load",
        Action::Undo => "undo",
        Action::Redo => "redo",
        Action::Filter => "find",
        Action::Reload => "read",
        Action::AwaitIdle => "wait",
        Action::TypeName => "type",
        Action::TypeTable => "table",
        Action::Rename => "rename",
        Action::Remove => "remove",
        Action::Fix => "fix",
        Action::Review => "review",
        Action::Instance => "instance",
        Action::NewBackup => "new",
        Action::Copy => COPY,
        Action::Token => "token",
        Action::Changes => "changes",
        Action::Earlier => "earlier",
        Action::Later => "later",
        Action::Add => "add",
        Action::Replace => "replace",
        Action::AddAlone => "whole",
        Action::FromFile => "list",
        Action::AsText => "text",
        Action::SinceLast => "last",
        Action::WithNew => "new",
        Action::Save => "save",
        Action::Template => "template",
        Action::Ticket => "ticket",
        Action::History => "history",
        Action::Widen => "widen",
        Action::Prepare => "form",
    })
}

/// Says when the latest of the checks was read.
pub fn last_read(at: UtcTime) -> String {
    format!("last read at {}", at.hms())
}

/// Says which rows of a list are shown.
pub fn rows(first: usize, last: usize, of: usize) -> String {
    let more = if last < of { "; more shows the next" } else { "" };
    format!("Rows {} to {last} of {of}{more}", first + 1)
}
