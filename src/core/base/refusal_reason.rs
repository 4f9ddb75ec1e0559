//! Why the service refuses: by the code first, by its words second, by the HTTP status last.
//!
//! A 403 by itself is no missing permission. The gateway answers it for a project that is
//! unavailable, for a caller on none of its access control lists and where it throttles, and the
//! service for another tenant's instance or an account in arrears. So a permission is called
//! missing only where code or words say that.

use super::call::{CallFailure, CreateAnswer, Refusal};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The token or the signature is refused or expired.
    Credentials,
    Permission,
    /// The gateway's access control keeps this caller out: address, user, API or region.
    AccessControl,
    ProjectUnavailable,
    /// The account owes money, or is frozen.
    Arrears,
    /// The instance belongs to another tenant or project.
    OtherTenant,
    /// There were too many requests.
    Throttled,
    /// A 403 that does not say why.
    Unsaid,
    /// None of these reasons: the HTTP status is all that is known.
    Other,
}

impl Reason {
    /// Returns whether every other call of this caller is refused as well.
    pub const fn is_of_the_caller(self) -> bool {
        !matches!(self, Self::Throttled | Self::Other)
    }

    fn of(status: u16, code: Option<&str>, words: &str) -> Self {
        let code = code.unwrap_or("").trim();
        by_code(status, code).or_else(|| by_words(status, words)).unwrap_or(match status {
            401 => Self::Credentials,
            403 => Self::Unsaid,
            429 => Self::Throttled,
            _ => Self::Other,
        })
    }
}

impl Refusal {
    /// Returns why the service refused.
    pub fn reason(&self) -> Reason {
        Reason::of(self.head.status, self.code.as_deref(), &self.words)
    }
}

impl CreateAnswer {
    /// Returns why the service refused, for an answer that is known to be a refusal.
    pub fn reason(&self) -> Reason {
        Reason::of(self.head.status, self.code.as_deref(), &self.words)
    }
}

impl CallFailure {
    /// Returns the refusal; `None` where nothing answered, or no refusal.
    pub const fn refusal(&self) -> Option<&Refusal> {
        let Self::Refused(refusal) = self else { return None };
        Some(refusal)
    }

    /// Returns why the service refused; `None` where nothing answered, or no refusal.
    pub fn reason(&self) -> Option<Reason> {
        self.refusal().map(Refusal::reason)
    }

    /// Returns whether the service refused the credentials.
    pub fn is_unauthorized(&self) -> bool {
        self.refusal().is_some_and(|refusal| refusal.head.status == 401)
    }
}

/// Returns the number in a code of the gateway: `0308` of `APIGW.0308`. Dedicated gateways and
/// other clouds write `APIG.` before the same numbers.
pub fn gateway_number(code: &str) -> Option<&str> {
    let number = code.strip_prefix("APIGW.").or_else(|| code.strip_prefix("APIG."))?;
    (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some(number)
}

/// Returns the reason that a code gives ("Error codes" of GeminiDB and of
/// the API Request Signing Guide).
fn by_code(status: u16, code: &str) -> Option<Reason> {
    match gateway_number(code).unwrap_or(code) {
        "DBS.280032" | "DBS.280063" => Some(Reason::Permission),
        "DBS.280015" | "DBS.280056" | "0301" | "0307" => Some(Reason::Credentials),
        // Documented as missing authentication, and met as an access control list.
        "0305" if status == 401 => Some(Reason::Credentials),
        "0302" | "0305" | "0306" | "0402" | "0801" | "0802" => Some(Reason::AccessControl),
        "0310" => Some(Reason::ProjectUnavailable),
        "DBS.200010" | "DBS.200604" => Some(Reason::OtherTenant),
        "0308" | "DBS.280443" => Some(Reason::Throttled),
        _ => None,
    }
}

/// Words that say why, in small letters. No code for arrears is documented; the other texts come
/// without a known code too. An account is looked for before a permission: a frozen one has none.
const WORDS: [(Reason, &[&str]); 5] = [
    (
        Reason::Arrears,
        &[
            "arrear",
            "overdue",
            "insufficient balance",
            "account is frozen",
            "account has been frozen",
            "欠费",
        ],
    ),
    (Reason::ProjectUnavailable, &["project is unavailable"]),
    (Reason::AccessControl, &["acl deny"]),
    (Reason::Throttled, &["throttl", "over ratelimit", "too many requests"]),
    (
        Reason::Permission,
        &[
            "permission",
            "policy doesn't allow",
            "policy does not allow",
            "not authorized to perform",
            "nosql:",
            "权限",
        ],
    ),
];

/// Returns the reason that the words of a 402 or 403 give: with any other status the code
/// or the status says all.
fn by_words(status: u16, words: &str) -> Option<Reason> {
    let words = if matches!(status, 402 | 403) { words.to_lowercase() } else { return None };
    let says = |(_, texts): &&(Reason, &[&str])| texts.iter().any(|text| words.contains(text));
    WORDS.iter().find(says).map(|(reason, _)| *reason)
}

#[cfg(test)]
mod tests {
    use super::{Reason::*, *};

    #[test]
    fn the_table() {
        let rows: &[(u16, &str, &str, Reason)] = &[
            (403, "APIGW.0310", "The project is unavailable.", ProjectUnavailable),
            (403, "APIG.0310", "", ProjectUnavailable),
            (403, "APIGW.0305", "API access denied: acl deny ip 10.1.2.3", AccessControl),
            (401, "APIGW.0305", "Authentication information is missing.", Credentials),
            (403, "APIGW.0302", "", AccessControl),
            (403, "APIGW.0306", "API access denied, the app has no permission", AccessControl),
            (403, "APIGW.0308", "policy user over ratelimit,limit:200,time:5 minute", Throttled),
            (429, "APIGW.0308", "", Throttled),
            (403, " DBS.280443\n", "", Throttled),
            (429, "", "", Throttled),
            (403, "DBS.200010", "no permission", OtherTenant),
            (400, "DBS.200010", "The instance does not belong to the tenant.", OtherTenant),
            (400, "DBS.200604", "", OtherTenant),
            (403, "", "The account is in ARREARS.", Arrears),
            (403, "X.1", "Permission denied: your account has been frozen.", Arrears),
            (402, "", "账号欠费", Arrears),
            (403, "DBS.280032", "", Permission),
            (400, "DBS.280063", "", Permission),
            (
                403,
                "PAP5.0001",
                "User: x is not authorized to perform: gaussdbfornosql:instance:list",
                Permission,
            ),
            (403, "403", "Policy doesn't allow nosql:instance:list to be performed.", Permission),
            (403, "", "You have no permission to do that.", Permission),
            (403, "", "没有权限", Permission),
            (403, "DBS.280056", "", Credentials),
            (403, "APIGW.0307", "The token must be updated.", Credentials),
            (401, "", "", Credentials),
            (403, "", "", Unsaid),
            (403, "", "<html><title>403 Forbidden</title></html>", Unsaid),
            (403, "APIGW.0999", "Denied.", Unsaid),
            (403, "DBS.200019", "Another operation is being performed.", Unsaid),
            // Words are looked into only where nothing else says why.
            (404, "", "No such resource, or no permission.", Other),
            (500, "", "permission", Other),
            (400, "DBS.280001", "overdue", Other),
        ];
        for (status, code, words, want) in rows {
            assert_eq!(Reason::of(*status, Some(code), words), *want, "{status} {code} {words}");
        }
        assert_eq!(Reason::of(403, None, ""), Unsaid);
    }
}
