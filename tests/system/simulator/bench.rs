//! A simulator and a client for it.

use std::time::{Duration, Instant};

use geminidb_backup::{
    core::base::{
        signature::{Authorization, Signable, payload_hash},
        time::UtcTime,
    },
    simulator::{Options, Scenario, Simulator, start},
};
use reqwest::{Client, Method, Response, header::HeaderMap};
use serde_json::{Value, json};

/// A simulator and a client that holds its token.
pub struct Bench {
    pub simulator: Simulator,
    pub client: Client,
}

/// What signs a request.
pub struct KeyPair {
    pub ak: String,
    pub sk: String,
    pub security_token: Option<String>,
}

/// Status, headers and JSON body (null if it is none).
pub struct Seen {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Seen {
    pub async fn of(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.expect("a whole body");
        Self { status, headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }

    pub fn code(&self) -> (u16, &str) {
        (self.status, self.body["error_code"].as_str().unwrap_or_default())
    }

    /// Status and words of an error of IAM.
    pub fn iam_words(&self) -> (u16, &str) {
        assert_eq!(self.body["error"]["code"], self.status, "{}", self.body);
        (self.status, self.body["error"]["message"].as_str().expect("words"))
    }

    /// The token that a sign-in gave.
    pub fn token(&self) -> &str {
        assert_eq!(self.status, 201, "{}", self.body);
        self.headers["x-subject-token"].to_str().expect("a token")
    }

    /// The time that the service says it is.
    pub fn date(&self) -> UtcTime {
        UtcTime::parse_http(self.headers["date"].to_str().expect("text")).expect("a time")
    }
}

impl Bench {
    pub async fn with(options: Options) -> Self {
        // Asked for by the client's builder even though nothing here is encrypted; a second call
        // changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().no_proxy().build().expect("a client");
        Self { simulator: start(options).await.expect("the simulator starts"), client }
    }

    pub async fn of(scenario: Scenario) -> Self {
        Self::with(Options { scenario, speed: 100.0, ..Options::default() }).await
    }

    /// A service at a thousand times the usual speed in which these faults wait.
    pub async fn faulty(faults: &[&str]) -> Self {
        let faults = faults.iter().map(|name| name.parse().expect("a fault")).collect();
        Self::with(Options { faults, speed: 1000.0, ..Options::default() }).await
    }

    /// A path below the project, e.g. `/instances`, under a version, e.g. `v3`.
    pub fn url(&self, version: &str, path: &str) -> String {
        format!("{}/{version}/{}{path}", self.simulator.endpoint(), self.simulator.project_id())
    }

    pub async fn try_get(&self, version: &str, path: &str) -> Result<Response, reqwest::Error> {
        self.client
            .get(self.url(version, path))
            .header("X-Auth-Token", self.simulator.token())
            .send()
            .await
    }

    pub async fn get(&self, version: &str, path: &str) -> Seen {
        Seen::of(self.try_get(version, path).await.expect("an answer")).await
    }

    /// Signs in with this `identity` and `scope`.
    pub async fn sign_in(&self, identity: &Value, scope: &Value) -> Seen {
        self.sign_in_with("", None, identity, scope).await
    }

    /// The same with a query, e.g. `?nocatalog`, and the receipt of an earlier sign-in.
    pub async fn sign_in_with(
        &self,
        query: &str,
        receipt: Option<&str>,
        identity: &Value,
        scope: &Value,
    ) -> Seen {
        let body = json!({"auth": {"identity": identity, "scope": scope}});
        let mut request = self
            .client
            .post(format!("{}/v3/auth/tokens{query}", self.simulator.iam_endpoint()))
            .body(body.to_string());
        if let Some(receipt) = receipt {
            request = request.header("Openstack-Auth-Receipt", receipt);
        }
        Seen::of(request.send().await.expect("an answer")).await
    }

    /// A path of IAM without any proof, e.g. `/v3`.
    pub async fn anybody(&self, path: &str) -> Seen {
        Seen::of(
            self.client
                .get(format!("{}{path}", self.simulator.iam_endpoint()))
                .send()
                .await
                .expect("an answer"),
        )
        .await
    }

    /// A call of IAM with a token, e.g. `/v3/projects`.
    pub async fn iam(&self, path: &str, token: &str) -> Seen {
        let request = self
            .client
            .get(format!("{}{path}", self.simulator.iam_endpoint()))
            .header("X-Auth-Token", token);
        Seen::of(request.header("X-Subject-Token", token).send().await.expect("an answer")).await
    }

    /// The list of instances with a token.
    pub async fn instances_with(&self, token: &str) -> Seen {
        let request =
            self.client.get(self.url("v3", "/instances?limit=1")).header("X-Auth-Token", token);
        Seen::of(request.send().await.expect("an answer")).await
    }

    /// The list of instances, signed at `stamp`.
    pub async fn instances_signed(&self, key: &KeyPair, stamp: UtcTime) -> Seen {
        let (endpoint, stamp) = (self.simulator.endpoint(), stamp.stamp());
        let path = format!("/v3/{}/instances", self.simulator.project_id());
        let mut headers =
            vec![("host", endpoint.trim_start_matches("http://")), ("x-sdk-date", stamp.as_str())];
        headers.extend(key.security_token.iter().map(|token| ("x-security-token", token.as_str())));
        let payload_hash = payload_hash(b"");
        let signable = Signable {
            method: "GET",
            path: &path,
            query: "limit=1",
            headers: &headers,
            payload_hash: &payload_hash,
        };
        let (signed_headers, signature) =
            (signable.signed_headers(), signable.signature(&stamp, &key.sk));
        let authorization = Authorization {
            access: &key.ak,
            signed_headers: &signed_headers,
            signature: &signature,
        };
        let mut request = self
            .client
            .get(format!("{endpoint}{path}?limit=1"))
            .header("Authorization", authorization.to_string());
        for (name, value) in &headers[1..] {
            request = request.header(*name, *value);
        }
        Seen::of(request.send().await.expect("an answer")).await
    }

    pub fn instance(&self, name: &str) -> String {
        self.simulator
            .instances()
            .into_iter()
            .find(|row| row.name == name)
            .expect("in the fleet")
            .id
            .to_string()
    }

    pub async fn try_create(
        &self,
        instance: &str,
        body: &Value,
    ) -> Result<Response, reqwest::Error> {
        let url = self.url("v3", &format!("/instances/{}/backups", self.instance(instance)));
        let request =
            self.client.request(Method::POST, url).header("X-Auth-Token", self.simulator.token());
        request.header("Content-Type", "application/json").body(body.to_string()).send().await
    }

    pub async fn create(&self, instance: &str, body: &Value) -> Seen {
        Seen::of(self.try_create(instance, body).await.expect("an answer")).await
    }

    /// Sends a create call; true if it arrived and still has no answer when a request sent later
    /// has got its own.
    pub async fn is_left_waiting(&self, instance: &str, body: &Value) -> bool {
        let mut call = std::pin::pin!(self.try_create(instance, body));
        loop {
            let arrived = self.simulator.creates_received() > 0;
            tokio::select! {
                biased;
                _ = &mut call => return false,
                _ = self.get("v3", "/projects") => if arrived { return true },
            }
        }
    }

    /// Asks until `done` says so; fails after ten seconds.
    pub async fn wait_for(
        &self,
        version: &str,
        path: &str,
        done: impl Fn(&Value) -> bool,
    ) -> Value {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(10) {
            let seen = self.get(version, path).await;
            if done(&seen.body) {
                return seen.body;
            }
        }
        panic!("it never came: {path}")
    }
}

/// What proves a user of the account `acme` by password.
pub fn by_password(user: &str, password: &str) -> Value {
    json!({"methods": ["password"], "password": {"user": {"name": user, "password": password,
        "domain": {"name": "acme"}}}})
}

/// The same with a passcode; the user by ID, as the page on signing in has it.
pub fn by_passcode(user_id: &str, password: &str, passcode: &str) -> Value {
    json!({
        "methods": ["password", "totp"],
        "password": {"user": {"id": user_id, "password": password}},
        "totp": {"user": {"id": user_id, "passcode": passcode}},
    })
}

pub fn whole(name: &str) -> Value {
    json!({"name": name, "description": "d"})
}

pub fn documented_example() -> Value {
    json!({"name": "example-1", "description": "as documented", "database_tables": [
        {"database_name": "databaseNameA", "table_names": ["table_A", "table_B"]},
        {"database_name": "databaseNameB", "table_names": null}]})
}
