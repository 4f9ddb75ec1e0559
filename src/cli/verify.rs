//! Options of `geminidb-backup verify`.

use clap::Args;

use super::{ConnectionArgs, instance, lists::Kind, watch::wanted};
use crate::core::{
    base::Since, choose::instance_lookup::InstanceLookup, operation::gate::Condition,
    watch::follow::Wanted,
};

pub const VERIFY: &str = "Tell a script whether a backup is known to meet its conditions: reads \
    once, read only, and says it by the exit status";

const VERIFY_STATUS: &str = "Exit status: 0 every condition is known to hold, 1 one is known not \
    to hold, 2 wrong usage or configuration (also a list that names nothing or is not decided, or \
    a name of several instances or of none), 3 one is not known.\n\
    COMPLETED is always a condition.";

#[derive(Debug, Args)]
#[command(about = VERIFY, after_help = VERIFY_STATUS)]
pub struct VerifyArgs {
    /// The backup's ID, or the six characters of an operation of the journal
    #[arg(
        value_name = "BACKUP_ID|OPERATION",
        value_parser = wanted,
        required_unless_present = "latest",
        conflicts_with = "latest",
    )]
    pub wanted: Option<Wanted>,
    /// The newest backup of the instance, in any state, manual or automated
    #[arg(long, requires = "instance")]
    pub latest: bool,
    /// It is a backup of this instance: its ID, or its name if no other has it
    #[arg(long, value_name = "ID|NAME", value_parser = instance)]
    pub instance: Option<InstanceLookup>,
    /// It began later than that, by the service's clock: an age such as 90m, 12h or 7d,
    /// or a time in UTC
    #[arg(long, value_name = "AGE|TIME")]
    pub newer_than: Option<Since>,
    /// It holds each database and table of this list, or of standard input
    #[arg(long, value_name = "FILE|-")]
    pub covers: Option<String>,
    /// It was made by hand, or by the instance's backup policy
    #[arg(long, value_enum, value_name = "KIND")]
    pub kind: Option<Kind>,
    /// It has exactly this name
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Let these conditions pass where they are not known: instance,
    /// kind, name, newer-than, covers, existed
    #[arg(long, value_name = "CONDITION,...", value_delimiter = ',', value_parser = condition)]
    pub allow_unknown: Vec<Condition>,
    /// Follow the backup to its end first, as `watch --lines` does, on standard error
    #[arg(long)]
    pub wait: bool,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub connection: ConnectionArgs,
}

fn condition(text: &str) -> Result<Condition, String> {
    let mut passable = Condition::OF_A_ROW.into_iter().filter(|condition| condition.is_passable());
    let found = passable.find(|condition| condition.word() == text.trim());
    found.ok_or_else(|| "give instance, kind, name, newer-than, covers or existed".to_owned())
}
