//! What the service is started with, and what can forbid the start.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use super::{
    named_faults::NamedFault,
    scenario::{Behaviour, Scenario},
    settings::Settings,
    unknowns::{Totals, Unknowns},
};

/// How to run the built-in service.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Where to listen; loopback only. Port 0 takes any free one.
    pub listen: SocketAddr,
    /// What goes wrong, if anything.
    pub scenario: Scenario,
    /// Adds a Cassandra instance with so many databases, and so many tables in each.
    /// Names are computed, never stored.
    pub scale: Option<(u32, u32)>,
    /// Adds so many instances of all engines and states, each with past backups.
    pub instances: u32,
    /// 1.0: a backup takes about 25 s; N: N times faster. Must be a positive finite number.
    pub speed: f64,
    /// Where all IDs and tokens come from: the same seed gives the same ones.
    pub seed: u64,
    /// What goes wrong beside the scenario, by name; strikes after what the scenario brings.
    pub faults: Vec<NamedFault>,
    /// What nobody knows of the live service, as this one has it.
    pub world: Unknowns,
    /// A file to which a JSON line is appended for every request that arrived
    /// (`{"received":1,"method":…,"path":…,"bytes":…, "sha256":…}`), every answer that goes out
    /// (`{"answered":1,"status":…}`) and every backup that a create call made
    /// (`{"made":{"backup_id":…,"job_id":…,"instance_id":…,"name":…}}`), before the service goes
    /// on. Never headers or bodies.
    pub record: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            scenario: Scenario::Smooth,
            scale: None,
            instances: 0,
            speed: 1.0,
            seed: 1,
            faults: Vec::new(),
            world: Unknowns::default(),
            record: None,
        }
    }
}

impl Options {
    /// Refuses an address that is not loopback, and a speed that is no positive number.
    ///
    /// # Errors
    /// [`StartError::NotLoopback`] or [`StartError::Speed`].
    pub fn check(&self) -> Result<(), StartError> {
        if !self.listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(self.listen));
        }
        if !(self.speed.is_finite() && self.speed > 0.0) {
            return Err(StartError::Speed(self.speed));
        }
        Ok(())
    }

    pub(super) fn behaviour(&self) -> Behaviour {
        let ordered = self.faults.iter().filter_map(NamedFault::standing);
        ordered.fold(self.scenario.behaviour(self.speed), Behaviour::with)
    }

    /// How IAM, the metadata service and the clock are.
    pub(super) fn settings(&self) -> Settings {
        let mut settings = self
            .faults
            .iter()
            .filter_map(NamedFault::setting)
            .fold(Settings::default(), Settings::with);
        if self.world.totals != Totals::default() {
            settings.paging.totals = self.world.totals;
        }
        settings
    }
}

/// Why the built-in service did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address could be reached from other machines.
    #[error("the simulator listens on loopback only, not on {0}")]
    NotLoopback(SocketAddr),
    /// The speed is zero, negative or not a number.
    #[error("the simulator's speed must be a positive number, not {0}")]
    Speed(f64),
    /// The port could not be taken.
    #[error("the simulator cannot listen on {0}: {1}")]
    Listen(SocketAddr, #[source] std::io::Error),
    /// The demo catalogue in the program does not fit its form.
    #[error("the demo catalogue is damaged: {0}")]
    Catalogue(#[from] serde_json::Error),
    /// The file of the record cannot be opened or, later, written.
    #[error("the simulator cannot keep its record: {0}")]
    Record(#[source] std::io::Error),
    /// A signal handler could not be set, or standard output is gone.
    #[error("the simulator cannot run on its own: {0}")]
    Standalone(#[source] std::io::Error),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_and_a_positive_speed_are_accepted() {
        let good = Options::default();
        assert!(good.check().is_ok());
        for far in ["0.0.0.0:0", "192.0.2.1:80", "[::]:0"] {
            let options = Options { listen: far.parse().unwrap(), ..good.clone() };
            assert!(matches!(options.check(), Err(StartError::NotLoopback(_))), "{far}");
        }
        for speed in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(
                matches!(Options { speed, ..good.clone() }.check(), Err(StartError::Speed(_))),
                "{speed}"
            );
        }
    }
}
