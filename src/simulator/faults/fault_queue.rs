//! The faults that wait for their requests: first in, first out for each call.

use std::collections::VecDeque;

use super::{ApiVersion, Call, Fault};

#[derive(Debug, Default)]
pub struct FaultQueue(VecDeque<(Call, Fault, u32)>);

impl FaultQueue {
    /// Adds a fault for the next `times` matching requests; [`u32::MAX`] means every one.
    pub fn add(&mut self, call: Call, fault: Fault, times: u32) {
        if times > 0 {
            self.0.push_back((call, fault, times));
        }
    }

    /// Takes the first fault that strikes a request; `created`: a create call has arrived.
    pub fn take(&mut self, call: Call, version: ApiVersion, created: bool) -> Option<Fault> {
        let strikes =
            |(of, fault, _): &(Call, Fault, u32)| *of == call && fault.strikes(version, created);
        let at = self.0.iter().position(strikes)?;
        let (_, fault, times) = self.0.get_mut(at)?;
        let fault = fault.clone();
        if *times != u32::MAX {
            *times -= 1;
        }
        if *times == 0 {
            self.0.remove(at);
        }
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_its_call_as_often_as_told_and_in_order() {
        let mut waiting = FaultQueue::default();
        waiting.add(Call::Jobs, Fault::close(), 2);
        waiting.add(Call::Jobs, Fault::hang(), 1);
        assert_eq!(waiting.take(Call::Create, ApiVersion::V3, false), None);
        assert_eq!(waiting.take(Call::Jobs, ApiVersion::V3, false), Some(Fault::close()));
        assert_eq!(waiting.take(Call::Jobs, ApiVersion::V3, false), Some(Fault::close()));
        assert_eq!(waiting.take(Call::Jobs, ApiVersion::V3, false), Some(Fault::hang()));
        assert_eq!(waiting.take(Call::Jobs, ApiVersion::V3, false), None);
    }

    #[test]
    fn an_unpublished_version_leaves_the_others_alone() {
        let mut waiting = FaultQueue::default();
        waiting.add(Call::Backups, Fault::not_published(ApiVersion::V4), u32::MAX);
        assert_eq!(waiting.take(Call::Backups, ApiVersion::V31, false), None);
        assert!(waiting.take(Call::Backups, ApiVersion::V4, false).is_some());
        assert!(waiting.take(Call::Backups, ApiVersion::V4, false).is_some());
    }

    #[test]
    fn a_fault_of_the_watch_waits_for_the_create_call() {
        let mut waiting = FaultQueue::default();
        waiting.add(Call::Backups, Fault::close().once_created(), 1);
        assert_eq!(waiting.take(Call::Backups, ApiVersion::V3, false), None);
        assert!(waiting.take(Call::Backups, ApiVersion::V3, true).is_some());
        assert_eq!(waiting.take(Call::Backups, ApiVersion::V3, true), None);
    }
}
