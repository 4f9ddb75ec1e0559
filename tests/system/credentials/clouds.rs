//! `clouds.yaml` and `secure.yaml`: two files, one source.

use geminidb_backup::{
    api::{Login, Named},
    core::session::credentials::{Method, Origin, Unusable, choice::Choice},
    words,
};
use secrecy::ExposeSecret;

use crate::credentials::host::{Host, secret_key, unusable};

const CLOUDS: &str = "home/.config/openstack/clouds.yaml";
const SECURE: &str = "home/.config/openstack/secure.yaml";

fn password(host: &Host, handle: &str) -> String {
    match host.bundle(handle).login {
        Login::Password(login) => login.password.expose_secret().to_owned(),
        other => panic!("{other:?}"),
    }
}

const WITHOUT: &str = "clouds:\n  prod:\n    auth:\n      auth_url: \
    https://iam.example/v3/\n      username: ops\n      user_domain_name: acme\n      \
    project_name: eu-west-101\n      project_domain_name: other\n";
const APART: &str = "clouds:\n  prod:\n    auth:\n      password: 0123\n";

#[test]
fn the_secret_may_stand_apart_and_then_only_its_file_must_be_private() {
    let mut host = Host::new();
    host.set("OS_CLOUD", "prod").file_with_mode(CLOUDS, WITHOUT, 0o644).file(SECURE, APART);
    assert_eq!(password(&host, "cloud:prod"), "0123", "as it is written, not as the number 83");
    let Login::Password(login) = host.bundle("cloud:prod").login else { panic!("password") };
    assert_eq!(login.project, Some(Named::Name("eu-west-101".into())));
    assert_eq!(login.project_domain, Some(Named::Name("other".into())));
    assert_eq!(
        host.bundle("cloud:prod").iam_endpoint.expect("IAM").to_string(),
        "https://iam.example"
    );
    host.file_with_mode(SECURE, APART, 0o604);
    assert!(
        host.refusal("cloud:prod").contains("chmod 600 /")
            && host.refusal("cloud:prod").contains("secure.yaml")
    );
    host.file(SECURE, APART).file_with_mode(
        CLOUDS,
        format!("{WITHOUT}      password: old\n"),
        0o640,
    );
    assert!(
        host.refusal("cloud:prod").contains("clouds.yaml"),
        "a secret that is not used is exposed all the same"
    );
    host.file(CLOUDS, format!("{WITHOUT}      password: old\n"));
    assert_eq!(password(&host, "cloud:prod"), "0123", "what stands apart wins");
}

#[test]
fn the_first_file_counts_and_a_variable_names_another() {
    let mut host = Host::new();
    let cloud = |secret: &str| {
        format!("clouds:\n  c:\n    auth: {{ak: AK, sk: {secret}, auth_url: https://i}}\n")
    };
    host.file("etc/openstack/clouds.yaml", cloud("etc"));
    assert_eq!(secret_key(&host.bundle("cloud:c")), "etc");
    host.file("home/.config/openstack/clouds.yml", cloud("home"));
    assert_eq!(secret_key(&host.bundle("cloud:c")), "home");
    host.file("work/clouds.yaml", cloud("work"));
    assert_eq!(secret_key(&host.bundle("cloud:c")), "work");
    host.file("work/other.yaml", cloud("other")).set("OS_CLIENT_CONFIG_FILE", "other.yaml");
    assert_eq!(secret_key(&host.bundle("cloud:c")), "other");
    host.set("OS_CLIENT_CONFIG_FILE", "missing.yaml").set("OS_CLOUD", "c");
    let (choice, sentence, _) = host.choice(Some("cloud:c"));
    assert!(
        matches!(choice, Choice::Refused(_))
            && sentence.contains("missing.yaml cannot be read: there is no such file"),
        "{sentence}"
    );
}

#[test]
fn a_cloud_is_used_by_itself_only_if_os_cloud_names_it() {
    let mut host = Host::new();
    host.file(
        CLOUDS,
        "clouds:\n  a:\n    auth: {token: MIIa, auth_url: \
        https://i}\n  b:\n    auth: {token: MIIb, auth_url: https://i}\n",
    );
    assert_eq!(host.choice(None).0, Choice::Nothing);
    assert!(
        host.choice(None).1.contains("--profile would take cloud:a, cloud:b or agency"),
        "{}",
        host.choice(None).1
    );
    assert!(matches!(host.choice(Some("b")).0, Choice::Use(_)));
    host.set("OS_CLOUD", "b");
    let (choice, _, gathered) = host.choice(None);
    let Choice::Use(n) = choice else { panic!("{choice:?}") };
    assert_eq!(gathered.sources[n].found.origin.handle().as_deref(), Some("cloud:b"));
    host.set("OS_CLOUD", "none");
    assert!(
        host.choice(None).1.contains("OS_CLOUD: it names a cloud that no clouds.yaml has"),
        "{}",
        host.choice(None).1
    );
}

#[test]
fn certificates_are_always_verified() {
    for line in ["verify: false", "verify: no", "insecure: true", "insecure: 1", "verify: 'False'"]
    {
        let mut host = Host::new();
        host.file(CLOUDS, format!("clouds:\n  c:\n    {line}\n    auth: {{token: MII}}\n"));
        let place = line.split(':').next().expect("a key").to_owned();
        assert_eq!(
            unusable(&host.source("cloud:c").found),
            &Unusable::Insecure { place },
            "{line}"
        );
    }
    let mut host = Host::new();
    host.file(
        CLOUDS,
        "clouds:\n  c:\n    verify: true\n    insecure: false\n    cacert: /ca.pem\n    auth: \
            {token: MII, auth_url: https://i}\n",
    );
    let told: Vec<String> =
        host.source("cloud:c").found.told.iter().map(words::session::credentials::told).collect();
    assert!(
        host.source("cloud:c").bundle.is_some()
            && told.iter().any(|line| line.contains("/ca.pem (not taken")),
        "{told:?}"
    );
}

#[test]
fn anchors_merges_nulls_and_unknown_keys_are_read_as_openstack_reads_them() {
    let mut host = Host::new();
    host.file(
        CLOUDS,
        "\u{feff}x-base: &base\r\n  region_name: r-1\r\n  auth_type: v3totp\r\n\
            client: {force_ipv4: true}\r\nclouds:\r\n  empty:\r\n  c:\r\n    \
         <<: *base\r\n    identity_api_version: 3\r\n    regions: [a, b]\r\n    auth:\r\n      \
         username: u\r\n      user_id: ~\r\n      \
         domain_name: d\r\n      project_name: p\r\n      auth_url: https://i/v3\r\n      \
         password: \"#p\"\r\n",
    );
    assert_eq!(host.source("cloud:c").found.method(), Some(Method::Password { passcode: true }));
    assert_eq!(
        (password(&host, "cloud:c").as_str(), host.bundle("cloud:c").region.as_deref()),
        ("#p", Some("a"))
    );
    assert!(
        host.refusal("cloud:empty").contains(
            "lacks auth.token and auth.auth_url, or auth.access_key, auth.secret_key and"
        ),
        "{}",
        host.refusal("cloud:empty")
    );
}

#[test]
fn what_another_file_would_complete_is_refused() {
    for key in ["profile", "cloud"] {
        let mut host = Host::new();
        host.file(
            CLOUDS,
            format!(
                "clouds:\n  c:\n    {key}: otc\n    auth: {{token: MII, auth_url: https://i}}\n"
            ),
        );
        assert!(
            host.refusal("cloud:c").contains(&format!("a vendor profile ({key}); write out")),
            "{}",
            host.refusal("cloud:c")
        );
    }
}

/// One cloud of `clouds.yaml`, its body as lines below its name.
fn cloud(body: &str) -> Host {
    let mut host = Host::new();
    let body: String = body.lines().map(|line| format!("    {line}\n")).collect();
    host.file(CLOUDS, format!("clouds:\n  c:\n{body}"));
    host
}

fn iam(host: &Host) -> String {
    host.bundle("cloud:c").iam_endpoint.expect("IAM").to_string()
}

const REST: &str = "username: u, password: p, user_domain_name: d, project_name: p";

#[test]
fn keys_stand_where_openstacks_reader_finds_them() {
    let url = "https://iam.other.example";
    for body in [
        format!("auth: {{auth-url: {url}/v3, {REST}}}"),
        format!("auth_url: {url}/v3\nauth: {{{REST}}}"),
        format!("auth-url: {url}\nusername: u\npassword: p\nuser-domain-name: d\nproject-name: p"),
        format!(
            "region_name: other\nauth: {{auth_url: 'https://iam.{{region_name}}.example/v3/', \
                {REST}}}"
        ),
        format!(
            "regions:\n- name: other\n  values: {{auth: {{auth_url: {url}}}}}\n- x\nauth: \
                {{auth_url: https://wrong, {REST}}}"
        ),
    ] {
        assert_eq!(iam(&cloud(&body)), url, "{body}");
    }
    let host =
        cloud("auth: {auth_url: https://i, username: u, password: p, default_domain_name: d}");
    let Login::Password(login) = host.bundle("cloud:c").login else { panic!("password") };
    assert_eq!(
        (login.domain, login.project_domain),
        (Some(Named::Name("d".into())), Some(Named::Name("d".into())))
    );
    let host = cloud(&format!(
        "user_domain_name: beside\nusername: beside\nauth: {{auth_url: https://i, {REST}}}"
    ));
    let Login::Password(login) = host.bundle("cloud:c").login else { panic!("password") };
    let said = "a domain counts beside auth before in it, a user in auth before beside it";
    assert_eq!(
        (login.user, login.domain),
        (Named::Name("u".into()), Some(Named::Name("beside".into()))),
        "{said}"
    );
    let host = cloud(&format!("region_name: a,b\nauth: {{auth_url: https://i, {REST}}}"));
    assert_eq!(host.bundle("cloud:c").region.as_deref(), Some("a"));
}

#[test]
fn what_openstacks_reader_would_take_for_another_sign_in_is_refused() {
    for (body, said) in [
        (format!("auth: {{auth_url: https://i/v2.0, {REST}}}"), "auth.auth_url: only version 3"),
        (
            format!(
                "identity_api_version: 2\nauth: {{auth_url: https://i, \
            {REST}}}"
            ),
            "identity_api_version: only version 3",
        ),
        (format!("auth: {{auth_url: https://i, trust_id: t, {REST}}}"), "a trust (auth.trust_id)"),
        (format!("auth: {{auth_url: https://i, system_scope: all, {REST}}}"), "auth.system_scope"),
        (
            "auth: {auth_url: https://i, application_credential_id: a, \
            application_credential_secret: s}"
                .into(),
            "an application credential",
        ),
        (
            format!("auth: {{auth_url: https://i, auth-url: https://j, {REST}}}"),
            "auth.auth-url: the same key is there with - and with _",
        ),
        (
            format!(
                "auth_url: 'https://{{region_name}}.example'\nregion_name: r\nauth: {{{REST}}}"
            ),
            "auth_url: it holds a placeholder",
        ),
        (
            format!("auth: {{auth_url: 'https://{{zone}}.example', {REST}}}"),
            "auth.auth_url: it holds a placeholder",
        ),
        (format!("auth: {{{REST}}}"), "lacks auth.auth_url"),
        (
            "auth: {auth_url: https://i, username: u, password: p, domain_name: \
            d}"
            .into(),
            "lacks auth.user_domain_name",
        ),
        (
            format!(
                "<<: {{}}\n<<: {{}}\nauth: {{auth_url: https://i, \
            {REST}}}"
            ),
            "clouds.yaml: line ",
        ),
    ] {
        let host = cloud(&body);
        let source = host
            .gather()
            .sources
            .into_iter()
            .find(|source| matches!(source.found.origin, Origin::Cloud { .. }))
            .expect("it");
        assert!(source.bundle.is_none(), "{body}");
        let line = words::session::credentials::line(&source.found);
        assert!(line.contains(said), "{body}: {line}");
    }
}

#[test]
fn a_cloud_may_stand_in_the_file_of_secrets_alone() {
    let mut host = Host::new();
    host.file(SECURE, format!("clouds: {{c: {{auth: {{auth_url: https://i, {REST}}}}}}}"));
    assert_eq!(iam(&host), "https://i");
}

#[test]
fn odd_files_are_refused_with_a_place_and_cost_no_time() {
    let bomb: String = (1..40)
        .map(|n| {
            format!("x{n}: &x{n} [*x{0}, *x{0}, *x{0}, *x{0}, *x{0}, *x{0}, *x{0}, *x{0}]\n", n - 1)
        })
        .collect();
    for content in [
        format!("x0: &x0 [lol]\n{bomb}clouds: *x39\n"),
        "[".repeat(100_000),
        "clouds: [a]\n".to_owned(),
        "clouds:\n  c:\n    auth: {token: A, token: B}\n".to_owned(),
        "- a\n".to_owned(),
        "a\0b".to_owned(),
    ] {
        let mut host = Host::new();
        host.set("OS_CLOUD", "c").file(CLOUDS, &content);
        let said = host.choice(Some("cloud:c")).1;
        assert!(
            said.contains("clouds.yaml: line ")
                || said.contains("clouds.yaml: it does not have the expected form"),
            "{said}"
        );
    }
    for empty in ["", "\n# nothing\n", "clouds:\n", "{}"] {
        let mut host = Host::new();
        host.file(CLOUDS, empty);
        assert_eq!(host.gather().sources.len(), 1, "{empty:?}");
    }
}
