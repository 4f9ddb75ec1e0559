//! IAM: a token for a password, what a token is good for, and the projects (fact sheet 8a). Any
//! OpenStack Keystone answers the same calls; where the two differ, the comment says so.
//!
//! No call here is repeated: five wrong passwords lock a user, and a person waits for the answer.
//! One sign-in is one POST on a connection of its own, which no layer below sends twice (see
//! `create`).

use std::{collections::HashSet, sync::Arc};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use reqwest::{RequestBuilder, Url};
use secrecy::SecretString;

use super::{
    access::{Access, Auth},
    body::{self, LIST_LIMIT, OTHER_LIMIT},
    endpoint::Endpoint,
    exchange::Exchange,
    login::PasswordLogin,
    network::NetworkOptions,
    reads::refuses_access,
    sign_in,
    signing::{self, Unproved},
    token::Token,
    token_body::{Described, ProjectList},
    transport::{Limits, Transport},
    wire::Object,
};
use crate::core::{
    base::{
        call::{self, BodyTrouble, CallFailure},
        whole::Incomplete,
    },
    session::identity::{Identity, Project, SignInFailure},
};

/// Pages of projects that are read at most.
const MOST_PAGES: usize = 100;

const SUBJECT_TOKEN: HeaderName = HeaderName::from_static("x-subject-token");

/// Keystone hands this out with a 401 when the password was right and another proof is wanted.
const RECEIPT: &str = "openstack-auth-receipt";

/// IAM at one endpoint; clones are cheap. Nothing is built or connected before the first call.
#[derive(Clone)]
pub struct Iam {
    transport: Arc<Transport>,
}

#[derive(Debug, Clone)]
pub struct SignedIn {
    pub token: Token,
    /// What IAM says of it.
    pub identity: Identity,
}

impl std::fmt::Debug for Iam {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Iam")
            .field("endpoint", &self.transport.endpoint.to_string())
            .finish_non_exhaustive()
    }
}

impl Iam {
    /// IAM at `endpoint`, which may have a path prefix and may end in `/v3` or not.
    pub fn new(endpoint: Endpoint, network: NetworkOptions) -> Self {
        Self::with_limits(endpoint, network, Limits::default())
    }

    /// With limits of one's own; `read` is the one that counts here.
    pub fn with_limits(endpoint: Endpoint, network: NetworkOptions, limits: Limits) -> Self {
        Self { transport: Arc::new(Transport::new(endpoint, network, limits)) }
    }

    pub fn endpoint(&self) -> &Endpoint {
        &self.transport.endpoint
    }

    /// Signs in, with one POST. With a `region` the answer brings the catalogue
    /// too, and GeminiDB's endpoint there.
    ///
    /// # Errors
    /// [`SignInFailure::PasscodeNeeded`], also without a call if the login says so and there is
    /// none; what IAM refused, or why there is no usable answer.
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
        let url = self.url(&["auth", "tokens"], catalog(region)).map_err(SignInFailure::Call)?;
        let body = Bytes::from_owner(sign_in::body(login, passcode));
        let client = self.transport.one_shot().await.map_err(not_sent)?;
        let request = client
            .post(url)
            .header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .body(body);
        let exchange = self.exchange(request, OTHER_LIMIT).await.map_err(SignInFailure::Call)?;
        if exchange.head.status == 401 && passcode.is_none() && wants_passcode(&exchange) {
            return Err(SignInFailure::PasscodeNeeded);
        }
        let token = subject_token(&exchange.headers);
        let (head, bytes) = exchange.accept().map_err(SignInFailure::Call)?;
        let described = body::json::<Object<Described>>(&bytes, &held.mask());
        let Object(described) = described
            .map_err(|trouble| SignInFailure::Call(CallFailure::Unreadable(head, trouble)))?;
        let identity = described
            .unwrap_or_default()
            .identity(region)
            .ok_or(SignInFailure::Missing("token"))?;
        Ok(SignedIn { token: token.ok_or(SignInFailure::Missing("X-Subject-Token"))?, identity })
    }

    /// What IAM says of a token, asked with the token itself; with a
    /// `region`, also GeminiDB's endpoint there.
    ///
    /// # Errors
    /// As every call; not every user may ask this.
    pub async fn show(&self, token: &Token, region: Option<&str>) -> Result<Identity, CallFailure> {
        let mut request =
            self.get(&["auth", "tokens"], catalog(region), &Auth::Token(token.clone())).await?;
        if let Some(value) = token.header() {
            request = request.header(SUBJECT_TOKEN, value);
        }
        let (head, bytes) = self.exchange(request, OTHER_LIMIT).await?.accept()?;
        let described =
            body::json::<Object<Described>>(&bytes, &self.transport.network.held.mask());
        let Object(described) =
            described.map_err(|trouble| CallFailure::Unreadable(head.clone(), trouble))?;
        let missing = || CallFailure::Unreadable(head, BodyTrouble::Missing("token".into()));
        described.unwrap_or_default().identity(region).ok_or_else(missing)
    }

    /// The projects of the account, or those of exactly this name.
    ///
    /// # Errors
    /// As every call.
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

    /// The same on behalf of an access that others call with too: keys are tried by one call at a
    /// time until they have been accepted once, and after a refusal by none.
    ///
    /// # Errors
    /// As every call; what ended the access.
    pub async fn projects_of(
        &self,
        access: &Access,
        name: Option<&str>,
    ) -> Result<Vec<Project>, CallFailure> {
        let lease = access.lease(0).await?;
        let listed = self.projects(&lease.auth, name).await;
        match &listed {
            Err(refusal) if refuses_access(refusal) => access.doubt(&lease, refusal),
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
            let (head, bytes) = self.exchange(request, LIST_LIMIT).await?.accept()?;
            let list =
                body::json::<Object<ProjectList>>(&bytes, &self.transport.network.held.mask());
            let Object(list) =
                list.map_err(|trouble| CallFailure::Unreadable(head.clone(), trouble))?;
            let list = list.unwrap_or_default();
            let following = list.next_query();
            let missing = || CallFailure::Unreadable(head, BodyTrouble::Missing("projects".into()));
            let page = list.projects(name).ok_or_else(missing)?;
            all.extend(page.into_iter().filter(|project| seen.insert(project.id.clone())));
            // What leads to itself leads nowhere.
            if following.is_none() || following == next {
                return Ok(all);
            }
            next = following;
        }
        Err(CallFailure::Incomplete(Incomplete::TooLong(all.len())))
    }

    /// A read with proof. A signature for IAM names no project: IAM is not of a region.
    async fn get(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
        auth: &Auth,
    ) -> Result<RequestBuilder, CallFailure> {
        let misconfigured = |words: &str| CallFailure::NotSent(self.transport.misconfigured(words));
        let mut url = self.url(path, query)?;
        let call =
            Unproved { method: "GET", url: &mut url, project: None, content_type: None, body: b"" };
        let headers =
            signing::prove(auth, call, &self.transport.network.held).map_err(misconfigured)?;
        let client = self.transport.one_shot().await.map_err(CallFailure::NotSent)?;
        Ok(client.get(url).headers(headers))
    }

    async fn exchange(&self, request: RequestBuilder, limit: u64) -> Result<Exchange, CallFailure> {
        let limits = self.transport.limits;
        let exchange = self
            .transport
            .exchange(request, limit, limits.connect.saturating_add(limits.read))
            .await?;
        // A token is held before any text of the answer that brings it is read.
        subject_token(&exchange.headers)
            .iter()
            .for_each(|token| exchange.held.hold(token.secret()));
        Ok(exchange)
    }

    fn url(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Url, CallFailure> {
        let endpoint = &self.transport.endpoint;
        let version: &[&str] = if endpoint.ends_in("v3") { &[] } else { &["v3"] };
        let url = endpoint.url(&[version, path].concat(), query);
        url.map_err(|error| CallFailure::NotSent(self.transport.misconfigured(&error.to_string())))
    }
}

/// Without a region nobody asks for the catalogue, which is large.
const fn catalog(region: Option<&str>) -> &'static [(&'static str, &'static str)] {
    match region {
        Some(_) => &[],
        None => &[("nocatalog", "true")],
    }
}

fn not_sent(obstacle: call::Obstacle) -> SignInFailure {
    SignInFailure::Call(CallFailure::NotSent(obstacle))
}

/// Keystone says it with a receipt. IAM documents no code for it, so its words are looked at: a
/// wrong guess costs no more than a field for the passcode that comes up.
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
