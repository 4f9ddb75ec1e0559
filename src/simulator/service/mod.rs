//! The service: a request goes in, and the handling of the request comes out.
//!
//! `server` reads a [`Request`], `route` finds the call. A waiting fault may strike; then the
//! caller is checked, and the world acts on a `create_order` or shows its rows in `lists`. `answer`
//! carries the result back; `record_file` writes down requests and answers.

pub mod answer;
pub mod create_order;
pub mod lists;
pub mod paging;
pub mod query;
pub mod record_file;
pub mod request;
pub mod route;
pub mod server;
pub mod settings;

pub use self::{
    answer::{Answer, Payload},
    create_order::CreateOrder,
    query::Query,
    record_file::RecordFile,
    request::{RecordedRequest, Request, RequestRecord},
    route::Route,
    settings::{ListedService, Settings, VisibleProjects},
};

use std::time::Duration;

use serde_json::{Value, json};

use self::answer::NOT_PUBLISHED;
use crate::{
    core::base::{BackupId, InstanceId, JobId, ProjectId},
    simulator::{
        MadeBackup,
        faults::{Call, End, Fault, Handling, fault_queue::FaultQueue},
        iam::{self, Attempts, Directory, Keys, Totp, User},
        options::Options,
        world::{Acceptance, Backup, Catalogue, IdSource, Ids, Moment, ReviewRead, World},
    },
};

pub struct Service {
    pub world: World,
    pub keys: Keys,
    pub directory: Directory,
    pub faults: FaultQueue,
    pub record: RequestRecord,
    pub attempts: Attempts,
    pub record_file: RecordFile,
    request_ids: IdSource,
}

impl Service {
    /// Builds the service as it stands at its start.
    pub fn new(options: &Options, record_file: RecordFile, endpoint: String, now: Moment) -> Self {
        let mut catalogue = Catalogue::built_in();
        let world = World::new(&mut catalogue, options, now);
        let mut faults = FaultQueue::default();
        options.all_faults().iter().for_each(|fault| fault.wait_in(&mut faults));
        let seed = options.seed;
        Self {
            world,
            keys: Keys::new(seed, options.settings()),
            directory: directory(catalogue, options, endpoint),
            faults,
            record: RequestRecord::default(),
            attempts: Attempts::default(),
            record_file,
            request_ids: IdSource::new(seed, "requests"),
        }
    }

    /// Returns the project that holds the instances.
    pub fn project_id(&self) -> &str {
        &self.directory.projects[0].1
    }

    /// Draws a new `X-Request-Id`.
    pub fn next_request_id(&mut self) -> String {
        self.request_ids.hex32()
    }

    /// Handles one request; returns the number of the request as well.
    pub fn handle(&mut self, request: &Request) -> (u64, Handling) {
        let Some(number) = self.record_file.received(request) else {
            // Nothing happens that the record does not tell; the simulator is about to end.
            return (0, Handling { delay: Duration::ZERO, end: End::Close });
        };
        let route = Route::find(&request.method, &request.path);
        let handling = self.handle_route(route, request);
        self.attempts.note(route.map(|route| route.call), request, &handling);
        (number, handling)
    }

    fn handle_route(&mut self, route: Option<Route<'_>>, request: &Request) -> Handling {
        self.record.note(request, route.is_some_and(|route| route.call == Call::Create));
        let at_once = |answer| Handling { delay: Duration::ZERO, end: End::Answer(answer) };
        let refused =
            |status, code, words| at_once(Answer::gateway(status, code, words, &request.id));
        if request.has_too_large_headers() {
            return refused(494, "APIGW.0201", "Request header too large.");
        }
        if let Some(document) = iam::versions(&self.directory, request) {
            return at_once(document);
        }
        let Some(route) = route else {
            return refused(404, "APIGW.0101", NOT_PUBLISHED);
        };
        let waiting = self.faults.take(route.call, route.version, self.record.creates() > 0);
        let fault = waiting.unwrap_or_else(|| Fault::slow(Duration::ZERO));
        let fault = fault.naming(|| self.ids_of_another(request.at));
        fault.run(|later| self.act(route, request, later).unwrap_or_else(|refusal| refusal))
    }

    /// Answers as the service does when no fault strikes; the effect of
    /// a create call comes `later`.
    fn act(
        &mut self,
        route: Route<'_>,
        request: &Request,
        later: Duration,
    ) -> Result<Answer, Answer> {
        let (query, now) = (&Query::parse(&request.query), request.at);
        if let Some(project) = route.project {
            self.admit(project, route.instance, request)?;
        }
        let instance = route.instance.unwrap_or_default();
        let answer = match route.call {
            Call::Create => self.create(instance, request, later)?,
            Call::Instances => {
                let answer = lists::instances(&self.world, query, now)?;
                if let Some(instance) = query.get("id") {
                    self.world.note_read(instance, ReviewRead::Instance, now);
                }
                answer
            }
            Call::Databases => lists::databases(&self.world, instance, query, now)?,
            Call::Tables => lists::tables(&self.world, instance, query, now)?,
            Call::Jobs => lists::jobs(&self.world, query, now)?,
            Call::Backups => {
                let answer = lists::backups(&self.world, query, route.version, now)?;
                // A client reads table-level backups last: then both lists are read.
                let is_last = query.get("type") == Some("DatabaseTable");
                if let Some(instance) = query.get("instance_id").filter(|_| is_last) {
                    self.world.note_read(instance, ReviewRead::Backups, now);
                }
                answer
            }
            Call::Quotas => lists::quotas(&self.world, self.directory.settings.backups_used),
            Call::SignIn => iam::issue_token(&mut self.directory, &mut self.keys, request)?,
            Call::Who => {
                self.keys.admit_to_iam(request)?;
                iam::show_token(&self.directory, &self.keys, request)?
            }
            Call::Projects => {
                self.keys.admit_to_iam(request)?;
                iam::projects(&self.directory, query)
            }
            Call::MetadataToken => self.directory.issue_metadata_token(request)?,
            Call::MetadataKeys => self.directory.security_key(&mut self.keys.access, request)?,
        };
        let longest = self.directory.settings.longest_page;
        Ok(paging::apply(answer, longest, self.world.unknowns.totals))
    }

    /// Refuses IDs in the path that do not have the documented form, and callers who may
    /// not work on the project.
    fn admit(
        &mut self,
        project: &str,
        instance: Option<&str>,
        request: &Request,
    ) -> Result<(), Answer> {
        if ProjectId::typed(project).is_none() {
            return Err(Answer::service(400, "DBS.280408", "The project ID is invalid."));
        }
        if instance.is_some_and(|instance| InstanceId::typed(instance).is_none()) {
            return Err(Answer::service(400, "DBS.280404", "The instance ID is invalid."));
        }
        self.keys.admit(request, project)?;
        if project != self.project_id() {
            let words = "The project is unavailable.";
            return Err(Answer::gateway(403, "APIGW.0310", words, &request.id));
        }
        Ok(())
    }

    fn create(
        &mut self,
        instance: &str,
        request: &Request,
        later: Duration,
    ) -> Result<Answer, Answer> {
        let order = CreateOrder::parse(&request.body)?;
        let made = self.world.create(instance, order, request.at, request.at.plus(later))?;
        let (job, backup) = (made.job_id.clone(), made.id.clone());
        if let Some(life) = self.world.take_token_death() {
            self.keys.expire_tokens(request.at.plus(life));
        }
        if let Some(made) = self.backups_made().last() {
            self.record_file.made(made);
        }
        let status = match self.world.unknowns.accepted {
            Acceptance::Status202 => 202,
            Acceptance::Status200 => 200,
        };
        let ids = match self.world.unknowns.ids {
            Ids::Both => json!({"job_id": job, "backup_id": backup}),
            Ids::Job => json!({"job_id": job}),
            Ids::Backup => json!({"backup_id": backup}),
            Ids::Neither => json!({}),
        };
        Ok(Answer::json(status, ids))
    }

    /// Returns the IDs of the newest backup that no create call made.
    fn ids_of_another(&self, now: Moment) -> Value {
        let another = self.world.backups(now).into_iter().find(|backup| !backup.of_create_call);
        another
            .map_or(Value::Null, |backup| json!({"job_id": backup.job_id, "backup_id": backup.id}))
    }

    /// Returns the backups that create calls made, in the order of the calls, also
    /// those that have not begun.
    pub fn backups_made(&self) -> Vec<MadeBackup> {
        let of_create_calls = self.world.known().filter(|backup| backup.of_create_call);
        let made = |backup: &Backup| {
            Some(MadeBackup {
                backup_id: BackupId::received(&backup.id)?,
                job_id: JobId::received(&backup.job_id)?,
                instance_id: InstanceId::received(&self.world.owner(backup).id)?,
                name: backup.name.clone(),
                description: backup.description.clone(),
                database_tables: backup.tables.clone(),
            })
        };
        of_create_calls.filter_map(made).collect()
    }
}

/// Returns the account of the catalogue, with IDs of its own.
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
        receipts: Vec::new(),
        receipt_ids: IdSource::new(options.seed, "receipts"),
        metadata_tokens: Vec::new(),
        metadata_ids: IdSource::new(options.seed, "metadata"),
    }
}
