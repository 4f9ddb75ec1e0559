//! An answer becomes the keys that the screens would have been given.

use super::lists::{PAGE, list};
use crate::{
    core::{
        compose::state::ComposeFocus,
        draft::Field,
        model::Model,
        port::{Action, Context, Overlay, PromptKind, keymap::bindings},
        scope::RowId,
    },
    words::plain,
};

/// What the model is given for an answer, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The key that the place of that moment binds to the action, so many times.
    Act(Action, usize),
    /// The key to the next field, if the field of that moment has no error.
    Forward,
    /// The text in the place of what stands in the field.
    Text(String),
    /// The text as a list for the tree.
    List(String),
    /// Time to look: a guard of the model lets no key through before.
    Pause,
}

use Step::{Act, Forward, List, Pause, Text};

/// What one answer of the operator asks for.
pub enum Answer {
    Steps(Vec<Step>),
    /// The page and its answers once more.
    Repeat,
    /// The rows from this one on, after these steps.
    Rows(usize, Vec<Step>),
    /// None of the answers here, and why.
    None(&'static str),
}

/// Reads an answer. `first` is the first row that is shown.
pub fn read(model: &Model, line: &str, first: usize) -> Answer {
    let (text, context) = (line.trim(), model.context());
    let steps = match text {
        "?" => return Answer::Repeat,
        "more" if list(model).is_some_and(|list| first + PAGE < list.count) => {
            return Answer::Rows(first + PAGE, Vec::new());
        }
        "less" if first > 0 => return Answer::Rows(first.saturating_sub(PAGE), Vec::new()),
        "back" => vec![Act(back(model), 1)],
        "quit" => vec![Act(Action::Leave, 1)],
        _ => match text.strip_prefix('=') {
            Some(literal) => free(model, literal),
            None if context == Context::Tree && text.starts_with("show ") => {
                // `show DB`, or `show tables of DB`.
                let name = text.trim_start_matches("show ").trim_start_matches("tables of ").trim();
                let tree = &model.draft.tree;
                let row = tree.find(name).and_then(|d| tree.number_of(RowId::Database(d)));
                return row.map_or(Answer::None(plain::NO_ANSWER), |row| {
                    Answer::Rows(row, chosen(model, row, Action::Open))
                });
            }
            None => match command(model, text) {
                None if searches(context) && plain::is_word(text) => {
                    return Answer::None(plain::ELSEWHERE);
                }
                None if searches(context) && text.trim().parse::<u16>().is_ok() => {
                    return Answer::None(plain::NO_ROW);
                }
                steps => steps.unwrap_or_else(|| free(model, text)),
            },
        },
    };
    if steps.is_empty() { Answer::None(plain::NO_ANSWER) } else { Answer::Steps(steps) }
}

/// Returns whether any text that is no other answer is searched for.
const fn searches(context: Context) -> bool {
    matches!(context, Context::Instances | Context::History)
}

/// Returns what leads one step back: in the form to the question before, unless a filter is to go.
fn back(model: &Model) -> Action {
    let top = model.dialog.overlays.last();
    let at_first = matches!(top, Some(Overlay::Form(form)) if form.focus == 0);
    match (model.context(), model.compose.focus) {
        (Context::Button | Context::Send, _) => Action::Next,
        (Context::Field, ComposeFocus::Name) => Action::Back,
        (Context::Field | Context::Scope, _) => Action::Previous,
        (Context::SetUpField | Context::SetUpChoice, _) if !at_first => Action::Previous,
        (Context::Tree, _) if model.compose.filter.value().is_empty() => Action::Previous,
        _ => Action::Back,
    }
}

/// Returns the steps of a number, or of a word of this place, with a number or words.
fn command(model: &Model, text: &str) -> Option<Vec<Step>> {
    let context = model.context();
    if let Some(n) = number(model, text) {
        return Some(chosen(model, n, Action::Enter));
    }
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    let actions: &[Action] = match (context, text) {
        // The whole instance needs nothing more.
        (Context::Scope, "1") => &[Action::Close, Action::Review],
        (Context::Scope, "2") => &[Action::Open, Action::Next],
        (Context::SetUpChoice, "yes" | "no") => {
            let is_on = matches!(model.dialog.overlays.last(), Some(Overlay::Form(form))
                if form.focused().is_some_and(|field| field.on));
            let change = is_on != (text == "yes");
            if change { &[Action::Toggle, Action::Enter] } else { &[Action::Enter] }
        }
        (Context::Leave | Context::Discard, "yes") => &[Action::Enter],
        (Context::Leave | Context::Discard, "no") => &[Action::Back],
        (Context::Page | Context::Help | Context::Ticket | Context::ScopeText, "") => {
            &[Action::Back]
        }
        (Context::Field, "") => return Some(vec![Forward]),
        (Context::SigningIn, "") => return Some(vec![Pause, Act(Action::Enter, 1)]),
        (Context::Prompt | Context::SetUpField | Context::SetUpChoice, "") => &[Action::Enter],
        _ => match (action(context, word)?, number(model, rest)) {
            (Action::Filter, _) if !rest.is_empty() => return Some(filter(rest)),
            (action, Some(n)) => return Some(chosen(model, n, action)),
            // The guard of a list wants a look before a key takes the list.
            (action, None) if context == Context::Preview => {
                return Some(vec![Pause, Act(action, 1)]);
            }
            // Nobody sees which row is under the model's cursor.
            (
                Action::Enter
                | Action::Toggle
                | Action::Open
                | Action::Close
                | Action::OneByOne
                | Action::Remove
                | Action::Rename
                | Action::Ticket
                | Action::Prepare,
                None,
            ) if list(model).is_some_and(|list| list.cursor.is_some()) => return Some(Vec::new()),
            (action, None) if rest.is_empty() => return Some(vec![Act(action, 1)]),
            (_, None) => return None,
        },
    };
    Some(actions.iter().map(|action| Act(*action, 1)).collect())
}

/// Returns the action of a word. Where text is typed, a word needs its stroke to be no text.
fn action(context: Context, word: &str) -> Option<Action> {
    let word = match word.strip_prefix('/') {
        None if context.is_text() => return None,
        bare => bare.unwrap_or(word),
    };
    bindings(context).map(|it| it.action).find(|it| plain::word(context, *it) == Some(word))
}

/// Returns the steps of a text that is no other answer.
fn free(model: &Model, text: &str) -> Vec<Step> {
    match model.context() {
        Context::Field => vec![Text(text.to_owned()), Forward],
        Context::Filter | Context::Prompt | Context::SetUpField => {
            vec![Text(text.to_owned()), Act(Action::Enter, 1)]
        }
        context if searches(context) && !text.is_empty() => filter(text),
        Context::Tree if !text.is_empty() => vec![List(text.to_owned())],
        _ => Vec::new(),
    }
}

fn filter(words: &str) -> Vec<Step> {
    vec![Act(Action::Filter, 1), Text(words.to_owned()), Act(Action::Enter, 1)]
}

/// Returns the place of a row, if the text is the number of a row that can be chosen. Where the ID
/// of an instance is still to be typed, no number is one.
fn number(model: &Model, text: &str) -> Option<usize> {
    let rows = list(model).filter(|list| list.cursor.is_some())?;
    let id_first = matches!(model.dialog.overlays.last(), Some(Overlay::Prompt(it))
        if it.kind == PromptKind::InstanceId && it.input.value().is_empty());
    let n: usize = text.trim().parse().ok()?;
    (!id_first && (1..=rows.count).contains(&n)).then(|| n - 1)
}

/// Goes to a row, then does something about it.
fn chosen(model: &Model, n: usize, action: Action) -> Vec<Step> {
    let cursor = list(model).and_then(|list| list.cursor).unwrap_or(0);
    let moves = n.cast_signed() - cursor;
    let towards = if moves < 0 { Action::Up } else { Action::Down };
    let moves = (moves != 0).then_some(Act(towards, moves.unsigned_abs()));
    moves.into_iter().chain([Act(action, 1)]).collect()
}

/// Returns whether the field that has the keys holds an error.
pub fn has_error(model: &Model) -> bool {
    let field = match model.compose.focus {
        ComposeFocus::Name => Field::Name,
        ComposeFocus::Description => Field::Description,
        ComposeFocus::Scope | ComposeFocus::Tree | ComposeFocus::TreeFilter => Field::Scope,
    };
    model.compose.shown_violations(field).any(|violation| violation.is_error())
}
