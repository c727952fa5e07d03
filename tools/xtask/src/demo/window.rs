//! The real windows beside the demo, where there is a display to open them on.

use std::process::Stdio;

use anyhow::{Context, Result};
use tokio::process::{Child, Command};

use super::desk::Desk;

/// Whether a window can be opened at all.
pub fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// Builds one of the apps and opens its window on the demo's server, at its place beside the others
/// (`left`, `middle`, `right`), with settings that are the demo's own. The window closes when what is returned is dropped; a person may close it before.
pub async fn open_window(
    desk: &Desk,
    package: &str,
    place: &str,
    server: &str,
    settings: &str,
) -> Result<Child> {
    let program = desk.build(package).await?;
    let file = desk.file(&format!("{package}.toml"));
    std::fs::write(&file, settings).context("a window's settings could not be written")?;
    Command::new(&program)
        .args(["--windowed", "--beside", place, "--server", server, "--settings"])
        .arg(&file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("{} could not be started", program.display()))
}
