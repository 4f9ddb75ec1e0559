//! The reads: instances, databases, tables, and what all reads share. Repeated under the
//! [`crate::api::retry::ReadPolicy`].

use backon::Retryable;
use reqwest::Url;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::{
    access::Lease,
    body::{self, LIST_LIMIT},
    client::{Reads, Shared},
    paging::{Holder, Numbering, PAGE_LIMIT, Plan, Step, Window},
    retry,
    rows::{Databases, Instances, Tables},
    signing::{self, Unproved},
    wire::{Item, Object, Rows},
};
use crate::core::base::{
    call::{BodyTrouble, CallFailure, Head},
    ids::InstanceId,
    instance::Instance,
    whole::{Incomplete, Whole},
};

/// Bytes of a body that is read into rows on another thread: the one that answers
/// keys would stand still meanwhile.
const LARGE: usize = 64 << 10;
/// How most lists are read.
pub(super) const PLAN: Plan =
    Plan { numbering: Numbering::Records, limit: PAGE_LIMIT, holder: Holder::OnScreen(usize::MAX) };
/// Bytes of a list of instances or jobs that are read at most: the tree has room beside the one,
/// and a service that ignores the condition for a single row is not read for ever.
pub(super) const MOST_OF_ONE: usize = 16 << 20;

impl Reads {
    /// The instances of the project, newest created first, page by page for as long as `each` wants
    /// more (ListInstances). At the end all have come.
    ///
    /// # Errors
    /// As every read: what stood in the way, silence, a refusal, an answer that cannot be used;
    /// or that not all came.
    pub async fn instances(
        &self,
        each: impl FnMut(Step<Instance>) -> bool,
    ) -> Result<(), CallFailure> {
        self.instances_where(&[], Holder::OnScreen(MOST_OF_ONE), each).await
    }

    /// One instance, or `None` if the service lists none with exactly this ID (there is no
    /// call for a single one).
    ///
    /// # Errors
    /// As [`Reads::instances`].
    pub async fn instance(&self, id: &InstanceId) -> Result<Option<Instance>, CallFailure> {
        let mut found = None;
        // A service that ignores the condition lists them all, and this one perhaps on a later
        // page.
        self.instances_where(&[("id", id.as_str())], Holder::OnScreen(MOST_OF_ONE), |step| {
            found = found.take().or_else(|| step.rows().into_iter().find(|row| row.id == *id));
            found.is_none()
        })
        .await?;
        Ok(found)
    }

    /// The instances of exactly this name; names need not be unique. None where
    /// the service answers with others.
    ///
    /// # Errors
    /// As [`Reads::instances`].
    pub async fn instances_named(&self, name: &str) -> Result<Vec<Instance>, CallFailure> {
        let (mut named, mut others) = (Vec::new(), false);
        self.instances_where(&[("name", name)], Holder::Here, |step| {
            if step == Step::Anew {
                named.clear();
            }
            let rows = step.rows();
            others = others || rows.iter().any(|row| row.name != name);
            named.extend(rows);
            !others
        })
        .await?;
        // Another name means that the condition was taken otherwise (a leading `*` means
        // "contains") or ignored: then this is not all there is, and nothing follows from it.
        Ok(if others { Vec::new() } else { named })
    }

    async fn instances_where(
        &self,
        condition: &[(&str, &str)],
        holder: Holder,
        each: impl FnMut(Step<Instance>) -> bool,
    ) -> Result<(), CallFailure> {
        let fetch = |window| async move {
            let (head, answer): (Head, Instances) =
                self.list(&["instances"], condition, window).await?;
            rows(answer.instances, &head, "instances", "id")
        };
        Plan { holder, ..PLAN }.read(&mut self.room.share(), fetch, each).await
    }

    /// The database names of a Cassandra instance (ListRestoreDatabases),
    /// byte for byte, as [`Reads::instances`].
    ///
    /// # Errors
    /// As [`Reads::instances`].
    pub async fn databases(
        &self,
        instance: &InstanceId,
        each: impl FnMut(Step<String>) -> bool,
    ) -> Result<(), CallFailure> {
        PLAN.read(&mut self.room.share(), |window| self.databases_page(instance, window), each)
            .await
    }

    /// All of them at once.
    ///
    /// # Errors
    /// As [`Reads::instances`].
    pub async fn all_databases(&self, instance: &InstanceId) -> Result<Whole<String>, CallFailure> {
        let fetch = |window| self.databases_page(instance, window);
        Plan { holder: Holder::Here, ..PLAN }
            .whole(&mut self.room.share(), fetch)
            .await
            .map(Whole::of)
    }

    async fn databases_page(
        &self,
        instance: &InstanceId,
        window: Window,
    ) -> Result<Vec<String>, CallFailure> {
        let (head, answer): (Head, Databases) =
            self.list(&["instances", instance.as_str(), "databases"], &[], window).await?;
        rows(answer.database_names, &head, "database_names", "usable names")
    }

    /// The table names of one database (ListRestoreTables), byte for byte, as [`Reads::instances`].
    ///
    /// # Errors
    /// As [`Reads::instances`].
    pub async fn tables(
        &self,
        instance: &InstanceId,
        database: &str,
        each: impl FnMut(Step<String>) -> bool,
    ) -> Result<(), CallFailure> {
        PLAN.read(
            &mut self.room.share(),
            |window| self.tables_page(instance, database, window),
            each,
        )
        .await
    }

    /// All of them at once.
    ///
    /// # Errors
    /// As [`Reads::instances`].
    pub async fn all_tables(
        &self,
        instance: &InstanceId,
        database: &str,
    ) -> Result<Whole<String>, CallFailure> {
        let fetch = |window| self.tables_page(instance, database, window);
        Plan { holder: Holder::Here, ..PLAN }
            .whole(&mut self.room.share(), fetch)
            .await
            .map(Whole::of)
    }

    async fn tables_page(
        &self,
        instance: &InstanceId,
        database: &str,
        window: Window,
    ) -> Result<Vec<String>, CallFailure> {
        let path = ["instances", instance.as_str(), "tables"];
        let (head, answer): (Head, Tables) =
            self.list(&path, &[("database_name", database)], window).await?;
        rows(answer.table_names, &head, "table_names", "usable names")
    }

    /// A page of a list of API version 3.
    async fn list<T>(
        &self,
        path: &[&str],
        condition: &[(&str, &str)],
        window: Window,
    ) -> Result<(Head, T), CallFailure>
    where
        T: DeserializeOwned + Default + Send + 'static,
    {
        let (offset, limit) = (window.offset.to_string(), window.limit.to_string());
        let segments = [&["v3", self.shared.project.as_str()], path].concat();
        let query = [condition, &[("offset", offset.as_str()), ("limit", &limit)]].concat();
        self.shared.read(&segments, &query, LIST_LIMIT).await
    }
}

impl Shared {
    /// One read with its repeats. The answer must be a JSON object; its
    /// fields are the caller's concern.
    pub(super) async fn read<T>(
        &self,
        segments: &[&str],
        query: &[(&str, &str)],
        limit: u64,
    ) -> Result<(Head, T), CallFailure>
    where
        T: DeserializeOwned + Default + Send + 'static,
    {
        let url = self.transport.endpoint.url(segments, query);
        let url =
            url.map_err(|error| CallFailure::NotSent(self.misconfigured(&error.to_string())))?;
        let once = || async { self.read_renewing(&url, limit).await };
        let (head, bytes) = once
            .retry(self.policy.backoff())
            .when(retry::may_repeat)
            .adjust(|failure: &CallFailure, planned| self.policy.pause(failure, planned))
            .await?;
        let read = if bytes.len() > LARGE {
            let held = self.held().clone();
            let elsewhere =
                tokio::task::spawn_blocking(move || body::json::<Object<T>>(&bytes, &held.mask()))
                    .await;
            elsewhere.unwrap_or(Err(BodyTrouble::Cut))
        } else {
            body::json(&bytes, &self.held().mask())
        };
        match read {
            Ok(Object(answer)) => Ok((head, answer.unwrap_or_default())),
            Err(trouble) => Err(CallFailure::Unreadable(head, trouble)),
        }
    }

    /// One read; if the access is refused and its source can renew it, that is done, and
    /// the read sent once more.
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

    async fn read_once(
        &self,
        mut url: Url,
        limit: u64,
        lease: &Lease,
    ) -> Result<Read, CallFailure> {
        let client = self.transport.kept().await.map_err(CallFailure::NotSent)?;
        let call = Unproved {
            method: "GET",
            url: &mut url,
            project: Some(&self.project),
            content_type: None,
            body: b"",
        };
        let headers = signing::prove(&lease.auth, call, self.held())
            .map_err(|words| CallFailure::NotSent(self.misconfigured(words)))?;
        let whole = self.transport.limits.connect.saturating_add(self.transport.limits.read);
        let exchange =
            self.transport.exchange(client.get(url).headers(headers), limit, whole).await?;
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

/// The service does not take token or signature (fact sheet 7.3); some gateways
/// say so under another status.
pub(super) fn refuses_access(failure: &CallFailure) -> bool {
    let CallFailure::Refused(refusal) = failure else { return false };
    let code = refusal.code.as_deref();
    // The service's own words for it come under 400 and 403 (fact sheet 7.2).
    refusal.head.status == 401
        || matches!(code, Some("APIGW.0307" | "APIG.0307" | "DBS.280015" | "DBS.280056"))
}

/// The rows of a page. The list must be there as `field`, and every item must be a row: one without
/// its ID could not be acted on, and leaving it out would shift the pages.
pub(super) fn rows<I: Item>(
    rows: Rows<I>,
    head: &Head,
    field: &'static str,
    every: &'static str,
) -> Result<Vec<I::Row>, CallFailure> {
    let missing = match rows {
        Rows::Read(rows) => return Ok(rows),
        Rows::NoList => field,
        Rows::Unusable => every,
        // The reading knows how many came before.
        Rows::TooMany => return Err(CallFailure::Incomplete(Incomplete::TooLong(0))),
    };
    Err(CallFailure::Unreadable(head.clone(), BodyTrouble::Missing(missing.into())))
}
