//! The title of each prompt, and the sentence below its field.

use crate::{
    core::{
        model::Model, operation::Operation, port::overlay::PromptKind, scope::tree::NamePlace,
        session::current::Mode,
    },
    words::{count, watch::lost},
};

/// Returns the title of a prompt. The token's title names the refusal, because the prompt can cover
/// the screen that shows the refusal.
pub fn title(model: &Model, kind: &PromptKind) -> &'static str {
    match kind {
        PromptKind::Token if model.current().is_some_and(Operation::wants_token) => {
            "Token: the one in use is refused (HTTP 401)"
        }
        PromptKind::Region => "Region (or an endpoint URL)",
        PromptKind::Project => "Project ID",
        PromptKind::Token => "Token",
        PromptKind::Passcode => "Passcode: IAM wants one beside the password",
        PromptKind::InstanceId => "Instance ID",
        PromptKind::SavePath => "Save the draft as",
        PromptKind::ListFile => "Open a list: type its file, or paste the list",
        PromptKind::TextPath => "Save the text as",
        PromptKind::TicketPath => "Save the ticket as",
        PromptKind::Change => "Change number, for the template of names",
        PromptKind::TreeName(NamePlace::NewDatabase) => "Database name",
        PromptKind::TreeName(NamePlace::NewTable(_)) => "Table name",
        PromptKind::TreeName(NamePlace::Rename(_)) => "New name",
        PromptKind::Statement(_, statement) => lost::prompt_title(*statement),
    }
}

/// Returns the sentence below the field of a prompt.
pub const fn hint(mode: Mode, kind: &PromptKind) -> &'static str {
    match kind {
        PromptKind::Token if matches!(mode, Mode::Demo) => {
            "Demo: leave it empty, and Enter fetches a fresh one."
        }
        PromptKind::Region => "Up/Down choose; type to filter, or type https://...",
        PromptKind::Project => "32 letters and digits, from the console's My Credentials.",
        PromptKind::Token => "Never shown, stored or logged; only its length is.",
        PromptKind::Passcode => "The code of the moment, from the MFA device of this user.",
        PromptKind::SavePath => {
            "Others may read it (as far as your umask lets them). No secret is in it."
        }
        PromptKind::ListFile => {
            "Lines of db.table or db, CSV, CQL, or database_tables. A preview comes first."
        }
        PromptKind::TextPath => {
            "Others may read it (as far as your umask lets them). Edit it, then v reads it."
        }
        PromptKind::TicketPath => "Only you may read it (mode 0600).",
        PromptKind::Change => "Asked once in this run; Ctrl-N on a filled name asks again.",
        PromptKind::InstanceId => "State its engine with Up/Down. Neither is verified.",
        PromptKind::TreeName(_) => "Case matters. Not verified: the service may not know it.",
        PromptKind::Statement(_, statement) => lost::prompt_hint(*statement),
    }
}

/// Returns how many characters the masked field holds.
pub fn secret_length(characters: usize) -> String {
    count(characters, "character")
}
