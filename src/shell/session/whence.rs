//! Region, endpoints and project, each with where it comes from. The operator's own words come
//! first, then what the source in use says, then what follows from these, and last what the service
//! has told.

use super::{Session, Used};
use crate::{
    api::{Bundle, Endpoint},
    core::{
        base::{
            ids::ProjectId,
            regions::{self, Region},
        },
        session::{
            credentials::{Origin, Unusable, part::Part},
            doctor::{SetUp, Traced, Whence},
        },
    },
    words,
};

impl Session {
    /// Where calls go, with the origin of each value, for `doctor`.
    pub fn set_up(&self) -> SetUp {
        let url = |traced: Traced<Endpoint>| traced.map(|endpoint| endpoint.to_string());
        SetUp {
            region: self.traced_region(),
            endpoint: self.traced_endpoint().map(url),
            iam_endpoint: self.traced_iam_endpoint().map(url),
            project: self.traced_project(),
            project_name: self.of_source(Part::Project, |bundle| bundle.project_name.clone()),
            method: self.used.as_ref().map(|used| used.method),
        }
    }

    /// Why the SDK's variable for the endpoint of the region is not used, if it
    /// is there and cannot be.
    pub fn spoilt_endpoint(&self) -> Option<Unusable> {
        self.of_sdk_variable(&self.region()?)?.err()
    }

    pub(super) fn region(&self) -> Option<String> {
        self.traced_region().map(|traced| traced.value)
    }

    pub(in crate::shell) fn endpoint(&self) -> Option<Endpoint> {
        self.traced_endpoint().map(|traced| traced.value)
    }

    pub(in crate::shell) fn iam_endpoint(&self) -> Option<Endpoint> {
        self.traced_iam_endpoint().map(|traced| traced.value)
    }

    pub(super) fn project(&self) -> Option<ProjectId> {
        self.traced_project().map(|traced| traced.value)
    }

    /// An endpoint of one's own belongs to no region of a source.
    fn traced_region(&self) -> Option<Traced<String>> {
        let of_source = || {
            self.of_source(Part::Region, |bundle| bundle.region.clone())
                .filter(|_| self.given.endpoint.is_none())
        };
        given(self.given.region.clone()).or_else(of_source)
    }

    /// The endpoint that the source names. It is that of the source's region: where the operator
    /// has chosen another one, it does not count.
    fn source_endpoint(&self) -> Option<Traced<Endpoint>> {
        let chosen = self.given.region.is_some()
            && self.bundle().is_some_and(|bundle| bundle.region != self.given.region);
        self.of_source(Part::Endpoint, |bundle| bundle.endpoint.clone()).filter(|_| !chosen)
    }

    /// The region that a token's catalogue and the project's name go by: also the source's own for
    /// an endpoint of the operator's own.
    pub(super) fn home_region(&self) -> Option<String> {
        self.region().or_else(|| self.bundle()?.region.clone())
    }

    /// The operator's own words, the source's, the SDK's variable for the region, the built-in
    /// list, and where none of these tells, the catalogue of the token.
    fn traced_endpoint(&self) -> Option<Traced<Endpoint>> {
        self.set_endpoint().or_else(|| self.listed_endpoint())
    }

    /// The region of this ID, if the built-in list may complete what the source in use leaves open.
    /// An OpenStack source may be any operator's, whose regions can have the same names: the list
    /// completes one only if its own IAM is the vendor's. Wherever the region was chosen, another
    /// cloud's token goes to no endpoint of the list.
    pub(super) fn built_in(&self, region: &str) -> Option<&'static Region> {
        let known = regions::find(region)?;
        let own_iam = |used: &Used| {
            used.bundle.iam_endpoint.as_ref().is_some_and(|iam| known.trusts(iam.host()))
        };
        let completes =
            self.used.as_ref().is_none_or(|used| !used.origin.is_of_any_cloud() || own_iam(used));
        completes.then_some(known)
    }

    /// Returns whether nothing but an OpenStack source that cannot be used
    /// says which cloud is meant.
    pub(in crate::shell) fn lacks_its_cloud(&self) -> bool {
        self.used.is_none()
            && self
                .sources
                .iter()
                .any(|source| source.found.automatic && source.found.origin.is_of_any_cloud())
    }

    fn set_endpoint(&self) -> Option<Traced<Endpoint>> {
        let of_region = || {
            let region = self.region()?;
            let named = match self.of_sdk_variable(&region) {
                // What was meant is not known, so nothing is taken in its place.
                Some(Err(_)) => return None,
                Some(Ok(named)) => Some(named),
                None => None,
            };
            let built_in = || Endpoint::parse(self.built_in(&region)?.geminidb).ok();
            named.or_else(|| Some(Traced::new(built_in()?, Whence::BuiltIn)))
        };
        given(self.given.endpoint.clone()).or_else(|| self.source_endpoint()).or_else(of_region)
    }

    fn listed_endpoint(&self) -> Option<Traced<Endpoint>> {
        let listed = Endpoint::parse(self.signed.as_ref()?.identity.endpoint.as_deref()?).ok()?;
        Some(Traced::new(listed, Whence::Catalogue))
    }

    /// The endpoint is known without asking a token's catalogue.
    pub(super) fn has_set_endpoint(&self) -> bool {
        self.set_endpoint().is_some()
    }

    /// The SDK's variable for the region belongs to the SDK's other variables.
    fn of_sdk_variable(&self, region: &str) -> Option<Result<Traced<Endpoint>, Unusable>> {
        let (name, read) = self.surroundings.sdk_endpoint(region)?;
        let in_use = self.used.as_ref().is_some_and(|used| used.origin == Origin::SdkVariables);
        in_use.then(|| read.map(|endpoint| Traced::new(endpoint, Whence::Variable(name))))
    }

    fn traced_iam_endpoint(&self) -> Option<Traced<Endpoint>> {
        // An endpoint that does not follow from the built-in list is another cloud's: the region's
        // IAM has nothing to do with it, and must not see its tokens.
        let own = self.set_endpoint().is_some_and(|traced| traced.whence != Whence::BuiltIn);
        let built_in =
            || Endpoint::parse(self.built_in(&self.region()?)?.iam).ok().filter(|_| !own);
        given(self.given.iam_endpoint.clone())
            .or_else(|| self.of_source(Part::IamEndpoint, |bundle| bundle.iam_endpoint.clone()))
            .or_else(|| Some(Traced::new(built_in()?, Whence::BuiltIn)))
    }

    fn traced_project(&self) -> Option<Traced<ProjectId>> {
        let told =
            || self.signed.as_ref()?.identity.project.as_ref().map(|project| project.id.clone());
        given(self.given.project.clone())
            .or_else(|| given(self.picked.clone()))
            .or_else(|| self.of_source(Part::ProjectId, |bundle| bundle.project.clone()))
            .or_else(|| Some(Traced::new(told()?, Whence::Iam)))
    }

    /// A value of the source in use, with the variable or key that it stands in there.
    fn of_source<T>(&self, part: Part, value: impl Fn(&Bundle) -> Option<T>) -> Option<Traced<T>> {
        let used = self.used.as_ref()?;
        let value = value(&used.bundle)?;
        let found = self
            .sources
            .iter()
            .map(|source| &source.found)
            .find(|found| found.origin == used.origin);
        let told = found.and_then(|found| {
            found.told.iter().find(|told| told.what == words::session::credentials::part(part))
        });
        let key = told.map(|told| told.from.clone());
        Some(Traced::new(value, Whence::Source { origin: used.origin.clone(), key }))
    }
}

fn given<T>(value: Option<T>) -> Option<Traced<T>> {
    value.map(|value| Traced::new(value, Whence::Given))
}
