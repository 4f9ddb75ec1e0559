//! An operation in lines: what Watch shows, and what happens to any operation.

use std::collections::HashMap;

use super::line::{Line, facts};
use crate::{
    core::{
        base::{OperationId, UtcTime},
        model::Model,
        operation::{Event, Operation},
    },
    words::{
        base::labels,
        operation::{estimate, log, outcome, what_now},
        plain,
        watch::{self, follow},
    },
};

/// Seconds in which a percentage is said at most once.
const PERCENT: u64 = 30;

pub fn page(model: &Model) -> Vec<Line> {
    let Some(operation) = model.current() else { return Vec::new() };
    let mut lines = vec![
        Line::new("Backup", watch::title(operation)),
        Line::text(watch::number(model, operation)).loose(),
    ];
    lines.extend(outcome_lines(operation));
    let now = model.shared.clock.utc;
    // The event of this run tells the failure.
    let told = outcome::failed(operation);
    let notes = watch::notes(operation, now).into_iter();
    let notes = notes.filter(|(_, note)| !operation.of_this_run || *note != told);
    lines.extend(notes.map(|(level, text)| Line::new(plain::level(level), text)));
    // Only its first word makes an estimate another one.
    let key = |text: &str| text.split(' ').next().unwrap_or_default().to_owned();
    let remaining = estimate::remaining(operation, now, &model.shared.zone).into_iter();
    lines.extend(remaining.map(|said| Line { key: key(&said), said }));
    lines.extend(what_now::sentences(operation).into_iter().map(|text| Line::new("Now", text)));
    let command = follow::in_state_folder(operation, &model.shared.options)
        .or_else(|| follow::command(operation));
    let command = command.filter(|_| !operation.is_of_a_demo() && model.watch.follow.is_none());
    lines.extend(facts([(watch::HAND_OVER, command)]).into_iter().map(Line::loose));
    lines
}

/// Returns the verdict, and what is known of the backup or of the create call.
fn outcome_lines(operation: &Operation) -> Vec<Line> {
    let told = |(label, text, _): (&str, String, _)| match label {
        outcome::ASKED => Line::new(plain::verdict(operation.created), format!("{label} {text}")),
        // The advice counts looks, and tells the time of the next.
        outcome::ADVICE => {
            let key = format!("{:?}", operation.stage);
            Line { key, ..Line::new(label, text) }.loose()
        }
        _ => Line::new(label, text),
    };
    let mut lines = outcome::facts(operation);
    let Some(backup) = &operation.backup_id else { return lines.into_iter().map(told).collect() };
    lines.truncate(1);
    let mut lines: Vec<Line> = lines.into_iter().map(told).collect();
    let job = operation.job_id.as_ref().map(ToString::to_string);
    lines.extend(facts([(labels::BACKUP_ID, Some(backup.to_string())), (labels::JOB_ID, job)]));
    // The events tell each other state.
    let key = "State".to_owned();
    lines.push(Line { key, ..Line::new("State", outcome::state(operation)) });
    lines
}

/// Tells what happened to the operations since it was asked last.
#[derive(Debug, Default)]
pub struct Events {
    /// How many events were told, and when a reading was told, and its states.
    told: HashMap<OperationId, (usize, Option<(UtcTime, String)>)>,
}

impl Events {
    pub fn news(&mut self, model: &Model) -> Vec<Line> {
        let mut news = Vec::new();
        for operation in model.operations.list.iter().chain(model.operations.visited.as_deref()) {
            // What the journal held before is no news.
            let before = if operation.of_this_run { 0 } else { operation.lines.len() };
            let (told, last) = self.told.entry(operation.id).or_insert((before, None));
            let shown = model.current().is_some_and(|shown| shown.id == operation.id);
            for entry in operation.lines.iter().skip(*told) {
                // The page tells how the create call ended.
                if shown && matches!(entry.event, Event::Ended { .. }) {
                    continue;
                }
                if let Event::Reading { job, row } = &entry.event {
                    let job = job.as_ref().map(|job| job.state.word());
                    let states = format!("{job:?} {:?}", row.as_ref().map(|row| row.state.word()));
                    let soon = |(at, told): &(UtcTime, String)| {
                        *told == states && entry.at.since(*at) < PERCENT
                    };
                    if last.as_ref().is_some_and(soon) {
                        continue;
                    }
                    *last = Some((entry.at, states));
                }
                let (name, what) = (operation.name(), log::event(&entry.event));
                let text = format!("{} {name}: {what}", entry.at.hms());
                news.push(Line::new(plain::event(&entry.event), text));
            }
            *told = operation.lines.len();
        }
        news
    }
}
