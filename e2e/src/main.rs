//! The whole desk on real windows: a kiosk, two staff windows and a board as real processes on a
//! virtual screen, driven by pointer and keys, and held against the database at the end.
//!
//! `cargo xtask e2e` builds the programs and runs this with the folder that they lie in, and with
//! the folder for the pictures of each stage. With `press COUNT` behind them it measures how long a
//! press at the kiosk takes to the board instead, for `cargo xtask bench`. `cargo xtask windows
//! --test` has Windows' programs play the same under Wine, which it names in `WALKUP_WINE`.

mod desk;
mod press;
mod programs;
mod window;
mod windows;

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use egui::Key;

use desk::{Screen, Server};
use programs::Programs;
use window::Window;

const SETTINGS: &str = r#"
organisation = "Northgate Help Desk"
tables = 4
day_ends = "off"

[[reasons]]
id = "badge"
text = { en = "Badge" }

[[reasons]]
id = "password"
text = { en = "Password" }
"#;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let programs = arguments.next().context("which folder are the programs in?")?;
    let shots = arguments.next().context("which folder do the pictures go to?")?;
    let (programs, shots) = (PathBuf::from(programs), PathBuf::from(shots));
    std::fs::create_dir_all(&shots)?;
    if arguments.next().is_some_and(|argument| argument == "press") {
        let count = arguments.next().context("how often?")?.parse()?;
        return press::run(&programs, &shots, count);
    }
    let folder = tempfile::tempdir()?;
    let screen = Screen::start()?;
    let people = [["ada", "Ada L"], ["bob", "Bob"]];
    let built = programs;
    let programs = match std::env::var_os("WALKUP_WINE") {
        Some(wine) => Programs::windows(
            built.clone(),
            wine.into(),
            folder.path().join("wine"),
            screen.display.clone(),
        ),
        None => Programs::native(built.clone()),
    };
    if programs.are_windows() {
        stage("the server is a service of Windows");
        windows::service(&programs)?;
        stage("the kiosk starts with the session, until it is removed");
        windows::autostart(&programs, &built)?;
    }
    let mut server = Server::start(&programs, &folder.path().join("desk"), SETTINGS, &people)?;

    let settings = |name: &str, text: &str| -> Result<String> {
        let file = folder.path().join(format!("{name}.toml"));
        std::fs::write(&file, text)?;
        Ok(file.to_str().context("an odd folder")?.to_owned())
    };
    let open = |program: &str, name: &str, text: &str, server: &Server| -> Result<Window> {
        let file = settings(name, text)?;
        let arguments = ["--windowed", "--server", &server.address, "--settings", &file];
        Window::open(programs.command(program), name, &screen.display, &arguments, &shots)
    };
    let calm = "motion = false\n";
    let mut board = open("walkup-display", "board", "highlight = false\n", &server)?;
    let mut kiosk = open("walkup-kiosk", "kiosk", "", &server)?;
    let mut ada = open("walkup-staff", "ada", calm, &server)?;
    let mut bob = open("walkup-staff", "bob", calm, &server)?;

    stage("Ada and Bob sign in and choose their tables");
    sign_in(&mut ada, "ada", "Table 0")?;
    sign_in(&mut bob, "bob", "Table 1")?;
    ada.shot("1-signed-in")?;

    stage("a visitor goes the whole way at the kiosk");
    let first = visit(&mut kiosk, "xi@example.com", "Xi Chen")?;
    ada.shows("Xi Chen")?;
    bob.shows("Xi Chen")?;
    ada.key(Key::N)?;
    ada.shows(&format!("You have {first}."))?;
    board.shows(&first)?;
    board.shot("2-called")?;
    ada.shot("2-serving")?;
    ada.key(Key::R)?;
    ada.shows("is being called again")?;
    ada.key(Key::C)?;
    ada.shows(&format!("{first} completed."))?;
    ada.key(Key::Z)?;
    ada.shows(&format!("{first} is yours again."))?;

    stage("one visitor, two colleagues who want to serve");
    let second = visit(&mut kiosk, "yu@example.com", "Yu N")?;
    ada.shows("Yu N")?;
    bob.shows("Yu N")?;
    bob.key(Key::N)?;
    bob.shows(&format!("You have {second}."))?;
    ada.shows("taken by Bob, table 1")?;
    ada.shot("3-lost-race")?;

    stage("a visitor is handed to a colleague");
    ada.key(Key::T)?;
    ada.click("Bob · Table 1")?;
    ada.shows("went to table 1")?;
    bob.shows("Xi Chen")?;
    board.shot("4-transferred")?;

    stage("the server dies in the middle, and returns");
    server.kill()?;
    ada.shows("We lost the server at ")?;
    board.shows("We lost the server at ")?;
    kiosk.shows("We are reconnecting")?;
    for (window, name) in [(&mut ada, "ada"), (&mut board, "board"), (&mut kiosk, "kiosk")] {
        window.shot("5-server-away").with_context(|| name.to_owned())?;
    }
    server.restart()?;
    ada.hides("We lost the server at ")?;
    bob.hides("We lost the server at ")?;
    board.hides("We lost the server at ")?;
    kiosk.hides("We are reconnecting")?;
    bob.shows("Xi Chen")?;

    stage("the desk closes and opens");
    ada.click("Menu")?;
    ada.click("Close the desk…")?;
    ada.shows("Kiosks give no tickets and show these words.")?;
    ada.type_text("Back at two")?;
    ada.click("Close the desk")?;
    kiosk.shows("Back at two")?;
    kiosk.shot("6-closed")?;
    ada.click("Open the desk")?;
    kiosk.shows("Get a ticket")?;

    stage("the last visitor waits; then every screen is held against the database");
    let third = visit(&mut kiosk, "noor@example.com", "Noor Haddad")?;
    ada.shows("Noor Haddad")?;
    board.shows("1 waiting")?;
    for window in [&mut ada, &mut bob] {
        window.shot("7-end")?;
    }
    board.shot("7-end")?;
    let tickets = server.tickets()?;
    ensure!(tickets.len() == 3, "three tickets were made: {tickets:#?}");
    let held = |number: &str, what: &str| {
        tickets.iter().any(|line| line.contains(number) && line.contains(what))
    };
    ensure!(held(&first, "Bob") && held(&second, "Bob"), "both are Bob's: {tickets:#?}");
    ensure!(held(&third, "Noor Haddad"), "the third waits: {tickets:#?}");
    server.check()?;
    server.kill()?;
    println!("\nEvery screen agrees with the database. Pictures are in {}", shots.display());
    Ok(())
}

fn stage(text: &str) {
    println!("· {text}");
}

fn sign_in(window: &mut Window, user: &str, table: &str) -> Result<()> {
    window.shows("Sign in to your desk")?;
    window.click("Name")?;
    window.type_text(user)?;
    window.click("Password")?;
    window.type_text(&format!("password of {user}"))?;
    window.click("Sign in")?;
    window.shows("Choose a table to begin.")?;
    window.click(table)?;
    window.shows("Now serving")
}

/// A visitor's whole way at the kiosk; answers with the number on the ticket.
fn visit(kiosk: &mut Window, email: &str, name: &str) -> Result<String> {
    kiosk.click("Get a ticket")?;
    kiosk.shows("What is your e-mail address?")?;
    kiosk.type_text(email)?;
    kiosk.shot("kiosk-address")?;
    kiosk.click("Continue")?;
    kiosk.shows("What is your name?")?;
    kiosk.type_text(name)?;
    kiosk.click("Continue")?;
    kiosk.shows("What brings you here?")?;
    kiosk.shot("kiosk-reason")?;
    kiosk.click("Badge")?;
    kiosk.shows("Your number")?;
    kiosk.shot("kiosk-ticket")?;
    let things = kiosk.things()?;
    let number = things
        .iter()
        .map(|thing| thing.text.as_str())
        .find(|text| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .context("there is no number on the ticket")?
        .to_owned();
    kiosk.click("Done")?;
    kiosk.shows("Get a ticket")?;
    Ok(number)
}
