//! A visitor with a telephone: from the code on a real kiosk's screen through everything that can
//! become of a ticket, as Chromium shows it.

use std::net::TcpListener;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use egui::Key;

use crate::day::{Desk, is_label, sign_in};
use crate::desk::Screen;
use crate::phone::Phone;
use crate::programs::Programs;
use crate::scan;
use crate::stage;
use crate::window::Window;

/// The languages of the pages, each with how it is written.
const LANGUAGES: [(&str, &str); 5] =
    [("en", "ltr"), ("de", "ltr"), ("es", "ltr"), ("fr", "ltr"), ("ar", "rtl")];

fn settings(port: u16) -> String {
    format!(
        r#"
organisation = "Northgate Help Desk"
tables = 4
day_ends = "off"
web_listen = "127.0.0.1:{port}"
public_url = "http://127.0.0.1:{port}"

[[services]]
id = "returns"
prefix = "R"
text = {{ en = "Returns", ar = "المرتجعات" }}
identity = {{ kind = "none" }}
by_phone = true
"#
    )
}

/// Plays it, with the file of axe's rules.
pub fn play(programs: &Programs, screen: &Screen, axe: &Path, shots: &Path) -> Result<()> {
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut desk = Desk::open(programs, screen, shots, "web", &settings(port))?;
    let phone = Phone::start(axe, shots)?;
    sign_in(&mut desk.ada, "ada", "Table 0")?;
    sign_in(&mut desk.bob, "bob", "Table 1")?;

    stage("two are before a visitor, who follows the code on the kiosk's screen");
    let (first, _) = ticket(&mut desk.kiosk)?;
    let (second, _) = ticket(&mut desk.kiosk)?;
    let (third, link) = ticket(&mut desk.kiosk)?;
    phone.open(&link)?;
    phone.shows(&third)?;
    phone.shows("2 people are before you")?;
    phone.shows("Heard of the desk just now")?;
    phone.holds("1-waiting")?;
    for (lang, direction) in LANGUAGES {
        phone.open(&format!("{link}?lang={lang}"))?;
        phone.shows(&third)?;
        let written = phone.ask("document.documentElement.dir")?;
        ensure!(written == direction, "{lang} is written {written}");
        phone.holds(&format!("1-waiting-{lang}"))?;
    }
    phone.set_dark(true)?;
    for (lang, _) in LANGUAGES {
        phone.open(&format!("{link}?lang={lang}"))?;
        phone.shows(&third)?;
        phone.holds(&format!("1-waiting-{lang}-dark"))?;
    }
    phone.set_dark(false)?;

    stage("the place changes by itself, up to the call, which the page was asked to ring for");
    phone.open(&link)?;
    phone.touch("Ring while this page is open")?;
    phone.shows("It rings when you are called")?;
    desk.ada.key(Key::N)?;
    desk.ada.shows(&format!("You have {first}."))?;
    phone.shows("One person is before you")?;
    desk.bob.key(Key::N)?;
    desk.bob.shows(&format!("You have {second}."))?;
    phone.shows("You are next")?;
    phone.holds("2-next")?;
    desk.bob.key(Key::C)?;
    desk.bob.shows(&format!("{second} completed."))?;
    desk.bob.key(Key::N)?;
    desk.bob.shows(&format!("You have {third}."))?;
    phone.shows("Table 1 is calling you")?;
    let title = phone.title()?;
    // It blinks between the two.
    ensure!(title.ends_with("Table 1 is calling you"), "its title is {title}");
    phone.hides("I am leaving")?;
    phone.holds("3-called")?;
    phone.open(&format!("{link}?lang=ar"))?;
    phone.shows(&third)?;
    phone.holds("3-called-ar")?;
    phone.open(&link)?;

    stage("the visitor is sent to another table, is missed there, and served in the end");
    desk.ada.key(Key::C)?;
    desk.ada.shows(&format!("{first} completed."))?;
    desk.bob.key(Key::T)?;
    desk.bob.click("Ada L · Table 0")?;
    phone.shows("Table 0 is calling you")?;
    phone.shows("not to the one before")?;
    phone.holds("4-moved")?;
    desk.ada.hides("Nobody yet")?;
    desk.ada.key(Key::X)?;
    phone.shows("We called you and did not see you")?;
    phone.holds("5-missed")?;
    desk.ada.key(Key::Z)?;
    phone.shows("is calling you")?;
    desk.ada.key(Key::C)?;
    phone.shows("Your visit is over")?;
    phone.holds("6-ended")?;

    stage("another leaves the queue, and takes the place back");
    let (fourth, link) = ticket(&mut desk.kiosk)?;
    phone.open(&link)?;
    phone.shows("You are next")?;
    phone.touch("I am leaving")?;
    phone.shows("Leave the queue?")?;
    phone.holds("7-leave")?;
    phone.touch("No, I stay")?;
    phone.shows("You are next")?;
    phone.touch("I am leaving")?;
    phone.touch("Yes, I am leaving")?;
    phone.shows("You have left the queue")?;
    phone.holds("8-left")?;
    desk.ada.shows("Waiting · 0")?;
    phone.touch("Take my place back")?;
    phone.shows("You are next")?;
    desk.ada.shows("Waiting · 1")?;

    stage("the same code is read at the kiosk, and a visitor leaves there");
    let (fifth, at_kiosk) = ticket(&mut desk.kiosk)?;
    desk.kiosk.scan(&at_kiosk)?;
    desk.kiosk.shows("Leave the queue")?;
    desk.kiosk.shows(&fifth)?;
    desk.kiosk.shot("8-found")?;
    desk.kiosk.touch("Leave the queue")?;
    desk.kiosk.shot("8-found-leave")?;
    desk.kiosk.touch("Yes, I am leaving")?;
    desk.kiosk.shows("You have left the queue")?;
    desk.kiosk.shot("8-found-left")?;
    desk.kiosk.touch("Done")?;
    desk.ada.shows("Waiting · 1")?;

    stage("the desk closes, and the visitor keeps the place");
    desk.ada.click("Menu")?;
    desk.ada.click("Close the desk…")?;
    desk.ada.click("Close the desk")?;
    phone.shows("The desk is closed just now")?;
    phone.holds("9-closed")?;
    desk.ada.click("Open the desk")?;
    phone.hides("The desk is closed just now")?;

    stage("the server is killed, which the page says, and comes back");
    desk.server.kill()?;
    phone.shows("No news since")?;
    phone.hides("Heard of the desk just now")?;
    phone.holds("10-away")?;
    desk.server.restart()?;
    phone.shows("Heard of the desk just now")?;
    phone.shows(&fourth)?;
    phone.holds("11-back")?;

    stage("a browser that runs no script");
    let page = phone.open_without_script(&link)?;
    for words in ["You are next", "As it was at", ">Look again</a>", "/leave?lang=en\""] {
        ensure!(page.contains(words), "it does not say {words}: {page}");
    }
    desk.ada.shows(&fourth)?;
    desk.ada.key(Key::N)?;
    desk.ada.shows(&format!("You have {fourth}."))?;
    // Where *Look again* leads.
    let page = phone.open_without_script(&format!("{link}?lang=en"))?;
    ensure!(page.contains("is calling you"), "the call is not there: {page}");

    stage("a link that nobody made");
    phone.open(&format!("{link}x"))?;
    phone.shows("This page is no longer here")?;
    phone.holds("12-gone")?;

    stage("the kiosk says how a ticket is taken by telephone, on several panels");
    for (lang, next, words) in [
        ("en", "Language: Deutsch", "Join by phone"),
        ("de", "Sprache: العربية", "per Telefon"),
        ("ar", "اللغة: English", "عبر الهاتف"),
    ] {
        for size in [[1920, 1080], [1280, 800], [768, 1024]] {
            desk.kiosk.resize(size)?;
            desk.kiosk.shows(words)?;
            desk.kiosk.shot(&format!("13-join-{lang}-{}", size[0]))?;
        }
        desk.kiosk.touch(next)?;
    }

    stage("somebody takes a ticket by telephone, with the code on the board");
    let code = code(&mut desk.board)?;
    // Whoever has looked at a ticket that is open is led to it.
    phone.open(&format!("http://127.0.0.1:{port}/join"))?;
    phone.shows(&fourth)?;
    phone.pass_on()?;
    phone.open(&format!("http://127.0.0.1:{port}/join"))?;
    phone.holds("13-join")?;
    phone.type_into("Code", "000000")?;
    phone.touch("Continue")?;
    phone.shows("This is not the code")?;
    phone.holds("13-join-wrong")?;
    phone.type_into("Code", &code)?;
    phone.touch("Continue")?;
    phone.shows("Take my ticket")?;
    phone.holds("14-join-service")?;
    phone.touch("Take my ticket")?;
    phone.shows("You are next")?;
    phone.holds("15-joined")?;
    desk.ada.shows("Waiting · 1")?;
    desk.server.check()
}

/// A ticket of one touch at the kiosk: its label, and the link that its code has.
fn ticket(kiosk: &mut Window) -> Result<(String, String)> {
    // Two tickets that tell nothing come two seconds apart.
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    kiosk.touch("Returns")?;
    kiosk.shows("Your number")?;
    kiosk.shot("0-ticket")?;
    let things = kiosk.things()?;
    let texts = things.iter().map(|thing| thing.text.as_str());
    let label = texts.filter(|text| is_label(text)).map(str::to_owned).next();
    let picture = image::load_from_memory(&kiosk.picture()?)?.into_luma8();
    let link = scan::code(&picture)?;
    kiosk.touch("Done")?;
    kiosk.shows("Returns")?;
    Ok((label.context("there is no number on the ticket")?, link))
}

/// The code to join with that the board shows.
fn code(board: &mut Window) -> Result<String> {
    board.shows(", code ")?;
    let things = board.things()?;
    let code = things.iter().find_map(|thing| Some(thing.text.split_once(", code ")?.1.to_owned()));
    code.context("the board shows no code")
}
