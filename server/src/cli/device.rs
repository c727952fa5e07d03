//! `device`: the kiosks and displays that may connect from other machines.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Subcommand;
use shared::command::Day;
use shared::device::{DeviceKind, ENROLMENT_FILE, EnrolmentFile};
use shared::text::Secret;

use super::{administer, ask, print_lines};
use crate::core::AdminRequest;
use crate::files::NewFile;
use crate::net::discovery::host_name;
use crate::net::tls::Certificates;
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
    /// Write a file by which so many kiosks and displays let themselves in, each once
    Enrol {
        /// How many
        #[arg(long, default_value_t = 1)]
        count: u32,
        /// The last local day, such as 2026-12-31
        #[arg(long, value_name = "DATE")]
        until: Day,
        /// Where the devices find the server; otherwise by this machine's name
        #[arg(long, value_name = "URL")]
        server: Option<String>,
        /// The file to write
        #[arg(long, default_value = ENROLMENT_FILE)]
        file: PathBuf,
        /// Replace the file if there is one
        #[arg(long)]
        force: bool,
    },
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
            DeviceCommand::Enrol { count, until, server, file, force } => {
                return enrol(settings, count, until, server, &file, force);
            }
            DeviceCommand::Add { kind, name } => AdminRequest::DeviceAdd { kind, name },
            DeviceCommand::List => AdminRequest::DeviceList,
            DeviceCommand::Revoke { name } => AdminRequest::DeviceRevoke { name },
            DeviceCommand::Approve { code, name } => AdminRequest::DeviceApprove { code, name },
        },
    )
}

/// The file is begun first: a word that stands nowhere would let nobody in.
fn enrol(
    settings: &Settings,
    count: u32,
    until: Day,
    server: Option<String>,
    file: &Path,
    force: bool,
) -> anyhow::Result<()> {
    let mut new = NewFile::create(file, force)?;
    let is_encrypted = settings.is_encrypted();
    let request = AdminRequest::DeviceEnrol { count, until: until.0 };
    let token = ask(settings, &request)?.pop().context("the server told no word")?;
    let certificate = is_encrypted.then(|| Certificates::open(settings)).transpose()?;
    let port = settings.listen.port();
    let server =
        server.unwrap_or_else(|| EnrolmentFile::server_at(&host_name(), port, is_encrypted));
    let enrolment = EnrolmentFile {
        server,
        certificate: certificate.map(|certificates| certificates.fingerprint()),
        token: Secret::new(token),
    };
    new.file().write_all(enrolment.text(count, &until.to_string()).as_bytes())?;
    new.put()?;
    let server = &enrolment.server;
    print_lines([format!("{}: {count} devices may let themselves in at {server}", file.display())])
}

fn device_kind(text: &str) -> Result<DeviceKind, &'static str> {
    text.parse().map_err(|_| "a device is a kiosk or a display")
}
