//! `cargo xtask bench`: builds the server as people run it and the bench beside it.

use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Runs it with the arguments as they stand, which the bench reads itself.
pub fn run(arguments: &[String]) -> Result<()> {
    let root = super::root()?;
    let target = root.join("target");
    println!("Building the server and the bench …");
    // Where the bench looks for them, wherever else builds may go on this machine.
    let build = ["build", "--quiet", "--locked", "--release", "--target-dir"];
    super::cargo(root, &[&build[..], &["target", "-p", "server"]].concat())?;
    let bench = ["target", "--manifest-path", "tools/bench/Cargo.toml"];
    super::cargo(root, &[&build[..], &bench].concat())?;
    let only = arguments.iter().any(|argument| argument == "--only");
    if arguments.iter().any(|argument| argument == "press") || !only {
        println!("Building the windows …");
        super::e2e::build(root, true)?;
    }
    let status = Command::new(target.join("release/bench"))
        .arg(root)
        .args(arguments)
        .status()
        .context("the bench could not be started")?;
    ensure!(status.success(), "the bench ended with {status}");
    Ok(())
}

/// Runs the stage that looks for mistakes rather than for time, and the weeks on a moved clock.
pub fn soak(is_quick: bool) -> Result<()> {
    let root = super::root()?;
    let mut arguments = vec!["--only".to_owned(), "soak".to_owned()];
    arguments.extend(is_quick.then(|| "--quick".to_owned()));
    run(&arguments)?;
    println!("\nFive weeks on a moved clock …");
    let month = ["test", "--locked", "-p", "server", "--test", "it", "--", "--ignored", "month::"];
    super::cargo(root, &month)
}
