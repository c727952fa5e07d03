//! The commands that read or replace what is stored: backup, restore, check, export, audit, purge
//! and person.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use clap::Subcommand;
use shared::command::Day;

use super::run::shutdown_signal;
use super::{administer, ask, lock, prepare_data_dir, print_lines};
use crate::core::{Act, AdminRequest, Zone};
use crate::export::{self, Span};
use crate::files::{NewFile, ensure_not_own};
use crate::jobs::{Cancel, backup};
use crate::settings::{Settings, system_zone};
use crate::store::{self, Reader};

/// What [`super::Command`] says of these commands, as their own.
pub(super) enum DataCommand {
    Backup { file: PathBuf, force: bool },
    Restore { file: PathBuf },
    Check,
    Export(ExportArgs),
    Audit { since: Option<Day> },
    Person(PersonCommand),
    Purge,
}

#[derive(clap::Args)]
pub(super) struct ExportArgs {
    /// The file to write
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    /// The first local day to include, such as 2026-11-24
    #[arg(long, value_name = "DATE")]
    from: Option<Day>,
    /// The last local day to include
    #[arg(long, value_name = "DATE")]
    to: Option<Day>,
    /// Replace the file if there is one
    #[arg(long)]
    force: bool,
    /// Leave out the byte order mark, by which spreadsheets know UTF-8
    #[arg(long)]
    no_bom: bool,
}

#[derive(Subcommand)]
pub(super) enum PersonCommand {
    /// Print every ticket of a visitor
    Show {
        /// The e-mail address
        address: String,
    },
    /// Forget a visitor for good; the times of the tickets stay
    Erase {
        /// The e-mail address
        address: String,
    },
}

pub(super) fn carry_out(command: DataCommand, settings: &Settings) -> anyhow::Result<()> {
    match command {
        DataCommand::Backup { file, force } => write_backup(settings, &file, force),
        DataCommand::Restore { file } => replace_with(settings, &file),
        DataCommand::Check => check(settings),
        DataCommand::Export(args) => write_export(settings, &args),
        DataCommand::Audit { since } => print_audit(settings, since),
        DataCommand::Person(PersonCommand::Show { address }) => show_person(settings, &address),
        DataCommand::Person(PersonCommand::Erase { address }) => {
            administer(settings, &AdminRequest::PersonErase { address })
        }
        DataCommand::Purge => administer(settings, &AdminRequest::Purge),
    }
}

fn write_backup(settings: &Settings, file: &Path, replaces: bool) -> anyhow::Result<()> {
    ensure_not_own(file, &settings.data_dir, &settings.backup_dir())?;
    let reader = Reader::of(settings)?;
    ensure_writable(file, replaces)?;
    note(settings, Act::BackedUp)?;
    backup::write_copy(&reader, file, replaces, &cancelled_by_signals()?)
}

fn write_export(settings: &Settings, args: &ExportArgs) -> anyhow::Result<()> {
    ensure_not_own(&args.file, &settings.data_dir, &settings.backup_dir())?;
    let reader = Reader::of(settings)?;
    let span = Span::new(args.from, args.to, desk_zone(settings)?)?;
    ensure_writable(&args.file, args.force)?;
    note(settings, Act::Exported)?;
    let cancel = cancelled_by_signals()?;
    let mut file = NewFile::create(&args.file, args.force)?;
    let count = export::write_file(&reader, &mut file, span, !args.no_bom, &cancel)?;
    file.put()?;
    print_lines([format!("{count} ticket{}", if count == 1 { "" } else { "s" })])
}

/// Where the desk is, as its profile says.
fn desk_zone(settings: &Settings) -> anyhow::Result<Zone> {
    let names = ask(settings, &AdminRequest::DeskZone)?;
    let zone = names.first().map(|name| name.parse().context("the desk's time zone is unknown"));
    Ok(zone.transpose()?.map_or_else(system_zone, Zone::Named))
}

/// Fails where nothing can be written, before it is noted that something was.
fn ensure_writable(file: &Path, replaces: bool) -> anyhow::Result<()> {
    NewFile::create(file, replaces).map(drop)
}

/// Cancels once a signal wants this process to end, so that a file on its way is removed.
pub(super) fn cancelled_by_signals() -> anyhow::Result<Cancel> {
    const SAY: &str = "cannot wait for signals";
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().context(SAY)?;
    let signal = {
        let _inside = runtime.enter();
        shutdown_signal().context(SAY)?
    };
    let cancel = Cancel::default();
    let to_cancel = cancel.clone();
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            runtime.block_on(signal);
            to_cancel.cancel();
        })
        .context(SAY)?;
    Ok(cancel)
}

fn print_audit(settings: &Settings, since: Option<Day>) -> anyhow::Result<()> {
    ensure_database(settings)?;
    ask(settings, &AdminRequest::Level)?;
    let reader = Reader::of(settings)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    export::audit(&reader, since, desk_zone(settings)?, |line| {
        writeln!(out, "{line}").context("cannot write to standard output")
    })?;
    out.flush().context("cannot write to standard output")
}

fn show_person(settings: &Settings, address: &str) -> anyhow::Result<()> {
    ensure_database(settings)?;
    ask(settings, &AdminRequest::Level)?;
    let lines = export::of_visitor(&Reader::of(settings)?, address)?;
    ensure!(lines.len() > 1, "there is no ticket of that address");
    note(settings, Act::VisitorShown)?;
    print_lines(lines)
}

/// Has it noted in the audit log what this command is about to hand out. Nobody sees anything of
/// which the log says nothing, so this comes first; where it cannot be saved nothing is handed out.
///
/// The tables are up to date afterwards, for what is read then.
fn note(settings: &Settings, act: Act) -> anyhow::Result<()> {
    ask(settings, &AdminRequest::Read(act)).map(drop)
}

fn replace_with(settings: &Settings, file: &Path) -> anyhow::Result<()> {
    if settings.database.is_some() {
        bail!("the desk is in PostgreSQL, whose own programs restore it");
    }
    prepare_data_dir(settings)?;
    let Some(_lock) = lock(settings)? else {
        bail!("a server is running on {}: stop it first", settings.data_dir.display());
    };
    let restored = store::restore(&settings.data_dir, file)?;
    let kept = restored.kept.map(|kept| format!("; what was there is kept as {}", kept.display()));
    let mut lines = vec![format!("restored {}{}", file.display(), kept.unwrap_or_default())];
    lines.push(restored.note);
    if !restored.devices.is_empty() {
        let devices = restored.devices.join(", ");
        lines.push(format!("these devices may connect again: {devices}"));
    }
    print_lines(lines)
}

/// What only reads makes no database where there is none.
fn ensure_database(settings: &Settings) -> anyhow::Result<()> {
    Reader::of(settings).map(drop)
}

fn check(settings: &Settings) -> anyhow::Result<()> {
    let problems = Reader::of(settings)?.check(&|| false)?;
    if problems.is_empty() {
        return print_lines(["ok"]);
    }
    let count = problems.len();
    print_lines(problems)?;
    bail!("the check found {count} problem{}", if count == 1 { "" } else { "s" })
}
