//! The request: buildable only from a draft without errors, serialised exactly once.
//!
//! Draft -> [`BackupRequest`] -> [`ReviewedRequest`]. The last one is the only thing the API client
//! can send, and its bytes are the bytes that were shown, hashed and confirmed.

use std::sync::Arc;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{
    form::Draft,
    rules::{self, rule::Violation},
};
use crate::core::{
    base::{InstanceId, ProjectId, signature::hex},
    scope::{DatabaseScope, Scope},
};

/// The largest body that the gateway in front of the service takes, in bytes ("Error codes"
/// of the API Request Signing Guide: `APIGW.0201` beyond 12 MB).
pub const BODY_MAX: usize = 12 * 1024 * 1024;

/// A request that breaks no rule. The fields are private: [`BackupRequest::build`] is the only
/// way to make a request.
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
    /// Errors: The violations of severity error, never empty.
    pub fn build(project: &ProjectId, draft: &Draft) -> Result<Self, Vec<Violation>> {
        let errors = rules::errors(draft);
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

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn description(&self) -> &str {
        &self.description
    }

    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Serialises the body, once, and takes the digest of its bytes.
    pub fn review(&self) -> ReviewedRequest {
        let body = ReviewedBody::of(&self.name, &self.description, &self.scope);
        ReviewedRequest { project: self.project.clone(), instance: self.instance.clone(), body }
    }
}

/// The reviewed body and where it goes: all that the create call needs, and
/// the only thing it accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewedRequest {
    project: ProjectId,
    instance: InstanceId,
    body: ReviewedBody,
}

impl ReviewedRequest {
    pub const fn project(&self) -> &ProjectId {
        &self.project
    }

    pub const fn instance(&self) -> &InstanceId {
        &self.instance
    }

    pub const fn body(&self) -> &ReviewedBody {
        &self.body
    }

    /// Returns the path of the create call.
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
    /// Returns the body that a draft would be sent with, for looking at only: no request is made.
    /// Errors: The violations of severity error, never empty.
    pub fn of_draft(draft: &Draft) -> Result<Self, Vec<Violation>> {
        let errors = rules::errors(draft);
        if errors.is_empty() {
            Ok(Self::of(draft.name.value(), draft.description.value(), &draft.scope()))
        } else {
            Err(errors)
        }
    }

    fn of(name: &str, description: &str, scope: &Scope) -> Self {
        let database_tables = scope.databases();
        // Strings and lists of strings: serde_json has no way to fail on them.
        let bytes =
            serde_json::to_vec(&Body { name, description, database_tables }).unwrap_or_default();
        let digest = Sha256::digest(&bytes).into();
        Self { bytes: bytes.into(), digest }
    }

    /// Returns whether a body and its digest, as a file tells them, are those of this request.
    pub fn is_told(body: &str, sha256: &str, request: (&str, &str, &Scope)) -> bool {
        let own = Self::of(request.0, request.1, request.2);
        own.text() == body && own.digest_hex() == sha256
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn text(&self) -> &str {
        // The bytes come from serde_json, which writes UTF-8 only.
        std::str::from_utf8(&self.bytes).unwrap_or("")
    }

    /// Returns the SHA-256 in 64 hex digits.
    pub fn digest_hex(&self) -> String {
        hex(&self.digest)
    }

    /// Returns the digest as `6dcc..ba25`.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::scope::choice::{normalised, same_scope};

    type Row<'a> = (&'a str, Option<&'a [&'a str]>);

    fn scope(rows: &[Row<'_>]) -> Vec<DatabaseScope> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        rows.iter()
            .map(|(name, tables)| DatabaseScope {
                database_name: (*name).to_owned(),
                table_names: tables.map(owned),
            })
            .collect()
    }

    #[test]
    fn scopes_are_compared_as_sets_and_names_byte_for_byte() {
        let rows: &[(&[Row<'_>], &[Row<'_>], bool)] = &[
            (&[], &[], true),
            (&[("a", None)], &[], false),
            (&[("a", None)], &[("a", None)], true),
            (&[("a", None)], &[("a", Some(&[]))], true),
            (&[("a", None)], &[("A", None)], false),
            (&[("a", None)], &[("a ", None)], false),
            (&[("caf\u{e9}", None)], &[("cafe\u{301}", None)], false),
            (&[("a", None), ("b", None)], &[("b", None), ("a", None)], true),
            (&[("a", Some(&["t", "u"]))], &[("a", Some(&["u", "t", "t"]))], true),
            (&[("a", Some(&["t"]))], &[("a", Some(&["T"]))], false),
            (&[("a", Some(&["t"]))], &[("a", Some(&["t", "u"]))], false),
            (&[("a", Some(&["t"]))], &[("b", Some(&["t"]))], false),
            (&[("a", Some(&["t"]))], &[("a", None)], false),
            (&[("a", Some(&["t", "u"]))], &[("a", Some(&["u"])), ("a", Some(&["t"]))], true),
            (&[("a", None)], &[("a", Some(&["t"])), ("a", None), ("a", Some(&["u"]))], true),
        ];
        for (a, b, want) in rows {
            let (a, b) = (scope(a), scope(b));
            assert_eq!((same_scope(&a, &b), same_scope(&b, &a)), (*want, *want), "{a:?} {b:?}");
            assert_eq!(normalised(&a) == normalised(&b), *want, "{a:?} {b:?}");
            assert_eq!(normalised(&normalised(&b)), normalised(&b), "{b:?}");
        }
    }

    #[test]
    fn a_file_that_lists_no_tables_of_a_database_is_not_read() {
        let read = |tables: &str| {
            serde_json::from_str::<DatabaseScope>(&format!(r#"{{"database_name":"a"{tables}}}"#))
                .map_err(|_| ())
        };
        assert_eq!(read("").map(|s| s.table_names), Ok(None));
        assert_eq!(read(r#","table_names":null"#).map(|s| s.table_names), Ok(None));
        assert_eq!(
            read(r#","table_names":["t"]"#).map(|s| s.table_names),
            Ok(Some(vec!["t".to_owned()]))
        );
        assert_eq!(read(r#","table_names":[]"#), Err(()));
    }
}
