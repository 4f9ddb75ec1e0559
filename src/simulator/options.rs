//! The options of a start, and the reasons against a start.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use clap::Args;

use super::{
    faults::{NamedFault, Scenario},
    service::Settings,
    world::Unknowns,
};

/// Describes the command that serves the simulator.
pub const ABOUT: &str = "Serve the built-in simulator on loopback until TERM or INT; prints \
    where it is and what opens it";

/// Most added instances: the simulator holds a few KB in memory for each.
pub const MOST_INSTANCES: i64 = 100_000;

/// How to run the built-in service; the options of the command `simulator`.
#[derive(Debug, Clone, PartialEq, Args)]
#[command(about = ABOUT)]
pub struct Options {
    /// Address to listen on; loopback only, port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// What goes wrong, if anything
    #[arg(
        long,
        value_name = "SCENARIO",
        default_value = "smooth",
        value_parser = str::parse::<Scenario>,
    )]
    pub scenario: Scenario,
    /// Add a Cassandra instance with this many databases, and tables in each
    #[arg(long, value_name = "DATABASESxTABLES", value_parser = scale)]
    pub scale: Option<(u32, u32)>,
    /// Add this many instances of all engines and states, each with past backups
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        value_parser = clap::value_parser!(u32).range(..=MOST_INSTANCES),
    )]
    pub instances: u32,
    /// How many times faster than usual backups run
    #[arg(long, value_name = "N", default_value_t = 1.0)]
    pub speed: f64,
    /// Seed of all IDs and tokens
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// What goes wrong beside the scenario; may be given several times (names: --help)
    // The scenario's own faults strike first.
    #[arg(long = "fault", value_name = "CALL=FAULT[xTIMES]", long_help = fault_help())]
    pub faults: Vec<NamedFault>,
    /// What nobody knows of the live service; the first value of each
    /// is the default (names: --help)
    #[arg(
        long,
        value_name = "KEY=VALUE,...",
        default_value = "",
        hide_default_value = true,
        long_help = world_help(),
    )]
    pub world: Unknowns,
    /// Append every request, answer and made backup to this file, a JSON line each
    // `service::record_file` says which lines.
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
}

fn fault_help() -> String {
    format!(
        "What goes wrong beside the scenario; may be given several times\n\n{}",
        NamedFault::listing()
    )
}

fn world_help() -> String {
    format!(
        "What nobody knows of the live service; the first value of each is the default\n\n{}",
        Unknowns::listing()
    )
}

/// Reads numbers of databases and of tables in each, such as `1000x1000`.
/// Errors: Says how to write them.
pub fn scale(text: &str) -> Result<(u32, u32), String> {
    let parts = text.split_once('x').and_then(|(d, t)| Some((d.parse().ok()?, t.parse().ok()?)));
    parts.ok_or_else(|| "write it as 1000x1000".to_owned())
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

    pub(crate) fn settings(&self) -> Settings {
        let backups = self.scenario.behaviour(self.speed);
        let mut settings = Settings { backups, ..Settings::default() };
        self.all_faults().iter().for_each(|fault| fault.change(&mut settings));
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
