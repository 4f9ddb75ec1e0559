//! The part of the report that needs no call: set-up, sources of credentials, state folder,
//! terminal.

use std::{path::Path, sync::mpsc, thread, time::Duration};

use super::Report;
use crate::{
    api::{NetworkOptions, ProxyOptions},
    cli::{ConnectionArgs, LookArgs},
    core::{base::disk_error::StateTrouble, session::credentials::choice::Choice},
    shell::{
        clock,
        disk::{StateFolder, Store, records},
        event_loop::screens,
        session::config::{Chosen, Configuration, Examined},
        terminal::{look, output},
    },
    words::{
        operation::record as said,
        session::{
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
    report.say_all(words::set_up(&set_up));
    let spoilt = configuration.session().spoilt_endpoint();
    report.say_all(spoilt.as_ref().map(words::spoilt_endpoint));
    credentials(report, examined);
    report.say(match &examined.proxy {
        Ok(host) => words::proxy(host.as_deref()),
        Err(why) => words::proxy_trouble(&why.to_string()),
    });
    let unheeded = examined.network.proxy.as_ref().map(ProxyOptions::unheeded).unwrap_or_default();
    report.say_all((!unheeded.is_empty()).then(|| words::unheeded(&unheeded)));
    report.say(match (&examined.bundle, &examined.roots) {
        (Err(why), _) => words::ca_bundle_trouble(&why.to_string()),
        (Ok(()), Err(why)) => words::ca_bundle_trouble(why),
        (Ok(()), Ok(())) => words::ca_bundle(
            args.ca_bundle.as_deref().map(shown).as_deref(),
            &NetworkOptions::replaced_roots(),
        ),
    });
    report.say(journal(configuration));
    report.say(words::clock(clock::utc()));
    report.say(words::terminal(terminal().as_ref()));
}

/// Tells the sources in their documented order, then the source that is used.
fn credentials(report: &mut Report, examined: &Examined) {
    report.say_all(examined.own.as_ref().err().map(|why| words::config_file(why)));
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

fn journal(configuration: &Configuration) -> Line {
    let path = configuration.state_folder().map(|folder| shown(folder.path()));
    let tried = in_state_folder(configuration, |folder| folder.try_out());
    words::journal(&path.unwrap_or_default(), &tried)
}

/// Works in the state folder on a thread of its own, because a folder whose server
/// is away may never answer.
fn in_state_folder<T: Send + 'static>(
    configuration: &Configuration,
    job: impl FnOnce(StateFolder) -> Result<T, StateTrouble> + Send + 'static,
) -> Result<T, StateTrouble> {
    let folder = configuration.state_folder()?;
    let path = shown(folder.path());
    let (tell, told) = mpsc::channel();
    thread::spawn(move || tell.send(job(folder)));
    let stuck = |_| Err(StateTrouble::Stuck { path, seconds: PATIENCE.as_secs() });
    told.recv_timeout(PATIENCE).unwrap_or_else(stuck)
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
    let theme = look::choose(&LookArgs { ascii: false, no_alt_screen: false, bell: false }).theme;
    let term = std::env::var("TERM").unwrap_or_default();
    Some(Terminal {
        size: screens::size(),
        term,
        colour: theme.colour,
        ascii: theme.ascii,
        escapes: theme.escapes,
    })
}
