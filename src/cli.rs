//! The command line.

pub mod doctor;
pub mod lists;
pub mod log;
mod order;
pub mod variables;
pub mod verify;
mod version;
pub mod watch;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::{
    core::{
        base::text::typed_line,
        choose::instance_lookup::InstanceLookup,
        launch::FilledIn,
        scope::{DatabaseScope, choice::normalised, list},
    },
    simulator::{self, Scenario},
    words,
};

/// Guides an operator through one manual backup of a Huawei Cloud GeminiDB instance.
#[derive(Debug, Parser)]
#[command(name = "geminidb-backup", version, about, args_conflicts_with_subcommands = true)]
#[command(long_version = version::LONG, max_term_width = 100, after_help = order::examples())]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options of a run with screens.
    #[command(flatten)]
    pub screens: ScreenArgs,
}

const DEMO: &str = "Demo";
const RUN: &str = "What the run may do";
const FORM: &str = "Form";

const WATCH: &str = "Follow one backup to its end, read only: by its backup ID, also on another \
    machine, or by its operation";
const DOCTOR: &str = "Show what is configured, where each value comes from, and what is missing; \
    sends nothing without --online";
const LOG: &str = "Print what was done: the journal's operations, the newest review first, as a \
    table, for a ticket or for a script; needs no credentials and no network";
const BACKUPS: &str = "Print the backups that the service lists, manual and automated, newest \
    first, and which of them were made from here; read only";
const INSTANCES: &str = "Print the instances that the service lists; read only";

const SIMULATOR_STATUS: &str = "Exit status: 0 ended by TERM or INT, 2 wrong usage, or it cannot \
    listen, or write its record.";

/// Commands beside the screens. clap builds the options of a command only when that command is
/// given, so the description stands here and at the options.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum Command {
    /// Reads one backup's state until the backup has ended.
    #[command(about = WATCH)]
    Watch(watch::WatchArgs),
    /// Tells and tests the set-up.
    #[command(about = DOCTOR)]
    Doctor(doctor::DoctorArgs),
    /// Serves the simulator.
    #[command(about = simulator::ABOUT, after_help = SIMULATOR_STATUS)]
    Simulator(simulator::Options),
    /// Prints the journal.
    #[command(about = LOG)]
    Log(log::LogArgs),
    #[command(about = BACKUPS)]
    Backups(lists::BackupsArgs),
    #[command(about = INSTANCES)]
    Instances(lists::InstancesArgs),
    /// Tells a script whether it may go on.
    #[command(about = verify::VERIFY)]
    Verify(Box<verify::VerifyArgs>),
}

/// Options of the screens.
#[derive(Debug, Args)]
pub struct ScreenArgs {
    /// Run against the built-in simulator; nothing leaves this machine [default scenario: smooth]
    #[arg(
        long,
        help_heading = DEMO,
        value_name = "SCENARIO",
        num_args = 0..=1,
        require_equals = true,
        value_parser = str::parse::<Scenario>,
        default_missing_value = "smooth",
        conflicts_with_all = [
            "region",
            "endpoint",
            "iam_endpoint",
            "project_id",
            "token_file",
            "ca_bundle",
            "profile",
            "config",
        ],
    )]
    pub demo: Option<Scenario>,
    /// In a demo: how many times faster than usual backups run
    #[arg(long, value_name = "N", default_value_t = 1.0, requires = "demo", help_heading = DEMO)]
    pub demo_speed: f64,
    /// In a demo: add an instance with this many databases, and tables in each
    #[arg(
        long,
        value_name = "DATABASESxTABLES",
        value_parser = simulator::scale,
        requires = "demo",
        help_heading = DEMO
    )]
    pub demo_scale: Option<(u32, u32)>,
    /// In a demo: add this many instances of all engines and states
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        requires = "demo",
        help_heading = DEMO,
        value_parser = clap::value_parser!(u32).range(..=simulator::MOST_INSTANCES),
    )]
    pub demo_instances: u32,
    #[command(flatten)]
    pub connection: ConnectionArgs,
    /// Send without a journal: needs the instance's name typed, and stays marked on the operation
    #[arg(long, help_heading = RUN)]
    pub no_journal: bool,
    /// Fill in, check and save the form without any call: no credentials are needed,
    /// and nothing can be sent
    #[arg(
        long,
        help_heading = RUN,
        conflicts_with_all = [
            "demo",
            "token_file",
            "profile",
            "iam_endpoint",
            "ca_bundle",
            "no_journal",
        ],
    )]
    pub offline: bool,
    /// Look, fill in and check, but send nothing: this run has no create call
    #[arg(long, help_heading = RUN, conflicts_with = "offline")]
    pub read_only: bool,
    /// Back up this instance: its ID, or its name if no other has it
    #[arg(
        long,
        value_name = "ID|NAME",
        value_parser = instance,
        conflicts_with = "draft",
        help_heading = FORM,
    )]
    pub instance: Option<InstanceLookup>,
    /// Fill in the backup's name; still checked, reviewed and sent by hand
    #[arg(long, value_name = "NAME", conflicts_with = "draft", help_heading = FORM)]
    pub name: Option<String>,
    /// Fill in the description
    #[arg(long, value_name = "TEXT", conflicts_with = "draft", help_heading = FORM)]
    pub description: Option<String>,
    /// Choose whole databases; quote a name that has a dot or a quote: '"my.db"'
    #[arg(
        long = "database",
        value_name = "DB",
        num_args = 1..,
        value_parser = database,
        conflicts_with = "draft",
        help_heading = FORM,
    )]
    pub databases: Vec<DatabaseScope>,
    /// Choose tables
    #[arg(
        long = "table",
        value_name = "DB.TABLE",
        num_args = 1..,
        value_parser = table,
        conflicts_with = "draft",
        help_heading = FORM,
    )]
    pub tables: Vec<DatabaseScope>,
    /// Open a draft that another operator has saved with --offline
    #[arg(long, value_name = "FILE", help_heading = FORM)]
    pub draft: Option<PathBuf>,
    #[command(flatten)]
    pub look: LookArgs,
}

/// Endpoint, credentials and state folder: the same options for every command that calls.
#[derive(Debug, Args)]
#[command(next_help_heading = "Service, credentials and files")]
pub struct ConnectionArgs {
    /// Region of the built-in list; gives the endpoint
    #[arg(long, value_name = "REGION", conflicts_with = "endpoint")]
    pub region: Option<String>,
    /// Endpoint of the service: https, or plain http on this machine
    #[arg(long, value_name = "URL")]
    pub endpoint: Option<String>,
    /// Endpoint of IAM, to sign in and to name the caller [default: the region's]
    #[arg(long, value_name = "URL")]
    pub iam_endpoint: Option<String>,
    /// Project ID, 32 letters and digits
    #[arg(long, value_name = "ID")]
    pub project_id: Option<String>,
    /// Credentials to use: a profile of config.toml, or one of those that `doctor`
    /// lists, as sdk-env or hcloud:NAME
    #[arg(long, value_name = "NAME", conflicts_with = "token_file")]
    pub profile: Option<String>,
    /// Configuration file [default: geminidb-backup/config.toml in XDG_CONFIG_HOME, or in
    /// ~/.config]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// File with the token, mode 0600, or - for standard input
    #[arg(long, value_name = "PATH|-")]
    pub token_file: Option<PathBuf>,
    /// Certificates (PEM) to trust in addition to the system's
    #[arg(long, value_name = "FILE")]
    pub ca_bundle: Option<PathBuf>,
    /// Folder for journal and drafts [default: geminidb-backup
    /// in XDG_STATE_HOME, or in ~/.local/state]
    #[arg(long, value_name = "DIR")]
    pub state_dir: Option<PathBuf>,
    /// Append a JSON line to this file for each call: time, method, path, status, request ID; no
    /// header, no body, no secret. At 10 MB it is renamed to FILE.1, replacing an earlier one
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
    /// The variables that stood in place of options.
    #[arg(skip)]
    pub by_variable: Vec<&'static str>,
}

/// How the screens look.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Screens")]
pub struct LookArgs {
    /// Ask and answer in whole lines, without screens; chosen by itself with ACCESSIBLE=1, and
    /// where TERM is dumb or unset
    #[arg(long)]
    pub plain: bool,
    /// Draw with ASCII only
    #[arg(long)]
    pub ascii: bool,
    /// Stay on the main screen, so that the last frame remains
    #[arg(long)]
    pub no_alt_screen: bool,
    /// Ring the bell once when a backup is COMPLETED or FAILED, or its outcome UNKNOWN
    #[arg(long)]
    pub bell: bool,
}

fn instance(text: &str) -> Result<InstanceLookup, String> {
    InstanceLookup::typed(text).ok_or_else(|| "give an instance's ID or its name".to_owned())
}

fn database(text: &str) -> Result<DatabaseScope, String> {
    path(text, false, "that is a table: give it with --table")
}

fn table(text: &str) -> Result<DatabaseScope, String> {
    path(text, true, "that is a whole database: give it with --database")
}

/// Reads a path that names a table, or none; otherwise says what it is.
fn path(text: &str, names_table: bool, other: &str) -> Result<DatabaseScope, String> {
    match list::read_path(text) {
        Ok(row) if row.table_names.is_some() == names_table => Ok(row),
        Ok(_) => Err(other.to_owned()),
        Err(why) => Err(words::compose::import::why(why).to_owned()),
    }
}

impl ScreenArgs {
    /// Returns the values that fill the form at the start.
    pub fn filled(&self) -> FilledIn {
        let line = |text: &Option<String>| text.as_deref().map(typed_line);
        let scope: Vec<DatabaseScope> =
            self.databases.iter().chain(&self.tables).cloned().collect();
        FilledIn {
            name: line(&self.name),
            description: line(&self.description),
            scope: normalised(&scope),
        }
    }

    /// Returns the options of this run that a command line needs to open the same form again,
    /// beside the values that the screens know.
    pub fn repeated(&self) -> Vec<String> {
        let ConnectionArgs { config, ca_bundle, state_dir, .. } = &self.connection;
        let files = [("--config", config), ("--ca-bundle", ca_bundle), ("--state-dir", state_dir)];
        let mut words: Vec<String> =
            self.demo.iter().map(|scenario| format!("--demo={}", scenario)).collect();
        for (option, path) in files {
            words.extend(
                path.iter()
                    .flat_map(|path| [option.to_owned(), path.to_string_lossy().into_owned()]),
            );
        }
        let switches = [
            ("--no-journal", self.no_journal),
            ("--plain", self.look.plain),
            ("--ascii", self.look.ascii),
            ("--no-alt-screen", self.look.no_alt_screen),
            ("--bell", self.look.bell),
        ];
        words.extend(
            switches.into_iter().filter(|(_, on)| *on).map(|(option, _)| option.to_owned()),
        );
        words
    }
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
        let simulator =
            |args: &[&str]| match Cli::try_parse_from([&["g", "simulator"], args].concat())
                .map(|c| c.command)
            {
                Ok(Some(Command::Simulator(args))) => Ok(args),
                Ok(other) => panic!("another command: {other:?}"),
                Err(error) => Err(error.to_string()),
            };
        let args =
            simulator(&["--fault", "create=408", "--fault=watch=401x2", "--record", "r"]).unwrap();
        assert_eq!(
            args.faults.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["create=408", "watch=401x2"]
        );
        let error = simulator(&["--fault", "create=407"]).unwrap_err();
        assert!(error.contains("created-then-FAULT") && error.contains("504-page"), "{error}");
        let help =
            Cli::command().find_subcommand_mut("simulator").unwrap().render_long_help().to_string();
        assert!(
            help.contains("created-then-FAULT") && help.contains("backups=lags[-Ns]"),
            "{help}"
        );
        assert!(Cli::try_parse_from(["g", "--demo", "--fault", "create=408"]).is_err());
        assert_eq!(
            simulator(&["--world", "names=free,ids=none"]).map(|args| args.world),
            Ok("ids=none,names=free".parse().unwrap())
        );
        assert!(
            help.contains("second=queued")
                && simulator(&["--world", "names=twice"]).unwrap_err().contains("names=free")
        );
    }

    #[test]
    fn instances_are_added_by_number() {
        let simulator =
            |number: &str| Cli::try_parse_from(["g", "simulator", "--instances", number]).is_ok();
        assert!(simulator("5000") && !simulator("100001") && !simulator("-1"));
        assert_eq!(
            Cli::try_parse_from(["g", "--demo", "--demo-instances", "5000"])
                .unwrap()
                .screens
                .demo_instances,
            5000
        );
        assert!(Cli::try_parse_from(["g", "--demo-instances", "5000"]).is_err());
    }

    #[test]
    fn watch_takes_one_backup_and_the_options_of_the_connection_and_none_that_begins_something() {
        let watch = |args: &[&str]| match Cli::try_parse_from([&["g", "watch"], args].concat())
            .map(|c| c.command)
        {
            Ok(Some(Command::Watch(args))) => Ok(args),
            Ok(other) => panic!("another command: {other:?}"),
            Err(error) => Err(error.to_string()),
        };
        let args =
            watch(&["7f3k9q", "--endpoint", "https://h", "--state-dir", "s", "--ascii", "--lines"])
                .unwrap();
        assert_eq!(args.wanted.operation.map(|id| id.to_string()).as_deref(), Some("7F3K9Q"));
        assert!(
            args.lines
                && args.look.ascii
                && args.connection.endpoint.as_deref() == Some("https://h")
        );
        assert_eq!(
            watch(&["646d88d0b03f4fd2ae944ae2a33bcb6ain06"]).unwrap().wanted.operation,
            None
        );
        for wrong in [
            &[][..],
            &[""],
            &["  "],
            &["a\u{1b}[2Jb"],
            &["a", "b"],
            &["a", "--demo"],
            &["a", "--no-journal"],
        ] {
            assert!(watch(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn there_is_no_option_for_the_token_itself() {
        let mut command = Cli::command();
        command.build();
        let arguments = command
            .get_arguments()
            .chain(command.get_subcommands().flat_map(clap::Command::get_arguments));
        assert!(
            !arguments
                .into_iter()
                .any(|a| matches!(a.get_long(), Some("token" | "password" | "secret")))
        );
    }
}
