//! `cargo xtask web --test`: the pages that visitors open on their telephones, in Chromium, beside a
//! real kiosk, staff windows and a board.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::e2e::{self, Need};

/// What it needs besides what windows need.
const NEEDED: [(Need, &str); 2] =
    [(Need::Program("chromium"), "chromium"), (Need::Program("npm"), "npm")];

/// The checker of what hinders people who cannot see or reach well, at the version it was tried with.
const AXE: &str = "axe-core@4.14.1";

/// Runs it, with the pictures of each state in `out` or in `target/web/pictures`.
pub fn run(out: Option<PathBuf>) -> Result<()> {
    let root = super::root()?;
    e2e::ensure_there(&[&e2e::NEEDED[..], &NEEDED[..]].concat())?;
    let folder = root.join("target/web");
    let out = out.unwrap_or_else(|| folder.join("pictures"));
    let axe = axe(&folder)?;
    println!("Building the programs …");
    let programs = e2e::build(root, false)?;
    let played = Command::new(root.join("target/debug/e2e"))
        .args([&programs, &out])
        .arg("web")
        .arg(axe)
        .status()
        .context("what plays the visitor could not be started")?;
    ensure!(
        played.success(),
        "the pages are not as they should be; pictures are in {}",
        out.display()
    );
    Ok(())
}

/// The file of axe's rules, installed below `folder` once.
fn axe(folder: &Path) -> Result<PathBuf> {
    let file = folder.join("node_modules/axe-core/axe.min.js");
    if !file.exists() {
        std::fs::create_dir_all(folder)?;
        let installed = Command::new("npm")
            .args(["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"])
            .arg("--prefix")
            .arg(folder)
            .arg(AXE)
            .status()
            .context("npm could not be started")?;
        ensure!(installed.success(), "npm could not install {AXE}: {installed}");
    }
    Ok(file)
}
