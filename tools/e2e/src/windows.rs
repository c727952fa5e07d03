//! What is Windows' alone: the service, `install.cmd` with its autostart, and the spooler.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use super::programs::{Programs, said};
use super::scan;

/// Where the service keeps its data, as Windows says it.
const FOLDER: &str = r"C:\ProgramData\Walkup";

/// Where printers are listed.
const PRINTERS: &str = r"HKLM\System\CurrentControlSet\Control\Print\Printers";

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

/// Has the kiosk print a sample by a printer of Windows whose port is a file, and reads what arrives
/// there.
pub fn paper(programs: &Programs, folder: &Path, shots: &Path) -> Result<()> {
    let port = folder.join("port.prn");
    let port_name = port.to_str().context("an odd folder")?;
    for (name, value) in [
        ("Name", "Receipts"),
        ("Port", port_name),
        ("Printer Driver", "Generic / Text Only"),
        ("Print Processor", "winprint"),
        ("Datatype", "RAW"),
    ] {
        let mut command = programs.wine_command(Path::new("reg"));
        let key = format!(r"{PRINTERS}\Receipts");
        command.args(["add", &key, "/v", name, "/d", value, "/f"]);
        said(command, "").context("the printer could not be listed")?;
    }
    let sample = |printer: &str| {
        let settings = folder.join("paper.toml");
        std::fs::write(&settings, format!("[print]\nprinter = \"windows:{printer}\"\n"))?;
        let mut command = programs.command("walkup-kiosk");
        command.arg("--settings").arg(settings).arg("--print-test");
        said(command, "")
    };
    sample("Receipts")?;
    let picture = scan::ticket(&std::fs::read(&port).context("nothing arrived at the port")?)?;
    picture.save(shots.join("paper.png"))?;
    let link = scan::code(&picture)?;
    ensure!(link.starts_with("https://desk.example/q/"), "the code leads to {link}");
    std::fs::remove_file(&port)?;
    ensure!(
        sample("Letters").is_err() && !port.exists(),
        "it printed at a printer that is not there"
    );
    Ok(())
}
