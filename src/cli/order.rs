//! Reading the command line: options on both sides of a command, and what help ends with.

use std::ffi::OsString;

use clap::{Command, CommandFactory, FromArgMatches};

use super::{Cli, variables};
use crate::{core::base::regions, simulator::Scenario};

const EXAMPLES: &str = "\
Examples:
  Try it, nothing leaves this machine:
    geminidb-backup --demo
  Back up an instance:
    geminidb-backup --region eu-west-101 --instance orders-01
  Follow a backup from another machine:
    geminidb-backup watch BACKUP_ID --region eu-west-101 --project-id ID --token-file FILE
  Print an operation for a ticket:
    geminidb-backup log OPERATION --format markdown

Options that a command shares may stand before or after its name.";

impl Cli {
    /// Reads the words of a command line, the first of which names the program.
    pub fn read(words: Vec<OsString>) -> Result<Self, clap::Error> {
        let mut command = Self::command();
        let words = ordered(&command, words);
        let matches = command.try_get_matches_from_mut(words)?;
        Self::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
    }
}

/// Puts the name of the command before the options that stand before it: clap then takes those that
/// the command has, and refuses the others.
fn ordered(command: &Command, mut words: Vec<OsString>) -> Vec<OsString> {
    let mut at = 1;
    while let Some(word) = words.get(at) {
        let word = word.to_string_lossy();
        let (name, value) = word.split_once('=').map_or((&*word, None), |(n, v)| (n, Some(v)));
        let long = name.strip_prefix("--");
        let option =
            command.get_arguments().find(|it| it.get_long().is_some() && it.get_long() == long);
        let Some(option) = option else { break };
        let apart = option.get_action().takes_values() && !option.is_require_equals_set();
        at += 1 + usize::from(apart && value.is_none());
    }
    if words.get(at).is_some_and(|word| command.find_subcommand(word).is_some()) {
        words[1..=at].rotate_right(1);
    }
    words
}

/// Returns what `--help` ends with.
pub(super) fn examples() -> String {
    let regions: Vec<_> = regions::ALL.iter().map(|region| region.id).collect();
    format!(
        "{EXAMPLES}\nVariables that stand in place of options, but not in a demo: {}; the region's \
            also gives way to that of the credentials.\n\nScenarios of --demo: {}\n\nRegions: {}",
        variables::ALL.join(", "),
        Scenario::names().join(", "),
        regions.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Command as Named;

    fn read(line: &str) -> Result<Cli, String> {
        let words = line.split_whitespace().map(OsString::from).collect();
        Cli::read(words).map_err(|error| error.render().to_string())
    }

    #[test]
    fn an_option_that_a_command_has_may_stand_on_either_side_of_its_name() {
        for line in [
            "g --state-dir log log --format json",
            "g log --state-dir log --format json",
            "g --state-dir=log log --format json",
        ] {
            let Ok(Cli { command: Some(Named::Log(args)), .. }) = read(line) else {
                panic!("{line}");
            };
            assert_eq!(args.state_dir.as_deref(), Some("log".as_ref()), "{line}");
        }
        let both = read("g --region eu-west-101 --ascii watch B --project-id P");
        let Ok(Cli { command: Some(Named::Watch(args)), .. }) = both else { panic!("{both:?}") };
        assert!(args.look.ascii && args.connection.region.as_deref() == Some("eu-west-101"));
    }

    #[test]
    fn an_option_that_a_command_has_not_is_refused_on_either_side() {
        for line in
            ["g --region x log", "g log --region x", "g --demo log", "g --name a --draft b watch B"]
        {
            let said = read(line).expect_err(line);
            assert!(said.contains("unexpected argument"), "{line}: {said}");
        }
        assert!(read("g --state-dir a log --state-dir b").is_err(), "which one is meant?");
        assert!(read("g --demo=busy --name log").is_ok_and(|cli| cli.command.is_none()));
    }

    #[test]
    fn help_is_grouped_fits_the_terminal_and_lists_what_an_option_takes() {
        for columns in [60, 80, 100] {
            let help = Cli::command().term_width(columns).render_long_help().to_string();
            let wide: Vec<&str> =
                help.lines().filter(|line| line.chars().count() > columns).collect();
            assert!(wide.is_empty(), "{columns}: {wide:#?}");
        }
        let help = read("g --help").expect_err("help");
        for part in ["Demo:", "Form:", "Screens:", "Examples:", "lost-made", "eu-west-101"] {
            assert!(help.contains(part), "{part}: {help}");
        }
        for name in variables::ALL {
            assert!(help.contains(name), "{name}: {help}");
        }
        assert_eq!(help.matches("\n    geminidb-backup ").count(), 4);
    }
}
