//! The files that options and settings name: a token, and certificates.

use std::{
    fs::{File, Metadata, OpenOptions},
    io::Read,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use zeroize::Zeroizing;

use super::ConfigError;
use crate::{
    api::{Auth, Renewal, Token, certificates},
    cli::ConnectionArgs,
    core::session::Origin,
    shell::{
        argument,
        disk::private::{is_exposed, is_own, open_options, without_mark},
        session::credentials::{CHANGE, FileSettings, TeamSettings, not_ours},
    },
    words::session::credentials::why,
};

/// A larger file holds no token (the longest has 100,000 characters).
const TOKEN_FILE_LIMIT: u64 = 128 * 1024;
/// A larger file holds no certificates.
const BUNDLE_LIMIT: u64 = 4 * 1024 * 1024;
/// The origin of a token in error messages.
const FROM_FILE: &str = "--token-file";
const OPTION: &str = "--ca-bundle";

/// Reads the certificates to trust beside the system's: those of `--ca-bundle`, or else of the
/// operator's own file, and those of the team.
pub fn read_bundles(
    args: &ConnectionArgs,
    own: &FileSettings,
    team: &TeamSettings,
) -> Result<Option<Vec<u8>>, ConfigError> {
    let option = args.ca_bundle.as_deref().map(|path| (OPTION, path));
    let of_file = || Some(("ca_bundle in config.toml", own.ca_bundle.as_deref()?));
    let of_team = team.ca_bundle.as_deref().map(|path| ("the team's ca_bundle", path));
    let read = option.or_else(of_file).into_iter().chain(of_team).map(read_bundle);
    let bundles = read.collect::<Result<Vec<_>, _>>()?;
    Ok((!bundles.is_empty()).then(|| bundles.join(&b'\n')))
}

fn read_bundle((named, path): (&'static str, &Path)) -> Result<Vec<u8>, ConfigError> {
    let wrong = |why| ConfigError::Bundle(named, path.to_owned(), why);
    // A pipe or a device would keep the run waiting.
    let (file, found) = open(named, path, BUNDLE_LIMIT, &mut open_options())?;
    // An option is given for one run by its operator; a setting holds for every run.
    let refused = match () {
        () if !found.is_file() => Some(why::NOT_PLAIN.to_owned()),
        () if named == OPTION => None,
        () if found.mode() & CHANGE != 0 => Some(why::CHANGEABLE.to_owned()),
        () => not_ours(&found),
    };
    refused.map_or(Ok(()), |why| Err(wrong(why)))?;
    let bundle = read_all(named, file, path, BUNDLE_LIMIT)?;
    certificates(&bundle).map_err(wrong)?;
    Ok(bundle.to_vec())
}

/// Reads the token of `--token-file`.
pub fn read_token(path: &Path) -> Result<(Origin, Token), ConfigError> {
    if path.as_os_str() == "-" {
        let bytes = read_all(FROM_FILE, std::io::stdin().lock(), path, TOKEN_FILE_LIMIT)?;
        return Ok((Origin::StandardInput, token(&bytes, "standard input")?));
    }
    Ok((Origin::TokenFile(path.display().to_string()), read_token_file(path)?))
}

/// Reads a token from a file that nobody but its owner may read.
pub fn read_token_file(path: &Path) -> Result<Token, ConfigError> {
    let (file, found) = open(FROM_FILE, path, TOKEN_FILE_LIMIT, &mut File::options())?;
    if is_exposed(&found) {
        return Err(ConfigError::Exposed { path: argument::path(path), own: is_own(&found) });
    }
    token(&read_all(FROM_FILE, file, path, TOKEN_FILE_LIMIT)?, FROM_FILE)
}

/// Makes a token of a file's bytes. Bytes that are not UTF-8 become a character that no token has,
/// and are refused for that.
fn token(bytes: &Zeroizing<Vec<u8>>, origin: &str) -> Result<Token, ConfigError> {
    let text = std::str::from_utf8(without_mark(bytes)).unwrap_or("\u{FFFD}");
    Token::new(text).map_err(|e| ConfigError::Token(origin.to_owned(), e))
}

/// Returns how to renew a token from a file: the file is read again once the service refuses the
/// token, because the operator may have put a new one there.
pub fn renewal_from(file: Option<PathBuf>) -> Renewal {
    let Some(file) = file else { return Renewal::Never };
    Renewal::File(Arc::new(move || {
        // A pipe was read at the start and nobody writes into it any more:
        // opening could wait for ever.
        let file = Some(&file).filter(|file| file.is_file())?;
        read_token_file(file).ok().map(Auth::Token)
    }))
}

/// Opens a file or a pipe. Refuses a folder, and a file that is longer than `limit`.
fn open(
    option: &'static str,
    path: &Path,
    limit: u64,
    how: &mut OpenOptions,
) -> Result<(File, Metadata), ConfigError> {
    let failed = |e| ConfigError::File(option, path.to_owned(), e);
    let file = how.read(true).open(path).map_err(failed)?;
    let found = file.metadata().map_err(failed)?;
    match () {
        () if found.is_dir() => Err(ConfigError::Folder(option, path.to_owned())),
        () if found.len() > limit => Err(ConfigError::TooLarge { path: path.to_owned(), limit }),
        () => Ok((file, found)),
    }
}

fn read_all(
    option: &'static str,
    from: impl Read,
    path: &Path,
    limit: u64,
) -> Result<Zeroizing<Vec<u8>>, ConfigError> {
    let mut bytes = Zeroizing::new(Vec::new());
    from.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| ConfigError::File(option, path.to_owned(), e))?;
    if bytes.len() as u64 > limit {
        return Err(ConfigError::TooLarge { path: path.to_owned(), limit });
    }
    Ok(bytes)
}
