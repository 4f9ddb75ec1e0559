//! The reads of instances, databases and tables, and the steps that all reads share. Reads are
//! repeated under a [`ReadPolicy`](crate::api::ReadPolicy).

use backon::Retryable;
use reqwest::Url;
use zeroize::Zeroizing;

use super::{Plan, Reads, Shared, Step, Window};
use crate::{
    api::{
        auth::{Lease, Unproved, access::refuses_access},
        net::{Observed, retry},
        wire::{
            Listed, Unread,
            body::{self, LIST_LIMIT},
            rows::rows,
        },
    },
    core::base::{BodyTrouble, CallFailure, Head, Incomplete, Instance, InstanceId, Whole},
};

impl Reads {
    /// Reads the instances of the project, newest created first, page by page for as long
    /// as `each` wants more (ListInstances).
    /// Errors: As every read: an obstacle, silence, a refusal, an answer that cannot be used; or
    /// that not all instances came.
    pub async fn instances(
        &self,
        each: impl FnMut(Step<Instance>) -> bool,
    ) -> Result<(), CallFailure> {
        let fetch = |window| self.shared.instances_page(&[], window);
        Plan::BOUNDED.read(&mut self.memory.share(), fetch, each).await
    }

    /// Returns one instance, or `None` if the service lists none with exactly this ID (there is no
    /// call for a single instance). Errors: As [`Reads::instances`].
    pub async fn instance(&self, id: &InstanceId) -> Result<Option<Instance>, CallFailure> {
        let condition = [("id", id.as_str())];
        let fetch = |window| self.shared.instances_page(&condition, window);
        Plan::BOUNDED.find(&mut self.memory.share(), fetch, |row| row.id == *id).await
    }

    /// Returns the instances of exactly this name; names need not be unique. Returns none where the
    /// service answers with others. Errors: As [`Reads::instances`].
    pub async fn instances_named(&self, name: &str) -> Result<Vec<Instance>, CallFailure> {
        let (mut named, condition) = (Vec::new(), [("name", name)]);
        let all_named = |rows: &[Instance]| rows.iter().all(|row| row.name == name);
        let fetch = |window| self.shared.instances_page(&condition, window);
        Plan::WHOLE
            .read(&mut self.memory.share(), fetch, |step| {
                step.collect_into(&mut named);
                all_named(&named)
            })
            .await?;
        // Another name means that the service read the condition differently (a leading `*` means
        // "contains") or ignored it: then the rows prove nothing about this name.
        Ok(if all_named(&named) { named } else { Vec::new() })
    }

    /// Reads names of a Cassandra instance, byte for byte, in the way and with the errors of
    /// [`Reads::instances`]: of the tables of one database (ListRestoreTables), or of all
    /// databases of the instance (ListRestoreDatabases).
    pub async fn names(
        &self,
        instance: &InstanceId,
        database: Option<&str>,
        each: impl FnMut(Step<String>) -> bool,
    ) -> Result<(), CallFailure> {
        let fetch = |window| self.shared.names_page(instance, database, window);
        Plan::SHOWN.read(&mut self.memory.share(), fetch, each).await
    }

    /// Returns the names of [`Reads::names`] all at once. Errors: As [`Reads::instances`].
    pub async fn all_names(
        &self,
        instance: &InstanceId,
        database: Option<&str>,
    ) -> Result<Whole<String>, CallFailure> {
        let fetch = |window| self.shared.names_page(instance, database, window);
        Plan::WHOLE.whole(&mut self.memory.share(), fetch).await
    }
}

impl Shared {
    async fn instances_page(
        &self,
        condition: &[(&str, &str)],
        window: Window,
    ) -> Result<Vec<Instance>, CallFailure> {
        self.page(&["v3", self.project.as_str(), "instances"], condition, window, "instances").await
    }

    async fn names_page(
        &self,
        instance: &InstanceId,
        database: Option<&str>,
        window: Window,
    ) -> Result<Vec<String>, CallFailure> {
        let (list, field) = match database {
            Some(_) => ("tables", "table_names"),
            None => ("databases", "database_names"),
        };
        let path = ["v3", self.project.as_str(), "instances", instance.as_str(), list];
        let condition: Vec<_> = database.iter().map(|name| ("database_name", *name)).collect();
        self.page(&path, &condition, window, field).await
    }

    /// Reads a page of a list. The rows must be there under `field`.
    pub(super) async fn page<T: Listed + Send + 'static>(
        &self,
        path: &[&str],
        condition: &[(&str, &str)],
        window: Window,
        field: &'static str,
    ) -> Result<Vec<T>, CallFailure> {
        let (offset, limit) = (window.offset.to_string(), window.limit.to_string());
        let query = [condition, &[("offset", offset.as_str()), ("limit", &limit)]].concat();
        let (head, bytes) = self.read(path, &query, LIST_LIMIT).await?;
        let (held, is_large) = (self.held().clone(), bytes.len() > T::LARGE);
        let read = move || {
            let mask = held.mask();
            let list = body::json(&bytes, &mask).map_err(Unread::Body)?.part(field).list();
            rows(list.ok_or(Unread::Body(BodyTrouble::Missing(field.into())))?, &mask)
        };
        let read = if is_large {
            tokio::task::spawn_blocking(read).await.unwrap_or(Err(Unread::Body(BodyTrouble::Cut)))
        } else {
            read()
        };
        read.map_err(|why| match why {
            Unread::Body(trouble) => CallFailure::Unreadable(head, trouble),
            // `Plan::read` knows how many rows came before, and puts that number in.
            Unread::TooMany => CallFailure::Incomplete(Incomplete::TooLong(0)),
        })
    }

    /// Makes one read with its repeats.
    pub(super) async fn read(
        &self,
        segments: &[&str],
        query: &[(&str, &str)],
        limit: u64,
    ) -> Result<Read, CallFailure> {
        let url = self.transport.url(segments, query)?;
        let observed = self.transport.observe();
        let once = || async { self.read_renewing(&url, limit, &observed).await };
        once.retry(self.policy.backoff())
            .when(retry::may_repeat)
            .adjust(|failure: &CallFailure, planned| self.policy.pause(failure, planned))
            .await
    }

    /// Makes one read. If the service refuses the access and the source can renew it, the read is
    /// sent once more with the renewed access.
    async fn read_renewing(
        &self,
        url: &Url,
        limit: u64,
        observed: &Observed,
    ) -> Result<Read, CallFailure> {
        let lease = self.lease().await?;
        match self.read_once(url.clone(), limit, &lease, observed).await {
            Err(refusal) if refuses_access(&refusal) => self.access.replace(lease, refusal).await?,
            ended => return ended,
        }
        let lease = self.lease().await?;
        let ended = self.read_once(url.clone(), limit, &lease, observed).await;
        if let Err(refusal) = &ended
            && refuses_access(refusal)
        {
            self.access.mark_unrenewable(&lease, refusal);
        }
        ended
    }

    async fn lease(&self) -> Result<Lease, CallFailure> {
        self.access.lease(self.skew().unwrap_or(0)).await
    }

    async fn read_once(
        &self,
        mut url: Url,
        limit: u64,
        lease: &Lease,
        observed: &Observed,
    ) -> Result<Read, CallFailure> {
        let client = self.transport.reused().await?;
        let call = Unproved::get(&mut url, Some(&self.project));
        let headers = self.transport.prove(&lease.auth, call)?;
        let request = client.get(url).headers(headers);
        let whole = self.transport.limits.whole_read();
        let exchange = self.transport.exchange(request, limit, whole, observed).await?;
        self.note_time(exchange.head.server_time);
        let read = exchange.accept();
        if !matches!(read, Err(CallFailure::Refused(_))) {
            self.access.accepted(lease);
        }
        read
    }
}

/// The head and the body of an answer.
pub(super) type Read = (Head, Zeroizing<Vec<u8>>);
