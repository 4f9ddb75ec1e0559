//! What `--version` tells.

/// The version, and where the program comes from. `packaging/build.sh` gives the commit, its day,
/// the target and the oldest C library; any other build knows its version alone.
pub const LONG: &str = match option_env!("GEMINIDB_VERSION") {
    Some(text) => text,
    None => concat!(
        env!("CARGO_PKG_VERSION"),
        "\ncommit not known: built by cargo, for the C library of the building machine",
    ),
};

#[cfg(test)]
mod tests {
    use crate::cli::Cli;
    use clap::CommandFactory;

    #[test]
    fn the_long_version_says_from_which_commit_the_program_is_and_the_short_one_fits_a_line() {
        let command = Cli::command();
        assert_eq!(
            command.render_version(),
            concat!("geminidb-backup ", env!("CARGO_PKG_VERSION"), "\n")
        );
        let long = command.render_long_version();
        let second = long.lines().nth(1).unwrap_or_default();
        assert!(long.starts_with(command.render_version().trim()), "{long}");
        assert!(second.starts_with("commit "), "{long}");
    }
}
