//! The job list (fact sheet 4): one job by its ID, and the backup jobs of an instance.

use std::collections::HashSet;

use super::{
    body::{LIST_LIMIT, OTHER_LIMIT},
    client::{Reads, Shared},
    paging::is_last,
    reads::objects,
    rows::Jobs,
};
use crate::core::{
    backup::Job,
    call::{CallFailure, Head},
    ids::{InstanceId, JobId},
    time::UtcTime,
};

/// The longest span of time that the job list takes, in seconds: 30 days.
const LONGEST_SPAN: i64 = 30 * 86_400;

/// Rows asked for per page: the largest number that the job list allows (10, 20 or 50).
const PAGE: u64 = 50;

impl Reads {
    /// One job, or `None` if the service does not list it (yet, or no longer: it keeps 30 days) (ListJobs).
    ///
    /// # Errors
    /// As every read.
    pub async fn job(&self, id: &JobId) -> Result<Option<Job>, CallFailure> {
        let path = ["v3", self.shared.project.as_str(), "jobs"];
        let (head, answer): (Head, Jobs) = self.shared.read(&path, &[("id", id.as_str())], OTHER_LIMIT).await?;
        let rows = objects(answer.jobs, &head, "jobs", |item| item.meaning(&self.shared.held().mask()))?;
        Ok(rows.into_iter().find(|row| row.id == *id))
    }

    /// The backup jobs of one instance that were begun from `since` to `until`, both by the service's clock; at most
    /// the 30 days before `until`, since the service lists no longer span (ListJobs).
    ///
    /// Jobs of other instances are left out here too; one that does not tell its instance is kept, and so is one
    /// with another name than was asked for: the names in answers are not the names of the filter.
    ///
    /// # Errors
    /// As every read.
    pub async fn jobs_of(&self, instance: &InstanceId, since: UtcTime, until: UtcTime) -> Result<Vec<Job>, CallFailure> {
        let mut rows = self.jobs(since, until).await?;
        rows.retain(|job| job.instance.as_ref().is_none_or(|id| id == instance));
        Ok(rows)
    }

    /// The backup jobs of all instances of the project, as [`Reads::jobs_of`] one.
    ///
    /// # Errors
    /// As every read.
    pub async fn jobs(&self, since: UtcTime, until: UtcTime) -> Result<Vec<Job>, CallFailure> {
        let from = since.max(until.plus(-LONGEST_SPAN)).min(until);
        let (mut rows, mut ids, mut received): (Vec<Job>, HashSet<JobId>, u64) = (Vec::new(), HashSet::new(), 0);
        loop {
            let (head, answer) = self.shared.jobs_page(from, until, received).await?;
            let total = answer.total_count.count();
            let found = objects(answer.jobs, &head, "jobs", |item| item.meaning(&self.shared.held().mask()))?;
            let (count, before) = (found.len() as u64, ids.len());
            rows.extend(found.into_iter().filter(|job| ids.insert(job.id.clone())));
            // A page that brings no new ID ends the list: a server that ignores `offset` would repeat its first for ever.
            if is_last(received, count, PAGE, total) || ids.len() == before {
                break;
            }
            received += count;
        }
        Ok(rows)
    }
}

impl Shared {
    async fn jobs_page(&self, from: UtcTime, until: UtcTime, offset: u64) -> Result<(Head, Jobs), CallFailure> {
        let (from, until, offset, limit) = (from.api(), until.api(), offset.to_string(), PAGE.to_string());
        let query = [
            ("name", "BackupInstance"),
            ("start_time", from.as_str()),
            ("end_time", until.as_str()),
            ("offset", offset.as_str()),
            ("limit", limit.as_str()),
        ];
        self.read(&["v3", self.project.as_str(), "jobs"], &query, LIST_LIMIT).await
    }
}
