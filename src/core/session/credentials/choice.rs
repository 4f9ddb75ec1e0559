//! Which source of credentials the program uses: the named one, or the only complete one.

use super::{Found, Origin};

/// Which of the found sources is used. Numbers are places in the list of the sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// No source is named, and none is complete.
    Nothing,
    Use(usize),
    /// No source is named, and these are complete: the operator chooses.
    Ask(Vec<usize>),
    /// The named source cannot be used. No other takes its place.
    Refused(usize),
    Unknown(String),
    Ambiguous(Vec<usize>),
}

/// Chooses a source. `named` is a handle ([`Origin::handle`]), or the plain name of a
/// section, profile or cloud where only one has it. A named source that is not complete is
/// refused, and none takes its place.
pub fn choose(found: &[Found], named: Option<&str>) -> Choice {
    named.map_or_else(|| by_itself(found), |name| by_name(found, name.trim()))
}

fn by_itself(found: &[Found]) -> Choice {
    let complete = fitting(found, |f| f.automatic && f.method().is_some());
    match complete.as_slice() {
        [] => Choice::Nothing,
        [one] => Choice::Use(*one),
        _ => Choice::Ask(complete),
    }
}

fn by_name(found: &[Found], name: &str) -> Choice {
    let exact = fitting(found, |f| f.origin.handle().as_deref() == Some(name));
    let hits = if exact.is_empty() {
        fitting(found, |f| f.origin.plain_name() == Some(name))
    } else {
        exact
    };
    match hits.as_slice() {
        [] => of_a_broken_file(found, name)
            .map_or_else(|| Choice::Unknown(name.to_owned()), Choice::Refused),
        [one] if found.get(*one).is_some_and(|f| f.method().is_some()) => Choice::Use(*one),
        [one] => Choice::Refused(*one),
        _ => Choice::Ambiguous(hits),
    }
}

/// Returns the unreadable file that `cloud:prod` would stand in: the file is wrong, not the name.
fn of_a_broken_file(found: &[Found], name: &str) -> Option<usize> {
    let (family, _) = name.split_once(':')?;
    found.iter().position(|f| f.origin.is_whole_file() && f.origin.family() == Some(family))
}

fn fitting(found: &[Found], fits: impl Fn(&Found) -> bool) -> Vec<usize> {
    found.iter().enumerate().filter(|(_, f)| fits(f)).map(|(n, _)| n).collect()
}

impl Origin {
    /// Returns the source's name in its file; `None` for a source outside files, and for a
    /// file that cannot be read.
    pub fn plain_name(&self) -> Option<&str> {
        self.in_file().map(|(_, name)| name).filter(|name| !name.is_empty())
    }

    /// Returns whether the source is an unreadable file, of which no section,
    /// profile or cloud is known.
    pub fn is_whole_file(&self) -> bool {
        self.family().is_some() && self.plain_name().is_none()
    }

    /// Returns the word before the colon of the source's handle.
    fn family(&self) -> Option<&'static str> {
        self.in_file().and_then(|(family, _)| family)
    }

    /// Returns, of a source that is a part of a file, the word before the colon of its handle and
    /// its name there. A profile goes by its name alone.
    pub(super) fn in_file(&self) -> Option<(Option<&'static str>, &str)> {
        match self {
            Self::Cloud { name, .. } => Some((Some("cloud"), name)),
            Self::SdkFile { section, .. } => Some((Some("sdk-file"), section)),
            Self::Hcloud { profile, .. } => Some((Some("hcloud"), profile)),
            Self::Profile { name, .. } => Some((None, name)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::session::credentials::{Condition, Method, Unusable};

    fn found(origin: Origin, automatic: bool, complete: bool) -> Found {
        let condition = if complete {
            Condition::Complete(Method::Keys { temporary: false })
        } else {
            Condition::Incomplete(vec!["sk".to_owned()])
        };
        Found { origin, automatic, condition, told: Vec::new() }
    }

    fn cloud(name: &str) -> Origin {
        Origin::Cloud { name: name.to_owned(), path: "/c".to_owned() }
    }

    fn hcloud(name: &str) -> Origin {
        Origin::Hcloud { profile: name.to_owned(), path: "/h".to_owned() }
    }

    #[test]
    fn without_a_name_the_only_complete_one_is_used_and_of_several_none() {
        let sdk = || found(Origin::SdkVariables, true, true);
        assert_eq!(choose(&[], None), Choice::Nothing);
        assert_eq!(
            choose(
                &[found(Origin::SdkVariables, true, false), found(Origin::Agency, false, true)],
                None
            ),
            Choice::Nothing
        );
        assert_eq!(choose(&[found(hcloud("a"), true, false), sdk()], None), Choice::Use(1));
        assert_eq!(
            choose(
                &[sdk(), found(Origin::Agency, false, true), found(hcloud("a"), true, true)],
                None
            ),
            Choice::Ask(vec![0, 2])
        );
    }

    #[test]
    fn a_named_one_that_is_not_complete_is_refused_though_another_is() {
        let all = [
            found(Origin::SdkVariables, true, false),
            found(Origin::TerraformVariables, true, true),
        ];
        assert_eq!(choose(&all, Some("sdk-env")), Choice::Refused(0));
        assert_eq!(choose(&all, Some("terraform-env")), Choice::Use(1));
        assert_eq!(
            choose(&all, Some("sdk-file:basic")),
            Choice::Unknown("sdk-file:basic".to_owned())
        );
        assert_eq!(
            choose(&all, Some("")),
            Choice::Unknown(String::new()),
            "an empty name is no reason to take any"
        );
    }

    #[test]
    fn a_plain_name_counts_where_one_has_it_and_a_handle_before_any() {
        let own = Origin::Profile { name: "prod".to_owned(), path: "/p".to_owned() };
        let all = [
            found(cloud("prod"), false, true),
            found(hcloud("prod"), false, true),
            found(cloud("test"), false, true),
        ];
        assert_eq!(choose(&all, Some("test")), Choice::Use(2));
        assert_eq!(choose(&all, Some("prod")), Choice::Ambiguous(vec![0, 1]));
        assert_eq!(choose(&all, Some("hcloud:prod")), Choice::Use(1));
        let all = [all[0].clone(), found(own, false, true)];
        assert_eq!(
            choose(&all, Some("prod")),
            Choice::Use(1),
            "the plain name is the handle of an own profile"
        );
    }

    #[test]
    fn a_name_in_a_file_that_cannot_be_read_is_refused_with_the_files_trouble() {
        let condition = Condition::Unusable(Unusable::Exposed { path: "/c".to_owned(), own: true });
        let broken = Found { origin: cloud(""), automatic: true, condition, told: Vec::new() };
        let all = [broken, found(Origin::SdkVariables, true, true)];
        assert_eq!(choose(&all, Some("cloud:prod")), Choice::Refused(0));
        assert_eq!(choose(&all, Some("hcloud:prod")), Choice::Unknown("hcloud:prod".to_owned()));
        assert_eq!(choose(&all, Some("cloud:")), Choice::Refused(0));
        assert_eq!(choose(&all, None), Choice::Use(1));
    }
}
