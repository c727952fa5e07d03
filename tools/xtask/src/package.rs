//! `cargo xtask package`: what an office installs. Four Debian packages, and an archive of the
//! four programs for every other Linux.

mod bare;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::cargo;

/// What is packed: the package of the workspace and its program.
pub const PROGRAMS: [(&str, &str); 4] = [
    ("server", "walkup-server"),
    ("staff-app", "walkup-staff"),
    ("kiosk-app", "walkup-kiosk"),
    ("display-app", "walkup-display"),
];

/// The version of cargo-deb that the packages were tried with.
const CARGO_DEB: &str = "3.8.0";

/// A version that comes after this one, to upgrade to.
const NEXT: &str = concat!(env!("CARGO_PKG_VERSION"), "+next");

/// Builds everything and packs it into `target/package`, or into `out`; to be tested too, installs,
/// upgrades and removes the packages on a bare Debian.
pub fn run(out: Option<PathBuf>, is_tested: bool) -> Result<()> {
    let root = super::root()?;
    if is_tested {
        bare::needs()?;
    }
    let out = emptied(&out.unwrap_or_else(|| root.join("target/package")))?;

    let mut build = vec!["build", "--release", "--locked"];
    build.extend(PROGRAMS.iter().flat_map(|(package, _)| ["--package", package]));
    cargo(root, &build)?;
    let tool = cargo_deb(root)?;
    write_parts(root, "")?;
    pack(root, &tool, &out, &[])?;
    archive(root, &out)?;
    println!("\nIn {}:", out.display());
    for file in files(&out)? {
        let size = file.metadata()?.len() as f64 / 1e6;
        println!("  {:<44}{size:>6.1} MB", file.file_name().unwrap_or_default().to_string_lossy());
    }
    if is_tested {
        let next = emptied(&root.join("target/package-next"))?;
        // Its settings differ too, or an upgrade would have nothing to keep.
        write_parts(root, "\n# A later version says more here.\n")?;
        pack(root, &tool, &next, &["--fast", "--deb-version", NEXT])?;
        bare::test(&root.join("target/bare"), &files(&out)?, &files(&next)?)?;
    }
    Ok(())
}

/// The folder, without what an earlier run left in it.
fn emptied(folder: &Path) -> Result<PathBuf> {
    let say = || format!("{} cannot be made", folder.display());
    std::fs::create_dir_all(folder).with_context(say)?;
    for file in files(folder)? {
        if file.extension().is_some_and(|end| end == "deb" || end == "gz") {
            std::fs::remove_file(file)?;
        }
    }
    Ok(folder.canonicalize()?)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.sort();
    Ok(files)
}

/// Makes the four packages of what is built.
fn pack(root: &Path, tool: &Path, out: &Path, more: &[&str]) -> Result<()> {
    for (package, program) in PROGRAMS {
        println!("Packing {program} …");
        let packed = Command::new(tool)
            // As cargo itself calls its subcommands.
            .args(["deb", "--no-build", "--no-strip", "--locked", "--package", package])
            .args(more)
            .arg("--output")
            .arg(out)
            .current_dir(root)
            .status()
            .context("cargo-deb could not be started")?;
        ensure!(packed.success(), "{package} could not be packed");
    }
    Ok(())
}

/// The server's unit and settings, for where the package puts them.
fn write_parts(root: &Path, more_settings: &str) -> Result<()> {
    let unit = std::fs::read_to_string(root.join("server/service/walkup-server.service"))?;
    let settings = std::fs::read_to_string(root.join("server/service/walkup.toml"))?;
    let folder = root.join("target/unit");
    std::fs::create_dir_all(&folder)?;
    let starts = "ExecStart=@BINARY@ run\n";
    ensure!(unit.contains(starts), "the unit starts the server in another way");
    let starts_here = "ExecStart=/usr/bin/walkup-server run --config /etc/walkup/walkup.toml\n";
    std::fs::write(folder.join("walkup-server.service"), unit.replace(starts, starts_here))?;
    std::fs::write(folder.join("walkup.toml"), settings + more_settings)?;
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
    for text in ["README.md", "docs/operation.md", "LICENSE-MIT", "LICENSE-APACHE"] {
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

/// cargo-deb, installed unless it is there.
fn cargo_deb(root: &Path) -> Result<PathBuf> {
    let tools = super::tools()?.join(format!("cargo-deb-{CARGO_DEB}"));
    let program = tools.join("bin/cargo-deb");
    if !program.exists() {
        println!("Building cargo-deb {CARGO_DEB}, once …");
        let to = tools.to_str().context("an odd folder name")?;
        cargo(root, &["install", "cargo-deb", "--version", CARGO_DEB, "--locked", "--root", to])?;
    }
    Ok(program)
}
