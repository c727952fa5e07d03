//! What is Windows' alone: the service, and `install.cmd` with its autostart.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use super::programs::{Programs, said};

/// Where the service keeps its data, as Windows says it.
const FOLDER: &str = r"C:\ProgramData\Walkup";

/// Where the programs that start with a user's session are listed.
const STARTS: &str = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run";

/// Has the service manager run the server, and takes the service away again.
pub fn service(programs: &Programs) -> Result<()> {
    let folder = programs.drive().context("this is no Windows")?.join("ProgramData/Walkup");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("walkup.toml"), "listen = \"127.0.0.1:0\"\nannounce = false\n")?;
    let service = |what: &str| {
        let mut command = programs.command("walkup-server");
        command.args(["service", what]);
        said(command, "").with_context(|| format!("walkup-server service {what}"))
    };
    let installed = service("install")?;
    ensure!(installed.contains("installed and started"), "{installed}");
    service("status")?;
    let windows_folder = Path::new(FOLDER);
    // Only the running server's pipe can answer: it holds the folder's lock.
    let password = "password of ann\n";
    let add = ["staff", "add", "ann", "--name", "Ann", "--password-stdin"];
    programs.tool(windows_folder, &add, password)?;
    ensure!(programs.tool(windows_folder, &["staff", "list"], "")?.contains("Ann"), "no Ann");
    let log = std::fs::read_to_string(folder.join("walkup.log"))?;
    ensure!(!log.contains("ERROR"), "{log}");
    service("uninstall")?;
    ensure!(service("status").is_err(), "the service is still there");
    ensure!(programs.tool(windows_folder, &["staff", "list"], "")?.contains("Ann"), "Ann is gone");
    Ok(())
}

/// Installs the kiosk as its users do and looks whether it starts with the session.
pub fn autostart(programs: &Programs, folder: &Path) -> Result<()> {
    let cmd = |arguments: &[&str]| {
        let mut command = programs.wine_command(Path::new("cmd"));
        command.arg("/c").args(arguments).current_dir(folder);
        said(command, "").with_context(|| arguments.join(" "))
    };
    let query = ["reg", "query", STARTS, "/v", "Walkup kiosk"];
    cmd(&["install.cmd", "kiosk"])?;
    let listed = cmd(&query)?;
    ensure!(listed.contains(r"\Walkup\walkup-kiosk.exe"), "{listed}");
    let installed = programs.drive().context("this is no Windows")?;
    let installed = installed.join("Program Files/Walkup/walkup-kiosk.exe");
    ensure!(installed.exists(), "the kiosk was not copied");
    cmd(&["install.cmd", "kiosk", "remove"])?;
    ensure!(cmd(&query).is_err() && !installed.exists(), "the kiosk is still there");
    Ok(())
}
