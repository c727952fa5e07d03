//! `tls`: how connections are encrypted.

use clap::Subcommand;

use super::{prepare_data_dir, print_lines};
use crate::net::tls::Certificates;
use crate::settings::Settings;

#[derive(Subcommand)]
pub(super) enum TlsCommand {
    /// Print the SHA-256 of the certificate, to compare with what an app shows
    Fingerprint,
}

pub(super) fn carry_out(command: &TlsCommand, settings: &Settings) -> anyhow::Result<()> {
    match command {
        TlsCommand::Fingerprint => {
            prepare_data_dir(settings)?;
            print_lines([Certificates::open(settings)?.fingerprint()])
        }
    }
}
