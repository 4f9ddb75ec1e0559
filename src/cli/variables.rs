//! Variables of the environment that stand in place of options. An option goes before its variable;
//! the region of credentials goes before that of the variable, but not before `--region`.

use std::ffi::OsString;

use super::{Cli, Command, ConnectionArgs};

/// How the name of each begins.
pub const PREFIX: &str = "GEMINIDB_BACKUP_";
pub const PROFILE: &str = "GEMINIDB_BACKUP_PROFILE";
pub const REGION: &str = "GEMINIDB_BACKUP_REGION";
pub const CONFIG: &str = "GEMINIDB_BACKUP_CONFIG";
pub const STATE_DIR: &str = "GEMINIDB_BACKUP_STATE_DIR";
pub const ALL: [&str; 4] = [PROFILE, REGION, CONFIG, STATE_DIR];

impl Cli {
    /// Fills the options that were not given from `variable`; an empty value counts as none. A demo
    /// and the simulator take nothing from the environment.
    pub fn take_variables(&mut self, variable: impl Fn(&str) -> Option<OsString>) {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        let connection = match &mut self.command {
            None if self.screens.demo.is_some() => return,
            Some(Command::Simulator(_)) => return,
            Some(Command::Log(args)) => {
                let named = || variable(STATE_DIR).map(Into::into);
                args.state_dir = args.state_dir.take().or_else(named);
                return;
            }
            None => &mut self.screens.connection,
            Some(Command::Watch(args)) => &mut args.connection,
            Some(Command::Doctor(args)) => &mut args.connection,
            Some(Command::Backups(args)) => &mut args.connection,
            Some(Command::Instances(args)) => &mut args.connection,
            Some(Command::Verify(args)) => &mut args.connection,
        };
        connection.take_variables(variable);
    }
}

impl ConnectionArgs {
    fn take_variables(&mut self, variable: impl Fn(&str) -> Option<OsString>) {
        let mut taken = Vec::new();
        let mut of = |name: &'static str, free: bool| {
            let value = variable(name).filter(|_| free)?;
            taken.push(name);
            Some(value)
        };
        // An endpoint goes before a region. A token goes before a profile, whose `read_only` holds.
        let region = of(REGION, self.region.is_none() && self.endpoint.is_none());
        let profile = of(PROFILE, self.profile.is_none());
        let config = of(CONFIG, self.config.is_none());
        let state_dir = of(STATE_DIR, self.state_dir.is_none());
        let text = |value: OsString| value.to_string_lossy().into_owned();
        self.region = self.region.take().or(region.map(text));
        self.profile = self.profile.take().or(profile.map(text));
        self.config = self.config.take().or(config.map(Into::into));
        self.state_dir = self.state_dir.take().or(state_dir.map(Into::into));
        self.by_variable = taken;
    }

    /// Returns whether the variable `name` gave its value to this run.
    pub fn is_by(&self, name: &str) -> bool {
        self.by_variable.contains(&name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a line in an environment that sets each variable to its own end, such as `region`.
    fn connection(line: &str) -> ConnectionArgs {
        let words = line.split_whitespace().map(OsString::from).collect();
        let mut cli = Cli::read(words).unwrap_or_else(|error| panic!("{line}: {error}"));
        cli.take_variables(|name| Some(name.strip_prefix(PREFIX)?.to_ascii_lowercase().into()));
        match cli.command {
            None => cli.screens.connection,
            Some(Command::Watch(args)) => args.connection,
            Some(Command::Doctor(args)) => args.connection,
            Some(Command::Backups(args)) => args.connection,
            Some(Command::Instances(args)) => args.connection,
            Some(Command::Verify(args)) => args.connection,
            Some(other) => panic!("no connection: {other:?}"),
        }
    }

    fn told(args: &ConnectionArgs) -> String {
        let path = |path: &Option<std::path::PathBuf>| {
            path.as_deref().map(|path| path.display().to_string()).unwrap_or_default()
        };
        [
            args.region.clone().unwrap_or_default(),
            args.profile.clone().unwrap_or_default(),
            path(&args.config),
            path(&args.state_dir),
        ]
        .join(" ")
    }

    #[test]
    fn a_variable_stands_in_place_of_an_option_in_every_command_that_calls() {
        for command in ["", "watch B", "doctor", "backups", "instances", "verify B"] {
            let args = connection(&format!("g {command}"));
            assert_eq!(told(&args), "region profile config state_dir", "{command}");
            assert!(ALL.iter().all(|name| args.is_by(name)));
        }
    }

    #[test]
    fn an_option_goes_before_its_variable_and_before_a_variable_that_would_contradict_it() {
        for (line, expected) in [
            ("g --region r", "r profile config state_dir"),
            ("g --endpoint https://db", " profile config state_dir"),
            ("g --profile p", "region p config state_dir"),
            ("g --token-file t", "region profile config state_dir"),
            ("g --config c --state-dir s", "region profile c s"),
            ("g --demo", "   "),
            ("g --offline", "region profile config state_dir"),
        ] {
            assert_eq!(told(&connection(line)), expected, "{line}");
        }
    }

    #[test]
    fn an_empty_variable_counts_as_none() {
        let mut cli = Cli::read(vec!["g".into()]).unwrap();
        cli.take_variables(|_| Some(OsString::new()));
        assert_eq!(told(&cli.screens.connection), "   ");
        assert!(cli.screens.connection.by_variable.is_empty());
    }

    #[test]
    fn the_journal_is_printed_from_the_folder_of_the_variable() {
        let mut cli = Cli::read(vec!["g".into(), "log".into()]).unwrap();
        cli.take_variables(|name| (name == STATE_DIR).then(|| "s".into()));
        let Some(Command::Log(args)) = cli.command else { panic!("another command") };
        assert_eq!(args.state_dir.as_deref(), Some("s".as_ref()));
    }
}
