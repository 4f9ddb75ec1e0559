//! The request: buildable only from a draft without errors, serialised exactly once.
//!
//! Draft -> [`BackupRequest`] -> [`ReviewedRequest`]. The last one is the only thing the API client
//! can send, and its bytes are the bytes that were shown, hashed and confirmed.

use std::sync::Arc;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{
    draft::Draft,
    ids::{InstanceId, ProjectId},
    rules::{self, Violation},
};

/// What the backup covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Scope {
    /// The whole instance: the key `database_tables` is left out.
    Instance,
    /// Databases and tables, at least one.
    Tables(Vec<DatabaseScope>),
}

/// One database of a table-level backup, in the API's own shape and field order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DatabaseScope {
    /// Byte for byte as the service listed it or the operator typed it.
    pub database_name: String,
    /// `None`, sent as `null`: the whole database. `Some`: these tables, never empty.
    pub table_names: Option<Vec<String>>,
}

/// A request that breaks no rule. Its fields are private: there is no way to make one but [`BackupRequest::build`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupRequest {
    project: ProjectId,
    instance: InstanceId,
    name: String,
    description: String,
    scope: Scope,
}

#[derive(Serialize)]
struct Body<'a> {
    name: &'a str,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    database_tables: Option<&'a [DatabaseScope]>,
}

impl BackupRequest {
    /// Builds the request, or returns what forbids it (errors only; warnings do not).
    ///
    /// # Errors
    /// The violations of severity error, never empty.
    pub fn build(project: &ProjectId, draft: &Draft) -> Result<Self, Vec<Violation>> {
        let errors: Vec<_> = rules::check(draft).into_iter().filter(Violation::is_error).collect();
        let Some(target) = draft.target.as_ref().filter(|_| errors.is_empty()) else {
            return Err(errors);
        };
        Ok(Self {
            project: project.clone(),
            instance: target.id().clone(),
            name: draft.name.value().to_owned(),
            description: draft.description.value().to_owned(),
            scope: draft.scope(),
        })
    }

    /// The backup's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its description.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// What it covers.
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Serialises the body, once, and takes its digest.
    pub fn review(&self) -> ReviewedRequest {
        let body = Body {
            name: &self.name,
            description: &self.description,
            database_tables: match &self.scope {
                Scope::Instance => None,
                Scope::Tables(databases) => Some(databases),
            },
        };
        // Strings and lists of strings: serde_json has no way to fail on them.
        let bytes = serde_json::to_vec(&body).unwrap_or_default();
        let digest = Sha256::digest(&bytes).into();
        ReviewedRequest {
            project: self.project.clone(),
            instance: self.instance.clone(),
            body: ReviewedBody { bytes: bytes.into(), digest },
        }
    }
}

/// The reviewed body and where it goes: all that the create call needs, and the only thing it accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewedRequest {
    project: ProjectId,
    instance: InstanceId,
    body: ReviewedBody,
}

impl ReviewedRequest {
    /// Project in the path.
    pub const fn project(&self) -> &ProjectId {
        &self.project
    }

    /// Instance in the path.
    pub const fn instance(&self) -> &InstanceId {
        &self.instance
    }

    /// The body.
    pub const fn body(&self) -> &ReviewedBody {
        &self.body
    }

    /// The path of the create call.
    pub fn path(&self) -> String {
        format!("/v3/{}/instances/{}/backups", self.project, self.instance)
    }
}

/// The bytes that were shown, and their SHA-256.
#[derive(Clone, PartialEq, Eq)]
pub struct ReviewedBody {
    bytes: Arc<[u8]>,
    digest: [u8; 32],
}

impl ReviewedBody {
    /// The bytes, UTF-8 JSON.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes as text.
    pub fn text(&self) -> &str {
        // The bytes come from serde_json, which writes UTF-8 only.
        std::str::from_utf8(&self.bytes).unwrap_or("")
    }

    /// SHA-256 in 64 hex digits.
    pub fn digest_hex(&self) -> String {
        self.digest.iter().map(|b| format!("{b:02x}")).collect()
    }

    /// `6dcc..ba25`
    pub fn digest_short(&self) -> String {
        let hex = self.digest_hex();
        format!("{}..{}", &hex[..4], &hex[60..])
    }
}

impl std::fmt::Debug for ReviewedBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ReviewedBody({} bytes, sha256 {})", self.bytes.len(), self.digest_short())
    }
}
