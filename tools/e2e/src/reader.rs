//! A visitor who cannot see the screen: the kiosk as people install it, found and pressed over the accessibility bus as a screen reader does.

use std::path::Path;
use std::process::{Child, Stdio};

use anyhow::{Result, ensure};

use crate::bus::{Bus, Role};
use crate::day::SETTINGS;
use crate::desk::{Folder, Screen, Server};
use crate::programs::Programs;
use crate::stage;

const KIOSK: &str = "walkup-kiosk";

/// Ends with this.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Plays it.
pub fn play(programs: &Path, screen: &Screen, shots: &Path) -> Result<()> {
    stage("a visitor with a screen reader gets a ticket");
    let programs = Programs::native(programs.to_path_buf());
    let folder = Folder::new(&programs, screen, shots)?;
    let server = Server::start(&programs, &folder.path("desk"), SETTINGS, &[])?;
    let bus = Bus::start(&screen.display)?;
    let settings = folder.path("kiosk.toml");
    std::fs::write(&settings, "")?;
    let kiosk = programs
        .command(KIOSK)
        .args(["--windowed", "--server", &server.address, "--settings"])
        .arg(&settings)
        .env("DISPLAY", &screen.display)
        .env("DBUS_SESSION_BUS_ADDRESS", &bus.address)
        .env_remove("WAYLAND_DISPLAY")
        .stdout(Stdio::null())
        .stderr(std::fs::File::create(shots.join("reader.log"))?)
        .spawn()?;
    let _kiosk = Program(kiosk);
    let press = |name: &str| bus.press(&bus.find(KIOSK, Role::Button, name)?);
    press("Get a ticket")?;
    // By the kiosk's own keys, each letter read back from the line as soon as it stands there.
    let question = "What is your e-mail address?";
    bus.find(KIOSK, Role::Label, question)?;
    let line = bus.find(KIOSK, Role::Entry, question)?;
    let mut typed = String::new();
    bus.reads(&line, &typed)?;
    for letter in "xi@example.com".chars() {
        match letter {
            '@' => press("At sign")?,
            '.' => press("Dot")?,
            _ => press(&letter.to_string())?,
        }
        typed.push(letter);
        bus.reads(&line, &typed)?;
    }
    press("Continue")?;
    // Written by the reader itself, as by dictation.
    let question = "What is your name?";
    bus.find(KIOSK, Role::Label, question)?;
    let line = bus.find(KIOSK, Role::Entry, question)?;
    bus.reads(&line, "")?;
    bus.write(&line, "Xi Chen")?;
    bus.reads(&line, "Xi Chen")?;
    press("Continue")?;
    press("Badge")?;
    bus.find(KIOSK, Role::Label, "Your number")?;
    let tickets = server.tickets()?;
    ensure!(tickets.len() == 1 && tickets[0].name == "Xi Chen", "{tickets:?}");
    bus.find(KIOSK, Role::Label, &tickets[0].number)?;
    press("Done")?;
    bus.find(KIOSK, Role::Button, "Get a ticket")?;
    Ok(())
}
