//! Signing in at a real OpenStack Keystone: IAM's password call is that protocol, and nobody here
//! wrote that server.
//!
//! `GEMINIDB_KEYSTONE_PYTHON` names the interpreter that has the PyPI package `keystone`; otherwise
//! it is `python3`. Without Python or without the package the test says `SKIPPED:` and why.

use std::{
    env,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use geminidb_backup::{
    api::{Auth, Endpoint, Iam, Limits, Named, NetworkOptions, PasswordLogin, SignedIn},
    core::{base::call::CallFailure, session::identity::SignInFailure},
};
use secrecy::SecretString;
use serde_json::Value;

/// `keystone_server.py` ends so if the package is not installed.
const NOT_INSTALLED: i32 = 3;

/// A Keystone of this test's own. It ends when this is dropped.
struct Keystone {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    facts: Value,
}

impl Keystone {
    /// Starts one, and waits until it answers; `Err` with the reason if there is none on this
    /// machine.
    fn start() -> Result<Self, String> {
        let python = env::var_os("GEMINIDB_KEYSTONE_PYTHON").unwrap_or_else(|| "python3".into());
        let mut command = Command::new(python);
        command.args([
            "-W",
            "ignore",
            concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/keystone_server.py"),
        ]);
        command
            .env("PYTHONUTF8", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("there is no Python: {error}"))?;
        let (input, output) =
            (child.stdin.take(), BufReader::new(child.stdout.take().expect("a pipe")));
        let mut errors = child.stderr.take().expect("a pipe");
        // Read all the time, so that a full pipe does not stop it; shown only if it does not start.
        let complaints = std::thread::spawn(move || {
            let mut text = String::new();
            let _ = errors.read_to_string(&mut text);
            text
        });
        let mut keystone = Self { child, input, output, facts: Value::Null };
        let line = keystone.line();
        match serde_json::from_str(&line) {
            Ok(facts) => {
                keystone.facts = facts;
                Ok(keystone)
            }
            Err(_) if keystone.child.wait().expect("its end").code() == Some(NOT_INSTALLED) => {
                Err(line)
            }
            Err(_) => panic!(
                "Keystone does not start: {line}\n{}",
                complaints.join().expect("its complaints")
            ),
        }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("a line of the script");
        line.trim().to_owned()
    }

    fn ask(&mut self, word: &str) -> String {
        writeln!(self.input.as_mut().expect("open until the end"), "{word}")
            .expect("the script listens");
        self.line()
    }

    fn sign_ins(&mut self) -> u32 {
        self.ask("sign-ins").parse().expect("a number")
    }

    fn fact(&self, name: &str) -> String {
        self.facts[name].as_str().unwrap_or_else(|| panic!("no {name}")).to_owned()
    }

    fn iam(&self, endpoint: &str) -> Iam {
        Iam::new(
            Endpoint::parse(&self.fact(endpoint)).expect("an endpoint"),
            NetworkOptions::default(),
            Limits::default(),
        )
    }

    /// The user of this name, for the project of the region's name.
    fn login(&self, user: &str) -> PasswordLogin {
        PasswordLogin {
            user: Named::Name(user.to_owned()),
            domain: Some(Named::Name("acme".to_owned())),
            password: SecretString::from(self.fact("password")),
            passcode: false,
            project: Some(Named::Name(self.fact("region"))),
            project_domain: None,
        }
    }
}

impl Drop for Keystone {
    fn drop(&mut self) {
        self.input = None;
        let _ = self.child.wait();
    }
}

/// Written past the test harness, which keeps back what a passing test prints.
fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: no sign-in at a real Keystone was tried: {why}");
}

fn status(failure: &SignInFailure) -> Option<u16> {
    if let SignInFailure::Call(CallFailure::Refused(refusal)) = failure {
        Some(refusal.head.status)
    } else {
        None
    }
}

#[tokio::test]
async fn a_real_keystone_lets_in_whom_it_should() {
    let mut keystone = match Keystone::start() {
        Ok(keystone) => keystone,
        Err(why) => return skipped(&why),
    };
    let signed_in = a_password_opens_and_the_answer_says_for_whom(&keystone).await;
    what_a_token_is_good_for_can_be_asked(&keystone, &signed_in).await;
    a_wrong_password_and_a_wrong_project_are_one_attempt_each(&mut keystone).await;
    a_passcode_is_asked_for_and_opens(&mut keystone).await;
    an_expired_token_is_refused(&keystone).await;
}

async fn a_password_opens_and_the_answer_says_for_whom(keystone: &Keystone) -> SignedIn {
    let (iam, region) = (keystone.iam("endpoint"), keystone.fact("region"));
    let by_names =
        iam.sign_in(&keystone.login("ops"), None, Some(&region)).await.expect("the right password");
    let identity = &by_names.identity;
    assert_eq!(
        (identity.account.as_deref(), identity.user.as_deref()),
        (Some("acme"), Some("ops"))
    );
    let project = identity.project.as_ref().expect("a project");
    assert_eq!(
        (project.id.as_str(), project.name.as_str()),
        (keystone.fact("project").as_str(), region.as_str())
    );
    assert_eq!(
        identity.endpoint.as_deref(),
        Some("https://nosql.example"),
        "the catalogue names it with version and project"
    );
    assert!(identity.expires.is_some());
    let project = Some(Named::Id(keystone.fact("project")));
    let by_ids = PasswordLogin {
        user: Named::Id(keystone.fact("user")),
        domain: None,
        project,
        ..keystone.login("ops")
    };
    let by_ids = iam.sign_in(&by_ids, None, None).await.expect("the right password");
    assert_eq!(
        (&by_ids.identity.user, &by_ids.identity.project),
        (&identity.user, &identity.project)
    );
    assert_eq!(by_ids.identity.endpoint, None, "without a region no catalogue is asked for");
    by_names
}

async fn what_a_token_is_good_for_can_be_asked(keystone: &Keystone, signed_in: &SignedIn) {
    let (iam, region) = (keystone.iam("endpoint"), keystone.fact("region"));
    assert_eq!(iam.show(&signed_in.token, Some(&region)).await.as_ref(), Ok(&signed_in.identity));
    let auth = Auth::Token(signed_in.token.clone());
    let named = iam.projects(&auth, Some(&region)).await.expect("a list");
    assert_eq!(
        named.iter().map(|project| project.id.as_str()).collect::<Vec<_>>(),
        [keystone.fact("project")]
    );
    assert_eq!(
        iam.projects(&auth, Some("eu-west-1")).await,
        Ok(Vec::new()),
        "a name is the whole name"
    );
}

async fn a_wrong_password_and_a_wrong_project_are_one_attempt_each(keystone: &mut Keystone) {
    let iam = keystone.iam("endpoint");
    let right = keystone.login("ops");
    let wrong_password = PasswordLogin { password: SecretString::from("wrong"), ..right.clone() };
    let closed = PasswordLogin { project: Some(Named::Name("closed".to_owned())), ..right.clone() };
    let unknown = PasswordLogin { project: Some(Named::Id("0".repeat(32))), ..right };
    for login in [wrong_password, closed, unknown] {
        let before = keystone.sign_ins();
        let refused = iam.sign_in(&login, None, None).await.expect_err("a refusal");
        assert_eq!((status(&refused), keystone.sign_ins()), (Some(401), before + 1), "{refused:?}");
    }
}

async fn a_passcode_is_asked_for_and_opens(keystone: &mut Keystone) {
    let iam = keystone.iam("endpoint");
    let login = keystone.login("ops-mfa");
    let before = keystone.sign_ins();
    assert_eq!(iam.sign_in(&login, None, None).await.err(), Some(SignInFailure::PasscodeNeeded));
    let known = PasswordLogin { passcode: true, ..login };
    assert_eq!(iam.sign_in(&known, None, None).await.err(), Some(SignInFailure::PasscodeNeeded));
    assert_eq!(keystone.sign_ins(), before + 1, "what is known to be needed is not tried without");
    let by_id = PasswordLogin { user: Named::Id(keystone.fact("guarded")), ..known.clone() };
    for login in [&known, &by_id] {
        let passcode = SecretString::from(keystone.ask("passcode"));
        let signed_in =
            iam.sign_in(login, Some(&passcode), None).await.expect("the right passcode");
        assert_eq!(signed_in.identity.user.as_deref(), Some("ops-mfa"));
    }
    let right: u32 = keystone.ask("passcode").parse().expect("six digits");
    let wrong = SecretString::from(format!("{:06}", (right + 1) % 1_000_000));
    let refused = iam.sign_in(&known, Some(&wrong), None).await.expect_err("a refusal");
    assert_eq!((status(&refused), keystone.sign_ins()), (Some(401), before + 4), "{refused:?}");
}

async fn an_expired_token_is_refused(keystone: &Keystone) {
    // Under this prefix tokens live for two seconds; the endpoint has a path and ends in /v3.
    let iam = keystone.iam("short");
    let signed_in =
        iam.sign_in(&keystone.login("ops"), None, None).await.expect("the right password");
    let begun = Instant::now();
    loop {
        match iam.show(&signed_in.token, None).await {
            Err(CallFailure::Refused(refusal)) if refusal.head.status == 401 => break,
            // Keystone looks at the caller first and at the token in question then: it may end in
            // between, with 404.
            Err(CallFailure::Refused(refusal)) if refusal.head.status == 404 => {}
            Ok(_) => assert!(
                begun.elapsed() < Duration::from_secs(60),
                "a token of two seconds still lives"
            ),
            Err(other) => panic!("{other:?}"),
        }
    }
}
