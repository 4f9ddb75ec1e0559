//! Why a value or a file of credentials cannot be used, in a few words. None ever holds a text of
//! the file.

use crate::{
    core::base::{Spoilt, text::clean_excerpt},
    words::{base::disk_error::command, if_told},
};

pub const NOT_TEXT: &str = "it is not UTF-8 text";
pub const EMPTY: &str = "it is empty";
/// A folder stands where a file was named.
pub const FOLDER: &str = "it is a folder";
/// A file stands where a folder was named.
pub const NOT_A_FOLDER: &str = "a file stands in the place of its folder";
pub const NOT_PLAIN: &str = "it is not a plain file";
/// A link points to nothing, or a variable names a missing file.
pub const NOT_THERE: &str = "there is no such file";
pub const DENIED: &str = "the system does not let you";
pub const LOOP: &str = "its links lead in a circle";
pub const CONTROL: &str =
    "it holds a control character, such as a line break, or one that nobody sees";
/// A secret key or a security token has characters that no key has.
pub const KEY: &str = "a key has no blanks and quotes in it, and nothing but printable ASCII \
    characters; a comment behind a value is part of it";
/// Python's reader of the file would replace the character.
pub const PERCENT: &str = "it holds %, which the SDK reads as a placeholder; write the value out";
/// An indented line follows a key.
pub const CONTINUED: &str = "the next line is indented and so belongs to the value; begin each \
    key where its neighbours begin";
pub const TOO_LONG: &str = "it is too long to be what it should be";
pub const REGION: &str = "a region is letters, digits and hyphens, such as eu-west-101";
pub const PROJECT_ID: &str = "a project ID is 32 letters and digits";
pub const ACCESS_KEY: &str = "an access key is printable characters without spaces and commas";
pub const CLOUD: &str = "it should be a domain such as myhuaweicloud.com";
/// A URL names a version of IAM's interface that this program does not speak.
pub const IAM_VERSION: &str = "only version 3 of IAM is spoken; name its URL with /v3";
/// A URL holds a placeholder of OpenStack's client.
pub const PLACEHOLDER: &str = "it holds a placeholder in braces; write the URL out";
/// A file holds one key in two spellings.
pub const TWO_SPELLINGS: &str =
    "the same key is there with - and with _, and the two differ; keep one";
pub const NOT_THE_FORM: &str = "it does not have the expected form";
/// A variable names an unknown cloud.
pub const NO_SUCH_CLOUD: &str = "it names a cloud that no clouds.yaml has";
/// The configuration of hcloud names an unknown profile.
pub const NO_SUCH_PROFILE: &str = "the current profile is not among its profiles";
/// The program's own file holds a secret.
pub const SECRET_INLINE: &str = "a secret never stands in this file itself: name a file of mode \
    0600 with token_file, password_file, secret_key_file or \
     security_token_file";
/// A profile holds two ways to sign in.
pub const SEVERAL_WAYS: &str = "it names several ways to sign in, and a profile has \
    one: token_file; domain, user and password_file; access_key and \
     secret_key_file; or agency = true";
/// A profile asks for a passcode without a password.
pub const PASSCODE_ALONE: &str = "passcode goes with user and password_file only";
/// A profile names the metadata service without the agency.
pub const METADATA_ALONE: &str = "metadata_endpoint goes with agency = true only";
/// A file of certificates that a setting names.
pub const CHANGEABLE: &str = "others could change it, and so say whom this program trusts";
/// A profile names a project by name and by ID.
pub const TWO_PROJECTS: &str = "it names the project twice, with project_id and project";
/// A profile has a name that `--profile` understands in another way.
pub const RESERVED: &str = "a profile cannot have this name: it already means another \
    source, is empty, or holds a colon";

/// Says which characters around the value of a variable do not belong to the value.
pub const fn spoilt(what: Spoilt) -> &'static str {
    match what {
        Spoilt::LineEnd => {
            "a carriage return stands at the end, as the lines of a Windows file have it; set it \
                without (tr -d '\\r' takes them away)"
        }
        Spoilt::Quotes => "quotes stand around the value and are part of it; set it without them",
    }
}

/// Names a key that no setting has, and perhaps the one that was meant.
pub fn unknown_key(key: &str, meant: Option<&str>) -> String {
    let meant = if_told("; ", meant, " is known");
    format!("no setting has the name {:?}{meant}", clean_excerpt(key, 60))
}

/// Says that others than root could change a file or folder that a team's settings depend on.
pub fn not_root(path: &str, of_root: bool) -> String {
    let (fault, mend) = match of_root {
        true => ("is writable by others than root", "chmod go-w"),
        false => ("is not root's", "chown root"),
    };
    let mend = if_told(": ", command(mend, path), "");
    format!("{path} {fault}; only root can mend that{mend}")
}

/// Says that a setting of `config.toml` is none of a team's.
pub fn not_a_teams(key: &str, known: &[&str]) -> String {
    format!("{key} cannot stand here; only {} can", known.join(", "))
}

pub fn not_ours(uid: u32) -> String {
    format!("it belongs to another user (number {uid})")
}

/// Says that a file is larger than its limit in bytes.
pub fn too_large(limit: u64) -> String {
    format!("it is larger than {} KiB", limit / 1024)
}

/// Says where a parser stopped; lines and columns count from 1.
pub fn at(line: usize, column: usize) -> String {
    format!("line {line}, column {column} cannot be understood")
}

/// Says where a parser stopped, if only the line is known.
pub fn at_line(line: usize) -> String {
    format!("line {line} cannot be understood")
}

pub fn identity_provider(from: &str) -> String {
    format!("an identity provider ({from})")
}

/// A session that an OIDC provider vouches for.
pub fn oidc(from: &str) -> String {
    format!("a session for an OIDC provider's token ({from})")
}

/// The token that the vendor's Kubernetes gives to a pod.
pub fn pod(from: &str) -> String {
    format!("the identity of a pod ({from})")
}

pub fn signature(from: &str) -> String {
    format!("another signature ({from}) than HmacSHA256")
}

pub fn assumed_agency(from: &str) -> String {
    format!("to assume an agency of another account ({from})")
}

/// A vendor profile of OpenStack's client, which this program does not include.
pub fn vendor_profile(from: &str) -> String {
    format!(
        "a vendor profile ({from}); write out what the profile holds, auth_url first, and take \
            {from} away"
    )
}

/// A trust of OpenStack, by which one user acts for another.
pub fn trust(from: &str) -> String {
    format!("a trust ({from})")
}

/// A token for a whole deployment, which no service of a project accepts.
pub fn system_scope(from: &str) -> String {
    format!("a token for the whole system ({from})")
}

/// An application credential of OpenStack.
pub fn application_credential(from: &str) -> String {
    format!("an application credential ({from})")
}

/// Names a way to sign in of OpenStack that is not supported; `None` for a name that OpenStack does
/// not know, which is not repeated.
pub fn auth_type(from: &str, name: Option<&str>) -> String {
    name.map_or_else(
        || format!("another way to sign in ({from})"),
        |name| format!("the way to sign in that {from} names, {name}"),
    )
}

/// Names a mode of hcloud that is not supported; `None` for a mode that hcloud does not
/// know, which is not repeated.
pub fn hcloud_mode(name: Option<&str>) -> String {
    name.map_or_else(|| "another mode of hcloud".to_owned(), |name| format!("hcloud's mode {name}"))
}

/// Says that a source names a CA bundle, which is not used by itself.
pub fn ca_bundle(path: &str) -> String {
    format!("{path} (not taken from here: give it with --ca-bundle)")
}
