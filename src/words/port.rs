//! The status line's messages, each shown until the next key, and why a prompt or a setting was
//! refused.

use super::{
    base::{calls, disk_error, permissions::Need},
    choose, count,
    draft::rules,
    history, journal,
    watch::lost,
};
use crate::core::{
    base::{disk_error::StateTrouble, ids::InstanceId, time::elapsed},
    port::{overlay::PromptProblem, status_line::Notice},
    scope::{
        choice::ScopeChoice,
        tree::{Changed, Counts, Undone},
    },
    session::current::SetupProblem,
};

pub fn notice(notice: &Notice) -> String {
    match notice {
        Notice::ErrorsFirst(n) => format!("{} to mend before Review.", count(*n, "error")),
        Notice::NothingToFix => "There is nothing to fix here.".to_owned(),
        Notice::Fixed => "Fixed. Check that it says what you mean.".to_owned(),
        Notice::PasteFolded => "Pasted on one line: line breaks became spaces.".to_owned(),
        Notice::PasteIgnored => "A paste does nothing here.".to_owned(),
        Notice::PasteUnended => "Paste without an end: kept so far. A key counts again once it \
            comes alone."
            .to_owned(),
        Notice::NotUtf8 => "The locale is not UTF-8: other characters than ASCII show as \
            \\u{...}."
            .to_owned(),
        Notice::PressAlone => "Not sent. Look, wait a moment, then press Enter once, by \
            itself."
            .to_owned(),
        Notice::OffTheButton => "That key does nothing here. Tab goes back to the send \
            button."
            .to_owned(),
        Notice::TabFirst => "Tab goes to the send button.".to_owned(),
        Notice::ChecksForbid => "Not sent: a check forbids it.".to_owned(),
        Notice::ChecksReading => "Not sent: the checks are still being read.".to_owned(),
        Notice::PhraseWrong => "Not sent: type the words shown, exactly.".to_owned(),
        Notice::InstanceFirst => "Choose an instance first.".to_owned(),
        Notice::SignInFailed => "Signing in failed; Esc to Start tells why, and tries \
            again."
            .to_owned(),
        Notice::SourceUnusable => "It cannot be used as it is; why stands below.".to_owned(),
        Notice::NoProject => "IAM knows no project of that name: type its ID.".to_owned(),
        Notice::ProfileSaved(path) => format!("Saved in {path}."),
        Notice::AnotherIdentity => "Another account, user or project now: choose the instance \
            again. The texts are kept."
            .to_owned(),
        Notice::SetupFirst => "Nothing can be read or sent before this is set.".to_owned(),
        Notice::CassandraOnly => "Databases and tables can be chosen on Cassandra only.".to_owned(),
        Notice::Narrowed => "Now one by one: all tables of it but this one.".to_owned(),
        Notice::OpenFirst => "Its tables are being read; then press o again.".to_owned(),
        Notice::Counted(counts) => format!("Chosen now: {}.", scope_counts(*counts)),
        Notice::Bulk { on, changed, counts } => bulk(*on, *changed, *counts),
        Notice::Undone { what, again, choice, counts } => undone(*what, *again, *choice, *counts),
        Notice::UndoWidens => "Nothing more to undo here: one step further, under Scope, is the \
            WHOLE INSTANCE."
            .to_owned(),
        Notice::NothingToUndo => "There is nothing to undo.".to_owned(),
        Notice::NothingToRedo => "There is nothing to redo.".to_owned(),
        Notice::LoadingAll(branches) => format!(
            "Loading the tables of {}; L \
            stops.",
            count(*branches, "database")
        ),
        Notice::AllLoaded => "There is nothing left to load.".to_owned(),
        Notice::LoadingStopped => "Stopped. What was loaded stays; L goes on.".to_owned(),
        Notice::SystemLine => "Right unfolds the system keyspaces; each is ticked by \
            itself."
            .to_owned(),
        Notice::ListedStays => "Only typed names (marked *) can be renamed or removed.".to_owned(),
        Notice::Copied => "Sent to your terminal's clipboard; the IDs stay on screen as \
            well."
            .to_owned(),
        Notice::NoTicket => "Only an operation or a draft has a ticket.".to_owned(),
        Notice::TicketOffered => {
            "Offered to your terminal's clipboard; s saves it for sure.".to_owned()
        }
        Notice::TicketSaved => "Saved; only you may read it.".to_owned(),
        Notice::NothingToCopy => "There is no ID to copy yet.".to_owned(),
        Notice::StillOpen => "Not sent: the request before is still under way.".to_owned(),
        Notice::Rereading => "Older than a minute: all is read again, then it is sent. Esc gives \
            it up."
            .to_owned(),
        Notice::Changed => "Not sent: it is not as it was shown any more. Look at what is marked \
            CHANGED."
            .to_owned(),
        Notice::GaveUp => "Not sent: given up while all was being read again. Tab begins \
            anew."
            .to_owned(),
        Notice::DiskTooSlow => "Not sent: the disk took too long, and what was read has grown \
            old."
            .to_owned(),
        Notice::ClockJumped { seconds, held_back } => clock_jumped(*seconds, *held_back),
        Notice::Waiting => "Waiting for the instance. w or Esc stops waiting.".to_owned(),
        Notice::WaitingStopped => "Not waiting any more. Nothing was sent.".to_owned(),
        Notice::NothingToWaitFor => "There is no busy instance to wait for.".to_owned(),
        Notice::IdleNow => "The instance is idle. Look at the checks; nothing was sent.".to_owned(),
        Notice::Intending => "The intent is being written to the journal; then it is \
            sent."
            .to_owned(),
        Notice::JournalRefused => "Not sent: the journal could not be written. r tries \
            again."
            .to_owned(),
        Notice::RivalAppeared => "Not sent: another operation on this instance has turned up. \
            Look at the checks."
            .to_owned(),
        Notice::JournalBehind => "The journal could not be written: note what stands here. r \
            tries again."
            .to_owned(),
        Notice::OnlyWatching => "There is nothing behind this screen; q leaves.".to_owned(),
        Notice::SavingDraft => "Saving the draft, then leaving. Ctrl-C leaves at once.".to_owned(),
        Notice::DraftUnread(why) => format!("It cannot be opened: {}.", journal::trouble(why)),
        Notice::DraftStays(why) => format!(
            "A draft's file was not removed: \
            {}.",
            disk_error::trouble(why)
        ),
        Notice::NotDiscarded => "Only a draft can be discarded.".to_owned(),
        Notice::Discarded => "Discarded.".to_owned(),
        Notice::NoDraftOpened => "This form was not opened from a draft.".to_owned(),
        Notice::Offline => "Offline: nothing is read and nothing is sent.".to_owned(),
        Notice::FileSaved => "Saved. Nothing was sent.".to_owned(),
        Notice::ReadOnly => super::review::READ_ONLY.to_owned(),
        Notice::LastReading => "Reading this instance's backups for the last table-level \
            one..."
            .to_owned(),
        Notice::LastWaits => "You have typed on, so the last table-level backup is not shown: d \
            in the tree asks again."
            .to_owned(),
        Notice::ListJustTaken { on: true } => {
            "The list is taken. Here a ticks ALL that is shown: press a again if you want \
                that."
                .to_owned()
        }
        Notice::ListJustTaken { on: false } => {
            "The list is taken. Here n unticks ALL that is shown: press n again if you want \
                that."
                .to_owned()
        }
        Notice::LookAtList => "Not taken: that key came too soon after the list. Look, then \
            press it alone."
            .to_owned(),
        Notice::RowsChanged => "The rows have just changed: look, and press again.".to_owned(),
        Notice::LastUnread(why) => calls::not_read("Its backups were", why, Need::Backups) + ".",
        Notice::LastNone => "No table-level backup of this instance is complete and tells what \
            it holds."
            .to_owned(),
        Notice::NewReading => "Its databases are still being read for what is new.".to_owned(),
        Notice::NothingNew => "Nothing is new: the service lists no other tables there.".to_owned(),
        Notice::ListDropped => "The list was not taken; nothing has changed.".to_owned(),
        Notice::ListReading => "More of the paste is coming in; wait a moment.".to_owned(),
        Notice::OnlyAlone => "Nothing taken: bare names of databases are taken by w alone, as a \
            whole."
            .to_owned(),
        Notice::ListEmpty => "There is nothing in it that can be taken. Esc closes.".to_owned(),
        Notice::TextCopied => "Sent to your terminal's clipboard. Paste it back here when it is \
            edited."
            .to_owned(),
        Notice::TextSaved => "Saved. v reads it back when it is edited.".to_owned(),
        Notice::LineCopied => "Sent to your terminal's clipboard. Esc closes.".to_owned(),
        Notice::NoTemplate => "No name_template is set in config.toml.".to_owned(),
        Notice::NoConfiguration => "A demo reads no config.toml, so there is no name_template \
            here."
            .to_owned(),
        Notice::NameFilled => "Filled in from the template. Check that it says what you \
            mean."
            .to_owned(),
        Notice::NameStands => "There is a name already: Ctrl-N again replaces it.".to_owned(),
        Notice::Named(notice) => choose::named(notice),
        Notice::History(notice) => history::notice(notice),
        Notice::Choice(notice) => lost::notice(notice),
        Notice::JournalRebuilt => "The journal's file was gone; all of it was written \
            anew."
            .to_owned(),
    }
}

/// Says that the clock jumped. A machine that was suspended looks the same as a clock that was set.
fn clock_jumped(seconds: i64, held_back: bool) -> String {
    let way = if seconds < 0 { "back" } else { "ahead" };
    let jump = format!("this machine's clock jumped {} {way}", elapsed(seconds.unsigned_abs()));
    match held_back {
        true => format!("Not sent: {jump}. Look, then confirm anew."),
        false => format!("{}: all is read again before it is sent.", jump.replacen('t', "T", 1)),
    }
}

fn bulk(on: bool, changed: Changed, counts: Counts) -> String {
    let done = if on { "Ticked" } else { "Unticked" };
    format!("{done} {} of what is shown; now {}.", names(changed), scope_counts(counts))
}

fn undone(what: Undone, again: bool, choice: ScopeChoice, counts: Counts) -> String {
    let done = if again { "Done again" } else { "Undone" };
    match (what.scope, choice) {
        (true, ScopeChoice::Instance) => format!("{done}: the scope is the WHOLE INSTANCE now."),
        (true, ScopeChoice::Tables) => {
            format!("{done}: the scope is databases and tables; now {}.", scope_counts(counts))
        }
        (false, _) if what.changed == Changed::default() => {
            format!("{done}: {}.", count(what.names, "name"))
        }
        (false, _) => format!("{done}: {}; now {}.", names(what.changed), scope_counts(counts)),
    }
}

/// Returns a number of names like `2 databases + 3 tables`.
fn names(changed: Changed) -> String {
    match (changed.databases, changed.tables) {
        (0, 0) => "nothing".to_owned(),
        (databases, 0) => count(databases, "database"),
        (0, tables) => count(tables, "table"),
        (databases, tables) => {
            format!("{} + {}", count(databases, "database"), count(tables, "table"))
        }
    }
}

/// Returns the size of a scope like `1 whole database + 2 tables`.
pub fn scope_counts(counts: Counts) -> String {
    match (counts.whole, counts.tables) {
        (0, 0) => "nothing".to_owned(),
        (whole, 0) => count(whole, "whole database"),
        (0, tables) => count(tables, "table"),
        (whole, tables) => {
            format!("{} + {}", count(whole, "whole database"), count(tables, "table"))
        }
    }
}

/// Says why a prompt did not take the typed text.
pub fn prompt_problem(problem: &PromptProblem) -> String {
    match problem {
        PromptProblem::InstanceId => {
            let example = InstanceId::typed("0123456789abcdef0123456789abcdefin06");
            format!(
                "An instance ID is 32 hex digits, 'in', 2 digits, as {}.",
                example.as_ref().map_or("", InstanceId::as_str)
            )
        }
        PromptProblem::PasscodeEmpty => "Type the code of the moment; Esc gives up.".to_owned(),
        PromptProblem::EngineMissing => {
            "State the engine of the instance: Up/Down, then Enter.".to_owned()
        }
        PromptProblem::Statement(problem) => lost::problem(*problem),
        PromptProblem::Name(problem) => rules::name_problem(*problem).to_owned(),
        PromptProblem::PathEmpty => "Type the name of a file.".to_owned(),
        PromptProblem::File(StateTrouble::Exists(path)) => {
            format!("{path} is there already. Enter again replaces it.")
        }
        PromptProblem::File(why) => format!("{}.", disk_error::file_trouble(why)),
        PromptProblem::Unread(why) => format!("{}.", disk_error::file_trouble(why)),
        PromptProblem::Setup(problem) => setup_problem(problem),
    }
}

/// Says why a setting was refused.
pub fn setup_problem(problem: &SetupProblem) -> String {
    match problem {
        SetupProblem::UnknownRegion(region) => {
            format!("No region {region} is built in; give its endpoint URL.")
        }
        SetupProblem::BadEndpoint(why) => why.clone(),
        SetupProblem::BadProject => "A project ID is 32 letters and digits.".to_owned(),
        SetupProblem::BadToken => {
            "That is no token: it is empty or has characters that no token has.".to_owned()
        }
        SetupProblem::BadCharacter => "It has characters that cannot be sent.".to_owned(),
    }
}
