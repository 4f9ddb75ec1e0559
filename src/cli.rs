//! The command line.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand};

use crate::simulator::{NamedFault, Scenario};

/// Guides an operator through one manual backup of a Huawei Cloud GeminiDB instance.
#[derive(Debug, Parser)]
#[command(name = "geminidb-backup", version, about, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to run instead of the screens.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options of the screens.
    #[command(flatten)]
    pub screens: ScreenArgs,
}

/// Commands beside the screens.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the built-in simulator on loopback until TERM or INT; prints where it is and what opens it
    Simulator(SimulatorArgs),
}

/// Options of the screens.
#[derive(Debug, Args)]
pub struct ScreenArgs {
    /// Run against the built-in simulator; nothing leaves this machine [default scenario: smooth]
    #[arg(long, value_name = "SCENARIO", num_args = 0..=1, require_equals = true, default_missing_value = "smooth",
        conflicts_with_all = ["region", "endpoint", "iam_endpoint", "project_id", "token_file", "ca_bundle"])]
    pub demo: Option<Scenario>,
    /// In a demo: how many times faster than usual backups run
    #[arg(long, value_name = "N", default_value_t = 1.0, requires = "demo")]
    pub demo_speed: f64,
    /// In a demo: add an instance with this many databases, and tables in each
    #[arg(long, value_name = "DATABASESxTABLES", value_parser = scale, requires = "demo")]
    pub demo_scale: Option<(u32, u32)>,
    /// Region of the built-in list; gives the endpoint
    #[arg(long, value_name = "REGION", conflicts_with = "endpoint")]
    pub region: Option<String>,
    /// Endpoint of the service: https, or plain http on this machine
    #[arg(long, value_name = "URL")]
    pub endpoint: Option<String>,
    /// Endpoint of IAM; checked, and kept for sign-in (a given token needs none)
    #[arg(long, value_name = "URL")]
    pub iam_endpoint: Option<String>,
    /// Project ID, 32 letters and digits
    #[arg(long, value_name = "ID")]
    pub project_id: Option<String>,
    /// File with the token, mode 0600, or - for standard input; otherwise OS_AUTH_TOKEN is used
    #[arg(long, value_name = "PATH|-")]
    pub token_file: Option<PathBuf>,
    /// Certificates (PEM) to trust beside the system's
    #[arg(long, value_name = "FILE")]
    pub ca_bundle: Option<PathBuf>,
    /// Folder for journal and drafts [default: geminidb-backup in XDG_STATE_HOME, or in ~/.local/state]
    #[arg(long, value_name = "DIR")]
    pub state_dir: Option<PathBuf>,
    /// Send without a journal: needs the instance's name typed, and stays marked on the operation
    #[arg(long)]
    pub no_journal: bool,
    /// Draw with ASCII only
    #[arg(long)]
    pub ascii: bool,
    /// Stay on the main screen, so that the last frame remains
    #[arg(long)]
    pub no_alt_screen: bool,
}

/// Options of the simulator.
#[derive(Debug, Args)]
pub struct SimulatorArgs {
    /// Address to listen on; loopback only, port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// What goes wrong, if anything
    #[arg(long, value_name = "SCENARIO", default_value = "smooth")]
    pub scenario: Scenario,
    /// Add a Cassandra instance with this many databases, and tables in each
    #[arg(long, value_name = "DATABASESxTABLES", value_parser = scale)]
    pub scale: Option<(u32, u32)>,
    /// How many times faster than usual backups run
    #[arg(long, value_name = "N", default_value_t = 1.0)]
    pub speed: f64,
    /// Where all IDs and tokens come from
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// What goes wrong beside the scenario; may be given several times (names: --help)
    #[arg(long = "fault", value_name = "CALL=FAULT[xTIMES]", long_help = fault_help())]
    pub faults: Vec<NamedFault>,
    /// Append every request, answer and made backup to this file, a JSON line each
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
}

fn fault_help() -> String {
    format!("What goes wrong beside the scenario; may be given several times\n\n{}", NamedFault::listing())
}

fn scale(text: &str) -> Result<(u32, u32), String> {
    let parts = text.split_once('x').and_then(|(d, t)| Some((d.parse().ok()?, t.parse().ok()?)));
    parts.ok_or_else(|| "write it as 1000x1000".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn demo_takes_a_scenario_only_with_an_equals_sign() {
        let demo = |args: &[&str]| Cli::try_parse_from(args).map(|c| c.screens.demo);
        assert_eq!(demo(&["g", "--demo"]).unwrap(), Some(Scenario::Smooth));
        assert_eq!(demo(&["g", "--demo=busy"]).unwrap(), Some(Scenario::Busy));
        assert!(demo(&["g", "--demo=no-such"]).is_err());
        assert_eq!(demo(&["g"]).unwrap(), None);
    }

    #[test]
    fn the_simulator_takes_faults_by_name_and_the_screens_take_none() {
        let simulator = |args: &[&str]| match Cli::try_parse_from([&["g", "simulator"], args].concat()).map(|c| c.command) {
            Ok(Some(Command::Simulator(args))) => Ok(args),
            Ok(None) => panic!("no command"),
            Err(error) => Err(error.to_string()),
        };
        let args = simulator(&["--fault", "create=408", "--fault=watch=401x2", "--record", "r"]).unwrap();
        assert_eq!(args.faults.iter().map(ToString::to_string).collect::<Vec<_>>(), ["create=408", "watch=401x2"]);
        let error = simulator(&["--fault", "create=407"]).unwrap_err();
        assert!(error.contains("created-then-FAULT") && error.contains("504-page"), "{error}");
        let help = Cli::command().find_subcommand_mut("simulator").unwrap().render_long_help().to_string();
        assert!(help.contains("created-then-FAULT") && help.contains("backups=lags[-Ns]"), "{help}");
        assert!(Cli::try_parse_from(["g", "--demo", "--fault", "create=408"]).is_err());
    }

    #[test]
    fn there_is_no_option_for_the_token_itself() {
        let command = Cli::command();
        assert!(!command.get_arguments().any(|a| matches!(a.get_long(), Some("token" | "password" | "secret"))));
    }
}
