//! The options of a start, and the reasons against a start.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use super::{
    faults::{named::NamedFault, scenario::Scenario},
    service::settings::Settings,
    world::{
        behaviour::Behaviour,
        unknowns::{Totals, Unknowns},
    },
};

/// How to run the built-in service.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Where to listen; loopback only. Port 0 takes any free one.
    pub listen: SocketAddr,
    pub scenario: Scenario,
    /// Adds a Cassandra instance with this many databases of this many tables each. Names
    /// are computed and never held.
    pub scale: Option<(u32, u32)>,
    /// Adds this many instances of all engines and states, each with past backups.
    pub instances: u32,
    /// At 1.0 a backup takes about 25 s, at N the Nth part. Must be a positive finite number.
    pub speed: f64,
    /// The origin of all IDs and tokens: the same seed gives the same ones.
    pub seed: u64,
    /// Named faults beside those of the scenario, which strike first.
    pub faults: Vec<NamedFault>,
    /// One answer to each open question about the live service.
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
    /// Refuses an address that is not loopback, and a speed that is no positive
    /// number. Errors: [`StartError::NotLoopback`] or [`StartError::Speed`].
    pub fn check(&self) -> Result<(), StartError> {
        if !self.listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(self.listen));
        }
        if !(self.speed.is_finite() && self.speed > 0.0) {
            return Err(StartError::Speed(self.speed));
        }
        Ok(())
    }

    /// Returns the named faults, those of the scenario first.
    pub(crate) fn all_faults(&self) -> Vec<NamedFault> {
        [self.scenario.faults(self.speed), self.faults.clone()].concat()
    }

    pub(crate) fn behaviour(&self) -> Behaviour {
        let mut behaviour = self.scenario.behaviour(self.speed);
        self.all_faults().iter().for_each(|fault| fault.change_backups(&mut behaviour));
        behaviour
    }

    pub(crate) fn settings(&self) -> Settings {
        let mut settings = Settings::default();
        self.all_faults().iter().for_each(|fault| fault.change_settings(&mut settings));
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
