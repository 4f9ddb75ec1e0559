//! The part of the report that needs no call: set-up, sources of credentials, state folder,
//! terminal.

use std::{env, path::Path, time::Duration};

use super::Report;
use crate::{
    api::{ProxyOptions, replaced_roots},
    cli::{ConnectionArgs, LookArgs, variables},
    core::{base::StateTrouble, session::Choice},
    shell::{
        clock,
        disk::{StateFolder, Store, folder::in_time, records},
        event_loop::screens,
        session::{Chosen, Configuration, Examined},
        terminal::{look, output},
    },
    words::{
        operation::record as said,
        session::{
            credentials::{self, CA_BUNDLE},
            doctor::{self as words, Line, Terminal},
            set_up,
        },
    },
};

/// Longest wait for an answer of the disk.
const PATIENCE: Duration = Duration::from_secs(10);
/// Operations of a report at most.
const REPORTED: usize = 20;

pub fn tell(report: &mut Report, args: &ConnectionArgs, examined: &Examined) {
    let configuration = &examined.configuration;
    let set_up = configuration.session().set_up();
    report.say(words::mode(&set_up));
    report.say_all(words::set_up(&set_up, examined.own_troubles.is_empty()));
    let spoilt = configuration.session().spoilt_endpoint();
    report.say_all(spoilt.as_ref().map(words::spoilt_endpoint));
    report.say_all(settings(args, examined));
    report.say_all(misspelt_variables());
    credentials(report, examined);
    report.say(match &examined.proxy {
        Ok(host) => words::proxy(host.as_deref()),
        Err(why) => Line::trouble(words::PROXY, why.to_string()),
    });
    let unheeded = examined.network.proxy.as_ref().map(ProxyOptions::unheeded).unwrap_or_default();
    report.say_all((!unheeded.is_empty()).then(|| words::unheeded(&unheeded)));
    report.say(match (&examined.bundle, &examined.roots) {
        (Err(why), _) => Line::trouble(CA_BUNDLE, why.to_string()),
        (Ok(()), Err(why)) => Line::trouble(CA_BUNDLE, why),
        (Ok(()), Ok(())) => {
            let of_file = || examined.own.as_ref()?.ca_bundle.as_deref();
            let own = args.ca_bundle.as_deref().or_else(of_file);
            let files: Vec<_> = [own, examined.team.ca_bundle.as_deref()]
                .into_iter()
                .flatten()
                .map(shown)
                .collect();
            words::ca_bundle(&files, &replaced_roots())
        }
    });
    report.say(journal(args, configuration));
    report.say(words::clock(clock::utc()));
    report.say(words::terminal(terminal().as_ref()));
}

/// Tells the settings of the configuration files, or what is wrong with them. Then tells what keeps
/// the runs of this operator from sending.
fn settings(args: &ConnectionArgs, examined: &Examined) -> Vec<Line> {
    let (own, team) = (&examined.own, &examined.team);
    let mut files = Vec::new();
    let mut read_only = Vec::new();
    if let (Some((path, variable)), Some(own)) = (&examined.configuration.config_file, own)
        && path.exists()
    {
        let option = if args.is_by(variables::CONFIG) { variables::CONFIG } else { "--config" };
        let named = Some(variable.unwrap_or(option));
        if examined.own_troubles.is_empty() {
            files.push(words::config_file(&shown(path), named, &own.names()));
        }
        read_only.extend(own.read_only.then(|| shown(path)));
    }
    if let Some(path) = &team.path {
        if examined.team_trouble.is_none() {
            files.push(words::config_file(path, None, &team.names()));
        }
        read_only.extend(team.read_only.then(|| path.clone()));
    }
    let mut lines: Vec<_> = examined.troubles().map(|why| words::config_trouble(why)).collect();
    lines.append(&mut files);
    if lines.is_empty() {
        lines.push(words::no_config_file());
    }
    let session = examined.configuration.session();
    read_only.extend(session.read_only_source().map(credentials::origin));
    lines.extend((!read_only.is_empty()).then(|| words::read_only(&read_only)));
    lines
}

/// Tells which variables look like those of this program and are none.
fn misspelt_variables() -> Option<Line> {
    let names = env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned());
    let is_strange = |name: &String| {
        name.starts_with(variables::PREFIX) && !variables::ALL.contains(&name.as_str())
    };
    let strange: Vec<_> = names.filter(is_strange).collect();
    (!strange.is_empty()).then(|| words::misspelt_variables(&strange, &variables::ALL))
}

/// Tells the sources in their documented order, then the source that is used.
fn credentials(report: &mut Report, examined: &Examined) {
    report.say_all((!examined.has_home).then(words::no_home));
    let (used, named) = match &examined.chosen {
        Chosen::Source(Choice::Use(n), _) => (Some(*n), None),
        Chosen::Source(Choice::Refused(n), _) => (None, Some(*n)),
        // `--token-file` counts as a source that is used: no complete source competes with it.
        Chosen::Token(Ok(())) => (Some(usize::MAX), None),
        Chosen::Token(Err(_)) | Chosen::Source(..) | Chosen::Unread => (None, None),
    };
    for (n, found) in examined.found.iter().enumerate() {
        report.say_all(words::source(found, n, used, named));
    }
    report.say(match &examined.chosen {
        Chosen::Token(Ok(())) => {
            let sign_in = examined.configuration.place().sign_in;
            words::token(
                &sign_in
                    .map(|sign_in| set_up::sign_in_line(&sign_in, clock::utc()))
                    .unwrap_or_default(),
            )
        }
        Chosen::Token(Err(why)) => words::token_trouble(&why.to_string()),
        Chosen::Source(choice, by) => words::choice(choice, *by, &examined.found),
        Chosen::Unread => words::choice_unread(),
    });
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn journal(args: &ConnectionArgs, configuration: &Configuration) -> Line {
    let path = configuration.state_folder().map(|folder| shown(folder.path()));
    let tried = in_state_folder(configuration, |folder| folder.try_out());
    let named = args.is_by(variables::STATE_DIR).then_some(variables::STATE_DIR);
    words::journal(&path.unwrap_or_default(), named, &tried)
}

/// Works in the state folder on a thread of its own.
fn in_state_folder<T: Send + 'static>(
    configuration: &Configuration,
    job: impl FnOnce(StateFolder) -> Result<T, StateTrouble> + Send + 'static,
) -> Result<T, StateTrouble> {
    let folder = configuration.state_folder()?;
    let path = shown(folder.path());
    let stuck = || Err(StateTrouble::Stuck { path, seconds: PATIENCE.as_secs() });
    in_time(PATIENCE, move || job(folder)).unwrap_or_else(stuck)
}

/// Returns the texts of the last operations, the newest first.
/// Errors: The journal cannot be read.
pub fn operations(configuration: &Configuration) -> Result<Vec<Vec<String>>, StateTrouble> {
    in_state_folder(configuration, |folder| {
        let mut store = Store::new(folder.of_this_user()?);
        let names = store.operations.newest_first()?;
        let newest = names.iter().take(REPORTED).map(|name| store.operations.read_named(name));
        Ok(newest.map(|found| said::text(&records::of_file(found))).collect())
    })
}

fn terminal() -> Option<Terminal> {
    if !output::is_terminal() {
        return None;
    }
    let theme = look::choose(&LookArgs::default()).theme;
    let term = env::var("TERM").unwrap_or_default();
    Some(Terminal {
        size: screens::size(),
        term,
        colour: theme.colour,
        ascii: theme.ascii,
        escapes: theme.escapes,
    })
}
