//! `cargo xtask package`: what an office installs. Four Debian packages, and an archive of the
//! four programs for every other Linux.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::cargo;

/// What is packed: the package of the workspace and its program.
const PROGRAMS: [(&str, &str); 4] = [
    ("server", "walkup-server"),
    ("staff-app", "walkup-staff"),
    ("kiosk-app", "walkup-kiosk"),
    ("display-app", "walkup-display"),
];

/// The version of cargo-deb that the packages were tried with.
const CARGO_DEB: &str = "3.8.0";

/// Builds everything and packs it into `target/package`, or into `out`.
pub fn run(out: Option<PathBuf>) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("an odd place")?;
    let out = out.unwrap_or_else(|| root.join("target/package"));
    std::fs::create_dir_all(&out).with_context(|| format!("{} cannot be made", out.display()))?;
    let out = out.canonicalize()?;

    let mut build = vec!["build", "--release", "--locked"];
    build.extend(PROGRAMS.iter().flat_map(|(package, _)| ["--package", package]));
    cargo(root, &build)?;
    write_unit(root)?;
    let tool = cargo_deb(root)?;
    for (package, program) in PROGRAMS {
        println!("Packing {program} …");
        let packed = Command::new(&tool)
            // As cargo itself calls its subcommands.
            .args(["deb", "--no-build", "--no-strip", "--locked", "--package", package, "--output"])
            .arg(&out)
            .current_dir(root)
            .status()
            .context("cargo-deb could not be started")?;
        ensure!(packed.success(), "{package} could not be packed");
    }
    archive(root, &out)?;
    println!("\nIn {}:", out.display());
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&out)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.sort();
    for file in files {
        let size = file.metadata()?.len() as f64 / 1e6;
        println!("  {:<44}{size:>6.1} MB", file.file_name().unwrap_or_default().to_string_lossy());
    }
    Ok(())
}

/// The server's unit for where the package puts its program.
fn write_unit(root: &Path) -> Result<()> {
    let text = std::fs::read_to_string(root.join("server/service/walkup-server.service"))?;
    let folder = root.join("target/unit");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(
        folder.join("walkup-server.service"),
        text.replace("@BINARY@", "/usr/bin/walkup-server"),
    )?;
    Ok(())
}

/// The programs alone, with what says how to use them.
fn archive(root: &Path, out: &Path) -> Result<()> {
    let name = format!(
        "walkup-{}-{}-{}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH
    );
    let folder = root.join("target").join(&name);
    std::fs::create_dir_all(&folder)?;
    for (_, program) in PROGRAMS {
        let program = format!("{program}{}", std::env::consts::EXE_SUFFIX);
        std::fs::copy(root.join("target/release").join(&program), folder.join(&program))
            .with_context(|| format!("{program} could not be copied"))?;
    }
    for text in ["README.md", "docs/operation.md"] {
        let to = folder.join(Path::new(text).file_name().context("a file has a name")?);
        std::fs::copy(root.join(text), to)?;
    }
    let packed = Command::new("tar")
        .arg("-czf")
        .arg(out.join(format!("{name}.tar.gz")))
        .arg("-C")
        .arg(root.join("target"))
        .arg(&name)
        .status()
        .context("tar could not be started")?;
    ensure!(packed.success(), "the archive could not be written");
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// cargo-deb, installed below `target` unless it is there.
fn cargo_deb(root: &Path) -> Result<PathBuf> {
    let tools = root.join("target/tools");
    let program = tools.join("bin/cargo-deb");
    if !program.exists() {
        println!("Building cargo-deb {CARGO_DEB}, once …");
        let to = tools.to_str().context("an odd folder name")?;
        cargo(root, &["install", "cargo-deb", "--version", CARGO_DEB, "--locked", "--root", to])?;
    }
    Ok(program)
}
