//! `table`: who sits where.

use clap::Subcommand;

use super::administer;
use crate::core::AdminRequest;
use crate::settings::Settings;

#[derive(Subcommand)]
pub(super) enum TableCommand {
    /// List the tables
    List,
    /// Take whoever sits at a table away from it
    Free {
        /// Which table
        #[arg(value_name = "T")]
        table: String,
    },
}

pub(super) fn carry_out(command: TableCommand, settings: &Settings) -> anyhow::Result<()> {
    administer(
        settings,
        &match command {
            TableCommand::List => AdminRequest::TableList,
            TableCommand::Free { table } => AdminRequest::TableFree { table },
        },
    )
}
