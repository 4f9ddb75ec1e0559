//! Values that every room may use: numbers, times, texts, keys, results of calls, instances.

pub mod ask;
pub mod call;
pub mod disk_error;
pub(super) mod encoded;
pub mod exit;
pub mod guard;
pub mod ids;
pub mod instance;
pub mod key;
pub mod level;
pub mod mask;
pub mod outside;
pub mod pattern;
pub mod quota;
pub mod refusal_reason;
pub mod regions;
pub mod remote;
pub mod shell;
pub mod signature;
pub mod size;
pub mod text;
pub mod textedit;
pub mod time;
pub mod variable;
pub mod whole;
pub mod window;
