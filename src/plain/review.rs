//! Review in lines: all of it, and at the end the few facts that are decided.

use super::line::{Line, facts};
use crate::{
    core::{
        base::{Level, text::visible},
        draft::ReviewedBody,
        model::Model,
        review::{export::FileState, page::Review},
    },
    words::{
        base::labels,
        count, plain,
        review::{self, checks, export as export_words},
    },
};

pub fn page(model: &Model) -> Vec<Line> {
    let Some(review) = &model.review.open else { return Vec::new() };
    let [head, target, plan, tail] = review::facts(model, review, usize::MAX);
    let body = review.reviewed.body();
    let mut lines = vec![Line::new("Page", review::title(review))];
    // Nothing is left out here: the list of names is as long as the request's.
    lines.extend([head, target, plan, tail].into_iter().flatten().map(told));
    lines.push(Line::new(labels::BODY, review::exact_title(body.bytes().len())));
    lines.extend(bytes(body));
    let checked = review::gravest_first(review);
    lines.extend(checked.iter().map(|check| {
        let read = check.at.map(|at| format!(" (read {})", at.hms())).unwrap_or_default();
        let said = checks::line(review, check, &model.shared.zone);
        Line { key: said.clone(), ..Line::new(plain::level(check.level), said + &read) }
    }));
    let last = checked.iter().filter_map(|check| check.at).max();
    let last = last.filter(|_| review.waiting.is_none());
    lines.extend(facts([(labels::CHECKS, last.map(plain::last_read))]));
    lines
}

fn told((label, text): (&'static str, String)) -> Line {
    Line::new(label, text)
}

/// Returns the digest of the bytes, and the bytes.
fn bytes(body: &ReviewedBody) -> [Line; 2] {
    [review::digest(&body.digest_hex()), visible(body.text()).into_owned()].map(Line::text)
}

/// Returns the few lines that a confirmation decides on.
pub fn decisive(model: &Model, review: &Review) -> Vec<Line> {
    let checks = review.checks();
    let warnings = checks.iter().filter(|check| check.level == Level::Warn);
    let [head, target, ..] = review::facts(model, review, usize::MAX);
    let instance = target.into_iter().filter(|(label, _)| *label == labels::INSTANCE);
    let place = ("Place", super::standing(model));
    let mut lines = vec![Line::text(plain::ONCE_MORE)];
    lines.extend(head.into_iter().chain(instance).chain([place]).map(told));
    let warned = |it| Line::new("Warning", checks::line(review, it, &model.shared.zone));
    lines.extend(warnings.clone().map(warned));
    let warnings = warnings.count();
    let warnings = format!("{}. {}", count(warnings, "warning"), plain::ONCE);
    lines.push(Line::new("Checks", warnings));
    lines
}

/// Returns the page that stands in the place of Review offline.
pub fn export(model: &Model) -> Vec<Line> {
    let Some(export) = &model.review.export else { return Vec::new() };
    let mut lines = vec![Line::new("Page", labels::SHEET)];
    lines.extend(export_words::facts(model, export).into_iter().map(told));
    lines.push(Line::new("Note", export_words::UNCHECKED));
    lines.push(Line::new(labels::BODY, review::body_title(export.body.bytes().len())));
    lines.extend(bytes(&export.body));
    lines.extend(export_words::warnings(export).map(|text| Line::new("Warning", text)));
    let failed = matches!(export.file, FileState::Failed(_));
    let kind = if failed { "Error" } else { "File" };
    lines.push(Line::new(kind, export_words::file(model.shared.commands, &export.file)));
    lines
}
