//! Why the state folder, or a file beside it, cannot be used, in words.

use crate::{
    core::base::{Foreign, NamedBy, Shut, StateTrouble, User, shell},
    words::join,
};

/// Says what is wrong with the state folder and what mends that, in one
/// sentence without its end mark.
pub fn trouble(trouble: &StateTrouble) -> String {
    sentence(trouble, "give another folder with --state-dir DIR")
}

/// Says what is wrong with a file that the operator named: the remedy is another
/// name, not another state folder.
pub fn file_trouble(trouble: &StateTrouble) -> String {
    sentence(trouble, "give another name")
}

/// Says that lines are missing from the file of `--log`.
pub fn calls_missing(why: &StateTrouble) -> String {
    format!("geminidb-backup: not every call is in the log: {}", file_trouble(why))
}

/// Says that the file of `--log` was not renamed.
pub fn calls_grown(why: &StateTrouble) -> String {
    format!("geminidb-backup: the log of calls has grown beyond 10 MB: {}", file_trouble(why))
}

/// Says what is wrong with the program's configuration file.
pub fn config_trouble(trouble: &StateTrouble) -> String {
    sentence(trouble, "name another file with --config FILE")
}

fn sentence(trouble: &StateTrouble, instead: &str) -> String {
    match trouble {
        StateTrouble::NoHome => {
            "no folder for the journal: neither XDG_STATE_HOME nor HOME names one; give one with \
                --state-dir DIR"
                .to_owned()
        }
        StateTrouble::NotPrivate { path, mode } => {
            let mended = private(*mode);
            match command(&format!("chmod {mended}"), path) {
                Some(command) => format!(
                    "others may read or write {path} (mode {mode:04o}); \
                    fix it with: {command}"
                ),
                None => format!(
                    "others may read or write {path} (mode {mode:04o}); give it the \
                    mode 0{mended}, or {instead}"
                ),
            }
        }
        StateTrouble::NotOurs { path, owner } => format!(
            "{path} belongs to {}; \
            {instead}",
            user(owner)
        ),
        StateTrouble::Foreign(why) => foreign(why, instead),
        StateTrouble::NotAFolder(path) => format!(
            "{path} is not a folder; move it away, or \
            {instead}"
        ),
        StateTrouble::NotAFile(path) => format!("{path} is not a plain file; {instead}"),
        StateTrouble::ReadOnly(path) => format!("{path} is on a read-only file system; {instead}"),
        StateTrouble::Full(path) => format!(
            "no space is left for {path} (disk or quota); make \
            room, or {instead}"
        ),
        StateTrouble::Denied { path, shut: Shut::ByMode(place) } => {
            match command("chmod u+rwX", place) {
                Some(command) => format!(
                    "the system does not let you use {path}; fix it with: \
                {command}, or {instead}"
                ),
                None => format!(
                    "the system does not let you use {path}; give yourself access to \
                {place}, or {instead}"
                ),
            }
        }
        StateTrouble::Denied { path, shut: Shut::ByOwner(place, owner) } if path == place => {
            format!(
                "the system does not let you use {path}, which belongs to {}; \
                {instead}",
                user(owner)
            )
        }
        StateTrouble::Denied { path, shut: Shut::ByOwner(place, owner) } => {
            format!(
                "the system does not let you use {path}, for {place} belongs to {}; \
                {instead}",
                user(owner)
            )
        }
        StateTrouble::Denied { path, shut: Shut::Unknown } => format!(
            "the system does not let \
            you use {path}; {instead}"
        ),
        StateTrouble::Gone(path) => format!("{path} is not there; create it, or {instead}"),
        StateTrouble::Exists(path) => format!(
            "{path} is there already and was not replaced; \
            {instead}"
        ),
        StateTrouble::TooLarge { path, size, limit } => {
            format!(
                "{path} has {}, and {} are the limit: it was not read; \
                {instead}",
                bytes(*size),
                bytes(*limit)
            )
        }
        StateTrouble::Stuck { path, seconds } => {
            format!(
                "{path} did not answer within {seconds} s; look at its disk or network, or \
                {instead}"
            )
        }
        StateTrouble::Other { path, words } => format!("{path}: {words}; {instead}"),
    }
}

/// Says what is wrong with another user's folder: the program uses no such folder, even where
/// this user may write there.
fn foreign(Foreign { path, folder, owner, me, named }: &Foreign, instead: &str) -> String {
    let place = if path == folder { path.clone() } else { format!("{path} is in {folder}, which") };
    let whose = format!(
        "{place} belongs to {}, and this program runs as {}: nothing was touched there",
        user(owner),
        user(me)
    );
    let by_sudo = matches!(named, NamedBy::Variable { sudo_from_owner: true, .. });
    // The advice never is to become root.
    let by_owner = match (owner.uid, &owner.name) {
        (0, _) | (_, None) => None,
        (_, Some(name)) => {
            Some(format!("run it as {name}{}", if by_sudo { ", without sudo" } else { "" }))
        }
    };
    let by_command = own_environment(me, named)
        .map(|command| format!("with your own environment: {command} ..."));
    let ways = by_owner.into_iter().chain(by_command).chain([instead.to_owned()]);
    format!("{whose}; {}", join(ways, "; or "))
}

/// Returns the command that starts the program with the home folder of the user it runs as.
fn own_environment(me: &User, named: &NamedBy) -> Option<String> {
    let NamedBy::Variable { variable, home: Some(home), sudo, .. } = named else { return None };
    let unset = if *variable == "HOME" { String::new() } else { format!("env -u {variable} ") };
    Some(match (sudo, me.uid, &me.name) {
        (true, 0, _) => "sudo -H geminidb-backup".to_owned(),
        (true, _, Some(name)) => format!("sudo -H -u {} geminidb-backup", quoted(name)),
        (true | false, _, _) => {
            format!("{unset}{} geminidb-backup", command("HOME=", home)?.replacen("= ", "=", 1))
        }
    })
}

/// Returns a user by name and number.
fn user(user: &User) -> String {
    match (&user.name, user.uid) {
        (Some(name), 0) => name.clone(),
        (None, 0) => "root".to_owned(),
        (Some(name), uid) => format!("{name} (user number {uid})"),
        (None, uid) => format!("user number {uid}"),
    }
}

/// Returns a shell command on a path; `None` where the printable form of the path is another path.
pub(in crate::words) fn command(words: &str, path: &str) -> Option<String> {
    let exact = !path.contains("\\u{") && !path.contains('\u{FFFD}');
    exact.then(|| format!("{words} {}", quoted(path)))
}

/// Returns a size, rounded up, so that a size beyond a limit never reads like the limit.
pub fn bytes(size: u64) -> String {
    const KIB: u64 = 1024;
    match size {
        0..=9_999 => format!("{size} bytes"),
        10_000..=9_999_999 => format!("{} KiB", size.div_ceil(KIB)),
        _ => format!("{} MiB", size.div_ceil(KIB * KIB)),
    }
}

/// Returns the mode that shuts all others out: a file that its owner may enter is a folder.
const fn private(mode: u32) -> &'static str {
    if mode & 0o100 == 0 { "600" } else { "700" }
}

/// Returns a path as a shell takes it, and never as an option.
pub(in crate::words) fn quoted(path: &str) -> String {
    if path.starts_with('-') { shell::quoted(&format!("./{path}")) } else { shell::quoted(path) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_may_read_is_mended_by_a_command_that_can_be_pasted() {
        let exposed =
            |path: &str, mode| trouble(&StateTrouble::NotPrivate { path: path.to_owned(), mode });
        assert!(
            exposed("/s", 0o755).ends_with("(mode 0755); fix it with: chmod 700 /s"),
            "{}",
            exposed("/s", 0o755)
        );
        assert!(exposed("/s/a.jsonl", 0o664).ends_with("chmod 600 /s/a.jsonl"));
        assert!(exposed("/it's mine", 0o750).ends_with(r"chmod 700 '/it'\''s mine'"));
    }

    fn ops() -> User {
        User { uid: 1000, name: Some("ops".to_owned()) }
    }

    #[test]
    fn a_remedy_is_a_command_that_this_user_can_run_on_a_path_that_is_there() {
        let path = "/home/ops/.local/state/geminidb-backup".to_owned();
        let denied = |shut| trouble(&StateTrouble::Denied { path: path.clone(), shut });
        assert!(
            denied(Shut::ByMode("/home/ops/.local".to_owned()))
                .contains("fix it with: chmod u+rwX /home/ops/.local, or")
        );
        for shut in [
            Shut::Unknown,
            Shut::ByOwner("/home/ops".to_owned(), ops()),
            Shut::ByMode("/a\\u{1b}b".to_owned()),
        ] {
            let text = denied(shut);
            assert!(!text.contains("chmod") && text.contains("--state-dir DIR"), "{text}");
        }
        assert!(
            denied(Shut::ByOwner("/home/ops".to_owned(), ops()))
                .contains("/home/ops belongs to ops (user number 1000)")
        );
        let bad = StateTrouble::NotPrivate { path: "/a\\u{1b}b".to_owned(), mode: 0o755 };
        assert!(
            !trouble(&bad).contains("chmod") && trouble(&bad).contains("the mode 0700"),
            "{}",
            trouble(&bad)
        );
        assert_eq!(command("chmod 600", "-x").as_deref(), Some("chmod 600 ./-x"));
    }

    #[test]
    fn another_users_folder_is_left_with_the_command_that_fits() {
        let root = User { uid: 0, name: Some("root".to_owned()) };
        let own = |variable, sudo, home: Option<&str>| NamedBy::Variable {
            variable,
            home: home.map(str::to_owned),
            sudo,
            sudo_from_owner: sudo,
        };
        let said = |owner: &User, me: &User, named| {
            let (path, folder) = (
                "/home/ops/.local/state/geminidb-backup".to_owned(),
                "/home/ops/.local".to_owned(),
            );
            trouble(&StateTrouble::Foreign(Box::new(Foreign {
                path,
                folder,
                owner: owner.clone(),
                me: me.clone(),
                named,
            })))
        };
        let sudo = said(&ops(), &root, own("HOME", true, Some("/root")));
        assert_eq!(
            sudo,
            "/home/ops/.local/state/geminidb-backup is in /home/ops/.local, which belongs to \
             ops (user number 1000), and this program \
             runs as root: nothing was touched there; run it as ops, without sudo; or with \
             your own environment: sudo -H \
             geminidb-backup ...; or give another folder with --state-dir DIR"
        );
        let su = said(&ops(), &root, own("XDG_STATE_HOME", false, Some("/root")));
        assert!(
            su.contains(
                "run it as ops; or with your own environment: env -u XDG_STATE_HOME \
            HOME=/root geminidb-backup ...;"
            ),
            "{su}"
        );
        let bob = User { uid: 1001, name: Some("bob".to_owned()) };
        assert!(
            said(&ops(), &bob, own("HOME", true, Some("/home/bob")))
                .contains("sudo -H -u bob geminidb-backup")
        );
        // A container's user whom nobody knows, and root's folder.
        let nobody = User { uid: 100_066, name: None };
        let container = said(&root, &nobody, own("HOME", false, None));
        assert!(
            container.ends_with(
                "belongs to root, and this program runs as user number \
            100066: nothing was touched there; give another folder with --state-dir \
            DIR"
            ),
            "{container}"
        );
        assert!(
            said(&ops(), &root, NamedBy::Option)
                .ends_with("; run it as ops; or give another folder with --state-dir DIR")
        );
    }

    #[test]
    fn a_size_beyond_a_limit_never_reads_like_the_limit() {
        assert_eq!([bytes(64 << 20), bytes((64 << 20) + 1)], ["64 MiB", "65 MiB"]);
        assert_eq!([bytes(6), bytes(131_073)], ["6 bytes", "129 KiB"]);
    }

    #[test]
    fn a_file_elsewhere_is_not_mended_by_another_state_folder() {
        let full = StateTrouble::Full("/mnt/draft.json".to_owned());
        assert!(
            trouble(&full).contains("--state-dir") && !file_trouble(&full).contains("--state-dir")
        );
    }
}
