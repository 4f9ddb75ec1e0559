//! Decides from the values of one source whether the source is complete and how it signs in. All
//! sources follow the same rules.

use secrecy::SecretString;

use super::{Entry, Source, Values, malformed};
use crate::{
    api::{Bundle, Endpoint, Keys, Login, Named, PasswordLogin, Token},
    core::{
        base::{ProjectId, Remark, UtcTime, regions, text::is_unprintable, variable::is_quoted},
        session::{Condition, Found, Origin, Part, Told, Unusable},
    },
    shell::session::method,
    words::{self, session::credentials::why},
};

/// Names of accounts, users and projects are no longer.
const LONGEST_NAME: usize = 256;

/// A way to sign in. Of several ways that a source offers, the first complete one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Token,
    Keys,
    Password,
    /// Needs no value: the machine has the agency.
    Agency,
}

impl Way {
    /// Returns the parts of which any one shows that this way is meant.
    const fn beginnings(self) -> &'static [Part] {
        match self {
            Self::Token => &[Part::Token],
            Self::Keys => &[Part::AccessKey, Part::SecretKey, Part::SecurityToken],
            Self::Password => &[Part::User, Part::UserId, Part::Password],
            Self::Agency => &[],
        }
    }

    /// Returns the parts that are missing. A source whose cloud only its IAM endpoint tells
    /// (`by_iam`) needs that endpoint as well.
    fn lacks(self, values: &Values, by_iam: bool) -> Vec<Part> {
        let either = |by_id: Part, by_name: Part| if values.has(by_id) { by_id } else { by_name };
        let mut needs = match self {
            Self::Token => vec![Part::Token],
            Self::Keys => vec![Part::AccessKey, Part::SecretKey],
            Self::Password if values.has(Part::UserId) => vec![Part::Password],
            Self::Password => {
                vec![Part::User, Part::Password, either(Part::AccountId, Part::Account)]
            }
            Self::Agency => Vec::new(),
        };
        needs.extend(by_iam.then_some(Part::IamEndpoint));
        needs.into_iter().filter(|part| !values.has(*part)).collect()
    }
}

/// Everything that is known of a source beside its values.
pub struct Recipe<'a> {
    pub origin: Origin,
    pub automatic: bool,
    pub ways: &'a [Way],
    /// Names a missing part as this source names it.
    pub name: &'a dyn Fn(Part) -> String,
    /// IAM wants a passcode beside the password.
    pub passcode: bool,
    pub expires: Option<UtcTime>,
    /// The metadata service of the agency, if not the usual one.
    pub metadata: Option<Endpoint>,
    /// Why the source is not used at all. Its values are shown all the same.
    pub refused: Option<Unusable>,
    /// Only the source's own IAM endpoint tells which cloud is meant: without that
    /// endpoint the source is incomplete.
    pub by_iam: bool,
}

impl<'a> Recipe<'a> {
    pub fn new(
        origin: Origin,
        automatic: bool,
        ways: &'a [Way],
        name: &'a dyn Fn(Part) -> String,
    ) -> Self {
        Self {
            origin,
            automatic,
            ways,
            name,
            passcode: false,
            expires: None,
            metadata: None,
            refused: None,
            by_iam: false,
        }
    }

    /// Makes the source. A reason against the whole source goes first, then a value that cannot be
    /// used, then a part that is missing.
    pub fn make(self, values: &Values, now: UtcTime) -> Source {
        let read = PublicValues::of(values);
        let way = self.ways.iter().copied().find(|way| way.lacks(values, self.by_iam).is_empty());
        let ended = self.expires.filter(|end| *end <= now);
        let missing = self.missing(values);
        let built = match (self.refused, read.trouble, way) {
            (Some(why), _, _) | (None, Some(why), _) => Err(Condition::Unusable(why)),
            (None, None, None) => Err(Condition::Incomplete(missing)),
            (None, None, Some(Way::Keys)) if ended.is_some() => {
                Err(Condition::Unusable(Unusable::Expired { at: ended.unwrap_or(now) }))
            }
            (None, None, Some(way)) => {
                login(way, values, self.passcode, self.expires, self.metadata)
                    .map_err(Condition::Unusable)
            }
        };
        let (condition, bundle) = match built {
            Ok(login) => {
                (Condition::Complete(method(&login)), Some(Bundle { login, ..read.bundle }))
            }
            Err(condition) => (condition, None),
        };
        let found =
            Found { origin: self.origin, automatic: self.automatic, condition, told: read.told };
        Source { found, bundle, token_file: None, read_only: false }
    }

    /// Returns the missing parts of the way that lacks fewest, or all ways if none has begun.
    fn missing(&self, values: &Values) -> Vec<String> {
        let named = |way: &Way| {
            way.lacks(values, self.by_iam).into_iter().map(self.name).collect::<Vec<_>>()
        };
        let begun =
            self.ways.iter().filter(|way| way.beginnings().iter().any(|part| values.has(*part)));
        match begun.min_by_key(|way| way.lacks(values, self.by_iam).len()) {
            Some(way) => named(way),
            None => {
                vec![words::session::credentials::ways(
                    &self.ways.iter().map(named).collect::<Vec<_>>(),
                )]
            }
        }
    }
}

fn login(
    way: Way,
    values: &Values,
    passcode: bool,
    expires: Option<UtcTime>,
    metadata: Option<Endpoint>,
) -> Result<Login, Unusable> {
    match way {
        Way::Token => {
            let entry = required(values, Part::Token)?;
            let token = Token::new(entry.text.expose());
            token.map(Login::Token).map_err(|e| malformed(entry.from.clone(), e.to_string()))
        }
        Way::Keys => {
            let secret = trimmed(required(values, Part::SecretKey)?);
            let security_token = values.get(Part::SecurityToken).map(trimmed);
            Ok(Login::Keys(Keys {
                access: plain(required(values, Part::AccessKey)?),
                secret,
                security_token,
                expires,
            }))
        }
        Way::Password => {
            let user = named(values, Part::UserId, Part::User).ok_or_else(|| absent(Part::User))?;
            let password = required(values, Part::Password)?.text.clone().into_secret();
            Ok(Login::Password(PasswordLogin {
                user,
                domain: named(values, Part::AccountId, Part::Account),
                password,
                passcode,
                project: named(values, Part::ProjectId, Part::Project),
                project_domain: named(values, Part::ProjectDomainId, Part::ProjectDomain),
            }))
        }
        Way::Agency => Ok(Login::Agency(metadata)),
    }
}

/// Returns the value of a part that must be there, because a way is taken only when it lacks
/// nothing. Should the value be missing all the same, the source is refused.
fn required(values: &Values, part: Part) -> Result<&Entry, Unusable> {
    values.get(part).ok_or_else(|| absent(part))
}

fn absent(part: Part) -> Unusable {
    malformed(words::session::credentials::part(part), why::NOT_THE_FORM)
}

fn named(values: &Values, by_id: Part, by_name: Part) -> Option<Named> {
    let id = values.get(by_id).map(|entry| Named::Id(plain(entry)));
    id.or_else(|| values.get(by_name).map(|entry| Named::Name(plain(entry))))
}

fn plain(entry: &Entry) -> String {
    entry.text.trimmed().to_owned()
}

fn trimmed(entry: &Entry) -> SecretString {
    SecretString::from(entry.text.trimmed())
}

/// The values of a source that are no secrets, and the first value that cannot be used.
struct PublicValues {
    bundle: Bundle,
    told: Vec<Told>,
    trouble: Option<Unusable>,
}

impl PublicValues {
    fn of(values: &Values) -> Self {
        let bundle = Bundle::of(Login::Agency(None));
        let mut read = Self { bundle, told: Vec::new(), trouble: None };
        for (part, entry) in values.entries() {
            match read.take(part, entry) {
                Ok(shown) => read.told.push(Told {
                    what: words::session::credentials::part(part),
                    from: entry.from.clone(),
                    shown,
                }),
                Err(why) => {
                    read.trouble.get_or_insert_with(|| malformed(entry.from.clone(), why));
                }
            }
        }
        read
    }

    /// Puts a public value into the bundle. Returns the text that the operator sees of any value.
    fn take(&mut self, part: Part, entry: &Entry) -> Result<String, String> {
        let text = entry.text.expose();
        if part.is_secret() {
            return secret(part, text).map_err(str::to_owned);
        }
        let text = text.trim();
        if text.chars().any(is_unprintable) {
            return Err(why::CONTROL.to_owned());
        }
        if text.chars().count() > LONGEST_NAME {
            return Err(why::TOO_LONG.to_owned());
        }
        match part {
            Part::AccessKey if !is_key(text) || text.contains(',') => {
                return Err(why::ACCESS_KEY.to_owned());
            }
            Part::AccessKey => return Ok(words::session::credentials::access_key(text)),
            Part::Region if !is_region(text) => return Err(why::REGION.to_owned()),
            // IAM finds the project by the region's name, letter for letter.
            Part::Region => {
                self.bundle.region =
                    Some(regions::find(text).map_or(text, |known| known.id).to_owned())
            }
            Part::Endpoint => {
                self.bundle.endpoint = Some(Endpoint::of_service(text).map_err(|e| e.to_string())?)
            }
            Part::IamEndpoint => {
                self.bundle.iam_endpoint = Some(Endpoint::of_iam(text).map_err(|e| e.to_string())?)
            }
            Part::ProjectId => {
                self.bundle.project = Some(ProjectId::typed(text).ok_or(why::PROJECT_ID)?)
            }
            Part::Project => self.bundle.project_name = Some(text.to_owned()),
            Part::User
            | Part::UserId
            | Part::Account
            | Part::AccountId
            | Part::ProjectDomain
            | Part::ProjectDomainId => {}
            Part::SecretKey | Part::SecurityToken | Part::Token | Part::Password => {}
        }
        Ok(words::session::credentials::shown(text))
    }
}

/// Returns the text that the operator sees of a secret: the length as sent, and a remark on blanks
/// or quotes that may be an accident.
fn secret(part: Part, text: &str) -> Result<String, &'static str> {
    let trimmed = text.trim();
    // White space belongs to a password, and never to a key or token.
    let sent = if part == Part::Password { text } else { trimmed };
    if sent.chars().any(is_unprintable) {
        return Err(why::CONTROL);
    }
    if matches!(part, Part::SecretKey | Part::SecurityToken) && !is_key(sent) {
        return Err(why::KEY);
    }
    let remark = match part {
        Part::Password if text != trimmed => Remark::Blanks,
        Part::Password if is_quoted(text) => Remark::Quotes,
        _ if text != trimmed => Remark::Trimmed,
        _ => return Ok(words::session::credentials::secret(sent.chars().count())),
    };
    Ok(words::session::credentials::secret_with(sent.chars().count(), remark))
}

fn is_key(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'\''))
}

fn is_region(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}
