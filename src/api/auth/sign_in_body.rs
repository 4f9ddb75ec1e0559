//! The body of a sign-in (KeystoneCreateUserTokenByPassword). The body holds the password, so the
//! body is wiped on drop.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use zeroize::Zeroizing;

use super::{Named, PasswordLogin};

/// A part of the body. Texts are borrowed, so that no copy of a secret stays behind.
#[derive(Serialize)]
#[serde(untagged)]
enum Part<'a> {
    Text(&'a str),
    List(&'a [&'a str]),
    Fields(Fields<'a>),
}

type Fields<'a> = BTreeMap<&'a str, Part<'a>>;

/// Refers to a user, a domain or a project; a name needs its domain, an ID needs none.
fn reference<'a>(named: &'a Named, domain: Option<&'a Named>) -> Fields<'a> {
    match named {
        Named::Id(id) => Fields::from([("id", Part::Text(id))]),
        Named::Name(name) => {
            let domain = domain.map(|domain| ("domain", Part::Fields(reference(domain, None))));
            [("name", Part::Text(name))].into_iter().chain(domain).collect()
        }
    }
}

fn object<'a>(key: &'a str, fields: Fields<'a>) -> Part<'a> {
    Part::Fields(Fields::from([(key, Part::Fields(fields))]))
}

/// Returns the bytes to send: user, password, the passcode if there is one, and the project as
/// the scope of the token.
pub fn body(login: &PasswordLogin, passcode: Option<&SecretString>) -> Zeroizing<Vec<u8>> {
    let domain = login.domain.as_ref();
    let proof = |key, secret| {
        let mut user = reference(&login.user, domain);
        user.insert(key, Part::Text(secret));
        object("user", user)
    };
    let password = login.password.expose_secret();
    let mut identity = Fields::from([("password", proof("password", password))]);
    let methods: &[&str] = if passcode.is_some() { &["password", "totp"] } else { &["password"] };
    identity.insert("methods", Part::List(methods));
    let passcode = passcode.map(|passcode| passcode.expose_secret().trim());
    identity.extend(passcode.map(|passcode| ("totp", proof("passcode", passcode))));
    let scope = login.project.as_ref().map(|project| {
        let domain = login.project_domain.as_ref().or(domain);
        ("scope", object("project", reference(project, domain)))
    });
    let auth = [("identity", Part::Fields(identity))].into_iter().chain(scope).collect();
    let request = object("auth", auth);
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
