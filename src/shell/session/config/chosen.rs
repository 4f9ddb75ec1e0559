//! The choice of the credentials that a run uses.

use super::{ConfigError, files::read_token};
use crate::{
    cli::{ConnectionArgs, variables},
    core::session::{Choice, Found, NamedBy, credentials::choice},
    shell::{argument, session::OpenSession},
    words,
};

/// The credentials that are used.
pub enum Chosen {
    /// The token of `--token-file`.
    Token(Result<(), ConfigError>),
    /// A source, or why none, and where the source is named.
    Source(Choice, Option<NamedBy>),
    /// None, because the file that may hold or name the source cannot be read.
    Unread,
}

/// Chooses the credentials and uses them: the token of `--token-file`, the source of `--profile` or
/// of the configuration file, or else the only complete source. If the file that may hold or name
/// the source cannot be read (`Err`), no source is used. A read-only profile keeps the run from
/// sending also where a token or other credentials go before the profile.
pub fn choose(
    args: &ConnectionArgs,
    profile: Result<Option<String>, ()>,
    session: &mut OpenSession,
) -> Chosen {
    let is_unread = profile.is_err();
    let (name, by) = match (&args.profile, profile.ok().flatten()) {
        (Some(name), _) if args.is_by(variables::PROFILE) => {
            (Some(name.clone()), Some(NamedBy::Variable))
        }
        (Some(name), _) => (Some(name.clone()), Some(NamedBy::Option)),
        (None, Some(name)) => (Some(name), Some(NamedBy::File)),
        (None, None) => (None, None),
    };
    session.heed(name.as_deref());
    if let Some(path) = &args.token_file {
        let file = Some(path.clone()).filter(|path| path.as_os_str() != "-");
        let used = read_token(path).map(|(origin, token)| session.use_token(origin, token, file));
        return Chosen::Token(used);
    }
    let choice = choose_named(&session.found(), name.as_deref());
    if is_unread && (name.is_none() || matches!(choice, Choice::Unknown(_))) {
        return Chosen::Unread;
    }
    if let Choice::Use(number) = choice {
        session.use_source(number);
    }
    Chosen::Source(choice, by)
}

/// Returns whether the operator still has to choose among several sources.
pub fn settle(chosen: Chosen, session: &OpenSession) -> Result<bool, ConfigError> {
    match chosen {
        Chosen::Token(used) => used.map(|()| false),
        Chosen::Source(Choice::Nothing | Choice::Use(_), _) | Chosen::Unread => Ok(false),
        Chosen::Source(Choice::Ask(_), _) => Ok(true),
        Chosen::Source(
            choice @ (Choice::Refused(_) | Choice::Unknown(_) | Choice::Ambiguous(_)),
            _,
        ) => Err(ConfigError::Said(words::session::credentials::choice(&choice, &session.found()))),
    }
}

/// Chooses a source. An unknown name is repeated only if it cannot be a secret.
fn choose_named(found: &[Found], name: Option<&str>) -> Choice {
    let choice = choice::choose(found, name);
    if let Choice::Unknown(name) = &choice { Choice::Unknown(argument::word(name)) } else { choice }
}
