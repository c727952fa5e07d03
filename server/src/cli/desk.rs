//! `desk`: the settings of the desk itself, which can be changed while the server runs.

use anyhow::Context as _;
use clap::Subcommand;
use serde_json::Value;
use shared::profile::ProfileKey;

use super::administer;
use crate::auth::hash_pin;
use crate::core::AdminRequest;
use crate::settings::Settings;

#[derive(Subcommand)]
pub(super) enum DeskCommand {
    /// List the settings of the desk and their values
    Show,
    /// Change one of them
    Set {
        /// Which, such as organisation
        key: String,
        /// Its value: JSON, or a text as it is; null gives the default back
        value: String,
    },
}

pub(super) fn carry_out(command: DeskCommand, settings: &Settings) -> anyhow::Result<()> {
    let request = match command {
        DeskCommand::Show => AdminRequest::DeskShow,
        DeskCommand::Set { key, value } if key == ProfileKey::Pin.as_str() && value != "null" => {
            let pin = hash_pin(&value).context("a PIN has 4 to 12 digits")?;
            AdminRequest::DeskSet { key, value: Value::String(pin) }
        }
        DeskCommand::Set { key, value } => {
            let value = serde_json::from_str(&value).unwrap_or(Value::String(value));
            AdminRequest::DeskSet { key, value }
        }
    };
    administer(settings, &request)
}
