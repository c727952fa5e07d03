//! `config`: what the server is set to.

use clap::Subcommand;

use super::print_lines;
use super::run::RunArgs;
use crate::settings::Shown;

#[derive(Subcommand)]
pub(super) enum ConfigCommand {
    /// Print every setting and where it came from
    Show(RunArgs),
}

impl ConfigCommand {
    /// The flags of `run`, which change what is shown.
    pub(super) fn run_args(&self) -> &RunArgs {
        match self {
            Self::Show(args) => args,
        }
    }
}

pub(super) fn carry_out(command: &ConfigCommand, shown: &[Shown]) -> anyhow::Result<()> {
    match command {
        ConfigCommand::Show(_) => print_lines(
            shown
                .iter()
                .map(|shown| format!("{} = {}  # {}", shown.key, shown.told(), shown.origin)),
        ),
    }
}
