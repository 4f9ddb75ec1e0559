//! The user at the keys, from the environment: for the record, not for permission.
//!
//! No name service is called, because a network could make it hang. The
//! user's number is certain anyway.

use crate::core::{base::text::clean_line, session::Who};

/// Most characters that are taken from a variable.
const LONGEST: usize = 64;

pub fn who() -> Who {
    Who {
        uid: rustix::process::getuid().as_raw(),
        user: variable("USER").or_else(|| variable("LOGNAME")),
        sudo_user: variable("SUDO_USER"),
        ssh_from: variable("SSH_CONNECTION").as_deref().and_then(address),
        host: rustix::system::uname().nodename().to_str().ok().and_then(cleaned),
    }
}

fn variable(name: &str) -> Option<String> {
    cleaned(&std::env::var(name).ok()?)
}

fn cleaned(text: &str) -> Option<String> {
    let text: String = clean_line(text.trim()).chars().take(LONGEST).collect();
    (!text.is_empty()).then_some(text)
}

/// Returns the address of the far end from `SSH_CONNECTION`:
/// `client-address client-port server-address server-port`.
fn address(connection: &str) -> Option<String> {
    connection.split_whitespace().next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_that_of_the_far_end() {
        assert_eq!(address("10.2.3.4 51234 10.0.0.7 22").as_deref(), Some("10.2.3.4"));
        assert_eq!(address(" "), None);
    }

    #[test]
    fn a_name_cannot_draw_on_the_screen() {
        assert_eq!(cleaned("op\u{1b}[2J.chen\u{202e}").as_deref(), Some("op[2J.chen"));
        assert_eq!(cleaned(" \u{7} "), None);
        assert_eq!(cleaned(&"x".repeat(100)).map(|t| t.len()), Some(LONGEST));
    }
}
