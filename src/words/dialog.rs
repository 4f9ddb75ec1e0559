//! What each key does.

pub mod leave;
pub mod prompt;

use super::join;
use crate::core::{
    model::Model,
    operation::{Operation, Stage},
    port::{Action, Context, keymap::bindings},
    review::page::Review,
    start::room::ticket,
};

/// Says for the help page what an action does in a context.
pub const fn action(context: Context, action: Action) -> &'static str {
    match action {
        Action::Help => "help for this screen",
        Action::Log => "results log: every operation of this run",
        Action::Leave => match context {
            Context::WatchOnly => "leave; the backup goes on at the service",
            _ => "leave, after saying what keeps running",
        },
        Action::Repaint => "repaint the screen",
        Action::Suspend => "suspend; fg in the shell brings it back",
        Action::Back => match context {
            Context::Filter => "clear the filter",
            Context::Page
            | Context::Help
            | Context::Prompt
            | Context::Leave
            | Context::Discard
            | Context::SetUpField
            | Context::SetUpChoice
            | Context::ScopeText
            | Context::Ticket
            | Context::Pick => "close",
            Context::Preview => "close; nothing is changed",
            Context::SigningIn => "stop waiting",
            Context::WatchOnly => "close what lies over the screen",
            _ => "one step back; keeps everything",
        },
        Action::Next => match context {
            Context::Review | Context::Button | Context::Send => {
                "to the send button, or back to reading"
            }
            Context::Ticket => "next form",
            Context::Prompt => "complete a file's name; next row of a list",
            _ => "next field",
        },
        Action::Previous => match context {
            Context::Ticket => "previous form",
            _ => "previous field",
        },
        Action::NextPane => "next pane",
        Action::Up => "up",
        Action::Down => "down",
        Action::PageUp => "page up",
        Action::PageDown => "page down",
        Action::First => "first row",
        Action::Last => "last row",
        Action::Enter => match context {
            Context::Start | Context::Instances | Context::Pick => "choose",
            Context::History => "open the row; below the last row: load more",
            Context::SetUpField => "next field; at the last one: accept",
            Context::SigningIn => "go on, or try again",
            Context::Button | Context::Send => "send once",
            Context::Sheet => "save the draft as a file",
            Context::Review => "does not send; Tab goes to the button",
            Context::Unknown => "do what the row says; it never sends",
            Context::Tree => "open or close a branch, tick a table",
            Context::Filter => "keep the filter, go to the list",
            _ => "accept",
        },
        Action::Toggle => match context {
            Context::Tree => "tick; on a database: all of it",
            Context::SetUpChoice => "change",
            _ => "whole instance, or databases and tables",
        },
        Action::Open => match context {
            Context::Scope => "databases and tables",
            _ => "open a branch",
        },
        Action::Close => match context {
            Context::Scope => "the whole instance",
            _ => "close a branch",
        },
        Action::All => "tick all that is shown (databases as a whole)",
        Action::None => "untick all that is shown",
        Action::OneByOne => "tick every table of this database, one by one",
        Action::OpenAll => "open all branches whose tables are known",
        Action::CloseAll => "close all branches",
        Action::LoadAll => "load the tables of all databases; again: stop",
        Action::Undo => "undo the last change of the scope",
        Action::Redo => "redo what was undone",
        Action::Filter => "filter by words",
        Action::Sort => "sort by the next column",
        Action::Reload => "refresh",
        Action::AwaitIdle => match context {
            Context::Watch => "if it was refused as busy: wait on Review",
            _ => "wait until a busy instance is idle; then you are asked again",
        },
        Action::TypeName => match context {
            Context::Instances => "type an instance ID that is not in the list",
            _ => "type a database name that is not in the list",
        },
        Action::TypeTable => "type a table name of this database",
        Action::Rename => "rename a typed name",
        Action::Remove => match context {
            Context::Start => "discard a draft",
            _ => "remove a typed name",
        },
        Action::Fix => "apply the suggested fix",
        Action::Review => "go to Review",
        Action::Changes => "what has changed since the opened draft was saved",
        Action::Instance => "choose another instance",
        Action::NewBackup => "new backup",
        Action::Copy => match context {
            Context::Unknown => "open the ticket, and offer its text to the terminal's clipboard",
            Context::Review | Context::Button => {
                "offer the command that opens this form again to the clipboard"
            }
            Context::ScopeText => "offer the text to the terminal's clipboard",
            Context::Ticket => "offer this form to the terminal's clipboard",
            _ => "offer the IDs to the terminal's clipboard",
        },
        Action::Token => "enter another token (masked)",
        Action::Earlier => "the operation before this one",
        Action::Later => "the operation after this one",
        Action::Add => "add the list to what is chosen",
        Action::WithNew => "also take the tables that are new since that backup",
        Action::SinceLast => "what the last table-level backup holds, and what is new since",
        Action::Replace => "replace what is chosen with the list",
        Action::AddAlone => "add it, and each database that is named alone, as a WHOLE",
        Action::FromFile => "load a table list: from a file, or pasted",
        Action::AsText if matches!(context, Context::Review | Context::Button) => {
            "every name of the scope"
        }
        Action::AsText => "the scope as text: copy it, edit it, paste it back",
        Action::Save => match context {
            Context::Ticket => "save this form as a file that only you may read",
            _ => "save the text as a file",
        },
        Action::Ticket => "the ticket: the record as text, Markdown, JSON, CSV",
        Action::History => "history: this journal, and the backups that the service lists",
        Action::Widen => "all instances of the project, or only the one",
        Action::Prepare => "prepare a new form from the row; nothing is sent",
        Action::Template => "fill the name in from the configured template",
    }
}

/// Returns the lines of the help page: keys, and what they do. Keys that do the same share a line.
pub fn help(context: Context) -> Vec<(String, &'static str)> {
    let mut lines: Vec<(String, &'static str)> = Vec::new();
    let general = |action: Action| {
        action.moves(0, 1, 1).is_some()
            || matches!(
                action,
                Action::Help
                    | Action::Log
                    | Action::Leave
                    | Action::Repaint
                    | Action::Suspend
                    | Action::Back
            )
    };
    let (shared, own): (Vec<_>, Vec<_>) = bindings(context).partition(|b| general(b.action));
    for binding in own.into_iter().chain(shared) {
        let does = action(context, binding.action);
        let keys = join(binding.keys().map(|key| key.to_string()), ", ");
        match lines.iter_mut().find(|(_, known)| *known == does) {
            Some((known, _)) => *known = format!("{known}, {keys}"),
            None => lines.push((keys, does)),
        }
    }
    lines
}

/// Returns the action behind the first key of a label in the key row.
pub fn action_of(context: Context, label: &str) -> Option<Action> {
    let first = label.split(' ').next().unwrap_or(label);
    let mut all = bindings(context);
    all.find(|b| b.keys().any(|key| key.to_string() == first)).map(|binding| binding.action)
}

/// The end of a key row's part that leads to the help page.
pub const HELP: &str = "help";

/// Returns the keys of a key row, and what each does.
pub fn keys(row: &str) -> impl Iterator<Item = (&str, &str)> {
    row.split("  ").filter_map(|part| part.split_once(' '))
}

/// Returns the key row of this moment.
pub fn key_row_now(model: &Model) -> &'static str {
    let (context, review) = (model.context(), model.review.open.as_ref());
    let refused = model.current().filter(|it| it.stage == Stage::NotCreated);
    match context {
        Context::Watch if refused.is_some_and(Operation::met_a_busy_instance) => {
            "w wait until it is idle  Esc back to the form  n new backup  e ticket  q leave  ? help"
        }
        Context::Watch if refused.is_some() => {
            "Esc back to the form  n new backup  e ticket  Ctrl-P log  q leave  ? help"
        }
        Context::Review | Context::Button | Context::Send
            if review.is_some_and(|review| review.rereading.is_some()) =>
        {
            "Esc do not send  Up/Down scroll  F1 help"
        }
        Context::Review | Context::Button
            if review.is_some_and(|review| review.waiting.is_some()) =>
        {
            "w stop waiting  r refresh  Up/Down scroll  ? help  Esc stop waiting"
        }
        Context::Start
            if model.start_rows().get(model.start.row).copied().and_then(ticket).is_some() =>
        {
            "Enter choose  e ticket  n new backup  Ctrl-P log  ? help  q leave"
        }
        Context::Button if review.is_some_and(Review::is_blocked) => READ_ONLY_REVIEW,
        Context::Review if model.shared.read_only => READ_ONLY_REVIEW,
        context => key_row(context),
    }
}

/// The key row of Review in a run that cannot send.
const READ_ONLY_REVIEW: &str = "Up/Down scroll  r refresh  ? help  Esc back";

/// Returns the key row of a context, as it stands on the screen: the few keys that lead to the next
/// step, and always help and back.
const fn key_row(context: Context) -> &'static str {
    match context {
        Context::Start => "Enter choose  n new backup  h history  Ctrl-P log  ? help  q leave",
        Context::History => {
            "Enter open  p new form  e ticket  / filter  a all  r refresh  ? help  Esc back"
        }
        Context::Instances => {
            "Enter choose  / filter  r refresh  i type an ID  h history  ? help  Esc back"
        }
        Context::Filter => "Enter to the list  Esc clear  F1 help",
        Context::Field => "Tab next  Ctrl-X fix  Ctrl-G review  Ctrl-O instance  F1 help  Esc back",
        Context::Scope => "Space change  Tab next  Ctrl-G review  ? help  Esc back",
        Context::Tree => {
            "Space tick  + open  / filter  a all  n none  Ctrl-G review  ? help  Esc back"
        }
        Context::Review => "Tab send button  Up/Down scroll  r refresh  w wait  ? help  Esc back",
        Context::Button => {
            "Enter send once  Tab checks  Up/Down scroll  ? help  Esc back, keeps all"
        }
        Context::Send => {
            "Enter send once  Tab checks  Up/Down scroll  F1 help  Esc back, keeps all"
        }
        Context::Watch => {
            "c copy IDs  e ticket  r refresh  n new  h history  Ctrl-P log  ? help  q leave"
        }
        Context::WatchOnly => {
            "c copy IDs  e ticket  r refresh  t new token  Ctrl-P log  ? help  q leave"
        }
        Context::Unknown => {
            "Up/Down choose  Enter do  e ticket  r look now  Ctrl-P log  ? help  Esc Start"
        }
        Context::Prompt => "Enter accept  Tab complete  Esc close",
        Context::SetUpField => {
            "Tab next field  Enter next; at the last one: accept  F1 help  Esc close"
        }
        Context::SetUpChoice => "Space change  Enter accept  F1 help  Esc close",
        Context::Pick => "Up/Down move  Enter choose  F1 help  Esc close",
        Context::SigningIn => "Enter go on  F1 help  Esc back",
        Context::Page => "Up/Down scroll  Esc close",
        Context::Help => "/ filter  Up/Down scroll  Esc close",
        Context::Sheet => "Enter save to a file  Up/Down scroll  ? help  Esc back, keeps all",
        Context::Leave => "Enter leave  Esc stay",
        Context::Preview => "a add  r replace  Up/Down scroll  ? help  Esc close, nothing changes",
        Context::ScopeText => "c copy  s save  v from a file  Up/Down scroll  ? help  Esc close",
        Context::Ticket => "Tab next form  c copy  s save  Up/Down scroll  ? help  Esc close",
        Context::Discard => "Enter discard  Esc keep",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::port::keymap::KEYMAP;

    #[test]
    fn the_key_row_names_only_keys_that_are_bound_there() {
        for binding in KEYMAP {
            for &context in binding.contexts {
                let bound: Vec<String> =
                    bindings(context).flat_map(|b| b.keys().map(|key| key.to_string())).collect();
                for (label, _) in keys(key_row(context)) {
                    for part in label.split([' ', '/']).filter(|p| !p.is_empty()) {
                        assert!(
                            bound.iter().any(|b| b == part) || label == "/",
                            "{part} in {context:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn the_own_keys_of_a_screen_stand_first_in_its_help() {
        let first = |context| help(context).into_iter().next().map(|(_, does)| does);
        assert_eq!(first(Context::Tree), Some("next field"));
        assert_eq!(first(Context::Watch), Some("refresh"));
        for binding in KEYMAP {
            let lines = help(binding.contexts[0]);
            let place = |wanted: &str| lines.iter().position(|(_, does)| *does == wanted);
            let own = place(action(binding.contexts[0], binding.action));
            let general = place("suspend; fg in the shell brings it back");
            assert!(own.is_some() && general.is_some());
            if matches!(binding.action, Action::Filter | Action::Reload | Action::Enter) {
                assert!(own < general, "{binding:?}");
            }
        }
    }

    #[test]
    fn every_key_row_fits_80_columns() {
        for binding in KEYMAP {
            for &context in binding.contexts {
                let width = key_row(context).len();
                assert!(width < 80, "{context:?}: {width}");
            }
        }
    }
}
