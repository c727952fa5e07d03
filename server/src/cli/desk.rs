//! `desk`: which desks there are, and the settings of one, which can be changed while the server
//! runs.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use clap::Subcommand;
use serde_json::Value;
use shared::desk::DeskName;
use shared::profile::ProfileKey;
use shared::text::clean;
use shared::visitor::NOTE_CHARS;

use super::{administer, print_lines};
use crate::auth::hash_pin;
use crate::clock::{Clock, wall_ms};
use crate::core::AdminRequest;
use crate::core::change::Fact;
use crate::lead::Membership;
use crate::settings::Settings;
use crate::store;
use crate::store::moving::{self, Step};
use crate::store::postgres::registry::{self, Led, Listed};
use crate::store::postgres::{Database, Postgres, SHORT};

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
    /// Add a desk to those in PostgreSQL
    Add {
        /// What it is called, in addresses too: a to z, 0 to 9 and dash
        name: DeskName,
        /// Whose desk it is, as people read it
        #[arg(long, value_name = "TEXT", conflicts_with = "again")]
        title: Option<String>,
        /// Bring back one that was retired, with all that it had
        #[arg(long)]
        again: bool,
    },
    /// List all desks: name, title, who leads it, open tickets
    List,
    /// Give a desk another name
    Rename {
        /// What it is called
        old: DeskName,
        /// What it is to be called
        new: DeskName,
    },
    /// Have a desk led by nobody; nothing of it is deleted
    Retire {
        /// What it is called
        name: DeskName,
    },
    /// Move the desk of a file into PostgreSQL, with all that it has; then the file refuses to run
    Import {
        /// Its walkup.db, whose server is stopped
        file: PathBuf,
    },
    /// Move a desk from PostgreSQL to a file, with all that it has; then nobody leads it there
    Export {
        /// The walkup.db to make, in a folder where no server runs
        file: PathBuf,
    },
    /// Have a desk that was moved away go on here, as it was when it went: see that it does not run there
    Reclaim,
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
        DeskCommand::Add { name, title, again } => return add(settings, &name, title, again),
        DeskCommand::List => return list(settings),
        DeskCommand::Rename { old, new } => {
            registry::rename(&database(settings)?, &old, &new)?;
            return print_lines([format!("desk {old} is called {new} now")]);
        }
        DeskCommand::Retire { name } => {
            registry::retire(&database(settings)?, &name)?;
            return print_lines([format!("desk {name} is retired; nothing of it was deleted")]);
        }
        DeskCommand::Import { file } => return import(settings, &file),
        DeskCommand::Export { file } => return export(settings, &file),
        DeskCommand::Reclaim => return reclaim(settings),
    };
    administer(settings, &request)
}

/// The database with the desks.
fn database(settings: &Settings) -> anyhow::Result<Database> {
    let Some(database) = Database::of_settings(settings, SHORT)? else {
        bail!(
            "this desk is kept in a file, which holds one: many desks need PostgreSQL, which \
             `database` in walkup.toml names"
        );
    };
    Postgres::prepare(&database)?;
    registry::add_main(&database)?;
    Ok(database)
}

fn add(
    settings: &Settings,
    name: &DeskName,
    title: Option<String>,
    again: bool,
) -> anyhow::Result<()> {
    let title = title.map(|title| clean(&title)).filter(|title| !title.is_empty());
    if let Some(title) = &title {
        let is_short = title.chars().count() <= NOTE_CHARS;
        ensure!(is_short, "a title has at most {NOTE_CHARS} characters");
    }
    let database = database(settings)?;
    if again {
        registry::bring_back(&database, name)?;
        return print_lines([format!("desk {name} is back")]);
    }
    registry::add(&database, name, title.as_deref(), wall_ms())?;
    print_lines([format!("added desk {name}")])
}

fn import(settings: &Settings, file: &Path) -> anyhow::Result<()> {
    let (database, name) = (database(settings)?, &settings.desk);
    let _lock = lock_folder(file)?;
    let name = moving::import(file, &database, name, wall_ms(), tell)?;
    let file = file.display();
    print_lines([format!(
        "desk {name} is in PostgreSQL now; {file} stays as it is and refuses to run"
    )])
}

fn export(settings: &Settings, file: &Path) -> anyhow::Result<()> {
    let (database, name) = (database(settings)?, &settings.desk);
    let _lock = lock_folder(file)?;
    if !moving::finish_export(&database, name, file)? {
        let member = Membership::join(&database, "a command", Clock::default())?;
        moving::export(&member.claim(name)?, file, wall_ms(), tell)?;
    }
    print_lines([format!("desk {name} is in {} now; nobody leads it here", file.display())])
}

fn reclaim(settings: &Settings) -> anyhow::Result<()> {
    let to = if settings.database.is_some() {
        registry::reclaim(&database(settings)?, &settings.desk)?
    } else {
        let _lock = lock_folder(&settings.data_dir.join(store::FILE))?;
        moving::reclaim(&settings.data_dir)?
    };
    print_lines([format!(
        "the desk goes on here as it was when it went; it must not run at {to} any more"
    )])
}

/// Keeps servers and other commands off the folder of a file.
fn lock_folder(file: &Path) -> anyhow::Result<File> {
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    let locked = crate::lock::acquire(folder);
    let locked = locked.with_context(|| format!("cannot lock {}", folder.display()))?;
    locked.with_context(|| format!("a server is running on {}: stop it first", folder.display()))
}

/// Says how far a move is, which may take long.
#[expect(clippy::unnecessary_wraps, reason = "a move can be ended where it is told how far it is")]
fn tell(step: Step) -> anyhow::Result<()> {
    let told = match step {
        Step::Copied { rows, table } if rows.is_multiple_of(100_000) => {
            writeln!(io::stderr(), "{rows} rows of {table} were copied")
        }
        Step::Ended => writeln!(io::stderr(), "all of it was copied"),
        Step::Begun | Step::Copied { .. } | Step::Whole | Step::Arrived => Ok(()),
    };
    // Whoever closed standard error wants to hear nothing.
    told.ok();
    Ok(())
}

/// Looks, and makes nothing.
fn list(settings: &Settings) -> anyhow::Result<()> {
    let listed = match Database::of_settings(settings, SHORT)? {
        Some(database) => registry::list(&database)?,
        None => in_a_file(settings)?.into_iter().collect(),
    };
    let row = |Listed { name, title, led, open }: Listed| format!("{name}\t{title}\t{led}\t{open}");
    print_lines(listed.into_iter().map(row))
}

/// The one desk of a file, if there is one.
fn in_a_file(settings: &Settings) -> anyhow::Result<Option<Listed>> {
    let Some(mut store) = store::look_at(settings)? else { return Ok(None) };
    let state = store.load()?.state;
    let title = state.fact(Fact::Profile).and_then(registry::title_of).unwrap_or_default();
    let open = state.open.len() as u64;
    Ok(Some(Listed { name: DeskName::main(), title, led: Led::InAFile, open }))
}
