//! `clock`: a wall clock that jumped.

use clap::Subcommand;

use super::administer;
use crate::core::AdminRequest;
use crate::settings::Settings;

#[derive(Subcommand)]
pub(super) enum ClockCommand {
    /// Say that the clock is right
    Confirm,
}

pub(super) fn carry_out(command: &ClockCommand, settings: &Settings) -> anyhow::Result<()> {
    match command {
        ClockCommand::Confirm => administer(settings, &AdminRequest::ConfirmClock),
    }
}
