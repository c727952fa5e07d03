//! What a service manager hears, and the unit that is installed.
#![cfg(target_os = "linux")]

use std::os::unix::net::UnixDatagram;

use anyhow::{Context as _, Result, ensure};

use crate::support::{Desk, PATIENCE};

#[test]
fn the_service_manager_hears_that_it_is_ready_alive_and_stopping() -> Result<()> {
    let desk = Desk::new()?;
    let place = desk.dir().join("notify.sock");
    let manager = UnixDatagram::bind(&place)?;
    manager.set_read_timeout(Some(PATIENCE))?;
    let hears = |wanted: &str| -> Result<()> {
        let mut buffer = [0; 512];
        loop {
            let count =
                manager.recv(&mut buffer).with_context(|| format!("{wanted} never came"))?;
            let said = std::str::from_utf8(&buffer[..count])?;
            if said.lines().any(|line| line == wanted) {
                return Ok(());
            }
            ensure!(said.contains("WATCHDOG=1"), "{said} instead of {wanted}");
        }
    };
    let server = desk.run_with(|command| {
        command.env("NOTIFY_SOCKET", &place).env("WATCHDOG_USEC", "3000000");
    })?;
    hears("READY=1")?;
    // It keeps on saying so, as the clerk keeps on ticking.
    hears("WATCHDOG=1")?;
    hears("WATCHDOG=1")?;
    server.ask_to_stop()?;
    hears("STOPPING=1")
}

/// Where systemd is at hand, it says itself how exposed the service would be.
#[test]
fn the_unit_is_sound_and_confined() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let unit = folder.path().join("walkup-server.service");
    // A program that is there, for systemd looks.
    std::fs::write(&unit, server::service::unit(std::path::Path::new("/bin/sh"))?)?;
    let analyze = |arguments: &[&str]| {
        std::process::Command::new("systemd-analyze").args(arguments).arg(&unit).output()
    };
    let arguments = ["security", "--offline=true", "--no-pager", "--threshold=20"];
    let Ok(output) = analyze(&arguments) else {
        return Ok(());
    };
    let said = String::from_utf8_lossy(&output.stdout);
    let trouble = String::from_utf8_lossy(&output.stderr);
    if trouble.contains("unrecognized option") {
        return Ok(());
    }
    ensure!(output.status.success(), "{said}{trouble}");
    Ok(())
}
