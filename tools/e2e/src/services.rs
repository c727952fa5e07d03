//! A desk with services: letters on every screen, a visitor who tells nothing, who takes what, and a
//! visitor who was in the wrong queue.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use egui::Key;

use crate::day::{Desk, sign_in};
use crate::desk::Screen;
use crate::programs::Programs;
use crate::stage;
use crate::window::Window;

const SETTINGS: &str = r#"
organisation = "Northgate Help Desk"
tables = 4
day_ends = "off"

[[services]]
id = "badges"
prefix = "B"
text = { en = "Badges" }

[[services]]
id = "returns"
prefix = "R"
text = { en = "Returns" }
target_mins = 5
identity = { kind = "none" }

[[services]]
id = "laptops"
prefix = "L"
text = { en = "Laptops" }
identity = { kind = "name" }
"#;

/// Plays it.
pub fn play(programs: &Programs, screen: &Screen, shots: &Path) -> Result<()> {
    let mut desk = Desk::open(programs, screen, shots, "services", SETTINGS)?;
    sign_in(&mut desk.ada, "ada", "Table 0")?;
    sign_in(&mut desk.bob, "bob", "Table 1")?;

    stage("a visitor chooses a service, and one touch gives another a ticket");
    desk.kiosk.shows("Laptops")?;
    desk.kiosk.shot("s0-services")?;
    desk.kiosk.touch("Badges")?;
    desk.kiosk.shows("What is your e-mail address?")?;
    desk.kiosk.type_text("xi@example.com")?;
    desk.kiosk.touch("Continue")?;
    desk.kiosk.shows("What is your name?")?;
    desk.kiosk.type_text("Xi Chen")?;
    desk.kiosk.touch("Continue")?;
    let badge = takes_ticket(&mut desk.kiosk)?;
    desk.kiosk.touch("Returns")?;
    let nameless = takes_ticket(&mut desk.kiosk)?;
    ensure!(badge == "B000" && nameless == "R001", "{badge}, {nameless}");
    desk.board.shows("Badges")?;
    desk.holds("s1-two-wait")?;

    stage("whoever takes one service is given its visitor, though another is due first");
    desk.ada.key(Key::S)?;
    desk.ada.click("Returns · I take it")?;
    desk.ada.shows("Returns · not now")?;
    desk.ada.click("Laptops · I take it")?;
    desk.ada.shows("Laptops · not now")?;
    desk.ada.shot("s2-my-services")?;
    desk.ada.click("Done")?;
    desk.ada.key(Key::N)?;
    desk.ada.shows("You have B000.")?;
    desk.board.shows("B000")?;
    desk.holds("s2-called")?;

    stage("the nameless visitor is called by letter and number");
    desk.bob.key(Key::N)?;
    desk.bob.shows("You have R001.")?;
    desk.board.shows("R001")?;
    desk.holds("s3-nameless")?;

    stage("a visitor was in the wrong queue");
    desk.ada.key(Key::F)?;
    desk.ada.shows("Refer B000 to a service")?;
    desk.ada.shot("s4-refer")?;
    desk.ada.click("Laptops · Nobody waiting")?;
    desk.ada.shows("B000 waits for another service now.")?;
    desk.holds("s4-referred")?;
    let service = |desk: &Desk| -> Result<String> {
        let tickets = desk.server.tickets()?;
        let ticket = tickets.into_iter().find(|ticket| ticket.number == "B000");
        Ok(ticket.context("B000 is gone")?.service)
    };
    ensure!(service(&desk)? == "laptops", "it waits for {}", service(&desk)?);
    // Ada takes no laptops.
    desk.ada.key(Key::N)?;
    desk.ada.shows("Nobody is waiting.")?;
    desk.bob.key(Key::C)?;
    desk.bob.shows("R001 completed.")?;
    desk.bob.key(Key::N)?;
    desk.bob.shows("You have B000.")?;
    desk.bob.shows("Xi Chen")?;
    desk.holds("s5-with-a-colleague")?;
    desk.server.check()
}

/// The label on the ticket that the kiosk shows, which is then put away.
fn takes_ticket(kiosk: &mut Window) -> Result<String> {
    kiosk.shows("Your number")?;
    kiosk.shot("s0-ticket")?;
    let things = kiosk.things()?;
    let texts = things.iter().map(|thing| thing.text.as_str());
    let label = texts.filter(|text| crate::day::is_label(text)).map(str::to_owned).next();
    kiosk.touch("Done")?;
    kiosk.shows("Badges")?;
    label.context("there is no number on the ticket")
}
