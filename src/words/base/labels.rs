//! Titles and labels: the short texts that stand still on the screens.

/// Title of the instance pane.
pub const INSTANCE: &str = "Instance";
pub const CHANGE_INSTANCE: &str = "Ctrl-O change";
/// In it before an instance is chosen.
pub const NONE_CHOSEN: &str = "none chosen yet";
pub const BACKUP: &str = "Backup";
pub const NEEDED: &str = "* needed";
pub const NAME: &str = "Name *";
/// The chosen names on Review.
pub const CHOSEN: &str = "Chosen";
pub const REVIEWED_NAME: &str = "Name";
pub const REVIEWED_DESCRIPTION: &str = "Desc";
pub const DESCRIPTION: &str = "Desc *";
/// Behind a rule that has a fix.
pub const FIX: &str = "  Ctrl-X fixes";
pub const SCOPE: &str = "Scope";
pub const WHOLE_ON: &str = "(*) whole instance";
/// The whole instance, not chosen.
pub const WHOLE_OFF: &str = "( ) whole instance";
pub const TABLES_ON: &str = "(*) databases and tables";
/// Databases and tables, not chosen.
pub const TABLES_OFF: &str = "( ) databases and tables";
pub const CASSANDRA_ONLY: &str = "Cassandra only";
pub const WILL_BACK_UP: &str = "Will back up";
pub const CHECKS: &str = "Checks";
/// Title of the body before there is one.
pub const BODY: &str = "Body";
pub const NO_BODY: &str = "none yet: the form is not a valid request";
/// Why it is not shown.
pub const LONG_BODY: &str = "too long to follow here; Ctrl-G shows it";
/// Title below the instance list.
pub const UNDER_CURSOR: &str = "Under the cursor";
/// Note of a filtered list.
pub const ESC_CLEARS: &str = "Esc clears";
/// Note of the instance list.
pub const LIST_KEYS: &str = "/ filter  r read again";
pub const FILTER: &str = "filter: ";
/// Title of the log page.
pub const LOG_PAGE: &str = "Results log: every operation of this run, newest first";
pub const KEYS: &str = "Keys of this screen";
/// Title of what has changed since a draft was saved.
pub const CHANGES: &str = "What has changed since this draft was saved";
/// Title of the question whether to discard.
pub const DISCARD: &str = "Discard";
/// Title of the sheet that is saved offline.
pub const SHEET: &str = "Save the draft: nothing is sent offline";
/// Title of its button's pane.
pub const SAVE: &str = "Save";
/// Title of the question whether to leave.
pub const LEAVE: &str = "Leave";
pub const ABOUT_TO: &str = "You are about to create ONE manual backup";
/// The same in a run that cannot send.
pub const WOULD_CREATE: &str = "Read only: this would create ONE manual backup";
pub const PROJECT: &str = "Project";
pub const ENDPOINT: &str = "Endpoint";
/// Before how long it may take.
pub const ESTIMATE: &str = "Estimate";
pub const EFFECTS: &str = "Effects";
/// Before what an estimate rests on, where that stands apart.
pub const RESTS_ON: &str = "Rests on";
/// Before enterprise project and backup space on Review.
pub const BILLING: &str = "Billing";
/// Note of the body on Review.
pub const TOKEN_HIDDEN: &str = "token hidden";
/// Note of a body that is longer than its pane.
pub const MORE_BODY: &str = "more: Down";
/// Title of the button's pane.
pub const SEND: &str = "Send";
/// In the confirmation field before it has the keys.
pub const TYPE_HERE: &str = "Tab, then type it here";
pub const ENTER_SENDS: &str = "  Enter sends once";
pub const NETWORK: &str = "Network use";
pub const CHOICES: &str = "What you can do now";
pub const TREE: &str = "Databases and tables";
/// Its note with the keys.
pub const TREE_KEYS: &str = "/ filter  v list  a all  n none";
/// Its note without the keys.
pub const TREE_PANE: &str = "Ctrl-T";
/// The line over the keyspaces of the service itself.
pub const SYSTEM: &str = "system keyspaces";
pub const NOT_VERIFIED: &str = " *not verified";
/// Behind a name of a saved draft that the service does not list.
pub const NOT_LISTED: &str = " *not listed now";
/// Behind a table of a whole database.
pub const WITH_WHOLE: &str = "  with the whole database";
/// Before the answer that matters.
pub const CREATED: &str = "Was it created?  ";
pub const NOW: &str = "     now: ";
pub const BACKUP_ID: &str = "Backup ID";
pub const JOB_ID: &str = "Job ID";
pub const NO_JOB_ID: &str = "(the service did not tell it)";
/// The same where nobody asked the service to make it from here.
pub const JOB_NOT_FOUND: &str = "(not found yet)";
/// Title of the line for a change ticket.
pub const TICKET: &str = "Ticket line, ready now";
pub const TICKET_COPIES: &str = "c copies";
/// Title of the log on Watch.
pub const LOG: &str = "Results log, newest first";
pub const LOG_ALL: &str = "Ctrl-P all operations";
/// Title of the log on the one page.
pub const LOG_SHORT: &str = "Results log";
pub const LOG_OPENS: &str = "Ctrl-P opens it";
/// Heads of the instance list.
pub const INSTANCE_HEADS: [&str; 9] = [
    "name",
    "engine",
    "id ends in",
    "status",
    "action",
    "nodes",
    "used GB",
    "last backup",
    "auto window UTC",
];
/// Parts of the configuration, and the journal.
pub const SETTINGS: [&str; 5] = ["region", "endpoint", "project id", "sign-in", "journal"];
pub const NONE: &str = "none";
pub const NOT_TOLD: &str = "not told";

/// Says how many rows are hidden above and below.
pub fn more_rows(above: usize, below: usize) -> String {
    match (above, below) {
        (0, below) => format!("{below} more below"),
        (above, 0) => format!("{above} more above"),
        (above, below) => format!("{above} above, {below} below"),
    }
}

/// Says how many lines of a page are hidden below.
pub fn more_lines(n: usize) -> String {
    format!(" {n} more ")
}
