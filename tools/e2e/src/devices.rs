//! A kiosk that the server does not know yet: it shows a code, an admin lets it in, and takes it
//! out again.

use std::path::Path;

use anyhow::{Context, Result};

use crate::day::{SETTINGS, sign_in};
use crate::desk::{Folder, Screen, Server};
use crate::programs::Programs;
use crate::stage;
use crate::window::Window;

/// What stands before a code on every device that shows one.
const CODE: &str = "device approve ";

/// Plays it.
pub fn play(programs: &Programs, screen: &Screen, shots: &Path) -> Result<()> {
    stage("an admin lets a kiosk and a board in, and takes the kiosk out");
    let folder = Folder::new(programs, screen, shots)?;
    let server = Server::start(programs, &folder.path("desk"), SETTINGS, &[["ada", "Ada L"]])?;
    // On this machine no key is asked for, but one that is shown must be good.
    let stranger =
        format!("server = \"{}\"\ndevice_key = \"{}\"\n", server.address, "0".repeat(32));
    let mut kiosk = folder.open("walkup-kiosk", "new-kiosk", &stranger, &server.address)?;
    let mut board = folder.open("walkup-display", "new-board", &stranger, &server.address)?;
    let mut ada = folder.open("walkup-staff", "admin", "motion = false\n", &server.address)?;
    sign_in(&mut ada, "ada", "Table 0")?;
    kiosk.shows(CODE)?;
    board.shows(CODE)?;
    kiosk.shot("8-code")?;
    board.shot("8-code")?;
    ada.click("Menu")?;
    ada.shot("8-menu")?;
    ada.click("Run the desk…")?;
    ada.click("Devices")?;
    ada.shows("No kiosk or display was let in yet.")?;
    ada.shot("8-devices")?;
    for (device, name) in [(&mut kiosk, "Hall, left"), (&mut board, "Above the tables")] {
        let code = code(device)?;
        ada.click("Code")?;
        ada.type_text(&code)?;
        ada.click("Device name")?;
        ada.type_text(name)?;
        ada.click("Approve")?;
        ada.shows(&format!("Revoke {name}"))?;
        device.hides(CODE)?;
    }
    kiosk.shows("Get a ticket")?;
    board.shows("Northgate Help Desk")?;
    ada.shows("Kiosk, connected")?;
    ada.shot("9-let-in")?;
    ada.click("Revoke Hall, left")?;
    ada.shows("Its connection ends at once.")?;
    ada.shot("9-revoke")?;
    ada.click("Revoke")?;
    kiosk.shows(CODE)?;
    ada.hides("Revoke Hall, left")?;
    ada.shot("9-revoked")?;
    server.check()
}

/// The code that a device shows.
fn code(device: &mut Window) -> Result<String> {
    let things = device.things()?;
    let code = things.iter().find_map(|thing| {
        let (_, rest) = thing.text.split_once(CODE)?;
        rest.get(..6).map(str::to_owned)
    });
    code.context("there is no code on the device's screen")
}
