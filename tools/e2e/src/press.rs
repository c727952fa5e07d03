//! From the press that asks for a ticket, at a real kiosk window, to the frame of a real board that
//! counts its visitor.

use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::desk::{Folder, Screen, Server};
use crate::programs::Programs;
use crate::window::{SETTLES, Window};

/// A pause between two looks at the board: each makes it paint a frame, and it is to have time for
/// its own.
const BETWEEN: Duration = Duration::from_millis(2);

/// Prints a line a visitor: the milliseconds from the release of the last button until the board's
/// tree has the visitor, and until its next frame began, which is after the buffers of that one
/// were swapped: an upper bound.
pub fn run(programs: &Path, shots: &Path, count: usize) -> Result<()> {
    let screen = Screen::start()?;
    let programs = Programs::native(programs.to_path_buf());
    let folder = Folder::new(&programs, &screen, shots)?;
    let settings = "tables = 4\nday_ends = \"off\"\n";
    let server = Server::start(&programs, &folder.path("desk"), settings, &[])?;
    let mut kiosk = folder.open("walkup-kiosk", "walkup-kiosk", "", &server.address)?;
    let mut board = folder.open("walkup-display", "walkup-display", "", &server.address)?;
    let (look, looks) = mpsc::channel::<usize>();
    let (seen, sights) = mpsc::channel::<Result<(Instant, Instant)>>();
    std::thread::spawn(move || {
        for visitors in looks {
            if seen.send(sight(&mut board, visitors)).is_err() {
                return;
            }
        }
    });
    for visitor in 1..=count {
        kiosk.touch("Get a ticket")?;
        kiosk.shows("What is your e-mail address?")?;
        kiosk.type_text(&format!("visitor{visitor}@example.org"))?;
        kiosk.touch("Continue")?;
        kiosk.shows("What is your name?")?;
        kiosk.type_text("Xi Chen")?;
        std::thread::sleep(SETTLES);
        let at = kiosk.press("Continue")?;
        look.send(visitor).context("nobody looks at the board")?;
        let pressed = Instant::now();
        kiosk.release(at)?;
        let (told, painted) = sights.recv().context("nobody looks at the board")??;
        let ms = |then: Instant| (then - pressed).as_secs_f64() * 1000.0;
        println!("{:.3} {:.3}", ms(told), ms(painted));
        kiosk.shows("Your number")?;
        kiosk.touch("Done")?;
    }
    Ok(())
}

/// When the board had that many visitors, and when its next frame began.
fn sight(board: &mut Window, visitors: usize) -> Result<(Instant, Instant)> {
    let text = format!("{visitors} waiting");
    let until = Instant::now() + Duration::from_secs(20);
    while !board.things()?.iter().any(|thing| thing.text.starts_with(&text)) {
        anyhow::ensure!(Instant::now() < until, "the board never said that {text}");
        std::thread::sleep(BETWEEN);
    }
    let told = Instant::now();
    board.things()?;
    Ok((told, Instant::now()))
}
