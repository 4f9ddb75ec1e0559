//! The status line's messages, each shown until the next key, and why a prompt or a setting was
//! refused.

use super::{
    base::{calls, disk_error, permissions::Need},
    choose, count, counts,
    draft::rules,
    history, if_any, join, journal, say,
    watch::lost,
};
use crate::core::{
    base::{InstanceId, Key, Level, StateTrouble, text::name_excerpt, time::elapsed},
    port::{Commands, Multiplexer, Notice, PromptProblem},
    scope::{Changed, Counts, ScopeChoice, Undone},
    session::SetupProblem,
};

/// Returns how grave a notice is, and its sentence.
pub fn notice(by: Commands, notice: &Notice) -> (Level, String) {
    use Level::{Error, Note, Wait, Warn};
    use Notice as N;
    let (level, sentence) = match notice {
        N::ErrorsFirst(n) => return (Error, format!("Fix {} first.", count(*n, "error"))),
        N::NothingToFix => (Note, "There is nothing to fix here."),
        N::NotAField => {
            (Warn, "Scope is not a text field. <Space changes it; Tab goes on|1 or 2 chooses>.")
        }
        N::OnceMore(key) => {
            let key = Key::char(*key);
            return (
                Warn,
                format!("Scope is not a text field. If you mean {key}, {}", say(by, ONCE_MORE)),
            );
        }
        N::Fixed => (Note, "Fixed. Check that it says what you mean."),
        N::PasteFolded => (Warn, "Pasted on one line: line breaks became spaces."),
        N::PasteIgnored => (Warn, "A paste does nothing here."),
        N::PasteUnended => (
            Warn,
            "The paste did not end; its text is kept.< A key counts again once it comes alone.|>",
        ),
        N::NotUtf8 => (Warn, "The locale is not UTF-8: characters beyond ASCII show as \\u{...}."),
        N::PressAlone => (
            Error,
            "Not sent. Look, wait a moment, then <press Enter once, by itself|answer again>.",
        ),
        N::OffTheButton => (
            Note,
            "<That key does nothing here. Tab goes back to the button|That is no answer here>.",
        ),
        N::TabFirst => (Note, "<Tab goes to the send button|send asks for the confirmation>."),
        N::ChecksForbid => (Error, "Not sent: a check forbids it."),
        N::ChecksReading => (Wait, "Not sent: the checks are still being read."),
        N::PhraseWrong => (Error, "Not sent: type the words shown, exactly."),
        N::InstanceFirst => (Error, "Choose an instance first."),
        N::SignInFailed => (Error, "Sign-in failed; Start (<Esc|back>) says why, and tries again."),
        N::SourceUnusable => (Error, "It cannot be used as it is; the reason is below."),
        N::NoProject => (Error, "IAM knows no project of that name: type its ID."),
        N::ProfileSaved(path) => return (Note, format!("Saved in {path}.")),
        N::AnotherIdentity => (
            Warn,
            "Another account, user or project now: choose the instance again. The texts are kept.",
        ),
        N::SetupFirst => (Error, "Nothing can be read or sent before this is set."),
        N::CassandraOnly => (Error, "Databases and tables can be chosen on Cassandra only."),
        N::Narrowed => (Note, "Now one by one: all tables of it but this one."),
        N::OpenFirst => (Error, "Its tables are being read; then <press o|answer one> again."),
        N::Counted(counts) => return (Note, format!("Chosen now: {}.", scope_counts(*counts))),
        N::Bulk { on, changed, counts } => return (Note, bulk(*on, *changed, *counts)),
        N::Undone { what, again, choice, counts } => {
            return (Note, undone(*what, *again, *choice, *counts));
        }
        N::UndoWidens => (
            Warn,
            "Nothing more to undo here: one step further, under Scope, is the WHOLE INSTANCE.",
        ),
        N::NothingToUndo => (Note, "There is nothing to undo."),
        N::NothingToRedo => (Note, "There is nothing to redo."),
        N::LoadingAll(branches) => {
            let branches = count(*branches, "database");
            return (
                Wait,
                format!("Loading the tables of {branches}; {}", say(by, "<L|load> stops.")),
            );
        }
        N::AllLoaded => (Note, "There is nothing left to load."),
        N::LoadingStopped => (Note, "Stopped. What was loaded stays; <L|load> goes on."),
        N::SystemLine => {
            (Note, "<Right|open> unfolds the system keyspaces; each is ticked by itself.")
        }
        N::ListedStays => (Note, "Only typed names (marked *) can be renamed or removed."),
        N::Copied => (Note, "<Offered to the terminal's clipboard|Copy these lines>."),
        N::NoTicket => (Note, "Only an operation or a draft has a ticket."),
        N::TicketSaved => (Note, "Saved; only you may read it."),
        N::NothingToCopy => (Note, "There is no ID to copy yet."),
        N::StillOpen => (Error, "Not sent: the previous request is still under way."),
        N::Rereading => (Wait, "Over a minute old: refreshing, then sending.< Esc stops.|>"),
        N::Changed => (Error, "Not sent: something changed. Look for CHANGED."),
        N::GaveUp => {
            (Error, "Not sent: given up while all was being refreshed. <Tab|send> starts again.")
        }
        N::DiskTooSlow => {
            (Error, "Not sent: the disk took too long, and what was read is out of date.")
        }
        N::ClockJumped { seconds, held_back } => {
            return (if *held_back { Error } else { Warn }, clock_jumped(*seconds, *held_back));
        }
        N::Waiting => (Wait, "Waiting for the instance. <w or Esc|wait or back> stops waiting."),
        N::WaitingStopped => (Note, "Not waiting any more. Nothing was sent."),
        N::NothingToWaitFor => (Note, "There is no busy instance to wait for."),
        N::IdleNow => (Note, "The instance is idle. Look at the checks; nothing was sent."),
        N::Intending => (Wait, "Saving the request, then sending."),
        N::JournalRefused => {
            (Error, "Not sent: the journal could not be written. <r|read> tries again.")
        }
        N::RivalAppeared => (
            Error,
            "Not sent: another operation on this instance has turned up. Look at the checks.",
        ),
        N::JournalBehind => {
            (Error, "Journal not written: note what is shown. <r|read> tries again.")
        }
        N::OnlyWatching => (Note, "There is nothing behind this screen; <q|quit> leaves."),
        N::SavingDraft => (Wait, "Saving the draft, then leaving. Ctrl-C leaves at once."),
        N::DraftUnread(why) => {
            return (Error, format!("It cannot be opened: {}.", journal::trouble(why)));
        }
        N::DraftStays(why) => {
            return (
                Error,
                format!("A draft's file was not removed: {}.", disk_error::trouble(why)),
            );
        }
        N::NotDiscarded => (Note, "Only a draft can be discarded."),
        N::Discarded => (Note, "Discarded."),
        N::NoDraftOpened => (Note, "This form was not opened from a draft."),
        N::Offline => (Note, "Offline: nothing is read and nothing is sent."),
        N::FileSaved => (Note, "Saved. Nothing was sent."),
        N::ReadOnly => (Error, super::review::READ_ONLY),
        N::LastReading => (Wait, "Reading this instance's backups for the last table-level one..."),
        N::LastWaits => (
            Note,
            "You kept typing, so the last table-level backup is not shown: <d in the tree|last> \
                asks again.",
        ),
        N::ListJustTaken { on: true } => (
            Warn,
            "The list is taken. Here <a|all> ticks ALL that is shown: <press a|answer all> again \
                if you want that.",
        ),
        N::ListJustTaken { on: false } => (
            Warn,
            "The list is taken. Here <n|none> unticks ALL that is shown: <press n|answer none> \
                again if you want that.",
        ),
        N::LookAtList => (
            Error,
            "Not taken: that <key|answer> came too soon after the list. Look, then <press|give> \
                it alone.",
        ),
        N::RowsChanged => (Error, "The rows have just changed: look, and <press|answer> again."),
        N::LastUnread(why) => {
            return (Error, calls::not_read("Its backups were", why, Need::Backups) + ".");
        }
        N::LastNone => {
            (Note, "No table-level backup of this instance is complete and says what it holds.")
        }
        N::NewReading => (Wait, "Its databases are still being read for what is new."),
        N::NothingNew => (Note, "Nothing is new: the service lists no other tables there."),
        N::ListDropped => (Note, "The list was not taken; nothing has changed."),
        N::ListReading => (Wait, "More of the paste is arriving; wait a moment."),
        N::OnlyAlone => (
            Error,
            "Nothing taken: only <w|whole> takes the bare names of databases, each as a WHOLE.",
        ),
        N::ListEmpty => (Error, "There is nothing in it that can be taken. <Esc|back> closes."),
        N::TextSaved => (Note, "Saved. <v|list> reads it back when it is edited."),
        N::NoTemplate => (Note, "No name_template is set in config.toml."),
        N::NoConfiguration => {
            (Note, "A demo reads no config.toml, so there is no name_template here.")
        }
        N::NameFilled => (Note, "Filled in from the template. Check that it says what you mean."),
        N::NameStands => (Warn, "There is a name already: <Ctrl-N|/template> again replaces it."),
        N::Named(notice) => return choose::named(notice),
        N::History(notice) => return (Error, history::notice(by, notice)),
        N::Choice(notice) => return lost::notice(by, notice),
        N::JournalRebuilt => (Warn, "The journal file was missing; all of it was written again."),
    };
    (level, say(by, sentence))
}

const ONCE_MORE: &str = "<press|give> it again, alone.";

/// Says what keeps a copy from the terminal's clipboard on its way through a multiplexer, and which
/// setting lets the copy through. Returns `None` for another notice, and without a multiplexer.
pub const fn through(by: Option<Multiplexer>, notice: &Notice) -> Option<&'static str> {
    match (by, notice) {
        (Some(Multiplexer::Tmux), Notice::Copied) => {
            Some("Offered to tmux; the clipboard needs: set -g set-clipboard on")
        }
        (Some(Multiplexer::Screen), Notice::Copied) => {
            Some("Offered, but GNU screen passes nothing on to the clipboard.")
        }
        _ => None,
    }
}

/// Says that the clock jumped. A machine that was suspended looks the same as a clock that was set.
fn clock_jumped(seconds: i64, held_back: bool) -> String {
    let way = if seconds < 0 { "back" } else { "ahead" };
    let jump = format!("this machine's clock jumped {} {way}", elapsed(seconds.unsigned_abs()));
    match held_back {
        true => format!("Not sent: {jump}. Look, then confirm again."),
        false => format!("{}: all is refreshed before it is sent.", jump.replacen('t', "T", 1)),
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
fn names(Changed { databases, tables }: Changed) -> String {
    or_nothing(counts([(databases, "database"), (tables, "table")]))
}

/// Returns the size of a scope like `1 whole database + 2 tables`.
pub fn scope_counts(Counts { whole, tables, .. }: Counts) -> String {
    or_nothing(counts([(whole, "whole database"), (tables, "table")]))
}

fn or_nothing(counts: String) -> String {
    if counts.is_empty() { "nothing".to_owned() } else { counts }
}

/// Says why a prompt did not take the typed text.
pub fn prompt_problem(by: Commands, problem: &PromptProblem) -> String {
    let sentence = match problem {
        PromptProblem::InstanceId => {
            let example = InstanceId::typed("0123456789abcdef0123456789abcdefin06");
            return format!(
                "An instance ID is 32 hex digits, 'in', 2 digits, as {}.",
                example.as_ref().map_or("", InstanceId::as_str)
            );
        }
        PromptProblem::PasscodeEmpty => "Enter the current MFA code; <Esc|back> gives up.",
        PromptProblem::EngineMissing => {
            "Choose the engine of the instance<: Up/Down, then Enter| by its number>."
        }
        PromptProblem::Statement(problem) => return lost::problem(*problem),
        PromptProblem::Name(problem) => rules::name_problem(*problem),
        PromptProblem::PathEmpty => "Type the name of a file.",
        PromptProblem::NoFile => "No file goes on from here.",
        PromptProblem::SeveralFiles(names, more) => {
            let shown = join(names.iter().map(|name| name_excerpt(name, 24)), ", ");
            return format!("Several files: {shown}{}.", if_any(", and ", *more, " more"));
        }
        PromptProblem::File(StateTrouble::Exists(path)) => {
            return format!(
                "{path} is there already. {}",
                say(by, "<Enter again|Enter alone> replaces it.")
            );
        }
        PromptProblem::File(why) | PromptProblem::Unread(why) => {
            return format!("{}.", disk_error::file_trouble(why));
        }
        PromptProblem::Setup(problem) => return setup_problem(problem),
    };
    say(by, sentence)
}

/// Says why a setting was refused.
pub fn setup_problem(problem: &SetupProblem) -> String {
    match problem {
        SetupProblem::UnknownRegion(region) => {
            format!("Region {region} is not in the built-in list; give its endpoint URL.")
        }
        SetupProblem::BadEndpoint(why) => why.clone(),
        SetupProblem::BadProject => "A project ID is 32 letters and digits.".to_owned(),
        SetupProblem::BadToken => {
            "That is not a token: it is empty, or has characters that no token has.".to_owned()
        }
        SetupProblem::BadCharacter => "It has characters that cannot be sent.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nobody sees whether a terminal takes a copy, so a copy is offered and not made.
    #[test]
    fn a_copy_is_offered_and_a_multiplexer_named() {
        let tmux = through(Some(Multiplexer::Tmux), &Notice::Copied).unwrap_or_default();
        let screen = through(Some(Multiplexer::Screen), &Notice::Copied).unwrap_or_default();
        assert!(tmux.contains("set -g set-clipboard on") && screen.contains("GNU screen"));
        for text in [tmux, screen, &notice(Commands::Keys, &Notice::Copied).1] {
            assert!(text.starts_with("Offered") && text.len() < 79, "{text}");
        }
        assert_eq!(through(None, &Notice::Copied), None);
        assert_eq!(through(Some(Multiplexer::Tmux), &Notice::NothingToCopy), None);
    }
}
