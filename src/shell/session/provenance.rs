//! Region, endpoints and project, each with its provenance. Settings of the operator go first, then
//! the source in use, then values that follow from these, and last the answers of IAM.

use super::OpenSession;
use crate::{
    api::{Bundle, Endpoint},
    core::{
        base::{
            ProjectId, Region,
            regions::{self},
        },
        session::{Origin, Part, SetUp, Traced, Unusable, Whence},
    },
    words,
};

impl OpenSession {
    /// Returns the set-up with the provenance of each value, for `doctor`.
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

    /// Returns why the SDK's variable for the region's endpoint cannot be used, if it is set.
    pub fn spoilt_endpoint(&self) -> Option<Unusable> {
        self.of_sdk_variable(&self.region()?)?.err()
    }

    pub(super) fn region(&self) -> Option<String> {
        self.traced_region().map(|traced| traced.value)
    }

    pub fn endpoint(&self) -> Option<Endpoint> {
        self.traced_endpoint().map(|traced| traced.value)
    }

    pub fn iam_endpoint(&self) -> Option<Endpoint> {
        self.traced_iam_endpoint().map(|traced| traced.value)
    }

    pub(super) fn project(&self) -> Option<ProjectId> {
        self.traced_project().map(|traced| traced.value)
    }

    /// Returns the region. A source's region does not count beside an endpoint of the operator.
    fn traced_region(&self) -> Option<Traced<String>> {
        let of_source = || {
            self.of_source(Part::Region, |bundle| bundle.region.clone())
                .filter(|_| self.overrides.endpoint.is_none())
        };
        given(self.overrides.region.clone()).or_else(of_source).or_else(|| self.usual_region())
    }

    /// Returns the region of a variable or of the configuration file. That region says nothing of
    /// an endpoint that is named, or of another IAM than that of its own cloud: no token of another
    /// cloud follows it to an endpoint of the built-in list.
    fn usual_region(&self) -> Option<Traced<String>> {
        let is_named = self.overrides.endpoint.is_some() || self.source_endpoint().is_some();
        let region = self.usual_region.clone().filter(|_| !is_named)?;
        let of_source = || self.bundle()?.iam_endpoint.clone();
        let known = regions::find(&region.value);
        let trusts = |iam: Endpoint| known.is_some_and(|known| known.trusts(iam.host()));
        let iam = self.overrides.iam_endpoint.clone().or_else(of_source);
        iam.is_none_or(trusts).then_some(region)
    }

    /// Returns the endpoint that the source names. That endpoint belongs to the source's region and
    /// does not count if the operator has chosen another region.
    fn source_endpoint(&self) -> Option<Traced<Endpoint>> {
        let chosen = self.overrides.region.is_some()
            && self.bundle().is_some_and(|bundle| bundle.region != self.overrides.region);
        self.of_source(Part::Endpoint, |bundle| bundle.endpoint.clone()).filter(|_| !chosen)
    }

    /// Returns the region for the token's catalogue and the project's name. The source's region
    /// counts here also beside an endpoint of the operator.
    pub(super) fn home_region(&self) -> Option<String> {
        self.region().or_else(|| self.bundle()?.region.clone())
    }

    /// Returns the endpoint from the operator, the source, the SDK's variable for the region, the
    /// built-in list, or the token's catalogue, in this order.
    fn traced_endpoint(&self) -> Option<Traced<Endpoint>> {
        let listed = || Endpoint::parse(self.signed.as_ref()?.identity.endpoint.as_deref()?).ok();
        self.set_endpoint().or_else(|| Some(Traced::new(listed()?, Whence::Catalogue)))
    }

    /// Returns the region of the built-in list, if the list may complete the source in use. An
    /// OpenStack source, or one that names another IAM, may belong to any cloud, whose regions can
    /// have the same names: the list completes such a source only if the source's own IAM is the
    /// vendor's. No token of another cloud goes to an endpoint of the list,
    /// wherever the region was chosen.
    pub(super) fn built_in(&self, region: &str) -> Option<&'static Region> {
        let known = regions::find(region)?;
        let completes = self.used.as_ref().is_none_or(|used| match &used.bundle.iam_endpoint {
            Some(iam) => known.trusts(iam.host()),
            None => !used.origin.is_of_any_cloud(),
        });
        completes.then_some(known)
    }

    /// Returns whether only an OpenStack source that cannot be used tells which cloud is meant.
    pub fn lacks_its_cloud(&self) -> bool {
        self.used.is_none()
            && self
                .sources
                .iter()
                .any(|source| source.found.automatic && source.found.origin.is_of_any_cloud())
    }

    /// Returns the endpoint that is known without a token's catalogue.
    pub(super) fn set_endpoint(&self) -> Option<Traced<Endpoint>> {
        let of_region = || {
            let region = self.region()?;
            let named = match self.of_sdk_variable(&region) {
                // The variable means another endpoint than the list's, which must not replace it.
                Some(Err(_)) => return None,
                Some(Ok(named)) => Some(named),
                None => None,
            };
            let built_in = || Endpoint::parse(self.built_in(&region)?.geminidb).ok();
            named.or_else(|| Some(Traced::new(built_in()?, Whence::BuiltIn)))
        };
        given(self.overrides.endpoint.clone()).or_else(|| self.source_endpoint()).or_else(of_region)
    }

    /// Reads the SDK's variable for the region, which counts only if the
    /// SDK's variables are in use.
    fn of_sdk_variable(&self, region: &str) -> Option<Result<Traced<Endpoint>, Unusable>> {
        let (name, read) = self.surroundings.sdk_endpoint(region)?;
        let in_use = self.used.as_ref().is_some_and(|used| used.origin == Origin::SdkVariables);
        in_use.then(|| read.map(|endpoint| Traced::new(endpoint, Whence::Variable(name))))
    }

    fn traced_iam_endpoint(&self) -> Option<Traced<Endpoint>> {
        // An endpoint that is not of the built-in list belongs to another cloud, whose tokens the
        // list's IAM must not see.
        let own = self.set_endpoint().is_some_and(|traced| traced.whence != Whence::BuiltIn);
        let built_in =
            || Endpoint::parse(self.built_in(&self.region()?)?.iam).ok().filter(|_| !own);
        given(self.overrides.iam_endpoint.clone())
            .or_else(|| self.of_source(Part::IamEndpoint, |bundle| bundle.iam_endpoint.clone()))
            .or_else(|| Some(Traced::new(built_in()?, Whence::BuiltIn)))
    }

    fn traced_project(&self) -> Option<Traced<ProjectId>> {
        let told =
            || self.signed.as_ref()?.identity.project.as_ref().map(|project| project.id.clone());
        given(self.overrides.project.clone())
            .or_else(|| given(self.picked.clone()))
            .or_else(|| self.of_source(Part::ProjectId, |bundle| bundle.project.clone()))
            .or_else(|| Some(Traced::new(told()?, Whence::Iam)))
    }

    /// Returns a value of the source in use, with the variable or key of the value.
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
