//! Titles and labels: the short texts that stand still on the screens.

use crate::words::if_told;

pub const INSTANCE: &str = "Instance";
pub const CHANGE_INSTANCE: &str = "Ctrl-O change";
/// Stands in the instance pane before an instance is chosen.
pub const NONE_CHOSEN: &str = "none chosen yet";
pub const BACKUP: &str = "Backup";
pub const NEEDED: &str = "* needed";
pub const NAME: &str = "Name *";
/// Stands before the chosen names on Review.
pub const CHOSEN: &str = "Chosen";
pub const REVIEWED_NAME: &str = "Name";
pub const DESCRIPTION: &str = "Desc *";
pub const SCOPE: &str = "Scope";
pub const WHOLE_ON: &str = "(*) whole instance";
pub const WHOLE_OFF: &str = "( ) whole instance";
pub const TABLES_ON: &str = "(*) databases and tables";
pub const TABLES_OFF: &str = "( ) databases and tables";
pub const CASSANDRA_ONLY: &str = "Cassandra only";
pub const WILL_BACK_UP: &str = "Will back up";
pub const CHECKS: &str = "Checks";
/// Titles the pane of the body while the form is not a valid request.
pub const BODY: &str = "Body";
pub const NO_BODY: &str = "none yet: the form is not a valid request";
/// Stands in place of a body that is too long to be written out at each key.
pub const LONG_BODY: &str = "too long to show here; Ctrl-G shows it";
/// Titles the pane below the instance list.
pub const UNDER_CURSOR: &str = "Under the cursor";
/// Stands at the right of a filtered list.
pub const CLEARS: &str = "Esc clears";
/// Says how a list without rows gets them back.
pub const ESC_CLEARS: &str = "<Esc|back> clears the filter.";
/// Ends the note of the instance list.
pub const REFRESH: &str = "r refresh";
pub const FILTER: &str = "filter: ";
pub const LOG_PAGE: &str = "Results log: every operation of this run, newest first";
pub const KEYS: &str = "Keys of this screen";
pub const NO_KEY: &str = "No key for these words; Esc clears.";
/// Titles the question whether to discard a draft.
pub const DISCARD: &str = "Discard";
/// Titles the page that replaces Review offline.
pub const SHEET: &str = "Save the draft: nothing is sent offline";
/// Titles the pane with the button of the offline page.
pub const SAVE: &str = "Save";
/// Titles the question whether to leave.
pub const LEAVE: &str = "Leave";
pub const PROJECT: &str = "Project";
pub const ENDPOINT: &str = "Endpoint";
/// Stands at the right of the body on Review.
pub const TOKEN_HIDDEN: &str = "token hidden";
/// Stands at the right of a body that is longer than its pane.
pub const MORE_BODY: &str = "more: Down";
/// Titles the pane with the button of Review.
pub const SEND: &str = "Send";
/// Stands in the confirmation field until the field has the focus.
pub const TYPE_HERE: &str = "Tab, then type it here";
pub const ENTER_SENDS: &str = "  Enter sends once";
pub const NETWORK: &str = "Network use";
pub const CHOICES: &str = "What you can do now";
pub const TREE: &str = "Databases and tables";
/// Stands at the right of the tree while the tree has the focus.
pub const TREE_KEYS: &str = "/ filter  v list  a all  n none";
/// Stands at the right of the tree while another pane has the focus.
pub const TREE_PANE: &str = "Ctrl-T";
/// Stands over the keyspaces that Cassandra itself keeps.
pub const SYSTEM: &str = "system keyspaces";
/// Stands before the verdict on Watch.
pub const CREATED: &str = "Was it created?  ";
pub const NOW: &str = "     now: ";
pub const BACKUP_ID: &str = "Backup ID";
pub const JOB_ID: &str = "Job ID";
pub const NO_JOB_ID: &str = "(the service did not give it)";
/// Replaces `NO_JOB_ID` for a backup that this program did not create.
pub const JOB_NOT_FOUND: &str = "(not found yet)";
pub const LOG: &str = "Results log, newest first";
/// Replaces `WHAT_NOW` for a backup that failed.
pub const WHAT_TO_DO: &str = "What to do; below it the results log, newest first";
/// Titles the same below what the next person has to know.
pub const WHAT_NOW: &str = "What now; below it the results log, newest first";
pub const LOG_ALL: &str = "Ctrl-P all operations";
/// Titles the log on the page that shows all panes.
pub const LOG_SHORT: &str = "Results log";
pub const LOG_OPENS: &str = "Ctrl-P opens it";
/// Heads the column of IDs that are cut.
pub const ID_ENDS: &str = "id ends in";
/// Heads the column of windows where there is little room.
pub const WINDOW: &str = "window UTC";
/// The heads of the columns of the instance list.
pub const INSTANCE_HEADS: [&str; 9] = [
    "name",
    "engine",
    "id",
    "status",
    "action",
    "nodes",
    "used GB",
    "last backup",
    "auto window UTC",
];
/// The rows of Start that say how calls are made and where the journal is.
pub const SETTINGS: [&str; 5] = ["region", "endpoint", "project id", "sign-in", "journal"];
pub const NONE: &str = "none";
pub const NOT_TOLD: &str = "not given";

/// Returns the note at the end of a list's title: the number of hidden rows, and keys with a use.
pub fn list_note(hidden: Option<String>, orderable: bool, others: &str) -> String {
    let hidden = hidden.map(|rows| rows + "  ").unwrap_or_default();
    // First, because the key row has room for the other keys.
    let sort = if orderable { "s sort  " } else { "" };
    format!("{hidden}{sort}/ filter  {others}")
}

/// Returns the part of a list's title that tells how many rows show of how many, which column
/// orders the rows, and which way.
pub fn rows(
    [shown, all]: [usize; 2],
    column: Option<usize>,
    heads: [&str; 9],
    numbers: [usize; 2],
) -> String {
    let rows = if shown == all { all.to_string() } else { format!("{shown} of {all}") };
    let mark = |column| if numbers.contains(&column) { "v" } else { "^" };
    rows + &if_told(" | ", column.map(|it| format!("{} {}", heads[it], mark(it))), "")
}

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
