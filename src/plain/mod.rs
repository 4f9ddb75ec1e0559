//! Plain mode: the model as lines, questions and answers, without cells and cursor. Another view
//! beside `ui`: an answer becomes keys, so nothing is decided here.

mod answers;
mod line;
mod lists;
mod operations;
mod pages;
mod review;

use std::collections::HashSet;

use self::{
    answers::Answer,
    line::{Line, facts},
    lists::{PAGE, list},
    operations::Events,
};
use crate::{
    core::{
        base::{Key, Level, remote::Remote},
        compose::import::Import,
        model::Model,
        operation::Stage,
        port::{Action, Context, Notice, Overlay, Screen, TextPage, keymap::bindings},
        review::page::Review,
        scope::Listing,
    },
    words::{base::labels, dialog, header, journal, plain, session::set_up, start},
};

pub use answers::Step;

/// What the model waits for before the next question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Something is being read: a question comes behind that.
    Nothing,
    /// The create call is out: `?` and `quit` are answers.
    Sent,
    Line,
    /// A text that must not show.
    Secret,
    /// The name and the code of this moment, from the controlling terminal.
    Confirmation,
}

/// What has been said so far.
#[derive(Debug, Default)]
pub struct Conversation {
    /// Where the model was, and the keys of the lines that were said there.
    place: String,
    said: HashSet<String>,
    /// The keys of the lines that are said wherever the model is.
    always: HashSet<String>,
    notice: Option<Notice>,
    events: Events,
    /// How many answers came so far, and at how many the last question was asked.
    answers: usize,
    asked: Option<(usize, Ask, Context)>,
    /// The first row that is shown.
    first: usize,
    /// The answers of this place are to be told.
    help: bool,
    /// Why the last answer was none.
    wrong: Option<&'static str>,
    /// The code that the last question has printed.
    code: Option<String>,
}

impl Conversation {
    /// Returns the lines for what is new, and the question if one is to be asked now. `code` makes
    /// a fresh code.
    pub fn news(&mut self, model: &Model, code: impl FnOnce() -> String) -> Vec<String> {
        let mut news = Vec::new();
        news.extend(always(model).into_iter().filter(|line| self.always.insert(line.key.clone())));
        if self.notice != model.port.notice {
            self.notice.clone_from(&model.port.notice);
            let said = self.notice.as_ref().map(|it| plain::notice(model.shared.commands, it));
            news.extend(said.map(|(kind, text)| Line::new(kind, text)));
        }
        news.extend(self.wrong.take().map(|why| Line::new("Error", why)));
        let (place, ask, answers) = (place(model), ask(model), self.answers);
        let mut events = self.events.news(model);
        let is_new = self.place != place;
        if !is_new {
            news.append(&mut events);
        }
        if is_new {
            (self.place, self.first) = (place, 0);
            self.said.clear();
            self.asked = None;
        }
        let page = if busy(model) {
            self.help = false;
            vec![Line::new("Wait", if ask == Ask::Sent { plain::SENT } else { plain::READING })]
        } else {
            self.page(model)
        };
        let key = |line: &Line| {
            if line.key.is_empty() { format!("{} {answers}", line.said) } else { line.key.clone() }
        };
        if !busy(model) {
            // What goes and comes again is said again.
            let there: Vec<String> = page.iter().map(key).collect();
            self.said.retain(|said| there.contains(said));
        }
        let before = news.len();
        news.extend(page.into_iter().filter(|line| self.said.insert(key(line))));
        let rows = list(model).is_some_and(|list| list.cursor.is_some());
        // What happened to a backup is told behind the page that introduces the backup.
        news.append(&mut events);
        if (ask == Ask::Confirmation || rows) && news.len() > before {
            // A code, and a number, are for what was told.
            self.asked = None;
        }
        let asked = Some((answers, ask, model.context()));
        if !matches!(ask, Ask::Nothing | Ask::Sent) && self.asked != asked {
            self.asked = asked;
            news.extend(self.question(model, ask, code));
        }
        news.into_iter().map(|line| line.said).filter(|said| !said.is_empty()).collect()
    }

    /// Returns the lines for what happened to operations since it was asked last.
    pub fn last_news(&mut self, model: &Model) -> impl Iterator<Item = String> {
        self.events.news(model).into_iter().map(|line| line.said)
    }

    /// Returns the page of this place, its rows, and its answers if those are wanted.
    fn page(&mut self, model: &Model) -> Vec<Line> {
        let mut lines = pages::page(model);
        if let Some(list) = list(model) {
            self.first = self.first.min(list.count.saturating_sub(1));
            let end = list.count.min(self.first + PAGE);
            lines.extend((self.first..end).filter_map(|n| {
                let row = (list.row)(n)?;
                let chosen = list.cursor.map(|_| format!("{}. {row}", n + 1));
                Some(Line::text(chosen.unwrap_or(row)))
            }));
            if list.count > PAGE {
                lines.push(Line::text(plain::rows(self.first, end, list.count)));
            }
        }
        if std::mem::take(&mut self.help) {
            lines.extend(help(model).into_iter().map(Line::text));
        }
        lines
    }

    fn question(&mut self, model: &Model, ask: Ask, code: impl FnOnce() -> String) -> Vec<Line> {
        self.code = None;
        let text = match (ask, &model.review.open) {
            (Ask::Confirmation, Some(review)) => {
                let mut lines = review::decisive(model, review);
                let code = self.code.insert(code());
                lines.push(Line::new("Question", plain::CONFIRM));
                lines.push(Line::text(confirming(review, code)));
                return lines;
            }
            (Ask::Secret, _) => plain::SECRET,
            _ => plain::question(model.context()),
        };
        let field = (ask == Ask::Line).then(|| pages::field_name(model)).flatten();
        let text = field.map_or_else(|| text.to_owned(), |name| format!("{name}: {text}"));
        vec![Line::new("Question", text)]
    }

    /// Takes an answer, and returns what the model is to be given.
    pub fn answer(&mut self, model: &Model, line: &str) -> Vec<Step> {
        self.answers += 1;
        match answers::read(model, line, self.first) {
            Answer::Steps(steps) => {
                self.notice = None;
                return steps;
            }
            Answer::Rows(first, steps) => {
                self.first = first;
                self.said.retain(|said| !said.starts_with(|c: char| c.is_ascii_digit()));
                return steps;
            }
            Answer::Repeat => {
                self.said.clear();
                self.help = true;
            }
            Answer::None(why) => self.wrong = Some(why),
        }
        Vec::new()
    }

    /// Takes the answer to the question for the confirmation. Returns the text for the field of
    /// Review, which is empty where there is no field; `None` unless the answer is the name and the
    /// code that this question has printed. The code counts once.
    pub fn confirmation(&mut self, model: &Model, line: &str) -> Option<String> {
        let code = self.code.take()?;
        let review = model.review.open.as_ref().filter(|review| may_confirm(model, review))?;
        let field = if review.shows_phrase() { review.target.confirm_phrase() } else { "" };
        (code.len() == 4 && line.trim() == confirming(review, &code)).then(|| field.to_owned())
    }

    /// Says that the confirmation did not count, and lets another question come
    /// again, with a new code.
    pub fn void(&mut self, why: &'static str) {
        self.answers += 1;
        (self.code, self.wrong) = (None, Some(why));
    }
}

/// Returns what the model waits for.
pub fn ask(model: &Model) -> Ask {
    match model.secret_field() {
        _ if busy(model) && model.context() == Context::Watch => Ask::Sent,
        _ if busy(model) => Ask::Nothing,
        Some(_) => Ask::Secret,
        None if model.review.open.as_ref().is_some_and(|it| may_confirm(model, it)) => {
            Ask::Confirmation
        }
        None => Ask::Line,
    }
}

/// Returns the line that sends: name and code.
fn confirming(review: &Review, code: &str) -> String {
    format!("{} {code}", review.target.confirm_phrase())
}

/// Returns whether a confirmation could send now: the rest is the model's to decide.
fn may_confirm(model: &Model, review: &Review) -> bool {
    matches!(model.context(), Context::Button | Context::Send)
        && review.may_send()
        && !review.is_engaged()
}

/// Returns the key that a step stands for at this moment.
pub fn key(model: &Model, step: &Step) -> Option<Key> {
    let action = match step {
        Step::Act(action, _) => *action,
        Step::Forward if !answers::has_error(model) => Action::Next,
        Step::Forward | Step::Text(_) | Step::List(_) | Step::Pause => return None,
    };
    bindings(model.context()).find(|it| it.action == action)?.keys().next()
}

/// Returns the lines that are said wherever the model is: the step, who and where, and whether the
/// journal and the draft are safe.
fn always(model: &Model) -> Vec<Line> {
    let journal =
        (model.journal.read || model.journal.trouble.is_some()).then(|| start::journal(model).2);
    facts([
        ("Place", Some(standing(model))),
        (labels::SETTINGS[4], journal),
        ("Error", journal::left_behind(model)),
    ])
}

/// Returns the mode, region, project and credentials of the run.
fn standing(model: &Model) -> String {
    let shared = &model.shared;
    let read_only = if shared.read_only { header::READ_ONLY } else { "" };
    let mode = header::mode(shared.mode, &shared.session);
    format!("{mode}{read_only} {}", set_up::session(&shared.session, usize::MAX))
}

/// Returns a text that differs where the model is elsewhere.
fn place(model: &Model) -> String {
    let over = model.dialog.overlays.last().map(|overlay| match overlay {
        Overlay::Prompt(it) => format!("{:?}", it.kind),
        Overlay::Form(it) => format!("{:?} {}", it.kind, it.focus),
        Overlay::Page { page: TextPage::Ticket(it), .. } => format!("{:?}", it.form),
        _ => format!("{:?}", model.context()),
    });
    let filters =
        [&model.choose.instances.filter, &model.history.rows.filter, &model.compose.filter]
            .map(|filter| filter.value());
    let screen = model.shared.screen;
    let focus = (screen == Screen::Compose).then_some(model.compose.focus);
    let shown = model.current().filter(|_| screen == Screen::Watch).map(|it| it.id);
    format!("{over:?} {screen:?} {shown:?} {focus:?} {filters:?}")
}

/// Returns whether something is being read before there is a question.
fn busy(model: &Model) -> bool {
    let tree = &model.draft.tree;
    match model.context() {
        Context::Instances => matches!(model.choose.instances.reading, Remote::Asked(_)),
        Context::Tree | Context::Preview => {
            let unread = |it: &_| matches!(it, Import { read: None, .. });
            tree.listing == Listing::Loading
                || tree.is_reading()
                || model.compose.import.as_ref().is_some_and(unread)
        }
        Context::History => model.history.edges().iter().any(|edge| edge.is_reading()),
        Context::Review | Context::Button | Context::Send => {
            model.review.open.as_ref().is_some_and(|review| {
                review.waiting.is_none() && (review.is_engaged() || review.level() == Level::Wait)
            })
        }
        Context::SigningIn => model.sign_in.under_way.is_some(),
        Context::Ticket => matches!(model.dialog.overlays.last(),
            Some(Overlay::Page { page: TextPage::Ticket(it), .. }) if it.record.is_none()),
        Context::Watch => model.current().is_some_and(|it| it.stage == Stage::Sending),
        _ => false,
    }
}

/// Returns the answers of a place: a word, and what that does.
fn help(model: &Model) -> Vec<String> {
    let context = model.context();
    let bound = bindings(context).filter(|it| model.offers(context, it.action)).filter_map(|it| {
        let word = plain::word(context, it.action)?;
        let stroke = if context.is_text() { "/" } else { "" };
        let does =
            if word == plain::COPY { plain::COPIES } else { dialog::action(context, it.action) };
        Some(format!("{stroke}{word}: {does}"))
    });
    bound.chain(plain::ANSWERS.map(str::to_owned)).collect()
}
