//! A job of the job list (fact sheet 4), and what it means.

use serde::Deserialize;

use super::{
    rows::{LONGEST_TEXT, shown, time},
    wire::{Item, Loose, Object, Text},
};
use crate::core::{
    base::{
        ids::{InstanceId, JobId},
        mask::Mask,
        outside::{Outside, Quoted},
        whole::Row as _,
    },
    operation::backup::{Job, JobState},
};

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct JobItem {
    id: Text,
    name: Loose,
    status: Loose,
    start_time: Loose,
    end_time: Loose,
    progress: Loose,
    instance: Object<JobInstance>,
    fail_reason: Loose,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct JobInstance {
    id: Text,
}

impl JobItem {
    /// The job; `None` without an ID.
    pub(super) fn meaning(self) -> Option<ToldJob> {
        let state = JobState::parse(self.status.text().unwrap_or(""));
        let is_final = matches!(state, JobState::Completed | JobState::Failed);
        let job = Job {
            id: JobId::received(self.id.as_str()?)?,
            name: shown(&self.name),
            percent: self.progress.text().filter(|_| !is_final).and_then(percent),
            begun: time(&self.start_time),
            ended: time(&self.end_time).filter(|_| is_final),
            instance: self.instance.0.and_then(|i| InstanceId::received(i.id.as_str()?)),
            fail_reason: Quoted::default(),
            state,
        };
        Some(ToldJob { job, reason: self.fail_reason })
    }
}

impl Item for Object<JobItem> {
    type Row = ToldJob;

    fn meaning(self) -> Option<ToldJob> {
        self.0?.meaning()
    }

    fn weight(row: &ToldJob) -> usize {
        row.job.weight() + row.reason.text().map_or(0, str::len)
    }
}

/// A job whose reason has not passed the mask: pages are read where the secrets are not at hand.
pub(super) struct ToldJob {
    job: Job,
    reason: Loose,
}

impl ToldJob {
    /// Returns whether it tells a reason.
    pub(super) fn has_reason(&self) -> bool {
        self.reason.text().is_some_and(|reason| !reason.is_empty())
    }

    /// Returns the job with the reason in it that a person may read.
    pub(super) fn quoted(self, mask: &Mask) -> Job {
        Job {
            fail_reason: Outside::text(self.reason.text().unwrap_or("")).quoted(mask, LONGEST_TEXT),
            ..self.job
        }
    }
}

/// `"60%"`, `"60"` or 60 (fact sheet 4), rounded down, 0 to 100.
fn percent(text: &str) -> Option<u8> {
    let number: f64 = text.trim().trim_end_matches('%').trim_end().parse().ok()?;
    // In range by the check, so the conversion only drops the fraction.
    (0.0..=100.0).contains(&number).then_some(number as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_tells_its_percentage_while_running_and_its_end_when_final() {
        let job = |json: &str| {
            serde_json::from_str::<JobItem>(json)
                .unwrap()
                .meaning()
                .unwrap()
                .quoted(&Mask::default())
        };
        let rows: &[(&str, Option<u8>)] = &[
            (r#""60%""#, Some(60)),
            (r#""60""#, Some(60)),
            ("60", Some(60)),
            (r#"" 99.9 % ""#, Some(99)),
            (r#""""#, None),
            (r#""140%""#, None),
            (r#""-1%""#, None),
            ("null", None),
            (r#""NaN%""#, None),
        ];
        for (progress, want) in rows {
            let json = format!(
                r#"{{"id":"j","status":"Running","progress":{progress},"end_time":"2026-03-01T08:15:30+0000"}}"#
            );
            assert_eq!((job(&json).percent, job(&json).ended), (*want, None), "{progress}");
        }
        let done = job(
            r#"{"id":"j","status":"Completed","progress":"100%","end_time":"2026-03-01T08:15:30+0000","instance":{"id":"i"}}"#,
        );
        assert_eq!(
            (done.percent, done.ended.is_some(), done.instance.is_some()),
            (None, true, true)
        );
        assert_eq!(job(r#"{"id":"j","status":"Queued"}"#).state, JobState::Other("Queued".into()));
    }
}
