//! Why the state folder, or a file beside it, cannot be used, in words.

use crate::core::state_trouble::StateTrouble;

/// What is wrong with the state folder and what mends it, in one sentence without its end mark.
pub fn trouble(trouble: &StateTrouble) -> String {
    sentence(trouble, "give another folder with --state-dir DIR")
}

/// The same for a file that the operator named: there is another name for it, not another state folder.
pub fn file_trouble(trouble: &StateTrouble) -> String {
    sentence(trouble, "give another name")
}

fn sentence(trouble: &StateTrouble, instead: &str) -> String {
    match trouble {
        StateTrouble::NoHome => {
            "no folder for the journal: neither XDG_STATE_HOME nor HOME names one; give one with --state-dir DIR".to_owned()
        }
        StateTrouble::NotPrivate { path, mode } => {
            format!("others may read or write {path} (mode {mode:04o}); mend it with: chmod {} {}", private(*mode), quoted(path))
        }
        StateTrouble::NotOurs { path, uid } => format!("{path} belongs to another user (number {uid}); {instead}"),
        StateTrouble::NotAFolder(path) => format!("{path} is not a folder; move it away, or {instead}"),
        StateTrouble::NotAFile(path) => format!("{path} is not a plain file; {instead}"),
        StateTrouble::ReadOnly(path) => format!("{path} is on a file system that takes no writes; {instead}"),
        StateTrouble::Full(path) => format!("no space is left for {path} (disk or quota); make room, or {instead}"),
        StateTrouble::Denied(path) => {
            format!("the system does not let you use {path}; mend it with: chmod u+rwX {}, or {instead}", quoted(path))
        }
        StateTrouble::Gone(path) => format!("{path} is not there; create it, or {instead}"),
        StateTrouble::Exists(path) => format!("{path} is there already and was not replaced; {instead}"),
        StateTrouble::TooLarge { path, size, limit } => {
            format!("{path} has {} where {} are the most, and was not read; {instead}", bytes(*size), bytes(*limit))
        }
        StateTrouble::Stuck { path, seconds } => {
            format!("{path} did not answer within {seconds} s; look at its disk or network, or {instead}")
        }
        StateTrouble::Other { path, words } => format!("{path}: {words}; {instead}"),
    }
}

/// A size, rounded up: what is beyond a limit never reads like the limit.
pub(super) fn bytes(size: u64) -> String {
    const KIB: u64 = 1024;
    match size {
        0..=9_999 => format!("{size} bytes"),
        10_000..=9_999_999 => format!("{} KiB", size.div_ceil(KIB)),
        _ => format!("{} MiB", size.div_ceil(KIB * KIB)),
    }
}

/// The mode that shuts the others out: what its owner may enter is a folder, anything else a file.
const fn private(mode: u32) -> &'static str {
    if mode & 0o100 == 0 { "600" } else { "700" }
}

/// A path as a shell takes it.
pub(super) fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+=:@,%".contains(c);
    if !path.is_empty() && path.chars().all(plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_may_read_is_mended_by_a_command_that_can_be_pasted() {
        let exposed = |path: &str, mode| trouble(&StateTrouble::NotPrivate { path: path.to_owned(), mode });
        assert!(exposed("/s", 0o755).ends_with("(mode 0755); mend it with: chmod 700 /s"), "{}", exposed("/s", 0o755));
        assert!(exposed("/s/a.jsonl", 0o664).ends_with("chmod 600 /s/a.jsonl"));
        assert!(exposed("/it's mine", 0o750).ends_with(r"chmod 700 '/it'\''s mine'"));
    }

    #[test]
    fn a_file_elsewhere_is_not_mended_by_another_state_folder() {
        let full = StateTrouble::Full("/mnt/draft.json".to_owned());
        assert!(trouble(&full).contains("--state-dir") && !file_trouble(&full).contains("--state-dir"));
    }
}
