//! The command line: what was asked for, and who carries it out.
//!
//! Each group of commands has a file of its own; this one has the parser and what the groups
//! share. Exit codes: 0 done, 1 failed, 2 wrong usage or unusable settings. What goes wrong is
//! said in one sentence on standard error.

mod clock;
mod cluster;
mod config;
mod data;
mod desk;
mod device;
mod hours;
mod owner;
mod report;
mod run;
mod service;
mod staff;
mod table;
mod tls;

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use shared::command::Day;
use shared::desk::DeskName;

use self::clock::ClockCommand;
use self::cluster::ClusterCommand;
use self::config::ConfigCommand;
use self::data::{DataCommand, ExportArgs, PersonCommand};
use self::desk::DeskCommand;
use self::device::DeviceCommand;
use self::hours::HoursCommand;
use self::report::ReportArgs;
use self::run::RunArgs;
use self::service::ServiceCommand;
use self::staff::StaffCommand;
use self::table::TableCommand;
use self::tls::TlsCommand;
use crate::core::{AdminReply, AdminRequest};
use crate::export::Backwards;
use crate::files;
use crate::jobs;
use crate::net::control::{self, NobodyListens};
use crate::settings::{self, Flags, Settings, SettingsError};

/// How long a server that holds the lock may take to open its control socket.
const SERVER_START_TIMEOUT: Duration = Duration::from_secs(2);

/// The Walkup server: a queue for a desk where people walk up.
#[derive(Parser)]
#[command(name = "walkup-server", version)]
struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Args)]
pub(super) struct Place {
    /// The directory where everything is stored
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// The settings file, instead of walkup.toml in the data directory
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The desk that a command is about, where there are several
    #[arg(long, global = true, value_name = "NAME")]
    desk: Option<DeskName>,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server
    Run(RunArgs),
    /// Manage the accounts of staff
    #[command(subcommand)]
    Staff(StaffCommand),
    /// Print the code by which the first account is made in a staff window
    SetupCode,
    /// See, add and rename desks, and change what one is set to, also while the server runs
    #[command(subcommand)]
    Desk(DeskCommand),
    /// See when the desk is open, and take holidays from a calendar
    #[command(subcommand)]
    Hours(HoursCommand),
    /// Manage the kiosks and displays that may connect from other machines
    #[command(subcommand)]
    Device(DeviceCommand),
    /// See who sits where, and free a table
    #[command(subcommand)]
    Table(TableCommand),
    /// Copy the store to a new file, also while the server runs
    Backup {
        /// The file to write
        file: PathBuf,
        /// Replace the file if there is one
        #[arg(long)]
        force: bool,
    },
    /// Put a backup in the place of the store, while no server runs
    Restore {
        /// The backup
        file: PathBuf,
    },
    /// Check that the store is sound
    Check,
    /// Write tickets to a CSV file
    Export(ExportArgs),
    /// Make a report: waits, arrivals and more of a period, on the terminal or as a file
    Report(ReportArgs),
    /// Print who did what when
    Audit {
        /// The first local day to include, such as 2026-11-24
        #[arg(long, value_name = "DATE")]
        since: Option<Day>,
    },
    /// See or forget what is stored of one visitor
    #[command(subcommand)]
    Person(PersonCommand),
    /// Remove tickets older than the settings want kept
    Purge,
    /// Show the settings
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Deal with a wall clock that jumped
    #[command(subcommand)]
    Clock(ClockCommand),
    /// Run in the background, with the machine
    #[command(subcommand)]
    Service(ServiceCommand),
    /// See how connections are encrypted
    #[command(subcommand)]
    Tls(TlsCommand),
    /// Run several servers on one database
    #[command(subcommand)]
    Cluster(ClusterCommand),
}

/// Carries out a command line, the program's name first, and says how it went.
pub fn main_with(args: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> ExitCode {
    files::restrict_new_files();
    let parsed = command()
        .try_get_matches_from(args)
        .and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            // Help that nobody reads any more is no failure.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    match carry_out(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "walkup-server: {error:#}");
            let is_usage = error.is::<SettingsError>() || error.is::<Backwards>();
            ExitCode::from(if is_usage { 2 } else { 1 })
        }
    }
}

/// The commands by what they are about, as `--help` shows them.
const GROUPS: [(&str, &[&str]); 4] = [
    ("Run the server", &["run", "service", "config", "tls", "cluster"]),
    ("Run the desk", &["setup-code", "desk", "hours", "staff", "device", "table"]),
    ("Visitors", &["report", "export", "person", "purge"]),
    ("Look after what is stored", &["backup", "restore", "check", "audit", "clock"]),
];

/// The parser, which shows its commands in groups.
fn command() -> clap::Command {
    let command = Cli::command();
    let about = |name: &str| {
        let found = command.find_subcommand(name).and_then(clap::Command::get_about);
        found.map(ToString::to_string).unwrap_or_default()
    };
    let mut text = String::new();
    for (heading, names) in GROUPS {
        text.push_str(&format!("{heading}:\n"));
        for name in names {
            text.push_str(&format!("  {name:<11}{}\n", about(name)));
        }
        text.push('\n');
    }
    let text = text.trim_end().to_owned();
    command
        .before_help(text)
        .help_template("{about}\n\n{usage-heading} {usage}\n\n{before-help}Options:\n{options}")
}

fn carry_out(cli: Cli) -> anyhow::Result<()> {
    let Cli { place, command } = cli;
    let run_args = match &command {
        Command::Service(command) => return service::carry_out(command, &place),
        Command::Run(args) => Some(args),
        Command::Config(command) => Some(command.run_args()),
        _ => None,
    };
    let flags = Flags {
        data_dir: place.data_dir,
        config: place.config,
        listen: run_args.and_then(|args| args.listen),
        tables: run_args.and_then(|args| args.tables),
        insecure_no_tls: run_args.is_some_and(|args| args.insecure_no_tls),
        desk: place.desk,
    };
    let asks_for_desk = flags.desk.is_some();
    owner::become_owner(&settings::data_dir(&flags)?)?;
    let (settings, shown) = settings::load(&flags)?;
    let command = match command {
        Command::Run(_) if asks_for_desk => {
            return Err(SettingsError::new("a server serves all desks: leave --desk out").into());
        }
        Command::Run(_) => return run::carry_out(&settings),
        Command::Config(command) => return config::carry_out(&command, &shown),
        Command::Tls(command) => return tls::carry_out(&command, &settings),
        Command::Cluster(command) => return cluster::carry_out(&command, &settings),
        Command::Staff(command) => return staff::carry_out(command, &settings),
        Command::SetupCode => return administer(&settings, &AdminRequest::SetUpCode),
        Command::Desk(command) => return desk::carry_out(command, &settings),
        Command::Hours(command) => return hours::carry_out(command, &settings),
        Command::Device(command) => return device::carry_out(command, &settings),
        Command::Table(command) => return table::carry_out(command, &settings),
        Command::Clock(command) => return clock::carry_out(&command, &settings),
        // It needs no settings, so it was carried out before they were read.
        Command::Service(_) => return Ok(()),
        Command::Report(args) => return report::carry_out(args, &settings),
        Command::Backup { file, force } => DataCommand::Backup { file, force },
        Command::Restore { file } => DataCommand::Restore { file },
        Command::Check => DataCommand::Check,
        Command::Export(args) => DataCommand::Export(args),
        Command::Audit { since } => DataCommand::Audit { since },
        Command::Person(command) => DataCommand::Person(command),
        Command::Purge => DataCommand::Purge,
    };
    data::carry_out(command, &settings)
}

/// Has a request carried out and prints the answer.
fn administer(settings: &Settings, request: &AdminRequest) -> anyhow::Result<()> {
    print_lines(ask(settings, request)?)
}

/// Has the running server carry out a request, or does so itself when none runs. Returns the lines
/// of the answer.
fn ask(settings: &Settings, request: &AdminRequest) -> anyhow::Result<Vec<String>> {
    match reply(settings, request)? {
        Ok(lines) => Ok(lines),
        Err(sentence) => bail!(sentence),
    }
}

fn reply(settings: &Settings, request: &AdminRequest) -> anyhow::Result<AdminReply> {
    prepare_data_dir(settings)?;
    let give_up = Instant::now() + SERVER_START_TIMEOUT;
    let command = control::Command { desk: settings.desk.clone(), request: request.clone() };
    // Whoever holds the lock may be a server that has only just started, or another command that
    // is about to end; so both ways are tried again.
    loop {
        if let Some(_lock) = lock(settings)? {
            return jobs::administer_alone(settings, request.clone());
        }
        match control::ask(&settings.data_dir, &command) {
            Err(error) if error.is::<NobodyListens>() && Instant::now() < give_up => {
                std::thread::sleep(Duration::from_millis(50));
            }
            asked => return asked,
        }
    }
}

fn prepare_data_dir(settings: &Settings) -> anyhow::Result<()> {
    files::prepare_data_dir(&settings.data_dir, &settings.backup_dir())
}

fn lock(settings: &Settings) -> anyhow::Result<Option<File>> {
    crate::lock::acquire(&settings.data_dir)
        .with_context(|| format!("cannot lock {}", settings.data_dir.display()))
}

fn print_lines(lines: impl IntoIterator<Item = impl std::fmt::Display>) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    let written = lines.into_iter().try_for_each(|line| writeln!(out, "{line}"));
    written.and_then(|()| out.flush()).context("cannot write to standard output")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_stands_in_one_group() {
        let mut grouped: Vec<&str> = GROUPS.iter().flat_map(|(_, names)| *names).copied().collect();
        grouped.sort_unstable();
        let command = Cli::command();
        let mut all: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
        all.sort_unstable();
        assert_eq!(grouped, all);
        let help = super::command().render_help().to_string();
        for (heading, _) in GROUPS {
            assert!(help.contains(heading), "{help}");
        }
        assert!(help.contains("staff      Manage the accounts of staff"), "{help}");
    }

    #[test]
    fn every_command_takes_the_place_and_only_some_the_flags_of_run() {
        for line in [
            "run --listen 127.0.0.1:0 --tables 3",
            "staff add ann --name Ann --admin --password-stdin",
            "staff add ann --name Ann --role lead",
            "staff role ann lead",
            "setup-code",
            "staff list",
            "staff token ann",
            "staff password ann --password-stdin",
            "staff disable ann",
            "staff enable ann",
            "hours show",
            "hours show 2026-12-21",
            "hours import holidays.ics --dry-run",
            "device enrol --count 30 --until 2026-12-31 --server wss://desk:7420 --file f --force",
            "device add kiosk Hall",
            "device list",
            "device revoke Hall",
            "device approve ABC234 --name Hall",
            "desk add town-hall --title Hall",
            "desk add town-hall --again",
            "desk list",
            "desk rename town-hall hall",
            "desk retire hall",
            "desk import walkup.db --desk hall",
            "desk export walkup.db",
            "desk reclaim --desk hall",
            "table list",
            "table free 3",
            "backup file --force",
            "restore file",
            "check",
            "export a.csv --from 2026-11-24 --to 2026-11-25 --force --no-bom",
            "report --from 2026-11-01 --to 2026-11-30",
            "report --from 2026-11-24T09:00 --to 2026-11-24T17:00 --by hour,service --service a --csv f --force",
            "report --from 2026-11-01 --to 2026-11-30 --xlsx f",
            "report --from 2026-11-01 --to 2026-11-30 --html f",
            "audit --since 2026-11-24",
            "person show a@b.c",
            "person erase a@b.c",
            "purge",
            "config show --tables 3",
            "clock confirm",
            "service install --print",
            "service uninstall",
            "service status",
            "tls fingerprint",
            "staff list --desk gate",
            "cluster init",
            "cluster status",
            "cluster reset",
        ] {
            let line = format!("walkup-server {line} --data-dir d --config c");
            let cli = Cli::try_parse_from(line.split(' ')).map_err(|e| e.to_string());
            assert_eq!(cli.map(|cli| cli.place.data_dir), Ok(Some("d".into())), "{line}");
        }
        for line in [
            "run --tables 0",
            "run --listen here",
            "check --tables 3",
            "export a --from today",
            "report --from 2026-11-01",
            "report --from 2026-11-31 --to 2026-12-01",
            "report --from 2026-11-01 --to 2026-11-30 --by moon",
            "report --from 2026-11-01 --to 2026-11-30 --csv f --xlsx g",
            "desk add Hall",
            "desk add kiosk",
            "desk add hall --title Hall --again",
            "",
        ] {
            let line = format!("walkup-server {line}");
            assert!(Cli::try_parse_from(line.trim().split(' ')).is_err(), "{line}");
        }
    }
}
