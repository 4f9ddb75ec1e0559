//! A request goes in, what to do with it comes out: route, fault, caller, call.

use std::time::Duration;

use serde_json::json;

use super::{
    MadeBackup,
    answers::Answer,
    attempts::Attempts,
    auth::Keys,
    backups::Backup,
    catalogue::Catalogue,
    clock::Moment,
    create::CreateOrder,
    faults::{ApiVersion, Call, End, Farewell, Fault, Handling, Waiting},
    iam::{self, Directory},
    ids::IdSource,
    lists,
    metadata::Metadata,
    named_faults::NamedFault,
    options::Options,
    proofs::Receipts,
    query::Query,
    record_file::RecordFile,
    request::{Record, Request},
    routes::Route,
    totp::Totp,
    unknowns::{Acceptance, Ids},
    users::User,
    world::{Look, World},
};
use crate::core::base::ids::{BackupId, InstanceId, JobId, ProjectId};

/// The whole service behind the HTTP server.
pub(super) struct Service {
    pub world: World,
    pub keys: Keys,
    pub directory: Directory,
    pub metadata: Metadata,
    pub faults: Waiting,
    pub record: Record,
    pub attempts: Attempts,
    pub record_file: RecordFile,
    request_ids: IdSource,
}

impl Service {
    /// The service as it stands at its start.
    ///
    /// # Errors
    /// The demo catalogue is damaged.
    pub fn new(
        options: &Options,
        record_file: RecordFile,
        endpoint: String,
        now: Moment,
    ) -> Result<Self, serde_json::Error> {
        let mut catalogue = Catalogue::built_in()?;
        let world = World::new(&mut catalogue, options, now);
        let mut faults = Waiting::default();
        for (call, fault, times) in options.scenario.faults(options.speed) {
            faults.add(call, fault, times);
        }
        for (calls, fault, times) in options.faults.iter().filter_map(NamedFault::at_the_door) {
            calls.iter().for_each(|call| faults.add(*call, fault.clone(), times));
        }
        let seed = options.seed;
        Ok(Self {
            world,
            keys: Keys::new(seed, options.settings()),
            directory: directory(catalogue, options, endpoint),
            metadata: Metadata::new(seed, options.settings()),
            faults,
            record: Record::default(),
            attempts: Attempts::default(),
            record_file,
            request_ids: IdSource::new(seed, "requests"),
        })
    }

    /// The project that holds the fleet.
    pub fn project_id(&self) -> &str {
        &self.directory.projects[0].1
    }

    /// A new `X-Request-Id`.
    pub fn next_request_id(&mut self) -> String {
        self.request_ids.hex32()
    }

    /// Handles one request; returns its number as well.
    pub fn handle(&mut self, request: &Request) -> (u64, Handling) {
        match self.record_file.received(request) {
            Some(number) => (number, self.handle_recorded(request)),
            // Nothing happens that the record does not tell; the simulator is about to end.
            None => (0, Handling { delay: Duration::ZERO, end: End::Leave(Farewell::Close) }),
        }
    }

    fn handle_recorded(&mut self, request: &Request) -> Handling {
        let route = Route::find(&request.method, &request.path);
        let handling = self.handle_route(route, request);
        self.attempts.note(route.map(Route::call), request, &handling);
        handling
    }

    fn handle_route(&mut self, route: Option<Route<'_>>, request: &Request) -> Handling {
        self.record.note(request, route.is_some_and(|route| route.call() == Call::Create));
        let refused = |status, code, words| Handling {
            delay: Duration::ZERO,
            end: End::Answer(Answer::gateway(status, code, words, &request.id)),
        };
        if request.has_too_large_headers() {
            return refused(494, "APIGW.0201", "Request header too large.");
        }
        if let Some(document) = iam::versions(&self.directory, request) {
            return Handling { delay: Duration::ZERO, end: End::Answer(document) };
        }
        let Some(route) = route else {
            return refused(
                404,
                "APIGW.0101",
                "The API does not exist or has not been published in the environment.",
            );
        };
        let waiting = self.faults.take(route.call(), route.version(), self.record.creates() > 0);
        let fault = waiting.unwrap_or_else(|| Fault::slow(Duration::ZERO));
        let fault = fault.naming(|| self.ids_of_another(request.at));
        fault.run(|later| self.act(route, request, later).unwrap_or_else(|refusal| refusal))
    }

    /// Answers as the service does when nothing is wrong with it; the effect of
    /// a create call comes `later`.
    fn act(
        &mut self,
        route: Route<'_>,
        request: &Request,
        later: Duration,
    ) -> Result<Answer, Answer> {
        self.check_ids(route)?;
        match (route, route.project()) {
            (Route::IssueToken | Route::MetadataToken | Route::MetadataKeys, _) => {}
            (_, None) => self.keys.admit_to_iam(request)?,
            (_, Some(project)) => self.keys.admit(request, project)?,
        }
        if route.project().is_some_and(|project| project != self.project_id()) {
            return Err(Answer::gateway(
                403,
                "APIGW.0310",
                "The project is unavailable.",
                &request.id,
            ));
        }
        let query = Query::parse(&request.query);
        let answer = self.answer(route, &query, request, later)?;
        Ok(self.directory.settings.paging.apply(answer))
    }

    /// Answers a call that is let in.
    fn answer(
        &mut self,
        route: Route<'_>,
        query: &Query,
        request: &Request,
        later: Duration,
    ) -> Result<Answer, Answer> {
        match route {
            Route::Create { instance, .. } => self.create(instance, request, later),
            Route::Instances { .. } => self.instances(query, request.at),
            Route::Databases { instance, .. } => {
                lists::databases(&self.world, instance, query, request.at)
            }
            Route::Tables { instance, .. } => {
                lists::tables(&self.world, instance, query, request.at)
            }
            Route::Jobs { .. } => lists::jobs(&self.world, query, request.at),
            Route::Backups { version, .. } => self.backups(query, version, request.at),
            Route::Quotas { .. } => {
                Ok(lists::quotas(&self.world, self.directory.settings.backup_quota))
            }
            Route::IssueToken => iam::issue_token(&mut self.directory, &mut self.keys, request),
            Route::ShowToken => iam::show_token(&self.directory, &self.keys, request),
            Route::Projects => Ok(iam::projects(&self.directory, query)),
            Route::MetadataToken => self.metadata.issue_token(request),
            Route::MetadataKeys => self.metadata.security_key(&mut self.keys.access, request),
        }
    }

    /// Refuses IDs in the path that do not have the documented form.
    fn check_ids(&self, route: Route<'_>) -> Result<(), Answer> {
        if route.project().is_some_and(|project| ProjectId::typed(project).is_none()) {
            return Err(Answer::service(400, "DBS.280408", "The project ID is invalid."));
        }
        if route.instance().is_some_and(|instance| InstanceId::typed(instance).is_none()) {
            return Err(Answer::service(400, "DBS.280404", "The instance ID is invalid."));
        }
        Ok(())
    }

    fn instances(&mut self, query: &Query, now: Moment) -> Result<Answer, Answer> {
        let answer = lists::instances(&self.world, query, now)?;
        if let Some(instance) = query.get("id") {
            self.world.read(instance, Look::Instance, now);
        }
        Ok(answer)
    }

    fn backups(
        &mut self,
        query: &Query,
        version: ApiVersion,
        now: Moment,
    ) -> Result<Answer, Answer> {
        let answer = lists::backups(&self.world, query, version, now)?;
        // Table-level backups are the second of the two lists that a client reads.
        if let Some(instance) =
            query.get("instance_id").filter(|_| query.get("type") == Some("DatabaseTable"))
        {
            self.world.read(instance, Look::Backups, now);
        }
        Ok(answer)
    }

    fn create(
        &mut self,
        instance: &str,
        request: &Request,
        later: Duration,
    ) -> Result<Answer, Answer> {
        let order = CreateOrder::parse(&request.body)?;
        let accepted = self.world.create(instance, order, request.at, request.at.plus(later))?;
        if let Some(life) = self.world.take_token_death() {
            self.keys.expire_tokens(request.at.plus(life));
        }
        if let Some(made) = self.world.ordered().last().and_then(|backup| self.made(backup)) {
            self.record_file.made(&made);
        }
        let status = match self.world.unknowns.accepted {
            Acceptance::Status202 => 202,
            Acceptance::Status200 => 200,
        };
        Ok(Answer::json(
            status,
            match self.world.unknowns.ids {
                Ids::Both => json!({"job_id": accepted.job_id, "backup_id": accepted.backup_id}),
                Ids::Job => json!({"job_id": accepted.job_id}),
                Ids::Backup => json!({"backup_id": accepted.backup_id}),
                Ids::Neither => json!({}),
            },
        ))
    }

    /// The IDs of the newest backup that no create call made.
    fn ids_of_another(&self, now: Moment) -> serde_json::Value {
        let another = self.world.backups(now).into_iter().find(|backup| !backup.ordered);
        another.map_or(
            serde_json::Value::Null,
            |backup| json!({"job_id": backup.job_id, "backup_id": backup.id}),
        )
    }

    /// The backups that create calls made.
    pub fn ordered(&self) -> Vec<MadeBackup> {
        self.world.ordered().filter_map(|backup| self.made(backup)).collect()
    }

    fn made(&self, backup: &Backup) -> Option<MadeBackup> {
        Some(MadeBackup {
            backup_id: BackupId::received(&backup.id)?,
            job_id: JobId::received(&backup.job_id)?,
            instance_id: InstanceId::received(&self.world.owner(backup).id)?,
            name: backup.name.clone(),
            description: backup.description.clone(),
            database_tables: backup.tables.clone(),
        })
    }
}

/// The account of the catalogue, with IDs of its own.
fn directory(catalogue: Catalogue, options: &Options, endpoint: String) -> Directory {
    let mut ids = IdSource::new(options.seed, "account");
    let (account_id, user_id) = (ids.hex32(), ids.hex32());
    let projects = [(catalogue.project, ids.hex32()), (catalogue.other_project, ids.hex32())];
    let users = [
        User::new(catalogue.user, user_id, None),
        User::new(catalogue.mfa_user, ids.hex32(), Some(Totp::new(options.seed))),
    ];
    Directory {
        account: catalogue.account,
        account_id,
        users,
        projects,
        region: catalogue.region,
        endpoint,
        settings: options.settings(),
        receipts: Receipts::new(options.seed),
    }
}
