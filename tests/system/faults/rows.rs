//! The matrix: what can go wrong with one create call, and what an operator is to be told. One row
//! a fault.

use geminidb_backup::simulator::Scenario;

use crate::faults::wire::Obstacle;

/// How a fault comes about.
#[derive(Clone, Copy)]
pub enum How {
    /// The service does it: `--fault`, by these names.
    Service(&'static [&'static str]),
    /// The whole course of events is another.
    Course(Scenario),
    /// It stands between program and service.
    Wire(Obstacle),
}

/// The word of the first line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    No,
    Yes,
    Unknown,
    NotSent,
}

/// What it comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Nothing was made, and that is certain. Exit 1.
    Nothing,
    /// Nothing was made, and nobody can know that yet. Exit 3.
    Doubt,
    /// Nothing was made, and a minute of looking shows that. Exit 1.
    NoAfterLooking,
    /// The backup is found, and nobody but the operator can tell whose it is. Exit 3.
    Candidate,
    /// The backup is found or known, with both IDs, and completes. Exit 0.
    Completed,
    /// The same, but the service never tells the job.
    WithoutJob,
    /// The backup is known and fails. Exit 5.
    Failed,
}

/// One fault.
pub struct Row {
    /// What goes wrong, as the table says it.
    pub fault: &'static str,
    /// How.
    pub how: How,
    /// Was it created? What the screen says as soon as the create call has ended.
    pub word: Word,
    /// What it comes to.
    pub end: End,
    /// What the watch says before the end; empty where nothing is to be said.
    pub meanwhile: &'static str,
    /// The create call takes its whole minute.
    pub silent: bool,
    /// In the short form.
    pub telling: bool,
}

const fn row(fault: &'static str, how: How, word: Word, end: End) -> Row {
    Row { fault, how, word, end, meanwhile: "", silent: false, telling: false }
}

impl Row {
    const fn meanwhile(mut self, words: &'static str) -> Self {
        self.meanwhile = words;
        self
    }

    const fn silent(mut self) -> Self {
        self.silent = true;
        self
    }

    const fn telling(mut self) -> Self {
        self.telling = true;
        self
    }

    /// Whether the service has made a backup, whatever became of the answer.
    pub const fn made(&self) -> bool {
        !matches!(self.end, End::Nothing | End::Doubt | End::NoAfterLooking)
    }
}

/// All of them, in the order of the table.
pub fn all() -> Vec<Row> {
    [certain(), contested(), undocumented(), lost(), accepted()].into_iter().flatten().collect()
}

/// Nothing was made, and that is certain: nothing was sent, or the service refused.
fn certain() -> Vec<Row> {
    use End::*;
    use How::*;
    use Word::*;
    vec![
        row("the name is not found", Wire(Obstacle::NoSuchName), NotSent, Nothing),
        row("the connection is refused", Wire(Obstacle::NobodyListens), NotSent, Nothing).telling(),
        row("the certificate is another's", Wire(Obstacle::OtherCertificate), NotSent, Nothing)
            .telling(),
        row(
            "the proxy wants a password",
            Wire(Obstacle::Proxy("407 Proxy Authentication Required")),
            NotSent,
            Nothing,
        ),
        row(
            "the proxy does not connect",
            Wire(Obstacle::Proxy("502 Bad Gateway")),
            NotSent,
            Nothing,
        ),
        row("refused: no permission", Service(&["create=403-280032"]), No, Nothing).telling(),
        row("refused: the name is invalid", Service(&["create=400-280277"]), No, Nothing),
        row("refused: no such project", Service(&["create=403-0310"]), No, Nothing),
        row("refused: the token", Service(&["create=401"]), No, Nothing),
        row("refused: not published", Service(&["create=404"]), No, Nothing),
        row("429 of the gateway", Service(&["create=429-retry-after"]), No, Nothing),
    ]
}

/// The service refused, perhaps because it had accepted an earlier delivery of the same request.
fn contested() -> Vec<Row> {
    use End::*;
    use How::*;
    use Word::*;
    vec![
        row("refused: busy", Service(&["create=403-200019"]), Unknown, NoAfterLooking).telling(),
        row("refused: busy, created", Service(&["create=403-200019-created"]), Unknown, Candidate)
            .telling(),
        row("refused: busy, with another backup", Course(Scenario::Busy), Unknown, NoAfterLooking),
        row("refused: the name exists", Service(&["create=400-201201"]), Unknown, NoAfterLooking),
        row(
            "refused: the name exists, created",
            Service(&["create=400-201201-created"]),
            Unknown,
            Candidate,
        ),
        row(
            "the name exists, listed after 30 s",
            Service(&["create=400-201201-created", "backups=unknown-30s"]),
            Unknown,
            Candidate,
        ),
        row("refused: too many requests", Service(&["create=429"]), Unknown, NoAfterLooking),
        row("too many requests, created", Service(&["create=429-created"]), Unknown, Candidate),
    ]
}

/// The answer is a refusal that nobody documents, or one that contradicts itself: it proves
/// nothing.
fn undocumented() -> Vec<Row> {
    use End::*;
    use How::*;
    use Word::*;
    vec![
        row("400, bare", Service(&["create=400-bare"]), Unknown, Doubt),
        row("400, bare, created", Service(&["create=400-bare-created"]), Unknown, Completed)
            .telling(),
        row(
            "400, unknown code, created",
            Service(&["create=400-999999-created"]),
            Unknown,
            Completed,
        ),
        row("403 page", Service(&["create=403-html"]), Unknown, Doubt),
        row("403 page, created", Service(&["create=403-html-created"]), Unknown, Completed),
        row("404, empty", Service(&["create=404-empty"]), Unknown, Doubt),
        row("404, empty, created", Service(&["create=404-empty-created"]), Unknown, Completed),
        row("409 {}", Service(&["create=409-empty-object"]), Unknown, Doubt),
        row("409 {}, created", Service(&["create=409-empty-object-created"]), Unknown, Completed),
        row("418, created", Service(&["create=418-bare-created"]), Unknown, Completed),
        row("421, created", Service(&["create=421-bare-created"]), Unknown, Completed),
        row("499, created", Service(&["create=499-bare-created"]), Unknown, Completed),
        row("400 with its IDs", Service(&["create=400-ids-created"]), Unknown, Completed).telling(),
        row("403 with another's IDs", Service(&["create=403-ids-of-another"]), Unknown, Doubt)
            .telling(),
        row(
            "403 with another's IDs, created",
            Service(&["create=403-ids-of-another-created"]),
            Unknown,
            Completed,
        ),
    ]
}

/// The answer was lost, or says nothing: there may be a backup.
fn lost() -> Vec<Row> {
    use End::*;
    use How::*;
    use Word::*;
    vec![
        row("created, then reset", Service(&["create=created-then-reset"]), Unknown, Completed)
            .telling(),
        row("reset", Service(&["create=reset"]), Unknown, Doubt).telling(),
        row("created, then closed", Service(&["create=created-then-close"]), Unknown, Completed),
        row("closed", Service(&["create=close"]), Unknown, Doubt),
        row("created, then silence", Service(&["create=created-then-silence"]), Unknown, Completed)
            .silent(),
        row("silence", Service(&["create=silence"]), Unknown, Doubt).silent(),
        row(
            "created, the answer's head cut",
            Service(&["create=created-then-cut-head"]),
            Unknown,
            Completed,
        ),
        row("the answer's head cut", Service(&["create=cut-head"]), Unknown, Doubt),
        row(
            "created, reset, listed after 4 s",
            Service(&["create=created-then-reset", "backups=unknown-4s"]),
            Unknown,
            Completed,
        )
        .meanwhile("looked: no matching backup"),
        row(
            "created, reset, job never listed",
            Service(&["create=created-then-reset", "jobs=unknown"]),
            Unknown,
            WithoutJob,
        ),
        row("408, created", Service(&["create=408-created"]), Unknown, Completed),
        row("408", Service(&["create=408"]), Unknown, Doubt),
        row("500 DBS.280005, created", Service(&["create=500-280005-created"]), Unknown, Completed)
            .telling(),
        row("500 DBS.280005", Service(&["create=500-280005"]), Unknown, Doubt),
        row("500 DBS.111205, created", Service(&["create=500-111205-created"]), Unknown, Completed),
        row("500 DBS.111205", Service(&["create=500-111205"]), Unknown, Doubt),
        row("502 page, created", Service(&["create=502-page-created"]), Unknown, Completed),
        row("502 page", Service(&["create=502-page"]), Unknown, Doubt),
        row("503 page, created", Service(&["create=503-page-created"]), Unknown, Completed),
        row("503 page", Service(&["create=503-page"]), Unknown, Doubt),
        row("504 page, created", Service(&["create=504-page-created"]), Unknown, Completed),
        row("504 page", Service(&["create=504-page"]), Unknown, Doubt),
    ]
}

/// The service accepted: IDs are missing, or trouble comes later.
fn accepted() -> Vec<Row> {
    use End::*;
    use How::*;
    use Word::*;
    vec![
        row("202 cut short", Service(&["create=202-cut"]), Yes, Completed).telling(),
        row("202, not JSON", Service(&["create=202-not-json"]), Yes, Completed),
        row("202, empty", Service(&["create=202-empty"]), Yes, Completed),
        row("202 without IDs", Service(&["create=202-no-ids"]), Yes, Completed).telling(),
        row("202 without the job ID", Service(&["create=202-no-job-id"]), Yes, Completed),
        row("202 without the backup ID", Service(&["create=202-no-backup-id"]), Yes, Completed),
        row("200 instead of 202", Service(&["create=200"]), Yes, Completed),
        row("401 in the middle of the watch", Course(Scenario::TokenExpires), Yes, Completed)
            .meanwhile("HTTP 401"),
        row("401 once in the watch", Service(&["watch=401"]), Yes, Completed).meanwhile("HTTP 401"),
        row("the watch is reset twice", Service(&["watch=resetx2"]), Yes, Completed),
        row("the job is not listed for 5 s", Service(&["jobs=unknown-5s"]), Yes, Completed),
        row("the job is never listed", Service(&["jobs=unknown"]), Yes, Completed)
            .meanwhile("job not listed"),
        row("listed nowhere from 2 s to 4 s", Service(&["watch=away-2s"]), Yes, Completed)
            .meanwhile("not listed since"),
        row("job Completed, row BUILDING", Service(&["backups=lags-4s"]), Yes, Completed)
            .meanwhile("finishing"),
        row("FAILED, with a reason", Course(Scenario::Failed), Yes, Failed)
            .meanwhile("reason: ")
            .telling(),
    ]
}
