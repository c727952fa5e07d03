//! `cargo xtask windows`: the four programs for Windows, built on Debian, and tried under Wine.
//!
//! The compiler's own standard library for Windows cannot be had here, so Debian's compiler, which
//! brings the library's source, builds that too. Only what is built for Windows comes from it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::cargo;
use super::package::PROGRAMS;

/// What it takes to build, and to put into an archive.
const TO_BUILD: [&str; 5] =
    ["cargo-web", "gcc-mingw-w64-x86-64", "rust-web-src", "rustc-web", "zip"];

/// What it takes to try the programs.
const TO_TEST: [&str; 4] = ["libgl1", "libgl1-mesa-dri", "wine64", "xvfb"];

const TARGET: &str = "x86_64-pc-windows-gnu";
const COMPILER: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const WINE: &str = "/usr/lib/wine/wine64";
const C_COMPILER: &str = "x86_64-w64-mingw32-gcc";

/// What to do.
#[derive(Debug, Default)]
pub struct Options {
    /// Whether the programs are tried under Wine, instead of being packed.
    pub is_test: bool,
    /// Whether missing packages of Debian are installed.
    pub installs: bool,
}

/// Does it.
pub fn run(options: &Options) -> Result<()> {
    let root = super::root()?;
    let mut wanted = TO_BUILD.to_vec();
    if options.is_test {
        wanted.extend(TO_TEST);
    }
    provide(&wanted, options.installs)?;
    if options.is_test { test(root) } else { pack(root) }
}

/// Sees to it that packages of Debian are there.
fn provide(wanted: &[&str], installs: bool) -> Result<()> {
    let is_there = |package: &&&str| {
        let asked = Command::new("dpkg-query").args(["-f", "${Status}", "-W", package]).output();
        asked.is_ok_and(|asked| asked.stdout.ends_with(b"ok installed"))
    };
    let missing: Vec<&str> = wanted.iter().filter(|package| !is_there(package)).copied().collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    ensure!(
        installs,
        "these packages of Debian are missing: {list}\n\
         `apt-get install --no-install-recommends {list}` brings them, or --install"
    );
    let apt = |arguments: &[&str]| -> Result<()> {
        let done = Command::new("apt-get")
            .args(["-q", "-y", "-o", "DPkg::Lock::Timeout=600"])
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .status()
            .context("apt-get could not be started")?;
        ensure!(done.success(), "apt-get could not install {list}");
        Ok(())
    };
    apt(&["update"])?;
    apt(&[&["install", "--no-install-recommends"], &missing[..]].concat())
}

/// Builds the four programs; answers with the folder they are in.
fn build(root: &Path, more: &[&str]) -> Result<PathBuf> {
    let target = root.join("target");
    println!("Building for Windows …");
    let built = Command::new(CARGO)
        .args(["build", "--quiet", "--locked", "-Zbuild-std=std,panic_unwind", "--target", TARGET])
        .args(PROGRAMS.iter().flat_map(|(package, _)| ["-p", package]))
        .args(more)
        .current_dir(root)
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_PROFILE_DEV_DEBUG", "false")
        .env("RUSTC", COMPILER)
        // Building the standard library is not for everybody yet.
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove("RUSTUP_TOOLCHAIN")
        .status()
        .context("Debian's cargo could not be started")?;
    ensure!(built.success(), "the programs could not be built for Windows");
    let profile = if more.contains(&"--release") { "release" } else { "debug" };
    Ok(target.join(TARGET).join(profile))
}

/// The archive for people: programs, and what says and does how they are installed.
fn pack(root: &Path) -> Result<()> {
    let built = build(root, &["--release"])?;
    let out = root.join("target/package");
    std::fs::create_dir_all(&out)?;
    let archive = out.join(format!("walkup-{}-windows-x86_64.zip", env!("CARGO_PKG_VERSION")));
    if archive.exists() {
        std::fs::remove_file(&archive)?;
    }
    let mut files: Vec<PathBuf> =
        PROGRAMS.iter().map(|(_, program)| built.join(format!("{program}.exe"))).collect();
    let texts = [
        "assets/windows/install.cmd",
        "assets/windows/README.txt",
        "docs/operation.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
    ];
    files.extend(texts.map(|text| root.join(text)));
    let zipped = Command::new("zip").args(["-q", "-j"]).arg(&archive).args(&files).status()?;
    ensure!(zipped.success(), "the archive could not be written");
    println!("{}: {:.1} MB", archive.display(), archive.metadata()?.len() as f64 / 1e6);
    Ok(())
}

/// Has the programs play a whole desk under Wine, as `cargo xtask e2e` does without.
fn test(root: &Path) -> Result<()> {
    let features = ["staff-app", "kiosk-app", "display-app"].map(|app| format!("{app}/inspection"));
    let built = build(root, &["--features", &features.join(",")])?;
    let shim = Command::new(C_COMPILER)
        .args(["-shared", "-o"])
        .arg(built.join("bcryptprimitives.dll"))
        .arg(root.join("assets/windows/bcryptprimitives.c"))
        .arg("-ladvapi32")
        .status()
        .context("the C compiler for Windows could not be started")?;
    ensure!(shim.success(), "what Wine lacks could not be built");
    std::fs::copy(root.join("assets/windows/install.cmd"), built.join("install.cmd"))?;

    let driver = ["--target-dir", "target", "--manifest-path", "tools/e2e/Cargo.toml"];
    cargo(root, &[&["build", "--quiet", "--locked"], &driver[..]].concat())?;
    let pictures = root.join("target/windows/pictures");
    let played = Command::new(root.join("target/debug/e2e"))
        .args([built.as_os_str(), pictures.as_os_str()])
        .env("WALKUP_WINE", OsStr::new(WINE))
        .status()
        .context("what plays the desk could not be started")?;
    ensure!(
        played.success(),
        "the desk did not play as it should; pictures are in {}",
        pictures.display()
    );
    Ok(())
}
