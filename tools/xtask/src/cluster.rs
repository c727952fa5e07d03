//! `cargo xtask cluster`: the example in `deploy/` on this machine, and what is tried on it.
//!
//! `postgres` is the two databases, `servers` the three servers; `live` shows how they are, and
//! `proof` has them die while clients are at work. `guard` ends them where this program is ended,
//! and finds them by `processes`.

mod guard;
mod live;
mod postgres;
mod processes;
mod proof;
mod servers;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use tempfile::TempDir;

use self::guard::Guard;
use self::postgres::{Pair, free_port};

/// What is to be done with the example.
pub enum Task {
    /// It runs until somebody ends it.
    Watch,
    /// What everything relies on is tried, in some minutes.
    Test,
    /// Everything goes wrong that can, again and again.
    Proof(proof::Options),
    /// Whoever started this is waited for, and what is left for these folders then is ended.
    Guard(Vec<PathBuf>),
}

impl Task {
    /// Reads the flags.
    pub fn read(flags: &[String]) -> Result<Self, String> {
        match flags {
            [] => Ok(Self::Watch),
            [flag] if flag == "--test" => Ok(Self::Test),
            [flag, folders @ ..] if flag == guard::FLAG => {
                Ok(Self::Guard(folders.iter().map(PathBuf::from).collect()))
            }
            [flag, rest @ ..] if flag == "--proof" => proof::Options::read(rest).map(Self::Proof),
            _ => Err("cluster takes --test, or --proof and its numbers".to_owned()),
        }
    }
}

/// Does it.
pub fn run(task: &Task) -> Result<()> {
    match task {
        Task::Watch => live::run(),
        Task::Test => test(),
        Task::Proof(options) => {
            println!("Building the server …");
            proof::run(&build_server("proof")?, options)
        }
        Task::Guard(folders) => {
            guard::stand(folders);
            Ok(())
        }
    }
}

/// Starts the databases, tries everything on them and ends them.
fn test() -> Result<()> {
    let root = super::root()?;
    println!("Starting PostgreSQL and its standby …");
    let dir = TempDir::with_prefix("walkup-cluster-").context("failed to make a folder")?;
    let mut guard = Guard::over(&[dir.path()])?;
    let pair = Pair::start(dir.path(), [free_port()?, free_port()?], true)?;
    println!("Building the server and its tests …");
    let tests = ["test", "--quiet", "--locked", "-p", "server"];
    super::cargo(root, &[&tests[..], &["--no-run"]].concat())?;
    println!("The contract of every engine, and what went wrong for others …");
    cargo_on(&mut guard, &pair, &[&tests[..], &["--lib", "--", "--ignored", "postgres"]].concat())?;
    println!("Servers that are killed, frozen and told to stop …");
    // What makes commits wait does so for all of them.
    let alone = ["--test", "it", "--", "--ignored", "--test-threads=1", "cluster::"];
    cargo_on(&mut guard, &pair, &[&tests[..], &alone].concat())?;
    println!("A standby that was away while the log was recycled …");
    pair.away_and_back()?;
    drop(pair);
    println!("Servers and databases that die while clients are at work …");
    proof::run_short(&build_server("dev")?)?;
    println!("All is well.");
    Ok(())
}

/// Runs tests that need the databases.
fn cargo_on(guard: &mut Guard, pair: &Pair, arguments: &[&str]) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(arguments).current_dir(super::root()?);
    command.env("WALKUP_TEST_POSTGRES", pair.address("walkup"));
    command.env("WALKUP_TEST_POSTGRES_ADMIN", pair.address("postgres"));
    guard.run(&mut command).with_context(|| format!("cargo {} failed", arguments.join(" ")))
}

/// Builds the server by a profile and says where it is.
fn build_server(profile: &str) -> Result<PathBuf> {
    let root = super::root()?;
    super::cargo(root, &["build", "--quiet", "--locked", "-p", "server", "--profile", profile])?;
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    // The usual profile's folder has a name of its own.
    let folder = if profile == "dev" { "debug" } else { profile };
    Ok(target.join(folder).join("walkup-server"))
}
