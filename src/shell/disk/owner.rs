//! Owners of folders. This program makes folders that only their owner may use (mode 0700). Run by
//! root with the home of another user, the program would lock that user's programs out of shared
//! folders such as `.local`. So nothing is made, looked for or tried there.

use std::{
    ffi::OsStr,
    fs::{self, Metadata},
    io::{self, Read as _},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use rustix::{
    fs::{Access, AtFlags, CWD, accessat},
    io::Errno,
    process::geteuid,
};

use crate::{
    core::base::{Foreign, NamedBy, Shut, StateTrouble, User, text::visible},
    shell::argument,
};

/// Most bytes that are read of `/etc/passwd`.
const USERS_LIMIT: u64 = 4 * 1024 * 1024;
const ROOT: u32 = 0;
/// The mode bits of a folder such as `/tmp`: everybody may make files, and remove only their own.
const STICKY_FOR_ALL: u32 = 0o1002;

/// Refuses a path in a folder of another user. `variable` is the one that `path` was made of.
///
/// The nearest folder that exists decides. A folder of root's counts as nobody's home if this
/// user may write there, and so does a folder that everybody shares, such as `/tmp`. For a
/// path below `HOME` the owner of `HOME` decides too, because an earlier run of root may have
/// left its own folders there.
/// Errors: [`StateTrouble::Foreign`], with a way out.
pub fn check(path: &Path, variable: Option<&'static str>) -> Result<(), StateTrouble> {
    let nearest = path.ancestors().find_map(|folder| match fs::metadata(folder) {
        Ok(found) => Some(Some((folder, found))),
        Err(error) if is_further_up(&error) => None,
        // The use of the folder will tell this error.
        Err(_) => Some(None),
    });
    let home = variable.and_then(|_| std::env::var_os("HOME")).map(PathBuf::from);
    let home = home.as_deref().filter(|home| home.is_absolute() && path.starts_with(home));
    let above = home.and_then(|home| {
        Some((home, fs::metadata(home).ok()?)).filter(|(_, found)| found.uid() != ROOT)
    });
    let foreign = nearest
        .flatten()
        .into_iter()
        .chain(above)
        .find(|(folder, found)| is_foreign(folder, found));
    foreign.map_or(Ok(()), |(folder, found)| {
        Err(StateTrouble::Foreign(Box::new(Foreign {
            path: argument::path(path),
            folder: argument::path(folder),
            owner: user(found.uid()),
            me: user(me()),
            named: named(variable, found.uid()),
        })))
    })
}

/// Returns whether a path does not exist or may not be looked at, so that a folder above decides.
fn is_further_up(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::PermissionDenied
    )
}

fn is_foreign(folder: &Path, found: &Metadata) -> bool {
    let shared = found.mode() & STICKY_FOR_ALL == STICKY_FOR_ALL;
    match found.uid() {
        uid if uid == me() || shared => false,
        ROOT => may(folder, Access::WRITE_OK | Access::EXEC_OK) == Err(Errno::ACCESS),
        _ => true,
    }
}

/// Returns why the system denies `path`: names the first folder on the way, or the path itself,
/// that this user may not use.
pub(super) fn shut(path: &Path) -> Shut {
    let on_the_way: Vec<&Path> = path.ancestors().collect();
    for (n, place) in on_the_way.into_iter().enumerate().rev() {
        let Ok(found) = fs::metadata(place) else { break };
        let needed = match (n, found.is_dir()) {
            (0, false) => Access::READ_OK | Access::WRITE_OK,
            (0, true) => Access::WRITE_OK | Access::EXEC_OK,
            // The last folder that exists is the one in which the missing part would be made, so
            // this user must be able to write there.
            (_, _) if fs::symlink_metadata(path).is_err() && is_last(place, path) => {
                Access::WRITE_OK | Access::EXEC_OK
            }
            (_, _) => Access::EXEC_OK,
        };
        if may(place, needed) != Err(Errno::ACCESS) {
            continue;
        }
        let own = if found.is_dir() { 0o700 } else { 0o600 };
        return match found.uid() == me() {
            true if found.mode() & own != own => Shut::ByMode(argument::path(place)),
            true => Shut::Unknown,
            false => Shut::ByOwner(argument::path(place), user(found.uid())),
        };
    }
    Shut::Unknown
}

/// Returns whether nothing of `path` below `place` exists.
fn is_last(place: &Path, path: &Path) -> bool {
    path.ancestors().take_while(|below| *below != place).all(|below| fs::metadata(below).is_err())
}

fn may(path: &Path, access: Access) -> Result<(), Errno> {
    accessat(CWD, path, access, AtFlags::EACCESS)
}

pub(in crate::shell) fn me() -> u32 {
    geteuid().as_raw()
}

/// Tells how a path in a folder of `owner` was named, the home folder of this user, and
/// whether sudo started the program.
fn named(variable: Option<&'static str>, owner: u32) -> NamedBy {
    let Some(variable) = variable else { return NamedBy::Option };
    let sudo_uid = number("SUDO_UID");
    let home = account(me()).map(|(_, home)| home).filter(|home| {
        fs::metadata(home).is_ok_and(|found| found.is_dir() && !is_foreign(home, &found))
    });
    let home = home.map(|home| argument::path(&home));
    NamedBy::Variable {
        variable,
        home,
        sudo: sudo_uid.is_some(),
        sudo_from_owner: sudo_uid == Some(owner),
    }
}

fn number(variable: &str) -> Option<u32> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Returns a user by number, with the name from `/etc/passwd` or from sudo. Calls no
/// name service, which could hang.
pub(super) fn user(uid: u32) -> User {
    let by_sudo = || std::env::var("SUDO_USER").ok().filter(|_| number("SUDO_UID") == Some(uid));
    let name = account(uid).map(|(name, _)| name).or_else(by_sudo);
    User { uid, name: name.map(|name| visible(&name).into_owned()).filter(|name| !name.is_empty()) }
}

/// Reads the name and home folder of a user from `/etc/passwd`.
fn account(uid: u32) -> Option<(String, PathBuf)> {
    let mut list = Vec::new();
    // Not read like a file of the state folder: a trouble with such a file names its owner,
    // which would lead back here.
    fs::File::open("/etc/passwd").ok()?.take(USERS_LIMIT).read_to_end(&mut list).ok()?;
    let list = String::from_utf8_lossy(&list);
    list.lines().find_map(|line| {
        let fields: Vec<&str> = line.split(':').collect();
        let [name, _, number, _, _, home, ..] = fields[..] else { return None };
        (number.parse() == Ok(uid)).then(|| (name.to_owned(), PathBuf::from(OsStr::new(home))))
    })
}
