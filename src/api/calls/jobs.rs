//! The job list (ListJobs): one job by its ID, and the backup jobs of an instance.

use super::{Plan, Reads, Shared, Window};
use crate::core::{
    base::{CallFailure, InstanceId, JobId, UtcTime, Whole},
    operation::backup::Job,
};

/// The longest span of time that the job list takes, in seconds: 30 days.
const LONGEST_SPAN: i64 = 30 * 86_400;

/// Rows asked for per page: the largest number that ListJobs allows (10, 20 or 50).
const PAGE: u64 = 50;

impl Reads {
    /// Returns one job, or `None` if the service does not list that job (yet, or no longer: the
    /// list goes back 30 days). Errors: As every read.
    pub async fn job(&self, id: &JobId) -> Result<Option<Job>, CallFailure> {
        let condition = [("id", id.as_str())];
        let fetch = |window| self.shared.jobs_page(&condition, window);
        Plan { limit: PAGE, ..Plan::BOUNDED }
            .find(&mut self.memory.share(), fetch, |job| job.id == *id)
            .await
    }

    /// Returns the backup jobs of one instance that were begun from `since` to `until`, both
    /// by the service's clock; at most those of the 30 days before `until`, since the
    /// service lists no longer span.
    ///
    /// Jobs of other instances are left out. A job that does not tell its instance is kept, and
    /// so is a job with another name than the request's: answers have other names than the
    /// filter. Errors: As every read.
    pub async fn jobs_of(
        &self,
        instance: &InstanceId,
        since: UtcTime,
        until: UtcTime,
    ) -> Result<Whole<Job>, CallFailure> {
        let jobs = self.jobs(since, until).await?;
        Ok(jobs.only(|job| job.instance.as_ref().is_none_or(|id| id == instance)))
    }

    /// Returns the backup jobs of all instances of the project, as [`Reads::jobs_of`] for
    /// one. Errors: As every read.
    pub async fn jobs(&self, since: UtcTime, until: UtcTime) -> Result<Whole<Job>, CallFailure> {
        let from = since.max(until.plus(-LONGEST_SPAN)).min(until);
        let (from, until) = (from.api(), until.api());
        let condition = [
            ("name", "BackupInstance"),
            ("start_time", from.as_str()),
            ("end_time", until.as_str()),
        ];
        let fetch = |window| self.shared.jobs_page(&condition, window);
        Plan { limit: PAGE, ..Plan::WHOLE }.whole(&mut self.memory.share(), fetch).await
    }
}

impl Shared {
    async fn jobs_page(
        &self,
        condition: &[(&str, &str)],
        window: Window,
    ) -> Result<Vec<Job>, CallFailure> {
        self.page(&["v3", self.project.as_str(), "jobs"], condition, window, "jobs").await
    }
}
