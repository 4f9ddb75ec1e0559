//! The job list (fact sheet 4): one job by its ID, and the backup jobs of an instance.

use super::{
    body::LIST_LIMIT,
    client::{Reads, Shared},
    paging::{Holder, Plan, Window},
    reads::{MOST_OF_ONE, PLAN, rows},
    rows::Jobs,
};
use crate::core::{
    base::{
        call::{BodyTrouble, CallFailure, Head},
        ids::{InstanceId, JobId},
        time::UtcTime,
        whole::Whole,
    },
    operation::backup::Job,
};

/// The longest span of time that the job list takes, in seconds: 30 days.
const LONGEST_SPAN: i64 = 30 * 86_400;

/// Reasons that are searched for secrets on the thread that answers keys: each
/// may take half a millisecond.
const FEW: usize = 4;

/// Rows asked for per page: the largest number that the job list allows (10, 20 or 50).
const PAGE: u64 = 50;

impl Reads {
    /// One job, or `None` if the service does not list it (yet, or no longer:
    /// it keeps 30 days) (ListJobs).
    ///
    /// # Errors
    /// As every read.
    pub async fn job(&self, id: &JobId) -> Result<Option<Job>, CallFailure> {
        let (mut found, condition) = (None, [("id", id.as_str())]);
        let fetch = |window| self.shared.jobs_page(&condition, window);
        // A service that ignores the condition lists them all, and this one perhaps on a later
        // page.
        let plan = Plan { limit: PAGE, holder: Holder::OnScreen(MOST_OF_ONE), ..PLAN };
        plan.read(&mut self.room.share(), fetch, |step| {
            found = found.take().or_else(|| step.rows().into_iter().find(|job| job.id == *id));
            found.is_none()
        })
        .await?;
        Ok(found)
    }

    /// The backup jobs of one instance that were begun from `since` to `until`, both
    /// by the service's clock; at most the 30 days before `until`, since the service
    /// lists no longer span (ListJobs).
    ///
    /// Jobs of other instances are left out here too; one that does not tell its instance is
    /// kept, and so is one with another name than was asked for: the names in answers are not
    /// the names of the filter.
    ///
    /// # Errors
    /// As every read.
    pub async fn jobs_of(
        &self,
        instance: &InstanceId,
        since: UtcTime,
        until: UtcTime,
    ) -> Result<Whole<Job>, CallFailure> {
        let jobs = self.jobs(since, until).await?;
        Ok(jobs.only(|job| job.instance.as_ref().is_none_or(|id| id == instance)))
    }

    /// The backup jobs of all instances of the project, as [`Reads::jobs_of`] one.
    ///
    /// # Errors
    /// As every read.
    pub async fn jobs(&self, since: UtcTime, until: UtcTime) -> Result<Whole<Job>, CallFailure> {
        let from = since.max(until.plus(-LONGEST_SPAN)).min(until);
        let (from, until) = (from.api(), until.api());
        let condition = [
            ("name", "BackupInstance"),
            ("start_time", from.as_str()),
            ("end_time", until.as_str()),
        ];
        let fetch = |window| self.shared.jobs_page(&condition, window);
        Plan { limit: PAGE, holder: Holder::Here, ..PLAN }
            .whole(&mut self.room.share(), fetch)
            .await
            .map(Whole::of)
    }
}

impl Shared {
    async fn jobs_page(
        &self,
        condition: &[(&str, &str)],
        window: Window,
    ) -> Result<Vec<Job>, CallFailure> {
        let (offset, limit) = (window.offset.to_string(), window.limit.to_string());
        let query = [condition, &[("offset", offset.as_str()), ("limit", &limit)]].concat();
        let (head, answer): (Head, Jobs) =
            self.read(&["v3", self.project.as_str(), "jobs"], &query, LIST_LIMIT).await?;
        let told = rows(answer.jobs, &head, "jobs", "id")?;
        let (many, held) =
            (told.iter().filter(|job| job.has_reason()).nth(FEW).is_some(), self.held().clone());
        let quoted = move || {
            let mask = held.mask();
            told.into_iter().map(|job| job.quoted(&mask)).collect()
        };
        if !many {
            return Ok(quoted());
        }
        tokio::task::spawn_blocking(quoted)
            .await
            .map_err(|_| CallFailure::Unreadable(head, BodyTrouble::Cut))
    }
}
