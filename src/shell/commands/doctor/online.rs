//! The steps of a backup up to the reads: the network routes, the clocks, one sign-in, the project,
//! and the permissions to read.

use super::Report;
use crate::{
    api::{self, Endpoint, NetworkOptions, Reads},
    core::{
        base::CallFailure,
        operation::backup::BackupKind,
        session::{EntryFailure, Method, Project, Reached, Skew},
    },
    shell::{clock, session::Configuration},
    words::session::doctor::online::{self as words, Host, NotTried, Read},
};

/// Seconds of jobs to ask for. The answer is one page, most often empty.
const JOBS_SINCE: i64 = 3600;

/// The result of the network steps to a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Route {
    /// The host answers. The difference of its clock, if the answer has a date.
    Open(Option<Skew>),
    Closed,
    /// The set-up has no endpoint.
    Unknown,
}

impl Route {
    const fn is_open(self) -> bool {
        matches!(self, Self::Open(_))
    }

    const fn skew(self) -> Option<Skew> {
        match self {
            Self::Open(skew) => skew,
            Self::Closed | Self::Unknown => None,
        }
    }
}

pub async fn tell(report: &mut Report, configuration: &Configuration, network: &NetworkOptions) {
    let (service, iam) = {
        let session = configuration.session();
        // A region of a file that may belong to another cloud must not lead to the
        // hosts of the built-in list.
        if session.lacks_its_cloud() {
            (None, None)
        } else {
            (session.endpoint(), session.iam_endpoint())
        }
    };
    let iam = go(report, words::IAM, iam.as_ref(), network).await;
    let mut to_service = match &service {
        Some(endpoint) => go(report, words::SERVICE, Some(endpoint), network).await,
        None => Route::Unknown,
    };
    if report.is_unheard() {
        return;
    }
    let entered = enter(report, configuration, iam, to_service).await;
    if service.is_none() {
        let told = configuration.session().endpoint().filter(|_| entered.is_ok());
        report.say_all(told.as_ref().map(|endpoint| words::endpoint(&endpoint.to_string())));
        to_service = go(report, words::SERVICE, told.as_ref(), network).await;
    }
    let skew = to_service.skew().or(iam.skew()).unwrap_or(Skew(0));
    match entered.and_then(|()| reads(configuration, to_service)) {
        Ok(reads) => permissions(report, &reads, skew).await,
        Err(why) => report.say_all(
            [words::INSTANCES, words::BACKUPS, words::JOBS]
                .map(|read| words::not_tried(read.label, why)),
        ),
    }
}

/// Takes the network steps to a host, up to its clock.
async fn go(
    report: &mut Report,
    host: Host,
    endpoint: Option<&Endpoint>,
    network: &NetworkOptions,
) -> Route {
    let Some(endpoint) = endpoint else {
        report.say(words::no_way(host));
        return Route::Unknown;
    };
    let mut told = 0;
    let mut tell = |reached: &Reached| {
        let lines = words::way(host, reached, endpoint.is_plain());
        let so_far = std::mem::replace(&mut told, lines.len());
        report.say_all(lines.into_iter().skip(so_far));
    };
    if !api::reach(endpoint, network, api::PATIENCE, &mut tell).await.is_whole() {
        return Route::Closed;
    }
    let read = api::clock(endpoint, network).await;
    report.say(words::clock(host, &read));
    read.map_or(Route::Closed, Route::Open)
}

/// Signs in once, and tells the caller's identity and the project.
async fn enter(
    report: &mut Report,
    configuration: &Configuration,
    iam: Route,
    service: Route,
) -> Result<(), NotTried> {
    let method = configuration.session().set_up().method;
    let refused = |report: &mut Report, why| {
        report.say_all(
            [words::SIGN_IN, words::WHO, words::PROJECT].map(|step| words::not_tried(step, why)),
        );
        Err(NotTried::NotSignedIn)
    };
    let method = match hindrance(method, iam, service) {
        Ok(method) => method,
        Err(why) => return refused(report, why),
    };
    let Some((mut flow, turn)) = configuration.session().begin_sign_in(None, true) else {
        return refused(report, NotTried::NoCredentials);
    };
    // Without a kept password nothing here can sign in again by itself.
    flow.keep = false;
    if !iam.is_open() {
        flow.iam_endpoint = None;
    }
    let outcome = match flow.run().await {
        Ok(outcome) => outcome,
        Err(why) => {
            report.say(words::entry_failed(method, &why));
            report.say(words::not_tried(words::WHO, NotTried::NotSignedIn));
            if matches!(why, EntryFailure::SignIn(_)) {
                report.say(words::not_tried(words::PROJECT, NotTried::NotSignedIn));
            }
            return Err(NotTried::NotSignedIn);
        }
    };
    report.say(words::signed_in(method, outcome.state, outcome.untold.as_ref()));
    report.say(words::who(&outcome.identity, clock::utc()));
    let (identity, listed) = (outcome.identity.clone(), outcome.projects.clone());
    configuration.session().accept(turn, outcome);
    let known = configuration.session().set_up().project.map(|project| project.value.to_string());
    report.say(match iam {
        Route::Closed if known.is_none() => words::not_tried(words::PROJECT, NotTried::NoWayToIam),
        Route::Unknown if known.is_none() => {
            words::not_tried(words::PROJECT, NotTried::NoIamEndpoint)
        }
        Route::Open(_) | Route::Closed | Route::Unknown => {
            words::project(&identity, listed.as_deref().map(<[Project]>::as_ref), known.as_deref())
        }
    });
    Ok(())
}

/// Returns the method, or why no sign-in is tried.
fn hindrance(method: Option<Method>, iam: Route, service: Route) -> Result<Method, NotTried> {
    let apart = [iam, service].into_iter().filter_map(Route::skew).any(Skew::breaks_signatures);
    match method {
        None => Err(NotTried::NoCredentials),
        Some(Method::Password { passcode: true }) => Err(NotTried::Passcode),
        Some(Method::Password { .. }) if iam == Route::Unknown => Err(NotTried::NoIamEndpoint),
        Some(Method::Password { .. }) if iam == Route::Closed => Err(NotTried::NoWayToIam),
        Some(Method::Keys { .. } | Method::Agency) if apart => Err(NotTried::Clock),
        Some(method) => Ok(method),
    }
}

fn reads(configuration: &Configuration, service: Route) -> Result<Reads, NotTried> {
    match service {
        Route::Open(_) => configuration.reads().ok_or(NotTried::NoProject),
        Route::Closed => Err(NotTried::NoWayToService),
        Route::Unknown => Err(NotTried::NoEndpoint),
    }
}

/// Tries the reads that a backup needs, one page of each.
async fn permissions(report: &mut Report, reads: &Reads, skew: Skew) {
    let mut first = 0;
    let page = reads
        .instances(|step| {
            first = step.rows().len();
            false
        })
        .await;
    let refused = matches!(&page, Err(CallFailure::Refused(refusal)) if refusal.head.status == 401);
    permission(report, words::INSTANCES, page.map(|()| Some(first)));
    if refused {
        return report.say_all(
            [words::BACKUPS, words::JOBS]
                .map(|read| words::not_tried(read.label, NotTried::Refused)),
        );
    }
    if report.is_unheard() {
        return;
    }
    let backups = reads.backup_page(None, BackupKind::Instance, 0).await;
    permission(report, words::BACKUPS, backups.map(|_| None));
    // Now by the service's clock.
    let now = clock::utc().plus(skew.0);
    let jobs = reads.jobs(now.plus(-JOBS_SINCE), now).await;
    permission(report, words::JOBS, jobs.map(|_| None));
}

fn permission(report: &mut Report, read: Read, result: Result<Option<usize>, CallFailure>) {
    report.say(match result {
        Ok(number) => words::may_read(read, number),
        Err(why) => words::may_not_read(read, &why),
    });
}
