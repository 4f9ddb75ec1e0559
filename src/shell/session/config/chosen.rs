//! The choice of the credentials that a run uses.

use super::{ConfigError, files::read_token};
use crate::{
    cli::ConnectionArgs,
    core::session::{
        credentials::{
            Found,
            choice::{self, Choice},
        },
        doctor::NamedBy,
    },
    shell::{argument, session::OpenSession},
    words,
};

/// The credentials that are used.
pub enum Chosen {
    /// The token of `--token-file`.
    Token(Result<(), ConfigError>),
    /// A source, or why none, and where the source is named.
    Source(Choice, Option<NamedBy>),
    /// None, because the file that may name a source cannot be read.
    Unread,
}

/// Chooses the credentials and uses them: the token of `--token-file`, the source of `--profile` or
/// of the configuration file, or else the only complete source. If the file that may name a source
/// cannot be read (`Err`), no source is used.
pub fn choose(
    args: &ConnectionArgs,
    profile: Result<Option<String>, ()>,
    session: &mut OpenSession,
) -> Chosen {
    if let Some(path) = &args.token_file {
        let file = Some(path.clone()).filter(|path| path.as_os_str() != "-");
        let used = read_token(path).map(|(origin, token)| session.use_token(origin, token, file));
        return Chosen::Token(used);
    }
    let (name, by) = match (&args.profile, profile) {
        (Some(name), _) => (Some(name.clone()), Some(NamedBy::Option)),
        (None, Ok(Some(name))) => (Some(name), Some(NamedBy::File)),
        (None, Ok(None)) => (None, None),
        (None, Err(())) => return Chosen::Unread,
    };
    let choice = choose_named(&session.found(), name.as_deref());
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
        ) => Err(ConfigError::Credentials(words::session::credentials::choice(
            &choice,
            &session.found(),
        ))),
    }
}

/// Chooses a source. An unknown name is repeated only if it cannot be a secret.
fn choose_named(found: &[Found], name: Option<&str>) -> Choice {
    let choice = choice::choose(found, name);
    if let Choice::Unknown(name) = &choice { Choice::Unknown(argument::word(name)) } else { choice }
}
