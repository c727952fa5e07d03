//! `cargo xtask e2e`: the whole desk on real windows. The programs are built with what lets a test
//! drive and read them, which is never in what people install; the kiosk once more without it, for
//! a visitor with a screen reader.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// What the windows need at hand, and the Debian package that has it. They load the libraries when
/// they start.
pub const NEEDED: [(Need, &str); 14] = [
    (Need::Program("Xvfb"), "xvfb"),
    (Need::Program("dbus-daemon"), "dbus-daemon"),
    (Need::File("/usr/libexec/at-spi-bus-launcher"), "at-spi2-core"),
    (Need::Library("libGL.so.1"), "libgl1"),
    (Need::Library("libEGL.so.1"), "libegl1"),
    // Draws without a graphics card.
    (Need::Package("libgl1-mesa-dri"), "libgl1-mesa-dri"),
    (Need::Library("libX11.so.6"), "libx11-6"),
    (Need::Library("libX11-xcb.so.1"), "libx11-xcb1"),
    (Need::Library("libXcursor.so.1"), "libxcursor1"),
    (Need::Library("libXi.so.6"), "libxi6"),
    (Need::Library("libXrandr.so.2"), "libxrandr2"),
    (Need::Library("libxkbcommon.so.0"), "libxkbcommon0"),
    (Need::Library("libxkbcommon-x11.so.0"), "libxkbcommon-x11-0"),
    (Need::Library("libfontconfig.so.1"), "libfontconfig1"),
];

/// How something is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Program(&'static str),
    File(&'static str),
    Library(&'static str),
    /// Where a package's files lie differs too much from machine to machine.
    Package(&'static str),
}

/// Runs it, with the pictures of each stage in `out` or in `target/e2e/pictures`.
pub fn run(out: Option<PathBuf>) -> Result<()> {
    let root = super::root()?;
    ensure_there(&NEEDED)?;
    let out = out.unwrap_or_else(|| root.join("target/e2e/pictures"));
    println!("Building the programs …");
    let programs = build(root, false)?;
    let ordinary = ["build", "--quiet", "--locked", "--target-dir", "target"];
    super::cargo(root, &[&ordinary[..], &["-p", "server", "-p", "kiosk-app"]].concat())?;
    let installed = root.join("target/debug");
    let played = Command::new(installed.join("e2e"))
        .args([&programs, &installed, &out])
        .status()
        .context("what plays the desk could not be started")?;
    ensure!(
        played.success(),
        "the desk did not play as it should; pictures are in {}",
        out.display()
    );
    Ok(())
}

/// Builds the programs and what drives them, as people run them or to be found faults in. Answers
/// with the folder of the programs: they can be driven from outside, so they do not stay where
/// those lie that people install.
pub fn build(root: &Path, is_release: bool) -> Result<PathBuf> {
    const WINDOWS: [(&str, &str); 3] = [
        ("staff-app", "walkup-staff"),
        ("kiosk-app", "walkup-kiosk"),
        ("display-app", "walkup-display"),
    ];
    let profile = if is_release { "release" } else { "debug" };
    let mut build = vec!["build", "--quiet", "--locked", "--target-dir", "target"];
    build.extend(is_release.then_some("--release"));
    let driver = [&build[..], &["--manifest-path", "tools/e2e/Cargo.toml"]].concat();
    super::cargo(root, &driver)?;
    super::cargo(root, &[&build[..], &["-p", "server"]].concat())?;
    let features = WINDOWS.map(|(package, _)| format!("{package}/inspection")).join(",");
    build.extend(WINDOWS.iter().flat_map(|(package, _)| ["-p", package]));
    build.extend(["--features", &features]);
    super::cargo(root, &build)?;
    let (from, to) = (root.join("target").join(profile), root.join("target/e2e").join(profile));
    std::fs::create_dir_all(&to)?;
    let exe = std::env::consts::EXE_SUFFIX;
    for (_, program) in WINDOWS {
        let program = format!("{program}{exe}");
        std::fs::rename(from.join(&program), to.join(&program))?;
    }
    let server = format!("walkup-server{exe}");
    std::fs::copy(from.join(&server), to.join(&server))?;
    Ok(to)
}

/// Fails with the packages to install where something is not there.
pub fn ensure_there(needed: &[(Need, &'static str)]) -> Result<()> {
    let missing = missing(needed, is_there);
    ensure!(
        missing.is_empty(),
        "this machine cannot show windows to nobody yet; on Debian:\n\n  \
         apt-get install --no-install-recommends {}\n",
        missing.join(" ")
    );
    Ok(())
}

/// The packages of what is not there.
fn missing(needed: &[(Need, &'static str)], is_there: impl Fn(Need) -> bool) -> Vec<&'static str> {
    needed.iter().filter(|(need, _)| !is_there(*need)).map(|(_, package)| *package).collect()
}

fn is_there(need: Need) -> bool {
    let says = |program: &str, arguments: &[&str]| -> Option<String> {
        let output = Command::new(program).args(arguments).output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    match need {
        Need::Program(name) => std::env::var_os("PATH")
            .is_some_and(|path| std::env::split_paths(&path).any(|at| at.join(name).exists())),
        Need::File(path) => Path::new(path).exists(),
        // Where there is no such list the windows will say themselves what they cannot load.
        Need::Library(name) => says("/sbin/ldconfig", &["-p"])
            .is_none_or(|list| list.lines().any(|line| line.trim_start().starts_with(name))),
        // On another system than Debian nobody can be asked.
        Need::Package(name) => says("dpkg-query", &["-W", "-f", "${Status}", name])
            .is_none_or(|status| status.ends_with(" installed")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_by_its_package() {
        assert!(missing(&NEEDED, |_| true).is_empty());
        let bare = missing(&NEEDED, |need| {
            need != Need::Program("Xvfb") && need != Need::Library("libXi.so.6")
        });
        assert_eq!(bare, ["xvfb", "libxi6"]);
        assert_eq!(missing(&NEEDED, |_| false).len(), NEEDED.len());
        let nothing = is_there(Need::Program("no-such-program"));
        assert!(!nothing && !is_there(Need::File("/no/such/file")));
    }
}
