//! The reads of instances, databases and tables, and the steps that all reads share. Reads are
//! repeated under a [`ReadPolicy`](crate::api::ReadPolicy).

use backon::Retryable;
use reqwest::Url;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::{
    client::{Reads, Shared},
    paging::{Plan, Step, Window},
};
use crate::{
    api::{
        auth::{access::refuses_access, current_auth::Lease, signing::Unproved},
        net::{observed::Observed, retry},
        wire::{
            body::{self, LIST_LIMIT},
            json::{Item, Rows},
            rows::{Databases, Instances, Tables},
        },
    },
    core::base::{
        call::{BodyTrouble, CallFailure, Head},
        ids::InstanceId,
        instance::Instance,
        whole::{Incomplete, Whole},
    },
};

/// A body of more bytes is read into rows on another thread, because this thread answers keys.
const LARGE: usize = 64 << 10;

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

    /// Reads the database names of a Cassandra instance (ListRestoreDatabases), byte for byte,
    /// as [`Reads::instances`]. Errors: As [`Reads::instances`].
    pub async fn databases(
        &self,
        instance: &InstanceId,
        each: impl FnMut(Step<String>) -> bool,
    ) -> Result<(), CallFailure> {
        let fetch = |window| self.shared.databases_page(instance, window);
        Plan::SHOWN.read(&mut self.memory.share(), fetch, each).await
    }

    /// Returns the names of [`Reads::databases`] all at once. Errors: As [`Reads::instances`].
    pub async fn all_databases(&self, instance: &InstanceId) -> Result<Whole<String>, CallFailure> {
        let fetch = |window| self.shared.databases_page(instance, window);
        Plan::WHOLE.whole(&mut self.memory.share(), fetch).await
    }

    /// Reads the table names of one database (ListRestoreTables), byte for byte,
    /// as [`Reads::instances`]. Errors: As [`Reads::instances`].
    pub async fn tables(
        &self,
        instance: &InstanceId,
        database: &str,
        each: impl FnMut(Step<String>) -> bool,
    ) -> Result<(), CallFailure> {
        let fetch = |window| self.shared.tables_page(instance, database, window);
        Plan::SHOWN.read(&mut self.memory.share(), fetch, each).await
    }

    /// Returns the names of [`Reads::tables`] all at once. Errors: As [`Reads::instances`].
    pub async fn all_tables(
        &self,
        instance: &InstanceId,
        database: &str,
    ) -> Result<Whole<String>, CallFailure> {
        let fetch = |window| self.shared.tables_page(instance, database, window);
        Plan::WHOLE.whole(&mut self.memory.share(), fetch).await
    }
}

impl Shared {
    async fn instances_page(
        &self,
        condition: &[(&str, &str)],
        window: Window,
    ) -> Result<Vec<Instance>, CallFailure> {
        let (head, answer): (Head, Instances) =
            self.page(&["instances"], condition, window).await?;
        rows(answer.instances, &head, "instances")
    }

    async fn databases_page(
        &self,
        instance: &InstanceId,
        window: Window,
    ) -> Result<Vec<String>, CallFailure> {
        let path = ["instances", instance.as_str(), "databases"];
        let (head, answer): (Head, Databases) = self.page(&path, &[], window).await?;
        rows(answer.database_names, &head, "database_names")
    }

    async fn tables_page(
        &self,
        instance: &InstanceId,
        database: &str,
        window: Window,
    ) -> Result<Vec<String>, CallFailure> {
        let path = ["instances", instance.as_str(), "tables"];
        let condition = [("database_name", database)];
        let (head, answer): (Head, Tables) = self.page(&path, &condition, window).await?;
        rows(answer.table_names, &head, "table_names")
    }

    /// Reads a page of a list of API version 3.
    pub(super) async fn page<T>(
        &self,
        path: &[&str],
        condition: &[(&str, &str)],
        window: Window,
    ) -> Result<(Head, T), CallFailure>
    where
        T: DeserializeOwned + Default + Send + 'static,
    {
        let (offset, limit) = (window.offset.to_string(), window.limit.to_string());
        let segments = [&["v3", self.project.as_str()], path].concat();
        let query = [condition, &[("offset", offset.as_str()), ("limit", &limit)]].concat();
        self.read(&segments, &query, LIST_LIMIT).await
    }

    /// Makes one read with its repeats. The answer must be JSON; `T::default()` stands for
    /// JSON other than an object.
    pub(super) async fn read<T>(
        &self,
        segments: &[&str],
        query: &[(&str, &str)],
        limit: u64,
    ) -> Result<(Head, T), CallFailure>
    where
        T: DeserializeOwned + Default + Send + 'static,
    {
        let url = self.transport.url(segments, query)?;
        let observed = self.transport.observe();
        let once = || async { self.read_renewing(&url, limit, &observed).await };
        let (head, bytes) = once
            .retry(self.policy.backoff())
            .when(retry::may_repeat)
            .adjust(|failure: &CallFailure, planned| self.policy.pause(failure, planned))
            .await?;
        drop(observed);
        let read = if bytes.len() > LARGE {
            let held = self.held().clone();
            tokio::task::spawn_blocking(move || body::object(&bytes, &held.mask()))
                .await
                .unwrap_or(Err(BodyTrouble::Cut))
        } else {
            body::object(&bytes, &self.held().mask())
        };
        match read {
            Ok(answer) => Ok((head, answer)),
            Err(trouble) => Err(CallFailure::Unreadable(head, trouble)),
        }
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
type Read = (Head, Zeroizing<Vec<u8>>);

/// Returns the rows of a page. The list must be there as `field`, and every item must be a row: no
/// call could name an item without its ID, and leaving an item out would shift the pages.
pub fn rows<I: Item>(
    rows: Rows<I>,
    head: &Head,
    field: &'static str,
) -> Result<Vec<I::Row>, CallFailure> {
    let missing = match rows {
        Rows::Read(rows) => return Ok(rows),
        Rows::NoList => field,
        Rows::Unusable => I::NEEDED,
        // `Plan::read` knows how many rows came before, and puts that number in.
        Rows::TooMany => return Err(CallFailure::Incomplete(Incomplete::TooLong(0))),
    };
    Err(CallFailure::Unreadable(head.clone(), BodyTrouble::Missing(missing.into())))
}
