//! Values that every room may use: numbers, times, texts, keys, results of calls, instances.

pub mod ask;
pub mod call;
pub mod completion;
pub mod disk_error;
pub(super) mod encoded;
pub mod exit;
pub mod guard;
pub mod ids;
pub mod instance;
pub mod key;
pub mod level;
pub mod mask;
pub mod order;
pub mod outside;
pub mod pattern;
pub mod quota;
pub mod refusal_reason;
pub mod regions;
pub mod remote;
pub mod shell;
pub mod signature;
pub mod since;
pub mod size;
pub mod text;
pub mod textedit;
pub mod time;
pub mod variable;
pub mod whole;
pub mod window;
pub mod zone;

pub use self::{
    ask::Ask,
    call::{
        BodyTrouble, CONNECT_SECONDS, CREATE_SECONDS, CallFailure, CreateAnswer, CreateEnd, Head,
        Obstacle, ObstacleCause, Page, Refusal, Silence, TlsKind, TlsTrouble,
    },
    completion::Completion,
    disk_error::{Foreign, NamedBy, Shut, StateTrouble, User},
    exit::ExitCode,
    guard::{QUIET, SendGuard},
    ids::{BackupId, InstanceId, JobId, OperationId, ProjectId},
    instance::{Billing, Engine, Instance},
    key::{Key, KeyCode, Press},
    level::Level,
    mask::Mask,
    outside::{Outside, Quoted},
    pattern::{NoPattern, Pattern},
    quota::{Quota, QuotaRow, Untold},
    refusal_reason::Reason,
    regions::Region,
    signature::{Authorization, Signable, UNSIGNED_PAYLOAD},
    since::Since,
    size::{Rung, Size},
    text::Piece,
    textedit::{Edited, Pasted},
    time::{Clock, Millis, UtcTime},
    variable::{Remark, Spoilt},
    whole::{Incomplete, LEFT_FOR_CHECKS, MOST_HELD, MOST_ROWS, Row, Whole},
    window::{Window, WindowPhase},
    zone::Zone,
};
