//! Clouds and keys as the OpenStack SDK and the vendor's SDK read them: over many files and sets of
//! variables this program reads the same values as these two, or refuses in a sentence.
//!
//! `GEMINIDB_OPENSTACK_PYTHON` names the interpreter that has `openstacksdk` and
//! `huaweicloudsdkcore`; otherwise it is `python3`. Without Python or without the packages the
//! tests say `SKIPPED:` and why.

use std::{env, io::Write as _, process::Command};

use geminidb_backup::{
    api::{Bundle, Login, Named, Token},
    core::session::credentials::Origin,
    shell::session::credentials::Source,
    words,
};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::{
    credentials::host::Host,
    support::sketch::{Sketch, sketches},
};

/// The script ends so if a package is not installed.
const NOT_INSTALLED: i32 = 3;

/// Where this program reads something else on purpose, by the name of the change, and why.
const INTENDED: &[(&str, &str)] = &[
    (
        "a number with a zero for a password",
        "taken as it is written; the SDK sends 83, which nobody chose",
    ),
    ("a yes for a password", "taken as it is written; the SDK cannot send a truth value"),
    ("nothing for a project's ID", "the same as none; the SDK takes the word None for the ID"),
    (
        "a token without a type",
        "a token is one, as for the openstack client; the SDK's own reader wants auth_type: token",
    ),
];

/// A case: what the script is told, the host that has it, and the source that is meant.
struct Case {
    name: String,
    told: Value,
    source: Option<Source>,
    /// Its files are there as long as it is.
    _host: Host,
}

fn of_files(sketch: &Sketch) -> Case {
    let mut host = Host::new();
    let cloud = |body: &str| format!("clouds:\n  c:\n{body}");
    host.file("work/clouds.yaml", cloud(&sketch.body()));
    let mut secure = Vec::new();
    if let Some(body) = sketch.secure {
        host.file("work/secure.yaml", cloud(&format!("    {body}\n")));
        secure.push("secure.yaml");
    }
    let path = |name: &str| host.path("work").join(name).display().to_string();
    let secure: Vec<String> = secure.into_iter().map(path).collect();
    let told = json!({"reader": "openstack", "clouds": [path("clouds.yaml")], "secure": secure,
        "cloud": "c", "variables": {}});
    let meant = |source: &Source| matches!(source.found.origin, Origin::Cloud { .. });
    let source = host.gather().sources.into_iter().find(meant);
    Case { name: format!("file: {}", sketch.name), told, source, _host: host }
}

/// The same as variables; `None` for what no variable can say.
fn of_variables(sketch: &Sketch) -> Option<Case> {
    let mut variables: Vec<(String, String)> = Vec::new();
    for (key, value) in sketch.auth.iter().chain(&sketch.top) {
        let name = format!("OS_{}", key.to_uppercase());
        let value = value.trim_matches('\'').to_owned();
        if key.contains('-')
            || value.is_empty()
            || value.starts_with('[')
            || variables.iter().any(|(known, _)| *known == name)
        {
            return None;
        }
        variables.push((name, value));
    }
    if sketch.secure.is_some() || !sketch.lines.is_empty() {
        return None;
    }
    let mut host = Host::new();
    for (name, value) in &variables {
        host.set(name, value);
    }
    let variables: Value = variables
        .into_iter()
        .map(|(name, value)| (name, Value::from(value)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let told = json!({"reader": "openstack", "clouds": [], "secure": [], "cloud": "envvars",
        "variables": variables});
    let source = host
        .gather()
        .sources
        .into_iter()
        .find(|source| source.found.origin == Origin::OpenStackVariables);
    Some(Case { name: format!("variables: {}", sketch.name), told, source, _host: host })
}

/// The script's answers; `None` where it cannot run, which is said.
fn answers(cases: &[Case]) -> Option<Vec<Value>> {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let told: Vec<&Value> = cases.iter().map(|case| &case.told).collect();
    serde_json::to_writer(&file, &told).expect("JSON");
    let python = env::var_os("GEMINIDB_OPENSTACK_PYTHON").unwrap_or_else(|| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/cloud_readers.py");
    let output = Command::new(python).arg(script).arg(file.path()).env("PYTHONUTF8", "1").output();
    let skipped = |why: &str| {
        // Past the test harness, which keeps back what a passing test prints.
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: the readers of the two SDKs were not tried: {why}"
        );
        None
    };
    match output {
        Err(error) => skipped(&format!("there is no Python: {error}")),
        Ok(output) if output.status.code() == Some(NOT_INSTALLED) => {
            skipped(String::from_utf8_lossy(&output.stdout).trim())
        }
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            Some(serde_json::from_slice(&output.stdout).expect("the answers"))
        }
    }
}

fn named(named: &Named) -> Value {
    match named {
        Named::Id(text) => json!({ "id": text }),
        Named::Name(text) => json!({ "name": text }),
    }
}

/// In what this program's values differ from an OpenStack reader's.
fn differences(bundle: &Bundle, read: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut same = |what: &str, ours: Value, theirs: &Value| {
        if ours != *theirs {
            found.push(format!("{what}: {ours} here, {theirs} there"));
        }
    };
    let url = |text: &str| {
        text.trim_end_matches('/').trim_end_matches("/v3").trim_end_matches('/').to_owned()
    };
    let theirs = json!(read["auth_url"].as_str().map(url));
    same("IAM", json!(bundle.iam_endpoint.as_ref().map(|iam| url(&iam.to_string()))), &theirs);
    same("region", json!(bundle.region), &read["region"]);
    match &bundle.login {
        Login::Password(login) => {
            same("user", named(&login.user), &read["user"]);
            if matches!(login.user, Named::Name(_)) {
                same("domain", json!(login.domain.as_ref().map(named)), &read["domain"]);
            }
            same("password", json!(login.password.expose_secret()), &read["password"]);
            same("project", json!(login.project.as_ref().map(named)), &read["project"]);
            // Without a domain of its own a project's name is looked for in the account.
            if let (Some(Named::Name(_)), false) =
                (&login.project, read["project_domain"].is_null())
            {
                let domain = login.project_domain.as_ref().or(login.domain.as_ref());
                same("project's domain", json!(domain.map(named)), &read["project_domain"]);
            }
        }
        Login::Token(token) => {
            let theirs = read["token"].as_str().and_then(|text| Token::new(text).ok());
            same("token", json!(theirs.is_some_and(|theirs| token.is_same(&theirs))), &json!(true));
        }
        other => same("way", json!(format!("{other:?}")), &json!("password or token")),
    }
    for foreign in ["trust", "system", "other"] {
        same(foreign, Value::Null, &read.get(foreign).cloned().unwrap_or(Value::Null));
    }
    same("verified", json!(true), &read["verify"]);
    found
}

/// Holds every case against the answers; returns how many were read alike.
fn held(
    cases: &[Case],
    answers: &[Value],
    differences: impl Fn(&Bundle, &Value) -> Vec<String>,
) -> usize {
    assert_eq!(cases.len(), answers.len());
    let (mut alike, mut wrong) = (0, Vec::new());
    for (case, read) in cases.iter().zip(answers) {
        let Some(source) = &case.source else { continue };
        match &source.bundle {
            // Refused, or incomplete: in a sentence.
            None => assert!(!words::session::credentials::line(&source.found).is_empty()),
            Some(_) if INTENDED.iter().any(|(name, _)| case.name.contains(name)) => {}
            Some(_) if !read["error"].is_null() => {
                wrong.push(format!("{}: read here, and there: {}", case.name, read["error"]))
            }
            Some(bundle) => match differences(bundle, read) {
                found if found.is_empty() => alike += 1,
                found => wrong.push(format!("{}: {}", case.name, found.join("; "))),
            },
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    alike
}

#[test]
fn clouds_are_read_as_the_openstack_sdk_reads_them() {
    let sketches = sketches();
    let cases: Vec<Case> =
        sketches.iter().map(of_files).chain(sketches.iter().filter_map(of_variables)).collect();
    assert!(cases.len() >= 60, "{}", cases.len());
    let Some(answers) = answers(&cases) else { return };
    let alike = held(&cases, &answers, differences);
    assert!(alike * 2 > cases.len(), "most are read, not refused: {alike} of {}", cases.len());
}

/// Sets of the vendor SDK's variables; a value `FILE` is the path of a file that is there.
const VARIABLES: &[&[(&str, &str)]] = &[
    &[],
    &[("HUAWEICLOUD_SDK_AK", "AKVARIABLE00000001"), ("HUAWEICLOUD_SDK_SK", "sk-of-variables")],
    &[
        ("HUAWEICLOUD_SDK_AK", "AKVARIABLE00000001"),
        ("HUAWEICLOUD_SDK_SK", "sk-of-variables"),
        ("HUAWEICLOUD_SDK_SECURITY_TOKEN", "session"),
        ("HUAWEICLOUD_SDK_PROJECT_ID", "0a1b2c3d4e5f60718293a4b5c6d7e8f9"),
    ],
    &[("HUAWEICLOUD_SDK_AK", "AKVARIABLE00000001")],
    &[("HUAWEICLOUD_SDK_SK", "sk-of-variables")],
    &[("HUAWEICLOUD_SDK_AK", "AKVARIABLE00000001"), ("HUAWEICLOUD_SDK_SK", "")],
    &[("HUAWEICLOUD_SDK_PROJECT_ID", "0a1b2c3d4e5f60718293a4b5c6d7e8f9")],
    &[
        ("HUAWEICLOUD_SDK_IDP_ID", "idp"),
        ("HUAWEICLOUD_SDK_AK", "AKVARIABLE00000001"),
        ("HUAWEICLOUD_SDK_SK", "sk-of-variables"),
    ],
    &[
        ("HUAWEICLOUD_SDK_IDP_ID", "idp"),
        ("HUAWEICLOUD_SDK_ID_TOKEN_FILE", "FILE"),
        ("HUAWEICLOUD_SDK_AK", "AKVARIABLE00000001"),
    ],
    &[
        ("HUAWEICLOUD_SDK_ID_TOKEN_FILE", "FILE"),
        ("HUAWEICLOUD_SDK_AK", "AKVARIABLE00000001"),
        ("HUAWEICLOUD_SDK_SK", "sk-of-variables"),
    ],
    &[
        ("HUAWEICLOUD_OIDC_PROVIDER_URN", "p"),
        ("HUAWEICLOUD_OIDC_AGENCY_URN", "a"),
        ("HUAWEICLOUD_OIDC_TOKEN_FILE", "FILE"),
        ("HUAWEICLOUD_SDK_AK", "AKVARIABLE00000001"),
        ("HUAWEICLOUD_SDK_SK", "sk-of-variables"),
    ],
    &[
        ("HUAWEICLOUD_OIDC_PROVIDER_URN", "p"),
        ("HUAWEICLOUD_OIDC_AGENCY_URN", "a"),
        ("HUAWEICLOUD_OIDC_ID_TOKEN", "t"),
    ],
    &[
        ("HUAWEICLOUD_OIDC_PROVIDER_URN", "p"),
        ("HUAWEICLOUD_OIDC_ID_TOKEN", "t"),
        ("HUAWEICLOUD_SDK_AK", "AKVARIABLE00000001"),
        ("HUAWEICLOUD_SDK_SK", "sk-of-variables"),
    ],
];

/// Credentials files of the vendor's SDK.
const FILES: &[Option<&str>] = &[
    None,
    Some("[basic]\nak = AKFILE000000000002\nsk = sk-of-file\n"),
    Some(
        "[basic]\nAK: AKFILE000000000002\nSK=sk=of:file\nproject_id = \
            0a1b2c3d4e5f60718293a4b5c6d7e8f9\nsecurity_token=session\n",
    ),
    Some("; c\n[basic]\n# c\nak = AKFILE000000000002\n"),
    Some("[global]\nak = AKFILE000000000002\nsk = sk-of-file\n"),
    Some("[basic]\nak = AKFILE000000000002\nsk = sk-of-file\nidp_id = idp\n"),
    Some("[basic]\nak = AKFILE000000000002\nsk = sk-of-file\nidp_id = idp\nid_token_file = /t\n"),
    Some("[basic]\n[other]\nak = AKFILE000000000002\nsk = sk-of-file\n"),
];

/// What this program would use of the vendor SDK's sources where the chain uses what it says: the
/// first of the two.
fn of_vendor(variables: &[(&str, &str)], file: Option<&str>) -> Case {
    let mut host = Host::new();
    host.file("home/token", "MIIidentity");
    let path = host.path("home/token").display().to_string();
    let mut told: serde_json::Map<String, Value> = serde_json::Map::new();
    for (name, value) in variables {
        let value = if *value == "FILE" { &path } else { *value };
        host.set(name, value);
        told.insert((*name).to_owned(), value.into());
    }
    let credentials = host.path("home/.huaweicloud/credentials");
    if let Some(text) = file {
        host.file("home/.huaweicloud/credentials", text);
    }
    told.insert(
        "HUAWEICLOUD_SDK_CREDENTIALS_FILE".to_owned(),
        credentials.display().to_string().into(),
    );
    let of_sdk = |source: &Source| {
        matches!(source.found.origin, Origin::SdkVariables | Origin::SdkFile { .. })
            && source.found.automatic
    };
    let sources: Vec<Source> = host.gather().sources.into_iter().filter(of_sdk).collect();
    let used = sources.iter().find(|source| source.bundle.is_some()).or(sources.first()).cloned();
    let name = format!("{variables:?} {file:?}");
    Case { name, told: json!({"reader": "vendor", "variables": told}), source: used, _host: host }
}

#[test]
fn keys_are_found_where_the_vendors_sdk_finds_them() {
    let cases: Vec<Case> =
        VARIABLES.iter().flat_map(|set| FILES.iter().map(|file| of_vendor(set, *file))).collect();
    assert!(cases.len() >= 40, "{}", cases.len());
    let Some(answers) = answers(&cases) else { return };
    let alike = held(&cases, &answers, |bundle, read| {
        let Login::Keys(keys) = &bundle.login else {
            return vec![format!("another way: {:?}", bundle.login)];
        };
        let ours = json!({
            "ak": keys.access,
            "sk": keys.secret.expose_secret(),
            "security_token": keys.security_token.as_ref().map(ExposeSecret::expose_secret),
            "project": bundle.project.as_ref().map(ToString::to_string),
            "federated": false,
        });
        let differs = |key: &&str| ours[*key] != read[*key];
        ["ak", "sk", "security_token", "project", "federated"]
            .into_iter()
            .filter(differs)
            .map(|key| format!("{key}: {read}"))
            .collect()
    });
    assert!(alike * 3 > cases.len(), "{alike} of {}", cases.len());
}
