//! `cargo xtask cluster --test`: PostgreSQL with a synchronous standby, as it is to be set up for
//! many desks on several machines, and what is tried on it.

mod postgres;

use std::process::Command;

use anyhow::{Context, Result, ensure};

use self::postgres::Pair;

/// Starts the databases, tries everything on them and ends them.
pub fn test() -> Result<()> {
    let root = super::root()?;
    println!("Starting PostgreSQL and its standby …");
    let pair = Pair::start()?;
    println!("Building the server and its tests …");
    let tests = ["test", "--quiet", "--locked", "-p", "server"];
    super::cargo(root, &[&tests[..], &["--no-run"]].concat())?;
    println!("The contract of every engine, and what went wrong for others …");
    run(&pair, &[&tests[..], &["--lib", "--", "--ignored", "postgres"]].concat())?;
    println!("Servers that are killed, frozen and told to stop …");
    // What makes commits wait does so for all of them.
    let alone = ["--test", "it", "--", "--ignored", "--test-threads=1", "cluster::"];
    run(&pair, &[&tests[..], &alone].concat())?;
    println!("A standby that was away while the log was recycled …");
    pair.away_and_back()?;
    println!("All is well.");
    Ok(())
}

/// Runs tests that need the databases.
fn run(pair: &Pair, arguments: &[&str]) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(arguments)
        .current_dir(super::root()?)
        .env("WALKUP_TEST_POSTGRES", pair.address("walkup"))
        .env("WALKUP_TEST_POSTGRES_ADMIN", pair.address("postgres"))
        .status()
        .context("cargo could not be started")?;
    ensure!(status.success(), "cargo {} failed", arguments.join(" "));
    Ok(())
}
