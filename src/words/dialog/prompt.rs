//! The title of each prompt, and the sentence below its field.

use crate::{
    core::{
        base::Engine,
        model::Model,
        operation::{Operation, recovery::Statement},
        port::{Commands, Prompt, PromptKind},
        scope::NamePlace,
        session::Mode,
    },
    words::{say, session::set_up},
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
        PromptKind::Passcode => "MFA code: IAM asks for it with the password",
        PromptKind::InstanceId => "Instance ID",
        PromptKind::SavePath => "Save the draft as",
        PromptKind::ListFile => "Load a table list: enter a file name, or paste",
        PromptKind::TextPath => "Save the text as",
        PromptKind::TicketPath => "Save the ticket as",
        PromptKind::Change => "Change number, for the name template",
        PromptKind::TreeName(NamePlace::NewDatabase) => "Database name",
        PromptKind::TreeName(NamePlace::NewTable(_)) => "Table name",
        PromptKind::TreeName(NamePlace::Rename(_)) => "New name",
        PromptKind::Statement(_, Statement::BackupId) => "The backup ID that the console shows",
        PromptKind::Statement(_, Statement::NotThere) => "Record as not created: your note",
    }
}

/// Returns the sentence below the field of a prompt.
pub fn hint(by: Commands, mode: Mode, kind: &PromptKind) -> String {
    let sentence = match kind {
        PromptKind::Token if matches!(mode, Mode::Demo) => {
            "Demo: <leave it empty, and Enter|Enter alone> fetches a fresh one."
        }
        PromptKind::Region => "<Up/Down choose; type to filter|A number>, or type https://...",
        PromptKind::Project => "32 letters and digits, from the console's My Credentials.",
        PromptKind::Token => "Never shown, stored or logged; only its length is.",
        PromptKind::Passcode => "Enter the current MFA code.",
        PromptKind::SavePath => {
            "Others may read it (as far as your umask lets them). No secret is in it."
        }
        PromptKind::ListFile => {
            "Lines of db.table or db, CSV, CQL, or database_tables. A preview comes first."
        }
        PromptKind::TextPath => {
            "Others may read it (as far as your umask lets them). Edit it, then <v|list> loads it."
        }
        PromptKind::TicketPath => "Only you may read it (mode 0600).",
        PromptKind::Change => {
            "Asked once in this run; <Ctrl-N|/template> on a filled name asks again."
        }
        PromptKind::InstanceId => {
            "Choose its engine <with Up/Down|by its number>. Neither is verified."
        }
        PromptKind::TreeName(_) => "Case matters. Not verified: the service may not know it.",
        PromptKind::Statement(_, Statement::BackupId) => {
            "It is followed from then on. Compare name, instance and start time in the console \
                first."
        }
        PromptKind::Statement(_, Statement::NotThere) => {
            "Where you looked and when, for the record. It ends the search."
        }
    };
    say(by, sentence)
}

/// Returns the rows to choose from.
pub fn choices(it: &Prompt) -> Vec<String> {
    match it.kind {
        PromptKind::Region => set_up::regions(&it.regions()),
        PromptKind::InstanceId => Engine::STATED.iter().map(|it| it.name().to_owned()).collect(),
        PromptKind::Project
        | PromptKind::Token
        | PromptKind::Passcode
        | PromptKind::TreeName(_)
        | PromptKind::SavePath
        | PromptKind::ListFile
        | PromptKind::TextPath
        | PromptKind::TicketPath
        | PromptKind::Change
        | PromptKind::Statement(..) => Vec::new(),
    }
}
