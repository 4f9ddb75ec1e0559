//! For tests only: the doings of colleagues at the service, and faults that come later.

use std::time::Duration;

use super::{NamedFault, Simulator};
use crate::core::base::InstanceId;

impl Simulator {
    /// Adds a colleague's manual backup that began `ago` and takes `takes` in all.
    pub fn let_another_begin(
        &self,
        instance: &InstanceId,
        name: &str,
        (ago, takes): (Duration, Duration),
    ) {
        let begun = self.shared.clock.now().minus(ago);
        self.shared.lock().world.begin_other_of(instance.as_str(), name, begun, takes);
    }

    /// Lets a fault at the door wait from now on. A condition holds from the start on,
    /// and has no effect here.
    pub fn inject_named(&self, fault: &NamedFault) {
        fault.wait_in(&mut self.shared.lock().faults);
    }
}
