//! `service`: the server in the background.

use clap::Subcommand;

#[cfg(windows)]
use super::run;
use super::{Place, print_lines};
use crate::service;

#[derive(Subcommand)]
pub(super) enum ServiceCommand {
    /// Install and start the service (systemd, Windows)
    Install {
        /// Print the unit instead
        #[arg(long)]
        print: bool,
    },
    /// Stop and remove the service; the data stays
    Uninstall,
    /// See how the service is
    Status,
    /// What the service manager starts
    #[cfg(windows)]
    #[command(hide = true)]
    Run,
}

/// These have to do with the machine and with no data; the service manager's own start has.
#[cfg_attr(not(windows), expect(unused_variables, reason = "only a start needs the place"))]
pub(super) fn carry_out(command: &ServiceCommand, place: &Place) -> anyhow::Result<()> {
    match command {
        ServiceCommand::Install { print: true } => {
            print!("{}", service::unit(&service::program()?)?);
            Ok(())
        }
        ServiceCommand::Install { print: false } => print_lines(service::install()?),
        ServiceCommand::Uninstall => print_lines(service::uninstall()?),
        ServiceCommand::Status => service::status(),
        #[cfg(windows)]
        ServiceCommand::Run => run::run_for_the_service_manager(place),
    }
}
