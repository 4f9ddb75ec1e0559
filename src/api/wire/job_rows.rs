//! The jobs in an answer of ListJobs, and their meaning.

use serde::Deserialize;

use super::{
    json::{Item, Object, Scalar, Text},
    rows::{LONGEST_TEXT, display_text, time},
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
pub struct JobItem {
    id: Text,
    name: Scalar,
    status: Scalar,
    start_time: Scalar,
    end_time: Scalar,
    progress: Scalar,
    instance: Object<JobInstance>,
    fail_reason: Scalar,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct JobInstance {
    id: Text,
}

impl Item for JobItem {
    type Row = UnmaskedJob;

    fn meaning(self) -> Option<UnmaskedJob> {
        let state = JobState::parse(self.status.text().unwrap_or(""));
        let is_final = matches!(state, JobState::Completed | JobState::Failed);
        let job = Job {
            id: JobId::received(self.id.as_str()?)?,
            name: display_text(&self.name),
            percent: self.progress.text().filter(|_| !is_final).and_then(percent),
            begun: time(&self.start_time),
            ended: time(&self.end_time).filter(|_| is_final),
            instance: self.instance.0.and_then(|i| InstanceId::received(i.id.as_str()?)),
            fail_reason: Quoted::default(),
            state,
        };
        Some(UnmaskedJob { job, reason: self.fail_reason })
    }

    fn weight(row: &UnmaskedJob) -> usize {
        row.job.weight() + row.reason.text().map_or(0, str::len)
    }
}

/// A job whose reason has not passed the mask: the rows of a page are read
/// without the secrets at hand.
pub struct UnmaskedJob {
    job: Job,
    reason: Scalar,
}

impl UnmaskedJob {
    /// Returns whether the job tells a reason.
    pub fn has_reason(&self) -> bool {
        self.reason.text().is_some_and(|reason| !reason.is_empty())
    }

    /// Returns the job, its reason masked, so that a person may read the reason.
    pub fn masked(self, mask: &Mask) -> Job {
        Job {
            fail_reason: Outside::text(self.reason.text().unwrap_or("")).quoted(mask, LONGEST_TEXT),
            ..self.job
        }
    }
}

/// Reads `"60%"`, `"60"` or 60, rounded down, 0 to 100.
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
                .masked(&Mask::default())
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
                r#"{{"id":"j","status":"Running","progress":{progress},
                    "end_time":"2026-03-01T08:15:30+0000"}}"#
            );
            assert_eq!((job(&json).percent, job(&json).ended), (*want, None), "{progress}");
        }
        let done = job(r#"{"id":"j","status":"Completed","progress":"100%",
                "end_time":"2026-03-01T08:15:30+0000","instance":{"id":"i"}}"#);
        assert_eq!(
            (done.percent, done.ended.is_some(), done.instance.is_some()),
            (None, true, true)
        );
        assert_eq!(job(r#"{"id":"j","status":"Queued"}"#).state, JobState::Other("Queued".into()));
    }
}
