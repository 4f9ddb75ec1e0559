//! Why a backup cannot be watched, and the command that watches one.

use crate::{
    core::{
        base::{OperationId, shell},
        operation::{Operation, Stage},
        session::{EntryFailure, Method, Project, Session, SignInFailure, Site},
        watch::follow::{Unwatchable, Wanted},
    },
    words::{base::disk_error, count, if_told, session::set_up, start},
};

/// Warns that a backup ID without a backup looks like the ID of a job.
pub fn job_in_its_place(operation: &Operation) -> Option<&'static str> {
    let id = operation.backup_id.as_ref().filter(|_| operation.is_unseen())?;
    id.has_the_form_of_a_job().then_some(
        "This ID has the form of a job ID: watch takes the backup ID, which is shown beside it.",
    )
}

/// Returns the command that follows an operation by its number, which is known only in its own
/// state folder, if the `options` of this run name one.
pub fn in_state_folder(operation: &Operation, options: &[String]) -> Option<String> {
    let at = options.iter().position(|option| option == STATE_DIR)?;
    let folder = options.get(at + 1).filter(|_| operation.backup_id.is_none())?;
    Some(format!("{} {STATE_DIR} {}", command(operation)?, disk_error::quoted(folder)))
}

const STATE_DIR: &str = "--state-dir";

/// Returns the command that follows the backup, without the options of this run.
pub fn command(operation: &Operation) -> Option<String> {
    let kept = operation.intent.as_ref().is_some_and(|intent| !intent.no_journal);
    let subject = match (&operation.backup_id, operation.stage) {
        (Some(id), Stage::Following) => id.to_string(),
        (None, Stage::Looking { .. } | Stage::Sending) if kept => operation.id.to_string(),
        (Some(_) | None, _) => return None,
    };
    let place = operation.backup_id.as_ref().map_or_else(String::new, |_| place_of(operation));
    Some(watch(&subject) + &place)
}

/// Returns the command without the options that another machine needs.
pub fn watch(subject: &str) -> String {
    format!("geminidb-backup watch {}", quoted(subject))
}

/// Returns the options that another machine needs beside the backup's ID; the journal knows them
/// for an operation. Each machine brings its own token.
fn place_of(operation: &Operation) -> String {
    let Some(site) = operation.site() else { return String::new() };
    let place = match &site.region {
        Some(region) => format!("--region {}", quoted(region)),
        None => format!("--endpoint {}", quoted(&site.endpoint)),
    };
    format!(" {place} --project-id {} --token-file FILE", site.project)
}

/// Returns an ID as a shell takes it. IDs are opaque: one could begin like an option.
fn quoted(id: &str) -> String {
    if id.starts_with('-') { shell::in_quotes(id) } else { shell::quoted(id) }
}

/// Says why an operation cannot be watched, in one sentence without its end mark.
pub fn unwatchable(wanted: &Wanted, why: &Unwatchable) -> String {
    let what = &wanted.backup;
    match why {
        Unwatchable::NotHere => format!(
            "the journal in the state folder has no operation {what}: give its --state-dir, or the \
                backup's ID"
        ),
        Unwatchable::NeverConfirmed(at) => {
            format!("{what} was reviewed at {} and never confirmed: nothing was sent", at.iso())
        }
        Unwatchable::GivenUp => format!("{what} was reviewed and given up: nothing was sent"),
        Unwatchable::Damaged(path, held) => {
            let held = if_told(". ", start::held(held), "");
            let held = held.trim_end_matches('.');
            format!(
                "{path} holds nothing reliable about {what}: look at the instance's \
                    backups{held}"
            )
        }
        Unwatchable::Unread(trouble) => disk_error::trouble(trouble),
        Unwatchable::Demo => {
            format!("{what} was made in a demo, and its service ended with the demo")
        }
    }
}

/// Says that the operation belongs to another endpoint or project than the configured one.
pub fn elsewhere(operation: OperationId, site: &Site, session: &Session) -> String {
    let not_set = || "not set".to_owned();
    let project = session.project.as_ref().map_or_else(not_set, ToString::to_string);
    let endpoint = session.endpoint.clone().unwrap_or_else(not_set);
    format!(
        "operation {operation} is of project {} at {}; the set-up has project {project} and \
            {endpoint}: leave both out, or give those of the operation",
        site.project, site.endpoint
    )
}

pub const NOT_READY: &str = "calls cannot be made: `geminidb-backup doctor` tells what is missing";

/// Says which setting calls still need; `None` if none is missing, or if signing in on the
/// screen may supply the setting.
pub fn missing(session: &Session, unattended: bool) -> Option<&'static str> {
    match session {
        Session { .. } if !unattended && session.can_sign_in() => None,
        Session { endpoint: None, .. } => {
            Some("the endpoint is needed: --region REGION or --endpoint URL")
        }
        Session { project: None, .. } => Some("the project is needed: --project-id ID"),
        Session { sign_in: None, .. } if unattended => Some(
            "credentials are needed: --token-file FILE (mode 0600) or -, --profile NAME, or \
                variables; `geminidb-backup doctor` lists what was found",
        ),
        Session { .. } => None,
    }
}

/// Says that signing in failed in a run that nobody attends.
pub fn not_signed_in(why: &EntryFailure, method: Option<Method>) -> String {
    match why {
        EntryFailure::SignIn(SignInFailure::PasscodeNeeded) => {
            "signing in needs an MFA code, which nobody can type here: use a token or keys, or \
                the screens"
                .to_owned()
        }
        why => set_up::failure(why, method).join(" ").trim_end_matches('.').to_owned(),
    }
}

/// Says, in a run that nobody attends, that IAM knows no project of the wanted name, or several.
pub fn no_single_project(projects: &[Project]) -> String {
    let ids: Vec<&str> = projects.iter().map(|project| project.id.as_str()).collect();
    match ids.as_slice() {
        [] => "IAM knows no project of that name: give --project-id ID".to_owned(),
        ids => format!(
            "IAM knows {} of that name: give --project-id with one of {}",
            count(ids.len(), "project"),
            ids.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::base::{ids, time};

    #[test]
    fn a_job_id_in_the_backups_place_is_said_to_be_one() {
        let watched = |id: &str| {
            let id = ids::BackupId::received(id).expect("an ID");
            Operation::watched(OperationId::from_bits(0), time::UtcTime::from_unix(0), id)
        };
        let said = job_in_its_place(&watched("8061ceaf-b319-4315-9338-7f3de8e26f05"))
            .expect("it is one by its form");
        assert!(
            said.contains("form of a job ID") && said.contains("watch takes the backup ID"),
            "{said}"
        );
        assert_eq!(job_in_its_place(&watched("646d88d0b03f4fd2ae944ae2a33bcb6ain06")), None);
    }

    #[test]
    fn an_id_is_quoted_where_a_shell_would_take_it_apart() {
        assert_eq!(
            quoted("646d88d0b03f4fd2ae944ae2a33bcb6ain06"),
            "646d88d0b03f4fd2ae944ae2a33bcb6ain06"
        );
        assert_eq!(quoted("a b'c"), r"'a b'\''c'");
        assert_eq!(quoted("-x"), "'-x'");
    }
}
