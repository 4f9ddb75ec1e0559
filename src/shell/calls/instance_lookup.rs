//! The instance that the command line names, found with a call or two instead of the whole list.

use crate::{
    api::Reads,
    core::base::{call::CallFailure, ids::InstanceId, instance::Instance},
};

/// Finds the instance with this ID, or else the instances with exactly this name.
pub(super) async fn find(client: &Reads, named: &str) -> Result<Vec<Instance>, CallFailure> {
    if let Some(id) = InstanceId::typed(named)
        && let Some(instance) = client.instance(&id).await?
    {
        return Ok(vec![instance]);
    }
    client.instances_named(named).await
}
