//! The body of a sign-in (KeystoneCreateUserTokenByPassword). The body holds the password, so the
//! body is wiped on drop.

use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use zeroize::Zeroizing;

use super::login::{Named, PasswordLogin};

#[derive(Serialize)]
struct Request<'a> {
    auth: AuthPart<'a>,
}

#[derive(Serialize)]
struct AuthPart<'a> {
    identity: Identity<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<Scope<'a>>,
}

#[derive(Serialize)]
struct Identity<'a> {
    methods: &'a [&'static str],
    password: Proof<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    totp: Option<Proof<'a>>,
}

#[derive(Serialize)]
struct Proof<'a> {
    user: User<'a>,
}

#[derive(Serialize)]
struct User<'a> {
    #[serde(flatten)]
    who: Reference<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    passcode: Option<&'a str>,
}

#[derive(Serialize)]
struct Scope<'a> {
    project: Reference<'a>,
}

/// A user, a domain or a project by its ID, or by its name and domain.
#[derive(Serialize, Default)]
struct Reference<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    domain: Option<Box<Self>>,
}

impl<'a> Reference<'a> {
    /// Refers to `named`; a name needs its domain, an ID needs none.
    fn to(named: &'a Named, domain: Option<&'a Named>) -> Self {
        match named {
            Named::Id(id) => Self { id: Some(id), ..Self::default() },
            Named::Name(name) => Self {
                name: Some(name),
                domain: domain.map(|domain| Box::new(Self::to(domain, None))),
                id: None,
            },
        }
    }
}

/// Returns the bytes to send: user, password, the passcode if there is one, and the project as
/// the scope of the token.
pub fn body(login: &PasswordLogin, passcode: Option<&SecretString>) -> Zeroizing<Vec<u8>> {
    let domain = login.domain.as_ref();
    let user = || Reference::to(&login.user, domain);
    let (password, passcode) =
        (login.password.expose_secret(), passcode.map(ExposeSecret::expose_secret));
    let methods: &[&str] = if passcode.is_some() { &["password", "totp"] } else { &["password"] };
    let scope = login.project.as_ref().map(|project| Scope {
        project: Reference::to(project, login.project_domain.as_ref().or(domain)),
    });
    let request = Request {
        auth: AuthPart {
            identity: Identity {
                methods,
                password: Proof {
                    user: User { who: user(), password: Some(password), passcode: None },
                },
                totp: passcode.map(|passcode| Proof {
                    user: User { who: user(), password: None, passcode: Some(passcode.trim()) },
                }),
            },
            scope,
        },
    };
    // Room for all bytes from the start: a buffer that grows leaves copies behind. An escaped
    // character takes six bytes.
    let mut bytes = Zeroizing::new(Vec::with_capacity(4096 + 6 * password.len()));
    // Writing texts into memory cannot fail.
    let _ = serde_json::to_writer(&mut *bytes, &request);
    bytes
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn login(project: Option<Named>) -> PasswordLogin {
        let (user, domain) = (Named::Name("ops".into()), Some(Named::Name("acme".into())));
        PasswordLogin {
            user,
            domain,
            password: SecretString::from("p\"w\\ü"),
            passcode: false,
            project,
            project_domain: None,
        }
    }

    fn sent(login: &PasswordLogin, passcode: Option<&str>) -> Value {
        serde_json::from_slice(&body(login, passcode.map(SecretString::from).as_ref())).unwrap()
    }

    #[test]
    fn a_password_is_sent_with_account_project_and_the_projects_domain() {
        let user = json!({"name": "ops", "domain": {"name": "acme"}, "password": "p\"w\\ü"});
        let want = |scope: Value| {
            let identity = json!({"methods": ["password"], "password": {"user": user}});
            json!({"auth": {"identity": identity, "scope": scope}})
        };
        let by_name = login(Some(Named::Name("eu-west-101".into())));
        assert_eq!(
            sent(&by_name, None),
            want(json!({"project": {"name": "eu-west-101", "domain": {"name": "acme"}}}))
        );
        let elsewhere = PasswordLogin { project_domain: Some(Named::Id("d1".into())), ..by_name };
        assert_eq!(
            sent(&elsewhere, None),
            want(json!({"project": {"name": "eu-west-101", "domain": {"id": "d1"}}}))
        );
        assert_eq!(
            sent(&login(Some(Named::Id("p1".into()))), None),
            want(json!({"project": {"id": "p1"}}))
        );
        assert_eq!(sent(&login(None), None)["auth"].get("scope"), None);
    }

    #[test]
    fn a_passcode_is_a_second_method_of_the_same_user() {
        let by_id = PasswordLogin { user: Named::Id("u1".into()), ..login(None) };
        let identity = &sent(&by_id, Some(" 123456 "))["auth"]["identity"];
        assert_eq!(identity["methods"], json!(["password", "totp"]));
        assert_eq!(identity["password"], json!({"user": {"id": "u1", "password": "p\"w\\ü"}}));
        assert_eq!(identity["totp"], json!({"user": {"id": "u1", "passcode": "123456"}}));
    }
}
