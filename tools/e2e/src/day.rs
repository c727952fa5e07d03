//! A day at the desk: visitors' ways from the kiosk to the table, and what goes wrong in between.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use egui::Key;
use tempfile::TempDir;

use crate::desk::{Folder, Screen, Server};
use crate::programs::Programs;
use crate::stage;
use crate::window::{Thing, Window};

/// Settings of a desk that closes when it is told to and not by the hour.
pub const SETTINGS: &str = r#"
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

/// What is on the screens.
pub struct Desk {
    pub server: Server,
    pub board: Window,
    pub kiosk: Window,
    pub ada: Window,
    pub bob: Window,
    /// Where the server and the windows keep what they keep.
    _folder: TempDir,
}

/// Plays it.
pub fn play(programs: &Programs, screen: &Screen, shots: &Path) -> Result<()> {
    let mut desk = Desk::open(programs, screen, shots, "", SETTINGS)?;
    desk.ada.shot("0-sign-in")?;

    stage("Ada and Bob sign in and choose their tables");
    sign_in(&mut desk.ada, "ada", "Table 0")?;
    sign_in(&mut desk.bob, "bob", "Table 1")?;
    desk.holds("1-signed-in")?;

    stage("a visitor goes the whole way, from the kiosk to the end, and the end is taken back");
    let first = visit(&mut desk.kiosk, "xi@example.com", "Xi Chen")?;
    desk.ada.shows("Xi Chen")?;
    desk.bob.shows("Xi Chen")?;
    desk.holds("2-waiting")?;
    desk.ada.key(Key::N)?;
    desk.ada.shows(&format!("You have {first}."))?;
    desk.board.shows(&first)?;
    desk.holds("2-called")?;
    desk.ada.key(Key::R)?;
    desk.ada.shows("is being called again")?;
    desk.ada.shows("called 2 times")?;
    desk.holds("2-recalled")?;
    desk.ada.key(Key::C)?;
    desk.ada.shows(&format!("{first} completed."))?;
    let ended = |desk: &Desk| -> Result<bool> {
        Ok(desk.server.tickets()?.iter().all(|ticket| ticket.outcome == "completed"))
    };
    ensure!(ended(&desk)?, "the database does not say that it ended");
    desk.holds("2-completed")?;
    desk.ada.key(Key::Z)?;
    desk.ada.shows(&format!("{first} is yours again."))?;
    ensure!(!ended(&desk)?, "the database says that it ended");
    desk.holds("2-undone")?;

    stage("one visitor, two colleagues who want to serve");
    let second = visit(&mut desk.kiosk, "yu@example.com", "Yu N")?;
    desk.ada.shows("Yu N")?;
    desk.bob.shows("Yu N")?;
    desk.bob.key(Key::N)?;
    desk.bob.shows(&format!("You have {second}."))?;
    desk.ada.shows("taken by Bob, table 1")?;
    desk.holds("3-lost-race")?;

    stage("a visitor is handed to a colleague");
    desk.ada.key(Key::T)?;
    desk.ada.click("Bob · Table 1")?;
    desk.ada.shows("went to table 1")?;
    desk.bob.shows("Xi Chen")?;
    desk.holds("4-transferred")?;

    stage("the server dies in the middle, and returns");
    desk.server.kill()?;
    for window in [&mut desk.ada, &mut desk.bob, &mut desk.board] {
        window.shows("We lost the server at ")?;
    }
    desk.kiosk.shows("We are reconnecting")?;
    desk.shots("5-server-away")?;
    desk.server.restart()?;
    for window in [&mut desk.ada, &mut desk.bob, &mut desk.board] {
        window.hides("We lost the server at ")?;
    }
    desk.kiosk.hides("We are reconnecting")?;
    desk.bob.shows("Xi Chen")?;
    desk.holds("5-server-back")?;

    stage("the desk closes and opens");
    desk.ada.click("Menu")?;
    desk.ada.click("Close the desk…")?;
    desk.ada.shows("Kiosks give no tickets and show these words.")?;
    desk.ada.type_text("Back at two")?;
    desk.ada.click("Close the desk")?;
    desk.kiosk.shows("Back at two")?;
    desk.holds("6-closed")?;
    desk.ada.click("Open the desk")?;
    desk.kiosk.shows("Get a ticket")?;

    stage("the last visitor waits while the others' turn ends");
    let third = visit(&mut desk.kiosk, "noor@example.com", "Noor Haddad")?;
    desk.ada.shows("Noor Haddad")?;
    desk.bob.key(Key::C)?;
    desk.bob.shows("completed.")?;
    desk.holds("7-end")?;
    let tickets = desk.server.tickets()?;
    let how_many = |outcome: &str| tickets.iter().filter(|it| it.outcome == outcome).count();
    ensure!(tickets.len() == 3 && how_many("completed") == 1, "{tickets:#?}");
    for (number, staff) in [(&first, "Bob"), (&second, "Bob"), (&third, "")] {
        let is_so = tickets.iter().any(|it| it.number == *number && it.staff == staff);
        ensure!(is_so, "{number} is not with \"{staff}\": {tickets:#?}");
    }
    desk.server.check()?;
    desk.server.kill()
}

/// What the database says that a screen must show.
struct Expected {
    waiting: usize,
    /// The same for each service that somebody has a ticket for, by its id.
    lanes: BTreeMap<String, usize>,
    /// What staff see, among the waiting, at the tables and among those that ended.
    all: BTreeSet<String>,
    open_at_tables: BTreeSet<String>,
}

impl Desk {
    /// Opens a desk with these settings, the names of its windows beginning with what is played.
    pub fn open(
        programs: &Programs,
        screen: &Screen,
        shots: &Path,
        played: &str,
        settings: &str,
    ) -> Result<Self> {
        let folder = Folder::new(programs, screen, shots)?;
        let people = [["ada", "Ada L"], ["bob", "Bob"]];
        let server = Server::start(programs, &folder.path("desk"), settings, &people)?;
        let open = |program: &str, name: &str, text: &str| {
            let name = if played.is_empty() { name.to_owned() } else { format!("{played}-{name}") };
            folder.open(program, &name, text, &server.address)
        };
        let calm = "motion = false\n";
        Ok(Self {
            board: open("walkup-display", "board", "highlight = false\n")?,
            kiosk: open("walkup-kiosk", "kiosk", "")?,
            ada: open("walkup-staff", "ada", calm)?,
            bob: open("walkup-staff", "bob", calm)?,
            server,
            _folder: folder.into_inner(),
        })
    }

    /// Keeps a picture of every window.
    fn shots(&mut self, name: &str) -> Result<()> {
        for window in [&mut self.ada, &mut self.bob, &mut self.kiosk, &mut self.board] {
            window.shot(name)?;
        }
        Ok(())
    }

    /// Holds every screen against the database, and keeps a picture of each.
    pub fn holds(&mut self, name: &str) -> Result<()> {
        let tickets = self.server.tickets()?;
        let is_open = |outcome: &str| outcome.is_empty();
        let waiting = tickets.iter().filter(|it| is_open(&it.outcome) && it.staff.is_empty());
        let served = tickets.iter().filter(|it| is_open(&it.outcome) && !it.staff.is_empty());
        let mut lanes = BTreeMap::new();
        for ticket in tickets.iter().filter(|it| !it.service.is_empty()) {
            let waits = is_open(&ticket.outcome) && ticket.staff.is_empty();
            *lanes.entry(ticket.service.clone()).or_default() += usize::from(waits);
        }
        let expected = Expected {
            waiting: waiting.count(),
            lanes,
            all: tickets.iter().map(|it| it.number.clone()).collect(),
            open_at_tables: served.map(|it| it.number.clone()).collect(),
        };
        for (window, person) in [(&mut self.ada, "Ada L"), (&mut self.bob, "Bob")] {
            let mine: Vec<&str> = tickets
                .iter()
                .filter(|it| is_open(&it.outcome) && it.staff == person)
                .map(|it| it.name.as_str())
                .collect();
            let what = format!("agrees with the database ({tickets:?})");
            window.until(&what, |things| staff_agrees(things, &expected, &mine))?;
        }
        let what = format!("shows what the database holds ({tickets:?})");
        self.board.until(&what, |things| board_agrees(things, &expected))?;
        self.shots(name)
    }
}

/// Whether a staff window shows each ticket there is, how many wait, and whom its own person serves.
fn staff_agrees(things: &[Thing], expected: &Expected, mine: &[&str]) -> bool {
    let waiting = format!("Waiting · {}", expected.waiting);
    let nobody = things.iter().any(|thing| thing.text == "Nobody yet");
    things.iter().any(|thing| thing.text == waiting)
        && numbers(things) == expected.all
        && nobody == mine.is_empty()
        && mine.iter().all(|name| things.iter().any(|thing| thing.text.ends_with(name)))
}

/// Whether the board says how many wait, for a service of those that it tells in turn, and shows
/// somebody exactly when somebody is served.
fn board_agrees(things: &[Thing], expected: &Expected) -> bool {
    let waiting = |count: usize| match count {
        0 => "nobody waiting".to_owned(),
        count => format!("{count} waiting"),
    };
    let shown = numbers(things);
    let says = |text: &str| things.iter().any(|thing| thing.text.to_lowercase().contains(text));
    let says_how_many = if expected.lanes.is_empty() {
        says(&waiting(expected.waiting))
    } else {
        // What a service is called is its id here.
        expected.lanes.iter().any(|(id, count)| says(&format!("{id}: {}", waiting(*count))))
    };
    // A call keeps its place for a while after its ticket's end, and of several at a table the
    // latest is shown.
    says_how_many
        && shown.is_subset(&expected.all)
        && (expected.open_at_tables.is_empty() || !shown.is_disjoint(&expected.open_at_tables))
}

/// The tickets' numbers that are on a window.
fn numbers(things: &[Thing]) -> BTreeSet<String> {
    things
        .iter()
        .flat_map(|thing| thing.text.split(|letter: char| !letter.is_alphanumeric()))
        .filter(|word| is_label(word))
        .map(str::to_owned)
        .collect()
}

/// Whether a text is how people call a ticket: three digits, perhaps with the letter of a service
/// before them.
pub fn is_label(text: &str) -> bool {
    let digits = text.strip_prefix(|letter: char| letter.is_ascii_uppercase()).unwrap_or(text);
    digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Signs somebody in and has them take a table.
pub fn sign_in(window: &mut Window, user: &str, table: &str) -> Result<()> {
    window.shows("Sign in to your desk")?;
    window.click("Name")?;
    window.type_text(user)?;
    window.click("Password")?;
    window.type_text(&format!("password of {user}"))?;
    window.key(Key::Enter)?;
    window.shows("Choose a table to begin.")?;
    window.click(table)?;
    window.shows("Now serving")
}

/// A visitor's whole way at the kiosk; answers with the number on the ticket.
fn visit(kiosk: &mut Window, email: &str, name: &str) -> Result<String> {
    kiosk.touch("Get a ticket")?;
    kiosk.shows("What is your e-mail address?")?;
    kiosk.type_text(email)?;
    kiosk.shot("kiosk-address")?;
    kiosk.touch("Continue")?;
    kiosk.shows("What is your name?")?;
    kiosk.type_text(name)?;
    kiosk.touch("Continue")?;
    kiosk.shows("What brings you here?")?;
    kiosk.shot("kiosk-reason")?;
    kiosk.touch("Badge")?;
    kiosk.shows("Your number")?;
    kiosk.shot("kiosk-ticket")?;
    let things = kiosk.things()?;
    let number = things
        .iter()
        .map(|thing| thing.text.as_str())
        .find(|text| is_label(text))
        .context("there is no number on the ticket")?
        .to_owned();
    kiosk.touch("Done")?;
    kiosk.shows("Get a ticket")?;
    Ok(number)
}
