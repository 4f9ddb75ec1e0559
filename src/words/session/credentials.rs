//! Credentials in words: where they stand, what they are good for, why one is not used, and what to
//! do. Sentences come without their end mark.

pub mod why;

use crate::{
    core::{
        base::{Remark, text::visible},
        session::{Choice, Condition, Found, Method, Origin, Part, Told, Unusable},
    },
    words::{
        self,
        base::disk_error::{command, quoted},
        if_told, join,
    },
};

/// Stands in place of the files of credentials where there is no home folder.
pub const NO_HOME: &str =
    "HOME names no folder by its full path, so no file below it was looked for";

/// Names certificates to trust; a source may name some, but they are not used by themselves.
pub const CA_BUNDLE: &str = "CA bundle";

/// Returns the name of a part of the credentials.
pub const fn part(part: Part) -> &'static str {
    match part {
        Part::AccessKey => "access key",
        Part::SecretKey => "secret key",
        Part::SecurityToken => "security token",
        Part::Token => "token",
        Part::User => "user",
        Part::UserId => "user ID",
        Part::Password => "password",
        Part::Account => "account",
        Part::AccountId => "account ID",
        Part::Project => "project",
        Part::ProjectId => "project ID",
        Part::ProjectDomain => "project's domain",
        Part::ProjectDomainId => "project's domain ID",
        Part::Region => "region",
        Part::Endpoint => "endpoint",
        Part::IamEndpoint => "IAM endpoint",
    }
}

/// Returns a value that may be shown.
pub fn shown(text: &str) -> String {
    visible(text).into_owned()
}

/// Returns only the length of a secret.
pub fn secret(characters: usize) -> String {
    words::count(characters, "character")
}

/// Returns the length of a secret as sent, and a remark on characters that the
/// file holds beside the secret.
pub fn secret_with(characters: usize, remark: Remark) -> String {
    let remark = match remark {
        Remark::Blanks => "of which white space at its beginning or end is a part",
        Remark::Quotes => "of which quotes around it are a part",
        Remark::Trimmed => "without the white space around it, which is not sent",
    };
    format!("{}, {remark}", secret(characters))
}

/// Returns the end of an access key: enough to tell two keys apart, too little to help anybody if
/// the text is a secret key by mistake.
pub fn access_key(key: &str) -> String {
    let characters = key.chars().count();
    let skip = if characters >= 16 { characters - 4 } else { characters };
    format!("..{}, {}", key.chars().skip(skip).collect::<String>(), secret(characters))
}

/// Returns a part and its origin, like `access key from HUAWEICLOUD_SDK_AK: ..WXYZ, 20 characters`.
pub fn told(told: &Told) -> String {
    format!("{} from {}: {}", told.what, told.from, told.shown)
}

/// Returns the name of a source as a person knows it.
pub fn origin(origin: &Origin) -> String {
    match origin {
        Origin::TokenFile(path) => format!("--token-file {path}"),
        Origin::StandardInput => "standard input".to_owned(),
        Origin::Form => "the sign-in form".to_owned(),
        Origin::Simulator => "the simulator".to_owned(),
        Origin::SdkVariables => "the SDK's variables (HUAWEICLOUD_SDK_*)".to_owned(),
        Origin::TerraformVariables => "Terraform's variables (HW_*)".to_owned(),
        Origin::OpenStackVariables => "OpenStack's variables (OS_*)".to_owned(),
        Origin::Cloud { name, path } if path.is_empty() => format!("cloud {name} of clouds.yaml"),
        Origin::Cloud { name, path } if name.is_empty() => format!("OpenStack's file {path}"),
        Origin::Cloud { name, path } => format!("cloud {name} of {path}"),
        Origin::SdkFile { section, path } if section.is_empty() => format!("the SDK's file {path}"),
        Origin::SdkFile { section, path } => format!("section [{section}] of {path}"),
        Origin::Hcloud { profile, path } if profile.is_empty() => format!("hcloud's file {path}"),
        Origin::Hcloud { profile, path } => format!("hcloud's profile {profile} of {path}"),
        Origin::Profile { name, path } => format!("profile {name} of {path}"),
        Origin::Agency => "this server's ECS agency".to_owned(),
    }
}

/// Returns the name of a way to sign in.
pub const fn method(method: Method) -> &'static str {
    match method {
        Method::Token => "a token as given",
        Method::Password { passcode: false } => "user and password",
        Method::Password { passcode: true } => "user, password and MFA code",
        Method::Keys { temporary: false } => "an access key",
        Method::Keys { temporary: true } => "a temporary access key",
        Method::Agency => "temporary keys",
    }
}

/// Says whether a source is complete, incomplete or unusable.
pub fn condition(condition: &Condition) -> String {
    match condition {
        Condition::Complete(way) => format!("complete: {}", method(*way)),
        Condition::Incomplete(missing) => {
            format!("incomplete: it lacks {}; nothing is taken from elsewhere", and(missing))
        }
        Condition::Unusable(why) => unusable(why),
    }
}

/// Says why a source is not used, and what mends that.
pub fn unusable(why: &Unusable) -> String {
    match why {
        Unusable::Unreadable { path, why } => format!("{path} cannot be read: {why}"),
        Unusable::Exposed { path, own } => exposed(path, *own),
        Unusable::Malformed { place, why } => format!("{place}: {why}"),
        Unusable::Encrypted { path } => format!(
            "the secrets in {path} are encrypted, and only hcloud itself reads them; \
                let it write them unencrypted with: \
             hcloud configure set --cli-auth-encrypt=false, or use another source"
        ),
        Unusable::Insecure { place } => format!(
            "{place} asks for certificates not to be verified, which this program \
                never does; remove that, and name the \
             certificates to trust with --ca-bundle FILE"
        ),
        Unusable::Expired { at } => {
            format!("it expired at {}; sign in again where it comes from", at.iso())
        }
        Unusable::Unsupported { way } => {
            format!("it needs {way}, which this program cannot do; use another source")
        }
    }
}

/// Says that others can read a file with a secret. Only the owner of the file can change that.
pub fn exposed(path: &str, own: bool) -> String {
    let fault = format!("{path} can be read by others");
    mended(&fault, own, command("chmod 600", path), "set its mode to 0600")
}

/// Says that others can write a file, so that its content is not trusted. Only the owner of
/// the file can change that.
pub fn changeable(path: &str, own: bool) -> String {
    let fault = "others could change it, and so say where secrets go";
    mended(fault, own, command("chmod go-w", path), "remove their write permission")
}

/// Says a fault in the mode of a file, and what mends the fault: a command, or else `by_hand`.
fn mended(fault: &str, own: bool, command: Option<String>, by_hand: &str) -> String {
    match command {
        _ if !own => format!("{fault}, and you do not own it; use your own copy with mode 0600"),
        Some(command) => format!("{fault}; fix it with: {command}"),
        None => format!("{fault}; {by_hand}"),
    }
}

/// Says in a line what a source holds. A fault of a whole file names that file.
pub fn line(found: &Found) -> String {
    if found.origin.is_whole_file() {
        return condition(&found.condition);
    }
    format!("{}: {}", origin(&found.origin), condition(&found.condition))
}

/// Says which source was chosen and why, in one sentence.
pub fn choice(choice: &Choice, found: &[Found]) -> String {
    let at = |n: &usize| found.get(*n);
    match choice {
        Choice::Nothing => nothing(found),
        Choice::Use(n) => if_told("signing in with ", at(n).map(|f| origin(&f.origin)), ""),
        Choice::Ask(several) => {
            let names: Vec<String> = several.iter().filter_map(at).map(with_handle).collect();
            format!("several sources of credentials are complete: {}; choose one", and(&names))
        }
        Choice::Refused(n) => if_told("", at(n).map(line), ", and no other source takes its place"),
        Choice::Unknown(name) => unknown(name, found),
        Choice::Ambiguous(several) => {
            let handles: Vec<String> =
                several.iter().filter_map(at).filter_map(|f| f.origin.handle()).collect();
            format!("--profile fits several; say which one: {}", or(&handles))
        }
    }
}

fn with_handle(found: &Found) -> String {
    let handle = found.origin.handle().map(|handle| quoted(&handle));
    origin(&found.origin) + &if_told(" (--profile ", handle, ")")
}

fn nothing(found: &[Found]) -> String {
    let lacking: Vec<String> =
        found.iter().filter(|f| f.automatic && f.method().is_none()).map(line).collect();
    let others: Vec<String> =
        found.iter().filter(|f| f.method().is_some()).filter_map(|f| f.origin.handle()).collect();
    let text = match lacking.as_slice() {
        [] => "no credentials were found: use --token-file PATH, or set HW_AUTH_TOKEN, or \
            HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK"
            .to_owned(),
        lacking => format!("no credentials can be used ({})", lacking.join("; ")),
    };
    let others = (!others.is_empty()).then(|| or(&others));
    text + &if_told("; --profile would take ", others, "")
}

fn unknown(name: &str, found: &[Found]) -> String {
    let known: Vec<String> = found.iter().filter_map(|f| f.origin.handle()).collect();
    let name = quoted(&visible(name));
    if known.is_empty() {
        format!("no profile is called {name}: there is none")
    } else {
        format!("no profile is called {name}: there is only {}", and(&known))
    }
}

/// Joins items like `a`, `a and b`, or `a, b and c`.
pub fn and(items: &[String]) -> String {
    joined(items, "and")
}

/// Joins items like `a`, `a or b`, or `a, b or c`.
fn or(items: &[String]) -> String {
    joined(items, "or")
}

fn joined(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

/// Returns the ways to complete a source that holds nothing yet, like `A, or B and C`.
pub fn ways(ways: &[Vec<String>]) -> String {
    join(ways.iter().map(|way| and(way)), ", or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_access_key_only_the_end_is_shown_and_of_a_short_one_nothing() {
        assert_eq!(access_key("EXAMPLEAK0GEMINIDB01"), "..DB01, 20 characters");
        assert_eq!(access_key("short"), ".., 5 characters");
    }

    #[test]
    fn what_mends_a_file_can_be_pasted() {
        let exposed = |path: &str, own| unusable(&Unusable::Exposed { path: path.to_owned(), own });
        assert!(
            exposed("/it's mine", true).ends_with(r"chmod 600 '/it'\''s mine'"),
            "{}",
            exposed("/it's mine", true)
        );
        assert!(changeable("clouds.yaml", true).ends_with("chmod go-w clouds.yaml"));
        // A command that this user cannot run, or for a path that cannot be typed so, is none.
        for text in [
            exposed("/etc/token", false),
            exposed("/a\\u{1b}b", true),
            changeable("/etc/clouds.yaml", false),
        ] {
            assert!(!text.contains("chmod"), "{text}");
        }
    }

    #[test]
    fn lists_read_as_a_person_says_them() {
        let items =
            |n: usize| ["a", "b", "c"].iter().take(n).map(|s| (*s).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            (and(&items(1)), and(&items(2)), or(&items(3))),
            ("a".into(), "a and b".into(), "a, b or c".into())
        );
        assert_eq!(ways(&[items(1), items(2)]), "a, or a and b");
    }
}
