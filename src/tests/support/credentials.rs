//! Ways to sign in, and what the service tells of them, as messages.

use crate::{
    core::{
        base::{Ask, ProjectId, UtcTime},
        port::{Access, Effect, Msg},
        session::{
            Condition, EntryFailure, Found, Method, Origin, Session, SignIn, SignInState, SignedIn,
            Told, Unusable,
        },
    },
    tests::support::{
        answers::{PROJECT, place},
        script::Script,
    },
};

/// IAM of every script.
pub const IAM: &str = "https://iam.ap-southeast-1.myhuaweicloud.com";
/// User and password.
pub const PASSWORD: Method = Method::Password { passcode: false };
/// Keys that stay.
pub const KEYS: Method = Method::Keys { temporary: false };

/// Credentials of the environment.
pub fn sign_in(method: Method, state: SignInState) -> SignIn {
    SignIn { origin: Origin::OpenStackVariables, method, length: None, expires: None, state }
}

/// Everything is known but the project, and signing in comes first.
pub fn needed(method: Method) -> Session {
    Session {
        iam_endpoint: Some(IAM.to_owned()),
        project: None,
        sign_in: Some(sign_in(method, SignInState::Needed)),
        ..place()
    }
}

/// Calls can be made; nobody has asked yet whose they are.
pub fn unasked(method: Method) -> Session {
    Session {
        iam_endpoint: Some(IAM.to_owned()),
        sign_in: Some(sign_in(method, SignInState::Unasked)),
        ..place()
    }
}

/// What the service tells: the account, the user, the project, and an end in seven hours.
pub fn told(method: Method, account: &str, user: &str) -> Session {
    let expires = UtcTime::parse("2025-10-17T09:10:00Z");
    Session {
        account: Some(account.to_owned()),
        user: Some(user.to_owned()),
        project: ProjectId::typed(PROJECT),
        project_name: Some("ap-southeast-1".to_owned()),
        sign_in: Some(SignIn { expires, ..sign_in(method, SignInState::Accepted) }),
        ..unasked(method)
    }
}

/// Signed in there.
pub fn entry(place: Session) -> Result<Box<SignedIn>, EntryFailure> {
    Ok(Box::new(SignedIn { session: place, projects: None, untold: None }))
}

/// How often an effect signs in.
pub fn sign_ins(effects: &[Effect]) -> usize {
    effects.iter().filter(|effect| matches!(effect, Effect::Access(Access::SignIn { .. }))).count()
}

/// A password in `OS_*`, keys in a section that lacks its secret key, keys of hcloud, a password in
/// a file that others can read, the agency.
pub fn sources() -> Vec<Found> {
    let told = |what, from: &str, shown: &str| Told {
        what,
        from: from.to_owned(),
        shown: shown.to_owned(),
    };
    vec![
        Found {
            origin: Origin::OpenStackVariables,
            automatic: true,
            condition: Condition::Complete(PASSWORD),
            told: vec![
                told("user", "OS_USERNAME", "ops-backup"),
                told("password", "OS_PASSWORD", "16 characters"),
                told("account", "OS_USER_DOMAIN_NAME", "acme-prod"),
                told("project", "OS_PROJECT_NAME", "ap-southeast-1"),
                told("IAM endpoint", "OS_AUTH_URL", "https://iam.ap-southeast-1.myhuaweicloud.com"),
            ],
        },
        Found {
            origin: Origin::SdkFile {
                section: "basic".to_owned(),
                path: "/home/ops/.huaweicloud/credentials".to_owned(),
            },
            automatic: true,
            condition: Condition::Incomplete(vec!["sk".to_owned()]),
            told: vec![told("access key", "ak", "..QXYZ, 20 characters")],
        },
        Found {
            origin: Origin::Hcloud {
                profile: "cli".to_owned(),
                path: "/home/ops/.hcloud/config.json".to_owned(),
            },
            automatic: true,
            condition: Condition::Complete(KEYS),
            told: vec![
                told("access key", "accessKeyId", "..0A1B, 20 characters"),
                told("secret key", "secretAccessKey", "40 characters"),
            ],
        },
        Found {
            origin: Origin::Profile {
                name: "nightly".to_owned(),
                path: "/home/ops/.config/geminidb-backup/config.toml".to_owned(),
            },
            automatic: true,
            condition: Condition::Unusable(Unusable::Exposed {
                path: "/home/ops/.config/geminidb-backup/nightly.password".to_owned(),
                own: true,
            }),
            told: Vec::new(),
        },
        Found {
            origin: Origin::Agency,
            automatic: false,
            condition: Condition::Complete(Method::Agency),
            told: Vec::new(),
        },
    ]
}

impl Script {
    /// The question of the latest sign-in.
    pub fn asked(&self) -> Ask {
        let asked = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Access(Access::SignIn { ask }) => Some(*ask),
            _ => None,
        });
        asked.expect("it has signed in")
    }

    /// The latest sign-in ended.
    pub fn signed_in(&mut self, result: Result<Box<SignedIn>, EntryFailure>) -> Vec<Effect> {
        let ask = self.asked();
        self.feed(Msg::SignedIn { ask, result })
    }
}
