//! The reads: instances, databases, tables, and what all reads share. Repeated under the [`super::ReadPolicy`].

use backon::Retryable;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout_at};

use super::{
    body::{self, LIST_LIMIT, OTHER_LIMIT},
    client::{Reads, Shared},
    error_body::ErrorBody,
    failure::{self, Lost},
    head,
    paging::PAGE_LIMIT,
    retry,
    rows::{Databases, Instances, Tables},
    wire::{List, Loose, Object},
};
use crate::core::{
    call::{BodyTrouble, CallFailure, Head, Page, Refusal, Silence},
    ids::InstanceId,
    instance::Instance,
};

impl Reads {
    /// One page of at most 100 instances from record `offset` on, newest created first (ListInstances).
    ///
    /// # Errors
    /// As every read: what stood in the way, silence, a refusal, or an answer that cannot be used.
    pub async fn instances(&self, offset: u64) -> Result<Page<Instance>, CallFailure> {
        let (start, limit) = (offset.to_string(), PAGE_LIMIT.to_string());
        let (head, answer): (Head, Instances) = self.list(&["instances"], &[("offset", &start), ("limit", &limit)]).await?;
        let rows = objects(answer.instances, &head, "instances", |item| item.meaning())?;
        Ok(self.shared.guard.page("instances", offset, rows, answer.total_count.count(), |row| row.id.as_str()))
    }

    /// One instance, or `None` if the service lists none with exactly this ID (there is no call for a single one).
    ///
    /// # Errors
    /// As every read.
    pub async fn instance(&self, id: &InstanceId) -> Result<Option<Instance>, CallFailure> {
        let (head, answer): (Head, Instances) = self.list(&["instances"], &[("id", id.as_str())]).await?;
        let rows = objects(answer.instances, &head, "instances", |item| item.meaning())?;
        Ok(rows.into_iter().find(|row| row.id == *id))
    }

    /// One page of at most 100 database names of a Cassandra instance (ListRestoreDatabases), byte for byte.
    ///
    /// # Errors
    /// As every read.
    pub async fn databases(&self, instance: &InstanceId, offset: u64) -> Result<Page<String>, CallFailure> {
        let path = ["instances", instance.as_str(), "databases"];
        let (start, limit) = (offset.to_string(), PAGE_LIMIT.to_string());
        let (head, answer): (Head, Databases) = self.list(&path, &[("offset", &start), ("limit", &limit)]).await?;
        let rows = names(answer.database_names, &head, "database_names")?;
        let list = format!("databases {instance}");
        Ok(self.shared.guard.page(&list, offset, rows, answer.total_count.count(), String::as_str))
    }

    /// One page of at most 100 table names of one database (ListRestoreTables), byte for byte.
    ///
    /// # Errors
    /// As every read.
    pub async fn tables(&self, instance: &InstanceId, database: &str, offset: u64) -> Result<Page<String>, CallFailure> {
        let path = ["instances", instance.as_str(), "tables"];
        let (start, limit) = (offset.to_string(), PAGE_LIMIT.to_string());
        let query = [("database_name", database), ("offset", &start), ("limit", &limit)];
        let (head, answer): (Head, Tables) = self.list(&path, &query).await?;
        let rows = names(answer.table_names, &head, "table_names")?;
        let list = format!("tables {instance} {database}");
        Ok(self.shared.guard.page(&list, offset, rows, answer.total_count.count(), String::as_str))
    }

    /// A list of API version 3.
    async fn list<T: DeserializeOwned + Default>(&self, path: &[&str], query: &[(&str, &str)]) -> Result<(Head, T), CallFailure> {
        let mut segments = vec!["v3", self.shared.project.as_str()];
        segments.extend_from_slice(path);
        self.shared.read(&segments, query, LIST_LIMIT).await
    }
}

impl Shared {
    /// One read with its repeats. The answer must be a JSON object; its fields are the caller's concern.
    pub(super) async fn read<T: DeserializeOwned + Default>(
        &self,
        segments: &[&str],
        query: &[(&str, &str)],
        limit: u64,
    ) -> Result<(Head, T), CallFailure> {
        let misconfigured = |words: &str| CallFailure::NotSent(self.misconfigured(words));
        let url = self.endpoint.url(segments, query).map_err(|error| misconfigured(&error.to_string()))?;
        let policy = self.settings.reads;
        let once = || async { self.read_once(url.clone(), limit).await };
        let (head, bytes) = once
            .retry(policy.backoff())
            .when(retry::may_repeat)
            .adjust(|failure: &CallFailure, planned| policy.pause(failure, planned))
            .await?;
        match body::json::<Object<T>>(&bytes) {
            Ok(Object(answer)) => Ok((head, answer.unwrap_or_default())),
            Err(trouble) => Err(CallFailure::Unreadable(head, trouble)),
        }
    }

    async fn read_once(&self, url: reqwest::Url, limit: u64) -> Result<(Head, Vec<u8>), CallFailure> {
        let client = self.reads().await.map_err(CallFailure::NotSent)?;
        let token = self.token.header();
        let token = token.ok_or_else(|| CallFailure::NotSent(self.misconfigured("the token cannot be sent in a header")))?;
        let limits = self.settings.limits;
        let whole = limits.connect.saturating_add(limits.read);
        let deadline = Instant::now() + whole;
        let sent = timeout_at(deadline, client.get(url).header("X-Auth-Token", token).send()).await;
        let mut response = match sent {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => {
                return Err(match failure::of_send(&error, &self.route(), limits.connect) {
                    Lost::Before(obstacle) => CallFailure::NotSent(obstacle),
                    Lost::After(silence) => CallFailure::NoAnswer(silence),
                });
            }
            Err(_) => return Err(CallFailure::NoAnswer(Silence::Timeout(failure::whole_seconds(whole)))),
        };
        let mut head = head::of(&response);
        self.note_time(head.server_time);
        if !(200..300).contains(&head.status) {
            let body = body::read(&mut response, OTHER_LIMIT, deadline).await;
            let error = ErrorBody::read(&body.bytes);
            let words = error.words(&body.bytes);
            head.request_id = head.request_id.or(error.request_id);
            return Err(CallFailure::Refused(Refusal { head, code: error.code, words }));
        }
        let body = body::read(&mut response, limit, deadline).await;
        match body.trouble {
            Some(trouble) => Err(CallFailure::Unreadable(head, trouble)),
            None => Ok((head, body.bytes)),
        }
    }
}

/// The rows of a list. The list must be there, and every row must be what `meaning` needs: a row
/// without its ID could not be acted on, and leaving it out would shift the pages.
pub(super) fn objects<T, R>(
    list: List<Object<T>>,
    head: &Head,
    field: &'static str,
    meaning: impl Fn(T) -> Option<R>,
) -> Result<Vec<R>, CallFailure> {
    let unreadable = |what: &'static str| CallFailure::Unreadable(head.clone(), BodyTrouble::Missing(what.into()));
    let items = list.0.ok_or_else(|| unreadable(field))?;
    items.into_iter().map(|item| item.0.and_then(&meaning).ok_or_else(|| unreadable("id"))).collect()
}

/// The names of a list, byte for byte; they go back to the service.
fn names(list: List<Loose>, head: &Head, field: &'static str) -> Result<Vec<String>, CallFailure> {
    let unreadable = || CallFailure::Unreadable(head.clone(), BodyTrouble::Missing(field.into()));
    let items = list.0.ok_or_else(unreadable)?;
    items.into_iter().map(|item| item.into_text().ok_or_else(unreadable)).collect()
}
