//! The jobs in an answer of ListJobs, and their meaning.

use super::{
    Json, Listed,
    rows::{LONGEST_TEXT, display_text, time},
};
use crate::core::{
    base::{InstanceId, JobId, Mask, Outside},
    operation::backup::{Job, JobState},
};

impl Listed for Job {
    // A reason is searched for secrets, which may take half a millisecond.
    const LARGE: usize = 4 << 10;

    fn read(item: Json<'_>, mask: &Mask) -> Option<Self> {
        let item = item.fields()?;
        let state = JobState::parse(&item.part("status").text().unwrap_or_default());
        let is_final = matches!(state, JobState::Completed | JobState::Failed);
        let progress = item.part("progress").text().filter(|_| !is_final);
        let reason = item.part("fail_reason").text().unwrap_or_default();
        let instance = item.part("instance").part("id").string();
        Some(Self {
            id: JobId::received(&item.part("id").string()?)?,
            name: display_text(item.part("name")),
            percent: progress.as_deref().and_then(percent),
            begun: time(item.part("start_time")),
            ended: time(item.part("end_time")).filter(|_| is_final),
            instance: instance.and_then(|id| InstanceId::received(&id)),
            fail_reason: Outside::text(&reason).quoted(mask, LONGEST_TEXT),
            state,
        })
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
        let job = |json: &str| Job::read(Json::of(json).unwrap(), &Mask::default()).unwrap();
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
