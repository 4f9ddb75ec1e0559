//! Each step, as a backup would take it: the ways, the clocks, signing in once, the project, and
//! what may be read.

use super::Report;
use crate::{
    api::{self, Endpoint, NetworkOptions, Reads},
    core::{
        base::call::CallFailure,
        operation::backup::BackupKind,
        session::{
            credentials::Method,
            identity::Project,
            reachability::{Reached, Skew},
            signing::EntryFailure,
        },
    },
    shell::{clock, config::Configuration},
    words::session::doctor::online::{self as words, Host, NotTried, Read},
};

/// Jobs of so many seconds are asked for: one page, most often empty.
const JOBS_SINCE: i64 = 3600;

/// A way that was gone, or why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Somebody answers. Its clock, if it tells.
    Open(Option<Skew>),
    Closed,
    /// Where to is not known.
    Unknown,
}

impl Way {
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

pub(super) async fn tell(
    report: &mut Report,
    configuration: &Configuration,
    network: &NetworkOptions,
) {
    let (service, iam) = {
        let session = configuration.session();
        // The list's hosts of a region are not asked for on the word of a file that may be another
        // cloud's.
        if session.lacks_its_cloud() {
            (None, None)
        } else {
            (session.endpoint(), session.iam_endpoint())
        }
    };
    let iam = go(report, Host::Iam, iam.as_ref(), network).await;
    let mut to_service = match &service {
        Some(endpoint) => go(report, Host::Service, Some(endpoint), network).await,
        None => Way::Unknown,
    };
    if report.is_unheard() {
        return;
    }
    let entered = enter(report, configuration, iam, to_service).await;
    if service.is_none() {
        let told = configuration.session().endpoint().filter(|_| entered.is_ok());
        report.say_all(told.as_ref().map(|endpoint| words::endpoint(&endpoint.to_string())));
        to_service = go(report, Host::Service, told.as_ref(), network).await;
    }
    let skew = to_service.skew().or(iam.skew()).unwrap_or(Skew(0));
    match entered.and_then(|()| reads(configuration, to_service)) {
        Ok(reads) => permissions(report, &reads, skew).await,
        Err(why) => report.say_all(
            [Read::Instances, Read::Backups, Read::Jobs]
                .map(|read| words::read_not_tried(read, why)),
        ),
    }
}

/// Goes the way to a host, step by step, up to its clock.
async fn go(
    report: &mut Report,
    host: Host,
    endpoint: Option<&Endpoint>,
    network: &NetworkOptions,
) -> Way {
    let Some(endpoint) = endpoint else {
        report.say(words::no_way(host));
        return Way::Unknown;
    };
    let mut told = 0;
    let mut tell = |reached: &Reached| {
        let lines = words::way(host, reached, endpoint.is_plain());
        let so_far = std::mem::replace(&mut told, lines.len());
        report.say_all(lines.into_iter().skip(so_far));
    };
    if !api::reach(endpoint, network, &mut tell).await.is_whole() {
        return Way::Closed;
    }
    let read = api::clock(endpoint, network).await;
    report.say(words::clock(host, &read));
    read.map_or(Way::Closed, Way::Open)
}

/// Signs in, once, and tells who that is and which project.
async fn enter(
    report: &mut Report,
    configuration: &Configuration,
    iam: Way,
    service: Way,
) -> Result<(), NotTried> {
    let method = configuration.session().set_up().method;
    let refused = |report: &mut Report, why| {
        report.say(words::sign_in_not_tried(why));
        report.say(words::who_not_tried(why));
        report.say(words::project_not_tried(why));
        Err(NotTried::NotSignedIn)
    };
    let method = match hindrance(method, iam, service) {
        Ok(method) => method,
        Err(why) => return refused(report, why),
    };
    let (entering, turn) = {
        let mut session = configuration.session();
        (session.entering(None, true), session.next_turn())
    };
    let Some(mut entering) = entering else { return refused(report, NotTried::NoCredentials) };
    // The password is tried this once: nothing here signs in again by itself.
    entering.keep = false;
    if !iam.is_open() {
        entering.iam_endpoint = None;
    }
    let arrived = match entering.run().await {
        Ok(arrived) => arrived,
        Err(why) => {
            report.say(words::entry_failed(method, &why));
            report.say(words::who_not_tried(NotTried::NotSignedIn));
            if matches!(why, EntryFailure::SignIn(_)) {
                report.say(words::project_not_tried(NotTried::NotSignedIn));
            }
            return Err(NotTried::NotSignedIn);
        }
    };
    report.say(words::signed_in(method, arrived.standing, arrived.untold.as_ref()));
    report.say(words::who(&arrived.identity, clock::utc()));
    let (identity, listed) = (arrived.identity.clone(), arrived.projects.clone());
    configuration.session().arrived(turn, arrived);
    let known = configuration.session().set_up().project.map(|project| project.value.to_string());
    report.say(match iam {
        Way::Closed if known.is_none() => words::project_not_tried(NotTried::NoWayToIam),
        Way::Unknown if known.is_none() => words::project_not_tried(NotTried::NoIamEndpoint),
        Way::Open(_) | Way::Closed | Way::Unknown => {
            words::project(&identity, listed.as_deref().map(<[Project]>::as_ref), known.as_deref())
        }
    });
    Ok(())
}

/// Why signing in is not even tried.
fn hindrance(method: Option<Method>, iam: Way, service: Way) -> Result<Method, NotTried> {
    let apart = [iam, service].into_iter().filter_map(Way::skew).any(Skew::breaks_signatures);
    match method {
        None => Err(NotTried::NoCredentials),
        Some(Method::Password { passcode: true }) => Err(NotTried::Passcode),
        Some(Method::Password { .. }) if iam == Way::Unknown => Err(NotTried::NoIamEndpoint),
        Some(Method::Password { .. }) if iam == Way::Closed => Err(NotTried::NoWayToIam),
        Some(Method::Keys { .. } | Method::Agency) if apart => Err(NotTried::Clock),
        Some(method) => Ok(method),
    }
}

/// The reads, once everything is there.
fn reads(configuration: &Configuration, service: Way) -> Result<Reads, NotTried> {
    match service {
        Way::Open(_) => configuration.reads().ok_or(NotTried::NoProject),
        Way::Closed => Err(NotTried::NoWayToService),
        Way::Unknown => Err(NotTried::NoEndpoint),
    }
}

/// The reads that a backup needs, one page of each.
async fn permissions(report: &mut Report, reads: &Reads, skew: Skew) {
    let mut first = 0;
    let page = reads
        .instances(|step| {
            first = step.rows().len();
            false
        })
        .await;
    let refused = matches!(&page, Err(CallFailure::Refused(refusal)) if refusal.head.status == 401);
    permission(report, Read::Instances, page.map(|()| Some(first)));
    if refused {
        return report.say_all(
            [Read::Backups, Read::Jobs].map(|read| words::read_not_tried(read, NotTried::Refused)),
        );
    }
    if report.is_unheard() {
        return;
    }
    let backups = reads.backup_page(None, BackupKind::Instance, 0).await;
    permission(report, Read::Backups, backups.map(|_| None));
    // By the service's clock.
    let now = clock::utc().plus(skew.0);
    let jobs = reads.jobs(now.plus(-JOBS_SINCE), now).await;
    permission(report, Read::Jobs, jobs.map(|_| None));
}

fn permission(report: &mut Report, read: Read, result: Result<Option<usize>, CallFailure>) {
    report.say(match result {
        Ok(number) => words::may_read(read, number),
        Err(why) => words::may_not_read(read, &why),
    });
}
