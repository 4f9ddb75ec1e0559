//! IAM: a token for a password, the user and project of a token, and the projects (the pages of
//! KeystoneCreateUserTokenByPassword, KeystoneValidateToken and KeystoneListProjects). Any
//! OpenStack Keystone answers the same calls; where the two differ, a comment says so.
//!
//! No call here is repeated: five wrong passwords lock a user, and a person waits for the answer.
//! One sign-in is one POST on a connection of its own, which no layer below sends twice (see
//! `calls::create`).

use std::{collections::HashSet, sync::Arc};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use reqwest::{RequestBuilder, Url};
use secrecy::SecretString;

use super::{
    Auth, PasswordLogin, Token, Unproved,
    access::{Access, refuses_access},
    sign_in_body,
};
use crate::{
    api::{
        net::{Endpoint, Limits, NetworkOptions, Transport},
        wire::{
            Exchange,
            body::{LIST_LIMIT, OTHER_LIMIT},
            token_body,
        },
    },
    core::{
        base::{CallFailure, Incomplete, Obstacle},
        session::{Identity, Project, SignInFailure},
    },
};

/// The pages of projects that are read at most.
const MOST_PAGES: usize = 100;

const SUBJECT_TOKEN: HeaderName = HeaderName::from_static("x-subject-token");

/// Keystone hands this out with a 401 when the password was right and another proof is wanted.
const RECEIPT: &str = "openstack-auth-receipt";

/// The client of IAM at one endpoint; clones are cheap. The first call builds the HTTP client.
#[derive(Debug, Clone)]
pub struct Iam {
    transport: Arc<Transport>,
}

#[derive(Debug, Clone)]
pub struct SignedIn {
    pub token: Token,
    /// The user and project of the token.
    pub identity: Identity,
}

impl Iam {
    /// Makes a client of IAM at `endpoint`, which may have a path prefix and may end in `/v3` or
    /// not. Calls to IAM use `connect` and `read` of the limits.
    pub fn new(endpoint: Endpoint, network: NetworkOptions, limits: Limits) -> Self {
        Self { transport: Arc::new(Transport::new(endpoint, network, limits)) }
    }

    pub fn endpoint(&self) -> &Endpoint {
        &self.transport.endpoint
    }

    /// Signs in, with one POST. With a `region` the answer also tells GeminiDB's endpoint there.
    /// Errors: [`SignInFailure::PasscodeNeeded`], also without a call if the login wants a passcode
    /// and `passcode` is `None`; IAM's refusal, or why there is no usable answer.
    pub async fn sign_in(
        &self,
        login: &PasswordLogin,
        passcode: Option<&SecretString>,
        region: Option<&str>,
    ) -> Result<SignedIn, SignInFailure> {
        if login.passcode && passcode.is_none() {
            return Err(SignInFailure::PasscodeNeeded);
        }
        let held = &self.transport.network.held;
        [Some(&login.password), passcode]
            .into_iter()
            .flatten()
            .for_each(|secret| held.hold(secret));
        let url = self.url(&["auth", "tokens"], catalog(region))?;
        let body = Bytes::from_owner(sign_in_body::body(login, passcode));
        let client = self.transport.one_shot().await?;
        let request = client
            .post(url)
            .header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .body(body);
        let exchange = self.exchange(request, OTHER_LIMIT).await?;
        if exchange.head.status == 401 && passcode.is_none() && wants_passcode(&exchange) {
            return Err(SignInFailure::PasscodeNeeded);
        }
        let token = subject_token(&exchange.headers);
        let identity =
            exchange.meaning("token", |json| Some(token_body::identity(json, region)))?;
        let identity = identity.ok_or(SignInFailure::Missing("token"))?;
        Ok(SignedIn { token: token.ok_or(SignInFailure::Missing("X-Subject-Token"))?, identity })
    }

    /// Asks IAM, with the token itself, for the token's user and project; with a `region`,
    /// also for GeminiDB's endpoint there.
    /// Errors: As every call; IAM does not let every user ask this.
    pub async fn show(&self, token: &Token, region: Option<&str>) -> Result<Identity, CallFailure> {
        let mut request =
            self.get(&["auth", "tokens"], catalog(region), &Auth::Token(token.clone())).await?;
        if let Some(value) = token.header() {
            request = request.header(SUBJECT_TOKEN, value);
        }
        let exchange = self.exchange(request, OTHER_LIMIT).await?;
        exchange.meaning("token", |json| token_body::identity(json, region))
    }

    /// Lists the projects of the account, or those of exactly this name. Errors: As every call.
    pub async fn projects(
        &self,
        auth: &Auth,
        name: Option<&str>,
    ) -> Result<Vec<Project>, CallFailure> {
        let query: Vec<(&str, &str)> = name.map(|name| ("name", name)).into_iter().collect();
        let listed = self.project_list(&["projects"], &query, auth, name).await;
        // A plain user of Keystone may not list all projects, but those that are open to that user;
        // a signature is no token and has no such list.
        match (listed, auth) {
            (Err(CallFailure::Refused(refusal)), Auth::Token(_)) if refusal.head.status == 403 => {
                self.project_list(&["auth", "projects"], &[], auth, name).await
            }
            (listed, Auth::Token(_) | Auth::Keys(_)) => listed,
        }
    }

    /// Lists the projects as [`Iam::projects`] does, with an access that other calls
    /// share: keys are tried by one call at a time until they have been accepted once, and
    /// after a refusal by none.
    /// Errors: As every call; the refusal that ended the access.
    pub async fn projects_of(
        &self,
        access: &Access,
        name: Option<&str>,
    ) -> Result<Vec<Project>, CallFailure> {
        let lease = access.lease(0).await?;
        let listed = self.projects(&lease.auth, name).await;
        match &listed {
            Err(refusal) if refuses_access(refusal) => access.note_refusal(&lease, refusal),
            Err(CallFailure::Refused(_)) => {}
            Ok(_) | Err(CallFailure::Unreadable(..) | CallFailure::Incomplete(_)) => {
                access.accepted(&lease)
            }
            Err(CallFailure::NotSent(_) | CallFailure::NoAnswer(_)) => {}
        }
        listed
    }

    async fn project_list(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
        auth: &Auth,
        name: Option<&str>,
    ) -> Result<Vec<Project>, CallFailure> {
        let (mut all, mut seen, mut next) =
            (Vec::new(), HashSet::new(), None::<Vec<(String, String)>>);
        for _ in 0..MOST_PAGES {
            let further: Vec<(&str, &str)> = next
                .iter()
                .flatten()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            let request =
                self.get(path, if next.is_some() { &further } else { query }, auth).await?;
            let exchange = self.exchange(request, LIST_LIMIT).await?;
            let (page, following) = exchange.meaning("projects", |json| {
                Some((token_body::projects(json, name)?, token_body::next_query(json)))
            })?;
            all.extend(page.into_iter().filter(|project| seen.insert(project.id.clone())));
            // A page that names itself as the next one would be read for ever.
            if following.is_none() || following == next {
                return Ok(all);
            }
            next = following;
        }
        Err(CallFailure::Incomplete(Incomplete::TooLong(all.len())))
    }

    /// Makes a read with proof. A signature for IAM names no project: IAM is
    /// no service of a region.
    async fn get(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
        auth: &Auth,
    ) -> Result<RequestBuilder, CallFailure> {
        let mut url = self.url(path, query)?;
        let headers = self.transport.prove(auth, Unproved::get(&mut url, None))?;
        Ok(self.transport.one_shot().await?.get(url).headers(headers))
    }

    async fn exchange(&self, request: RequestBuilder, limit: u64) -> Result<Exchange, CallFailure> {
        let whole = self.transport.limits.whole_read();
        let observed = self.transport.observe();
        let exchange = self.transport.exchange(request, limit, whole, &observed).await?;
        // A token is held before any text of the answer that brings it is read.
        subject_token(&exchange.headers)
            .iter()
            .for_each(|token| exchange.held.hold(token.secret()));
        Ok(exchange)
    }

    fn url(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Url, Obstacle> {
        let is_versioned = self.transport.endpoint.ends_in("v3");
        let version: &[&str] = if is_versioned { &[] } else { &["v3"] };
        self.transport.url(&[version, path].concat(), query)
    }
}

/// Returns the query for an answer without the catalogue, which is large and only needed for
/// the endpoint in a region.
const fn catalog(region: Option<&str>) -> &'static [(&'static str, &'static str)] {
    match region {
        Some(_) => &[],
        None => &[("nocatalog", "true")],
    }
}

impl From<CallFailure> for SignInFailure {
    fn from(failure: CallFailure) -> Self {
        Self::Call(failure)
    }
}

impl From<Obstacle> for SignInFailure {
    fn from(obstacle: Obstacle) -> Self {
        Self::Call(obstacle.into())
    }
}

/// Returns whether a refused sign-in wants a passcode. Keystone says so with a receipt. IAM
/// documents no code for it, so the words of the answer are searched: a wrong guess only shows
/// a field for the passcode.
fn wants_passcode(exchange: &Exchange) -> bool {
    let words = String::from_utf8_lossy(&exchange.body.bytes).to_lowercase();
    exchange.headers.contains_key(RECEIPT)
        || ["mfa", "totp", "passcode"].iter().any(|word| words.contains(word))
}

fn subject_token(headers: &HeaderMap) -> Option<Token> {
    headers
        .get(SUBJECT_TOKEN)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| Token::new(text).ok())
}
