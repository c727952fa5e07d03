//! Paper tickets: a kiosk that loses its power while its printer prints.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::day::sign_in;
use crate::desk::{Folder, Screen, Server};
use crate::programs::Programs;
use crate::stage;
use crate::window::Window;

const SETTINGS: &str = r#"
organisation = "Northgate Help Desk"
tables = 4
day_ends = "off"

[[services]]
id = "returns"
prefix = "R"
text = { en = "Returns" }
identity = { kind = "none" }
"#;

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A ticket has more bytes than this, and what is asked of a printer has fewer.
const BEGUN: usize = 2_000;

/// A printer in the network that answers, and may stop in the middle of a ticket.
struct Printer {
    address: String,
    /// It takes what comes and says nothing more once a ticket has begun.
    hangs: Arc<AtomicBool>,
    /// How many tickets it has begun.
    begun: Arc<AtomicUsize>,
    /// How many connections it has had.
    visits: Arc<AtomicUsize>,
}

impl Printer {
    fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = format!("tcp://{}", listener.local_addr()?);
        let printer = Self {
            address,
            hangs: Arc::new(AtomicBool::new(false)),
            begun: Arc::new(AtomicUsize::new(0)),
            visits: Arc::new(AtomicUsize::new(0)),
        };
        let (hangs, begun) = (Arc::clone(&printer.hangs), Arc::clone(&printer.begun));
        let (visits, one_at_a_time) = (Arc::clone(&printer.visits), Mutex::new(()));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                visits.fetch_add(1, SeqCst);
                let _served = one_at_a_time.lock();
                // A kiosk that is gone in the middle is what this is about.
                serve(stream, &hangs, &begun).ok();
            }
        });
        Ok(printer)
    }

    fn until(&self, what: &str, is_so: impl Fn(&Self) -> bool) -> Result<()> {
        let started = Instant::now();
        while !is_so(self) {
            ensure!(started.elapsed() < PATIENCE, "the printer never {what}");
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

fn serve(mut stream: TcpStream, hangs: &AtomicBool, begun: &AtomicUsize) -> std::io::Result<()> {
    let (mut all, mut is_begun) = (Vec::new(), false);
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer)?;
        if count == 0 {
            return Ok(());
        }
        all.extend_from_slice(&buffer[..count]);
        if all.len() > BEGUN && !std::mem::replace(&mut is_begun, true) {
            begun.fetch_add(1, SeqCst);
        }
        if is_begun && hangs.load(SeqCst) {
            continue;
        }
        // A question is the end of what a kiosk has sent: it waits for each answer.
        match all[all.len().saturating_sub(3)..] {
            [0x10, 0x04, 1..=4] => stream.write_all(&[0b0001_0010])?,
            [0x1d, b'r', 1] => stream.write_all(&[0])?,
            _ => {}
        }
    }
}

/// Plays it.
pub fn play(programs: &Programs, screen: &Screen, shots: &Path) -> Result<()> {
    stage(
        "a kiosk is killed while its printer prints, and the ticket is not printed again by itself",
    );
    let printer = Printer::start()?;
    let folder = Folder::new(programs, screen, shots)?;
    let server = Server::start(programs, &folder.path("desk"), SETTINGS, &[["ada", "Ada L"]])?;
    let print = format!("[print]\nprinter = \"{}\"\n", printer.address);
    let open = || folder.open("walkup-kiosk", "paper-kiosk", &print, &server.address);
    let mut kiosk = open()?;
    let mut ada = folder.open("walkup-staff", "paper-ada", "motion = false\n", &server.address)?;
    sign_in(&mut ada, "ada", "Table 0")?;
    printer.until("was looked at", |it| it.visits.load(SeqCst) > 0)?;
    takes_ticket(&mut kiosk, "Please take your ticket")?;
    kiosk.shot("p0-printed")?;
    kiosk.touch("Done")?;

    printer.hangs.store(true, SeqCst);
    takes_ticket(&mut kiosk, "Your ticket is being printed")?;
    kiosk.shot("p1-printing")?;
    printer.until("began the second ticket", |it| it.begun.load(SeqCst) == 2)?;
    // The window is killed and not closed.
    drop(kiosk);
    printer.hangs.store(false, SeqCst);
    let visits = printer.visits.load(SeqCst);
    let mut kiosk = open()?;
    ada.shows("R001 may not be printed")?;
    ada.shot("p2-may-not-be-printed")?;
    kiosk.shows("Returns")?;
    printer.until("was looked at again", |it| it.visits.load(SeqCst) > visits + 1)?;
    ensure!(printer.begun.load(SeqCst) == 2, "the ticket was printed again by itself");
    // Nobody's ticket was withdrawn for it.
    let tickets = server.tickets()?;
    ensure!(tickets.len() == 2 && tickets.iter().all(|it| it.outcome.is_empty()), "{tickets:?}");

    stage("staff have it printed, and the warning ends when it is");
    ada.click("Print again")?;
    printer.until("began it again", |it| it.begun.load(SeqCst) == 3)?;
    ada.hides("may not be printed")?;
    ada.shot("p3-printed-again")?;
    server.check()
}

/// A visitor who tells nothing takes a ticket.
fn takes_ticket(kiosk: &mut Window, words: &str) -> Result<()> {
    kiosk.shows("Returns")?;
    kiosk.touch("Returns")?;
    kiosk.shows("Your number")?;
    kiosk.shows(words)
}
