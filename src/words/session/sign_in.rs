//! Why signing in failed, in words.

use crate::{
    core::{
        base::{CallFailure, Reason},
        session::{Method, SignInFailure},
    },
    words::base::calls,
};

/// Says why signing in failed, in one sentence without its end mark.
pub fn failure(failure: &SignInFailure) -> String {
    match failure {
        SignInFailure::Call(why) => calls::failure(why),
        SignInFailure::PasscodeNeeded => "an MFA code is needed with the password".to_owned(),
        SignInFailure::NoAgency => "no agency is bound to this server".to_owned(),
        SignInFailure::NoMetadata => {
            "no metadata service answered within 3 s: is this a cloud server?".to_owned()
        }
        SignInFailure::NoIamEndpoint => "IAM's endpoint is not known".to_owned(),
        SignInFailure::Missing(what) => format!("the answer has no usable {what}"),
        SignInFailure::Spent => "refused before, and not retried by itself".to_owned(),
        SignInFailure::Unchanged => "the source has not changed".to_owned(),
    }
}

/// Says what the operator can do about a sign-in that failed; `method` is the way that was tried.
pub fn remedy(failure: &SignInFailure, method: Option<Method>) -> &'static str {
    match failure {
        // The gateway's words for a signature of another hour (API Request Signing Guide).
        SignInFailure::Call(CallFailure::Refused(refusal))
            if refusal.words.contains("signature expired") =>
        {
            "This machine's clock and the service's differ by more than 15 minutes: set the clock."
        }
        SignInFailure::Call(CallFailure::Refused(refusal)) => match (refusal.head.status, method) {
            _ if refusal.reason() == Reason::Throttled => {
                "Too many requests: wait a moment, then try again."
            }
            (401, Some(Method::Keys { .. } | Method::Agency)) => {
                "Check access key, secret key and security token. More than five wrong ones in a \
                    row lock the key for 5 minutes."
            }
            (401, Some(Method::Token)) => {
                "The token has expired, or is not from this IAM: give a new one."
            }
            (401, _) => {
                "Check account, user, password and MFA code. Five wrong ones in a row usually \
                    lock the user for 15 minutes."
            }
            (400 | 403 | 404, _) => {
                const PROJECT: &str =
                    "Check the project and its domain, and that the user may use the project.";
                calls::own_words(refusal.reason()).unwrap_or(PROJECT)
            }
            (_, _) => "Try again.",
        },
        SignInFailure::Call(CallFailure::NotSent(_) | CallFailure::NoAnswer(_)) => {
            "Check IAM's endpoint and the way to it."
        }
        SignInFailure::Call(CallFailure::Incomplete(_)) => {
            "Give the project's ID: --project-id ID."
        }
        SignInFailure::Call(CallFailure::Unreadable(..)) | SignInFailure::Missing(_) => {
            "Check that the endpoint is IAM's."
        }
        SignInFailure::PasscodeNeeded => "Enter the current MFA code.",
        SignInFailure::NoAgency => {
            "Bind an agency to the server in the ECS console, or choose another way to sign in."
        }
        SignInFailure::NoMetadata => "Choose another way to sign in.",
        SignInFailure::NoIamEndpoint => "Give a region, or --iam-endpoint.",
        SignInFailure::Spent => "Sign in again.",
        SignInFailure::Unchanged => {
            "Put a new token or new keys there, or choose another way to sign in."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::base::call::{Head, Refusal};

    #[test]
    fn a_wrong_password_is_told_with_the_danger_of_a_lockout() {
        let head = Head { status: 401, ..Head::default() };
        let refused = Refusal {
            head,
            code: Some("IAM.0062".into()),
            words: "The username or password is wrong.".into(),
        };
        let wrong = SignInFailure::Call(CallFailure::Refused(refused));
        assert_eq!(failure(&wrong), "HTTP 401 IAM.0062: The username or password is wrong");
        let by = |method| remedy(&wrong, Some(method));
        assert!(by(Method::Password { passcode: false }).contains("Five wrong ones"));
        assert!(by(Method::Keys { temporary: false }).contains("lock the key"));
        assert!(!by(Method::Token).contains("password"));
    }
}
