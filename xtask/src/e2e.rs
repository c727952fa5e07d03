//! `cargo xtask e2e`: the whole desk on real windows. The programs are built with what lets a test
//! drive and read them, which is never in what people install.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Runs it, with the pictures of each stage in `out` or in `target/e2e/pictures`.
pub fn run(out: Option<PathBuf>) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("an odd place")?;
    let target = root.join("target/e2e");
    let out = out.unwrap_or_else(|| target.join("pictures"));
    let folder = target.to_str().context("an odd folder name")?;
    let windows = ["staff-app", "kiosk-app", "display-app"];
    let mut build = vec!["build", "--quiet", "--locked", "--target-dir", folder, "-p", "server"];
    build.extend(windows.iter().flat_map(|package| ["-p", package]));
    let features = windows.map(|package| format!("{package}/inspection")).join(",");
    build.extend(["--features", &features]);
    println!("Building the programs …");
    super::cargo(root, &build)?;
    let manifest = root.join("e2e/Cargo.toml");
    let manifest = manifest.to_str().context("an odd folder name")?;
    super::cargo(
        root,
        &["build", "--quiet", "--locked", "--target-dir", folder, "--manifest-path", manifest],
    )?;
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
