//! What a screen, or what lies over it, tells.

use super::{
    line::{Line, facts},
    operations, review,
};
use crate::{
    core::{
        base::remote::Remote,
        compose::state::ComposeFocus,
        draft::{Field, Target},
        model::Model,
        port::{Context, Overlay, Screen, TextPage},
        session::FieldName,
    },
    words::{
        base::{calls, labels},
        choose,
        compose::{import, tree},
        dialog::{leave, prompt as prompt_words},
        draft::rules,
        history, journal, operation, plain, port,
        review::instance,
        say,
        session::set_up,
        start,
    },
};

/// Returns what is to be told where the model is; rows to choose from are no part of it.
pub fn page(model: &Model) -> Vec<Line> {
    match (model.dialog.overlays.last(), model.shared.screen) {
        (Some(overlay), _) => over(model, overlay),
        (None, Screen::Start) => start_page(model),
        (None, Screen::Instance) => instances(model),
        (None, Screen::Compose) => compose(model),
        (None, Screen::Review) => review::page(model),
        (None, Screen::Export) => review::export(model),
        (None, Screen::Watch) => operations::page(model),
        (None, Screen::History) => {
            let hidden = model.history.rows.is_empty().then(|| history::none(model));
            titled(&history::title(model), hidden.unwrap_or_default())
        }
    }
}

fn titled(title: &str, lines: impl IntoIterator<Item = String>) -> Vec<Line> {
    let title = Line::new("Page", title).loose();
    std::iter::once(title).chain(lines.into_iter().map(Line::text)).collect()
}

/// Returns a field: its title, its text, its hint, and why the text is not taken.
fn field(title: &str, now: &str, hint: String, problem: Option<String>) -> Vec<Line> {
    let mut lines = facts([("Field", Some(title.to_owned())), ("Now", Some(now.to_owned()))]);
    lines.push(Line::text(hint));
    lines.extend(problem.map(|why| Line::new("Error", why).answered()));
    lines
}

fn over(model: &Model, overlay: &Overlay) -> Vec<Line> {
    let by = model.shared.commands;
    match overlay {
        Overlay::Page { page, .. } => text_page(model, page),
        Overlay::Prompt(it) => field(
            prompt_words::title(model, &it.kind),
            it.input.value(),
            prompt_words::hint(by, model.shared.mode, &it.kind),
            it.problem.as_ref().map(|it| port::prompt_problem(by, it)),
        ),
        Overlay::Form(form) => {
            let mut lines = titled(set_up::form_title(form.kind), []);
            lines.extend(form.focused().into_iter().flat_map(|it| {
                let now = match it.name {
                    FieldName::Keep if it.on => "yes",
                    FieldName::Keep => "no",
                    _ => it.input.value(),
                };
                let problem = form.problem.as_ref().map(set_up::form_problem);
                field(set_up::label(it.name), now, set_up::field_hint(by, it.name), problem)
            }));
            lines
        }
        Overlay::Ways { .. } => titled(set_up::WAYS, []),
        Overlay::Projects { .. } => titled(set_up::PROJECTS, []),
        Overlay::SigningIn => {
            let kind = if model.sign_in.failure.is_some() { "Error" } else { "Note" };
            let lines = set_up::signing_in(model).into_iter();
            lines.map(|text| Line::new(kind, text).answered()).collect()
        }
        Overlay::Leave => titled(labels::LEAVE, leave::question(model)),
        Overlay::Discard(what) => titled(labels::DISCARD, journal::discard(model, *what)),
        Overlay::Import => model
            .compose
            .import
            .as_ref()
            .map_or_else(Vec::new, |it| titled(&import::title(it), import::summary(model, it))),
    }
}

fn text_page(model: &Model, page: &TextPage) -> Vec<Line> {
    match page {
        // `?` tells the answers.
        TextPage::Help(_) => Vec::new(),
        TextPage::Log => {
            let told = operation::log::pages(&model.operations.list).into_iter();
            titled(labels::LOG_PAGE, told.map(|(text, _)| text))
        }
        TextPage::Changes => {
            let Some(changes) = &model.compose.changes else { return Vec::new() };
            let mut lines = titled(journal::title(model), []);
            lines.push(Line::text(journal::saved(changes, model.shared.clock.utc)).loose());
            let all = journal::changes(changes, model).into_iter();
            lines.extend(all.map(|(level, text)| Line::new(plain::level(level), text)));
            lines.extend(journal::end(changes, model).map(Line::text));
            lines
        }
        TextPage::ScopeText(text) if text.is_empty() => {
            titled(import::SCOPE_TEXT, [say(model.shared.commands, import::NOTHING_CHOSEN)])
        }
        TextPage::ScopeText(text) => titled(import::SCOPE_TEXT, text.lines().map(str::to_owned)),
        TextPage::Chosen(text) => titled(import::CHOSEN_TEXT, text.lines().map(str::to_owned)),
        TextPage::RunLine(line) => titled(import::RUN_LINE, [line.clone()]),
        TextPage::Ticket(it) => {
            let lines = it.record.as_ref().map(|it_is| operation::ticket::lines(it_is, it.form));
            titled(operation::ticket::title(it.form), lines.unwrap_or_default())
        }
    }
}

fn start_page(model: &Model) -> Vec<Line> {
    let mut lines = titled(start::settings_title(model), []);
    let [_, rest @ ..] = set_up::settings(model);
    lines.extend(rest.into_iter().map(|(label, value, _)| match value {
        Some(value) => Line::new("Set", format!("{label} {value}")).loose(),
        None => Line::new("Missing", label),
    }));
    lines.extend(set_up::last_sign_in(model).map(|(_, text)| Line::new("Warning", text)));
    lines
        .push(Line::new(labels::NETWORK, start::network(model.shared.mode, &model.shared.session)));
    lines
}

fn instances(model: &Model) -> Vec<Line> {
    let list = &model.choose.instances;
    let mut lines = titled(&choose::list_title(model), []);
    if let Remote::Failed { why, .. } = &list.reading {
        lines.push(Line::new("Error", calls::cut_short(why)).answered());
    }
    if list.is_empty() {
        lines.extend(choose::no_instances(model).into_iter().map(Line::text));
    }
    lines
}

/// Returns the name of the text field that an answer goes to, on the form.
pub fn field_name(model: &Model) -> Option<&'static str> {
    let on_form = model.context() == Context::Field && model.shared.screen == Screen::Compose;
    match model.compose.focus {
        ComposeFocus::Name => Some(plain::NAME),
        ComposeFocus::Description => Some(plain::DESCRIPTION),
        ComposeFocus::Scope | ComposeFocus::Tree | ComposeFocus::TreeFilter => None,
    }
    .filter(|_| on_form)
}

fn compose(model: &Model) -> Vec<Line> {
    let draft = &model.draft;
    let will = Line::new(labels::WILL_BACK_UP, tree::will_back_up(draft));
    let (about, mut lines) = match model.compose.focus {
        ComposeFocus::Name => {
            let target = draft.target.as_ref().map(|it| match it {
                Target::Listed(listed) => {
                    format!("{}   {}", instance(it), choose::instance_detail(listed))
                }
                Target::Typed { engine, .. } => choose::typed_target(engine),
            });
            let mut lines = facts([(labels::INSTANCE, target)]);
            lines.extend(violations(model, Field::Instance));
            lines.extend(field(
                labels::NAME,
                draft.name.value(),
                rules::NAME_HINT.to_owned(),
                None,
            ));
            (Field::Name, lines)
        }
        ComposeFocus::Description => {
            let now = draft.description.value();
            let lines = field(labels::DESCRIPTION, now, rules::DESCRIPTION_HINT.to_owned(), None);
            (Field::Description, lines)
        }
        ComposeFocus::Scope => (Field::Scope, vec![Line::new("Field", labels::SCOPE), will]),
        ComposeFocus::Tree | ComposeFocus::TreeFilter => {
            let mut lines = titled(&tree::title(model), tree::instead(model).unwrap_or_default());
            lines.push(will);
            lines.extend(tree::unread(&draft.tree).map(|why| Line::new("Warning", why)));
            (Field::Scope, lines)
        }
    };
    lines.extend(violations(model, about));
    lines
}

/// Returns what the rules say of a field, once the field was touched.
fn violations(model: &Model, field: Field) -> impl Iterator<Item = Line> {
    let shown = model.compose.violations.iter().filter(move |it| {
        it.field == field && (!it.is_error() || model.compose.touched.contains(&field))
    });
    shown.map(move |it| {
        let kind = if it.is_error() { "Error" } else { "Warning" };
        let fix = rules::fix(model.shared.commands, it);
        let line = Line::new(kind, rules::violation(it) + &fix);
        if it.is_error() && field != Field::Scope { line.answered() } else { line }
    })
}
