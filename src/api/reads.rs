//! The reads: instances, databases, tables, and what all reads share. Repeated under the [`super::ReadPolicy`].

use backon::Retryable;
use reqwest::Url;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::{
    access::Lease,
    body::{self, LIST_LIMIT},
    client::{Reads, Shared},
    paging::PAGE_LIMIT,
    retry,
    rows::{Databases, Instances, Tables},
    signing::{self, Unproved},
    wire::{List, Loose, Object},
};
use crate::core::{
    call::{BodyTrouble, CallFailure, Head, Page},
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

    /// The instances of exactly this name; names need not be unique. None where the service answers with others.
    ///
    /// # Errors
    /// As every read.
    pub async fn instances_named(&self, name: &str) -> Result<Vec<Instance>, CallFailure> {
        let (head, answer): (Head, Instances) = self.list(&["instances"], &[("name", name)]).await?;
        let rows = objects(answer.instances, &head, "instances", |item| item.meaning())?;
        // Another name means that the condition was taken otherwise (a leading `*` means "contains") or ignored: then
        // this is not all there is, and nothing follows from it.
        Ok(if rows.iter().all(|row| row.name == name) { rows } else { Vec::new() })
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
        let url = self.transport.endpoint.url(segments, query);
        let url = url.map_err(|error| CallFailure::NotSent(self.misconfigured(&error.to_string())))?;
        let once = || async { self.read_renewing(&url, limit).await };
        let (head, bytes) = once
            .retry(self.policy.backoff())
            .when(retry::may_repeat)
            .adjust(|failure: &CallFailure, planned| self.policy.pause(failure, planned))
            .await?;
        match body::json::<Object<T>>(&bytes, &self.held().mask()) {
            Ok(Object(answer)) => Ok((head, answer.unwrap_or_default())),
            Err(trouble) => Err(CallFailure::Unreadable(head, trouble)),
        }
    }

    /// One read; if the access is refused and its source can renew it, that is done, and the read sent once more.
    async fn read_renewing(&self, url: &Url, limit: u64) -> Result<Read, CallFailure> {
        let lease = self.lease().await?;
        match self.read_once(url.clone(), limit, &lease).await {
            Err(refusal) if refuses_access(&refusal) => self.access.replace(lease, refusal).await?,
            ended => return ended,
        }
        let lease = self.lease().await?;
        let ended = self.read_once(url.clone(), limit, &lease).await;
        if let Err(refusal) = &ended
            && refuses_access(refusal)
        {
            self.access.despair(&lease, refusal);
        }
        ended
    }

    async fn lease(&self) -> Result<Lease, CallFailure> {
        self.access.lease(self.skew().unwrap_or(0)).await
    }

    async fn read_once(&self, mut url: Url, limit: u64, lease: &Lease) -> Result<Read, CallFailure> {
        let client = self.transport.kept().await.map_err(CallFailure::NotSent)?;
        let call = Unproved { method: "GET", url: &mut url, project: Some(&self.project), content_type: None, body: b"" };
        let headers = signing::prove(&lease.auth, call, self.held()).map_err(|words| CallFailure::NotSent(self.misconfigured(words)))?;
        let whole = self.transport.limits.connect.saturating_add(self.transport.limits.read);
        let exchange = self.transport.exchange(client.get(url).headers(headers), limit, whole).await?;
        self.note_time(exchange.head.server_time);
        let read = exchange.accept();
        if !matches!(read, Err(CallFailure::Refused(_))) {
            self.access.accepted(lease);
        }
        read
    }
}

/// Head and body of an answer.
type Read = (Head, Zeroizing<Vec<u8>>);

/// The service does not take token or signature (fact sheet 7.3); some gateways say so under another status.
pub(super) fn refuses_access(failure: &CallFailure) -> bool {
    let CallFailure::Refused(refusal) = failure else { return false };
    let code = refusal.code.as_deref();
    // The service's own words for it come under 400 and 403 (fact sheet 7.2).
    refusal.head.status == 401 || matches!(code, Some("APIGW.0307" | "APIG.0307" | "DBS.280015" | "DBS.280056"))
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
