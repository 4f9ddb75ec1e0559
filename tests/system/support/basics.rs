//! Values that every API test needs.

use geminidb_backup::core::base::ids::InstanceId;

/// A text that may turn up in no output.
pub const SECRET: &str = "MIIsecretTokenSecretToken0123456789==";
pub const PROJECT: &str = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
pub const INSTANCE: &str = "5d3f0c9a7be84216a1c0f2d4b6e8a013in06";

pub fn instance_id() -> InstanceId {
    InstanceId::typed(INSTANCE).unwrap()
}
