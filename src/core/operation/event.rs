//! The events of an operation, as the journal holds them and the log shows them.

use serde::{Deserialize, Serialize};

use super::{
    backup::{BackupRow, Job},
    created::Created,
    intent::Intent,
};
use crate::core::{
    base::{
        BackupId, CallFailure, CreateEnd, JobId, OperationId, UtcTime, text::printable_of_file,
    },
    session::Who,
};

/// One event and its time: a line of the journal, and of the results log.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub at: UtcTime,
    pub event: Event,
}

/// How an operation without IDs came by its backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FoundBy {
    /// Exactly one row agreed and nothing conflicted.
    Program,
    /// The operator chose among several, or a row that conflicts.
    Operator,
}

/// An event. The tag is the word that stands in the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Review opened with this request. After a crash this is a draft.
    Reviewed(Box<Intent>),
    /// The operator confirmed. Without an outcome after it, whether a backup was made is UNKNOWN.
    Intended(Box<Intent>),
    /// The request was handed to the network.
    Sent,
    /// The create call ended: accepted, refused, not sent, unknown.
    Ended {
        /// Whether a backup was created, as the screen said then.
        created: Created,
        end: CreateEnd,
    },
    /// The backup was looked for.
    Looked {
        /// Rows that agree in name and instance and conflict in nothing.
        fitting: usize,
        /// Rows of the same name that conflict in something: shown, never taken by the program.
        conflicting: usize,
        /// Jobs of the instance that began late enough and belong to no known operation.
        jobs: usize,
    },
    /// The backup was found, and the operation takes its ID over.
    Found { by: FoundBy, backup: BackupId },
    /// The backup that the operator had named turned out to be another: its name or its
    /// instance is not the operation's.
    Mistaken { backup: BackupId },
    /// The job of a backup whose job ID never arrived was found.
    JobFound { job: JobId },
    /// After the whole window, successful answers for both kinds showed no such backup.
    NotThere,
    /// An earlier delivery of the refused request takes up to a minute to show. After the minute
    /// complete answers showed no backup of the request: nothing was made.
    RefusalStands,
    /// The operator recorded that no backup was made, by what the console shows.
    StatedNotThere {
        by: Who,
        #[serde(deserialize_with = "printable_of_file")]
        note: String,
    },
    /// No backup of this operation was found, and a new operation with the
    /// same request takes its place.
    Replaced { by: OperationId },
    /// The backup was settled as not there, but the service says that its name
    /// exists: the program looks again.
    LookedAgain,
    /// Job and backup were read, and something had changed.
    Reading {
        /// The job, if this reading showed the job. Files of older programs may repeat the
        /// job of an earlier reading.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        job: Option<Box<Job>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        row: Option<Box<BackupRow>>,
    },
    /// A reading failed. Not recorded: a failure says nothing of the backup.
    ReadFailed { why: CallFailure },
    /// The backup list does not show the backup. Older programs, which do not
    /// write such lines, read them.
    Unlisted {
        /// How many readings in a row have shown neither the backup nor a running job;
        /// 0 while the job runs.
        #[serde(default = "one")]
        readings: u32,
    },
    Completed {
        #[serde(default)]
        size_kb: Option<f64>,
    },
    Failed {
        /// The service's reason; may be empty.
        #[serde(deserialize_with = "printable_of_file")]
        reason: String,
    },
    /// A program was started again and goes on with this operation.
    Resumed { by: Who },
    /// A reviewed request was given up without being confirmed.
    GivenUp,
    /// The file was gone, and was written anew: the lines from before follow, as far as the program
    /// had read or written them. Older programs count such a line as one of a newer version.
    Anew {
        /// A random text: a pin of an earlier file of this operation never holds for this one.
        mark: OperationId,
    },
}

/// Returns 1: a line without a number stands for one reading.
const fn one() -> u32 {
    1
}

impl Event {
    /// The words that tell events apart in a file.
    pub const TAGS: [&str; 21] = [
        "reviewed",
        "intended",
        "sent",
        "ended",
        "looked",
        "found",
        "mistaken",
        "job_found",
        "not_there",
        "refusal_stands",
        "stated_not_there",
        "replaced",
        "looked_again",
        "reading",
        "read_failed",
        "unlisted",
        "completed",
        "failed",
        "resumed",
        "given_up",
        "anew",
    ];

    /// Returns whether the event goes to the journal.
    pub const fn is_recorded(&self) -> bool {
        !matches!(self, Self::ReadFailed { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_of_this_version_has_its_tag_in_the_list() {
        let why = serde_json::from_str::<Event>(r#"{"event":"no such"}"#)
            .expect_err("there is none")
            .to_string();
        let known: Vec<&str> = why.split('`').skip(3).step_by(2).collect();
        assert_eq!(known, Event::TAGS, "{why}");
    }
}
