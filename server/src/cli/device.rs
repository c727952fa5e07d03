//! `device`: the kiosks and displays that may connect from other machines.

use clap::Subcommand;
use shared::device::DeviceKind;

use super::administer;
use crate::core::AdminRequest;
use crate::settings::Settings;

#[derive(Subcommand)]
pub(super) enum DeviceCommand {
    /// Add a device and print its key, which is shown only this once
    Add {
        /// kiosk or display
        #[arg(value_parser = device_kind)]
        kind: DeviceKind,
        /// What to call it
        name: String,
    },
    /// List the devices
    List,
    /// Take a device's key away
    Revoke {
        /// Which device
        name: String,
    },
    /// Let in the device that shows a code
    Approve {
        /// The six characters that it shows
        code: String,
        /// What to call it; otherwise by its kind and code
        #[arg(long)]
        name: Option<String>,
    },
}

pub(super) fn carry_out(command: DeviceCommand, settings: &Settings) -> anyhow::Result<()> {
    administer(
        settings,
        &match command {
            DeviceCommand::Add { kind, name } => AdminRequest::DeviceAdd { kind, name },
            DeviceCommand::List => AdminRequest::DeviceList,
            DeviceCommand::Revoke { name } => AdminRequest::DeviceRevoke { name },
            DeviceCommand::Approve { code, name } => AdminRequest::DeviceApprove { code, name },
        },
    )
}

fn device_kind(text: &str) -> Result<DeviceKind, &'static str> {
    text.parse().map_err(|_| "a device is a kiosk or a display")
}
