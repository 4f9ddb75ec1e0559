//! The names of keys, and what each key does.

pub mod leave;
pub mod prompt;

use crate::core::{
    base::key::{Key, KeyCode},
    port::keymap::{Action, Context, bindings},
};

pub fn key(key: Key) -> String {
    let name = match key.code {
        KeyCode::Char(' ') => "Space".to_owned(),
        KeyCode::Char(c) if key.ctrl => c.to_ascii_uppercase().to_string(),
        KeyCode::Char(c) => c.to_string(),
        KeyCode::Enter => "Enter".to_owned(),
        KeyCode::Tab => "Tab".to_owned(),
        KeyCode::BackTab => "Shift-Tab".to_owned(),
        KeyCode::Esc => "Esc".to_owned(),
        KeyCode::Backspace => "Backspace".to_owned(),
        KeyCode::Delete => "Del".to_owned(),
        KeyCode::Up => "Up".to_owned(),
        KeyCode::Down => "Down".to_owned(),
        KeyCode::Left => "Left".to_owned(),
        KeyCode::Right => "Right".to_owned(),
        KeyCode::Home => "Home".to_owned(),
        KeyCode::End => "End".to_owned(),
        KeyCode::PageUp => "PgUp".to_owned(),
        KeyCode::PageDown => "PgDn".to_owned(),
        KeyCode::F(n) => format!("F{n}"),
    };
    if key.ctrl { format!("Ctrl-{name}") } else { name }
}

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
            Context::Review | Context::Button | Context::Send => "to sending, or back to looking",
            Context::Ticket => "next form",
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
            Context::History => "open the row; below the rows: read on",
            Context::SetUpField => "next field; at the last one: accept",
            Context::SigningIn => "go on, or try once more",
            Context::Button | Context::Send => "send once",
            Context::Sheet => "save the draft as a file",
            Context::Review => "does not send; Tab goes to the button",
            Context::Unknown => "do what the row says; it never sends",
            Context::Tree => "open or close a branch, tick a table",
            Context::Filter => "keep the filter, go to the list",
            _ => "accept",
        },
        Action::Toggle => match context {
            Context::Tree => "tick; on a database: the whole of it",
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
        Action::Reload => "read again",
        Action::AwaitIdle => match context {
            Context::Watch => "after a refusal as busy: wait on Review",
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
            Context::Unknown => "copy the ticket line through the terminal",
            Context::Review | Context::Button => {
                "copy the command that opens this form again, and show it"
            }
            Context::ScopeText => "copy the text through the terminal",
            Context::Ticket => "offer this form to the terminal's clipboard",
            _ => "copy the IDs through the terminal",
        },
        Action::Token => "give another token (masked)",
        Action::Earlier => "the operation before this one",
        Action::Later => "the operation after this one",
        Action::Add => "add the list to what is chosen",
        Action::WithNew => "take the tables that are new since that backup, too",
        Action::SinceLast => "what the last table-level backup holds, and what is new since",
        Action::Replace => "put the list in the place of what is chosen",
        Action::AddAlone => "add it with the databases that stand alone, each as a WHOLE",
        Action::FromFile => "open a list from a file, or paste one",
        Action::AsText => "the scope as text: copy it, and paste it back edited",
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
    for binding in bindings(context) {
        let does = action(context, binding.action);
        let keys = binding.keys.iter().map(|k| key(*k)).collect::<Vec<_>>().join(", ");
        match lines.iter_mut().find(|(_, known)| *known == does) {
            Some((known, _)) => *known = format!("{known}, {keys}"),
            None => lines.push((keys, does)),
        }
    }
    lines
}

pub const HELP: &str = "help";

/// The key row of Watch when no backup was created.
pub const NOT_CREATED_ROW: &[(&str, &str)] = &[
    ("Esc", "back to the form"),
    ("n", "new backup"),
    ("e", "ticket"),
    ("Ctrl-P", "log"),
    ("q", "leave"),
    ("?", HELP),
];

/// The key row of Watch when the instance was busy.
pub const BUSY_ROW: &[(&str, &str)] = &[
    ("w", "wait until it is idle"),
    ("Esc", "back to the form"),
    ("n", "new backup"),
    ("e", "ticket"),
    ("q", "leave"),
    ("?", HELP),
];

/// The key row of Start on a row that has a ticket.
pub const START_TICKET_ROW: &[(&str, &str)] = &[
    ("Enter", "choose"),
    ("e", "ticket"),
    ("n", "new backup"),
    ("Ctrl-P", "log"),
    ("?", HELP),
    ("q", "leave"),
];

/// The key row of Review during a wait for the instance.
pub const WAITING_ROW: &[(&str, &str)] = &[
    ("w", "stop waiting"),
    ("r", "read now"),
    ("Up/Down", "read"),
    ("?", HELP),
    ("Esc", "stop waiting"),
];

/// The key row of Review while everything is read again before the send.
pub const REREADING_ROW: &[(&str, &str)] =
    &[("Esc", "do not send"), ("Up/Down", "read"), ("F1", HELP)];

/// The key row of Review in a run that cannot send.
pub const READ_ONLY_REVIEW_ROW: &[(&str, &str)] =
    &[("Up/Down", "read"), ("r", "read again"), ("?", HELP), ("Esc", "back")];

/// Returns the key row of a context: the few keys that lead to the next step,
/// and always help and back.
pub const fn key_row(context: Context) -> &'static [(&'static str, &'static str)] {
    match context {
        Context::Start => &[
            ("Enter", "choose"),
            ("n", "new backup"),
            ("h", "history"),
            ("Ctrl-P", "log"),
            ("?", HELP),
            ("q", "leave"),
        ],
        Context::History => &[
            ("Enter", "open"),
            ("p", "new form"),
            ("e", "ticket"),
            ("/", "filter"),
            ("a", "all/one"),
            ("r", "read"),
            ("?", HELP),
            ("Esc", "back"),
        ],
        Context::Instances => &[
            ("Enter", "choose"),
            ("/", "filter"),
            ("r", "read again"),
            ("i", "type an ID"),
            ("h", "history"),
            ("?", HELP),
            ("Esc", "back"),
        ],
        Context::Filter => &[("Enter", "to the list"), ("Esc", "clear"), ("F1", HELP)],
        Context::Field => &[
            ("Tab", "next"),
            ("Ctrl-X", "fix"),
            ("Ctrl-G", "review"),
            ("Ctrl-O", "instance"),
            ("F1", HELP),
            ("Esc", "back"),
        ],
        Context::Scope => &[
            ("Space", "change"),
            ("Tab", "next"),
            ("Ctrl-G", "review"),
            ("?", HELP),
            ("Esc", "back"),
        ],
        Context::Tree => &[
            ("Space", "tick"),
            ("Right", "open"),
            ("/", "filter"),
            ("a n", "all none"),
            ("Ctrl-G", "review"),
            ("?", HELP),
            ("Esc", "back"),
        ],
        Context::Review => &[
            ("Tab", "to sending"),
            ("Up/Down", "read"),
            ("r", "read again"),
            ("w", "wait"),
            ("?", HELP),
            ("Esc", "back"),
        ],
        Context::Button => &[
            ("Enter", "send once"),
            ("Tab", "look"),
            ("Up/Down", "read"),
            ("?", HELP),
            ("Esc", "back, keeps all"),
        ],
        Context::Send => &[
            ("Enter", "send once"),
            ("Tab", "look"),
            ("Up/Down", "read"),
            ("F1", HELP),
            ("Esc", "back, keeps all"),
        ],
        Context::Watch => &[
            ("c", "copy IDs"),
            ("e", "ticket"),
            ("r", "read"),
            ("n", "new"),
            ("h", "history"),
            ("Ctrl-P", "log"),
            ("?", HELP),
            ("q", "leave"),
        ],
        Context::WatchOnly => &[
            ("c", "copy IDs"),
            ("e", "ticket"),
            ("r", "read now"),
            ("t", "new token"),
            ("Ctrl-P", "log"),
            ("?", HELP),
            ("q", "leave"),
        ],
        Context::Unknown => &[
            ("Up/Down", "choose"),
            ("Enter", "do"),
            ("e", "ticket"),
            ("r", "look"),
            ("Ctrl-P", "log"),
            ("?", HELP),
            ("Esc", "Start"),
        ],
        Context::Prompt => &[("Enter", "accept"), ("Esc", "close")],
        Context::SetUpField => &[
            ("Tab", "next field"),
            ("Enter", "next; at the last one: accept"),
            ("F1", HELP),
            ("Esc", "close"),
        ],
        Context::SetUpChoice => {
            &[("Space", "change"), ("Enter", "accept"), ("F1", HELP), ("Esc", "close")]
        }
        Context::Pick => {
            &[("Up/Down", "move"), ("Enter", "choose"), ("F1", HELP), ("Esc", "close")]
        }
        Context::SigningIn => &[("Enter", "go on"), ("F1", HELP), ("Esc", "back")],
        Context::Page => &[("Up/Down", "scroll"), ("Esc", "close")],
        Context::Sheet => &[
            ("Enter", "save as a file"),
            ("Up/Down", "read"),
            ("?", HELP),
            ("Esc", "back, keeps all"),
        ],
        Context::Leave => &[("Enter", "leave"), ("Esc", "stay")],
        Context::Preview => &[
            ("a", "add"),
            ("r", "replace"),
            ("Up/Down", "scroll"),
            ("?", HELP),
            ("Esc", "close, nothing changes"),
        ],
        Context::ScopeText => &[
            ("c", "copy"),
            ("s", "save"),
            ("v", "from a file"),
            ("Up/Down", "scroll"),
            ("?", HELP),
            ("Esc", "close"),
        ],
        Context::Ticket => &[
            ("Tab", "next form"),
            ("c", "copy"),
            ("s", "save"),
            ("Up/Down", "scroll"),
            ("?", HELP),
            ("Esc", "close"),
        ],
        Context::Discard => &[("Enter", "discard"), ("Esc", "keep")],
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
                    bindings(context).flat_map(|b| b.keys.iter().map(|k| key(*k))).collect();
                for (label, _) in key_row(context) {
                    for part in label.split([' ', '/']).filter(|p| !p.is_empty()) {
                        assert!(
                            bound.iter().any(|b| b == part) || *label == "/",
                            "{part} in {context:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn every_key_row_fits_80_columns() {
        for binding in KEYMAP {
            for &context in binding.contexts {
                let width: usize =
                    key_row(context).iter().map(|(k, w)| k.len() + w.len() + 3).sum::<usize>() - 2;
                assert!(width < 80, "{context:?}: {width}");
            }
        }
    }
}
