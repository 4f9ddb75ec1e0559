//! Clouds as people write them: one usual cloud, and what can be otherwise about it.

/// A cloud before it is written: what stands beside `auth`, and in it.
#[derive(Clone, Default)]
pub struct Sketch {
    pub name: String,
    pub top: Vec<(&'static str, String)>,
    pub auth: Vec<(&'static str, String)>,
    /// Lines beside `auth`, as they stand.
    pub lines: String,
    /// The cloud's body in `secure.yaml`.
    pub secure: Option<&'static str>,
}

impl Sketch {
    fn usual() -> Self {
        let auth = [
            ("auth_url", "https://iam.other.example/v3"),
            ("username", "ops"),
            ("password", "pw"),
            ("user_domain_name", "acme"),
            ("project_name", "p1"),
            ("project_domain_name", "acme"),
        ];
        let auth = auth.map(|(key, value)| (key, value.to_owned())).to_vec();
        Self { top: vec![("region_name", "r1".to_owned())], auth, ..Self::default() }
    }

    fn without(&mut self, key: &str) -> &mut Self {
        self.top.retain(|(known, _)| *known != key);
        self.auth.retain(|(known, _)| *known != key);
        self
    }

    fn top(&mut self, key: &'static str, value: &str) -> &mut Self {
        self.top.push((key, value.to_owned()));
        self
    }

    fn auth(&mut self, key: &'static str, value: &str) -> &mut Self {
        self.auth.push((key, value.to_owned()));
        self
    }

    pub fn body(&self) -> String {
        let pairs = |pairs: &[(&str, String)], indent: &str| -> String {
            pairs.iter().map(|(key, value)| format!("{indent}{key}: {value}\n")).collect()
        };
        let auth = if self.auth.is_empty() {
            String::new()
        } else {
            format!("    auth:\n{}", pairs(&self.auth, "      "))
        };
        format!("{}{}{auth}", self.lines, pairs(&self.top, "    "))
    }
}

type Change = (&'static str, fn(&mut Sketch) -> &mut Sketch);

/// Where IAM's URL stands, and how.
const URLS: &[Change] = &[
    ("auth-url in auth", |s| {
        s.without("auth_url").auth("auth-url", "https://iam.other.example/v3")
    }),
    ("auth_url beside auth", |s| {
        s.without("auth_url").top("auth_url", "https://iam.other.example/v3")
    }),
    ("auth-url beside auth", |s| {
        s.without("auth_url").top("auth-url", "https://iam.other.example/v3")
    }),
    ("auth_url in both", |s| s.top("auth_url", "https://wrong.example/v3")),
    ("region in the URL", |s| {
        s.without("auth_url").auth("auth_url", "'https://iam.{region_name}.example/v3'")
    }),
    ("region in the URL beside auth", |s| {
        s.without("auth_url").top("auth_url", "'https://iam.{region_name}.example/v3'")
    }),
    ("region in auth-url", |s| {
        s.without("auth_url").auth("auth-url", "'https://iam.{region_name}.example/v3'")
    }),
    ("another placeholder", |s| {
        s.without("auth_url").auth("auth_url", "'https://iam.{zone}.example/v3'")
    }),
    ("no version", |s| s.without("auth_url").auth("auth_url", "https://iam.other.example")),
    ("a path", |s| s.without("auth_url").auth("auth_url", "https://other.example/identity/v3/")),
    ("version 2", |s| s.without("auth_url").auth("auth_url", "https://iam.other.example/v2.0")),
    ("no URL", |s| s.without("auth_url")),
    ("an empty URL in auth", |s| {
        s.without("auth_url").auth("auth_url", "''").top("auth_url", "https://iam.other.example")
    }),
];

/// Who signs in.
const USERS: &[Change] = &[
    ("user_name", |s| s.without("username").auth("user_name", "ops")),
    ("user-name", |s| s.without("username").auth("user-name", "ops")),
    ("username beside auth", |s| s.without("username").top("username", "ops")),
    ("username in both", |s| s.top("username", "other")),
    ("user_id", |s| s.without("username").without("user_domain_name").auth("user_id", "u1")),
    ("user_id and username", |s| s.auth("user_id", "u1")),
    ("password beside auth", |s| s.without("password").top("password", "pw")),
    ("password in both", |s| s.top("password", "other")),
    ("no password", |s| s.without("password")),
    ("user-domain-name", |s| s.without("user_domain_name").auth("user-domain-name", "acme")),
    ("user_domain_name beside auth", |s| {
        s.without("user_domain_name").top("user_domain_name", "acme")
    }),
    ("user_domain_name in both", |s| s.top("user_domain_name", "beside")),
    ("user_domain_id", |s| s.without("user_domain_name").auth("user_domain_id", "d1")),
    ("user_domain_id and its name", |s| s.auth("user_domain_id", "d1")),
    ("domain_name", |s| {
        s.without("user_domain_name").without("project_domain_name").auth("domain_name", "acme")
    }),
    ("domain-name beside auth", |s| {
        s.without("user_domain_name").without("project_domain_name").top("domain-name", "acme")
    }),
    ("domain_id", |s| {
        s.without("user_domain_name").without("project_domain_name").auth("domain_id", "d1")
    }),
    ("default_domain_name", |s| {
        s.without("user_domain_name")
            .without("project_domain_name")
            .auth("default_domain_name", "acme")
    }),
    ("default-domain-id beside auth", |s| {
        s.without("user_domain_name").without("project_domain_name").top("default-domain-id", "d1")
    }),
    ("default_domain_id beside a name", |s| s.auth("default_domain_id", "d1")),
    ("v3password and default_domain_name", |s| {
        s.without("user_domain_name")
            .auth("default_domain_name", "acme")
            .top("auth_type", "v3password")
    }),
];

/// For which project.
const PROJECTS: &[Change] = &[
    ("tenant_name", |s| s.without("project_name").auth("tenant_name", "p1")),
    ("tenant-name beside auth", |s| s.without("project_name").top("tenant-name", "p1")),
    ("tenant_name and project_name", |s| s.auth("tenant_name", "p2")),
    ("project_name in both", |s| s.top("project_name", "beside")),
    ("project_id", |s| {
        s.without("project_name").auth("project_id", "0a1b2c3d4e5f60718293a4b5c6d7e8f9")
    }),
    ("project_id and its name", |s| s.auth("project_id", "0a1b2c3d4e5f60718293a4b5c6d7e8f9")),
    ("tenant-id", |s| {
        s.without("project_name").auth("tenant-id", "0a1b2c3d4e5f60718293a4b5c6d7e8f9")
    }),
    ("project_domain_id", |s| s.auth("project_domain_id", "d2")),
    ("project-domain-name beside auth", |s| {
        s.without("project_domain_name").top("project-domain-name", "other")
    }),
    ("no project", |s| s.without("project_name")),
    ("no project, and domain_name", |s| {
        s.without("project_name").without("user_domain_name").auth("domain_name", "acme")
    }),
];

/// Everything else.
const OTHERS: &[Change] = &[
    ("regions", |s| {
        s.without("region_name").lines = "    regions: [r2, r1]\n".into();
        s
    }),
    ("regions over region_name", |s| {
        s.lines = "    regions: [r2]\n".into();
        s
    }),
    ("a region with a URL", |s| {
        s.lines = "    regions:\n    - name: r2\n      values: {auth: {auth_url: \
            'https://r2.example/v3'}}\n    - r1\n"
            .into();
        s
    }),
    ("a region with a user beside auth", |s| {
        s.lines = "    regions:\n    - {name: r2, values: {user_domain_name: d2}}\n".into();
        s
    }),
    ("a region with a placeholder", |s| {
        s.without("auth_url").auth("auth_url", "'https://{region_name}.example'");
        s.lines = "    regions: [{name: r2}]\n".into();
        s
    }),
    ("several regions in one text", |s| s.without("region_name").top("region_name", "'r2,r1'")),
    ("a list of regions", |s| s.without("region_name").top("region_name", "[r2, r1]")),
    ("region-name", |s| s.without("region_name").top("region-name", "r2")),
    ("the password apart", |s| {
        s.without("password").secure = Some("auth: {password: apart}");
        s
    }),
    ("the password in both files", |s| {
        s.secure = Some("auth: {password: apart}");
        s
    }),
    ("the URL apart", |s| {
        s.without("auth_url").secure = Some("auth: {auth_url: 'https://apart.example/v3'}");
        s
    }),
    ("the URL apart, spelt otherwise", |s| {
        s.secure = Some("auth: {auth-url: 'https://apart.example/v3'}");
        s
    }),
    ("the region apart", |s| {
        s.secure = Some("region_name: apart");
        s
    }),
    ("insecure", |s| s.top("insecure", "true")),
    ("verify: false", |s| s.top("verify", "false")),
    ("insecure: no", |s| s.top("insecure", "no")),
    ("auth_type password", |s| s.top("auth_type", "password")),
    ("auth-type v3password", |s| s.top("auth-type", "v3password")),
    ("a token", |s| {
        s.without("password")
            .without("username")
            .without("user_domain_name")
            .auth("token", "MIItoken")
            .top("auth_type", "token")
    }),
    ("auth_token beside auth", |s| {
        s.without("password")
            .without("username")
            .without("user_domain_name")
            .top("auth_token", "MIItoken")
            .top("auth_type", "v3token")
    }),
    ("token and auth_token", |s| {
        s.without("password")
            .without("username")
            .without("user_domain_name")
            .auth("token", "MIIa")
            .auth("auth_token", "MIIb")
            .top("auth_type", "token")
    }),
    ("a trust", |s| s.auth("trust_id", "t")),
    ("a system scope", |s| s.auth("system_scope", "all")),
    ("a profile", |s| s.top("profile", "otc")),
    ("a number for a password", |s| s.without("password").auth("password", "1234")),
    ("a number with a zero for a password", |s| s.without("password").auth("password", "0123")),
    ("a yes for a password", |s| s.without("password").auth("password", "yes")),
    ("nothing for a project's ID", |s| s.auth("project_id", "~")),
    ("a token without a type", |s| {
        s.without("password")
            .without("username")
            .without("user_domain_name")
            .auth("token", "MIItoken")
    }),
    ("a version of IAM", |s| s.top("identity_api_version", "3")),
    ("an application credential", |s| {
        s.without("username")
            .without("password")
            .auth("application_credential_id", "a")
            .auth("application_credential_secret", "s");
        s.top("auth_type", "v3applicationcredential")
    }),
];

/// All single changes, and all pairs of who with what for, and of the URL with the rest.
pub fn sketches() -> Vec<Sketch> {
    let groups = [URLS, USERS, PROJECTS, OTHERS];
    let mut all = vec![Sketch { name: "usual".to_owned(), ..Sketch::usual() }];
    let mut add = |changes: &[&Change]| {
        let mut sketch = Sketch::usual();
        for (_, change) in changes {
            change(&mut sketch);
        }
        sketch.name = changes.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(" + ");
        all.push(sketch);
    };
    groups.iter().flat_map(|group| group.iter()).for_each(|change| add(&[change]));
    USERS
        .iter()
        .flat_map(|user| PROJECTS.iter().map(move |project| [user, project]))
        .for_each(|pair| add(&pair));
    URLS.iter()
        .flat_map(|url| OTHERS.iter().map(move |other| [url, other]))
        .for_each(|pair| add(&pair));
    all
}
