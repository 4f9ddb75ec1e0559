//! How calls can end, as messages.

use crate::{
    core::{
        base::{
            BackupId, CallFailure, CreateAnswer, CreateEnd, Head, InstanceId, JobId, Mask,
            OperationId, Outside, Quoted, Refusal, Silence, Whole,
        },
        operation::{
            Stage,
            backup::{BackupKind, BackupRow, BackupState, Job, JobState},
            readings::{JobAnswer, Looked, Poll},
        },
        port::{Effect, Msg, Timer},
    },
    tests::support::{answers::CASSANDRA, script::Script},
};

/// The backup that [`accepted`] tells of.
pub const BACKUP: &str = "646d88d0b03f4fd2ae944ae2a33bcb6ain06";
/// Its job.
pub const JOB: &str = "8061ceaf-b319-4315-9338-7f3de8e26f05";

/// Words of a server.
pub fn said(words: &str) -> Quoted {
    Outside::text(words).quoted(&Mask::default(), 2_000)
}

/// A refusal of a read.
pub fn refusal(status: u16, code: &str, words: &str) -> CallFailure {
    let head = Head { status, ..Head::default() };
    CallFailure::Refused(Refusal { head, code: Some(code.to_owned()), words: said(words) })
}

/// A backup of the first instance, begun just now.
pub fn row(id: &str, name: &str, state: BackupState, script: &Script) -> BackupRow {
    BackupRow {
        id: BackupId::received(id).expect("an ID"),
        name: name.to_owned(),
        instance: InstanceId::received(CASSANDRA),
        instance_name: None,
        kind: Some(BackupKind::Instance),
        scope: None,
        manual: Some(true),
        state,
        size_kb: Some(221_700_000.0),
        begun: Some(script.utc()),
        ended: None,
        particulars: None,
    }
}

/// The job of [`accepted`].
pub fn job(state: JobState, percent: Option<u8>) -> Job {
    Job {
        id: JobId::received(JOB).expect("an ID"),
        name: "BackupInstance".to_owned(),
        state,
        percent,
        begun: None,
        ended: None,
        instance: InstanceId::received(CASSANDRA),
        fail_reason: "".into(),
    }
}

/// An answer to the create call.
pub fn answered(status: u16, code: Option<&str>, words: &str) -> CreateAnswer {
    let head = Head {
        status,
        request_id: Some("4c1f7a0e2b9d4c55a1b2c3d4e5f690aa".to_owned()),
        ..Head::default()
    };
    CreateAnswer {
        head,
        code: code.map(str::to_owned),
        job: None,
        backup: None,
        words: said(words),
        body: None,
    }
}

/// 202 with both IDs.
pub fn accepted() -> CreateEnd {
    CreateEnd::Answered(CreateAnswer {
        job: JobId::received(JOB),
        backup: BackupId::received(BACKUP),
        ..answered(202, None, "")
    })
}

/// The request went out and nothing came back.
pub const fn lost() -> CreateEnd {
    CreateEnd::NoAnswer(Silence::Timeout(60))
}

/// A refusal that proves that nothing was made.
pub fn refused() -> CreateEnd {
    CreateEnd::Answered(answered(403, Some("DBS.280032"), "no permission"))
}

/// A refusal that an earlier delivery of the same request may have brought about.
pub fn contested() -> CreateEnd {
    CreateEnd::Answered(answered(403, Some("DBS.200019"), "busy"))
}

impl Script {
    /// The wait for the next look of the latest operation is over, and the look is answered so.
    pub fn look_after(&mut self, seconds: u64, looked: Looked) -> Vec<Effect> {
        self.now += seconds * 1_000;
        let operation = self.latest();
        let asked = self.feed(Msg::Timer(Timer::Look(operation)));
        assert!(matches!(&asked[..], [Effect::Look { .. }]), "{asked:?}");
        let at = self.utc();
        self.feed(Msg::Looked { operation, at, looked })
    }

    /// A minute of looking shows no backup: the refusal of the latest operation stands.
    pub fn nothing_found(&mut self) {
        for seconds in [2, 5, 10, 20, 23] {
            self.look_after(
                seconds,
                Looked {
                    rows: Ok(Whole::of(Vec::new())),
                    jobs: Ok(Whole::of(Vec::new())),
                    skew: Some(0),
                },
            );
        }
        assert_eq!(self.model.current().expect("an operation").stage, Stage::NotCreated);
    }

    /// The latest create call ended.
    pub fn ended(&mut self, end: CreateEnd) -> Vec<Effect> {
        let (operation, at) = (self.latest(), self.utc());
        self.feed(Msg::CreateEnded { operation, at, end })
    }

    /// Job and backup of the latest operation were read.
    pub fn polled(
        &mut self,
        job: Result<Option<Job>, CallFailure>,
        row: Result<Option<BackupRow>, CallFailure>,
    ) -> Vec<Effect> {
        let (operation, at) = (self.latest(), self.utc());
        self.feed(Msg::Polled {
            operation,
            at,
            poll: Poll { job: JobAnswer::Known(job), row: Some(row) },
        })
    }

    /// The backups were read to find that of the latest operation.
    pub fn looked(&mut self, rows: Result<Vec<BackupRow>, CallFailure>) -> Vec<Effect> {
        let (operation, at) = (self.latest(), self.utc());
        self.feed(Msg::Looked {
            operation,
            at,
            looked: Looked {
                rows: rows.map(Whole::of),
                jobs: Ok(Whole::of(Vec::new())),
                skew: Some(0),
            },
        })
    }

    /// The number of the latest operation.
    pub fn latest(&self) -> OperationId {
        self.model.current().expect("an operation").id
    }
}
