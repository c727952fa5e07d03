//! `cargo xtask e2e`: the whole desk on real windows. The programs are built with what lets a test
//! drive and read them, which is never in what people install.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Where it is built: with features that nothing else has.
const TARGET: &str = "target/e2e";

/// Runs it, with the pictures of each stage in `out` or in `target/e2e/pictures`.
pub fn run(out: Option<PathBuf>) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("an odd place")?;
    let target = root.join(TARGET);
    let out = out.unwrap_or_else(|| target.join("pictures"));
    println!("Building the programs …");
    build(root, false)?;
    let played = Command::new(target.join("debug/e2e"))
        .arg(target.join("debug"))
        .arg(&out)
        .status()
        .context("what plays the desk could not be started")?;
    ensure!(
        played.success(),
        "the desk did not play as it should; pictures are in {}",
        out.display()
    );
    Ok(())
}

/// Builds the programs and what drives them, as people run them or to be found faults in.
pub fn build(root: &Path, is_release: bool) -> Result<()> {
    let windows = ["staff-app", "kiosk-app", "display-app"];
    let mut build = vec!["build", "--quiet", "--locked", "--target-dir", TARGET];
    build.extend(is_release.then_some("--release"));
    let driver = [&build[..], &["--manifest-path", "e2e/Cargo.toml"]].concat();
    build.extend(["-p", "server"]);
    build.extend(windows.iter().flat_map(|package| ["-p", package]));
    let features = windows.map(|package| format!("{package}/inspection")).join(",");
    build.extend(["--features", &features]);
    super::cargo(root, &build)?;
    super::cargo(root, &driver)
}
